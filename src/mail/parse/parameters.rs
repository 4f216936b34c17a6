//! The parameters of a field (RFC 2045 §5.1, RFC 2231): names with their values, decoded.
//!
//! Comes in: what stands behind the word of a Content-Type or Content-Disposition, unfolded. Goes out: each name once, in
//! lower case. Pieces are put together by their numbers before they are decoded, because characters are cut between them.
//! Linear.

use std::borrow::Cow;

use percent_encoding::percent_decode;

use super::{charset, words};

/// The most parameters, or pieces of them, that are read from one field.
const MAX_PARAMETERS: usize = 1_000;
/// A quoted value is read this far.
const MAX_QUOTED: usize = 8_000;

/// A piece of a parameter.
struct ParameterPiece {
    name: String,
    number: Option<usize>,
    /// Percent signs mean something in it.
    encoded: bool,
    value: Vec<u8>,
}

/// Reads all of them.
pub(super) fn read(mut rest: &[u8]) -> Vec<(String, String)> {
    let mut pieces = Vec::new();
    while pieces.len() < MAX_PARAMETERS && !rest.is_empty() {
        pieces.extend(piece(&mut rest));
    }
    joined(pieces)
}

/// Passes over blanks, semicolons and comments.
pub(super) fn skip_blank(rest: &mut &[u8]) {
    loop {
        let trimmed = rest.trim_ascii_start();
        *rest = match trimmed.split_first() {
            Some((b';' | b',', after)) => after,
            Some((b'(', after)) => after_comment(after),
            _ => {
                *rest = trimmed;
                return;
            }
        };
    }
}

fn after_comment(rest: &[u8]) -> &[u8] {
    let mut depth = 1_usize;
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return rest.get(at + 1..).unwrap_or_default();
        }
    }
    &[]
}

/// Takes one parameter off the front; at least one byte is taken.
fn piece(rest: &mut &[u8]) -> Option<ParameterPiece> {
    skip_blank(rest);
    let end = rest.iter().position(|byte| matches!(byte, b'=' | b';')).unwrap_or(rest.len());
    let (name, after) = rest.split_at_checked(end)?;
    let Some(value) = after.strip_prefix(b"=") else {
        *rest = after;
        return None;
    };
    // `name` is the last word before the sign: junk may stand before it
    let name = name.trim_ascii_end().rsplit(u8::is_ascii_whitespace).next().unwrap_or_default();
    let name = String::from_utf8_lossy(name).trim_matches(['"', '\'']).to_ascii_lowercase();
    let value = value.trim_ascii_start();
    let is_name = name.starts_with("name") || name.starts_with("filename");
    let (value, after) = match value.strip_prefix(b"\"") {
        Some(quoted) => of_quotes(quoted),
        None => bare(value, is_name),
    };
    *rest = after;
    Some(numbered(&name, value))
}

/// `filename*1*` is piece 1, percent-encoded (RFC 2231 §4.1).
fn numbered(name: &str, value: Vec<u8>) -> ParameterPiece {
    let (stem, encoded) = match name.strip_suffix('*') {
        Some(stem) => (stem, true),
        None => (name, false),
    };
    match stem.rsplit_once('*').map(|(base, number)| (base, number.parse::<usize>().ok())) {
        Some((base, number @ Some(_))) => ParameterPiece { name: base.to_owned(), number, encoded, value },
        _ => ParameterPiece { name: stem.to_owned(), number: None, encoded, value },
    }
}

/// A quoted value without its quotes, and what follows. The quote that ends it has nothing or the next parameter behind
/// it; others are part of the value (seen: names with quotes in them).
fn of_quotes(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let text_to = text.get(..MAX_QUOTED.min(text.len())).unwrap_or_default();
    let mut value = Vec::new();
    let mut inner: Option<(usize, usize)> = None;
    let mut at = 0;
    while let Some(&byte) = text_to.get(at) {
        let next = text.get(at + 1).copied();
        if byte == b'\\' && matches!(next, Some(b'"' | b'\\')) {
            value.extend(next);
            at += 2;
            continue;
        }
        if byte == b'"' {
            let behind = text.get(at + 1..).unwrap_or_default();
            if ends_value(behind) {
                return (value, behind);
            }
            inner = inner.or(Some((value.len(), at + 1)));
        }
        value.push(byte);
        at += 1;
    }
    // no end: at the first inner quote, else at the first semicolon
    match inner {
        Some((length, after)) => {
            value.truncate(length);
            (value, text.get(after..).unwrap_or_default())
        }
        None => {
            let end = text.iter().position(|&byte| byte == b';').unwrap_or(text.len());
            let (value, after) = text.split_at_checked(end).unwrap_or((text, &[]));
            (value.trim_ascii_end().to_vec(), after)
        }
    }
}

/// Whether the text after a quote shows that the value ended.
fn ends_value(behind: &[u8]) -> bool {
    let near = behind.get(..60.min(behind.len())).unwrap_or_default();
    let trimmed = near.trim_ascii_start();
    match trimmed.first() {
        None | Some(b';' | b'(' | b',') => true,
        // the semicolon was forgotten
        Some(byte) if byte.is_ascii_alphabetic() && trimmed.len() < near.len() => {
            let word = trimmed.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'*'));
            trimmed.get(word.count()) == Some(&b'=')
        }
        _ => false,
    }
}

/// A value without quotes, and what follows. File names may have blanks in them, and semicolons with no parameter behind.
fn bare(text: &[u8], is_name: bool) -> (Vec<u8>, &[u8]) {
    let stops = |byte: &u8| *byte == b';' || !is_name && matches!(byte, b' ' | b'\t' | b',');
    let mut end = text.iter().position(stops).unwrap_or(text.len());
    if is_name && text.get(end + 1..).is_some_and(|rest| !rest.trim_ascii().is_empty() && !rest.contains(&b'=')) {
        end = text.len();
    }
    let (value, after) = text.split_at_checked(end).unwrap_or((text, &[]));
    let value = value.trim_ascii();
    let inside = value.strip_prefix(b"'").and_then(|value| value.strip_suffix(b"'"));
    (inside.filter(|_| is_name).unwrap_or(value).to_vec(), after)
}

/// The pieces of each parameter in the order of their numbers. Whole, plain values go before those in pieces: who writes
/// both writes the better one plainly (seen: Kopano), unless it is only a stand-in.
fn joined(pieces: Vec<ParameterPiece>) -> Vec<(String, String)> {
    let mut parameters: Vec<(String, String)> = Vec::new();
    let mut later = Vec::new();
    for piece in pieces {
        if piece.number.is_some() || piece.encoded {
            later.push(piece);
        } else if !parameters.iter().any(|(name, _)| *name == piece.name) {
            parameters.push((piece.name, whole(&piece.value)));
        }
    }
    // stable: pieces without number are the first
    later.sort_by(|a, b| a.name.cmp(&b.name).then(a.number.unwrap_or(0).cmp(&b.number.unwrap_or(0))));
    for group in later.chunk_by(|a, b| a.name == b.name) {
        let Some(name) = group.first().map(|piece| piece.name.clone()) else { continue };
        let value = of_pieces(group);
        match parameters.iter_mut().find(|(known, _)| *known == name) {
            Some((_, plain)) if is_stand_in(plain) => *plain = value,
            Some(_) => {}
            None => parameters.push((name, value)),
        }
    }
    parameters
}

/// Letters that could not be written were replaced by question marks or left out.
fn is_stand_in(plain: &str) -> bool {
    plain.is_empty() || plain.contains(['?', '\u{FFFD}'])
}

/// A value that came whole: encoded words, bare 8-bit text, or what RFC 2231 means without its star.
fn whole(value: &[u8]) -> String {
    if let Some((label, rest)) = charset_of(value).filter(|(label, _)| charset::is_known(label)) {
        return charset::decode(&Cow::from(percent_decode(rest)), Some(label)).text;
    }
    let text = match std::str::from_utf8(value) {
        Ok(text) => text.to_owned(),
        Err(_) => charset::decode(value, None).text,
    };
    if text.contains("=?") {
        return words::decode(&text);
    }
    // percent signs are meant when they make letters (seen: web mailers); "100%25.pdf" stays
    match percent_decode(value).decode_utf8() {
        Ok(decoded) if !decoded.is_ascii() && text.is_ascii() => decoded.into_owned(),
        _ => text,
    }
}

/// RFC 2231 §4: the charset stands before the first of all; characters may be cut between pieces.
fn of_pieces(pieces: &[ParameterPiece]) -> String {
    let mut label = None;
    let mut bytes = Vec::new();
    let any_encoded = pieces.iter().any(|piece| piece.encoded);
    for (nth, piece) in pieces.iter().enumerate() {
        let mut value = piece.value.as_slice();
        if nth == 0
            && any_encoded
            && let Some((found, rest)) = charset_of(value)
        {
            (label, value) = (Some(found), rest);
        }
        if piece.encoded {
            bytes.extend(percent_decode(value));
        } else {
            bytes.extend_from_slice(value);
        }
    }
    if label.is_none() {
        return whole(&bytes);
    }
    let text = charset::decode(&bytes, label).text;
    if text.contains("=?") { words::decode(&text) } else { text }
}

/// `charset'language'rest`.
fn charset_of(value: &[u8]) -> Option<(&str, &[u8])> {
    let mut parts = value.splitn(3, |&byte| byte == b'\'');
    let (label, language, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let plain = |text: &[u8]| {
        text.len() < 40 && text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_:.+".contains(byte))
    };
    (plain(label) && plain(language)).then_some((std::str::from_utf8(label).ok()?, rest))
}
