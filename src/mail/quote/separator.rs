//! Lines that part new from old: `-----Original Message-----` and its kin in other languages and programs.

use std::sync::LazyLock;

use super::OpeningKind;
use super::phrases::Phrases;
use super::vocabulary::{FORWARD_STEMS, FORWARDED, ORIGINAL};
use crate::mail::clean::truncated;

static ORIGINALS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(ORIGINAL));
static FORWARDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(FORWARDED));

/// Longer lines are prose.
const MAX_BYTES: usize = 160;
/// What is drawn around the words.
const DRAWN: &[char] =
    &['-', '_', '=', '*', '#', '+', '~', '—', '–', '─', '━', ' ', '\t', '\u{A0}', '>', '<', '|', '[', ']', ':', '：'];

/// What sort of separator a line is, if it is one.
pub fn kind_of(line: &str) -> Option<OpeningKind> {
    let line = match line.trim_start().starts_with("--") {
        // Yahoo writes the fields on the same line
        true => truncated(line, MAX_BYTES),
        false if line.len() > MAX_BYTES => return None,
        false => line,
    };
    let first = line.chars().find(|c| !c.is_whitespace())?;
    let drawn = DRAWN.contains(&first);
    let ends_in_colon = line.trim_end().ends_with([':', '：']);
    if !drawn && !ends_in_colon && !mentions_a_line(line) {
        return None;
    }
    // the Turkish capital İ leaves a dot of its own behind
    let lower = line.to_lowercase().replace('\u{307}', "");
    if says_write_above(&lower) {
        return Some(OpeningKind::WriteAbove);
    }
    let core = lower.trim_matches(DRAWN);
    if core.is_empty() {
        return None;
    }
    let dashes =
        drawn && lower.trim_start().chars().take(2).filter(|c| DRAWN.contains(c) && !c.is_whitespace()).count() == 2;
    let starts = |words: &Phrases| words.starting(core).any(|word| core == word || starts_word(core, word));
    let bare = ends_in_colon && starts(&FORWARDS);
    if dashes && starts(&FORWARDS) || bare && core.len() < 60 {
        return Some(OpeningKind::Forwarded);
    }
    if dashes && FORWARD_STEMS.iter().any(|stem| framed(&lower).is_some_and(|words| words.contains(stem))) {
        return Some(OpeningKind::Forwarded);
    }
    (dashes && starts(&ORIGINALS) || ends_in_colon && ORIGINALS.is(core)).then_some(OpeningKind::Original)
}

/// Words between dashes, in a language that we do not know.
pub fn is_framed(line: &str) -> bool {
    let line = line.trim().trim_matches('*');
    let drawn = |frame: &str| line.starts_with(frame) && line.ends_with(frame);
    line.len() <= MAX_BYTES
        && (drawn("----") || drawn("====") || drawn("____") || drawn("####"))
        && line.contains(|c: char| c.is_alphabetic())
}

/// What stands between two rows of dashes; fields may follow on the line.
fn framed(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '*');
    let frame = line.chars().next().filter(|c| matches!(c, '-' | '=' | '_' | '#'))?;
    let inner = line.trim_start_matches(frame);
    let end = inner.as_bytes().windows(3).position(|window| window.iter().all(|&byte| byte == frame as u8))?;
    inner.get(..end)
}

/// A short line that ends in a colon and has a word for passing on: with fields below it, a forward begins.
pub fn hints_at_forward(line: &str) -> bool {
    line.len() <= MAX_BYTES
        && line
            .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '\u{200E}' | '\u{200F}'))
            .ends_with([':', '：'])
        && {
            let lower = line.to_lowercase().replace('\u{307}', "");
            FORWARD_STEMS.iter().any(|stem| lower.contains(stem))
        }
}

/// `word` at the start of `text`, and the text ends soon behind it (`Forwarded by Ada on 5 May`).
fn starts_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) || !word.is_ascii())
}

/// The marker of helpdesks without anything drawn around it; only the commonest is looked for on every line.
fn mentions_a_line(line: &str) -> bool {
    (16..=120).contains(&line.len())
        && line.as_bytes().windows(9).any(|window| window == b"this line" || window == b"THIS LINE")
}

/// `##- Please type your reply above this line -##` and its kin.
fn says_write_above(lower: &str) -> bool {
    #[rustfmt::skip]
    const LINES: &[(&str, &str)] = &[
        ("above this line", "reply"), ("above this line", "write"), ("above this line", "type"),
        ("above this line", "respond"), ("above this line", "answer"), ("above the dotted line", "reply"),
        ("oberhalb dieser", "antwort"), ("über dieser", "antwort"), ("oberhalb dieser", "schreib"),
        ("über diese", "antwort"), ("boven deze", "antwoord"), ("boven deze", "reactie"), ("boven deze", "schrijf"),
        ("boven deze", "typ"), ("au-dessus de cette ligne", ""), ("encima de esta línea", ""),
        ("por encima de esta", ""), ("sopra questa riga", ""), ("sopra questa linea", ""), ("acima desta linha", ""),
        ("over denne linje", ""), ("ovenfor denne linje", ""), ("ovanför denna rad", ""),
        ("ovanför den här raden", ""), ("yläpuolelle", "vasta"), ("powyżej tej linii", ""), ("nad tímto řádkem", ""),
        ("выше этой линии", ""), ("выше этой черты", ""),
    ];
    LINES.iter().any(|(place, deed)| lower.contains(place) && lower.contains(deed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use OpeningKind::{Forwarded, Original, WriteAbove};

    #[test]
    fn separators() {
        let check = |line: &str, expected: Option<OpeningKind>| assert_eq!(kind_of(line), expected, "{line:?}");
        check("-----Original Message-----", Some(Original));
        check("----- Original Message ----- ", Some(Original));
        check("________ Original message ________", Some(Original));
        check("-----Ursprüngliche Nachricht-----", Some(Original));
        check("------------------ 原始邮件 ------------------", Some(Original));
        check("-------- Исходное сообщение --------", Some(Original));
        check("---------- Forwarded message ---------", Some(Forwarded));
        check("---------- Forwarded message ---------- ", Some(Forwarded));
        check("Begin forwarded message:", Some(Forwarded));
        check("Anfang der weitergeleiteten Nachricht:", Some(Forwarded));
        check("Début du message réexpédié :", Some(Forwarded));
        check("----- Forwarded by Ada/Company on 05/01/2026 -----", Some(Forwarded));
        check("##- Please type your reply above this line -##", Some(WriteAbove));
        check("--- Reply ABOVE THIS LINE to respond ---", Some(WriteAbove));
        check("Original message", None);
        check("The original message was lost:", None);
        check("- forwarded message of Ada", None);
        check("--", None);
        check("-----", None);
        check("I forwarded the message:", None);
        check("", None);
    }
}
