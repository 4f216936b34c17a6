//! Attachments: what came with the readable text, by name, type and size; their bytes on request.
//!
//! Comes in: the parts. Goes out: a list in a fixed order, so that an index means the same file whenever the message is
//! read again; files that stood in a text or in a `winmail.dat` follow it. Names have no path: they are what a file may be
//! called, never where it goes.

use std::borrow::Cow;

use super::super::clean::{one_line, truncated};
use super::super::inbound::Attachment;
use super::super::letter_mark::is_in_file;
use super::naming::{MAX_NAME_BYTES, content_id, given_name, raw_name, without_path};
use super::tree::MimePart;
use super::{Message, head, headers, tnef, transfer, words};

/// What proves who wrote a message, and says nothing itself.
const SIGNATURES: [&str; 4] = [
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "application/pgp-encrypted",
];
/// Forms of a text for programs of one kind: AMP, watches, old mail programs.
const OTHER_FORMS: [&str; 5] =
    ["text/x-amp-html", "text/watch-html", "text/x-watch-html", "text/enriched", "text/richtext"];

/// Names each attachment, and hands its bytes to `take`, in order. Files are decoded one at a time.
pub(super) fn each(message: &Message<'_>, take: &mut dyn FnMut(Attachment, Cow<'_, [u8]>)) {
    let mut index = 0_u32;
    let mut next = |mut attachment: Attachment, bytes: Cow<'_, [u8]>| {
        attachment.index = index;
        attachment.size = bytes.len() as u64;
        attachment.has_letter = is_in_file(&attachment.content_type, &bytes);
        index = index.saturating_add(1);
        take(attachment, bytes);
    };
    for &id in &message.view.leaves {
        let Some(part) = message.tree.parts.get(id) else { continue };
        let text = message.texts.get(id).and_then(Option::as_ref);
        if text.is_none() && is_no_file(message, part) {
            continue;
        }
        if text.is_none() || part.is_named() {
            let body = part.decoded();
            let opened = is_tnef(part, &body).then(|| tnef::open(&body)).flatten();
            let found = attachment(message, part, &body);
            // what has neither bytes nor a name is no file
            if !(body.is_empty() && found.name.is_empty()) {
                next(found, body);
            }
            for file in opened.into_iter().flat_map(|opened| opened.files) {
                next(of_tnef(&file), Cow::Borrowed(&file.bytes));
            }
        }
        for file in text.iter().flat_map(|text| &text.files) {
            let (name, content_type) = (without_path(&file.name), "application/octet-stream".to_owned());
            let found = Attachment {
                index: 0,
                name,
                content_type,
                size: 0,
                content_id: None,
                inline: false,
                is_in_words: false,
                has_letter: false,
            };
            next(found, Cow::Borrowed(&file.bytes));
        }
    }
}

/// What programs add for programs: signatures, other forms of the same text, pictures that decorate.
fn is_no_file(message: &Message<'_>, part: &MimePart<'_>) -> bool {
    let parent = part.parent.and_then(|parent| message.tree.parts.get(parent));
    let is_alternative = parent.is_some_and(|parent| parent.media.is("multipart/alternative"));
    let is_form = OTHER_FORMS.contains(&part.media.kind.as_str()) && !part.is_named() && !part.is_attached();
    is_signature(part) || is_alternative && is_form || message.pictures.is_ornament(part)
}

/// RFC 8551 §3.5, RFC 3156 §5; with the key that Thunderbird and Enigmail send along.
fn is_signature(part: &MimePart<'_>) -> bool {
    let kind = part.media.kind.as_str();
    let name = || raw_name(part).unwrap_or_default().to_ascii_lowercase();
    SIGNATURES.contains(&kind)
        || kind == "application/octet-stream" && name() == "smime.p7s"
        || kind == "application/pgp-keys" && (name().starts_with("openpgp_0x") || name().starts_with("0x"))
}

fn attachment(message: &Message<'_>, part: &MimePart<'_>, bytes: &[u8]) -> Attachment {
    Attachment {
        index: 0,
        name: name_of(part, bytes),
        content_type: part.media.kind.clone(),
        size: 0,
        content_id: content_id(part),
        inline: is_inline(part),
        is_in_words: message.pictures.is_own(part),
        has_letter: false,
    }
}

fn of_tnef(file: &tnef::TnefFile) -> Attachment {
    let plausible = |kind: &&String| kind.contains('/') && kind.bytes().all(|byte| byte.is_ascii_graphic());
    let content_type =
        file.content_type.as_ref().filter(plausible).map(|kind| truncated(kind, 100).to_ascii_lowercase());
    let content_id = file.content_id.as_ref().map(|id| one_line(id)).filter(|id| !id.is_empty());
    Attachment {
        index: 0,
        name: without_path(&file.name),
        content_type: content_type.unwrap_or_else(|| "application/octet-stream".to_owned()),
        size: 0,
        inline: content_id.is_some(),
        content_id,
        is_in_words: false,
        has_letter: false,
    }
}

/// Whether this is what Outlook packs its mails into, by type or by name.
pub(super) fn is_tnef(part: &MimePart<'_>, bytes: &[u8]) -> bool {
    let named = || raw_name(part).is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat"));
    let kinds = ["application/ms-tnef", "application/vnd.ms-tnef"];
    bytes.starts_with(&[0x78, 0x9F, 0x3E, 0x22]) && (kinds.contains(&part.media.kind.as_str()) || named())
}

impl<'x> MimePart<'x> {
    /// Whether it says that it is a file.
    pub(super) fn is_attached(&self) -> bool {
        self.disposition.as_ref().is_some_and(|found| found.is("attachment"))
    }

    /// Whether it has a file name.
    pub(super) fn is_named(&self) -> bool {
        raw_name(self).is_some_and(|name| !name.trim().is_empty())
    }

    /// Whether it is what Exchange makes of text behind a picture: a file `ATT00001.txt`.
    pub(super) fn is_rest_of_text(&self) -> bool {
        let name = raw_name(self).unwrap_or_default().to_ascii_lowercase();
        let Some((stem, end)) = name.strip_prefix("att").and_then(|name| name.split_once('.')) else { return false };
        let is_number = (3..=8).contains(&stem.len()) && stem.bytes().all(|byte| byte.is_ascii_digit());
        is_number && matches!(end, "txt" | "htm" | "html")
    }

    /// Its bytes without their transfer encoding. Multiparts and messages have none that counts (RFC 2045 §6.4), but some
    /// programs encode messages all the same.
    pub(super) fn decoded(&self) -> Cow<'x, [u8]> {
        let encoding = self.field("content-transfer-encoding").unwrap_or_default();
        let is_text = self.media.kind.starts_with("text/");
        transfer::decode(self.body, encoding, is_text).bytes
    }
}

fn is_inline(part: &MimePart<'_>) -> bool {
    let kind = &part.media.kind;
    match part.disposition.as_ref().filter(|found| !found.kind.is_empty()) {
        Some(disposition) => disposition.is("inline"),
        None => {
            ["image/", "audio/", "video/"].iter().any(|start| kind.starts_with(start)) || content_id(part).is_some()
        }
    }
}

/// A mail that was attached as a file (seen: Gmail's and Outlook's web pages, with application/octet-stream).
pub(super) fn is_mail_file(part: &MimePart<'_>) -> bool {
    raw_name(part).is_some_and(|name| name.trim_end().to_ascii_lowercase().ends_with(".eml"))
}

/// The file name, without any path; of what has none, where it says what it is: its place (RFC 2557), or its subject.
fn name_of(part: &MimePart<'_>, bytes: &[u8]) -> String {
    let given = given_name(part);
    if !given.is_empty() {
        return given;
    }
    match part.media.kind.as_str() {
        "message/rfc822" | "message/global" => name_of_message(bytes),
        "text/calendar" | "application/ics" => "invite.ics".to_owned(),
        "application/ms-tnef" | "application/vnd.ms-tnef" => "winmail.dat".to_owned(),
        _ => part.field("content-location").map(name_of_place).unwrap_or_default(),
    }
}

fn name_of_message(bytes: &[u8]) -> String {
    let head = head::read(bytes);
    let subject =
        head.fields.iter().find(|field| field.is("subject")).map(|field| headers::text_of(field.value, None).0);
    let subject = subject.map(|value| headers::subject_of(&headers::unfolded(&value)));
    let name = subject.map(|subject| subject.as_str().replace(['/', '\\', ':'], "_")).unwrap_or_default();
    if name.is_empty() {
        String::new()
    } else {
        format!("{}.eml", truncated(&name, MAX_NAME_BYTES - 4).trim_end_matches([' ', '.']))
    }
}

/// What stands behind the last slash of a URL, when it looks like a file's name.
fn name_of_place(place: &[u8]) -> String {
    let place = words::decode(&headers::unfolded(&headers::text_of(place, None).0));
    let place = place.split(['?', '#']).next().unwrap_or_default();
    let name = without_path(place.trim_matches('"'));
    let has_end = name.rsplit_once('.').is_some_and(|(stem, end)| !stem.is_empty() && (1..=5).contains(&end.len()));
    if has_end && !name.contains(['@', ':']) { name } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_places() {
        let check = |place: &str, expected: &str| assert_eq!(name_of_place(place.as_bytes()), expected, "{place:?}");
        check("photo.png", "photo.png");
        check("https://x.example/a/b.gif?size=3", "b.gif");
        check("https://x.example/", "");
        check("cid:a@b.example", "");
        check("index", "");
    }
}
