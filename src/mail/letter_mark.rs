//! What tells a letter of ours, or a copy of one, in any bytes: our header field, and the shape of our tokens.
//!
//! Comes in: a text, or the bytes of a file. Goes out: where tokens may stand, and whether a file has a mark. Whether a
//! token is ours is for `desk::token` to say. Linear.

use std::borrow::Cow;

use memchr::memmem;

/// The letters of a token's code.
const CODE_LETTERS: usize = 24;
/// A number has at least as many digits as a reference, and at most those of an `i64`.
const DIGITS: std::ops::RangeInclusive<usize> = 5..=19;

/// Where tokens may stand: each shape with its place. A shape is digits, a letter, a dash and 24 letters, not within a
/// longer word. Every dash is looked at once, and no further than a token is long.
pub fn shapes(text: &str) -> impl Iterator<Item = (usize, &str)> {
    ranges(text.as_bytes()).filter_map(|range| Some((range.start, text.get(range)?)))
}

fn ranges(bytes: &[u8]) -> impl Iterator<Item = std::ops::Range<usize>> {
    memchr::memchr_iter(b'-', bytes).filter_map(|dash| {
        let end = dash + 1 + CODE_LETTERS;
        let code = bytes.get(dash + 1..end)?;
        let is_code = code.iter().all(|b| matches!(b.to_ascii_lowercase(), b'a'..=b'z' | b'2'..=b'7'));
        if !is_code || bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
            return None;
        }
        let purpose = dash.checked_sub(1)?;
        let digits = bytes.get(..purpose)?.iter().rev().take(DIGITS.end() + 1).take_while(|b| b.is_ascii_digit());
        let count = digits.count();
        let start = purpose - count;
        let stands_alone = start.checked_sub(1).and_then(|at| bytes.get(at)).is_none_or(|b| !b.is_ascii_alphanumeric());
        (DIGITS.contains(&count) && stands_alone).then_some(start..end)
    })
}

/// Whether a file is a letter of ours, or has one or a piece of one in it: saved as a mail (`letter.eml`, Outlook's
/// `.msg`), or as text. What is packed or pictured is not seen.
pub fn is_in_file(content_type: &str, bytes: &[u8]) -> bool {
    if ["image/", "audio/", "video/"].iter().any(|kind| content_type.starts_with(kind)) {
        return false;
    }
    let text = narrow(bytes);
    let field = ["X-Maildesk-Loop:", "x-maildesk-loop:", "X-MAILDESK-LOOP:"];
    field.iter().any(|name| memmem::find(&text, name.as_bytes()).is_some()) || ranges(&text).next().is_some()
}

/// Bytes of 16 bits a letter (UTF-16, Outlook's files) without their zeroes.
fn narrow(bytes: &[u8]) -> Cow<'_, [u8]> {
    const OUTLOOK: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];
    let is_wide = bytes.starts_with(OUTLOOK)
        || bytes.starts_with(&[0xFF, 0xFE])
        || bytes.starts_with(&[0xFE, 0xFF])
        || bytes.iter().take(64).filter(|byte| **byte == 0).count() > 20;
    if !is_wide {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(bytes.iter().copied().filter(|byte| *byte != 0).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "00042n-abcdefghijklmnopqrstuvwx";

    #[test]
    fn our_letters_are_known_in_files() {
        let check = |kind: &str, bytes: &[u8], expected: bool| {
            assert_eq!(is_in_file(kind, bytes), expected, "{kind} {bytes:?}")
        };
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let saved = "From: a@x.example\r\nX-Maildesk-Loop: desk.example\r\n\r\nHello";
        check("message/rfc822", saved.as_bytes(), true);
        check("application/octet-stream", saved.as_bytes(), true);
        check("text/plain", format!("She never pays.\n\nRef. {TOKEN}\n").as_bytes(), true);
        check("text/plain", &wide(&format!("She never pays. Ref. {TOKEN}")), true);
        check(
            "application/vnd.ms-outlook",
            &[&[0xD0, 0xCF, 0x11, 0xE0][..], &wide("X-Maildesk-Loop: desk.example")].concat(),
            true,
        );
        check("text/plain", b"nothing - of - ours", false);
        check("application/pdf", &[0; 4_000], false);
        check("image/png", TOKEN.as_bytes(), false);
        check("text/plain", b"", false);
    }
}
