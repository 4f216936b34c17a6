//! The letters of a step so far: one for each person and each reason. `rank` chooses those that go out.

use crate::mail::clean::truncated;
use crate::mail::{Address, Contact};

use super::super::change::{Change, Via};
use super::super::letter::{Audience, Content, Earlier, Letter, Said};
use super::super::outcome::{NewComment, Step};
use super::super::people::{Agent, Role};
use super::super::recipients::Recipient;
use super::super::ticket::{Ticket, Visibility};
use super::earlier::Reader;
use super::scene::Scene;
use super::{earlier, recipients, view};

/// The most bytes of a mail that a letter to agents quotes. The ticket has all that was read.
pub(super) const MAX_QUOTED_BYTES: usize = 64 * 1024;

/// A step, and the letters that it has so far.
pub(super) struct StepLetters<'a> {
    pub(super) scene: Scene<'a>,
    pub(super) step: &'a Step,
    /// It is the act's own ticket.
    pub(super) is_first: bool,
    pub(super) letters: Vec<Letter>,
}

impl<'a> StepLetters<'a> {
    pub(super) fn ticket(&self) -> &'a Ticket {
        &self.step.after
    }

    pub(super) fn author(&self) -> Option<&'a Address> {
        self.scene.act.sender()
    }

    pub(super) fn is_author(&self, address: &Address) -> bool {
        self.author().is_some_and(|author| author.is_same_mailbox(address))
            || self.agent().is_some_and(|agent| agent.writes_from(address))
    }

    pub(super) fn agent(&self) -> Option<&'a Agent> {
        self.scene.agent()
    }

    /// People of the house, by words of the config.
    pub(super) fn house(&self, words: &[Recipient]) -> Vec<Contact> {
        recipients::house(&self.scene.policy.people, self.ticket(), words)
    }

    /// The people in charge of the ticket.
    pub(super) fn in_charge(&self) -> Vec<Contact> {
        self.house(&[Recipient::Assignee])
    }

    /// The act itself, as a comment.
    pub(super) fn comment(&self) -> Option<&'a NewComment> {
        self.step.comments.first().filter(|_| self.is_first)
    }

    /// Whether an agent works on it by this act: what they ask on a ticket of their own is a requester's.
    pub(super) fn by_agent(&self) -> bool {
        self.comment().is_some_and(|comment| comment.role == Role::Agent)
    }

    /// A letter to somebody on the ticket, threaded to their mail.
    pub(super) fn to_customer(&self, to: &Contact, content: Content) -> Letter {
        let (policy, ticket) = (self.scene.policy, self.ticket());
        let to = ticket.addressee(to);
        let view = view::for_customer(policy, ticket, &to.address);
        let threaded = self.step.before.as_ref().unwrap_or(ticket);
        threaded_to(threaded, Letter::new(Audience::Customer(to.clone()), content, view))
    }

    /// What a customer reads below the words of the act: what these answer; or all, if they are only added now.
    pub(super) fn earlier_for(&self, who: &Contact) -> Earlier {
        let is_added = |change: &Change| matches!(change, Change::Join { who: added, via: Via::Command, .. } if added.address == who.address);
        match (self.step.changes.iter().any(is_added), &self.step.before) {
            (true, _) => earlier::all(self.scene, self.ticket()),
            (false, Some(_)) if self.is_first => earlier::answered(self.scene, self.ticket(), Reader::Customer),
            _ => Earlier::default(),
        }
    }

    pub(super) fn to_agent(&self, to: &Contact, content: Content) -> Letter {
        let view = view::for_agent(self.scene.policy, self.ticket(), &to.address);
        let encloses = content.said().is_some_and(|said| !said.files.is_empty());
        Letter { encloses, ..Letter::new(Audience::Agent(to.clone()), content, view) }
    }

    /// Writes to people of the house, except to the author.
    pub(super) fn tell_house(&mut self, house: Vec<Contact>, content: &Content) {
        for to in house {
            if !self.is_author(&to.address) {
                self.letters.push(self.to_agent(&to, content.clone()));
            }
        }
    }

    /// The act's words, as agents read them.
    pub(super) fn said(&self) -> Said {
        let act = self.scene.act;
        let first = self.step.comments.first();
        let is_written_down = self.step.before.is_none() && first.is_some_and(|comment| comment.role == Role::Agent);
        let author =
            if is_written_down { self.ticket().requester.as_ref() } else { first.and_then(|it| it.author.as_ref()) };
        let is_note = |comment: &NewComment| {
            let is_words = comment.role != Role::Agent || !comment.text.is_empty() || !self.scene.act.files.is_empty();
            comment.visibility != Visibility::Public && is_words
        };
        // An agent who brings a mail may have said something of it.
        let is_internal = first.is_some_and(is_note)
            || self.step.comments.iter().any(|comment| comment.role == Role::Agent && is_note(comment));
        let own = self.is_first.then_some(act);
        Said {
            author: author.map(|author| author.display().to_owned()).unwrap_or_default(),
            text: first.map(|comment| truncated(&comment.text, MAX_QUOTED_BYTES).to_owned()).unwrap_or_default(),
            is_internal,
            files: own.map(|act| act.files.clone()).unwrap_or_default(),
            refused: own.map(|act| view::refused(&act.refused)).unwrap_or_default(),
            remarks: own.iter().flat_map(|act| &act.remarks).chain(&self.step.remarks).cloned().collect(),
            earlier: match &self.step.before {
                Some(_) if self.is_first => earlier::answered(self.scene, self.ticket(), Reader::Agent),
                _ => Earlier::default(),
            },
        }
    }
}

/// The letter in the thread of what the requester wrote.
pub(super) fn threaded_to(ticket: &Ticket, letter: Letter) -> Letter {
    let (opening, latest) = (&ticket.opening_id, &ticket.latest_id);
    let later = latest.iter().filter(|id| Some(*id) != opening.as_ref());
    Letter {
        in_reply_to: latest.clone().or_else(|| opening.clone()),
        references: opening.iter().chain(later).cloned().collect(),
        ..letter
    }
}
