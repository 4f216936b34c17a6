//! A decision becomes rows: ticket, people, comments, changes with their reasons, and the end of the mail, all inside
//! the caller's transaction (P1, P4, P7).

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::desk::decide::{Decision, Effect, Fate, NewComment, NewTicket, Target};
use crate::desk::people::Role;
use crate::desk::reference::TicketNumber;
use crate::desk::ticket::Ticket;
use crate::mail::inbound::Attachment;
use crate::mail::{Contact, MessageId, Subject};

use super::changes::Changes;
use super::sql::{count, insert, json, ms, run};
use super::{MailId, StoreError, Tx, people, replay, tickets};

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
    /// Which of them go to nobody, by their index, and why.
    pub refused: Vec<(u32, String)>,
    /// What was wrong with it, and the rules that were applied.
    pub defects: Vec<String>,
}

/// What stands after a decision was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The ticket as it stands after.
    pub ticket: Option<Ticket>,
    /// The comment that the mail became.
    pub first_comment: Option<i64>,
    /// The further tickets as they stand after, in the order of the decision's effects.
    pub also: Vec<Ticket>,
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
            Target::Shown(number) => {
                return Ok(Applied { ticket: tickets::ticket(conn, *number)?, ..scene.without_ticket()? });
            }
            Target::Held { mail, fate } => {
                let applied = scene.without_ticket()?;
                let held = MailId(*mail);
                match fate {
                    Fate::Released => drop(replay::replay(self, held, now)?),
                    Fate::Dropped { reason } => drop(replay::drop_held(self, held, reason)?),
                }
                return Ok(applied);
            }
            Target::Nothing => return scene.without_ticket(),
        };
        let first_comment = scene.write_comments(number)?;
        let changes =
            Changes { conn, now, actor: mail.from.as_ref().map(|from| from.address.as_str()), mail: Some(mail.id) };
        for change in &decision.changes {
            changes.write(number, change)?;
        }
        let also = decision.also.iter().map(|effect| scene.affect(effect, &changes)).collect::<Result<_, _>>()?;
        Ok(Applied { ticket: tickets::ticket(conn, number)?, first_comment: Some(first_comment), also })
    }
}

impl Scene<'_> {
    fn end_mail(&self) -> Result<(), StoreError> {
        const END: &str = "UPDATE mail SET outcome = ?2, done_at = ?3, reasons = ?4, message_id = ?5, from_name = ?6, \
                           from_address = ?7, subject = ?8, origin = ?9, defects = ?10 WHERE id = ?1 \
                           AND outcome IS NULL";
        let Self { mail, decision, .. } = self;
        let reasons = json(&decision.reasons)?;
        let defects = Some(&mail.defects).filter(|defects| !defects.is_empty()).map(json).transpose()?;
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
            defects,
        ];
        match run(self.conn, END, row)? {
            0 => Err(StoreError::Contradiction(format!("mail {} is not in the ledger, or has its end", mail.id.0))),
            _ => Ok(()),
        }
    }

    fn open_ticket(&self, new: &NewTicket) -> Result<TicketNumber, StoreError> {
        const OPEN: &str = "INSERT INTO ticket (subject, status, requester, mailbox, opening_id, latest_id, opened_at, \
                            changed_at, status_at, follows, organisation, team, assignee, fields, language, by_machine) \
                            VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?6, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
        let requester = new.requester.as_ref().map(|who| people::know(self.conn, who)).transpose()?;
        let row = params![
            new.subject.as_str(),
            new.status.as_str(),
            requester,
            new.mailbox,
            new.opening_id.as_ref().map(MessageId::as_str),
            ms(self.now),
            new.follows.map(|number| number.0),
            new.organisation,
            new.routed.team,
            new.routed.assignee,
            json(&new.routed.fields.0)?,
            new.routed.language,
            new.by_machine,
        ];
        insert(self.conn, OPEN, row).map(TicketNumber)
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

    /// What the mail does to a further ticket; the mail itself is no comment there.
    fn affect(&self, effect: &Effect, changes: &Changes<'_>) -> Result<Ticket, StoreError> {
        let number = match &effect.target {
            Target::New(ticket) => self.open_ticket(ticket)?,
            Target::Existing(number) => self.touch_ticket(*number)?,
            Target::Shown(_) | Target::Held { .. } | Target::Nothing => {
                return Err(StoreError::Contradiction("an effect has no ticket".to_owned()));
            }
        };
        for comment in &effect.comments {
            self.write_comment(number, comment, None)?;
        }
        for change in &effect.changes {
            changes.write(number, change)?;
        }
        tickets::ticket(self.conn, number)?.ok_or(StoreError::Lost)
    }

    fn without_ticket(&self) -> Result<Applied, StoreError> {
        if self.decision.comments.is_empty() && self.decision.changes.is_empty() {
            return Ok(Applied { ticket: None, first_comment: None, also: Vec::new() });
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
                               visibility, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
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
        insert(self.conn, COMMENT, row)
    }

    fn write_attachment(&self, comment: i64, attachment: &Attachment) -> Result<(), StoreError> {
        const ATTACHMENT: &str = "INSERT INTO attachment (comment, place, name, content_type, size, content_id, inline, \
                                  refused) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING";
        let Attachment { index, name, content_type, size, content_id, inline } = attachment;
        let refused = self.mail.refused.iter().find(|(refused, _)| refused == index).map(|(_, why)| why);
        let row = params![comment, index, name, content_type, count(*size), content_id, inline, refused];
        run(self.conn, ATTACHMENT, row).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::decide::{Change, End};
    use crate::desk::status::StatusName;
    use crate::desk::ticket::{FeedbackState, Visibility};
    use crate::store::samples::{Scratch, apply, commenting, mark, now, open_ticket, opening, record};
    use crate::store::sql;

    async fn rows(store: &crate::store::Store, sql: &'static str) -> Vec<String> {
        store.read(move |reading| sql::all(reading.conn(), sql, [], |row| Ok(row.get(0)?))).await.unwrap()
    }

    #[tokio::test]
    async fn a_mail_counts_once() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await;
        let mail = record(store, &["b"]).await[0];
        apply(store, mark(mail, "b@customer.example"), commenting(ticket)).await.unwrap();
        for decision in [commenting(ticket), opening("b@customer.example")] {
            let again = apply(store, mark(mail, "b@customer.example"), decision).await;
            assert!(matches!(again, Err(StoreError::Contradiction(_))), "{again:?}");
        }
        // And if the end were forgotten, the constraint would judge.
        let forced = move |tx: &mut Tx<'_>| {
            tx.conn()?.execute("UPDATE mail SET outcome = NULL, done_at = NULL, reasons = NULL", [])?;
            tx.apply(&mark(mail, "b@customer.example"), &commenting(ticket), now())
        };
        let forced = store.write(forced).await;
        assert!(matches!(&forced, Err(StoreError::Sql(words)) if words.contains("comment.mail")), "{forced:?}");
        assert_eq!(rows(store, "SELECT text FROM comment").await.len(), 2);
    }

    #[tokio::test]
    async fn changes_are_kept_with_who_why_and_which_mail() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await;
        let mail = record(store, &["b"]).await[0];
        let mut decision = commenting(ticket);
        let status = |name: &str| StatusName(name.to_owned());
        decision.changes = vec![
            Change::Assign { to: "anna".to_owned(), reason: "rule \"first\"".to_owned() },
            Change::Status { from: status("new"), to: status("resolved"), reason: "command #resolved".to_owned() },
            Change::FeedbackAsked,
            Change::Rated { score: 4, comment: "quick".to_owned() },
        ];
        let applied = apply(store, mark(mail, "b@customer.example"), decision).await.unwrap();
        let after = applied.ticket.unwrap();
        assert_eq!((after.status, after.assignee), (status("resolved"), Some("anna".to_owned())));
        assert_eq!(after.feedback, FeedbackState::Rated(4));
        let told = "SELECT concat_ws('|', kind, actor, before, after, reason, mail) FROM event ORDER BY id";
        assert_eq!(
            rows(store, told).await,
            [
                "assigned|ada@customer.example|anna|rule \"first\"|2",
                "status|ada@customer.example|new|resolved|command #resolved|2",
                "feedback-asked|ada@customer.example|the ticket is done|2",
                "rated|ada@customer.example|4|quick|2",
            ]
        );
    }

    #[tokio::test]
    async fn files_stand_with_the_first_comment_and_notes_without_a_mail() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let mail = record(store, &["a"]).await[0];
        let mut mark = mark(mail, "a@customer.example");
        let pdf = Attachment {
            index: 1,
            name: "log.pdf".to_owned(),
            content_type: "application/pdf".to_owned(),
            size: 12,
            content_id: None,
            inline: false,
        };
        mark.attachments = vec![pdf];
        let mut decision = opening("a@customer.example");
        let note = NewComment {
            author: None,
            role: Role::Machine,
            visibility: Visibility::Internal,
            text: "The mail names another.".to_owned(),
        };
        decision.comments.push(note);
        let applied = apply(store, mark, decision).await.unwrap();
        assert_eq!(applied.first_comment, Some(1));
        assert_eq!(rows(store, "SELECT concat_ws('|', comment, place, name) FROM attachment").await, ["1|1|log.pdf"]);
        let comments = "SELECT concat_ws('|', mail, author_address, role, visibility) FROM comment ORDER BY id";
        assert_eq!(rows(store, comments).await, ["1|ada@customer.example|requester|public", "machine|internal"]);
    }

    #[tokio::test]
    async fn a_suppressed_mail_has_its_end_and_no_ticket() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let mail = record(store, &["a"]).await[0];
        let decision = Decision {
            also: Vec::new(),
            end: End::Suppressed,
            target: Target::Nothing,
            comments: Vec::new(),
            changes: Vec::new(),
            notices: Vec::new(),
            reasons: vec!["a machine wrote it".to_owned(), "opens none".to_owned()],
        };
        let applied = apply(store, mark(mail, "a@customer.example"), decision).await.unwrap();
        assert_eq!(applied, Applied { ticket: None, first_comment: None, also: Vec::new() });
        let ends = "SELECT concat_ws('|', outcome, reasons, origin, subject) FROM mail";
        let expected = r#"suppressed|["a machine wrote it","opens none"]|person|The press stops"#;
        assert_eq!(rows(store, ends).await, [expected]);
        assert_eq!(store.claim_mails(9, 1 << 20).await.unwrap(), []);
    }

    #[tokio::test]
    async fn contradictions_are_refused_whole() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let mail = record(store, &["a"]).await[0];
        let no_ticket = commenting(TicketNumber(99));
        let no_comment = Decision { comments: Vec::new(), ..opening("a@customer.example") };
        let no_target = Decision { target: Target::Nothing, ..opening("a@customer.example") };
        for decision in [no_ticket, no_comment, no_target] {
            let refused = apply(store, mark(mail, "a@customer.example"), decision).await;
            assert!(matches!(refused, Err(StoreError::Contradiction(_))), "{refused:?}");
        }
        let unknown = apply(store, mark(MailId(99), "a@customer.example"), opening("a@customer.example")).await;
        assert!(matches!(unknown, Err(StoreError::Contradiction(_))), "{unknown:?}");
        assert_eq!(rows(store, "SELECT subject FROM ticket").await, Vec::<String>::new());
        assert_eq!(store.claim_mails(9, 1 << 20).await.unwrap().len(), 1);
    }
}
