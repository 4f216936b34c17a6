//! The account of an SMTP server: address, protection, login, time limits.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use crate::dial::Target;
use crate::tls::Encryption;

/// The account that letters are sent through.
#[derive(Debug, Clone)]
pub struct SmtpAccount {
    /// Name or address of the server. Its certificate must have that name.
    pub host: String,
    /// 465 with [`Encryption::Implicit`], 587 with [`Encryption::StartTls`], 25 for a relay of the site.
    pub port: u16,
    /// How the connection is protected.
    pub encryption: Encryption,
    /// Trust this CA alone instead of what the system trusts.
    pub ca_file: Option<PathBuf>,
    /// Name and password. They are sent over TLS, or to this machine.
    pub login: Option<(String, SecretString)>,
    /// Our name in EHLO: the full name of this host, or `[192.0.2.1]` (RFC 5321 §4.1.1.1).
    pub hello: String,
    /// The time limits.
    pub patience: Patience,
}

impl SmtpAccount {
    /// Host and port, for messages.
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// The target to dial.
    pub(super) fn target(&self) -> Target<'_> {
        Target { host: &self.host, port: self.port, encryption: self.encryption, limit: self.patience.connect }
    }
}

/// Time limits of the steps, near those of RFC 5321 §4.5.3.2. A whole batch stays below a quarter of an hour whatever
/// the server does: five minutes in which letters begin, then one letter and its verdict.
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
    /// For the answer to the final dot. A short limit here means that letters arrive twice.
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
