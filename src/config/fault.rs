//! The faults of a config file: the place, what is wrong, and what to write instead (P8).
//!
//! Comes in: messages with byte spans, from the reader. Goes out: [`Faults`] in the order of the file, for people with
//! the source line and a caret, for programs as JSON. Secrets never come out: they are masked first.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use super::mask::masked;

/// More than anybody reads. Each costs a scan of the whole file.
const MAX_TOLD: usize = 100;

/// The severity of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The program doesn't start.
    Error,
    /// It works, but will cause trouble.
    Warning,
    /// Perhaps a mistake.
    Hint,
}

/// A fault whose line isn't known yet.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) severity: Severity,
    /// Bytes of the file. `None`: the file as a whole.
    pub(super) span: Option<Range<usize>>,
    pub(super) message: String,
    pub(super) help: String,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Its severity.
    pub severity: Severity,
    /// Counted from 1. `None`: the file as a whole.
    pub line: Option<usize>,
    /// Counted from 1, in characters.
    pub column: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write instead. May be empty.
    pub help: String,
    /// The line as written, with secrets masked.
    #[serde(skip)]
    source: String,
    /// The faulty bytes of that line.
    #[serde(skip)]
    marked: Range<usize>,
}

/// All faults of a file, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults {
    /// The file.
    pub file: PathBuf,
    /// The faults.
    pub list: Vec<Fault>,
}

impl Faults {
    pub(super) fn new(file: &Path, text: &str, mut findings: Vec<Finding>, secrets: &[Range<usize>]) -> Self {
        findings.sort_by_key(|finding| finding.span.as_ref().map_or(0, |span| span.start + 1));
        let more = findings.len().saturating_sub(MAX_TOLD);
        if more > 0 {
            let severity = findings.iter().map(|finding| finding.severity).min().unwrap_or(Severity::Error);
            findings.truncate(MAX_TOLD);
            findings.push(Finding {
                severity,
                span: None,
                message: format!("{more} more faults"),
                help: String::new(),
            });
        }
        let shown = masked(text, secrets);
        let list = findings.into_iter().map(|finding| Fault::new(text, &shown, finding)).collect();
        Self { file: file.to_owned(), list }
    }

    /// A fault of the file as a whole.
    pub(super) fn of_file(file: &Path, message: String, help: &str) -> Self {
        let finding = Finding { severity: Severity::Error, span: None, message, help: help.to_owned() };
        Self::new(file, "", vec![finding], &[])
    }

    /// Adds what is wrong with the file as a whole, by what was found elsewhere.
    pub fn add(&mut self, severity: Severity, message: String, help: String) {
        self.list.push(Fault::new("", "", Finding { severity, span: None, message, help }));
    }

    /// The number of faults of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|fault| fault.severity == severity).count()
    }

    /// Whether the program can't start.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// A summary in one sentence: `config.toml has 2 errors.`
    pub fn verdict(&self) -> String {
        let file = self.file.display();
        match (self.count(Severity::Error), self.count(Severity::Warning)) {
            (0, 0) => format!("{file} is valid."),
            (0, 1) => format!("{file} is valid, with 1 warning."),
            (0, warnings) => format!("{file} is valid, with {warnings} warnings."),
            (1, _) => format!("{file} has 1 error."),
            (errors, _) => format!("{file} has {errors} errors."),
        }
    }

    /// The faults for a terminal, with or without colours and without a final line end.
    pub fn render(&self, colours: bool) -> String {
        let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
        let file = self.file.display().to_string();
        let parts: Vec<String> = self.list.iter().map(|fault| renderer.render(&[fault.report(&file)])).collect();
        parts.join("\n\n")
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Faults {}

/// For logs: in one line, without the source.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.message)?;
        if self.help.is_empty() { Ok(()) } else { write!(f, "; {}", self.help) }
    }
}

impl Fault {
    /// `text` gives the place and `shown` the line. Both have the same length; `shown` has secrets masked.
    fn new(text: &str, shown: &str, finding: Finding) -> Self {
        let Finding { severity, span, message, help } = finding;
        let Some(span) = span else {
            return Self { severity, line: None, column: None, message, help, source: String::new(), marked: 0..0 };
        };
        let before = text.get(..text.floor_char_boundary(span.start)).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() + 1;
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        let source = shown.get(line_start..).unwrap_or_default().lines().next().unwrap_or_default().to_owned();
        // The renderer fails if a mark is inside a character.
        let start = source.floor_char_boundary(before.len() - line_start);
        let end = source.ceil_char_boundary(span.end.saturating_sub(line_start)).max(start);
        Self { severity, line: Some(line), column: Some(column), message, help, source, marked: start..end }
    }

    fn report<'a>(&'a self, file: &'a str) -> Group<'a> {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Hint => Level::NOTE.with_name("hint"),
        };
        let title = level.primary_title(self.message.as_str());
        let group = match self.line {
            None => title.element(Origin::path(file)),
            Some(line) => title.element(
                Snippet::source(self.source.as_str())
                    .line_start(line)
                    .path(file)
                    .annotation(AnnotationKind::Primary.span(self.marked.clone())),
            ),
        };
        if self.help.is_empty() { group } else { group.element(Level::HELP.message(self.help.as_str())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str, span: Option<Range<usize>>) -> Faults {
        let finding = Finding {
            severity: Severity::Error,
            span,
            message: "is wrong".to_owned(),
            help: "write it right".to_owned(),
        };
        Faults::new(Path::new("config.toml"), text, vec![finding], &[])
    }

    #[test]
    fn shown_with_the_line_and_a_caret() {
        let expected = "\
error: is wrong
 --> config.toml:2:5
  |
2 | b = 2
  |     ^
  |
  = help: write it right";
        assert_eq!(one("a = 1\nb = 2\n", Some(10..11)).to_string(), expected);
        assert_eq!(one("a = 1\n", None).to_string(), "error: is wrong\n--> config.toml\n = help: write it right");
    }

    #[test]
    fn shown_in_one_line() {
        let faults = one("a = 1\nb = 2\n", Some(10..11));
        assert_eq!(faults.list[0].to_string(), "line 2: is wrong; write it right");
        assert_eq!(faults.verdict(), "config.toml has 1 error.");
    }

    #[test]
    fn the_place_counts_characters_whatever_the_line_holds() {
        let check = |text: &str, span: Range<usize>, expected: (usize, usize)| {
            let faults = one(text, Some(span));
            let place = (faults.list[0].line.unwrap(), faults.list[0].column.unwrap());
            assert_eq!(place, expected, "{text:?}");
            let shown = format!("config.toml:{}:{}", expected.0, expected.1);
            assert!(faults.to_string().contains(&shown), "{shown} in {faults}");
        };
        check("a", 0..1, (1, 1));
        check("a\r\nb", 3..4, (2, 1));
        check("ü = é", 5..7, (1, 5));
        check("a = '''\nb\n'''", 4..13, (1, 5));
        check("a =", 3..3, (1, 4));
        check("a = 1\n", 6..6, (2, 1));
        check("", 0..0, (1, 1));
        check("é", 1..2, (1, 1));
        check("a", 7..9, (1, 2));
    }
}
