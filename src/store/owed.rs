//! Messages below a mailbox's cursor that its server still owes: hidden, refused, or asked for again by a human.
//!
//! They stand here from the transaction that moves the cursor over them, so that no crash loses one (P1). What does not
//! show is forgotten after a day, and of that no more than some ranges are kept. What the server shows and does not give is
//! never forgotten.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use crate::ledger::Owed;

use super::ledger::MailId;
use super::sql::{Row, all, at, count, first, ms, run, unsigned, value};
use super::{Store, StoreError};

/// The ranges of hidden UIDs that a mailbox has at most: the newest.
const RANGES: usize = 200;
/// So many are looked for at once.
const AT_ONCE: usize = 1000;
/// What a mailbox owes, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debt {
    /// What.
    pub owed: Owed,
    /// Since when.
    pub since: Timestamp,
    /// The unread mail of the ledger that is to have it. `None`: it becomes a mail of its own.
    pub mail: Option<MailId>,
    /// It was left out when the mailbox was read for the very first time.
    pub first_reading: bool,
}

impl Debt {
    /// So long what does not show is looked for.
    pub const SHOWN_WITHIN: SignedDuration = SignedDuration::from_hours(24);
}

impl Store {
    /// What a mailbox owes under its present numbering, lowest UIDs first.
    pub async fn owed(&self, mailbox: &str) -> Result<Vec<Debt>, StoreError> {
        const OWED: &str = "SELECT owed.generation AS generation, first, last, owed.since AS since, words, mail, first_reading FROM cursor \
                            JOIN owed ON owed.mailbox = cursor.mailbox AND owed.generation = cursor.generation \
                            WHERE cursor.mailbox = ?1 ORDER BY first LIMIT ?2";
        let mailbox = mailbox.to_owned();
        self.read(move |reading| all(reading.conn(), OWED, params![mailbox, count(AT_ONCE)], debt)).await
    }

    /// When a human last asked for an unread mail of a mailbox. `None`: nothing is asked for.
    pub async fn asked_again(&self, mailbox: &str) -> Result<Option<Timestamp>, StoreError> {
        const ASKED: &str = "SELECT max(since) FROM owed WHERE mailbox = ?1 AND mail IS NOT NULL";
        let mailbox = mailbox.to_owned();
        self.read(move |reading| Ok(value::<Option<i64>>(reading.conn(), ASKED, [mailbox])?.flatten().map(at))).await
    }
}

/// Notes what was left out, in the transaction that moves the cursor. What is known keeps its time.
pub(super) fn remember(
    conn: &Connection,
    mailbox: &str,
    (owed, first_reading): (&[Owed], bool),
    now: Timestamp,
) -> Result<(), StoreError> {
    for owed in owed {
        insert(conn, mailbox, &Debt { owed: owed.clone(), since: now, mail: None, first_reading })?;
    }
    if owed.is_empty() { Ok(()) } else { trim(conn, mailbox) }
}

/// Has an unread mail fetched again from where it lies. Returns whether it lies in a folder as that is numbered now.
pub(super) fn ask_again(conn: &Connection, mail: MailId, now: Timestamp) -> Result<bool, StoreError> {
    const PLACES: &str = "INSERT INTO owed (mailbox, generation, first, last, since, mail, first_reading) \
                          SELECT arrival.mailbox, arrival.generation, CAST(name AS INTEGER), CAST(name AS INTEGER), ?2, ?1, 0 \
                          FROM arrival JOIN cursor ON cursor.mailbox = arrival.mailbox \
                          AND cursor.generation = arrival.generation WHERE arrival.mail = ?1 \
                          ON CONFLICT (mailbox, generation, first) DO UPDATE SET since = ?2, words = NULL, mail = ?1";
    Ok(run(conn, PLACES, params![mail.0, ms(now)])? > 0)
}

fn debt(row: &Row<'_>) -> Result<Debt, StoreError> {
    let generation = unsigned(row.get("generation")?);
    let uids = (unsigned(row.get("first")?), unsigned(row.get("last")?));
    let since = at(row.get("since")?);
    let owed = Owed::new(generation, uids, row.get("words")?);
    let mail = row.get::<Option<i64>>("mail")?.map(MailId);
    Ok(Debt { owed, since, mail, first_reading: row.get("first_reading")? })
}

/// Notes one debt. What is known stays as it is.
pub(super) fn insert(conn: &Connection, mailbox: &str, debt: &Debt) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO owed (mailbox, generation, first, last, since, words, mail, first_reading) \
                          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING";
    let Debt { owed: Owed { generation, first, last, words, .. }, since, mail, first_reading } = debt;
    let row = params![mailbox, generation, first, last, ms(*since), words, mail.map(|mail| mail.0), first_reading];
    run(conn, INSERT, row).map(drop)
}

/// Takes one UID out of what is owed, and leaves the rest of its range.
pub(super) fn take_out(
    conn: &Connection,
    mailbox: &str,
    (generation, uid): (u32, u32),
) -> Result<Option<Debt>, StoreError> {
    const FIND: &str = "SELECT generation, first, last, since, words, mail, first_reading FROM owed \
                        WHERE mailbox = ?1 AND generation = ?2 AND first <= ?3 ORDER BY first DESC LIMIT 1";
    const DELETE: &str = "DELETE FROM owed WHERE mailbox = ?1 AND generation = ?2 AND first = ?3";
    let found = first(conn, FIND, params![mailbox, generation, uid], debt)?;
    let Some(debt) = found.filter(|debt| debt.owed.has(uid)) else { return Ok(None) };
    let (low, high) = (debt.owed.first, debt.owed.last);
    run(conn, DELETE, params![mailbox, generation, low])?;
    for (first, last) in [(low, uid.saturating_sub(1)), (uid.saturating_add(1), high)] {
        if first <= last {
            insert(conn, mailbox, &Debt { owed: Owed { first, last, ..debt.owed.clone() }, ..debt.clone() })?;
        }
    }
    Ok(Some(debt))
}

/// Forgets what did not show for a day, and what lies under another numbering than the present one.
pub(super) fn forget(conn: &Connection, mailbox: &str, now: Timestamp) -> Result<(), StoreError> {
    const OLD: &str = "DELETE FROM owed WHERE mailbox = ?1 AND ((words IS NULL AND since <= ?2) \
                       OR generation <> (SELECT generation FROM cursor WHERE cursor.mailbox = ?1))";
    let before = now.checked_sub(Debt::SHOWN_WITHIN).unwrap_or(Timestamp::MIN);
    run(conn, OLD, params![mailbox, ms(before)]).map(drop)
}

/// Keeps the newest of the hidden ranges.
fn trim(conn: &Connection, mailbox: &str) -> Result<(), StoreError> {
    const EDGE: &str = "SELECT generation, first FROM owed WHERE mailbox = ?1 AND words IS NULL AND mail IS NULL \
                        ORDER BY mailbox DESC, generation DESC, first DESC LIMIT 1 OFFSET ?2";
    const TRIM: &str = "DELETE FROM owed WHERE mailbox = ?1 AND words IS NULL AND mail IS NULL \
                        AND (generation, first) <= (?2, ?3)";
    let edge = first(conn, EDGE, params![mailbox, count(RANGES)], |row| {
        Ok((row.get::<i64>("generation")?, row.get::<i64>("first")?))
    })?;
    let Some((generation, first)) = edge else { return Ok(()) };
    run(conn, TRIM, params![mailbox, generation, first]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::end::End;
    use crate::desk::outcome::Outcome;
    use crate::desk::reason::Quarantine;
    use crate::ledger::{Cursor, Place};
    use crate::mail::fingerprint::fingerprint_of_place;
    use crate::store::Arrival;
    use crate::store::samples::{Scratch, apply, arrival, later, mark, now, opening, record};
    use crate::store::{Replay, Taking};

    const CURSOR: Cursor = Cursor { generation: 1, uid: 20, archive: 0 };

    fn hidden(first: u32, last: u32) -> Owed {
        Owed::new(1, (first, last), None)
    }

    fn at_uid(uid: u32, arrival: Arrival) -> Arrival {
        Arrival { place: Place { generation: 1, name: uid.to_string() }, ..arrival }
    }

    /// A message of which nothing came.
    fn nothing(uid: u32) -> Arrival {
        let fingerprint = fingerprint_of_place("support", 1, &uid.to_string());
        at_uid(uid, Arrival { bytes: Vec::new(), size: 900, fingerprint, ..arrival("nothing") })
    }

    async fn owing(scratch: &Scratch, owed: Vec<Owed>) {
        let taking = Taking { cursor: Some(CURSOR), owed, ..Taking::default() };
        scratch.store.record_taking("support", taking, now()).await.unwrap();
    }

    /// The owed UIDs with the server's words.
    async fn owed(scratch: &Scratch) -> Vec<(u32, u32, Option<String>)> {
        let debts = scratch.store.owed("support").await.unwrap();
        debts.into_iter().map(|debt| (debt.owed.first, debt.owed.last, debt.owed.words)).collect()
    }

    #[tokio::test]
    async fn what_came_leaves_its_range_and_what_did_not_stays() {
        let scratch = Scratch::new();
        owing(&scratch, vec![hidden(3, 6), hidden(9, 9)]).await;
        let scratch = scratch.reopened().await;
        let receipts =
            scratch.store.record_owed("support", vec![at_uid(4, arrival("a"))], Vec::new(), later(5)).await.unwrap();
        assert!(receipts[0].is_whole() && receipts[0].is_new());
        assert_eq!(owed(&scratch).await, [(3, 3, None), (5, 6, None), (9, 9, None)]);
        let words = Some("NO".to_owned());
        let still = vec![Owed::new(1, (6, 6), words.clone()), Owed::new(1, (7, 7), words.clone())];
        scratch.store.record_owed("support", Vec::new(), still, later(6)).await.unwrap();
        assert_eq!(owed(&scratch).await, [(3, 3, None), (5, 5, None), (6, 6, words.clone()), (9, 9, None)]);
        // a day later what the server shows and does not give is left
        scratch.store.record_owed("support", Vec::new(), Vec::new(), later(86_500)).await.unwrap();
        assert_eq!(owed(&scratch).await, [(6, 6, words)]);
        let renumbered = Cursor { generation: 2, ..CURSOR };
        scratch.store.record("support", Vec::new(), Some(renumbered), now()).await.unwrap();
        assert_eq!(owed(&scratch).await, [], "they lie under another numbering");
    }

    #[tokio::test]
    async fn of_what_is_hidden_the_newest_is_kept() {
        let scratch = Scratch::new();
        let refused = Owed::new(1, (1, 1), Some("NO".to_owned()));
        owing(&scratch, std::iter::once(refused).chain((0..500).map(|n| hidden(2 * n + 3, 2 * n + 3))).collect()).await;
        let owed = owed(&scratch).await;
        assert_eq!((owed.len(), owed[0].0, owed[200].0), (201, 1, 1001));
    }

    /// Takes a message without its bytes, which is quarantined.
    async fn quarantined(scratch: &Scratch, uid: u32) -> MailId {
        let taking = Taking { arrivals: vec![nothing(uid)], cursor: Some(CURSOR), ..Taking::default() };
        scratch.store.record_taking("support", taking, now()).await.unwrap();
        let mail = scratch.store.claim_mails(9, 1 << 20).await.unwrap()[0].id;
        let opening = opening("a@customer.example");
        let outcome = Outcome { end: Some(End::Quarantined), reasons: vec![Quarantine::Empty.into()], ..opening };
        apply(&scratch.store, mark(mail, "a@customer.example"), outcome).await.unwrap();
        mail
    }

    #[tokio::test]
    async fn an_unread_mail_is_asked_for_and_worked_on_once_it_came() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let mail = quarantined(&scratch, 7).await;
        assert_eq!(store.asked_again("support").await.unwrap(), None);
        assert_eq!(store.replay(mail, later(5)).await.unwrap(), Replay::AskedAgain);
        assert_eq!(store.replay(mail, later(6)).await.unwrap(), Replay::AskedAgain);
        assert_eq!(store.asked_again("support").await.unwrap(), Some(later(6)));
        assert_eq!(store.claim_mails(9, 1 << 20).await.unwrap(), [], "nothing of it is here yet");
        let came = store.record_owed("support", vec![at_uid(7, arrival("a"))], Vec::new(), later(9)).await.unwrap();
        assert!(came[0].is_whole() && !came[0].is_new());
        let waits = store.claim_mails(9, 1 << 20).await.unwrap();
        let raw = store.read(move |reading| reading.raw(mail)).await.unwrap();
        assert_eq!((waits.len(), waits[0].id, raw), (1, mail, Some(arrival("a").bytes)));
        assert_eq!(owed(&scratch).await, []);
        let unread = "SELECT count(*) FROM mail WHERE unread OR NOT whole";
        assert_eq!(store.read(move |reading| value::<i64>(reading.conn(), unread, [])).await.unwrap(), Some(0));
    }

    #[tokio::test]
    async fn an_unread_mail_that_came_elsewhere_counts_there() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let known = record(store, &["a"]).await[0];
        apply(store, mark(known, "a@customer.example"), opening("a@customer.example")).await.unwrap();
        let mail = quarantined(&scratch, 7).await;
        store.replay(mail, later(5)).await.unwrap();
        store.record_owed("support", vec![at_uid(7, arrival("a"))], Vec::new(), later(9)).await.unwrap();
        assert_eq!(store.claim_mails(9, 1 << 20).await.unwrap(), []);
        let line = store.read(move |reading| reading.mail(mail)).await.unwrap().unwrap();
        assert_eq!(line.end, Some(Ok(End::Suppressed)));
        assert_eq!(line.reasons[0].to_string(), "the same message as email 1, which came earlier");
    }

    #[tokio::test]
    async fn what_lies_nowhere_cannot_be_asked_for() {
        let scratch = Scratch::new();
        let mail = quarantined(&scratch, 7).await;
        let renumbered = Cursor { generation: 2, ..CURSOR };
        scratch.store.record("support", Vec::new(), Some(renumbered), now()).await.unwrap();
        assert_eq!(scratch.store.replay(mail, later(5)).await.unwrap(), Replay::Nowhere);
    }
}
