//! Claims that fit every byte and are wrong all the same: what they make of the text, nobody writes.
//!
//! Comes in: bytes and the encoding that they claim. Goes out: the one to use instead, when the claim makes nonsense of them
//! and another one of its kind does not. Only a start of the text is looked at.

use encoding_rs::{EUC_JP, Encoding, IBM866, ISO_8859_5, KOI8_R, KOI8_U, SHIFT_JIS, WINDOWS_1251, X_MAC_CYRILLIC};

use super::guess::{guess, is_multibyte};

/// So many bytes are looked at.
const MAX_BYTES: usize = 4_096;
/// Fewer letters tell nothing.
const MIN_LETTERS: usize = 8;

/// The encoding to use instead of the claimed one, if there is a reason.
pub(super) fn better(bytes: &[u8], claimed: &'static Encoding) -> Option<&'static Encoding> {
    if bytes.is_ascii() || !(is_multibyte(claimed) || is_cyrillic(claimed)) {
        return None;
    }
    let bytes = bytes.get(..MAX_BYTES.min(bytes.len())).unwrap_or_default();
    let doubt = doubt(bytes, claimed);
    if doubt < 2 {
        return None;
    }
    let other = guess(bytes);
    let is_same_kind = is_multibyte(claimed) && is_multibyte(other) || is_cyrillic(claimed) && is_cyrillic(other);
    // narrow Japanese looks like many things; only wide Japanese explains it
    let is_same_kind = is_same_kind && (claimed != SHIFT_JIS || other == EUC_JP);
    (other != claimed && is_same_kind && self::doubt(bytes, other) < doubt).then_some(other)
}

fn is_cyrillic(encoding: &'static Encoding) -> bool {
    [IBM866, ISO_8859_5, KOI8_R, KOI8_U, WINDOWS_1251, X_MAC_CYRILLIC].contains(&encoding)
}

/// How doubtful the text is, in tenths of its letters: those that no charset has a meaning for, Japanese that is all
/// narrow, Cyrillic that is all capitals (the charsets differ in where they have them).
fn doubt(bytes: &[u8], encoding: &'static Encoding) -> usize {
    let text = encoding.decode_without_bom_handling(bytes).0;
    let (mut letters, mut odd) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        letters += 1;
        odd += usize::from(match c {
            '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' => true,
            '\u{FF61}'..='\u{FF9F}' => encoding == SHIFT_JIS,
            c => is_cyrillic(encoding) && (c.is_uppercase() || !c.is_alphabetic()),
        });
    }
    let tolerated = if is_cyrillic(encoding) { 5 } else { 0 };
    if letters < MIN_LETTERS { 0 } else { (odd * 10 / letters).saturating_sub(tolerated) }
}
