//! Readers: a few connections that can't write, used on blocking threads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use super::writer::panic_words;
use super::{Reading, StoreError, open};

/// The most connections.
const READERS: usize = 2;

/// The connections, opened on demand.
#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    permits: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Reading>>>,
}

impl Readers {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), permits: Arc::new(Semaphore::new(READERS)), idle: Arc::default() }
    }

    /// Runs `f` on one of them.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Reading) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let (path, idle) = (self.path.clone(), Arc::clone(&self.idle));
        let work = move || {
            let _permit = permit;
            let waiting = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let reading = waiting.map_or_else(|| open::reader(&path).map(Reading::new), Ok)?;
            let result = at_one_instant(&reading, f);
            if reading.conn().is_autocommit() {
                idle.lock().unwrap_or_else(PoisonError::into_inner).push(reading);
            }
            result
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| StoreError::Closed)?
    }
}

/// Runs `f` in a read transaction, and always ends that.
pub(super) fn at_one_instant<T>(
    reading: &Reading,
    f: impl FnOnce(&Reading) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    reading.conn().execute_batch("BEGIN")?;
    let result = catch_unwind(AssertUnwindSafe(|| f(reading)))
        .unwrap_or_else(|panic| Err(StoreError::Panicked(panic_words(&*panic))));
    // There is nothing to commit, and after a damaged row SQLite refuses to, though all others were read.
    let ended = reading.conn().execute_batch("ROLLBACK");
    result.and_then(|value| ended.map(|()| value).map_err(StoreError::from))
}
