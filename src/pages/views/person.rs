//! What the reader can say about themselves.

use serde::Serialize;

use super::{FormMark, Moment};

/// `/me`. Posts `language` with `do=language`, `do=out-session:ID`, and `do=out-everywhere`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Me {
    /// The hidden fields.
    pub form: FormMark,
    /// The name; may be empty.
    pub name: String,
    /// The address.
    pub address: String,
    /// The name of the organisation; may be empty.
    pub organisation: String,
    /// The languages of the desk.
    pub languages: Vec<LanguageChoice>,
    /// Where they are signed in, this browser first.
    pub sessions: Vec<Session>,
    /// Whether something was just saved.
    pub saved: bool,
}

/// A language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LanguageChoice {
    /// Its tag, which is posted.
    pub tag: String,
    /// Its own name: `Nederlands`.
    pub name: String,
    /// Whether it is theirs.
    pub chosen: bool,
}

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Session {
    /// No secret; posted to end it.
    pub id: String,
    /// The browser in words: `Firefox on Linux`.
    pub browser: String,
    /// When it was used last.
    pub used: Moment,
    /// Whether it is this one.
    pub is_this: bool,
}
