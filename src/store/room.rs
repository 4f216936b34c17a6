//! How much room is left on the disk of the database.

use std::path::Path;

use rustix::fs::statvfs;

use super::Store;

/// Bytes that are free for this program on the file system of a file; `None`: it does not say.
pub(super) fn free_bytes(path: &Path) -> Option<u64> {
    let system = statvfs(path).ok()?;
    Some(system.f_bavail.saturating_mul(system.f_frsize))
}

impl Store {
    /// How many bytes are free on the file system of the database; `None`: it does not say.
    pub fn free_bytes(&self) -> Option<u64> {
        free_bytes(self.path())
    }
}
