//! Brings a database to this program's schema, in one transaction. The schema's number is SQLite's `user_version`.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// The schemas, oldest first; the n-th (from 1) brings a database from n-1 to n.
const STEPS: [&str; 1] = [include_str!("schema/001.sql")];

/// Marks the file as ours ("MDsk"), so that another program's database is never migrated by mistake.
const APPLICATION_ID: i64 = 0x4D44_736B;

/// The schema that this program writes.
pub(super) fn known() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Refuses a foreign or newer database, and migrates an older one.
pub(super) fn migrate(conn: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction, path)?;
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or_default()) {
        transaction.execute_batch(step)?;
    }
    if found < known() {
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", known())?;
    }
    Ok(transaction.commit()?)
}

/// The schema of a database that is ours or empty.
pub(super) fn version(conn: &Connection, path: &Path) -> Result<i64, StoreError> {
    let number = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (found, application) = (number("user_version")?, number("application_id")?);
    let objects: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let foreign = |reason: &str| StoreError::Foreign { path: path.to_owned(), reason: reason.to_owned() };
    match (found, application) {
        (0, 0) if objects == 0 => Ok(0),
        (_, id) if id != APPLICATION_ID => Err(foreign("it belongs to another program")),
        (found, _) if found > known() => Err(StoreError::NewerSchema { path: path.to_owned(), found, known: known() }),
        (found, _) if found < 1 => Err(foreign("it has no schema number")),
        (found, _) => Ok(found),
    }
}
