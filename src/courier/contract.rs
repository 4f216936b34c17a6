//! The interface of all couriers: letters in, one outcome for each out.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use crate::mail::Address;

/// A batch begins no letter after this time, and the rest is `Deferred`. The belt's watchdog relies on the bound.
pub(super) const BATCH_TIME: Duration = Duration::from_mins(5);

/// A letter ready to send. A second try has the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingMessage {
    /// The envelope sender; `None` is the null sender `<>` of automatic letters (RFC 3834 §3.3).
    pub envelope_from: Option<Address>,
    /// The one envelope recipient.
    pub recipient: Address,
    /// The whole message, CRLF line ends. Shared: a courier may hand it to another thread.
    pub bytes: Arc<Vec<u8>>,
}

/// How one attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryOutcome {
    /// The next host (or the file system) has accepted responsibility, with its words.
    Accepted(String),
    /// Not now: 4xx for this recipient or letter, trouble on its way. Tried again.
    Deferred(String),
    /// Not because of this letter. Tried again, and operators are told.
    Blocked(Obstacle),
    /// Never: 5xx for this recipient or this message, with the server's words.
    Rejected(String),
    /// The next host takes no letter of this size, and nobody has it.
    TooLarge(String),
    /// The connection broke after the final dot, so the server may have the letter. It is tried again later with the
    /// same Message-ID.
    Unknown(String),
}

/// What stands in the way of more than one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// Which letters it concerns.
    pub extent: Extent,
    /// The next host's words, and what to mend.
    pub words: String,
}

/// Which letters an obstacle concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Letters of the same sender to such recipients.
    Sender,
    /// All letters: there is no session.
    All,
    /// All letters for a moment, because the next host counts them. It may ask for a pause.
    Rate(Option<Duration>),
}

impl DeliveryOutcome {
    /// The courier's words.
    pub fn words(&self) -> &str {
        match self {
            Self::Accepted(words)
            | Self::Deferred(words)
            | Self::Blocked(Obstacle { words, .. })
            | Self::Rejected(words)
            | Self::TooLarge(words)
            | Self::Unknown(words) => words,
        }
    }

    /// All letters are blocked.
    pub(super) fn blocked(words: impl Into<String>) -> Self {
        Self::Blocked(Obstacle { extent: Extent::All, words: words.into() })
    }
}

/// Sends letters.
pub trait Courier: Send {
    /// Tries each letter once and returns one outcome for each, in order. It takes at most five minutes and the time of
    /// one letter.
    fn send(&mut self, messages: &[OutgoingMessage]) -> impl Future<Output = Vec<DeliveryOutcome>> + Send;

    /// Says whether letters could be sent now, without sending one.
    fn probe(&mut self) -> impl Future<Output = Result<(), Obstacle>> + Send {
        async { Ok(()) }
    }

    /// Closes a kept connection, because there is nothing more to send for now. The next letter opens it again.
    fn rest(&mut self) -> impl Future<Output = ()> + Send {
        async {}
    }
}
