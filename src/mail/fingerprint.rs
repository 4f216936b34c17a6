//! Which message is this? The same answer however often, and through whichever of our mailboxes, it is seen (P2).
//!
//! Comes in: raw bytes. Goes out: a SHA-256. Never parses MIME and never fails. One pass, nothing copied but a line at
//! a time. A message with a Message-ID is its header and its body: how relays tell their way (Received, Delivered-To) and
//! end lines does not count, so that a mail to two of our mailboxes is one. All other fields count, because they judge it:
//! whether a machine wrote it, and whether its author is proven; what differs there is judged anew, and `identity` tells
//! that it is the same message. The body counts because ids are reused (seen: mailers that send every mail under one id).
//! A message without Message-ID is all of its bytes: two such mails are never one by accident.

use sha2::{Digest, Sha256};

/// The fields that only tell the way of a message, and how a store keeps it; each may come with any ending.
const TRACE: [&[u8]; 12] = [
    b"received",
    b"x-received",
    b"delivered-to",
    b"x-delivered-to",
    b"x-original-to",
    b"envelope-to",
    b"arc-",
    b"dkim-signature",
    b"status",
    b"x-status",
    b"x-uid",
    b"content-length",
];

/// The identity of a message.
pub fn fingerprint(raw: &[u8]) -> [u8; 32] {
    let (head, body) = split(raw);
    let mut hasher = Sha256::new();
    let mut identified = false;
    let mut counts = false;
    for line in head.split_inclusive(|&byte| byte == b'\n') {
        let folded = matches!(line.first(), Some(b' ' | b'\t'));
        if !folded {
            let field = field_of(line);
            counts = field.is_some();
            if let Some((name, value)) = field {
                identified |= name.eq_ignore_ascii_case(b"message-id") && value.iter().any(u8::is_ascii_graphic);
                hasher.update(b"\n");
                hasher.update(name.to_ascii_lowercase());
                hasher.update(b":");
                hash_words(&mut hasher, value);
            }
        } else if counts {
            hash_words(&mut hasher, line);
        }
    }
    if !identified {
        hasher = Sha256::new();
        hash_lines(&mut hasher, head);
    }
    hasher.update(b"\n\n");
    hash_lines(&mut hasher, body);
    hasher.finalize().into()
}

/// The identity of a message of which there is not one byte: where it lies. Two such messages are never one.
pub fn fingerprint_of_place(mailbox: &str, generation: u32, name: &str) -> [u8; 32] {
    // A NUL cannot stand in any of the words, so that no two places are written the same.
    Sha256::digest(format!("no bytes\0{mailbox}\0{generation}\0{name}")).into()
}

/// Where the header ends: at the first empty line.
fn split(raw: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    for line in raw.split_inclusive(|&byte| byte == b'\n') {
        if matches!(line, b"\n" | b"\r\n") {
            return (raw.get(..at).unwrap_or_default(), raw.get(at + line.len()..).unwrap_or_default());
        }
        at += line.len();
    }
    (raw, &[])
}

/// The field's name and what stands behind the colon; none of a trace. A plus in one may be a token of ours, which proves.
fn field_of(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = memchr::memchr(b':', line)?;
    let (name, value) = (line.get(..colon)?.trim_ascii_end(), line.get(colon + 1..)?);
    let begins_with = |trace: &&[u8]| name.get(..trace.len()).is_some_and(|start| start.eq_ignore_ascii_case(trace));
    let is_address = |trace: &[u8]| trace.ends_with(b"-to");
    let trace = TRACE.into_iter().find(|trace| begins_with(trace));
    let is_counted = trace.is_none_or(|trace| is_address(trace) && value.contains(&b'+'));
    is_counted.then_some((name, value))
}

/// A line's words, each with one blank in front: folding is undone and done again on the way.
fn hash_words(hasher: &mut Sha256, line: &[u8]) {
    for word in line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()) {
        hasher.update(b" ");
        hasher.update(word);
    }
}

/// Bytes with CRLF as LF; line ends at the very end do not count (seen: stores that add one).
fn hash_lines(hasher: &mut Sha256, bytes: &[u8]) {
    let bytes = bytes.trim_ascii_end();
    let mut from = 0;
    for end in memchr::memchr_iter(b'\n', bytes) {
        let line = bytes.get(from..end).unwrap_or_default();
        if let Some(line) = line.strip_suffix(b"\r") {
            hasher.update(line);
            from = end;
        }
    }
    hasher.update(bytes.get(from..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str =
        "Received: from a\nMessage-ID: <1@x.example>\nFrom: ada@x.example\nSubject: a long\n line\n\nbody\nmore\n";

    #[test]
    fn what_is_the_same_message() {
        let check = |other: &str| assert_eq!(fingerprint(MAIL.as_bytes()), fingerprint(other.as_bytes()), "{other:?}");
        check(MAIL);
        check(&MAIL.replace('\n', "\r\n"));
        check(&MAIL.replace("Received: from a\n", "Delivered-To: b@y.example\nReceived: by c\n\tat noon\n"));
        check(&MAIL.replace("a long\n line", "a long line"));
        check(&MAIL.replace("Message-ID:", "Message-Id: "));
        check(&format!("{MAIL}\n"));
    }

    #[test]
    fn what_is_another_message() {
        let check = |other: &str| assert_ne!(fingerprint(MAIL.as_bytes()), fingerprint(other.as_bytes()), "{other:?}");
        check(&MAIL.replace("body", "Body"));
        check(&MAIL.replace("1@x", "2@x"));
        check(&MAIL.replace("From: ada", "From: bob"));
        check(&MAIL.replace("\n\nbody", "\nbody"));
        check(&MAIL.replace("Received: from a", "Precedence: bulk"));
        check(&MAIL.replace("Received: from a", "Authentication-Results: mx.desk.example; dmarc=pass"));
        check(&MAIL.replace("Received: from a", "Delivered-To: help+00042p-abc@desk.example"));
        check("");
    }

    #[test]
    fn without_an_id_every_byte_counts() {
        let bare = MAIL.replace("Message-ID: <1@x.example>\n", "");
        let other = bare.replace("from a", "from b");
        assert_eq!(fingerprint(bare.as_bytes()), fingerprint(bare.replace('\n', "\r\n").as_bytes()));
        assert_ne!(fingerprint(bare.as_bytes()), fingerprint(other.as_bytes()));
        let empty = bare.replace("Subject", "Message-ID:\nSubject");
        assert_ne!(fingerprint(empty.as_bytes()), fingerprint(empty.replace("from a", "from b").as_bytes()));
    }

    #[test]
    fn without_a_byte_the_place_counts() {
        let here = fingerprint_of_place("support", 1, "17");
        assert_eq!(here, fingerprint_of_place("support", 1, "17"));
        for (mailbox, generation, name) in [("sales", 1, "17"), ("support", 2, "17"), ("support", 1, "18")] {
            assert_ne!(here, fingerprint_of_place(mailbox, generation, name), "{mailbox} {generation} {name}");
        }
        assert_ne!(here, fingerprint(b""));
    }
}
