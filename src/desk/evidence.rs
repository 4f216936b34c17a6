//! Which ticket a mail belongs to, and with what right: evidence → match, with its reason (design, section 5).
//!
//! A candidate is a ticket that the mail names, by the reference in its subject or by the Message-IDs it answers. A
//! candidate becomes a match only for a sender who is on that ticket: a number alone grants nothing (P6). Signed
//! tokens and authentication results will be further carriers here, before these two.

use crate::mail::{Address, MessageId};

use super::people::{People, Role};
use super::reference::TicketNumber;
use super::ticket::Ticket;

/// What a mail says about which ticket it belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// References in the subject, in order.
    pub references: Vec<TicketNumber>,
    /// In-Reply-To, then References from the newest to the oldest.
    pub message_ids: Vec<MessageId>,
    /// Tickets that commands of the mail name.
    pub named: Vec<TicketNumber>,
    /// Whether commands of the mail need the words that its ticket was opened with: they split it, or hand it over.
    pub opening: bool,
}

/// What carried the evidence. The order is the order of belief.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Carrier {
    /// A reference in the subject.
    Subject,
    /// A Message-ID that we stored.
    MessageId,
}

/// A ticket that a mail names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// How it is named.
    pub carrier: Carrier,
    /// The ticket.
    pub ticket: Ticket,
    /// The ticket that the mail really names, where that was merged into this one.
    pub merged: Option<TicketNumber>,
    /// The words that it was opened with, where the evidence asks for them.
    pub opening: Option<String>,
    /// The last ticket that goes on from it.
    pub follow_up: Option<Ticket>,
}

/// What was believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match<'a> {
    /// The mail belongs to this ticket, and its sender may post there.
    Ticket {
        /// The ticket.
        ticket: &'a Ticket,
        /// What the sender is to it.
        role: Role,
        /// The ticket that the mail really names, where that was merged into this one.
        merged: Option<TicketNumber>,
        /// Why it was believed.
        reason: String,
    },
    /// The mail names tickets that its sender is not on.
    Stranger {
        /// The first such ticket.
        named: &'a Ticket,
        /// Why nothing was believed.
        reason: String,
    },
    /// The mail names no ticket that exists.
    Nothing,
}

/// Chooses among the tickets that a person's mail names: the first that its sender is on, subject before Message-IDs.
pub fn choose_match<'a>(candidates: &'a [Candidate], sender: &Address, people: &People) -> Match<'a> {
    let mut ordered: Vec<&Candidate> = candidates.iter().collect();
    ordered.sort_by_key(|candidate| candidate.carrier);
    for candidate in &ordered {
        if let Some(role) = candidate.ticket.role_of(sender, people) {
            let by = match candidate.carrier {
                Carrier::Subject => "the reference in the subject",
                Carrier::MessageId => "the Message-ID that it answers",
            };
            let reason = format!("belongs by {by}; {sender} is on it as {role}");
            return Match::Ticket { ticket: &candidate.ticket, role, merged: candidate.merged, reason };
        }
    }
    match ordered.first() {
        Some(candidate) => Match::Stranger {
            named: &candidate.ticket,
            reason: format!("names a ticket that {sender} is not on; a number alone grants nothing"),
        },
        None => Match::Nothing,
    }
}

/// Where a machine's mail is filed: the ticket whose Message-ID it answers, or one whose people it claims to be from.
/// Filing is internal and grants nothing, so a stored Message-ID is enough.
pub fn choose_file<'a>(candidates: &'a [Candidate], sender: Option<&Address>, people: &People) -> Option<&'a Ticket> {
    let answers = |candidate: &&Candidate| candidate.carrier == Carrier::MessageId;
    let from_its_people =
        |candidate: &&Candidate| sender.is_some_and(|address| candidate.ticket.role_of(address, people).is_some());
    candidates
        .iter()
        .find(answers)
        .or_else(|| candidates.iter().find(from_its_people))
        .map(|candidate| &candidate.ticket)
}
