//! Writes folders and sets of UIDs for the wire. Pure.

use std::fmt::Write;

use data_encoding::BASE64_NOPAD;

/// Longer sets are split: some servers cut lines (RFC 7162 §4 suggests at least 8192 octets).
const SET_LENGTH: usize = 900;

/// A folder's name as a quoted string in modified UTF-7 (RFC 3501 §5.1.3).
pub(super) fn quoted_folder(name: &str) -> String {
    let mut wire = String::from("\"");
    let mut outside: Vec<u16> = Vec::new();
    for letter in name.chars() {
        if matches!(letter, ' '..='~') {
            shift(&mut wire, &mut outside);
            match letter {
                '&' => wire.push_str("&-"),
                '"' | '\\' => wire.extend(['\\', letter]),
                _ => wire.push(letter),
            }
        } else {
            outside.extend_from_slice(letter.encode_utf16(&mut [0; 2]));
        }
    }
    shift(&mut wire, &mut outside);
    wire.push('"');
    wire
}

/// Writes non-ASCII text as `&` base64 `-`, without padding and with a comma for the slash, which separates folders (RFC 3501
/// §5.1.3).
fn shift(wire: &mut String, outside: &mut Vec<u16>) {
    if outside.is_empty() {
        return;
    }
    let bytes: Vec<u8> = outside.drain(..).flat_map(u16::to_be_bytes).collect();
    wire.push('&');
    wire.push_str(&BASE64_NOPAD.encode(&bytes).replace('/', ","));
    wire.push('-');
}

/// UIDs as sets, runs as `n:m`, each short enough for one command.
pub(super) fn uid_sets(uids: &[u32]) -> Vec<String> {
    let mut sorted = uids.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let runs = sorted.chunk_by(|one, next| one.checked_add(1) == Some(*next));
    let ends = |run: &[u32]| Some((*run.first()?, *run.last()?));
    range_sets(runs.filter_map(ends))
}

/// Ranges of UIDs as sets, each short enough for one command.
pub(super) fn range_sets(ranges: impl IntoIterator<Item = (u32, u32)>) -> Vec<String> {
    let mut sets = Vec::new();
    let mut set = String::new();
    for (first, last) in ranges {
        if set.len() > SET_LENGTH {
            sets.push(std::mem::take(&mut set));
        }
        if !set.is_empty() {
            set.push(',');
        }
        // Writing to a String cannot fail.
        let _ = if first == last { write!(set, "{first}") } else { write!(set, "{first}:{last}") };
    }
    if !set.is_empty() {
        sets.push(set);
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_quoted_and_shifted() {
        for (name, wire) in [
            ("INBOX", r#""INBOX""#),
            ("A \"b\" \\c", r#""A \"b\" \\c""#),
            ("R&D", r#""R&-D""#),
            // RFC 3501 §5.1.3
            ("~peter/mail/台北/日本語", r#""~peter/mail/&U,BTFw-/&ZeVnLIqe-""#),
            ("Gelöscht", r#""Gel&APY-scht""#),
            ("😀", r#""&2D3eAA-""#),
            ("a\r\nb", r#""a&AA0ACg-b""#),
        ] {
            assert_eq!(quoted_folder(name), wire);
        }
    }

    #[test]
    fn sets_join_runs_and_stay_short() {
        assert_eq!(uid_sets(&[]), [""; 0]);
        assert_eq!(uid_sets(&[5, 1, 2, 3, 9, 9]), ["1:3,5,9"]);
        assert_eq!(uid_sets(&[u32::MAX, u32::MAX - 1]), ["4294967294:4294967295"]);
        let odd: Vec<u32> = (0..1000).map(|number| number * 2 + 1).collect();
        let sets = uid_sets(&odd);
        assert!(sets.iter().all(|set| set.len() < 1000));
        assert_eq!(sets.iter().map(|set| set.split(',').count()).sum::<usize>(), 1000);
    }
}
