//! The open database: its writer, its readers and its lock. Its queries are in the files of their nouns.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::Notify;

use super::durable::Changes;
use super::place::Place;
use super::pool::Readers;
use super::tx::{Reading, Tx};
use super::wakes::Wakes;
use super::writer::{How, Writer};
use super::{StoreError, open};

/// The open database. Clones share it, and the last one closes it.
#[derive(Debug, Clone)]
pub struct Store {
    house: Arc<OpenDatabase>,
}

/// The fields are in drop order. Readers come first, so that the writer's connection is the last to close and moves the
/// log into the file. The lock comes last.
#[derive(Debug)]
struct OpenDatabase {
    readers: Readers,
    writer: Writer,
    wakes: Wakes,
    place: Place,
    _lock: Option<open::Lock>,
}

impl Store {
    /// Opens or creates the database, locks out a second daemon, migrates, and starts the writer.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let lock = open::lock(path)?;
        Self::start(path, Some(lock))
    }

    /// Opens the database while a daemon has it, only to add mails to the ledger. The daemon processes them.
    pub fn open_beside(path: &Path) -> Result<Self, StoreError> {
        Self::start(path, None)
    }

    fn start(path: &Path, lock: Option<open::Lock>) -> Result<Self, StoreError> {
        let conn = open::writer(path)?;
        if lock.is_some() {
            open::settle(&conn)?;
        }
        let wakes = Wakes::default();
        let place = Place::of(path);
        let writer = Writer::start(conn, lock.is_some(), place.clone(), wakes.clone())?;
        Ok(Self { house: Arc::new(OpenDatabase { readers: Readers::new(path), writer, wakes, place, _lock: lock }) })
    }

    /// Runs `f` in a savepoint of the writer's next transaction and returns when it is durable. An `Err` or a panic of
    /// `f` undoes only the changes of `f`.
    pub async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.house.writer.write(How::Joins, f).await
    }

    /// Like [`Store::write`], for closures that change much and separate their parts with [`Tx::isolated`]: `f` is the
    /// first in a transaction, so the savepoints of its parts are not nested in another. Several times as fast.
    pub async fn write_batch<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.house.writer.write(How::Opens, f).await
    }

    /// Like [`Store::write_batch`], but returns once `f` is committed, and perhaps not durable: for a caller who lets nothing
    /// out before [`Store::settled`], as with the parts of one step.
    pub async fn write_ahead<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.house.writer.write(How::OpensAhead, f).await
    }

    /// Returns when everything that was written until now is durable. Fails with what the disk said if it refused that.
    pub async fn settled(&self) -> Result<(), StoreError> {
        self.house.writer.durable().settled().await
    }

    /// Runs `f` on a connection that can't write, on a blocking thread. `f` sees the database as of one instant,
    /// and what it saw is durable when this returns.
    pub async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Reading) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let read = self.house.readers.read(f).await;
        self.settled().await?;
        read
    }

    /// Like [`Store::read`], but what `f` sees may not be durable yet: for a caller who knows that what it looks for is, as
    /// with what a claim gave out.
    pub async fn read_claimed<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Reading) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.house.readers.read(f).await
    }

    /// Returns what the disk said when it has refused to make changes durable, after which nothing is written any more.
    pub async fn refused(&self) -> StoreError {
        self.house.writer.durable().refused().await
    }

    /// Tells of each time when something became durable, from now on.
    pub fn changes(&self) -> Changes {
        self.house.writer.durable().changes()
    }

    /// Wakes the ingest belt after mails were recorded. The wake-up is kept if nobody waits for it.
    pub fn mail_recorded(&self) -> Arc<Notify> {
        Arc::clone(&self.house.wakes.mails)
    }

    /// Wakes the deliver belt after letters were enqueued. The wake-up is kept if nobody waits for it.
    pub fn letter_enqueued(&self) -> Arc<Notify> {
        Arc::clone(&self.house.wakes.letters)
    }

    /// Releases the database. The last handle lets the writer finish all jobs, move the log into the file and end.
    /// After this returns, the same file can be opened again.
    pub async fn close(self) {
        // Joining a thread blocks, so it must not happen on a thread of the runtime.
        let _ = tokio::task::spawn_blocking(move || drop(self)).await;
    }

    /// Fails where the database was removed or replaced since it was opened. Each commit looks, too.
    pub fn is_in_place(&self) -> Result<(), StoreError> {
        self.house.place.check()
    }

    /// The database file.
    pub(super) fn path(&self) -> &Path {
        self.house.place.path()
    }
}
