//! A mail as it came, for agents: held, or behind a comment.

use serde::Serialize;

use super::{FormFault, FormMark, Moment};

/// `/desk/mail/17`. Posts to itself: `text`, and `do=release`, `do=drop` or `do=reply`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldMail {
    /// The hidden fields.
    pub form: FormMark,
    /// Its number in the ledger.
    pub number: u64,
    /// Its path.
    pub href: String,
    /// The subject.
    pub subject: String,
    /// When it came.
    pub at: Moment,
    /// Why it is held, in the reader's language; empty if it isn't held, and then no button is shown.
    pub reason: String,
    /// What became of it, if it isn't held; may be empty.
    pub end: String,
    /// The path of its ticket; may be empty.
    pub ticket_href: String,
    /// The reference of its ticket; may be empty.
    pub reference: String,
    /// From, To, Cc, Date and so on.
    pub headers: Vec<MailHeader>,
    /// The text.
    pub text: String,
    /// The path of its HTML, which is shown in a sandboxed frame; empty if it has none.
    pub html_href: String,
    /// The path of its bytes.
    pub raw_href: String,
    /// What was typed as a reply.
    pub reply: String,
    /// What is wrong.
    pub faults: Vec<FormFault>,
}

/// A header field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailHeader {
    /// `From`.
    pub name: String,
    /// Its value, decoded.
    pub value: String,
}
