//! Messages built to exhaust a parser are recognised before it sees them.
//!
//! Comes in: raw bytes. Goes out: a reason why the message must not be taken apart, if there is one. One pass, no
//! allocation. Why: nested messages are dropped recursively by `mail_parser` (a deep one would overflow the stack), and
//! each multipart whose boundary is missing makes it read to the end of the message (many are quadratic).

use std::borrow::Cow;

use mail_parser::{Message, MessagePart, PartType};

use super::PARSER;

/// Messages inside messages, counted by the word; a mail that only mentions it so often is read as one text.
const MAX_NESTED: usize = 1_000;
/// Multiparts that are always allowed.
const FREE_MULTIPARTS: usize = 100;
/// Beyond those, the multiparts times the bytes: what is read at worst.
const MAX_READ: usize = 1_000_000_000;
/// The bytes of a header block; a longer one is cut.
const MAX_HEAD: usize = 1_000_000;

/// Why this message is not taken apart, if so.
pub(super) fn too_much(raw: &[u8]) -> Option<&'static str> {
    let mut nested = 0_usize;
    let mut multiparts = 0_usize;
    for at in memchr::memchr_iter(b'/', raw) {
        // "multipart/" stands before a slash, "rfc822" and "global" behind it; blanks may stand between
        let before = raw.get(at.saturating_sub(12)..at).unwrap_or_default();
        let after = raw.get(at + 1..(at + 12).min(raw.len())).unwrap_or_default();
        multiparts += usize::from(ends_with_word(before, b"multipart"));
        nested += usize::from(starts_with_word(after, b"rfc822") || starts_with_word(after, b"global"));
        nested += usize::from(starts_with_word(after, b"digest"));
    }
    if nested > MAX_NESTED {
        return Some("too many messages inside messages");
    }
    (multiparts > FREE_MULTIPARTS && multiparts.saturating_mul(raw.len()) > MAX_READ).then_some("too many multiparts")
}

fn ends_with_word(bytes: &[u8], word: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_end();
    bytes.len().checked_sub(word.len()).and_then(|at| bytes.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
}

fn starts_with_word(bytes: &[u8], word: &[u8]) -> bool {
    bytes.trim_ascii_start().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Is there a field, or an empty line, at the start? Only a message whose very first line can be neither is all text.
pub(super) fn begins_with_header(raw: &[u8]) -> bool {
    let first = raw.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let name = first.split(|&byte| byte == b':').next().unwrap_or_default();
    let field = name.len() < first.len() && name.trim_ascii_end().iter().all(u8::is_ascii_graphic);
    let blank = first.iter().all(u8::is_ascii_whitespace) || first.first().is_some_and(u8::is_ascii_whitespace);
    field
        || blank
        || first.starts_with(b"From ")
        || first.starts_with(b">From ")
        || first.starts_with(b"\xEF\xBB\xBF")
        || has_known_field(raw)
}

/// A field that every program writes, at the start of a line within the first lines.
fn has_known_field(raw: &[u8]) -> bool {
    const KNOWN: [&[u8]; 7] = [b"from:", b"subject:", b"date:", b"received:", b"message-id:", b"content-type:", b"to:"];
    let lines = raw.split(|&byte| byte == b'\n').take(30).take_while(|line| !line.trim_ascii().is_empty());
    lines.into_iter().any(|line| {
        KNOWN.iter().any(|name| line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))
    })
}

/// A message without any header: one text.
pub(super) fn headless(raw: &[u8]) -> Option<Message<'_>> {
    let mut message = PARSER.parse_headers(b"X: \n\n".as_slice())?;
    message.parts = vec![MessagePart {
        body: PartType::Text(String::from_utf8_lossy(raw)),
        offset_end: u32::try_from(raw.len()).unwrap_or(u32::MAX),
        ..MessagePart::default()
    }];
    message.text_body = vec![0];
    message.raw_message = Cow::Borrowed(raw);
    Some(message)
}

/// The header fields and one text: all that is made of a message that would exhaust us.
pub(super) fn flat(raw: &[u8]) -> Option<Message<'_>> {
    let head = raw.get(..MAX_HEAD.min(raw.len())).unwrap_or_default();
    let mut message = PARSER.parse_headers(head)?;
    let body_at = message.parts.first().map_or(0, |part| part.offset_body as usize);
    let body = raw.get(body_at..).unwrap_or_default();
    let headers = message.parts.first_mut().map(|part| std::mem::take(&mut part.headers)).unwrap_or_default();
    // the original Content-Type promises parts that are not there
    let end = u32::try_from(raw.len()).unwrap_or(u32::MAX);
    message.parts = vec![MessagePart {
        headers,
        body: PartType::Text(String::from_utf8_lossy(body)),
        offset_body: u32::try_from(body_at).unwrap_or(0),
        offset_end: end,
        ..MessagePart::default()
    }];
    message.text_body = vec![0];
    message.raw_message = Cow::Borrowed(raw);
    Some(message)
}
