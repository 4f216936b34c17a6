//! Many phrases, looked for at once in a text.
//!
//! Comes in: a table of lower-case phrases, then lower-case texts. Goes out: which phrases a text holds or begins with, in
//! one pass however long the table is. Never fails: a table too large to be built finds nothing.

use aho_corasick::AhoCorasick;

/// A table of phrases.
#[derive(Debug)]
pub(super) struct Wordlist {
    phrases: &'static [&'static str],
    automaton: Option<AhoCorasick>,
}

impl Wordlist {
    /// Makes a table ready.
    pub(super) fn new(phrases: &'static [&'static str]) -> Self {
        Self { phrases, automaton: AhoCorasick::new(phrases).ok() }
    }

    /// The phrase that a text holds first.
    pub(super) fn find(&self, text: &str) -> Option<&'static str> {
        let found = self.automaton.as_ref()?.find(text)?;
        self.phrases.get(found.pattern().as_usize()).copied()
    }

    /// Where the phrase begins that a text holds first.
    pub(super) fn position(&self, text: &str) -> Option<usize> {
        Some(self.automaton.as_ref()?.find(text)?.start())
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
        assert_eq!(words.count("unknown, unknown, no such", 5), 2);
        assert_eq!(words.count("unknown, no such, not delivered", 2), 2);
        assert_eq!(words.begins("no such user"), Some("no such"));
        assert_eq!(words.begins("user"), None);
        assert_eq!(words.before_end("press: not delivered").next(), Some("press: "));
    }
}
