//! Opening: the lock that keeps a second daemon out, and connections with the settings that our promises rest on.

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
/// Fits the blobs: a raw mail of 20 KB takes three pages.
const PAGE_BYTES: i64 = 8192;
/// Pages in the write-ahead log before COMMIT moves them into the file (about 32 MB): the often written pages of
/// indices are then moved once for many commits.
const CHECKPOINT_PAGES: i64 = 4000;
/// Memory of the writer's page cache in KiB (SQLite wants it negative).
const WRITER_CACHE: i64 = -12_000;
/// Memory of each reader's page cache in KiB.
const READER_CACHE: i64 = -2_000;
/// Different statements that a connection keeps prepared.
const STATEMENTS: usize = 128;

/// Holds the lock file of a database for as long as it lives.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

/// Locks the database at `path` against a second daemon; the directory is made where it is missing.
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
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {}
        Err(rustix::io::Errno::WOULDBLOCK) => {
            return Err(StoreError::InUse { path: path.to_owned(), by: owner(&mut file) });
        }
        Err(errno) => return Err(failed(&lock_path, &errno.into())),
    }
    // Only for people who look: the lock is flock's, and a full disk must not stop the start here.
    let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
    Ok(Lock { _file: file })
}

/// The path with something behind its file name.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
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
    // Made here, not by SQLite, because of its mode; the files beside it get the same mode from SQLite.
    let made = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path);
    made.map_err(|reason| StoreError::Open { path: path.to_owned(), reason: reason.to_string() })?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_with_flags(path, flags).map_err(|error| opening(path, error))?;
    prepare_writer(&mut conn).map_err(|error| opening(path, error))?;
    migrate::migrate(&mut conn, path).map_err(|error| match error {
        StoreError::ReadOnly => {
            StoreError::Open { path: path.to_owned(), reason: "its directory cannot be written".to_owned() }
        }
        other => other,
    })?;
    Ok(conn)
}

fn prepare_writer(conn: &mut Connection) -> rusqlite::Result<()> {
    conn.busy_timeout(BUSY)?;
    conn.pragma_update(None, "page_size", PAGE_BYTES)?;
    conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    // A mail is taken from its server once we say that we have it: the last commit must survive a power loss (P1).
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", "ON")?;
    conn.pragma_update(None, "cache_size", WRITER_CACHE)?;
    conn.pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT_PAGES, |_| Ok(()))?;
    guard(conn)
}

/// A connection that can only read.
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

/// What both sorts have: nothing on disk but the database, and no second meaning for any SQL.
fn guard(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "trusted_schema", "OFF")?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

/// The words for what the first statements on a file meet.
pub(super) fn opening(path: &Path, error: rusqlite::Error) -> StoreError {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::Foreign { path, reason: "it is not an SQLite file".to_owned() },
        Some(ErrorCode::ReadOnly) => {
            StoreError::Open { path, reason: "it, or its directory, cannot be written".to_owned() }
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::Open { path, reason: error.to_string() }
        }
        _ => error.into(),
    }
}
