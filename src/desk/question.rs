//! Questions about tickets: what a mail wants to know beyond the tickets that it names, and what the database answers.
//!
//! Comes in: a mail of an agent with `#list mine`, `#show HD-00042` or `#help`, or a customer's with the subject
//! `tickets`. Goes out: a [`Question`] that the store answers by look-ups, bounded however many tickets there are, with an
//! [`Answer`] that the decision makes a letter of. A mail that asks nothing costs nothing. What a customer is told of is
//! theirs: what they asked for or follow, and their company's where it shares (P6).

use jiff::{SignedDuration, Timestamp};

use crate::mail::{Address, Contact, MessageId, Subject};

use super::end::End;
use super::field::Fields;
use super::people::Role;
use super::reason::CommandFault;
use super::reference::TicketNumber;
use super::status::StatusName;
use super::ticket::{Ticket, Visibility};

/// A list names so many tickets, the newest; of each customer's, so many that are not done and so many that are.
pub const MOST_LISTED: usize = 50;
/// The most comments of a ticket that are shown, the newest ones.
pub const MOST_SHOWN: usize = 30;
/// The most bytes of each.
pub const MOST_BYTES: usize = 8 * 1024;

/// The answers to customers who ask for their tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lists {
    /// The subjects that ask, lower case; none: nobody may ask.
    pub words: Vec<String>,
    /// The most answers to one address in a day.
    pub a_day: usize,
}

/// The question in a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// The tickets of whoever wrote.
    OwnTickets {
        /// The line that asks for something, as agents ask; empty: the subject asked for them.
        written: String,
    },
    /// Where the portal is.
    Portal,
    /// An agent's question.
    ByAgent(ByAgent),
}

/// An agent's question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByAgent {
    /// The line as written, or the subject that asked.
    pub written: String,
    /// A line asked; a subject, or a line that is no command, counts only where the mail says nothing else.
    pub by_line: bool,
    /// The line is no command.
    pub is_mistyped: bool,
    /// What is asked of the database (`None`: nothing, the commands are asked for), or what is wrong with the line.
    pub question: Result<Option<Question>, CommandFault>,
    /// Whether other words stand below it, which are not used.
    pub has_more: bool,
}

/// A question for the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Tickets that are not done and that this agent (by the short name) works on.
    OfAgent(String),
    /// Tickets that are not done and that nobody works on.
    Unassigned,
    /// Tickets that are not done and that this team works on.
    OfTeam(String),
    /// All tickets that are not done.
    Open,
    /// Of a list only those that are done, or only those that are not.
    Only {
        /// Which of them.
        done: bool,
        /// The list.
        of: Box<Question>,
    },
    /// Tickets that this address asked for or follows, and those of its organisation if it shares them; also done ones.
    OfCustomer {
        /// The requester.
        address: Address,
        /// The organisation whose tickets they may see as well.
        organisation: Option<String>,
    },
    /// One ticket with what was said on it.
    One(TicketNumber),
    /// The number of mails of this address that ended so since then.
    Ended {
        /// The sender.
        sender: Address,
        /// `Answered` or `Held`.
        end: End,
        /// Since when.
        since: Timestamp,
    },
    /// What became of this mail of the ledger.
    Fate(i64),
    /// The notes of agents on this ticket.
    Notes(TicketNumber),
    /// The mails of agents on this ticket that wait for `#send`.
    Unsent {
        /// The ticket.
        ticket: TicketNumber,
        /// The messages that the mail with `#send` answers; the receipt of the one that is meant is among them.
        answers: Vec<MessageId>,
    },
    /// The last public words of a customer on this ticket that a mail answers.
    Answered {
        /// The ticket.
        ticket: TicketNumber,
        /// The messages that the mail answers.
        answers: Vec<MessageId>,
    },
    /// All that was said in public on a ticket, but of very much the newest.
    Conversation(TicketNumber),
    /// What was lately said in public on a ticket, and which of it the author of a mail may have read.
    Lately {
        /// The ticket.
        ticket: TicketNumber,
        /// The messages that the mail answers, by its In-Reply-To and References.
        answers: Vec<MessageId>,
        /// The addresses that its author gets letters at; none where nobody asks which they got.
        reader: Vec<Address>,
        /// When it was written.
        written: Timestamp,
    },
    /// The letters that a mail on a ticket may quote.
    Letters {
        /// The ticket.
        ticket: TicketNumber,
        /// The messages that the mail answers, by its In-Reply-To and References, the newest first.
        answers: Vec<MessageId>,
    },
}

impl Question {
    /// How many mails of this address ended so within the day before `now`: what happens once a day is counted from there.
    pub fn ended_within_a_day(sender: &Address, end: End, now: Timestamp) -> Self {
        let since = now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN);
        Self::Ended { sender: sender.clone(), end, since }
    }
}

/// The answer of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Tickets.
    Tickets(Listed),
    /// A ticket; `None`: there is none of that number.
    One(Option<Box<Shown>>),
    /// A number.
    Count(usize),
    /// What became of a mail; `None`: there is none of that number.
    Fate(Option<MailFate>),
    /// Unsent mails, the newest first.
    Unsent(Vec<UnsentMail>),
    /// Notes, the newest first.
    Notes(Vec<AgentNote>),
    /// Words of a customer, whole.
    Answered(Option<AnsweredWords>),
    /// Public words, the newest first.
    Conversation(Vec<PublicWords>),
    /// What was lately said in public.
    Lately(Lately),
    /// Letters.
    Letters(Vec<LetterWords>),
}

/// The words of a letter of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterWords {
    /// Its text.
    pub text: String,
    /// Its HTML.
    pub html: Option<String>,
}

/// What was lately said in public on a ticket. Comments are numbered in the order in which they came, on all tickets together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lately {
    /// The newest comment that there was when the newest message came that the mail answers; none: it answers none that is known.
    pub answered: Option<i64>,
    /// The same of the last letter about the ticket that its author got before it was written.
    pub got: Option<i64>,
    /// The words, the newest first.
    pub said: Vec<PublicWords>,
}

/// Public words on a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicWords {
    /// The number of the comment.
    pub number: i64,
    /// It opened the ticket.
    pub opens: bool,
    /// The comment, without its files where it has words.
    pub said: ShownComment,
}

/// Words of a customer that a mail answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredWords {
    /// Their author.
    pub author: Contact,
    /// The mail that they came with.
    pub message_id: Option<MessageId>,
    /// The words.
    pub text: String,
}

/// What became of a mail, as far as it may be let pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFate {
    /// It is set aside: held, left without effect, or filed as a program's.
    pub is_set_aside: bool,
    /// It was worked on as another copy.
    pub is_copy: bool,
    /// Who or what wrote it, by the word for that.
    pub origin: String,
    /// The sender.
    pub from: Option<Contact>,
}

/// A mail that waits for `#send` of its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsentMail {
    /// Its number in the ledger.
    pub number: i64,
    /// Its author.
    pub author: Address,
    /// Its receipt is answered.
    pub is_named: bool,
    /// Its author has written to the customer since.
    pub is_overtaken: bool,
}

/// A note of an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentNote {
    /// Its author.
    pub author: Address,
    /// The words, perhaps cut.
    pub text: String,
}

/// The notes of an answer.
pub fn notes(answer: &Answer) -> &[AgentNote] {
    match answer {
        Answer::Notes(notes) => notes,
        _ => &[],
    }
}

/// Tickets of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Those that are not done, the newest first, and then those that are.
    pub tickets: Vec<Brief>,
    /// The number of further tickets, or a lower bound of it.
    pub more: usize,
}

/// A ticket of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// Its number.
    pub number: TicketNumber,
    /// Its subject.
    pub subject: Subject,
    /// Its status.
    pub status: StatusName,
    /// The requester.
    pub requester: Option<Contact>,
    /// The assignee.
    pub assignee: Option<String>,
    /// What is known of it.
    pub fields: Fields,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When something last happened on it.
    pub changed_at: Timestamp,
}

/// A ticket with what was said on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The ticket.
    pub ticket: Ticket,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When something last happened on it.
    pub changed_at: Timestamp,
    /// The newest comments, notes included, the oldest of them first.
    pub said: Vec<ShownComment>,
    /// The number of older comments, or a lower bound of it.
    pub more: usize,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownComment {
    /// When.
    pub at: Timestamp,
    /// Who; `None`: the desk itself.
    pub author: Option<Contact>,
    /// The author's role on the ticket.
    pub role: Role,
    /// Whether customers see it.
    pub visibility: Visibility,
    /// The words, perhaps cut.
    pub text: String,
    /// Names of the files that came with it.
    pub files: Vec<String>,
}
