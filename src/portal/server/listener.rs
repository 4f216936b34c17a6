//! The socket: TCP, or a unix socket for a proxy on this machine.
//!
//! Comes in: where to listen. Goes out: connections with their peers. A socket file that nobody listens on is left from a crash and
//! replaced; any other file is never touched. On a stop our own socket file is removed.

use std::fs;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};

use super::ServeError;
use crate::portal::client::Peer;
use crate::site::Listen;

/// The pause after an error that another try wouldn't change.
const PAUSE: Duration = Duration::from_millis(500);

/// A socket that listens.
#[derive(Debug)]
pub(super) struct Listener {
    address: Listen,
    socket: Bare,
    /// The inode of our socket file: another program may have put its own there since.
    inode: Option<u64>,
}

#[derive(Debug)]
enum Bare {
    Tcp(std::net::TcpListener),
    Unix(std::os::unix::net::UnixListener),
}

/// The same, in a runtime.
pub(super) enum Sockets {
    Tcp(TcpListener),
    Unix(UnixListener),
}

/// A new connection.
pub(super) enum Accepted {
    Tcp(TcpStream, Peer),
    Unix(UnixStream, Peer),
}

impl Listener {
    pub(super) fn bind(listen: &Listen) -> Result<Self, ServeError> {
        match listen {
            Listen::Tcp(address) => bind_tcp(*address),
            Listen::Unix(path) => bind_unix(path),
        }
    }

    pub(super) fn address(&self) -> &Listen {
        &self.address
    }

    /// Gives a copy of the socket to the runtime. Ours stays open until [`Listener::remove`].
    pub(super) fn start(&self) -> Result<Sockets, ServeError> {
        let started = match &self.socket {
            Bare::Tcp(socket) => socket.try_clone().and_then(TcpListener::from_std).map(Sockets::Tcp),
            Bare::Unix(socket) => socket.try_clone().and_then(UnixListener::from_std).map(Sockets::Unix),
        };
        started.map_err(|error| ServeError::Listen { address: printed(&self.address), error })
    }

    /// Stops listening, and removes our socket file.
    pub(super) fn remove(self) {
        if let Listen::Unix(path) = &self.address
            && fs::symlink_metadata(path).is_ok_and(|found| Some(found.ino()) == self.inode)
        {
            // It is replaced at the next start anyway.
            let _ = fs::remove_file(path);
        }
    }
}

impl Sockets {
    pub(super) async fn accept(&self) -> io::Result<Accepted> {
        match self {
            Self::Tcp(socket) => {
                let (stream, peer) = socket.accept().await?;
                // Pages are small, and their last packet shouldn't wait.
                let _ = stream.set_nodelay(true);
                Ok(Accepted::Tcp(stream, Peer::Tcp(peer.ip())))
            }
            Self::Unix(socket) => socket.accept().await.map(|(stream, _)| Accepted::Unix(stream, Peer::Unix)),
        }
    }
}

/// How long to wait after an error of `accept`. `None`: only that one connection is gone. Without a free file descriptor the next
/// try would fail at once, and a loop without a pause would use all of a core.
pub(super) fn pause_after(error: &io::Error) -> Option<Duration> {
    let only_this_one =
        matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::Interrupted);
    (!only_this_one).then_some(PAUSE)
}

fn bind_tcp(address: SocketAddr) -> Result<Listener, ServeError> {
    let bound = std::net::TcpListener::bind(address).and_then(|socket| {
        socket.set_nonblocking(true)?;
        Ok((socket.local_addr()?, socket))
    });
    match bound {
        Ok((local, socket)) => Ok(Listener { address: Listen::Tcp(local), socket: Bare::Tcp(socket), inode: None }),
        Err(error) if error.kind() == ErrorKind::AddrNotAvailable => Err(ServeError::NotOurs(address)),
        Err(error) => Err(told(address.to_string(), error, PRIVILEGED)),
    }
}

/// Advice for port 443.
const PRIVILEGED: &str = "Choose a port above 1023, or add AmbientCapabilities=CAP_NET_BIND_SERVICE to the unit";

/// Advice for a path.
const UNWRITABLE: &str = "The daemon's user must be able to write to the directory";

fn bind_unix(path: &Path) -> Result<Listener, ServeError> {
    make_way(path)?;
    let bound = std::os::unix::net::UnixListener::bind(path).and_then(|socket| {
        socket.set_nonblocking(true)?;
        // The proxy is in the daemon's group. Until here nobody else could write to it, with any usual umask.
        fs::set_permissions(path, fs::Permissions::from_mode(0o660))?;
        Ok((fs::symlink_metadata(path)?.ino(), socket))
    });
    let (inode, socket) = bound.map_err(|error| match error.kind() {
        ErrorKind::NotFound => ServeError::NoDirectory(path.to_owned()),
        _ => told(path.display().to_string(), error, UNWRITABLE),
    })?;
    Ok(Listener { address: Listen::Unix(path.to_owned()), socket: Bare::Unix(socket), inode: Some(inode) })
}

/// Removes a socket file that nobody listens on.
fn make_way(path: &Path) -> Result<(), ServeError> {
    let Ok(found) = fs::symlink_metadata(path) else { return Ok(()) };
    if !found.file_type().is_socket() {
        return Err(ServeError::NoSocket(path.to_owned()));
    }
    match std::os::unix::net::UnixStream::connect(path) {
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
            fs::remove_file(path).map_err(|error| told(path.display().to_string(), error, UNWRITABLE))
        }
        // It is gone already.
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            Err(told(path.display().to_string(), error, UNWRITABLE))
        }
        _ => Err(ServeError::InUse(path.display().to_string())),
    }
}

fn told(address: String, error: io::Error, advice: &'static str) -> ServeError {
    match error.kind() {
        ErrorKind::AddrInUse => ServeError::InUse(address),
        ErrorKind::PermissionDenied => ServeError::Denied { address, advice },
        _ => ServeError::Listen { address, error },
    }
}

fn printed(listen: &Listen) -> String {
    match listen {
        Listen::Tcp(address) => address.to_string(),
        Listen::Unix(path) => path.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lasting_errors_make_it_wait() {
        let check = |code: i32, waits: bool| {
            assert_eq!(pause_after(&io::Error::from_raw_os_error(code)).is_some(), waits, "{code}");
        };
        // EMFILE, ENFILE, ENOMEM, ECONNABORTED, EINTR
        check(24, true);
        check(23, true);
        check(12, true);
        check(103, false);
        check(4, false);
    }
}
