//! A ticket as decisions see it: who is on it and how it stands. Its comments stay in the store.

use jiff::Timestamp;

use crate::mail::{Address, Contact, MessageId, Subject};

use super::field::Fields;
use super::people::{People, Role};
use super::reference::TicketNumber;
use super::status::StatusName;

/// A ticket, read for one decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Its number; the reference is this, printed.
    pub number: TicketNumber,
    /// The subject it was opened with.
    pub subject: Subject,
    /// How it stands.
    pub status: StatusName,
    /// Since when it stands so.
    pub status_since: Timestamp,
    /// Who asked; nobody for a mail that we could not read.
    pub requester: Option<Contact>,
    /// Who else follows it.
    pub participants: Vec<Contact>,
    /// The requester's organisation, by its name, as it was when the ticket was opened.
    pub organisation: Option<String>,
    /// The short name of the agent who works on it.
    pub assignee: Option<String>,
    /// The team that works on it, by its name.
    pub team: Option<String>,
    /// The values of its fields.
    pub fields: Fields,
    /// The fields for which a customer was told the choices already, by their names.
    pub choices_told: Vec<String>,
    /// The outside providers that it was handed to, by their names, in that order.
    pub partners: Vec<String>,
    /// The language of its letters to customers; none: the organisation's, the mailbox's or the desk's.
    pub language: Option<String>,
    /// The ticket that it goes on in: it was the same case.
    pub merged_into: Option<TicketNumber>,
    /// A program asked, or nobody who could be read: nothing automatic is written to its requester (P5).
    pub by_machine: bool,
    /// It asks for nothing, as an agent said.
    pub spam: bool,
    /// The mailbox that it came in by, by its name in the config.
    pub mailbox: String,
    /// Whether feedback was asked for or given.
    pub feedback: FeedbackState,
    /// The Message-ID of the mail that opened it.
    pub opening_id: Option<MessageId>,
    /// The Message-ID of the requester's newest mail on it.
    pub latest_id: Option<MessageId>,
}

/// How far the question for feedback got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedbackState {
    /// Never asked.
    NotAsked,
    /// Asked, no answer.
    Asked,
    /// Answered with one to five stars.
    Rated(u8),
}

/// Whether customers see a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// Goes to the ticket's people.
    Public,
    /// A note: agents only, never in a customer's letter.
    Internal,
    /// Of somebody who is not on the ticket: as a note, until an agent includes them.
    Withheld,
}

impl Visibility {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
            Self::Withheld => "withheld",
        }
    }

    /// The visibility of a name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Public, Self::Internal, Self::Withheld].into_iter().find(|visibility| visibility.as_str() == name)
    }
}

impl Ticket {
    /// The role that somebody has on this ticket; `None` for a stranger. An agent is on every ticket.
    pub fn role_of(&self, address: &Address, people: &People) -> Option<Role> {
        if people.agents.find_by_address(address).is_some() {
            return Some(Role::Agent);
        }
        if self.requester.as_ref().is_some_and(|requester| requester.address == *address) {
            return Some(Role::Requester);
        }
        // Before the participants: who comments for a partner follows the ticket, and writes for the partner still.
        if people.having(self).any(|partner| partner.has(address)) {
            return Some(Role::Partner);
        }
        if self.participants.iter().any(|contact| contact.address == *address) {
            return Some(Role::Participant);
        }
        let organisation = people.organisations.find_by_address(address).filter(|organisation| organisation.shares)?;
        (self.organisation.as_ref() == Some(&organisation.name)).then_some(Role::Member)
    }

    /// The requester and the participants.
    pub fn customers(&self) -> impl Iterator<Item = &Contact> {
        self.requester.iter().chain(&self.participants)
    }
}
