//! Attributions: `On Mon, 5 Jan 2026 at 09:00, Ada <ada@x.example> wrote:` in the languages of the world, on one line or
//! wrapped over several.
//!
//! The law: the last line ends in a colon; somewhere there is a verb of writing; and there is a date, a time or an
//! address. What has only a name and the verb is weak: it counts above quoted lines.

use super::lines::Line;
use super::vocabulary::{ON, ON_ANYWHERE, WROTE};
use super::{Opening, OpeningKind};

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
            Strength::Strong if weak.is_none_or(|(_, kind)| kind == OpeningKind::WeakAttribution) => {
                weak = Some((from, OpeningKind::Attribution));
            }
            Strength::Weak if weak.is_none() => weak = Some((from, OpeningKind::WeakAttribution)),
            _ => {}
        }
    }
    let strong = started.map(|from| (from, OpeningKind::Attribution));
    strong.or(weak).map(|(from, kind)| Opening { from, to: at + 1, kind })
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
    line.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\u{A0}' | '\u{200E}' | '\u{200F}' | '*' | '_' | '>')
    })
    .trim_end_matches(['"', '\u{201D}'])
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
    let verb = has_verb(text);
    let dated = has_date(text);
    let address = has_address(text);
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

/// A verb of writing in the last part of the text, or anywhere before a date (`Ada schrieb am 5.1.2026:`).
fn has_verb(text: &str) -> bool {
    WROTE.iter().any(|verb| match text.rfind(verb) {
        Some(at) => {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let after = text.get(at + verb.len()..).and_then(|after| after.chars().next());
            let wide = !verb.starts_with(|c: char| c.is_alphabetic() && (c as u32) < 0x2E80);
            let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            wide || (free(before) || before == Some('>')) && (free(after) || (after.is_some_and(|c| c as u32 > 0x2E80)))
        }
        None => false,
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
    let lower =
        lower.trim_start_matches(['-', '*', '_', '"', ' ', '(', '[', '\u{A0}', '\u{200E}', '\u{200F}', '«', '|']);
    if lower.starts_with(|c: char| c.is_ascii_digit()) || ON_ANYWHERE.iter().any(|word| lower.starts_with(word)) {
        return true;
    }
    ON.iter().any(|word| lower.strip_prefix(word).is_some_and(|rest| rest.starts_with(|c: char| !c.is_alphabetic())))
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

    #[test]
    fn attributions() {
        let check = |text: &str, expected: Option<(usize, OpeningKind)>| {
            let lines = lines(text);
            let found = ending_at(&lines, lines.len().saturating_sub(1)).map(|opening| (opening.from, opening.kind));
            assert_eq!(found, expected, "{text:?}");
        };
        check("On Mon, Jan 5, 2026 at 9:00 AM Ada <ada@x.example> wrote:", Some((0, Attribution)));
        check("On Mon, Jan 5, 2026 at 9:00 AM Ada\n<ada@x.example> wrote:", Some((0, Attribution)));
        check("Thanks.\nOn Mon, Jan 5, 2026 at 9:00 AM,\nAda\n<ada@x.example>\nwrote:", Some((1, Attribution)));
        check("Am 05.01.2026 um 09:00 schrieb Ada <ada@x.example>:", Some((0, Attribution)));
        check("Ada schrieb am 5.1.2026:", Some((0, Attribution)));
        check("Op ma 5 jan. 2026 om 09:00 schreef Ada <ada@x.example>:", Some((0, Attribution)));
        check("Le lun. 5 janv. 2026 à 09:00, Ada <ada@x.example> a écrit :", Some((0, Attribution)));
        check("El lun, 5 ene 2026 a las 9:00, Ada (<ada@x.example>) escribió:", Some((0, Attribution)));
        check("Il giorno lun 5 gen 2026 alle ore 09:00 Ada <ada@x.example> ha scritto:", Some((0, Attribution)));
        check("Em seg., 5 de jan. de 2026 às 09:00, Ada <ada@x.example> escreveu:", Some((0, Attribution)));
        check("Den mån 5 jan. 2026 kl 09:00 skrev Ada <ada@x.example>:", Some((0, Attribution)));
        check("ma 5. tammik. 2026 klo 9.00 Ada (ada@x.example) kirjoitti:", Some((0, Attribution)));
        check("pon., 5 sty 2026 o 09:00 Ada <ada@x.example> napisał(a):", Some((0, Attribution)));
        check("po 5. 1. 2026 v 9:00 odesílatel Ada <ada@x.example> napsal:", Some((0, Attribution)));
        check("Ada <ada@x.example> ezt írta (időpont: 2026. jan. 5., H, 9:00):", Some((0, Attribution)));
        check("пн, 5 янв. 2026 г. в 09:00, Ada <ada@x.example>:", Some((0, Attribution)));
        check("5 января 2026 г., 9:00 пользователь Ada <ada@x.example> написал:", Some((0, Attribution)));
        check("Ada <ada@x.example>, 5 Oca 2026 Pzt, 09:00 tarihinde şunu yazdı:", Some((0, Attribution)));
        check("În lun., 5 ian. 2026 la 09:00, Ada <ada@x.example> a scris:", Some((0, Attribution)));
        check("2026年1月5日(月) 9:00 Ada <ada@x.example>:", Some((0, Attribution)));
        check("在 2026年1月5日，上午9:00，Ada <ada@x.example> 写道：", Some((0, Attribution)));
        check("Ada <ada@x.example> 于2026年1月5日周一 09:00写道：", Some((0, Attribution)));
        check("2026년 1월 5일 (월) 오전 9:00, Ada <ada@x.example>님이 작성:", Some((0, Attribution)));
        check("Στις Δευ 5 Ιαν 2026 στις 9:00 π.μ., ο χρήστης Ada <ada@x.example> έγραψε:", Some((0, Attribution)));
        check("בתאריך יום ב׳, 5 בינו׳ 2026 ב-9:00 מאת Ada <ada@x.example>:", Some((0, Attribution)));
        check("---- On Mon, 05 Jan 2026 09:00:00 +0100 Ada <ada@x.example> wrote ----", Some((0, Attribution)));
        check("Ada wrote:", Some((0, WeakAttribution)));
        check("2026/1/5 Ada <ada@x.example>", Some((0, WeakAttribution)));
        check("These are the facts:", None);
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
