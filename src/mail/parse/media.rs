//! What a Content-Type or Content-Disposition says: a word, and parameters (RFC 2045 §5.1, RFC 2183).
//!
//! Comes in: fields as they came. Goes out: `type/subtype` in lower case and decoded parameters. Values may come in
//! pieces, with a charset and percent signs (RFC 2231), as encoded words (RFC 2047; forbidden here, and what most
//! programs write), as bare 8-bit text, unquoted with blanks, or with quotes that never end; all that is read as it was
//! meant. The first field that says something wins. Linear.

use super::head::HeadField;
use super::parameters;

/// A field is read this far.
const MAX_BYTES: usize = 100_000;

/// A word and its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Media {
    /// `type/subtype`, or the disposition; lower case.
    pub(super) kind: String,
    parameters: Vec<(String, String)>,
}

/// `text/plain`, which is what is meant where nothing is said (RFC 2045 §5.2).
impl Default for Media {
    fn default() -> Self {
        Self::plain("text/plain")
    }
}

impl Media {
    /// A type without parameters.
    pub(super) fn plain(kind: &str) -> Self {
        Self { kind: kind.to_owned(), parameters: Vec::new() }
    }

    /// What the Content-Type of these fields says, if they have one that says something.
    pub(super) fn of(fields: &[HeadField<'_>]) -> Option<Self> {
        let named = fields.iter().filter(|field| field.is("content-type"));
        named.map(|field| parse(field.value)).find(Self::says_something).map(Self::with_known_kind)
    }

    /// What the Content-Disposition of these fields says.
    pub(super) fn disposition(fields: &[HeadField<'_>]) -> Option<Self> {
        fields.iter().find(|field| field.is("content-disposition")).map(|field| parse(field.value))
    }

    fn says_something(&self) -> bool {
        !self.kind.is_empty() || !self.parameters.is_empty()
    }

    /// Kinds that are no `type/subtype` become one.
    fn with_known_kind(mut self) -> Self {
        let kind = match self.kind.split_once('/') {
            Some((kind, subtype)) if !kind.is_empty() && !subtype.is_empty() => return self,
            _ if self.kind.starts_with("multipart") || self.parameter("boundary").is_some() => "multipart/mixed",
            _ if self.kind.contains("html") => "text/html",
            _ if self.kind.starts_with("text") || self.kind == "plain" => "text/plain",
            _ if self.parameter("name").is_some() => "application/octet-stream",
            _ => "text/plain",
        };
        kind.clone_into(&mut self.kind);
        self
    }

    /// Whether it is this kind.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }

    /// Whether it has parts.
    pub(super) fn is_multipart(&self) -> bool {
        self.kind.starts_with("multipart/")
    }

    /// A parameter, decoded.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a field's value.
pub(super) fn parse(value: &[u8]) -> Media {
    let value = unfolded(value.get(..MAX_BYTES.min(value.len())).unwrap_or_default());
    let mut rest = value.as_slice();
    parameters::skip_blank(&mut rest);
    let end = rest.iter().position(|byte| matches!(byte, b';' | b' ' | b'\t' | b'(' | b',')).unwrap_or(rest.len());
    let (word, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
    // a field that begins with a parameter has no word
    let (word, rest) = if word.contains(&b'=') { (&b""[..], rest) } else { (word, after) };
    let kind = String::from_utf8_lossy(word).trim_matches(['"', '\'', '<', '>']).to_ascii_lowercase();
    let kind: String = kind.chars().filter(|c| !c.is_control()).take(100).collect();
    Media { kind, parameters: parameters::read(rest) }
}

/// Line breaks go, the blank behind them stays (RFC 5322 §2.2.3).
fn unfolded(value: &[u8]) -> Vec<u8> {
    value.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n' | 0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        let check = |value: &str, expected: &str| {
            let field = HeadField { name: b"Content-Type", value: value.as_bytes() };
            assert_eq!(Media::of(&[field]).unwrap_or_default().kind, expected, "{value:?}");
        };
        check(" text/HTML; charset=utf-8", "text/html");
        check("text/plain charset=utf-8", "text/plain");
        check("text", "text/plain");
        check("multipart; boundary=x", "multipart/mixed");
        check("\"text/html\"", "text/html");
        check("text/html (a comment); charset=x", "text/html");
        check("", "text/plain");
        check("; charset=utf-8", "text/plain");
        check("charset=utf-8", "text/plain");
        check("name=\"a.pdf\"", "application/octet-stream");
        check("html", "text/html");
    }

    #[test]
    fn parameters() {
        let check = |value: &str, name: &str, expected: Option<&str>| {
            assert_eq!(parse(value.as_bytes()).parameter(name), expected, "{value:?}");
        };
        check("text/plain; charset=utf-8", "charset", Some("utf-8"));
        check("text/plain; CHARSET = \"utf-8\"", "charset", Some("utf-8"));
        check("text/plain charset=utf-8", "charset", Some("utf-8"));
        check("text/plain; charset=utf-8 format=flowed", "format", Some("flowed"));
        check("a/b; boundary=\"x y\"", "boundary", Some("x y"));
        check("a/b; boundary=x; boundary=y", "boundary", Some("x"));
        check("a/b; (c) charset=x", "charset", Some("x"));
        check("attachment; filename=", "filename", Some(""));
        check("attachment; filename", "filename", None);
        check("text/plain; charset=\"\"utf-8\"\"", "charset", Some("\"utf-8\""));
    }

    #[test]
    fn file_names() {
        let check = |value: &str, expected: &str| {
            let media = parse(value.as_bytes());
            assert_eq!(media.parameter("filename").unwrap_or_default(), expected, "{value:?}");
        };
        check("attachment; filename=a b c.txt", "a b c.txt");
        check("attachment; filename='a b.txt'", "a b.txt");
        check("attachment; filename=a b c.txt; size=3", "a b c.txt");
        check("attachment; filename=a;b.txt", "a;b.txt");
        check("attachment; filename=\"a;b.txt\"; size=3", "a;b.txt");
        check("attachment; filename=\"say \\\"hi\\\".txt\"", "say \"hi\".txt");
        check("attachment; filename=\"say \"hi\".txt\"; size=3", "say \"hi\".txt");
        check("attachment; filename=\"C:\\temp\\a.txt\"", "C:\\temp\\a.txt");
        check("attachment; filename=\"a.txt\" size=3", "a.txt");
        check("attachment; filename=\"a.txt", "a.txt");
        check("attachment; filename=\"a.txt; size=3", "a.txt");
        check("attachment; filename=\"=?utf-8?Q?=C3=A4.txt?=\"", "ä.txt");
        check("attachment; filename==?utf-8?B?w6QudHh0?=", "ä.txt");
        check("attachment; filename=\"=?utf-8?Q?a?=\r\n =?utf-8?Q?b.txt?=\"", "ab.txt");
        check("attachment; filename*0=\"=?utf-8?Q?a_\"; filename*1=\"b.txt?=\"", "a b.txt");
        check("attachment; filename*=utf-8''%C3%A4.txt", "ä.txt");
        check("attachment; filename*=\"utf-8''%C3%A4.txt\"", "ä.txt");
        check("attachment; filename*=UTF-8'de'%C3%A4.txt", "ä.txt");
        check("attachment; filename=utf-8''%C3%A4.txt", "ä.txt");
        check("attachment; filename*=%C3%A4.txt", "ä.txt");
        check("attachment; filename*0*=iso-8859-1''%E4; filename*1=\"b%41\"; filename*2*=%FC.txt", "äb%41ü.txt");
        check("attachment; filename*1*=%A4.txt; filename*0*=utf-8''%C3", "ä.txt");
        check("attachment; filename*0=a; filename*1=b; filename*2=.txt", "ab.txt");
        check("attachment; filename*10=k; filename*9=j; filename*8=i", "ijk");
        check("attachment; filename=\"?.txt\"; filename*=utf-8''%C3%A4.txt", "ä.txt");
        check("attachment; filename=\"a.txt\"; filename*=utf-8''b.txt", "a.txt");
        check("attachment; filename=ä.txt", "ä.txt");
        check("attachment; filename=\"100%25.pdf\"", "100%25.pdf");
        check("attachment; filename=\"%C3%A4.pdf\"", "ä.pdf");
        check("attachment; filename*0*=windows-1251''%EF%F0;\n filename*1*=%E8.txt", "при.txt");
        check("inline; filename=\"it's o'clock.txt\"", "it's o'clock.txt");
    }
}
