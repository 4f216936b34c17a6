//! Unfinished work on mail servers: messages of the ledger that are still to be moved, marked or deleted there.
//!
//! This work comes after the commit, and a crash or an outage may come in between. It is then done at the next
//! opportunity. Doing it twice does no harm.

use rusqlite::{Connection, params};

use crate::ledger::{Ledgered, Place};

use super::receipt::OnDisk;
use super::sql::{all, count, run, unsigned};
use super::{Store, StoreError};

impl Store {
    /// Messages of a mailbox with unfinished work on its server, at most `limit`.
    pub async fn pending_after_fetch(&self, mailbox: &str, limit: usize) -> Result<Vec<Ledgered>, StoreError> {
        const PENDING: &str = "SELECT generation, name FROM unsettled WHERE mailbox = ?1 LIMIT ?2";
        let mailbox = mailbox.to_owned();
        self.read(move |reading| {
            all(reading.conn(), PENDING, params![mailbox, count(limit)], |row| {
                let place = Place { generation: unsigned(row.get("generation")?), name: row.get("name")? };
                Ok(Ledgered::after_commit(&OnDisk::committed(), place, true, false))
            })
        })
        .await
    }

    /// Forgets messages whose work is done.
    pub async fn note_after_fetch(&self, mailbox: &str, taken: &[Ledgered]) -> Result<(), StoreError> {
        const DONE: &str = "DELETE FROM unsettled WHERE mailbox = ?1 AND generation = ?2 AND name = ?3";
        let mailbox = mailbox.to_owned();
        let places: Vec<Place> = taken.iter().map(|receipt| receipt.place().clone()).collect();
        self.write(move |tx| {
            let conn = tx.conn()?;
            places
                .iter()
                .try_for_each(|place| run(conn, DONE, params![mailbox, place.generation, place.name]).map(drop))
        })
        .await
    }
}

/// Records the work on the server, in the transaction that stores the message.
pub(super) fn remember(conn: &Connection, mailbox: &str, place: &Place) -> Result<(), StoreError> {
    const REMEMBER: &str =
        "INSERT INTO unsettled (mailbox, generation, name) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    run(conn, REMEMBER, params![mailbox, place.generation, place.name]).map(drop)
}
