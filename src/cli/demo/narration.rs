//! The demo's layout: at most 80 columns, a headline before each step, letters in a frame as a reader sees them.

use std::io::{self, IsTerminal as _, Write};

use serde_json::{Value, json};

use crate::story::sent_letter::SendAttempt;

use super::super::global::colours;
use super::super::print::json_line;
use super::super::width::{COLUMNS, width, wrapped};
use super::post::Sent;

/// The prefix of a letter's lines.
const BAR: &str = "  │ ";
/// Quoted lines that are shown in a row. Further ones are counted.
const QUOTED_LINES: usize = 3;

/// Prints the demo: a page for people, or an object a line for programs.
pub(super) struct Narration<'a> {
    output: &'a mut dyn Write,
    /// Nothing but JSON is printed.
    json: bool,
    /// Whether headlines can be bold and frames faint.
    has_colours: bool,
}

impl<'a> Narration<'a> {
    pub(super) fn new(output: &'a mut dyn Write, json: bool) -> Self {
        Self { output, json, has_colours: !json && colours(io::stdout().is_terminal()) }
    }

    /// What is told to programs alone.
    pub(super) fn object(&mut self, object: &Value) -> io::Result<()> {
        if !self.json {
            return Ok(());
        }
        json_line(object, self.output)?;
        self.output.flush()
    }

    /// Whether it is told to programs.
    pub(super) fn is_json(&self) -> bool {
        self.json
    }

    /// Lines of JSON as they are.
    pub(super) fn programs(&mut self, lines: &[u8]) -> io::Result<()> {
        self.output.write_all(lines)
    }

    /// A step's headline.
    pub(super) fn headline(&mut self, words: &str) -> io::Result<()> {
        if self.json {
            return Ok(());
        }
        let words = self.bold(words);
        writeln!(self.output, "\n{words}\n")
    }

    /// Words of the narrator.
    pub(super) fn paragraph(&mut self, words: &str) -> io::Result<()> {
        if self.json {
            return Ok(());
        }
        for line in wrapped(words, COLUMNS, 0) {
            writeln!(self.output, "{line}")?;
        }
        writeln!(self.output)?;
        // Even a piped demo is watched while it plays.
        self.output.flush()
    }

    /// Lines as they are. Long ones continue below, indented by `hang` columns.
    pub(super) fn lines(&mut self, text: &str, hang: usize) -> io::Result<()> {
        if self.json {
            return Ok(());
        }
        for line in text.lines().flat_map(|line| wrapped(line, COLUMNS, hang)) {
            writeln!(self.output, "{line}")?;
        }
        Ok(())
    }

    /// Lines to copy: never broken.
    pub(super) fn verbatim(&mut self, text: &str) -> io::Result<()> {
        if self.json {
            return Ok(());
        }
        writeln!(self.output, "{text}")?;
        self.output.flush()
    }

    /// A mail that somebody writes.
    pub(super) fn mail(&mut self, sent: &Sent) -> io::Result<()> {
        self.object(&json!({
            "what": "mail", "from": sent.from.to_string(), "to": sent.to.as_str(), "subject": sent.subject, "text": sent.text,
        }))?;
        let mut text = sent.text.clone();
        if sent.quotes {
            text.push_str("\n\n> (the letter that this replies to)");
        }
        let fields = [("From", sent.from.to_string()), ("To", sent.to.to_string()), ("Subject", sent.subject.clone())];
        self.framed("email", &fields, &text)
    }

    /// A letter that somebody gets.
    pub(super) fn letter(&mut self, letter: &SendAttempt) -> io::Result<()> {
        let from = letter.inbound.from.as_ref().map(ToString::to_string).unwrap_or_default();
        let to = letter.inbound.to.first().map_or_else(|| letter.to.to_string(), ToString::to_string);
        let subject = letter.inbound.subject.as_str().to_owned();
        self.object(&json!({
            "what": "letter", "letter": letter.kind_name(), "from": from, "to": to, "subject": subject,
            "text": letter.inbound.text,
        }))?;
        let fields = [("From", from), ("To", to), ("Subject", subject)];
        self.framed(&format!("letter: {}", letter.kind_name()), &fields, &letter.inbound.text)
    }

    fn framed(&mut self, name: &str, fields: &[(&str, String)], text: &str) -> io::Result<()> {
        if self.json {
            return Ok(());
        }
        let rule = |used: usize| "─".repeat(COLUMNS.saturating_sub(used));
        let top = format!("  ┌─ {name} {}", rule(width(name) + 6));
        self.faint_line(&top)?;
        for (field, value) in fields {
            self.inside(&format!("{field:<8} {value}"), 9)?;
        }
        self.inside("", 0)?;
        for line in shortened(text) {
            self.inside(&line, 0)?;
        }
        let bottom = format!("  └{}", rule(3));
        self.faint_line(&bottom)?;
        writeln!(self.output)?;
        self.output.flush()
    }

    /// A line inside a frame. Long ones continue below, indented by `hang` columns.
    fn inside(&mut self, line: &str, hang: usize) -> io::Result<()> {
        let bar = self.faint(BAR.trim_end());
        for part in wrapped(line, COLUMNS.saturating_sub(width(BAR)), hang) {
            let blank = if part.is_empty() { "" } else { " " };
            writeln!(self.output, "{bar}{blank}{}", part.trim_end())?;
        }
        Ok(())
    }

    fn faint_line(&mut self, words: &str) -> io::Result<()> {
        let words = self.faint(words);
        writeln!(self.output, "{words}")
    }

    fn bold(&self, words: &str) -> String {
        if self.has_colours { format!("\x1b[1m{words}\x1b[0m") } else { words.to_owned() }
    }

    fn faint(&self, words: &str) -> String {
        if self.has_colours { format!("\x1b[2m{words}\x1b[0m") } else { words.to_owned() }
    }
}

/// A text with shortened quotes.
fn shortened(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut quoted = 0;
    let note = |hidden: usize| (hidden > 0).then(|| format!("> … {hidden} more quoted lines"));
    for line in text.trim().lines() {
        if line.starts_with('>') {
            quoted += 1;
            if quoted > QUOTED_LINES {
                continue;
            }
        } else {
            lines.extend(note(quoted.saturating_sub(QUOTED_LINES)));
            quoted = 0;
        }
        lines.push(line.to_owned());
    }
    lines.extend(note(quoted.saturating_sub(QUOTED_LINES)));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_quotes_are_counted() {
        assert_eq!(shortened("a\n> 1\n> 2\nb"), ["a", "> 1", "> 2", "b"]);
        assert_eq!(shortened("a\n> 1\n> 2\n> 3\n> 4\n> 5"), ["a", "> 1", "> 2", "> 3", "> … 2 more quoted lines"]);
    }
}
