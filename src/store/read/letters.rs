//! Lists of letters with the state of their delivery.

use jiff::Timestamp;
use rusqlite::Connection;

use crate::desk::notice::NoticeKind;
use crate::desk::reference::TicketNumber;
use crate::mail::{Contact, MessageId, Subject};

use super::super::sql::{Row, all, at, contact, count, each, known, unsigned, value};
use super::super::{LetterId, Reading, StoreError};
use super::take::{Take, collected};

/// The kinds of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterFilter {
    /// Letters that may still be sent.
    Waiting,
    /// Letters that couldn't be delivered. Those that went on as another are not among them.
    Failed,
    /// All.
    All,
}

/// The state of a letter's delivery (`docs/STATES.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterState {
    /// It waits for its time.
    Queued,
    /// It is being sent.
    Sending,
    /// It may have been accepted, and waits for another try.
    Unknown,
    /// The next host has it.
    Accepted,
    /// It isn't tried again.
    Failed,
}

impl LetterState {
    /// All states.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Sending, Self::Unknown, Self::Accepted, Self::Failed];

    /// The name in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::Accepted => "accepted",
            Self::Failed => "failed",
        }
    }

    /// The state of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A letter in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterLine {
    /// Its number.
    pub id: LetterId,
    /// Its ticket.
    pub ticket: Option<TicketNumber>,
    /// Its kind, or the kind's name if only a newer program knows it.
    pub notice: Result<NoticeKind, String>,
    /// Its recipient.
    pub to: Contact,
    /// Its subject.
    pub subject: Subject,
    /// Its Message-ID.
    pub message_id: MessageId,
    /// When it was enqueued.
    pub enqueued_at: Timestamp,
    /// The state of its delivery.
    pub state: LetterState,
    /// The number of attempts.
    pub attempts: u32,
    /// When it is due. `None`: it isn't sent again.
    pub next_at: Option<Timestamp>,
    /// When its state last changed.
    pub changed_at: Timestamp,
    /// It failed because time ran out, and nobody refused it.
    pub expired: bool,
    /// The next host's words on the last try.
    pub words: String,
}

impl LetterLine {
    /// The name of its kind.
    pub fn notice_name(&self) -> &str {
        self.notice.as_ref().map_or_else(String::as_str, |notice| notice.as_str())
    }
}

/// The columns of every list of letters.
macro_rules! letters {
    ($rest:literal) => {
        concat!(
            "SELECT id, ticket, notice, to_name, to_address, subject, message_id, enqueued_at, state, attempts, ",
            "next_at, changed_at, expired, words FROM outbox JOIN letter ON letter.id = outbox.letter ",
            $rest
        )
    };
}

impl Reading {
    /// The matching letters, at most `limit`. Waiting ones are listed oldest first, others newest last.
    pub fn letters(&self, filter: LetterFilter, limit: usize) -> Result<Vec<LetterLine>, StoreError> {
        collected(|take| self.each_letter(filter, limit, take))
    }

    /// The matching letters one by one. First their numbers alone are read, by an index (the plus keeps SQLite from walking all
    /// letters in order instead), then the rows of those.
    pub fn each_letter(
        &self,
        filter: LetterFilter,
        limit: usize,
        take: Take<'_, LetterLine>,
    ) -> Result<(), StoreError> {
        const WAITING: &str = letters!(
            "WHERE letter IN (SELECT letter FROM outbox WHERE next_at IS NOT NULL ORDER BY +letter LIMIT ?1) ORDER BY letter"
        );
        const FAILED: &str = letters!(
            "WHERE letter IN (SELECT letter FROM outbox WHERE state = 'failed' AND NOT EXISTS \
             (SELECT 1 FROM letter AS other WHERE other.instead_of = outbox.letter) ORDER BY letter DESC LIMIT ?1) \
             ORDER BY letter"
        );
        const ALL: &str =
            letters!("WHERE letter IN (SELECT letter FROM outbox ORDER BY letter DESC LIMIT ?1) ORDER BY letter");
        let sql = match filter {
            LetterFilter::Waiting => WAITING,
            LetterFilter::Failed => FAILED,
            LetterFilter::All => ALL,
        };
        each(self.conn(), sql, [count(limit)], |row| take(read_line(row)?))
    }

    /// How many letters match, whatever the limit.
    pub fn count_letters(&self, filter: LetterFilter) -> Result<u64, StoreError> {
        const WAITING: &str = "SELECT count(*) FROM outbox WHERE next_at IS NOT NULL";
        const FAILED: &str = "SELECT count(*) FROM outbox WHERE state = 'failed' \
                              AND NOT EXISTS (SELECT 1 FROM letter AS other WHERE other.instead_of = outbox.letter)";
        const ALL: &str = "SELECT count(*) FROM outbox";
        let sql = match filter {
            LetterFilter::Waiting => WAITING,
            LetterFilter::Failed => FAILED,
            LetterFilter::All => ALL,
        };
        Ok(unsigned(value(self.conn(), sql, [])?.unwrap_or_default()))
    }
}

/// The letters of a ticket, in the order of enqueuing.
pub(super) fn letters_of(conn: &Connection, ticket: TicketNumber) -> Result<Vec<LetterLine>, StoreError> {
    const OF_TICKET: &str = letters!("WHERE ticket = ?1 ORDER BY id");
    all(conn, OF_TICKET, [ticket.0], read_line)
}

fn read_line(row: &Row<'_>) -> Result<LetterLine, StoreError> {
    let notice: String = row.get("notice")?;
    Ok(LetterLine {
        id: LetterId(row.get("id")?),
        ticket: row.get::<Option<i64>>("ticket")?.map(TicketNumber),
        notice: NoticeKind::parse(&notice).ok_or(notice),
        to: contact(row.get("to_name")?, row.get("to_address")?)?,
        subject: Subject::from(row.get::<String>("subject")?),
        message_id: known(row.get("message_id")?, MessageId::parse)?,
        enqueued_at: at(row.get("enqueued_at")?),
        state: known(row.get("state")?, LetterState::parse)?,
        attempts: unsigned(row.get("attempts")?),
        next_at: row.get::<Option<i64>>("next_at")?.map(at),
        changed_at: at(row.get("changed_at")?),
        expired: row.get("expired")?,
        words: row.get("words")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::LetterOutcome;
    use crate::store::samples::{Scratch, later, letter};

    #[tokio::test]
    async fn letters_are_listed_by_how_they_stand() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        for (n, id) in (0..).zip(["a@desk.example", "b@desk.example", "c@desk.example", "d@desk.example"]) {
            let new = letter(None, id);
            store.write(move |tx| tx.enqueue(&new, later(n))).await.unwrap();
        }
        let sending = store.claim_letters(3, 1 << 20, later(9)).await.unwrap();
        let (a, b) = (sending[0].id, sending[1].id);
        let record = move |tx: &mut crate::store::Tx<'_>| {
            tx.record_outcome(
                a,
                &LetterOutcome::Failed { words: "550 no such user".to_owned(), expired: false },
                later(10),
            )?;
            tx.record_outcome(b, &LetterOutcome::Accepted { words: "250 ok".to_owned() }, later(10))
        };
        store.write(record).await.unwrap();
        let check = async |filter, limit, expected: &[(i64, &str)]| {
            let lines = store.read(move |reading| reading.letters(filter, limit)).await.unwrap();
            let found: Vec<_> = lines.iter().map(|line| (line.id.0, line.state.as_str())).collect();
            assert_eq!(found, expected);
        };
        check(LetterFilter::Waiting, 9, &[(3, "sending"), (4, "queued")]).await;
        check(LetterFilter::Waiting, 1, &[(3, "sending")]).await;
        check(LetterFilter::Failed, 9, &[(1, "failed")]).await;
        check(LetterFilter::All, 2, &[(3, "sending"), (4, "queued")]).await;
        check(LetterFilter::All, 9, &[(1, "failed"), (2, "accepted"), (3, "sending"), (4, "queued")]).await;
    }
}
