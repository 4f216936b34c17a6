//! An account on an IMAP server, and how its folder is read. The config makes it, mailboxes use it.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use crate::tls::Encryption;

/// Which messages count at the very first reading of the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// All of them.
    All,
    /// The unread ones.
    Unseen,
    /// None: only later mail.
    New,
}

/// What happens on the server to a message that the ledger has in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// Nothing.
    Leave,
    /// It is marked as read.
    MarkSeen,
    /// It is moved to a folder, which is created if it doesn't exist.
    Move(String),
    /// It is deleted.
    Delete,
}

/// Where the folder is and how it is read.
#[derive(Debug, Clone)]
pub struct ImapAccount {
    /// Name or address of the server. Its certificate must be valid for it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Encryption,
    /// Trusted certificates instead of the system's.
    pub ca_file: Option<PathBuf>,
    /// Login name.
    pub user: String,
    /// Its password.
    pub password: SecretString,
    /// The folder, as a human writes it.
    pub folder: String,
    /// What counts at the very first reading.
    pub first: First,
    /// The day of the very first reading, if it is over. If the server renumbers the folder later, mail from before
    /// that day stays the archive that [`First::Unseen`] or [`First::New`] made of it. Without the day all of it is
    /// read.
    pub since: Option<jiff::civil::Date>,
    /// What happens to a message that was taken.
    pub after: After,
    /// Whether to use IDLE where the server offers it.
    pub idle: bool,
    /// How often to look, even with IDLE.
    pub poll: Duration,
    /// The time limit for an answer.
    pub timeout: Duration,
}
