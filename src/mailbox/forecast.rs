//! What the first reading of a mailbox would take, before it is read.

use jiff::Timestamp;

/// The messages that would be taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forecast {
    /// When each came in, as far as its server or file system says so.
    pub came_at: Vec<Option<Timestamp>>,
}
