//! A text as lines, with what can be seen of each at a glance.

use super::super::bytes::{count, text_lines};
use super::clues::{has_address, has_date, has_verb, plain, starts_with_verb};

/// A line of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// Without its line end.
    pub text: &'a str,
    /// Byte offset in the text.
    pub start: usize,
    /// Nothing but blanks.
    pub blank: bool,
    /// It begins with a quote mark.
    pub quoted: bool,
    /// It has digits enough for a day, a month and a year.
    pub dated: bool,
}

impl<'a> Line<'a> {
    fn of(text: &'a str, start: usize, quoted: bool) -> Self {
        Self { text, start, blank: is_blank(text), quoted, dated: has_digits(text) }
    }
}

/// The lines of a text with LF line ends.
pub fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut all: Vec<Line<'_>> = Vec::new();
    if text.is_empty() {
        return all;
    }
    for text in text_lines(text.strip_suffix('\n').unwrap_or(text)) {
        let above = all.last();
        let quoted =
            is_quoted(text, above.is_some_and(|line| line.quoted)) && !above.is_some_and(|above| closes(text, above));
        match split_at_attribution(text).filter(|_| !quoted) {
            Some((head, tail)) => {
                all.push(Line { blank: false, ..Line::of(head, start, quoted) });
                all.push(Line { blank: false, ..Line::of(tail, start + head.len(), quoted) });
            }
            None => all.push(Line::of(text, start, quoted)),
        }
        start += text.len() + 1;
    }
    mark_named_quotes(&mut all);
    all
}

/// Quotes whose marks bear the initials of who is quoted (`AB> `), and those with bars: known by the attribution above
/// the first of them.
fn mark_named_quotes(lines: &mut [Line<'_>]) {
    let mut known = None;
    let mut above: Option<&str> = None;
    for line in lines.iter_mut().filter(|line| !line.blank) {
        if let Some(mark) = named_mark(line.text) {
            // `2026/01/05 Ada <ada@x.example>` has no verb, and says who wrote all the same
            let dated = |text: &str| has_date(text) && has_address(text) && text.contains('<');
            let said = |text: &str| {
                text.trim_end().ends_with([':', '：']) && has_verb(&plain(text)) || mark == "|" && dated(text)
            };
            if known.is_none() && above.is_some_and(|text| text.len() < 500 && said(text)) {
                known = Some(mark);
            }
            line.quoted |= known == Some(mark);
        }
        above = Some(line.text);
    }
}

/// `AB` of `AB> text`; `|` of `| text`, unless it is a row of a table.
fn named_mark(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', '>']);
    if let Some(rest) = text.strip_prefix('|') {
        return (ends(rest) && !rest.trim_start().starts_with('-') && !rest.contains('|')).then_some("|");
    }
    let (mark, rest) = text.split_at_checked(text.bytes().take(5).position(|b| b == b'>')?)?;
    let rest = rest.strip_prefix('>')?;
    (!mark.is_empty() && mark.bytes().all(|b| b.is_ascii_alphabetic()) && ends(rest)).then_some(mark)
}

/// Blanks, and the invisible characters that HTML mails are full of.
pub fn is_blank(text: &str) -> bool {
    let ascii_blank = text.bytes().all(|b| b.is_ascii_whitespace());
    ascii_blank
        || text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{AD}'))
}

/// Enough for a day, a month and a year.
pub fn has_digits(text: &str) -> bool {
    count(text.as_bytes(), |byte| byte.is_ascii_digit()) >= 6
}

/// `>` within the first four columns; `>From ` outside a quote is a stuffed line of the author's (RFC 4155).
fn is_quoted(text: &str, inside: bool) -> bool {
    let bytes = text.as_bytes();
    let blanks = bytes.iter().take(4).take_while(|b| b.is_ascii_whitespace()).count();
    match bytes.get(blanks..) {
        Some([b'>', rest @ ..]) => inside || blanks > 0 || !rest.starts_with(b"From "),
        _ => text.starts_with("＞"),
    }
}

/// The `>` closes an address that was cut at the line's end: `Ada <ada@x.example⏎>:`.
fn closes(text: &str, above: &Line<'_>) -> bool {
    let ends = text.trim_end().ends_with([':', '：']) || text.ends_with("---") || text.ends_with("...");
    if above.quoted || text.len() >= 100 || !ends {
        return false;
    }
    let count = |mark: char| above.text.matches(mark).count();
    count('<') > count('>') || text.len() < 30 && starts_with_verb(&plain(text.trim_start_matches(['>', ' '])))
}

/// An attribution at the end of somebody's last line: `Yes. On Mon, 5 Jan 2026 at 9:00, Ada wrote:`.
fn split_at_attribution(text: &str) -> Option<(&str, &str)> {
    const DAYS: [&str; 12] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Apr", "Jul", "Oct", "Dec"];
    if !text.ends_with("wrote:") || text.len() > 500 {
        return None;
    }
    let mut found = text.match_indices("On ").map(|(at, _)| at);
    let at = found
        .find(|&at| at > 0 && text.get(at + 3..).is_some_and(|rest| DAYS.iter().any(|day| rest.starts_with(day))))?;
    let head = text.get(..at)?.trim_end().trim_end_matches('-').trim_end();
    (!head.is_empty() && text.get(head.len()..)?.starts_with(['-', ' '])).then(|| text.split_at_checked(head.len()))?
}

/// A quoted line without its quote marks.
pub fn unquoted(text: &str) -> &str {
    text.trim_start_matches(['>', ' ', '\t', '＞'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_line_shows() {
        let check = |text: &str, expected: (bool, bool)| {
            let line = lines(text)[0];
            assert_eq!((line.blank, line.quoted), expected, "{text:?}");
        };
        check("a", (false, false));
        check("> a", (false, true));
        check(" > a", (false, true));
        check(">", (false, true));
        check(">>> a", (false, true));
        check(">From here", (false, false));
        check("     > shell", (false, false));
        check(" \t", (true, false));
        check("\u{A0}\u{200B}", (true, false));
        assert!(!lines("Ada <ada@x.example\n>:")[1].quoted);
        assert_eq!(lines("Yes. On Mon, 5 Jan 2026, Ada wrote:").len(), 2);
        let quoted = |text: &str| lines(text).iter().map(|line| line.quoted).collect::<Vec<_>>();
        assert_eq!(quoted("Ada wrote:\nAB> one\nyes\nAB> two\nSQL> no"), [false, true, false, true, false]);
        assert_eq!(quoted("Ada wrote:\n\n| one\n| two\n|\n| a | b |"), [false, false, true, true, true, false]);
        assert_eq!(quoted("2026/01/05 Ada <ada@x.example>\n\n| one\n|\n| two"), [false, false, true, true, true]);
        assert_eq!(quoted("SQL> one\nSQL> two"), [false, false]);
        assert_eq!(lines("a\nb").len(), 2);
        assert_eq!(lines("").len(), 0);
    }
}
