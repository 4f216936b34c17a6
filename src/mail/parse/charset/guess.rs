//! Bytes without a charset that is to be believed: what they look like.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// The most bytes that are looked at to guess a charset.
const GUESS_BYTES: usize = 64 * 1024;

/// What the bytes look like.
pub(super) fn guess(bytes: &[u8]) -> &'static Encoding {
    let sample = bytes.get(..GUESS_BYTES.min(bytes.len())).unwrap_or_default();
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    detector.guess(None, Utf8Detection::Allow)
}

pub(super) fn is_multibyte(encoding: &'static Encoding) -> bool {
    !encoding.is_single_byte() && encoding != UTF_8
}
