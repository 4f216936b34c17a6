//! What mailboxes and the store say to each other about a message: where it lies, how far a mailbox was read, and the
//! receipt for what is durable (P1).
//!
//! Whoever handles messages on a server asks for a [`Ledgered`], and only the store can mint one: minting takes the
//! proof that [`Minted`] names, and the store makes it after its commit. The store implements [`Minted`] once; a second
//! `impl`, with a proof of another room, does not compile. So this room need not know the store.

/// Where in a mailbox a message lies; unique there for ever, however often it is seen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// IMAP's UIDVALIDITY (RFC 9051 §2.3.1.1); 0 where there is none.
    pub generation: u32,
    /// The IMAP UID in decimal, or the base name of the Maildir file.
    pub name: String,
}

/// How far a mailbox was read, durable in the store. UIDs are taken in ascending order without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// UIDVALIDITY the UID belongs to.
    pub generation: u32,
    /// The highest UID that the ledger has.
    pub uid: u32,
    /// What lies up to this UID and is not in the ledger is an archive that did not count at the first reading; 0: all
    /// counts.
    pub archive: u32,
}

/// Proof that the message at `place` is durable. Without it no mailbox touches the message on its server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledgered {
    place: Place,
    whole: bool,
    new: bool,
}

/// Names what proves that a message is on disk. For [`Ledgered`] alone.
pub(crate) trait Minted {
    /// Made only by the store, and only of what is committed.
    type Proof;
}

impl Ledgered {
    /// Minted by the store once the transaction that holds the message is on disk.
    pub(crate) fn after_commit(_: &<Self as Minted>::Proof, place: Place, whole: bool, new: bool) -> Self {
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
