//! Where mail comes from. Only this room uses `async_imap` and the Maildir layout.
//!
//! A mailbox hands out messages after a cursor and, once the ledger has them, does on the server what the config says.
//! It needs a [`Ledgered`](crate::ledger::Ledgered) for that, which the store mints after its commit: marking a message
//! before it is durable doesn't compile (P1). `\Seen` is people's flag and never ours.

mod contract;
mod forecast;
mod imap;
mod inventory;
mod maildir;
mod maildir_name;
mod maildir_watch;
mod mbox;
mod memory;
pub mod message_files;

pub use contract::{Batch, Budget, Fetched, Looked, Mailbox, MailboxError, Progress, Wake};
pub use forecast::Forecast;
pub use imap::ImapMailbox;
pub use inventory::{Inventory, MailboxEntry};
pub use maildir::Maildir;
pub use memory::MemoryMailbox;
