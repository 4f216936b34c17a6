//! The rows that letters show in lists: files, fields, commands, tickets, comments. Plain texts, as their readers see them.

use super::reason::Reason;

/// A file that was not passed on.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct RefusedFact {
    /// Its name, perhaps empty.
    pub name: String,
    /// How large it is: `11 MB`.
    pub size: String,
    /// Why: `file`, `mail`, `count` or `cut`.
    pub why: String,
    /// The limit that it is over: `10 MB`.
    pub limit: String,
}

/// A status that can be set.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct StatusFact {
    /// What to write, with its `#`.
    pub command: String,
    /// What it means: `open`, `waiting` or `done`.
    pub stage: String,
    /// Whether the requester is asked for feedback then.
    pub feedback: bool,
}

/// A command of agents; the words for it are the templates'.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct CommandFact {
    /// What to write: `#assign NAME`.
    pub command: String,
    /// Which one it is: `assign`.
    pub meaning: String,
    /// What can stand in it, or empty.
    pub choices: String,
}

/// A field of the ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct FieldFact {
    /// What the field is called.
    pub label: String,
    /// Its value, as people call it.
    pub value: String,
    /// What that means; empty where the config does not say.
    pub meaning: String,
}

/// A line of a form that was not understood.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct ChoiceFact {
    /// What the field is called.
    pub label: String,
    /// What was written.
    pub given: String,
    /// What can be written.
    pub options: Vec<String>,
}

/// Something that the reader may ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Offer {
    /// What to write, with its `#`.
    pub command: String,
    /// What it does.
    pub label: String,
}

/// A ticket in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct TicketFact {
    /// Its reference.
    pub reference: String,
    /// Its subject.
    pub subject: String,
    /// How it stands.
    pub status: String,
    /// Whether that means done.
    pub done: bool,
    /// The requester, by name or address.
    pub requester: String,
    /// The assignee's name, or empty.
    pub assignee: String,
    /// The day it was opened: `2026-01-05`.
    pub opened: String,
    /// The day something last happened on it.
    pub changed: String,
}

/// Something said on a ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct EntryFact {
    /// When: `2026-01-05 09:00`.
    pub at: String,
    /// Who.
    pub author: String,
    /// What they are to the ticket (`requester`, `agent` …), or empty; the words for it are the templates'.
    pub role: String,
    /// Whether only agents see it.
    pub internal: bool,
    /// The words.
    pub text: String,
    /// What the desk itself notes; its words are the templates', and stand in `text` then.
    #[serde(skip)]
    pub note: Option<Reason>,
}
