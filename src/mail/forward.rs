//! A forwarded mail: who really wrote it.
//!
//! Comes in: an [`Inbound`]. Goes out: the mail inside, from a message attached to it or from the block that programs
//! write above a forwarded text. A reply with a quote is none: without the word of the program or of the subject that
//! something was forwarded, there is nothing here (complaint 31).

use super::clean::one_line;
use super::mentions::mentions;
use super::quote::fields::{Field, block_at, field_of, subject_in};
use super::quote::lines::{Line, unquoted};
use super::quote::{Layout, Opening, OpeningKind};
use super::{Contact, Inbound, Subject};

/// Behind the word that something is forwarded, its fields come within so many lines.
const MAX_LINES: usize = 12;

/// The mail that was forwarded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forwarded {
    /// Who wrote it.
    pub from: Contact,
    /// Its subject.
    pub subject: Subject,
    /// Its text.
    pub text: String,
}

/// How subjects of forwarded mails begin, by language (lower case).
#[rustfmt::skip]
const PREFIXES: &[&str] = &[
    "fwd", "fw", "wg", "tr", "rv", "i", "enc", "doorst", "vs", "vb", "vl", "pd", "vid", "vida", "videresendt", "fs",
    "přp", "prp", "továbbítás", "tov", "ilet", "ile", "ynt-ilet", "пер", "пересл", "转发", "轉寄", "转寄", "轉傳", "回复-转发",
    "전달", "res-fwd", "προώθ", "πρθ", "הועבר", "rvs", "redirecționat", "redir", "reenv", "rif-fwd", "fwd-re",
];

/// The mail that a message forwards, if it forwards one.
pub fn find_forwarded(inbound: &Inbound) -> Option<Forwarded> {
    if !inbound.reports.is_empty() {
        return None;
    }
    attached(inbound).or_else(|| in_text(inbound, &Layout::of(&inbound.text)))
}

/// As [`find_forwarded`], where the text has been looked at already.
pub(super) fn find_with(inbound: &Inbound, layout: &Layout<'_>) -> Option<Forwarded> {
    if !inbound.reports.is_empty() {
        return None;
    }
    attached(inbound).or_else(|| in_text(inbound, layout))
}

/// A message forwarded as attachment.
fn attached(inbound: &Inbound) -> Option<Forwarded> {
    let inner = inbound.enclosed.iter().find(|inner| inner.from.is_some())?;
    let deeper = is_forward(inner.subject.as_str()).then(|| in_text(inner, &Layout::of(&inner.text))).flatten();
    let from = inner.from.clone()?;
    Some(deeper.unwrap_or_else(|| Forwarded { from, subject: inner.subject.clone(), text: inner.text.clone() }))
}

/// Does a subject say that something was forwarded?
fn is_forward(subject: &str) -> bool {
    let lower = subject.trim_start_matches(|c: char| c == '[' || c.is_whitespace()).to_lowercase();
    let word = lower.split([':', '：', ' ', ']']).next().unwrap_or_default();
    let colon = lower.get(word.len()..).is_some_and(|rest| rest.trim_start().starts_with([':', '：']));
    colon && PREFIXES.contains(&word)
}

/// A mail forwarded within the text; some programs put quote marks before all of it.
fn in_text(inbound: &Inbound, layout: &Layout<'_>) -> Option<Forwarded> {
    let said = is_forward(inbound.subject.as_str());
    let (plain, above) = (&layout.lines, &layout.openings);
    if let Some(found) = in_lines(plain, above, said) {
        return Some(found);
    }
    let quoted = plain.iter().position(|line| line.quoted).filter(|_| above.is_empty())?;
    let bare =
        plain.iter().skip(quoted).take_while(|line| line.quoted || line.blank).map(|line| one_mark_less(line.text));
    let bare = bare.collect::<Vec<_>>().join("\n");
    let Layout { lines: inner, openings } = Layout::of(&bare);
    // the quote must begin with the word: a reply may quote a forward further down
    let begins = openings.first().is_some_and(|opening| inner.iter().take(opening.from).all(|line| line.blank));
    let introduced = openings.first().is_some_and(|opening| opening.kind != OpeningKind::Attribution);
    (begins && introduced).then(|| in_lines(&inner, &openings, said)).flatten()
}

fn in_lines(lines: &[Line<'_>], openings: &[Opening], said: bool) -> Option<Forwarded> {
    let first = openings.iter().find(|opening| match opening.kind {
        OpeningKind::Forwarded => true,
        OpeningKind::Original | OpeningKind::Fields => said,
        _ => false,
    });
    match first {
        Some(opening) => at_opening(lines, opening),
        None => said.then(|| attributed(lines, openings)).flatten(),
    }
}

fn one_mark_less(text: &str) -> &str {
    let bare = text.trim_start().strip_prefix('>').unwrap_or(text);
    bare.strip_prefix(' ').unwrap_or(bare)
}

/// The fields behind an opening.
fn at_opening(lines: &[Line<'_>], opening: &Opening) -> Option<Forwarded> {
    let start = if opening.kind == OpeningKind::Fields { opening.from } else { opening.to };
    let block = (start..start + MAX_LINES).find_map(|at| block_at(lines, at).map(|end| (at, end)));
    match block {
        Some((from, to)) => of_fields(lines, from, to),
        None => of_one_line(lines, opening).or_else(|| of_unknown_language(lines, start)),
    }
}

/// The fields of a block: who, what about; the text is what follows.
fn of_fields(lines: &[Line<'_>], from: usize, to: usize) -> Option<Forwarded> {
    let mut sender = None;
    let mut subject = String::new();
    let mut open = None;
    for line in lines.iter().take(to).skip(from) {
        let found = field_of(line.text);
        let (field, value) = match found {
            Some((field, value)) => (Some(field), value),
            None => (open, unquoted(line.text).trim()),
        };
        match field {
            Some(Field::From) if sender.is_none() => sender = contact_of(value),
            Some(Field::Subject) if found.is_some() => subject = value.to_owned(),
            Some(Field::Subject) => subject = format!("{subject} {value}"),
            _ => {}
        }
        open = field;
    }
    Some(Forwarded { from: sender?, subject: Subject::new(&subject), text: text_from(lines, to) })
}

/// All on one line (Yahoo): `----- Forwarded message ----- From: Ada <ada@x.example>To: … Subject: press`.
fn of_one_line(lines: &[Line<'_>], opening: &Opening) -> Option<Forwarded> {
    let line = lines.get(opening.from)?.text;
    let (_, told) = line.trim_start_matches(['-', ' ', '_']).split_once("--")?;
    let (_, value) = told.split_once([':', '：'])?;
    let from = contact_of(value)?;
    let subject = subject_in(value).unwrap_or_default();
    Some(Forwarded { from, subject: Subject::new(subject), text: text_from(lines, opening.to) })
}

/// Fields whose names we do not know: the first address is the sender's, the block ends at an empty line.
fn of_unknown_language(lines: &[Line<'_>], start: usize) -> Option<Forwarded> {
    let first = lines.iter().enumerate().skip(start).find(|(_, line)| !line.blank).map(|(at, _)| at)?;
    let end = lines.iter().enumerate().skip(first).find(|(_, line)| unquoted(line.text).trim().is_empty());
    let end = end.map_or(lines.len(), |(at, _)| at).min(first + MAX_LINES);
    let block = || lines.iter().take(end).skip(first);
    let from = block().find_map(|line| contact_of(line.text.split_once(':').map_or(line.text, |(_, value)| value)))?;
    Some(Forwarded { from, subject: Subject::default(), text: text_from(lines, end) })
}

/// A subject that says so, and an attribution instead of fields.
fn attributed(lines: &[Line<'_>], openings: &[Opening]) -> Option<Forwarded> {
    let opening = openings.iter().find(|opening| opening.kind == OpeningKind::Attribution)?;
    // words above it make it a reply, whatever the subject says
    if lines.iter().take(opening.from).any(|line| !line.blank) {
        return None;
    }
    let told =
        lines.iter().take(opening.to).skip(opening.from).map(|line| line.text.trim()).collect::<Vec<_>>().join(" ");
    let from = contact_of(&told)?;
    Some(Forwarded {
        from: Contact::new("", from.address),
        subject: Subject::default(),
        text: text_from(lines, opening.to),
    })
}

/// `Ada <ada@x.example>`, `Ada [mailto:ada@x.example]`, `ada@x.example (Ada)`.
fn contact_of(value: &str) -> Option<Contact> {
    let (address, before, _) = mentions(value).into_iter().next()?;
    let name = before.trim_end_matches("mailto:");
    let name = name.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '[' | '(' | '"' | '\'' | '*' | ':' | '>' | ']' | ')')
    });
    Some(Contact::new(&one_line(name), address))
}

/// The text from a line on; without quote marks where all of it has them.
fn text_from(lines: &[Line<'_>], from: usize) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn forwarded(subject: &str, text: &str) -> Option<Forwarded> {
        let inbound = Inbound { subject: Subject::new(subject), text: text.to_owned(), ..Inbound::default() };
        find_forwarded(&inbound)
    }

    #[test]
    fn who_wrote_what_was_forwarded() {
        let check = |subject: &str, text: &str, expected: (&str, &str, &str)| {
            let found = forwarded(subject, text);
            let found =
                found.as_ref().map(|found| (found.from.to_string(), found.subject.as_str(), found.text.as_str()));
            assert_eq!(found, Some((expected.0.to_owned(), expected.1, expected.2)), "{text:?}");
        };
        let ada = ("Ada <ada@x.example>", "press", "It stops.");
        check(
            "Fwd: press",
            "FYI\n\n---------- Forwarded message ---------\nFrom: Ada <ada@x.example>\nDate: Mon, Jan 5\nSubject: press\nTo: <bob@y.example>\n\n\nIt stops.\n",
            ada,
        );
        check(
            "x",
            "Begin forwarded message:\n\n> From: Ada <ada@x.example>\n> Subject: press\n> Date: 5 January\n> To: bob@y.example\n> \n> It stops.\n",
            ada,
        );
        check(
            "WG: press",
            "-----Ursprüngliche Nachricht-----\nVon: Ada [mailto:ada@x.example]\nGesendet: Montag\nAn: Bob\nBetreff: press\n\nIt stops.",
            ada,
        );
        check(
            "TR: press",
            "Bonjour\n\nDe : Ada <ada@x.example>\nEnvoyé : lundi\nÀ : Bob\nObjet : press\n\nIt stops.",
            ada,
        );
        check(
            "Fwd: x",
            "---------- Geunkeyn berikht ----------\nGeun: Ada <ada@x.example>\nTsu: b@y.example\n",
            ("Ada <ada@x.example>", "", ""),
        );
        check(
            "Fwd: x",
            "On 5 Jan 2026, at 9:00, Ada <ada@x.example> wrote:\n\nIt stops.",
            ("ada@x.example", "", "It stops."),
        );
    }

    #[test]
    fn replies_are_no_forwards() {
        let check = |subject: &str, text: &str| assert_eq!(forwarded(subject, text), None, "{text:?}");
        check(
            "Re: press",
            "Yes.\n\n-----Original Message-----\nFrom: Ada <ada@x.example>\nSent: Monday\nTo: Bob\nSubject: press\n\nIt stops.",
        );
        check("Re: press", "Yes.\n\nOn 5 Jan 2026, at 9:00, Ada <ada@x.example> wrote:\n> It stops.");
        check("Fwd: press", "nothing here");
        check("Invoice: 5", "From: Ada <ada@x.example>\nDate: today\nSubject: x\n\ny");
    }
}
