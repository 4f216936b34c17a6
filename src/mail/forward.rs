//! A forwarded mail: who really wrote it.

use super::{Contact, Inbound, Subject};

/// The mail that was forwarded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forwarded {
    /// Who wrote it.
    pub from: Contact,
    /// Its subject.
    pub subject: Subject,
    /// Its text.
    pub text: String,
}

/// The mail that a message forwards, if it forwards one.
pub fn find_forwarded(_inbound: &Inbound) -> Option<Forwarded> {
    None
}
