//! Attributions: `On Mon, 5 Jan 2026 at 09:00, Ada <ada@x.example> wrote:` in the languages of the world, on one line or
//! wrapped over several.
//!
//! The law: the last line ends in a colon; somewhere there is a verb of writing; and there is a date, a time or an
//! address. What has only a name and the verb is weak: it counts above quoted lines.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::lines::Line;
use super::phrases::Phrases;
use super::vocabulary::{ON, ON_ANYWHERE, WROTE};
use super::{Opening, OpeningKind};

static VERBS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(WROTE).ok());
static ONS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(ON));

/// Attributions are wrapped over at most so many lines.
const MAX_LINES: usize = 5;
/// Longer ones are prose.
const MAX_BYTES: usize = 500;

/// The attribution whose last line this is, if it is one.
pub fn ending_at(lines: &[Line<'_>], at: usize) -> Option<Opening> {
    let last = lines.get(at)?;
    let trimmed = trimmed_end(last.text);
    if last.text.len() > MAX_BYTES {
        return None;
    }
    let shape = shape_of(trimmed)?;
    let mut weak = None;
    let mut started = None;
    let mut unknown = None;
    let mut text = String::new();
    for count in 1..=MAX_LINES {
        let Some(from) = (at + 1).checked_sub(count) else { break };
        let Some(line) = lines.get(from).filter(|line| !line.blank && !line.quoted) else { break };
        if text.len() + line.text.len() > MAX_BYTES || count > 1 && ends_a_sentence(line.text) {
            break;
        }
        text = format!("{} {text}", line.text.trim()).to_lowercase();
        match strength(text.trim(), shape) {
            // the farthest line with a date of its own, else the nearest that begins like one
            Strength::Strong if starts(line.text) && (started.is_none() || has_date(line.text)) => started = Some(from),
            // in a language whose first word we do not know: a wrapped line with the date, at the start of a paragraph
            Strength::Strong
                if count > 1 && has_date(line.text) && line.text.len() >= 30 && begins_paragraph(lines, from) =>
            {
                unknown = Some(from);
            }
            Strength::Strong if weak.is_none_or(|(_, kind)| kind == OpeningKind::WeakAttribution) => {
                weak = Some((from, OpeningKind::Attribution));
            }
            Strength::Weak if weak.is_none() => weak = Some((from, OpeningKind::WeakAttribution)),
            _ => {}
        }
    }
    let strong = started.or(unknown).map(|from| (from, OpeningKind::Attribution));
    strong.or(weak).map(|(from, kind)| Opening { from, to: at + 1, kind })
}

fn begins_paragraph(lines: &[Line<'_>], at: usize) -> bool {
    at.checked_sub(1).and_then(|above| lines.get(above)).is_none_or(|above| above.blank || above.quoted)
}

/// How the last line of an attribution ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// With a colon.
    Colon,
    /// With dashes (`---- On … wrote ----`, Zoho).
    Dashes,
    /// With an address in angle brackets and nothing more (old Gmail).
    Address,
    /// With the verb, and no colon.
    Verb,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strength {
    None,
    Weak,
    Strong,
}

fn trimmed_end(line: &str) -> &str {
    line.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '\u{A0}' | '*' | '_' | '>') || is_mark(c))
        .trim_end_matches(['"', '\u{201D}'])
}

/// Marks of direction, which Hebrew and Arabic programs put around names and at the ends of lines.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn shape_of(trimmed: &str) -> Option<Shape> {
    if trimmed.ends_with([':', '：']) || trimmed.ends_with(":‎") {
        return Some(Shape::Colon);
    }
    if trimmed.ends_with("---") {
        return Some(Shape::Dashes);
    }
    if trimmed.ends_with("wrote") || trimmed.ends_with("écrit") || trimmed.ends_with("schrieb") {
        return Some(Shape::Verb);
    }
    let digit_first = trimmed.trim_start().starts_with(|c: char| c.is_ascii_digit());
    (digit_first && trimmed.contains('@') && trimmed.contains('<')).then_some(Shape::Address)
}

/// What speaks for a text being an attribution; the text is lower case.
fn strength(text: &str, shape: Shape) -> Strength {
    let dated = has_date(text);
    let address = has_address(text);
    // the verbs are many: they are looked for only where one would decide
    let verb = (dated || address || text.len() < 120) && has_verb(text);
    match shape {
        Shape::Colon if verb && (dated || address) => Strength::Strong,
        Shape::Colon if dated && address && begins_on(text) => Strength::Strong,
        Shape::Colon if verb && text.len() < 120 || address && text.len() < 120 && is_quoting(text) => Strength::Weak,
        Shape::Dashes if verb && (dated || text.starts_with("--")) => Strength::Strong,
        Shape::Verb if dated && address && begins_on(text) => Strength::Strong,
        Shape::Address if dated && address && text.len() < 160 => Strength::Weak,
        _ => Strength::None,
    }
}

/// `Quoting Ada <ada@x.example>:` (Horde).
fn is_quoting(text: &str) -> bool {
    ["quoting", "zitat von", "citando", "citat", "cytowanie", "lainaus", "citát", "mensaje citado por", "quoted by"]
        .iter()
        .any(|word| text.starts_with(word))
}

/// A verb of writing that stands as a word of its own; in scripts without blanks, anywhere.
fn has_verb(text: &str) -> bool {
    let Some(verbs) = VERBS.as_ref() else { return false };
    verbs.find_overlapping_iter(text).any(|found| {
        let before = text.get(..found.start()).and_then(|before| before.chars().next_back());
        let after = text.get(found.end()..).and_then(|after| after.chars().next());
        let unspaced = |c: char| c as u32 > 0x2E80;
        let verb = text.get(found.range()).and_then(|verb| verb.chars().next());
        let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() || unspaced(c));
        verb.is_some_and(unspaced) || free(before) && free(after)
    })
}

/// `ada@x.example`, in whatever brackets.
fn has_address(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + 1..).and_then(|after| after.chars().next());
        before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '"'))
            && after.is_some_and(char::is_alphanumeric)
    }) || text.contains("mailto:")
}

/// A year, a time of day, or a day and a month in digits.
pub fn has_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(tail) = bytes.get(at..) {
        let Some(skip) = tail.iter().position(u8::is_ascii_digit) else { return false };
        let tail = tail.get(skip..).unwrap_or_default();
        let digits = tail.iter().take_while(|b| b.is_ascii_digit()).count();
        let year = digits == 4 && (tail.starts_with(b"19") || tail.starts_with(b"20"));
        let behind = tail.get(digits..).unwrap_or_default();
        let pair = digits <= 4
            && matches!(behind, [b':' | b'/' | b'.' | b'-' | b'h', next, ..] if next.is_ascii_digit())
            || digits <= 4
                && matches!(behind, [0xE5, 0xB9, 0xB4, ..] | [0xE6, 0x9C, 0x88, ..] | [0xEB, 0x85, 0x84, ..]);
        if year || digits <= 2 && pair || digits == 4 && pair {
            return true;
        }
        at += skip + digits;
    }
    false
}

/// Does a line look like the first one of an attribution?
fn starts(line: &str) -> bool {
    begins_on(&line.trim().to_lowercase())
}

fn begins_on(lower: &str) -> bool {
    let drawn = |c: char| is_mark(c) || matches!(c, '-' | '*' | '_' | '"' | ' ' | '(' | '[' | '\u{A0}' | '«' | '|');
    let lower = lower.trim_start_matches(drawn);
    if lower.starts_with(|c: char| c.is_ascii_digit()) || ON_ANYWHERE.iter().any(|word| lower.starts_with(word)) {
        return true;
    }
    ONS.starting(lower)
        .any(|word| lower.strip_prefix(word).is_some_and(|rest| rest.starts_with(|c: char| !c.is_alphabetic())))
}

/// Prose that happens to stand above: it ends in a full stop.
fn ends_a_sentence(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with(['!', '?', '。'])
        || line.ends_with('.')
            && !line.ends_with("г.")
            && !line.ends_with("p.m.")
            && !line.ends_with("a.m.")
            && line.len() > 60
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;
    use OpeningKind::{Attribution, WeakAttribution};

    /// What programs write, in the languages that they speak.
    #[rustfmt::skip]
    const ATTRIBUTIONS: &[&str] = &[
        // Gmail
        "On Mon, Jan 5, 2026 at 9:00 AM Ada Byron <ada@x.example> wrote:",
        "Op ma 5 jan 2026 om 09:00 schreef Ada Byron <ada@x.example>:",
        "Am Mo., 5. Jan. 2026 um 09:00 Uhr schrieb Ada Byron <ada@x.example>:",
        "Le lun. 5 janv. 2026 à 09:00, Ada Byron <ada@x.example> a écrit :",
        "El lun, 5 ene 2026 a las 9:00, Ada Byron (<ada@x.example>) escribió:",
        "Il giorno lun 5 gen 2026 alle ore 09:00 Ada Byron <ada@x.example> ha scritto:",
        "Em seg., 5 de jan. de 2026 às 09:00, Ada Byron <ada@x.example> escreveu:",
        "Den man. 5. jan. 2026 kl. 09.00 skrev Ada Byron <ada@x.example>:",
        "man. 5. jan. 2026 kl. 09:00 skrev Ada Byron <ada@x.example>:",
        "ma 5. tammik. 2026 klo 9.00 Ada Byron (ada@x.example) kirjoitti:",
        "pon., 5 sty 2026 o 09:00 Ada Byron <ada@x.example> napisał(a):",
        "po 5. 1. 2026 v 9:00 odesílatel Ada Byron <ada@x.example> napsal:",
        "Ada Byron <ada@x.example> ezt írta (időpont: 2026. jan. 5., H, 9:00):",
        "пн, 5 янв. 2026 г. в 09:00, Ada Byron <ada@x.example>:",
        "пн, 5 січ. 2026 р. о 09:00 Ada Byron <ada@x.example> пише:",
        "Ada Byron <ada@x.example>, 5 Oca 2026 Pzt, 09:00 tarihinde şunu yazdı:",
        "În lun., 5 ian. 2026 la 09:00, Ada Byron <ada@x.example> a scris:",
        "2026年1月5日(月) 9:00 Ada Byron <ada@x.example>:",
        "Ada Byron <ada@x.example> 于2026年1月5日周一 09:00写道：",
        "Ada Byron <ada@x.example> 於 2026年1月5日 週一 上午9:00寫道：",
        "2026년 1월 5일 (월) 오전 9:00, Ada Byron <ada@x.example>님이 작성:",
        "Στις Δευ 5 Ιαν 2026 στις 9:00 π.μ., ο χρήστης Ada Byron <ada@x.example> έγραψε:",
        "\u{202B}בתאריך יום ב׳, 5 בינו׳ 2026 ב-9:00 מאת \u{202A}Ada Byron\u{202C}\u{200F} <\u{202A}ada@x.example\u{202C}\u{200F}>:\u{202C}",
        "Vào Th 2, 5 thg 1, 2026 vào lúc 09:00 Ada Byron <ada@x.example> đã viết:",
        "Pada tanggal Sen, 5 Jan 2026 pukul 09.00 Ada Byron <ada@x.example> menulis:",
        "На пн, 5.01.2026 г. в 9:00 Ada Byron <ada@x.example> написа:",
        "pon, 5. sij 2026. u 09:00 Ada Byron <ada@x.example> napisao je:",
        "po 5. 1. 2026 o 9:00 Ada Byron <ada@x.example> napísal(a):",
        "2026-01-05, pr, 09:00 Ada Byron <ada@x.example> rašė:",
        "Missatge de Ada Byron <ada@x.example> del dia dl., 5 de gen. 2026 a les 9:00:",
        "Þann mán., 5. jan. 2026 kl. 09:00 skrifaði Ada Byron <ada@x.example>:",
        // Apple Mail
        "On 5 Jan 2026, at 09:00, Ada Byron <ada@x.example> wrote:",
        "Am 05.01.2026 um 09:00 schrieb Ada Byron <ada@x.example>:",
        "Op 5 jan 2026, om 09:00 heeft Ada Byron <ada@x.example> het volgende geschreven:",
        "2026/01/05 9:00、Ada Byron <ada@x.example>のメール:",
        "Wiadomość napisana przez Ada Byron <ada@x.example> w dniu 5 sty 2026, o godz. 09:00:",
        "5. 1. 2026 v 9:00, Ada Byron <ada@x.example>:",
        "5 янв. 2026 г., в 9:00, Ada Byron <ada@x.example> написал(а):",
        "Ada Byron <ada@x.example> şunları yazdı (5 Oca 2026 09:00):",
        "Ada Byron <ada@x.example> kirjoitti 5.1.2026 kello 9.00:",
        "ב-5 בינו׳ 2026, בשעה 9:00, Ada Byron <ada@x.example> כתב/ה:",
        "2026. 1. 5. 오전 9:00, Ada Byron <ada@x.example> 작성:",
        // Thunderbird
        "On 05/01/2026 09:00, Ada Byron wrote:",
        "Am 05.01.26 um 09:00 schrieb Ada Byron:",
        "Le 05/01/2026 à 09:00, Ada Byron a écrit :",
        "Il 05/01/2026 09:00, Ada Byron ha scritto:",
        "W dniu 5.01.2026 o 09:00, Ada Byron pisze:",
        "Dne 05. 01. 26 v 9:00 Ada Byron napsal(a):",
        "05.01.2026 09:00, Ada Byron пишет:",
        "Den 2026-01-05 kl. 09:00, skrev Ada Byron:",
        "2026. 01. 05. 9:00 keltezéssel, Ada Byron írta:",
        "在 2026/1/5 9:00, Ada Byron 写道:",
        "2026-01-05 오전 9:00에 Ada Byron 이(가) 쓴 글:",
        "5.01.2026 09:00 tarihinde Ada Byron yazdı:",
        "Στις 5/1/26 09:00, ο Ada Byron έγραψε:",
        // others
        "---- On Mon, 05 Jan 2026 09:00:00 +0100 Ada Byron <ada@x.example> wrote ----",
        "Ada schrieb am 5.1.2026:",
        "Quoting Ada Byron <ada@x.example>, 5 Jan 2026 9:00 wrote:",
    ];

    fn found(text: &str) -> Option<(usize, OpeningKind)> {
        let lines = lines(text);
        ending_at(&lines, lines.len().saturating_sub(1)).map(|opening| (opening.from, opening.kind))
    }

    #[test]
    fn attributions_on_one_line() {
        for text in ATTRIBUTIONS {
            assert_eq!(found(text), Some((0, Attribution)), "{text:?}");
        }
    }

    /// Programs wrap between words, at seventy columns or so.
    #[test]
    fn attributions_over_several_lines() {
        for text in ATTRIBUTIONS.iter().filter(|text| text.len() > 45) {
            let mut wrapped = String::from("Thank you.\n\n");
            let mut width = 0;
            for word in text.split(' ') {
                let length = word.chars().count();
                let separator = if width == 0 {
                    ""
                } else if width + length > 50 {
                    "\n"
                } else {
                    " "
                };
                width = if separator == "\n" { length } else { width + length + 1 };
                wrapped.push_str(separator);
                wrapped.push_str(word);
            }
            assert_eq!(found(&wrapped), Some((2, Attribution)), "{wrapped:?}");
        }
    }

    #[test]
    fn what_is_less_than_an_attribution() {
        let check = |text: &str, expected: Option<(usize, OpeningKind)>| assert_eq!(found(text), expected, "{text:?}");
        check("Ada wrote:", Some((0, WeakAttribution)));
        check("2026/1/5 Ada <ada@x.example>", Some((0, WeakAttribution)));
        check("Thanks.\nOn Mon, Jan 5, 2026 at 9:00 AM,\nAda\n<ada@x.example>\nwrote:", Some((1, Attribution)));
        check("On Nov 21, 2026,\nat 10:18,\nAda <ada@x.example> wrote:", Some((0, Attribution)));
        check("These are the facts:", None);
        check("On 5 January these things happened:", None);
        check("He wrote me", None);
        check("", None);
    }

    #[test]
    fn dates() {
        let check = |text: &str, expected: bool| assert_eq!(has_date(text), expected, "{text:?}");
        check("5 jan 2026", true);
        check("at 9:00", true);
        check("5/1", true);
        check("2026年1月", true);
        check("12 monkeys", false);
        check("room 404 or 1500", false);
        check("", false);
    }
}
