//! Bytes become text, and the charset that was used is known.
//!
//! Comes in: bytes and the charset that they claim. Goes out: text, and a note when the claim was missing or wrong.
//! The order (complaint 37): the claimed charset by its WHATWG label, if it fits without error; strict UTF-8;
//! detection; windows-1252, which fits everything.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

/// Only so many bytes are looked at to guess a charset.
const GUESS_BYTES: usize = 64 * 1024;

/// Decoded text and how it came about.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// The rule that was applied, when it was not simply the claimed charset.
    pub(super) note: Option<String>,
}

/// Decodes; every input has a result.
pub(super) fn decode(bytes: &[u8], claimed: Option<&str>) -> Decoded {
    let label = claimed.map(str::trim).filter(|label| !label.is_empty());
    let encoding = label.and_then(for_label);
    let plain = std::str::from_utf8(bytes).ok();
    // text that happens to be UTF-8 was meant so: as a western charset it would be nonsense (seen: webmails, forms)
    if let Some(text) = plain.filter(|_| !bytes.is_ascii() && encoding.is_some_and(is_latin)) {
        return Decoded { text: text.to_owned(), note: Some(format!("charset {} read as utf-8", shown(label))) };
    }
    if let Some(text) = encoding.and_then(|encoding| strictly(bytes, encoding)) {
        return Decoded { text, note: None };
    }
    if let (None, Some(decoder)) = (encoding, label.and_then(|label| charset_decoder(label.as_bytes()))) {
        return Decoded { text: decoder(bytes), note: None };
    }
    if let Some(text) = plain {
        let silent = label.is_none() || bytes.is_ascii();
        let note = (!silent).then(|| format!("charset {} read as utf-8", shown(label)));
        return Decoded { text: text.to_owned(), note };
    }
    let guessed = guess(bytes);
    if let Some(text) = strictly(bytes, guessed) {
        return Decoded { text, note: Some(format!("charset {} read as {}", shown(label), guessed.name())) };
    }
    let last = encoding.filter(|&encoding| encoding != UTF_8).unwrap_or(WINDOWS_1252);
    let (text, _, _) = last.decode(bytes);
    Decoded {
        text: text.into_owned(),
        note: Some(format!("charset {} read as {} with errors", shown(label), last.name())),
    }
}

/// The western charsets, in which UTF-8 reads as pairs like `Ã¶`.
fn is_latin(encoding: &'static Encoding) -> bool {
    encoding == WINDOWS_1252 || encoding == encoding_rs::ISO_8859_15
}

fn shown(label: Option<&str>) -> String {
    label.map_or_else(|| "unknown".to_owned(), super::super::clean::one_line)
}

/// The encoding of a label, with the names that mail uses and WHATWG does not know.
fn for_label(label: &str) -> Option<&'static Encoding> {
    let label = label.trim_matches(|c: char| c == '"' || c == '\'' || c.is_whitespace());
    if let Some(encoding) = Encoding::for_label_no_replacement(label.as_bytes()) {
        return Some(encoding);
    }
    let lower = label.to_ascii_lowercase().replace('_', "-");
    let known = match lower.as_str() {
        "cp936" | "x-gbk" | "gb2312-80" | "gb-2312" | "csgb18030" => "gb18030",
        "cp932" | "windows-932" | "shift-jisx0213" | "sjis-win" | "csshiftjis" => "shift_jis",
        "cp949" | "ks-c-5601" | "uhc" | "ksc" => "euc-kr",
        "cp950" | "big5hkscs" | "x-big5" | "cn-big5" => "big5",
        "latin-1" | "iso8859-1" | "iso-8859-1-windows" | "8859-1" | "ansi" => "iso-8859-1",
        "utf8mb4" | "utf-8-sig" | "unicode-1-1-utf-8" => "utf-8",
        "iso-2022-jp-1" | "iso-2022-jp-2" | "iso-2022-jp-3" | "iso-2022-jp-ms" | "cp50220" | "cp50221" => "iso-2022-jp",
        "cp866" | "ibm-866" => "ibm866",
        _ => lower.strip_prefix("cp").or_else(|| lower.strip_prefix("win-")).unwrap_or_default(),
    };
    Encoding::for_label_no_replacement(known.as_bytes())
        .or_else(|| Encoding::for_label_no_replacement(format!("windows-{known}").as_bytes()))
}

fn strictly(bytes: &[u8], encoding: &'static Encoding) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// What the bytes look like. ISO-2022-JP is ASCII with escapes, so only an escape sequence speaks for it.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let sample = bytes.get(..GUESS_BYTES.min(bytes.len())).unwrap_or_default();
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, true);
    detector.guess(None, Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charset_that_fits_is_used() {
        let check = |bytes: &[u8], claimed: Option<&str>, expected: &str| {
            assert_eq!(decode(bytes, claimed).text, expected, "{claimed:?}")
        };
        check(b"plain", None, "plain");
        check(b"caf\xe9", Some("iso-8859-1"), "café");
        check("café".as_bytes(), Some("iso-8859-1x"), "café");
        check("café".as_bytes(), None, "café");
        check("café".as_bytes(), Some("iso-8859-1"), "café");
        check(b"Fr+APY-sche", Some("utf-7"), "Frösche");
        check(b"caf\xe9 cr\xe8me br\xfbl\xe9e, d\xe9j\xe0 vu", None, "café crème brûlée, déjà vu");
        check(b"caf\xe9 cr\xe8me br\xfbl\xe9e, d\xe9j\xe0 vu", Some("utf-8"), "café crème brûlée, déjà vu");
        check(b"\xc4\xe3\xba\xc3", Some("gb2312"), "你好");
        check(b"\x80uro", Some("iso-8859-1"), "€uro");
        check(b"\x80uro", Some("cp1252"), "€uro");
    }

    #[test]
    fn a_wrong_claim_is_noted() {
        assert_eq!(decode(b"ok", Some("nonsense")).note, None);
        assert!(decode("ä".as_bytes(), Some("nonsense")).note.is_some());
        assert!(decode(b"\xe4\xf6\xfc gr\xfc\xdfe", None).note.is_some());
    }
}
