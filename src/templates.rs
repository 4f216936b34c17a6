//! Letters' texts: a notice's facts become subject, text and HTML. `src/templates/` is the only place that names
//! handlebars.
//!
//! Comes in: [`Facts`] and a [`Letterhead`]. Goes out: [`Rendered`]. Templates are compiled in and can be overridden,
//! file by file, from a directory; all of them are parsed and rendered on samples at the start, in strict mode, so that
//! a template cannot fail at night (P8). Words of customers are escaped always and are never read as template. Nothing
//! here sends, stores or decides.
//!
//! What [`Facts`] mean in an `undeliverable` letter: `requester` and `requester_address` are whom the letter did not
//! reach, `author` and `text` are the words that did not arrive, `reason` is what the server said.

mod check;
mod faults;
mod heading;
mod leaves;
mod registry;
mod samples;
mod sheet;
mod shipped;
mod typeset;
mod weave;

use std::path::Path;

use crate::desk::notice::{Facts, NoticeKind};
use crate::mail::{Address, Contact, Subject};

pub use faults::TemplateFault;
pub use samples::{Sample, samples};

use registry::{Form, Registries};
use sheet::Sheet;

/// All templates of one language, compiled and tried.
#[derive(Debug)]
pub struct Templates {
    language: String,
    registries: Registries,
}

/// The words of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line, the reference in brackets at its head.
    pub subject: Subject,
    /// The text part, LF line ends.
    pub text: String,
    /// The HTML part, a whole document.
    pub html: String,
}

/// What a letter says of itself, beside its facts.
#[derive(Debug, Clone, Copy)]
pub struct Letterhead<'a> {
    /// How the desk calls itself.
    pub desk_name: &'a str,
    /// Where answers go; in the stars' `mailto:` links.
    pub desk_address: &'a Address,
    /// `HD-00042`, or empty where there is no ticket.
    pub reference: &'a str,
    /// Whom the letter is written to.
    pub recipient: &'a Contact,
}

impl Templates {
    /// Compiles the templates of `language`: those shipped, each replaced by `DIR/<language>/<notice>/subject.hbs`,
    /// `text.hbs` or `html.hbs` where that file is there (and parts by `DIR/<language>/parts/…`, `DIR/parts/…`). A
    /// language that is not shipped needs all files in the directory.
    ///
    /// Tells all faults at once: syntax, unknown names of fields, files that are no template's.
    pub fn compile(language: &str, overrides: Option<&Path>) -> Result<Self, Vec<TemplateFault>> {
        let leaves = leaves::collect(language, overrides)?;
        let read = registry::read(&leaves)?;
        check::check_names(language, &read)?;
        let templates = Self { language: language.to_owned(), registries: Registries::of(&read)? };
        check::check_renders(&templates, leaves.overridden)?;
        Ok(templates)
    }

    /// Writes one letter. The facts are copied once for its three templates.
    pub fn render(&self, kind: NoticeKind, head: &Letterhead<'_>, facts: &Facts) -> Result<Rendered, TemplateFault> {
        let sheet = Sheet::of(&self.language, head, facts)
            .map_err(|message| TemplateFault::of_file(kind.as_str(), &message))?;
        let subject = self.registries.render(kind, Form::Subject, &sheet)?;
        let text = self.registries.render(kind, Form::Text, &sheet)?;
        let html = self.registries.render(kind, Form::Html, &sheet)?;
        Ok(Rendered {
            subject: heading::subject_line(&subject, head.reference),
            text: format!("{}\n", text.trim_matches('\n')),
            html,
        })
    }

    /// The languages that come with the program.
    pub fn languages() -> &'static [&'static str] {
        shipped::LANGUAGES
    }
}

#[cfg(test)]
mod tests;
