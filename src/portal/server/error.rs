//! Why the portal can't listen, and what to do about it.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the portal can't listen.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Another program has the address.
    #[error("can't listen on {0}: another program does. Stop it, or choose another address for `listen`")]
    InUse(String),
    /// The user may not use it.
    #[error("can't listen on {address}: permission denied. {advice}")]
    Denied {
        /// The address or path.
        address: String,
        /// What to do.
        advice: &'static str,
    },
    /// The machine doesn't have this address.
    #[error(
        "can't listen on {0}: this machine doesn't have the address. Use one of its own, or 127.0.0.1 behind a proxy"
    )]
    NotOurs(SocketAddr),
    /// There is a file in the way.
    #[error("can't listen on {0}: a file is there that isn't a socket. Remove it, or choose another path for `listen`")]
    NoSocket(PathBuf),
    /// The directory of the socket is missing.
    #[error("can't listen on {0}: its directory doesn't exist. Create it, or choose another path for `listen`")]
    NoDirectory(PathBuf),
    /// Any other error of the system.
    #[error("can't listen on {address}: {error}")]
    Listen {
        /// The address or path.
        address: String,
        /// The system's error.
        error: io::Error,
    },
    /// The certificate can't be used.
    #[error("can't use the certificate {path}: {reason}")]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// The key can't be used.
    #[error("can't use the key {path}: {reason}")]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },
}
