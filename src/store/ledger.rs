//! The ledger: every mail taken, with its raw bytes, where it was seen and how far its mailbox was read (P1, P2).

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::mailbox::{Cursor, Place};

use super::settling;
use super::sql::{all, at, count, first, ms, run, unsigned};
use super::{Ledgered, Reading, Store, StoreError, Tx};

/// A mail's number in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MailId(pub i64);

/// A message as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Where it lies.
    pub place: Place,
    /// The raw message; perhaps only its beginning.
    pub bytes: Vec<u8>,
    /// Its whole size; greater than `bytes.len()` when it was cut at the limit.
    pub size: u64,
    /// What makes it the same mail when it is seen again.
    pub fingerprint: [u8; 32],
    /// Something is to happen with it on its server, and is remembered until it has.
    pub settles: bool,
}

/// A mail that has no end yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingMail {
    /// Its number.
    pub id: MailId,
    /// The mailbox that it first came in by.
    pub mailbox: String,
    /// When it became durable here.
    pub received_at: Timestamp,
    /// How often work on it began, this time included.
    pub attempts: u32,
    /// Its whole size, also when it was cut.
    pub size: u64,
    /// The raw message.
    pub raw: Vec<u8>,
}

/// Attempts after which a mail is given to the ingest belt alone: it may be what killed the process.
const ALONE_AFTER: i64 = 2;

impl Store {
    /// Stores messages, where they were seen, and the cursor, in one transaction; once that is on disk, a receipt for
    /// each, in their order. A message that the ledger knows by its fingerprint gets one more arrival and its receipt.
    pub async fn record(
        &self,
        mailbox: &str,
        arrivals: Vec<Arrival>,
        cursor: Option<Cursor>,
        now: Timestamp,
    ) -> Result<Vec<Ledgered>, StoreError> {
        let mailbox = mailbox.to_owned();
        let write = move |tx: &mut Tx<'_>| {
            let conn = tx.conn()?;
            let mut receipts = Vec::with_capacity(arrivals.len());
            for arrival in &arrivals {
                let new = record_one(conn, &mailbox, arrival, now)?;
                if new {
                    tx.mail_recorded();
                }
                receipts.push((arrival.place.clone(), is_whole(arrival), new));
            }
            if let Some(cursor) = cursor {
                move_cursor(conn, &mailbox, cursor, now)?;
            }
            Ok(receipts)
        };
        let stored = self.write(write).await?;
        Ok(stored.into_iter().map(|(place, whole, new)| Ledgered::after_commit(place, whole, new)).collect())
    }

    /// Takes back the attempts of mails whose work failed for a reason that is not theirs (a full disk).
    pub async fn forgive_mails(&self, mails: Vec<MailId>) -> Result<(), StoreError> {
        const FORGIVE: &str = "UPDATE mail SET attempts = attempts - 1 WHERE id = ?1 AND attempts > 0 AND end IS NULL";
        self.write(move |tx| mails.iter().try_for_each(|mail| run(tx.conn()?, FORGIVE, [mail.0]).map(drop))).await
    }

    /// When a mailbox was read for the very first time.
    pub async fn first_read(&self, mailbox: &str) -> Result<Option<Timestamp>, StoreError> {
        const SINCE: &str = "SELECT since FROM cursor WHERE mailbox = ?1";
        let mailbox = mailbox.to_owned();
        self.read(move |reading| first(reading.conn(), SINCE, [mailbox], |row| Ok(at(row.get(0)?)))).await
    }

    /// How far a mailbox was read; `None` at the very first start.
    pub async fn cursor(&self, mailbox: &str) -> Result<Option<Cursor>, StoreError> {
        const CURSOR: &str = "SELECT generation, uid FROM cursor WHERE mailbox = ?1";
        let mailbox = mailbox.to_owned();
        self.read(move |reading| {
            first(reading.conn(), CURSOR, [mailbox], |row| {
                Ok(Cursor { generation: unsigned(row.get(0)?), uid: unsigned(row.get(1)?) })
            })
        })
        .await
    }

    /// The oldest mails without an end, at most `limit` and about `bytes` bytes of them (at least one), each with one
    /// more attempt counted durably before it is handed out. A mail that was tried twice comes alone, so that a mail
    /// that kills the process is known by its attempts and holds up no other (P3).
    pub async fn claim_mails(&self, limit: usize, bytes: usize) -> Result<Vec<PendingMail>, StoreError> {
        let claimed = self.write(move |tx| count_attempts(tx.conn()?, limit, bytes)).await?;
        if claimed.is_empty() {
            return Ok(Vec::new());
        }
        self.read(move |reading| claimed.into_iter().map(|id| pending(reading.conn(), id)).collect()).await
    }
}

impl Tx<'_> {
    /// The raw message of a mail.
    pub fn raw(&mut self, mail: MailId) -> Result<Option<Vec<u8>>, StoreError> {
        raw(self.conn()?, mail)
    }
}

impl Reading<'_> {
    /// The raw message of a mail.
    pub fn raw(&self, mail: MailId) -> Result<Option<Vec<u8>>, StoreError> {
        raw(self.conn(), mail)
    }
}

fn is_whole(arrival: &Arrival) -> bool {
    u64::try_from(arrival.bytes.len()).is_ok_and(|stored| stored >= arrival.size)
}

/// Whether it is a mail that was not known.
fn record_one(conn: &Connection, mailbox: &str, arrival: &Arrival, now: Timestamp) -> Result<bool, StoreError> {
    const MAIL: &str = "INSERT INTO mail (fingerprint, mailbox, received_at, size, whole) VALUES (?1, ?2, ?3, ?4, ?5) \
                        ON CONFLICT (fingerprint) DO NOTHING RETURNING id";
    const KNOWN: &str = "SELECT id FROM mail WHERE fingerprint = ?1";
    const RAW: &str = "INSERT INTO mail_raw (mail, bytes) VALUES (?1, ?2)";
    const ARRIVAL: &str = "INSERT INTO arrival (mailbox, generation, name, mail, at) VALUES (?1, ?2, ?3, ?4, ?5) \
                           ON CONFLICT DO NOTHING";
    let size = count(arrival.size);
    let row = params![arrival.fingerprint, mailbox, ms(now), size, is_whole(arrival)];
    let new: Option<i64> = first(conn, MAIL, row, |row| Ok(row.get(0)?))?;
    let id = match new {
        Some(id) => {
            run(conn, RAW, params![id, arrival.bytes])?;
            id
        }
        None => first(conn, KNOWN, [arrival.fingerprint], |row| Ok(row.get(0)?))?.ok_or(StoreError::Lost)?,
    };
    let Place { generation, name } = &arrival.place;
    run(conn, ARRIVAL, params![mailbox, generation, name, id, ms(now)])?;
    if arrival.settles && is_whole(arrival) {
        settling::remember(conn, mailbox, &arrival.place)?;
    }
    Ok(new.is_some())
}

fn move_cursor(conn: &Connection, mailbox: &str, cursor: Cursor, now: Timestamp) -> Result<(), StoreError> {
    const MOVE: &str = "INSERT INTO cursor (mailbox, generation, uid, since) VALUES (?1, ?2, ?3, ?4) \
                        ON CONFLICT (mailbox) DO UPDATE SET generation = excluded.generation, uid = excluded.uid";
    run(conn, MOVE, params![mailbox, cursor.generation, cursor.uid, ms(now)]).map(drop)
}

fn count_attempts(conn: &Connection, limit: usize, bytes: usize) -> Result<Vec<i64>, StoreError> {
    const WAITING: &str = "SELECT id, attempts, size FROM mail WHERE end IS NULL ORDER BY id LIMIT ?1";
    const ATTEMPT: &str = "UPDATE mail SET attempts = attempts + 1 WHERE id = ?1";
    let waiting = all(conn, WAITING, [count(limit)], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, unsigned::<usize>(row.get(2)?)))
    })?;
    let mut claimed = Vec::new();
    let mut held = 0_usize;
    for (id, attempts, size) in waiting {
        let alone = attempts >= ALONE_AFTER;
        held = held.saturating_add(size);
        if !claimed.is_empty() && (alone || held > bytes) {
            break;
        }
        run(conn, ATTEMPT, [id])?;
        claimed.push(id);
        if alone {
            break;
        }
    }
    Ok(claimed)
}

fn pending(conn: &Connection, id: i64) -> Result<PendingMail, StoreError> {
    const PENDING: &str = "SELECT mailbox, received_at, attempts, size, bytes FROM mail \
                           JOIN mail_raw ON mail_raw.mail = mail.id WHERE mail.id = ?1";
    let found = first(conn, PENDING, [id], |row| {
        Ok(PendingMail {
            id: MailId(id),
            mailbox: row.get(0)?,
            received_at: at(row.get(1)?),
            attempts: unsigned(row.get(2)?),
            size: unsigned(row.get(3)?),
            raw: row.get(4)?,
        })
    })?;
    found.ok_or_else(|| StoreError::Corrupt(format!("mail {id} has no raw bytes")))
}

fn raw(conn: &Connection, mail: MailId) -> Result<Option<Vec<u8>>, StoreError> {
    const RAW: &str = "SELECT bytes FROM mail_raw WHERE mail = ?1";
    first(conn, RAW, [mail.0], |row| Ok(row.get(0)?))
}
