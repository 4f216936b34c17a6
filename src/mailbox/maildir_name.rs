//! Converts names of Maildir files to text and back.
//!
//! Places have text as names, files have bytes. Text stays as it is. A name that isn't UTF-8 (or looks like our escape)
//! is written as `%:` and hexadecimal digits, so that no name is lost on the way.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use data_encoding::HEXLOWER;

const ESCAPED: &str = "%:";

/// The text for a file's name.
pub(super) fn from_file(file: &OsStr) -> String {
    match file.to_str() {
        Some(text) if !text.starts_with(ESCAPED) => text.to_owned(),
        _ => format!("{ESCAPED}{}", HEXLOWER.encode(file.as_bytes())),
    }
}

/// The file's name for a text.
pub(super) fn to_file(text: &str) -> OsString {
    let escaped = text.strip_prefix(ESCAPED).and_then(|hex| HEXLOWER.decode(hex.as_bytes()).ok());
    escaped.map_or_else(|| text.into(), OsString::from_vec)
}

/// The name in `cur/`: with the info suffix of maildir(5) and no flags, unless it has a suffix already.
pub(super) fn seen_by_us(text: &str) -> OsString {
    let mut file = to_file(text);
    let has_suffix = file.as_bytes().windows(3).any(|three| three == b":2,");
    if !has_suffix {
        file.push(":2,");
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_as_they_went() {
        for bytes in [&b"1700000000.M1P2.host,S=12"[..], b"\xff\x00\x7f", b"%:00", b"%", "é".as_bytes()] {
            let file = OsString::from_vec(bytes.to_vec());
            assert_eq!(to_file(&from_file(&file)), file);
        }
    }

    #[test]
    fn the_suffix_is_added_once() {
        assert_eq!(seen_by_us("1.a"), "1.a:2,");
        assert_eq!(seen_by_us("1.a:2,F"), "1.a:2,F");
    }
}
