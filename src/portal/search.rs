//! Searching tickets. The index only proposes them: a customer finds what they could read on the ticket's page at this moment,
//! with the words in what they see there. So no lag and no fault of the index can tell anybody anything.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::desk::looked_for::{FoldedText, LookedFor};
use crate::desk::policy::Policy;
use crate::desk::reference::TicketNumber;
use crate::desk::status::StatusName;
use crate::desk::ticket::Ticket;
use crate::mail::Address;
use crate::store::read::{ListPart, TicketScope};
use crate::store::{Reading, StoreError, Within};

/// A list of so few tickets is read without the index: each is looked at.
const FEW: usize = 150;
/// The most proposals of the index that one page looks at.
const MOST_LOOKED_AT: usize = 400;
/// Proposals are asked for in parts.
const PART: usize = 100;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hits {
    /// The tickets, the newest first.
    pub(super) numbers: Vec<TicketNumber>,
    /// There may be more, below this number.
    pub(super) next_below: Option<TicketNumber>,
}

/// A customer who searches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Searcher<'a> {
    /// Rules and people.
    pub(super) policy: &'a Policy,
    /// The database.
    pub(super) reading: &'a Reading,
    /// Who searches.
    pub(super) address: &'a Address,
}

impl Searcher<'_> {
    /// The tickets of a list in these statuses that have the words: at most so many, below a number. A reference finds its ticket,
    /// whatever its status.
    pub(super) fn search(
        &self,
        (scope, statuses): (&TicketScope, &[StatusName]),
        typed: &str,
        (below, most): (Option<TicketNumber>, usize),
    ) -> Result<Hits, StoreError> {
        if let Some(named) = self.policy.style.parse_typed(typed.trim())
            && self.may_see(named)?.is_some()
        {
            return Ok(Hits { numbers: vec![named], next_below: None });
        }
        let words = &LookedFor::parse(typed);
        let mut hits = Hits::default();
        if words.is_empty() {
            return Ok(hits);
        }
        let list = ListPart { statuses: statuses.to_vec(), below, most: FEW + 1 };
        let few = self.reading.scoped(scope, &list)?;
        let is_few = few.len() <= FEW;
        let (mut proposed, mut next, mut looked_at) = (few, below, 0);
        if !is_few {
            proposed = self.reading.search(Within::Public(scope), words, (next, PART))?;
        }
        while !proposed.is_empty() {
            let is_last = is_few || proposed.len() < PART;
            for number in proposed {
                if hits.numbers.len() >= most || looked_at >= MOST_LOOKED_AT {
                    hits.next_below = next;
                    return Ok(hits);
                }
                next = Some(number);
                looked_at += 1;
                if self.has(number, statuses, words)? {
                    hits.numbers.push(number);
                }
            }
            if is_last {
                break;
            }
            proposed = self.reading.search(Within::Public(scope), words, (next, PART))?;
        }
        Ok(hits)
    }

    /// Whether a ticket is one that they may see, is in one of these statuses, and has the words in what they see of it.
    fn has(&self, number: TicketNumber, statuses: &[StatusName], words: &LookedFor) -> Result<bool, StoreError> {
        let ticket = self.may_see(number)?.filter(|ticket| statuses.contains(&ticket.status));
        let Some(ticket) = ticket else { return Ok(false) };
        let Some(texts) = self.reading.texts(number, false)? else { return Ok(false) };
        let subject = ticket.subject_for(self.address);
        let said = texts.said.iter().map(String::as_str);
        let seen: FoldedText = std::iter::once(subject.as_str()).chain(said).collect();
        Ok(words.is_in(&seen))
    }

    /// A ticket, if they are on it.
    fn may_see(&self, number: TicketNumber) -> Result<Option<Ticket>, StoreError> {
        let ticket = self.reading.ticket(number)?;
        Ok(ticket.filter(|ticket| ticket.role_of(self.address, &self.policy.people).is_some()))
    }
}

/// The tickets that have the words anywhere, notes too: for agents. A reference finds its ticket.
pub(super) fn everywhere(
    policy: &Policy,
    reading: &Reading,
    typed: &str,
    (below, most): (Option<TicketNumber>, usize),
) -> Result<Hits, StoreError> {
    let named = policy.style.parse_typed(typed.trim());
    let mut numbers = Vec::new();
    if let (Some(named), None) = (named, below) {
        numbers.extend(reading.ticket(named)?.map(|ticket| ticket.number));
    }
    let words = LookedFor::parse(typed);
    let mut found = reading.search(Within::Everything, &words, (below, most.saturating_add(1)))?;
    let has_more = found.len() > most;
    found.truncate(most);
    let next_below = found.last().copied().filter(|_| has_more);
    numbers.extend(found.into_iter().filter(|number| Some(*number) != named));
    Ok(Hits { numbers, next_below })
}

/// A text in the query of an address.
pub(super) fn in_query(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests;
