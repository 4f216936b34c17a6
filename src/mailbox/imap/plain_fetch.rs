//! Keeps of a FETCH response what we ask for: UID, size, flags that all servers have, and the bytes of a body. Pure.
//!
//! Every item has a name and a value, and a value shows where it ends whatever the name. What doesn't is the end of what is
//! read: the message is then one that the server doesn't give.

use super::literal::literal_after;

/// The flags that every server has (RFC 9051 §2.3.2). Others are people's, and may be written in any way.
const FLAGS: [&str; 6] = ["\\Seen", "\\Deleted", "\\Answered", "\\Flagged", "\\Draft", "\\Recent"];

/// The response `* number FETCH (…)` with what is needed of it. `None`: nothing is.
pub(super) fn fetch(number: &str, response: &[u8]) -> Option<Vec<u8>> {
    let open = response.iter().position(|byte| *byte == b'(')?;
    let mut rest = response.get(open + 1..)?;
    let mut items: Vec<Vec<u8>> = Vec::new();
    while let Some((name, value, after)) = item(rest) {
        items.extend(plain_item(&String::from_utf8_lossy(name).to_ascii_uppercase(), value));
        rest = after;
    }
    if items.is_empty() {
        return None;
    }
    Some([format!("* {number} FETCH (").as_bytes(), &items.join(&b' '), b")\r\n"].concat())
}

/// The next item: its name, its value, and what follows.
fn item(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let text = text.trim_ascii_start();
    let (name, rest) = text.split_at_checked(name_end(text)?)?;
    let rest = rest.trim_ascii_start();
    let (value, after) = rest.split_at_checked(value_end(rest)?)?;
    Some((name, value, after))
}

/// A name may have words in brackets: `BODY[HEADER.FIELDS (SUBJECT)]<0>`.
fn name_end(text: &[u8]) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            b' ' | b'(' if depth == 0 => return (at > 0).then_some(at),
            b')' | b'\r' | b'\n' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Where a value ends: a literal, a string, a list or an atom.
fn value_end(text: &[u8]) -> Option<usize> {
    match text.first()? {
        b'"' => quoted_end(text),
        b'{' | b'~' => literal(text).map(|(start, length)| start + length),
        b'(' => list_end(text),
        _ => text.iter().position(|byte| b" )\r\n".contains(byte)).filter(|end| *end > 0),
    }
}

fn quoted_end(text: &[u8]) -> Option<usize> {
    let mut is_escaped = false;
    for (at, byte) in text.iter().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Where a literal's bytes start, and how many there are.
fn literal(text: &[u8]) -> Option<(usize, usize)> {
    let end = text.iter().position(|byte| *byte == b'\n')? + 1;
    let length = literal_after(text.get(..end)?)?;
    text.get(end..end.checked_add(length)?).map(|_| (end, length))
}

fn list_end(text: &[u8]) -> Option<usize> {
    let (mut at, mut depth) = (0, 0_u32);
    loop {
        let rest = text.get(at..)?;
        at += match rest.first()? {
            b'"' => quoted_end(rest)?,
            b'{' => literal(rest).map_or(1, |(start, length)| start + length),
            b'(' => {
                depth += 1;
                1
            }
            b')' if depth == 1 => return Some(at + 1),
            b')' => {
                depth -= 1;
                1
            }
            b'\r' | b'\n' => return None,
            _ => 1,
        };
    }
}

fn plain_item(name: &str, value: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(value);
    match name {
        "UID" => text.parse::<u32>().ok().map(|uid| format!("UID {uid}").into_bytes()),
        // The codec's numbers end at 4 GiB, and so does every limit.
        "RFC822.SIZE" => {
            let size = text.parse::<u64>().ok()?.min(u64::from(u32::MAX));
            Some(format!("RFC822.SIZE {size}").into_bytes())
        }
        // The codec cannot do without a date.
        "INTERNALDATE" if text.starts_with('"') && text.is_ascii() => Some([b"INTERNALDATE ", value].concat()),
        "FLAGS" => {
            let inner = text.trim_matches(['(', ')']);
            let known =
                FLAGS.iter().filter(|flag| inner.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case(flag)));
            let known: Vec<&str> = known.copied().collect();
            Some(format!("FLAGS ({})", known.join(" ")).into_bytes())
        }
        _ if name.starts_with("BODY[]") => {
            let bytes = bytes_of(value)?;
            Some([format!("{name} {{{}}}\r\n", bytes.len()).as_bytes(), &bytes].concat())
        }
        _ => None,
    }
}

/// The bytes of a string. `None`: it is none, or NIL.
fn bytes_of(value: &[u8]) -> Option<Vec<u8>> {
    if let Some((start, length)) = literal(value) {
        return value.get(start..start + length).map(<[u8]>::to_vec);
    }
    let inner = value.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    let mut bytes = Vec::with_capacity(inner.len());
    let mut is_escaped = false;
    for &byte in inner {
        if byte == b'\\' && !is_escaped {
            is_escaped = true;
        } else {
            bytes.push(byte);
            is_escaped = false;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::super::plain::readable;

    #[track_caller]
    fn check(items: &[u8], expected: &str) {
        let given = readable([b"* 1 FETCH (", items, b")\r\n"].concat());
        let expected = if expected.is_empty() { String::new() } else { format!("* 1 FETCH ({expected})\r\n") };
        assert_eq!(String::from_utf8_lossy(&given), expected, "{}", String::from_utf8_lossy(items));
        assert!(given.is_empty() || matches!(imap_proto::Response::parse(&given), Ok((b"", _))));
    }

    #[test]
    fn what_we_ask_for_is_found_among_what_we_do_not_know() {
        check(b"UID 1 X-ODD {3}\r\n) ( RFC822.SIZE 5", "UID 1 RFC822.SIZE 5");
        check(b"X-ODD (a (b \"c)\" {1}\r\n)) d) UID 1 X.Y NIL BODY[]<0> {3}\r\none", "UID 1 BODY[]<0> {3}\r\none");
        check(b"FLAGS (\\Seen \xe9t\xe9 $a]b \\X{3}) UID 1", "FLAGS (\\Seen) UID 1");
        check(b"UID 1 BODY[HEADER.FIELDS (A \xe9)] \"\xe9\" RFC822.SIZE 5", "UID 1 RFC822.SIZE 5");
        check(
            b"BODY[]<0> \"\xe9 \\\"x\\\"\" UID 1",
            "BODY[]<0> {7}\r\n\u{fffd} \"x\" UID 1".replace("{7}", "{5}").as_str(),
        );
        check(b"UID 1 INTERNALDATE NIL", "UID 1");
        check(b"UID 1 X-ODD {1}\r\n) INTERNALDATE \" 3-Feb-2020\"", "UID 1 INTERNALDATE \" 3-Feb-2020\"");
        check(b"UID 1 RFC822.SIZE 99999999999", "UID 1 RFC822.SIZE 4294967295");
    }

    #[test]
    fn a_body_that_cannot_be_told_apart_is_none() {
        check(b"UID 1 BODY[]<0> (what is this)", "UID 1");
        check(b"UID 1 BODY[]<0> {9}\r\none", "UID 1");
        check(b"UID x", "");
        check(b"X-ODD", "");
    }
}
