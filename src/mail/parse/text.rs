//! The readable text of a message: its plain text, or its HTML made readable.
//!
//! Comes in: the parts. Goes out: `text`, `html` and what the HTML's structure tells of quotes. Where a text/plain part
//! says something, the HTML is kept but not looked at.

use std::borrow::Cow;

use mail_parser::{Encoding, Message, MessagePart, PartType};

use super::super::html;
use super::super::inbound::{Defect, Inbound, TextSource};
use super::{MAX_PARTS, attachments, charset, words};

/// Fills `text`, `html`, `source` and `marks`.
pub(super) fn fill(inbound: &mut Inbound, message: &Message<'_>, defects: &mut Vec<Defect>) {
    let part = |id: &u32| message.parts.get(*id as usize);
    let html = message.html_body.iter().take(MAX_PARTS).filter_map(part).filter(|part| is_html(part));
    let mut html: Vec<Cow<'_, str>> = html.map(|part| decoded(message, part, defects)).collect();
    let mut plain: Vec<String> = Vec::new();
    for part in message.text_body.iter().take(MAX_PARTS).filter_map(part) {
        if let PartType::Text(_) = part.body {
            plain.push(readable(part, &decoded(message, part, defects)));
        }
    }
    if plain.is_empty() && html.is_empty() {
        plain.extend(only_attachment(message).map(|part| readable(part, &decoded(message, part, defects))));
    }
    let blank = plain.iter().all(|text| text.trim().is_empty());
    if !blank {
        inbound.source = TextSource::Plain;
        inbound.text = plain.join("\n");
    } else if !html.is_empty() {
        let rendered = html::render(&html.join("\n"));
        inbound.source = TextSource::Html;
        inbound.text = rendered.text;
        inbound.marks = rendered.marks;
    }
    inbound.html = match html.len() {
        0 => None,
        1 => html.pop().map(Cow::into_owned),
        _ => Some(html.join("\n")),
    };
}

fn is_html(part: &MessagePart<'_>) -> bool {
    matches!(part.body, PartType::Html(_))
}

/// A message that is nothing but one text called an attachment: the text is what it says.
fn only_attachment<'m, 'x>(message: &'m Message<'x>) -> Option<&'m MessagePart<'x>> {
    message.parts.first().filter(|part| matches!(part.body, PartType::Text(_)))
}

/// The text of a part; decoded again, from the bytes, when the first try left marks of a wrong charset.
pub(super) fn decoded<'m>(
    message: &'m Message<'_>,
    part: &'m MessagePart<'_>,
    defects: &mut Vec<Defect>,
) -> Cow<'m, str> {
    let (PartType::Text(text) | PartType::Html(text)) = &part.body else { return Cow::Borrowed("") };
    if !part.is_encoding_problem && !looks_wrong(text) && !may_be_utf8(part, text) {
        return Cow::Borrowed(text);
    }
    let (from, to) = (part.offset_body as usize, part.offset_end as usize);
    let raw = message.raw_message.get(from..to).unwrap_or_default();
    let bytes = transfer_decoded(raw, part);
    let charset = attachments::parameter(part, "charset");
    let decoded = charset::decode(&bytes, charset);
    if part.is_encoding_problem {
        defects.push(Defect("a text part is badly encoded: read as far as possible".to_owned()));
    }
    defects.extend(decoded.note.map(Defect));
    Cow::Owned(decoded.text)
}

/// The bytes of a part whose transfer encoding has errors.
fn transfer_decoded<'a>(raw: &'a [u8], part: &MessagePart<'_>) -> Cow<'a, [u8]> {
    let named = attachments::transfer_encoding(part);
    if part.encoding == Encoding::Base64 || named.eq_ignore_ascii_case("base64") {
        // a body that is no base64 at all was only called so (seen: footers appended by list servers)
        let alphabet = raw.iter().filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')).count();
        let blanks = raw.iter().filter(|b| matches!(b, b'\r' | b'\n')).count();
        return if (alphabet + blanks) * 20 >= raw.len() * 19 { words::base64(raw).into() } else { raw.into() };
    }
    if part.encoding == Encoding::QuotedPrintable || named.eq_ignore_ascii_case("quoted-printable") {
        return quoted_printable(raw).into();
    }
    raw.into()
}

/// Quoted-printable (RFC 2045 §6.7) that forgives: broken escapes stay as they are.
fn quoted_printable(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match (byte, tail) {
            (b'=', [b'\r', b'\n', after @ ..] | [b'\n', after @ ..]) => rest = after,
            (b'=', [high, low, after @ ..]) => match words::escape(*high, *low) {
                Some(value) => {
                    out.push(value);
                    rest = after;
                }
                None => out.push(byte),
            },
            _ => out.push(byte),
        }
    }
    out
}

/// U+FFFD, or controls that are letters in windows-1252: the charset was wrong or missing.
fn looks_wrong(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(|c| matches!(c, '\u{FFFD}' | '\u{80}'..='\u{9F}'))
}

/// Letters in a western charset: UTF-8 is often sent under that name.
fn may_be_utf8(part: &MessagePart<'_>, text: &str) -> bool {
    const LATIN: [&str; 6] = ["iso-8859-1", "windows-1252", "us-ascii", "iso-8859-15", "latin1", "ascii"];
    !text.is_ascii()
        && attachments::parameter(part, "charset")
            .is_some_and(|name| LATIN.iter().any(|latin| name.eq_ignore_ascii_case(latin)))
}

/// LF line ends, no controls, flowed paragraphs (RFC 3676) made whole.
fn readable(part: &MessagePart<'_>, text: &str) -> String {
    let flowed = attachments::parameter(part, "format").is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
    let text = lf(text);
    if !flowed {
        return text;
    }
    let delete = attachments::parameter(part, "delsp").is_some_and(|value| value.eq_ignore_ascii_case("yes"));
    unflowed(&text, delete)
}

/// CRLF and lone CR become LF; NUL and other controls go.
pub(super) fn lf(text: &str) -> String {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if !text.bytes().any(|b| b < b' ' && b != b'\n' && b != b'\t' || b == 0x7F) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\n' | '\t' => out.push(c),
            '\u{0C}' => out.push('\n'),
            c if c.is_ascii_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// RFC 3676 §4: a line that ends in a blank goes on in the next, at the same quote depth; `-- ` never does.
fn unflowed(text: &str, delete: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let body = line.strip_suffix('\n').unwrap_or(line);
        let depth = body.bytes().take_while(|&b| b == b'>').count();
        let content = body.get(depth..).unwrap_or_default();
        let content = content.strip_prefix(' ').unwrap_or(content);
        let separator = content == "-- ";
        let continues = open == Some(depth) && !separator;
        if open.is_some() && !continues {
            out.push('\n');
        }
        if !continues {
            out.extend(std::iter::repeat_n('>', depth));
            if depth > 0 && !content.is_empty() {
                out.push(' ');
            }
        }
        let flows = content.ends_with(' ') && !separator;
        out.push_str(if flows && delete { content.strip_suffix(' ').unwrap_or(content) } else { content });
        open = flows.then_some(depth);
        if !flows && line.ends_with('\n') {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends() {
        assert_eq!(lf("a\r\nb\rc\nd\0e\t"), "a\nb\nc\nde\t");
    }

    #[test]
    fn flowed_paragraphs() {
        let check = |text: &str, expected: &str| assert_eq!(unflowed(text, false), expected, "{text:?}");
        check("one \ntwo\nthree\n", "one two\nthree\n");
        check("> one \n> two\nmine\n", "> one two\nmine\n");
        check("> one \nmine\n", "> one \nmine\n");
        check("text\n-- \nname\n", "text\n-- \nname\n");
        check(" >stuffed\n", ">stuffed\n");
        check("", "");
    }

    #[test]
    fn broken_quoted_printable_stays() {
        assert_eq!(quoted_printable(b"a=3Db=\r\nc=ZZ="), b"a=bc=ZZ=");
    }
}
