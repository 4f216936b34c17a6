//! Text that changes charsets by escape sequences: ISO-2022-JP and its kin (RFC 1468, RFC 1554, CP50221), ISO-2022-KR
//! (RFC 1557), ISO-2022-CN (RFC 1922), and HZ (RFC 1843).
//!
//! Comes in: bytes. Goes out: text. Every sequence is rewritten to the 8-bit form of its charset, which `encoding_rs` reads.
//! Why not its own ISO-2022-JP: it takes no JIS X 0212, and calls an empty sequence an error, as it stands between any
//! two encoded words.

use encoding_rs::{EUC_JP, EUC_KR, Encoding, GB18030};

const ESC: u8 = 0x1B;

/// What two bytes, or one, mean just now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CharsetState {
    Ascii,
    Kanji,
    Supplement,
    Kana,
}

/// Whether this text has sequences that change the charset.
pub(super) fn is_iso_2022(bytes: &[u8]) -> bool {
    memchr::memchr_iter(ESC, bytes).any(|at| {
        let behind = bytes.get(at + 1..).unwrap_or_default();
        matches!(behind, [b'$', b'@' | b'A' | b'B' | b'C' | b'(' | b')' | b'*', ..] | [b'(', b'I', ..])
    })
}

/// Reads it.
pub(super) fn decode(bytes: &[u8]) -> String {
    let has = |what: &[u8]| memchr::memmem::find(bytes, what).is_some();
    if has(b"\x1B$)C") {
        return shifted(bytes, EUC_KR);
    }
    if has(b"\x1B$)A") || has(b"\x1B$)E") {
        return shifted(bytes, GB18030);
    }
    if has(b"\x1B$A") {
        return escaped(bytes, GB18030);
    }
    if has(b"\x1B$(C") {
        return escaped(bytes, EUC_KR);
    }
    escaped(bytes, EUC_JP)
}

/// Two-byte text between an escape sequence and the next.
fn escaped(bytes: &[u8], encoding: &'static Encoding) -> String {
    let mut out = Vec::with_capacity(bytes.len() * 3 / 2);
    let mut state = CharsetState::Ascii;
    let mut rest = bytes;
    while let Some((&byte, tail)) = rest.split_first() {
        if byte == ESC {
            let (next, length) = sequence(tail);
            state = next.unwrap_or(state);
            rest = tail.get(length..).unwrap_or_default();
            continue;
        }
        rest = tail;
        match state {
            // RFC 1468: a line ends in ASCII
            _ if byte == b'\n' || byte == b'\r' => {
                state = CharsetState::Ascii;
                out.push(byte);
            }
            CharsetState::Kana if (0x21..=0x5F).contains(&byte) => out.extend([0x8E, byte | 0x80]),
            CharsetState::Kanji | CharsetState::Supplement if (0x21..=0x7E).contains(&byte) => {
                let Some((&second, tail)) = tail.split_first().filter(|(second, _)| (0x21..=0x7E).contains(*second))
                else {
                    continue;
                };
                rest = tail;
                if state == CharsetState::Supplement {
                    out.push(0x8F);
                }
                out.extend([byte | 0x80, second | 0x80]);
            }
            _ => out.push(byte),
        }
    }
    encoding.decode_without_bom_handling(&out).0.into_owned()
}

/// What a sequence says, and its length without ESC.
fn sequence(tail: &[u8]) -> (Option<CharsetState>, usize) {
    match tail {
        [b'$', b'(', b'D', ..] => (Some(CharsetState::Supplement), 3),
        [b'$', b'(', _, ..] => (Some(CharsetState::Kanji), 3),
        [b'$', _, ..] => (Some(CharsetState::Kanji), 2),
        [b'(', b'I', ..] => (Some(CharsetState::Kana), 2),
        [b'(', _, ..] => (Some(CharsetState::Ascii), 2),
        [b'&', b'@', ..] => (None, 2),
        _ => (None, 0),
    }
}

/// Two-byte text between SO and SI.
fn shifted(bytes: &[u8], encoding: &'static Encoding) -> String {
    let mut out = Vec::with_capacity(bytes.len());
    let mut is_shifted = false;
    let mut rest = bytes;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            ESC => rest = tail.get(3..).unwrap_or_default(),
            0x0E => is_shifted = true,
            0x0F => is_shifted = false,
            b'\n' => {
                is_shifted = false;
                out.push(byte);
            }
            0x21..=0x7E if is_shifted => out.push(byte | 0x80),
            _ => out.push(byte),
        }
    }
    encoding.decode_without_bom_handling(&out).0.into_owned()
}

/// HZ: two-byte text between `~{` and `~}`; `~~` is a tilde.
pub(super) fn decode_hz(bytes: &[u8]) -> String {
    let mut out = Vec::with_capacity(bytes.len());
    let mut is_chinese = false;
    let mut rest = bytes;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match (byte, tail.first()) {
            (b'~', Some(b'{')) => is_chinese = true,
            (b'~', Some(b'}')) => is_chinese = false,
            (b'~', Some(b'~')) => out.push(b'~'),
            (b'~', Some(b'\n')) => {}
            _ => {
                let eight_bit = is_chinese && (0x21..=0x7E).contains(&byte);
                out.push(if eight_bit { byte | 0x80 } else { byte });
                continue;
            }
        }
        rest = tail.get(1..).unwrap_or_default();
    }
    GB18030.decode_without_bom_handling(&out).0.into_owned()
}

/// Japanese whose ESC bytes were lost on the way (seen: gateways, old mailers in headers): `$B%F%9%H(B`. Only what
/// becomes Japanese is taken for it.
pub(super) fn restored(text: &str) -> Option<String> {
    if !text.is_ascii() || !(text.contains("$B") || text.contains("$@")) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut any = false;
    while let Some(at) = rest.find("$B").into_iter().chain(rest.find("$@")).min() {
        let (before, from) = rest.split_at_checked(at)?;
        out.push_str(before);
        let inside = from.get(2..)?;
        let end = inside.find("(B").into_iter().chain(inside.find("(J")).min();
        let japanese = end.and_then(|end| inside.get(..end)).and_then(|bytes| japanese(bytes.as_bytes()));
        match (japanese, end) {
            (Some(japanese), Some(end)) => {
                out.push_str(&japanese);
                any = true;
                rest = inside.get(end + 2..)?;
            }
            _ => {
                out.push_str(from.get(..2)?);
                rest = inside;
            }
        }
        if out.len() > text.len() * 3 {
            return None;
        }
    }
    out.push_str(rest);
    any.then_some(out)
}

fn japanese(bytes: &[u8]) -> Option<String> {
    if bytes.is_empty() || bytes.len() % 2 == 1 || bytes.len() > 2_000 || !bytes.iter().all(u8::is_ascii_graphic) {
        return None;
    }
    let eight_bit: Vec<u8> = bytes.iter().map(|byte| byte | 0x80).collect();
    let text = EUC_JP.decode_without_bom_handling_and_without_replacement(&eight_bit)?;
    Some(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences() {
        let check = |bytes: &[u8], expected: &str| assert_eq!(decode(bytes), expected, "{bytes:?}");
        check(b"\x1B$BF|K\\\x1B(B", "日本");
        check(b"\x1B$BF|\x1B(B\x1B$BK\\\x1B(B", "日本");
        check(b"\x1B$@F|K\\\x1B(J.", "日本.");
        check(b"\x1B(I1\x1B(B", "ｱ");
        check(b"\x1B$(D0!\x1B(B", "丂");
        check(b"\x1B$BF|K\\\nascii", "日本\nascii");
        check(b"\x1B$)C\n\x0EGQ1[\x0F", "\n한글");
        check(b"\x1B$A<:Ky\x1B(B", "己所");
        check(b"\x1B", "");
        check(b"\x1B$", "$");
        assert!(is_iso_2022(b"a \x1B$B"));
        assert!(!is_iso_2022(b"a \x1B[1m"));
    }

    #[test]
    fn hz() {
        assert_eq!(decode_hz(b"This is ~{<:Ky2;~} ~~."), "This is 己所不 ~.");
    }

    #[test]
    fn lost_escapes() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(restored(text).as_deref(), expected, "{text:?}");
        check("Re: TEST $B%F%9%H(B", Some("Re: TEST テスト"));
        check("$B%F%9%H(B$B%F%9%H(J!", Some("テストテスト!"));
        check("it costs $BIG money (Bob)", None);
        check("it costs $Bx", None);
    }
}
