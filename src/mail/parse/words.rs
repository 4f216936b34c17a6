//! Encoded words (RFC 2047) in header text become what they mean.
//!
//! Comes in: a raw header value, one line. Goes out: readable text. More forgiving than the RFC: blanks inside a word,
//! words that touch their neighbours, and characters cut in two between words (seen: many mailers cut at bytes) are
//! read as they were meant.

use super::charset;

/// One encoded word, decoded to bytes.
struct Word<'a> {
    charset: &'a str,
    bytes: Vec<u8>,
    rest: &'a str,
}

/// Decodes all encoded words of a text; what is not one stays as it is.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = split_at_word(rest) {
        let Some(mut word) = word(from) else {
            out.push_str(before);
            out.push_str("=?");
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        out.push_str(before);
        // RFC 2047 §6.2: blanks between two encoded words are nothing; a character may be cut between them
        while let Some(next) = self::word(word.rest.trim_start()) {
            if !next.charset.eq_ignore_ascii_case(word.charset) {
                out.push_str(&charset::decode(&word.bytes, Some(plain(word.charset))).text);
                word = next;
                continue;
            }
            word.bytes.extend_from_slice(&next.bytes);
            word.rest = next.rest;
        }
        out.push_str(&charset::decode(&word.bytes, Some(plain(word.charset))).text);
        rest = word.rest;
    }
    out.push_str(rest);
    out
}

fn split_at_word(text: &str) -> Option<(&str, &str)> {
    text.find("=?").and_then(|at| text.split_at_checked(at))
}

/// RFC 2231 §5: a language may follow the charset behind an asterisk.
fn plain(charset: &str) -> &str {
    charset.split('*').next().unwrap_or(charset)
}

/// The encoded word at the start of `text`, if there is one.
fn word(text: &str) -> Option<Word<'_>> {
    let text = text.strip_prefix("=?")?;
    let (charset, text) = text.split_once('?')?;
    let (encoding, text) = text.split_once('?')?;
    if charset.is_empty() || charset.len() > 45 || charset.contains(char::is_whitespace) {
        return None;
    }
    // the end is `?=`; in Q a `?` may stand before an escape (seen: unencoded question marks)
    let quoted = encoding.trim().eq_ignore_ascii_case("q");
    let end = if quoted { end_of_q(text)? } else { text.find("?=")? };
    let (body, rest) = text.split_at_checked(end)?;
    let bytes = match encoding.trim() {
        "B" | "b" => base64(body.as_bytes()),
        "Q" | "q" => q(body.as_bytes()),
        _ => return None,
    };
    Some(Word { charset, bytes, rest: rest.strip_prefix("?=").unwrap_or(rest) })
}

/// Where a Q word ends: at the first `?=` that is not a bare question mark before an escape (`?=3F`); at the first of
/// all when there is no other before the next word.
fn end_of_q(text: &str) -> Option<usize> {
    let first = text.find("?=")?;
    let limit = text.find("=?").map_or(text.len(), |next| next.max(first + 2));
    let escaped = |at: usize| {
        let behind = text.as_bytes().get(at + 2..at + 4).unwrap_or_default();
        behind.len() == 2 && behind.iter().all(u8::is_ascii_hexdigit)
    };
    let ends = text.get(..limit).unwrap_or_default().match_indices("?=").map(|(at, _)| at);
    Some(ends.into_iter().find(|&at| !escaped(at)).unwrap_or(first))
}

/// Q (RFC 2047 §4.2): `_` is a blank, `=XX` a byte; broken escapes stay.
fn q(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match (byte, tail) {
            (b'_', _) => out.push(b' '),
            (b'=', [high, low, after @ ..]) => match escape(*high, *low) {
                Some(value) => {
                    out.push(value);
                    rest = after;
                }
                None => out.push(byte),
            },
            _ => out.push(byte),
        }
    }
    out
}

/// The byte that two hex digits stand for.
pub(super) fn escape(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? * 16 + digit(low)?)
}

/// Base64 that forgives: characters outside the alphabet are passed over, padding may be missing.
pub(super) fn base64(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for &byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                // padding ends a group; a new one may follow (seen: parts encoded piecewise)
                (bits, count) = (0, 0);
                continue;
            }
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 0xFF).unwrap_or(0));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_read() {
        let check = |text: &str, expected: &str| assert_eq!(decode(text), expected, "{text:?}");
        check("plain", "plain");
        check("=?utf-8?Q?caf=C3=A9?=", "café");
        check("=?UTF-8?B?Y2Fmw6k=?= au lait", "café au lait");
        check("=?utf-8?q?a?= =?utf-8?q?b?= c", "ab c");
        check("=?utf-8?B?ww==?= =?utf-8?B?qQ==?=", "é");
        check("=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "é");
        check("=?iso-8859-1?Q?a_b?=", "a b");
        check("=?iso-8859-1*fr?Q?=E9t=E9?=", "été");
        check("=?utf-8?Q?a b c?=", "a b c");
        check("x=?utf-8?Q?y?=z", "xyz");
        check("=?utf-8?X?y?=", "=?utf-8?X?y?=");
        check("=?utf-8?Q?never ends", "=?utf-8?Q?never ends");
        check("=?", "=?");
        check("=?utf-8?Q?why?=3F?=", "why??");
        check("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本");
    }
}
