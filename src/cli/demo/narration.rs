//! The demo's layout: at most 80 columns, a headline before each step, letters in a frame as a reader sees them.

use std::io::{self, Write};

use crate::story::sent_letter::SendAttempt;

use super::post::Sent;

/// The longest line.
const COLUMNS: usize = 80;
/// The prefix of a letter's lines.
const BAR: &str = "  │ ";
/// Quoted lines that are shown in a row. Further ones are counted.
const QUOTED_LINES: usize = 3;

/// Prints the demo.
pub(super) struct Narration<'a> {
    output: &'a mut dyn Write,
    /// Whether headlines can be bold and frames faint.
    is_terminal: bool,
}

impl<'a> Narration<'a> {
    pub(super) fn new(output: &'a mut dyn Write, is_terminal: bool) -> Self {
        Self { output, is_terminal }
    }

    /// A step's headline.
    pub(super) fn headline(&mut self, words: &str) -> io::Result<()> {
        let words = self.bold(words);
        writeln!(self.output, "\n{words}\n")
    }

    /// Words of the narrator.
    pub(super) fn paragraph(&mut self, words: &str) -> io::Result<()> {
        for line in wrapped(words, COLUMNS, 0) {
            writeln!(self.output, "{line}")?;
        }
        writeln!(self.output)?;
        // Even a piped demo is watched while it plays.
        self.output.flush()
    }

    /// Lines as they are. Long ones continue below, indented by `hang` columns.
    pub(super) fn lines(&mut self, text: &str, hang: usize) -> io::Result<()> {
        for line in text.lines().flat_map(|line| wrapped(line, COLUMNS, hang)) {
            writeln!(self.output, "{line}")?;
        }
        Ok(())
    }

    /// Lines to copy: never broken.
    pub(super) fn verbatim(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.output, "{text}")?;
        self.output.flush()
    }

    /// A mail that somebody writes.
    pub(super) fn mail(&mut self, sent: &Sent) -> io::Result<()> {
        let mut text = sent.text.clone();
        if sent.quotes {
            text.push_str("\n\n> (the letter that this answers)");
        }
        let fields = [("From", sent.from.to_string()), ("To", sent.to.to_string()), ("Subject", sent.subject.clone())];
        self.framed("mail", &fields, &text)
    }

    /// A letter that somebody gets.
    pub(super) fn letter(&mut self, letter: &SendAttempt) -> io::Result<()> {
        let from = letter.inbound.from.as_ref().map(ToString::to_string).unwrap_or_default();
        let to = letter.inbound.to.first().map_or_else(|| letter.to.to_string(), ToString::to_string);
        let subject = letter.inbound.subject.as_str().to_owned();
        let fields = [("From", from), ("To", to), ("Subject", subject)];
        self.framed(&format!("letter: {}", letter.kind_name()), &fields, &letter.inbound.text)
    }

    fn framed(&mut self, name: &str, fields: &[(&str, String)], text: &str) -> io::Result<()> {
        let rule = |used: usize| "─".repeat(COLUMNS.saturating_sub(used));
        let top = format!("  ┌─ {name} {}", rule(name.chars().count() + 6));
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
        for part in wrapped(line, COLUMNS.saturating_sub(BAR.chars().count()), hang) {
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
        if self.is_terminal { format!("\x1b[1m{words}\x1b[0m") } else { words.to_owned() }
    }

    fn faint(&self, words: &str) -> String {
        if self.is_terminal { format!("\x1b[2m{words}\x1b[0m") } else { words.to_owned() }
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

/// A line wrapped at blanks. Further lines are indented by `hang` columns, or as far as the first one.
fn wrapped(line: &str, columns: usize, hang: usize) -> Vec<String> {
    let indent = line.chars().take_while(|c| *c == ' ').count().max(hang);
    let mut lines = Vec::new();
    let mut rest = line.to_owned();
    while rest.chars().count() > columns {
        let begun = rest.chars().take_while(|c| *c == ' ').count();
        let fitting = rest.char_indices().enumerate().skip(begun).take_while(|(count, _)| *count <= columns);
        let Some((_, (at, _))) = fitting.filter(|(_, (_, c))| *c == ' ').last() else { break };
        let (head, tail) = rest.split_at_checked(at).unwrap_or((&rest, ""));
        lines.push(head.trim_end().to_owned());
        rest = format!("{}{}", " ".repeat(indent), tail.trim_start());
    }
    lines.push(rest);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_broken_at_blanks() {
        let check = |line: &str, expected: &[&str]| assert_eq!(wrapped(line, 10, 0), expected, "{line:?}");
        check("", &[""]);
        check("short", &["short"]);
        check("one two three four", &["one two", "three four"]);
        check("  one two three", &["  one two", "  three"]);
        check("averylongwordthatdoesnotfit in", &["averylongwordthatdoesnotfit in"]);
        check("  averylongwordthatdoesnotfit", &["  averylongwordthatdoesnotfit"]);
        assert_eq!(wrapped("a  b c d e f g", 8, 3), ["a  b c d", "   e f g"]);
    }

    #[test]
    fn long_quotes_are_counted() {
        assert_eq!(shortened("a\n> 1\n> 2\nb"), ["a", "> 1", "> 2", "b"]);
        assert_eq!(shortened("a\n> 1\n> 2\n> 3\n> 4\n> 5"), ["a", "> 1", "> 2", "> 3", "> … 2 more quoted lines"]);
    }
}
