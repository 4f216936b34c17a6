//! An account on an IMAP server, and how its folder is read: what the config says and mailboxes are made of.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use crate::tls::Encryption;

/// Which messages count when the folder is read for the very first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// All that are there.
    All,
    /// Those that nobody has read.
    Unseen,
    /// None: only what comes from now on.
    New,
}

/// What happens on the server to a message that the ledger has whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// Nothing.
    Leave,
    /// It is marked as read.
    MarkSeen,
    /// It is moved to a folder, which is created if need be.
    Move(String),
    /// It is deleted.
    Delete,
}

/// Where the folder is and how it is read.
#[derive(Debug, Clone)]
pub struct ImapAccount {
    /// Name or address of the server; TLS checks the certificate for it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Encryption,
    /// Trust these certificates instead of the system's.
    pub ca_file: Option<PathBuf>,
    /// Login name.
    pub user: String,
    /// Its password.
    pub password: SecretString,
    /// The folder, as a human writes it.
    pub folder: String,
    /// What counts at the very first start.
    pub first: First,
    /// The day of the very first start, if it is over. Should the server number the folder anew, mail from before that
    /// day stays the archive that [`First::Unseen`] and [`First::New`] made of it; without the day all of it is read.
    pub since: Option<jiff::civil::Date>,
    /// What happens to a message afterwards.
    pub after: After,
    /// Whether to use IDLE where the server offers it.
    pub idle: bool,
    /// How often to look, whatever IDLE says.
    pub poll: Duration,
    /// How long one answer may take.
    pub timeout: Duration,
}
