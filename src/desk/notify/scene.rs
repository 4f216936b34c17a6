//! Everything that letters are written from.

use super::super::act::Act;
use super::super::case::Case;
use super::super::date_words::DateWords;
use super::super::letter::{Audience, Content, Letter, TicketView};
use super::super::outcome::Outcome;
use super::super::people::Agent;
use super::super::policy::Policy;
use super::super::ticket::Ticket;

/// Everything that letters are written from.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) policy: &'a Policy,
    pub(super) case: &'a Case,
    pub(super) act: &'a Act,
    pub(super) outcome: &'a Outcome,
}

impl<'a> Scene<'a> {
    /// The agent who acts.
    pub(super) fn agent(&self) -> Option<&'a Agent> {
        self.act.sender().and_then(|sender| self.policy.people.agents.find_by_address(sender))
    }

    /// How a letter in this language writes dates.
    pub(super) fn dates<'b>(&'b self, language: &'b str) -> DateWords<'b> {
        DateWords { language, zone: &self.policy.zone, now: self.act.at }
    }

    /// The language of what customers read of a ticket.
    pub(super) fn language_of(&self, ticket: &'a Ticket) -> &'a str {
        self.policy.languages.of_ticket(ticket, &self.policy.people.organisations)
    }

    /// A letter that answers the mail of whoever acts.
    pub(super) fn answer(&self, to: Audience, content: Content, view: TicketView) -> Letter {
        Letter {
            in_reply_to: self.act.message_id().cloned(),
            references: self.act.message_id().cloned().into_iter().collect(),
            ..Letter::new(to, content, view)
        }
    }
}
