//! The third belt: outbox → courier. A letter is tried for days with the same bytes (P4).
//!
//! Claimed letters are marked durably before they are sent, so that a crash leaves `unknown` and never loses one
//! silently. Files are attached here, from the raw mail in the ledger. If a letter finally fails, its ticket says so
//! and agents are notified.

mod files;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use jiff::Timestamp;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::clock::Clock;
use crate::courier::{Courier, DeliveryOutcome, OutgoingMessage};
use crate::desk::act::{Act, Source};
use crate::desk::letter::SentLetter;
use crate::mail::compose::{Draft, compose};
use crate::store::{ClaimedLetter, LetterOutcome, MailId, Reading, Store, StoreError, Tx, Wanted};

use super::belt::{Belt, LONGEST_STEP, catch_panic, guarded};
use super::desk::Desk;
use super::pace::Pace;
use super::retry::RetrySchedule;
use super::work::{Done, Job};
use files::FilesOfMail;

/// How long a connection is kept for the next letter: those of one mail follow each other.
const LINGER: Duration = Duration::from_secs(5);

/// The approximate size of a batch, with the mails whose files it encloses.
const BATCH_BYTES: u64 = 3 * 1024 * 1024;

/// Hands letters to a courier.
pub struct Deliver<C> {
    store: Store,
    courier: C,
    desk: Arc<Desk>,
    schedule: RetrySchedule,
    clock: Clock,
    pace: Pace,
    /// Outcomes of letters that aren't in the database yet.
    ends: Arc<Vec<(ClaimedLetter, LetterOutcome)>>,
}

/// How a step went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Letters tried.
    pub tried: usize,
    /// Those of them that were deferred.
    pub deferred: usize,
    /// The domains of the deferred ones.
    pub domains: usize,
}

impl<C: Courier> Deliver<C> {
    /// A belt from this store to this courier.
    pub fn new(store: Store, courier: C, desk: Arc<Desk>, schedule: RetrySchedule, clock: Clock) -> Self {
        Self { store, courier, desk, schedule, clock, pace: Pace::new(), ends: Arc::default() }
    }

    /// Claims the letters that are due. Ends in one commit, which marks them as being sent.
    pub async fn claim(&mut self) -> anyhow::Result<Vec<ClaimedLetter>> {
        self.store
            .claim_letters(self.pace.batch(), BATCH_BYTES, self.clock.now())
            .await
            .context("take letters from the outbox")
    }

    /// Sends claimed letters and records their outcomes. Ends in one commit.
    pub async fn carry(&mut self, claimed: Vec<ClaimedLetter>) -> anyhow::Result<Delivered> {
        let Packed { letters, messages, mut ends } = self.pack(claimed).await?;
        let start = Instant::now();
        let outcomes = self.send(&messages).await;
        self.pace.note(messages.len(), start.elapsed());
        let now = self.clock.now();
        let mut delivered = Delivered { tried: messages.len(), ..Delivered::default() };
        let mut domains = HashSet::new();
        for (letter, outcome) in letters.into_iter().zip(outcomes) {
            if matches!(outcome, DeliveryOutcome::Deferred(_)) {
                delivered.deferred += 1;
                domains.insert(letter.draft.to.address.domain().to_lowercase());
            }
            let end = self.letter_outcome(&letter, outcome, now);
            ends.push((letter, end));
        }
        delivered.domains = domains.len();
        self.ends = Arc::new(ends);
        self.record_outcomes().await?;
        Ok(delivered)
    }

    /// One whole step.
    pub async fn step(&mut self) -> anyhow::Result<Delivered> {
        self.record_outcomes().await?;
        let claimed = self.claim().await?;
        if claimed.is_empty() { Ok(Delivered::default()) } else { self.carry(claimed).await }
    }

    /// Sends messages. Returns one outcome for each, even if the courier panics.
    async fn send(&mut self, messages: &[OutgoingMessage]) -> Vec<DeliveryOutcome> {
        let sent = guarded(async { Ok(self.courier.send(messages).await) }).await;
        let mut outcomes = sent.unwrap_or_else(|error| {
            tracing::error!(%error, letters = messages.len(), "sending letters ended by a fault of the program");
            Vec::new()
        });
        outcomes.resize_with(messages.len(), || {
            DeliveryOutcome::Unknown("sending ended by a fault of the program".to_owned())
        });
        outcomes
    }

    /// Records the outcomes. If that fails (full disk), they stay in memory and are recorded before any other letter is
    /// sent, so that an accepted letter isn't sent again.
    async fn record_outcomes(&mut self) -> anyhow::Result<()> {
        if self.ends.is_empty() {
            return Ok(());
        }
        let (desk, ends, now) = (Arc::clone(&self.desk), Arc::clone(&self.ends), self.clock.now());
        let record =
            move |tx: &mut Tx<'_>| ends.iter().map(|(letter, end)| desk.record_outcome(tx, letter, end, now)).collect();
        let recorded: Vec<bool> = self.store.write_batch(record).await.context("record how letters ended")?;
        // They are durable only now.
        for ((letter, end), _) in self.ends.iter().zip(recorded).filter(|(_, is_kept)| *is_kept) {
            tell_log(letter, end);
        }
        self.ends = Arc::default();
        Ok(())
    }

    /// Steps until the belt is stopped.
    pub async fn run(mut self, belt: Belt) {
        let mut failures = 0;
        while !belt.stop.is_cancelled() {
            let enqueued = self.store.letter_enqueued();
            let step = guarded(self.step()).await;
            // A host that defers letters for one domain says nothing about others: the next letters are tried soon.
            let grows = !matches!(&step, Ok(delivered) if delivered.domains == 1);
            let blocked = match &step {
                Ok(delivered) => delivered.tried > 0 && delivered.deferred == delivered.tried,
                Err(error) => {
                    tracing::error!(error = format!("{error:#}"), "cannot deliver letters; trying again");
                    true
                }
            };
            failures = if !blocked {
                0
            } else if grows {
                failures + 1
            } else {
                1
            };
            if blocked {
                // The courier is down, not one letter: more tries wouldn't help.
                belt.pause(RetrySchedule::CONNECTION.pause(failures, "deliver")).await;
            } else if step.is_ok_and(|delivered| delivered.tried == 0) {
                self.idle(&belt, &enqueued).await;
            } else {
                belt.pulse.beat(LONGEST_STEP);
            }
        }
        if let Err(error) = self.record_outcomes().await {
            tracing::error!(
                error = format!("{error:#}"),
                "letters were sent and that cannot be kept; they go out again"
            );
        }
        self.courier.rest().await;
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
        is_woken(belt, enqueued, pause.saturating_sub(lingers)).await;
    }

    async fn until_due(&mut self) -> Duration {
        let longest = Duration::from_mins(1);
        match self.store.next_letter_due().await {
            Ok(Some(due)) => Duration::try_from(due.duration_since(self.clock.now()))
                .unwrap_or_default()
                .clamp(Duration::from_millis(50), longest),
            _ => longest,
        }
    }

    /// Builds letters. One that can't be built has failed, one whose files can't be read must wait.
    async fn pack(&mut self, claimed: Vec<ClaimedLetter>) -> anyhow::Result<Packed> {
        let mut files = HashMap::new();
        let mut packed = Packed::default();
        let mut ready = Vec::with_capacity(claimed.len());
        for letter in claimed {
            match self.fetch_files(&mut files, letter.encloses).await {
                Ok(()) => ready.push(letter),
                Err(error) => {
                    let outcome = DeliveryOutcome::Deferred(format!("its files cannot be read: {error:#}"));
                    let end = self.letter_outcome(&letter, outcome, self.clock.now());
                    packed.ends.push((letter, end));
                }
            }
        }
        let build = move || {
            for letter in ready {
                let files = letter.encloses.and_then(|mail| files.get(&mail));
                packed.build(letter, files);
            }
            packed
        };
        tokio::task::spawn_blocking(build).await.context("build letters")
    }

    /// Reads the files of a mail from its raw message, once for all letters that enclose them.
    async fn fetch_files(
        &mut self,
        files: &mut HashMap<MailId, FilesOfMail>,
        mail: Option<MailId>,
    ) -> anyhow::Result<()> {
        let Some(mail) = mail.filter(|mail| !files.contains_key(mail)) else { return Ok(()) };
        let read = move |read: &Reading| Ok((read.raw(mail)?.unwrap_or_default(), read.refused_files(mail)?));
        let (raw, refused) = self.store.read(read).await?;
        files.insert(mail, tokio::task::spawn_blocking(move || FilesOfMail::of(&raw, &refused)).await?);
        Ok(())
    }

    fn letter_outcome(&self, letter: &ClaimedLetter, outcome: DeliveryOutcome, now: Timestamp) -> LetterOutcome {
        let (unknown, words) = match outcome {
            DeliveryOutcome::Accepted(words) => return LetterOutcome::Accepted { words },
            DeliveryOutcome::Rejected(words) => return LetterOutcome::Failed { words, expired: false },
            DeliveryOutcome::Deferred(words) => (false, words),
            DeliveryOutcome::Unknown(words) => (true, words),
        };
        match self.schedule.next(now, letter.enqueued_at, letter.attempts, letter.id.0) {
            Some(at) => LetterOutcome::Retry { at, unknown, words },
            None => LetterOutcome::Failed { words, expired: true },
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

/// Letters with their messages, in the same order, and those that ended without being sent.
#[derive(Default)]
struct Packed {
    letters: Vec<ClaimedLetter>,
    messages: Vec<OutgoingMessage>,
    ends: Vec<(ClaimedLetter, LetterOutcome)>,
}

impl Packed {
    fn build(&mut self, letter: ClaimedLetter, files: Option<&FilesOfMail>) {
        let files = files.map(|files| files.with(letter.notice)).unwrap_or_default();
        let words = match catch_panic(|| compose(&letter.draft, files)) {
            Some(Ok(bytes)) => {
                let recipient = letter.draft.to.address.clone();
                self.messages.push(OutgoingMessage { envelope_from: letter.envelope_from.clone(), recipient, bytes });
                self.letters.push(letter);
                return;
            }
            Some(Err(error)) => format!("the letter cannot be built: {error}"),
            None => "the letter cannot be built: the program failed".to_owned(),
        };
        self.ends.push((letter, LetterOutcome::Failed { words, expired: false }));
    }
}

impl Desk {
    /// Records how one letter ended, and returns whether it did. An error is the database's, and all is tried again. A
    /// letter whose outcome can't be reported or recorded blocks no other.
    fn record_outcome(
        &self,
        tx: &mut Tx<'_>,
        letter: &ClaimedLetter,
        end: &LetterOutcome,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        for tells in [true, false] {
            let recorded = catch_panic(|| {
                tx.isolated(|tx| {
                    tx.record_outcome(letter.id, end, now)?;
                    if tells { self.tell_if_failed(tx, letter, end, now) } else { Ok(()) }
                })
            });
            match recorded {
                Some(Ok(())) => return Ok(true),
                Some(Err(error)) if error.is_passing() => return Err(error),
                Some(Err(error)) => tracing::error!(letter = letter.id.0, %error, "how a letter ended cannot be kept"),
                None => tracing::error!(letter = letter.id.0, "the program failed while it kept how a letter ended"),
            }
        }
        Ok(false)
    }

    fn tell_if_failed(
        &self,
        tx: &mut Tx<'_>,
        letter: &ClaimedLetter,
        end: &LetterOutcome,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        match end {
            LetterOutcome::Failed { words, .. } => self.tell_of_failure(tx, letter, words, now),
            LetterOutcome::Accepted { .. } | LetterOutcome::Retry { .. } => Ok(()),
        }
    }

    /// Notifies agents of a customer's letter that failed. The ticket says so in any case, and trouble here must not
    /// stop the belt.
    fn tell_of_failure(
        &self,
        tx: &mut Tx<'_>,
        letter: &ClaimedLetter,
        words: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let Draft { message_id, to, subject, text, .. } = letter.draft.clone();
        let (cause, to_address) = (message_id.as_str().to_owned(), to.address.clone());
        let failed = Box::new(SentLetter { message_id, to, subject, text });
        let source = Source::Delivery { letter: failed, words: words.to_owned(), ticket: letter.ticket };
        let job = Job {
            act: Act::bare(source, now, ""),
            wanted: Wanted { due: letter.ticket, ..Wanted::default() },
            mail: None,
            due: None,
            cause,
            since: letter.enqueued_at,
        };
        for done in self.work(tx, &[&job], now)? {
            match done {
                Done::Written(outcome) => outcome.reasons.iter().for_each(|reason| {
                    tracing::warn!(to = %to_address, %reason, "a letter failed");
                }),
                Done::Before => {}
                Done::Failed(fault) => {
                    tracing::error!(letter = letter.id.0, %fault, "agents cannot be told that a letter failed");
                }
            }
        }
        Ok(())
    }
}

/// Logs one line for each letter.
fn tell_log(letter: &ClaimedLetter, end: &LetterOutcome) {
    let (id, to, notice) = (letter.id.0, &letter.draft.to.address, letter.notice.as_str());
    match end {
        LetterOutcome::Accepted { words } => tracing::info!(letter = id, notice, %to, words, "a letter was accepted"),
        LetterOutcome::Retry { at, words, .. } => {
            tracing::warn!(letter = id, notice, %to, words, next = %at, "a letter must wait")
        }
        LetterOutcome::Failed { words, .. } => tracing::error!(letter = id, notice, %to, words, "a letter failed"),
    }
}

#[cfg(test)]
mod tests;
