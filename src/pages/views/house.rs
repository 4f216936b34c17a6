//! How the desk is doing, for operators.

use serde::Serialize;

use super::{FormMark, Moment};

/// `/desk/house`. Posts to itself: `do=retry:ID`, `do=drop:ID` and `do=out-session:ID`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct House {
    /// The hidden fields.
    pub form: FormMark,
    /// Mailboxes, courier, database, disk.
    pub status: Vec<StatusLine>,
    /// How many mails are held.
    pub held: u64,
    /// The path of the held mails.
    pub held_href: String,
    /// Letters that failed.
    pub letters: Vec<FailedLetter>,
    /// Who is signed in.
    pub sessions: Vec<SessionLine>,
    /// What was done, in words; may be empty.
    pub notice: String,
}

/// One line of the status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatusLine {
    /// What it is about.
    pub label: String,
    /// How it is.
    pub words: String,
    /// Whether somebody has to look at it.
    pub bad: bool,
}

/// A letter that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedLetter {
    /// Its number in the outbox.
    pub id: String,
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// What the server said.
    pub words: String,
    /// When it was tried last.
    pub at: Moment,
}

/// A browser that somebody is signed in with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SessionLine {
    /// No secret; posted to end it.
    pub id: String,
    /// Who.
    pub who: String,
    /// The browser in words.
    pub browser: String,
    /// When it was used last.
    pub used: Moment,
}
