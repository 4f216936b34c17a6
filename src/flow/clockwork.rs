//! The belt of what falls due by time alone: timers of the workflow, promises, questions for feedback.
//!
//! It looks at what is due and at nothing else, decides anew on each ticket as it stands, and writes the change with its
//! letters in one savepoint. What cannot be done is put off, told to the log, and holds up nothing else (P3).

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use jiff::Timestamp;

use crate::clock::Clock;
use crate::desk::decide::{ask_feedback, fire};
use crate::desk::notice::Notice;
use crate::desk::promise::keep::Mark;
use crate::desk::ticket::Ticket;
use crate::store::{DueKind, DueLine, Store, StoreError, Tx};
use crate::templates::TemplateFault;

use super::belt::{Belt, LONGEST_STEP, guarded, spared};
use super::ingest::Desk;
use super::letters::About;
use super::retry::RetrySchedule;

/// So many things are done in one commit.
const BATCH: usize = 64;
/// What falls due because of a change made meanwhile is seen within this time.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// Old tallies are taken out so often.
const SWEEP: Duration = Duration::from_hours(1);
/// What failed is tried again after this time.
const PUT_OFF: Duration = Duration::from_hours(1);

/// Moves tickets whose time has come.
#[derive(Clone)]
pub struct Clockwork {
    store: Store,
    desk: Arc<Desk>,
    clock: Clock,
}

impl Clockwork {
    /// A belt over this store.
    pub fn new(store: Store, desk: Arc<Desk>, clock: Clock) -> Self {
        Self { store, desk, clock }
    }

    /// At the start: tickets are armed with the timers of the config, where those changed.
    pub async fn arm(&self) -> anyhow::Result<()> {
        let armed = self.store.arm_timers(self.desk.policy.workflow.timers()).await.context("arm the timers")?;
        if let Some(tickets) = armed {
            tracing::info!(tickets, "the timers of the config are new; tickets are armed with them");
        }
        Ok(())
    }

    /// Does what is due; ends in one commit. How many things there were.
    pub async fn step(&self) -> anyhow::Result<usize> {
        let now = self.clock.now();
        let due = self.store.due(now, BATCH).await.context("look for what is due")?;
        let count = due.len();
        if count > 0 {
            let desk = Arc::clone(&self.desk);
            let work = move |tx: &mut Tx<'_>| due.iter().try_for_each(|line| desk.come_due(tx, line, now));
            self.store.write_batch(work).await.context("write what fell due")?;
        }
        Ok(count)
    }

    /// Steps until the belt is stopped.
    pub async fn run(self, belt: Belt) {
        let mut failures = 0;
        let mut swept = None;
        while !belt.stop.is_cancelled() {
            self.sweep(&mut swept).await;
            match guarded(self.step()).await {
                Ok(0) => {
                    failures = 0;
                    belt.pause(self.until_next().await).await;
                }
                Ok(_) => {
                    failures = 0;
                    belt.pulse.beat(LONGEST_STEP);
                }
                Err(error) => {
                    failures += 1;
                    let pause = RetrySchedule::CONNECTION.pause(failures, "clockwork");
                    let pause_s = pause.as_secs();
                    tracing::error!(error = format!("{error:#}"), pause_s, "cannot do what is due; trying again");
                    belt.pause(pause).await;
                }
            }
        }
    }

    /// Takes out old tallies now and then. That it fails costs nothing but room.
    async fn sweep(&self, swept: &mut Option<Timestamp>) {
        let now = self.clock.now();
        let is_over = |since: Timestamp| Duration::try_from(now.duration_since(since)).is_ok_and(|it| it >= SWEEP);
        if swept.is_none_or(is_over) {
            *swept = Some(now);
            if let Err(error) = self.store.sweep_tallies(now).await {
                tracing::warn!(%error, "old tallies cannot be taken out");
            }
        }
    }

    /// How long nothing falls due, as far as it is known now.
    async fn until_next(&self) -> Duration {
        let next = self.store.next_due().await.ok().flatten();
        let wait = next.and_then(|next| Duration::try_from(next.duration_since(self.clock.now())).ok());
        wait.map_or(LOOK_AGAIN, |wait| wait.min(LOOK_AGAIN))
    }
}

impl Desk {
    /// One thing that is due, in a savepoint of its own. An error is the database's.
    fn come_due(&self, tx: &mut Tx<'_>, line: &DueLine, now: Timestamp) -> Result<(), StoreError> {
        let failed = match spared(|| tx.isolated(|tx| self.fire(tx, line, now))) {
            Some(Ok(())) => return Ok(()),
            Some(Err(Unfired::Store(error))) if error.is_passing() => return Err(error),
            Some(Err(error)) => error.to_string(),
            None => "the program failed while it decided".to_owned(),
        };
        let (ticket, name) = (self.policy.style.print(line.ticket), &line.name);
        let kind = line.kind_name();
        tracing::error!(%ticket, kind, name, error = failed, "what was due could not be done; it is put off");
        let again = now.checked_add(PUT_OFF).unwrap_or(now);
        tx.put_off_due(line, again)
    }

    fn fire(&self, tx: &mut Tx<'_>, line: &DueLine, now: Timestamp) -> Result<(), Unfired> {
        if !tx.take_due(line)? {
            return Ok(());
        }
        let Some(ticket) = tx.ticket(line.ticket)? else { return Ok(()) };
        let firing = match &line.kind {
            Err(name) => return Err(Unfired::Newer(name.clone())),
            Ok(DueKind::Timer) => fire(&self.policy, &ticket, &line.name, now),
            Ok(DueKind::Feedback) => ask_feedback(&self.policy, &ticket, tx.last_asked(line.ticket)?, now),
            Ok(DueKind::Promise) => {
                let mark = self.look_at_promise(tx, (&ticket, line), now)?;
                return self.tell(tx, (&ticket, line), (&[], mark.as_slice()), now);
            }
        };
        let Some(mut firing) = firing else { return Ok(()) };
        self.keep_limits_in_time(tx, &ticket, &mut firing, now)?;
        let Some(after) = tx.apply_due(line.ticket, &firing.changes, now)? else { return Ok(()) };
        if after.status != ticket.status {
            tx.set_due(line.ticket, &self.policy.workflow.due(&after.status, now))?;
        }
        let marks = self.keep_promises_in_time(tx, (&after, &firing), now)?;
        self.tell(tx, (&after, line), (&firing.notices, &marks), now)
    }

    /// Writes the letters that follow, and one line for people.
    fn tell(
        &self,
        tx: &mut Tx<'_>,
        (ticket, line): (&Ticket, &DueLine),
        (notices, marks): (&[Notice], &[Mark]),
        now: Timestamp,
    ) -> Result<(), Unfired> {
        let cause = match line.kind {
            Ok(DueKind::Timer) => format!("{} of {} on {}", line.name, line.at, line.ticket),
            _ => format!("{} {} of {} on {}", line.kind_name(), line.name, line.at, line.ticket),
        };
        let about =
            About { ticket: Some(ticket), mailbox: &ticket.mailbox, mail: None, cause: &cause, since: line.at, now };
        let unwritten = |fault: TemplateFault| Unfired::Letter(fault.to_string());
        let letters = self.stationery.write_all(notices, about).map_err(unwritten)?;
        for letter in letters.iter().chain(&self.tell_promises(marks, about).map_err(unwritten)?) {
            tx.enqueue(letter, now)?;
        }
        let (reference, status) = (self.policy.style.print(ticket.number), &ticket.status);
        for mark in marks {
            tracing::info!(ticket = %reference, promise = mark.reason(), "a promise has come to a turn");
        }
        match line.kind {
            Ok(DueKind::Timer) => {
                tracing::info!(ticket = %reference, timer = line.name, %status, "a timer moved a ticket")
            }
            Ok(DueKind::Feedback) => tracing::info!(ticket = %reference, "the question for feedback was due"),
            Ok(DueKind::Promise) | Err(_) => {}
        }
        Ok(())
    }
}

/// Why something that was due could not be done.
#[derive(Debug, thiserror::Error)]
enum Unfired {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("its letter cannot be written: {0}")]
    Letter(String),
    #[error("only a newer maildesk knows what is to be done when a {0:?} is due")]
    Newer(String),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::timer::Due;
    use crate::flow::samples::{clock, concluded, desk, later, mail};
    use crate::store::samples::newer_due;

    #[tokio::test]
    async fn what_only_a_newer_program_can_do_is_put_off_and_holds_up_nothing() {
        let scratch = concluded(&[mail("a", "\r\nThe press stops.")]).await;
        let store = &scratch.store;
        newer_due(store).await;
        let due = Due { timer: "of another config".to_owned(), at: later(0) };
        store.write(move |tx| tx.set_due(crate::desk::reference::TicketNumber(1), &[due])).await.unwrap();
        let clockwork = Clockwork::new(store.clone(), desk(), clock());
        assert_eq!(clockwork.step().await.unwrap(), 2);
        assert_eq!(clockwork.step().await.unwrap(), 0);
        let left = store.due(later(7200), 9).await.unwrap();
        assert_eq!(left.len(), 1, "the other one is done: {left:?}");
        assert_eq!((left[0].kind_name(), left[0].at), ("digest", later(3600)));
    }
}
