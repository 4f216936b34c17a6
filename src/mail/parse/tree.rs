//! A message becomes its parts (RFC 2046 §5.1): which bytes are whose head and body, and who contains whom.
//!
//! Comes in: a message's bytes. Goes out: a list of parts in their order, each with its parent; nothing is decoded or copied.
//! One pass over the lines that begin with `--`; depth and number are bounded, so that nothing grows or hangs. A message
//! inside is one part here; whoever wants to know more reads its body as a message of its own. Why not `mail_parser`: it
//! recurses, takes quadratic time where boundaries are missing, and lets an inner part whose end is missing swallow the
//! outer ones.

use super::head::{self, Head, HeadField};
use super::media::Media;

/// Multiparts inside multiparts are told apart this deep; what is deeper is one text.
pub(super) const MAX_DEPTH: usize = 50;
/// The most parts that are told apart; the last holds the rest.
pub(super) const MAX_PARTS: usize = 10_000;
/// Lines that are looked at to find a boundary that was not declared.
const GUESS_LINES: usize = 200;

/// Bytes behind a head in which its first delimiter is looked for.
const NEAR: usize = 100_000;

/// A part: its fields and its bytes.
#[derive(Debug, Clone)]
pub(super) struct MimePart<'x> {
    /// The multipart that it lies in; the message itself has none.
    pub(super) parent: Option<usize>,
    /// The fields of its head.
    pub(super) fields: Vec<HeadField<'x>>,
    /// What its Content-Type says.
    pub(super) media: Media,
    /// What its Content-Disposition says.
    pub(super) disposition: Option<Media>,
    /// Its bytes, as they came; of a multipart, all from its first delimiter to its end.
    pub(super) body: &'x [u8],
    /// Whether it was taken apart.
    pub(super) is_multipart: bool,
    depth: usize,
}

impl<'x> MimePart<'x> {
    /// The raw value of its first field of this name (lower case).
    pub(super) fn field(&self, name: &str) -> Option<&'x [u8]> {
        self.fields.iter().find(|field| field.is(name)).map(|field| field.value)
    }
}

/// A multipart whose end was not seen yet.
struct OpenMultipart {
    boundary: Vec<u8>,
    part: usize,
}

/// What a line that begins with `--` means to the multiparts that are open.
enum Delimiter {
    /// The next part of the multipart at this level begins.
    Next(usize),
    /// The multipart at this level ends.
    Close(usize),
}

/// The parts of a message, and what was odd in how they lie.
#[derive(Debug, Default)]
pub(super) struct Tree<'x> {
    pub(super) parts: Vec<MimePart<'x>>,
    pub(super) oddities: Vec<&'static str>,
}

/// Takes a message apart, its head read before.
pub(super) fn read<'x>(raw: &'x [u8], head: Head<'x>) -> Tree<'x> {
    let mut tree = Tree::default();
    tree.oddities.extend(&head.oddities);
    let body = raw.get(head.body_at..).unwrap_or_default();
    tree.grow(head.fields, body, None, Media::default());
    tree
}

impl<'x> Tree<'x> {
    fn odd(&mut self, what: &'static str) {
        if !self.oddities.contains(&what) {
            self.oddities.push(what);
        }
    }

    /// For each part, the parts directly inside it, in order.
    pub(super) fn children(&self) -> Vec<Vec<usize>> {
        let mut children = vec![Vec::new(); self.parts.len()];
        for (id, part) in self.parts.iter().enumerate() {
            if let Some(of_parent) = part.parent.and_then(|parent| children.get_mut(parent)) {
                of_parent.push(id);
            }
        }
        children
    }

    /// Adds a part; its body is all of `body` until a delimiter says otherwise. `usual` is its type when it names none.
    fn add(&mut self, fields: Vec<HeadField<'x>>, body: &'x [u8], parent: Option<usize>, usual: Media) -> usize {
        let depth = parent.and_then(|id| self.parts.get(id)).map_or(0, |part| part.depth + 1);
        let media = Media::of(&fields).unwrap_or(usual);
        let disposition = Media::disposition(&fields);
        self.parts.push(MimePart { parent, fields, media, disposition, body, is_multipart: false, depth });
        if let Some(parent) = parent.and_then(|id| self.parts.get_mut(id)) {
            parent.is_multipart = true;
        }
        self.parts.len() - 1
    }

    /// Adds a part and all parts inside it.
    fn grow(&mut self, fields: Vec<HeadField<'x>>, body: &'x [u8], parent: Option<usize>, usual: Media) {
        let root = self.add(fields, body, parent, usual);
        self.split(root, None);
    }

    /// Tells the parts inside `root` apart, by the boundary that it declares or this one.
    fn split(&mut self, root: usize, boundary: Option<Vec<u8>>) {
        let Some(body) = self.parts.get(root).map(|part| part.body) else { return };
        let first = self.parts.len();
        let mut open: Vec<OpenMultipart> = Vec::new();
        let guessed = boundary.is_some();
        match boundary.or_else(|| self.declared(root)) {
            Some(boundary) => open.push(OpenMultipart { boundary, part: root }),
            None => return self.rescue(root, guessed),
        }
        // the part that is being read, and where its body began
        let mut reading: Option<(usize, usize)> = None;
        let mut at = 0;
        let mut closed = Vec::new();
        while let Some(line) = next_dashes(body, at) {
            let end = head::line_end(body, line);
            at = end;
            let Some(delimiter) = delimiter(&open, body.get(line..end).unwrap_or_default()) else { continue };
            self.finish(body, reading.take(), line);
            let (Delimiter::Next(level) | Delimiter::Close(level)) = delimiter;
            if level + 1 < open.len() {
                self.odd("a multipart has no end: that of the one around it was taken");
            }
            let inner = open.drain(level + 1..);
            closed.extend(inner.map(|open| (open.part, line)));
            let Some(parent) = open.get(level).map(|open| open.part) else { break };
            if matches!(delimiter, Delimiter::Close(_)) {
                open.truncate(level);
                if open.is_empty() {
                    break;
                }
                closed.push((parent, line));
                continue;
            }
            if self.parts.len() >= MAX_PARTS {
                self.odd("too many parts: those behind the first 10000 were not told apart");
                break;
            }
            let (part, body_at) = self.begin(body, end, parent);
            reading = Some((part, body_at));
            at = body_at;
            match self.declared(part) {
                Some(boundary) => open.push(OpenMultipart { boundary, part }),
                None if self.is_too_deep(part) => {
                    self.odd("multiparts too deep inside others: they were not told apart")
                }
                None => {}
            }
        }
        if let Some((part, from)) = reading {
            self.odd("the last part of a multipart has no end");
            self.finish(body, Some((part, from)), body.len());
        }
        closed.extend(open.iter().skip(1).map(|open| (open.part, body.len())));
        self.settle(body, closed);
        let childless = self.childless_multiparts(first);
        for id in childless.into_iter().chain([root]) {
            self.rescue(id, guessed);
        }
    }

    /// A part begins behind a delimiter: its number, and where its body begins.
    fn begin(&mut self, body: &'x [u8], at: usize, parent: usize) -> (usize, usize) {
        let rest = body.get(at..).unwrap_or_default();
        let head = head::read(rest);
        for oddity in &head.oddities {
            self.odd(oddity);
        }
        let digest = self.parts.get(parent).is_some_and(|part| part.media.is("multipart/digest"));
        // RFC 2046 §5.1.5: in a digest, a part that says nothing is a message
        let usual = if digest { Media::plain("message/rfc822") } else { Media::default() };
        let from = at + head.body_at;
        let part = self.add(head.fields, body.get(from..).unwrap_or_default(), Some(parent), usual);
        (part, from)
    }

    /// The body of a part ends at the delimiter; the line end before it belongs to the delimiter (RFC 2046 §5.1.1).
    fn finish(&mut self, body: &'x [u8], reading: Option<(usize, usize)>, end: usize) {
        let Some((part, from)) = reading else { return };
        let mut bytes = body.get(from..end.max(from)).unwrap_or_default();
        if end < body.len() {
            bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
            bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        }
        if let Some(part) = self.parts.get_mut(part) {
            part.body = bytes;
        }
    }

    /// Multiparts that ended get their bodies.
    fn settle(&mut self, body: &'x [u8], closed: Vec<(usize, usize)>) {
        let base = body.as_ptr() as usize;
        for (id, end) in closed {
            let Some(part) = self.parts.get_mut(id) else { continue };
            // an inner multipart begins within this body
            let from = (part.body.as_ptr() as usize).saturating_sub(base);
            part.body = body.get(from..end.max(from)).unwrap_or_default().trim_ascii_end();
        }
    }

    /// The multiparts from this part on in which no part was found.
    fn childless_multiparts(&self, first: usize) -> Vec<usize> {
        let added = self.parts.iter().enumerate().skip(first);
        added.filter(|(_, part)| part.media.is_multipart() && !part.is_multipart).map(|(id, _)| id).collect()
    }

    fn is_too_deep(&self, id: usize) -> bool {
        self.parts.get(id).is_some_and(|part| part.depth >= MAX_DEPTH && part.media.is_multipart())
    }

    /// The boundary of a multipart that may be taken apart.
    fn declared(&self, id: usize) -> Option<Vec<u8>> {
        let part = self.parts.get(id).filter(|part| part.depth < MAX_DEPTH && part.media.is_multipart())?;
        let whole = part.media.parameter("boundary")?;
        // blanks at its end are lost on the way more often than meant (RFC 2046 §5.1.1 forbids them)
        let near = part.body.get(..NEAR.min(part.body.len())).unwrap_or_default();
        let is_meant = || memchr::memmem::find(near, format!("--{whole}").as_bytes()).is_some();
        let boundary = whole.trim_end();
        let boundary = if boundary.len() < whole.len() && is_meant() { whole } else { boundary };
        (!boundary.is_empty()).then(|| boundary.as_bytes().to_vec())
    }

    /// A multipart with no boundary, or with one that its body does not have: the body's own is taken, if it has one.
    fn rescue(&mut self, id: usize, guessed: bool) {
        let Some(part) = self.parts.get(id) else { return };
        let silent = part.parent.is_none() && part.field("content-type").is_none();
        if part.is_multipart || guessed || part.depth >= MAX_DEPTH || !(part.media.is_multipart() || silent) {
            return;
        }
        match guess(part.body) {
            // a text may quote a whole message; one that lost its Content-Type begins with its first part
            Some((at, _)) if silent && !is_preamble(part.body.get(..at).unwrap_or_default()) => {}
            Some((_, boundary)) => {
                self.odd("a multipart without its boundary: the one that its body shows was taken");
                self.split(id, Some(boundary));
            }
            None if part.media.is_multipart() => self.odd("a multipart without parts: it was read as text"),
            None => {}
        }
    }
}

/// What this line means to the multiparts that are open: the innermost that knows it wins. RFC 2046 §5.1.1: the boundary
/// at its beginning is enough; but one boundary may be the beginning of another, so that a blank must follow.
fn delimiter(open: &[OpenMultipart], line: &[u8]) -> Option<Delimiter> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let rest = line.strip_suffix(b"\r").unwrap_or(line).strip_prefix(b"--")?;
    open.iter().enumerate().rev().find_map(|(level, open)| {
        let behind = rest.strip_prefix(open.boundary.as_slice())?;
        match behind {
            [] | [b' ' | b'\t' | b'\r', ..] => Some(Delimiter::Next(level)),
            // a final one that was cut
            b"-" | b"--" | [b'-', b'-', b' ' | b'\t' | b'\r', ..] => Some(Delimiter::Close(level)),
            _ => None,
        }
    })
}

/// The next line at or behind `at` that begins with `--`; `at` is the start of a line.
fn next_dashes(body: &[u8], at: usize) -> Option<usize> {
    let rest = body.get(at..)?;
    if rest.starts_with(b"--") {
        return Some(at);
    }
    memchr::memmem::find(rest, b"\n--").map(|found| at + found + 1)
}

/// Nothing, or what programs write there for readers that know no MIME. Whoever writes about MIME says it in other words.
fn is_preamble(text: &[u8]) -> bool {
    const SAID: [&[u8]; 6] = [
        b"multi-part message",
        b"multipart message",
        b"multipart MIME",
        b"in MIME format",
        b"MIME-encapsulated",
        b"MIME encapsulated",
    ];
    let text = text.trim_ascii();
    let lines = memchr::memchr_iter(b'\n', text).count();
    text.is_empty() || lines < 8 && SAID.iter().any(|said| memchr::memmem::find(text, said).is_some())
}

/// The boundary that a body shows, and where: `--name`, and `Content-…:` on the next line.
fn guess(body: &[u8]) -> Option<(usize, Vec<u8>)> {
    let mut at = 0;
    for _ in 0..GUESS_LINES {
        let line = next_dashes(body, at)?;
        let end = head::line_end(body, line);
        let name = body.get(line..end)?.trim_ascii_end().strip_prefix(b"--")?;
        let next = body.get(end..end + 8).unwrap_or_default();
        let is_name = (1..=200).contains(&name.len()) && name.iter().any(u8::is_ascii_alphanumeric);
        if is_name && next.eq_ignore_ascii_case(b"content-") {
            return Some((line, name.to_vec()));
        }
        at = end;
    }
    None
}
