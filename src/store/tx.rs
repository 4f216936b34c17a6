//! The arguments of closures: [`Tx`] inside the writer's transaction, [`Reading`] on a connection that can't write.
//!
//! Their methods are in the files of their nouns. This file only isolates closures, by savepoints and by a check that
//! the transaction is still open. After some errors (a full disk) SQLite rolls everything back by itself. A later
//! statement would commit alone, so every access checks first.

use std::cell::Cell;

use rusqlite::Connection;

use super::StoreError;
use super::wakes::Wakes;

/// The writer's transaction, as one closure sees it. An `Err` or a panic undoes what the closure did.
#[derive(Debug)]
pub struct Tx<'c> {
    conn: &'c Connection,
    signals: &'c Signals,
    /// Whether anything failed that was to be isolated, while it runs together.
    failed: Option<&'c Cell<bool>>,
}

impl<'c> Tx<'c> {
    pub(super) fn new(conn: &'c Connection, signals: &'c Signals) -> Self {
        Self { conn, signals, failed: None }
    }

    /// Runs `f` with one savepoint in place of those of its isolated parts, as all of them will succeed as a rule: SQLite
    /// copies each page that changes once per savepoint. If a part fails, all is undone, and `f` runs once more with the
    /// parts isolated. So `f` must do the same twice.
    pub fn together<T>(&mut self, f: impl Fn(&mut Tx<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let failed = Cell::new(false);
        let savepoint = Savepoint::begin(self.conn)?;
        match f(&mut Tx { failed: Some(&failed), ..*self }) {
            Ok(value) if !failed.get() => savepoint.release().map(|()| value),
            Err(error) if error.is_passing() => Err(error),
            _ => {
                drop(savepoint);
                f(&mut Tx { failed: None, ..*self })
            }
        }
    }

    /// Runs `f` so that its `Err`, or a panic that the caller catches, undoes only the changes of `f`.
    pub fn isolated<T, E: From<StoreError>>(&mut self, f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let Some(failed) = self.failed else {
            let savepoint = Savepoint::begin(self.conn)?;
            let value = f(&mut Tx::new(self.conn, self.signals))?;
            savepoint.release()?;
            return Ok(value);
        };
        // An error or a panic leaves it so.
        let before = failed.replace(true);
        let value = f(&mut Tx { ..*self })?;
        failed.set(before);
        Ok(value)
    }

    /// The connection, as long as the transaction is open.
    pub(super) fn conn(&self) -> Result<&'c Connection, StoreError> {
        if self.conn.is_autocommit() { Err(StoreError::Lost) } else { Ok(self.conn) }
    }

    /// Wakes the ingest belt after the commit.
    pub(super) fn mail_recorded(&self) {
        self.signals.mails.set(true);
    }

    /// Wakes the deliver belt after the commit.
    pub(super) fn letter_enqueued(&self) {
        self.signals.letters.set(true);
    }
}

/// A connection that can't write.
#[derive(Debug)]
pub struct Reading {
    conn: Connection,
}

impl Reading {
    pub(super) fn new(conn: Connection) -> Self {
        Self { conn }
    }

    pub(super) fn conn(&self) -> &Connection {
        &self.conn
    }
}

/// The belts that have work from a transaction.
#[derive(Debug, Default)]
pub(super) struct Signals {
    mails: Cell<bool>,
    letters: Cell<bool>,
}

impl Signals {
    /// Wakes them. A belt that isn't waiting yet finds the wake-up later.
    pub(super) fn pass_on(&self, wakes: &Wakes) {
        if self.mails.get() {
            wakes.mails.notify_one();
        }
        if self.letters.get() {
            wakes.letters.notify_one();
        }
    }
}

/// A savepoint that is rolled back unless released. Savepoints of one name nest.
#[derive(Debug)]
pub(super) struct Savepoint<'c> {
    conn: &'c Connection,
    open: bool,
}

impl<'c> Savepoint<'c> {
    /// Opens a savepoint inside the transaction. Outside of one it would commit by itself.
    pub(super) fn begin(conn: &'c Connection) -> Result<Self, StoreError> {
        if conn.is_autocommit() {
            return Err(StoreError::Lost);
        }
        conn.prepare_cached("SAVEPOINT here")?.execute([])?;
        Ok(Self { conn, open: true })
    }

    /// Keeps the changes since it was opened.
    pub(super) fn release(mut self) -> Result<(), StoreError> {
        if self.conn.is_autocommit() {
            self.open = false;
            return Err(StoreError::Lost);
        }
        self.conn.prepare_cached("RELEASE here")?.execute([])?;
        self.open = false;
        Ok(())
    }
}

impl Drop for Savepoint<'_> {
    fn drop(&mut self) {
        if !self.open || self.conn.is_autocommit() {
            return;
        }
        if self.conn.execute_batch("ROLLBACK TO here; RELEASE here").is_err() {
            // Its changes can't be separated from those of others, so nothing may be committed.
            let _ = self.conn.execute_batch("ROLLBACK");
        }
    }
}
