//! The rules for every letter: its form, and for letters to people who aren't agents, the recipients.

use maildesk::courier::OutgoingMessage;
use maildesk::desk::people::People;
use maildesk::desk::ticket::Ticket;
use maildesk::mail::parse::{attachments_with_bytes, parse};
use maildesk::mail::{Address, Inbound};

use crate::cast::{GUARDED, SUPPORT, VICTIM};

/// All header fields that a letter of ours may have, each once.
const FIELDS: [&str; 14] = [
    "from",
    "to",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "auto-submitted",
    "x-auto-response-suppress",
    "x-maildesk-loop",
];

/// All elements of our HTML.
const ELEMENTS: [&str; 28] = [
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "div",
    "p",
    "br",
    "span",
    "strong",
    "em",
    "a",
    "ul",
    "ol",
    "li",
    "blockquote",
    "hr",
    "code",
    "table",
    "tr",
    "td",
    "u",
    "s",
    "sub",
    "sup",
    "pre",
    "img",
];

/// All attributes in it; `content` is that of `<meta>`.
const ATTRIBUTES: [&str; 14] = [
    "lang", "charset", "name", "content", "style", "class", "dir", "href", "role", "src", "alt", "width", "value",
    "type",
];

/// A letter as its reader sees it.
pub(crate) struct Sent {
    pub(crate) inbound: Inbound,
    /// File names, types and bytes.
    files: Vec<(String, String, Vec<u8>)>,
    /// Everything in it that can contain words.
    all: Vec<String>,
}

impl Sent {
    pub(crate) fn read(message: &OutgoingMessage) -> Self {
        let inbound = parse(&message.bytes);
        let files: Vec<(String, String, Vec<u8>)> = attachments_with_bytes(&message.bytes)
            .into_iter()
            .map(|(file, bytes)| (file.name, file.content_type, bytes))
            .collect();
        let mut all = vec![
            String::from_utf8_lossy(&message.bytes).replace("=\r\n", ""),
            inbound.subject.as_str().to_owned(),
            inbound.text.clone(),
            inbound.html.clone().unwrap_or_default(),
        ];
        let people = inbound.from.iter().chain(&inbound.to).chain(&inbound.cc).chain(&inbound.reply_to);
        all.extend(people.map(ToString::to_string));
        all.extend(inbound.headers.iter().map(|field| field.value.clone()));
        for (name, kind, bytes) in &files {
            all.extend([name.clone(), kind.clone(), String::from_utf8_lossy(bytes).into_owned()]);
        }
        Self { inbound, files, all }
    }

    /// The tokens in it: a ticket's number, a purpose and a code.
    pub(crate) fn tokens(&self) -> Vec<String> {
        let shape = regex::Regex::new("[0-9]{5,19}[a-z]-[a-z2-7]{24}").unwrap();
        self.all.iter().flat_map(|text| shape.find_iter(text)).map(|found| found.as_str().to_owned()).collect()
    }

    /// Whether it contains a word anywhere.
    pub(crate) fn contains(&self, word: &str) -> bool {
        self.all.iter().any(|text| text.contains(word))
    }
}

/// Whether somebody may get letters about a ticket: its requester and participants, the group of the company and of a
/// partner that has it, and anyone who writes for these.
pub(crate) fn is_on(ticket: &Ticket, who: &Address, people: &People) -> bool {
    let company = ticket.organisation.as_deref().and_then(|name| people.organisations.find_by_name(name));
    let group = company.iter().flat_map(|company| &company.group);
    ticket.role_of(who, people).is_some() || group.into_iter().any(|contact| contact.address == *who)
}

/// Checks the form of a letter to anybody.
pub(crate) fn form(message: &OutgoingMessage, sent: &Sent) -> Result<(), String> {
    envelope(message, sent)?;
    lines(&message.bytes)?;
    header(&message.bytes)?;
    sent.files.iter().try_for_each(|(name, _, _)| file_name(name))?;
    html(sent.inbound.html.as_deref().unwrap_or_default())
}

fn envelope(message: &OutgoingMessage, sent: &Sent) -> Result<(), String> {
    let is_ours = |address: &Address| [SUPPORT, GUARDED].contains(&address.as_str());
    let to: Vec<&Address> = sent.inbound.recipients().collect();
    if to != [&message.recipient] {
        return Err(format!("the envelope says {}, the letter {to:?}", message.recipient));
    }
    if message.recipient.as_str() == VICTIM {
        return Err("a letter to somebody who was put into a header".to_owned());
    }
    let from = sent.inbound.from.as_ref().map(|from| &from.address);
    if !from.is_some_and(is_ours) || !message.envelope_from.as_ref().is_none_or(is_ours) {
        return Err(format!("it comes from {from:?}, {:?}", message.envelope_from));
    }
    Ok(())
}

/// RFC 5321 §2.3.8, RFC 5322 §2.1.1: CR and LF only come together, no NUL, no line of more than 998 bytes.
fn lines(bytes: &[u8]) -> Result<(), String> {
    let text = bytes.split(|byte| *byte == b'\n');
    let mut lines: Vec<&[u8]> = text.collect();
    let last = lines.pop().unwrap_or_default();
    let is_whole = |line: &&[u8]| line.ends_with(b"\r") && !line[..line.len() - 1].contains(&b'\r');
    if !lines.iter().all(is_whole) || last.contains(&b'\r') {
        return Err("a CR or an LF stands alone".to_owned());
    }
    if bytes.contains(&0) {
        return Err("there is a NUL in it".to_owned());
    }
    match lines.iter().find(|line| line.len() > 999) {
        Some(line) => Err(format!("a line of {} bytes", line.len())),
        None => Ok(()),
    }
}

/// All header fields are ours. Nothing injected begins a line anywhere.
fn header(bytes: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(bytes);
    let (head, _) = text.split_once("\r\n\r\n").ok_or("it has no end of the header")?;
    let mut seen: Vec<String> = Vec::new();
    for line in head.split("\r\n").filter(|line| !line.starts_with([' ', '\t'])) {
        let (name, _) = line.split_once(':').ok_or_else(|| format!("no field: {line}"))?;
        let name = name.to_ascii_lowercase();
        if !FIELDS.contains(&name.as_str()) || seen.contains(&name) {
            return Err(format!("a field that is none of ours, or twice: {line}"));
        }
        seen.push(name);
    }
    let injected = |line: &&str| line.to_ascii_lowercase().starts_with("x-injected");
    match text.replace("=\r\n", "").split("\r\n").find(injected) {
        Some(line) => Err(format!("an injected line: {line}")),
        None => Ok(()),
    }
}

/// A plain file name: no path, no control character, nothing that makes it look different.
fn file_name(name: &str) -> Result<(), String> {
    let turns =
        |c: char| matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let is_bad = |c: char| c.is_control() || turns(c) || matches!(c, '/' | '\\' | '"' | '\u{2028}' | '\u{2029}');
    if name.is_empty() || name.len() > 255 || name.chars().any(is_bad) || name.chars().all(|c| c == '.') {
        return Err(format!("a file is called {name:?}"));
    }
    Ok(())
}

/// Only elements and attributes of our templates, nothing that is fetched or run, and links that lead where they say.
fn html(html: &str) -> Result<(), String> {
    let lower = html.to_lowercase();
    let (mut rest, mut in_style) = (lower.as_str(), false);
    while let Some((text, behind)) = rest.split_once('<') {
        if in_style && (text.contains("url(") || text.contains("@import")) {
            return Err(format!("a style fetches: {text}"));
        }
        let (tag, behind) = behind.split_once('>').ok_or("a tag has no end")?;
        if let Some(comment) = tag.strip_prefix("!--") {
            return Err(format!("a comment: {comment}"));
        }
        element(tag)?;
        shown_link(tag, behind)?;
        in_style = tag.starts_with("style");
        rest = behind;
    }
    Ok(())
}

/// A link to a page leads where its text says, if that is an address.
fn shown_link(tag: &str, behind: &str) -> Result<(), String> {
    let target = tag.strip_prefix("a href=\"http").and_then(|rest| rest.split('"').next());
    let text = behind.split('<').next().unwrap_or_default();
    match target {
        Some(target) if text.starts_with("http") && format!("http{target}") != text => {
            Err(format!("a link leads elsewhere: <{tag}>{text}"))
        }
        _ => Ok(()),
    }
}

fn element(tag: &str) -> Result<(), String> {
    let wrong = |why: &str| Err(format!("{why}: <{tag}>"));
    let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
    if tag == "!doctype html" {
        return Ok(());
    }
    if !ELEMENTS.contains(&name.as_str()) {
        return wrong("an element that is none of ours");
    }
    let mut rest = tag.trim_start_matches('/').strip_prefix(&name).unwrap_or_default().trim();
    while !rest.is_empty() && rest != "/" {
        let Some((attribute, behind)) = rest.split_once("=\"") else { return wrong("an attribute without quotes") };
        let Some((value, behind)) = behind.split_once('"') else { return wrong("a value without an end") };
        if !ATTRIBUTES.contains(&attribute.trim()) {
            return wrong("an attribute that is none of ours");
        }
        if attribute == "href"
            && !["mailto:", "tel:", "http://", "https://"].iter().any(|start| value.starts_with(start))
        {
            return wrong("a link to something else than a mail or a page");
        }
        if attribute == "src" && !value.starts_with("cid:") {
            return wrong("something that is fetched");
        }
        if value.contains("url(") || value.contains("expression(") {
            return wrong("a style that fetches");
        }
        rest = behind.trim();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> OutgoingMessage {
        let address = |text: &str| Address::parse(text).unwrap();
        OutgoingMessage {
            envelope_from: Some(address(SUPPORT)),
            recipient: address("ada@acme.example"),
            bytes: text.replace('\n', "\r\n").into_bytes().into(),
        }
    }

    fn judged(head: &str, rest: &str) -> Result<(), String> {
        let text =
            format!("From: support@desk.example\nTo: ada@acme.example\nSubject: x\n{head}MIME-Version: 1.0\n{rest}");
        let message = message(&text);
        form(&message, &Sent::read(&message))
    }

    #[test]
    fn a_letter_of_ours_is_lawful() {
        judged("", "Content-Type: text/plain\n\nHello\n").unwrap();
        judged("", "Content-Type: text/html\n\n<p style=\"color:#fff\">Hello<br>&lt;img&gt;</p>\n").unwrap();
    }

    #[test]
    fn what_somebody_put_into_a_letter_is_found() {
        let check = |head: &str, rest: &str, expected: &str| {
            let found = judged(head, rest).unwrap_err();
            assert!(found.contains(expected), "{head:?} {rest:?}: {found}");
        };
        let plain = "Content-Type: text/plain\n\nHello\n";
        check("Bcc: eve@evil.example\n", plain, "none of ours");
        check("Subject: again\n", plain, "twice");
        check("Cc: eve@evil.example\n", plain, "the envelope says");
        check("", "Content-Type: text/plain\n\nHello\rthere\n", "stands alone");
        check("", "Content-Type: text/plain\n\nHello\0there\n", "NUL");
        check("", "Content-Type: text/plain\n\nHello\nX-Injected: yes\n", "an injected line");
        check("", &format!("Content-Type: text/plain\n\n{}\n", "x".repeat(1200)), "a line of");
        let html = |html: &str| format!("Content-Type: text/html\n\n{html}\n");
        check("", &html("<p>x<script>y</script></p>"), "an element");
        check("", &html("<img src=\"http://evil.example/a.gif\">"), "fetched");
        check("", &html("<p onclick=\"x()\">y</p>"), "an attribute");
        check("", &html("<p style=\"background:url(http://evil.example)\">y</p>"), "fetches");
        check("", &html("<style>@import url(x)</style>"), "fetches");
        check("", &html("<a href=\"javascript:x()\">y</a>"), "a link to something else");
        check("", &html("<a href=\"http://evil.example\">http://good.example</a>"), "a link leads elsewhere");
        for name in ["plan\u{202E}fdp.exe", "a/b", "..", "", "a\\b", "a\u{061C}b"] {
            assert!(file_name(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn a_word_is_found_wherever_it_stands() {
        let check = |rest: &str| {
            let text = format!("From: support@desk.example\nTo: ada@acme.example\n{rest}");
            assert!(Sent::read(&message(&text)).contains("zq1tz"), "{rest}");
        };
        check("Subject: zq1tz\n\nx\n");
        check("Subject: =?utf-8?B?enExdHo=?=\n\nx\n");
        check("References: <zq1tz@x.example>\n\nx\n");
        check("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nenExdHo=\n");
        check("Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>zq1=\ntz</p>\n");
        check("Content-Type: application/pdf; name=\"zq1tz.pdf\"\nContent-Disposition: attachment\n\nx\n");
        check("Content-Type: application/pdf; name=\"a.pdf\"\nContent-Transfer-Encoding: base64\n\nenExdHo=\n");
    }
}
