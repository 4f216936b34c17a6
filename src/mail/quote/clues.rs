//! What speaks for a line being an attribution: a date, an address, a verb of writing, a first word like `On`.
//!
//! Comes in: text as [`plain`] makes it (lower case, ordinary blanks, no marks of direction). Goes out: yes or no.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::phrases::Phrases;
use super::vocabulary::{ON, ON_ANYWHERE, WROTE};

static VERBS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(WROTE).ok());
static STARTING_VERBS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(WROTE));
static ONS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(ON));

/// Lower case, with ordinary blanks only and without marks of direction: what programs put in to please the eye.
pub fn plain(text: &str) -> String {
    if text.is_ascii() { plain_ascii(text.trim()) } else { plain_unicode(text.trim()) }
}

fn plain_ascii(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'\t'..=b'\r' | b' ' if out.last() == Some(&b' ') => {}
            b'\t'..=b'\r' | b' ' => out.push(b' '),
            _ => out.push(byte.to_ascii_lowercase()),
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

fn plain_unicode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_mark(c) {
            out.extend(c.to_lowercase());
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Marks of direction, which Hebrew and Arabic programs put around names and at the ends of lines.
pub fn is_mark(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// `Quoting Ada <ada@x.example>:` (Horde).
pub fn is_quoting(text: &str) -> bool {
    [
        "quoting",
        "zitat von",
        "citando",
        "citat",
        "cytowanie",
        "lainaus",
        "citát",
        "mensaje citado por",
        "quoted by",
        "idézet",
        "quote von",
    ]
    .iter()
    .any(|word| text.starts_with(word))
}

/// A verb of writing that stands as a word of its own; in scripts without blanks, anywhere.
pub fn has_verb(text: &str) -> bool {
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

/// A verb of writing is the first word.
pub fn starts_with_verb(text: &str) -> bool {
    STARTING_VERBS.starting(text).any(|verb| {
        text.strip_prefix(verb).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) || !verb.is_ascii())
    })
}

/// `ada@x.example`, in whatever brackets.
pub fn has_address(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + 1..).and_then(|after| after.chars().next());
        before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '"'))
            && after.is_some_and(char::is_alphanumeric)
    }) || text.contains("mailto:")
}

/// Somebody speaks of themselves, or to somebody: programs do not, but for `you wrote`.
pub fn is_personal(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        " i ",
        " we ",
        " our ",
        " us ",
        " you ",
        " ich ",
        " wir ",
        " uns ",
        " haben sie ",
        " sie haben ",
        " du hast ",
        " hast du ",
    ];
    let bare = text.trim_end_matches([':', ' ']);
    let said = ["you wrote", "schrieben sie", "schriebst du", "skrev du", "schreef u", "schreef je"];
    let text = format!(" {text} ");
    let bracketed = text.contains('<') && has_address(&text);
    !bracketed && WORDS.iter().any(|word| text.contains(word)) && !said.iter().any(|words| bare.ends_with(words))
}

/// A year, a time of day, or a day and a month in digits.
pub fn has_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(tail) = bytes.get(at..) {
        let Some(skip) = tail.iter().position(u8::is_ascii_digit) else { return has_foreign_digits(text) };
        let tail = tail.get(skip..).unwrap_or_default();
        let digits = tail.iter().take_while(|b| b.is_ascii_digit()).count();
        let year = digits == 4 && (tail.starts_with(b"19") || tail.starts_with(b"20") || tail.starts_with(b"25"));
        let behind = tail.get(digits..).unwrap_or_default();
        let joined = matches!(behind, [b':' | b'/' | b'.' | b'-' | b'h', next, ..] if next.is_ascii_digit());
        // 年, 月, 년
        let counted = matches!(behind, [0xE5, 0xB9, 0xB4, ..] | [0xE6, 0x9C, 0x88, ..] | [0xEB, 0x85, 0x84, ..]);
        let pair = digits <= 4 && (joined || counted);
        if year || digits <= 2 && pair || digits == 4 && pair {
            return true;
        }
        at += skip + digits;
    }
    has_foreign_digits(text)
}

/// Arabic, Persian and Indian digits, several of them.
fn has_foreign_digits(text: &str) -> bool {
    !text.is_ascii()
        && text
            .chars()
            .filter(|c| matches!(c, '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}' | '\u{966}'..='\u{96F}'))
            .count()
            >= 4
}

/// A time of day is the first word.
pub fn starts_with_time(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let behind = text.as_bytes().get(digits..).unwrap_or_default();
    (1..=2).contains(&digits)
        && matches!(behind, [b':' | b'.', a, b, rest @ ..]
            if a.is_ascii_digit() && b.is_ascii_digit() && !matches!(rest, [b'.' | b'/' | b'-' | b'0'..=b'9', ..]))
}

/// Whether a text begins like an attribution.
pub fn begins_on(text: &str) -> bool {
    let drawn = |c: char| matches!(c, '-' | '*' | '_' | '"' | ' ' | '(' | '[' | '«' | '|');
    let text = text.trim_start_matches(drawn);
    if text.starts_with(char::is_numeric)
        || text.starts_with("in <")
        || ON_ANYWHERE.iter().any(|word| text.starts_with(word))
    {
        return true;
    }
    ONS.starting(text)
        .any(|word| text.strip_prefix(word).is_some_and(|rest| rest.starts_with(|c: char| !c.is_alphabetic())))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn ascii_is_read_as_all_other_text(text in "([ -~]|[ \t\r\u{B}\u{1C}\u{0}]|Sent: ){0,60}") {
            proptest::prop_assert_eq!(plain(&text), plain_unicode(text.trim()));
        }
    }

    #[test]
    fn dates() {
        let check = |text: &str, expected: bool| assert_eq!(has_date(text), expected, "{text:?}");
        check("5 jan 2026", true);
        check("at 9:00", true);
        check("5/1", true);
        check("2026年1月", true);
        check("۵ ژانویه ۲۰۲۶", true);
        check("12 monkeys", false);
        check("room 404 or 1500", false);
        check("", false);
    }

    #[test]
    fn first_words() {
        assert!(starts_with_time("09:00 skrev") && starts_with_time("9.00:"));
        assert!(!starts_with_time("05.01.2026") && !starts_with_time("2026") && !starts_with_time("a"));
        assert!(starts_with_verb("wrote:") && starts_with_verb("napsal(a):") && !starts_with_verb("wroteth"));
        assert!(begins_on("on 5 january") && !begins_on("once"));
        assert_eq!(plain(" On\u{A0}5\u{202F}Jan,\u{200F} "), "on 5 jan,");
    }
}
