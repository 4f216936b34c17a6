//! Writes what a mailbox brings: messages, places, the cursor, and what is owed, in one transaction with one receipt for
//! each message (P1).

use jiff::Timestamp;
use rusqlite::{Connection, named_params, params};

use crate::desk::end::End;
use crate::desk::reason::{Handling, Reason};
use crate::ledger::{Cursor, Ledgered, Owed, Place};

use super::ledger::{Arrival, MailId, arrive, is_whole, key, record_one};
use super::owed::Debt;
use super::receipt::OnDisk;
use super::sql::{count, ms, run, value};
use super::{Store, StoreError, Tx, ended, owed, replay};

/// What one reading of a mailbox brings, for one transaction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taking {
    /// The messages.
    pub arrivals: Vec<Arrival>,
    /// How far it was read. `None`: as before.
    pub cursor: Option<Cursor>,
    /// What was left out below the cursor.
    pub owed: Vec<Owed>,
    /// The mailbox was never read to its end before.
    pub first_reading: bool,
}

impl Store {
    /// Stores messages of a mailbox, as [`record_taking`](Self::record_taking).
    pub async fn record(
        &self,
        mailbox: &str,
        arrivals: Vec<Arrival>,
        cursor: Option<Cursor>,
        now: Timestamp,
    ) -> Result<Vec<Ledgered>, StoreError> {
        self.record_taking(mailbox, Taking { arrivals, cursor, ..Taking::default() }, now).await
    }

    /// Stores messages, their places, the cursor and what was left out below it in one transaction. Once that is on disk,
    /// returns a receipt for each, in order. A message whose fingerprint is in the ledger gets one more arrival, and a
    /// receipt.
    pub async fn record_taking(
        &self,
        mailbox: &str,
        taking: Taking,
        now: Timestamp,
    ) -> Result<Vec<Ledgered>, StoreError> {
        let mailbox = mailbox.to_owned();
        self.write_receipts(move |tx| {
            let receipts = taking.arrivals.iter().map(|arrival| receive_one(tx, &mailbox, arrival, now)).collect();
            owed::remember(tx.conn()?, &mailbox, (&taking.owed, taking.first_reading), now)?;
            if let Some(cursor) = taking.cursor {
                move_cursor(tx.conn()?, &mailbox, cursor, now)?;
            }
            receipts
        })
        .await
    }

    /// Runs a transaction that stores messages, and mints their receipts once it is on disk.
    async fn write_receipts(
        &self,
        write: impl FnOnce(&mut Tx<'_>) -> Result<Vec<Receipt>, StoreError> + Send + 'static,
    ) -> Result<Vec<Ledgered>, StoreError> {
        let stored = self.write(write).await?;
        let proof = OnDisk::committed();
        let receipt = |Receipt { place, whole, new }| Ledgered::after_commit(&proof, place, whole, new);
        Ok(stored.into_iter().map(receipt).collect())
    }

    /// Stores what was owed and came, and how the rest now stands. An unread mail that a human asked for gets its bytes
    /// and waits to be worked on; any other message becomes a mail.
    pub async fn record_owed(
        &self,
        mailbox: &str,
        came: Vec<Arrival>,
        still: Vec<Owed>,
        now: Timestamp,
    ) -> Result<Vec<Ledgered>, StoreError> {
        let mailbox = mailbox.to_owned();
        self.write_receipts(move |tx| {
            let receipts = came.iter().map(|arrival| pay(tx, &mailbox, arrival, now)).collect();
            for owed in &still {
                if let Some(debt) = owed::take_out(tx.conn()?, &mailbox, (owed.generation, owed.first))? {
                    let owed = Owed { last: owed.first, ..owed.clone() };
                    owed::insert(tx.conn()?, &mailbox, &Debt { owed, ..debt })?;
                }
            }
            owed::forget(tx.conn()?, &mailbox, now)?;
            receipts
        })
        .await
    }
}

/// What a receipt will say.
struct Receipt {
    place: Place,
    whole: bool,
    new: bool,
}

impl Receipt {
    /// The receipt for a message of this transaction.
    fn of(arrival: &Arrival, new: bool) -> Self {
        Self { place: arrival.place.clone(), whole: is_whole(arrival), new }
    }
}

/// Stores one message.
fn receive_one(tx: &mut Tx<'_>, mailbox: &str, arrival: &Arrival, now: Timestamp) -> Result<Receipt, StoreError> {
    let new = record_one(tx.conn()?, mailbox, arrival, now)?;
    if new {
        tx.mail_recorded();
    }
    Ok(Receipt::of(arrival, new))
}

fn move_cursor(conn: &Connection, mailbox: &str, cursor: Cursor, now: Timestamp) -> Result<(), StoreError> {
    const MOVE: &str = "INSERT INTO cursor (mailbox, generation, uid, archive, since) \
                        VALUES (:mailbox, :generation, :uid, :archive, :now) ON CONFLICT (mailbox) \
                        DO UPDATE SET generation = :generation, uid = :uid, archive = :archive";
    let Cursor { generation, uid, archive } = cursor;
    let row = named_params! {
        ":mailbox": mailbox, ":generation": generation, ":uid": uid, ":archive": archive, ":now": ms(now),
    };
    run(conn, MOVE, row).map(drop)
}

/// Stores a message that was owed.
fn pay(tx: &mut Tx<'_>, mailbox: &str, arrival: &Arrival, now: Timestamp) -> Result<Receipt, StoreError> {
    let uid = arrival.place.name.parse().unwrap_or_default();
    let debt = owed::take_out(tx.conn()?, mailbox, (arrival.place.generation, uid))?;
    match debt.and_then(|Debt { mail, .. }| mail) {
        Some(mail) if !arrival.bytes.is_empty() && replay::is_unread(tx.conn()?, mail)? => {
            fill(tx, mail, arrival, now)?;
            let id = known(tx.conn()?, arrival)?.unwrap_or(mail);
            arrive(tx.conn()?, mailbox, arrival, (id, now))?;
            Ok(Receipt::of(arrival, false))
        }
        _ => receive_one(tx, mailbox, arrival, now),
    }
}

/// Gives an unread mail its bytes, and has it worked on again. If the same message came elsewhere, that one counts.
fn fill(tx: &mut Tx<'_>, mail: MailId, arrival: &Arrival, now: Timestamp) -> Result<(), StoreError> {
    const SIZES: &str = "UPDATE mail SET fingerprint = ?2, size = ?3, whole = ?4, unread = 0 WHERE id = ?1";
    const BYTES: &str = "UPDATE mail_raw SET bytes = ?2 WHERE mail = ?1";
    const SAME: &str = "UPDATE mail SET outcome = 'suppressed', done_at = ?2, reasons = json_array(json(?3)), unread = 0 \
                        WHERE id = ?1";
    if let Some(other) = known(tx.conn()?, arrival)?.filter(|other| *other != mail) {
        let reason = Reason::from(Handling::SameMessage { mail: other.0.unsigned_abs() });
        replay::let_go(tx.conn()?, mail, now)?;
        ended::moves(tx.conn()?, ended::end_of(tx.conn()?, mail)?.as_deref(), Some(End::Suppressed.as_str()))?;
        return run(tx.conn()?, SAME, params![mail.0, ms(now), reason.stored()]).map(drop);
    }
    let conn = tx.conn()?;
    run(conn, SIZES, params![mail.0, key(arrival), count(arrival.size), is_whole(arrival)])?;
    run(conn, BYTES, params![mail.0, arrival.bytes])?;
    replay::replay(tx, mail, now).map(drop)
}

fn known(conn: &Connection, arrival: &Arrival) -> Result<Option<MailId>, StoreError> {
    const KNOWN: &str = "SELECT id FROM mail WHERE fingerprint = ?1";
    Ok(value(conn, KNOWN, [key(arrival)])?.map(MailId))
}
