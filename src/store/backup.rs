//! A copy of the whole database as of one instant, made while a daemon works on it.
//!
//! Comes in: an open [`Reader`] and a file name. Goes out: one complete file, 0600, checked and on disk. It gets its
//! name only when it is whole. A backup never overwrites a file and never blocks the writer: SQLite's online backup
//! copies the pages in one read transaction, and in WAL mode nobody waits for readers. The log grows during the copy,
//! so speed matters: copying pages is several times as fast as `VACUUM INTO`.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, Progress, StepResult};
use rusqlite::{Connection, OpenFlags};
use rustix::fs::{FlockOperation, flock};

use super::open::{PAGE_BYTES, beside};
use super::sql::unsigned;
use super::{Reader, StoreError};

/// How the names of unfinished backups begin. A killed one leaves such a file, and the next backup there removes it.
const PART: &str = ".maildesk-backup-";
/// The pages of a step (16 MiB).
const STEP: i32 = 4096;

/// Whether a backup goes on, asked with how many bytes of how many are copied.
pub(super) type GoesOn<'a> = &'a mut dyn FnMut(u64, u64) -> bool;

/// The contents of a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// The size of the file.
    pub bytes: u64,
    /// Mails in its ledger.
    pub mails: u64,
    /// Its tickets.
    pub tickets: u64,
    /// Its letters, whether sent or not.
    pub letters: u64,
}

/// Why there is no backup. Nothing is left of an unfinished one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BackupError {
    /// The file exists already.
    #[error("{0} already exists, and a backup never overwrites a file")]
    Exists(PathBuf),
    /// The file can't be written.
    #[error("can't write the backup {path}: {reason}")]
    Write {
        /// The backup.
        path: PathBuf,
        /// The cause.
        reason: String,
    },
    /// Somebody stopped it.
    #[error("the backup was stopped")]
    Stopped,
    /// The database can't be read, or is damaged.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Reader {
    /// Copies the database into a new file. `goes_on` is told how many bytes of how many are copied, and may stop it.
    pub fn backup(&self, file: &Path, goes_on: GoesOn<'_>) -> Result<Copied, BackupError> {
        let failed = |reason: &io::Error| BackupError::Write { path: file.to_owned(), reason: reason.to_string() };
        if file.symlink_metadata().is_ok() {
            return Err(BackupError::Exists(file.to_owned()));
        }
        let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Made with 0600, and removed when anything fails.
        sweep(directory);
        let part = tempfile::Builder::new().prefix(PART).tempfile_in(directory);
        let part = part.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => failed(&io::Error::other("its directory doesn't exist. Create it first")),
            // The error itself names a file that nobody knows.
            kind => failed(&kind.into()),
        })?;
        // As long as this is held, no other backup takes it for a leftover.
        let _ = flock(part.as_file(), FlockOperation::NonBlockingLockExclusive);
        let copied = self.copy_into(part.path(), goes_on).map_err(|error| match error {
            StoreError::Closed => BackupError::Stopped,
            StoreError::Full => failed(&io::ErrorKind::StorageFull.into()),
            other => other.into(),
        })?;
        part.as_file().sync_all().map_err(|error| failed(&error))?;
        part.persist_noclobber(file).map_err(|lost| match lost.error.kind() {
            io::ErrorKind::AlreadyExists => BackupError::Exists(file.to_owned()),
            _ => failed(&lost.error),
        })?;
        File::open(directory).and_then(|directory| directory.sync_all()).map_err(|error| failed(&error))?;
        let bytes = file.metadata().map_err(|error| failed(&error))?.len();
        Ok(Copied { bytes, ..copied })
    }

    fn copy_into(&self, part: &Path, goes_on: GoesOn<'_>) -> Result<Copied, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut copy = Connection::open_with_flags(part, flags)?;
        // A failed copy is deleted, so it needs no journal. It is synced at its end.
        copy.pragma_update_and_check(None, "journal_mode", "OFF", |_| Ok(()))?;
        copy.pragma_update(None, "synchronous", "OFF")?;
        // In one transaction, since a backup is begun again when somebody writes between its steps.
        self.ask(|reading| {
            let backup = Backup::new(reading.conn(), &mut copy)?;
            let bytes = |pages: i32| u64::from(pages.unsigned_abs()) * PAGE_BYTES.unsigned_abs();
            loop {
                match backup.step(STEP)? {
                    StepResult::Done => return Ok(()),
                    StepResult::More => {}
                    _ => return Err(StoreError::Busy),
                }
                let Progress { remaining, pagecount } = backup.progress();
                if !goes_on(bytes(pagecount - remaining), bytes(pagecount)) {
                    return Err(StoreError::Closed);
                }
            }
        })?;
        // The copied header says that there is a log, because the database has one. A backup is a single file that must
        // be readable from a read-only medium.
        copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
        let check: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if check != "ok" {
            return Err(StoreError::Corrupt(check));
        }
        let count = |table: &str| -> Result<u64, StoreError> {
            Ok(unsigned(copy.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?))
        };
        let copied = Copied { bytes: 0, mails: count("mail")?, tickets: count("ticket")?, letters: count("letter")? };
        copy.close().map_err(|(_, error)| StoreError::from(error))?;
        Ok(copied)
    }
}

/// Removes what killed backups left in a directory. Those that are being written are locked. A failure costs room, and the backup
/// tells where that is missing.
fn sweep(directory: &Path) {
    let parts = std::fs::read_dir(directory).into_iter().flatten().flatten();
    for path in parts.filter(|part| part.file_name().to_string_lossy().starts_with(PART)).map(|part| part.path()) {
        let is_left =
            File::open(&path).is_ok_and(|part| flock(&part, FlockOperation::NonBlockingLockExclusive).is_ok());
        if is_left && !path.to_string_lossy().ends_with("-journal") {
            let _ = std::fs::remove_file(&path).and_then(|()| std::fs::remove_file(beside(&path, "-journal")));
        }
    }
}

impl BackupError {
    /// Whether the same command may succeed later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Exists(_) => false,
            Self::Write { .. } | Self::Stopped => true,
            Self::Store(error) => error.is_passing(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::store::Store;
    use crate::store::read::TicketFilter;
    use crate::store::samples::{Scratch, open_ticket};
    use crate::store::sql;

    fn tickets(path: &Path) -> usize {
        Reader::open(path).unwrap().ask(|reading| reading.tickets(&TicketFilter::default())).unwrap().len()
    }

    #[tokio::test]
    async fn a_backup_is_one_file_as_of_one_instant() {
        let scratch = Scratch::new();
        open_ticket(&scratch.store, "a").await;
        let reader = Reader::open(&scratch.path()).unwrap();
        let file = scratch.directory.path().join("copy.db");
        let copied = reader.backup(&file, &mut |_, _| true).unwrap();
        open_ticket(&scratch.store, "b").await;
        let bytes = std::fs::metadata(&file).unwrap().len();
        assert_eq!(copied, Copied { bytes, mails: 1, tickets: 1, letters: copied.letters });
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let beside = |suffix: &str| file.with_extension(format!("db{suffix}")).exists();
        assert!(!beside("-wal") && !beside("-journal") && !beside("-shm"));
        assert_eq!((tickets(&file), tickets(&scratch.path())), (1, 2));
        let names = std::fs::read_dir(scratch.directory.path()).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(!names.into_iter().any(|name| name.to_string_lossy().starts_with(".maildesk-backup")));
        // A desk can go on from it.
        let store = Store::open(&file).unwrap();
        open_ticket(&store, "c").await;
        store.close().await;
        assert_eq!(tickets(&file), 2);
    }

    #[tokio::test]
    async fn nothing_is_overwritten_and_nothing_left_behind() {
        let scratch = Scratch::new();
        let reader = Reader::open(&scratch.path()).unwrap();
        let room = tempfile::tempdir().unwrap();
        let file = room.path().join("copy.db");
        std::fs::write(&file, "mine").unwrap();
        assert_eq!(reader.backup(&file, &mut |_, _| true), Err(BackupError::Exists(file.clone())));
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
        let dangling = room.path().join("link");
        std::os::unix::fs::symlink(room.path().join("nowhere"), &dangling).unwrap();
        assert_eq!(reader.backup(&dangling, &mut |_, _| true), Err(BackupError::Exists(dangling.clone())));
        let nowhere = reader.backup(&room.path().join("no/copy.db"), &mut |_, _| true);
        assert!(matches!(&nowhere, Err(error @ BackupError::Write { .. }) if error.is_passing()), "{nowhere:?}");
        assert_eq!(std::fs::read_dir(room.path()).unwrap().count(), 2);
    }

    #[tokio::test]
    async fn a_stopped_backup_leaves_nothing_and_what_a_killed_one_left_is_removed() {
        let scratch = Scratch::new();
        let more = "CREATE TABLE filler (bytes BLOB); INSERT INTO filler VALUES (zeroblob(20000000))";
        scratch.store.write(move |tx| Ok(tx.conn()?.execute_batch(more)?)).await.unwrap();
        let reader = Reader::open(&scratch.path()).unwrap();
        let room = tempfile::tempdir().unwrap();
        let names = || {
            let names = std::fs::read_dir(room.path()).unwrap().map(|entry| entry.unwrap().file_name());
            names.map(|name| name.into_string().unwrap()).collect::<std::collections::BTreeSet<_>>()
        };
        let left = |suffix: &str| room.path().join(format!("{PART}{suffix}"));
        for suffix in ["killed", "killed-journal", "other"] {
            std::fs::write(left(suffix), "half").unwrap();
        }
        // Another backup is at work.
        let other = File::open(left("other")).unwrap();
        flock(&other, FlockOperation::NonBlockingLockExclusive).unwrap();
        let mut asked = Vec::new();
        let stopped = reader.backup(&room.path().join("copy.db"), &mut |copied, of| {
            asked.push((copied, of));
            false
        });
        assert_eq!((stopped, asked.len()), (Err(BackupError::Stopped), 1));
        assert!(asked[0].0 < asked[0].1, "{asked:?}");
        assert_eq!(names(), [format!("{PART}other")].into());
    }

    #[tokio::test]
    async fn a_damaged_database_gives_no_backup() {
        let scratch = Scratch::new();
        open_ticket(&scratch.store, "a").await;
        let path = scratch.path();
        let Scratch { directory, store } = scratch;
        let root = "SELECT rootpage FROM sqlite_schema WHERE name = 'comment'";
        let root: i64 = store.write(move |tx| Ok(sql::value(tx.conn()?, root, [])?.unwrap())).await.unwrap();
        store.close().await;
        let mut bytes = std::fs::read(&path).unwrap();
        // The schema stays, and the page with the comments becomes noise.
        let page = usize::try_from(root - 1).unwrap() * 4096;
        bytes.iter_mut().skip(page).take(4096).for_each(|byte| *byte = 0xa5);
        std::fs::write(&path, bytes).unwrap();
        let file = directory.path().join("copy.db");
        let refused = Reader::open(&path).unwrap().backup(&file, &mut |_, _| true);
        assert!(matches!(&refused, Err(BackupError::Store(StoreError::Corrupt(_)))), "{refused:?}");
        assert!(!file.exists());
    }
}
