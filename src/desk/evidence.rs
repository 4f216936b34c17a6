//! Finds the ticket that a mail belongs to, and its sender's right to it, with the reason (table in `docs/ARCHITECTURE.md`).
//!
//! A candidate is a ticket that the mail names: by a token of ours, by the reference in its subject or by the Message-IDs
//! that it answers. A candidate becomes a match only for a sender who is on that ticket: a number alone grants
//! nothing (P6). A sender who is not on it but shows a token had a letter passed on to them: an outsider.

use crate::mail::{Address, Contact, Inbound, MessageId};

use super::people::{People, Role};
use super::reason::{Matched, NamedBy};
use super::reference::TicketNumber;
use super::ticket::Ticket;
use super::token::{Carried, Proven, Purpose, Token, find_tokens};

/// The most tokens of one mail that are looked at; no thread that people read carries more.
const MAX_TOKENS: usize = 50;

/// The evidence in a mail for the ticket that it belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Tickets of the tokens that we made, the most believed first.
    pub tokens: Vec<TicketNumber>,
    /// References in the subject, in order.
    pub references: Vec<TicketNumber>,
    /// In-Reply-To, then References from the newest to the oldest.
    pub message_ids: Vec<MessageId>,
    /// Its own Message-ID, which a reply may have named before it came.
    pub own_id: Option<MessageId>,
    /// Tickets that commands of the mail name.
    pub named: Vec<TicketNumber>,
    /// Whether commands of the mail need the words that its ticket was opened with: they split it, or hand it over.
    pub opening: bool,
}

/// The carrier of the evidence, the most trusted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Carrier {
    /// A token that we made.
    Token,
    /// A reference in the subject.
    Subject,
    /// The Message-ID of a letter of ours.
    Letter,
    /// The Message-ID of a mail, which is a claim: several tickets may have it.
    MessageId,
    /// A reply to the mail opened the ticket before the mail came.
    Reply,
}

/// The words that a ticket was opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningWords {
    /// The agent who wrote them down for the requester, by name.
    pub by_agent: Option<String>,
    /// The words.
    pub text: String,
}

/// A ticket that a mail names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The carrier that names it.
    pub carrier: Carrier,
    /// The ticket.
    pub ticket: Ticket,
    /// The ticket that the mail names, if that was merged into this one.
    pub merged: Option<Ticket>,
    /// The people to whom the mail that it answers was addressed, too.
    pub copied: Vec<Address>,
    /// The words that it was opened with, where the evidence asks for them.
    pub opening: Option<OpeningWords>,
    /// The last ticket that goes on from it.
    pub follow_up: Option<Ticket>,
}

impl Candidate {
    /// The number that the mail really names.
    pub fn named(&self) -> TicketNumber {
        self.merged.as_ref().unwrap_or(&self.ticket).number
    }

    /// All tickets of it.
    pub fn tickets(&self) -> impl Iterator<Item = &Ticket> {
        std::iter::once(&self.ticket).chain(&self.follow_up).chain(&self.merged)
    }
}

/// The sender, and their tokens.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    /// The From address.
    pub address: &'a Address,
    /// The tokens of the mail that we made, the most believed first.
    pub tokens: &'a [Proven],
    /// All other addressees of the mail.
    pub copied: &'a [Contact],
    /// Whether it is known that the mail comes from that address, or nothing could tell.
    pub is_proven: bool,
}

impl Sender<'_> {
    /// The tokens of one ticket.
    fn tokens_of(&self, candidate: &Candidate) -> impl Iterator<Item = &Proven> {
        let number = candidate.named();
        self.tokens.iter().filter(move |token| token.ticket() == Some(number))
    }

    /// Whether somebody of a ticket is among the other addressees.
    fn writes_to_people_of(&self, ticket: &Ticket) -> bool {
        ticket.customers().any(|who| self.copied.iter().any(|to| to.address == who.address))
    }

    /// The role on a ticket that the mail names. Beside the addresses on it, one of the same mailbox counts with a token.
    fn role_on(&self, candidate: &Candidate, people: &People) -> Option<Role> {
        let ticket = &candidate.ticket;
        let by_mailbox = || {
            let is_theirs = |who: &&Contact| who.address.is_same_mailbox(self.address);
            let twin =
                ticket.customers().find(is_theirs).filter(|_| self.tokens_of(candidate).any(|it| it.is_recipient));
            twin.and_then(|twin| ticket.role_of(&twin.address, people))
        };
        let role = ticket.role_of(self.address, people).or_else(by_mailbox)?;
        // A claim alone names no ticket whose people have nothing to do with the mail.
        let is_claim = match candidate.carrier {
            Carrier::MessageId => role == Role::Agent,
            // A reply of their own came before their own mail.
            Carrier::Reply => !(self.is_proven && role == Role::Requester),
            Carrier::Token | Carrier::Subject | Carrier::Letter => false,
        };
        (!is_claim || self.writes_to_people_of(ticket)).then_some(role)
    }

    /// Whether the letter that the mail answers was written with a note. An older letter, or words that are quoted, count
    /// only where nothing says which letter is answered.
    fn answers_note(&self, candidate: &Candidate) -> bool {
        let direct = |token: &&Proven| matches!(token.place, Carried::Answered | Carried::Addressed);
        let is_note = |token: &Proven| token.purpose == Purpose::Note;
        if self.tokens_of(candidate).any(|token| direct(&token)) {
            return self.tokens_of(candidate).filter(direct).any(is_note);
        }
        self.tokens_of(candidate).next().is_some_and(is_note)
    }
}

/// The match that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match<'a> {
    /// The mail belongs to this ticket, and its sender may post there.
    Ticket {
        /// The ticket.
        ticket: &'a Ticket,
        /// The sender's role on it.
        role: Role,
        /// The ticket that the mail names, if that was merged into this one.
        merged: Option<&'a Ticket>,
        /// It answers a letter with a note: what it says stays one.
        note: bool,
        /// Why it was believed.
        reason: Matched,
    },
    /// The mail answers a letter about this ticket that was passed on to its sender, who is not on it.
    Outsider {
        /// The ticket.
        ticket: &'a Ticket,
        /// It answers a letter with a note.
        note: bool,
        /// Why it was believed.
        reason: Matched,
    },
    /// The mail answers another, which was addressed to its sender as well, who is not on the ticket.
    Copied {
        /// The ticket.
        ticket: &'a Ticket,
        /// It is addressed to somebody on the ticket.
        answers_all: bool,
    },
    /// A reply to this very mail opened the ticket, by somebody to whom the mail is addressed.
    Original {
        /// The ticket.
        ticket: &'a Ticket,
    },
    /// An agent's mail answers one whose Message-ID tickets have, and is addressed to nobody on them.
    Unaddressed {
        /// The tickets.
        named: Vec<TicketNumber>,
    },
    /// The mail names tickets that its sender is not on.
    Stranger {
        /// The first such ticket.
        named: &'a Ticket,
        /// Why nothing was believed.
        reason: Matched,
    },
    /// The mail names no ticket that exists.
    Nothing,
}

/// Chooses among the tickets that a person's mail names: the first that its sender is on, tokens before the subject before
/// Message-IDs; then one whose letter was passed on to them.
pub fn choose_match<'a>(candidates: &'a [Candidate], sender: Sender<'_>, people: &People) -> Match<'a> {
    let mut ordered: Vec<&Candidate> = candidates.iter().collect();
    ordered.sort_by_key(|candidate| candidate.carrier);
    let address = sender.address;
    for candidate in &ordered {
        let Some(role) = sender.role_on(candidate, people) else { continue };
        let by = match candidate.carrier {
            Carrier::Token => token_of(sender, candidate),
            Carrier::Subject => NamedBy::Subject,
            Carrier::Letter | Carrier::MessageId => NamedBy::MessageId,
            Carrier::Reply => NamedBy::Reply,
        };
        let address = address.to_string();
        let names_others = ordered.iter().any(|other| other.ticket.number != candidate.ticket.number);
        let reason = if names_others {
            Matched::BelongsBest { by, address, role }
        } else {
            Matched::Belongs { by, address, role }
        };
        let note = sender.answers_note(candidate);
        return Match::Ticket { ticket: &candidate.ticket, role, merged: candidate.merged.as_ref(), note, reason };
    }
    if let Some(candidate) = ordered.iter().find(|candidate| sender.tokens_of(candidate).next().is_some()) {
        let reason = Matched::BelongsByLetter { by: token_of(sender, candidate), address: address.to_string() };
        return Match::Outsider { ticket: &candidate.ticket, note: sender.answers_note(candidate), reason };
    }
    if people.agents.find_by_address(address).is_some() {
        let named: Vec<TicketNumber> = ordered.iter().map(|candidate| candidate.ticket.number).collect();
        return if named.is_empty() { Match::Nothing } else { Match::Unaddressed { named } };
    }
    if let Some(found) = by_addressees(&ordered, sender) {
        return found;
    }
    match ordered.first() {
        Some(candidate) if candidate.carrier == Carrier::Reply => Match::Nothing,
        Some(candidate) => {
            Match::Stranger { named: &candidate.ticket, reason: Matched::NotOn { address: address.to_string() } }
        }
        None => Match::Nothing,
    }
}

/// A ticket that a proven sender is not on, but is tied to by whom the mails are addressed to.
fn by_addressees<'a>(ordered: &[&'a Candidate], sender: Sender<'_>) -> Option<Match<'a>> {
    let tie = |candidate: &&'a Candidate| match candidate.carrier {
        Carrier::MessageId if candidate.copied.contains(sender.address) => {
            let ticket = &candidate.ticket;
            Some(Match::Copied { ticket, answers_all: sender.writes_to_people_of(ticket) })
        }
        Carrier::Reply if sender.writes_to_people_of(&candidate.ticket) => {
            Some(Match::Original { ticket: &candidate.ticket })
        }
        _ => None,
    };
    let ties: Vec<Match<'a>> = ordered.iter().filter_map(tie).filter(|_| sender.is_proven).collect();
    let is_addressed = |tie: &&Match<'a>| !matches!(tie, Match::Copied { answers_all: false, .. });
    ties.iter().find(is_addressed).or(ties.first()).cloned()
}

fn token_of(sender: Sender<'_>, candidate: &Candidate) -> NamedBy {
    if sender.tokens_of(candidate).any(|token| token.is_recipient) { NamedBy::OwnToken } else { NamedBy::OthersToken }
}

/// The ticket on which a machine's mail is filed: that of the letter or mail it answers, or one whose people it claims to be
/// from. Filing is internal and grants nothing, so a stored Message-ID is enough.
pub fn choose_file<'a>(candidates: &'a [Candidate], sender: Option<&Address>, people: &People) -> Option<&'a Ticket> {
    let answers =
        |candidate: &&Candidate| matches!(candidate.carrier, Carrier::Token | Carrier::Letter | Carrier::MessageId);
    let from_its_people =
        |candidate: &&Candidate| sender.is_some_and(|address| candidate.ticket.role_of(address, people).is_some());
    candidates
        .iter()
        .find(answers)
        .or_else(|| candidates.iter().find(from_its_people))
        .map(|candidate| &candidate.ticket)
}

/// All tokens that a mail carries, whoever made them, the most believed first: in what it answers, in the addresses that it
/// was sent to (also as mail servers note them, for Bcc), in its thread, and in its text with all that is quoted there.
pub fn carried_tokens(inbound: &Inbound) -> Vec<Token> {
    const DELIVERED: [&str; 4] = ["delivered-to", "x-original-to", "envelope-to", "x-delivered-to"];
    let answered = inbound.in_reply_to.iter().map(|id| (id.as_str(), Carried::Answered));
    let addressed = inbound.to.iter().chain(&inbound.cc).map(|to| (to.address.as_str(), Carried::Addressed));
    let noted = DELIVERED.iter().flat_map(|name| inbound.headers_named(name));
    let referenced = inbound.references.iter().rev().map(|id| (id.as_str(), Carried::Referenced));
    let places = answered.chain(addressed).chain(noted.map(|text| (text, Carried::Addressed))).chain(referenced);
    let mut found: Vec<Token> = Vec::new();
    for (text, place) in places.chain([(inbound.text.as_str(), Carried::Written)]) {
        let left = MAX_TOKENS - found.len();
        for token in find_tokens(text, place, left) {
            if !found.iter().any(|known| known.is_same(&token)) {
                found.push(token);
            }
        }
    }
    found
}
