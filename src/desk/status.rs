//! Statuses: the desk's own word (`on-customer`) with its fixed meaning (`Waiting`).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::recipients::Recipient;
use super::title::StatusTitles;

/// A status that the workflow knows, by its name in the config.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StatusName(pub String);

impl StatusName {
    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StatusName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The meaning of a status, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// The desk has to act.
    Open,
    /// Somebody else has to act.
    Waiting,
    /// Nobody has to act.
    Done,
}

/// A status with its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The desk's word.
    pub name: StatusName,
    /// Its meaning.
    pub stage: Stage,
    /// Entering it asks the requester for feedback, once a ticket.
    pub asks_feedback: bool,
    /// Whether only the agent who has the ticket sets it by a command.
    pub by_assignee: bool,
    /// The recipients when a ticket comes into it.
    pub tells: Vec<Recipient>,
    /// What people read instead of its name.
    pub titles: StatusTitles,
}

impl Status {
    /// A status that does nothing of itself.
    pub fn new(name: &str, stage: Stage) -> Self {
        Self {
            name: StatusName(name.to_owned()),
            stage,
            asks_feedback: false,
            by_assignee: false,
            tells: Vec::new(),
            titles: StatusTitles::default(),
        }
    }
}
