//! A database opened by a command for reading only.

use std::path::{Path, PathBuf};

use super::super::{Reading, StoreError, migrate, open, pool};

/// The database, open for reading only.
#[derive(Debug)]
pub struct Reader {
    reading: Reading,
    path: PathBuf,
}

impl Reader {
    /// Opens an existing database that has this program's schema.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        match path.try_exists() {
            Ok(true) => {}
            Ok(false) => return Err(StoreError::Missing { path: path.to_owned() }),
            Err(error) => return Err(StoreError::Open { path: path.to_owned(), reason: error.to_string() }),
        }
        let conn = open::reader(path)?;
        let found = migrate::version(&conn, path).map_err(|error| unreadable(path, error))?;
        match found {
            0 => Err(StoreError::Missing { path: path.to_owned() }),
            found if found < migrate::known() => {
                Err(StoreError::OlderSchema { path: path.to_owned(), found, known: migrate::known() })
            }
            _ => Ok(Self { reading: Reading::new(conn), path: path.to_owned() }),
        }
    }

    /// Runs `f` on the database as of one instant.
    pub fn ask<T>(&self, f: impl FnOnce(&Reading) -> Result<T, StoreError>) -> Result<T, StoreError> {
        pool::at_one_instant(&self.reading, f)
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// The first statement on a file shows whether it is a database.
fn unreadable(path: &Path, error: StoreError) -> StoreError {
    match error {
        StoreError::Corrupt(reason) => StoreError::Foreign { path: path.to_owned(), reason },
        StoreError::Io(reason) => StoreError::Open { path: path.to_owned(), reason },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::store::Store;
    use crate::store::read::TicketFilter;
    use crate::store::samples::{Scratch, open_ticket};

    #[tokio::test]
    async fn reads_beside_the_daemon_and_without_it() {
        let scratch = Scratch::new();
        open_ticket(&scratch.store, "a").await;
        let path = scratch.path();
        let count = |reader: &Reader| reader.ask(|reading| reading.tickets(&TicketFilter::default())).unwrap().len();
        let beside = Reader::open(&path).unwrap();
        assert_eq!(count(&beside), 1);
        open_ticket(&scratch.store, "b").await;
        assert_eq!(count(&beside), 2);
        drop(beside);
        let Scratch { directory: _directory, store } = scratch;
        store.close().await;
        assert_eq!(count(&Reader::open(&path).unwrap()), 2);
        Store::open(&path).unwrap();
    }

    #[test]
    fn says_what_is_not_there() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("desk.db");
        let refused = |path: &Path| Reader::open(path).map(drop).unwrap_err();
        assert_eq!(refused(&path), StoreError::Missing { path: path.clone() });
        std::fs::write(&path, "").unwrap();
        assert_eq!(refused(&path), StoreError::Missing { path: path.clone() });
        std::fs::write(&path, "Dear diary. ".repeat(999)).unwrap();
        assert!(matches!(refused(&path), StoreError::Foreign { .. }), "{:?}", refused(&path));
    }

    #[test]
    fn refuses_other_schemas() {
        let Scratch { directory, store } = Scratch::new();
        let path = directory.path().join("desk.db");
        drop(store);
        let refused = |version: i64| {
            Connection::open(&path).unwrap().pragma_update(None, "user_version", version).unwrap();
            Reader::open(&path).map(drop).unwrap_err()
        };
        assert!(matches!(refused(99), StoreError::NewerSchema { found: 99, .. }));
        assert!(matches!(refused(0), StoreError::Foreign { .. }));
    }
}
