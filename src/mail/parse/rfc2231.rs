//! File names in pieces (RFC 2231 §3, §4): `filename*0*=windows-1251''%EF; filename*1*=%F0`.
//!
//! Comes in: the raw header of a part. Goes out: the file name. Why not the parser's own: it decodes each piece alone, and
//! forgets the charset behind the first, so that characters cut in two are lost.

use super::{charset, words};

/// At most so many pieces are joined.
const MAX_PIECES: usize = 100;

/// The file name of a header whose parameters come in pieces.
pub(super) fn file_name(header: &[u8]) -> Option<String> {
    let header: Vec<u8> = header.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    [b"filename*".as_slice(), b"name*".as_slice()].into_iter().find_map(|name| joined(&header, name))
}

fn joined(header: &[u8], name: &[u8]) -> Option<String> {
    let mut label = None;
    let mut bytes = Vec::new();
    for number in 0..MAX_PIECES {
        let Some((value, encoded)) = piece(header, name, number) else { break };
        let mut value = value;
        if number == 0 && encoded {
            let mut parts = value.splitn(3, |&byte| byte == b'\'');
            let (charset, _language, rest) = (parts.next()?, parts.next()?, parts.next()?);
            label = Some(String::from_utf8_lossy(charset).into_owned());
            value = rest;
        }
        bytes.extend(if encoded { percent_decoded(value) } else { value.to_vec() });
    }
    (!bytes.is_empty()).then(|| charset::decode(&bytes, label.as_deref()).text)
}

/// The piece of this number and whether it is percent-encoded; the whole, unnumbered, counts as the first.
fn piece<'h>(header: &'h [u8], name: &[u8], number: usize) -> Option<(&'h [u8], bool)> {
    let numbered = [name, number.to_string().as_bytes()].concat();
    let encoded = value_of(header, &[numbered.as_slice(), b"*"].concat()).map(|value| (value, true));
    let plain = || value_of(header, &numbered).map(|value| (value, false));
    let whole = || value_of(header, name).filter(|_| number == 0).map(|value| (value, true));
    encoded.or_else(plain).or_else(whole)
}

/// What stands behind `name=`, up to the next semicolon or quote.
fn value_of<'h>(header: &'h [u8], name: &[u8]) -> Option<&'h [u8]> {
    let wanted = [name, b"="].concat();
    let at = header.windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(&wanted))?;
    // `name` must not be the end of `filename`
    let free = at.checked_sub(1).and_then(|before| header.get(before)).is_none_or(|byte| !byte.is_ascii_alphanumeric());
    let rest = header.get(at + wanted.len()..).filter(|_| free)?;
    match rest.strip_prefix(b"\"") {
        Some(quoted) => quoted.split(|&byte| byte == b'"').next(),
        None => rest.split(|&byte| matches!(byte, b';' | b' ' | b'\t')).next(),
    }
}

fn percent_decoded(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match (byte, tail) {
            (b'%', [high, low, after @ ..]) => match words::escape(*high, *low) {
                Some(decoded) => {
                    out.push(decoded);
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
    fn names_in_pieces() {
        let check = |header: &str, expected: Option<&str>| {
            assert_eq!(file_name(header.as_bytes()).as_deref(), expected, "{header:?}");
        };
        check(
            "Content-Disposition: attachment;\n filename*0*=windows-1251''%EF%F0;\n filename*1*=%E8.txt\n",
            Some("при.txt"),
        );
        check("Content-Disposition: attachment; filename*=utf-8''%C3%A9.txt", Some("é.txt"));
        check("Content-Type: a/b; name*0=\"a b\"; name*1=\".txt\"", Some("a b.txt"));
        check("Content-Type: a/b; name=x", None);
        check("", None);
    }
}
