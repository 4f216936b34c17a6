//! Pages that only say something: errors, and what was done.

use serde::Serialize;

/// Why there is no page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FaultPage {
    /// Which.
    pub fault: Fault,
    /// The desk's own sentences about it, in the reader's language; may be empty.
    pub words: String,
    /// What was typed and would be lost, to be copied; may be empty.
    pub kept: String,
    /// Names the event in the log, for 500; may be empty.
    pub id: String,
}

/// An error, by its HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// 400.
    BadRequest,
    /// 403: the form came from elsewhere.
    Forbidden,
    /// 404: there is no such page, or not for this reader.
    NotFound,
    /// 405.
    Method,
    /// 409: something changed meanwhile.
    Conflict,
    /// 413.
    TooLarge,
    /// 415.
    NotAForm,
    /// 429.
    TooMany,
    /// 500.
    Broken,
    /// 503.
    Busy,
}

/// A page with a heading, sentences and links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The heading.
    pub title: String,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
    /// Where to go on.
    pub links: Vec<MessageLink>,
}

/// A link below a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MessageLink {
    /// Its words.
    pub label: String,
    /// Its path.
    pub href: String,
}
