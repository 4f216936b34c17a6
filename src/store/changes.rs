//! Changes of a ticket become rows, each with who caused it, why, and by which mail (P7).

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::desk::decide::Change;
use crate::desk::event::{Event, EventKind};
use crate::desk::reference::TicketNumber;

use super::due::{self, DueKind};
use super::sql::{first, from_json, json, ms, run};
use super::{MailId, StoreError, people};

/// Writes changes that have one cause.
pub(super) struct Changes<'a> {
    pub(super) conn: &'a Connection,
    pub(super) now: Timestamp,
    /// Address of who caused them; `None` is the desk itself.
    pub(super) actor: Option<&'a str>,
    /// The mail that caused them.
    pub(super) mail: Option<MailId>,
}

impl Changes<'_> {
    /// Writes one.
    pub(super) fn write(&self, ticket: TicketNumber, change: &Change) -> Result<(), StoreError> {
        const STATUS: &str = "UPDATE ticket SET status = ?2, status_at = ?3 WHERE number = ?1";
        const ASSIGN: &str = "UPDATE ticket SET assignee = ?2 WHERE number = ?1";
        const TEAM: &str = "UPDATE ticket SET team = ?2 WHERE number = ?1";
        const MERGED: &str = "UPDATE ticket SET merged_into = ?2 WHERE number = ?1";
        const SPAM: &str = "UPDATE ticket SET spam = 1 WHERE number = ?1";
        const REQUESTER: &str = "UPDATE ticket SET requester = ?2, organisation = ?3, by_machine = 0 WHERE number = ?1";
        const JOIN: &str = "INSERT INTO participant (ticket, person, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        const SHOW: &str = "UPDATE comment SET visibility = 'public' WHERE ticket = ?1 AND visibility = 'withheld' \
                            AND lower(author_address) = lower(?2)";
        const LEAVE: &str = "DELETE FROM participant WHERE ticket = ?1 AND person = ?2";
        const FAILED: &str = "UPDATE outbox SET state = 'failed', changed_at = ?2, words = ?3 \
                              WHERE letter = (SELECT id FROM letter WHERE message_id = ?1) AND state = 'accepted'";
        const ASKED: &str = "INSERT INTO feedback (ticket, asked_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        const ASKED_WHOM: &str =
            "UPDATE person SET asked_at = ?2 WHERE id = (SELECT requester FROM ticket WHERE number = ?1)";
        const RATED: &str = "INSERT INTO feedback (ticket, rated_at, score, comment) VALUES (?1, ?2, ?3, ?4) \
                             ON CONFLICT (ticket) DO UPDATE SET rated_at = ?2, score = ?3, comment = ?4";
        match change {
            Change::Status { from, to, reason } => {
                run(self.conn, STATUS, params![ticket.0, to.as_str(), ms(self.now)])?;
                let (before, after) = (Some(from.0.clone()), Some(to.0.clone()));
                self.event(ticket, &Event { before, after, ..Event::new(EventKind::Status, reason) })
            }
            Change::Assign { to, reason } => {
                let before = self.text_of(ticket, "SELECT assignee FROM ticket WHERE number = ?1")?;
                run(self.conn, ASSIGN, params![ticket.0, to])?;
                let after = Some(to.clone());
                self.event(ticket, &Event { before, after, ..Event::new(EventKind::Assigned, reason) })
            }
            Change::Team { to, reason } => {
                let before = self.text_of(ticket, "SELECT team FROM ticket WHERE number = ?1")?;
                run(self.conn, TEAM, params![ticket.0, to])?;
                let after = Some(to.clone());
                self.event(ticket, &Event { before, after, ..Event::new(EventKind::Team, reason) })
            }
            Change::Field { name, to, reason } => self.set_field(ticket, (name, to.as_deref()), reason),
            Change::ChoicesTold { fields } => self.tell_choices(ticket, fields),
            Change::JudgementAsked { reason } => self.event(ticket, &Event::new(EventKind::JudgementAsked, reason)),
            Change::Handed { partner, reason } => self.hand(ticket, partner, reason),
            Change::Merged { into, reason } => {
                run(self.conn, MERGED, [ticket.0, into.0])?;
                let after = Some(into.to_string());
                self.event(ticket, &Event { after, ..Event::new(EventKind::Merged, reason) })
            }
            Change::Split { subject, reason } => {
                let after = Some(subject.as_str().to_owned());
                self.event(ticket, &Event { after, ..Event::new(EventKind::Split, reason) })
            }
            Change::Spam { reason } => {
                run(self.conn, SPAM, [ticket.0])?;
                self.event(ticket, &Event::new(EventKind::Spam, reason))
            }
            Change::Requester { to, organisation, reason } => {
                let before = self.requester(ticket)?;
                run(self.conn, REQUESTER, params![ticket.0, people::know(self.conn, to)?, organisation])?;
                let after = Some(to.address.to_string());
                self.event(ticket, &Event { before, after, ..Event::new(EventKind::Requester, reason) })
            }
            Change::Join { who, reason } => {
                run(self.conn, JOIN, params![ticket.0, people::know(self.conn, who)?, ms(self.now)])?;
                run(self.conn, SHOW, params![ticket.0, who.address.as_str()])?;
                let after = Some(who.address.to_string());
                self.event(ticket, &Event { after, ..Event::new(EventKind::Joined, reason) })
            }
            Change::Leave { who, reason } => {
                run(self.conn, LEAVE, params![ticket.0, people::know(self.conn, who)?])?;
                let before = Some(who.address.to_string());
                self.event(ticket, &Event { before, ..Event::new(EventKind::Left, reason) })
            }
            Change::LetterFailed { message_id, words } => {
                const TO: &str = "SELECT to_address FROM letter WHERE message_id = ?1";
                run(self.conn, FAILED, params![message_id.as_str(), ms(self.now), words])?;
                let after: Option<String> = first(self.conn, TO, [message_id.as_str()], |row| Ok(row.get(0)?))?;
                self.event(ticket, &Event { after, ..Event::new(EventKind::LetterFailed, words) })
            }
            Change::FeedbackDue { at } => {
                due::set(self.conn, ticket, DueKind::Feedback, &[(DueKind::Feedback.as_str(), *at)])
            }
            Change::LetterSpared { reason } => self.event(ticket, &Event::new(EventKind::LetterSpared, reason)),
            Change::FeedbackSpared { reason } => self.event(ticket, &Event::new(EventKind::FeedbackSpared, reason)),
            Change::FeedbackAsked => {
                run(self.conn, ASKED, params![ticket.0, ms(self.now)])?;
                run(self.conn, ASKED_WHOM, params![ticket.0, ms(self.now)])?;
                self.event(ticket, &Event::new(EventKind::FeedbackAsked, "the ticket is done"))
            }
            Change::Rated { score, comment } => {
                run(self.conn, RATED, params![ticket.0, ms(self.now), score, comment])?;
                let after = Some(score.to_string());
                self.event(ticket, &Event { after, ..Event::new(EventKind::Rated, comment) })
            }
        }
    }

    fn set_field(
        &self,
        ticket: TicketNumber,
        (name, to): (&str, Option<&str>),
        reason: &str,
    ) -> Result<(), StoreError> {
        const SET: &str = "UPDATE ticket SET fields = ?2 WHERE number = ?1";
        let known = self.text_of(ticket, "SELECT fields FROM ticket WHERE number = ?1")?.unwrap_or_default();
        let mut fields: BTreeMap<String, String> = from_json(&known)?;
        let before = match to {
            Some(to) => fields.insert(name.to_owned(), to.to_owned()),
            None => fields.remove(name),
        };
        run(self.conn, SET, params![ticket.0, json(&fields)?])?;
        let value = |value: &str| format!("{name}: {value}");
        let (before, after) = (before.as_deref().map(value), to.map(value));
        self.event(ticket, &Event { before, after, ..Event::new(EventKind::Field, reason) })
    }

    fn tell_choices(&self, ticket: TicketNumber, fields: &[String]) -> Result<(), StoreError> {
        const TOLD: &str = "UPDATE ticket SET choices_told = ?2 WHERE number = ?1";
        let known = self.text_of(ticket, "SELECT choices_told FROM ticket WHERE number = ?1")?.unwrap_or_default();
        let mut told: Vec<String> = from_json(&known)?;
        told.extend(fields.iter().filter(|field| !told.contains(field)).cloned().collect::<Vec<_>>());
        run(self.conn, TOLD, params![ticket.0, json(&told)?])?;
        let after = Some(fields.join(", "));
        self.event(ticket, &Event { after, ..Event::new(EventKind::ChoicesTold, "a form line was wrong") })
    }

    fn hand(&self, ticket: TicketNumber, partner: &str, reason: &str) -> Result<(), StoreError> {
        const HAND: &str = "UPDATE ticket SET partners = ?2 WHERE number = ?1";
        let known = self.text_of(ticket, "SELECT partners FROM ticket WHERE number = ?1")?.unwrap_or_default();
        let mut partners: Vec<String> = from_json(&known)?;
        if !partners.iter().any(|known| known == partner) {
            partners.push(partner.to_owned());
            run(self.conn, HAND, params![ticket.0, json(&partners)?])?;
        }
        let after = Some(partner.to_owned());
        self.event(ticket, &Event { after, ..Event::new(EventKind::Handed, reason) })
    }

    fn text_of(&self, ticket: TicketNumber, sql: &'static str) -> Result<Option<String>, StoreError> {
        Ok(first(self.conn, sql, [ticket.0], |row| Ok(row.get(0)?))?.flatten())
    }

    fn requester(&self, ticket: TicketNumber) -> Result<Option<String>, StoreError> {
        const REQUESTER: &str = "SELECT person.address FROM ticket JOIN person ON person.id = ticket.requester \
                                 WHERE number = ?1";
        first(self.conn, REQUESTER, [ticket.0], |row| Ok(row.get(0)?))
    }

    fn event(&self, ticket: TicketNumber, event: &Event) -> Result<(), StoreError> {
        tell(self.conn, ticket, event, self.now, (self.actor, self.mail))
    }
}

/// Writes one line of a ticket's story; `cause` is who and which mail caused it.
pub(super) fn tell(
    conn: &Connection,
    ticket: TicketNumber,
    event: &Event,
    now: Timestamp,
    cause: (Option<&str>, Option<MailId>),
) -> Result<(), StoreError> {
    const EVENT: &str = "INSERT INTO event (ticket, at, kind, actor, before, after, reason, mail) \
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let Event { kind, before, after, reason } = event;
    let (actor, mail) = (cause.0, cause.1.map(|mail| mail.0));
    run(conn, EVENT, params![ticket.0, ms(now), kind.as_str(), actor, before, after, reason, mail]).map(drop)
}
