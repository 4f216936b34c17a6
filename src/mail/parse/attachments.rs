//! Attachments: what came with the readable text, by name, type and size; their bytes on request.
//!
//! Comes in: the parts. Goes out: a list in a fixed order, so that an index means the same file whenever the message is
//! read again. Names have no path: they are what a file may be called, never where it goes.

use mail_parser::{ContentType, HeaderName, HeaderValue, Message, MessagePart, PartType};

use super::super::clean::{one_line, truncated};
use super::super::inbound::{Attachment, Defect, Inbound};
use super::{MAX_PARTS, message_of, rfc2231, words};

/// The longest file name kept, in bytes.
const MAX_NAME_BYTES: usize = 200;

/// Fills the list.
pub(super) fn fill(inbound: &mut Inbound, message: &Message<'_>, defects: &mut Vec<Defect>) {
    for (index, part) in parts(message).enumerate() {
        if part.is_encoding_problem && !matches!(part.body, PartType::Message(_)) {
            defects.push(Defect(format!("attachment {index} is badly encoded")));
        }
        inbound.attachments.push(attachment(message, index, part));
    }
}

fn attachment(message: &Message<'_>, index: usize, part: &MessagePart<'_>) -> Attachment {
    Attachment {
        index: u32::try_from(index).unwrap_or(u32::MAX),
        name: name_of(message, part),
        content_type: content_type(part),
        size: bytes_of(message, part).len() as u64,
        content_id: content_id(part),
        inline: is_inline(part),
    }
}

/// All attachments with their decoded bytes, in the order of the list. To ask for each alone reads the message as often
/// as it has files: quadratic.
pub fn attachments_with_bytes(raw: &[u8]) -> Vec<(Attachment, Vec<u8>)> {
    let Some(message) = message_of(raw, &mut Vec::new()) else { return Vec::new() };
    let with_bytes = |(index, part)| (attachment(&message, index, part), bytes_of(&message, part).to_vec());
    parts(&message).enumerate().map(with_bytes).collect()
}

/// The decoded bytes of one attachment.
pub fn attachment_bytes(raw: &[u8], index: u32) -> Option<Vec<u8>> {
    let message = message_of(raw, &mut Vec::new())?;
    let part = parts(&message).nth(index as usize)?;
    Some(bytes_of(&message, part).to_vec())
}

/// The parts that are attachments, in the order of the message.
fn parts<'m, 'x>(message: &'m Message<'x>) -> impl Iterator<Item = &'m MessagePart<'x>> {
    let whole_text = message.parts.len() == 1 && message.text_body.is_empty() && message.html_body.is_empty();
    let mut ids: Vec<u32> = message.attachments.clone();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().take(MAX_PARTS).filter_map(|id| message.parts.get(id as usize)).filter(move |part| {
        !(whole_text && matches!(part.body, PartType::Text(_)) && name_of(message, part).is_empty())
    })
}

/// The decoded bytes; of a message inside, its source.
fn bytes_of<'m>(message: &'m Message<'_>, part: &'m MessagePart<'_>) -> &'m [u8] {
    match &part.body {
        PartType::Message(_) => {
            let (from, to) = (part.offset_body as usize, part.offset_end as usize);
            message.raw_message.get(from..to).unwrap_or_default()
        }
        _ => part.contents(),
    }
}

fn typed<'p, 'x>(part: &'p MessagePart<'x>, name: &HeaderName<'_>) -> Option<&'p ContentType<'x>> {
    part.headers.iter().find(|header| header.name == *name).and_then(|header| header.value.as_content_type())
}

/// `type/subtype` in lower case; `text/plain` where nothing is said (RFC 2045 §5.2).
pub(super) fn content_type(part: &MessagePart<'_>) -> String {
    match typed(part, &HeaderName::ContentType) {
        Some(found) => {
            let whole = format!("{}/{}", found.ctype(), found.subtype().unwrap_or("octet-stream"));
            one_line(&whole).to_ascii_lowercase()
        }
        None if matches!(part.body, PartType::Message(_)) => "message/rfc822".to_owned(),
        None => "text/plain".to_owned(),
    }
}

/// A mail that was attached as a file (seen: Gmail's and Outlook's web pages, with application/octet-stream).
pub(super) fn is_mail_file(message: &Message<'_>, part: &MessagePart<'_>) -> bool {
    name_of(message, part).to_ascii_lowercase().ends_with(".eml")
}

/// A parameter of the Content-Type.
pub(super) fn parameter<'p>(part: &'p MessagePart<'_>, name: &str) -> Option<&'p str> {
    typed(part, &HeaderName::ContentType)?.attribute(name)
}

/// The Content-Transfer-Encoding as written.
pub(super) fn transfer_encoding<'p>(part: &'p MessagePart<'_>) -> &'p str {
    let found = part.headers.iter().find(|header| header.name == HeaderName::ContentTransferEncoding);
    found.and_then(|header| header.value.as_text()).unwrap_or_default()
}

fn content_id(part: &MessagePart<'_>) -> Option<String> {
    let found = part.headers.iter().find(|header| header.name == HeaderName::ContentId)?;
    match &found.value {
        HeaderValue::Text(id) => Some(one_line(id.trim_matches(['<', '>']))),
        _ => None,
    }
}

fn is_inline(part: &MessagePart<'_>) -> bool {
    match typed(part, &HeaderName::ContentDisposition) {
        Some(disposition) => disposition.is_inline(),
        None => matches!(part.body, PartType::InlineBinary(_)) || content_id(part).is_some(),
    }
}

/// The file name: of the Content-Disposition, else the Content-Type; without any path.
fn name_of(message: &Message<'_>, part: &MessagePart<'_>) -> String {
    let disposition = typed(part, &HeaderName::ContentDisposition).and_then(|found| found.attribute("filename"));
    let given = disposition.or_else(|| parameter(part, "name")).unwrap_or_default();
    if given.contains('\u{FFFD}')
        && let Some(name) = rfc2231::file_name(raw_header(message, part))
    {
        return without_path(&name);
    }
    let text = if given.contains("=?") { words::decode(given) } else { given.to_owned() };
    without_path(&text)
}

/// The header of a part as it came.
fn raw_header<'m>(message: &'m Message<'_>, part: &MessagePart<'_>) -> &'m [u8] {
    let (from, to) = (part.offset_header as usize, part.offset_body as usize);
    message.raw_message.get(from..to).unwrap_or_default()
}

/// What stands behind the last slash; never `.` or `..`.
fn without_path(name: &str) -> String {
    let name = one_line(name);
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if name.chars().all(|c| c == '.') {
        return String::new();
    }
    truncated(name, MAX_NAME_BYTES).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_no_path() {
        let check = |name: &str, expected: &str| assert_eq!(without_path(name), expected, "{name:?}");
        check("a.txt", "a.txt");
        check("../../etc/passwd", "passwd");
        check("C:\\Users\\ada\\a b.doc", "a b.doc");
        check("..", "");
        check("dir/", "");
        check("a\r\nb.txt", "a b.txt");
    }
}
