//! What the config asks of the system: variables, small files, directories. Tests provide a fake one.
//!
//! The only file of the crate that reads the environment. It writes nothing and lists no directory.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

/// A larger file is no config and no secret. `/dev/zero` has no end.
const MAX_BYTES: u64 = 1024 * 1024;

/// Whether passwords are wanted that lie elsewhere than in the config.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passwords {
    /// They are read. One that isn't there is a fault.
    Read,
    /// They are left alone, for commands that log in nowhere. The config has empty ones.
    Left,
}

/// The surroundings of a config file.
pub trait Environment {
    /// An environment variable. An empty one counts as unset.
    fn var(&self, name: &str) -> Option<String>;
    /// The content of a regular file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Whether users other than its owner and group may read a file.
    fn is_open_to_all(&self, path: &Path) -> bool;
    /// Whether this is a directory that users other than its owner may read, change or enter.
    fn lets_others_in(&self, path: &Path) -> bool;
    /// Whether this is a regular file.
    fn is_file(&self, path: &Path) -> bool;
    /// Whether this is a directory.
    fn is_directory(&self, path: &Path) -> bool;
}

/// The real system.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Environment for System {
    #[expect(clippy::disallowed_methods, reason = "this is the room that reads the environment")]
    fn var(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        let mut bytes = Vec::new();
        File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "larger than 1 MiB"));
        }
        Ok(bytes)
    }

    fn is_open_to_all(&self, path: &Path) -> bool {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o004 != 0)
    }

    fn lets_others_in(&self, path: &Path) -> bool {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(path).is_ok_and(|found| found.is_dir() && found.permissions().mode() & 0o077 != 0)
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn is_directory(&self, path: &Path) -> bool {
        path.is_dir()
    }
}
