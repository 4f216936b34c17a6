//! A desk as the belts have it: what the config says, and what its letters are written with.

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
    /// The same, with the secrets that its tokens are made with.
    #[must_use]
    pub fn keyed(mut self, keys: Keyring) -> Self {
        self.letter_writer.keys = keys.clone();
        self.policy.keys = keys;
        self
    }
}
