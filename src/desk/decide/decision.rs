//! What a decision is: where a mail ends, on which ticket, what is written and what changes there, and who is told.

use jiff::Timestamp;

use crate::mail::{Contact, MessageId, Subject};

use super::super::notice::Notice;
use super::super::people::Role;
use super::super::reference::TicketNumber;
use super::super::routing::Routed;
use super::super::status::StatusName;
use super::super::ticket::{Ticket, Visibility};

/// Where a mail ends. Every mail has exactly one end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// It opened a ticket.
    Opened,
    /// It became a comment (or a rating) on a ticket.
    Commented,
    /// It asked about tickets, and was answered by a letter.
    Answered,
    /// It waits for a human, nothing was done with it.
    Held,
    /// It was left without any effect, with the reason.
    Suppressed,
    /// It could not be worked on; a ticket of its own shows it to the agents.
    Quarantined,
}

impl End {
    /// All ends.
    pub const ALL: [Self; 6] =
        [Self::Opened, Self::Commented, Self::Answered, Self::Held, Self::Suppressed, Self::Quarantined];

    /// The name in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Commented => "commented",
            Self::Answered => "answered",
            Self::Held => "held",
            Self::Suppressed => "suppressed",
            Self::Quarantined => "quarantined",
        }
    }

    /// The end of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|end| end.as_str() == name)
    }
}

/// What shall happen with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// How the mail ends.
    pub end: End,
    /// On which ticket.
    pub target: Target,
    /// What is written there; first the mail itself, then what the desk adds.
    pub comments: Vec<NewComment>,
    /// What changes on the ticket, in order.
    pub changes: Vec<Change>,
    /// Who is told what.
    pub notices: Vec<Notice>,
    /// What happens on further tickets: those that it opens, or the one that goes on for two.
    pub also: Vec<Effect>,
    /// Why, in sentences that read alone.
    pub reasons: Vec<String>,
}

/// What a mail does to a further ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Which.
    pub target: Target,
    /// What is written there.
    pub comments: Vec<NewComment>,
    /// What changes.
    pub changes: Vec<Change>,
    /// Who is told what of it.
    pub notices: Vec<Notice>,
}

impl Decision {
    /// Whether it changes the status of a ticket.
    pub fn moves_status(&self) -> bool {
        self.status_set().is_some()
    }

    /// The status that it sets.
    pub(super) fn status_set(&self) -> Option<&StatusName> {
        last_status(&self.changes)
    }

    /// The assignee that it sets.
    pub(super) fn assignee_set(&self) -> Option<&str> {
        last_assignee(&self.changes)
    }
}

/// The ticket that a decision is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// One to be made.
    New(Box<NewTicket>),
    /// One that stands.
    Existing(TicketNumber),
    /// One that stands and in which nothing changes: letters tell of it.
    Shown(TicketNumber),
    /// A mail that is held, by its number in the ledger.
    Held {
        /// Which.
        mail: i64,
        /// What becomes of it.
        fate: Fate,
    },
    /// None.
    Nothing,
}

/// What becomes of a held mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is let pass.
    Released,
    /// It is left without effect.
    Dropped {
        /// Who says so.
        reason: String,
    },
}

/// A ticket to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTicket {
    /// Its subject.
    pub subject: Subject,
    /// Who asks; nobody when the mail has no usable From.
    pub requester: Option<Contact>,
    /// The requester's organisation, by its name.
    pub organisation: Option<String>,
    /// Its first status.
    pub status: StatusName,
    /// The mailbox that its letters are sent from.
    pub mailbox: String,
    /// The Message-ID of the mail that opens it.
    pub opening_id: Option<MessageId>,
    /// The ticket, long done, that it goes on from.
    pub follows: Option<TicketNumber>,
    /// What else is known of it at once.
    pub routed: Routed,
    /// A program asked.
    pub by_machine: bool,
}

/// A comment to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComment {
    /// Whose words; `None` is the desk itself.
    pub author: Option<Contact>,
    /// What the author is to the ticket.
    pub role: Role,
    /// Whether customers see it.
    pub visibility: Visibility,
    /// The words.
    pub text: String,
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
        /// The command, or how they came in.
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

/// The status after the changes made so far.
pub(super) fn status_after<'a>(ticket: &'a Ticket, changes: &'a [Change]) -> &'a StatusName {
    last_status(changes).unwrap_or(&ticket.status)
}

pub(super) fn last_status(changes: &[Change]) -> Option<&StatusName> {
    changes.iter().rev().find_map(|change| match change {
        Change::Status { to, .. } => Some(to),
        _ => None,
    })
}

/// The assignee after the changes made so far.
pub(super) fn assignee_after<'a>(ticket: &'a Ticket, changes: &'a [Change]) -> Option<&'a str> {
    last_assignee(changes).or(ticket.assignee.as_deref())
}

pub(super) fn last_team(changes: &[Change]) -> Option<&str> {
    changes.iter().rev().find_map(|change| match change {
        Change::Team { to, .. } => Some(to.as_str()),
        _ => None,
    })
}

pub(super) fn last_assignee(changes: &[Change]) -> Option<&str> {
    changes.iter().rev().find_map(|change| match change {
        Change::Assign { to, .. } => Some(to.as_str()),
        _ => None,
    })
}
