//! A decision becomes rows: ticket, people, comments, changes with their reasons, and the end of the mail, all inside
//! the caller's transaction (P1, P4, P7).

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::desk::decide::{Change, Decision, NewComment, NewTicket, Target};
use crate::desk::people::Role;
use crate::desk::reference::TicketNumber;
use crate::desk::ticket::Ticket;
use crate::mail::inbound::Attachment;
use crate::mail::{Contact, MessageId, Subject};

use super::sql::{count, first, ms, run};
use super::{MailId, StoreError, Tx, people, tickets};

/// The mail that a decision is about, as the ledger shall show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailMark {
    /// Its number in the ledger.
    pub id: MailId,
    /// Its Message-ID.
    pub message_id: Option<MessageId>,
    /// Who wrote it, as far as it says.
    pub from: Option<Contact>,
    /// Its subject.
    pub subject: Subject,
    /// `person`, or the kind of machine.
    pub origin: String,
    /// The files that came with it.
    pub attachments: Vec<Attachment>,
}

/// What stands after a decision was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The ticket as it stands after.
    pub ticket: Option<Ticket>,
    /// The comment that the mail became.
    pub first_comment: Option<i64>,
}

/// What one decision's rows have in common.
struct Scene<'a> {
    conn: &'a Connection,
    mail: &'a MailMark,
    decision: &'a Decision,
    now: Timestamp,
}

impl Tx<'_> {
    /// Writes a decision and the end of its mail. A mail that has an end already is a contradiction: it counts once.
    pub fn apply(&mut self, mail: &MailMark, decision: &Decision, now: Timestamp) -> Result<Applied, StoreError> {
        let conn = self.conn()?;
        let scene = Scene { conn, mail, decision, now };
        scene.end_mail()?;
        let number = match &decision.target {
            Target::New(ticket) => scene.open_ticket(ticket)?,
            Target::Existing(number) => scene.touch_ticket(*number)?,
            Target::Nothing => return scene.without_ticket(),
        };
        let first_comment = scene.write_comments(number)?;
        for change in &decision.changes {
            scene.change(number, change)?;
        }
        Ok(Applied { ticket: tickets::ticket(conn, number)?, first_comment: Some(first_comment) })
    }
}

impl Scene<'_> {
    fn end_mail(&self) -> Result<(), StoreError> {
        const END: &str = "UPDATE mail SET end = ?2, done_at = ?3, reasons = ?4, message_id = ?5, from_name = ?6, \
                           from_address = ?7, subject = ?8, origin = ?9 WHERE id = ?1 AND end IS NULL";
        let Self { mail, decision, .. } = self;
        let reasons = serde_json::to_string(&decision.reasons).map_err(|error| StoreError::Sql(error.to_string()))?;
        let row = params![
            mail.id.0,
            decision.end.as_str(),
            ms(self.now),
            reasons,
            mail.message_id.as_ref().map(MessageId::as_str),
            mail.from.as_ref().map(Contact::name),
            mail.from.as_ref().map(|from| from.address.as_str()),
            mail.subject.as_str(),
            mail.origin,
        ];
        match run(self.conn, END, row)? {
            0 => Err(StoreError::Contradiction(format!("mail {} is not in the ledger, or has its end", mail.id.0))),
            _ => Ok(()),
        }
    }

    fn open_ticket(&self, new: &NewTicket) -> Result<TicketNumber, StoreError> {
        const OPEN: &str = "INSERT INTO ticket (subject, status, requester, mailbox, opening_id, latest_id, opened_at, \
                            changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?6) RETURNING number";
        let requester = new.requester.as_ref().map(|who| people::know(self.conn, who)).transpose()?;
        let row = params![
            new.subject.as_str(),
            new.status.as_str(),
            requester,
            new.mailbox,
            new.opening_id.as_ref().map(MessageId::as_str),
            ms(self.now),
        ];
        let number = first(self.conn, OPEN, row, |row| Ok(TicketNumber(row.get(0)?)))?.ok_or(StoreError::Lost)?;
        let reason = self.decision.reasons.join("; ");
        self.event(number, Happening { after: Some(new.status.as_str()), ..Happening::new("opened", &reason) })?;
        Ok(number)
    }

    fn touch_ticket(&self, number: TicketNumber) -> Result<TicketNumber, StoreError> {
        const TOUCH: &str = "UPDATE ticket SET changed_at = ?2, latest_id = coalesce(?3, latest_id) WHERE number = ?1";
        let by_requester = self.decision.comments.first().is_some_and(|comment| comment.role == Role::Requester);
        let latest = self.mail.message_id.as_ref().filter(|_| by_requester).map(MessageId::as_str);
        match run(self.conn, TOUCH, params![number.0, ms(self.now), latest])? {
            0 => Err(StoreError::Contradiction(format!("there is no ticket {number} to write on"))),
            _ => Ok(number),
        }
    }

    fn without_ticket(&self) -> Result<Applied, StoreError> {
        if self.decision.comments.is_empty() && self.decision.changes.is_empty() {
            return Ok(Applied { ticket: None, first_comment: None });
        }
        Err(StoreError::Contradiction("a decision without a ticket has something to write on one".to_owned()))
    }

    /// The first comment is the mail: it carries its number, which is UNIQUE among comments (P2).
    fn write_comments(&self, ticket: TicketNumber) -> Result<i64, StoreError> {
        let Some((first, others)) = self.decision.comments.split_first() else {
            return Err(StoreError::Contradiction("a decision on a ticket has no comment for its mail".to_owned()));
        };
        let id = self.write_comment(ticket, first, Some(self.mail))?;
        for attachment in &self.mail.attachments {
            self.write_attachment(id, attachment)?;
        }
        for comment in others {
            self.write_comment(ticket, comment, None)?;
        }
        Ok(id)
    }

    fn write_comment(
        &self,
        ticket: TicketNumber,
        comment: &NewComment,
        mail: Option<&MailMark>,
    ) -> Result<i64, StoreError> {
        const COMMENT: &str = "INSERT INTO comment (ticket, mail, message_id, at, author_name, author_address, role, \
                               visibility, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id";
        let row = params![
            ticket.0,
            mail.map(|mail| mail.id.0),
            mail.and_then(|mail| mail.message_id.as_ref()).map(MessageId::as_str),
            ms(self.now),
            comment.author.as_ref().map(Contact::name),
            comment.author.as_ref().map(|author| author.address.as_str()),
            comment.role.as_str(),
            comment.visibility.as_str(),
            comment.text,
        ];
        first(self.conn, COMMENT, row, |row| Ok(row.get(0)?))?.ok_or(StoreError::Lost)
    }

    fn write_attachment(&self, comment: i64, attachment: &Attachment) -> Result<(), StoreError> {
        const ATTACHMENT: &str = "INSERT INTO attachment (comment, place, name, content_type, size, content_id, inline) \
                                  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING";
        let Attachment { index, name, content_type, size, content_id, inline } = attachment;
        let row = params![comment, index, name, content_type, count(*size), content_id, inline];
        run(self.conn, ATTACHMENT, row).map(drop)
    }

    fn change(&self, ticket: TicketNumber, change: &Change) -> Result<(), StoreError> {
        const STATUS: &str = "UPDATE ticket SET status = ?2 WHERE number = ?1";
        const ASSIGN: &str = "UPDATE ticket SET assignee = ?2 WHERE number = ?1";
        const ASKED: &str = "INSERT INTO feedback (ticket, asked_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        const RATED: &str = "INSERT INTO feedback (ticket, rated_at, score, comment) VALUES (?1, ?2, ?3, ?4) \
                             ON CONFLICT (ticket) DO UPDATE SET rated_at = ?2, score = ?3, comment = ?4";
        match change {
            Change::Status { from, to, reason } => {
                run(self.conn, STATUS, params![ticket.0, to.as_str()])?;
                let (before, after) = (Some(from.as_str()), Some(to.as_str()));
                self.event(ticket, Happening { before, after, ..Happening::new("status", reason) })
            }
            Change::Assign { to, reason } => {
                let before = self.assignee(ticket)?;
                run(self.conn, ASSIGN, params![ticket.0, to])?;
                let happening =
                    Happening { before: before.as_deref(), after: Some(to), ..Happening::new("assigned", reason) };
                self.event(ticket, happening)
            }
            Change::FeedbackAsked => {
                run(self.conn, ASKED, params![ticket.0, ms(self.now)])?;
                self.event(ticket, Happening::new("feedback-asked", "the ticket is done"))
            }
            Change::Rated { score, comment } => {
                run(self.conn, RATED, params![ticket.0, ms(self.now), score, comment])?;
                let score = score.to_string();
                self.event(ticket, Happening { after: Some(&score), ..Happening::new("rated", comment) })
            }
        }
    }

    fn assignee(&self, ticket: TicketNumber) -> Result<Option<String>, StoreError> {
        const ASSIGNEE: &str = "SELECT assignee FROM ticket WHERE number = ?1";
        Ok(first(self.conn, ASSIGNEE, [ticket.0], |row| Ok(row.get(0)?))?.flatten())
    }

    fn event(&self, ticket: TicketNumber, happening: Happening<'_>) -> Result<(), StoreError> {
        let actor = self.mail.from.as_ref().map(|from| from.address.as_str());
        happening.write(self.conn, ticket, self.now, (actor, Some(self.mail.id)))
    }
}

/// One line of a ticket's story.
#[derive(Default)]
pub(super) struct Happening<'a> {
    pub(super) kind: &'a str,
    pub(super) before: Option<&'a str>,
    pub(super) after: Option<&'a str>,
    pub(super) reason: &'a str,
}

impl<'a> Happening<'a> {
    pub(super) fn new(kind: &'a str, reason: &'a str) -> Self {
        Self { kind, reason, ..Self::default() }
    }

    /// Writes it; `cause` is who and which mail caused it.
    pub(super) fn write(
        &self,
        conn: &Connection,
        ticket: TicketNumber,
        now: Timestamp,
        (actor, mail): (Option<&str>, Option<MailId>),
    ) -> Result<(), StoreError> {
        const EVENT: &str = "INSERT INTO event (ticket, at, kind, actor, before, after, reason, mail) \
                             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let Self { kind, before, after, reason } = self;
        run(conn, EVENT, params![ticket.0, ms(now), kind, actor, before, after, reason, mail.map(|mail| mail.0)])
            .map(drop)
    }
}
