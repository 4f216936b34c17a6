//! Which server takes our letters, how it is reached, and for how long we wait for it.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use crate::dial::Target;
use crate::tls::Encryption;

/// The account that letters are sent through.
#[derive(Debug, Clone)]
pub struct SmtpAccount {
    /// Name or address of the server; the name that its certificate must bear.
    pub host: String,
    /// 465 with [`Encryption::Implicit`], 587 with [`Encryption::StartTls`], 25 for a relay of the site.
    pub port: u16,
    /// How the connection is protected.
    pub encryption: Encryption,
    /// Trust this CA alone instead of what the system trusts.
    pub ca_file: Option<PathBuf>,
    /// Name and password. Sent over TLS, or to this very machine.
    pub login: Option<(String, SecretString)>,
    /// What we call ourselves in EHLO: the full name of this host, or `[192.0.2.1]` (RFC 5321 §4.1.1.1).
    pub hello: String,
    /// How long to wait.
    pub patience: Patience,
}

impl SmtpAccount {
    /// Host and port, for people.
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// What is dialled.
    pub(super) fn target(&self) -> Target<'_> {
        Target { host: &self.host, port: self.port, encryption: self.encryption, limit: self.patience.connect }
    }
}

/// Time limits of the single steps, near those of RFC 5321 §4.5.3.2, but such that a whole batch stays below a quarter of an
/// hour whatever the server does: five minutes in which letters are begun, then one letter and its verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For the TCP connection to one address, and for the TLS handshake.
    pub connect: Duration,
    /// For the answer to a command.
    pub command: Duration,
    /// For each piece of the text to leave.
    pub text: Duration,
    /// For all of one letter up to the final dot, the connection and a second try included.
    pub letter: Duration,
    /// For the answer to the final dot. Short patience here means letters that arrive twice.
    pub verdict: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            command: Duration::from_mins(2),
            text: Duration::from_mins(3),
            letter: Duration::from_mins(4),
            verdict: Duration::from_mins(5),
        }
    }
}
