//! Secrets of sessions, links and forms: random, and in the database only as hashes.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The letters of a code: without those that look like others (`0O`, `1IL`, `5S`, `8B`).
const LETTERS: &[u8; 28] = b"ACDEFGHJKMNPQRTUVWXYZ234679@";
/// How many letters of them are used; the last one only fills the table.
const USED: u8 = 27;
/// The letters in each half of a code.
const HALF: usize = 4;

/// 256 random bits, as text. Empty if the system gives none, and then nothing fits it.
pub(super) fn fresh() -> String {
    let mut bytes = [0; 32];
    match getrandom::fill(&mut bytes) {
        Ok(()) => HEXLOWER.encode(&bytes),
        Err(error) => {
            tracing::error!(%error, "the system gives no random bytes");
            String::new()
        }
    }
}

/// SHA-256 of a secret.
pub(super) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// A short mark of a text: another one for another text.
pub(super) fn mark(text: &str) -> String {
    HEXLOWER.encode(hash(text).get(..8).unwrap_or_default())
}

/// A code that people can type: `K7QM-2XRD`, of 27^8 ones.
pub(super) fn code() -> String {
    let mut code = String::new();
    while code.len() < 2 * HALF {
        let mut bytes = [0; 32];
        if getrandom::fill(&mut bytes).is_err() {
            return String::new();
        }
        // Bytes above the largest multiple would make some letters likelier.
        let fair = bytes.iter().filter(|byte| **byte < u8::MAX / USED * USED);
        let letters = fair.filter_map(|byte| LETTERS.get(usize::from(byte % USED)));
        code.extend(letters.take(2 * HALF - code.len()).map(|letter| char::from(*letter)));
    }
    code.insert(HALF, '-');
    code
}

/// A typed code as [`code`] writes it: in any case, with any blanks and dashes, and with what looks like its letters.
pub(super) fn read_code(typed: &str) -> String {
    let letter = |c: char| match c.to_ascii_uppercase() {
        'O' | '0' => 'Q',
        'I' | 'L' | '1' => 'J',
        'S' | '5' => '6',
        'B' | '8' => '3',
        other => other,
    };
    let mut code: String = typed.chars().filter(char::is_ascii_alphanumeric).map(letter).take(2 * HALF + 1).collect();
    if code.len() > HALF {
        code.insert(HALF, '-');
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back_however_they_are_typed() {
        for _ in 0..200 {
            let code = code();
            assert_eq!((code.len(), code.as_bytes()[4]), (9, b'-'), "{code}");
            assert!(!code.contains('@'), "{code}");
            assert_eq!(read_code(&code), code);
            assert_eq!(read_code(&format!(" {} ", code.to_lowercase().replace('-', " "))), code);
        }
        assert_ne!(read_code("K7QM-2XRDA"), "K7QM-2XRD");
        assert_eq!(read_code(""), "");
        assert_eq!(read_code("ü-?"), "");
    }

    #[test]
    fn secrets_are_long_and_never_the_same() {
        let (one, other) = (fresh(), fresh());
        assert_eq!(one.len(), 64);
        assert_ne!(one, other);
        assert_ne!(hash(&one), hash(&other));
    }
}
