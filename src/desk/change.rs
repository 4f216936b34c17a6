//! Changes of a ticket: what each does to it, how it reads, and which event it leaves.
//!
//! Comes in: a ticket and a change. Goes out: the ticket after it, by the one fold that there is ([`Change::apply`]); the
//! database writes the values that the fold gives, and computes none itself. The store does the rest (a letter's state,
//! timers, withheld comments that a joining person brings with them).

use jiff::Timestamp;

use crate::mail::{Address, Contact, MessageId, Subject};

use super::event::{Event, EventKind};
use super::reason::{By, Changed, Reason, Spared};
use super::reference::TicketNumber;
use super::status::StatusName;
use super::ticket::{FeedbackState, Ticket};
use super::zone::Zone;

/// The way in which somebody came to follow a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// Somebody said so: they are told that they were added.
    Command,
    /// The mail was addressed to them, too: they have its words already.
    Copy,
    /// They wrote on it.
    Comment,
    /// Their own ticket was merged into it.
    Merge,
}

/// A change of a ticket, with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The status changes.
    Status {
        /// From.
        from: StatusName,
        /// To.
        to: StatusName,
        /// The rule or command.
        reason: By,
    },
    /// Somebody takes it.
    Assign {
        /// The agent's short name.
        to: String,
        /// The rule or command.
        reason: By,
    },
    /// A team takes it.
    Team {
        /// Its name.
        to: String,
        /// The command.
        reason: By,
    },
    /// A field gets a value, or loses it.
    Field {
        /// The field's name.
        name: String,
        /// The value, in the config's own word.
        to: Option<String>,
        /// The command, or the line of the customer's.
        reason: By,
    },
    /// The customer was told the choices for form lines that were wrong.
    ChoicesTold {
        /// The fields, by their names.
        fields: Vec<String>,
    },
    /// The customer asks for a new judgement of its fields.
    JudgementAsked {
        /// The way in which they asked.
        reason: By,
    },
    /// It is handed to an outside provider.
    Handed {
        /// Its name.
        partner: String,
        /// The transition.
        reason: By,
    },
    /// It goes on in another ticket, which is the same case.
    Merged {
        /// The other.
        into: TicketNumber,
        /// The command.
        reason: By,
    },
    /// One of its questions has a ticket of its own now.
    Split {
        /// Its subject.
        subject: Subject,
        /// The command.
        reason: By,
    },
    /// It is spam. Mail from its requester has no effect on it.
    Spam {
        /// The command.
        reason: By,
    },
    /// The agent who asked did so for somebody else.
    Requester {
        /// The new requester.
        to: Contact,
        /// Their organisation, by its name.
        organisation: Option<String>,
        /// The command.
        reason: By,
    },
    /// Somebody follows the ticket from now on.
    Join {
        /// Who.
        who: Contact,
        /// The way in which they came in.
        via: Via,
        /// The command, or what else says so.
        reason: By,
    },
    /// Somebody follows it no more.
    Leave {
        /// Who.
        who: Contact,
        /// The command.
        reason: By,
    },
    /// A letter that had been accepted did not arrive.
    LetterFailed {
        /// Which.
        message_id: MessageId,
        /// Its reader.
        to: Address,
        /// The words of the server that refused.
        words: String,
    },
    /// The requester will be asked for feedback, if the ticket is still done then.
    FeedbackDue {
        /// When.
        at: Timestamp,
    },
    /// A letter was not written: there are too many already.
    LetterSpared {
        /// The letter, and the limit.
        reason: Spared,
    },
    /// The requester is not asked for feedback.
    FeedbackSpared {
        /// Why.
        reason: Spared,
    },
    /// The requester is asked for feedback.
    FeedbackAsked,
    /// The requester rated.
    Rated {
        /// 1 to 5.
        score: u8,
        /// Their words.
        comment: String,
    },
}

impl Change {
    /// Does it to a ticket; the event that it leaves, if any. Whoever changes a ticket does it by this.
    pub fn apply(&self, ticket: &mut Ticket, now: Timestamp) -> Option<Event> {
        let (before, after) = self.fold(ticket, now);
        let (kind, reason) = self.event()?;
        Some(Event { kind, before, after, reason })
    }

    /// Changes the ticket; how it was and how it is now, as the event tells it.
    fn fold(&self, ticket: &mut Ticket, now: Timestamp) -> (Option<String>, Option<String>) {
        match self {
            Self::Status { to, .. } => {
                let before = std::mem::replace(&mut ticket.status, to.clone());
                ticket.status_since = now;
                (Some(before.0), Some(to.0.clone()))
            }
            Self::Assign { to, .. } => (ticket.assignee.replace(to.clone()), Some(to.clone())),
            Self::Team { to, .. } => (ticket.team.replace(to.clone()), Some(to.clone())),
            Self::Field { name, to, .. } => {
                let value = |value: &str| format!("{name}: {value}");
                let before = ticket.fields.get(name).map(value);
                ticket.fields.set(name, to.as_deref());
                (before, to.as_deref().map(value))
            }
            Self::ChoicesTold { fields } => {
                add_new(&mut ticket.choices_told, fields);
                (None, Some(fields.join(", ")))
            }
            Self::Handed { partner, .. } => {
                add_new(&mut ticket.partners, std::slice::from_ref(partner));
                (None, Some(partner.clone()))
            }
            Self::Merged { into, .. } => {
                ticket.merged_into = Some(*into);
                (None, Some(into.to_string()))
            }
            Self::Split { subject, .. } => (None, Some(subject.as_str().to_owned())),
            Self::Spam { .. } => {
                ticket.spam = true;
                (None, None)
            }
            Self::Requester { to, organisation, .. } => {
                let before = ticket.requester.replace(to.clone());
                ticket.answers_to = None;
                ticket.organisation.clone_from(organisation);
                ticket.by_machine = false;
                (before.map(|before| text_of(&before.address)), Some(text_of(&to.address)))
            }
            Self::Join { who, .. } => {
                if !ticket.participants.iter().any(|known| known.address == who.address) {
                    ticket.participants.push(who.clone());
                }
                (None, Some(text_of(&who.address)))
            }
            Self::Leave { who, .. } => {
                ticket.participants.retain(|known| known.address != who.address);
                (Some(text_of(&who.address)), None)
            }
            Self::LetterFailed { to, .. } => (None, Some(text_of(to))),
            Self::FeedbackAsked => {
                if ticket.feedback == FeedbackState::NotAsked {
                    ticket.feedback = FeedbackState::Asked;
                }
                (None, None)
            }
            Self::Rated { score, .. } => {
                ticket.feedback = FeedbackState::Rated(*score);
                (None, Some(score.to_string()))
            }
            Self::JudgementAsked { .. }
            | Self::FeedbackDue { .. }
            | Self::LetterSpared { .. }
            | Self::FeedbackSpared { .. } => (None, None),
        }
    }

    /// The kind of the event that it leaves, with the reason.
    fn event(&self) -> Option<(EventKind, Reason)> {
        let (kind, cause) = match self {
            Self::Status { reason, .. } => (EventKind::Status, reason.clone()),
            Self::Assign { reason, .. } => (EventKind::Assigned, reason.clone()),
            Self::Team { reason, .. } => (EventKind::Team, reason.clone()),
            Self::Field { reason, .. } => (EventKind::Field, reason.clone()),
            Self::ChoicesTold { .. } => (EventKind::ChoicesTold, By::FormLineWrong),
            Self::JudgementAsked { reason } => (EventKind::JudgementAsked, reason.clone()),
            Self::Handed { reason, .. } => (EventKind::Handed, reason.clone()),
            Self::Merged { reason, .. } => (EventKind::Merged, reason.clone()),
            Self::Split { reason, .. } => (EventKind::Split, reason.clone()),
            Self::Spam { reason } => (EventKind::Spam, reason.clone()),
            Self::Requester { reason, .. } => (EventKind::Requester, reason.clone()),
            Self::Join { reason, .. } => (EventKind::Joined, reason.clone()),
            Self::Leave { reason, .. } => (EventKind::Left, reason.clone()),
            Self::LetterFailed { words, .. } => (EventKind::LetterFailed, By::words(words)),
            Self::FeedbackDue { .. } => return None,
            Self::LetterSpared { reason } => return Some((EventKind::LetterSpared, reason.clone().into())),
            Self::FeedbackSpared { reason } => return Some((EventKind::FeedbackSpared, reason.clone().into())),
            Self::FeedbackAsked => (EventKind::FeedbackAsked, By::Done),
            Self::Rated { comment, .. } => (EventKind::Rated, By::words(comment)),
        };
        Some((kind, cause.into()))
    }

    /// The text that stands among the reasons, with times of the desk's zone.
    pub fn describe(&self, zone: &Zone) -> Reason {
        let changed = match self.clone() {
            Self::Status { from, to, reason: by } => Changed::Status { from: from.0, to: to.0, by },
            Self::Assign { to, reason: by } => Changed::Assigned { to, by },
            Self::Team { to, reason: by } => Changed::Team { to, by },
            Self::Field { name, to: Some(to), reason: by } => Changed::Field { name, to, by },
            Self::Field { name, to: None, reason: by } => Changed::FieldCleared { name, by },
            Self::ChoicesTold { fields } => Changed::ChoicesTold { fields: fields.join(", ") },
            Self::JudgementAsked { reason: by } => Changed::JudgementAsked { by },
            Self::Handed { partner: to, reason: by } => Changed::Handed { to, by },
            Self::Merged { into, reason: by } => Changed::Merged { to: into.to_string(), by },
            Self::Split { subject, reason: by } => Changed::Split { subject: subject.to_string(), by },
            Self::Spam { reason: by } => Changed::Spam { by },
            Self::Requester { to, reason: by, .. } => Changed::Requester { to: to.to_string(), by },
            Self::Join { who, reason: by, .. } => Changed::Joined { who: who.to_string(), by },
            Self::Leave { who, reason: by } => Changed::Left { who: who.to_string(), by },
            Self::LetterFailed { words, .. } => Changed::LetterFailed { words },
            Self::LetterSpared { reason } => return reason.into(),
            Self::FeedbackDue { at } => Changed::FeedbackDue { at: zone.print_time(at) },
            Self::FeedbackSpared { reason: why } => Changed::FeedbackSpared { why },
            Self::FeedbackAsked => Changed::FeedbackAsked,
            Self::Rated { score, .. } => Changed::Rated { score: score.into() },
        };
        changed.into()
    }

    /// The same as agents read it beside the words of a customer or a timer.
    pub fn brief(&self, zone: &Zone) -> Reason {
        match self.clone() {
            Self::Status { from, to, reason: by } => Changed::Moved { from: from.0, to: to.0, by }.into(),
            other => other.describe(zone),
        }
    }
}

fn add_new(known: &mut Vec<String>, more: &[String]) {
    for name in more {
        if !known.contains(name) {
            known.push(name.clone());
        }
    }
}

fn text_of(address: &Address) -> String {
    address.as_str().to_owned()
}
