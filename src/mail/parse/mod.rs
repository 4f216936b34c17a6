//! The bytes of a message become an [`Inbound`]. Total: whatever the bytes are, there is a result, and what was wrong
//! with them is in its defects.
//!
//! Comes in: raw bytes, up to any size. Goes out: an `Inbound` that borrows nothing. Never panics, never recurses with
//! the input's depth, never takes more than linear time. This folder is the only place that names `mail_parser`, which
//! finds the parts and decodes them; header values are read here, because it lets the last Subject win and hands out
//! line breaks that stood in encoded words.

mod attachments;
mod bounds;
mod charset;
mod headers;
mod rfc2231;
mod text;
mod words;

use std::sync::LazyLock;

use mail_parser::{HeaderName, Message, MessageParser, PartType};

use super::inbound::{Defect, Inbound, Report};

pub use attachments::{attachment_bytes, attachments_with_bytes};

/// Messages inside messages are understood this deep; deeper ones stay attachments.
const MAX_DEPTH: usize = 3;
/// At most so many messages inside a message are understood.
const MAX_ENCLOSED: usize = 20;
/// At most so many parts of a message are looked at.
const MAX_PARTS: usize = 10_000;

/// Only the headers that MIME needs are parsed while the parts are found; ours are read later, and once.
static PARSER: LazyLock<MessageParser> = LazyLock::new(|| {
    MessageParser::new()
        .default_header_ignore()
        .header_content_type(HeaderName::ContentType)
        .header_content_type(HeaderName::ContentDisposition)
        .header_id(HeaderName::ContentId)
        .header_text(HeaderName::ContentTransferEncoding)
});

/// Reads a message. Content is never exceptional: every defect is a note, never a refusal.
pub fn parse(raw: &[u8]) -> Inbound {
    let mut defects = Vec::new();
    let Some(message) = message_of(raw, &mut defects) else {
        let defects = vec![Defect("the message is empty".to_owned())];
        return Inbound { defects, ..Inbound::default() };
    };
    understand(&message, MAX_DEPTH, defects)
}

/// The parts of a message, or only its head and one text when it is built to exhaust us.
fn message_of<'x>(raw: &'x [u8], defects: &mut Vec<Defect>) -> Option<Message<'x>> {
    if raw.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    if !bounds::begins_with_header(raw) {
        defects.push(Defect("there is no header: all of it was read as text".to_owned()));
        return bounds::headless(raw);
    }
    match bounds::too_much(raw) {
        None => PARSER.parse(raw),
        Some(reason) => {
            defects.push(Defect(format!("{reason}: its parts were not told apart")));
            bounds::flat(raw)
        }
    }
}

/// One message, and those inside it as far as `depth` goes.
fn understand(message: &Message<'_>, depth: usize, mut defects: Vec<Defect>) -> Inbound {
    let fields = message.parts.first().map(|part| part.headers.as_slice()).unwrap_or_default();
    let mut inbound = headers::read(&message.raw_message, fields, &mut defects);
    if message.parts.len() > MAX_PARTS {
        defects.push(Defect(format!("{} parts: only the first {MAX_PARTS} were looked at", message.parts.len())));
    }
    text::fill(&mut inbound, message, &mut defects);
    attachments::fill(&mut inbound, message, &mut defects);
    enclose(&mut inbound, message, depth);
    inbound.defects = defects;
    inbound
}

/// Adds the messages and the machine-readable reports that lie inside.
fn enclose(inbound: &mut Inbound, message: &Message<'_>, depth: usize) {
    for part in message.parts.iter().take(MAX_PARTS) {
        match &part.body {
            PartType::Message(inner) if depth > 0 && inbound.enclosed.len() < MAX_ENCLOSED => {
                inbound.enclosed.push(understand(inner, depth - 1, Vec::new()));
            }
            PartType::Text(text) if attachments::is_mail_file(message, part) => {
                enclose_bytes(inbound, text.as_bytes(), depth)
            }
            PartType::Binary(bytes) if attachments::is_mail_file(message, part) => enclose_bytes(inbound, bytes, depth),
            PartType::Text(text) | PartType::Html(text) => enclose_report(inbound, part, text.as_bytes(), depth),
            PartType::Binary(bytes) => enclose_report(inbound, part, bytes, depth),
            _ => {}
        }
    }
}

/// `message/delivery-status` and its kin are kept as text; the head of a returned message as a message.
fn enclose_report(inbound: &mut Inbound, part: &mail_parser::MessagePart<'_>, bytes: &[u8], depth: usize) {
    let content_type = attachments::content_type(part);
    let reports = ["message/", "text/rfc822", "text/x-rfc822", "application/rfc822"];
    if !reports.iter().any(|start| content_type.starts_with(start)) {
        return;
    }
    let returned = content_type.contains("rfc822") || content_type == "message/global-headers";
    if returned {
        enclose_bytes(inbound, bytes, depth);
    } else if inbound.reports.len() < MAX_ENCLOSED {
        let text = text::lf(&charset::decode(bytes, None).text);
        inbound.reports.push(Report { content_type, text });
    }
}

/// A message inside that is no part of its own to the parser.
fn enclose_bytes(inbound: &mut Inbound, bytes: &[u8], depth: usize) {
    if depth > 0 && inbound.enclosed.len() < MAX_ENCLOSED {
        inbound.enclosed.push(parse_inner(bytes, depth - 1));
    }
}

/// A message that lay as plain bytes in another.
fn parse_inner(bytes: &[u8], depth: usize) -> Inbound {
    let mut defects = Vec::new();
    match message_of(bytes, &mut defects) {
        Some(message) => understand(&message, depth, defects),
        None => Inbound::default(),
    }
}

#[cfg(test)]
mod tests;
