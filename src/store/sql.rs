//! The functions that run all SQL. Every statement is prepared once, and a row is read by the names of its columns.
//! Also converts values to and from columns.

use std::cell::Cell;

use jiff::Timestamp;
use rusqlite::types::FromSql;
use rusqlite::{CachedStatement, Connection, Params, Statement};
use sha2::{Digest, Sha256};

use crate::mail::{Address, Contact, MessageId};

use super::StoreError;

/// A row. It first compares a name with the column after the last read one, so reading in the statement's order costs
/// one comparison per column. Measured on the 22 columns of a ticket: 0.6 µs more than by position, and 5.5 µs with a
/// search for each name.
pub(super) struct Row<'a> {
    row: &'a rusqlite::Row<'a>,
    next: Cell<usize>,
}

impl Row<'_> {
    /// The value of a column.
    pub(super) fn get<T: FromSql>(&self, name: &str) -> Result<T, StoreError> {
        let statement: &Statement<'_> = self.row.as_ref();
        let next = self.next.get();
        let is_next = statement.column_name(next).is_ok_and(|column| column == name);
        let column = if is_next { next } else { statement.column_index(name)? };
        self.next.set(column + 1);
        Ok(self.row.get(column)?)
    }
}

/// Runs a statement without result rows. Returns the number of changed rows.
pub(super) fn run(conn: &Connection, sql: &str, params: impl Params) -> Result<usize, StoreError> {
    Ok(prepare(conn, sql)?.execute(params)?)
}

/// Inserts one row and returns its number. RETURNING would make SQLite keep a statement journal, which costs more than
/// the insert.
pub(super) fn insert(conn: &Connection, sql: &str, params: impl Params) -> Result<i64, StoreError> {
    run(conn, sql, params).map(|_| conn.last_insert_rowid())
}

/// Inserts one row with `ON CONFLICT DO NOTHING`. Returns its number if it is new.
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
    rows.next()?.map(|row| read(&Row { row, next: Cell::new(0) })).transpose()
}

/// All rows, in order.
pub(super) fn all<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    each(conn, sql, params, |row| {
        found.push(read(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// Takes one row after the other, in order.
pub(super) fn each(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    mut take: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = prepare(conn, sql)?;
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        take(&Row { row, next: Cell::new(0) })?;
    }
    Ok(())
}

/// The only column of the first row, if there is one.
pub(super) fn value<T: FromSql>(conn: &Connection, sql: &str, params: impl Params) -> Result<Option<T>, StoreError> {
    first(conn, sql, params, only)
}

/// The only column of all rows, in order.
pub(super) fn values<T: FromSql>(conn: &Connection, sql: &str, params: impl Params) -> Result<Vec<T>, StoreError> {
    all(conn, sql, params, only)
}

fn only<T: FromSql>(row: &Row<'_>) -> Result<T, StoreError> {
    Ok(row.row.get(0)?)
}

fn prepare<'c>(conn: &'c Connection, sql: &str) -> Result<CachedStatement<'c>, StoreError> {
    #[cfg(test)]
    super::walk::note(conn, sql);
    Ok(conn.prepare_cached(sql)?)
}

/// A time for a column.
pub(super) fn ms(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// A time from a column. One outside the calendar becomes its nearest end.
pub(super) fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// A size for a column.
pub(super) fn count(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// An unsigned number from a column whose CHECK forbids negative ones.
pub(super) fn unsigned<T: TryFrom<i64> + Default>(number: i64) -> T {
    T::try_from(number).unwrap_or_default()
}

/// An address written by this program.
pub(super) fn address(text: &str) -> Result<Address, StoreError> {
    Address::parse(text).ok_or_else(|| StoreError::Corrupt(format!("{text:?} isn't an address")))
}

/// A contact from its two columns.
pub(super) fn contact(name: String, address_text: String) -> Result<Contact, StoreError> {
    Ok(Contact::new(&name, address(&address_text)?))
}

/// A contact from two columns that are NULL together.
pub(super) fn some_contact(name: Option<String>, address_text: Option<String>) -> Result<Option<Contact>, StoreError> {
    address_text.map(|text| contact(name.unwrap_or_default(), text)).transpose()
}

/// A list or an object for a column.
pub(super) fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Sql(error.to_string()))
}

/// A list or an object written by this program.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(text: String) -> Result<T, StoreError> {
    serde_json::from_str(&text).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// A Message-ID from a column.
pub(super) fn some_message_id(text: Option<String>) -> Option<MessageId> {
    text.as_deref().and_then(MessageId::parse)
}

/// By which a comment is looked for by its Message-ID: a number, since an index of long random texts costs more the more there
/// are. Different ids may have the same, so the id itself is compared, too.
pub(super) fn message_key(id: &MessageId) -> i64 {
    Sha256::digest(id.as_str()).first_chunk().map_or(0, |bytes| i64::from_be_bytes(*bytes))
}

/// The value of a name written by this program. An unreadable one is damage.
pub(super) fn known<T>(name: String, parse: impl Fn(&str) -> Option<T>) -> Result<T, StoreError> {
    parse(&name).ok_or_else(|| StoreError::Corrupt(format!("{name:?} isn't a known state")))
}
