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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Address;
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
