//! The health of the desk: mailboxes, waiting work and its age, room on the disk, whether the daemon runs.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::params;

use super::super::sql::{Row, all, at, first, ms, unsigned, value};
use super::super::{Reading, StoreError, open, room};
use super::{LetterFilter, Reader};

/// The health of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxLine {
    /// Its name in the config.
    pub name: String,
    /// When it was last asked for mail.
    pub last_try_at: Timestamp,
    /// When it was last read without an error.
    pub last_success_at: Option<Timestamp>,
    /// The present fault, and since when.
    pub error: Option<(String, Timestamp)>,
    /// Why mails that were taken are not marked, moved or deleted, and since when.
    pub after: Option<(String, Timestamp)>,
}

/// Messages that a mailbox's server shows and does not give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotGiven {
    /// The mailbox.
    pub mailbox: String,
    /// How many.
    pub messages: u64,
    /// Since when, at the longest.
    pub since: Timestamp,
    /// What the server says of one of them.
    pub words: String,
}

/// Mails of which nothing came: a ticket tells of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unread {
    /// How many.
    pub mails: u64,
    /// When the last of them was given up.
    pub last: Option<Timestamp>,
}

/// Waiting work, and the ends of the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Mails without an end.
    pub mails_waiting: u64,
    /// When the oldest of them was received.
    pub oldest_mail: Option<Timestamp>,
    /// Mails by their end.
    pub mails_by_end: Vec<(String, u64)>,
    /// Letters that may still be sent.
    pub letters_waiting: u64,
    /// Those of them that may have been accepted.
    pub letters_unknown: u64,
    /// When the oldest waiting letter was enqueued.
    pub oldest_letter: Option<Timestamp>,
    /// Letters that couldn't be delivered.
    pub letters_failed: u64,
}

/// Letters to agents that failed: no mail tells of them, since it would go to the same people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedToAgents {
    /// How many.
    pub letters: u64,
    /// When the last of them failed.
    pub last: Timestamp,
    /// To whom it was.
    pub to: String,
    /// The next host's words on it.
    pub words: String,
}

/// Room on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disk {
    /// The size of the database and its log.
    pub database_bytes: u64,
    /// The free space on its file system.
    pub free_bytes: u64,
}

/// Whether a daemon works on the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Daemon {
    /// One holds the lock.
    Runs,
    /// Nobody does.
    Stands,
}

fn fault(row: &Row<'_>, words: &str, since: &str) -> Result<Option<(String, Timestamp)>, StoreError> {
    let (words, since): (Option<String>, Option<i64>) = (row.get(words)?, row.get(since)?);
    Ok(words.zip(since.map(at)))
}

impl Reading {
    /// All mailboxes that were ever read, by name.
    pub fn mailboxes(&self) -> Result<Vec<MailboxLine>, StoreError> {
        const MAILBOXES: &str = "SELECT name, last_try_at, last_success_at, last_error, error_since, after_error, after_since FROM mailbox \
             ORDER BY name";
        all(self.conn(), MAILBOXES, [], |row| {
            Ok(MailboxLine {
                name: row.get("name")?,
                last_try_at: at(row.get("last_try_at")?),
                last_success_at: row.get::<Option<i64>>("last_success_at")?.map(at),
                error: fault(row, "last_error", "error_since")?,
                after: fault(row, "after_error", "after_since")?,
            })
        })
    }

    /// The messages that servers show and do not give.
    pub fn not_given(&self) -> Result<Vec<NotGiven>, StoreError> {
        const NOT_GIVEN: &str = "SELECT owed.mailbox AS mailbox, count(*) AS messages, min(owed.since) AS since, \
                                 min(words) AS words FROM owed JOIN cursor ON cursor.mailbox = owed.mailbox \
                                 AND cursor.generation = owed.generation WHERE words IS NOT NULL GROUP BY owed.mailbox";
        all(self.conn(), NOT_GIVEN, [], |row| {
            Ok(NotGiven {
                mailbox: row.get("mailbox")?,
                messages: unsigned(row.get("messages")?),
                since: at(row.get("since")?),
                words: row.get("words")?,
            })
        })
    }

    /// The mails of which nothing came.
    pub fn unread(&self) -> Result<Unread, StoreError> {
        const UNREAD: &str = "SELECT count(*) AS mails, max(received_at) AS last FROM mail WHERE unread";
        let read = |row: &Row<'_>| {
            let last: Option<i64> = row.get("last")?;
            Ok(Unread { mails: unsigned(row.get("mails")?), last: last.map(at) })
        };
        Ok(first(self.conn(), UNREAD, [], read)?.unwrap_or_default())
    }

    /// The waiting work. Counts small indices, and never mails that ended or letters that were sent.
    pub fn backlog(&self) -> Result<Backlog, StoreError> {
        const MAILS: &str = "SELECT count(*) AS mails, min(id) AS oldest FROM mail WHERE outcome IS NULL";
        const RECEIVED: &str = "SELECT received_at FROM mail WHERE id = ?1";
        const ENDED: &str = "SELECT outcome, mails FROM ended WHERE mails > 0 ORDER BY outcome";
        const LETTERS: &str = "SELECT count(*) AS waiting, count(*) FILTER (WHERE state = 'unknown') AS unknown, \
                               min(letter) AS oldest FROM outbox WHERE next_at IS NOT NULL";
        const ENQUEUED: &str = "SELECT enqueued_at FROM letter WHERE id = ?1";
        let conn = self.conn();
        let ended = all(conn, ENDED, [], |row| Ok((row.get("outcome")?, unsigned(row.get("mails")?))))?;
        let mut backlog = Backlog { mails_by_end: ended, ..Backlog::default() };
        let oldest = first(conn, MAILS, [], |row| {
            backlog.mails_waiting = unsigned(row.get("mails")?);
            row.get::<Option<i64>>("oldest")
        })?;
        backlog.oldest_mail = value(conn, RECEIVED, [oldest.flatten()])?.map(at);
        let oldest = first(conn, LETTERS, [], |row| {
            backlog.letters_waiting = unsigned(row.get("waiting")?);
            backlog.letters_unknown = unsigned(row.get("unknown")?);
            row.get::<Option<i64>>("oldest")
        })?;
        backlog.oldest_letter = value(conn, ENQUEUED, [oldest.flatten()])?.map(at);
        backlog.letters_failed = self.count_letters(LetterFilter::Failed)?;
        Ok(backlog)
    }
}

impl Reading {
    /// The letters to these agents that failed since a time, without those that went on as another. `None`: there is none.
    pub fn failed_to(&self, agents: &[&str], since: Timestamp) -> Result<Option<FailedToAgents>, StoreError> {
        const FAILED: &str = "SELECT count(*) AS letters, max(changed_at) AS last, to_address, words \
                              FROM outbox INDEXED BY outbox_failed JOIN letter ON letter.id = outbox.letter \
                              WHERE state = 'failed' AND changed_at >= ?2 \
                              AND to_address COLLATE NOCASE IN (SELECT value FROM json_each(?1)) \
                              AND NOT EXISTS (SELECT 1 FROM letter AS other WHERE other.instead_of = outbox.letter)";
        let agents = serde_json::json!(agents).to_string();
        let read = |row: &Row<'_>| {
            let last: Option<i64> = row.get("last")?;
            let Some(last) = last.map(at) else { return Ok(None) };
            let (letters, to, words) = (unsigned(row.get("letters")?), row.get("to_address")?, row.get("words")?);
            Ok(Some(FailedToAgents { letters, last, to, words }))
        };
        Ok(first(self.conn(), FAILED, params![agents, ms(since)], read)?.flatten())
    }
}

impl Reader {
    /// The size of the database, and the free space. `None`: the file system doesn't say.
    pub fn disk(&self) -> Option<Disk> {
        let bytes = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
        Some(Disk {
            database_bytes: bytes(self.path()) + bytes(&open::beside(self.path(), "-wal")),
            free_bytes: room::free_bytes(self.path())?,
        })
    }

    /// Whether a daemon holds the lock.
    pub fn daemon(&self) -> Daemon {
        if open::holder(self.path()).is_some() { Daemon::Runs } else { Daemon::Stands }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{Scratch, apply, later, letter, mark, now, opening, record};

    #[tokio::test]
    async fn what_waits_is_counted_with_its_age() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        assert_eq!(store.read(Reading::backlog).await.unwrap(), Backlog::default());
        let ids = record(store, &["a", "b", "c"]).await;
        apply(store, mark(ids[0], "a@customer.example"), opening("a@customer.example")).await.unwrap();
        for (n, id) in (0..).zip(["a@desk.example", "b@desk.example"]) {
            let new = letter(None, id);
            store.write(move |tx| tx.enqueue(&new, later(n))).await.unwrap();
        }
        let expected = Backlog {
            mails_waiting: 2,
            oldest_mail: Some(now()),
            mails_by_end: vec![("opened".to_owned(), 1)],
            letters_waiting: 2,
            oldest_letter: Some(now()),
            ..Backlog::default()
        };
        assert_eq!(store.read(Reading::backlog).await.unwrap(), expected);
    }

    #[tokio::test]
    async fn an_error_keeps_its_first_time_until_the_mailbox_is_well() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let note = async |seconds, result: Result<(), &str>| {
            store.note_mailbox("support", later(seconds), result.map_err(str::to_owned)).await.unwrap();
            store.read(Reading::mailboxes).await.unwrap().remove(0)
        };
        let line = |tried, success: Option<i64>, error: Option<(&str, i64)>| MailboxLine {
            name: "support".to_owned(),
            last_try_at: later(tried),
            last_success_at: success.map(later),
            error: error.map(|(words, since)| (words.to_owned(), later(since))),
            after: None,
        };
        assert_eq!(note(0, Err("down")).await, line(0, None, Some(("down", 0))));
        assert_eq!(note(1, Err("refused")).await, line(1, None, Some(("refused", 0))));
        assert_eq!(note(2, Ok(())).await, line(2, Some(2), None));
        assert_eq!(note(3, Err("down")).await, line(3, Some(2), Some(("down", 3))));
        for (seconds, words, expected) in [(4, Some("denied"), Some(4)), (5, Some("denied"), Some(4)), (6, None, None)]
        {
            store.note_after_error("support", later(seconds), words.map(str::to_owned)).await.unwrap();
            let after = expected.map(|since| ("denied".to_owned(), later(since)));
            assert_eq!(note(9, Ok(())).await, MailboxLine { after, ..line(9, Some(9), None) }, "reading is well");
        }
    }

    #[tokio::test]
    async fn a_mailbox_that_left_the_config_is_not_missed() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        for name in ["support", "it's gone"] {
            store.note_mailbox(name, now(), Ok(())).await.unwrap();
        }
        store.know_mailboxes(&["support", "new"]).await.unwrap();
        let left = store.read(Reading::mailboxes).await.unwrap();
        assert_eq!(left.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["support"]);
    }

    #[test]
    fn a_daemon_is_seen_by_its_lock() {
        let scratch = Scratch::new();
        let reader = Reader::open(&scratch.path()).unwrap();
        assert_eq!(reader.daemon(), Daemon::Runs);
        assert!(reader.disk().is_some_and(|disk| disk.database_bytes > 0 && disk.free_bytes > 0));
        let Scratch { directory: _directory, store } = scratch;
        drop(store);
        assert_eq!(reader.daemon(), Daemon::Stands);
    }
}
