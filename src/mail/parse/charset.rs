//! Bytes become text, and the charset that was used is known.
//!
//! Comes in: bytes and the charset that they claim. Goes out: text, and a note when the claim was missing or wrong.
//! The order: escape sequences, which speak for themselves; the claimed charset, if it fits without error; UTF-8, if it
//! fits; the claim with a few errors; detection; windows-1252, which fits everything. Western claims are not believed
//! of bytes that are UTF-8, or of text that would be accents only.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::super::clean::one_line;
use super::{codepages, iso2022};

mod doubt;
mod guess;
mod labels;
mod utf7;

use guess::{guess, is_multibyte};
pub(super) use labels::is_known;
use labels::{Charset, for_label};

/// Decoded text and how it came about.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// The rule that was applied, when it was not simply the claimed charset.
    pub(super) note: Option<String>,
}

impl Decoded {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), note: None }
    }

    fn read_as(text: impl Into<String>, label: Option<&str>, name: &str) -> Self {
        Self { text: text.into(), note: Some(format!("charset {} read as {name}", shown(label))) }
    }
}

/// Decodes; every input has a result.
pub(super) fn decode(bytes: &[u8], claimed: Option<&str>) -> Decoded {
    decode_near(bytes, claimed, None)
}

/// Decodes what claims no charset itself, but came with something that does: headers beside a text.
pub(super) fn decode_near(bytes: &[u8], claimed: Option<&str>, near: Option<&str>) -> Decoded {
    let label = claimed.map(str::trim).filter(|label| !label.is_empty());
    let charset = label.and_then(for_label);
    if iso2022::is_iso_2022(bytes) {
        let text = iso2022::decode(bytes);
        let declared = matches!(charset, Some(Charset::Iso2022));
        return if declared { Decoded::plain(text) } else { Decoded::read_as(text, label, "iso-2022") };
    }
    if let Some(text) = wide(bytes, charset) {
        let declared = matches!(charset, Some(Charset::Utf16(_) | Charset::Utf32));
        return if declared { Decoded::plain(text) } else { Decoded::read_as(text, label, "utf-16") };
    }
    match charset {
        Some(Charset::Utf7) if bytes.is_ascii() => {
            return Decoded::plain(utf7::decode(bytes));
        }
        Some(Charset::Hz) if bytes.is_ascii() => return Decoded::plain(iso2022::decode_hz(bytes)),
        Some(Charset::Page(page)) if std::str::from_utf8(bytes).is_err() || bytes.is_ascii() => {
            return Decoded::plain(codepages::decode(bytes, page));
        }
        _ => {}
    }
    let encoding = match charset {
        Some(Charset::Web(encoding)) => Some(encoding),
        _ => None,
    };
    narrow(bytes, label, encoding, near)
}

/// All that is no wide and no stateful charset.
fn narrow(bytes: &[u8], label: Option<&str>, encoding: Option<&'static Encoding>, near: Option<&str>) -> Decoded {
    if let Ok(text) = std::str::from_utf8(bytes) {
        // text that happens to be UTF-8 was meant so: as anything else it would be nonsense (seen: webmails, forms)
        if label.is_none() || encoding == Some(UTF_8) || bytes.is_ascii() {
            return Decoded::plain(text);
        }
        // a few letters can be two things at once; many cannot
        let few = || bytes.iter().filter(|byte| !byte.is_ascii()).count() < 12;
        let fits = encoding.filter(|&encoding| is_multibyte(encoding) && few());
        if fits.and_then(|encoding| strictly(bytes, encoding)).is_none() {
            return Decoded::read_as(text, label, "utf-8");
        }
    }
    if let Some(other) = encoding.and_then(|encoding| doubt::better(bytes, encoding))
        && let Some(text) = strictly(bytes, other)
    {
        return Decoded::read_as(text, label, other.name());
    }
    let believed = encoding.filter(|&encoding| encoding != WINDOWS_1252 || !is_ascii(label) && !is_all_accents(bytes));
    if let Some(text) = believed.and_then(|encoding| strictly(bytes, encoding)) {
        return Decoded::plain(text);
    }
    // a few errors do not make another charset (seen: texts cut at a byte, templates in another charset)
    for candidate in [believed.or(Some(UTF_8)), Some(UTF_8)].into_iter().flatten() {
        if let Some(text) = with_few_errors(bytes, candidate) {
            let note = format!("charset {} read as {} with errors", shown(label), candidate.name());
            return Decoded { text, note: Some(note) };
        }
    }
    let near =
        near.and_then(for_label).and_then(|charset| if let Charset::Web(near) = charset { Some(near) } else { None });
    if let (Some(near), true) = (near, believed.is_none())
        && let Some(text) = strictly(bytes, near).filter(|_| near != WINDOWS_1252 || !is_all_accents(bytes))
    {
        return Decoded::read_as(text, label, near.name());
    }
    let guessed = guess(bytes);
    if let Some(text) = strictly(bytes, guessed) {
        return Decoded::read_as(text, label, guessed.name());
    }
    let last = encoding.filter(|&encoding| encoding != UTF_8).unwrap_or(WINDOWS_1252);
    let (text, _, _) = last.decode(bytes);
    let note = format!("charset {} read as {} with errors", shown(label), last.name());
    Decoded { text: text.into_owned(), note: Some(note) }
}

/// The text of bytes that are UTF-16 or UTF-32 without saying so.
pub(super) fn wide_text(bytes: &[u8]) -> Option<String> {
    wide(bytes, None)
}

/// UTF-16 and UTF-32: by their mark, by where their zeros are, or as claimed.
fn wide(bytes: &[u8], charset: Option<Charset>) -> Option<String> {
    let near = bytes.get(..8_000.min(bytes.len())).unwrap_or_default();
    let is_claimed = matches!(charset, Some(Charset::Utf16(_) | Charset::Utf32));
    if !is_claimed && memchr::memchr(0, near).is_none() {
        return None;
    }
    let zeros =
        |nth: usize, of: usize| bytes.iter().skip(nth).step_by(of).take(4_000).filter(|&&byte| byte == 0).count();
    let sample = bytes.len().min(8_000) / 2;
    let has_mark = matches!(bytes, [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..]);
    if matches!(charset, Some(Charset::Utf32)) || matches!(bytes, [0, 0, 0xFE, 0xFF, ..] | [0xFF, 0xFE, 0, 0, ..]) {
        let big = zeros(0, 4) > zeros(3, 4) || matches!(bytes, [0, 0, 0xFE, 0xFF, ..]);
        return (zeros(0, 2) + zeros(1, 2) > 0).then(|| utf32(bytes, big));
    }
    let (even, odd) = (zeros(0, 2), zeros(1, 2));
    match charset {
        // what has no zeros and is UTF-8 was converted on the way
        Some(Charset::Utf16(_)) if even + odd == 0 && !has_mark && std::str::from_utf8(bytes).is_ok() => None,
        Some(Charset::Utf16(claimed)) => Some(utf16(bytes, claimed, even, odd)),
        _ if has_mark && even + odd > 0 => Some(utf16(bytes, None, even, odd)),
        // undeclared: every other byte is zero
        _ if sample > 3 && (even * 2 > sample && odd == 0 || odd * 2 > sample && even == 0) => {
            Some(utf16(bytes, None, even, odd))
        }
        _ => None,
    }
}

fn utf16(bytes: &[u8], claimed: Option<&'static Encoding>, even: usize, odd: usize) -> String {
    let encoding = match bytes {
        [0xFE, 0xFF, ..] => UTF_16BE,
        [0xFF, 0xFE, ..] => UTF_16LE,
        _ if even > odd * 2 => UTF_16BE,
        _ if odd > even * 2 => UTF_16LE,
        // RFC 2781 §4.3: big-endian when nothing is said
        _ => claimed.unwrap_or(UTF_16BE),
    };
    encoding.decode_with_bom_removal(bytes).0.into_owned()
}

fn utf32(bytes: &[u8], big: bool) -> String {
    let number = |four: &[u8]| {
        let four: [u8; 4] = four.try_into().ok()?;
        Some(if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
    };
    let letter = |four| number(four).and_then(char::from_u32).unwrap_or('\u{FFFD}');
    bytes.chunks_exact(4).map(letter).filter(|&c| c != '\u{FEFF}').collect()
}

/// US-ASCII cannot have letters beyond ASCII: the claim says nothing.
fn is_ascii(label: Option<&str>) -> bool {
    label.is_some_and(|label| {
        label.to_ascii_lowercase().contains("ascii") || label.eq_ignore_ascii_case("ansi_x3.4-1968")
    })
}

/// As western text it would be accents mostly, which no western language is: it is Cyrillic, Greek, Chinese …
fn is_all_accents(bytes: &[u8]) -> bool {
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    high >= 6 && high > letters
}

fn shown(label: Option<&str>) -> String {
    label.map_or_else(|| "unknown".to_owned(), |label| one_line(label).chars().take(60).collect())
}

fn strictly(bytes: &[u8], encoding: &'static Encoding) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(Cow::into_owned)
}

/// Text of a charset of several bytes in which at most every fifth foreign character is broken.
fn with_few_errors(bytes: &[u8], encoding: &'static Encoding) -> Option<String> {
    if encoding.is_single_byte() {
        return None;
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let errors = text.chars().filter(|&c| c == '\u{FFFD}').count();
    let letters = text.chars().filter(|&c| !c.is_ascii() && c != '\u{FFFD}').count();
    (errors * 4 <= letters).then(|| text.into_owned())
}

/// The name of the charset that the bytes look like.
pub(super) fn likely(bytes: &[u8]) -> &'static str {
    guess(bytes).name()
}

#[cfg(test)]
mod tests;
