//! What every courier does: letters in, one outcome a letter out.

use std::future::Future;
use std::time::Duration;

use crate::mail::Address;

/// No further letter of a batch is begun after so long; the rest is `Deferred`. The belt's watchdog relies on a bound.
pub(super) const BATCH_TIME: Duration = Duration::from_mins(5);

/// A letter ready to go. Sent again, the bytes are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingMessage {
    /// The envelope sender; `None` is the null sender `<>` of automatic letters (RFC 3834 §3.3).
    pub envelope_from: Option<Address>,
    /// The one envelope recipient.
    pub recipient: Address,
    /// The whole message, CRLF line ends.
    pub bytes: Vec<u8>,
}

/// How one attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryOutcome {
    /// The next host (or the file system) has taken the responsibility; its words.
    Accepted(String),
    /// Not now: 4xx, connection trouble, login refused. Tried again.
    Deferred(String),
    /// Never: 5xx for this recipient or this message; its words.
    Rejected(String),
    /// The connection broke after the final dot: it may have been taken. Tried again later with the same Message-ID.
    Unknown(String),
}

impl DeliveryOutcome {
    /// The words that came with it.
    pub fn words(&self) -> &str {
        match self {
            Self::Accepted(words) | Self::Deferred(words) | Self::Rejected(words) | Self::Unknown(words) => words,
        }
    }
}

/// Takes letters away.
pub trait Courier: Send {
    /// Tries each letter once; the answers stand in the order of `messages`, one for each. Bounded in
    /// time: five minutes, and then the one letter that is under way.
    fn send(&mut self, messages: &[OutgoingMessage]) -> impl Future<Output = Vec<DeliveryOutcome>> + Send;

    /// Nothing more to send for now: lets go of a connection that is kept open. The next letter opens it again.
    fn rest(&mut self) -> impl Future<Output = ()> + Send {
        async {}
    }
}
