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
    let new = Letters::of(&act.own);
    let letters = if new.count == 0 { Letters::of(&act.text) } else { new };
    if letters.count == 0 {
        return None;
    }
    let mut hash = Sha256::new();
    hash.update(&letters.text);
    if letters.count < FEW {
        hash.update([0]);
        hash.update(policy.style.without_references(act.subject.as_str()));
    }
    Some(HEXLOWER.encode(hash.finalize().get(..10).unwrap_or_default()))
}

/// The letters of a text in lower case, the first [`MANY`] of them.
struct Letters {
    /// As UTF-8.
    text: Vec<u8>,
    count: usize,
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut letters = Self { text: Vec::with_capacity(text.len().min(MANY)), count: 0 };
        let mut rest = text;
        while letters.count < MANY && !rest.is_empty() {
            // Nearly all letters are ASCII, and need no table.
            let ascii = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
            let (run, behind) = rest.split_at_checked(ascii).unwrap_or((rest, ""));
            let before = letters.text.len();
            let found = run.bytes().filter(u8::is_ascii_alphabetic).take(MANY - letters.count);
            letters.text.extend(found.map(|byte| byte.to_ascii_lowercase()));
            letters.count += letters.text.len() - before;
            let mut chars = behind.chars();
            if let Some(c) = chars.next().filter(|c| c.is_alphabetic() && letters.count < MANY) {
                letters.text.extend_from_slice(c.to_lowercase().to_string().as_bytes());
                letters.count += 1;
            }
            rest = chars.as_str();
        }
        letters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_alone_count() {
        let letters = |text: &str| String::from_utf8(Letters::of(text).text).unwrap();
        let check = |text: &str, expected: &str| assert_eq!(letters(text), expected, "{text:?}");
        check("Hello, World 2!\n\n", "helloworld");
        check("Grüße, ÄÖ 2 É-x İ", "grüßeäöéxi\u{307}");
        check("", "");
        assert_eq!(letters(&"ab ".repeat(MANY)).len(), MANY);
        assert_eq!(letters(&"Ü.".repeat(MANY)).chars().count(), MANY);
        assert_eq!(letters(&format!("{} ü", "a".repeat(MANY - 1))).chars().last(), Some('ü'));
        assert_eq!(letters(&format!("{} ü", "a".repeat(MANY))).chars().last(), Some('a'));
    }
}
