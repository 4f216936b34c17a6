//! Header fields become the values of an [`Inbound`]: the first Subject, From and Message-ID win, as in the programs
//! that people read mail with (the last wins in `mail_parser`).
//!
//! Comes in: where the fields lie in the raw bytes. Goes out: an `Inbound` with everything but text and attachments.
//! Every decoded text passes `clean::one_line`, so no line break gets out.

use std::borrow::Cow;

use jiff::Timestamp;
use mail_parser::HeaderValue;
use mail_parser::parsers::MessageStream;

use super::super::clean::one_line;
use super::super::inbound::{Defect, Header, Inbound};
use super::super::{Address, Contact, MessageId, Subject};
use super::{charset, words};

/// Header blocks longer than this are cut.
const MAX_HEAD_BYTES: usize = 1_000_000;
/// At most so many addresses of a field are taken.
const MAX_ADDRESSES: usize = 1_000;
/// At most so many ids of a field are taken.
const MAX_IDS: usize = 1_000;

/// Reads the fields.
pub(super) fn read(raw: &[u8], fields: &[mail_parser::Header<'_>], defects: &mut Vec<Defect>) -> Inbound {
    let headers = collect(raw, fields, defects);
    let first = |name: &str| headers.iter().find(|header| header.name == name).map(|header| header.value.as_str());
    let contacts = |name: &str| first(name).map(contacts_of).unwrap_or_default();
    let ids = |name: &str| first(name).map(ids_of).unwrap_or_default();
    for name in ["subject", "from", "message-id", "date"] {
        if headers.iter().filter(|header| header.name == name).count() > 1 {
            defects.push(Defect(format!("more than one {name} field: the first was used")));
        }
    }
    let from = contacts("from").into_iter().next();
    if from.is_none() {
        defects.push(Defect("no usable From address".to_owned()));
    }
    let date = first("date").and_then(date_of);
    if date.is_none() {
        defects.push(Defect("no usable Date".to_owned()));
    }
    let message_id = first("message-id").and_then(|value| ids_of(value).into_iter().next());
    if message_id.is_none() {
        defects.push(Defect("no usable Message-ID".to_owned()));
    }
    Inbound {
        message_id,
        in_reply_to: ids("in-reply-to"),
        references: ids("references"),
        sender: contacts("sender").into_iter().next(),
        reply_to: contacts("reply-to"),
        to: contacts("to"),
        cc: contacts("cc"),
        subject: first("subject").map(|value| Subject::new(&words::decode(value))).unwrap_or_default(),
        date,
        from,
        headers,
        ..Inbound::default()
    }
}

/// All fields, unfolded; bytes that are not UTF-8 are decoded by guess.
fn collect(raw: &[u8], fields: &[mail_parser::Header<'_>], defects: &mut Vec<Defect>) -> Vec<Header> {
    let mut headers = Vec::with_capacity(fields.len());
    let mut taken = 0;
    let mut eight_bit = false;
    for field in fields {
        let (from, to) = (field.offset_start as usize, field.offset_end as usize);
        taken += to.saturating_sub(field.offset_field as usize);
        if taken > MAX_HEAD_BYTES {
            defects.push(Defect(format!("the header is longer than {MAX_HEAD_BYTES} bytes and was cut")));
            break;
        }
        let name = field.name.as_str();
        // `From ada@x.example Mon …`: the separator of an mbox file, not a field
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_graphic()) {
            continue;
        }
        let bytes = raw.get(from..to).unwrap_or_default();
        let value = match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => {
                eight_bit = true;
                Cow::Owned(charset::decode(bytes, None).text)
            }
        };
        headers.push(Header { name: name.to_ascii_lowercase(), value: unfolded(&value) });
    }
    if eight_bit {
        defects.push(Defect("header fields with undeclared 8-bit text: the charset was guessed".to_owned()));
    }
    headers
}

/// Unfolded (RFC 5322 §2.2.3): line breaks go, the blank behind them stays; no controls, no blanks at the ends.
fn unfolded(value: &str) -> String {
    let value = value.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\0');
    if !value.bytes().any(|b| b.is_ascii_control()) {
        return value.to_owned();
    }
    value.chars().filter(|&c| !matches!(c, '\r' | '\n' | '\0')).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The addresses of a field; of a broken one, what looks like an address in it.
pub(super) fn contacts_of(value: &str) -> Vec<Contact> {
    let line = format!("{value}\n");
    let HeaderValue::Address(list) = MessageStream::new(line.as_bytes()).parse_address() else {
        return scanned(value);
    };
    let found: Vec<Contact> = list
        .iter()
        .take(MAX_ADDRESSES)
        .filter_map(|addr| {
            let address = Address::parse(addr.address()?)?;
            Some(Contact::new(&name_of(addr.name().unwrap_or_default()), address))
        })
        .collect();
    if found.is_empty() { scanned(value) } else { found }
}

/// A display name; encoded words in quotes are not allowed (RFC 2047 §5) and seen every day.
fn name_of(name: &str) -> String {
    one_line(&if name.contains("=?") { words::decode(name) } else { name.to_owned() })
}

/// The first thing in a text that can be an address.
fn scanned(value: &str) -> Vec<Contact> {
    let value = words::decode(value);
    let parts =
        value.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '(' | ')' | '"' | '[' | ']'));
    let address = parts.map(|part| part.trim_matches(['\'', ':', '.'])).find_map(Address::parse);
    address.map(|address| Contact::new("", address)).into_iter().collect()
}

/// The ids of a field: what stands in angle brackets, or the words of one that has none.
pub(super) fn ids_of(value: &str) -> Vec<MessageId> {
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
fn date_of(value: &str) -> Option<Timestamp> {
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
    fn addresses_of_a_field() {
        let check = |value: &str, expected: &[&str]| {
            let found: Vec<String> = contacts_of(value).iter().map(ToString::to_string).collect();
            assert_eq!(found, expected, "{value:?}");
        };
        check("ada@x.example", &["ada@x.example"]);
        check("Ada <ada@x.example>, bob@y.example", &["Ada <ada@x.example>", "bob@y.example"]);
        check("ada@x.example (Ada L.)", &["Ada L. <ada@x.example>"]);
        check("\"L., Ada\" <ada@x.example>", &["L., Ada <ada@x.example>"]);
        check("=?utf-8?Q?Andr=C3=A9?= <a@x.example>", &["André <a@x.example>"]);
        check("\"=?utf-8?Q?Andr=C3=A9?=\" <a@x.example>", &["André <a@x.example>"]);
        check("=?utf-8?Q?Eve=0D=0ABcc:_x?= <e@x.example>", &["Eve Bcc: x <e@x.example>"]);
        check("undisclosed-recipients:;", &[]);
        check("Team: ada@x.example, bob@y.example;", &["ada@x.example", "bob@y.example"]);
        check("Ada <ada@x.example", &["Ada <ada@x.example>"]);
        check("", &[]);
        check("nobody", &[]);
    }

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
