//! Writes outcomes: tickets, people, comments, events, clocks, letters, tallies and the end of the mail. Each outcome
//! is written whole or not at all (P1, P4, P7).

#[cfg(test)]
mod fold;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use rusqlite::named_params;

use crate::desk::end::End;
use crate::desk::outcome::{Fate, NewComment, Outcome, Step};
use crate::desk::reference::TicketNumber;
use crate::desk::throttle::Scope;
use crate::desk::timer::Due;
use crate::mail::identity::Identity;
use crate::mail::inbound::Attachment;
use crate::mail::{Address, Contact, MessageId, Subject};

use super::changes::EventCause;
use super::due::{self, DueKind, DueLine};
use super::outbox::NewLetter;
use super::sql::{count, insert, json, message_key, ms, run, value};
use super::{MailId, StoreError, Tx, copies, day, ended, people, replay, sla, tallies};

/// The mail of an outcome, for the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailMark {
    /// Its number in the ledger.
    pub id: MailId,
    /// Its Message-ID.
    pub message_id: Option<MessageId>,
    /// Its author, if it has one.
    pub from: Option<Contact>,
    /// Its subject.
    pub subject: Subject,
    /// `person`, or the kind of machine.
    pub origin: String,
    /// What it claims to be, and its words.
    pub identity: Identity,
    /// It is known to come from its From.
    pub is_proven: bool,
    /// The mails that it answers.
    pub answers: Vec<MessageId>,
    /// Who else it was addressed to, if they are few.
    pub copied: Vec<Address>,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// The files that nobody gets, by index, with the reason.
    pub refused: Vec<(u32, String)>,
    /// Its defects, and the rules that were applied.
    pub defects: Vec<String>,
}

/// An outcome with everything that is written with it.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// The outcome.
    pub outcome: &'a Outcome,
    /// Its mail.
    pub mail: Option<&'a MailMark>,
    /// The address of the author. `None`: the author of the mail or, without a mail, the desk itself.
    pub actor: Option<&'a str>,
    /// The thing that fell due, and is done now.
    pub due: Option<&'a DueLine>,
    /// The letters.
    pub letters: &'a [NewLetter],
    /// What is counted with the letters.
    pub counted: &'a [Scope],
}

/// The result of writing a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It was written.
    Saved,
    /// A ticket changed since it was read, so the act must be decided again. Nothing was written.
    Stale,
    /// The mail has its end already, or the due thing is done. Nothing was written.
    HasEnd,
}

impl Tx<'_> {
    /// Reserves numbers for new tickets, in order. Unused numbers leave gaps.
    pub fn reserve(&mut self, tickets: usize) -> Result<Vec<TicketNumber>, StoreError> {
        const LAST: &str = "SELECT seq FROM sqlite_sequence WHERE name = 'ticket'";
        const FIRST: &str = "INSERT INTO sqlite_sequence (name, seq) VALUES ('ticket', ?1)";
        const MOVE: &str = "UPDATE sqlite_sequence SET seq = ?1 WHERE name = 'ticket'";
        if tickets == 0 {
            return Ok(Vec::new());
        }
        let conn = self.conn()?;
        let last: Option<i64> = value(conn, LAST, [])?;
        let (before, sql) = last.map_or((0, FIRST), |last| (last, MOVE));
        let after = before.saturating_add(count(tickets));
        run(conn, sql, [after])?;
        Ok((before + 1..=after).map(TicketNumber).collect())
    }

    /// Writes an outcome, in a savepoint of its own.
    pub fn save(&mut self, record: Record<'_>, now: Timestamp) -> Result<Saved, StoreError> {
        match self.isolated(|tx| tx.save_all(record, now)) {
            Ok(()) => Ok(Saved::Saved),
            Err(NotSaved::Stale) => Ok(Saved::Stale),
            Err(NotSaved::HasEnd) => Ok(Saved::HasEnd),
            Err(NotSaved::Store(error)) => Err(error),
        }
    }

    fn save_all(&mut self, record: Record<'_>, now: Timestamp) -> Result<(), NotSaved> {
        let conn = self.conn()?;
        if let Some(line) = record.due
            && !due::take(conn, line)?
        {
            return Err(NotSaved::HasEnd);
        }
        let of_mail = record.mail.and_then(|mail| mail.from.as_ref()).map(|from| from.address.as_str());
        let cause = EventCause { conn, now, actor: record.actor.or(of_mail), mail: record.mail.map(|mail| mail.id) };
        let writing = Writing { cause, record };
        if let Some(mail) = record.mail {
            writing.end_mail(mail)?;
            writing.identify(mail)?;
        }
        for (index, step) in record.outcome.steps.iter().enumerate() {
            writing.write_step(index == 0, step)?;
        }
        for person in &record.outcome.known {
            people::note_known(conn, person)?;
        }
        if record.outcome.day {
            day::note(conn, now)?;
        }
        for (mail, fate) in &record.outcome.held {
            match fate {
                Fate::Released => drop(replay::replay(self, MailId(*mail), now)?),
                Fate::Sent => replay::send(self, MailId(*mail), now)?,
                Fate::Dropped { reason } => drop(ended::drop_held(self.conn()?, MailId(*mail), reason)?),
            }
        }
        self.enqueue_all(record.letters, now)?;
        Ok(tallies::count_up(self.conn()?, record.counted, now)?)
    }
}

/// Why a record wasn't written.
enum NotSaved {
    Stale,
    HasEnd,
    Store(StoreError),
}

impl From<StoreError> for NotSaved {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What the rows of one record have in common.
struct Writing<'a> {
    cause: EventCause<'a>,
    record: Record<'a>,
}

impl Writing<'_> {
    fn end_mail(&self, mail: &MailMark) -> Result<(), NotSaved> {
        const END: &str = "UPDATE mail SET outcome = :end, done_at = :now, reasons = :reasons, unsent = :unsent, message_id = :message_id, \
                           from_name = :from_name, from_address = :from_address, subject = :subject, \
                           origin = :origin, defects = :defects WHERE id = :mail AND outcome IS NULL";
        let outcome = self.record.outcome;
        let Some(end) = outcome.end else {
            return Err(StoreError::Contradiction(format!("mail {} has no end", mail.id.0)).into());
        };
        let defects = Some(&mail.defects).filter(|defects| !defects.is_empty()).map(json).transpose()?;
        let row = named_params! {
            ":mail": mail.id.0,
            ":end": end.as_str(),
            ":now": ms(self.cause.now),
            ":reasons": json(&outcome.reasons)?,
            ":unsent": outcome.is_unsent,
            ":message_id": mail.message_id.as_ref().map(MessageId::as_str),
            ":from_name": mail.from.as_ref().map(Contact::name),
            ":from_address": mail.from.as_ref().map(|from| from.address.as_str()),
            ":subject": mail.subject.as_str(),
            ":origin": mail.origin,
            ":defects": defects,
        };
        match run(self.cause.conn, END, row)? {
            0 => Err(NotSaved::HasEnd),
            _ => Ok(ended::moves(self.cause.conn, None, Some(end.as_str()))?),
        }
    }

    /// What a copy of it is known by, and what it is worked on instead of.
    fn identify(&self, mail: &MailMark) -> Result<(), StoreError> {
        let (conn, outcome) = (self.cause.conn, self.record.outcome);
        if outcome.copy_of.is_none() && outcome.end != Some(End::Quarantined) {
            copies::claim(conn, mail.id, &mail.identity, mail.is_proven)?;
        }
        if let Some(earlier) = outcome.copy_of.filter(|_| outcome.proves && mail.is_proven) {
            copies::prove(conn, MailId(earlier))?;
        }
        outcome.replaces.iter().try_for_each(|worse| copies::replace(conn, MailId(*worse), mail.id))
    }

    fn write_step(&self, is_first: bool, step: &Step) -> Result<(), NotSaved> {
        let (conn, number) = (self.cause.conn, step.after.number);
        match &step.before {
            None => {
                self.cause.insert(&step.after, step.follows)?;
                if let Some(mail) = self.record.mail.filter(|_| is_first) {
                    copies::note_awaited(conn, &mail.answers, number)?;
                }
            }
            Some(before) => {
                if !self.cause.update(before, &step.after)? {
                    return Err(NotSaved::Stale);
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
        if let Some((clocks, due)) = &step.clocks.changed {
            sla::write_clocks(conn, number, clocks, due)?;
        }
        Ok(sla::write_events(EventCause::desk(conn, self.cause.now), number, &step.clocks.events)?)
    }

    /// The first comment is the mail and has its number, which is UNIQUE among comments (P2).
    fn write_comments(&self, ticket: TicketNumber, step: &Step, mail: Option<&MailMark>) -> Result<(), StoreError> {
        if mail.is_some() && step.comments.is_empty() && !self.record.outcome.proves {
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
        const COMMENT: &str = "INSERT INTO comment (ticket, mail, message_id, message_key, copied, at, author_name, author_address, role, \
                               visibility, text) VALUES (:ticket, :mail, :message_id, :message_key, :copied, :now, :author_name, \
                               :author_address, :role, :visibility, :text)";
        let copied = mail.map(|mail| &mail.copied).filter(|copied| !copied.is_empty()).map(json).transpose()?;
        let message_id = mail.and_then(|mail| mail.message_id.as_ref());
        let row = named_params! {
            ":ticket": ticket.0,
            ":copied": copied,
            ":mail": mail.map(|mail| mail.id.0),
            ":message_id": message_id.map(MessageId::as_str),
            ":message_key": message_id.map(message_key),
            ":now": ms(self.cause.now),
            ":author_name": comment.author.as_ref().map(Contact::name),
            ":author_address": comment.author.as_ref().map(|author| author.address.as_str()),
            ":role": comment.role.as_str(),
            ":visibility": comment.visibility.as_str(),
            ":text": comment.text,
        };
        insert(self.cause.conn, COMMENT, row)
    }

    fn write_attachment(&self, comment: i64, attachment: &Attachment) -> Result<(), StoreError> {
        const ATTACHMENT: &str = "INSERT INTO attachment (comment, place, name, content_type, size, content_id, inline, \
                                  refused) VALUES (:comment, :place, :name, :content_type, :size, :content_id, :inline, \
                                  :refused) ON CONFLICT DO NOTHING";
        let Attachment { index, name, content_type, size, content_id, inline, .. } = attachment;
        let refused = self
            .record
            .mail
            .iter()
            .flat_map(|mail| &mail.refused)
            .find(|(refused, _)| refused == index)
            .map(|(_, why)| why);
        let row = named_params! {
            ":comment": comment, ":place": index, ":name": name, ":content_type": content_type,
            ":size": count(*size), ":content_id": content_id, ":inline": inline, ":refused": refused,
        };
        run(self.cause.conn, ATTACHMENT, row).map(drop)
    }
}
