//! What stands in the way of letters now, as `maildesk status` shows it. Kept in memory, and in the database when it
//! changes.

use std::collections::BTreeMap;

use super::refusals::LetterClass;

/// The name of what concerns every letter.
const ALL: &str = "letters";

/// The obstacles: which letters, and why.
#[derive(Debug, Default)]
pub(super) struct Obstacles {
    now: BTreeMap<String, String>,
    noted: Option<BTreeMap<String, String>>,
}

impl Obstacles {
    /// No letter goes out.
    pub(super) fn stop_all(&mut self, words: String) {
        self.now.insert(ALL.to_owned(), words);
    }

    /// Letters of one class do not go out.
    pub(super) fn stop(&mut self, class: &LetterClass, words: String) {
        self.now.insert(class.to_string(), words);
    }

    /// The server is there.
    pub(super) fn server_is_there(&mut self) {
        self.now.remove(ALL);
    }

    /// A letter of this class was accepted.
    pub(super) fn accepted(&mut self, class: &LetterClass) {
        if !self.now.is_empty() {
            self.server_is_there();
            self.now.remove(&class.to_string());
        }
    }

    /// Whether every letter is concerned.
    pub(super) fn is_stopped(&self) -> bool {
        self.now.contains_key(ALL)
    }

    /// The obstacles, if they are not in the database yet. What an earlier run noted counts as something else.
    pub(super) fn changed(&self) -> Option<BTreeMap<String, String>> {
        (self.noted.as_ref() != Some(&self.now)).then(|| self.now.clone())
    }

    /// They are in the database.
    pub(super) fn noted(&mut self, noted: BTreeMap<String, String>) {
        self.noted = Some(noted);
    }
}
