//! A letter before it is written: to whom, which kind with that kind's own data, and what it shows of its ticket.
//!
//! A kind cannot carry what is another's: a confirmation has no place for words, and what goes to customers of somebody's
//! words is [`Publishable`] (P10). Whether a letter carries anything internal is told by its content (P6).

use crate::mail::origin::Person;
use crate::mail::{Address, Contact, MessageId};

use super::command::Receipt;
use super::facts::{
    ChoiceFact, CommandFact, EntryFact, FieldFact, Offer, RefusedFact, SetAsideFact, StatusFact, TicketFact,
};
use super::notice::NoticeKind;
use super::publish::Publishable;
use super::reason::{NoPerson, Reason};
use super::sign_in::SignIn;
use super::sla::Measure;

pub use super::sent_letter::SentLetter;

/// The reader. A confirmation can only be addressed to a [`Person`] that `mail::origin` minted (P5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// The human who just wrote.
    Writer(Person),
    /// Somebody on the ticket.
    Customer(Contact),
    /// One of us.
    Agent(Contact),
}

impl Audience {
    /// Name and address.
    pub fn contact(&self) -> &Contact {
        match self {
            Self::Writer(person) => person.contact(),
            Self::Customer(contact) | Self::Agent(contact) => contact,
        }
    }

    /// Whether it is one of us.
    pub fn is_agent(&self) -> bool {
        matches!(self, Self::Agent(_))
    }
}

/// One thing to tell one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The reader.
    pub to: Audience,
    /// The kind, with its data.
    pub content: Content,
    /// The ticket, as the letter shows it.
    pub ticket: TicketView,
    /// The mail of theirs that it answers, so that their client shows one thread.
    pub in_reply_to: Option<MessageId>,
    /// Older messages of the thread.
    pub references: Vec<MessageId>,
    /// The files of the mail that caused it go with it.
    pub encloses: bool,
    /// Its reader's own words are left out: nothing proves that they are theirs.
    pub withheld: bool,
}

/// What a letter shows of its ticket, in the words of its reader's language; of no ticket, the subject alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketView {
    /// The subject of the ticket, or of the mail where there is no ticket.
    pub subject: String,
    /// Its status, by its title.
    pub status: String,
    /// The requester, by name or address.
    pub requester: String,
    /// The requester's address.
    pub requester_address: String,
    /// The assignee's full name, or empty.
    pub assignee: String,
    /// Its team, by its title, or empty; agents' letters only.
    pub team: String,
    /// Its fields: priority, category …
    pub fields: Vec<FieldFact>,
    /// It is no ticket yet; agents' letters only.
    pub is_inquiry: bool,
    /// The requests that the reader may make now by a line `#…`.
    pub offers: Vec<Offer>,
    /// The statuses that an agent may set now.
    pub statuses: Vec<StatusFact>,
}

/// What was said before on the ticket, below the words of a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Earlier {
    /// The public words, the oldest first.
    pub entries: Vec<EntryFact>,
    /// The number of still older ones.
    pub more: usize,
}

/// The words of somebody, as agents read them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The author, by name.
    pub author: String,
    /// The words. Plain text, LF line ends.
    pub text: String,
    /// Only agents see them.
    pub is_internal: bool,
    /// Names of files that came along.
    pub files: Vec<String>,
    /// Files that came along and were not passed on.
    pub refused: Vec<RefusedFact>,
    /// Remarks of the desk, one a line: rules, faults, and the like.
    pub remarks: Vec<Reason>,
    /// The words that they answer.
    pub earlier: Earlier,
}

/// What a letter about a promise tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseTold {
    /// What is promised.
    pub measure: Measure,
    /// The time that is promised and that was used.
    pub reason: Reason,
    /// When it is due, or was.
    pub due: String,
}

/// The kinds of letters, each with its own data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// We have your mail; perhaps with the time by which they hear from us.
    Confirmation {
        /// As people write it, or empty.
        due: String,
        /// Who opened it for them, or empty.
        by: String,
        /// The ticket of theirs that it was split from.
        from: Option<TicketFact>,
    },
    /// The answer of an agent, or the words of another customer on the ticket.
    Reply {
        /// The words.
        words: Publishable,
        /// The new status, where the reader is told of it beside the words.
        moved: String,
        /// The words that they answer; for a reader who is only added with them, all that was said so far.
        earlier: Earlier,
    },
    /// You are involved.
    Involved {
        /// The person who added them.
        by: String,
        /// What was said so far.
        earlier: Earlier,
    },
    /// The status changed, with no words beside it.
    StatusChange,
    /// The ticket is yours now.
    Handed {
        /// The person who handed it over, or empty.
        by: String,
        /// The words that it is handed over with.
        words: Option<Publishable>,
        /// The words that it was opened with.
        opening: Option<EntryFact>,
    },
    /// Done; how was it?
    Feedback,
    /// A new ticket.
    NewTicket(Said),
    /// Somebody wrote on a ticket.
    NewComment(Said),
    /// A ticket moved, and nobody wrote.
    Moved {
        /// Why.
        remarks: Vec<Reason>,
    },
    /// This ticket is yours now, or your team's.
    Assigned {
        /// The words with which it was given, and the last ones of the customer.
        said: Said,
        /// The agent who gave it, or empty.
        by: String,
        /// It was given to a team that its reader is of.
        to_team: bool,
    },
    /// A customer rated.
    Rated {
        /// Their words.
        said: Said,
        /// 1 to 5.
        score: u8,
    },
    /// The results of the commands.
    Receipt {
        /// Line by line.
        receipt: Receipt,
        /// What a colleague has answered meanwhile.
        crossed: Option<EntryFact>,
    },
    /// The author of a forwarded mail is unknown, and why.
    WhoAsked(NoPerson),
    /// The choices for lines that were wrong.
    Choices(Vec<ChoiceFact>),
    /// An agent judged the ticket.
    Judged {
        /// The agent.
        by: String,
        /// When they hear from us at the latest, or empty.
        due: String,
        /// The new status, where the reader is told of it beside.
        moved: String,
    },
    /// The ticket goes on in another.
    Merged(TicketFact),
    /// Files that were too large.
    FilesRefused(Vec<RefusedFact>),
    /// Tickets that were asked for.
    Listing(List),
    /// What signs somebody in to the portal.
    SignIn(SignIn),
    /// Where the portal is.
    Portal {
        /// The address of its page to sign in. It has no secret.
        link: String,
    },
    /// A ticket with its comments.
    Shown(Box<Whole>),
    /// All commands of the desk.
    Help {
        /// The line that asked.
        written: String,
        /// What is wrong with it, and whether other words of the mail were not used.
        remarks: Vec<Reason>,
        /// All further commands.
        commands: Vec<CommandFact>,
    },
    /// An SLA target is nearly missed.
    PromiseWarning(PromiseTold),
    /// An SLA target is missed.
    PromiseBroken(PromiseTold),
    /// A mail is held.
    Held {
        /// The mail's words.
        said: Said,
        /// Its number in the ledger.
        mail: i64,
    },
    /// What was set aside within a day.
    Daily {
        /// The mails.
        mails: Vec<SetAsideFact>,
        /// How many more there are.
        more: usize,
        /// How many others, which nobody wants back.
        counted: usize,
        /// How many old mails were taken quietly.
        quiet: usize,
    },
    /// Somebody writes so much that agents are told of no more of it.
    Flood {
        /// Who, if anybody.
        sender: Option<Address>,
        /// The number of their mails that agents were told of.
        limit: u32,
    },
    /// A mail that could not be read or worked on.
    Quarantine {
        /// Why.
        reason: Reason,
        /// Names of its files.
        files: Vec<String>,
    },
    /// A letter that could not be delivered.
    Undeliverable {
        /// Which.
        letter: Box<SentLetter>,
        /// The words of the server that refused.
        words: String,
    },
}

/// Tickets in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// The line that asked, or empty.
    pub written: String,
    /// What is to be said beside it.
    pub remark: Option<Reason>,
    /// Those that are named.
    pub tickets: Vec<TicketFact>,
    /// The number of further tickets, or a lower bound of it.
    pub more: usize,
}

/// All that is known of a ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whole {
    /// The line that asked, what was not used, and the ticket as a line of a list; how many more comments there are.
    pub list: List,
    /// The requester's organisation, by its name, or empty.
    pub organisation: String,
    /// The people who follow it, by name and address.
    pub involved: Vec<String>,
    /// The comments, oldest first.
    pub entries: Vec<EntryFact>,
}

impl Letter {
    /// A letter with no thread and no files.
    pub fn new(to: Audience, content: Content, ticket: TicketView) -> Self {
        Self { to, content, ticket, in_reply_to: None, references: Vec::new(), encloses: false, withheld: false }
    }

    /// Its kind.
    pub fn kind(&self) -> NoticeKind {
        self.content.kind()
    }

    /// Whether it goes to this address.
    pub fn is_to(&self, address: &Address) -> bool {
        self.to.contact().address == *address
    }
}

impl Content {
    /// The kind of letter.
    pub fn kind(&self) -> NoticeKind {
        match self {
            Self::Confirmation { .. } => NoticeKind::Confirmation,
            Self::Reply { .. } => NoticeKind::Reply,
            Self::Involved { .. } => NoticeKind::Involved,
            Self::StatusChange => NoticeKind::StatusChange,
            Self::Handed { .. } => NoticeKind::Handed,
            Self::Feedback => NoticeKind::Feedback,
            Self::NewTicket(_) => NoticeKind::NewTicket,
            Self::NewComment(_) => NoticeKind::NewComment,
            Self::Moved { .. } => NoticeKind::Moved,
            Self::Assigned { .. } => NoticeKind::Assigned,
            Self::Rated { .. } => NoticeKind::Rated,
            Self::Receipt { .. } => NoticeKind::Receipt,
            Self::WhoAsked(_) => NoticeKind::WhoAsked,
            Self::Choices(_) => NoticeKind::Choices,
            Self::Judged { .. } => NoticeKind::Judged,
            Self::Merged(_) => NoticeKind::Merged,
            Self::FilesRefused(_) => NoticeKind::FilesRefused,
            Self::Listing(_) => NoticeKind::Listing,
            Self::SignIn(_) => NoticeKind::SignIn,
            Self::Portal { .. } => NoticeKind::Portal,
            Self::Shown(_) => NoticeKind::Shown,
            Self::Help { .. } => NoticeKind::Help,
            Self::PromiseWarning(..) => NoticeKind::PromiseWarning,
            Self::PromiseBroken(..) => NoticeKind::PromiseBroken,
            Self::Held { .. } => NoticeKind::Held,
            Self::Daily { .. } => NoticeKind::Daily,
            Self::Flood { .. } => NoticeKind::Flood,
            Self::Quarantine { .. } => NoticeKind::Quarantine,
            Self::Undeliverable { .. } => NoticeKind::Undeliverable,
        }
    }

    /// The words that agents read in it.
    pub fn said(&self) -> Option<&Said> {
        match self {
            Self::NewTicket(said)
            | Self::NewComment(said)
            | Self::Assigned { said, .. }
            | Self::Rated { said, .. }
            | Self::Held { said, .. } => Some(said),
            _ => None,
        }
    }

    /// Whether it carries anything that customers must not see: then an answer to it stays among agents.
    pub fn is_internal(&self) -> bool {
        match self {
            Self::Receipt { receipt, .. } => receipt.is_note,
            Self::Shown(whole) => whole.entries.iter().any(|entry| entry.internal),
            other => other.said().is_some_and(|said| said.is_internal),
        }
    }

    /// The author whose name stands in the header From.
    pub fn author(&self) -> &str {
        match self {
            Self::Reply { words, .. } => words.author(),
            Self::Confirmation { by, .. }
            | Self::Handed { by, .. }
            | Self::Involved { by, .. }
            | Self::Assigned { by, .. }
            | Self::Judged { by, .. } => by,
            other => other.said().map_or("", |said| said.author.as_str()),
        }
    }
}
