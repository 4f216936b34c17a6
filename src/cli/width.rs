//! How wide text is on a terminal, cut and wrapped by that. Wide characters (CJK, emoji) take two columns.

use std::io::{self, Write};

use unicode_width::UnicodeWidthChar as _;

use crate::mail::clean::{hides, one_line};

/// The columns of a terminal that nobody has made wider.
pub(super) const COLUMNS: usize = 80;

/// The columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

fn columns_of(c: char) -> usize {
    c.width().unwrap_or_default()
}

/// Text of strangers in one harmless line: nothing in it moves the cursor, and no joiner makes its width a matter of taste.
pub(super) fn harmless(text: &str) -> String {
    one_line(text).chars().filter(|c| !hides(*c)).collect()
}

/// The line in at most `most` columns; `…` stands for the rest.
pub(super) fn cut(line: &str, most: usize) -> String {
    if width(line) <= most {
        return line.to_owned();
    }
    let mut left = most.saturating_sub(1);
    let fits = |c: &char| left.checked_sub(columns_of(*c)).map(|rest| left = rest).is_some();
    line.chars().take_while(fits).chain(['…']).take(most).collect()
}

/// A line wrapped at blanks. Further lines are indented by `hang` columns, or as far as the first one; a long word stays
/// whole.
pub(super) fn wrapped(line: &str, columns: usize, hang: usize) -> Vec<String> {
    let indent = line.chars().take_while(|c| *c == ' ').count().max(hang);
    let mut lines = Vec::new();
    let mut rest = line.to_owned();
    while width(&rest) > columns {
        let Some(at) = last_blank(&rest, columns) else { break };
        let (head, tail) = rest.split_at_checked(at).unwrap_or((&rest, ""));
        lines.push(head.trim_end().to_owned());
        rest = format!("{}{}", " ".repeat(indent), tail.trim_start());
    }
    lines.push(rest);
    lines
}

/// The same, and a word that is too long goes on in the next line.
pub(super) fn folded(line: &str, columns: usize, hang: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in wrapped(line, columns, hang) {
        let mut part = String::new();
        for c in line.chars() {
            if width(&part) + columns_of(c) > columns {
                lines.push(std::mem::replace(&mut part, " ".repeat(hang)));
            }
            part.push(c);
        }
        lines.push(part);
    }
    lines
}

/// Prints words of strangers behind a head, folded to the terminal. Further lines begin below the first words.
pub(super) fn print_behind(head: &str, words: &str, out: &mut dyn Write) -> io::Result<()> {
    print_folded(&format!("{head}{}", harmless(words)), width(head), out)
}

/// Prints a line folded to the terminal, further lines indented by `hang`.
pub(super) fn print_folded(line: &str, hang: usize, out: &mut dyn Write) -> io::Result<()> {
    folded(line, COLUMNS, hang).iter().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
}

/// Where the last blank stands that is not further right than `columns`, and not in front of all words.
fn last_blank(line: &str, columns: usize) -> Option<usize> {
    let begun = line.chars().take_while(|c| *c == ' ').count();
    let mut used = 0;
    let fitting = line.char_indices().skip(begun).take_while(|(_, c)| {
        let fits = begun + used <= columns;
        used += columns_of(*c);
        fits
    });
    fitting.filter(|(_, c)| *c == ' ').last().map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        for (text, expected) in
            [("abc", 3), ("日本", 4), ("é", 1), ("e\u{301}", 1), ("👍", 2), ("\u{1b}[1m", 3), ("", 0)]
        {
            assert_eq!(width(text), expected, "{text:?}");
        }
    }

    #[test]
    fn strangers_cannot_move_the_cursor() {
        let check = |text: &str, expected: &str| assert_eq!(harmless(text), expected, "{text:?}");
        check("a\nb\r\tc", "a b c");
        check("\u{1b}[2Ja\u{7}\u{9b}1mb", "[2Ja1mb");
        check("a\u{202e}b\u{200d}c\u{fe0f}", "abc");
    }

    #[test]
    fn a_line_is_cut_by_columns() {
        let check = |line: &str, most: usize, expected: &str| assert_eq!(cut(line, most), expected, "{line:?} {most}");
        check("abcdef", 6, "abcdef");
        check("abcdef", 4, "abc…");
        check("日本語", 6, "日本語");
        check("日本語", 5, "日本…");
        check("日本語", 4, "日…");
        check("日本語", 1, "…");
        check("ab", 0, "");
    }

    #[test]
    fn words_behind_a_head_stay_beside_it() {
        let mut out = Vec::new();
        print_behind("FAILED      ", &"mx.example\n\u{1b}[2J refused ".repeat(6), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let mut lines = text.lines();
        assert!(lines.next().unwrap().starts_with("FAILED      mx.example [2J refused mx.example"), "{text}");
        assert!(lines.all(|line| line.starts_with("            ") && width(line) <= COLUMNS), "{text}");
        assert_eq!(text.lines().count(), 2, "{text}");
    }

    #[test]
    fn long_lines_are_broken_at_blanks() {
        let check = |line: &str, expected: &[&str]| assert_eq!(wrapped(line, 10, 0), expected, "{line:?}");
        check("", &[""]);
        check("short", &["short"]);
        check("one two three four", &["one two", "three four"]);
        check("  one two three", &["  one two", "  three"]);
        check("averylongwordthatdoesnotfit in", &["averylongwordthatdoesnotfit in"]);
        check("  averylongwordthatdoesnotfit", &["  averylongwordthatdoesnotfit"]);
        check("日本語 日本語", &["日本語", "日本語"]);
        assert_eq!(wrapped("a  b c d e f g", 8, 3), ["a  b c d", "   e f g"]);
        assert_eq!(folded("one averylongword two", 8, 2), ["one", "  averyl", "  ongwor", "  d two"]);
        assert_eq!(folded("日本語日本", 5, 0), ["日本", "語日", "本"]);
    }
}
