//! The only room with SQL: it answers whole questions and writes whole outcomes, and no SQL type leaves it.
//!
//! Comes in: messages, outcomes with their letters (`save`), results of deliveries. Goes out: receipts, cases (`load`),
//! and the next work. Keeps P1, P2 and P4: what this room calls done is on disk, UNIQUE constraints find duplicates,
//! and an outcome and its letters are written in one transaction. It has one writer thread, a few readers, and a lock
//! file against a second daemon. It fails with a [`StoreError`], and then nothing is half done.

mod after_fetch;
mod agent_mails;
mod backup;
mod changes;
mod claiming;
mod composed;
mod copies;
mod database;
mod day;
mod due;
mod durable;
mod ended;
mod error;
mod future;
mod helped;
mod lately;
mod ledger;
mod lists;
mod load;
mod mailboxes;
mod migrate;
mod obstacles;
mod open;
mod outbox;
mod owed;
mod people;
mod place;
mod pool;
mod postings;
mod provider_sign_in;
mod questions;
pub mod read;
mod receipt;
mod replay;
mod reported;
mod retries;
mod room;
mod save;
mod search;
mod secrets;
mod sending;
mod sessions;
mod settings;
mod sign_in;
mod sla;
mod sql;
mod taking;
mod tallies;
mod tickets;
mod turns;
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
pub use durable::Changes;
pub use error::StoreError;
pub use future::PutOff;
pub use helped::HelpedCount;
pub use ledger::{Arrival, MailId, PendingMail};
pub use lists::IsDone;
pub use load::Wanted;
pub use obstacles::ObstacleLine;
pub use open::{files_of, holder};
pub use outbox::{LetterId, LetterOutcome, NewLetter};
pub use owed::Debt;
pub use postings::{NewPosting, RecordedPosting, SaidMeanwhile};
pub use read::Reader;
pub use replay::Replay;
pub use retries::LetterRetry;
pub use save::{MailMark, Record, Saved};
pub use search::{IndexMark, IndexRow, TicketTexts, Unindexed, Within};
pub use sending::ClaimedLetter;
pub use sessions::{Session, SessionKey};
pub use sign_in::{AskingLimit, LIFE, Shown, SignIn};
pub use taking::Taking;
pub use tx::{Reading, Tx};
