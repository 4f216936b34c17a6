//! A line of a story that is not understood.

use std::fmt;

/// Something in a story that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryFault {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong, and what may stand there.
    pub message: String,
}

impl fmt::Display for StoryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}
