//! Ticket references: `HD-00042` printed, and found in any sloppy subject.
//!
//! Finding one is evidence and nothing more: a number can be guessed, so it grants nothing alone (P6).

use std::fmt;
use std::ops::Range;

/// Digits that a reference has at least; more once they are needed.
const MIN_DIGITS: usize = 5;
/// More digits than any desk will reach; longer numbers are somebody else's.
const MAX_DIGITS: usize = 12;
/// The most separators (`-`, `#`, blanks …) between prefix and digits.
const MAX_SEPARATORS: usize = 3;

/// The number of a ticket, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TicketNumber(pub i64);

/// The form of this desk's references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceStyle {
    prefix: String,
}

impl Default for ReferenceStyle {
    fn default() -> Self {
        Self { prefix: "HD".to_owned() }
    }
}

impl ReferenceStyle {
    /// A style with the given prefix: one to ten ASCII letters, or `None`.
    pub fn new(prefix: &str) -> Option<Self> {
        let fits = (1..=10).contains(&prefix.len()) && prefix.bytes().all(|b| b.is_ascii_alphabetic());
        fits.then(|| Self { prefix: prefix.to_ascii_uppercase() })
    }

    /// The prefix in upper case.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// `HD-00042`.
    pub fn print(&self, number: TicketNumber) -> String {
        format!("{}-{:05}", self.prefix, number.0)
    }

    /// A reference to show how they are written: `HD-00042`.
    pub fn example(&self) -> String {
        self.print(TicketNumber(42))
    }

    /// All references in a subject, in order, each once.
    pub fn find_all(&self, subject: &str) -> Vec<TicketNumber> {
        let mut found = Vec::new();
        for (number, _) in self.spans(&plain(subject)) {
            if !found.contains(&number) {
                found.push(number);
            }
        }
        found
    }

    /// The subject without any reference: what a ticket is called that names another one's number.
    pub fn without_references(&self, subject: &str) -> String {
        let mut kept = self.cut_once(subject);
        // what stood on both sides of one may make another: `HD[HD-00042] 00007`
        while !self.spans(&plain(&kept)).is_empty() {
            kept = self.cut_once(&kept);
        }
        kept
    }

    fn cut_once(&self, subject: &str) -> String {
        let spans = self.spans(&plain(subject));
        let outside = |at: &usize| !spans.iter().any(|(_, span)| span.contains(at));
        let kept: String = subject.chars().enumerate().filter(|(at, _)| outside(at)).map(|(_, c)| c).collect();
        kept.replace("[]", "").replace("()", "").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Every reference with its place, in characters.
    fn spans(&self, plain: &[char]) -> Vec<(TicketNumber, Range<usize>)> {
        let starts_a_word = |at: usize| {
            let before = at.checked_sub(1).and_then(|i| plain.get(i));
            !before.is_some_and(|c| c.is_alphanumeric() || *c == '_')
        };
        let at_start = |at: usize| {
            let (number, length) = self.number_at(plain.get(at..)?)?;
            Some((number, at..at + length))
        };
        (0..plain.len()).filter(|at| starts_a_word(*at)).filter_map(at_start).collect()
    }

    /// A reference exactly as a person types it on the command line: `HD-00042`, `hd42`, `42`.
    pub fn parse_typed(&self, typed: &str) -> Option<TicketNumber> {
        let typed = typed.trim();
        let head = typed.get(..self.prefix.len()).unwrap_or_default();
        let digits = if head.eq_ignore_ascii_case(&self.prefix) { typed.get(self.prefix.len()..)? } else { typed };
        let number = digits.trim_start_matches(['-', '#', ' ']).parse().ok()?;
        (number > 0).then_some(TicketNumber(number))
    }

    /// The reference that `text` begins with, and its length in characters.
    fn number_at(&self, text: &[char]) -> Option<(TicketNumber, usize)> {
        let mut chars = text.iter();
        for expected in self.prefix.chars() {
            if chars.next()?.to_ascii_uppercase() != expected {
                return None;
            }
        }
        let rest = chars.as_slice();
        let separators = rest.iter().take_while(|c| matches!(c, '-' | '#' | ' ' | ':' | '_')).count();
        let digits: String = rest.iter().skip(separators).take_while(|c| c.is_ascii_digit()).collect();
        let after: Vec<char> = rest.iter().skip(separators + digits.len()).take(2).copied().collect();
        if separators > MAX_SEPARATORS || !(MIN_DIGITS..=MAX_DIGITS).contains(&digits.len()) || continues_a_word(&after)
        {
            return None;
        }
        // Zeros only pad to five digits: HD-000042 is another system's number.
        let number: i64 = digits.parse().ok()?;
        let length = self.prefix.len() + separators + digits.len();
        (number > 0 && format!("{number:05}") == digits).then_some((TicketNumber(number), length))
    }
}

/// `HD-00042x`, `HD-00042-17` and `HD-00042.5` are longer numbers of other systems.
fn continues_a_word(after: &[char]) -> bool {
    match after {
        [c, ..] if c.is_alphanumeric() || *c == '_' => true,
        ['-' | '.' | '/', c] => c.is_ascii_digit(),
        _ => false,
    }
}

fn plain(subject: &str) -> Vec<char> {
    subject.chars().map(plain_char).collect()
}

/// Full-width forms as ASCII, all dashes and hyphens as `-`, all white space as a blank.
fn plain_char(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{00AD}' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_in_sloppy_subjects() {
        let check = |subject: &str, expected: &[i64]| {
            let found: Vec<i64> = ReferenceStyle::default().find_all(subject).iter().map(|n| n.0).collect();
            assert_eq!(found, expected, "{subject:?}");
        };
        check("[HD-00042] The press stops", &[42]);
        check("RE: AW: [HD-00042] The press stops", &[42]);
        check("re: hd-00042", &[42]);
        check("HD 00042", &[42]);
        check("HD#00042", &[42]);
        check("HD-#00042", &[42]);
        check("HD00042", &[42]);
        check("(HD-00042):", &[42]);
        check("HD\u{2011}00042 non-breaking hyphen", &[42]);
        check("HD–00042 en dash", &[42]);
        check("HD\u{A0}00042", &[42]);
        check("ＨＤ－０００４２ full width", &[42]);
        check("HD-00042 and HD-00007, HD-00042 again", &[42, 7]);
        check("HD-123456", &[123_456]);
        check("see HD-00042.", &[42]);
        check("HD-00042, please", &[42]);
    }

    #[test]
    fn not_found_in_other_numbers() {
        let check = |subject: &str| assert_eq!(ReferenceStyle::default().find_all(subject), [], "{subject:?}");
        check("");
        check("HD-0042");
        check("HD-00000");
        check("HD-000042");
        check("SHD-00042");
        check("HD-00042a");
        check("HD-00042-17");
        check("HD-00042.5");
        check("XHD 00042");
        check("HD - - - 00042");
        check("HD-12345678901234");
        check("full HD 1080p");
    }

    #[test]
    fn taken_out_of_a_subject() {
        let check =
            |subject: &str, expected: &str| assert_eq!(ReferenceStyle::default().without_references(subject), expected);
        check("Re: [HD-00042] The press stops", "Re: The press stops");
        check("ＨＤ－０００４２ läuft nicht (HD 00007)", "läuft nicht");
        check("The press stops", "The press stops");
        check("HD-00042", "");
        check("HD[HD-00042] 00007", "");
        check("HD HD-00042 00007 stops", "stops");
    }

    #[test]
    fn typed_by_an_operator() {
        let check = |typed: &str, expected: Option<i64>| {
            assert_eq!(ReferenceStyle::default().parse_typed(typed).map(|n| n.0), expected, "{typed:?}");
        };
        check("HD-00042", Some(42));
        check("hd42", Some(42));
        check("42", Some(42));
        check("0", None);
        check("HD-", None);
        check("é1", None);
    }

    #[test]
    fn printed_with_five_digits_or_more() {
        let print = |n| ReferenceStyle::default().print(TicketNumber(n));
        assert_eq!(print(42), "HD-00042");
        assert_eq!(print(1_234_567), "HD-1234567");
    }
}
