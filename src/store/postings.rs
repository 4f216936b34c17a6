//! Postings: acts of pages. Each has bytes in the ledger, as a mail has, and beside them the act itself, which no mail can
//! write (P9). What is posted twice counts once (P2).

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::desk::posting::Posting;
use crate::desk::reference::TicketNumber;
use crate::ledger::Place;
use crate::mail::Address;

use super::ledger::{Arrival, MailId, key, record_one};
use super::sql::{first, from_json, json, run, value, values};
use super::{Reading, StoreError, Tx};

/// A posting for the ledger.
#[derive(Debug, Clone, Copy)]
pub struct NewPosting<'a> {
    /// The mailbox of the portal.
    pub mailbox: &'a str,
    /// The bytes that stand for it.
    pub bytes: &'a [u8],
    /// The same for the same form of the same session.
    pub fingerprint: [u8; 32],
    /// The act.
    pub posting: &'a Posting,
}

/// What became of recording a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordedPosting {
    /// It is in the ledger, without an end.
    New(MailId),
    /// It was posted before.
    Before {
        /// The mail that stands for it.
        mail: MailId,
        /// The ticket that it is on.
        ticket: Option<TicketNumber>,
    },
}

/// Words that somebody else said on a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidMeanwhile {
    /// The comment.
    pub comment: i64,
    /// Who said them, by name.
    pub by: String,
}

impl Tx<'_> {
    /// Stores a posting.
    pub fn record_posting(&mut self, new: NewPosting<'_>, now: Timestamp) -> Result<RecordedPosting, StoreError> {
        const ID: &str = "SELECT id FROM mail WHERE fingerprint = ?1";
        const ACT: &str = "INSERT INTO posting (mail, act) VALUES (?1, ?2)";
        const TICKET: &str = "SELECT ticket FROM comment WHERE mail = ?1";
        let conn = self.conn()?;
        let before = |id: i64| -> Result<RecordedPosting, StoreError> {
            Ok(RecordedPosting::Before { mail: MailId(id), ticket: value(conn, TICKET, [id])?.map(TicketNumber) })
        };
        let name = format!("page-{}", data_encoding::HEXLOWER.encode(&new.fingerprint));
        let arrival = Arrival {
            place: Place { generation: 0, name },
            bytes: new.bytes.to_vec(),
            size: new.bytes.len() as u64,
            fingerprint: new.fingerprint,
            acts_after_fetch: false,
            old_since: None,
        };
        // A number of the ledger isn't used up by a double click, so mails have the same numbers with and without it.
        if let Some(id) = value(conn, ID, [key(&arrival)])? {
            return before(id);
        }
        let is_new = record_one(conn, new.mailbox, &arrival, now)?;
        let id: i64 = value(conn, ID, [key(&arrival)])?.ok_or(StoreError::Lost)?;
        if is_new {
            run(conn, ACT, params![id, json(new.posting)?])?;
            return Ok(RecordedPosting::New(MailId(id)));
        }
        before(id)
    }

    /// The first public words that somebody else said on a ticket after a comment.
    pub fn said_after(
        &mut self,
        ticket: TicketNumber,
        comment: i64,
        reader: &Address,
    ) -> Result<Option<SaidMeanwhile>, StoreError> {
        const SAID: &str = "SELECT id, author_name, author_address FROM comment WHERE ticket = ?1 AND id > ?2 \
                            AND visibility = 'public' AND author_address <> ?3 COLLATE NOCASE ORDER BY id LIMIT 1";
        first(self.conn()?, SAID, params![ticket.0, comment, reader.as_str()], |row| {
            let name: Option<String> = row.get("author_name")?;
            let address: Option<String> = row.get("author_address")?;
            let by = name.filter(|name| !name.is_empty()).or(address).unwrap_or_default();
            Ok(SaidMeanwhile { comment: row.get("id")?, by })
        })
    }
}

impl Reading {
    /// The mails of a ticket's comments that stand for postings.
    pub fn posted_on(&self, ticket: TicketNumber) -> Result<Vec<MailId>, StoreError> {
        const POSTED: &str = "SELECT posting.mail FROM comment JOIN posting ON posting.mail = comment.mail \
                              WHERE comment.ticket = ?1";
        Ok(values::<i64>(self.conn(), POSTED, [ticket.0])?.into_iter().map(MailId).collect())
    }

    /// The act of a posting, if this mail stands for one.
    pub fn posting(&self, mail: MailId) -> Result<Option<Posting>, StoreError> {
        posting(self.conn(), mail)
    }
}

fn posting(conn: &Connection, mail: MailId) -> Result<Option<Posting>, StoreError> {
    const ACT: &str = "SELECT act FROM posting WHERE mail = ?1";
    value::<String>(conn, ACT, [mail.0])?.map(from_json).transpose()
}
