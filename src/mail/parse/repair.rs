//! What is wrong with a message as a whole is put right before anything looks at it.
//!
//! Comes in: raw bytes. Goes out: bytes that begin with a header and have line ends, and what was done. Most messages pass
//! uncopied. Whoever reads a message's attachments passes here too, so that places mean the same.

use std::borrow::Cow;

use super::super::inbound::Defect;
use super::media::Media;
use super::{charset, head, pkcs7, transfer};

/// A seal is named within this many bytes.
const MAX_HEAD: usize = 100_000;
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
        note("empty or dashed lines stood before the header");
        raw = raw.get(leading..).unwrap_or_default();
    }
    if memchr::memchr(b'\n', raw).is_none() && memchr::memchr(b'\r', raw).is_some() {
        note("its lines end in CR: read as line ends");
        return Cow::Owned(raw.iter().map(|&byte| if byte == b'\r' { b'\n' } else { byte }).collect());
    }
    if let Some(inside) = unsealed(raw) {
        note(
            "the message is signed as a whole (S/MIME, RFC 8551): what was signed was read, the signature not checked",
        );
        return Cow::Owned(inside);
    }
    Cow::Borrowed(raw)
}

/// A message that is signed as a whole, with what was signed in place of the seal: its own header, less what described
/// the seal, before the MIME entity inside.
fn unsealed(raw: &[u8]) -> Option<Vec<u8>> {
    memchr::memmem::find(raw.get(..MAX_HEAD.min(raw.len()))?, b"pkcs7-mime")?;
    let head = head::read(raw);
    let media = Media::of(&head.fields).filter(|media| media.kind.ends_with("pkcs7-mime"))?;
    if media.parameter("smime-type").is_some_and(|kind| !kind.eq_ignore_ascii_case("signed-data")) {
        return None;
    }
    let encoding = head.fields.iter().find(|field| field.is("content-transfer-encoding"));
    let body = raw.get(head.body_at..)?;
    let inside = pkcs7::content(&transfer::decode(body, encoding.map_or(&[], |field| field.value), false).bytes)?;
    let mut whole = Vec::with_capacity(head.body_at + inside.len());
    for field in head.fields.iter().filter(|field| !field.name.to_ascii_lowercase().starts_with(b"content-")) {
        whole.extend_from_slice(field.name);
        whole.push(b':');
        whole.extend_from_slice(field.value);
        if !whole.ends_with(b"\n") {
            whole.push(b'\n');
        }
    }
    whole.extend_from_slice(&inside);
    Some(whole)
}

/// How many bytes of empty lines, and of dashes with what archives say between them, stand before a field; none when there
/// is no field behind them. Below a delimiter only fields of MIME follow, and it stays what it is.
fn leading_lines(raw: &[u8]) -> usize {
    let (mut at, mut dashed) = (0, false);
    for _ in 0..MAX_LEADING {
        let end = head::line_end(raw, at);
        let line = raw.get(at..end).unwrap_or_default();
        let is_dashed = line.starts_with(b"--");
        if !is_dashed && !line.trim_ascii().is_empty() {
            let is_field = head::begins_with_field(line) && !(dashed && is_of_mime(line));
            return if is_field { at } else { 0 };
        }
        dashed |= is_dashed;
        at = end;
    }
    0
}

fn is_of_mime(field: &[u8]) -> bool {
    [&b"content-"[..], b"mime-"]
        .iter()
        .any(|start| field.get(..start.len()).is_some_and(|name| name.eq_ignore_ascii_case(start)))
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
        check(b"---- From the archive ----\nSubject: a\n\nb", "Subject: a\n\nb");
        check(b"----------\n\n-- 5 --\r\nReceived: a\n\nb", "Received: a\n\nb");
        check(b"--b\nContent-Type: text/plain\n\na", "--b\nContent-Type: text/plain\n\na");
        check(b"-- \nAda", "-- \nAda");
        check(b"Subject: a\r\rb\r", "Subject: a\n\nb\n");
        check(b"\xFF\xFES\0u\0:\0 \0a\0", "Su: a");
        check(b"", "");
    }
}
