//! Base64 (RFC 4648 §4) as it stands in mails: in lines of 76 letters with CRLF between (RFC 2045 §6.8).
//!
//! Most bytes of most mails are files in base64, and each goes out again in a letter, so that this has to be fast.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::PAD;

/// The letters of a full line.
const LINE: usize = 76;
/// The bytes that they stand for.
const LINE_BYTES: usize = LINE / 4 * 3;
/// So many lines are encoded at once.
const BLOCK: usize = 64;

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
static ENGINE: LazyLock<base64::engine::Simd> = LazyLock::new(|| base64::engine::Simd::standard(PAD));
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
static ENGINE: LazyLock<base64::engine::GeneralPurpose> =
    LazyLock::new(|| base64::engine::GeneralPurpose::new(&base64::alphabet::STANDARD, PAD));

/// The lines of bytes; there is no line end behind the last one.
pub(super) fn encode(bytes: &[u8]) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(bytes.len() / LINE_BYTES * (LINE + 2) + LINE);
    let mut block = [0; LINE * BLOCK];
    for part in bytes.chunks(LINE_BYTES * BLOCK) {
        let len = ENGINE.encode_slice(part, &mut block).unwrap_or_default();
        for line in block.get(..len).unwrap_or_default().chunks(LINE) {
            if !encoded.is_empty() {
                encoded.extend_from_slice(b"\r\n");
            }
            encoded.extend_from_slice(line);
        }
    }
    encoded
}

/// Adds what letters stand for. Returns whether it could: there must be nothing but whole groups of four, without line
/// ends.
pub(super) fn decode(letters: &[u8], out: &mut Vec<u8>) -> bool {
    let before = out.len();
    out.resize(before + letters.len() / 4 * 3, 0);
    let decoded = ENGINE.decode_slice(letters, out.get_mut(before..).unwrap_or_default());
    out.truncate(before + decoded.as_ref().copied().unwrap_or_default());
    decoded.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_rfc_2045() {
        let check = |bytes: &[u8], expected: &str| assert_eq!(String::from_utf8(encode(bytes)).unwrap(), expected);
        check(b"", "");
        check(b"hello", "aGVsbG8=");
        check(&[0; 57], &"A".repeat(76));
        check(&[0; 58], &format!("{}\r\nAA==", "A".repeat(76)));
    }

    #[test]
    fn letters_are_decoded_or_left() {
        let check = |line: &str, expected: Option<&str>| {
            let mut out = b"x".to_vec();
            let is_decoded = decode(line.as_bytes(), &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), format!("x{}", expected.unwrap_or_default()), "{line:?}");
            assert_eq!(is_decoded, expected.is_some(), "{line:?}");
        };
        check("", Some(""));
        check("aGVsbG9v", Some("helloo"));
        check("aGVsbG8=", Some("hello"));
        check("aGVsbG8", None);
        check("aGVs\rbG8=", None);
        check("aGVsb-8=", None);
        check("aGVs=bG8", None);
    }

    proptest::proptest! {
        #[test]
        fn what_is_encoded_is_decoded(bytes in proptest::collection::vec(0..=255_u8, 0..9_000)) {
            let encoded = encode(&bytes);
            let mut decoded = Vec::new();
            for line in encoded.split(|byte| *byte == b'\n') {
                proptest::prop_assert!(line.len() <= LINE + 1);
                proptest::prop_assert!(decode(line.trim_ascii(), &mut decoded));
            }
            proptest::prop_assert_eq!(decoded, bytes);
        }
    }
}
