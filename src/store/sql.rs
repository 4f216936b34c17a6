//! The few verbs that all SQL here is said with: every statement is prepared once and kept. And the forms that values
//! have in columns.

use jiff::Timestamp;
use rusqlite::{CachedStatement, Connection, Params, Row};

use crate::mail::{Address, Contact, MessageId};

use super::StoreError;

/// Runs a statement that gives no rows; how many rows it changed.
pub(super) fn run(conn: &Connection, sql: &str, params: impl Params) -> Result<usize, StoreError> {
    Ok(prepare(conn, sql)?.execute(params)?)
}

/// Inserts one row; its number. Not said with RETURNING: that makes SQLite keep a journal for the statement, which costs
/// more than the insert.
pub(super) fn insert(conn: &Connection, sql: &str, params: impl Params) -> Result<i64, StoreError> {
    run(conn, sql, params).map(|_| conn.last_insert_rowid())
}

/// Inserts one row unless its `ON CONFLICT DO NOTHING` says that it is there; its number if it is new.
pub(super) fn insert_new(conn: &Connection, sql: &str, params: impl Params) -> Result<Option<i64>, StoreError> {
    Ok((run(conn, sql, params)? > 0).then(|| conn.last_insert_rowid()))
}

/// The first row, if there is one.
pub(super) fn first<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut statement = prepare(conn, sql)?;
    let mut rows = statement.query(params)?;
    rows.next()?.map(read).transpose()
}

/// All rows, in order.
pub(super) fn all<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = prepare(conn, sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn prepare<'c>(conn: &'c Connection, sql: &str) -> Result<CachedStatement<'c>, StoreError> {
    #[cfg(test)]
    super::walk::note(conn, sql);
    Ok(conn.prepare_cached(sql)?)
}

/// A time as a column keeps it.
pub(super) fn ms(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// A time from a column; one that no calendar has is the nearest end of it.
pub(super) fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// A size as a column keeps it.
pub(super) fn count(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// An unsigned number from a column that a CHECK keeps from being negative.
pub(super) fn unsigned<T: TryFrom<i64> + Default>(number: i64) -> T {
    T::try_from(number).unwrap_or_default()
}

/// An address that this program wrote.
pub(super) fn address(text: &str) -> Result<Address, StoreError> {
    Address::parse(text).ok_or_else(|| StoreError::Corrupt(format!("{text:?} stands where an address should be")))
}

/// A contact from its two columns.
pub(super) fn contact(name: &str, address_text: &str) -> Result<Contact, StoreError> {
    Ok(Contact::new(name, address(address_text)?))
}

/// A contact from two columns that are empty together.
pub(super) fn some_contact(name: Option<String>, address_text: Option<String>) -> Result<Option<Contact>, StoreError> {
    address_text.map(|text| contact(name.as_deref().unwrap_or_default(), &text)).transpose()
}

/// A list or an object as a column keeps it.
pub(super) fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Sql(error.to_string()))
}

/// A list or an object that this program wrote.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// A Message-ID from a column.
pub(super) fn some_message_id(text: Option<String>) -> Option<MessageId> {
    text.as_deref().and_then(MessageId::parse)
}

/// The value of a name that a CHECK allows; another one is damage.
pub(super) fn known<T>(parsed: Option<T>, name: &str) -> Result<T, StoreError> {
    parsed.ok_or_else(|| StoreError::Corrupt(format!("{name:?} is no state that exists")))
}
