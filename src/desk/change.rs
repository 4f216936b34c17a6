//! Changes of a ticket: what each does to it, how it reads, and which event it leaves.
//!
//! Comes in: a ticket and a change. Goes out: the ticket after it, by the one fold that there is ([`Change::apply`]); the
//! database writes the values that the fold gives, and computes none itself. What a change brings about beside the ticket (a
//! letter's state, what falls due, withheld comments that a joining person brings with them) is the store's.

use jiff::Timestamp;

use crate::mail::{Address, Contact, MessageId, Subject};

use super::event::{Event, EventKind};
use super::reference::TicketNumber;
use super::status::StatusName;
use super::ticket::{FeedbackState, Ticket};

/// How somebody came to follow a ticket.
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
    /// The status moves.
    Status {
        /// From.
        from: StatusName,
        /// To.
        to: StatusName,
        /// The rule or command.
        reason: String,
    },
    /// Somebody takes it.
    Assign {
        /// The agent's short name.
        to: String,
        /// The rule or command.
        reason: String,
    },
    /// A team takes it.
    Team {
        /// Its name.
        to: String,
        /// The command.
        reason: String,
    },
    /// A field gets a value, or loses it.
    Field {
        /// The field's name.
        name: String,
        /// The value, in the config's own word.
        to: Option<String>,
        /// The command, or the line of the customer's.
        reason: String,
    },
    /// The customer was told the choices for form lines that were wrong.
    ChoicesTold {
        /// For which fields, by their names.
        fields: Vec<String>,
    },
    /// The customer asks for a new judgement of its fields.
    JudgementAsked {
        /// How.
        reason: String,
    },
    /// It is handed to an outside provider.
    Handed {
        /// Its name.
        partner: String,
        /// The transition.
        reason: String,
    },
    /// It goes on in another ticket, which is the same case.
    Merged {
        /// The other.
        into: TicketNumber,
        /// The command.
        reason: String,
    },
    /// One of its questions has a ticket of its own now.
    Split {
        /// What that is about.
        subject: Subject,
        /// The command.
        reason: String,
    },
    /// It asks for nothing: what its requester writes on it is left without effect.
    Spam {
        /// The command.
        reason: String,
    },
    /// The agent who asked did so for somebody else.
    Requester {
        /// Who asks now.
        to: Contact,
        /// Their organisation, by its name.
        organisation: Option<String>,
        /// The command.
        reason: String,
    },
    /// Somebody follows the ticket from now on.
    Join {
        /// Who.
        who: Contact,
        /// How they came in.
        via: Via,
        /// The command, or what else says so.
        reason: String,
    },
    /// Somebody follows it no more.
    Leave {
        /// Who.
        who: Contact,
        /// The command.
        reason: String,
    },
    /// A letter that had been accepted did not arrive.
    LetterFailed {
        /// Which.
        message_id: MessageId,
        /// Whom it was for.
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
        /// Which, and what the limit is.
        reason: String,
    },
    /// The requester is not asked for feedback.
    FeedbackSpared {
        /// Why.
        reason: String,
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
        Some(Event { kind, before, after, reason: reason.to_owned() })
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
    fn event(&self) -> Option<(EventKind, &str)> {
        Some(match self {
            Self::Status { reason, .. } => (EventKind::Status, reason),
            Self::Assign { reason, .. } => (EventKind::Assigned, reason),
            Self::Team { reason, .. } => (EventKind::Team, reason),
            Self::Field { reason, .. } => (EventKind::Field, reason),
            Self::ChoicesTold { .. } => (EventKind::ChoicesTold, "a form line was wrong"),
            Self::JudgementAsked { reason } => (EventKind::JudgementAsked, reason),
            Self::Handed { reason, .. } => (EventKind::Handed, reason),
            Self::Merged { reason, .. } => (EventKind::Merged, reason),
            Self::Split { reason, .. } => (EventKind::Split, reason),
            Self::Spam { reason } => (EventKind::Spam, reason),
            Self::Requester { reason, .. } => (EventKind::Requester, reason),
            Self::Join { reason, .. } => (EventKind::Joined, reason),
            Self::Leave { reason, .. } => (EventKind::Left, reason),
            Self::LetterFailed { words, .. } => (EventKind::LetterFailed, words),
            Self::LetterSpared { reason } => (EventKind::LetterSpared, reason),
            Self::FeedbackDue { .. } => return None,
            Self::FeedbackSpared { reason } => (EventKind::FeedbackSpared, reason),
            Self::FeedbackAsked => (EventKind::FeedbackAsked, "the ticket is done"),
            Self::Rated { comment, .. } => (EventKind::Rated, comment),
        })
    }

    /// A sentence, as it stands among the reasons.
    pub fn describe(&self) -> String {
        match self {
            Self::Status { from, to, reason } => format!("{reason} sets {from} to {to}"),
            Self::Assign { to, reason } => format!("{reason} makes {to} the assignee"),
            Self::Team { to, reason } => format!("{reason} gives it to the team {to}"),
            Self::Field { name, to: Some(to), reason } => format!("{reason} sets {name} to {to}"),
            Self::Field { name, to: None, reason } => format!("{reason} clears {name}"),
            Self::ChoicesTold { fields } => format!("the choices are told for {}", fields.join(", ")),
            Self::JudgementAsked { reason } => format!("{reason} asks for a new judgement"),
            Self::Handed { partner, reason } => format!("{reason} hands it to {partner}"),
            Self::Merged { into, reason } => format!("{reason} merges it into ticket {into}"),
            Self::Split { subject, reason } => format!("{reason} opens another ticket: {subject}"),
            Self::Spam { reason } => format!("{reason} says that it asks for nothing"),
            Self::Requester { to, reason, .. } => format!("{reason} makes {to} the requester"),
            Self::Join { who, reason, .. } => format!("{reason} involves {who}"),
            Self::Leave { who, reason } => format!("{reason} involves {who} no more"),
            Self::LetterFailed { words, .. } => format!("a letter did not arrive: {words}"),
            Self::LetterSpared { reason } => reason.clone(),
            Self::FeedbackDue { at } => {
                format!("the requester will be asked for feedback at {}", at.strftime("%F %H:%M UTC"))
            }
            Self::FeedbackSpared { reason } => format!("the requester is not asked for feedback: {reason}"),
            Self::FeedbackAsked => "the requester is asked for feedback".to_owned(),
            Self::Rated { score, .. } => format!("rated {score} of 5"),
        }
    }

    /// The same as agents read it beside the words of a customer or a timer.
    pub fn brief(&self) -> String {
        match self {
            Self::Status { from, to, reason } => format!("{from} → {to} ({reason})"),
            other => other.describe(),
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
