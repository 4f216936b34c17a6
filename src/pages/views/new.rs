//! A new ticket: what it is about, what is known about that, and the details.

use serde::Serialize;

use super::{ArticleLink, FormFault, FormField, FormMark, KeptFile, KeptValue};

/// The first step, GET and POST `/new`: posts `field.NAME` of the kinds, `subject`, and `step=choose`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewChoose {
    /// The hidden fields.
    pub form: FormMark,
    /// The fields that decide what is asked for next: the kind of ticket. May be empty.
    pub fields: Vec<FormField>,
    /// The title that was typed. Posted as `subject`.
    pub subject: String,
    /// What was typed in later steps, to be posted again.
    pub kept: Vec<KeptValue>,
    /// Whether suggestions can be looked up while somebody types.
    pub suggest: bool,
    /// What is wrong.
    pub faults: Vec<FormFault>,
}

/// Between the steps: articles that may help. Posts everything again with `step=suggest`, and `do=back` or `do=next`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewSuggest {
    /// The hidden fields.
    pub form: FormMark,
    /// What was typed as the title.
    pub subject: String,
    /// The articles, the best first.
    pub articles: Vec<ArticleLink>,
    /// What was typed, to be posted again.
    pub kept: Vec<KeptValue>,
}

/// The details. Posts everything with `step=details`, `text`, `for`, `files`, `kept`, and `do=back`, `do=preview`, `do=send` or
/// `do=remove-file:ID`; as multipart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewDetails {
    /// The hidden fields.
    pub form: FormMark,
    /// The title.
    pub subject: String,
    /// The values of the first step in words, to be shown above: `Incident`.
    pub kind: String,
    /// What was chosen in the first step, to be posted again.
    pub kept: Vec<KeptValue>,
    /// The fields.
    pub fields: Vec<FormField>,
    /// The text. Posted as `text`.
    pub text: String,
    /// Whether it can be opened for a colleague.
    pub has_colleagues: bool,
    /// Their address, as it was typed. Posted as `for`.
    pub colleague: String,
    /// Whether files can be sent.
    pub files: bool,
    /// The most that one file may have, in words: `10 MB`.
    pub file_limit: String,
    /// Files that were sent before.
    pub kept_files: Vec<KeptFile>,
    /// What is wrong.
    pub faults: Vec<FormFault>,
}
