//! Opens the database: the lock against a second daemon, and connections with the settings that our promises need.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use rustix::fs::{FlockOperation, flock};

use super::{StoreError, migrate};

/// How long a connection waits for another program's lock.
const BUSY: Duration = Duration::from_secs(5);
/// Larger pages would suit raw mails, but every page that changes inside a savepoint is copied, and one mail changes
/// thirty. Measured: 4096 costs the writer a quarter less than 8192.
///
/// There is no `auto_vacuum`: little is ever deleted, pages that become free are used again, and the map of pages that it keeps
/// would be written with every new page. Who wants a smaller file stops the daemon and runs VACUUM.
pub(super) const PAGE_BYTES: i64 = 4096;
/// The size of the write-ahead log, in pages, at which COMMIT moves them into the file (about 32 MB). Pages of indices
/// change often, and so are moved once for many commits.
const CHECKPOINT_PAGES: i64 = 8000;
/// What is kept of the log's file, in bytes: more than it usually has, so that it is only cut after somebody read for long,
/// while it could not be begun anew.
const LOG_KEPT: i64 = 48 << 20;
/// The writer's page cache in KiB (negative for SQLite); with two readers, 9 MB in all. A batch whose changes don't
/// fit is spilled into the log and read back. Measured: 64 to 128 mails per batch are cheaper than 256.
const WRITER_CACHE: i64 = -6_000;
/// The page cache of each reader in KiB.
const READER_CACHE: i64 = -1_500;
/// The number of prepared statements that a connection keeps.
const STATEMENTS: usize = 128;

/// Holds the lock file of a database until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

/// Locks the database at `path` against a second daemon. Creates the directory if it is missing.
pub(super) fn lock(path: &Path) -> Result<Lock, StoreError> {
    let failed =
        |path: &Path, reason: &std::io::Error| StoreError::Open { path: path.to_owned(), reason: reason.to_string() };
    if let Some(directory) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(directory);
        made.map_err(|reason| failed(directory, &reason))?;
    }
    let lock_path = beside(path, ".lock");
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&lock_path);
    let mut file = opened.map_err(|reason| failed(&lock_path, &reason))?;
    match take(&file) {
        Ok(()) => {}
        Err(rustix::io::Errno::WOULDBLOCK) => {
            return Err(StoreError::InUse { path: path.to_owned(), by: owner(&mut file) });
        }
        Err(errno) => return Err(failed(&lock_path, &errno.into())),
    }
    // The number is only for people. The lock is flock's, and a full disk must not stop the start here.
    let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
    Ok(Lock { _file: file })
}

/// Tries a little longer than `status` needs for its look at the lock.
fn take(file: &File) -> rustix::io::Result<()> {
    const TRIES: u32 = 10;
    for _ in 1..TRIES {
        match flock(file, FlockOperation::NonBlockingLockExclusive) {
            Err(rustix::io::Errno::WOULDBLOCK) => std::thread::sleep(Duration::from_millis(20)),
            other => return other,
        }
    }
    flock(file, FlockOperation::NonBlockingLockExclusive)
}

/// The path with something appended to its file name.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Who holds the lock of the database: words for people, perhaps empty. `None`: nobody does. Looking takes the lock for an
/// instant, and a starting daemon waits for that.
pub fn holder(path: &Path) -> Option<String> {
    let mut file = File::open(beside(path, ".lock")).ok()?;
    let taken = flock(&file, FlockOperation::NonBlockingLockShared);
    matches!(taken, Err(rustix::io::Errno::WOULDBLOCK)).then(|| owner(&mut file))
}

/// The files of a database, some of which are only there while it is in use.
pub fn files_of(path: &Path) -> Vec<PathBuf> {
    ["", "-wal", "-shm", ".lock"].iter().map(|suffix| beside(path, suffix)).collect()
}

fn owner(file: &mut File) -> String {
    let mut written = String::new();
    match file.read_to_string(&mut written).ok().and_then(|_| written.trim().parse::<u32>().ok()) {
        Some(process) => format!(" (process {process})"),
        None => String::new(),
    }
}

/// The one writing connection, migrated.
pub(super) fn writer(path: &Path) -> Result<Connection, StoreError> {
    // Created here for its mode. SQLite gives the same mode to the files beside it.
    let made = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path);
    made.map_err(|reason| StoreError::Open { path: path.to_owned(), reason: reason.to_string() })?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_with_flags(path, flags).map_err(|error| opening(path, error))?;
    prepare_writer(&mut conn).map_err(|error| opening(path, error))?;
    migrate::migrate(&mut conn, path).map_err(|error| match error {
        StoreError::ReadOnly => {
            StoreError::Open { path: path.to_owned(), reason: "its directory isn't writable".to_owned() }
        }
        other => other,
    })?;
    Ok(conn)
}

fn prepare_writer(conn: &mut Connection) -> rusqlite::Result<()> {
    conn.busy_timeout(BUSY)?;
    conn.pragma_update(None, "page_size", PAGE_BYTES)?;
    conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    // A mail is removed from its server once we say that we have it, so the last commit must survive a power loss (P1):
    // `durable` flushes each before it is answered.
    conn.pragma_update(None, "synchronous", "NORMAL")?;
    conn.pragma_update(None, "foreign_keys", "ON")?;
    conn.pragma_update(None, "cache_size", WRITER_CACHE)?;
    conn.pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT_PAGES, |_| Ok(()))?;
    conn.pragma_update_and_check(None, "journal_size_limit", LOG_KEPT, |_| Ok(()))?;
    guard(conn)
}

/// Moves the log into the file, as far as no reader needs it: after a crash nobody knows what of it is on the disk. Waits for
/// nobody.
pub(super) fn settle(conn: &Connection) -> Result<(), StoreError> {
    conn.busy_timeout(Duration::ZERO)?;
    let moved = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    conn.busy_timeout(BUSY)?;
    Ok(moved?)
}

/// A connection that can't write.
pub(super) fn reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(|error| opening(path, error))?;
    prepare_reader(&conn).map_err(|error| opening(path, error))?;
    Ok(conn)
}

fn prepare_reader(conn: &Connection) -> rusqlite::Result<()> {
    conn.busy_timeout(BUSY)?;
    conn.pragma_update(None, "query_only", "ON")?;
    conn.pragma_update(None, "cache_size", READER_CACHE)?;
    guard(conn)
}

/// The settings of both: only the database on disk, and no ambiguous SQL.
fn guard(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "trusted_schema", "OFF")?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // Otherwise a statement on a table with a partial index is planned again for every bound value.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

/// Puts the errors of the first statements on a file into words.
pub(super) fn opening(path: &Path, error: rusqlite::Error) -> StoreError {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::Foreign { path, reason: "it isn't an SQLite file".to_owned() },
        Some(ErrorCode::ReadOnly) => {
            StoreError::Open { path, reason: "the file or its directory isn't writable".to_owned() }
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::Open { path, reason: error.to_string() }
        }
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::store::Store;
    use crate::store::samples::Scratch;

    fn refused(path: &Path) -> StoreError {
        Store::open(path).map(drop).unwrap_err()
    }

    #[test]
    fn directory_and_files_are_the_daemons_alone() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("a/b/desk.db");
        let _store = Store::open(&path).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&scratch.path().join("a/b")), 0o700);
        for file in [path.clone(), beside(&path, "-wal"), beside(&path, "-shm"), beside(&path, ".lock")] {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
    }

    #[test]
    fn a_second_daemon_is_refused_until_the_first_is_gone() {
        let scratch = Scratch::new();
        let path = scratch.path();
        let by = format!(" (process {})", std::process::id());
        assert_eq!(refused(&path), StoreError::InUse { path: path.clone(), by });
        let Scratch { directory: _directory, store } = scratch;
        drop(store);
        Store::open(&path).unwrap();
    }

    #[test]
    fn a_newer_schema_is_refused_and_left_alone() {
        let Scratch { directory, store } = Scratch::new();
        let path = directory.path().join("desk.db");
        drop(store);
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let known = migrate::known();
        let expected = StoreError::NewerSchema { path: path.clone(), found: 99, known };
        assert_eq!(refused(&path), expected);
        assert!(expected.to_string().starts_with(&format!("{} has schema 99", path.display())));
    }

    #[test]
    fn files_of_something_else_are_refused_and_left_alone() {
        let scratch = tempfile::tempdir().unwrap();
        let text = scratch.path().join("notes.txt");
        std::fs::write(&text, "Dear diary, this is long enough to have a page of its own. ".repeat(99)).unwrap();
        assert!(matches!(refused(&text), StoreError::Foreign { .. }), "{:?}", refused(&text));
        let other = scratch.path().join("other.db");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE song (title TEXT)").unwrap();
        assert!(matches!(refused(&other), StoreError::Foreign { .. }), "{:?}", refused(&other));
        assert!(std::fs::read_to_string(&text).unwrap().starts_with("Dear diary"));
    }

    #[test]
    fn an_empty_file_becomes_a_database() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("desk.db");
        std::fs::write(&path, "").unwrap();
        Store::open(&path).unwrap();
    }

    #[test]
    fn a_directory_that_cannot_be_made_or_written_is_named() {
        let scratch = tempfile::tempdir().unwrap();
        let file = scratch.path().join("file");
        std::fs::write(&file, "").unwrap();
        let below = refused(&file.join("desk.db"));
        assert!(matches!(&below, StoreError::Open { path, .. } if path.starts_with(&file)), "{below:?}");

        let directory = scratch.path().join("read-only");
        std::fs::create_dir(&directory).unwrap();
        std::fs::set_permissions(&directory, PermissionsExt::from_mode(0o500)).unwrap();
        // Permissions don't bind the superuser, and some containers run tests as root.
        if std::fs::write(directory.join("probe"), "").is_err() {
            let error = refused(&directory.join("desk.db"));
            assert!(matches!(&error, StoreError::Open { path, .. } if path.starts_with(&directory)), "{error:?}");
        }
        assert!(matches!(refused(Path::new("/proc/maildesk/desk.db")), StoreError::Open { .. }));
    }

    #[tokio::test]
    async fn connections_have_the_settings_that_the_promises_rest_on() {
        let scratch = Scratch::new();
        let check = async |name: &'static str, expected: &str| {
            let value = move |row: &rusqlite::Row<'_>| row.get::<_, rusqlite::types::Value>(0);
            let query = move |tx: &mut crate::store::Tx<'_>| Ok(tx.conn()?.pragma_query_value(None, name, value)?);
            let found = match scratch.store.write(query).await.unwrap() {
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                other => format!("{other:?}"),
            };
            assert_eq!(found, expected, "{name}");
        };
        check("journal_mode", "wal").await;
        check("synchronous", "1").await;
        check("foreign_keys", "1").await;
        check("page_size", "4096").await;
        check("auto_vacuum", "0").await;
        check("journal_size_limit", "50331648").await;
        check("cache_size", "-6000").await;
        let written = scratch.store.read(|reading| Ok(reading.conn().execute("DELETE FROM mail", [])?)).await;
        assert_eq!(written, Err(StoreError::ReadOnly));
    }
}
