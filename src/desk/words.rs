//! Words of somebody's own: what they newly wrote, freed of our tokens. Nothing else can become this type: no quote, no
//! whole text of a mail, no note of somebody else (P10).

use crate::mail::reply::NewText;

use super::token::without_tokens;

/// The newly written words of somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnWords(String);

impl OwnWords {
    /// Of a mail.
    pub fn written(new_text: &NewText) -> Self {
        Self(without_tokens(new_text))
    }

    /// Typed into a page, where nothing is quoted.
    pub(in crate::desk) fn typed(text: &str) -> Self {
        Self(without_tokens(text))
    }

    /// The last `length` bytes of them, without blank ends; all of them, if there are fewer.
    #[must_use]
    pub fn last(&self, length: usize) -> Self {
        let start = self.0.len().saturating_sub(length);
        Self(self.0.get(start..).unwrap_or_default().trim().to_owned())
    }
}

impl std::ops::Deref for OwnWords {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}
