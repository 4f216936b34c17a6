//! Words of somebody's own: what they newly wrote, freed of our tokens. Nothing else can become this type: no quote, no
//! whole text of a mail, no note of somebody else (P10).

use crate::mail::reply::NewText;

use super::token::without_tokens;

/// What is kept of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// It is left out.
    Nothing,
    /// All of it.
    Line,
    /// Its first bytes.
    First(usize),
    /// Its last bytes.
    Last(usize),
}

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

    /// Some of their lines, chosen by number from 0, without blank ends. A line that begins with `##word` begins with
    /// `#word` then: so its author writes what would be a command.
    #[must_use]
    pub fn only(&self, keep: impl Fn(usize) -> Keep) -> Self {
        let kept = self.0.lines().enumerate().filter_map(|(at, line)| match keep(at) {
            Keep::Nothing => None,
            Keep::Line => Some(unescaped(line)),
            Keep::First(length) => line.get(..length),
            Keep::Last(length) => line.trim_end().get(line.trim_end().len().saturating_sub(length)..),
        });
        Self(kept.collect::<Vec<_>>().join("\n").trim().to_owned())
    }
}

/// A line without the first `#` of two before a word.
fn unescaped(line: &str) -> &str {
    let marked = line.trim_start();
    match marked.strip_prefix('#') {
        Some(rest) if rest.strip_prefix('#').is_some_and(|word| word.starts_with(char::is_alphabetic)) => rest,
        _ => line,
    }
}

impl std::ops::Deref for OwnWords {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}
