//! People: one row an address, whatever its case.

use rusqlite::{Connection, params};

use crate::mail::Contact;

use super::StoreError;
use super::sql::{all, contact, first};

/// The row of a contact, made where there is none. A name is learned once and then stays: a From line that anybody can
/// write must not rename a customer.
pub(super) fn know(conn: &Connection, who: &Contact) -> Result<i64, StoreError> {
    const KNOWN: &str = "SELECT id FROM person WHERE key = ?1 AND (name <> '' OR ?2 = '')";
    const LEARN: &str = "INSERT INTO person (key, address, name) VALUES (?1, ?2, ?3) \
                         ON CONFLICT (key) DO UPDATE SET name = excluded.name RETURNING id";
    let key = who.address.key();
    if let Some(id) = first(conn, KNOWN, [key, who.name()], |row| Ok(row.get(0)?))? {
        return Ok(id);
    }
    let learned = first(conn, LEARN, params![key, who.address.as_str(), who.name()], |row| Ok(row.get(0)?))?;
    learned.ok_or(StoreError::Lost)
}

/// Who follows a ticket beside its requester, in the order of joining.
pub(super) fn participants(conn: &Connection, ticket: i64) -> Result<Vec<Contact>, StoreError> {
    const FOLLOWERS: &str = "SELECT person.name, person.address FROM participant \
                             JOIN person ON person.id = participant.person WHERE participant.ticket = ?1 \
                             ORDER BY participant.at, participant.person";
    all(conn, FOLLOWERS, [ticket], |row| contact(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?))
}
