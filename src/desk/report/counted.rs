//! What happened to a ticket in a period, as far as it is counted.

use jiff::Timestamp;

/// What a report counts of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counted {
    /// It was opened in the period.
    Opened {
        /// When.
        at: Timestamp,
        /// Whether somebody waits for an answer. Nobody does for mails that we could not read, and for what machines opened.
        asked: bool,
        /// When an agent answered first.
        answered_at: Option<Timestamp>,
    },
    /// It became done in the period, and was so still at its end.
    Closed {
        /// When it was opened.
        opened_at: Timestamp,
        /// When it became done.
        at: Timestamp,
    },
    /// It wasn't done at the end of the period.
    Open,
    /// It was rated in the period.
    Rated(u8),
    /// An SLA target fell due in the period.
    Promised {
        /// The measure: `first-response` and the like.
        measure: String,
        /// Whether it was met.
        is_kept: bool,
    },
}
