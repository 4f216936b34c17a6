//! Literals: bytes that count by their length (RFC 9051 §4.3). Pure.

/// The length of the literal that a line announces at its end (RFC 9051 §4.3).
pub(super) fn literal_after(line: &[u8]) -> Option<usize> {
    let line = line.trim_ascii_end().strip_suffix(b"}")?;
    let digits = line.rsplit(|byte| *byte == b'{').next()?;
    let digits = digits.strip_suffix(b"+").unwrap_or(digits);
    if digits.len() == line.len() || digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // A number that no usize holds is too large in any case.
    Some(std::str::from_utf8(digits).ok()?.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_seen_where_they_can_be() {
        for (line, expected) in [
            ("* 1 FETCH (BODY[] {12}\r\n", Some(12)),
            ("* 1 FETCH (BODY[] ~{12}\r\n", Some(12)),
            ("{3+}\n", Some(3)),
            ("* LIST () \"/\" {99999999999999999999999}\r\n", Some(usize::MAX)),
            ("x {}\r\n", None),
            ("x {a}\r\n", None),
            ("5}\r\n", None),
        ] {
            assert_eq!(literal_after(line.as_bytes()), expected, "{line:?}");
        }
    }
}
