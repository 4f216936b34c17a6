//! What a single line says of a signature: a separator, a program's advertisement, a sign-off, a disclaimer.
//!
//! Comes in: a line, and what stands below it. Goes out: whether a signature begins there. A sign-off and a name are the
//! sender's own words; with a contact block below them they are a signature.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::super::quote::clues::is_mark;
use super::super::quote::lines::Line;
use super::super::quote::phrases::Phrases;
use super::super::wordlist::Wordlist;
use super::contact::has_code;
use super::phrases::{
    DEVICES, DISCLAIMERS, EXCUSES, FAULTS, FOOTERS, GETTING, JOINING, PROGRAMS, PROMOTIONS, SECRECY, SENDING,
    SENDING_ENDS, SENT_FROM, SENT_FROM_ENDS, SENT_FROM_MAYBE, SIGN_OFFS,
};

static SENT: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(SENT_FROM));
static SENT_MAYBE: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(SENT_FROM_MAYBE));
static SENDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(SENDING));
static GETS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(GETTING));
static OFFS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(SIGN_OFFS));
static DISCLAIMS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(DISCLAIMERS));
static CERTAIN: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(FOOTERS));
static PROMOTES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(PROMOTIONS));
static SECRET: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(SECRECY));
static ENDINGS: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(SENT_FROM_ENDS.iter().chain(SENDING_ENDS)));
static EXCUSE: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(EXCUSES));
static FAULT: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(FAULTS));
static DEVICE: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(DEVICES));

/// The most lines of a signature that are not blank; RFC 3676 wants four.
const MAX_LINES: usize = 15;
/// Below the separator that RFC 3676 §4.3 defines there may be more.
pub(super) const MAX_LINES_BELOW_SEPARATOR: usize = 40;
/// Below what people draw themselves, and below a sign-off, there are fewer.
const MAX_BLOCK_LINES: usize = 10;
/// The longest line of a contact block, in characters.
const MAX_WIDTH: usize = 72;

/// What stands below a line, within the same run. What its lines say is looked at only when it matters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Below<'l> {
    /// How many lines that are not blank.
    pub(super) lines: usize,
    /// All of them, blank ones too.
    all: &'l [Line<'l>],
}

impl<'l> Below<'l> {
    /// These lines, of which `lines` are not blank.
    pub(super) fn of(all: &'l [Line<'l>], lines: usize) -> Self {
        Self { lines, all }
    }

    /// All of them.
    pub(super) fn all(self) -> &'l [Line<'l>] {
        self.all
    }

    fn written(self) -> impl Iterator<Item = &'l str> {
        self.all.iter().filter(|line| !line.blank).map(|line| line.text)
    }

    /// All lines are short.
    fn narrow(self) -> bool {
        self.written().all(|line| line.len() <= MAX_WIDTH || line.chars().take(MAX_WIDTH + 1).count() <= MAX_WIDTH)
    }

    /// A line says how to reach somebody.
    pub(super) fn has_contact(self) -> bool {
        self.written().any(is_contact)
    }

    /// An item of a list, or drawing: it goes on as a text does.
    fn has_text(self) -> bool {
        let is_item = |line: &str| line.trim_start().starts_with(['-', '*', '•']) && line.trim().len() > 2;
        self.written().any(|line| is_item(line) || is_drawn(line))
    }

    /// A word that disclaimers use.
    fn has_secret(self) -> bool {
        // two words of one may stand on two lines
        is_secret(&self.written().collect::<Vec<_>>().join(" ").to_lowercase())
    }

    /// The first line could be a name.
    fn begins_with_name(self) -> bool {
        self.written().next().is_some_and(is_name)
    }

    /// The first line is a heading of a program's (`*Previous Replies*`).
    fn begins_with_heading(self) -> bool {
        self.written().next().is_some_and(|line| line.starts_with('*') && line.trim_end().ends_with('*'))
    }
}

/// Whether a signature begins at this line. `apart`: a blank line stands above it, or nothing.
pub(super) fn begins(text: &str, below: Below<'_>, apart: bool) -> bool {
    // marks of direction stand around what programs write in a language that runs the other way
    let cleaned = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.replace(is_mark, "")) };
    let text = cleaned.as_ref();
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c == '*');
    match trimmed {
        "--" => return text == "-- " || below.lines <= MAX_LINES,
        "—" | "––" | "– –" | "- -" | "- --" | "-=-" | "-=" => {
            return below.lines <= MAX_LINES && below.lines > 0;
        }
        "ᐧ" | "ᐧᐧ" => return true,
        _ => {}
    }
    if is_drawn(trimmed) {
        if below.lines == 0 || below.lines > MAX_BLOCK_LINES {
            return false;
        }
        let named = below.begins_with_name();
        let name = named && !below.has_text() || below.begins_with_heading();
        let narrow = below.narrow();
        let contact = narrow && below.has_contact();
        let short = trimmed.len() <= 3 && (name || contact);
        let block = contact && (apart || named) || narrow && apart && name && below.lines <= 3;
        return short || block;
    }
    if trimmed.len() > 400 || below.lines > MAX_LINES {
        return false;
    }
    let lower = trimmed.to_lowercase();
    let drawn = ['*', '_', ' ', '[', ']', '(', ')', '<', '>', '\u{A0}', '"', '~', '-', '—', '–', '|', '.', '•'];
    let lower = lower.trim_matches(drawn);
    is_sent_from(lower, below.lines, trimmed)
        || below.lines <= MAX_BLOCK_LINES && is_sign_off(lower) && below.narrow() && below.has_contact()
        || CERTAIN.starts(lower)
        || DISCLAIMS.starts(lower) && (apart || trimmed.len() > 50) && (is_secret(lower) || below.has_secret())
        || PROMOTES.starts(lower) && (is_contact(lower) || below.has_contact())
}

/// A line that begins as disclaimers and other footers do.
pub(super) fn is_footer(text: &str) -> bool {
    let lower = text.trim_matches(|c: char| c.is_whitespace() || c == '*').to_lowercase();
    let lower = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    CERTAIN.starts(lower) || DISCLAIMS.starts(lower) || PROMOTES.starts(lower)
}

/// `-----BEGIN PGP SIGNATURE-----`.
pub(super) fn is_pgp(text: &str) -> bool {
    text.starts_with("-----BEGIN PGP SIGNATURE") || text.starts_with("-----BEGIN SSH SIGNATURE")
}

/// A word that is in disclaimers, and seldom in what people write themselves.
fn is_secret(lower: &str) -> bool {
    SECRET.find(lower).is_some()
}

/// A line of drawing only.
pub(super) fn is_drawn(trimmed: &str) -> bool {
    let mut chars = trimmed.chars();
    chars.next().is_some_and(|first| {
        matches!(first, '-' | '_' | '=' | '~' | '#' | '+' | '—' | '–' | '─' | '━' | '.') && chars.all(|c| c == first)
    }) && trimmed.len() >= 2
        && trimmed != ".."
        && trimmed != "..."
}

/// An address, a place in the web or a telephone number.
fn is_contact(line: &str) -> bool {
    const CALLED: [&str; 18] = [
        "tel", "tél", "teléf", "fon", "phone", "mob", "fax", "cell", "тел", "τηλ", "電話", "电话", "전화", "gsm",
        "puh", "tlf", "tfn", "whatsapp",
    ];
    if line.contains('@') || line.contains("www.") || line.contains("http") {
        return true;
    }
    if has_code(line) {
        return false;
    }
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    let dialled = line.chars().filter(|c| c.is_ascii_digit() || " +-()./".contains(*c)).count();
    let number = (6..=24).contains(&digits)
        && dialled >= 8
        && (line.contains('+') || digits >= 7 && !line.contains(':') && 2 * dialled > line.chars().count());
    let lower = || line.to_lowercase();
    number || digits >= 6 && CALLED.iter().any(|word| lower().contains(word))
}

/// A few words, the first with a capital letter, and no end of a sentence.
fn is_name(line: &str) -> bool {
    let line = line.trim().trim_start_matches(['*', '_']);
    line.split_whitespace().count() <= 6
        && !line.ends_with(['.', '?', '!', ':', ',', ';'])
        && line.chars().next().is_some_and(|c| c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase() || c == '[')
        && !line.bytes().any(|b| b.is_ascii_digit())
}

/// `Sent from my iPhone`; not `Sent from my desk, it is easier.`
fn is_sent_from(lower: &str, below: usize, written: &str) -> bool {
    let excuses = EXCUSE.begins_within(lower, 12);
    let lower = if excuses { without_apology(lower) } else { lower };
    let may_begin = SENT.starts(lower)
        || below <= 3 && (SENDS.starts(lower) || GETS.starts(lower))
        || below <= 1 && SENT_MAYBE.starts(lower);
    if !may_begin && !may_end_so(lower) {
        return false;
    }
    let told = without_apology(without_link(lower));
    if told.len() > 160 || told.contains('?') || tells_more(without_link(lower)) {
        return false;
    }
    let words = told.split_whitespace().count();
    let device = || DEVICE.find(told).is_some();
    let ends = told.len() == lower.len() && lower.ends_with('.');
    let sentence = told.contains(", ") && !(words <= 8 && device()) || ends && words > 6 && !device();
    let program = || {
        // what was used has a name: some word behind the first two is a proper noun
        written.split_whitespace().skip(2).any(|word| {
            word.starts_with(|c: char| c.is_uppercase() || !c.is_ascii()) || word.contains("iP") || word.contains("eM")
        })
    };
    let told_end = told.trim_end_matches(['.', '。', ' ', '!']);
    let ends = || SENT_FROM_ENDS.iter().any(|words| told_end.ends_with(words));
    let maybe = || below <= 1 && words <= 8 && SENT_MAYBE.starts(told) && program();
    let of_a_device = || {
        below <= 3
            && words <= 9
            && device()
            && (SENDS.starts(told) || SENDING_ENDS.iter().any(|words| told_end.ends_with(words)))
    };
    let of_a_program =
        || below <= 3 && words <= 9 && GETS.starts(told) && PROGRAMS.iter().any(|name| told.contains(name));
    !sentence && (of_a_program() || SENT.starts(told) || ends() || maybe() || of_a_device())
}

/// Behind a comma or a colon stands what no phone writes: a number, a "but", some matter.
fn tells_more(lower: &str) -> bool {
    const BUT: [&str; 6] = [" but ", " aber ", " maar ", " mais ", " pero ", " ma "];
    let foreign = |text: &str| !text.contains("http") && !text.contains("www.") && DEVICE.find(text).is_none();
    let behind = lower.split_once([',', ';', '.']).map_or("", |(_, behind)| behind);
    let number = behind.bytes().any(|b| b.is_ascii_digit()) && foreign(behind);
    let but =
        BUT.iter().any(|word| behind.contains(word)) && EXCUSE.find(lower).is_some() && FAULT.find(lower).is_none();
    let matter = lower.split_once(": ").is_some_and(|(head, matter)| {
        let dotted = matter.trim_end_matches('.').contains('.');
        head.split_whitespace().count() >= 3 && !dotted && foreign(matter) && EXCUSE.find(matter).is_none()
    });
    number || but || matter
}

/// Without the plea to excuse what a thumb wrote, in front or behind: `please forgive the typos`.
fn without_apology(lower: &str) -> &str {
    const JOINTS: [char; 13] = [',', '.', ';', ':', '-', '–', '—', '(', ')', '!', '。', '，', '、'];
    let Some(at) = [&EXCUSE, &FAULT].iter().filter_map(|words| words.position(lower)).min() else { return lower };
    let (before, after) = lower.split_at_checked(at).unwrap_or((lower, ""));
    let bare = |text: &'_ str| -> bool { text.split_whitespace().count() >= 3 };
    let before = before.rsplit_once(JOINTS).map_or(before, |(head, tail)| if bare(tail) { before } else { head });
    let mut before = before.trim_matches(JOINTS).trim();
    while let Some(head) = JOINING.iter().find_map(|word| before.strip_suffix(word)) {
        before = head.trim_end_matches(JOINTS).trim_end();
    }
    if before.split_whitespace().count() >= 2 || before.chars().any(|c| c as u32 > 0x2E80) {
        return before;
    }
    // in front: what was used is told behind it
    after.split_once(JOINTS).map_or(lower, |(_, behind)| behind.trim_matches(JOINTS).trim())
}

/// `Please excuse typos and brevity.` alone on its line, above or below what a phone writes.
pub(super) fn is_apology(text: &str) -> bool {
    text.len() <= 200 && {
        let lower = text.to_lowercase();
        EXCUSE.find(&lower).is_some() && FAULT.find(&lower).is_some() && text.split_whitespace().count() <= 16
    }
}

/// A phrase that ends such lines is in this one; which of them ends it is asked later.
fn may_end_so(lower: &str) -> bool {
    // in Latin letters all of them end so; a link may stand behind any
    let last = lower.trim_end_matches(['.', '!', ' ']).bytes().next_back().unwrap_or_default();
    let fits = !last.is_ascii() || matches!(last, b't' | b'n' | b'd' | b'i' | b'e') || lower.contains("http");
    fits && lower.len() <= 1_000 && ENDINGS.find(lower).is_some()
}

/// Without the address of a page behind it.
fn without_link(lower: &str) -> &str {
    if !lower.contains("http") {
        return lower.trim_end_matches([' ', '[', ']', '<', '>', '(', ')']);
    }
    let end = ["<http", "(http", "[http", " http"].iter().filter_map(|link| lower.find(link)).min();
    end.and_then(|end| lower.get(..end)).unwrap_or(lower).trim_end_matches([' ', '[', ']', '<', '>', '(', ')'])
}

/// `Best regards,` alone on its line.
pub(super) fn is_sign_off(text: &str) -> bool {
    let bare = text.trim_matches([',', '.', '!', ' ', '，', ':', '-', '*', '_', '\u{A0}']);
    bare.len() <= 60 && OFFS.is(&bare.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_no_telephone_whatever_it_spells() {
        for called in ["tel7", "fon7", "tfn7", "2345672345672"] {
            let line = format!("Ref. 00004p-{called:x<24}");
            assert!(!is_contact(&line), "{line}");
        }
        assert!(is_contact("Tel. 089 1234") && is_contact("0049 89 1234567"));
    }

    #[test]
    fn every_ending_is_looked_for() {
        for ending in SENT_FROM_ENDS.iter().chain(SENDING_ENDS) {
            assert!(may_end_so(ending) && may_end_so(&format!("{ending} <https://x.example/a>")), "{ending}");
        }
    }
}
