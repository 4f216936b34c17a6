//! The belt for everything that falls due by time: timers, promises, questions for feedback.
//!
//! It only looks at due lines, decides again on each ticket as it is now, and writes the change with its letters in one
//! savepoint. What fails is put off, logged, and holds up nothing else (P3).

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;
use crate::desk::act::{Act, DueThing, Source};
use crate::desk::outcome::Outcome;
use crate::desk::reference::ReferenceStyle;
use crate::store::{DueKind, DueLine, PutOff, Store, StoreError, Tx, Wanted};

use super::belt::{Belt, LONGEST_STEP, guarded};
use super::desk::Desk;
use super::retry::RetrySchedule;
use super::work::{Done, Job};

/// Due lines of one commit at most.
const BATCH: usize = 64;
/// How often to look for lines that a change made due meanwhile.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// How often old tallies and sessions are removed.
const SWEEP: Duration = Duration::from_hours(1);
/// How often agents are told of what was set aside.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How long a failed line is put off.
const PUT_OFF: Duration = Duration::from_hours(1);

/// Does what is due.
#[derive(Clone)]
pub struct Scheduler {
    store: Store,
    desk: Arc<Desk>,
    clock: Clock,
}

impl Scheduler {
    /// A belt over this store.
    pub fn new(store: Store, desk: Arc<Desk>, clock: Clock) -> Self {
        Self { store, desk, clock }
    }

    /// Sets the config's timers on all tickets, if they changed, as long as it may go on. Nothing is done by time before.
    pub async fn arm(&self, goes_on: &(dyn Fn() -> bool + Sync)) -> anyhow::Result<()> {
        let timers = self.desk.policy.workflow.timers();
        let armed = self.store.arm_timers(timers, goes_on).await.context("arm the timers")?;
        if let Some(tickets) = armed {
            tracing::info!(tickets, "timers in the config have changed; they now apply to open tickets");
        }
        Ok(())
    }

    /// Does what is due and returns how much there was. Ends in one commit.
    pub async fn step(&self) -> anyhow::Result<usize> {
        let now = self.clock.now();
        let due = self.store.due(now, BATCH).await.context("look for what is due")?;
        let count = due.len();
        if count > 0 {
            let desk = Arc::clone(&self.desk);
            let work = move |tx: &mut Tx<'_>| desk.come_due(tx, due, now);
            self.store.write_batch(work).await.context("write what fell due")?;
        }
        Ok(count + self.tell_day(now).await?)
    }

    /// Once a day tells agents what was set aside. Ends in one commit, and says whether there was one.
    async fn tell_day(&self, now: Timestamp) -> anyhow::Result<usize> {
        if !self.desk.policy.daily_letter {
            return Ok(0);
        }
        let last = self.store.last_day().await.context("look when agents were told of what was set aside")?;
        let since = match last {
            // A time in the future is of a clock that was set back.
            Some(last) if last > now => now.checked_sub(DAY).unwrap_or(now),
            Some(last) if now.duration_since(last) >= DAY => last,
            Some(_) => return Ok(0),
            None => {
                self.store.begin_day(now).await.context("begin to count what is set aside")?;
                return Ok(0);
            }
        };
        let desk = Arc::clone(&self.desk);
        let work = move |tx: &mut Tx<'_>| {
            let wanted = Wanted { set_aside_since: Some(since), ..Wanted::default() };
            let act = Act::bare(Source::Day, now, "");
            let job = Job { act, wanted, mail: None, due: None, cause: format!("the day from {since}"), since: now };
            desk.work(tx, &[&job], now)
        };
        let done = self.store.write_batch(work).await.context("tell agents of what was set aside")?;
        if let Some(Done::Failed(why)) = done.first() {
            tracing::error!(error = %why, "can't notify agents about emails set aside");
            self.store.begin_day(now).await.context("put off what is to be told")?;
        }
        Ok(1)
    }

    /// Steps until the belt is stopped.
    pub async fn run(self, belt: Belt) {
        let goes_on = || {
            belt.pulse.beat(LONGEST_STEP);
            !belt.stop.is_cancelled()
        };
        let (mut failures, mut swept, mut is_armed) = (0, None, false);
        while !belt.stop.is_cancelled() {
            self.sweep(&mut swept).await;
            let step = async {
                if !is_armed {
                    self.arm(&goes_on).await?;
                }
                if !goes_on() {
                    return Ok(0);
                }
                self.step().await
            };
            match guarded(step).await {
                Ok(done) => {
                    (failures, is_armed) = (0, true);
                    if done == 0 {
                        belt.pause(self.until_next().await).await;
                    } else {
                        belt.pulse.beat(LONGEST_STEP);
                    }
                }
                Err(error) => {
                    failures += 1;
                    let pause = RetrySchedule::CONNECTION.pause(failures, "scheduler");
                    let pause_s = pause.as_secs();
                    tracing::error!(error = format!("{error:#}"), pause_s, "can't run due tasks; trying again");
                    belt.pause(pause).await;
                }
            }
        }
    }

    /// Removes old tallies and sessions now and then, and makes due what a clock ahead of time had put off. A failure costs little.
    async fn sweep(&self, swept: &mut Option<Timestamp>) {
        let now = self.clock.now();
        let is_over = |since: Timestamp| Duration::try_from(now.duration_since(since)).is_ok_and(|it| it >= SWEEP);
        if swept.is_none_or(is_over) {
            *swept = Some(now);
            if let Err(error) = self.store.sweep_tallies(now).await {
                tracing::warn!(%error, "can't remove old counters");
            }
            if let Err(error) = self.store.sweep_sessions(now).await {
                tracing::warn!(%error, "can't remove sessions that are over");
            }
            match self.store.bring_back(now).await {
                Ok(put_off) if put_off != PutOff::default() => tracing::warn!(
                    letters = put_off.letters,
                    due = put_off.due,
                    "the clock was set back: letters and tasks far in the future are due now"
                ),
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "can't look for times far in the future"),
            }
        }
    }

    /// How long nothing falls due, as known now.
    async fn until_next(&self) -> Duration {
        let next = self.store.next_due().await.ok().flatten();
        let wait = next.and_then(|next| Duration::try_from(next.duration_since(self.clock.now())).ok());
        wait.map_or(LOOK_AGAIN, |wait| wait.min(LOOK_AGAIN))
    }
}

impl Desk {
    /// Does what is due, each line in its own savepoint. An error is the database's.
    fn come_due(&self, tx: &mut Tx<'_>, lines: Vec<DueLine>, now: Timestamp) -> Result<(), StoreError> {
        let mut jobs = Vec::with_capacity(lines.len());
        for line in lines {
            match due_thing(&line) {
                Ok(due) => jobs.push(self.due_job(line, due, now)),
                Err(why) => self.put_off(tx, &line, &why, now)?,
            }
        }
        let done = self.work(tx, &jobs.iter().collect::<Vec<_>>(), now)?;
        for (job, done) in jobs.iter().zip(done) {
            let Some(line) = &job.due else { continue };
            match done {
                Done::Written(outcome) => tell_log(&self.policy.style, line, &outcome),
                Done::Before => {}
                Done::Failed(why) => self.put_off(tx, line, &why.to_string(), now)?,
            }
        }
        Ok(())
    }

    fn due_job(&self, line: DueLine, due: DueThing, now: Timestamp) -> Job {
        let cause = match due {
            DueThing::Timer(_) => format!("{} of {} on {}", line.name, line.at, line.ticket),
            _ => format!("{} {} of {} on {}", line.kind_name(), line.name, line.at, line.ticket),
        };
        Job {
            act: Act::bare(Source::Time { ticket: line.ticket, due }, now, ""),
            wanted: Wanted { due: Some(line.ticket), clocks: !self.policy.slas.list.is_empty(), ..Wanted::default() },
            mail: None,
            cause,
            since: line.at,
            due: Some(line),
        }
    }

    fn put_off(&self, tx: &mut Tx<'_>, line: &DueLine, why: &str, now: Timestamp) -> Result<(), StoreError> {
        let (ticket, name, kind) = (self.policy.style.print(line.ticket), &line.name, line.kind_name());
        tracing::error!(%ticket, kind, name, error = why, "a due task failed; trying again later");
        tx.put_off_due(line, now.checked_add(PUT_OFF).unwrap_or(now))
    }
}

/// What to do, or why it can't be done.
fn due_thing(line: &DueLine) -> Result<DueThing, String> {
    match &line.kind {
        Ok(DueKind::Timer) => Ok(DueThing::Timer(line.name.clone())),
        Ok(DueKind::Promise) => Ok(DueThing::Promise(line.name.clone())),
        Ok(DueKind::Feedback) => Ok(DueThing::Feedback),
        Err(name) => Err(format!("only a newer maildesk knows what is to be done when a {name:?} is due")),
    }
}

/// Logs one line for people.
fn tell_log(style: &ReferenceStyle, line: &DueLine, outcome: &Outcome) {
    let Some(step) = outcome.steps.first() else { return };
    let (reference, status) = (style.print(step.after.number), &step.after.status);
    for event in &step.clocks.events {
        tracing::info!(ticket = %reference, promise = %event.reason(), "promise changed");
    }
    match line.kind {
        Ok(DueKind::Timer) => {
            tracing::info!(ticket = %reference, timer = line.name, %status, "timer changed a ticket")
        }
        Ok(DueKind::Feedback) => tracing::info!(ticket = %reference, "rating requested"),
        Ok(DueKind::Promise) | Err(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::samples::{clock, concluded, desk, later, mail};
    use crate::store::samples::newer_due;

    #[tokio::test]
    async fn what_only_a_newer_program_can_do_is_put_off_and_holds_up_nothing() {
        let scratch = concluded(&[mail("a", "\r\nThe press stops.")]).await;
        let store = &scratch.store;
        newer_due(store).await;
        let number = crate::desk::reference::TicketNumber(1);
        crate::store::samples::set_timer(store, number, "of another config", later(0)).await;
        let scheduler = Scheduler::new(store.clone(), desk(), clock());
        assert_eq!(scheduler.step().await.unwrap(), 2);
        assert_eq!(scheduler.step().await.unwrap(), 0);
        let left = store.due(later(7200), 9).await.unwrap();
        assert_eq!(left.len(), 1, "the other one is done: {left:?}");
        assert_eq!((left[0].kind_name(), left[0].at), ("digest", later(3600)));
    }
}
