//! What would happen if a form were sent: who gets what, and which status follows.

use serde::Serialize;

use super::{Fact, FormMark, KeptFile, KeptValue};

/// The page before something is sent. Posts everything again to `href` with `step=preview`, and `do=back`, or the `act`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// The hidden fields.
    pub form: FormMark,
    /// Where it is posted to.
    pub href: String,
    /// What is about to happen.
    pub what: PreviewFor,
    /// The value of the button that does it.
    pub act: String,
    /// The label of that button; empty for the usual one.
    pub act_label: String,
    /// The reference; empty for a new ticket.
    pub reference: String,
    /// The subject.
    pub subject: String,
    /// Fields and other facts.
    pub facts: Vec<Fact>,
    /// What was written.
    pub text: String,
    /// The files.
    pub files: Vec<KeptFile>,
    /// Who gets a letter.
    pub recipients: Vec<Recipient>,
    /// The status that follows, as the reader reads it; empty if it stays.
    pub status: String,
    /// Sentences about what else follows, in the reader's language.
    pub remarks: Vec<String>,
    /// What was typed, to be posted again.
    pub kept: Vec<KeptValue>,
}

/// What a preview is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PreviewFor {
    /// A new ticket.
    Ticket,
    /// Words on a ticket.
    Comment,
    /// A note that only agents read.
    Note,
    /// A command of an agent's, such as to merge.
    Command,
}

/// Somebody who gets a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recipient {
    /// The name; may be empty.
    pub name: String,
    /// The address, if the reader may see it; else empty.
    pub address: String,
    /// What they get, in the reader's language; may be empty.
    pub gets: String,
}
