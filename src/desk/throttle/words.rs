//! The same words: letters only, so that two programs' confirmations are alike whatever number or time stands in them. Where
//! there are few, people write them again and again, and the subject says what is new.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::super::act::Act;
use super::super::policy::Policy;

/// Fewer letters are a greeting and a name: only with the same subject are they the same words.
const FEW: usize = 40;
/// So many letters are looked at.
const MANY: usize = 4_000;

/// The words of a mail, as they are compared: a hash; none where there are none.
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
    text.chars().filter(|c| c.is_alphabetic()).take(MANY).flat_map(char::to_lowercase).collect()
}
