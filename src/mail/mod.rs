//! What a mail is: RFCs, bytes and text. Pure; knows no tickets, no database, no clock.
//!
//! Comes in: the bytes of a message. Goes out: an [`Inbound`] with its defects, its [`Origin`](origin::Origin), and its
//! text told apart into new words, quote and signature. Nothing here can fail: content is never exceptional.

pub mod address;
pub mod clean;
pub mod message_id;
pub mod subject;

pub mod fingerprint;
pub mod html;
pub mod inbound;
pub mod parse;

pub mod compose;
pub mod dsn;
pub mod origin;

pub use address::{Address, Contact};
pub use inbound::Inbound;
pub use message_id::MessageId;
pub use subject::Subject;
