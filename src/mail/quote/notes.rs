//! The head above a mail that Lotus Notes quotes or forwards: a name and a date, then `To`, `cc` and `Subject`.
//!
//! Comes in: lines. Goes out: who wrote, what about, and where the head ends. The name stands alone with the date below it,
//! or both on one line (`"Ada" <ada@x.example> on 05/01/2026 09:00 AM`); the labels have their values beside or below them.

use super::clues::has_date;
use super::fields::field_of;
use super::lines::{Line, has_digits, unquoted};
use super::names::QuotedField;

/// The most lines of a head.
const MAX_LINES: usize = 24;
/// The longest line with a name.
const MAX_NAME: usize = 200;
/// The longest date.
const MAX_DATE: usize = 40;

/// What a head says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotesHead<'t> {
    /// The name or the address of who wrote.
    pub sender: &'t str,
    /// What about; perhaps empty.
    pub subject: &'t str,
    /// The first line behind the head.
    pub to: usize,
}

/// The head that begins at a line.
pub fn head_at<'t>(lines: &[Line<'t>], at: usize) -> Option<NotesHead<'t>> {
    // Of all lines of a text, few are near enough digits for a date.
    if !lines.iter().skip(at).take(4).any(|line| line.dated) {
        return None;
    }
    let text = bare(lines, at).filter(|text| !text.is_empty() && text.len() <= MAX_NAME)?;
    let (text, labelled_from) = match field_of(text) {
        Some((QuotedField::From, value)) => (value, true),
        Some(_) => return None,
        None => (text, false),
    };
    let (sender, dated) = match before_date(text) {
        Some(sender) => (sender, at),
        None => {
            (text, (at + 1..at + 4).find(|&at| is_date(lines, at)).filter(|&date| are_asides(lines, at + 1, date))?)
        }
    };
    let labels = (dated + 1..dated + 7).find(|&at| label_at(lines, at).is_some())?;
    // on one line they could be a log's; that has no To below
    let addressed = matches!(label_at(lines, labels), Some((QuotedField::To | QuotedField::Cc, _)));
    if dated == at && (!addressed || text.starts_with("--")) || !are_asides(lines, dated + 1, labels) {
        return None;
    }
    // a journey has a From and a date, too; a mail a time of day, or who sent it for another
    let timed =
        || text.contains(':') || (dated + 1..labels).any(|at| bare(lines, at).is_some_and(|text| !text.is_empty()));
    if labelled_from && dated == at && !timed() {
        return None;
    }
    let (subject, to) = labelled(lines, labels);
    Some(NotesHead { sender, subject, to })
}

/// The rest of a delimiter that was wrapped: `AM -----`, `10:00 PM`, `---------`.
pub fn is_rest(text: &str) -> bool {
    let words = text.split_whitespace().filter(|word| !word.chars().all(|c| matches!(c, '-' | '_' | '=')));
    let short = |word: &str| word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'/'));
    let half = |word: &str| {
        matches!(word.to_ascii_lowercase().as_str(), "am" | "pm" | "a.m." | "p.m." | "uhr" | "cet" | "gmt" | "est")
    };
    text.len() <= 80 && !text.trim().is_empty() && words.into_iter().all(|word| short(word) || half(word))
}

fn bare<'t>(lines: &[Line<'t>], at: usize) -> Option<&'t str> {
    lines.get(at).map(|line| unquoted(line.text).trim())
}

/// What stands before a date at the end of a text: `Ada Byron on`.
fn before_date(text: &str) -> Option<&str> {
    const ON: [&str; 12] =
        [" on", " am", " le", " el", " il", " op", " den", " em", " w dniu", " dne", " on the", " —"];
    let starts = text.match_indices(' ').map(|(at, blank)| at + blank.len());
    let date = starts.into_iter().find(|&at| {
        text.get(at..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) && looks_like_date(rest))
    })?;
    let head = text.get(..date)?.trim_end();
    let head = ON.iter().find_map(|on| head.strip_suffix(on)).unwrap_or(head).trim_end();
    (!head.is_empty() && head.split_whitespace().count() <= 8).then_some(head)
}

fn is_date(lines: &[Line<'_>], at: usize) -> bool {
    bare(lines, at).is_some_and(|text| looks_like_date(text) && field_of(text).is_none())
}

fn looks_like_date(text: &str) -> bool {
    text.len() <= MAX_DATE
        && has_digits(text)
        && text.chars().filter(|c| c.is_alphabetic()).count() <= 6
        && has_date(text)
}

/// Nothing but empty lines, whom to answer, and who sent it for another.
fn are_asides(lines: &[Line<'_>], from: usize, to: usize) -> bool {
    #[rustfmt::skip]
    const ASIDES: &[&str] = &[
        "please respond to", "sent by", "bitte antwort an", "bitte antworten an", "gesendet von", "veuillez répondre à", "envoyé par", "responda a", "enviado por", "rispondere a", "inviato da",
        "verzonden door", "antwoord aan", "skickat av", "sendt av", "sendt af",
    ];
    (from..to).filter_map(|at| bare(lines, at)).all(|text| {
        let lower = text.to_lowercase();
        text.is_empty() || text.len() <= MAX_NAME && ASIDES.iter().any(|aside| lower.starts_with(aside))
    })
}

/// The label at a line, and its value; `None` where it stands alone.
fn label_at<'t>(lines: &[Line<'t>], at: usize) -> Option<(QuotedField, Option<&'t str>)> {
    let label = |field| matches!(field, QuotedField::To | QuotedField::Cc | QuotedField::Subject);
    let text = bare(lines, at).filter(|text| !text.is_empty())?;
    if let Some((field, value)) = field_of(text) {
        return label(field).then_some((field, Some(value).filter(|value| !value.is_empty())));
    }
    let named = (text.len() < 30).then(|| format!("{text}:"))?;
    field_of(&named).filter(|(field, _)| label(*field)).map(|(field, _)| (field, None))
}

/// The subject among the labels, and where they end.
fn labelled<'t>(lines: &[Line<'t>], from: usize) -> (&'t str, usize) {
    let mut end = from;
    let mut at = from;
    while at < from + MAX_LINES && at < lines.len() {
        match label_at(lines, at) {
            Some((QuotedField::Subject, value)) => {
                // the value may stand below its label
                let below = || bare(lines, at + 1).filter(|text| !text.is_empty());
                return match value.or_else(|| below().filter(|_| !is_inline(lines, at))) {
                    Some(subject) => (subject, at + 1 + usize::from(value.is_none())),
                    None => ("", at + 1),
                };
            }
            Some(_) => end = at + 1,
            None if bare(lines, at).is_none_or(str::is_empty) => {}
            // a value below its label, or one that goes on
            None if at == end => end = at + 1,
            None => break,
        }
        at += 1;
    }
    ("", end)
}

/// The label has a colon: its value stands beside it, or is missing.
fn is_inline(lines: &[Line<'_>], at: usize) -> bool {
    bare(lines, at).is_some_and(|text| text.contains([':', '：']))
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    #[test]
    fn heads() {
        let check = |text: &str, expected: Option<(&str, &str, usize)>| {
            let found = head_at(&lines(text), 0).map(|head| (head.sender, head.subject, head.to));
            assert_eq!(found, expected, "{text:?}");
        };
        check(
            "Ada <ada@x.example>\n05/01/2026 09:00\n\nTo\nBob\ncc\n\nSubject\npress\n\nx",
            Some(("Ada <ada@x.example>", "press", 9)),
        );
        check("Ada/Company\n05.01.2026 09:00\nAn: Bob\nThema: x\n", Some(("Ada/Company", "x", 4)));
        check(
            "\"Ada\" <ada@x.example> on 05/01/2026 09:00:00 AM\n\nTo: Bob\ncc:\nSubject: press\n\nx",
            Some(("\"Ada\" <ada@x.example>", "press", 5)),
        );
        check(
            "Ada on 05/01/2026 09:00 AM\n\nPlease respond to ada@x.example\n\nTo: Bob\nSubject: press",
            Some(("Ada", "press", 6)),
        );
        check(
            "From: Ada Byron 05/01/2026 09:00 AM\nSent by: Cem\nTo: Bob\ncc:\nSubject: press",
            Some(("Ada Byron", "press", 5)),
        );
        check("Ada\nSent by: Cem\n05/01/2026 09:00 AM\n\nTo: Bob\nSubject: press", Some(("Ada", "press", 6)));
        check("Ada\n05.01.2026 09:00\nis when it stopped.\n", None);
        check("------- Comment from Ada 2026-01-05 10:56 -------\nSubject: press", None);
        check("Ada <ada@x.example> 2026-01-05 10:56\nSubject: press", None);
        check("It stopped on 05/01/2026 09:00\n\nWhat now?", None);
        check("From: Ada\nDate: 05.01.2026 09:00\nTo: Bob\nSubject: x", None);
        check("Ada", None);
        assert!(is_rest("AM -----") && is_rest("10:00 PM ---------") && is_rest("------------"));
        assert!(!is_rest("Ada -----") && !is_rest(""));
    }
}
