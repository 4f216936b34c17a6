//! A line as vocabularies compare it.

use super::super::clean::{one_line, truncated};

/// The longest line that is looked at, in bytes.
const MAX_BYTES: usize = 1200;

/// Lower case, single blanks, straight apostrophes, no emphasis, nothing invisible; `e-mail` is `email`.
pub(super) fn plain(text: &str) -> String {
    let text = truncated(text, MAX_BYTES);
    let lower = if text.is_ascii() { plain_ascii(text) } else { plain_unicode(text) };
    if lower.contains("e-mail") { lower.replace("e-mail", "email") } else { lower }
}

/// What most lines are.
fn plain_ascii(text: &str) -> String {
    let mut lower = Vec::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'*' | b'_' => {}
            b'`' => lower.push(b'\''),
            b'\t'..=b'\r' | b' ' if lower.last().is_none_or(|last| *last == b' ') => {}
            b'\t'..=b'\r' | b' ' => lower.push(b' '),
            _ if byte.is_ascii_control() => {}
            _ => lower.push(byte.to_ascii_lowercase()),
        }
    }
    lower.pop_if(|last| *last == b' ');
    String::from_utf8(lower).unwrap_or_default()
}

fn plain_unicode(text: &str) -> String {
    let bare = |c: char| match c {
        '*' | '_' | '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' => None,
        '’' | '‘' | 'ʼ' | '´' | '`' => Some('\''),
        '‑' | '‐' => Some('-'),
        _ => Some(c),
    };
    let bare: String = text.chars().filter_map(bare).collect();
    // the dot that `İ` leaves
    one_line(&bare).chars().flat_map(char::to_lowercase).filter(|c| *c != '\u{307}').collect()
}

/// Without what decorates the beginning of a line: brackets, signs, pictures.
pub(super) fn undecorated(text: &str) -> &str {
    text.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '#' | '>'))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn ascii_is_read_as_all_other_text(text in "([ -~]|[ \t\r\u{B}\u{1B}\u{0}*_`]|E-Mail){0,60}") {
            proptest::prop_assert_eq!(plain_ascii(&text), plain_unicode(&text));
        }
    }
}
