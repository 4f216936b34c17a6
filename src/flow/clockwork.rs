//! The belt of what falls due by time alone: timers of the workflow.
//!
//! It looks at what is due and at nothing else, decides anew on each ticket as it stands, and writes the change with its
//! letters in one savepoint. What cannot be done is put off, told to the log, and holds up nothing else (P3).

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use jiff::Timestamp;

use crate::clock::Clock;
use crate::desk::decide::fire;
use crate::store::{DueLine, Store, StoreError, Tx};

use super::belt::{Belt, LONGEST_STEP, guarded, spared};
use super::ingest::Desk;
use super::letters::About;
use super::retry::RetrySchedule;

/// So many things are done in one commit.
const BATCH: usize = 64;
/// What falls due because of a change made meanwhile is seen within this time.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
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
        while !belt.stop.is_cancelled() {
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
        let (ticket, timer) = (self.policy.style.print(line.ticket), &line.timer);
        tracing::error!(%ticket, timer, error = failed, "a timer could not be done; it is put off");
        let again = now.checked_add(PUT_OFF).unwrap_or(now);
        tx.put_off_due(line, again)
    }

    fn fire(&self, tx: &mut Tx<'_>, line: &DueLine, now: Timestamp) -> Result<(), Unfired> {
        if !tx.take_due(line)? {
            return Ok(());
        }
        let Some(ticket) = tx.ticket(line.ticket)? else { return Ok(()) };
        let Some(firing) = fire(&self.policy, &ticket, &line.timer) else { return Ok(()) };
        let Some(after) = tx.apply_due(line.ticket, &firing.changes, now)? else { return Ok(()) };
        tx.set_due(line.ticket, &self.policy.workflow.due(&after.status, now))?;
        let cause = format!("{} of {} on {}", line.timer, line.at, line.ticket);
        let about =
            About { ticket: Some(&after), mailbox: &after.mailbox, mail: None, cause: &cause, since: line.at, now };
        let letters = self.stationery.write_all(&firing.notices, about);
        for letter in letters.map_err(|fault| Unfired::Letter(fault.to_string()))? {
            tx.enqueue(&letter, now)?;
        }
        let (ticket, status) = (self.policy.style.print(line.ticket), &after.status);
        tracing::info!(%ticket, timer = line.timer, %status, "a timer moved a ticket");
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
}
