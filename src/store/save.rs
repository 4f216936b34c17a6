//! The door that outcomes are written by: tickets, people, comments, events, clocks, letters, tallies and the end of the mail,
//! each outcome whole or not at all (P1, P4, P7).

use jiff::Timestamp;
use rusqlite::params;

use crate::desk::outcome::{Fate, NewComment, Outcome, Step};
use crate::desk::reference::TicketNumber;
use crate::desk::throttle::Scope;
use crate::desk::timer::Due;
use crate::mail::inbound::Attachment;
use crate::mail::{Contact, MessageId, Subject};

use super::changes::Cause;
use super::due::{self, DueKind, DueLine};
use super::outbox::NewLetter;
use super::sql::{count, first, insert, json, ms, run};
use super::{MailId, StoreError, Tx, promises, replay, tallies};

/// The mail that an outcome is of, as the ledger shall show it.
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

/// An outcome to be written, with what belongs to it.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// What happens.
    pub outcome: &'a Outcome,
    /// The mail that it is of.
    pub mail: Option<&'a MailMark>,
    /// Who caused it, where that is not the author of a mail; `None`: the desk itself.
    pub actor: Option<&'a str>,
    /// What fell due, and is taken off the list.
    pub due: Option<&'a DueLine>,
    /// The letters.
    pub letters: &'a [NewLetter],
    /// What is counted with them.
    pub counted: &'a [Scope],
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It is written.
    Saved,
    /// A ticket is not as it was read any more: it is to be decided anew. Nothing is written.
    Stale,
    /// The mail has its end, or what was due is done: it counts once. Nothing is written.
    HasEnd,
}

impl Tx<'_> {
    /// Reserves numbers for tickets that are going to be opened, in order. Numbers that are not used leave gaps.
    pub fn reserve(&mut self, tickets: usize) -> Result<Vec<TicketNumber>, StoreError> {
        const LAST: &str = "SELECT seq FROM sqlite_sequence WHERE name = 'ticket'";
        const FIRST: &str = "INSERT INTO sqlite_sequence (name, seq) VALUES ('ticket', ?1)";
        const MOVE: &str = "UPDATE sqlite_sequence SET seq = ?1 WHERE name = 'ticket'";
        if tickets == 0 {
            return Ok(Vec::new());
        }
        let conn = self.conn()?;
        let last: Option<i64> = first(conn, LAST, [], |row| Ok(row.get(0)?))?;
        let (before, sql) = last.map_or((0, FIRST), |last| (last, MOVE));
        let after = before.saturating_add(count(tickets));
        run(conn, sql, [after])?;
        Ok((before + 1..=after).map(TicketNumber).collect())
    }

    /// Writes an outcome, in a savepoint of its own.
    pub fn save(&mut self, record: Record<'_>, now: Timestamp) -> Result<Saved, StoreError> {
        match self.isolated(|tx| tx.save_all(record, now)) {
            Ok(()) => Ok(Saved::Saved),
            Err(Refused::Stale) => Ok(Saved::Stale),
            Err(Refused::HasEnd) => Ok(Saved::HasEnd),
            Err(Refused::Store(error)) => Err(error),
        }
    }

    fn save_all(&mut self, record: Record<'_>, now: Timestamp) -> Result<(), Refused> {
        let conn = self.conn()?;
        if let Some(line) = record.due
            && !due::take(conn, line)?
        {
            return Err(Refused::HasEnd);
        }
        let of_mail = record.mail.and_then(|mail| mail.from.as_ref()).map(|from| from.address.as_str());
        let cause = Cause { conn, now, actor: record.actor.or(of_mail), mail: record.mail.map(|mail| mail.id) };
        let writing = Writing { cause, record };
        if let Some(mail) = record.mail {
            writing.end_mail(mail)?;
        }
        for (index, step) in record.outcome.steps.iter().enumerate() {
            writing.write_step(index == 0, step)?;
        }
        if let Some((mail, fate)) = &record.outcome.held {
            match fate {
                Fate::Released => drop(replay::replay(self, MailId(*mail), now)?),
                Fate::Dropped { reason } => drop(replay::drop_held(self, MailId(*mail), reason)?),
            }
        }
        for letter in record.letters {
            self.enqueue(letter, now)?;
        }
        Ok(tallies::count_up(self.conn()?, record.counted, now)?)
    }
}

/// Why a record was not written.
enum Refused {
    Stale,
    HasEnd,
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What the rows of one record have in common.
struct Writing<'a> {
    cause: Cause<'a>,
    record: Record<'a>,
}

impl Writing<'_> {
    fn end_mail(&self, mail: &MailMark) -> Result<(), Refused> {
        const END: &str = "UPDATE mail SET outcome = ?2, done_at = ?3, reasons = ?4, message_id = ?5, from_name = ?6, \
                           from_address = ?7, subject = ?8, origin = ?9, defects = ?10 WHERE id = ?1 \
                           AND outcome IS NULL";
        let outcome = self.record.outcome;
        let Some(end) = outcome.end else {
            return Err(StoreError::Contradiction(format!("mail {} has no end", mail.id.0)).into());
        };
        let reasons = json(&outcome.reasons)?;
        let defects = Some(&mail.defects).filter(|defects| !defects.is_empty()).map(json).transpose()?;
        let row = params![
            mail.id.0,
            end.as_str(),
            ms(self.cause.now),
            reasons,
            mail.message_id.as_ref().map(MessageId::as_str),
            mail.from.as_ref().map(Contact::name),
            mail.from.as_ref().map(|from| from.address.as_str()),
            mail.subject.as_str(),
            mail.origin,
            defects,
        ];
        match run(self.cause.conn, END, row)? {
            0 => Err(Refused::HasEnd),
            _ => Ok(()),
        }
    }

    fn write_step(&self, is_first: bool, step: &Step) -> Result<(), Refused> {
        let (conn, number) = (self.cause.conn, step.after.number);
        match &step.before {
            None => self.cause.insert(&step.after, step.follows)?,
            Some(before) => {
                if !self.cause.update(before, &step.after)? {
                    return Err(Refused::Stale);
                }
            }
        }
        self.write_comments(number, step, self.record.mail.filter(|_| is_first))?;
        for change in &step.changes {
            self.cause.bring_about(number, change)?;
        }
        for event in &step.events {
            self.cause.event(number, event)?;
        }
        if let Some(due) = &step.timers {
            let due: Vec<(&str, Timestamp)> = due.iter().map(|Due { timer, at }| (timer.as_str(), *at)).collect();
            due::set(conn, number, DueKind::Timer, &due)?;
        }
        if let Some((clocks, due)) = &step.clocks.kept {
            promises::keep_clocks(conn, number, clocks, due)?;
        }
        Ok(promises::note_marks(conn, number, &step.clocks.marks, self.cause.now)?)
    }

    /// The first comment is the mail: it carries its number, which is UNIQUE among comments (P2).
    fn write_comments(&self, ticket: TicketNumber, step: &Step, mail: Option<&MailMark>) -> Result<(), StoreError> {
        if mail.is_some() && step.comments.is_empty() {
            return Err(StoreError::Contradiction("an outcome on a ticket has no comment for its mail".to_owned()));
        }
        for (index, comment) in step.comments.iter().enumerate() {
            let mail = mail.filter(|_| index == 0);
            let id = self.write_comment(ticket, comment, mail)?;
            for attachment in mail.iter().flat_map(|mail| &mail.attachments) {
                self.write_attachment(id, attachment)?;
            }
        }
        Ok(())
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
            ms(self.cause.now),
            comment.author.as_ref().map(Contact::name),
            comment.author.as_ref().map(|author| author.address.as_str()),
            comment.role.as_str(),
            comment.visibility.as_str(),
            comment.text,
        ];
        insert(self.cause.conn, COMMENT, row)
    }

    fn write_attachment(&self, comment: i64, attachment: &Attachment) -> Result<(), StoreError> {
        const ATTACHMENT: &str = "INSERT INTO attachment (comment, place, name, content_type, size, content_id, inline, \
                                  refused) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING";
        let Attachment { index, name, content_type, size, content_id, inline } = attachment;
        let refused = self
            .record
            .mail
            .iter()
            .flat_map(|mail| &mail.refused)
            .find(|(refused, _)| refused == index)
            .map(|(_, why)| why);
        let row = params![comment, index, name, content_type, count(*size), content_id, inline, refused];
        run(self.cause.conn, ATTACHMENT, row).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::change::Change;
    use crate::desk::end::End;
    use crate::desk::status::StatusName;
    use crate::desk::ticket::FeedbackState;
    use crate::store::samples::{Scratch, apply, commenting, later, mark, now, open_ticket, opening, record, save};
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
        apply(store, mark(mail, "b@customer.example"), commenting(store, ticket).await).await.unwrap();
        for decision in [commenting(store, ticket).await, opening("b@customer.example")] {
            let again = apply(store, mark(mail, "b@customer.example"), decision).await;
            assert!(matches!(again, Err(StoreError::Contradiction(_))), "{again:?}");
        }
        // And if the end were forgotten, the constraint would judge.
        let again = commenting(store, ticket).await;
        let forced = move |tx: &mut Tx<'_>| {
            tx.conn()?.execute("UPDATE mail SET outcome = NULL, done_at = NULL, reasons = NULL", [])?;
            save(tx, &mark(mail, "b@customer.example"), again)
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
        let mut decision = commenting(store, ticket).await;
        let status = |name: &str| StatusName(name.to_owned());
        let changes = [
            Change::Assign { to: "anna".to_owned(), reason: "rule \"first\"".to_owned() },
            Change::Status { from: status("new"), to: status("resolved"), reason: "command #resolved".to_owned() },
            Change::FeedbackAsked,
            Change::Rated { score: 4, comment: "quick".to_owned() },
        ];
        decision.steps[0].change_all(changes, now());
        let after = apply(store, mark(mail, "b@customer.example"), decision).await.unwrap().unwrap();
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
        decision.steps[0].comments.push(NewComment::of_desk("The mail names another.".to_owned()));
        apply(store, mark, decision).await.unwrap();
        assert_eq!(rows(store, "SELECT concat_ws('|', comment, place, name) FROM attachment").await, ["1|1|log.pdf"]);
        let comments = "SELECT concat_ws('|', mail, author_address, role, visibility) FROM comment ORDER BY id";
        assert_eq!(rows(store, comments).await, ["1|ada@customer.example|requester|public", "machine|internal"]);
    }

    #[tokio::test]
    async fn a_suppressed_mail_has_its_end_and_no_ticket() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let mail = record(store, &["a"]).await[0];
        let reasons = vec!["a machine wrote it".to_owned(), "opens none".to_owned()];
        let outcome = Outcome { reasons, ..Outcome::without_ticket(End::Suppressed, String::new()) };
        assert_eq!(apply(store, mark(mail, "a@customer.example"), outcome).await.unwrap(), None);
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
        let no_ticket = commenting(store, TicketNumber(99)).await;
        let mut no_comment = opening("a@customer.example");
        no_comment.steps[0].comments.clear();
        let no_end = Outcome { end: None, ..opening("a@customer.example") };
        for decision in [no_ticket, no_comment, no_end] {
            let refused = apply(store, mark(mail, "a@customer.example"), decision).await;
            assert!(matches!(refused, Err(StoreError::Contradiction(_))), "{refused:?}");
        }
        let unknown = apply(store, mark(MailId(99), "a@customer.example"), opening("a@customer.example")).await;
        assert!(matches!(unknown, Err(StoreError::Contradiction(_))), "{unknown:?}");
        assert_eq!(rows(store, "SELECT subject FROM ticket").await, Vec::<String>::new());
        assert_eq!(store.claim_mails(9, 1 << 20).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn what_was_decided_on_an_older_ticket_is_stale() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await;
        let mails = record(store, &["b", "c"]).await;
        let (one, other) = (commenting(store, ticket).await, commenting(store, ticket).await);
        apply(store, mark(mails[0], "b@customer.example"), one).await.unwrap();
        let stale = apply(store, mark(mails[1], "c@customer.example"), other.clone()).await;
        assert_eq!(stale, Err(StoreError::Contradiction("Stale".to_owned())));
        assert_eq!(rows(store, "SELECT text FROM comment").await.len(), 2, "nothing of it is written");
        let anew = commenting(store, ticket).await;
        apply(store, mark(mails[1], "c@customer.example"), anew).await.unwrap();
    }

    #[tokio::test]
    async fn a_comment_need_not_have_a_mail() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await;
        let outcome = Outcome { end: None, ..commenting(store, ticket).await };
        let work = move |tx: &mut Tx<'_>| {
            let actor = Some("ada@customer.example");
            tx.save(Record { outcome: &outcome, mail: None, actor, due: None, letters: &[], counted: &[] }, later(5))
        };
        assert_eq!(store.write(work).await.unwrap(), Saved::Saved);
        let comments = "SELECT concat_ws('|', coalesce(mail, 'none'), author_address) FROM comment ORDER BY id";
        assert_eq!(rows(store, comments).await, ["1|ada@customer.example", "none|ada@customer.example"]);
    }
}
