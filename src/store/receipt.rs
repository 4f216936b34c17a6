//! The proof that lets the store, and nobody else, make receipts (P1).

use crate::ledger::{Ledgered, Minted};

/// Proof that a message is on disk: its commit returned, or a reader found it.
pub(crate) struct OnDisk(());

impl OnDisk {
    /// Call it after the commit, or for what a reader sees, which was committed.
    pub(in crate::store) fn committed() -> Self {
        Self(())
    }
}

impl Minted for Ledgered {
    type OnDiskProof = OnDisk;
}
