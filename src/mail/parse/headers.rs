//! Header fields become the values of an [`Inbound`]: the first Subject, From and Message-ID that say something win, as in
//! the programs that people read mail with.
//!
//! Comes in: the fields as they lie in the message. Goes out: an `Inbound` with everything but text and attachments.
//! Every decoded text passes `clean::one_line`, so no line break gets out.

use std::borrow::Cow;

use jiff::Timestamp;
use mail_parser::HeaderValue;
use mail_parser::parsers::MessageStream;

use super::super::bytes::text_lines;
use super::super::inbound::{Defect, Header, Inbound};
use super::super::{Contact, MessageId, Subject};
use super::addresses::contacts_of;
use super::head::HeadField;
use super::{charset, iso2022, words};

/// The most ids that are taken from a field.
const MAX_IDS: usize = 1_000;

/// Reads the fields; `near` is the charset that the text beside them claims.
pub(super) fn read(fields: &[HeadField<'_>], near: Option<&str>, defects: &mut Vec<Defect>) -> Inbound {
    let headers = collect(fields, near, defects);
    let all = |name: &str| {
        let name = name.to_owned();
        headers.iter().filter(move |header| header.name == name).map(|header| header.value.as_str())
    };
    let contacts = |name: &str| all(name).map(contacts_of).find(|found| !found.is_empty()).unwrap_or_default();
    let ids = |name: &str| all(name).map(ids_of).find(|found| !found.is_empty()).unwrap_or_default();
    for name in ["subject", "from", "message-id", "date"] {
        if all(name).count() > 1 {
            defects.push(Defect(format!("more than one {name} field: the first was used")));
        }
    }
    let mut authors = contacts("from").into_iter();
    let from = authors.next();
    if from.is_none() {
        defects.push(Defect("no usable From address".to_owned()));
    }
    let reply_to = match agreed(all("reply-to").map(contacts_of)) {
        Some(reply_to) => reply_to,
        None => {
            defects.push(Defect("reply-to fields that differ: none was used".to_owned()));
            Vec::new()
        }
    };
    let date = all("date").find_map(date_of);
    if date.is_none() {
        defects.push(Defect("no usable Date".to_owned()));
    }
    let message_id = all("message-id").find_map(|value| ids_of(value).into_iter().next());
    if message_id.is_none() {
        defects.push(Defect("no usable Message-ID".to_owned()));
    }
    Inbound {
        message_id,
        in_reply_to: ids("in-reply-to"),
        references: ids("references"),
        sender: contacts("sender").into_iter().next(),
        reply_to,
        to: contacts("to"),
        cc: contacts("cc"),
        subject: all("subject").find(|value| !value.is_empty()).map(subject_of).unwrap_or_default(),
        date,
        from,
        co_authors: authors.collect(),
        headers,
        ..Inbound::default()
    }
}

/// What all fields of one name say that say something; none where they differ.
fn agreed(fields: impl Iterator<Item = Vec<Contact>>) -> Option<Vec<Contact>> {
    let mut said = fields.filter(|found| !found.is_empty());
    let first = said.next().unwrap_or_default();
    let same = |other: &Vec<Contact>| other.iter().map(|it| &it.address).eq(first.iter().map(|it| &it.address));
    said.all(|other| same(&other)).then_some(first)
}

/// A subject, decoded; Japanese whose escapes were lost on the way is restored.
pub(super) fn subject_of(value: &str) -> Subject {
    let text = words::decode(value);
    Subject::new(&iso2022::restored(&text).unwrap_or(text))
}

/// All fields, unfolded; bytes that are not UTF-8 are decoded by guess.
fn collect(fields: &[HeadField<'_>], near: Option<&str>, defects: &mut Vec<Defect>) -> Vec<Header> {
    let mut headers = Vec::with_capacity(fields.len());
    let mut eight_bit = false;
    for field in fields {
        let (value, was_guessed) = text_of(field.value, near);
        eight_bit |= was_guessed;
        let name = String::from_utf8_lossy(field.name).to_ascii_lowercase();
        headers.push(Header { name, value: unfolded(&value) });
    }
    if eight_bit {
        defects.push(Defect("header fields with undeclared 8-bit text: the charset was guessed".to_owned()));
    }
    headers
}

/// A raw value as text, and whether its charset was guessed.
pub(super) fn text_of<'v>(value: &'v [u8], near: Option<&str>) -> (Cow<'v, str>, bool) {
    match std::str::from_utf8(value) {
        Ok(text) if !text.contains('\u{1B}') => (Cow::Borrowed(text), false),
        _ => (Cow::Owned(charset::decode_near(value, None, near).text), true),
    }
}

/// Unfolded (RFC 5322 §2.2.3): line breaks go, the blank behind them stays; no controls, no blanks at the ends.
pub(super) fn unfolded(value: &str) -> String {
    let value = value.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\0');
    if !has_controls(value) {
        return value.to_owned();
    }
    let mut out = String::with_capacity(value.len());
    let lines = text_lines(value).flat_map(|line| line.split('\r'));
    for piece in lines.filter(|piece| !piece.trim_matches('\0').is_empty()) {
        let mut piece = piece.trim_start_matches('\0');
        if let Some(rest) = piece.strip_prefix('\t') {
            out.push(' ');
            piece = rest;
        } else if !out.is_empty() && !piece.starts_with(char::is_whitespace) {
            // a line that was not folded went on all the same: its words do not touch
            out.push(' ');
        }
        if has_controls(piece) {
            out.extend(piece.chars().filter(|&c| c != '\0').map(|c| if c.is_control() { ' ' } else { c }));
        } else {
            out.push_str(piece);
        }
    }
    out
}

/// Whether a value has any; all of it is looked at, which costs less than to stop at the first.
fn has_controls(value: &str) -> bool {
    value.bytes().fold(false, |found, b| found | b.is_ascii_control())
}

/// The ids of a field: what stands in angle brackets, or the words of one that has none. Some programs fold a long id into
/// encoded words, which must not be there (RFC 2047 §5).
pub(super) fn ids_of(value: &str) -> Vec<MessageId> {
    let decoded = value.contains("=?").then(|| super::words::decode(value));
    let value = decoded.as_deref().unwrap_or(value);
    let bracketed: Vec<MessageId> = value
        .split('<')
        .skip(1)
        .filter_map(|part| part.split_once('>').map(|(id, _)| id))
        .filter_map(|id| MessageId::parse(&id.replace(char::is_whitespace, "")))
        .take(MAX_IDS)
        .collect();
    if !bracketed.is_empty() {
        return bracketed;
    }
    value.split([' ', '\t', ',']).filter_map(MessageId::parse).take(MAX_IDS).collect()
}

/// A date that exists; leap seconds are the second before.
pub(super) fn date_of(value: &str) -> Option<Timestamp> {
    let line = format!("{value}\n");
    let HeaderValue::DateTime(date) = MessageStream::new(line.as_bytes()).parse_date() else {
        return jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(value).ok();
    };
    let number = |value: u8| i8::try_from(value).ok();
    let civil = jiff::civil::DateTime::new(
        i16::try_from(date.year).ok()?,
        number(date.month)?,
        number(date.day)?,
        number(date.hour)?,
        number(date.minute)?,
        number(date.second.min(59))?,
        0,
    )
    .ok()?;
    let minutes = i32::from(date.tz_hour) * 60 + i32::from(date.tz_minute);
    let offset = jiff::tz::Offset::from_seconds(if date.tz_before_gmt { -60 } else { 60 } * minutes).ok()?;
    offset.to_timestamp(civil).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_a_field() {
        let check = |value: &str, expected: &[&str]| {
            let found: Vec<String> = ids_of(value).iter().map(|id| id.as_str().to_owned()).collect();
            assert_eq!(found, expected, "{value:?}");
        };
        check("<a@b>", &["a@b"]);
        check("<a@b> <c@d>", &["a@b", "c@d"]);
        check("<a@b><c@d>", &["a@b", "c@d"]);
        check("a@b c@d", &["a@b", "c@d"]);
        check("Your message of <a@b>", &["a@b"]);
        check("<>", &[]);
        check("<a@ b>", &["a@b"]);
        check("=?utf-8?q?=3Ca=2Eb?= =?utf-8?q?=40c=3E?= <d@e>", &["a.b@c", "d@e"]);
        check("", &[]);
    }

    #[test]
    fn only_dates_that_exist() {
        let check = |value: &str, expected: Option<&str>| {
            assert_eq!(date_of(value).map(|date| date.to_string()).as_deref(), expected, "{value:?}");
        };
        check("Mon, 5 Jan 2026 09:00:00 +0100", Some("2026-01-05T08:00:00Z"));
        check("5 Jan 2026 09:00 GMT", Some("2026-01-05T09:00:00Z"));
        check("Tue, 31 Feb 2026 25:61:00 +0000", None);
        check("yesterday", None);
        check("", None);
    }
}
