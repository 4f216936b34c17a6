//! Where letters go. The only room that speaks SMTP.
//!
//! Comes in: letters as bytes with their envelope, one recipient each. Goes out: one [`Outcome`] a letter, in order. A
//! courier never fails as a whole and keeps nothing: what it could not do is `Deferred`, and the outbox tries again (P4).

mod any;
mod maildir;
mod memory;
mod sendmail;
mod smtp;

use std::future::Future;
use std::time::Duration;

use crate::mail::Address;

pub use any::AnyCourier;
pub use maildir::MaildirCourier;
pub use memory::MemoryCourier;
pub use sendmail::{Sendmail, SendmailCourier};
pub use smtp::{Patience, SmtpAccount, SmtpCourier, SmtpError};

/// No further letter of a batch is begun after so long; the rest is `Deferred`. The belt's watchdog relies on a bound.
const BATCH_TIME: Duration = Duration::from_mins(5);

/// A letter ready to go. Sent again, the bytes are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The envelope sender; `None` is the null sender `<>` of automatic letters (RFC 3834 §3.3).
    pub envelope_from: Option<Address>,
    /// The one envelope recipient.
    pub recipient: Address,
    /// The whole message, CRLF line ends.
    pub bytes: Vec<u8>,
}

/// How one attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The next host (or the file system) has taken the responsibility; its words.
    Accepted(String),
    /// Not now: 4xx, connection trouble, login refused. Tried again.
    Deferred(String),
    /// Never: 5xx for this recipient or this message; its words.
    Rejected(String),
    /// The connection broke after the final dot: it may have been taken. Tried again later with the same Message-ID.
    Unknown(String),
}

impl Outcome {
    /// The words that came with it.
    pub fn words(&self) -> &str {
        match self {
            Self::Accepted(words) | Self::Deferred(words) | Self::Rejected(words) | Self::Unknown(words) => words,
        }
    }
}

/// Takes letters away.
pub trait Courier: Send {
    /// Tries each letter once; the answers stand in the order of `parcels`, one for each. Bounded in
    /// time: five minutes, and then the one letter that is under way.
    fn send(&mut self, parcels: &[Parcel]) -> impl Future<Output = Vec<Outcome>> + Send;

    /// Nothing more to send for now: lets go of a connection that is kept open. The next letter opens it again.
    fn rest(&mut self) -> impl Future<Output = ()> + Send {
        async {}
    }
}

#[cfg(test)]
mod tests {
    use super::Parcel;
    use crate::mail::Address;

    /// A small letter from the desk; `id` is the left side of its Message-ID.
    pub(in crate::courier) fn parcel(recipient: &str, id: &str) -> Parcel {
        Parcel {
            envelope_from: Address::parse("support@desk.example"),
            recipient: Address::parse(recipient).unwrap(),
            bytes: format!("Message-ID: <{id}@desk.example>\r\nSubject: Hello\r\n\r\nHello,\r\n.\r\n").into_bytes(),
        }
    }
}
