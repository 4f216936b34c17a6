//! Tickets as decisions see them, by number. A look-up by an index.

use rusqlite::{Connection, Row};

use crate::desk::field::Fields;
use crate::desk::reference::TicketNumber;
use crate::desk::status::StatusName;
use crate::desk::ticket::{FeedbackState, Ticket};
use crate::mail::Subject;

use super::sql::{at, first, from_json, some_contact, some_message_id};
use super::{Reading, StoreError, people};

impl Reading {
    /// A ticket as it stands.
    pub fn ticket(&self, number: TicketNumber) -> Result<Option<Ticket>, StoreError> {
        ticket(self.conn(), number)
    }
}

/// A ticket as it stands.
pub(super) fn ticket(conn: &Connection, number: TicketNumber) -> Result<Option<Ticket>, StoreError> {
    const TICKET: &str = "SELECT ticket.number, subject, status, person.name, person.address, assignee, mailbox, \
                          opening_id, latest_id, feedback.ticket, feedback.score, status_at, organisation, team, \
                          fields, partners, language, merged_into, spam, choices_told, by_machine, version \
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
        status_since: at(row.get(11)?),
        requester: some_contact(row.get(3)?, row.get(4)?)?,
        participants: Vec::new(),
        organisation: row.get(12)?,
        assignee: row.get(5)?,
        team: row.get(13)?,
        fields: Fields(from_json(&row.get::<_, String>(14)?)?),
        partners: from_json(&row.get::<_, String>(15)?)?,
        language: row.get(16)?,
        merged_into: row.get::<_, Option<i64>>(17)?.map(TicketNumber),
        spam: row.get(18)?,
        by_machine: row.get(20)?,
        version: row.get(21)?,
        choices_told: from_json(&row.get::<_, String>(19)?)?,
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
