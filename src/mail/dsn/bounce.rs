//! What a delivery report says of one recipient.

use super::super::{Address, MessageId};

/// What a report says of one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    /// The recipient of the letter.
    pub recipient: Option<Address>,
    /// The enhanced status (RFC 3463), e.g. `5.1.1`.
    pub status: Option<String>,
    /// What became of it.
    pub action: Action,
    /// The words of the server that refused, one line.
    pub diagnostic: String,
    /// The Message-ID of the letter that could not be delivered.
    pub message_id: Option<MessageId>,
}

/// What became of a letter (RFC 3464 §2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It will not arrive.
    Failed,
    /// Not yet; it is still being tried.
    Delayed,
    /// It arrived.
    Delivered,
    /// It was passed to a system that gives no reports.
    Relayed,
    /// It was sent on to several.
    Expanded,
}

impl Action {
    /// The word of RFC 3464, kept stable in `explain --json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Delayed => "delayed",
            Self::Delivered => "delivered",
            Self::Relayed => "relayed",
            Self::Expanded => "expanded",
        }
    }
}
