//! The subject line of a letter: one line, the reference once, no stack of `Re: AW: Re:`.

use crate::mail::Subject;
use crate::mail::prefix::{Prefix, prefix_of};

/// Longer topics say no more and fill a small screen.
const MAX_TOPIC_CHARS: usize = 160;

/// The topic of a mail: its subject without answer prefixes and without `[HD-00042]` of its own ticket, shortened if it
/// is very long.
pub(super) fn topic(subject: &str, reference: &str) -> String {
    let bare = bare(subject, reference);
    if bare.chars().count() <= MAX_TOPIC_CHARS {
        return bare;
    }
    let head: String = bare.chars().take(MAX_TOPIC_CHARS).collect();
    // Cut at a blank near the end, if there is one.
    let words = head.rsplit_once(' ').map(|(words, _)| words).filter(|words| words.len() * 2 > head.len());
    format!("{}…", words.unwrap_or(&head).trim_end())
}

fn bare(subject: &str, reference: &str) -> String {
    let line = Subject::new(&without_reference(subject, reference));
    let mut rest = line.as_str();
    while let Some(shorter) = without_answer_mark(rest).or_else(|| without_bare_reference(rest, reference)) {
        rest = shorter.trim_start();
    }
    rest.to_owned()
}

/// `[HD-00042] topic`.
pub(super) fn subject_line(rendered: &str, reference: &str) -> Subject {
    let line = bare(rendered, reference);
    Subject::new(&if reference.is_empty() { line } else { format!("[{reference}] {line}") })
}

fn without_reference(subject: &str, reference: &str) -> String {
    let mut out = String::with_capacity(subject.len());
    let mut rest = subject;
    while let Some((before, inside, after)) = next_bracket(rest) {
        out.push_str(before);
        if reference.is_empty() || !inside.trim().eq_ignore_ascii_case(reference) {
            out.push('[');
            out.push_str(inside);
            out.push(']');
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The first `[…]` without another `[` in it, and the text around it.
fn next_bracket(text: &str) -> Option<(&str, &str, &str)> {
    let (head, after) = text.split_once(']')?;
    let (before, inside) = head.rsplit_once('[')?;
    Some((before, inside, after))
}

/// Forwards (`Fwd:`, `WG:`) stay: they say something.
fn without_answer_mark(text: &str) -> Option<&str> {
    prefix_of(text).filter(|(prefix, _)| *prefix != Prefix::Forward).map(|(_, rest)| rest)
}

/// The reference without brackets at the head.
fn without_bare_reference<'a>(text: &'a str, reference: &str) -> Option<&'a str> {
    let head = text.get(..reference.len()).filter(|head| !head.is_empty())?;
    let rest = text.get(reference.len()..)?;
    let ends = rest.is_empty() || rest.starts_with([' ', ':', ']']);
    (ends && head.eq_ignore_ascii_case(reference)).then(|| rest.trim_start_matches([' ', ':', '-', '–']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_stands_once_and_first() {
        let check = |subject: &str, expected: &str| {
            assert_eq!(subject_line(subject, "HD-00042").as_str(), expected, "{subject:?}");
        };
        check("The press stops", "[HD-00042] The press stops");
        check("Re: AW: [HD-00042] The press stops", "[HD-00042] The press stops");
        check("[hd-00042] Re: [HD-00042] AW: The press stops", "[HD-00042] The press stops");
        check("Antw: Re[2]: HD-00042: The press stops", "[HD-00042] The press stops");
        check("Fwd: [HD-00007] about HD-00042", "[HD-00042] Fwd: [HD-00007] about HD-00042");
        check("[HD-00042]", "[HD-00042]");
        check("", "[HD-00042]");
        check("Re:\r\nBcc: x@x.example", "[HD-00042] Bcc: x@x.example");
        check("Reply: no mark", "[HD-00042] Reply: no mark");
        check("HD-000421 other", "[HD-00042] HD-000421 other");
        check("[open [HD-00042] x", "[HD-00042] [open x");
        check(&"ü".repeat(600), &format!("[HD-00042] {}", "ü".repeat(493)));
    }

    #[test]
    fn a_long_topic_is_cut_at_a_blank() {
        assert_eq!(topic(&"ab cd ".repeat(60), ""), format!("{}ab…", "ab cd ".repeat(26)));
        assert_eq!(topic(&"ü".repeat(600), ""), format!("{}…", "ü".repeat(160)));
    }

    #[test]
    fn no_reference_no_brackets() {
        assert_eq!(subject_line("Re: a", "").as_str(), "a");
        assert_eq!(subject_line("[] Re: a", "").as_str(), "[] Re: a");
    }
}
