//! Whether there is room for mail: what comes in has to be processed and answered, too.

use crate::desk::quantity::print_size;
use crate::store::Store;

/// Checks that the ledger is where it was, and has room for mail. A file system that doesn't say counts as having room.
pub fn has_room(store: &Store, reserve: u64) -> anyhow::Result<()> {
    store.is_in_place()?;
    match store.free_bytes() {
        Some(free) if free < reserve => Err(NoRoom { free, reserve }.into()),
        _ => Ok(()),
    }
}

/// The disk is nearly full: mail stays on the server until there is room again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "no email is taken in: only {} of disk space is left, less than free_disk = {}",
    print_size(*free),
    print_size(*reserve)
)]
pub struct NoRoom {
    /// The free bytes.
    pub free: u64,
    /// The bytes that must be free.
    pub reserve: u64,
}
