//! The interface of all mailboxes: messages out, and with receipts the configured actions on the server.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::ledger::{Cursor, Ledgered, Owed, Place};

/// A fetched message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Its place.
    pub place: Place,
    /// The raw message, perhaps only its beginning.
    pub bytes: Vec<u8>,
    /// Its whole size in bytes. It is greater than `bytes.len()` if the message was cut at the limit.
    pub size: u64,
    /// When it came in, as its server or file system says, or a message from a file itself. `None`: nobody says so, or it
    /// wasn't asked.
    pub came_at: Option<Timestamp>,
}

/// One round of reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// Oldest first.
    pub messages: Vec<Fetched>,
    /// The cursor once `messages` are in the ledger. `None` for mailboxes without one (a Maildir has `new/`).
    pub cursor: Option<Cursor>,
    /// There is more to fetch now.
    pub more: bool,
    /// What was left out below the cursor. It is looked for again.
    pub owed: Vec<Owed>,
}

/// The result of looking for messages that are owed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    /// What came, and what is given up: without its bytes.
    pub messages: Vec<Fetched>,
    /// Single messages that are still owed, and how they stand now.
    pub still: Vec<Owed>,
    /// There is more to look for now.
    pub more: bool,
}

/// How much one round may take.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// The most messages.
    pub messages: usize,
    /// No message is added once this many bytes are held.
    pub bytes: usize,
    /// The limit at which a single message is cut.
    pub message_bytes: usize,
}

/// Why a mailbox couldn't be read. Every error is retried, but operators are told different things.
#[derive(Debug, thiserror::Error)]
pub enum MailboxError {
    /// Name look-up, connect, TLS, connection lost, silence.
    #[error("can't reach {host}: {reason}")]
    Unreachable {
        /// Host and port, or a path.
        host: String,
        /// What happened.
        reason: String,
    },
    /// The server refused name or password.
    #[error("the server refused the login as {user}: {reason}")]
    Login {
        /// The login name.
        user: String,
        /// The server's words.
        reason: String,
    },
    /// The server refuses the login for now: throttled, crowded, down.
    #[error("{host} isn't available now: {reason}")]
    Busy {
        /// Host and port.
        host: String,
        /// The server's words.
        reason: String,
    },
    /// The server broke the protocol.
    #[error("{0}")]
    Protocol(String),
    /// A file or directory could not be read or renamed.
    #[error("can't access {path}: {source}")]
    File {
        /// The file or directory.
        path: std::path::PathBuf,
        /// The cause.
        source: std::io::Error,
    },
}

/// Why [`Mailbox::wait`] came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// The server says that something changed.
    Changed,
    /// The time is over: poll.
    Deadline,
}

/// When a mailbox last heard from its server. It moves on while a fetch is under way.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Mutex<Option<Instant>>>);

impl Progress {
    /// Notes that something came.
    pub fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// When something last came.
    pub fn last(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A mailbox to read. After any error it has dropped its connection, and the next call connects again.
pub trait Mailbox: Send {
    /// Fetches messages after `cursor`, oldest first. `None` is the very first start, see `first` in the config.
    fn fetch(
        &mut self,
        cursor: Option<Cursor>,
        budget: Budget,
    ) -> impl Future<Output = Result<Batch, MailboxError>> + Send;

    /// Whether its server is heard from: a slow one is not stuck.
    fn progress(&self) -> Progress {
        Progress::default()
    }

    /// Looks for messages that are owed, one by one, so that one that fails holds up no other.
    fn look_for(&mut self, owed: &[Owed], budget: Budget) -> impl Future<Output = Result<Looked, MailboxError>> + Send {
        let _ = (owed, budget);
        async { Ok(Looked::default()) }
    }

    /// Whether it says in each batch how far it was read.
    fn has_cursor(&self) -> bool {
        false
    }

    /// From now on messages are wanted with the time when they came in, or without, where asking for it costs something.
    fn tell_times(&mut self, _wanted: bool) {}

    /// Whether the config wants an action on the server that later readings can't check. The ledger then remembers it
    /// over a crash.
    fn acts_after_fetch(&self) -> bool {
        false
    }

    /// Does on the server what the config says: leave, mark seen, move, delete. It may be repeated, and a message that
    /// is gone is fine.
    fn after_fetch(&mut self, taken: &[Ledgered]) -> impl Future<Output = Result<(), MailboxError>> + Send;

    /// Waits until something may have arrived (IDLE where offered), at most `at_most`. Dropping the future is safe.
    fn wait(&mut self, at_most: Duration) -> impl Future<Output = Result<Wake, MailboxError>> + Send;
}
