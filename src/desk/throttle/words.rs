//! The same words: letters only, so that two programs' confirmations are alike whatever number or time stands in them. Where
//! there are few, people write them again and again, and the subject says what is new.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::super::act::Act;
use super::super::policy::Policy;

/// A text with fewer letters is a greeting and a name, and counts as the same words only below the same subject.
const FEW: usize = 40;
/// The most letters that are looked at.
const MANY: usize = 4_000;

/// The hash by which the words of a mail are compared; none for a mail without words.
pub(super) fn hash(policy: &Policy, act: &Act) -> Option<String> {
    let new = letters(&act.own);
    let text = if new.is_empty() { letters(&act.text) } else { new };
    if text.is_empty() {
        return None;
    }
    let mut hash = Sha256::new();
    hash.update(&text);
    if text.chars().count() < FEW {
        hash.update([0]);
        hash.update(policy.style.without_references(act.subject.as_str()));
    }
    Some(HEXLOWER.encode(hash.finalize().get(..10).unwrap_or_default()))
}

fn letters(text: &str) -> String {
    let mut letters = String::with_capacity(text.len().min(MANY));
    for c in text.chars().filter(|c| c.is_alphabetic()).take(MANY) {
        match c {
            // Nearly all letters are, and need no table.
            'a'..='z' => letters.push(c),
            _ => letters.extend(c.to_lowercase()),
        }
    }
    letters
}
