//! What a part is called: by its fields, without any path.
//!
//! Comes in: a part. Goes out: its file name and its Content-ID. A name is what a file may be called, never where it goes.

use icu_normalizer::ComposingNormalizerBorrowed;

use super::super::clean::{one_line, truncated};
use super::headers;
use super::tree::MimePart;

/// The longest file name kept, in bytes.
pub(super) const MAX_NAME_BYTES: usize = 200;

/// The Content-ID, without its brackets.
pub(super) fn content_id(part: &MimePart<'_>) -> Option<String> {
    let id = headers::text_of(part.field("content-id")?, None).0;
    let id = one_line(id.trim().trim_matches(['<', '>']));
    (!id.is_empty()).then_some(id)
}

/// The name as the fields have it: of the Content-Disposition, else the Content-Type; the better one, where one of them
/// could not be written.
pub(super) fn raw_name(part: &MimePart<'_>) -> Option<String> {
    let disposition = part.disposition.as_ref();
    let of_disposition = disposition.and_then(|found| found.parameter("filename").or_else(|| found.parameter("name")));
    let of_type = || part.media.parameter("name").or_else(|| part.media.parameter("filename"));
    let given = of_disposition.filter(|name| !name.trim().is_empty()).map(str::to_owned);
    let is_whole = |name: &&str| !name.trim().is_empty() && !name.contains(['\u{FFFD}', '?']);
    match given {
        Some(name) if name.contains(['\u{FFFD}', '?']) => Some(of_type().filter(is_whole).map_or(name, str::to_owned)),
        Some(name) => Some(name),
        None => of_type().map(str::to_owned),
    }
}

/// The file name as it is given, without any path; perhaps empty.
pub(super) fn given_name(part: &MimePart<'_>) -> String {
    without_path(&raw_name(part).unwrap_or_default())
}

/// What stands behind the last slash; never `.` or `..`. Macs write letters and accents apart: they are joined (NFC).
pub(in crate::mail) fn without_path(name: &str) -> String {
    let name = one_line(name);
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if name.chars().all(|c| c == '.') {
        return String::new();
    }
    truncated(&ComposingNormalizerBorrowed::new_nfc().normalize(name), MAX_NAME_BYTES).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_no_path() {
        let check = |name: &str, expected: &str| assert_eq!(without_path(name), expected, "{name:?}");
        check("a.txt", "a.txt");
        check("../../etc/passwd", "passwd");
        check("C:\\Users\\ada\\a b.doc", "a b.doc");
        check("..", "");
        check("dir/", "");
        check("a\r\nb.txt", "a b.txt");
        check("u\u{308}ber.txt", "über.txt");
    }
}
