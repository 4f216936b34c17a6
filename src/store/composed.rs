//! The bytes of letters that were tried and weren't accepted: each further attempt sends the same ones, whatever a newer
//! maildesk or another config would make of the letter (P4). A letter that is accepted at once, as nearly all are, has none.

use rusqlite::{Connection, params};

#[cfg(test)]
use super::Reading;
use super::sql::{run, value};
use super::{LetterId, StoreError, Tx};

impl Tx<'_> {
    /// Keeps the bytes of a letter that will be tried again. Those that are kept already stay.
    pub fn keep_composed(&mut self, letter: LetterId, bytes: &[u8]) -> Result<(), StoreError> {
        const KEEP: &str = "INSERT INTO composed (letter, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        run(self.conn()?, KEEP, params![letter.0, bytes]).map(drop)
    }

    /// Forgets the bytes of a letter that was accepted.
    pub fn forget_composed(&mut self, letter: LetterId) -> Result<(), StoreError> {
        run(self.conn()?, "DELETE FROM composed WHERE letter = ?1", [letter.0]).map(drop)
    }
}

/// The bytes that were sent before.
pub(super) fn find(conn: &Connection, letter: i64) -> Result<Option<Vec<u8>>, StoreError> {
    value(conn, "SELECT bytes FROM composed WHERE letter = ?1", [letter])
}

#[cfg(test)]
impl Reading {
    /// The number of letters whose bytes are kept.
    pub(crate) fn count_composed(&self) -> Result<i64, StoreError> {
        Ok(value(self.conn(), "SELECT count(*) FROM composed", [])?.unwrap_or_default())
    }
}
