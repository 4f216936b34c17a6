//! What makes two messages one, although a list or a gateway changed one of them: they say that they are the same message
//! (Message-ID, From and Date), and they say the same words.
//!
//! Comes in: an [`Inbound`]. Goes out: an [`Identity`], small enough to be kept. A Message-ID is a claim: some mailers use
//! one again, and anybody can write one. So the claim alone makes nothing the same; words decide, and where they leave a
//! doubt, that is an answer of its own ([`Sameness::Doubtful`]). One pass over the text.

use sha2::{Digest, Sha256};

use super::Inbound;
use super::bytes::{pieces, text_lines};

/// Bytes of a claim.
const CLAIM_BYTES: usize = 16;
/// So many words are kept one by one, and all together by one hash.
const MAX_WORDS: usize = 1_024;
/// So many files are kept one by one.
const MAX_FILES: usize = 100;

/// What tells whether another message is the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Message-ID, From and Date as one value. `None`: there is no Message-ID, and it is the same as no other.
    pub claim: Option<[u8; CLAIM_BYTES]>,
    /// Its words.
    pub wording: Wording,
}

/// The words of a message and its files, each by name and size, as they are kept for a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wording {
    about: u16,
    files: Vec<u16>,
    count: u32,
    all: u64,
    words: Vec<u16>,
}

/// Whether two messages with the same claim are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    /// The later one says nothing that the earlier one does not say, and has no file that the earlier one has not.
    Same,
    /// They share words, and the later one may say more.
    Doubtful,
    /// They are two messages.
    Different,
}

impl Identity {
    /// The identity of a message with these words of its author's own, without what lists and quotes add, about this.
    pub fn of(inbound: &Inbound, own: &str, about: &str) -> Self {
        let files = inbound.attachments.iter().filter(|file| !file.inline);
        let files = files.map(|file| file_hash(&file.name, file.size));
        Self { claim: claim(inbound), wording: Wording { about: text_hash(about), ..Wording::of(own, files) } }
    }
}

fn claim(inbound: &Inbound) -> Option<[u8; CLAIM_BYTES]> {
    let bracket = |c: char| matches!(c, '<' | '>') || c.is_whitespace();
    let id = inbound.header("message-id").map(|id| id.trim_matches(bracket)).filter(|id| !id.is_empty())?;
    let from = inbound.from.as_ref().map_or("", |from| from.address.key());
    let date = inbound.date.map(|date| date.as_second().to_string()).unwrap_or_default();
    // A NUL stands in none of them.
    let claimed = format!("{id}\0{from}\0{date}");
    Sha256::digest(claimed).get(..CLAIM_BYTES)?.try_into().ok()
}

impl Wording {
    fn of(text: &str, files: impl Iterator<Item = u16>) -> Self {
        let mut wording = Self { files: files.take(MAX_FILES).collect(), ..Self::default() };
        // Gateways write other links.
        let is_link = |token: &&str| {
            token.contains(':') && (token.contains("://") || token.contains("mailto:"))
                || token.contains('.') && token.contains("www.")
        };
        let has_pages = text.contains("www.");
        for line in text_lines(text) {
            if line.is_ascii() && !has_pages && !line.contains(':') {
                wording.add_ascii(line);
                continue;
            }
            for token in pieces(line).filter(|token| !is_link(token)) {
                if token.is_ascii() {
                    wording.add_ascii(token);
                    continue;
                }
                for word in token.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
                    wording.add(word.chars().flat_map(char::to_lowercase).map(u32::from).fold(FNV_START, fnv));
                }
            }
        }
        wording
    }

    /// Adds the words of what is ASCII and has no links.
    fn add_ascii(&mut self, text: &str) {
        let (mut hash, mut is_word) = (FNV_START, false);
        for byte in text.bytes().chain([b' ']) {
            let letter = LETTERS.get(usize::from(byte)).copied().unwrap_or_default();
            if letter != 0 {
                hash = fnv(hash, letter.into());
                is_word = true;
            } else if is_word {
                self.add(hash);
                (hash, is_word) = (FNV_START, false);
            }
        }
    }

    /// Adds a word by its hash.
    fn add(&mut self, hash: u64) {
        self.all = fnv_long(self.all, hash);
        self.count = self.count.saturating_add(1);
        if self.words.len() < MAX_WORDS {
            self.words.push(folded(hash));
        }
    }

    /// How a later message with these words compares to an earlier one with the same claim.
    pub fn compare(&self, earlier: &Self) -> Sameness {
        let is_all = |it: &Self| usize::try_from(it.count).is_ok_and(|count| count == it.words.len());
        let is_within = if is_all(self) && is_all(earlier) {
            let (short, long) =
                if self.count < earlier.count { (&self.words, &earlier.words) } else { (&earlier.words, &self.words) };
            (short.is_empty() && long.is_empty()) || contains(long, short)
        } else {
            (self.count, self.all) == (earlier.count, earlier.all)
        };
        match is_within {
            // What lists and gateways are known to add is no word here: whatever is left is the author's.
            true if self.about == earlier.about && self.count <= earlier.count && self.adds_no_file(earlier) => {
                Sameness::Same
            }
            true => Sameness::Doubtful,
            false if self.shares_most(earlier) => Sameness::Doubtful,
            false => Sameness::Different,
        }
    }

    fn adds_no_file(&self, earlier: &Self) -> bool {
        let mut rest = earlier.files.clone();
        self.files
            .iter()
            .all(|file| rest.iter().position(|other| other == file).map(|at| rest.swap_remove(at)).is_some())
    }

    /// Whether more than half of the shorter one's words stand in the other.
    fn shares_most(&self, other: &Self) -> bool {
        let (mut one, mut two) = (self.words.clone(), other.words.clone());
        one.sort_unstable();
        two.sort_unstable();
        let shorter = one.len().min(two.len());
        let mut rest = two.iter().peekable();
        let mut shared = 0;
        for word in &one {
            while rest.next_if(|other| *other < word).is_some() {}
            shared += usize::from(rest.next_if_eq(&word).is_some());
        }
        shorter == 0 || shared * 2 > shorter
    }

    /// As bytes, for the database.
    pub fn to_bytes(&self) -> Vec<u8> {
        let files = u16::try_from(self.files.len()).unwrap_or(u16::MAX);
        let mut bytes = Vec::with_capacity(16 + (self.files.len() + self.words.len()) * 2);
        bytes.extend(self.about.to_le_bytes());
        bytes.extend(files.to_le_bytes());
        bytes.extend(self.count.to_le_bytes());
        bytes.extend(self.all.to_le_bytes());
        bytes.extend(self.files.iter().chain(&self.words).flat_map(|hash| hash.to_le_bytes()));
        bytes
    }

    /// From its bytes. `None`: they are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (about, rest) = bytes.split_first_chunk::<2>()?;
        let (files, rest) = rest.split_first_chunk::<2>()?;
        let (count, rest) = rest.split_first_chunk::<4>()?;
        let (all, rest) = rest.split_first_chunk::<8>()?;
        let mut hashes = rest.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(u16::from_le_bytes));
        Some(Self {
            about: u16::from_le_bytes(*about),
            files: hashes.by_ref().take(u16::from_le_bytes(*files).into()).collect(),
            count: u32::from_le_bytes(*count),
            all: u64::from_le_bytes(*all),
            words: hashes.collect(),
        })
    }
}

/// Whether `short` stands in `long` in one piece. Both are bounded by [`MAX_WORDS`].
fn contains(long: &[u16], short: &[u16]) -> bool {
    !short.is_empty() && long.windows(short.len()).any(|window| window == short)
}

/// FNV-1a, a character at a time: kept in the database, so that it must stay as it is, which std's hashes do not promise.
const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

/// The letters and digits of ASCII in lower case, each at its place; 0 for all else.
static LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut rest = letters.as_mut_slice();
    let mut byte = 0_u8;
    while let Some((letter, behind)) = rest.split_first_mut() {
        if byte.is_ascii_alphanumeric() {
            *letter = byte.to_ascii_lowercase();
        }
        rest = behind;
        byte = byte.wrapping_add(1);
    }
    letters
};

fn fnv(hash: u64, value: u32) -> u64 {
    (hash ^ u64::from(value)).wrapping_mul(0x0100_0000_01b3)
}

/// The order of the words counts, too.
fn fnv_long(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(23) ^ value).wrapping_mul(0x0100_0000_01b3)
}

/// A file by its name and size.
fn file_hash(name: &str, size: u64) -> u16 {
    folded(fnv_long(u64::from(text_hash(name)), size))
}

fn text_hash(text: &str) -> u16 {
    folded(text.chars().flat_map(char::to_lowercase).fold(FNV_START, |hash, c| fnv(hash, u32::from(c))))
}

fn folded(hash: u64) -> u16 {
    let bytes = hash.to_le_bytes();
    let pairs = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(u16::from_le_bytes));
    pairs.fold(0, |all, pair| all ^ pair)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::mail::parse::parse;

    fn wording(text: &str) -> Wording {
        Wording::of(text, std::iter::empty())
    }

    #[test]
    fn other_lines_and_links_leave_a_message_the_same_and_other_words_do_not() {
        let text = "It stops after ten minutes.\nThe lamp is red: https://ada.example/lamp?x=1";
        let check = |later: &str, expected: Sameness| {
            assert_eq!(wording(later).compare(&wording(text)), expected, "{later:?}");
        };
        check(text, Sameness::Same);
        check("It stops after\nten minutes. The lamp is red:\n<https://safelinks.example/?url=ada>", Sameness::Same);
        check("It stops after ten minutes.", Sameness::Same);
        check(&format!("{text} Cancel our orders."), Sameness::Doubtful);
        check(&format!("#resolved\n{text}"), Sameness::Doubtful);
        check("It stops after two minutes. The lamp is red.", Sameness::Doubtful);
        check("", Sameness::Doubtful);
        check("Please send me an invoice for the last order", Sameness::Different);
        assert_eq!(wording("").compare(&wording("")), Sameness::Same);
    }

    #[test]
    fn a_file_that_only_the_later_copy_has_is_not_lost() {
        let with = |files: &[(&str, u64)]| {
            Wording::of("See the plan.", files.iter().map(|(name, size)| file_hash(name, *size)))
        };
        let check = |later: &[(&str, u64)], earlier: &[(&str, u64)], expected: Sameness| {
            assert_eq!(with(later).compare(&with(earlier)), expected, "{later:?} {earlier:?}");
        };
        let (one, two) = (("plan-1.pdf", 12_000), ("plan-2.pdf", 900_000));
        check(&[one], &[], Sameness::Doubtful);
        check(&[], &[one], Sameness::Same);
        check(&[one], &[one], Sameness::Same);
        check(&[two, one], &[one, two], Sameness::Same);
        check(&[two], &[one], Sameness::Doubtful);
        check(&[("plan-1.pdf", 12_001)], &[one], Sameness::Doubtful);
        check(&[one, one], &[one, two], Sameness::Doubtful);
    }

    #[test]
    fn long_texts_are_the_same_as_a_whole() {
        let long = "so many words ".repeat(MAX_WORDS);
        assert_eq!(wording(&long).compare(&wording(&format!("{long}\n\n"))), Sameness::Same);
        assert_eq!(wording(&long).compare(&wording(&format!("{long} more"))), Sameness::Doubtful);
        assert_eq!(wording("entirely different").compare(&wording(&long)), Sameness::Different);
    }

    #[test]
    fn the_claim_is_id_author_and_date() {
        let mail = "Message-ID: <1@x.example>\nFrom: Ada <ada@x.example>\nDate: Mon, 05 Jan 2026 09:00:00 +0000\n\nx";
        let claim = |text: &str| Identity::of(&parse(text.as_bytes()), "", "").claim;
        let is_same = |other: &str| claim(other) == claim(mail);
        assert!(claim(mail).is_some());
        assert!(is_same(&mail.replace("09:00:00 +0000", "10:00:00 +0100")));
        assert!(is_same(&mail.replace("Ada <ada@x.example>", "<ADA@X.example>\nSubject: [list] tag")));
        assert!(is_same(&mail.replace("<1@x.example>", "< 1@x.example >")));
        assert!(!is_same(&mail.replace("1@x", "2@x")));
        assert!(!is_same(&mail.replace("ada@", "bob@")));
        assert!(!is_same(&mail.replace("09:00", "09:01")));
        assert!(!is_same(&mail.replace("Date: Mon, 05 Jan 2026 09:00:00 +0000\n", "")));
        assert_eq!(claim(&mail.replace("Message-ID: <1@x.example>\n", "")), None);
    }

    proptest! {
        #[test]
        fn lines_of_any_width_are_the_same_and_a_word_more_is_not(
            text in "([a-z]{1,8} ){1,60}",
            added in "([A-Z0-9]{1,8} ){1,40}",
            width in 1..20_usize,
        ) {
            let words: Vec<&str> = text.split_whitespace().collect();
            let wrapped: Vec<String> = words.chunks(width).map(|line| line.join(" ")).collect();
            let copy = wrapped.join("\n");
            let longer = format!("{copy}\n{added}");
            prop_assert_eq!(wording(&copy).compare(&wording(&text)), Sameness::Same);
            prop_assert_eq!(wording(&longer).compare(&wording(&text)), Sameness::Doubtful);
            prop_assert_eq!(wording(&text).compare(&wording(&longer)), Sameness::Same);
        }

        #[test]
        fn ascii_is_read_as_all_other_text(text in "([a-zA-Z0-9]{1,9}|[ -~]|\t|\n|ä|ß){0,60}") {
            let mut expected = Wording::default();
            for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
                expected.add(word.chars().flat_map(char::to_lowercase).map(u32::from).fold(FNV_START, fnv));
            }
            let is_link = text.contains("://") || text.contains("mailto:") || text.contains("www.");
            prop_assert!(is_link || wording(&text) == expected);
        }

        #[test]
        fn a_changed_word_is_never_lost(text in "([a-z]{2,8} ){2,60}", place: prop::sample::Index) {
            let words: Vec<&str> = text.split_whitespace().collect();
            let mut other = words.clone();
            let at = place.index(words.len());
            other[at] = "1";
            prop_assert_ne!(wording(&other.join(" ")).compare(&wording(&text)), Sameness::Same);
        }

        #[test]
        fn it_is_kept_as_it_is(text in "\\PC{0,300}", files in prop::collection::vec(any::<u16>(), 0..9)) {
            let wording = Wording::of(&text, files.into_iter());
            prop_assert_eq!(Wording::from_bytes(&wording.to_bytes()), Some(wording));
        }
    }
}
