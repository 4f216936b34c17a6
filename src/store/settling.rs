//! What is still to happen on mail servers: messages that the ledger has, whose server was not told yet.
//!
//! Moving or deleting a message comes after the commit, and a crash or an outage may come between. Then it is done at
//! the next opportunity; doing it twice does no harm.

use rusqlite::{Connection, params};

use crate::ledger::{Ledgered, Place};

use super::receipt::OnDisk;
use super::sql::{all, count, run, unsigned};
use super::{Store, StoreError};

impl Store {
    /// The oldest messages of a mailbox with which something is still to happen, at most `limit`.
    pub async fn unsettled(&self, mailbox: &str, limit: usize) -> Result<Vec<Ledgered>, StoreError> {
        const UNSETTLED: &str = "SELECT generation, name FROM unsettled WHERE mailbox = ?1 LIMIT ?2";
        let mailbox = mailbox.to_owned();
        self.read(move |reading| {
            all(reading.conn(), UNSETTLED, params![mailbox, count(limit)], |row| {
                let place = Place { generation: unsigned(row.get("generation")?), name: row.get("name")? };
                Ok(Ledgered::after_commit(&OnDisk::committed(), place, true, false))
            })
        })
        .await
    }

    /// Forgets them: it has happened.
    pub async fn note_settled(&self, mailbox: &str, taken: &[Ledgered]) -> Result<(), StoreError> {
        const SETTLED: &str = "DELETE FROM unsettled WHERE mailbox = ?1 AND generation = ?2 AND name = ?3";
        let mailbox = mailbox.to_owned();
        let places: Vec<Place> = taken.iter().map(|receipt| receipt.place().clone()).collect();
        self.write(move |tx| {
            let conn = tx.conn()?;
            places
                .iter()
                .try_for_each(|place| run(conn, SETTLED, params![mailbox, place.generation, place.name]).map(drop))
        })
        .await
    }
}

/// Keeps in mind that a message is to be settled, in the transaction that stores it.
pub(super) fn remember(conn: &Connection, mailbox: &str, place: &Place) -> Result<(), StoreError> {
    const REMEMBER: &str =
        "INSERT INTO unsettled (mailbox, generation, name) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    run(conn, REMEMBER, params![mailbox, place.generation, place.name]).map(drop)
}
