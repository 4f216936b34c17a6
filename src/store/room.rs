//! The free space on the disk of the database.

use std::path::Path;

use rustix::fs::statvfs;

use super::Store;

/// The free bytes for this program on the file system of a file. `None`: it doesn't say.
pub(super) fn free_bytes(path: &Path) -> Option<u64> {
    let system = statvfs(path).ok()?;
    Some(system.f_bavail.saturating_mul(system.f_frsize))
}

impl Store {
    /// The free bytes on the file system of the database. `None`: it doesn't say.
    pub fn free_bytes(&self) -> Option<u64> {
        free_bytes(self.path())
    }
}
