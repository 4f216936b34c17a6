//! Transfer encodings undone (RFC 2045 §6): base64, quoted-printable, uuencode.
//!
//! Comes in: a body as it came and the name of its encoding. Goes out: its bytes, and whether they were badly encoded. All
//! three forgive: what cannot be decoded is passed over or stays as it is. Linear.

use std::borrow::Cow;

use super::super::base64;
use super::uuencode;

/// A body without its transfer encoding.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DecodedBody<'x> {
    pub(super) bytes: Cow<'x, [u8]>,
    /// The rule that was applied when the encoding was not what it was called.
    pub(super) note: Option<&'static str>,
}

/// Undoes the encoding of this name. In text, lines behind base64 that are no base64 are kept: list servers append
/// their footers so.
pub(super) fn decode<'x>(raw: &'x [u8], name: &[u8], is_text: bool) -> DecodedBody<'x> {
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ' ')).collect();
    let word = name.split_whitespace().next().unwrap_or_default();
    match word {
        "base64" | "base-64" | "b64" | "64" => of_base64(raw, is_text),
        "quoted-printable" | "quotedprintable" | "quoted" | "qp" => quoted_printable(raw),
        "x-uuencode" | "uuencode" | "x-uue" | "uue" | "uu" => of_uuencode(raw),
        _ => DecodedBody { bytes: raw.into(), note: None },
    }
}

fn of_base64(raw: &[u8], is_text: bool) -> DecodedBody<'_> {
    let plain = DecodedBody { bytes: raw.into(), note: Some("called base64 but it is not: read as it came") };
    let end = if is_text { base64_lines(raw) } else { raw.len() };
    let (encoded, rest) = raw.split_at_checked(end).unwrap_or((raw, &[]));
    if encoded.is_empty() && !rest.trim_ascii().is_empty() {
        return plain;
    }
    let (mut bytes, junk) = base64_with_junk(encoded);
    if is_text && junk * 20 > encoded.len() {
        return plain;
    }
    if rest.trim_ascii().is_empty() {
        let note = (junk > 0).then_some("base64 with foreign characters: they were passed over");
        return DecodedBody { bytes: bytes.into(), note };
    }
    bytes.push(b'\n');
    bytes.extend_from_slice(rest);
    DecodedBody { bytes: bytes.into(), note: Some("text stood behind base64: it was kept as it came") }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_')
}

/// Where the lines of base64 end and lines of words begin.
fn base64_lines(raw: &[u8]) -> usize {
    let mut at = 0;
    for line in raw.split_inclusive(|&byte| byte == b'\n') {
        let text = line.trim_ascii();
        let foreign = text.iter().filter(|byte| !is_base64(**byte)).count();
        let underline = text.len() > 4 && text.iter().all(|byte| matches!(byte, b'_' | b'-' | b'='));
        if foreign * 10 > text.len() || underline {
            return at;
        }
        at += line.len();
    }
    raw.len()
}

/// What a byte of base64 stands for; 64 is padding, 65 nothing.
const SIX_BITS: [u8; 256] = six_bits();

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which would refuse it")]
const fn six_bits() -> [u8; 256] {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut table = [65; 256];
    let mut value = 0_u8;
    while value < 64 {
        table[ALPHABET[value as usize] as usize] = value;
        value += 1;
    }
    // RFC 4648 §5: the alphabet of URLs
    table[b'-' as usize] = 62;
    table[b'_' as usize] = 63;
    table[b'=' as usize] = 64;
    table
}

/// Base64 that forgives: characters outside the alphabet are passed over, padding may be missing.
pub(super) fn base64(text: &[u8]) -> Vec<u8> {
    base64_with_junk(text).0
}

/// The same, and how many characters were passed over, blanks and line ends aside.
fn base64_with_junk(text: &[u8]) -> (Vec<u8>, usize) {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut bits, mut count, mut junk) = (0_u32, 0_u32, 0);
    let mut rest = text;
    // What failed at once is read letter by letter to its end, so that the work stays linear.
    let mut at_once = usize::MAX;
    let mut is_line = true;
    loop {
        if is_line && count == 0 && rest.len() <= at_once {
            let (lines, behind) = whole_lines(rest);
            if base64::decode(&lines, &mut out) {
                rest = behind;
            } else {
                at_once = behind.len();
            }
        }
        let Some((&byte, later)) = rest.split_first() else { return (out, junk) };
        rest = later;
        is_line = byte == b'\n';
        match SIX_BITS.get(usize::from(byte)).copied() {
            Some(value @ 0..=63) => {
                bits = (bits << 6 | u32::from(value)) & 0xFFFF;
                count += 6;
                if count >= 8 {
                    count -= 8;
                    let [.., low] = (bits >> count).to_be_bytes();
                    out.push(low);
                }
            }
            // padding ends a group; a new one may follow (seen: parts encoded piecewise)
            Some(64) => (bits, count) = (0, 0),
            _ => junk += usize::from(!byte.is_ascii_whitespace()),
        }
    }
}

/// The letters of the next lines, if these may be whole groups, as nearly all are; and what stands behind them.
fn whole_lines(text: &[u8]) -> (Vec<u8>, &[u8]) {
    /// RFC 2045 §6.8 allows 76.
    const LONGEST: usize = 1024;
    const MOST: usize = 16 * 1024;
    let mut rest = text;
    let mut letters = Vec::new();
    while let Some(end) = memchr::memchr(b'\n', rest.get(..LONGEST).unwrap_or(rest)) {
        let (line, behind) = rest.split_at_checked(end).unwrap_or_default();
        let line = line.trim_ascii();
        if line.len() % 4 != 0 || line.ends_with(b"=") || letters.len() >= MOST {
            break;
        }
        letters.extend_from_slice(line);
        rest = behind.get(1..).unwrap_or_default();
    }
    (letters, rest)
}

/// Quoted-printable (RFC 2045 §6.7): broken escapes stay as they are, blanks at line ends go.
fn quoted_printable(raw: &[u8]) -> DecodedBody<'_> {
    let mut out = Vec::with_capacity(raw.len());
    let mut broken = 0_usize;
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'=', rest) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, &[]));
        extend_trimmed(&mut out, before);
        let after = from.get(1..).unwrap_or_default();
        rest = match after {
            [high, low, tail @ ..] if escape(*high, *low).is_some() => {
                out.extend(escape(*high, *low));
                tail
            }
            _ => match soft_break(after) {
                Some(tail) => tail,
                None => {
                    broken += 1;
                    out.push(b'=');
                    after
                }
            },
        };
    }
    extend_trimmed(&mut out, rest);
    let note = (broken > 0).then_some("quoted-printable with broken escapes: they stay as they came");
    DecodedBody { bytes: out.into(), note }
}

/// Adds bytes without the blanks at their line ends: they were added on the way (RFC 2045 §6.7, rule 3).
fn extend_trimmed(out: &mut Vec<u8>, bytes: &[u8]) {
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        match line.strip_suffix(b"\n") {
            None => out.extend_from_slice(line),
            Some(text) => {
                let end = if text.ends_with(b"\r") { &b"\r\n"[..] } else { b"\n" };
                out.extend_from_slice(text.trim_ascii_end());
                out.extend_from_slice(end);
            }
        }
    }
}

/// What follows a soft line break; blanks may stand before the line end, and the last line may have none.
fn soft_break(after: &[u8]) -> Option<&[u8]> {
    let blanks = after.iter().take(80).take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
    let rest = after.get(blanks..).unwrap_or_default();
    match rest.first() {
        None => Some(rest),
        Some(b'\n') => rest.get(1..),
        Some(_) => None,
    }
}

/// The byte that two hex digits stand for.
pub(super) fn escape(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? * 16 + digit(low)?)
}

fn of_uuencode(raw: &[u8]) -> DecodedBody<'_> {
    match uuencode::whole(raw) {
        Some(bytes) => DecodedBody { bytes: bytes.into(), note: None },
        None => DecodedBody { bytes: raw.into(), note: Some("called uuencode but it is not: read as it came") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        let check = |raw: &str, name: &str, expected: &str| {
            let body = decode(raw.as_bytes(), name.as_bytes(), true);
            assert_eq!(String::from_utf8_lossy(&body.bytes), expected, "{name} {raw:?}");
        };
        check("a=3Db", "7bit", "a=3Db");
        check("a=3Db", "", "a=3Db");
        check("a=3Db=\r\nc=ZZ=", "quoted-printable", "a=bc=ZZ");
        check("a=3Db", " Quoted-Printable ; x", "a=b");
        check("a=  \nb", "quoted-printable", "ab");
        check("a =\nb\n", "quoted-printable", "a b\n");
        check("a  \r\nb=20\r\n", "quoted-printable", "a\r\nb \r\n");
        check("aGVsbG8=", "BASE64", "hello");
        check("aGVs\nbG8", "base64", "hello");
        check("aGVsbG8=aGVsbG8=", "base64", "hellohello");
        check("This is not base64 at all.\n", "base64", "This is not base64 at all.\n");
        check(
            "aGVsbG8=\n_____________\nA list with a footer\n",
            "base64",
            "hello\n_____________\nA list with a footer\n",
        );
        check("begin 644 a\n#86)C\n`\nend\n", "x-uuencode", "abc");
        check("nothing", "x-uuencode", "nothing");
    }

    proptest::proptest! {
        /// Groups of four and single letters give the same.
        #[test]
        fn base64_is_the_same_however_it_is_broken(
            bytes: Vec<u8>, breaks in proptest::collection::vec(0..9_usize, 1..60), between in "[ \t!]|\r?\n", every in 1..99_usize,
        ) {
            let encoded = data_encoding::BASE64.encode(&bytes);
            let mut broken = String::new();
            for (place, (letter, at)) in encoded.chars().zip(breaks.iter().cycle()).enumerate() {
                broken.push(letter);
                broken.push_str(&between.repeat(at / 8));
                broken.push_str(if place % every == 0 { "\r\n" } else { "" });
            }
            let (decoded, junk) = base64_with_junk(broken.as_bytes());
            proptest::prop_assert_eq!(decoded, bytes);
            proptest::prop_assert_eq!(junk, broken.matches('!').count());
        }
    }

    #[test]
    fn long_groups_do_not_overflow() {
        assert_eq!(base64(&[b'/'; 4000]), [0xFF; 3000]);
    }
}
