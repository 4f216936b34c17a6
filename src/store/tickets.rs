//! Tickets as decisions see them: by number, and by what a mail says of them. Every question is a look-up by an index.

use rusqlite::{Connection, Row};

use crate::desk::decide::Snapshot;
use crate::desk::evidence::{Candidate, Carrier, Evidence};
use crate::desk::notice::NoticeKind;
use crate::desk::reference::TicketNumber;
use crate::desk::status::StatusName;
use crate::desk::ticket::{FeedbackState, Ticket};
use crate::mail::{MessageId, Subject};

use super::sql::{first, known, some_contact, some_message_id};
use super::{Reading, StoreError, Tx, people};

/// Tickets that one mail can name; more references are not meant seriously.
const MAX_CANDIDATES: usize = 20;
/// Message-IDs of one mail that are looked up, so that a mail with thousands of them costs no more than others.
const MAX_MESSAGE_IDS: usize = 50;

impl Tx<'_> {
    /// A ticket as it stands.
    pub fn ticket(&mut self, number: TicketNumber) -> Result<Option<Ticket>, StoreError> {
        ticket(self.conn()?, number)
    }

    /// What the database knows that bears on a mail: the tickets that it names, each once by its best carrier (subject
    /// before Message-IDs, in the order of the evidence), and which letter of ours it answers.
    pub fn snapshot(&mut self, evidence: &Evidence, in_reply_to: &[MessageId]) -> Result<Snapshot, StoreError> {
        snapshot(self.conn()?, evidence, in_reply_to)
    }
}

impl Reading<'_> {
    /// A ticket as it stands.
    pub fn ticket(&self, number: TicketNumber) -> Result<Option<Ticket>, StoreError> {
        ticket(self.conn(), number)
    }

    /// As [`Tx::snapshot`], for looking without doing.
    pub fn snapshot(&self, evidence: &Evidence, in_reply_to: &[MessageId]) -> Result<Snapshot, StoreError> {
        snapshot(self.conn(), evidence, in_reply_to)
    }
}

/// A ticket as it stands.
pub(super) fn ticket(conn: &Connection, number: TicketNumber) -> Result<Option<Ticket>, StoreError> {
    const TICKET: &str = "SELECT ticket.number, subject, status, person.name, person.address, assignee, mailbox, \
                          opening_id, latest_id, feedback.ticket, feedback.score \
                          FROM ticket LEFT JOIN person ON person.id = ticket.requester \
                          LEFT JOIN feedback ON feedback.ticket = ticket.number WHERE number = ?1";
    let found = first(conn, TICKET, [number.0], read_ticket)?;
    let Some(mut ticket) = found else { return Ok(None) };
    ticket.participants = people::participants(conn, number.0)?;
    Ok(Some(ticket))
}

fn read_ticket(row: &Row<'_>) -> Result<Ticket, StoreError> {
    let asked: Option<i64> = row.get(9)?;
    let score: Option<u8> = row.get(10)?;
    Ok(Ticket {
        number: TicketNumber(row.get(0)?),
        subject: Subject::from(row.get::<_, String>(1)?),
        status: StatusName(row.get(2)?),
        requester: some_contact(row.get(3)?, row.get(4)?)?,
        participants: Vec::new(),
        assignee: row.get(5)?,
        mailbox: row.get(6)?,
        feedback: match (asked, score) {
            (_, Some(score)) => FeedbackState::Rated(score),
            (Some(_), None) => FeedbackState::Asked,
            (None, None) => FeedbackState::NotAsked,
        },
        opening_id: some_message_id(row.get(7)?),
        latest_id: some_message_id(row.get(8)?),
    })
}

fn snapshot(conn: &Connection, evidence: &Evidence, in_reply_to: &[MessageId]) -> Result<Snapshot, StoreError> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut add = |carrier, number: TicketNumber| {
        let is_new = candidates.len() < MAX_CANDIDATES && candidates.iter().all(|c| c.ticket.number != number);
        if let Some(ticket) = if is_new { ticket(conn, number)? } else { None } {
            candidates.push(Candidate { carrier, ticket });
        }
        Ok::<(), StoreError>(())
    };
    for number in evidence.references.iter().take(MAX_CANDIDATES) {
        add(Carrier::Subject, *number)?;
    }
    for id in evidence.message_ids.iter().take(MAX_MESSAGE_IDS) {
        if let Some(number) = ticket_of(conn, id)? {
            add(Carrier::MessageId, number)?;
        }
    }
    Ok(Snapshot { candidates, answers: letter_kind(conn, in_reply_to)? })
}

/// The ticket that a Message-ID belongs to: of our letters first, which nobody else can have made; then of mails.
fn ticket_of(conn: &Connection, id: &MessageId) -> Result<Option<TicketNumber>, StoreError> {
    const OURS: &str = "SELECT ticket FROM letter WHERE message_id = ?1 AND ticket IS NOT NULL";
    const THEIRS: &str = "SELECT ticket FROM comment WHERE message_id = ?1 ORDER BY id LIMIT 1";
    let number = |sql| first(conn, sql, [id.as_str()], |row| Ok(TicketNumber(row.get(0)?)));
    match number(OURS)? {
        Some(found) => Ok(Some(found)),
        None => number(THEIRS),
    }
}

/// The kind of the first letter of ours among these.
fn letter_kind(conn: &Connection, ids: &[MessageId]) -> Result<Option<NoticeKind>, StoreError> {
    const KIND: &str = "SELECT notice FROM letter WHERE message_id = ?1";
    for id in ids.iter().take(MAX_MESSAGE_IDS) {
        let name: Option<String> = first(conn, KIND, [id.as_str()], |row| Ok(row.get(0)?))?;
        if let Some(name) = name {
            return known(NoticeKind::parse(&name), &name).map(Some);
        }
    }
    Ok(None)
}
