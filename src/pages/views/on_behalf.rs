//! A ticket that an agent enters for somebody who called or chatted.

use serde::Serialize;

use super::{Choice, FormFault, FormField, FormMark, KeptFile};

/// `/desk/new`. Posts to itself, as multipart: `customer`, `channel`, `subject`, `text`, the fields, `files`, `kept`, and
/// `do=send` or `do=remove-file:ID`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnBehalf {
    /// The hidden fields.
    pub form: FormMark,
    /// The customer's address, as typed.
    pub customer: String,
    /// Addresses to choose from while typing.
    pub known: Vec<String>,
    /// How they asked.
    pub channels: Vec<Choice>,
    /// The subject, as typed.
    pub subject: String,
    /// The text, as typed.
    pub text: String,
    /// The fields.
    pub fields: Vec<FormField>,
    /// The most that one file may have, in words.
    pub file_limit: String,
    /// Files that were sent before.
    pub kept_files: Vec<KeptFile>,
    /// What is wrong.
    pub faults: Vec<FormFault>,
}
