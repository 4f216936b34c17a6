//! HTML that would exhaust the tokenizer is recognised before it sees it.
//!
//! Comes in: HTML. Goes out: whether a tag has more attributes than any person writes, and for such HTML a plain text
//! that is found without looking at it more closely. One pass each, no allocation but the text.

/// The tokenizer compares each attribute of a tag with all before it; more of them are an attack.
const MAX_ATTRIBUTES: usize = 1_000;

/// Counts as the tokenizer does: a tag begins with a letter behind `<` or `</`; its attributes are parted by blanks,
/// slashes or the end of a quoted value.
pub(super) fn has_too_many_attributes(html: &str) -> bool {
    let mut attributes = 0_usize;
    let mut inside = false;
    let mut quote = 0_u8;
    let mut last = 0_u8;
    for (byte, next) in html.bytes().zip(html.bytes().skip(1).chain([0])) {
        if quote != 0 {
            // nothing counts inside a quoted value
            if byte == quote {
                (quote, attributes) = (0, attributes + 1);
            }
            continue;
        }
        match (inside, byte) {
            (false, b'<') if next.is_ascii_alphabetic() || next == b'/' => (inside, attributes) = (true, 0),
            (true, b'>') => inside = false,
            (true, b'"' | b'\'') if last == b'=' => quote = byte,
            (true, b' ' | b'\t' | b'\n' | b'\r' | b'/') => attributes += 1,
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
        if attributes > MAX_ATTRIBUTES {
            return true;
        }
    }
    false
}

/// The text outside of angle brackets, for HTML that the tokenizer must not see.
pub(super) fn stripped(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                text.push(' ');
            }
            '\r' | '\0' => {}
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}
