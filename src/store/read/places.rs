//! The places of a mailbox's mails: what the ledger expects on the server.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::Cursor;

use super::super::sql::{all, unsigned, value, values};
use super::super::{Reading, StoreError, ledger};

/// The ledger's data on one mailbox under one numbering of its folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownPlaces {
    /// How far the mailbox was read. `None`: never.
    pub cursor: Option<Cursor>,
    /// The names of its places, and whether their mails are complete.
    pub taken: BTreeMap<String, bool>,
    /// The places of mails of which nothing came.
    pub unread: BTreeSet<String>,
    /// The ranges of UIDs that are looked for again.
    pub owed: Vec<(u32, u32)>,
    /// The places with unfinished work on the server.
    pub pending_after_fetch: BTreeSet<String>,
    /// The number of places known only under other numberings. Nobody can say where those mails are now.
    pub elsewhere: u64,
}

impl Reading {
    /// The places of a mailbox under a numbering (UIDVALIDITY, or 0). It reads everything, so it is for people, not for
    /// belts.
    pub fn known_places(&self, mailbox: &str, generation: u32) -> Result<KnownPlaces, StoreError> {
        const TAKEN: &str = "SELECT name, max(whole) AS whole FROM arrival JOIN mail ON mail.id = arrival.mail \
                             WHERE arrival.mailbox = ?1 AND generation = ?2 GROUP BY name";
        const PENDING: &str = "SELECT name FROM unsettled WHERE mailbox = ?1 AND generation = ?2";
        const UNREAD: &str = "SELECT name FROM mail JOIN arrival ON arrival.mail = mail.id \
                              WHERE unread AND arrival.mailbox = ?1 AND generation = ?2";
        const OWED: &str = "SELECT first, last FROM owed WHERE mailbox = ?1 AND generation = ?2 AND mail IS NULL";
        const ELSEWHERE: &str = "SELECT count(*) FROM arrival WHERE mailbox = ?1 AND generation <> ?2";
        let (conn, here) = (self.conn(), (mailbox, generation));
        Ok(KnownPlaces {
            cursor: ledger::cursor(conn, mailbox)?,
            taken: all(conn, TAKEN, here, |row| Ok((row.get("name")?, row.get("whole")?)))?.into_iter().collect(),
            unread: values(conn, UNREAD, here)?.into_iter().collect(),
            owed: all(conn, OWED, here, |row| Ok((unsigned(row.get("first")?), unsigned(row.get("last")?))))?,
            pending_after_fetch: values(conn, PENDING, here)?.into_iter().collect(),
            elsewhere: value(conn, ELSEWHERE, here)?.map(unsigned).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Owed, Place};
    use crate::store::samples::{Scratch, arrival, now};
    use crate::store::{Arrival, Taking};

    #[tokio::test]
    async fn places_are_known_by_mailbox_and_numbering() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let at = |generation, name: &str, acts_after_fetch, size| Arrival {
            place: Place { generation, name: name.to_owned() },
            acts_after_fetch,
            size,
            ..arrival(&format!("{name} of {generation}"))
        };
        let cursor = Cursor { generation: 7, uid: 3, archive: 2 };
        let arrivals = vec![at(7, "1", true, 1), at(7, "3", true, 1 << 30), at(6, "9", false, 1)];
        store.record("support", arrivals, Some(cursor), now()).await.unwrap();
        store.record("sales", vec![at(7, "5", true, 1)], None, now()).await.unwrap();
        let known = store.read(|reading| reading.known_places("support", 7)).await.unwrap();
        assert_eq!((known.cursor, known.elsewhere), (Some(cursor), 1));
        assert_eq!(known.taken, [("1".to_owned(), true), ("3".to_owned(), false)].into());
        assert_eq!(known.pending_after_fetch, ["1".to_owned()].into(), "what was cut stays on the server");
        assert_eq!((known.unread.len(), &known.owed), (0, &vec![]));
        let empty = Arrival { bytes: Vec::new(), ..at(7, "2", true, 9) };
        let owed = vec![Owed::new(7, (4, 6), None)];
        let taking = Taking { arrivals: vec![empty], cursor: Some(cursor), owed, ..Taking::default() };
        store.record_taking("support", taking, now()).await.unwrap();
        let known = store.read(|reading| reading.known_places("support", 7)).await.unwrap();
        assert_eq!((known.unread, known.owed), (["2".to_owned()].into(), vec![(4, 6)]));
        let sales = store.read(|reading| reading.known_places("sales", 7)).await.unwrap();
        assert_eq!((sales.cursor, sales.taken.len()), (None, 1));
    }
}
