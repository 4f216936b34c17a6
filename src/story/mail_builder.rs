//! The mails that a story's people write: bytes as common mail programs make them.
//!
//! Comes in: author, recipients, words, and the answered letter. Goes out: a raw message with CRLF. `| …` lines of the
//! story override its parts, so that a story can also write broken mails.

use std::fmt::Write as _;

use data_encoding::BASE64;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::mail::{Address, Contact, MessageId};

use super::script::{EnclosedFile, HeaderLine, MailContent};
use super::sent_letter::SendAttempt;

/// Separates the parts of a mail with files. No story writes it by chance.
const BOUNDARY: &str = "=_story_boundary";
/// Bytes of text in one encoded word: with its frame it stays below 75 characters (RFC 2047 §2).
const WORD_BYTES: usize = 42;

/// A mail before it is bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoryMail<'a> {
    /// Its author.
    pub(crate) from: &'a Contact,
    /// The trusted mail server. It vouches for every mail unless the content says otherwise.
    pub(crate) vouching: Option<&'a str>,
    /// Its recipients.
    pub(crate) to: &'a [Address],
    /// Its subject.
    pub(crate) subject: &'a str,
    /// Its Message-ID, made by the author's program.
    pub(crate) message_id: &'a MessageId,
    /// When.
    pub(crate) date: Timestamp,
    /// The letter that it answers and quotes.
    pub(crate) answers: Option<&'a SendAttempt>,
    /// Its text, above the quote.
    pub(crate) text: &'a str,
    /// What else the story says about the mail.
    pub(crate) content: &'a MailContent,
}

/// A header field. `made` means that it comes from here and not from the story.
struct HeaderField {
    name: String,
    value: String,
    made: bool,
}

/// Writes a mail.
pub(crate) fn write(mail: StoryMail<'_>) -> Vec<u8> {
    let mut fields = fields(mail);
    for line in &mail.content.headers {
        amend(&mut fields, line);
    }
    let mut bytes = String::new();
    for HeaderField { name, value, .. } in fields {
        let _ = write!(bytes, "{name}: {value}\r\n");
    }
    bytes.push_str("\r\n");
    let text = text(mail);
    if mail.content.files.is_empty() {
        bytes.push_str(&text);
    } else {
        let _ = write!(bytes, "--{BOUNDARY}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}");
        for file in &mail.content.files {
            enclose(&mut bytes, file);
        }
        let _ = write!(bytes, "\r\n--{BOUNDARY}--\r\n");
    }
    bytes.into_bytes()
}

/// A mail server's report to the sender of a letter that it can't deliver (RFC 3464).
pub(crate) fn delivery_report(letter: &SendAttempt, to: &Address, words: &str, at: Timestamp) -> Vec<u8> {
    let (recipient, code) = (&letter.to, words.split(' ').find(|word| word.contains('.')).unwrap_or("5.0.0"));
    let head = String::from_utf8_lossy(&letter.bytes);
    let head = head.split("\r\n\r\n").next().unwrap_or_default();
    let (date, domain) = (rfc2822(at), recipient.domain());
    let report = format!(
        "Return-Path: <>
From: MAILER-DAEMON@{domain}
To: {to}
Subject: Undelivered Mail Returned to Sender
Date: {date}
Message-ID: <report-{second}@{domain}>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=\"{BOUNDARY}\"

--{BOUNDARY}
Content-Type: text/plain; charset=us-ascii

Your message to <{recipient}> could not be delivered:

    {words}

--{BOUNDARY}
Content-Type: message/delivery-status

Reporting-MTA: dns; {domain}

Final-Recipient: rfc822; {recipient}
Action: failed
Status: {code}
Diagnostic-Code: smtp; {words}

--{BOUNDARY}
Content-Type: text/rfc822-headers

",
        second = at.as_second(),
    );
    format!("{}{head}\r\n\r\n--{BOUNDARY}--\r\n", report.replace('\n', "\r\n")).into_bytes()
}

fn fields(mail: StoryMail<'_>) -> Vec<HeaderField> {
    let to: Vec<&str> = mail.to.iter().map(Address::as_str).collect();
    let vouched = |server| format!("{server}; dmarc=pass header.from={}", mail.from.address.domain());
    let mut fields: Vec<(&str, String)> = Vec::new();
    fields.extend(mail.vouching.map(|server| ("Authentication-Results", vouched(server))));
    fields.extend([
        ("From", author(mail.from)),
        ("To", to.join(", ")),
        ("Subject", encoded(mail.subject)),
        ("Date", rfc2822(mail.date)),
        ("Message-ID", mail.message_id.to_string()),
    ]);
    if let Some(letter) = mail.answers
        && let Some(id) = &letter.inbound.message_id
    {
        let thread = letter.inbound.references.iter().chain([id]);
        fields.push(("In-Reply-To", id.to_string()));
        fields.push(("References", thread.map(ToString::to_string).collect::<Vec<_>>().join("\r\n ")));
    }
    fields.push(("MIME-Version", "1.0".to_owned()));
    if mail.content.files.is_empty() {
        fields.push(("Content-Type", "text/plain; charset=utf-8".to_owned()));
        fields.push(("Content-Transfer-Encoding", "8bit".to_owned()));
    } else {
        fields.push(("Content-Type", format!("multipart/mixed; boundary=\"{BOUNDARY}\"")));
    }
    fields.into_iter().map(|(name, value)| HeaderField { name: name.to_owned(), value, made: true }).collect()
}

/// The first line with a name replaces the field made here, further ones are added.
fn amend(fields: &mut Vec<HeaderField>, line: &HeaderLine) {
    let (name, value) = match line {
        HeaderLine::Without(name) => return fields.retain(|field| !field.name.eq_ignore_ascii_case(name)),
        HeaderLine::Field(name, value) => (name.clone(), value.clone()),
        HeaderLine::Long(name, bytes) => (name.clone(), "long ".repeat(bytes / 5)),
    };
    let said = HeaderField { name, value, made: false };
    match fields.iter_mut().find(|field| field.made && field.name.eq_ignore_ascii_case(&said.name)) {
        Some(field) => *field = said,
        None => fields.push(said),
    }
}

/// The author's words and the answered letter below them, quoted as Gmail does.
fn text(mail: StoryMail<'_>) -> String {
    let mut text = mail.text.replace('\n', "\r\n");
    if !text.is_empty() {
        text.push_str("\r\n");
    }
    if let Some(letter) = mail.answers {
        let when = letter.inbound.date.unwrap_or(mail.date).to_zoned(TimeZone::UTC);
        let who = letter.inbound.from.as_ref().map(ToString::to_string).unwrap_or_default();
        let head = format!("On {} {who} wrote:", when.strftime("%a, %b %-d, %Y at %-I:%M %p"));
        // Gmail breaks a long attribution right after the bracket.
        let head = if head.len() > 76 { head.replacen('<', "<\r\n", 1) } else { head };
        let _ = write!(text, "\r\n{head}\r\n\r\n");
        for line in letter.inbound.text.trim_end().lines() {
            let _ = write!(text, "{}\r\n", if line.is_empty() { ">".to_owned() } else { format!("> {line}") });
        }
    }
    text
}

/// A file with the same bytes in every play.
fn enclose(mail: &mut String, file: &EnclosedFile) {
    let kind = content_type(&file.name);
    let name = encoded(&file.name);
    let _ = write!(
        mail,
        "\r\n--{BOUNDARY}\r\nContent-Type: {kind}; name=\"{name}\"\r\nContent-Disposition: attachment; \
         filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    );
    for line in file_bytes(file).chunks(57) {
        let _ = write!(mail, "{}\r\n", BASE64.encode(line));
    }
}

/// The type of a file, as programs tell it by its name.
pub(super) fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "txt" | "log" | "csv" => "text/plain",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

/// The bytes of a file.
pub(super) fn file_bytes(file: &EnclosedFile) -> Vec<u8> {
    format!("{} ", file.name).bytes().cycle().take(file.bytes).collect()
}

fn author(contact: &Contact) -> String {
    let name = contact.name();
    match name {
        "" => contact.address.to_string(),
        name if name.is_ascii() => format!("\"{}\" <{}>", name.replace(['"', '\\'], ""), contact.address),
        name => format!("{} <{}>", encoded(name), contact.address),
    }
}

/// Text as encoded words where it needs them (RFC 2047).
fn encoded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut words = vec![String::new()];
    for c in text.chars() {
        match words.last_mut().filter(|word| word.len() + c.len_utf8() <= WORD_BYTES) {
            Some(word) => word.push(c),
            None => words.push(c.to_string()),
        }
    }
    let words = words.iter().map(|word| format!("=?utf-8?B?{}?=", BASE64.encode(word.as_bytes())));
    words.collect::<Vec<_>>().join("\r\n ")
}

fn rfc2822(at: Timestamp) -> String {
    jiff::fmt::rfc2822::to_string(&at.to_zoned(TimeZone::UTC)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::parse::{attachment_bytes, parse};

    fn mail<'a>(from: &'a Contact, id: &'a MessageId, to: &'a [Address], content: &'a MailContent) -> StoryMail<'a> {
        let date = "2026-01-05T09:00:00Z".parse().unwrap();
        StoryMail {
            from,
            vouching: None,
            to,
            subject: "Die Presse hält",
            message_id: id,
            date,
            answers: None,
            text: "Grüße",
            content,
        }
    }

    fn written(content: &MailContent) -> Vec<u8> {
        let address = |text: &str| Address::parse(text).unwrap();
        let from = Contact::new("Ada Lövelace", address("ada@customer.example"));
        let id = MessageId::parse("<1@customer.example>").unwrap();
        write(mail(&from, &id, &[address("support@desk.example")], content))
    }

    #[test]
    fn a_mail_is_understood_as_it_was_meant() {
        let inbound = parse(&written(&MailContent::default()));
        assert_eq!(inbound.from.unwrap().to_string(), "Ada Lövelace <ada@customer.example>");
        assert_eq!((inbound.subject.as_str(), inbound.text.trim_end()), ("Die Presse hält", "Grüße"));
        assert_eq!(inbound.date.unwrap().to_string(), "2026-01-05T09:00:00Z");
        assert_eq!(inbound.defects, []);
    }

    #[test]
    fn files_have_their_size() {
        let files = vec![EnclosedFile { name: "plan.pdf".to_owned(), bytes: 5000 }];
        let raw = written(&MailContent { files, ..MailContent::default() });
        let inbound = parse(&raw);
        let file = &inbound.attachments[0];
        assert_eq!((file.name.as_str(), file.content_type.as_str(), file.size), ("plan.pdf", "application/pdf", 5000));
        assert!(attachment_bytes(&raw, 0).unwrap().starts_with(b"plan.pdf plan.pdf "));
        assert_eq!(inbound.text.trim_end(), "Grüße");
    }

    #[test]
    fn the_author_of_the_story_has_the_last_word_on_headers() {
        let field = |name: &str, value: &str| HeaderLine::Field(name.to_owned(), value.to_owned());
        let headers = vec![
            field("subject", "Other"),
            field("X-Loop", "a"),
            field("X-Loop", "b"),
            HeaderLine::Without("Message-ID".to_owned()),
            HeaderLine::Long("X-Long".to_owned(), 5000),
        ];
        let inbound = parse(&written(&MailContent { headers, ..MailContent::default() }));
        assert_eq!((inbound.subject.as_str(), inbound.message_id.as_ref()), ("Other", None));
        assert_eq!(inbound.headers_named("x-loop").collect::<Vec<_>>(), ["a", "b"]);
        assert!(inbound.header("x-long").unwrap().len() > 4900);
    }
}
