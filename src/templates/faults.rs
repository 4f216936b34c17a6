//! Faults of templates: file, line, column, and what to write instead (P8).

use std::fmt;

use handlebars::{RenderError, RenderErrorReason, TemplateError, TemplateErrorReason};

/// One thing that is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFault {
    /// The file: its path in the override directory, or below `templates/` if it is shipped.
    pub file: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column, from 1.
    pub column: Option<usize>,
    /// The fault, and what to write instead.
    pub message: String,
}

impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file)?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, "{number}:")?;
        }
        write!(f, " {}", self.message)
    }
}

impl std::error::Error for TemplateFault {}

impl TemplateFault {
    /// A fault of a file as a whole.
    pub(super) fn of_file(file: &str, message: &str) -> Self {
        Self { file: file.to_owned(), line: None, column: None, message: message.to_owned() }
    }

    /// A template with wrong syntax.
    pub(super) fn of_syntax(file: &str, error: &TemplateError) -> Self {
        let (line, column) = error.pos().unzip();
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
        Self { file: file.to_owned(), line, column, message }
    }

    /// A template that fails to render, in `file` as far as the error knows.
    pub(super) fn of_render(file: &str, error: &RenderError) -> Self {
        let message = match error.reason() {
            RenderErrorReason::MissingVariable(Some(name)) | RenderErrorReason::HelperNotFound(name) => {
                no_such_name(name, None)
            }
            RenderErrorReason::PartialNotFound(name) => {
                format!("there's no part \"{name}\". docs/LETTERS.md lists the parts")
            }
            other => other.to_string(),
        };
        Self { file: file.to_owned(), line: error.line_no, column: error.column_no, message }
    }
}

/// The sentences for an unknown name, and the known one that is near.
pub(super) fn no_such_name(name: &str, meant: Option<&str>) -> String {
    let help = meant.map_or("docs/LETTERS.md lists the names".to_owned(), |meant| format!("Did you mean \"{meant}\"?"));
    format!("\"{name}\" isn't a name here. {help}")
}
