//! The kinds of letters: their names, who reads them, whose words they carry.

use crate::mail::compose::AutoSubmitted;

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
    /// To whoever signs in to the portal: a link and a code.
    SignIn,
    /// To whoever asked by mail: where the portal is.
    Portal,
    /// To an agent: a ticket with its comments.
    Shown,
    /// To an agent: the commands of this desk.
    Help,
    /// To agents: an SLA target is nearly missed.
    PromiseWarning,
    /// To agents: an SLA target is missed.
    PromiseBroken,
    /// To agents: a mail is held.
    Held,
    /// To agents, once a day: what was set aside.
    Daily,
    /// To agents: somebody writes so much that they are told of no more of it.
    Flood,
    /// To agents: a mail that we could not read or work on.
    Quarantine,
    /// To agents: a letter that could not be delivered.
    Undeliverable,
}

impl NoticeKind {
    /// All kinds.
    pub const ALL: [Self; 29] = [
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
        Self::SignIn,
        Self::Portal,
        Self::Shown,
        Self::Help,
        Self::PromiseWarning,
        Self::PromiseBroken,
        Self::Held,
        Self::Daily,
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
            Self::SignIn => "sign-in",
            Self::Portal => "portal",
            Self::Shown => "shown",
            Self::Help => "help",
            Self::PromiseWarning => "promise-warning",
            Self::PromiseBroken => "promise-broken",
            Self::Held => "held",
            Self::Daily => "daily",
            Self::Flood => "flood",
            Self::Quarantine => "quarantine",
            Self::Undeliverable => "undeliverable",
        }
    }

    /// The kind of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether its words and files go to customers.
    pub fn is_published(self) -> bool {
        matches!(self, Self::Reply | Self::Handed)
    }

    /// Whether it brings somebody's words to its reader.
    pub fn has_words(self) -> bool {
        self.is_published()
            || matches!(self, Self::NewTicket | Self::NewComment | Self::Assigned | Self::Rated | Self::Held)
    }

    /// Its readers, in words.
    pub fn readers(self) -> &'static str {
        match self {
            Self::Confirmation | Self::Choices | Self::FilesRefused => "whoever wrote",
            Self::Reply => "requester and participants",
            Self::Involved => "whoever was added",
            Self::Handed => "the group of a partner",
            Self::StatusChange => "requester, and whom a transition or timer tells",
            Self::Feedback | Self::Judged | Self::Merged => "requester",
            Self::Listing | Self::Portal => "whoever asked",
            Self::SignIn => "whoever signs in",
            Self::Receipt | Self::WhoAsked => "the agent who wrote",
            Self::Shown | Self::Help => "the agent who asked",
            Self::Assigned => "the agent who has it now",
            Self::PromiseWarning | Self::PromiseBroken => "whom the promise names",
            Self::NewTicket
            | Self::NewComment
            | Self::Moved
            | Self::Rated
            | Self::Held
            | Self::Daily
            | Self::Flood
            | Self::Quarantine
            | Self::Undeliverable => "agents",
        }
    }

    /// The author of the words in its letters.
    pub fn auto_submitted(self) -> AutoSubmitted {
        match self {
            // A partner's desk may open tickets only of what people write.
            Self::Reply | Self::Handed => AutoSubmitted::No,
            Self::Confirmation
            | Self::Receipt
            | Self::WhoAsked
            | Self::Choices
            | Self::FilesRefused
            | Self::Listing
            | Self::SignIn
            | Self::Portal
            | Self::Shown
            | Self::Help => AutoSubmitted::AutoReplied,
            _ => AutoSubmitted::AutoGenerated,
        }
    }
}
