//! Failures between us and an IMAP server, and their messages for operators.
//!
//! Server bytes may contain mail text. Only the first eighty printable characters of an unreadable response are kept,
//! so that no log or status page shows a customer's words.

use std::time::Duration;

use async_imap::error::Error as CodecError;

use crate::mailbox::MailboxError;

/// The command of a login that the server refuses for now only.
pub(super) const LOGIN_FOR_NOW: &str = "the login for now";

/// Why a step failed. The connection isn't used again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ImapFailure {
    /// No connection: name look-up, connect, TLS, closed, reset, `BYE`.
    Lost(String),
    /// Nothing came in time.
    Silent(Duration),
    /// An unreadable response.
    Unreadable(String),
    /// A tagged `NO` or `BAD` (RFC 9051 §7.1).
    Refused {
        /// The command's first words.
        command: String,
        /// The server's words.
        words: String,
    },
    /// A message of which it gives nothing.
    Withheld {
        /// Its UID.
        uid: u32,
        /// Its announced size.
        announced: u64,
    },
    /// The server refuses the credentials.
    Login(String),
    /// A readable response that isn't what was asked for.
    Odd(String),
}

impl ImapFailure {
    /// The error for operators, with host and user.
    pub(super) fn told(self, host: &str, user: &str) -> MailboxError {
        let unreachable = |reason: String| MailboxError::Unreachable { host: host.to_owned(), reason };
        match self {
            Self::Lost(reason) if reason.contains("BYE") && is_not_now(&reason) => {
                MailboxError::Busy { host: host.to_owned(), reason }
            }
            Self::Lost(reason) => unreachable(reason),
            Self::Silent(limit) => unreachable(format!("no answer within {} s", limit.as_secs_f32())),
            Self::Login(reason) => MailboxError::Login { user: user.to_owned(), reason },
            Self::Unreadable(start) => {
                MailboxError::Protocol(format!("{host} sent something unreadable that begins with: {start}"))
            }
            Self::Refused { command, words } if command == LOGIN_FOR_NOW => {
                MailboxError::Busy { host: host.to_owned(), reason: format!("login as {user}: {words}") }
            }
            Self::Refused { words, .. } if is_throttled(&words) => {
                MailboxError::Busy { host: host.to_owned(), reason: words }
            }
            Self::Refused { command, words } => MailboxError::Protocol(format!("{host} refused {command}: {words}")),
            odd @ (Self::Odd(_) | Self::Withheld { .. }) => MailboxError::Protocol(format!("{host} {}", odd.words())),
        }
    }

    /// What the server did or said, for a list of messages that it does not give.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Lost(words) | Self::Login(words) | Self::Odd(words) | Self::Refused { words, .. } => words.clone(),
            Self::Silent(limit) => format!("no answer within {} s", limit.as_secs_f32()),
            Self::Unreadable(start) => format!("sent something unreadable that begins with: {start}"),
            Self::Withheld { uid, announced } => {
                format!("says that message UID {uid} has {announced} bytes, but sends none")
            }
        }
    }

    /// Whether the answer to the command is at fault: asking again for less may help.
    pub(super) fn lies_in_the_answer(&self) -> bool {
        matches!(self, Self::Unreadable(_)) || self.ends_its_answer()
    }

    /// Whether the answer came to its end, so that the connection can be used further.
    pub(super) fn ends_its_answer(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::Odd(_) | Self::Withheld { .. })
    }
}

impl From<std::io::Error> for ImapFailure {
    fn from(error: std::io::Error) -> Self {
        // The codec reports a parse error as `Other`, with all the server's bytes in its text.
        let text = error.to_string();
        match text.split_once(" during parsing of ") {
            Some((_, bytes)) => Self::Unreadable(one_line(bytes)),
            // The system's or TLS's words.
            None => Self::Lost(
                crate::tls::plain_words(&error).chars().filter(|letter| !letter.is_control()).take(300).collect(),
            ),
        }
    }
}

impl From<CodecError> for ImapFailure {
    fn from(error: CodecError) -> Self {
        match error {
            CodecError::Io(error) => error.into(),
            CodecError::ConnectionLost => Self::Lost("connection closed".to_owned()),
            CodecError::No(words) | CodecError::Bad(words) => {
                Self::Refused { command: "a command".to_owned(), words: server_words(&words) }
            }
            // These have few or no server bytes, so their kind is enough.
            CodecError::Validate(_) => {
                Self::Odd("can't be sent a user or password with a line break. Remove it".to_owned())
            }
            _ => Self::Odd("answered out of turn".to_owned()),
        }
    }
}

/// Codes and words for a login that will do later (RFC 5530; seen: `[ALERT] Too many simultaneous connections`).
const NOT_NOW: [&str; 6] = ["[UNAVAILABLE]", "[LIMIT]", "[INUSE]", "[SERVERBUG]", "[OVERQUOTA]", "SIMULTANEOUS"];

/// Words for too much of us.
const THROTTLED: [&str; 3] = ["THROTTLED", "TOO MANY", "RATE LIMIT"];

/// Whether the server says that it cannot now, or that there are too many of us.
pub(super) fn is_not_now(words: &str) -> bool {
    let upper = words.to_ascii_uppercase();
    is_throttled(words) || NOT_NOW.iter().any(|code| upper.contains(code))
}

/// Whether the server says that there is too much of us.
fn is_throttled(words: &str) -> bool {
    let upper = words.to_ascii_uppercase();
    THROTTLED.iter().any(|code| upper.contains(code))
}

/// The first eighty printable characters.
pub(super) fn one_line(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(80).collect()
}

/// The server's words in the codec's debug text `code: …, info: Some("…")`.
pub(super) fn server_words(text: &str) -> String {
    let words = text.split_once("info: Some(\"").map_or(text, |(_, rest)| rest.trim_end_matches("\")"));
    one_line(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_the_beginning_of_unreadable_bytes_is_kept() {
        let mail = format!("Error(..) during parsing of \"* 1 FETCH\r\n{}\"", "secret ".repeat(100));
        let ImapFailure::Unreadable(start) = ImapFailure::from(std::io::Error::other(mail)) else { panic!() };
        assert!(start.starts_with("\"* 1 FETCHsecret") && start.chars().count() == 80, "{start}");
    }

    #[test]
    fn a_server_that_cannot_now_is_busy() {
        let busy = |failure: ImapFailure| matches!(failure.told("h", "u"), MailboxError::Busy { .. });
        let refused =
            |command: &str, words: &str| ImapFailure::Refused { command: command.into(), words: words.into() };
        assert!(busy(refused(LOGIN_FOR_NOW, "[UNAVAILABLE] later")));
        assert!(busy(refused("UID FETCH", "[THROTTLED] slow down")) && !busy(refused("UID FETCH", "[UNAVAILABLE] x")));
        let bye = |words: &str| ImapFailure::Lost(format!("the server says BYE: {words}"));
        assert!(busy(bye("Too many connections")) && busy(bye("[UNAVAILABLE] later")) && !busy(bye("idle too long")));
        assert!(!busy(ImapFailure::Login("wrong".into())) && !busy(ImapFailure::Lost("reset".into())));
    }

    #[test]
    fn the_servers_words_are_taken_from_the_codecs() {
        assert_eq!(server_words("code: None, info: Some(\"[LIMIT] Too many\")"), "[LIMIT] Too many");
        assert_eq!(server_words("code: None, info: None"), "code: None, info: None");
    }
}
