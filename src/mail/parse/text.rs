//! The texts of a message: each part that is text, decoded and made readable.
//!
//! Comes in: a part. Goes out: its words with LF line ends, flowed paragraphs (RFC 3676) made whole, files that stood in it
//! as uuencode taken out. Linear.

use super::super::bytes::count;
use super::tree::MimePart;
use super::{charset, transfer, uuencode};

/// Where an HTML text may name its charset.
const META_BYTES: usize = 4_096;

/// A part that is text.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// Plain text, or HTML.
    pub(super) words: String,
    pub(super) is_html: bool,
    /// The files that stood in it.
    pub(super) files: Vec<uuencode::UuencodedFile>,
}

impl Text {
    /// Whether it says nothing.
    pub(super) fn is_blank(&self) -> bool {
        self.words.chars().all(|c| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}'))
    }
}

/// Reads a part as text; what was wrong is said to `note`.
pub(super) fn read(part: &MimePart<'_>, note: &mut dyn FnMut(String)) -> Text {
    let encoding = part.field("content-transfer-encoding").unwrap_or_default();
    let body = transfer::decode(part.body, encoding, true);
    if let Some(rule) = body.note {
        note(format!("a text part is {rule}"));
    }
    let claimed = part.media.parameter("charset");
    if part.media.is("text/html") {
        let (words, rule) = html_of(&body.bytes, claimed);
        rule.into_iter().for_each(note);
        return Text { words, is_html: true, files: Vec::new() };
    }
    let decoded = charset::decode(&body.bytes, claimed);
    decoded.note.into_iter().for_each(&mut *note);
    let words = readable(part, decoded.text);
    match uuencode::extract(&words) {
        None => Text { words, is_html: false, files: Vec::new() },
        Some((words, files)) => {
            note(format!("{} uuencoded files stood in the text: they were taken out", files.len()));
            if files.iter().any(|file| file.is_cut) {
                note("a uuencoded file was cut off: it was read as far as it goes".to_owned());
            }
            Text { words, is_html: false, files }
        }
    }
}

/// HTML in the charset that it claims, or else in the one that it names itself; and the rule that was applied.
pub(super) fn html_of(bytes: &[u8], claimed: Option<&str>) -> (String, Option<String>) {
    let claimed = claimed.filter(|label| charset::is_known(label));
    let meta = if claimed.is_none() { meta_charset(bytes) } else { None };
    let decoded = charset::decode(bytes, claimed.or(meta.as_deref()));
    let text = match decoded.text.strip_prefix('\u{FEFF}') {
        Some(text) => text.to_owned(),
        None => decoded.text,
    };
    (text, decoded.note)
}

/// `<meta charset=…>`, or the same in an http-equiv.
fn meta_charset(bytes: &[u8]) -> Option<String> {
    let near = bytes.get(..META_BYTES.min(bytes.len()))?;
    let near = String::from_utf8_lossy(near).to_ascii_lowercase();
    let meta = near.get(near.find("<meta")?..)?;
    let behind = meta.get(meta.find("charset")? + 7..)?.trim_start().strip_prefix('=')?;
    let label: String = behind
        .trim_start_matches([' ', '"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
        .collect();
    charset::is_known(&label).then_some(label)
}

/// LF line ends, no controls, flowed paragraphs (RFC 3676) made whole.
fn readable(part: &MimePart<'_>, text: String) -> String {
    let flowed = part.media.parameter("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
    let text = lf(&text);
    if !flowed {
        return text;
    }
    let delete = part.media.parameter("delsp").is_some_and(|value| value.eq_ignore_ascii_case("yes"));
    unflowed(&text, delete)
}

/// CRLF and lone CR become LF; NUL and other controls go. A CR too many before CRLF is no line of its own (seen: files
/// sent as text by servers of another kind).
pub(super) fn lf(text: &str) -> String {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let is_odd = |byte: u8| byte < b' ' && byte != b'\n' && byte != b'\t' || byte == 0x7F;
    // to look at all of them at once costs less than to look for the first; nearly all are CRs
    let odd = count(text.as_bytes(), is_odd);
    if odd == 0 {
        return text.to_owned();
    }
    let is_other = odd > count(text.as_bytes(), |byte| byte == b'\r');
    let next = |text: &str| {
        if is_other { text.bytes().position(is_odd) } else { memchr::memchr(b'\r', text.as_bytes()) }
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = next(rest) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let after = from.get(1..).unwrap_or_default();
        let is_break = match from.as_bytes().first() {
            Some(b'\r') => !after.starts_with('\n') && !after.starts_with("\r\n"),
            Some(0x0C) => true,
            _ => false,
        };
        if is_break {
            out.push('\n');
        }
        rest = after;
    }
    out.push_str(rest);
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
        assert_eq!(lf("a\r\r\nb"), "a\nb");
    }

    proptest::proptest! {
        #[test]
        fn texts_with_other_controls_are_read_as_those_without(text in "([a-c\n]|\r|\r\n|ä|\u{FEFF}){0,60}") {
            proptest::prop_assert_eq!(lf(&text), lf(&format!("{text}\u{0}")));
        }
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
        assert_eq!(unflowed("one \ntwo\n", true), "onetwo\n");
    }

    #[test]
    fn html_names_its_charset() {
        let check = |bytes: &[u8], claimed: Option<&str>, expected: &str| {
            let text = html_of(bytes, claimed).0;
            assert!(text.ends_with(expected), "{text:?}");
        };
        check(b"<meta charset=koi8-r>\xf0", None, "\u{41F}");
        check(b"<META http-equiv=\"Content-Type\" content='text/html; charset=windows-1251'>\xcf", None, "\u{41F}");
        check(b"<meta charset=koi8-r>\xcf", Some("windows-1251"), "\u{41F}");
        check(b"<meta name=x><p>caf\xc3\xa9", None, "caf\u{E9}");
    }
}
