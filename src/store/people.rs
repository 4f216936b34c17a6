//! People: one row per address, in any case.

use rusqlite::{Connection, params};

use crate::mail::{Address, Contact};

use super::StoreError;
use super::sql::{all, contact, first, insert, run, value};

/// The row of a contact, which is created if there is none. A name is learned once and then stays, because anybody can
/// write a From line, and that must not rename a customer.
pub(super) fn know(conn: &Connection, who: &Contact) -> Result<i64, StoreError> {
    const KNOWN: &str = "SELECT id, name FROM person WHERE key = ?1";
    const NEW: &str = "INSERT INTO person (key, address, name) VALUES (?1, ?2, ?3)";
    const LEARN: &str = "UPDATE person SET name = ?2 WHERE id = ?1";
    let key = who.address.key();
    let known = first(conn, KNOWN, [key], |row| Ok((row.get("id")?, row.get::<String>("name")?)))?;
    let Some((id, name)) = known else {
        return insert(conn, NEW, params![key, who.address.as_str(), who.name()]);
    };
    if name.is_empty() && !who.name().is_empty() {
        run(conn, LEARN, params![id, who.name()])?;
    }
    Ok(id)
}

/// Notes that an address is really somebody's: a mail was proven to be theirs, or an agent wrote to them.
pub(super) fn note_known(conn: &Connection, person: &Address) -> Result<(), StoreError> {
    const NOTE: &str = "UPDATE person SET known = 1 WHERE key = ?1 AND known = 0";
    run(conn, NOTE, [person.key()]).map(drop)
}

/// Whether that was noted.
pub(super) fn is_known(conn: &Connection, person: &Address) -> Result<bool, StoreError> {
    const KNOWN: &str = "SELECT known FROM person WHERE key = ?1";
    Ok(value(conn, KNOWN, [person.key()])?.unwrap_or(false))
}

/// The participants of a ticket besides its requester, in the order of joining.
pub(super) fn participants(conn: &Connection, ticket: i64) -> Result<Vec<Contact>, StoreError> {
    const FOLLOWERS: &str = "SELECT person.name, person.address FROM participant \
                             JOIN person ON person.id = participant.person WHERE participant.ticket = ?1 \
                             ORDER BY participant.place";
    all(conn, FOLLOWERS, [ticket], |row| contact(row.get("name")?, row.get("address")?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Tx;
    use crate::store::samples::Scratch;

    #[tokio::test]
    async fn an_address_is_one_person_whatever_its_case_and_a_name_stays() {
        let scratch = Scratch::new();
        let work = |tx: &mut Tx<'_>| {
            let know =
                |name: &str, address: &str| know(tx.conn()?, &Contact::new(name, Address::parse(address).unwrap()));
            let ids = [
                know("", "Ada@Customer.Example")?,
                know("Ada", "ada@customer.example")?,
                know("", "ada@customer.example")?,
                know("Eve", "ADA@customer.example")?,
                know("Bob", "bob@customer.example")?,
            ];
            let row = tx.conn()?.query_row("SELECT name, address FROM person WHERE id = 1", [], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
            })?;
            Ok((ids, row))
        };
        let (ids, row) = scratch.store.write(work).await.unwrap();
        assert_eq!(ids[..4], [ids[0]; 4]);
        assert_ne!(ids[4], ids[0]);
        assert_eq!(row, ("Ada".to_owned(), "Ada@customer.example".to_owned()));
    }
}
