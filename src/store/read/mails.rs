//! The ledger for people: what came in, how it ended, and why.

use jiff::Timestamp;

use crate::desk::end::End;
use crate::desk::reason::Reason;
use crate::desk::reference::TicketNumber;
use crate::ledger::Place;
use crate::mail::{Contact, MessageId, Subject};

use super::super::sql::{Row, all, at, count, each, first, some_contact, some_message_id, unsigned, value};
use super::super::{MailId, Reading, StoreError};
use super::take::{Take, collected};

/// The kinds of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailFilter {
    /// All.
    All,
    /// Mails without an end.
    Waiting,
    /// Mails with this end.
    Ended(End),
}

/// A mail in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailLine {
    /// Its number in the ledger.
    pub id: MailId,
    /// The mailbox that it first came from.
    pub mailbox: String,
    /// When it was stored.
    pub received_at: Timestamp,
    /// Its whole size in bytes.
    pub size: u64,
    /// Whether it is complete.
    pub whole: bool,
    /// The number of attempts to process it.
    pub attempts: u32,
    /// Its end, or the end's name if only a newer program knows it. `None`: it has none yet.
    pub end: Option<Result<End, String>>,
    /// The time of its end.
    pub done_at: Option<Timestamp>,
    /// The reason for its end.
    pub reasons: Vec<Reason>,
    /// Its defects, and the rules that were applied.
    pub defects: Vec<String>,
    /// Its Message-ID.
    pub message_id: Option<MessageId>,
    /// Its author.
    pub from: Option<Contact>,
    /// Its subject.
    pub subject: Subject,
    /// `person`, or the kind of machine. Empty until it was read.
    pub origin: String,
    /// Its ticket.
    pub ticket: Option<TicketNumber>,
}

impl MailLine {
    /// The name of its end.
    pub fn end_name(&self) -> Option<&str> {
        self.end.as_ref().map(|end| end.as_ref().map_or_else(String::as_str, |end| end.as_str()))
    }
}

/// A place where a mail was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrivalLine {
    /// The mailbox.
    pub mailbox: String,
    /// The place in it.
    pub place: Place,
    /// When it was first seen there.
    pub at: Timestamp,
}

/// Every list of mails. A mail's ticket is that of its comment.
const MAILS: &str = "SELECT mail.id, mail.mailbox, received_at, size, whole, attempts, outcome, done_at, reasons, mail.message_id, \
                     from_name, from_address, subject, origin, comment.ticket, defects FROM mail \
                     LEFT JOIN comment ON comment.mail = mail.id";

/// Which mails, and in which order. Ends are written out, since an index for some of them is only found so; and the plus keeps
/// SQLite from walking all mails in order where few wait.
fn newest(filter: MailFilter) -> String {
    match filter {
        MailFilter::All => "1 ORDER BY id".to_owned(),
        MailFilter::Waiting => "outcome IS NULL ORDER BY +id".to_owned(),
        MailFilter::Ended(end) => format!("outcome = '{}' ORDER BY id", end.as_str()),
    }
}

impl Reading {
    /// The newest matching mails, at most `limit`, newest last.
    pub fn mails(&self, filter: MailFilter, limit: usize) -> Result<Vec<MailLine>, StoreError> {
        collected(|take| self.each_mail(filter, limit, take))
    }

    /// The newest matching mails one by one, newest last.
    pub fn each_mail(&self, filter: MailFilter, limit: usize, take: Take<'_, MailLine>) -> Result<(), StoreError> {
        let sql = format!(
            "{MAILS} WHERE mail.id IN (SELECT id FROM mail WHERE {} DESC LIMIT ?1) ORDER BY mail.id",
            newest(filter)
        );
        each(self.conn(), &sql, [count(limit)], |row| take(read_line(row)?))
    }

    /// How many mails match, whatever the limit.
    pub fn count_mails(&self, filter: MailFilter) -> Result<u64, StoreError> {
        const ALL: &str = "SELECT count(*) FROM mail";
        const WAITING: &str = "SELECT count(*) FROM mail WHERE outcome IS NULL";
        const ENDED: &str = "SELECT mails FROM ended WHERE outcome = ?1";
        let number = match filter {
            MailFilter::All => value(self.conn(), ALL, []),
            MailFilter::Waiting => value(self.conn(), WAITING, []),
            MailFilter::Ended(end) => value(self.conn(), ENDED, [end.as_str()]),
        };
        Ok(unsigned(number?.unwrap_or_default()))
    }

    /// One mail.
    pub fn mail(&self, id: MailId) -> Result<Option<MailLine>, StoreError> {
        first(self.conn(), &format!("{MAILS} WHERE mail.id = ?1"), [id.0], read_line)
    }

    /// The places of a mail, in order of time.
    pub fn arrivals(&self, mail: MailId) -> Result<Vec<ArrivalLine>, StoreError> {
        const ARRIVALS: &str = "SELECT mailbox, generation, name, at FROM arrival WHERE mail = ?1 ORDER BY at, mailbox";
        all(self.conn(), ARRIVALS, [mail.0], |row| {
            let place = Place { generation: unsigned(row.get("generation")?), name: row.get("name")? };
            Ok(ArrivalLine { mailbox: row.get("mailbox")?, place, at: at(row.get("at")?) })
        })
    }
}

/// The reasons of a mail from their column. None while it waits.
pub(super) fn reasons(json: Option<String>) -> Result<Vec<Reason>, StoreError> {
    Ok(list::<serde_json::Value>(json)?.into_iter().map(Reason::of_json).collect())
}

/// The defects of a mail from their column. None while it waits.
pub(super) fn sentences(json: Option<String>) -> Result<Vec<String>, StoreError> {
    list(json)
}

fn list<T: serde::de::DeserializeOwned>(json: Option<String>) -> Result<Vec<T>, StoreError> {
    let unread = |error: serde_json::Error| StoreError::Corrupt(format!("the reasons or defects of a mail: {error}"));
    Ok(json.map(|json| serde_json::from_str(&json).map_err(unread)).transpose()?.unwrap_or_default())
}

fn read_line(row: &Row<'_>) -> Result<MailLine, StoreError> {
    let end: Option<String> = row.get("outcome")?;
    Ok(MailLine {
        id: MailId(row.get("id")?),
        mailbox: row.get("mailbox")?,
        received_at: at(row.get("received_at")?),
        size: unsigned(row.get("size")?),
        whole: row.get("whole")?,
        attempts: unsigned(row.get("attempts")?),
        end: end.map(|name| End::parse(&name).ok_or(name)),
        done_at: row.get::<Option<i64>>("done_at")?.map(at),
        reasons: reasons(row.get("reasons")?)?,
        defects: sentences(row.get("defects")?)?,
        message_id: some_message_id(row.get("message_id")?),
        from: some_contact(row.get("from_name")?, row.get("from_address")?)?,
        subject: Subject::from(row.get::<Option<String>>("subject")?.unwrap_or_default()),
        origin: row.get::<Option<String>>("origin")?.unwrap_or_default(),
        ticket: row.get::<Option<i64>>("ticket")?.map(TicketNumber),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::reason::Handling;
    use crate::store::Replay;
    use crate::store::samples::{Scratch, apply, mark, now, opening, record, unchecked};

    #[tokio::test]
    async fn mails_are_listed_by_their_end_and_shown_with_their_reasons() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ids = record(store, &["a", "b", "c"]).await;
        apply(store, mark(ids[1], "b@customer.example"), opening("b@customer.example")).await.unwrap();
        let check = async |filter, limit, expected: &[i64]| {
            let lines = store.read(move |reading| reading.mails(filter, limit)).await.unwrap();
            assert_eq!(lines.iter().map(|line| line.id.0).collect::<Vec<_>>(), expected);
        };
        check(MailFilter::All, 9, &[1, 2, 3]).await;
        check(MailFilter::All, 2, &[2, 3]).await;
        check(MailFilter::Waiting, 9, &[1, 3]).await;
        check(MailFilter::Ended(End::Opened), 9, &[2]).await;
        check(MailFilter::Ended(End::Held), 9, &[]).await;
        let (done, waits, arrivals) = store
            .read(|reading| Ok((reading.mail(MailId(2))?, reading.mail(MailId(1))?, reading.arrivals(MailId(2))?)))
            .await
            .unwrap();
        let done = done.unwrap();
        assert_eq!((done.ticket, done.reasons), (Some(TicketNumber(1)), vec![Handling::Opens.into()]));
        assert_eq!(waits.unwrap().end, None);
        assert_eq!((arrivals.len(), arrivals[0].place.name.as_str()), (1, "b"));
    }
    #[tokio::test]
    async fn an_outcome_of_a_newer_program_is_told_by_its_name() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let mail = record(store, &["a"]).await[0];
        let end = "UPDATE mail SET outcome = 'forwarded', done_at = 0, reasons = '[]'; INSERT INTO ended VALUES ('forwarded', 1)";
        unchecked(store, end).await;
        let (line, backlog) =
            store.read(|reading| Ok((reading.mails(MailFilter::All, 9)?.remove(0), reading.backlog()?))).await.unwrap();
        assert_eq!((&line.end, line.end_name()), (&Some(Err("forwarded".to_owned())), Some("forwarded")));
        assert_eq!(backlog.mails_by_end, [("forwarded".to_owned(), 1)]);
        assert_eq!(store.replay(mail, now()).await.unwrap(), Replay::Refused("forwarded".to_owned()));
    }
}
