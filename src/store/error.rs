//! The errors of the database, in words for the operator. No SQL type.

use std::path::PathBuf;

use rusqlite::ErrorCode;

/// Why the store failed. Nothing is half done after any of these.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Another daemon has the database.
    #[error("another maildesk{by} is using {path}. Only one daemon can use a database")]
    InUse {
        /// The database.
        path: PathBuf,
        /// ` (process 4711)`, if known.
        by: String,
    },
    /// A newer maildesk wrote it.
    #[error(
        "{path} has schema {found}, but this maildesk only knows schemas up to {known}. Use the newer version again, or \
         restore a backup from before it"
    )]
    NewerSchema {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema that this program knows.
        known: i64,
    },
    /// An older maildesk wrote it, and it was opened for reading only.
    #[error("{path} has schema {found}, but this maildesk reads schema {known}. Start the daemon once to migrate it")]
    OlderSchema {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The schema that this program reads.
        known: i64,
    },
    /// There is no database.
    #[error("there is no database at {path} yet. maildesk creates it at its first start")]
    Missing {
        /// The expected path.
        path: PathBuf,
    },
    /// The file belongs to another program.
    #[error("{path} isn't a maildesk database: {reason}. Set state_dir to another directory")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What the file is instead.
        reason: String,
    },
    /// The directory or file can't be created, read or written.
    #[error("can't open {path}: {reason}")]
    Open {
        /// Directory or file.
        path: PathBuf,
        /// The cause.
        reason: String,
    },
    /// No room left.
    #[error("the disk is full, so nothing can be stored. Free some space")]
    Full,
    /// Another program holds the database.
    #[error("another program has locked the database for longer than five seconds. Close it")]
    Busy,
    /// It was taken away, or another file lies in its place.
    #[error(
        "{path} was removed or replaced while maildesk uses it, so no email is taken in and no letter sent. Put it back, or \
         stop maildesk"
    )]
    Gone {
        /// The database.
        path: PathBuf,
    },
    /// The file system or the permissions no longer allow writing.
    #[error("the database has become read-only. Check the disk and the permissions")]
    ReadOnly,
    /// The file is damaged, or holds a value that no maildesk wrote.
    #[error("the database is damaged: {0}. Restore a backup, as in docs/BACKUP.md")]
    Corrupt(String),
    /// The disk failed.
    #[error("can't read or write the database: {0}. Check the disk")]
    Io(String),
    /// The closure panicked; its changes are rolled back.
    #[error("a panic inside the transaction: {0}")]
    Panicked(String),
    /// SQLite rolled the whole transaction back because of an earlier error in it.
    #[error("an earlier error rolled the transaction back")]
    Lost,
    /// The store is closed.
    #[error("the store is closed")]
    Closed,
    /// The request contradicts the database.
    #[error("{0}")]
    Contradiction(String),
    /// Everything else: a bug.
    #[error("SQL: {0}")]
    Sql(String),
}

impl StoreError {
    /// Whether it may succeed later without any repair.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Busy | Self::Lost | Self::Full | Self::Gone { .. } | Self::Io(_) | Self::ReadOnly)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let Some(code) = error.sqlite_error_code() else {
            return match error {
                rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::InvalidColumnType(..) => {
                    Self::Corrupt(error.to_string())
                }
                other => Self::Sql(other.to_string()),
            };
        };
        match code {
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::ReadOnly => Self::ReadOnly,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt(error.to_string()),
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen => Self::Io(error.to_string()),
            _ => Self::Sql(error.to_string()),
        }
    }
}
