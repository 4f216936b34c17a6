//! A desk for the belts: the config's policy, and the writer of its letters.

use crate::desk::policy::Policy;
use crate::desk::token::Keyring;

use super::letter_writer::LetterWriter;

/// What the belts need of the config.
pub struct Desk {
    /// Rules and people.
    pub policy: Policy,
    /// Letters.
    pub letter_writer: LetterWriter,
}

impl Desk {
    /// Sets the secrets of its tokens.
    #[must_use]
    pub fn keyed(mut self, keys: Keyring) -> Self {
        self.letter_writer.keys = keys.clone();
        self.policy.keys = keys;
        self
    }
}
