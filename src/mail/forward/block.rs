//! The block above a forwarded text: who wrote it, what about, and where the text begins.
//!
//! Comes in: lines, and the opening that was found. Goes out: a [`Forwarded`]. Blocks come as fields in any order and
//! language, as one run on a single line (Yahoo), in languages that nobody told us, or as an attribution.

use super::super::clean::one_line;
use super::super::mentions::mentions;
use super::super::quote::fields::{QuotedField, block_at, field_of, subject_in};
use super::super::quote::lines::{Line, unquoted};
use super::super::quote::notes;
use super::super::quote::separator::kind_of;
use super::super::quote::{Opening, OpeningKind};
use super::super::{Contact, Subject};
use super::Forwarded;

/// The fields come within this many lines after the words that announce a forward.
const MAX_LINES: usize = 12;
/// The longest name without an address, in bytes.
const MAX_NAME: usize = 120;

/// Who wrote: a name, an address, or both.
#[derive(Debug, Default)]
struct Author {
    name: String,
    contact: Option<Contact>,
}

impl Author {
    fn is_known(&self) -> bool {
        self.contact.is_some() || !self.name.is_empty()
    }

    fn wrote(self, subject: &str, text: String) -> Forwarded {
        Forwarded { from: self.contact, name: self.name, subject: Subject::new(subject), text }
    }
}

/// The fields behind an opening.
pub(super) fn at_opening(lines: &[Line<'_>], opening: &Opening) -> Option<Forwarded> {
    let start = if opening.kind == OpeningKind::Fields { opening.from } else { opening.to };
    if let Some(found) = of_notes(lines, start) {
        return Some(found);
    }
    let block = (start..start + MAX_LINES).find_map(|at| block_at(lines, at).map(|end| (at, end)));
    match block {
        Some((from, to)) => of_fields(lines, from, past_strays(lines, to)),
        None => of_one_line(lines, opening)
            .or_else(|| of_subject(lines, opening))
            .or_else(|| of_unknown_language(lines, start)),
    }
}

/// Lotus Notes: who wrote stands right below the delimiter, whose end may be wrapped.
fn of_notes(lines: &[Line<'_>], start: usize) -> Option<Forwarded> {
    let skipped = |line: &&Line<'_>| line.blank || notes::is_rest(unquoted(line.text));
    let at = start + lines.iter().skip(start).take(MAX_LINES).take_while(skipped).count();
    let head = notes::head_at(lines, at)?;
    let author = author_of(head.sender);
    author.is_known().then(|| author.wrote(head.subject, text_from(lines, head.to)))
}

/// A forward whose only field is its subject: nobody knows who wrote.
fn of_subject(lines: &[Line<'_>], opening: &Opening) -> Option<Forwarded> {
    let (at, line) = lines.iter().enumerate().skip(opening.to).take(MAX_LINES).find(|(_, line)| !line.blank)?;
    let (field, subject) = field_of(line.text)?;
    let told = opening.kind == OpeningKind::Forwarded && field == QuotedField::Subject;
    told.then(|| Author::default().wrote(subject, text_from(lines, at + 1)))
}

/// Fields with names that we do not know stand at the end of a block, as all fields do without an empty line between.
fn past_strays(lines: &[Line<'_>], to: usize) -> usize {
    let stray = |line: &&Line<'_>| {
        let named = unquoted(line.text).split_once([':', '：']);
        named.is_some_and(|(name, value)| {
            name.len() <= 40 && name.split_whitespace().count() <= 3 && value.contains('@') && value.len() < 300
        })
    };
    to + lines.iter().skip(to).take(3).take_while(stray).count()
}

/// An attribution instead of fields; of its name nothing is sure, dates stand beside it.
pub(super) fn attributed(lines: &[Line<'_>], opening: &Opening) -> Forwarded {
    let told = lines.iter().take(opening.to).skip(opening.from).map(|line| line.text.trim());
    let told = told.collect::<Vec<_>>().join(" ");
    let contact = contact_of(&told).map(|contact| Contact::new(&named_in(contact.name()), contact.address));
    let name = contact.as_ref().map_or_else(|| named_in(&told), |contact| contact.name().to_owned());
    Author { name, contact }.wrote("", text_from(lines, opening.to))
}

/// The name at the end of an attribution's head: in quotes, else what stands behind its last comma.
fn named_in(told: &str) -> String {
    let marks = ['"', '“', '”', '«', '»', '\'', '„'];
    let quoted = told.find(marks).and_then(|open| {
        let inner = told.get(open..)?.trim_start_matches(marks);
        inner.split(marks).next()
    });
    let name = quoted.unwrap_or_else(|| told.rsplit([',', '、']).next().unwrap_or_default());
    let name = name.trim().trim_end_matches([':', ' ', '<', '(', '[']).trim_end_matches(" wrote").trim();
    let plain = !name.is_empty() && name.len() <= MAX_NAME && !name.contains(|c: char| c.is_ascii_digit());
    if plain { one_line(name) } else { String::new() }
}

/// The fields of a block: who, what about; the text is what follows.
fn of_fields(lines: &[Line<'_>], from: usize, to: usize) -> Option<Forwarded> {
    let mut sender = String::new();
    let mut subject = String::new();
    let mut open = None;
    for line in lines.iter().take(to).skip(from) {
        let found = field_of(line.text);
        let (field, value) = match found {
            Some((field, value)) => (Some(field), value),
            None => (open, unquoted(line.text).trim()),
        };
        let text = match field {
            Some(QuotedField::From) => &mut sender,
            Some(QuotedField::Subject) => &mut subject,
            _ => {
                open = field;
                continue;
            }
        };
        // the first of its kind counts; lines without a name go on with what stands above
        if text.is_empty() || found.is_none() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(value);
        }
        open = field;
    }
    let author = author_of(&sender);
    author.is_known().then(|| author.wrote(&subject, text_from(lines, to)))
}

/// All on one line (Yahoo): `----- Forwarded message ----- From: Ada <ada@x.example>To: … Subject: press`.
fn of_one_line(lines: &[Line<'_>], opening: &Opening) -> Option<Forwarded> {
    let line = lines.get(opening.from)?.text;
    let (_, told) = line.trim_start_matches(['-', ' ', '_']).split_once("--")?;
    let (_, value) = told.split_once([':', '：'])?;
    let contact = contact_of(value)?;
    let author = Author { name: contact.name().to_owned(), contact: Some(contact) };
    Some(author.wrote(subject_in(value).unwrap_or_default(), text_from(lines, opening.to)))
}

/// Fields whose names we do not know: the first address is the sender's, the block ends at an empty line.
fn of_unknown_language(lines: &[Line<'_>], start: usize) -> Option<Forwarded> {
    let first = lines.iter().enumerate().skip(start).take(MAX_LINES).find(|(_, line)| !line.blank).map(|(at, _)| at)?;
    let block = lines.iter().skip(first).take(MAX_LINES);
    let end = first + block.take_while(|line| !unquoted(line.text).trim().is_empty()).count();
    let block = || lines.iter().take(end).skip(first);
    let valued = |line: &Line<'_>| contact_of(line.text.split_once([':', '：']).map_or(line.text, |(_, value)| value));
    let contact = block().find_map(valued)?;
    let author = Author { name: contact.name().to_owned(), contact: Some(contact) };
    Some(author.wrote("", text_from(lines, end)))
}

/// The value of a From: an address with its name, or the name alone.
fn author_of(value: &str) -> Author {
    // a path in Notes' directory is no address: `Ada Byron/Engines/X@X`
    let path = value
        .split_once('/')
        .filter(|(_, rest)| !value.contains('<') && !rest.rsplit('@').next().is_some_and(|host| host.contains('.')));
    if let Some((name, _)) = path.filter(|(name, _)| !name.contains(['@', ':']) && name.len() <= MAX_NAME) {
        return Author { name: name_of(name), contact: None };
    }
    if let Some(contact) = contact_of(value) {
        return Author { name: contact.name().to_owned(), contact: Some(contact) };
    }
    // Exchange writes its own directory's names there: `Ada Byron </O=X/OU=…>`
    let name = value.split(['<', '[', ';']).next().unwrap_or_default();
    let name = name_of(name);
    let name = if name.len() > MAX_NAME || name.contains("://") { String::new() } else { name };
    Author { name, contact: None }
}

/// `Ada <ada@x.example>`, `Ada [mailto:ada@x.example]`, `ada@x.example (Ada)`.
fn contact_of(value: &str) -> Option<Contact> {
    let (address, before, after) = mentions(value).into_iter().next()?;
    let name = name_of(before.trim_end_matches("mailto:"));
    if !name.is_empty() {
        return Some(Contact::new(&name, address));
    }
    // the name behind it, in round brackets
    let behind =
        after.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(name, _)| name.trim());
    let behind = behind.filter(|name| !name.contains('@')).unwrap_or_default();
    Some(Contact::new(behind, address))
}

/// A name without what stands around it; `Byron, Ada (Sales)` keeps its brackets.
fn name_of(text: &str) -> String {
    let name = one_line(text.trim_matches(is_around));
    if name.contains('(') && !name.contains(')') { name + ")" } else { name }
}

/// What programs put around names.
fn is_around(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '<' | '[' | '(' | '"' | '\'' | '*' | ':' | '>' | ']' | ')' | '|' | '“' | '”' | '‘' | '’' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{FEFF}')
}

/// The text from a line on; without quote marks where all of it has them, and without a rule that ends the block.
fn text_from(lines: &[Line<'_>], from: usize) -> String {
    let ruled =
        |line: &&Line<'_>| line.blank || is_rule(line.text) || kind_of(line.text) == Some(OpeningKind::Forwarded);
    let from = from + lines.iter().skip(from).take(3).take_while(ruled).count();
    let rest = || lines.iter().skip(from);
    let quoted = rest().find(|line| !line.blank).is_some_and(|line| line.quoted);
    let strip = |line: &Line<'_>| -> String {
        let text = if quoted && line.quoted {
            line.text.trim_start().strip_prefix('>').unwrap_or(line.text)
        } else {
            line.text
        };
        if quoted { text.strip_prefix(' ').unwrap_or(text).to_owned() } else { text.to_owned() }
    };
    rest().map(strip).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// A line of dashes or underscores.
fn is_rule(text: &str) -> bool {
    let text = text.trim();
    text.len() >= 8 && text.chars().all(|c| matches!(c, '-' | '_' | '=' | '*' | '─' | '━'))
}
