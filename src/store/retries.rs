//! Letters that an operator has sent again: what waits or failed becomes due at once. Never what the next host has, or
//! what goes on as another letter.

use jiff::Timestamp;
use rusqlite::Connection;

use crate::desk::event::{Event, EventKind};
use crate::desk::reason::By;
use crate::desk::reference::TicketNumber;

use super::changes::EventCause;
use super::sql::{first, ms, run, value, values};
use super::{LetterId, Store, StoreError, Tx, settings};

/// What a ticket says of it.
const ASKED: &str = "the operator asked for it";

/// The setting with the time at which an operator last asked.
const LAST_ASKED: &str = "letters-retried";

/// The result of a request to send a letter again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterRetry {
    /// It is due now.
    Due,
    /// It had failed, and is due now.
    Revived,
    /// The next host has it.
    Sent,
    /// It is being sent.
    BeingSent,
    /// It went on as another letter.
    Replaced,
    /// There is no such letter.
    Unknown,
}

impl Tx<'_> {
    /// Makes a letter due that waits or failed.
    pub fn retry_letter(&mut self, letter: LetterId, now: Timestamp) -> Result<LetterRetry, StoreError> {
        retry(self, letter, now)
    }
}

impl Store {
    /// Makes a letter due that waits or failed.
    pub async fn retry_letter(&self, letter: LetterId, now: Timestamp) -> Result<LetterRetry, StoreError> {
        self.write(move |tx| retry(tx, letter, now)).await
    }

    /// Makes all letters due that wait, and those that failed since a time. Returns the number of each.
    pub async fn retry_letters(
        &self,
        failed_since: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(usize, usize), StoreError> {
        const WAITING: &str =
            "UPDATE outbox INDEXED BY outbox_waiting SET next_at = ?1 WHERE next_at > ?1 AND state <> 'sending'";
        const FAILED: &str =
            "SELECT letter FROM outbox INDEXED BY outbox_failed WHERE state = 'failed' AND changed_at >= ?1";
        self.write(move |tx| {
            let waiting = run(tx.conn()?, WAITING, [ms(now)])?;
            let mut revived = 0;
            for id in failed_since.map_or(Ok(Vec::new()), |since| values(tx.conn()?, FAILED, [ms(since)]))? {
                revived += usize::from(revive(tx.conn()?, id, now)?);
            }
            note_asked(tx, now)?;
            Ok((waiting, revived))
        })
        .await
    }

    /// When an operator last asked. A belt that pauses for its courier looks for it.
    pub async fn letters_retried(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|reading| settings::setting(reading.conn(), LAST_ASKED)).await
    }
}

fn note_asked(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), StoreError> {
    tx.keep_setting(LAST_ASKED, now.to_string().as_bytes())?;
    tx.letter_enqueued();
    Ok(())
}

fn retry(tx: &mut Tx<'_>, letter: LetterId, now: Timestamp) -> Result<LetterRetry, StoreError> {
    const STATE: &str = "SELECT state FROM outbox WHERE letter = ?1";
    const DUE: &str = "UPDATE outbox SET next_at = min(next_at, ?2) WHERE letter = ?1";
    let conn = tx.conn()?;
    let state: Option<String> = value(conn, STATE, [letter.0])?;
    let retried = match state.as_deref() {
        None => LetterRetry::Unknown,
        Some("accepted") => LetterRetry::Sent,
        Some("sending") => LetterRetry::BeingSent,
        Some("failed") if revive(conn, letter.0, now)? => LetterRetry::Revived,
        Some("failed") => LetterRetry::Replaced,
        Some(_) => run(conn, DUE, [letter.0, ms(now)]).map(|_| LetterRetry::Due)?,
    };
    note_asked(tx, now)?;
    Ok(retried)
}

/// Queues a failed letter with all its time before it. Its ticket says so, below what it said of the failure.
fn revive(conn: &Connection, letter: i64, now: Timestamp) -> Result<bool, StoreError> {
    const REVIVE: &str = "UPDATE outbox SET state = 'queued', next_at = ?2, since = ?2, changed_at = ?2, attempts = 0, \
                          expired = 0 WHERE letter = ?1 AND state = 'failed' \
                          AND NOT EXISTS (SELECT 1 FROM letter WHERE instead_of = ?1)";
    const ABOUT: &str = "SELECT ticket, to_address FROM letter WHERE id = ?1 AND ticket IS NOT NULL";
    if run(conn, REVIVE, [letter, ms(now)])? == 0 {
        return Ok(false);
    }
    let about: Option<(i64, String)> =
        first(conn, ABOUT, [letter], |row| Ok((row.get("ticket")?, row.get("to_address")?)))?;
    if let Some((ticket, recipient)) = about {
        let event = Event { after: Some(recipient), ..Event::new(EventKind::LetterRetried, By::words(ASKED)) };
        EventCause::desk(conn, now).event(TicketNumber(ticket), &event)?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::read::{LetterFilter, LetterState};
    use crate::store::samples::{Scratch, later, letter, now, open_ticket};
    use crate::store::{LetterOutcome, NewLetter};

    async fn ended(scratch: &Scratch, name: &str, outcome: Option<LetterOutcome>) -> LetterId {
        let new: NewLetter = letter(Some(TicketNumber(1)), &format!("{name}@desk.example"));
        let id = scratch.store.write(move |tx| tx.enqueue(&new, now())).await.unwrap();
        scratch.store.claim_letters(9, 1 << 20, now()).await.unwrap();
        if let Some(outcome) = outcome {
            scratch.store.write(move |tx| tx.record_outcome(id, &outcome, later(60))).await.unwrap();
        }
        id
    }

    fn failed() -> LetterOutcome {
        LetterOutcome::Failed { words: "550 no".to_owned(), expired: true }
    }

    fn waits() -> LetterOutcome {
        LetterOutcome::Retry { at: later(9999), unknown: true, words: "cut".to_owned() }
    }

    #[tokio::test]
    async fn what_waits_or_failed_is_due_and_what_was_sent_is_not() {
        let scratch = Scratch::new();
        open_ticket(&scratch.store, "a").await;
        let check = async |name: &str, outcome: Option<LetterOutcome>, expected: LetterRetry| {
            let id = ended(&scratch, name, outcome).await;
            assert_eq!(scratch.store.retry_letter(id, later(90)).await.unwrap(), expected, "{name}");
            let all = scratch.store.read(|reading| reading.letters(LetterFilter::All, 9)).await.unwrap();
            let line = all.iter().find(|line| line.id == id).unwrap();
            let is_due = matches!(expected, LetterRetry::Due | LetterRetry::Revived);
            assert_eq!(line.next_at == Some(later(90)), is_due, "{name}: {line:?}");
        };
        check("waits", Some(waits()), LetterRetry::Due).await;
        check("failed", Some(failed()), LetterRetry::Revived).await;
        check("sent", Some(LetterOutcome::Accepted { words: String::new() }), LetterRetry::Sent).await;
        check("sending", None, LetterRetry::BeingSent).await;
        assert_eq!(scratch.store.retry_letter(LetterId(99), now()).await.unwrap(), LetterRetry::Unknown);
        let sql = "SELECT count(*) FROM event WHERE kind = 'letter-retried'";
        let told: Option<i64> = scratch.store.read(move |reading| value(reading.conn(), sql, [])).await.unwrap();
        assert_eq!(told, Some(1), "its ticket tells of the one that had failed");
    }

    #[tokio::test]
    async fn all_are_those_that_wait_and_that_failed_lately() {
        let scratch = Scratch::new();
        open_ticket(&scratch.store, "a").await;
        for (name, outcome) in [("waits", Some(waits())), ("failed", Some(failed())), ("sending", None)] {
            ended(&scratch, name, outcome).await;
        }
        let store = &scratch.store;
        assert_eq!(store.retry_letters(None, later(90)).await.unwrap(), (1, 0));
        assert_eq!(store.retry_letters(Some(later(61)), later(90)).await.unwrap(), (0, 0));
        assert_eq!(store.retry_letters(Some(later(60)), later(90)).await.unwrap(), (0, 1));
        let all = store.read(|reading| reading.letters(LetterFilter::All, 9)).await.unwrap();
        let states: Vec<(LetterState, u32)> = all.iter().map(|line| (line.state, line.attempts)).collect();
        assert_eq!(states, [(LetterState::Unknown, 1), (LetterState::Queued, 0), (LetterState::Sending, 1)]);
    }
}
