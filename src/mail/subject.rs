//! A subject line: one line, no controls, bounded.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::clean::{one_line, truncated};

/// The longest subject kept, in bytes; longer ones are cut.
const MAX_BYTES: usize = 998;

/// A subject that cannot hold CR, LF or NUL. May be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Subject(String);

impl Subject {
    /// Any text made a subject.
    pub fn new(text: &str) -> Self {
        let line = one_line(text);
        Self(truncated(&line, MAX_BYTES).trim_end().to_owned())
    }

    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Subject {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> Self {
        subject.0
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
