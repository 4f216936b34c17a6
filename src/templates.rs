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
mod facts;
mod faults;
mod heading;
mod imprint;
mod leaves;
mod letterhead;
mod registry;
mod samples;
mod sheet;
mod shipped;
mod typeset;
mod weave;

use std::path::Path;

use crate::desk::notice::NoticeKind;
use crate::mail::Subject;

pub use facts::Facts;
pub use faults::TemplateFault;
pub use letterhead::Letterhead;
pub use samples::{Sample, samples};

use registry::{Form, Registries};
use sheet::Sheet;

/// All templates that a desk writes with, compiled and tried, in each of its languages.
#[derive(Debug, Clone)]
pub struct Templates {
    /// At least one; the desk's own is first.
    languages: Vec<(String, Registries)>,
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

/// One template as it is written, for whoever wants to write another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its path below the language: `reply/text.hbs`, `parts/facts.html.hbs`.
    pub path: String,
    /// The file of the desk's own that replaces the shipped one.
    pub file: Option<String>,
    /// Its text.
    pub text: String,
}

impl Templates {
    /// Compiles the templates of each language, the desk's first: those shipped, each replaced by
    /// `DIR/<language>/<notice>/subject.hbs`, `text.hbs` or `html.hbs` where that file is there (and parts by
    /// `DIR/<language>/parts/…`, `DIR/parts/…`). A language that is not shipped needs all files in the directory.
    ///
    /// Tells all faults at once: syntax, unknown names of fields, files that are no template's.
    pub fn compile<L: AsRef<str>>(languages: &[L], overrides: Option<&Path>) -> Result<Self, Vec<TemplateFault>> {
        let names: Vec<&str> = languages.iter().map(AsRef::as_ref).collect();
        let mut compiled: Vec<(String, Registries)> = Vec::with_capacity(names.len());
        let mut faults = Vec::new();
        for language in &names {
            if compiled.iter().any(|(known, _)| known == language) {
                continue;
            }
            match compile_one(language, &names, overrides) {
                Ok(registries) => compiled.push(((*language).to_owned(), registries)),
                // What all languages share is at fault once.
                Err(told) => told.into_iter().for_each(|fault| {
                    if !faults.contains(&fault) {
                        faults.push(fault);
                    }
                }),
            }
        }
        if faults.is_empty() { Ok(Self { languages: compiled }) } else { Err(faults) }
    }

    /// Writes one letter. The facts are copied once for its three templates.
    pub fn render(&self, kind: NoticeKind, head: &Letterhead<'_>, facts: &Facts) -> Result<Rendered, TemplateFault> {
        let of_letter = self.languages.iter().find(|(known, _)| known == head.language);
        let Some((language, registries)) = of_letter.or_else(|| self.languages.first()) else {
            return Err(TemplateFault::of_file(kind.as_str(), "no language was compiled"));
        };
        let sheet =
            Sheet::of(language, head, facts).map_err(|message| TemplateFault::of_file(kind.as_str(), &message))?;
        let subject = registries.render(kind, Form::Subject, &sheet)?;
        let text = registries.render(kind, Form::Text, &sheet)?;
        let html = registries.render(kind, Form::Html, &sheet)?;
        Ok(Rendered {
            subject: heading::subject_line(&subject, head.reference),
            text: imprint::text(format!("{}\n", text.trim_matches('\n')), head.token),
            html: imprint::html(html, head.token),
        })
    }

    /// The templates of one language as they are written, in the order of their paths; `in_use` as in
    /// [`Templates::compile`].
    pub fn sources(
        language: &str,
        in_use: &[&str],
        overrides: Option<&Path>,
    ) -> Result<Vec<Source>, Vec<TemplateFault>> {
        let leaves = leaves::collect(language, in_use, overrides)?;
        let source = |leaf: &leaves::Leaf| Source {
            path: leaf.path.clone(),
            file: leaf.replaces.then(|| leaf.file.clone()),
            text: leaf.source.clone(),
        };
        Ok(leaves.iter().map(source).collect())
    }

    /// The languages that come with the program.
    pub fn languages() -> &'static [&'static str] {
        shipped::LANGUAGES
    }
}

/// `in_use` are all languages of the desk: their files may lie in the directory.
fn compile_one(language: &str, in_use: &[&str], overrides: Option<&Path>) -> Result<Registries, Vec<TemplateFault>> {
    let leaves = leaves::collect(language, in_use, overrides)?;
    let read = registry::read(&leaves)?;
    check::check_names(language, &read)?;
    let registries = Registries::of(&read)?;
    check::check_renders(language, &registries, leaves.overridden)?;
    Ok(registries)
}

#[cfg(test)]
mod tests;
