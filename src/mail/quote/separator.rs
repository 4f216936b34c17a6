//! Lines that part new from old: `-----Original Message-----` and its kin in other languages and programs.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::OpeningKind;
use super::clues::{has_address, has_date};
use super::phrases::Phrases;
use super::vocabulary::{FORWARD_STEMS, FORWARDED, ORIGINAL};
use crate::mail::clean::truncated;
use crate::mail::wordlist::Wordlist;

static ORIGINALS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(ORIGINAL));
static THIS_LINE: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| [Finder::new("this line"), Finder::new("THIS LINE")]);
static FORWARDING: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(FORWARD_STEMS));
static FORWARDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(FORWARDED));

/// Longer lines are prose.
const MAX_BYTES: usize = 160;
/// What is drawn around the words.
const DRAWN: &[char] = &[
    '-', '_', '=', '*', '#', '+', '~', '\u{2010}', '\u{2011}', '\u{2012}', '–', '—', '―', '−', '─', '━', ' ', '\t',
    '\u{A0}', '>', '<', '|', '[', ']', ':', '：',
];

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
    let lower = plain_lower(line);
    let core = lower.trim_matches(DRAWN);
    if core.is_empty() {
        return None;
    }
    if says_write_above(&lower) {
        return Some(OpeningKind::WriteAbove);
    }
    let lines = |c: &char| DRAWN.contains(c) && !c.is_whitespace();
    let dashes = drawn
        && (lower.trim_start().chars().take(2).filter(lines).count() == 2
            || lower.trim_end().chars().rev().take(3).filter(lines).count() == 3);
    let starts = |words: &Phrases| words.starting(core).any(|word| core == word || starts_word(core, word));
    let bare = ends_in_colon && starts(&FORWARDS);
    if dashes && starts(&FORWARDS) || bare && core.len() < 60 {
        return Some(OpeningKind::Forwarded);
    }
    if dashes && framed(&lower).is_some_and(|words| FORWARDING.find(words).is_some()) {
        return Some(OpeningKind::Forwarded);
    }
    (dashes && starts(&ORIGINALS) || ends_in_colon && ORIGINALS.is(core)).then_some(OpeningKind::Original)
}

/// `Original Message` without anything drawn around it (BlackBerry); it counts above fields.
pub fn is_bare_original(line: &str) -> bool {
    let line = line.trim_matches(|c: char| c.is_whitespace() || c == '*');
    line.len() <= 60 && ORIGINALS.is(&line.to_lowercase())
}

/// In lower case; the Turkish capital İ leaves a dot of its own behind, which is taken off.
fn plain_lower(line: &str) -> String {
    let lower = line.to_lowercase();
    if lower.contains('\u{307}') { lower.replace('\u{307}', "") } else { lower }
}

/// Words between dashes, in a language that we do not know; it counts above fields.
pub fn is_framed(line: &str) -> bool {
    let line = line.trim();
    let drawn = |c: &char| DRAWN.contains(c) && !c.is_whitespace();
    line.len() <= MAX_BYTES
        && line.chars().take_while(drawn).count() >= 3
        && line.chars().rev().take_while(drawn).count() >= 3
        && line.contains(|c: char| c.is_alphabetic())
}

/// `>>> Ada Byron <ada@x.example> 05.01.2026 09:00 >>>` (GroupWise), with the quote below it.
pub fn is_groupwise(line: &str) -> bool {
    line.len() <= MAX_BYTES
        && line.starts_with(">>> ")
        && line.trim_end().ends_with(" >>>")
        && (has_date(line) || has_address(line))
}

/// `Posted by ada on 01/05/2026`, above a quoted post.
pub fn is_posted_by(line: &str) -> bool {
    let line = line.trim();
    if !line.get(..10).is_some_and(|head| head.eq_ignore_ascii_case("posted by ")) {
        return false;
    }
    let date = line.rsplit(' ').next().unwrap_or_default();
    line.len() <= MAX_BYTES && date.matches('/').count() == 2 && date.bytes().all(|b| b.is_ascii_digit() || b == b'/')
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
            let lower = plain_lower(line);
            FORWARDING.find(&lower).is_some()
        }
}

/// `word` at the start of `text`, and the text ends soon behind it (`Forwarded by Ada on 5 May`).
fn starts_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) || !word.is_ascii())
}

/// The marker of helpdesks without anything drawn around it; only the commonest is looked for on every line.
fn mentions_a_line(line: &str) -> bool {
    (16..=120).contains(&line.len()) && THIS_LINE.iter().any(|words| words.find(line.as_bytes()).is_some())
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
        ("выше этой линии", ""), ("выше этой черты", ""), ("выше этой строки", ""), ("вище цієї лінії", ""),
        ("вище цього рядка", ""), ("nad tento řádek", ""), ("nad touto čarou", ""), ("nad tento riadok", ""),
        ("nad týmto riadkom", ""), ("e vonal fölé", ""), ("e sor fölé", ""), ("a vonal fölé", ""),
        ("bu satırın üst", ""), ("bu satırın üzerine", ""), ("bu çizginin üst", ""), ("deasupra acestei linii", ""),
        ("πάνω από αυτή", ""), ("מעל לשורה", ""), ("מעל שורה", ""), ("iznad ove", ""), ("над този ред", ""),
        ("над тази линия", ""), ("di atas baris ini", ""), ("phía trên dòng này", ""), ("เหนือบรรทัดนี้", ""),
        ("فوق هذا السطر", ""), ("この行より上", ""), ("この線より上", ""), ("この行の上", ""), ("此行上方", ""), ("此行之上", ""),
        ("这行之上", ""), ("此线以上", ""), ("此行以上", ""), ("此行上方", ""), ("此線上方", ""), ("이 줄 위", ""), ("이 선 위", ""),
        ("per sobre d'aquesta línia", ""), ("selle joone kohale", ""), ("virš šios eilutės", ""),
        ("virs šīs līnijas", ""), ("tämän rivin yläpuolelle", ""), ("tämän viivan yläpuolelle", ""),
        ("oberhalb der linie", "antwort"), ("boven deze lijn", ""), ("boven deze regel", ""),
    ];
    // People speak of the line, of themselves, and ask what it means.
    const OWN: &[&str] = &[" my ", " mine", " i ", " me ", " mein", " ich ", " mir ", " mijn ", " ik "];
    let is_own = lower.contains(['?', '"', '“', '„', '«'])
        || OWN.iter().any(|word| lower.contains(word))
        || lower.starts_with("i ");
    !is_own && LINES.iter().any(|(place, deed)| lower.contains(place) && lower.contains(deed))
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
        check("Do not type above this line, my answer is on the plan.", None);
        check("I did not understand what \"reply above this line\" means.", None);
        check("What does reply above this line mean?", None);
        check("Bitte schreiben Sie oberhalb dieser Linie meinen Namen", None);
        check("Original message", None);
        check("The original message was lost:", None);
        check("- forwarded message of Ada", None);
        check("--", None);
        check("-----", None);
        check("I forwarded the message:", None);
        check("", None);
    }
}
