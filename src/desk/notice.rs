//! What somebody must be told. A decision carries notices; templates make letters of them.

use crate::mail::compose::Hand;
use crate::mail::origin::Person;
use crate::mail::{Address, Contact, MessageId};

use super::facts::{
    ChoiceFact, CommandFact, EntryFact, FieldFact, Offer, ReceiptLine, RefusedFact, StatusFact, TicketFact,
};
use super::people::{Agent, People};
use super::ticket::Ticket;

/// The kinds of letters, each a directory `templates/<language>/<name>/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    /// To the requester: we have your mail, this is its reference.
    Confirmation,
    /// To the ticket's people: what an agent answered.
    Reply,
    /// To somebody who was added to a ticket: you are involved.
    Involved,
    /// To the requester: the status changed, with no words beside it.
    StatusChange,
    /// To a partner: the ticket is theirs now.
    Handed,
    /// To the requester: done; how was it?
    Feedback,
    /// To agents: a new ticket.
    NewTicket,
    /// To agents: somebody wrote on a ticket.
    NewComment,
    /// To agents: a ticket moved, and nobody wrote.
    Moved,
    /// To an agent: this ticket is yours now.
    Assigned,
    /// To agents: a customer rated.
    Rated,
    /// To an agent: what became of the commands.
    Receipt,
    /// To an agent: a mail was forwarded, and whose it is cannot be told.
    WhoAsked,
    /// To the writer: a line of their form was not understood; these are the choices.
    Choices,
    /// To the requester: what the desk judged the ticket to be, its priority above all.
    Judged,
    /// To the requester: the ticket goes on in another.
    Merged,
    /// To the writer: files that were too large, by name.
    FilesRefused,
    /// To whoever asked: their tickets.
    Listing,
    /// To an agent: a ticket with its comments.
    Shown,
    /// To an agent: the commands of this desk.
    Help,
    /// To agents: a promise is nearly broken.
    PromiseWarning,
    /// To agents: a promise is broken.
    PromiseBroken,
    /// To agents: a mail is held.
    Held,
    /// To agents: somebody writes so much that they are told of no more of it.
    Flood,
    /// To agents: a mail that we could not read or work on.
    Quarantine,
    /// To agents: a letter that could not be delivered.
    Undeliverable,
}

impl NoticeKind {
    /// All kinds.
    pub const ALL: [Self; 26] = [
        Self::Confirmation,
        Self::Reply,
        Self::Involved,
        Self::StatusChange,
        Self::Handed,
        Self::Feedback,
        Self::NewTicket,
        Self::NewComment,
        Self::Moved,
        Self::Assigned,
        Self::Rated,
        Self::Receipt,
        Self::WhoAsked,
        Self::Choices,
        Self::Judged,
        Self::Merged,
        Self::FilesRefused,
        Self::Listing,
        Self::Shown,
        Self::Help,
        Self::PromiseWarning,
        Self::PromiseBroken,
        Self::Held,
        Self::Flood,
        Self::Quarantine,
        Self::Undeliverable,
    ];

    /// The name of the template directory, in stories and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Reply => "reply",
            Self::Involved => "involved",
            Self::StatusChange => "status-change",
            Self::Handed => "handed",
            Self::Feedback => "feedback",
            Self::NewTicket => "new-ticket",
            Self::NewComment => "new-comment",
            Self::Moved => "moved",
            Self::Assigned => "assigned",
            Self::Rated => "rated",
            Self::Receipt => "receipt",
            Self::WhoAsked => "who-asked",
            Self::Choices => "choices",
            Self::Judged => "judged",
            Self::Merged => "merged",
            Self::FilesRefused => "files-refused",
            Self::Listing => "listing",
            Self::Shown => "shown",
            Self::Help => "help",
            Self::PromiseWarning => "promise-warning",
            Self::PromiseBroken => "promise-broken",
            Self::Held => "held",
            Self::Flood => "flood",
            Self::Quarantine => "quarantine",
            Self::Undeliverable => "undeliverable",
        }
    }

    /// The kind of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Who gets it, in words.
    pub fn readers(self) -> &'static str {
        match self {
            Self::Confirmation | Self::Choices | Self::FilesRefused => "whoever wrote",
            Self::Reply => "requester and participants",
            Self::Involved => "whoever was added",
            Self::Handed => "the group of a partner",
            Self::StatusChange => "requester, and whom a transition or timer tells",
            Self::Feedback | Self::Judged | Self::Merged => "requester",
            Self::Listing => "whoever asked",
            Self::Receipt | Self::WhoAsked => "the agent who wrote",
            Self::Shown | Self::Help => "the agent who asked",
            Self::Assigned => "the agent who has it now",
            Self::PromiseWarning | Self::PromiseBroken => "whom the promise names",
            Self::NewTicket
            | Self::NewComment
            | Self::Moved
            | Self::Rated
            | Self::Held
            | Self::Flood
            | Self::Quarantine
            | Self::Undeliverable => "agents",
        }
    }

    /// Whose words its letters carry.
    pub fn hand(self) -> Hand {
        match self {
            // A partner's desk may open tickets only of what people write.
            Self::Reply | Self::Handed => Hand::Human,
            Self::Confirmation
            | Self::Receipt
            | Self::WhoAsked
            | Self::Choices
            | Self::FilesRefused
            | Self::Listing
            | Self::Shown
            | Self::Help => Hand::AutoReplied,
            _ => Hand::AutoGenerated,
        }
    }
}

/// Who is told. A confirmation can only be addressed to a [`Person`] that `mail::origin` minted (P5).
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
}

/// One thing to tell one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Which letter.
    pub kind: NoticeKind,
    /// To whom.
    pub to: Audience,
    /// What it tells, but for the ticket's reference, which a new ticket gets only when it is stored.
    pub facts: Facts,
    /// The mail of theirs that it answers, so that their client shows one thread.
    pub in_reply_to: Option<MessageId>,
    /// Older messages of the thread.
    pub references: Vec<MessageId>,
    /// The files of the mail that caused it go with it.
    pub encloses: bool,
}

/// What templates can tell. Every field is always there; what does not apply is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Facts {
    /// The subject of the ticket, or of the mail where there is no ticket.
    pub subject: String,
    /// How the ticket stands after the decision.
    pub status: String,
    /// The new status, where the reader is told of it beside the words.
    pub moved: String,
    /// Whose words `text` are.
    pub author: String,
    /// The words: comment, answer, rating's comment. Plain text, LF line ends.
    pub text: String,
    /// The requester, by name or address.
    pub requester: String,
    /// The requester's address.
    pub requester_address: String,
    /// The assignee's name, or empty.
    pub assignee: String,
    /// Why: the rule, the fault, the server's words.
    pub reason: String,
    /// 1 to 5, or 0.
    pub score: u8,
    /// A receipt's lines.
    pub receipt: Vec<ReceiptLine>,
    /// Names of files that came along.
    pub files: Vec<String>,
    /// Files that came along and were not passed on.
    pub refused: Vec<RefusedFact>,
    /// What the desk knows of the ticket: priority, category …
    pub fields: Vec<FieldFact>,
    /// It is no ticket yet: an agent opens one, or just answers.
    pub inquiry: bool,
    /// Lines of a form that were not understood.
    pub choices: Vec<ChoiceFact>,
    /// What the reader may ask for by a line `#…` now.
    pub offers: Vec<Offer>,
    /// The statuses that an agent may set now.
    pub statuses: Vec<StatusFact>,
    /// All further commands of agents.
    pub commands: Vec<CommandFact>,
    /// Tickets that were asked for.
    pub tickets: Vec<TicketFact>,
    /// What was said on the ticket that was asked for, oldest first.
    pub entries: Vec<EntryFact>,
    /// How many more there are of what is listed, or at least so many.
    pub more: usize,
    /// The team that works on the ticket, by its name, or empty.
    pub team: String,
    /// The requester's organisation, by its name, or empty.
    pub organisation: String,
    /// Who follows the ticket, by name and address.
    pub involved: Vec<String>,
    /// The words are a note's: what answers the letter stays one.
    pub internal: bool,
    /// The number of a held mail in the ledger.
    pub mail: String,
    /// Which promise it is about: `first response`.
    pub promise: String,
    /// By when it is to be kept, with the time zone.
    pub due: String,
    /// How many there may be of what there are too many of, or 0.
    pub limit: u32,
    /// The reader's own words are left out: nothing proves that they are theirs.
    pub withheld: bool,
}

/// Whose a ticket is: the assignee's, or else the team's, or else nobody's yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Whose<'a> {
    /// The agent, by the short name.
    pub assignee: Option<&'a str>,
    /// The team, by its name.
    pub team: Option<&'a str>,
}

impl<'a> Whose<'a> {
    /// Whose a ticket is that stands.
    pub fn of(ticket: &'a Ticket) -> Self {
        Self { assignee: ticket.assignee.as_deref(), team: ticket.team.as_deref() }
    }
}

/// The assignee's.
impl<'a> From<Option<&'a str>> for Whose<'a> {
    fn from(assignee: Option<&'a str>) -> Self {
        Self { assignee, team: None }
    }
}

/// Agents to be told of something on a ticket: the assignee, or its team, or everybody who is told of new tickets; never the
/// author. What a changed config no longer knows counts as nobody.
pub fn agents_to_tell<'a>(
    people: &'a People,
    whose: Whose<'_>,
    author: Option<&'a Address>,
) -> impl Iterator<Item = &'a Agent> {
    let assignee = whose.assignee.and_then(|name| people.agents.find_by_name(name)).map(|agent| agent.name.clone());
    let team = whose.team.and_then(|name| people.teams.find_by_name(name));
    people
        .agents
        .0
        .iter()
        .filter(move |agent| match (&assignee, team) {
            (Some(name), _) => agent.name == *name,
            (None, Some(team)) => team.members.contains(&agent.name),
            (None, None) => agent.told_of_new,
        })
        .filter(move |agent| {
            author.is_none_or(|author| agent.contact.address != *author && !agent.aliases.contains(author))
        })
}
