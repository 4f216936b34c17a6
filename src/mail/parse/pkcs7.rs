//! What was signed inside a S/MIME message that is signed as a whole (RFC 8551 §3.5.2): its content, without the signature.
//!
//! Comes in: the bytes of a CMS SignedData (RFC 5652 §5), in DER or BER. Goes out: the bytes of the MIME entity in it. The
//! signature is not checked: nothing here says who signed. Linear, no recursion.

/// 1.2.840.113549.1.7.2
const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
const SEQUENCE: u8 = 0x30;
const OID: u8 = 0x06;
const OCTETS: u8 = 0x04;
/// Octets in pieces.
const CONSTRUCTED_OCTETS: u8 = 0x24;
/// `[0] EXPLICIT`.
const EXPLICIT: u8 = 0xA0;

/// The content that was signed, if it is inside.
pub(super) fn content(bytes: &[u8]) -> Option<Vec<u8>> {
    let (info, _) = expect(SEQUENCE, bytes)?;
    let (kind, rest) = expect(OID, info)?;
    if kind != SIGNED_DATA {
        return None;
    }
    let (wrapped, _) = expect(EXPLICIT, rest)?;
    let (signed, _) = expect(SEQUENCE, wrapped)?;
    // version, digest algorithms, then the content with its type
    let (_, _, rest) = element(signed)?;
    let (_, _, rest) = element(rest)?;
    let (encapsulated, _) = expect(SEQUENCE, rest)?;
    let (_, rest) = expect(OID, encapsulated)?;
    let (octets, _) = expect(EXPLICIT, rest)?;
    let (tag, inside, _) = element(octets)?;
    match tag {
        OCTETS => Some(inside.to_vec()),
        CONSTRUCTED_OCTETS => Some(joined(inside)),
        _ => None,
    }
}

fn joined(mut pieces: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some((piece, rest)) = expect(OCTETS, pieces) {
        out.extend_from_slice(piece);
        pieces = rest;
    }
    out
}

fn expect(tag: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    element(bytes).filter(|(found, _, _)| *found == tag).map(|(_, inside, rest)| (inside, rest))
}

/// Tag, content and what follows (X.690 §8.1). Of an indefinite length the content is all that follows: whoever reads it
/// stops where it has what it wants.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    if first == 0x80 {
        return Some((tag, rest, &[]));
    }
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (digits, rest) =
            rest.split_at_checked(usize::from(first & 0x7F)).filter(|(digits, _)| digits.len() <= 4)?;
        (digits.iter().fold(0, |length, &digit| length << 8 | usize::from(digit)), rest)
    };
    // the last may be cut
    let (inside, rest) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    Some((tag, inside, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn der(tag: u8, inside: &[u8]) -> Vec<u8> {
        [&[tag, 0x82][..], &u16::try_from(inside.len()).unwrap().to_be_bytes(), inside].concat()
    }

    fn signed(octets: &[u8]) -> Vec<u8> {
        let data = der(OID, &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01]);
        let encapsulated = der(SEQUENCE, &[data, der(EXPLICIT, octets)].concat());
        let inside = der(SEQUENCE, &[der(2, &[1]), der(0x31, &[]), encapsulated].concat());
        der(SEQUENCE, &[der(OID, SIGNED_DATA), der(EXPLICIT, &inside)].concat())
    }

    #[test]
    fn the_content_comes_out() {
        let text = b"Content-Type: text/plain\n\nhello";
        let check = |octets: Vec<u8>| assert_eq!(content(&signed(&octets)).as_deref(), Some(text.as_slice()));
        check(der(OCTETS, text));
        let (left, right) = text.split_at(9);
        check(der(CONSTRUCTED_OCTETS, &[der(OCTETS, left), der(OCTETS, right)].concat()));
        check([&[CONSTRUCTED_OCTETS, 0x80][..], &der(OCTETS, text), &[0, 0]].concat());
        assert_eq!(content(b"no DER"), None);
        assert_eq!(content(&[SEQUENCE, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]), None);
    }
}
