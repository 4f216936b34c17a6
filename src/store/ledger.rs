//! The ledger: every received mail, with its raw bytes, its places, and how far its mailbox was read (P1, P2).

use jiff::Timestamp;
use rusqlite::{Connection, named_params, params};

use crate::ledger::{Cursor, Place};

use super::sql::{at, count, first, insert_new, ms, run, unsigned, value, values};
use super::{Reading, Store, StoreError, Tx};
use super::{after_fetch, claiming};

/// A mail's number in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MailId(pub i64);

/// A message as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Its place.
    pub place: Place,
    /// The raw message, or its beginning.
    pub bytes: Vec<u8>,
    /// Its whole size. Greater than `bytes.len()` if it was cut at the limit.
    pub size: u64,
    /// The identity of the mail, equal if it is seen again.
    pub fingerprint: [u8; 32],
    /// There is work on its server, which is remembered until it is done.
    pub acts_after_fetch: bool,
    /// When it had come in, if that was so long ago that no letters are written about it.
    pub old_since: Option<Timestamp>,
}

/// A mail without an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingMail {
    /// Its number.
    pub id: MailId,
    /// The mailbox that it first came from.
    pub mailbox: String,
    /// When it was stored.
    pub received_at: Timestamp,
    /// The number of attempts to process it, including this one.
    pub attempts: u32,
    /// Its whole size, even if it was cut.
    pub size: u64,
    /// When a human released or replayed it. `None`: never.
    pub released_at: Option<Timestamp>,
    /// When its author wrote `#send`, so that it is read as it was meant. `None`: never.
    pub sent_at: Option<Timestamp>,
    /// When it had come in, if no letters are written about it because that is long ago.
    pub old_since: Option<Timestamp>,
}

impl Store {
    /// Takes back the attempts of mails that failed for an outside reason (a full disk).
    pub async fn forgive_mails(&self, mails: Vec<MailId>) -> Result<(), StoreError> {
        const FORGIVE: &str =
            "UPDATE mail SET attempts = attempts - 1 WHERE id = ?1 AND attempts > 0 AND outcome IS NULL";
        self.write(move |tx| mails.iter().try_for_each(|mail| run(tx.conn()?, FORGIVE, [mail.0]).map(drop))).await
    }

    /// When a mailbox was first read.
    pub async fn first_read(&self, mailbox: &str) -> Result<Option<Timestamp>, StoreError> {
        const SINCE: &str = "SELECT since FROM cursor WHERE mailbox = ?1";
        let mailbox = mailbox.to_owned();
        self.read(move |reading| Ok(value(reading.conn(), SINCE, [mailbox])?.map(at))).await
    }

    /// How far a mailbox was read. `None`: never.
    pub async fn cursor(&self, mailbox: &str) -> Result<Option<Cursor>, StoreError> {
        let mailbox = mailbox.to_owned();
        self.read_claimed(move |reading| cursor(reading.conn(), &mailbox)).await
    }

    /// Mails without an end: at least one, at most `limit`, and about `bytes` bytes of them. Each has one more attempt,
    /// counted durably before it is returned. Mailboxes take turns and give their oldest, so a flood in one delays no
    /// other. A mail that was tried twice comes alone, so that one that kills the process is recognised by its attempts
    /// and blocks no other (P3).
    pub async fn claim_mails(&self, limit: usize, bytes: usize) -> Result<Vec<PendingMail>, StoreError> {
        let claimed = self.write(move |tx| claiming::claim(tx.conn()?, limit, bytes)).await?;
        if claimed.is_empty() {
            return Ok(Vec::new());
        }
        let mails = claimed.iter().map(|id| MailId(*id)).collect();
        let all = move |reading: &Reading| claimed.into_iter().map(|id| pending(reading.conn(), id)).collect();
        let read = self.read_claimed(all).await;
        if read.is_err() {
            // Nobody has processed them yet.
            self.forgive_mails(mails).await.ok();
        }
        read
    }
}

impl Tx<'_> {
    /// The raw message of a mail.
    pub fn raw(&mut self, mail: MailId) -> Result<Option<Vec<u8>>, StoreError> {
        raw(self.conn()?, mail)
    }
}

impl Reading {
    /// The raw message of a mail. `None`: there is no such mail, or the database is damaged.
    pub fn raw(&self, mail: MailId) -> Result<Option<Vec<u8>>, StoreError> {
        raw(self.conn(), mail)
    }

    /// The files of a mail that nobody gets, by index.
    pub fn refused_files(&self, mail: MailId) -> Result<Vec<u32>, StoreError> {
        const REFUSED: &str = "SELECT place FROM comment JOIN attachment ON attachment.comment = comment.id \
                               WHERE comment.mail = ?1 AND refused IS NOT NULL";
        values(self.conn(), REFUSED, [mail.0])
    }
}

/// Whether all of it came.
pub(super) fn is_whole(arrival: &Arrival) -> bool {
    u64::try_from(arrival.bytes.len()).is_ok_and(|stored| stored >= arrival.size)
}

/// The part of a fingerprint that is kept. Half of it is enough to tell all mails apart (P2), and nobody can make one for another
/// mail; its index is where a mail costs more the more there are.
pub(super) fn key(arrival: &Arrival) -> &[u8] {
    arrival.fingerprint.get(..16).unwrap_or_default()
}

/// Stores one message. Returns whether the mail is new.
pub(super) fn record_one(
    conn: &Connection,
    mailbox: &str,
    arrival: &Arrival,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const MAIL: &str = "INSERT INTO mail (fingerprint, mailbox, received_at, size, whole, unread, old_since) \
                        VALUES (:fingerprint, :mailbox, :now, :size, :whole, :unread, :old_since) ON CONFLICT (fingerprint) DO NOTHING";
    const KNOWN: &str = "SELECT id FROM mail WHERE fingerprint = ?1";
    const RAW: &str = "INSERT INTO mail_raw (mail, bytes) VALUES (?1, ?2)";
    let row = named_params! {
        ":fingerprint": key(arrival),
        ":mailbox": mailbox,
        ":now": ms(now),
        ":size": count(arrival.size),
        ":whole": is_whole(arrival),
        ":unread": arrival.bytes.is_empty() && arrival.size > 0,
        ":old_since": arrival.old_since.map(ms),
    };
    let new = insert_new(conn, MAIL, row)?;
    let id = match new {
        Some(id) => {
            run(conn, RAW, params![id, arrival.bytes])?;
            id
        }
        None => value(conn, KNOWN, [key(arrival)])?.ok_or(StoreError::Lost)?,
    };
    arrive(conn, mailbox, arrival, (MailId(id), now))?;
    Ok(new.is_some())
}

/// Notes where a mail lies, and what its server is to be told.
pub(super) fn arrive(
    conn: &Connection,
    mailbox: &str,
    arrival: &Arrival,
    (mail, now): (MailId, Timestamp),
) -> Result<(), StoreError> {
    const ARRIVAL: &str = "INSERT INTO arrival (mailbox, generation, name, mail, at) \
                           VALUES (:mailbox, :generation, :name, :mail, :now) ON CONFLICT DO NOTHING";
    let Place { generation, name } = &arrival.place;
    let row = named_params! {
        ":mailbox": mailbox, ":generation": generation, ":name": name, ":mail": mail.0, ":now": ms(now),
    };
    run(conn, ARRIVAL, row)?;
    if arrival.acts_after_fetch && is_whole(arrival) {
        after_fetch::remember(conn, mailbox, &arrival.place)?;
    }
    Ok(())
}

/// How far a mailbox was read.
pub(super) fn cursor(conn: &Connection, mailbox: &str) -> Result<Option<Cursor>, StoreError> {
    const CURSOR: &str = "SELECT generation, uid, archive FROM cursor WHERE mailbox = ?1";
    first(conn, CURSOR, [mailbox], |row| {
        let (generation, uid) = (unsigned(row.get("generation")?), unsigned(row.get("uid")?));
        Ok(Cursor { generation, uid, archive: unsigned(row.get("archive")?) })
    })
}

fn pending(conn: &Connection, id: i64) -> Result<PendingMail, StoreError> {
    const PENDING: &str =
        "SELECT mailbox, received_at, attempts, size, released_at, sent_at, old_since FROM mail WHERE id = ?1";
    let found = first(conn, PENDING, [id], |row| {
        Ok(PendingMail {
            id: MailId(id),
            mailbox: row.get("mailbox")?,
            received_at: at(row.get("received_at")?),
            attempts: unsigned(row.get("attempts")?),
            size: unsigned(row.get("size")?),
            released_at: row.get::<Option<i64>>("released_at")?.map(at),
            sent_at: row.get::<Option<i64>>("sent_at")?.map(at),
            old_since: row.get::<Option<i64>>("old_since")?.map(at),
        })
    })?;
    found.ok_or(StoreError::Lost)
}

fn raw(conn: &Connection, mail: MailId) -> Result<Option<Vec<u8>>, StoreError> {
    const RAW: &str = "SELECT bytes FROM mail_raw WHERE mail = ?1";
    value(conn, RAW, [mail.0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{Scratch, apply, arrival, mark, now, opening, record};

    async fn count_of(store: &Store, table: &'static str) -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        store.read(move |reading| Ok(reading.conn().query_row(&sql, [], |row| row.get(0))?)).await.unwrap()
    }

    async fn see(store: &Store, mailbox: &str, generation: u32, name: &str) {
        let place = Place { generation, name: name.to_owned() };
        let arrival = Arrival { place: place.clone(), ..arrival("the same") };
        let receipts = store.record(mailbox, vec![arrival], None, now()).await.unwrap();
        assert!(receipts.iter().all(|receipt| *receipt.place() == place && receipt.is_whole()), "{receipts:?}");
    }

    #[tokio::test]
    async fn a_mail_seen_again_is_one_mail_with_one_more_arrival() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        see(store, "support", 1, "17").await;
        see(store, "support", 1, "17").await; // fetched again after a crash
        assert_eq!((count_of(store, "mail").await, count_of(store, "arrival").await), (1, 1));
        see(store, "sales", 5, "3").await; // sent to two of our addresses
        see(store, "support", 2, "1").await; // UIDVALIDITY changed
        assert_eq!((count_of(store, "mail").await, count_of(store, "arrival").await), (1, 3));
        assert_eq!((count_of(store, "mail_raw").await, store.claim_mails(9, 1 << 20).await.unwrap().len()), (1, 1));
    }

    #[tokio::test]
    async fn another_mail_at_the_same_place_is_not_lost() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let other = Arrival { place: arrival("a").place, ..arrival("b") };
        store.record("support", vec![arrival("a"), other], None, now()).await.unwrap();
        assert_eq!(store.claim_mails(9, 1 << 20).await.unwrap().len(), 2);
    }

    #[tokio::test]
    async fn the_same_mail_twice_in_one_batch_gets_two_receipts() {
        let scratch = Scratch::new();
        let receipts = scratch.store.record("support", vec![arrival("a"), arrival("a")], None, now()).await.unwrap();
        assert_eq!((receipts.len(), count_of(&scratch.store, "mail").await), (2, 1));
    }

    #[tokio::test]
    async fn a_mail_cut_at_the_limit_has_a_receipt_that_says_so() {
        let scratch = Scratch::new();
        let cut = Arrival { size: 100_000_000, ..arrival("big") };
        let receipts = scratch.store.record("support", vec![cut], None, now()).await.unwrap();
        assert!(!receipts[0].is_whole());
        assert_eq!(scratch.store.claim_mails(9, 1).await.unwrap()[0].size, 100_000_000);
    }

    #[tokio::test]
    async fn the_cursor_moves_with_the_mails() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        assert_eq!(store.cursor("support").await.unwrap(), None);
        for (generation, uid, archive) in [(7, u32::MAX, 0), (u32::MAX, 1, u32::MAX)] {
            let cursor = Cursor { generation, uid, archive };
            store.record("support", Vec::new(), Some(cursor), now()).await.unwrap();
            assert_eq!(store.cursor("support").await.unwrap(), Some(cursor));
        }
        assert_eq!(store.cursor("sales").await.unwrap(), None);
    }

    #[tokio::test]
    async fn mails_are_claimed_oldest_first_within_the_budget() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ids = record(store, &["a", "b", "c"]).await;
        let claimed = async |limit, bytes| {
            let mails = store.claim_mails(limit, bytes).await.unwrap();
            mails.iter().map(|mail| mail.id).collect::<Vec<_>>()
        };
        assert_eq!(claimed(2, 1 << 20).await, ids[..2]);
        assert_eq!(claimed(9, 1).await, ids[..1], "at least one, whatever its size");
        assert_eq!(claimed(0, 1 << 20).await, []);
    }

    #[tokio::test]
    async fn a_mail_that_was_tried_twice_comes_alone() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ids = record(store, &["a", "b", "c"]).await;
        apply(store, mark(ids[0], "a@customer.example"), opening("a@customer.example")).await.unwrap();
        let mut seen = Vec::new();
        for _ in 0..4 {
            let mails = store.claim_mails(9, 1 << 20).await.unwrap();
            seen.push(mails.iter().map(|mail| (mail.id, mail.attempts)).collect::<Vec<_>>());
        }
        let (b, c) = (ids[1], ids[2]);
        assert_eq!(seen, [vec![(b, 1), (c, 1)], vec![(b, 2), (c, 2)], vec![(b, 3)], vec![(b, 4)]]);
        // Once the first has its end, the next is alone, too, until it has its own.
        apply(store, mark(b, "b@customer.example"), opening("b@customer.example")).await.unwrap();
        record(store, &["d"]).await;
        assert_eq!(store.claim_mails(9, 1 << 20).await.unwrap().len(), 1);
        apply(store, mark(c, "c@customer.example"), opening("c@customer.example")).await.unwrap();
        assert_eq!(store.claim_mails(9, 1 << 20).await.unwrap()[0].attempts, 1);
    }

    #[tokio::test]
    async fn a_belt_that_waits_is_woken_after_the_commit_and_a_duplicate_wakes_nobody() {
        let scratch = Scratch::new();
        let wake = scratch.store.mail_recorded();
        record(&scratch.store, &["a"]).await;
        wake.notified().await;
        record(&scratch.store, &["a"]).await;
        let woken = tokio::time::timeout(std::time::Duration::from_millis(1), wake.notified()).await;
        assert!(woken.is_err());
    }
}
