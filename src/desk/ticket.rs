//! A ticket as decisions see it: who is on it and how it stands. Its comments stay in the store.

use jiff::Timestamp;

use crate::mail::prefix::{Prefix, prefix_of};
use crate::mail::{Address, Contact, MessageId, Subject};

use super::field::Fields;
use super::reference::TicketNumber;
use super::status::StatusName;

/// A ticket, read for one decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Its number; the reference is this, printed.
    pub number: TicketNumber,
    /// The subject it was opened with.
    pub subject: Subject,
    /// Its status.
    pub status: StatusName,
    /// Since when it stands so.
    pub status_since: Timestamp,
    /// The requester; none for a mail that we could not read.
    pub requester: Option<Contact>,
    /// Where the requester wants answers, if elsewhere.
    pub answers_to: Option<Contact>,
    /// The other people who follow it.
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
    /// An old mail opened it, and nobody did anything on it since: time alone writes no letters about it.
    pub quiet: bool,
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
    /// The tag that the requester's own ticket system put into the subject since.
    pub customer_tag: Option<String>,
    /// The number of writes. A decision on an older version is made again.
    pub version: i64,
}

/// The state of the question for feedback.
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
    /// The requester and the participants.
    pub fn customers(&self) -> impl Iterator<Item = &Contact> {
        self.requester.iter().chain(&self.participants)
    }

    /// Whether somebody asked here or follows it.
    pub fn has_customer(&self, address: &Address) -> bool {
        self.asked_by(address) || self.customers().any(|known| known.address == *address)
    }

    /// Whether somebody asked here, or reads the answers for who did.
    pub fn asked_by(&self, address: &Address) -> bool {
        self.requester.iter().chain(&self.answers_to).any(|known| known.address == *address)
    }

    /// Where letters to a customer of it go: to the requester's, where they want answers.
    pub fn addressee<'a>(&'a self, customer: &'a Contact) -> &'a Contact {
        let asks = self.requester.as_ref().is_some_and(|requester| requester.address == customer.address);
        self.answers_to.as_ref().filter(|_| asks).unwrap_or(customer)
    }

    /// The requester's newest mail on it: letters to customers are threaded to it, and keep its tag.
    pub fn heard(&mut self, message_id: &MessageId, tag: Option<String>) {
        self.latest_id = Some(message_id.clone());
        let new = tag.filter(|tag| !self.subject.as_str().contains(tag.as_str()));
        self.customer_tag = new.or(self.customer_tag.take());
    }

    /// The subject in letters to one of its people: with the tag of the requester's own ticket system for them and who is at
    /// the same domain.
    pub fn subject_for(&self, address: &Address) -> String {
        let is_theirs = self.requester.as_ref().is_some_and(|it| it.address.domain() == address.domain());
        let Some(tag) = self.customer_tag.as_ref().filter(|_| is_theirs) else {
            return self.subject.as_str().to_owned();
        };
        let mut topic = self.subject.as_str();
        while let Some((Prefix::Answer, rest)) = prefix_of(topic) {
            topic = rest.trim_start();
        }
        format!("{tag} {topic}")
    }
}
