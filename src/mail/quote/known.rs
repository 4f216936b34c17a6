//! Tells whether lines stand in texts that are known: mail programs quote without marks, break lines anew, and write addresses
//! behind links.
//!
//! Comes in: known texts, then lines in their order. Goes out: of each line whether its words stand there, one behind the
//! other. Few words count only where they are expected next, or as a whole line: "yes" stands in many texts.

use std::collections::HashMap;

use super::super::bytes::{count, pieces};
use super::super::clean::truncated;

/// The most bytes of a text that are known.
const MAX_BYTES: usize = 64 * 1024;
/// Longer words are pieces of links.
const MAX_WORD: usize = 40;
/// So many words stand in a text because they were taken from there.
const MANY_WORDS: usize = 4;

/// Texts that are known, as words.
#[derive(Debug, Clone, Default)]
pub struct KnownTexts {
    /// The words of each text, with a blank around each.
    words: String,
    /// Where each whole line begins.
    lines: HashMap<String, usize>,
    /// Where the texts begin and end.
    edges: Vec<usize>,
    /// Which words stand behind each other.
    runs: WordRuns,
    /// Behind the words that were found last.
    at: usize,
}

/// What is known of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It has no words.
    Blank,
    /// Its words stand in a known text.
    Known {
        /// How many.
        words: usize,
        /// At the beginning or the end of it.
        at_edge: bool,
    },
    /// They stand in none.
    New,
}

impl KnownTexts {
    /// Adds a text.
    pub fn add(&mut self, text: &str) {
        self.words.push('\n');
        self.edges.push(self.words.len());
        let mut run = Run::default();
        for line in truncated(text, MAX_BYTES).lines() {
            let words = words(line);
            if words.len() > 1 {
                let is_first = self.words.ends_with('\n');
                let from = self.words.len() - usize::from(!is_first);
                self.words.push_str(words.get(usize::from(!is_first)..).unwrap_or_default());
                each_word(&words).filter_map(|word| run.next(word)).for_each(|run| self.runs.note(run));
                self.lines.entry(words).or_insert(from);
            }
        }
        self.edges.push(self.words.len());
        if self.at == 0 {
            self.at = 1;
        }
    }

    /// The next line is the first one again.
    pub fn rewind(&mut self) {
        self.at = self.edges.first().copied().unwrap_or_default();
    }

    /// Looks at the next line.
    pub fn look(&mut self, line: &str) -> Standing {
        let wanted = words(line);
        let count = count(wanted.as_bytes(), |byte| byte == b' ').saturating_sub(1);
        if count == 0 {
            return Standing::Blank;
        }
        let Some(from) = self.find(&wanted, count) else { return Standing::New };
        let end = from + wanted.len();
        self.at = end - 1;
        Standing::Known { words: count, at_edge: self.edges.contains(&from) || self.edges.contains(&end) }
    }

    fn find(&self, wanted: &str, count: usize) -> Option<usize> {
        let behind = self.words.get(self.at..).unwrap_or_default();
        if behind.starts_with(wanted) {
            return Some(self.at);
        }
        let far = || behind.find(wanted).map(|at| self.at + at).or_else(|| self.words.find(wanted));
        self.lines.get(wanted).copied().or_else(|| (count >= MANY_WORDS && self.may_stand(wanted)).then(far)?)
    }

    /// Whether its words may stand somewhere. Most lines are new, and searching all texts for each is what would cost.
    fn may_stand(&self, wanted: &str) -> bool {
        let mut run = Run::default();
        each_word(wanted).filter_map(|word| run.next(word)).all(|run| self.runs.may_hold(run))
    }
}

/// The words of a line as [`words`] gives it.
fn each_word(words: &str) -> impl Iterator<Item = &[u8]> {
    words.as_bytes().split(|byte| *byte == b' ').filter(|word| !word.is_empty())
}

/// The last words of a text that is read, as hashes.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    words: [u64; MANY_WORDS],
    count: usize,
}

impl Run {
    /// The run of words that ends with this one, as one value. `None`: there are too few yet.
    fn next(&mut self, word: &[u8]) -> Option<u64> {
        // FNV-1a
        let hash = word
            .iter()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
        self.words.rotate_left(1);
        if let Some(last) = self.words.last_mut() {
            *last = hash;
        }
        self.count += 1;
        let all = || {
            self.words.iter().fold(0, |all: u64, word| (all.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15))
        };
        (self.count >= MANY_WORDS).then(all)
    }
}

/// Runs of words, as one bit each: what it may hold was perhaps another one, what it can't hold was never noted.
#[derive(Debug, Clone)]
struct WordRuns {
    bits: Box<[u64; WordRuns::LEN]>,
}

impl WordRuns {
    /// 64 Ki bits: a letter of 2,000 words sets three in a hundred.
    const LEN: usize = 1024;

    fn note(&mut self, run: u64) {
        let (at, bit) = Self::place(run);
        if let Some(bits) = self.bits.get_mut(at) {
            *bits |= bit;
        }
    }

    fn may_hold(&self, run: u64) -> bool {
        let (at, bit) = Self::place(run);
        self.bits.get(at).is_some_and(|bits| bits & bit != 0)
    }

    fn place(run: u64) -> (usize, u64) {
        let [high, low, bit, ..] = run.to_be_bytes();
        (usize::from(u16::from_be_bytes([high, low])) % Self::LEN, 1 << (bit % 64))
    }
}

impl Default for WordRuns {
    fn default() -> Self {
        Self { bits: Box::new([0; Self::LEN]) }
    }
}

/// The words of a line in lower case, each with blanks around it, without links and addresses.
fn words(line: &str) -> String {
    let before_end = line.trim_end_matches(['.', ':']);
    let has_links = memchr::memchr3(b':', b'@', b'.', before_end.as_bytes()).is_some() || before_end.ends_with("www");
    if line.is_ascii() && !has_links { plain_words(line) } else { all_words(line) }
}

/// The words of a line of ASCII without links, as nearly all lines are.
fn plain_words(line: &str) -> String {
    let mut words = Vec::with_capacity(line.len() + 2);
    words.push(b' ');
    for piece in line.as_bytes().split(|byte| matches!(byte, b'\t'..=b'\r' | b' ')) {
        if piece.len() > MAX_WORD {
            continue;
        }
        for byte in piece {
            match byte {
                b'a'..=b'z' | b'0'..=b'9' => words.push(*byte),
                b'A'..=b'Z' => words.push(byte.to_ascii_lowercase()),
                _ if words.last() != Some(&b' ') => words.push(b' '),
                _ => {}
            }
        }
        if words.last() != Some(&b' ') {
            words.push(b' ');
        }
    }
    String::from_utf8(words).unwrap_or_default()
}

fn all_words(line: &str) -> String {
    let mut words = String::with_capacity(line.len() + 2);
    words.push(' ');
    let has_links = line.contains([':', '@']);
    let is_link =
        |piece: &str| has_links && (piece.contains("://") || piece.contains('@')) || piece.starts_with("www.");
    for piece in pieces(line).filter(|piece| piece.len() <= MAX_WORD && !is_link(piece)) {
        // Nearly all are, and are lowered together below.
        if piece.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            words.push_str(piece);
            words.push(' ');
            continue;
        }
        for word in piece.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            words.extend(word.chars().flat_map(char::to_lowercase));
            words.push(' ');
        }
    }
    words.make_ascii_lowercase();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "Which press is it, and what does its display say?\n\nWrite to desk@desk.example, or see https://desk.example/a\nfor more.\n\nAnna\nNo rush.";

    #[test]
    fn lines_of_a_letter_are_known() {
        let mut known = KnownTexts::default();
        known.add(LETTER);
        known.add("It stops after ten minutes.");
        let mut check = |line: &str, expected: &str| {
            let found = match known.look(line) {
                Standing::Blank => "blank".to_owned(),
                Standing::New => "new".to_owned(),
                Standing::Known { words, at_edge: false } => words.to_string(),
                Standing::Known { words, at_edge: true } => format!("{words} at edge"),
            };
            assert_eq!(found, expected, "{line:?}");
        };
        check("Which press is it,", "4 at edge");
        check("> and what", "2");
        check("does its display say?", "4");
        check("[Ada] The red one.", "new");
        check("", "blank");
        check("<https://gateway.example/?u=desk.example%2Fa>", "blank");
        check("Write to desk@desk.example <mailto:desk@desk.example>, or see https://x.example/b for more.", "6");
        check("Anna", "1");
        check("no", "1");
        check("no", "new");
        check("rush", "1 at edge");
        check("Anna", "1");
        check("what does its display say", "5");
        check("it stops after ten minutes", "5 at edge");
        check("ten minutes", "new");
        check("Which press is it? The red one.", "new");
    }

    proptest::proptest! {
        #[test]
        fn lines_without_links_have_the_same_words(line in "([A-Za-z0-9]{0,45}|[ \t.:@!?'_-]|www|://){0,20}") {
            proptest::prop_assert_eq!(words(&line), all_words(&line));
        }
    }
}
