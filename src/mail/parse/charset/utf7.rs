//! UTF-7 (RFC 2152): obsolete, and still sent. Comes in: bytes. Goes out: text; what is no UTF-7 stays as it is.
//!
//! Read here because the decoder of `mail_parser` swallows the character behind a shifted run (`Caf+AOk is` → `Caféis`).

/// The text of these bytes.
pub(super) fn decode(bytes: &[u8]) -> String {
    let source = String::from_utf8_lossy(bytes);
    let mut text = String::with_capacity(source.len());
    let mut rest: &str = &source;
    while let Some((before, shifted)) = rest.split_once('+') {
        text.push_str(before);
        let end = shifted.find(|c| value(c).is_none()).unwrap_or(shifted.len());
        let (run, after) = shifted.split_at_checked(end).unwrap_or((shifted, ""));
        match (run.is_empty(), after.strip_prefix('-')) {
            (true, after_dash) => {
                text.push('+');
                rest = after_dash.unwrap_or(after);
            }
            (false, after_dash) => {
                let units = units(run).into_iter();
                text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
                rest = after_dash.unwrap_or(after);
            }
        }
    }
    text.push_str(rest);
    text
}

/// The UTF-16 units of a run of base64; bits that are left over are padding.
fn units(run: &str) -> Vec<u16> {
    let (mut units, mut bits, mut held) = (Vec::with_capacity(run.len() / 2), 0_u32, 0_u32);
    for value in run.chars().filter_map(value) {
        bits = bits << 6 | value;
        held += 6;
        if held >= 16 {
            held -= 16;
            units.push(u16::try_from(bits >> held & 0xFFFF).unwrap_or(0));
            bits &= (1 << held) - 1;
        }
    }
    units
}

/// The six bits of a letter of base64.
fn value(c: char) -> Option<u32> {
    let from = |first: char, offset: u32| Some(u32::from(c) - u32::from(first) + offset);
    match c {
        'A'..='Z' => from('A', 0),
        'a'..='z' => from('a', 26),
        '0'..='9' => from('0', 52),
        '+' => Some(62),
        '/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifted_runs() {
        let check = |source: &str, expected: &str| assert_eq!(decode(source.as_bytes()), expected, "{source:?}");
        check("Caf+AOk is", "Café is");
        check("+AOk.\nx", "é.\nx");
        check("Gr+APwA3w-e", "Grüße");
        check("1 +- 1 + 1", "1 + 1 + 1");
        check("+2D3eAA-", "😀");
        check("+", "+");
        check("+AO", "");
        check("", "");
    }
}
