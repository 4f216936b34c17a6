//! The bytes of a message become an [`Inbound`]. Total: whatever the bytes are, there is a result, and what was wrong
//! with them is in its defects.
//!
//! Comes in: raw bytes, up to any size. Goes out: an `Inbound` that borrows nothing. Never panics, never recurses with
//! the input's depth, never takes more than linear time. In order: `repair` puts right what concerns the whole, `head` finds
//! the fields, `tree` the parts, `text` reads those that are text, `view` tells what is said from what is attached. This
//! folder is the only place that names `mail_parser`, which reads dates here.

mod addresses;
mod arrived;
mod attachments;
mod charset;
mod codepages;
mod head;
mod headers;
mod icalendar;
mod iso2022;
mod media;
mod message;
mod naming;
mod parameters;
mod pictures;
mod pkcs7;
mod repair;
mod rtf;
mod said;
mod stub;
mod text;
mod tnef;
mod transfer;
mod tree;
mod uuencode;
mod view;
mod words;

use super::inbound::{Attachment, Defect, Inbound, ReportPart};
pub use arrived::{arrived_at, received_at};
use message::Message;

/// Messages inside messages are understood this deep; deeper ones stay attachments.
const MAX_DEPTH: usize = 3;
/// The most messages inside a message that are understood.
const MAX_ENCLOSED: usize = 20;
/// So much of each undeclared 8-bit text is looked at to guess what charset a message is in.
const SAMPLE_BYTES: usize = 8_192;
/// The type of report that the answer to an invitation is.
pub(super) const ANSWERED: &str = "text/calendar; method=reply";
/// The type of report that a reaction is.
pub(super) const REACTED: &str = "reaction";
/// The most defects that are recorded.
const MAX_DEFECTS: usize = 50;

/// Reads a message. Content is never exceptional: every defect is a note, never a refusal.
pub fn parse(raw: &[u8]) -> Inbound {
    if raw.iter().all(u8::is_ascii_whitespace) {
        let defects = vec![Defect("the message is empty".to_owned())];
        return Inbound { defects, ..Inbound::default() };
    }
    understood(raw, MAX_DEPTH)
}

/// One message, and those inside it as far as `depth` goes.
fn understood(raw: &[u8], depth: usize) -> Inbound {
    let mut defects = Vec::new();
    let raw = repair::repaired(raw, &mut defects);
    let message = Message::read(&raw, &mut defects);
    let fields = message.tree.parts.first().map(|part| part.fields.as_slice()).unwrap_or_default();
    let declared = message.tree.parts.iter().find_map(|part| part.media.parameter("charset"));
    let near = declared.filter(|label| charset::is_known(label)).or_else(|| likely_charset(&message));
    let mut inbound = headers::read(fields, near, &mut defects);
    said::fill(&mut inbound, &message, &mut defects);
    attachments::each(&message, &mut |attachment, _| inbound.attachments.push(attachment));
    enclose(&mut inbound, &message, depth);
    inbound.defects = told_once(defects);
    inbound
}

/// The charset that all undeclared 8-bit text of a message looks like: one field alone is too short to tell.
fn likely_charset(message: &Message<'_>) -> Option<&'static str> {
    let root = message.tree.parts.first()?;
    let values = root.fields.iter().map(|field| field.value).chain([root.body]);
    let foreign = values.filter(|value| std::str::from_utf8(value).is_err());
    let mut sample = Vec::new();
    for value in foreign.map(|value| value.get(..SAMPLE_BYTES.min(value.len())).unwrap_or_default()) {
        if sample.len() < SAMPLE_BYTES {
            sample.extend_from_slice(value);
            sample.push(b'\n');
        }
    }
    (!sample.is_empty()).then(|| charset::likely(&sample))
}

/// Each defect once, and not too many.
fn told_once(defects: Vec<Defect>) -> Vec<Defect> {
    let mut told: Vec<Defect> = Vec::new();
    for defect in defects {
        if told.len() < MAX_DEFECTS && !told.contains(&defect) {
            told.push(defect);
        }
    }
    told
}

/// The raw value of a header field with its encoded words decoded (RFC 2047).
pub(super) fn decoded(value: &str) -> String {
    words::decode(value)
}

/// All attachments with their decoded bytes, in the order of the list. To ask for each alone reads the message as often
/// as it has files: quadratic.
pub fn attachments_with_bytes(raw: &[u8]) -> Vec<(Attachment, Vec<u8>)> {
    let mut found = Vec::new();
    let raw = repair::repaired(raw, &mut Vec::new());
    let message = Message::read(&raw, &mut Vec::new());
    attachments::each(&message, &mut |attachment, bytes| found.push((attachment, bytes.into_owned())));
    found
}

/// The decoded bytes of one attachment.
pub fn attachment_bytes(raw: &[u8], index: u32) -> Option<Vec<u8>> {
    let mut found = None;
    let raw = repair::repaired(raw, &mut Vec::new());
    let message = Message::read(&raw, &mut Vec::new());
    attachments::each(&message, &mut |attachment, bytes| {
        if attachment.index == index {
            found = Some(bytes.into_owned());
        }
    });
    found
}

/// The name that a file may be called by, of the name that its sender gives it: no path, one line, nothing that hides or turns
/// letters around; perhaps empty.
pub fn file_name(given: &str) -> String {
    naming::without_path(given)
}

/// Whether a part is a reaction: Gmail's, or that of RFC 9078.
fn is_reaction(part: &tree::MimePart<'_>) -> bool {
    part.media.is("text/vnd.google.email-reaction+json")
        || part.disposition.as_ref().is_some_and(|it| it.is("reaction"))
}

/// Adds the messages and the machine-readable reports that lie inside.
fn enclose(inbound: &mut Inbound, message: &Message<'_>, depth: usize) {
    const KINDS: [&str; 4] = ["message/", "text/rfc822", "text/x-rfc822", "application/rfc822"];
    for &id in &message.view.leaves {
        let Some(part) = message.tree.parts.get(id) else { continue };
        let kind = part.media.kind.as_str();
        let clicked = if icalendar::answers(part) { Some(ANSWERED) } else { is_reaction(part).then_some(REACTED) };
        if let Some(content_type) = clicked.filter(|_| inbound.reports.len() < MAX_ENCLOSED) {
            inbound.reports.push(ReportPart { content_type: content_type.to_owned(), text: String::new() });
            continue;
        }
        let is_file = attachments::is_mail_file(part);
        if !is_file && !KINDS.iter().any(|start| kind.starts_with(start)) || kind == "message/external-body" {
            continue;
        }
        let returned = is_file
            || kind.contains("rfc822")
            || kind.starts_with("message/global") && kind != "message/global-delivery-status";
        if returned {
            if depth > 0 && inbound.enclosed.len() < MAX_ENCLOSED {
                inbound.enclosed.extend(inner(&part.decoded(), depth - 1));
            }
        } else if inbound.reports.len() < MAX_ENCLOSED {
            let text = text::lf(&charset::decode(&part.decoded(), None).text);
            inbound.reports.push(ReportPart { content_type: kind.to_owned(), text });
        }
    }
}

/// A message that lay in another; none when there is nothing or no header.
fn inner(raw: &[u8], depth: usize) -> Option<Inbound> {
    let begins = raw.trim_ascii_start();
    (!head::read(begins).fields.is_empty()).then(|| understood(raw, depth))
}

#[cfg(test)]
mod tests;
