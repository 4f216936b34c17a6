//! What entitles the store, and nobody else, to mint receipts (P1).

use crate::ledger::{Ledgered, Minted};

/// Made where a message is known to be on disk: its commit came back, or a reader found it.
pub(crate) struct OnDisk(());

impl OnDisk {
    /// Call it after the commit, or on what a reader sees: that was committed.
    pub(in crate::store) fn committed() -> Self {
        Self(())
    }
}

impl Minted for Ledgered {
    type Proof = OnDisk;
}
