//! What a step makes of a ticket becomes rows: the values of the ticket after it, as the desk's fold gave them, and each event
//! with who caused it, why, and by which mail (P7). What changes bring about beside the ticket is written here, too.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::desk::change::Change;
use crate::desk::event::Event;
use crate::desk::reference::TicketNumber;
use crate::desk::ticket::Ticket;
use crate::mail::{Contact, MessageId};

use super::due::{self, DueKind};
use super::sql::{json, ms, run};
use super::{MailId, StoreError, people};

/// What the rows of one step have in common.
#[derive(Clone, Copy)]
pub(super) struct Cause<'a> {
    pub(super) conn: &'a Connection,
    pub(super) now: Timestamp,
    /// Address of who caused it; `None` is the desk itself.
    pub(super) actor: Option<&'a str>,
    /// The mail that caused it.
    pub(super) mail: Option<MailId>,
}

impl Cause<'_> {
    /// Writes the ticket after a step. `false`: it is not as it was before any more, and nothing is written.
    pub(super) fn update(&self, before: &Ticket, after: &Ticket) -> Result<bool, StoreError> {
        const TOUCH: &str = "UPDATE ticket SET changed_at = ?3, latest_id = ?4, version = version + 1 \
                             WHERE number = ?1 AND version = ?2";
        const UPDATE: &str = "UPDATE ticket SET changed_at = ?3, latest_id = ?4, version = version + 1, status = ?5, \
                              status_at = ?6, assignee = ?7, team = ?8, fields = ?9, choices_told = ?10, partners = ?11, \
                              merged_into = ?12, spam = ?13, by_machine = ?14, organisation = ?15, requester = ?16 \
                              WHERE number = ?1 AND version = ?2";
        let latest = after.latest_id.as_ref().map(MessageId::as_str);
        let is_touched_only = Ticket {
            latest_id: before.latest_id.clone(),
            participants: before.participants.clone(),
            feedback: before.feedback,
            ..after.clone()
        } == *before;
        let rows = if is_touched_only {
            run(self.conn, TOUCH, params![after.number.0, before.version, ms(self.now), latest])?
        } else {
            let requester = after.requester.as_ref().map(|who| people::know(self.conn, who)).transpose()?;
            let row = params![
                after.number.0,
                before.version,
                ms(self.now),
                latest,
                after.status.as_str(),
                ms(after.status_since),
                after.assignee,
                after.team,
                json(&after.fields.0)?,
                json(&after.choices_told)?,
                json(&after.partners)?,
                after.merged_into.map(|into| into.0),
                after.spam,
                after.by_machine,
                after.organisation,
                requester,
            ];
            run(self.conn, UPDATE, row)?
        };
        if rows == 0 {
            return Ok(false);
        }
        self.write_participants(after.number, (&before.participants, &after.participants))?;
        Ok(true)
    }

    /// Opens a ticket, with all that it is after its first step.
    pub(super) fn insert(&self, new: &Ticket, follows: Option<TicketNumber>) -> Result<(), StoreError> {
        const OPEN: &str = "INSERT INTO ticket (number, subject, status, requester, mailbox, opening_id, latest_id, opened_at, \
                            changed_at, status_at, follows, organisation, team, assignee, fields, language, by_machine, \
                            choices_told, partners, merged_into, spam) \
                            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?20, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";
        let requester = new.requester.as_ref().map(|who| people::know(self.conn, who)).transpose()?;
        let row = params![
            new.number.0,
            new.subject.as_str(),
            new.status.as_str(),
            requester,
            new.mailbox,
            new.opening_id.as_ref().map(MessageId::as_str),
            new.latest_id.as_ref().map(MessageId::as_str),
            ms(self.now),
            follows.map(|number| number.0),
            new.organisation,
            new.team,
            new.assignee,
            json(&new.fields.0)?,
            new.language,
            new.by_machine,
            json(&new.choices_told)?,
            json(&new.partners)?,
            new.merged_into.map(|into| into.0),
            new.spam,
            ms(new.status_since),
        ];
        run(self.conn, OPEN, row)?;
        self.write_participants(new.number, (&[], &new.participants))
    }

    fn write_participants(
        &self,
        ticket: TicketNumber,
        (before, after): (&[Contact], &[Contact]),
    ) -> Result<(), StoreError> {
        const JOIN: &str = "INSERT INTO participant (ticket, person, place, at) \
                            SELECT ?1, ?2, coalesce(max(place), 0) + 1, ?3 FROM participant WHERE ticket = ?1";
        const LEAVE: &str = "DELETE FROM participant WHERE ticket = ?1 AND person = ?2";
        // Who left and came back stands last now: only who stands in the order of before was never away.
        let mut known = before.iter();
        let kept = after.iter().take_while(|who| known.any(|it| it == *who)).count();
        let (kept, joined) = after.split_at_checked(kept).unwrap_or((after, &[]));
        for who in before.iter().filter(|who| !kept.contains(who)) {
            run(self.conn, LEAVE, params![ticket.0, people::know(self.conn, who)?])?;
        }
        for who in joined {
            run(self.conn, JOIN, params![ticket.0, people::know(self.conn, who)?, ms(self.now)])?;
        }
        Ok(())
    }

    /// What a change brings about that is none of the ticket's own values.
    pub(super) fn bring_about(&self, ticket: TicketNumber, change: &Change) -> Result<(), StoreError> {
        const SHOW: &str = "UPDATE comment SET visibility = 'public' WHERE ticket = ?1 AND visibility = 'withheld' \
                            AND lower(author_address) = lower(?2)";
        const FAILED: &str = "UPDATE outbox SET state = 'failed', changed_at = ?2, words = ?3 \
                              WHERE letter = (SELECT id FROM letter WHERE message_id = ?1) AND state = 'accepted'";
        const ASKED: &str = "INSERT INTO feedback (ticket, asked_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        const ASKED_WHOM: &str =
            "UPDATE person SET asked_at = ?2 WHERE id = (SELECT requester FROM ticket WHERE number = ?1)";
        const RATED: &str = "INSERT INTO feedback (ticket, rated_at, score, comment) VALUES (?1, ?2, ?3, ?4) \
                             ON CONFLICT (ticket) DO UPDATE SET rated_at = ?2, score = ?3, comment = ?4";
        let now = ms(self.now);
        match change {
            Change::Join { who, .. } => run(self.conn, SHOW, params![ticket.0, who.address.as_str()]).map(drop),
            Change::LetterFailed { message_id, words, .. } => {
                run(self.conn, FAILED, params![message_id.as_str(), now, words]).map(drop)
            }
            Change::FeedbackDue { at } => {
                due::set(self.conn, ticket, DueKind::Feedback, &[(DueKind::Feedback.as_str(), *at)])
            }
            Change::FeedbackAsked => {
                run(self.conn, ASKED, [ticket.0, now])?;
                run(self.conn, ASKED_WHOM, [ticket.0, now]).map(drop)
            }
            Change::Rated { score, comment } => run(self.conn, RATED, params![ticket.0, now, score, comment]).map(drop),
            _ => Ok(()),
        }
    }

    /// One line of the ticket's story.
    pub(super) fn event(&self, ticket: TicketNumber, event: &Event) -> Result<(), StoreError> {
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
    let reason = reason.stored();
    run(conn, EVENT, params![ticket.0, ms(now), kind.as_str(), actor, before, after, reason, mail]).map(drop)
}
