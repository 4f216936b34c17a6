//! The open database: its writer, its readers and its lock. Its questions are in the files of their nouns.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::Notify;

use super::pool::Readers;
use super::tx::{Reading, Tx};
use super::wakes::Wakes;
use super::writer::Writer;
use super::{StoreError, open};

/// The database, open for work. Clones share it; the last one to go closes it.
#[derive(Debug, Clone)]
pub struct Store {
    house: Arc<OpenDatabase>,
}

/// Its fields are in the order in which they must be dropped: readers first, so that the writer's connection is the last to
/// close and moves the log into the file; the lock last of all.
#[derive(Debug)]
struct OpenDatabase {
    readers: Readers,
    writer: Writer,
    wakes: Wakes,
    path: PathBuf,
    _lock: Option<open::Lock>,
}

impl Store {
    /// Opens or creates the database, locks out a second daemon, migrates, and starts the writer.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let lock = open::lock(path)?;
        Self::start(path, Some(lock))
    }

    /// Opens the database while a daemon has it, only to bring mails into the ledger: the daemon works on them.
    pub fn open_beside(path: &Path) -> Result<Self, StoreError> {
        Self::start(path, None)
    }

    fn start(path: &Path, lock: Option<open::Lock>) -> Result<Self, StoreError> {
        let conn = open::writer(path)?;
        let wakes = Wakes::default();
        let writer = Writer::start(conn, path, wakes.clone())?;
        Ok(Self {
            house: Arc::new(OpenDatabase {
                readers: Readers::new(path),
                writer,
                wakes,
                path: path.to_owned(),
                _lock: lock,
            }),
        })
    }

    /// Runs `f` in a savepoint of the writer's next transaction and comes back when it is durable. An `Err` of `f`, or
    /// a panic, undoes what `f` did and nothing else.
    pub async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.house.writer.write(false, f).await
    }

    /// Like [`Store::write`], for closures that change much and separate their parts with [`Tx::isolated`]: `f` is the
    /// first in a transaction, so the savepoints of its parts are not nested in another. Several times as fast.
    pub async fn write_batch<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.house.writer.write(true, f).await
    }

    /// Runs `f` on a connection that cannot write, on a blocking thread. It sees the database as of one instant.
    pub async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Reading) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.house.readers.read(f).await
    }

    /// Wakes the ingest belt after mails were recorded; a wake-up that nobody waited for is kept.
    pub fn mail_recorded(&self) -> Arc<Notify> {
        Arc::clone(&self.house.wakes.mails)
    }

    /// Wakes the deliver belt after letters were enqueued; a wake-up that nobody waited for is kept.
    pub fn letter_enqueued(&self) -> Arc<Notify> {
        Arc::clone(&self.house.wakes.letters)
    }

    /// Lets go of the database. With the last handle, the writer finishes what waits, moves the log into the file and
    /// ends; after this returns, the same file can be opened again.
    pub async fn close(self) {
        // Joining a thread blocks, so it is not done on a thread of the runtime.
        let _ = tokio::task::spawn_blocking(move || drop(self)).await;
    }

    /// The database file.
    pub(super) fn path(&self) -> &Path {
        &self.house.path
    }
}
