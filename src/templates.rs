//! Renders letters: a notice's facts become subject, text and HTML. Only `src/templates/` uses handlebars.
//!
//! Comes in: [`Facts`] and a [`LetterContext`]. Goes out: [`RenderedLetter`]. Templates are compiled in, and a
//! directory can override each file. All are parsed and rendered on samples at the start, in strict mode, so that a
//! template can't fail at night (P8). Customers' words are always escaped and never read as a template. Nothing here
//! sends, stores or decides.
//!
//! In an `undeliverable` letter, `requester` and `requester_address` are the recipient of the failed letter, `author`
//! and `text` are its words, and `reason` is the server's answer.

mod check;
mod facts;
mod faults;
mod formatted_html;
mod heading;
mod inline_partials;
mod letter_context;
mod preview;
mod preview_rows;
mod preview_ticket;
mod preview_words;
mod reasons;
mod registry;
mod samples;
mod shipped;
mod template_context;
mod template_files;
mod text_to_html;
mod token_footer;
mod wrapped;

use std::fmt::Display;
use std::path::Path;

use serde::Serialize;

use crate::desk::notice::NoticeKind;
use crate::desk::reason::Reason;
use crate::mail::Subject;

pub use facts::Facts;
pub use faults::TemplateFault;
pub use letter_context::LetterContext;
pub use preview::{PREVIEWS, preview};
pub use samples::{Sample, samples};

use registry::{Registries, TemplateKind};
use template_context::TemplateContext;

/// All templates of a desk, compiled and tried, in each of its languages.
#[derive(Debug, Clone)]
pub struct Templates {
    /// At least one. The desk's own is the first.
    languages: Vec<(String, Registries)>,
}

/// A rendered letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedLetter {
    /// One line that begins with the reference in brackets.
    pub subject: Subject,
    /// The text part, LF line ends.
    pub text: String,
    /// The HTML part, a whole document.
    pub html: String,
}

/// The source of one template, for authors of new ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSource {
    /// Its path below the language: `reply/text.hbs`, `parts/facts.html.hbs`.
    pub path: String,
    /// The desk's own file, if it replaces the shipped one.
    pub file: Option<String>,
    /// Its text.
    pub text: String,
}

impl Templates {
    /// Compiles the templates of each language, the desk's first. `DIR/<language>/<notice>/subject.hbs`, `text.hbs` and
    /// `html.hbs` replace the shipped files, `DIR/<language>/parts/…` and `DIR/parts/…` the parts. A language that
    /// isn't shipped needs all files in the directory.
    ///
    /// Returns all faults at once: syntax, unknown fields, files that replace no template.
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
                // A fault in a shared part is reported once.
                Err(told) => told.into_iter().for_each(|fault| {
                    if !faults.contains(&fault) {
                        faults.push(fault);
                    }
                }),
            }
        }
        if faults.is_empty() { Ok(Self { languages: compiled }) } else { Err(faults) }
    }

    /// Renders one letter. Its three templates share one copy of the facts.
    pub fn render(
        &self,
        kind: NoticeKind,
        letter: &LetterContext<'_>,
        facts: &Facts,
    ) -> Result<RenderedLetter, TemplateFault> {
        let of_letter = self.languages.iter().find(|(known, _)| known == letter.language);
        let Some((language, registries)) = of_letter.or_else(|| self.languages.first()) else {
            return Err(TemplateFault::of_file(kind.as_str(), "no language was compiled"));
        };
        let worded = reasons::worded(registries, facts)?;
        let context = TemplateContext::of(language, letter, (facts, worded))
            .map(|context| context.with_preheader(if kind.has_words() { &facts.text } else { "" }))
            .map_err(|message| TemplateFault::of_file(kind.as_str(), &message))?;
        let subject = registries.render(kind, TemplateKind::Subject, &context)?;
        let text = registries.render(kind, TemplateKind::Text, &context)?;
        let html = registries.render(kind, TemplateKind::Html, &context)?;
        Ok(RenderedLetter {
            subject: heading::subject_line(&subject, letter.reference),
            text: token_footer::text(format!("{}\n", text.trim_matches('\n')), letter.token),
            html: token_footer::html(html, letter.token),
        })
    }

    /// A reason or a fault in a language, as its letters word it; English where there are no words for it.
    pub fn reason(&self, language: &str, reason: &(impl Serialize + Display)) -> String {
        let of_language = self.languages.iter().find(|(known, _)| known == language);
        let worded = of_language.or_else(|| self.languages.first()).map(|(_, words)| reasons::one(words, reason));
        worded.and_then(Result::ok).unwrap_or_else(|| reason.to_string())
    }

    /// The text and the HTML of a letter, with a remark above both, in the letter's language.
    pub fn with_remark(
        &self,
        language: &str,
        remark: &Reason,
        (text, html): (&str, Option<&str>),
    ) -> Result<(String, Option<String>), TemplateFault> {
        let of_letter = self.languages.iter().find(|(known, _)| known == language);
        let Some((_, registries)) = of_letter.or_else(|| self.languages.first()) else {
            return Err(TemplateFault::of_file("reason", "no language was compiled"));
        };
        let words = reasons::lines(registries, std::slice::from_ref(remark))?;
        let html = html.map(|html| text_to_html::above(html, &words));
        Ok((format!("{words}\n\n{text}"), html))
    }

    /// The sources of one language, sorted by path. `in_use` is as in [`Templates::compile`].
    pub fn sources(
        language: &str,
        in_use: &[&str],
        overrides: Option<&Path>,
    ) -> Result<Vec<TemplateSource>, Vec<TemplateFault>> {
        let files = template_files::collect(language, in_use, overrides)?;
        let source = |file: &template_files::TemplateFile| TemplateSource {
            path: file.path.clone(),
            file: file.replaces.then(|| file.shown.clone()),
            text: file.source.clone(),
        };
        Ok(files.iter().map(source).collect())
    }

    /// The languages that come with the program.
    pub fn languages() -> &'static [&'static str] {
        shipped::LANGUAGES
    }
}

/// `in_use` has all languages of the desk: the directory may hold files of each.
fn compile_one(language: &str, in_use: &[&str], overrides: Option<&Path>) -> Result<Registries, Vec<TemplateFault>> {
    let files = template_files::collect(language, in_use, overrides)?;
    let read = registry::read(&files)?;
    check::check_names(language, &read)?;
    let registries = Registries::of(&read)?;
    check::check_renders(language, &registries, files.overridden)?;
    Ok(registries)
}

#[cfg(test)]
mod tests;
