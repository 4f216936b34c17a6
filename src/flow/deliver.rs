//! The third belt: outbox → courier. A letter is tried for days with the same bytes (P4).
//!
//! Claimed letters are marked durably before they are sent, so that a crash leaves `unknown` and never loses one
//! silently. Files are attached here, from the raw mail in the ledger. If a letter finally fails, its ticket says so
//! and agents are notified. What stands in the way of more than one letter is noted for `maildesk status`, and where
//! none would go the belt pauses.

mod brake;
mod course;
mod files;
mod obstacles;
mod pack;
mod record;
mod refusals;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::clock::Clock;
use crate::courier::{Courier, DeliveryOutcome, OutgoingMessage};
use crate::store::{ClaimedLetter, LetterOutcome, Store};

use super::belt::{Belt, LONGEST_STEP, guarded};
use super::desk::Desk;
use super::pace::Pace;
use super::retry::RetrySchedule;
use course::Course;
use pack::{Packed, PackedLetter, pack};
use record::{Ending, LetterEnd, tell_log};

/// How long a connection is kept for the next letter: those of one mail follow each other.
const LINGER: Duration = Duration::from_secs(5);

/// The longest time without a look into the outbox: an operator may have letters sent again from beside.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// The shortest time after which a server that is not there is asked again where no letter asks.
const ASK_AGAIN: Duration = Duration::from_mins(1);

/// The approximate size of a batch, with the mails whose files it encloses.
const BATCH_BYTES: u64 = 3 * 1024 * 1024;

/// Hands letters to a courier.
pub struct Deliver<C> {
    store: Store,
    courier: C,
    desk: Arc<Desk>,
    course: Course,
    clock: Clock,
    pace: Pace,
    /// When the server may be asked again whether it is there.
    ask_at: Instant,
    /// When an operator last had letters sent again.
    retried: Option<Vec<u8>>,
    /// Outcomes of letters that aren't in the database yet.
    ends: Arc<Vec<LetterEnd>>,
}

/// How a step went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Letters tried.
    pub tried: usize,
    /// Those of them that were deferred.
    pub deferred: usize,
    /// How long no other letter is worth a try.
    pub pause: Option<Duration>,
}

impl<C: Courier> Deliver<C> {
    /// A belt from this store to this courier.
    pub fn new(store: Store, courier: C, desk: Arc<Desk>, schedule: RetrySchedule, clock: Clock) -> Self {
        let course = Course::new(schedule);
        let (pace, ask_at, retried, ends) = (Pace::new(), Instant::now(), None, Arc::default());
        Self { store, courier, desk, course, clock, pace, ask_at, retried, ends }
    }

    /// Claims the letters that are due. Ends in one commit, which marks them as being sent.
    pub async fn claim(&mut self) -> anyhow::Result<Vec<ClaimedLetter>> {
        let limit = self.course.brake.limit(self.pace.batch());
        self.store.claim_letters(limit, BATCH_BYTES, self.clock.now()).await.context("take letters from the outbox")
    }

    /// Sends claimed letters and records their outcomes. Ends in one commit.
    pub async fn carry(&mut self, claimed: Vec<ClaimedLetter>) -> anyhow::Result<Delivered> {
        let delivered = self.send_claimed(claimed).await?;
        self.record_outcomes().await?;
        Ok(delivered)
    }

    /// Sends claimed letters. Their outcomes are still to be recorded.
    async fn send_claimed(&mut self, claimed: Vec<ClaimedLetter>) -> anyhow::Result<Delivered> {
        let Packed { letters, messages, failed, unreadable, .. } =
            pack(&self.store, claimed, self.desk.letter_writer.look.wordmark.as_ref()).await?;
        let start = Instant::now();
        let outcomes = self.send(&messages).await;
        self.pace.note(messages.len(), start.elapsed());
        let mut delivered = Delivered { tried: messages.len(), ..Delivered::default() };
        let failed = failed.into_iter().map(|(letter, words)| LetterEnd {
            letter,
            outcome: LetterOutcome::Failed { words, expired: false },
            smaller: None,
            sent: None,
        });
        let mut ends: Vec<LetterEnd> = failed.collect();
        self.course.begin();
        for ((packed, message), outcome) in letters.into_iter().zip(messages).zip(outcomes) {
            delivered.deferred += usize::from(matches!(outcome, DeliveryOutcome::Deferred(_)));
            let end = self.end_of(packed, outcome);
            let sent = matches!(end.outcome, LetterOutcome::Retry { .. }).then_some(message.bytes);
            ends.push(LetterEnd { sent, ..end });
        }
        for (letter, words) in unreadable {
            let packed = PackedLetter { letter, files: Vec::new() };
            ends.push(self.end_of(packed, DeliveryOutcome::Deferred(words)));
        }
        delivered.pause = self.course.pause();
        self.ends = Arc::new(ends);
        Ok(delivered)
    }

    /// What is recorded of a letter. One that is too large goes on smaller, as a letter of its own.
    fn end_of(&mut self, PackedLetter { letter, files }: PackedLetter, outcome: DeliveryOutcome) -> LetterEnd {
        let (now, desk) = (self.clock.now(), &self.desk);
        let people = &desk.policy.people;
        let is_too_large = matches!(outcome, DeliveryOutcome::TooLarge(_));
        let smaller = is_too_large.then(|| desk.letter_writer.smaller(&letter, &files, people, now)).flatten();
        let mut outcome = self.course.end_of(&letter, outcome, people, now);
        if let (LetterOutcome::Failed { words, .. }, Some(smaller)) = (&mut outcome, &smaller) {
            words.push_str("; ");
            words.push_str(smaller.words);
        }
        LetterEnd { letter, outcome, smaller: smaller.map(|smaller| smaller.letter), sent: None }
    }

    /// One whole step.
    pub async fn step(&mut self) -> anyhow::Result<Delivered> {
        let delivered = self.advance().await?;
        self.record_outcomes().await?;
        Ok(delivered)
    }

    /// Records how the letters before have ended and claims the next, in one commit, and sends these.
    async fn advance(&mut self) -> anyhow::Result<Delivered> {
        let (limit, now, ending) = (self.course.brake.limit(self.pace.batch()), self.clock.now(), self.ending());
        let record = ending.closure(&self.desk, now);
        let recorded = self.store.record_and_claim_letters(record, limit, BATCH_BYTES, now).await;
        let (recorded, claimed) = recorded.context("record how letters ended, and take others from the outbox")?;
        self.ended(ending, recorded);
        if claimed.is_empty() { Ok(Delivered::default()) } else { self.send_claimed(claimed).await }
    }

    /// Sends messages. Returns one outcome for each, even if the courier panics.
    async fn send(&mut self, messages: &[OutgoingMessage]) -> Vec<DeliveryOutcome> {
        let sent = guarded(async { Ok(self.courier.send(messages).await) }).await;
        let mut outcomes = sent.unwrap_or_else(|error| {
            tracing::error!(%error, letters = messages.len(), "sending letters failed because of a fault in the program");
            Vec::new()
        });
        outcomes.resize_with(messages.len(), || {
            DeliveryOutcome::Unknown("sending ended by a fault of the program".to_owned())
        });
        outcomes
    }

    /// Records the outcomes and what stands in the way. If that fails (full disk), they stay in memory and are recorded
    /// before any other letter is sent, so that an accepted letter isn't sent again.
    async fn record_outcomes(&mut self) -> anyhow::Result<()> {
        let ending = self.ending();
        if ending.is_nothing() {
            return Ok(());
        }
        let record = ending.closure(&self.desk, self.clock.now());
        let recorded = self.store.write_batch(record).await.context("record how letters ended")?;
        self.ended(ending, recorded);
        Ok(())
    }

    fn ending(&self) -> Ending {
        Ending { ends: Arc::clone(&self.ends), obstacles: self.course.obstacles.changed() }
    }

    /// What is in the database now needs no more memory.
    fn ended(&mut self, Ending { ends, obstacles }: Ending, recorded: Vec<bool>) {
        let kept = ends.iter().zip(recorded).filter(|(_, is_kept)| *is_kept).map(|(end, _)| end);
        tell_log(&kept.collect::<Vec<_>>());
        self.ends = Arc::default();
        if let Some(obstacles) = obstacles {
            self.course.obstacles.noted(obstacles);
        }
    }

    /// Steps until the belt is stopped.
    pub async fn run(mut self, belt: Belt) {
        self.start(&belt).await;
        let mut failures = 0;
        while !belt.stop.is_cancelled() {
            let enqueued = self.store.letter_enqueued();
            let step = guarded(self.advance()).await;
            if let Err(error) = &step {
                tracing::error!(error = format!("{error:#}"), "can't deliver letters; trying again");
            }
            failures = if step.is_err() { failures + 1 } else { 0 };
            match step {
                Err(_) => drop(belt.pause(RetrySchedule::CONNECTION.pause(failures, "deliver")).await),
                Ok(Delivered { pause: Some(pause), .. }) => self.pause(&belt, pause).await,
                Ok(Delivered { tried: 0, .. }) => self.idle(&belt, &enqueued).await,
                Ok(_) => belt.pulse.beat(LONGEST_STEP),
            }
        }
        if let Err(error) = self.record_outcomes().await {
            tracing::error!(
                error = format!("{error:#}"),
                "letters were sent, but this couldn't be recorded; they'll go out again"
            );
        }
        self.courier.rest().await;
    }

    /// What waits is tried at once, because the config may be another: it waited for its cause to be mended, too.
    async fn start(&mut self, belt: &Belt) {
        if let Err(error) = self.store.retry_letters(None, self.clock.now()).await {
            tracing::warn!(%error, "waiting letters can't be retried now");
        }
        self.retried = self.store.letters_retried().await.unwrap_or_default();
        self.probe(belt).await;
    }

    /// Pauses for the courier's sake, at most until an operator asks for letters.
    async fn pause(&mut self, belt: &Belt, pause: Duration) {
        if let Err(error) = self.record_outcomes().await {
            tracing::error!(error = format!("{error:#}"), "can't record how letters ended; trying again");
        }
        let end = Instant::now() + pause;
        while !end.saturating_duration_since(Instant::now()).is_zero() {
            if !belt.pause(LOOK_AGAIN.min(end.saturating_duration_since(Instant::now()))).await {
                return;
            }
            let asked = self.store.letters_retried().await.unwrap_or_else(|_| self.retried.clone());
            if asked != self.retried {
                self.retried = asked;
                return;
            }
        }
    }

    /// Asks whether letters would go out, and notes the answer.
    async fn probe(&mut self, belt: &Belt) {
        belt.pulse.beat(LONGEST_STEP);
        let found = tokio::select! {
            found = guarded(async { Ok(self.courier.probe().await) }) => found,
            () = belt.stop.cancelled() => return,
        };
        if let Ok(found) = found {
            if let Err(obstacle) = &found {
                tracing::warn!(words = obstacle.words, "letters can't go out");
            }
            self.ask_at = Instant::now() + self.course.probed(found).max(ASK_AGAIN);
            if let Err(error) = self.record_outcomes().await {
                tracing::warn!(error = format!("{error:#}"), "can't record why letters don't go out");
            }
        }
    }

    /// Waits until a letter is due, and closes the courier's connection meanwhile.
    async fn idle(&mut self, belt: &Belt, enqueued: &Notify) {
        let pause = self.until_due().await;
        belt.pulse.beat(pause + LONGEST_STEP);
        let lingers = pause.min(LINGER);
        if is_woken(belt, enqueued, lingers).await || lingers == pause {
            return;
        }
        self.courier.rest().await;
        let is_woken = is_woken(belt, enqueued, pause.saturating_sub(lingers)).await;
        if !is_woken && self.course.obstacles.is_stopped() && self.ask_at <= Instant::now() {
            self.probe(belt).await;
        }
    }

    async fn until_due(&mut self) -> Duration {
        match self.store.next_letter_due().await {
            Ok(Some(due)) => Duration::try_from(due.duration_since(self.clock.now()))
                .unwrap_or_default()
                .clamp(Duration::from_millis(50), LOOK_AGAIN),
            _ => LOOK_AGAIN,
        }
    }
}

/// Sleeps. Returns `true` if there is something to do earlier.
async fn is_woken(belt: &Belt, enqueued: &Notify, pause: Duration) -> bool {
    tokio::select! {
        () = belt.stop.cancelled() => true,
        () = enqueued.notified() => true,
        () = tokio::time::sleep(pause) => false,
    }
}

#[cfg(test)]
mod tests;
