//! What happens on tickets moves the clocks of their promises, in the same savepoint; and time alone does.

use jiff::{SignedDuration, Timestamp};

use crate::desk::decide::{Deed, Firing, happened, tell_promise};
use crate::desk::promise::Measure;
use crate::desk::promise::keep::{Clocks, Happened, Mark};
use crate::desk::ticket::Ticket;
use crate::store::{DueLine, NewLetter, StoreError, Tx};
use crate::templates::TemplateFault;

use super::ingest::Desk;
use super::letters::About;

/// What cannot be decided at its time is looked at again after this; it cannot happen while calendars count alike.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(60);

impl Desk {
    /// Moves the clocks of a ticket by a mail that came in at `at`; what became of its promises.
    pub(super) fn keep_promises(
        &self,
        tx: &mut Tx<'_>,
        (ticket, deed): (&Ticket, Deed<'_>),
        (at, now): (Timestamp, Timestamp),
    ) -> Result<Vec<Mark>, StoreError> {
        match happened(&self.policy.promises, deed) {
            Some(happened) => self.move_clocks(tx, (ticket, happened), (at, now)),
            None => Ok(Vec::new()),
        }
    }

    /// The same, for what time did to it.
    pub(super) fn keep_promises_in_time(
        &self,
        tx: &mut Tx<'_>,
        (ticket, firing): (&Ticket, &Firing),
        now: Timestamp,
    ) -> Result<Vec<Mark>, StoreError> {
        if firing.changes.is_empty() {
            return Ok(Vec::new());
        }
        self.move_clocks(tx, (ticket, Happened::default()), (now, now))
    }

    fn move_clocks(
        &self,
        tx: &mut Tx<'_>,
        (ticket, happened): (&Ticket, Happened),
        (at, now): (Timestamp, Timestamp),
    ) -> Result<Vec<Mark>, StoreError> {
        let promises = &self.policy.promises;
        if promises.list.is_empty() {
            return Ok(Vec::new());
        }
        let before = if happened.opened.is_some() { Clocks::default() } else { tx.clocks(ticket.number)? };
        let mut clocks = before.clone();
        let marks = promises.follow(&self.policy.workflow, (ticket, &mut clocks), happened, at);
        let due = promises.look_again(ticket, &mut clocks);
        if clocks != before {
            tx.keep_clocks(ticket.number, &clocks, &due)?;
        }
        tx.note_marks(ticket.number, &marks, now)?;
        Ok(marks)
    }

    /// Looks at a promise whose time has come.
    pub(super) fn look_at_promise(
        &self,
        tx: &mut Tx<'_>,
        (ticket, line): (&Ticket, &DueLine),
        now: Timestamp,
    ) -> Result<Option<Mark>, StoreError> {
        let Some(measure) = Measure::parse(&line.name) else { return Ok(None) };
        let mut clocks = tx.clocks(ticket.number)?;
        let mark = self.policy.promises.fall_due(ticket, &mut clocks, measure, now);
        let mut due = self.policy.promises.look_again(ticket, &mut clocks);
        let soon = now.checked_add(LOOK_AGAIN).unwrap_or(now);
        for (_, at) in due.iter_mut().filter(|(again, at)| mark.is_none() && *again == measure && *at <= now) {
            *at = soon;
        }
        tx.keep_clocks(ticket.number, &clocks, &due)?;
        tx.note_marks(ticket.number, mark.as_slice(), now)?;
        Ok(mark)
    }

    /// The letters that tell what became of promises; each has its own Message-ID.
    pub(super) fn tell_promises(&self, marks: &[Mark], about: About<'_>) -> Result<Vec<NewLetter>, TemplateFault> {
        let Some(ticket) = about.ticket else { return Ok(Vec::new()) };
        let mut letters = Vec::new();
        for mark in marks {
            let cause = format!("{} of {}", mark.measure.as_str(), about.cause);
            let notices = tell_promise(&self.policy, ticket, mark);
            letters.extend(self.stationery.write_all(&notices, About { cause: &cause, ..about })?);
        }
        Ok(letters)
    }
}
