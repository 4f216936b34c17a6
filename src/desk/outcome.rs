//! An outcome: everything that follows from an act, complete. Letters are written from it and from nothing else, and nothing
//! after the decision reads a letter to learn what happened.

use jiff::Timestamp;

use crate::mail::origin::Person;
use crate::mail::{Address, Contact, MessageId};

use super::case::SetAside;
use super::change::Change;
use super::command::Receipt;
use super::end::End;
use super::event::Event;
use super::facts::ChoiceFact;
use super::letter::SentLetter;
use super::people::Role;
use super::publish::Publishable;
use super::question::{Listed, PublicWords, Shown};
use super::reason::{NoPerson, Reason, Unproven};
use super::recipients::Recipients;
use super::reference::TicketNumber;
use super::sla::Measure;
use super::sla::progress::{Deadline, SlaClocks, SlaEvent};
use super::status::StatusName;
use super::ticket::{Ticket, Visibility};
use super::timer::Due;

/// Everything that follows from an act.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The end of a mail. An act that is no mail has no end.
    pub end: Option<End>,
    /// What happens on tickets: on the act's own first, then on those that it opens beside it, or the one that goes on.
    pub steps: Vec<Step>,
    /// Answers to the act, and other news that are no change of a ticket.
    pub responses: Vec<Response>,
    /// The mail that it is a copy of, by its number in the ledger.
    pub copy_of: Option<i64>,
    /// More is known of it than of that one, which is its author's from now on.
    pub proves: bool,
    /// Worse copies that it counts instead of.
    pub replaces: Vec<i64>,
    /// The people whom it makes known: the mail is proven to be theirs, or an agent writes to them.
    pub known: Vec<Address>,
    /// The fates of other mails, set aside or unsent, by their numbers in the ledger.
    pub held: Vec<(i64, Fate)>,
    /// It is the daily letter, written or not.
    pub day: bool,
    /// The mail waits for `#send` of its author.
    pub is_unsent: bool,
    /// The reasons; each can be read alone.
    pub reasons: Vec<Reason>,
}

/// The comments and changes on one ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The ticket before it; none if the step opens it.
    pub before: Option<Ticket>,
    /// The ticket when it is opened, before all changes; none if it existed.
    opened_as: Option<Ticket>,
    /// The ticket after it: `before` with all changes.
    pub after: Ticket,
    /// The ticket, long done, that a new one goes on from.
    pub follows: Option<TicketNumber>,
    /// The comments. In the first step, the first one is the act itself.
    pub comments: Vec<NewComment>,
    /// The changes, in order.
    pub changes: Vec<Change>,
    /// The events that the changes leave.
    pub events: Vec<Event>,
    /// The people who are told that a ticket of theirs is open.
    pub confirms: Vec<Confirm>,
    /// The recipients named by rules and transitions.
    pub tells: Recipients,
    /// An agent opened a ticket for what was an inquiry.
    pub opens_inquiry: bool,
    /// Remarks that agents read beside the words.
    pub remarks: Vec<Reason>,
    /// The timers that run from now on; none if nothing changed.
    pub timers: Option<Vec<Due>>,
    /// Its clocks afterwards.
    pub clocks: ClocksAfter,
}

/// The clocks of a ticket after a step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClocksAfter {
    /// All of them, and when to look at them again; none if nothing changed.
    pub changed: Option<(SlaClocks, Vec<(Measure, Timestamp)>)>,
    /// The SLA events of the step.
    pub events: Vec<SlaEvent>,
    /// When the requester hears from the desk at the latest; none if nothing is promised.
    pub due: Option<Deadline>,
}

/// Somebody who is told that a ticket of theirs is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    /// Who.
    pub person: Person,
    /// The mail of theirs that the letter answers.
    pub answers: Option<MessageId>,
    /// What made it theirs.
    pub cause: ConfirmCause,
}

/// What made a ticket somebody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfirmCause {
    /// They wrote.
    TheirMail,
    /// Somebody opened it for them, by name.
    OpenedBy(String),
    /// It was split from this ticket of theirs.
    SplitFrom(TicketNumber),
}

/// A comment to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComment {
    /// The author; none for the desk itself.
    pub author: Option<Contact>,
    /// The author's role on the ticket.
    pub role: Role,
    /// Whether customers see it.
    pub visibility: Visibility,
    /// The words, as they are stored.
    pub text: String,
    /// The words as customers may be sent them.
    pub public: Option<Publishable>,
}

impl NewComment {
    /// A note of the desk's own: a reason as rows have it, or the words of a mail that nobody could work on.
    pub fn of_desk(text: String) -> Self {
        Self { author: None, role: Role::Machine, visibility: Visibility::Internal, text, public: None }
    }
}

/// The fate of a mail that waits for a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is let pass.
    Released,
    /// It is sent, as it was meant.
    Sent,
    /// It is left without effect.
    Dropped {
        /// The reason.
        reason: Reason,
    },
}

/// An answer, or news that is no change of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// The results of an agent's commands.
    Receipt(Receipt),
    /// An agent's answer waits, because a colleague has answered meanwhile: the colleague is told.
    Waits {
        /// The colleague.
        colleague: Contact,
        /// The words that wait.
        words: String,
    },
    /// Words of a customer that the agent's answer does not answer: the agent is told.
    Crossed(PublicWords),
    /// The requester is unknown, and why.
    WhoAsked(NoPerson),
    /// The choices for form lines that are wrong.
    Choices(Vec<ChoiceFact>),
    /// A list of tickets; the line that asked, and what is to be said beside it.
    Listing {
        /// The tickets that were found.
        listed: Listed,
        /// The line that asked; empty: a customer's subject did.
        written: String,
        /// What is to be said beside it.
        remark: Option<Reason>,
    },
    /// Where the portal is.
    Portal,
    /// A ticket, as an agent asked.
    Shown {
        /// All of it.
        shown: Box<Shown>,
        /// The line that asked.
        written: String,
        /// Whether other words stood below it.
        has_more: bool,
    },
    /// All commands, as an agent asked.
    Help {
        /// The line that asked.
        written: String,
        /// What is wrong with it, and whether other words stood below it.
        remarks: Vec<Reason>,
    },
    /// The mail is held, and why: agents are told.
    Held(Unproven),
    /// Mails that were set aside within a day: agents are told.
    SetAside(SetAside),
    /// A letter did not arrive: agents are told.
    Undeliverable {
        /// The letter.
        letter: Box<SentLetter>,
        /// The words of the server that refused.
        words: String,
        /// The ticket that it was about, where that is not the step's.
        ticket: Option<Box<Ticket>>,
    },
}

impl Outcome {
    /// A mail that ends without a ticket, for a reason.
    pub fn without_ticket(end: End, reason: impl Into<Reason>) -> Self {
        Self { end: Some(end), reasons: vec![reason.into()], ..Self::default() }
    }

    /// A mail that ends on a ticket.
    pub fn on(end: End, step: Step, reasons: Vec<Reason>) -> Self {
        Self { end: Some(end), steps: vec![step], reasons, ..Self::default() }
    }

    /// The number of tickets that it opens.
    pub fn opened(&self) -> usize {
        self.steps.iter().filter(|step| step.before.is_none()).count()
    }

    /// Gives the new tickets their numbers, in order.
    pub fn number(&mut self, mut numbers: impl Iterator<Item = TicketNumber>) {
        for step in self.steps.iter_mut().filter(|step| step.before.is_none()) {
            let number = numbers.next().unwrap_or(step.after.number);
            step.opened_as.iter_mut().chain([&mut step.after]).for_each(|ticket| ticket.number = number);
        }
    }
}

impl Step {
    /// A ticket that is opened.
    pub fn opening(ticket: Ticket) -> Self {
        Self {
            before: None,
            opened_as: Some(ticket.clone()),
            after: ticket,
            follows: None,
            comments: Vec::new(),
            changes: Vec::new(),
            events: Vec::new(),
            confirms: Vec::new(),
            tells: Recipients::default(),
            opens_inquiry: false,
            remarks: Vec::new(),
            timers: None,
            clocks: ClocksAfter::default(),
        }
    }

    /// Something that happens on a ticket that exists.
    pub fn on(ticket: &Ticket) -> Self {
        Self { before: Some(ticket.clone()), opened_as: None, ..Self::opening(ticket.clone()) }
    }

    /// Changes the ticket.
    pub fn change(&mut self, change: Change, now: Timestamp) {
        self.events.extend(change.apply(&mut self.after, now));
        self.changes.push(change);
    }

    /// The same, for several in order.
    pub fn change_all(&mut self, changes: impl IntoIterator<Item = Change>, now: Timestamp) {
        changes.into_iter().for_each(|change| self.change(change, now));
    }

    /// Takes changes back: the ticket is as if they had not been made. The status is never among them.
    pub fn without(&mut self, is_taken_back: impl Fn(&Change) -> bool) {
        let Some(first) = self.before.as_ref().or(self.opened_as.as_ref()).cloned() else { return };
        let folded = std::mem::replace(&mut self.after, first);
        let changes = std::mem::take(&mut self.changes);
        self.events.clear();
        self.change_all(changes.into_iter().filter(|change| !is_taken_back(change)), folded.status_since);
        (self.after.status_since, self.after.latest_id) = (folded.status_since, folded.latest_id);
        (self.after.customer_tag, self.after.quiet) = (folded.customer_tag, folded.quiet);
    }

    /// Makes somebody else the requester of a ticket that is being opened.
    pub fn opened_for(&mut self, requester: &Contact) {
        for ticket in self.opened_as.iter_mut().chain([&mut self.after]) {
            ticket.requester = Some(requester.clone());
        }
    }

    /// The status that it counts as coming from: an inquiry that an agent opens is a new ticket first.
    pub fn came_from<'a>(&'a self, initial: &'a StatusName) -> &'a StatusName {
        match &self.before {
            Some(before) if !self.opens_inquiry => &before.status,
            _ => initial,
        }
    }

    /// Whether it sets a status.
    pub fn moves_status(&self) -> bool {
        self.changes.iter().any(|change| matches!(change, Change::Status { .. }))
    }

    /// Whether the ticket goes on in another, or asks for nothing: nobody is told how it stands then.
    pub fn is_gone(&self) -> bool {
        self.after.merged_into.is_some() || self.after.spam
    }

    /// The customers to whom an agent's act writes: those who get the words, who are added, and for whom it is opened.
    pub fn written_to(&self) -> impl Iterator<Item = &Address> {
        let says = self.comments.iter().any(|comment| comment.role == Role::Agent && comment.public.is_some());
        let told = self.after.customers().filter(move |_| says).map(|who| &who.address);
        let joined = self.changes.iter().filter_map(|change| match change {
            Change::Join { who, .. } => Some(&who.address),
            _ => None,
        });
        told.chain(joined).chain(self.confirms.iter().map(|confirm| &confirm.person.contact().address))
    }

    /// The agent to whom it is newly assigned, by the short name.
    pub fn new_assignee(&self) -> Option<&str> {
        let had = self.before.as_ref().and_then(|before| before.assignee.as_deref());
        let set = self.changes.iter().any(|change| matches!(change, Change::Assign { .. }));
        self.after.assignee.as_deref().filter(|now| set && had != Some(*now))
    }
}
