//! Header text made harmless: what a decoded header may contain before anything else looks at it.
//!
//! `mail-parser` decodes `=?utf-8?Q?Eve=0D=0ABcc:_x?=` into a name with a line break; put into a letter, that is a
//! header injection (or a panic of the builder). Everything that comes out of here is one line without controls.

use std::borrow::Cow;

/// Collapses white space to single blanks and drops controls, line separators, bidirectional overrides and
/// invisible format characters. The result holds no CR, LF or NUL and has no blank at its ends.
pub fn one_line(text: &str) -> String {
    // Nearly all text is one line of ASCII already.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && !text.contains("  ") {
        return text.trim_matches(' ').to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || matches!(c, '\u{2028}' | '\u{2029}') {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !is_invisible(c) {
            line.push(c);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Lines without controls but tabs: NUL and escape sequences end in no letter and on no terminal. Line ends become LF.
pub fn printable(text: &str) -> Cow<'_, str> {
    // C1 controls begin with 0xC2 in UTF-8; few other characters do.
    let suspicious = |b: u8| (b < b' ' && b != b'\n' && b != b'\t') || matches!(b, 0x7F | 0xC2);
    if !text.bytes().any(suspicious) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect())
}

/// Controls, bidirectional marks and overrides (they make text read otherwise than it is: `plan` U+061C `gpj.exe`), invisible
/// operators, annotations, BOM and soft hyphen.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{00AD}' | '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

/// Whether nobody sees the character, so that words with and without it look alike: also those that names may have
/// (joiners, selectors of a variant, fillers).
pub fn hides(c: char) -> bool {
    let joins = matches!(
        c,
        '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{200C}' | '\u{200D}' | '\u{2800}'
    );
    let fills = matches!(c, '\u{180B}'..='\u{180F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}');
    is_invisible(c) || joins || fills
}

/// The most bytes of somebody's line that a receipt, a reason or a letter quotes.
pub const MAX_QUOTED: usize = 200;

/// A line of somebody's as receipts and reasons quote it: harmless, and not longer than [`MAX_QUOTED`] bytes.
pub fn quoted(line: &str) -> String {
    let line = one_line(line);
    let cut = truncated(&line, MAX_QUOTED);
    if cut.len() < line.len() { format!("{cut}…") } else { line }
}

/// Cuts at a character boundary so that at most `max` bytes remain.
pub fn truncated(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    let end = (0..=max).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_text_is_one_harmless_line() {
        let check = |text: &str, expected: &str| assert_eq!(one_line(text), expected);
        check("plain", "plain");
        check("  two\r\n  lines ", "two lines");
        check("Eve\r\nBcc: x", "Eve Bcc: x");
        check("nul\0byte", "nulbyte");
        check("over\u{202E}ride", "override");
        check("plan\u{61C}gpj.exe", "plangpj.exe");
        check("iso\u{2067}late\u{2069}d", "isolated");
        check("line\u{2028}separator", "line separator");
        check("\u{FEFF}bom", "bom");
        check("no\u{A0}break", "no break");
    }

    #[test]
    fn controls_are_dropped() {
        assert_eq!(printable("a\r\nb\rc\0\u{1B}[31m\td"), "a\nb\nc[31m\td");
        assert_eq!(printable("a\u{85}b\u{A0}c\u{7F}"), "ab\u{A0}c");
        assert!(matches!(printable("a\n\tü"), Cow::Borrowed(_)));
    }

    #[test]
    fn lines_are_quoted_short() {
        assert_eq!(quoted(" #assign\t ben\u{202E} "), "#assign ben");
        assert_eq!(quoted(&"x".repeat(5_000)), format!("{}…", "x".repeat(MAX_QUOTED)));
    }

    #[test]
    fn cutting_respects_characters() {
        assert_eq!(truncated("äöü", 3), "ä");
        assert_eq!(truncated("abc", 3), "abc");
        assert_eq!(truncated("äöü", 0), "");
    }
}
