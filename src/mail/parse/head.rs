//! The header block of a message or a part becomes its fields (RFC 5322 §2.2), and the place where the body begins is found.
//!
//! Comes in: bytes that begin with a header. Goes out: fields that borrow from them, still folded, and what was odd.
//! Forgives what mail programs and gateways do: a blank before the colon, a line of blanks inside a folded field, a line
//! that is no field among others, no empty line before the body. One pass; each odd line looks a few lines ahead.

/// The most fields that are kept, beside those that decide something.
const MAX_FIELDS: usize = 20_000;
/// The bytes of fields that are kept, beside those that decide something.
const MAX_BYTES: usize = 1_000_000;
/// The most fields that are kept of those that decide something.
const MAX_DECIDING: usize = 1_000;
/// Lines behind an odd one that are looked at to tell whether the header goes on.
const AHEAD: usize = 20;

/// Fields that decide something: they are kept however long the header is, and show that a header goes on.
const DECIDING: [&[u8]; 27] = [
    b"from",
    b"to",
    b"cc",
    b"subject",
    b"date",
    b"message-id",
    b"in-reply-to",
    b"references",
    b"reply-to",
    b"sender",
    b"return-path",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
    b"content-disposition",
    b"content-id",
    b"auto-submitted",
    b"precedence",
    b"list-id",
    b"list-unsubscribe",
    b"x-auto-response-suppress",
    b"x-failed-recipients",
    b"x-loop",
    b"x-maildesk-loop",
    b"feedback-id",
    b"received",
    b"authentication-results",
];

/// A field as it lies in the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HeadField<'x> {
    /// As written, without blanks.
    pub(super) name: &'x [u8],
    /// What stands behind the colon, still folded.
    pub(super) value: &'x [u8],
}

impl HeadField<'_> {
    /// Whether it has this name (lower case).
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

/// A header block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Head<'x> {
    /// In order.
    pub(super) fields: Vec<HeadField<'x>>,
    /// Where the body begins.
    pub(super) body_at: usize,
    /// What was odd, each said once.
    pub(super) oddities: Vec<&'static str>,
}

impl Head<'_> {
    fn odd(&mut self, what: &'static str) {
        if !self.oddities.contains(&what) {
            self.oddities.push(what);
        }
    }
}

/// What a line of a header can be.
enum HeadLine {
    /// The end: nothing on it.
    Empty,
    /// Blanks only.
    Blank,
    /// Goes on with the field above.
    Folded,
    /// A field whose name has this length.
    Field(usize),
    /// The separator of an mbox file (RFC 4155).
    Mbox,
    /// A delimiter of a multipart.
    Delimiter,
    /// None of these.
    Odd,
}

/// Reads the header at the start of `raw`; without one there are no fields and the body begins at 0.
pub(super) fn read(raw: &[u8]) -> Head<'_> {
    let mut head = Head::default();
    let mut field: Option<(usize, usize)> = None;
    let (mut at, mut taken) = (0, 0);
    while at < raw.len() {
        let end = line_end(raw, at);
        let line = slice(raw, at, end);
        match kind(line) {
            HeadLine::Empty => {
                head.body_at = end;
                close(&mut head, raw, &mut field, at, &mut taken);
                return head;
            }
            HeadLine::Field(name) => {
                close(&mut head, raw, &mut field, at, &mut taken);
                field = Some((at, name));
            }
            HeadLine::Folded if field.is_some() => {}
            HeadLine::Blank if field.is_some() && goes_on(raw, end) => head.odd("a line of blanks stood in the header"),
            HeadLine::Mbox if field.is_none() && head.fields.is_empty() => {}
            HeadLine::Odd if field.is_some() && (is_one_word(line) || is_followed_by_deciding(raw, end)) => {
                head.odd("a line of the header was no field: it was read as part of the one above");
            }
            HeadLine::Odd if head.fields.is_empty() && is_followed_by_deciding(raw, end) => {
                head.odd("the first line was no field: it was passed over");
            }
            HeadLine::Blank => {
                head.body_at = end;
                head.odd("a line of blanks ended the header");
                close(&mut head, raw, &mut field, at, &mut taken);
                return head;
            }
            HeadLine::Delimiter | HeadLine::Odd | HeadLine::Folded | HeadLine::Mbox => {
                head.body_at = at;
                if field.is_some() {
                    head.odd("no empty line stood before the body");
                }
                close(&mut head, raw, &mut field, at, &mut taken);
                return head;
            }
        }
        at = end;
    }
    head.body_at = raw.len();
    close(&mut head, raw, &mut field, raw.len(), &mut taken);
    head
}

/// Keeps the field that was open, if it is to be kept.
fn close<'x>(head: &mut Head<'x>, raw: &'x [u8], open: &mut Option<(usize, usize)>, end: usize, taken: &mut usize) {
    let Some((from, name)) = open.take() else { return };
    let value = slice(raw, from, end).get(name..).unwrap_or_default();
    let value = value.trim_ascii_start().strip_prefix(b":").unwrap_or_default();
    let name = slice(raw, from, from + name);
    *taken += name.len() + value.len();
    if *taken > MAX_BYTES || head.fields.len() >= MAX_FIELDS {
        head.odd("the header is very long: only the fields that decide something were kept of its end");
        if !is_deciding(name) || head.fields.len() >= MAX_FIELDS + MAX_DECIDING {
            return;
        }
    }
    let value = value.get(..MAX_BYTES.min(value.len())).unwrap_or_default();
    head.fields.push(HeadField { name, value });
}

fn kind(line: &[u8]) -> HeadLine {
    match line.first() {
        None | Some(b'\n') => return HeadLine::Empty,
        Some(b'\r') if line.trim_ascii().is_empty() => return HeadLine::Empty,
        Some(b' ' | b'\t') => return if line.trim_ascii().is_empty() { HeadLine::Blank } else { HeadLine::Folded },
        Some(b'-') if line.starts_with(b"--") => return HeadLine::Delimiter,
        _ => {}
    }
    match field_name(line) {
        Some(length) => HeadLine::Field(length),
        None if line.starts_with(b"From ") || line.starts_with(b">From ") => HeadLine::Mbox,
        None => HeadLine::Odd,
    }
}

/// The length of the name of the field on this line; blanks may stand before the colon.
fn field_name(line: &[u8]) -> Option<usize> {
    let name = line.iter().take_while(|byte| (byte.is_ascii_graphic() || !byte.is_ascii()) && **byte != b':').count();
    let behind = line.get(name..)?.trim_ascii_start();
    (name > 0 && behind.first() == Some(&b':')).then_some(name)
}

/// A line of one word is the rest of a field that was broken and not folded (seen: archives, web forms).
fn is_one_word(line: &[u8]) -> bool {
    !line.trim_ascii().iter().any(u8::is_ascii_whitespace)
}

/// Whether this line begins a field that decides something.
pub(super) fn begins_with_field(line: &[u8]) -> bool {
    field_name(line).is_some_and(|name| is_deciding(slice(line, 0, name)))
}

/// Whether more header follows a line of blanks: a folded line, or a field.
fn goes_on(raw: &[u8], at: usize) -> bool {
    matches!(kind(slice(raw, at, line_end(raw, at))), HeadLine::Folded | HeadLine::Field(_))
}

/// Whether a field that decides something comes before the header ends.
fn is_followed_by_deciding(raw: &[u8], from: usize) -> bool {
    let mut at = from;
    for _ in 0..AHEAD {
        let end = line_end(raw, at);
        let line = slice(raw, at, end);
        match kind(line) {
            HeadLine::Empty | HeadLine::Blank | HeadLine::Delimiter => return false,
            HeadLine::Field(name) if is_deciding(slice(line, 0, name)) => return true,
            _ => at = end,
        }
    }
    false
}

fn is_deciding(name: &[u8]) -> bool {
    DECIDING.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Where the line that begins at `at` ends, its line end included.
pub(super) fn line_end(raw: &[u8], at: usize) -> usize {
    let rest = raw.get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(raw.len(), |length| at + length + 1)
}

fn slice(raw: &[u8], from: usize, to: usize) -> &[u8] {
    raw.get(from..to).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_fields_and_bodies_begin() {
        let check = |raw: &str, expected: &[(&str, &str)], body: &str| {
            let head = read(raw.as_bytes());
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
            let found: Vec<(String, String)> = head.fields.iter().map(|f| (text(f.name), text(f.value))).collect();
            let expected: Vec<(String, String)> =
                expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            assert_eq!(found, expected, "{raw:?}");
            assert_eq!(raw.get(head.body_at..), Some(body), "{raw:?}");
        };
        check("A: 1\nB: 2\n\nbody\n", &[("A", "1"), ("B", "2")], "body\n");
        check("A: 1\r\nB: 2\r\n\r\nbody\r\n", &[("A", "1"), ("B", "2")], "body\r\n");
        check("From : 1\nB\t: 2\n\nx", &[("From", "1"), ("B", "2")], "x");
        check("Subject: a\n b\n\tc\n\nx", &[("Subject", "a\n b\n\tc")], "x");
        check("Subject: a\n \n\tb\nTo: c\n\nx", &[("Subject", "a\n \n\tb"), ("To", "c")], "x");
        check("A: 1\n \nThis is text.\n", &[("A", "1")], "This is text.\n");
        check("From ada Mon Jan\nA: 1\n\nx", &[("A", "1")], "x");
        check("A: 1\nThis is the body\nB: 2\n\nx", &[("A", "1")], "This is the body\nB: 2\n\nx");
        check("Subject: a\nb c\nTo: d\n\nx", &[("Subject", "a\nb c"), ("To", "d")], "x");
        check("Cc: a <a@\nx.example>\n\nx", &[("Cc", "a <a@\nx.example>")], "x");
        check("junk\nTo: d\n\nx", &[("To", "d")], "x");
        check("\nbody", &[], "body");
        check("no field at all\n", &[], "no field at all\n");
        check("A: 1\n--b\n\nx", &[("A", "1")], "--b\n\nx");
        check("A: 1", &[("A", "1")], "");
        check("", &[], "");
        check(":\n", &[], ":\n");
    }

    #[test]
    fn what_decides_is_kept_of_any_header() {
        let filler = format!("X-Trace: {}\n", "x".repeat(990)).repeat(1_200);
        let raw = format!("{filler}Subject: {}\nFrom: a@x.example\nX-Late: 1\n\nbody", "s".repeat(200_000));
        let head = read(raw.as_bytes());
        let has = |name: &str| head.fields.iter().any(|field| field.is(name));
        assert!(has("subject") && has("from") && !has("x-late"));
        assert_eq!(head.oddities.len(), 1);
        assert_eq!(raw.get(head.body_at..), Some("body"));
    }
}
