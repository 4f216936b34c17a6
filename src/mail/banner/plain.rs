//! A line as vocabularies compare it.

use super::super::clean::{one_line, truncated};

/// The longest line that is looked at, in bytes.
const MAX_BYTES: usize = 1200;

/// Lower case, single blanks, straight apostrophes, no emphasis, nothing invisible; `e-mail` is `email`.
pub(super) fn plain(text: &str) -> String {
    let bare = |c: char| match c {
        '*' | '_' | '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' => None,
        '’' | '‘' | 'ʼ' | '´' | '`' => Some('\''),
        '‑' | '‐' => Some('-'),
        _ => Some(c),
    };
    let bare: String = truncated(text, MAX_BYTES).chars().filter_map(bare).collect();
    // the dot that `İ` leaves
    let lower: String = one_line(&bare).chars().flat_map(char::to_lowercase).filter(|c| *c != '\u{307}').collect();
    if lower.contains("e-mail") { lower.replace("e-mail", "email") } else { lower }
}

/// Without what decorates the beginning of a line: brackets, signs, pictures.
pub(super) fn undecorated(text: &str) -> &str {
    text.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '#' | '>'))
}
