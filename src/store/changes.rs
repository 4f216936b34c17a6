//! Writes the result of a step: the values of the ticket after it, as computed by the desk's fold, and each event with
//! its author, reason and mail (P7). Also writes the effects of changes outside the ticket's own row.

use jiff::Timestamp;
use rusqlite::{Connection, named_params, params};

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
pub(super) struct EventCause<'a> {
    pub(super) conn: &'a Connection,
    pub(super) now: Timestamp,
    /// The address of the author. `None`: the desk itself.
    pub(super) actor: Option<&'a str>,
    /// The mail that caused it.
    pub(super) mail: Option<MailId>,
}

impl<'a> EventCause<'a> {
    /// The desk itself, and no mail.
    pub(super) fn desk(conn: &'a Connection, now: Timestamp) -> Self {
        Self { conn, now, actor: None, mail: None }
    }

    /// Writes the ticket after a step. `false`: somebody else changed it since it was read, and nothing is written.
    pub(super) fn update(&self, before: &Ticket, after: &Ticket) -> Result<bool, StoreError> {
        const TOUCH: &str = "UPDATE ticket SET changed_at = :now, latest_id = :latest_id, customer_tag = :tag, quiet = :quiet, version = version + 1 \
                             WHERE number = :number AND version = :version";
        const UPDATE: &str = "UPDATE ticket SET changed_at = :now, latest_id = :latest_id, customer_tag = :tag, quiet = :quiet, version = version + 1, \
                              status = :status, status_at = :status_at, assignee = :assignee, team = :team, \
                              fields = :fields, choices_told = :choices_told, partners = :partners, \
                              merged_into = :merged_into, spam = :spam, by_machine = :by_machine, \
                              organisation = :organisation, requester = :requester, answers_to = :answers_to \
                              WHERE number = :number AND version = :version";
        let (number, version, now) = (after.number.0, before.version, ms(self.now));
        let latest = after.latest_id.as_ref().map(MessageId::as_str);
        let is_touched_only = Ticket {
            latest_id: before.latest_id.clone(),
            customer_tag: before.customer_tag.clone(),
            quiet: before.quiet,
            participants: before.participants.clone(),
            feedback: before.feedback,
            ..after.clone()
        } == *before;
        let rows = if is_touched_only {
            let row = named_params! {
                ":number": number,
                ":version": version,
                ":now": now,
                ":latest_id": latest,
                ":tag": after.customer_tag,
                ":quiet": after.quiet,
            };
            run(self.conn, TOUCH, row)?
        } else {
            let requester = after.requester.as_ref().map(|who| people::know(self.conn, who)).transpose()?;
            let answers_to = after.answers_to.as_ref().map(|who| people::know(self.conn, who)).transpose()?;
            let row = named_params! {
                ":number": number,
                ":version": version,
                ":now": now,
                ":latest_id": latest,
                ":tag": after.customer_tag,
                ":quiet": after.quiet,
                ":status": after.status.as_str(),
                ":status_at": ms(after.status_since),
                ":assignee": after.assignee,
                ":team": after.team,
                ":fields": json(&after.fields.0)?,
                ":choices_told": json(&after.choices_told)?,
                ":partners": json(&after.partners)?,
                ":merged_into": after.merged_into.map(|into| into.0),
                ":spam": after.spam,
                ":by_machine": after.by_machine,
                ":organisation": after.organisation,
                ":requester": requester,
                ":answers_to": answers_to,
            };
            run(self.conn, UPDATE, row)?
        };
        if rows == 0 {
            return Ok(false);
        }
        self.write_participants(after.number, &before.participants, &after.participants)?;
        Ok(true)
    }

    /// Opens a ticket as it is after its first step.
    pub(super) fn insert(&self, new: &Ticket, follows: Option<TicketNumber>) -> Result<(), StoreError> {
        const OPEN: &str = "INSERT INTO ticket (number, subject, status, status_at, requester, mailbox, opening_id, \
                            latest_id, customer_tag, opened_at, changed_at, follows, organisation, team, assignee, fields, \
                            language, by_machine, quiet, choices_told, partners, merged_into, spam, answers_to) \
                            VALUES (:number, :subject, :status, :status_at, :requester, :mailbox, :opening_id, \
                            :latest_id, :tag, :now, :now, :follows, :organisation, :team, :assignee, :fields, \
                            :language, :by_machine, :quiet, :choices_told, :partners, :merged_into, :spam, :answers_to)";
        let requester = new.requester.as_ref().map(|who| people::know(self.conn, who)).transpose()?;
        let answers_to = new.answers_to.as_ref().map(|who| people::know(self.conn, who)).transpose()?;
        let row = named_params! {
            ":number": new.number.0,
            ":subject": new.subject.as_str(),
            ":status": new.status.as_str(),
            ":status_at": ms(new.status_since),
            ":requester": requester,
            ":mailbox": new.mailbox,
            ":opening_id": new.opening_id.as_ref().map(MessageId::as_str),
            ":latest_id": new.latest_id.as_ref().map(MessageId::as_str),
            ":tag": new.customer_tag,
            ":now": ms(self.now),
            ":follows": follows.map(|number| number.0),
            ":organisation": new.organisation,
            ":team": new.team,
            ":assignee": new.assignee,
            ":fields": json(&new.fields.0)?,
            ":language": new.language,
            ":by_machine": new.by_machine,
            ":quiet": new.quiet,
            ":choices_told": json(&new.choices_told)?,
            ":partners": json(&new.partners)?,
            ":merged_into": new.merged_into.map(|into| into.0),
            ":spam": new.spam,
            ":answers_to": answers_to,
        };
        run(self.conn, OPEN, row)?;
        self.write_participants(new.number, &[], &new.participants)
    }

    fn write_participants(
        &self,
        ticket: TicketNumber,
        before: &[Contact],
        after: &[Contact],
    ) -> Result<(), StoreError> {
        const JOIN: &str = "INSERT INTO participant (ticket, person, place, at) \
                            SELECT ?1, ?2, coalesce(max(place), 0) + 1, ?3 FROM participant WHERE ticket = ?1";
        const LEAVE: &str = "DELETE FROM participant WHERE ticket = ?1 AND person = ?2";
        // Whoever left and came back is last now. Only those in the old order never left.
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

    /// Writes the effects of a change outside the ticket's own row.
    pub(super) fn bring_about(&self, ticket: TicketNumber, change: &Change) -> Result<(), StoreError> {
        const SHOW: &str = "UPDATE comment SET visibility = 'public' WHERE ticket = ?1 AND visibility = 'withheld' \
                            AND lower(author_address) = lower(?2)";
        const FAILED: &str = "UPDATE outbox SET state = 'failed', changed_at = ?2, words = ?3 \
                              WHERE letter = (SELECT id FROM letter WHERE message_id = ?1) AND state = 'accepted'";
        const HANDED: &str = "INSERT INTO handed (partner, ticket) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        const ASKED: &str = "INSERT INTO feedback (ticket, asked_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        const ASKED_WHOM: &str =
            "UPDATE person SET asked_at = ?2 WHERE id = (SELECT requester FROM ticket WHERE number = ?1)";
        const RATED: &str = "INSERT INTO feedback (ticket, rated_at, score, comment) \
                             VALUES (:ticket, :now, :score, :comment) ON CONFLICT (ticket) \
                             DO UPDATE SET rated_at = :now, score = :score, comment = :comment";
        let now = ms(self.now);
        match change {
            Change::Join { who, .. } => run(self.conn, SHOW, params![ticket.0, who.address.as_str()]).map(drop),
            Change::LetterFailed { message_id, words, .. } => {
                run(self.conn, FAILED, params![message_id.as_str(), now, words]).map(drop)
            }
            Change::Handed { partner, .. } => run(self.conn, HANDED, params![partner, ticket.0]).map(drop),
            Change::FeedbackDue { at } => {
                due::set(self.conn, ticket, DueKind::Feedback, &[(DueKind::Feedback.as_str(), *at)])
            }
            Change::FeedbackAsked => {
                run(self.conn, ASKED, [ticket.0, now])?;
                run(self.conn, ASKED_WHOM, [ticket.0, now]).map(drop)
            }
            Change::Rated { score, comment } => {
                let row = named_params! { ":ticket": ticket.0, ":now": now, ":score": score, ":comment": comment };
                run(self.conn, RATED, row).map(drop)
            }
            _ => Ok(()),
        }
    }

    /// Writes one line of the ticket's story.
    pub(super) fn event(&self, ticket: TicketNumber, event: &Event) -> Result<(), StoreError> {
        const EVENT: &str = "INSERT INTO event (ticket, at, kind, actor, before, after, reason, mail) \
                             VALUES (:ticket, :now, :kind, :actor, :before, :after, :reason, :mail)";
        let row = named_params! {
            ":ticket": ticket.0,
            ":now": ms(self.now),
            ":kind": event.kind.as_str(),
            ":actor": self.actor,
            ":before": event.before,
            ":after": event.after,
            ":reason": event.reason.stored(),
            ":mail": self.mail.map(|mail| mail.0),
        };
        run(self.conn, EVENT, row).map(drop)
    }
}
