//! The places of a mailbox's mails: what the ledger expects on the server. There are as many as mails, so nothing holds them
//! all.

use std::collections::BTreeSet;

use crate::ledger::Cursor;

use super::super::sql::{all, each, unsigned, value, values};
use super::super::{Reading, StoreError, ledger};

/// The ledger's data on one mailbox under one numbering of its folder, without what it took.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownPlaces {
    /// How far the mailbox was read. `None`: never.
    pub cursor: Option<Cursor>,
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
    /// What is known of a mailbox under a numbering (UIDVALIDITY, or 0), without its places.
    pub fn known_places(&self, mailbox: &str, generation: u32) -> Result<KnownPlaces, StoreError> {
        const PENDING: &str = "SELECT name FROM unsettled WHERE mailbox = ?1 AND generation = ?2";
        const UNREAD: &str = "SELECT name FROM mail JOIN arrival ON arrival.mail = mail.id \
                              WHERE unread AND arrival.mailbox = ?1 AND generation = ?2";
        const OWED: &str = "SELECT first, last FROM owed WHERE mailbox = ?1 AND generation = ?2 AND mail IS NULL";
        const BEFORE: &str = "SELECT count(*) FROM arrival WHERE mailbox = ?1 AND generation < ?2";
        const AFTER: &str = "SELECT count(*) FROM arrival WHERE mailbox = ?1 AND generation > ?2";
        let (conn, here) = (self.conn(), (mailbox, generation));
        let mut elsewhere = 0;
        for count in [BEFORE, AFTER] {
            elsewhere += value(conn, count, here)?.map(unsigned::<u64>).unwrap_or_default();
        }
        Ok(KnownPlaces {
            cursor: ledger::cursor(conn, mailbox)?,
            unread: values(conn, UNREAD, here)?.into_iter().collect(),
            owed: all(conn, OWED, here, |row| Ok((unsigned(row.get("first")?), unsigned(row.get("last")?))))?,
            pending_after_fetch: values(conn, PENDING, here)?.into_iter().collect(),
            elsewhere,
        })
    }

    /// The names of a mailbox's places under a numbering, one after the other, in the order of their bytes. It reads them all, so
    /// it is for people, not for belts.
    pub fn each_place(
        &self,
        mailbox: &str,
        generation: u32,
        take: &mut dyn FnMut(String) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        const NAMES: &str = "SELECT DISTINCT name FROM arrival WHERE mailbox = ?1 AND generation = ?2 ORDER BY name";
        each(self.conn(), NAMES, (mailbox, generation), |row| take(row.get("name")?))
    }

    /// Whether the ledger has all of the mail at a place.
    pub fn is_whole_at(&self, mailbox: &str, generation: u32, name: &str) -> Result<bool, StoreError> {
        const WHOLE: &str = "SELECT max(whole) FROM arrival JOIN mail ON mail.id = arrival.mail \
                             WHERE arrival.mailbox = ?1 AND generation = ?2 AND name = ?3";
        Ok(value::<Option<bool>>(self.conn(), WHOLE, (mailbox, generation, name))?.flatten().unwrap_or_default())
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
        let taken = async |mailbox: &'static str| {
            let read = move |reading: &Reading| {
                let mut taken = Vec::new();
                reading.each_place(mailbox, 7, &mut |name| {
                    let is_whole = reading.is_whole_at(mailbox, 7, &name)?;
                    taken.push((name, is_whole));
                    Ok(())
                })?;
                Ok(taken)
            };
            store.read(read).await.unwrap()
        };
        assert_eq!(taken("support").await, [("1".to_owned(), true), ("3".to_owned(), false)]);
        assert_eq!(known.pending_after_fetch, ["1".to_owned()].into(), "what was cut stays on the server");
        assert_eq!((known.unread.len(), &known.owed), (0, &vec![]));
        let empty = Arrival { bytes: Vec::new(), ..at(7, "2", true, 9) };
        let owed = vec![Owed::new(7, (4, 6), None)];
        let taking = Taking { arrivals: vec![empty], cursor: Some(cursor), owed, ..Taking::default() };
        store.record_taking("support", taking, now()).await.unwrap();
        let known = store.read(|reading| reading.known_places("support", 7)).await.unwrap();
        assert_eq!((known.unread, known.owed), (["2".to_owned()].into(), vec![(4, 6)]));
        let sales = store.read(|reading| reading.known_places("sales", 7)).await.unwrap();
        assert_eq!((sales.cursor, taken("sales").await.len()), (None, 1));
    }
}
