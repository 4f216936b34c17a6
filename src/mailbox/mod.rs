//! Where mail comes from. The only room with `async_imap` and the Maildir layout.
//!
//! A mailbox hands out messages that are new since a cursor and, once the ledger has them, does on the server what the
//! config says. It can do that only with a [`Ledgered`](crate::ledger::Ledgered), which the store mints after its
//! commit: marking a message before it is durable does not compile (P1). `\Seen` is a human's flag and is never read as
//! ours.

mod contract;
mod hexadecimal;
mod imap;
mod inventory;
mod maildir;
mod maildir_name;
mod mbox;
mod memory;
pub mod message_files;

pub use contract::{Batch, Budget, Fetched, Mailbox, MailboxError, Wake};
pub use imap::{After, First, ImapAccount, ImapMailbox};
pub use inventory::{Inventory, MailboxEntry};
pub use maildir::Maildir;
pub use memory::MemoryMailbox;
