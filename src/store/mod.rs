//! The one place with SQL: whole questions and whole outcomes, no row editing; no SQL type crosses this door.
//!
//! Comes in: messages, outcomes with their letters (`save`), how letters ended. Goes out: receipts, cases (`load`), what is
//! to be worked on. Keeps P1, P2 and P4: what this room says is done is on disk, UNIQUE constraints judge what is the same,
//! and an outcome and its letters stand in one transaction. One writer thread, a few readers, one lock file against a second
//! daemon. Fails with a [`StoreError`], and then nothing half-done remains.

mod after_fetch;
mod backup;
mod changes;
mod claiming;
mod database;
mod due;
mod error;
mod ledger;
mod load;
mod mailboxes;
mod migrate;
mod open;
mod outbox;
mod people;
mod pool;
mod promises;
mod questions;
pub mod read;
mod receipt;
mod replay;
mod room;
mod save;
mod secrets;
mod sending;
mod settings;
mod sql;
mod tallies;
mod tickets;
mod tx;
mod wakes;
mod writer;

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod walk;

pub use backup::{BackupError, Copied};
pub use database::Store;
pub use due::{DueKind, DueLine};
pub use error::StoreError;
pub use ledger::{Arrival, MailId, PendingMail};
pub use load::Wanted;
pub use outbox::{ClaimedLetter, LetterId, LetterOutcome, NewLetter};
pub use questions::IsDone;
pub use read::Reader;
pub use replay::Replay;
pub use save::{MailMark, Record, Saved};
pub use tx::{Reading, Tx};
