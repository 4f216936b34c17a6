//! The words of all routes, looked for in one pass: whole words, in any case.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;

use crate::mail::clean::truncated;

/// The part of a mail that is looked at: people say early what their mail is about.
const MAX_BYTES: usize = 64 * 1024;

/// Words with the routes that look for them.
#[derive(Debug, Clone, Default)]
pub(super) struct WordTable {
    /// None where no route looks for words.
    automaton: Option<AhoCorasick>,
    /// The route of each word.
    owners: Vec<usize>,
}

impl WordTable {
    /// Makes the words of each route ready.
    pub(super) fn new<'a>(routes: impl Iterator<Item = &'a [String]>) -> Self {
        let mut table = Self::default();
        let mut all = Vec::new();
        for (owner, words) in routes.enumerate() {
            all.extend(words.iter().map(|word| flattened(word)));
            table.owners.resize(all.len(), owner);
        }
        table.automaton = AhoCorasick::new(&all).ok().filter(|_| !all.is_empty());
        table
    }

    /// The routes with a word that stands in the subject or the text.
    pub(super) fn find(&self, subject: &str, text: &str) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let Some(automaton) = &self.automaton else { return found };
        // a line break keeps phrases from going on from the subject into the text
        let text = [flattened(subject), flattened(truncated(text, MAX_BYTES))].join("\n");
        for hit in automaton.find_overlapping_iter(&text) {
            let before = text.get(..hit.start()).and_then(|text| text.chars().next_back());
            let behind = text.get(hit.end()..).and_then(|text| text.chars().next());
            if [before, behind].iter().flatten().all(|c| !c.is_alphanumeric()) {
                found.extend(self.owners.get(hit.pattern().as_usize()));
            }
        }
        found
    }
}

/// Lower case, with one blank between words.
fn flattened(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_found() {
        let routes = [vec!["Press".to_owned(), "robot  arm".to_owned()], Vec::new(), vec!["c++".to_owned()]];
        let table = WordTable::new(routes.iter().map(Vec::as_slice));
        let check = |subject: &str, text: &str, expected: &[usize]| {
            assert_eq!(table.find(subject, text).into_iter().collect::<Vec<_>>(), expected, "{subject:?} {text:?}");
        };
        check("The PRESS stops", "", &[0]);
        check("", "It is the press.", &[0]);
        check("", "My robot\n   arm hangs", &[0]);
        check("my robot", "arm hangs", &[]);
        check("The express stops", "pressing", &[]);
        check("", "c++ or press?", &[0, 2]);
        check("", "", &[]);
        check("", &format!("{}press", "x ".repeat(MAX_BYTES)), &[]);
        assert_eq!(WordTable::default().find("press", "press").len(), 0);
    }
}
