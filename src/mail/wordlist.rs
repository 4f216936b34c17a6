//! Many phrases, looked for at once in a text.
//!
//! Comes in: a table of lower-case phrases, then lower-case texts. Goes out: which phrases a text holds or begins with, in
//! one pass however long the table is. Never fails: a table too large to be built finds nothing.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// A table of phrases.
#[derive(Debug)]
pub(super) struct Wordlist {
    phrases: Vec<&'static str>,
    /// The most bytes of one.
    longest: usize,
    automaton: Option<AhoCorasick>,
    /// One of these is in each phrase.
    stems: Option<AhoCorasick>,
}

impl Wordlist {
    /// Makes a table ready.
    pub(super) fn new(phrases: impl IntoIterator<Item = &'static &'static str>) -> Self {
        let phrases: Vec<&str> = phrases.into_iter().copied().collect();
        let longest = phrases.iter().map(|phrase| phrase.len()).max().unwrap_or_default();
        // quick enough, and a tenth of the memory that a table of all transitions takes
        let automaton = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(&phrases).ok();
        Self { phrases, longest, automaton, stems: None }
    }

    /// The same for long texts, where one of a few stems is in each phrase: these are looked for many bytes at once, and a
    /// text without any is not looked at again.
    pub(super) fn with_stems(phrases: &'static [&'static str], stems: &[&str]) -> Self {
        debug_assert!(phrases.iter().all(|phrase| stems.iter().any(|stem| phrase.contains(stem))), "{phrases:?}");
        let stems = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(stems).ok();
        Self { stems, ..Self::new(phrases) }
    }

    /// The phrase that a text holds first.
    pub(super) fn find(&self, text: &str) -> Option<&'static str> {
        if self.stems.as_ref().is_some_and(|stems| !stems.is_match(text)) {
            return None;
        }
        let found = self.automaton.as_ref()?.find(text)?;
        self.phrases.get(found.pattern().as_usize()).copied()
    }

    /// Where the phrase begins that a text holds first.
    pub(super) fn position(&self, text: &str) -> Option<usize> {
        Some(self.automaton.as_ref()?.find(text)?.start())
    }

    /// Whether the phrase that a text holds first begins within so many bytes.
    pub(super) fn begins_within(&self, text: &str, bytes: usize) -> bool {
        let near = text.as_bytes().get(..bytes + self.longest).unwrap_or(text.as_bytes());
        self.automaton.as_ref().and_then(|automaton| automaton.find(near)).is_some_and(|found| found.start() < bytes)
    }

    /// How many different phrases a text holds, up to `most`.
    pub(super) fn count(&self, text: &str, most: usize) -> usize {
        let mut seen = Vec::new();
        for found in self.automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(text)) {
            if seen.len() >= most {
                break;
            }
            if !seen.contains(&found.pattern()) {
                seen.push(found.pattern());
            }
        }
        seen.len()
    }

    /// The phrase that a text begins with.
    pub(super) fn begins(&self, text: &str) -> Option<&'static str> {
        self.phrases.iter().copied().find(|phrase| text.starts_with(phrase))
    }

    /// What stands before the phrase that a text ends with.
    pub(super) fn before_end<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        self.phrases.iter().filter_map(move |phrase| text.strip_suffix(phrase))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found() {
        let words = Wordlist::new(&["not delivered", "unknown", "no such"]);
        assert_eq!(words.find("it is unknown, and no such thing"), Some("unknown"));
        assert_eq!(words.find("all is well"), None);
        assert_eq!(words.position("it is unknown"), Some(6));
        assert!(words.begins_within("it is unknown", 7) && !words.begins_within("it is unknown", 6));
        assert!(!words.begins_within("", 9));
        assert_eq!(words.count("unknown, unknown, no such", 5), 2);
        assert_eq!(words.count("unknown, no such, not delivered", 2), 2);
        assert_eq!(words.begins("no such user"), Some("no such"));
        assert_eq!(words.begins("user"), None);
        let stems = Wordlist::with_stems(&["not delivered", "unknown", "no such"], &["deliver", "no"]);
        for text in ["it is unknown, and no such thing", "not, but delivered", "no", "all is well", ""] {
            assert_eq!(stems.find(text), words.find(text), "{text:?}");
        }
        assert_eq!(words.before_end("press: not delivered").next(), Some("press: "));
    }
}
