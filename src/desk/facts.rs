//! The rows that letters show in lists: files, fields, commands, tickets, comments. Plain texts, as their readers see them.

use super::reason::Reason;

/// A file that was not passed on.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct RefusedFact {
    /// Its name, perhaps empty.
    pub name: String,
    /// Its size: `11 MB`.
    pub size: String,
    /// Why: `file`, `mail`, `count` or `cut`.
    pub why: String,
    /// The limit that it is over: `10 MB`.
    pub limit: String,
}

/// A status that can be set.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct StatusFact {
    /// The line to write, with its `#`.
    pub command: String,
    /// Its title.
    pub label: String,
    /// Its stage: `open`, `waiting` or `done`.
    pub stage: String,
    /// Whether the requester is asked for feedback then.
    pub feedback: bool,
}

/// A command of agents; the words for it are the templates'.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct CommandFact {
    /// The line to write: `#assign NAME`.
    pub command: String,
    /// Its key: `assign`.
    pub meaning: String,
    /// The possible arguments, or empty.
    pub choices: String,
}

/// A field of the ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct FieldFact {
    /// The label of the field.
    pub label: String,
    /// Its value, as people call it.
    pub value: String,
    /// The meaning, where customers are told of the value; empty if the config has none.
    pub meaning: String,
}

/// A line of a form that was not understood.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct ChoiceFact {
    /// The label of the field.
    pub label: String,
    /// The text that was written.
    pub given: String,
    /// The choices.
    pub options: Vec<String>,
}

/// Something that the reader may ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Offer {
    /// The line to write, with its `#`.
    pub command: String,
    /// Its effect.
    pub label: String,
}

/// A ticket in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct TicketFact {
    /// Its reference.
    pub reference: String,
    /// Its subject.
    pub subject: String,
    /// Its status, by its title.
    pub status: String,
    /// Whether that means done.
    pub done: bool,
    /// The requester, by name or address.
    pub requester: String,
    /// The assignee's full name, or empty.
    pub assignee: String,
    /// The day it was opened: `5 Jan`.
    pub opened: String,
    /// The day something last happened on it.
    pub changed: String,
    /// For agents: how long ago it was opened, while it is not done: `3 days`.
    pub age: String,
    /// For agents: its priority, by the field that promises are judged by.
    pub priority: String,
}

/// Mails of one sender that were set aside.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct SetAsideFact {
    /// Their numbers in the ledger: `17, 18`.
    pub mail: String,
    /// How they ended: `held`, `suppressed` or `filed`.
    pub end: String,
    /// Whether it is the first that ended so.
    pub first: bool,
    /// Its author, by name and address, or empty.
    pub from: String,
    /// Its subject.
    pub subject: String,
    /// Why, in the words of templates.
    pub why: String,
    /// The same, before it is in words.
    #[serde(skip)]
    pub because: Option<Reason>,
}

/// Something said on a ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct EntryFact {
    /// When, as people write it: `5 January, 10:00`.
    pub at: String,
    /// Who.
    pub author: String,
    /// Their role on the ticket (`requester`, `agent` …), or empty. Templates have the words for it.
    pub role: String,
    /// Whether only agents see it.
    pub internal: bool,
    /// The words.
    pub text: String,
    /// What the desk itself notes; its words are the templates', and stand in `text` then.
    #[serde(skip)]
    pub note: Option<Reason>,
}
