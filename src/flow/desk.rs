//! A desk as the belts have it: what the config says, and what its letters are written with.

use crate::desk::policy::Policy;
use crate::desk::token::Keyring;

use super::letters::Stationery;

/// What the belts need of the config.
pub struct Desk {
    /// Rules and people.
    pub policy: Policy,
    /// Letters.
    pub stationery: Stationery,
}

impl Desk {
    /// The same, with the secrets that its tokens are made with.
    #[must_use]
    pub fn keyed(mut self, keys: Keyring) -> Self {
        self.stationery.keys = keys.clone();
        self.policy.keys = keys;
        self
    }
}
