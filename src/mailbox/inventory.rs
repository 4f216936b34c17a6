//! What lies in a mailbox, as a list. Values only: the mailboxes make them, `maildesk ledger reconcile` compares them.

/// The messages of a mailbox at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// IMAP's UIDVALIDITY; 0 where there is none.
    pub generation: u32,
    /// The highest UID of the folder: what has a higher one came later. 0 where there are no UIDs.
    pub last_uid: u32,
    /// By UID or by name.
    pub messages: Vec<MailboxEntry>,
}

/// A message that lies in a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxEntry {
    /// The IMAP UID in decimal, or the base name of the Maildir file.
    pub name: String,
    /// Somebody, or we, marked it as read. In a Maildir: it lies in `cur/`.
    pub seen: bool,
    /// It is marked to be deleted and not gone yet.
    pub deleted: bool,
}
