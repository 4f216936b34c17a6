//! Whether the database still lies where it was opened. What is written into a file that was taken away is gone when the
//! program ends, so nothing is written then (P1).

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::StoreError;

/// Where a database was opened, and which file that was.
#[derive(Debug, Clone)]
pub(super) struct Place {
    path: PathBuf,
    /// Its device and inode. `None`: the system did not say.
    file: Option<(u64, u64)>,
}

impl Place {
    /// The file that lies there now.
    pub(super) fn of(path: &Path) -> Self {
        Self { path: path.to_owned(), file: find(path).ok() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Fails where nothing lies there any more, or another file. One that cannot be looked at counts as there.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        let is_gone = match find(&self.path) {
            Ok(found) => self.file.is_some_and(|file| file != found),
            Err(error) => matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory),
        };
        if is_gone { Err(StoreError::Gone { path: self.path.clone() }) } else { Ok(()) }
    }
}

fn find(path: &Path) -> io::Result<(u64, u64)> {
    fs::metadata(path).map(|found| (found.dev(), found.ino()))
}

#[cfg(test)]
mod tests {
    use crate::store::samples::{Scratch, now};
    use crate::store::{Store, StoreError};

    async fn writes(store: &Store) -> bool {
        let written = store.note_mailbox("support", now(), Ok(())).await;
        let is_gone = matches!(written, Err(StoreError::Gone { .. }));
        assert_eq!(is_gone, written.is_err(), "{written:?}");
        assert_eq!(store.is_in_place().is_err(), is_gone);
        written.is_ok()
    }

    #[tokio::test]
    async fn nothing_is_written_into_a_database_that_was_taken_away_until_it_is_back() {
        let scratch = Scratch::new();
        let (store, path) = (&scratch.store, scratch.path());
        let away = path.with_extension("away");
        assert!(writes(store).await);
        std::fs::rename(&path, &away).unwrap();
        assert!(!writes(store).await);
        std::fs::write(&path, "").unwrap();
        assert!(!writes(store).await, "another file lies there");
        std::fs::rename(&away, &path).unwrap();
        assert!(writes(store).await);
    }
}
