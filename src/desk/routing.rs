//! Routing: what is known of a new ticket at once, by where its mail went, who wrote it and what it says.

use super::field::Fields;

/// What is said of a new ticket beside its mail's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Routed {
    /// Values of its fields.
    pub fields: Fields,
    /// The team that works on it, by its name.
    pub team: Option<String>,
    /// The agent who works on it, by the short name.
    pub assignee: Option<String>,
    /// The language of its letters to customers; none: the organisation's, the mailbox's or the desk's.
    pub language: Option<String>,
    /// Why, in sentences that read alone.
    pub reasons: Vec<String>,
}

/// All routes of the desk, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Routes {}
