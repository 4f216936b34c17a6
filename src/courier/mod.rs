//! Where letters go. The only room that speaks SMTP.
//!
//! Comes in: letters as bytes with their envelope, one recipient each. Goes out: one [`DeliveryOutcome`] for each, in
//! order. A courier never fails as a whole and keeps nothing: what it couldn't do is `Deferred` or `Blocked`, and the
//! outbox tries again (P4).

mod any;
mod blame;
mod contract;
mod maildir;
mod memory;
mod sendmail;
mod smtp;

pub use any::AnyCourier;
pub use blame::{names_recipient, similar_words};
pub use contract::{Courier, DeliveryOutcome, Extent, Obstacle, OutgoingMessage};
pub use maildir::MaildirCourier;
pub use memory::MemoryCourier;
pub use sendmail::{Sendmail, SendmailCourier};
pub use smtp::{Patience, SmtpAccount, SmtpCourier, SmtpError, Tryout, TryoutRefusal};

#[cfg(test)]
mod tests {
    use super::OutgoingMessage;
    use crate::mail::Address;

    /// A small letter from the desk. `id` is the left side of its Message-ID.
    pub(in crate::courier) fn message(recipient: &str, id: &str) -> OutgoingMessage {
        OutgoingMessage {
            envelope_from: Address::parse("support@desk.example"),
            recipient: Address::parse(recipient).unwrap(),
            bytes: format!("Message-ID: <{id}@desk.example>\r\nSubject: Hello\r\n\r\nHello,\r\n.\r\n")
                .into_bytes()
                .into(),
        }
    }
}
