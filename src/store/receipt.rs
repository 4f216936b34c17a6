//! The receipt for a message that the ledger has. Only the store can mint one, after its commit (P1).

use crate::mailbox::Place;

/// Proof that the message at `place` is durable. Without it no mailbox touches the message on its server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledgered {
    place: Place,
    whole: bool,
    new: bool,
}

impl Ledgered {
    /// Minted by the store once the transaction that holds the message is on disk.
    pub(in crate::store) fn after_commit(place: Place, whole: bool, new: bool) -> Self {
        Self { place, whole, new }
    }

    /// A receipt for tests of mailboxes, which have no store.
    #[cfg(test)]
    pub(crate) fn for_test(place: Place, whole: bool) -> Self {
        Self { place, whole, new: true }
    }

    /// Where the message lies.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Whether the ledger holds all of it. A message that was cut at the limit stays where it is.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether the ledger had not known the message before.
    pub fn is_new(&self) -> bool {
        self.new
    }
}
