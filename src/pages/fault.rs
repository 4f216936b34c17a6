//! What is wrong with a page's template or words, found at the start (P8).

use std::fmt;

use handlebars::{RenderError, RenderErrorReason, TemplateError, TemplateErrorReason};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageFault {
    /// The file: its path in the desk's own directory, or below `templates/` if it is shipped.
    pub file: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl fmt::Display for PageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for PageFault {}

impl PageFault {
    /// A fault of a file as a whole.
    pub(super) fn of_file(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, message: message.into() }
    }

    /// A fault in a line.
    pub(super) fn of_line(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: Some(line), message: message.into() }
    }

    /// A template with wrong syntax.
    pub(super) fn of_syntax(file: &str, error: &TemplateError) -> Self {
        let message = match error.reason() {
            TemplateErrorReason::MismatchingClosedHelper(open, close)
            | TemplateErrorReason::MismatchingClosedDecorator(open, close) => {
                format!("{{{{/{close}}}}} closes {{{{#{open}}}}}. Write {{{{/{open}}}}}")
            }
            // The crate lists the rules of its grammar.
            TemplateErrorReason::InvalidSyntax(_) => {
                "this isn't Handlebars. Check that all {{…}} and {{#…}} are closed".to_owned()
            }
            other => other.to_string(),
        };
        Self { file: file.to_owned(), line: error.pos().map(|(line, _)| line), message }
    }

    /// A template that fails to render.
    pub(super) fn of_render(file: &str, error: &RenderError) -> Self {
        let message = match error.reason() {
            RenderErrorReason::MissingVariable(Some(name)) => format!("\"{name}\" isn't a name here"),
            RenderErrorReason::HelperNotFound(name) => format!("there's no helper \"{name}\""),
            RenderErrorReason::PartialNotFound(name) => format!("there's no part \"{name}\""),
            other => other.to_string(),
        };
        Self { file: file.to_owned(), line: error.line_no, message }
    }
}
