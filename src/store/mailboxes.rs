//! The health of each mailbox: when it was last read without an error, and since when it fails. And whether its very first
//! reading is over, which is remembered for ever: old mail is taken quietly until then.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::ledger::cursor;
use super::sql::{ms, run};
use super::{Reading, Store, StoreError, settings};

impl Store {
    /// At the start: forgets the health of mailboxes that left the config, so that `status` doesn't report them. Their
    /// mails and cursors stay, so a mailbox that comes back continues.
    pub async fn know_mailboxes(&self, names: &[&str]) -> Result<(), StoreError> {
        const FORGET: &str = "DELETE FROM mailbox WHERE name NOT IN (SELECT value FROM json_each(?1))";
        let names = serde_json::json!(names).to_string();
        self.write(move |tx| run(tx.conn()?, FORGET, [names]).map(drop)).await
    }

    /// Whether a mailbox was never read to its end; from then on it counts as in its first reading. One that was, without
    /// having a cursor, is read for the first time where it has them: the config names another source now.
    pub async fn begin_reading(&self, mailbox: &str, has_cursor: bool) -> Result<bool, StoreError> {
        let mailbox = mailbox.to_owned();
        self.write(move |tx| {
            let is_first = is_first_reading(tx.conn()?, &mailbox, has_cursor)?;
            if is_first {
                settings::forget(tx.conn()?, &first_reading(&mailbox))?;
            }
            Ok(is_first)
        })
        .await
    }

    /// Notes that a mailbox was read to its end.
    pub async fn end_first_reading(&self, mailbox: &str, now: Timestamp) -> Result<(), StoreError> {
        let name = first_reading(mailbox);
        self.write(move |tx| tx.setting_or_keep(&name, now.to_string().as_bytes()).map(drop)).await
    }

    /// Records the result of a round. An error keeps the time of its first round.
    pub async fn note_mailbox(&self, name: &str, now: Timestamp, result: Result<(), String>) -> Result<(), StoreError> {
        const WELL: &str = "INSERT INTO mailbox (name, last_try_at, last_success_at) VALUES (?1, ?2, ?2) \
                            ON CONFLICT (name) DO UPDATE SET last_try_at = ?2, last_success_at = ?2, \
                            last_error = NULL, error_since = NULL";
        const ILL: &str = "INSERT INTO mailbox (name, last_try_at, last_error, error_since) VALUES (?1, ?2, ?3, ?2) \
                           ON CONFLICT (name) DO UPDATE SET last_try_at = ?2, last_error = ?3, \
                           error_since = coalesce(error_since, ?2)";
        let name = name.to_owned();
        self.write(move |tx| match result {
            Ok(()) => run(tx.conn()?, WELL, params![name, ms(now)]).map(drop),
            Err(words) => run(tx.conn()?, ILL, params![name, ms(now), words]).map(drop),
        })
        .await
    }

    /// Records whether mails that were taken could be marked, moved or deleted. Reading goes on without.
    pub async fn note_after_error(&self, name: &str, now: Timestamp, error: Option<String>) -> Result<(), StoreError> {
        const AFTER: &str = "INSERT INTO mailbox (name, last_try_at, after_error, after_since) VALUES (?1, ?2, ?3, ?4) \
                             ON CONFLICT (name) DO UPDATE SET after_error = ?3, \
                             after_since = CASE WHEN ?3 IS NULL THEN NULL ELSE coalesce(after_since, ?4) END";
        let (name, since) = (name.to_owned(), error.is_some().then_some(ms(now)));
        self.write(move |tx| run(tx.conn()?, AFTER, params![name, ms(now), error, since]).map(drop)).await
    }
}

impl Reading {
    /// Whether a mailbox was never read to its end.
    pub fn is_first_reading(&self, mailbox: &str, has_cursor: bool) -> Result<bool, StoreError> {
        is_first_reading(self.conn(), mailbox, has_cursor)
    }
}

fn is_first_reading(conn: &Connection, mailbox: &str, has_cursor: bool) -> Result<bool, StoreError> {
    if has_cursor && cursor(conn, mailbox)?.is_none() {
        return Ok(true);
    }
    Ok(settings::setting(conn, &first_reading(mailbox))?.is_none())
}

/// The setting that says when the first reading of a mailbox was over.
fn first_reading(mailbox: &str) -> String {
    format!("mailbox {mailbox} was read")
}
