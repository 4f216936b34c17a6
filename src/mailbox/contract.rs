//! What every mailbox does: messages out, and with receipts what the config wants done on the server.

use std::future::Future;
use std::time::Duration;

use crate::ledger::{Cursor, Ledgered, Place};

/// A message as fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Where it lies.
    pub place: Place,
    /// The raw message; perhaps only its beginning.
    pub bytes: Vec<u8>,
    /// Its whole size in bytes; greater than `bytes.len()` when it was cut at the limit.
    pub size: u64,
}

/// One round of reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// Oldest first.
    pub messages: Vec<Fetched>,
    /// What the cursor is once `messages` are in the ledger; `None` for mailboxes that need none (Maildir: `new/` is it).
    pub cursor: Option<Cursor>,
    /// There is more to fetch at once.
    pub more: bool,
}

/// How much one round may take.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// At most so many messages.
    pub messages: usize,
    /// Stop adding messages once so many bytes are held.
    pub bytes: usize,
    /// A single message is cut at so many bytes.
    pub message_bytes: usize,
}

/// Why a mailbox could not be read. All are retried with back-off; the difference is what the operator is told.
#[derive(Debug, thiserror::Error)]
pub enum MailboxError {
    /// Name look-up, connect, TLS, connection lost, silence.
    #[error("cannot reach {host}: {reason}")]
    Unreachable {
        /// Host and port, or a path.
        host: String,
        /// What happened.
        reason: String,
    },
    /// The server refused name or password.
    #[error("login as {user} refused: {reason}")]
    Login {
        /// The login name.
        user: String,
        /// The server's words.
        reason: String,
    },
    /// The server said something else than it should.
    #[error("{0}")]
    Protocol(String),
    /// A file or directory could not be read or renamed.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: std::path::PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Why [`Mailbox::wait`] came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// The server says that something changed.
    Changed,
    /// The time given is over: poll.
    Deadline,
}

/// An account and folder that is read. After any error the implementation has dropped its connection; the next call
/// connects anew.
pub trait Mailbox: Send {
    /// Fetches what is new since `cursor` (none: the very first start, see the config's `first`), oldest first.
    fn fetch(
        &mut self,
        cursor: Option<Cursor>,
        budget: Budget,
    ) -> impl Future<Output = Result<Batch, MailboxError>> + Send;

    /// Whether something is to happen on the server that would not be seen as undone when it is read again; the ledger
    /// then remembers it over a crash.
    fn acts_after_fetch(&self) -> bool {
        false
    }

    /// Does with messages that the ledger has what the config says: leave, mark seen, move, delete. Idempotent: a
    /// message that is gone is fine.
    fn after_fetch(&mut self, taken: &[Ledgered]) -> impl Future<Output = Result<(), MailboxError>> + Send;

    /// Waits until something may have arrived (IDLE where offered), at most `at_most`. Dropping the future is safe.
    fn wait(&mut self, at_most: Duration) -> impl Future<Output = Result<Wake, MailboxError>> + Send;
}
