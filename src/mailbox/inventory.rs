//! The list of a mailbox. The mailboxes make it, `maildesk ledger reconcile` compares it.

/// The messages of a mailbox at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// IMAP's UIDVALIDITY; 0 where there is none.
    pub generation: u32,
    /// The highest UID of the folder: higher ones came later. 0 where there are no UIDs.
    pub last_uid: u32,
    /// By UID or by name.
    pub messages: Vec<MailboxEntry>,
}

/// A message in a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxEntry {
    /// The IMAP UID in decimal, or the base name of the Maildir file.
    pub name: String,
    /// It is marked as read. In a Maildir: it is in `cur/`.
    pub seen: bool,
    /// It is marked as deleted and not gone yet.
    pub deleted: bool,
}
