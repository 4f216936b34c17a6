//! The mail that was forwarded.

use super::super::{Contact, Subject};

/// The mail that was forwarded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forwarded {
    /// Who wrote it; `None` where the program names them without an address (Outlook, inside a company).
    pub from: Option<Contact>,
    /// Their name, perhaps empty; known also where the address is not.
    pub name: String,
    /// Its subject.
    pub subject: Subject,
    /// Its text.
    pub text: String,
}
