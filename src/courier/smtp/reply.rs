//! Replies of an SMTP server: a code and lines of text (RFC 5321 §4.2).
//!
//! Comes in: lines without their ends. Goes out: an [`SmtpReply`]. The server's text is made harmless and short before
//! it is logged or stored.

use crate::mail::clean::{one_line, truncated};

/// Bytes of a server's text that are kept for people.
const MAX_WORDS: usize = 400;

/// A whole reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SmtpReply {
    /// Three digits, 200 to 599.
    pub(super) code: u16,
    /// The text of each line, without code and hyphen.
    pub(super) lines: Vec<String>,
}

/// One line of a reply.
pub(super) struct ReplyLine {
    code: u16,
    /// It has no hyphen after its code, so no line follows.
    pub(super) last: bool,
    text: String,
}

impl ReplyLine {
    /// Parses `250-text`, `250 text` and `250`, nothing else.
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        let (digits, rest) = line.split_at_checked(3)?;
        let code = std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|b| b.is_ascii_digit()))?;
        let code = code.parse().ok().filter(|code| (200..600).contains(code))?;
        let (last, text) = match rest.split_first() {
            None => (true, &[][..]),
            Some((b' ', text)) => (true, text),
            Some((b'-', text)) => (false, text),
            Some(_) => return None,
        };
        Some(Self { code, last, text: one_line(&String::from_utf8_lossy(text)) })
    }
}

impl SmtpReply {
    /// The reply of these lines. The last line's code counts.
    pub(super) fn of(lines: Vec<ReplyLine>) -> Option<Self> {
        let code = lines.last()?.code;
        Some(Self { code, lines: lines.into_iter().map(|line| line.text).collect() })
    }

    /// 2xx: done.
    pub(super) fn is_done(&self) -> bool {
        self.code / 100 == 2
    }

    /// 4xx: not now.
    pub(super) fn is_for_now(&self) -> bool {
        self.code / 100 == 4
    }

    /// 5xx: never.
    pub(super) fn is_for_good(&self) -> bool {
        self.code / 100 == 5
    }

    /// 4xx or 5xx.
    pub(super) fn is_refusal(&self) -> bool {
        self.is_for_now() || self.is_for_good()
    }

    /// The server's text as one line for people.
    pub(super) fn words(&self) -> String {
        let text = format!("{} {}", self.code, self.lines.join(" "));
        truncated(text.trim_end(), MAX_WORDS).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_line_of_a_reply() {
        let check = |line: &[u8], expected: Option<(u16, bool, &str)>| {
            let parsed = ReplyLine::parse(line);
            assert_eq!(parsed.as_ref().map(|line| (line.code, line.last, line.text.as_str())), expected, "{line:?}");
        };
        check(b"250 ok", Some((250, true, "ok")));
        check(b"250-SIZE 1", Some((250, false, "SIZE 1")));
        check(b"354", Some((354, true, "")));
        check(b"550 5.1.1 \x1b[31mno\xff", Some((550, true, "5.1.1 [31mno\u{FFFD}")));
        check(b"", None);
        check(b"25", None);
        check(b"+25 ok", None);
        check(b"250+ok", None);
        check(b"999 ok", None);
        check(b"HTTP/1.1 400 Bad Request", None);
    }

    #[test]
    fn words_are_one_short_line() {
        let reply = SmtpReply { code: 550, lines: vec!["5.7.1 no".to_owned(), "x".repeat(10_000)] };
        assert!(reply.words().starts_with("550 5.7.1 no xxx") && reply.words().len() <= MAX_WORDS);
    }
}
