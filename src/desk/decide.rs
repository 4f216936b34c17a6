//! The one decision: a mail and what the database knows of it → what shall happen, with the reasons.
//!
//! Pure and total: every mail gets a [`Decision`] with exactly one [`End`] (P1). Nothing happens here; the store applies
//! the value in one transaction, and the letters are made of its notices.

mod agent;
mod asking;
mod clock;
mod colleague;
mod commanded;
mod customer;
mod draft;
mod entering;
mod filled;
mod held;
mod inquiry;
mod involve;
mod judged;
mod machine;
mod merge;
mod moving;
mod offering;
mod on_behalf;
mod opening;
mod promised;
mod refused;
mod said;
mod shown;
mod spam;
mod split;
mod telling;
#[cfg(test)]
mod tests;
mod undeliverable;
mod wish;

use jiff::{SignedDuration, Timestamp};

use crate::mail::authentic::Proof;
use crate::mail::forward::Forwarded;
use crate::mail::origin::{Machine, MachineKind, Origin, Own};
use crate::mail::{Address, Contact, MessageId, Subject};

use super::calendar::Calendars;
use super::command::Lexicon;
use super::evidence::{Candidate, Match, choose_match};
use super::feedback::Asking;
use super::field::FieldSet;
use super::files::{FileLimits, Refused};
use super::holding::Holding;
use super::language::Languages;
use super::notice::{Facts, Notice, NoticeKind};
use super::people::{People, Role};
use super::promise::Promises;
use super::question::{Answer, Lists, Question};
use super::reference::{ReferenceStyle, TicketNumber};
use super::routing::{Routed, Routes};
use super::status::StatusName;
use super::ticket::{Ticket, Visibility};
use super::workflow::Workflow;

pub use clock::{Firing, ask_feedback, fire};
pub use draft::quarantine;
pub use promised::{Deed, happened, tell_promise};
pub use undeliverable::{SentLetter, tell_undeliverable};

/// What the desk was told by its config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// How references look.
    pub style: ReferenceStyle,
    /// Who is who.
    pub people: People,
    /// Statuses and rules.
    pub workflow: Workflow,
    /// What the desk wants to know of a ticket.
    pub fields: FieldSet,
    /// What is known of a new ticket at once.
    pub routes: Routes,
    /// Mailboxes, by their names, whose mail is an inquiry until an agent opens a ticket for it.
    pub inquiries: Vec<String>,
    /// When the desk works.
    pub calendars: Calendars,
    /// By when it answers.
    pub promises: Promises,
    /// How customers are asked how it was.
    pub feedback: Asking,
    /// Who we are: our own addresses ask for nothing.
    pub own: Own,
    /// Whom a mail on a ticket was addressed to as well follows that ticket from then on.
    pub copied_join: bool,
    /// What customers are told when they ask for their tickets.
    pub lists: Lists,
    /// Whose mails wait until a human lets them pass.
    pub holding: Holding,
    /// Kinds of machine mail that open a ticket (without any answer) when they belong to none; by
    /// `MachineKind::as_str`. All others are suppressed, in the ledger with the reason.
    pub machines_that_open: Vec<String>,
    /// What letters are written in.
    pub languages: Languages,
    /// How much a mail may bring to the other side.
    pub files: FileLimits,
}

impl Policy {
    /// The words that agents' commands are read with.
    pub fn lexicon(&self) -> Lexicon<'_> {
        Lexicon { people: &self.people, workflow: &self.workflow, style: &self.style, fields: &self.fields }
    }
}

/// What a mail says, as far as decisions need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Its number in the ledger, for those who let it pass.
    pub number: i64,
    /// Person or machine.
    pub origin: Origin,
    /// Whether it comes from where it says.
    pub proof: Proof,
    /// A human let it pass, whatever it was held for.
    pub released: bool,
    /// When it came in.
    pub received_at: Timestamp,
    /// Its Message-ID.
    pub message_id: Option<MessageId>,
    /// Its subject.
    pub subject: Subject,
    /// The whole readable text.
    pub text: String,
    /// What was newly written.
    pub new_text: String,
    /// The mail that it forwards.
    pub forwarded: Option<Forwarded>,
    /// The mailbox it came in by, by its name in the config.
    pub mailbox: String,
    /// The letters of ours that it reports as failed for good, by Message-ID, with the words of the server that refused.
    pub failures: Vec<(MessageId, String)>,
    /// Everybody else whom it was addressed to.
    pub copied: Vec<Contact>,
    /// Names of the files that came along and go to the other side.
    pub files: Vec<String>,
    /// Files that came along and go to nobody.
    pub refused: Vec<Refused>,
    /// What was wrong with it and must be seen by agents: cut at a limit, unreadable parts.
    pub remarks: Vec<String>,
}

/// What the database knows that bears on this mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Tickets that the mail names, each once, by its best carrier.
    pub candidates: Vec<Candidate>,
    /// Tickets that commands of the mail name, as they stand, also when they were merged.
    pub named: Vec<Ticket>,
    /// The kind of our letter that the mail answers (In-Reply-To), if it answers one.
    pub answers: Option<NoticeKind>,
    /// The letters of ours that the mail reports as failed, and that were taken for delivered.
    pub bounced: Vec<SentLetter>,
    /// What else the mail made us ask, with the answers.
    pub asked: Vec<(Question, Answer)>,
}

impl Snapshot {
    /// The answer to a question.
    fn answer(&self, question: &Question) -> Option<&Answer> {
        self.asked.iter().find(|(asked, _)| asked == question).map(|(_, answer)| answer)
    }
}

impl Snapshot {
    /// The words that a ticket was opened with, where they were asked for.
    fn opening_of(&self, number: TicketNumber) -> &str {
        let named = self.candidates.iter().find(|candidate| candidate.ticket.number == number);
        named.and_then(|candidate| candidate.opening.as_deref()).unwrap_or_default()
    }
}

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
    fn status_set(&self) -> Option<&StatusName> {
        last_status(&self.changes)
    }

    /// The assignee that it sets.
    fn assignee_set(&self) -> Option<&str> {
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
    /// None.
    Nothing,
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

/// What the database must be asked beyond the tickets that a mail names, before it can be decided. Nothing for nearly all
/// mails.
pub fn find_questions(policy: &Policy, snapshot: &Snapshot, incoming: &Incoming) -> Vec<Question> {
    let Origin::Person(person) = &incoming.origin else { return Vec::new() };
    if policy.holding.reason(incoming).is_some() {
        return vec![held::question(incoming, person)];
    }
    let asked = asking::asked(policy, snapshot, incoming, person);
    asked.map(|asked| asking::questions(policy, incoming, person, &asked)).unwrap_or_default()
}

/// What happens once a day is counted from here.
fn a_day_before(at: Timestamp) -> Timestamp {
    at.checked_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN)
}

/// Decides. What was remarked on the mail stands among the reasons, so that the ledger and the ticket tell it too.
pub fn decide(policy: &Policy, snapshot: &Snapshot, incoming: &Incoming) -> Decision {
    let mut decision = choose(policy, snapshot, incoming);
    let (author, silent) = match &incoming.origin {
        Origin::Person(person) => (Some(&person.contact().address), person.restraint().is_some()),
        _ => (None, true),
    };
    entering::tell_of(policy, snapshot, (author, silent), &mut decision);
    offering::put(policy, snapshot, &mut decision);
    decision.reasons.extend(incoming.remarks.iter().cloned());
    refused::tell(policy, snapshot, incoming, &mut decision);
    shown::show(policy, snapshot, &mut decision);
    decision
}

fn choose(policy: &Policy, snapshot: &Snapshot, incoming: &Incoming) -> Decision {
    let person = match &incoming.origin {
        Origin::Machine(machine) => return machine::decide(policy, snapshot, incoming, machine),
        // nobody can be answered: filed, or shown to agents, as a machine's mail without a sender is
        Origin::Unknown(reason) => {
            let nobody = Machine { kind: MachineKind::AutoGenerated, reason: reason.clone(), contact: None };
            return machine::decide(policy, snapshot, incoming, &nobody);
        }
        Origin::Person(person) => person,
    };
    if let Some(why) = policy.holding.reason(incoming) {
        return held::hold(policy, snapshot, incoming, (person, why));
    }
    if let Some(asked) = asking::asked(policy, snapshot, incoming, person) {
        return asking::answer(policy, snapshot, incoming, (person, &asked));
    }
    let sender = &person.contact().address;
    match choose_match(&snapshot.candidates, sender, &policy.people) {
        Match::Ticket { ticket, role: Role::Agent, merged, reason } => {
            let reason = merge::told(policy, ticket, merged, reason);
            if agent::asks_there(policy, incoming, ticket, sender) {
                let reason = format!("{reason}; they asked there, and write as the requester");
                let place = customer::Place { ticket, role: Role::Requester, person, reason };
                return customer::comment(policy, snapshot, incoming, place);
            }
            agent::comment(policy, snapshot, incoming, agent::Place { ticket, person, merged, reason })
        }
        Match::Ticket { ticket, .. } if ticket.spam => spam::suppress(policy, ticket),
        Match::Ticket { ticket, role, merged, reason } => {
            let reason = merge::told(policy, ticket, merged, reason);
            customer::comment(policy, snapshot, incoming, customer::Place { ticket, role, person, reason })
        }
        Match::Stranger { named, reason } => {
            let link = customer::Link::of_stranger(policy, named, reason);
            customer::open(policy, incoming, person, Some(link))
        }
        Match::Nothing if is_agent(policy, sender) => agent::open(policy, incoming, person),
        Match::Nothing => colleague::open(policy, incoming, person),
    }
}

fn is_agent(policy: &Policy, address: &Address) -> bool {
    policy.people.agents.find_by_address(address).is_some()
}

/// The status after the changes made so far.
fn status_after<'a>(ticket: &'a Ticket, changes: &'a [Change]) -> &'a StatusName {
    last_status(changes).unwrap_or(&ticket.status)
}

fn last_status(changes: &[Change]) -> Option<&StatusName> {
    changes.iter().rev().find_map(|change| match change {
        Change::Status { to, .. } => Some(to),
        _ => None,
    })
}

/// The assignee after the changes made so far.
fn assignee_after<'a>(ticket: &'a Ticket, changes: &'a [Change]) -> Option<&'a str> {
    last_assignee(changes).or(ticket.assignee.as_deref())
}

fn last_team(changes: &[Change]) -> Option<&str> {
    changes.iter().rev().find_map(|change| match change {
        Change::Team { to, .. } => Some(to.as_str()),
        _ => None,
    })
}

fn last_assignee(changes: &[Change]) -> Option<&str> {
    changes.iter().rev().find_map(|change| match change {
        Change::Assign { to, .. } => Some(to.as_str()),
        _ => None,
    })
}
