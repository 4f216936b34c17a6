//! Reads a ticket by its number, for decisions.

use rusqlite::Connection;

use crate::desk::field::Fields;
use crate::desk::reference::TicketNumber;
use crate::desk::status::StatusName;
use crate::desk::ticket::{FeedbackState, Ticket};
use crate::mail::Subject;

use super::sql::{Row, at, first, from_json, some_contact, some_message_id};
use super::{Reading, StoreError, Tx, people};

impl Reading {
    /// The present ticket.
    pub fn ticket(&self, number: TicketNumber) -> Result<Option<Ticket>, StoreError> {
        ticket(self.conn(), number)
    }
}

impl Tx<'_> {
    /// The present ticket.
    pub fn ticket(&mut self, number: TicketNumber) -> Result<Option<Ticket>, StoreError> {
        ticket(self.conn()?, number)
    }
}

/// The present ticket.
pub(super) fn ticket(conn: &Connection, number: TicketNumber) -> Result<Option<Ticket>, StoreError> {
    const TICKET: &str = "SELECT ticket.number, subject, status, status_at, person.name AS requester_name, \
                          person.address AS requester_address, answered.name AS answers_name, \
                          answered.address AS answers_address, organisation, assignee, team, fields, partners, \
                          language, merged_into, spam, by_machine, quiet, version, choices_told, mailbox, \
                          feedback.ticket AS asked, score, opening_id, latest_id, customer_tag FROM ticket \
                          LEFT JOIN person ON person.id = ticket.requester \
                          LEFT JOIN person AS answered ON answered.id = ticket.answers_to \
                          LEFT JOIN feedback ON feedback.ticket = ticket.number WHERE number = ?1";
    let found = first(conn, TICKET, [number.0], read_ticket)?;
    let Some(mut ticket) = found else { return Ok(None) };
    ticket.participants = people::participants(conn, number.0)?;
    Ok(Some(ticket))
}

fn read_ticket(row: &Row<'_>) -> Result<Ticket, StoreError> {
    Ok(Ticket {
        number: TicketNumber(row.get("number")?),
        subject: Subject::from(row.get::<String>("subject")?),
        status: StatusName(row.get("status")?),
        status_since: at(row.get("status_at")?),
        requester: some_contact(row.get("requester_name")?, row.get("requester_address")?)?,
        answers_to: some_contact(row.get("answers_name")?, row.get("answers_address")?)?,
        participants: Vec::new(),
        organisation: row.get("organisation")?,
        assignee: row.get("assignee")?,
        team: row.get("team")?,
        fields: Fields(from_json(row.get("fields")?)?),
        partners: from_json(row.get("partners")?)?,
        language: row.get("language")?,
        merged_into: row.get::<Option<i64>>("merged_into")?.map(TicketNumber),
        spam: row.get("spam")?,
        by_machine: row.get("by_machine")?,
        quiet: row.get("quiet")?,
        version: row.get("version")?,
        choices_told: from_json(row.get("choices_told")?)?,
        mailbox: row.get("mailbox")?,
        feedback: match (row.get::<Option<i64>>("asked")?, row.get("score")?) {
            (_, Some(score)) => FeedbackState::Rated(score),
            (Some(_), None) => FeedbackState::Asked,
            (None, None) => FeedbackState::NotAsked,
        },
        opening_id: some_message_id(row.get("opening_id")?),
        latest_id: some_message_id(row.get("latest_id")?),
        customer_tag: row.get("customer_tag")?,
    })
}
