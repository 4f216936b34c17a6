//! What a page shows, and in which version: another one if something changed that its reader can see.

use crate::desk::end::End;
use crate::desk::reference::TicketNumber;
use crate::pages::Page;
use crate::pages::views::{self, LookingOn};
use crate::store::read::{ListPart, MailFilter, TicketScope};
use crate::store::{Reading, StoreError};

use super::super::portal::Portal;
use super::super::secret;
use super::super::visitor::Visitor;

/// The tickets of a list that are watched: those of its first page.
const WATCHED: usize = 25;

/// What a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    Ticket(TicketNumber),
    /// The reader's own tickets.
    List,
    /// The agents' queue.
    Queue,
}

impl Topic {
    pub(super) fn parse(portal: &Portal, word: &str) -> Option<Self> {
        match word {
            "list" => Some(Self::List),
            "queue" => Some(Self::Queue),
            reference => portal.policy().style.parse_typed(reference).map(Self::Ticket),
        }
    }

    fn word(self, portal: &Portal) -> String {
        match self {
            Self::Ticket(number) => portal.policy().style.print(number),
            Self::List => "list".to_owned(),
            Self::Queue => "queue".to_owned(),
        }
    }
}

/// What a page listens to; none if nothing on it changes by itself.
pub(in crate::portal) fn of(
    portal: &Portal,
    reading: &Reading,
    visitor: &Visitor,
    page: &Page,
) -> Result<Option<views::Live>, StoreError> {
    let topic = match page {
        Page::Ticket(ticket) => Topic::parse(portal, &ticket.reference),
        Page::AgentTicket(ticket) => Topic::parse(portal, &ticket.reference),
        Page::TicketList(_) => Some(Topic::List),
        Page::Queue(_) => Some(Topic::Queue),
        _ => None,
    };
    let Some(topic) = topic.filter(|_| portal.site.live) else { return Ok(None) };
    let version = version(portal, reading, visitor, topic)?;
    Ok(version.map(|version| views::Live { topic: topic.word(portal), version }))
}

/// What is there for this reader, in short: another one if something changed that they can see. None if there is nothing for
/// them.
pub(super) fn version(
    portal: &Portal,
    reading: &Reading,
    visitor: &Visitor,
    topic: Topic,
) -> Result<Option<String>, StoreError> {
    let Some(address) = visitor.address() else { return Ok(None) };
    let is_agent = portal.agent(address).is_some();
    match topic {
        Topic::Ticket(number) => {
            let Some(ticket) = reading.ticket(number)? else { return Ok(None) };
            if ticket.role_of(address, &portal.policy().people).is_none() || ticket.spam && !is_agent {
                return Ok(None);
            }
            if is_agent {
                return Ok(Some(ticket.version.to_string()));
            }
            let said = reading.conversation(number, 1)?.map_or(0, |it| it.said.last().map_or(0, |said| said.number));
            Ok(Some(format!("{said}-{}", ticket.status)))
        }
        Topic::List => {
            let open = ListPart { statuses: portal.statuses(false), below: None, most: WATCHED };
            let numbers = reading.scoped(&TicketScope::Person(address.clone()), &open)?;
            let briefs = reading.briefs(&numbers, true)?;
            Ok(Some(secret::mark(&format!("{briefs:?}"))))
        }
        Topic::Queue if is_agent => {
            let open = portal.statuses(false);
            let count = |scope: TicketScope| reading.count_scoped(&scope, &open);
            let held = reading.count_mails(MailFilter::Ended(End::Held))?;
            Ok(Some(format!("{}-{}-{held}", count(TicketScope::Unassigned)?, count(TicketScope::All)?)))
        }
        Topic::Queue => Ok(None),
    }
}

/// The others who look at a ticket, as its page tells it.
pub(in crate::portal) fn looking_on(
    portal: &Portal,
    ticket: TicketNumber,
    agent: &str,
    now: jiff::Timestamp,
) -> Vec<LookingOn> {
    let others = portal.live.others(ticket, agent, now);
    others.iter().map(|name| LookingOn { name: portal.policy().people.agents.full_name(name) }).collect()
}
