//! Lines that say that words are for colleagues, without any command: "Internal: …", `[Intern] …`, "Nur für Kollegen – …".
//!
//! Comes in: an agent's words. Goes out: the first such line. What may also be said to a customer ("Note: …") counts at the
//! beginning alone.

use super::undress::says_note;

/// The most characters before the words themselves.
const MAX_HEAD: usize = 40;

/// Words that a customer is not told. One of them must be there.
#[rustfmt::skip]
const INTERNAL: &[&str] = &[
    "internal", "internally", "intern", "interne", "internes", "confidential", "vertraulich", "vertrouwelijk", "private", "privat", "privé", "prive",
    "colleague", "colleagues", "kollegen", "kolleginnen", "kollege", "kollegin", "collega", "collegas",
];

/// Words that are for colleagues at the beginning of a mail.
#[rustfmt::skip]
const NOTES: &[&str] = &["note", "notes", "notiz", "notitie", "memo", "hinweis", "anmerkung", "opmerking", "comment", "nota"];

/// Words that say no more beside them.
#[rustfmt::skip]
const BESIDE: &[&str] = &[
    "only", "for", "use", "the", "to", "my", "our", "team", "fyi", "info", "and", "dear", "hi", "s",
    "nur", "für", "fuer", "die", "zur", "an", "und", "liebe", "lieber", "hallo", "bitte",
    "alleen", "voor", "de", "ter", "aan", "en", "beste", "hoi",
];

/// The line.
pub fn says_internal(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    let is_first = || is_internal(first, true) || heads(first).any(says_note);
    if is_first() { Some(first) } else { lines.find(|line| is_internal(line, false)) }
}

fn is_internal(line: &str, is_first: bool) -> bool {
    heads(line).any(|head| {
        let lower = head.to_lowercase();
        let words = || lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let says = |word: &str| INTERNAL.contains(&word) || is_first && NOTES.contains(&word);
        words().any(says) && words().all(|word| says(word) || NOTES.contains(&word) || BESIDE.contains(&word))
    })
}

/// What stands before the words of a line.
fn heads(line: &str) -> impl Iterator<Item = &str> {
    const ENDS: [&str; 9] = [":", "：", "]", ")", " - ", " – ", " — ", ",", "!"];
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let before = move |end: &str| line.split_once(end).map(|(head, _)| head);
    let whole = line.trim_end_matches(|c: char| !c.is_alphanumeric());
    ENDS.iter().filter_map(move |end| before(end)).chain([whole]).filter(|head| head.len() <= MAX_HEAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_colleagues_say_so() {
        for text in [
            "Internal: he is annoying",
            "INTERNAL",
            "internal note: he is annoying",
            "Internal use only – he never pays",
            "[Intern] Er nervt.",
            "(intern) Er nervt.",
            "*Intern:* Er nervt.",
            "Nur intern: er nervt",
            "Interne Notiz: er nervt",
            "Vertraulich - er nervt",
            "Nur für Kollegen: er nervt",
            "Liebe Kolleginnen und Kollegen, wer nimmt das?",
            "Alleen voor collega's: hij zeurt",
            "Interne notitie: hij zeurt",
            "Beste collega's, wie pakt dit op?",
            "Note: he never pays",
            "Notiz: er zahlt nie",
            "Hi Ada,\n\nwe come on Friday.\n\nInternal: she is annoying",
            "Hi Ada,\n\nwe come on Friday.\n\n(intern)\nSie nervt.",
        ] {
            assert!(says_internal(text).is_some(), "{text:?}");
        }
        for text in [
            "",
            "Which press?",
            "Internal server error: what did you do before?",
            "The internal fuse: replace it.",
            "Hi Ada,\n\nNote: the fuse is hot.",
            "My colleague comes on Friday.",
            "Der interne Speicher ist voll.",
            "Hi Ada, my colleagues come: Ben and Otto.",
            "Dear team, we come on Friday.",
            "Note the red light.",
            "Kind regards\nAnna Adler, Internal Sales",
            "Private houses - we do not serve them.",
        ] {
            assert_eq!(says_internal(text), None, "{text:?}");
        }
    }
}
