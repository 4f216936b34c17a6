//! What mailboxes and the store share about a message: its place, the cursor of a mailbox, and the receipt for what is
//! durable (P1).
//!
//! Whatever changes messages on a server needs a [`Ledgered`], and only the store can mint one. Minting takes the proof
//! that [`Minted`] names, which the store makes after its commit. The store implements [`Minted`] once, and a second
//! `impl` with another room's proof doesn't compile. So this room needn't know the store.

/// The place of a message in a mailbox, unique there for ever.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// IMAP's UIDVALIDITY (RFC 9051 §2.3.1.1); 0 where there is none.
    pub generation: u32,
    /// The IMAP UID in decimal, or the base name of the Maildir file.
    pub name: String,
}

/// How far a mailbox was read, stored durably. UIDs are taken in ascending order; what is left out is [`Owed`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The UIDVALIDITY of the UID.
    pub generation: u32,
    /// All UIDs up to this one were read: the ledger has them, or they are [`Owed`].
    pub uid: u32,
    /// Messages up to this UID that aren't in the ledger are an archive from before the first reading. 0: there is
    /// none.
    pub archive: u32,
}

/// Messages at or below a mailbox's cursor that the ledger has not got: UIDs that do not show although higher ones do, and
/// messages that the server does not give. They are looked for again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// The UIDVALIDITY of the UIDs.
    pub generation: u32,
    /// The lowest UID.
    pub first: u32,
    /// The highest UID. Only UIDs that do not show come in ranges.
    pub last: u32,
    /// What the server said when it was asked for the message. `None`: it does not show.
    pub words: Option<String>,
    /// It was asked for long enough: it may be given up where others come.
    pub overdue: bool,
}

impl Owed {
    /// UIDs that do not show, or one message that is not given.
    pub fn new(generation: u32, (first, last): (u32, u32), words: Option<String>) -> Self {
        Self { generation, first, last, words, overdue: false }
    }

    /// Whether a UID is among them.
    pub fn has(&self, uid: u32) -> bool {
        (self.first..=self.last).contains(&uid)
    }
}

/// Proof that the message at `place` is durable. Without it no mailbox touches the message on its server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledgered {
    place: Place,
    whole: bool,
    new: bool,
}

/// Names the proof that a message is on disk, for [`Ledgered`] alone.
pub(crate) trait Minted {
    /// Only the store makes it, and only for committed messages.
    type OnDiskProof;
}

impl Ledgered {
    /// Minted by the store once the transaction that holds the message is on disk.
    pub(crate) fn after_commit(_: &<Self as Minted>::OnDiskProof, place: Place, whole: bool, new: bool) -> Self {
        Self { place, whole, new }
    }

    /// A receipt for tests of mailboxes without a store.
    #[cfg(test)]
    pub(crate) fn for_test(place: Place, whole: bool) -> Self {
        Self { place, whole, new: true }
    }

    /// The message's place.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Whether the ledger has all of it. A message that was cut at the limit stays on the server.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether the message is new to the ledger.
    pub fn is_new(&self) -> bool {
        self.new
    }
}
