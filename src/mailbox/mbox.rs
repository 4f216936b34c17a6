//! Reads an mbox file (RFC 4155) as a stream: memory holds one message up to its limit, however long file and lines
//! are.
//!
//! A message begins with a line `From ` at the start or after an empty line. Both lines belong to no message. `>From `
//! loses one `>` (mboxrd). A wrong split would make two tickets, a missed one would lose a mail, so every such line
//! splits.

use std::io::{self, BufRead, Read};

/// The beginning of a message.
const FROM: &[u8] = b"From ";

/// Lines longer than this are read in pieces.
const PIECE: u64 = 64 * 1024;

/// Whether the stream begins like an mbox. Consumes nothing.
pub(super) fn begins_mbox(stream: &mut impl BufRead) -> io::Result<bool> {
    Ok(stream.fill_buf()?.starts_with(FROM))
}

/// Skips the envelope line that some MTAs write before a piped message.
pub(super) fn skip_from_line(stream: &mut impl BufRead) -> io::Result<()> {
    if begins_mbox(stream)? {
        stream.skip_until(b'\n')?;
    }
    Ok(())
}

/// The messages of an mbox.
pub(super) struct Mbox<R> {
    stream: R,
    limit: usize,
    consumed: u64,
    piece: Vec<u8>,
    /// The `From ` line of the next message was read already.
    begun: bool,
}

impl<R: BufRead> Mbox<R> {
    pub(super) fn new(stream: R, limit: usize) -> Self {
        Self { stream, limit, consumed: 0, piece: Vec::new(), begun: false }
    }

    /// The number of bytes read.
    pub(super) fn consumed(&self) -> u64 {
        self.consumed
    }

    /// The next message, cut at the limit, and its whole size.
    pub(super) fn next_message(&mut self) -> io::Result<Option<(Vec<u8>, u64)>> {
        if !self.begun {
            if !self.read_piece()? {
                return Ok(None);
            }
            self.skip_rest_of_line()?;
        }
        self.begun = false;
        let mut message = MboxMessage { bytes: Vec::new(), size: 0, limit: self.limit };
        let (mut starts_line, mut blank_before, mut blank) = (true, true, Vec::new());
        while self.read_piece()? {
            if starts_line && blank_before && self.piece.starts_with(FROM) {
                self.skip_rest_of_line()?;
                self.begun = true;
                break;
            }
            message.add(&blank);
            blank.clear();
            let text = if starts_line { unquoted(&self.piece) } else { &self.piece };
            let is_blank = starts_line && matches!(text, b"\n" | b"\r\n");
            if is_blank {
                blank.extend_from_slice(text)
            } else {
                message.add(text)
            }
            starts_line = text.ends_with(b"\n");
            blank_before = is_blank;
        }
        Ok(Some((message.bytes, message.size)))
    }

    fn read_piece(&mut self) -> io::Result<bool> {
        self.piece.clear();
        let came = self.stream.by_ref().take(PIECE).read_until(b'\n', &mut self.piece)?;
        self.consumed += came as u64;
        Ok(came > 0)
    }

    fn skip_rest_of_line(&mut self) -> io::Result<()> {
        if !self.piece.ends_with(b"\n") {
            self.consumed += self.stream.skip_until(b'\n')? as u64;
        }
        Ok(())
    }
}

struct MboxMessage {
    bytes: Vec<u8>,
    size: u64,
    limit: usize,
}

impl MboxMessage {
    fn add(&mut self, text: &[u8]) {
        self.size += text.len() as u64;
        let room = self.limit.saturating_sub(self.bytes.len()).min(text.len());
        self.bytes.extend_from_slice(text.get(..room).unwrap_or_default());
    }
}

fn unquoted(line: &[u8]) -> &[u8] {
    match line.iter().position(|&byte| byte != b'>') {
        Some(quotes @ 1..) if line.get(quotes..).is_some_and(|rest| rest.starts_with(FROM)) => {
            line.get(1..).unwrap_or_default()
        }
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mbox: &str, expected: &[&str]) {
        let mut reader = Mbox::new(mbox.as_bytes(), 1 << 20);
        let mut messages = Vec::new();
        while let Some((bytes, size)) = reader.next_message().unwrap() {
            assert_eq!(bytes.len() as u64, size);
            messages.push(String::from_utf8(bytes).unwrap());
        }
        assert_eq!(messages, expected);
        assert_eq!(reader.consumed(), mbox.len() as u64);
    }

    #[test]
    fn messages_are_split_at_their_from_lines() {
        check("From a\nS: 1\n\nx\n\nFrom b\nS: 2\n\ny\n\n", &["S: 1\n\nx\n", "S: 2\n\ny\n"]);
        check("From a\r\nS: 1\r\n\r\nFrom b\r\nS: 2\r\n", &["S: 1\r\n", "S: 2\r\n"]);
        check("From a\nS: 1\n\nx\n\n\nFrom b\n", &["S: 1\n\nx\n\n", ""]);
        check("", &[]);
    }

    #[test]
    fn a_from_within_a_paragraph_is_text() {
        check("From a\nS: 1\n\nhello\nFrom here\n", &["S: 1\n\nhello\nFrom here\n"]);
        check("From a\nS: 1\n\nFromage\n", &["S: 1\n\nFromage\n"]);
    }

    #[test]
    fn quoted_from_lines_lose_one_quote() {
        check("From a\n\n>From x\n>>From y\n> From z\n>Fromage\n", &["\nFrom x\n>From y\n> From z\n>Fromage\n"]);
    }

    #[test]
    fn a_line_longer_than_memory_likes_is_cut_at_the_limit() {
        let long = format!("From a\n{}From x\n\nFrom b\nS: 2\n", "y".repeat(200_000));
        let mut reader = Mbox::new(long.as_bytes(), 10);
        assert_eq!(reader.next_message().unwrap().unwrap(), (b"yyyyyyyyyy".to_vec(), 200_007));
        assert_eq!(reader.next_message().unwrap().unwrap(), (b"S: 2\n".to_vec(), 5));
        assert!(reader.next_message().unwrap().is_none());
    }
}
