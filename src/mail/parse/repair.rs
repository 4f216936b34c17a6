//! What is wrong with a message as a whole is put right before anything looks at it.
//!
//! Comes in: raw bytes. Goes out: bytes that begin with a header and have line ends, and what was done. Most messages pass
//! uncopied. Whoever reads a message's attachments passes here too, so that places mean the same.

use std::borrow::Cow;

use super::super::inbound::Defect;
use super::{charset, head};

/// Empty lines that may stand before the header.
const MAX_LEADING: usize = 100;

/// Puts right what concerns the whole.
pub(super) fn repaired<'x>(raw: &'x [u8], defects: &mut Vec<Defect>) -> Cow<'x, [u8]> {
    let mut note = |rule: &str| defects.push(Defect(rule.to_owned()));
    if let Some(text) = charset::wide_text(raw) {
        note("the whole message was UTF-16: read as such");
        return Cow::Owned(text.into_bytes());
    }
    let mut raw = raw;
    if let Some(rest) = raw.strip_prefix(b"\xEF\xBB\xBF") {
        note("a byte order mark stood before the header");
        raw = rest;
    }
    let leading = leading_lines(raw);
    if leading > 0 {
        note("empty lines stood before the header");
        raw = raw.get(leading..).unwrap_or_default();
    }
    if memchr::memchr(b'\n', raw).is_none() && memchr::memchr(b'\r', raw).is_some() {
        note("its lines end in CR: read as line ends");
        return Cow::Owned(raw.iter().map(|&byte| if byte == b'\r' { b'\n' } else { byte }).collect());
    }
    Cow::Borrowed(raw)
}

/// How many bytes of empty lines stand before a field; none when there is no field behind them.
fn leading_lines(raw: &[u8]) -> usize {
    let mut at = 0;
    for _ in 0..MAX_LEADING {
        let end = head::line_end(raw, at);
        let line = raw.get(at..end).unwrap_or_default();
        if !line.trim_ascii().is_empty() {
            return if head::begins_with_field(line) { at } else { 0 };
        }
        at = end;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_is_put_right() {
        let check = |raw: &[u8], expected: &str| {
            assert_eq!(String::from_utf8_lossy(&repaired(raw, &mut Vec::new())), expected, "{raw:?}");
        };
        check(b"Subject: a\n\nb", "Subject: a\n\nb");
        check(b"\xEF\xBB\xBFSubject: a\n\nb", "Subject: a\n\nb");
        check(b"\r\n\r\nSubject: a\r\n\r\nb", "Subject: a\r\n\r\nb");
        check(b"\n\nonly a body: here", "\n\nonly a body: here");
        check(b"Subject: a\r\rb\r", "Subject: a\n\nb\n");
        check(b"\xFF\xFES\0u\0:\0 \0a\0", "Su: a");
        check(b"", "");
    }
}
