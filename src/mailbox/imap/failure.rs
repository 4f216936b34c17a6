//! Failures between us and an IMAP server, and their messages for operators.
//!
//! Server bytes may contain mail text. Only the first eighty printable characters of an unreadable response are kept,
//! so that no log or status page shows a customer's words.

use std::time::Duration;

use async_imap::error::Error as CodecError;

use crate::mailbox::MailboxError;

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
            Self::Lost(reason) => unreachable(reason),
            Self::Silent(limit) => unreachable(format!("no answer within {} s", limit.as_secs_f32())),
            Self::Login(reason) => MailboxError::Login { user: user.to_owned(), reason },
            Self::Unreadable(start) => {
                MailboxError::Protocol(format!("{host} sent what cannot be parsed, beginning with: {start}"))
            }
            Self::Refused { command, words } => MailboxError::Protocol(format!("{host} refused {command}: {words}")),
            odd @ (Self::Odd(_) | Self::Withheld { .. }) => MailboxError::Protocol(format!("{host} {}", odd.words())),
        }
    }

    /// What the server did or said, for a list of messages that it does not give.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Lost(words) | Self::Login(words) | Self::Odd(words) => words.clone(),
            Self::Silent(limit) => format!("no answer within {} s", limit.as_secs_f32()),
            Self::Unreadable(start) => format!("sent what cannot be parsed, beginning with: {start}"),
            Self::Refused { words, .. } => words.clone(),
            Self::Withheld { uid, announced } => {
                format!("says that message UID {uid} has {announced} bytes, and gives none")
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
            None => Self::Lost(text.chars().filter(|letter| !letter.is_control()).take(300).collect()),
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
            CodecError::Validate(_) => Self::Odd("cannot be sent a name or password with a line break".to_owned()),
            _ => Self::Odd("answered out of turn".to_owned()),
        }
    }
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
    fn the_servers_words_are_taken_from_the_codecs() {
        assert_eq!(server_words("code: None, info: Some(\"[LIMIT] Too many\")"), "[LIMIT] Too many");
        assert_eq!(server_words("code: None, info: None"), "code: None, info: None");
    }
}
