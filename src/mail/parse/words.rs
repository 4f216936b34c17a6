//! Encoded words (RFC 2047) in header text become what they mean.
//!
//! Comes in: a raw header value, one line. Goes out: readable text. More forgiving than the RFC: blanks inside a word,
//! words that touch their neighbours, characters cut in two between words (seen: many mailers cut at bytes), question
//! marks in Q, a last word whose end was cut off, and words that were encoded twice are read as they were meant. Linear.

use super::charset;
use super::transfer::{base64, escape};

/// The longest charset name of a word, with its language.
const MAX_CHARSET: usize = 60;

/// Words longer than this are none where it must be known beforehand; RFC 2047 §2 has 75.
const MAX_WORD: usize = 500;

/// One encoded word, decoded to bytes.
struct Word<'a> {
    charset: &'a str,
    bytes: Vec<u8>,
    rest: &'a str,
}

/// Decodes all encoded words of a text; what is not one stays as it is.
pub(super) fn decode(text: &str) -> String {
    let once = pass(text);
    // words inside words (seen: gateways that encode what is encoded)
    if once != text && once.contains("=?") && once.contains("?=") { pass(&once) } else { once }
}

fn pass(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // no word ends behind this distance from the end
    let last_end = text.rfind("?=").map_or(usize::MAX, |at| text.len() - at);
    while let Some((before, from)) = split_at_word(rest) {
        let Some(mut word) = word(from, last_end) else {
            out.push_str(before);
            out.push_str("=?");
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        out.push_str(before);
        // RFC 2047 §6.2: blanks between two encoded words are nothing; a character may be cut between them
        while let Some(next) = self::word(word.rest.trim_start(), last_end) {
            if next.charset.eq_ignore_ascii_case(word.charset) {
                word.bytes.extend_from_slice(&next.bytes);
                word.rest = next.rest;
            } else {
                out.push_str(&text_of(&word));
                word = next;
            }
        }
        out.push_str(&text_of(&word));
        rest = word.rest;
    }
    out.push_str(rest);
    out
}

fn split_at_word(text: &str) -> Option<(&str, &str)> {
    text.find("=?").and_then(|at| text.split_at_checked(at))
}

/// RFC 2231 §5: a language may follow the charset behind an asterisk.
fn text_of(word: &Word<'_>) -> String {
    let charset = word.charset.split('*').next().unwrap_or(word.charset);
    charset::decode(&word.bytes, Some(charset)).text
}

/// The encoded word at the start of `text`, if there is one.
fn word(text: &str, last_end: usize) -> Option<Word<'_>> {
    let text = text.strip_prefix("=?")?;
    let (charset, text) = short(text, MAX_CHARSET)?;
    let (encoding, text) = short(text, 4)?;
    let charset = charset.trim();
    let quoted = match encoding.trim() {
        "B" | "b" => false,
        "Q" | "q" => true,
        _ => return None,
    };
    if charset.contains(char::is_whitespace) {
        return None;
    }
    let end = match text.len() >= last_end {
        true if quoted => end_of_q(text)?,
        true => text.find("?=")?,
        // the last word was cut off (seen: subjects cut at a length)
        false if charset::is_known(charset) && !text.contains(char::is_whitespace) => text.len(),
        false => return None,
    };
    let (body, rest) = text.split_at_checked(end)?;
    let bytes = if quoted { q(body.as_bytes()) } else { base64(body.as_bytes()) };
    Some(Word { charset, bytes, rest: rest.strip_prefix("?=").unwrap_or(rest) })
}

/// How long the encoded word at the start of `text` is, if there is one; words that end far away are none.
pub(super) fn length(text: &str) -> Option<usize> {
    let near = super::super::clean::truncated(text, MAX_WORD);
    let word = word(near, near.rfind("?=").map(|at| near.len() - at)?)?;
    near.len().checked_sub(word.rest.len())
}

/// What stands before the next question mark, if it is near, and what behind.
fn short(text: &str, most: usize) -> Option<(&str, &str)> {
    let at = text.bytes().take(most + 1).position(|byte| byte == b'?')?;
    let (before, from) = text.split_at_checked(at)?;
    Some((before, from.strip_prefix('?')?))
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
        check("=?utf-8?Q?=C3?=\t=?UTF-8?B?qQ==?=", "é");
        check("=?iso-8859-1?Q?a_b?=", "a b");
        check("=?iso-8859-1*fr?Q?=E9t=E9?=", "été");
        check("=?utf-8?Q?a b c?=", "a b c");
        check("=? utf-8 ? Q ?a?=", "a");
        check("x=?utf-8?Q?y?=z", "xyz");
        check("=?utf-8?Q?a?==?utf-8?Q?b?=", "ab");
        check("=?utf-8?X?y?=", "=?utf-8?X?y?=");
        check("=?utf-8?Q?never ends", "=?utf-8?Q?never ends");
        check("a =?utf-8?Q?cut=C3=A4", "a cutä");
        check("=?utf-8?B?Y2Fmw6k", "café");
        check("=?utf-8?B?Y2Fm w6k?=", "café");
        check("=?utf-8?Q?=C3=A4?= =?iso-8859-1?Q?=E4?=", "ää");
        check("=?utf-8?Q?Gr=c3=bc=c3=9fe?=", "Grüße");
        check("=?utf-8?Q?Grüße?=", "Grüße");
        check("=?utf-8?Q?=3D=3Futf-8=3FQ=3F=3DC3=3DA4=3F=3D?=", "ä");
        check("=?x-unknown?Q?=E9t=E9 =E0 No=EBl?=", "été à Noël");
        check("=??Q?=C3=A4?=", "ä");
        check("=?", "=?");
        check("a =? b ?= c", "a =? b ?= c");
        check("=?utf-8?Q?why?=3F?=", "why??");
        check("=?utf-8?Q?why?no?=", "why?no");
        check("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本");
        check("=?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=  =?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=", "テストテスト");
        check("=?cp-850?Q?Gr=81=E1e?=", "Grüße");
    }

    #[test]
    fn words_without_end_take_no_time() {
        assert_eq!(decode(&"=?a?q? ".repeat(100_000)).len(), 700_000);
        assert!(decode(&"=?a?q?".repeat(100_000)).len() <= 600_000);
    }
}
