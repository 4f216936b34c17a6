//! The first belt: mailbox → ledger. A message is durable before anything on the mail server changes (P1).
//!
//! Each mailbox has its own belt, so that a failing one holds up nobody else (P3). Errors are retried with growing
//! pauses. The last success and the last error are recorded for `maildesk status`.
//!
//! What a mailbox left out below its cursor is looked for again, first after seconds, then less and less often.

use std::time::Duration;

use anyhow::Context;
use jiff::Timestamp;

use crate::clock::Clock;
use crate::ledger::{Ledgered, Owed};
use crate::mail::fingerprint::{fingerprint, fingerprint_of_place};
use crate::mailbox::{Batch, Budget, Fetched, Looked, Mailbox, MailboxError, Progress, Wake};
use crate::store::{Arrival, Store, Taking};

use super::belt::{Belt, LONGEST_STEP, guarded};
use super::quiet::Quiet;
use super::retry::RetrySchedule;
use again::Again;

mod again;
mod pause;
mod room;

pub use room::{NoRoom, has_room};

/// The poll behind IDLE: we look this often, even if the server pushes.
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// Reads one mailbox into the ledger.
#[derive(Debug)]
pub struct Receive<M> {
    name: String,
    mailbox: M,
    store: Store,
    budget: Budget,
    clock: Clock,
    /// No mail is taken with less free disk space, in bytes.
    reserve: u64,
    /// A crash or an outage may have left messages without their action on the server.
    behind: bool,
    again: Again,
    /// The server refused what the config says to do after fetching.
    refusal: Option<Refusal>,
    quiet: Quiet,
    reading: Reading,
    /// The next batch, fetched while the one before it was written.
    ahead: Option<Result<Batch, MailboxError>>,
}

/// A refusal of what is to be done after fetching.
#[derive(Debug)]
struct Refusal {
    failures: u32,
    again_at: Timestamp,
}

/// Whether a mailbox was read to its end before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Nobody has looked yet.
    Unknown,
    /// It never was.
    First,
    /// It was.
    Later,
    /// Every reading counts as the first.
    AlwaysFirst,
}

/// A message for the ledger. An empty one is identified by its place: a server that returns nothing for two messages
/// still has two (P1).
pub fn arrival(mailbox: &str, message: Fetched, acts_after_fetch: bool) -> Arrival {
    let Fetched { place, bytes, size, .. } = message;
    let fingerprint = if bytes.is_empty() {
        fingerprint_of_place(mailbox, place.generation, &place.name)
    } else {
        fingerprint(&bytes)
    };
    Arrival { place, bytes, size, fingerprint, acts_after_fetch, old_since: None }
}

/// What one round took.
#[derive(Debug, Default)]
pub struct Received {
    /// Receipts for what the ledger has.
    pub receipts: Vec<Ledgered>,
    /// There is more to fetch now.
    pub more: bool,
}

impl<M: Mailbox> Receive<M> {
    /// A belt for the mailbox called `name` in the config.
    pub fn new(name: &str, mailbox: M, store: Store, budget: Budget, clock: Clock) -> Self {
        Self {
            name: name.to_owned(),
            mailbox,
            store,
            budget,
            clock,
            reserve: 0,
            behind: true,
            again: Again::default(),
            refusal: None,
            quiet: Quiet::default(),
            reading: Reading::Unknown,
            ahead: None,
        }
    }

    /// Takes no mail while less than `reserve` bytes are free for the database: processing and answering mail needs
    /// room.
    #[must_use]
    pub fn with_reserve(self, reserve: u64) -> Self {
        Self { reserve, ..self }
    }

    /// Takes old mail quietly at the very first reading.
    #[must_use]
    pub fn with_quiet(self, quiet: Quiet) -> Self {
        Self { quiet, ..self }
    }

    /// The same, as if every reading were the first, for stories.
    #[must_use]
    pub fn always_first(self) -> Self {
        Self { reading: Reading::AlwaysFirst, ..self }
    }

    /// Fetches and stores new messages, and fetches more of them meanwhile. Ends in one commit, and the very first reading in
    /// a second one, which says so.
    pub async fn take(&mut self) -> anyhow::Result<Received> {
        has_room(&self.store, self.reserve)?;
        let known = self.store.cursor(&self.name).await.context("read the cursor")?;
        let quiet = if self.is_first_reading().await? { self.quiet } else { Quiet::default() };
        let ahead = self.ahead.take();
        // What was fetched ahead says nothing of what has come since.
        let again = ahead.is_some();
        let fetched = match ahead {
            Some(fetched) => fetched,
            None => self.mailbox.fetch(known, self.budget).await,
        };
        let Batch { messages, cursor, more, owed } = fetched?;
        // A pass without a cursor goes on from the receipts.
        let goes_on = more && (cursor.is_some() || !self.mailbox.has_cursor());
        let more = more || again;
        if messages.is_empty() && cursor.is_none() && owed.is_empty() {
            self.end_first_reading(more).await?;
            return Ok(Received { receipts: Vec::new(), more });
        }
        let now = self.clock.now();
        let arrivals = self.arrivals(messages, move |message| quiet.old_since(message, now)).await?;
        let first_reading = self.reading == Reading::First;
        let taking = Taking { arrivals, cursor, owed, first_reading };
        let further = cursor.or(known);
        let recording = self.store.record_taking(&self.name, taking, now);
        let fetching = async { if goes_on { Some(self.mailbox.fetch(further, self.budget).await) } else { None } };
        let (receipts, ahead) = tokio::join!(recording, fetching);
        let receipts = receipts.context("write the ledger")?;
        self.ahead = ahead;
        self.end_first_reading(more).await?;
        if !receipts.is_empty() {
            tracing::debug!(mailbox = %self.name, messages = receipts.len(), "took in emails");
        }
        Ok(Received { receipts, more })
    }

    /// Looks for what is owed, if it is time. Ends in one commit, where something is different now.
    pub async fn take_owed(&mut self) -> anyhow::Result<Received> {
        let debts = self.store.owed(&self.name).await.context("read what the mail server owes")?;
        let now = self.clock.now();
        if !self.again.is_due(&debts, now) {
            return Ok(Received::default());
        }
        has_room(&self.store, self.reserve)?;
        let owed: Vec<Owed> = debts.iter().map(|debt| again::sought(debt, now)).collect();
        let Looked { messages, still, more } = self.mailbox.look_for(&owed, self.budget).await?;
        self.again.looked(now, more);
        if messages.is_empty() && !again::is_news(&debts, &still, now) {
            return Ok(Received::default());
        }
        // What was left out at the first reading is as old as the rest of that.
        let first: Vec<Owed> = debts.into_iter().filter(|debt| debt.first_reading).map(|debt| debt.owed).collect();
        let quiet = self.quiet;
        let old_since = move |message: &Fetched| {
            let uid = message.place.name.parse().ok()?;
            first.iter().find(|owed| owed.has(uid)).and_then(|_| quiet.old_since(message, now))
        };
        let arrivals = self.arrivals(messages, old_since).await?;
        let receipts = self.store.record_owed(&self.name, arrivals, still, now).await.context("write the ledger")?;
        tracing::info!(mailbox = %self.name, messages = receipts.len(), "took in emails that were missing");
        Ok(Received { receipts, more })
    }

    /// The messages as the ledger takes them. `old_since` says when an old one came in.
    async fn arrivals(
        &mut self,
        messages: Vec<Fetched>,
        old_since: impl Fn(&Fetched) -> Option<Timestamp> + Send + 'static,
    ) -> anyhow::Result<Vec<Arrival>> {
        let (acts_after_fetch, name) = (self.mailbox.acts_after_fetch(), self.name.clone());
        let each = move |message: Fetched| {
            let old_since = old_since(&message);
            Arrival { old_since, ..arrival(&name, message, acts_after_fetch) }
        };
        let arrivals: Vec<Arrival> =
            tokio::task::spawn_blocking(move || messages.into_iter().map(each).collect()).await?;
        let old = arrivals.iter().filter(|arrival| arrival.old_since.is_some()).count();
        if old > 0 {
            tracing::info!(mailbox = %self.name, mails = old, "took in old emails: they become tickets, but no letters are sent");
        }
        Ok(arrivals)
    }

    /// Whether the mailbox was never read to its end. Only then are messages asked when they came.
    async fn is_first_reading(&mut self) -> anyhow::Result<bool> {
        if self.reading == Reading::Unknown {
            let begun = self.store.begin_reading(&self.name, self.mailbox.has_cursor()).await;
            let is_first = begun.context("look whether it was read before")?;
            self.reading = if is_first { Reading::First } else { Reading::Later };
            self.mailbox.tell_times(is_first && self.quiet != Quiet::default());
        }
        Ok(self.reading != Reading::Later)
    }

    /// Notes that the mailbox was read to its end for the first time.
    async fn end_first_reading(&mut self, more: bool) -> anyhow::Result<()> {
        if more || self.reading != Reading::First {
            return Ok(());
        }
        let noted = self.store.end_first_reading(&self.name, self.clock.now()).await;
        noted.context("note that the mailbox was read for the first time")?;
        self.reading = Reading::Later;
        self.mailbox.tell_times(false);
        Ok(())
    }

    /// Does on the server what the config says, with messages that the ledger has.
    pub async fn after_fetch(&mut self, taken: &[Ledgered]) -> anyhow::Result<()> {
        if taken.is_empty() {
            return Ok(());
        }
        // A failure below leaves something undone. A success doesn't change what was undone before.
        let was_behind = std::mem::replace(&mut self.behind, true);
        self.mailbox.after_fetch(taken).await?;
        if self.mailbox.acts_after_fetch() {
            self.store.note_after_fetch(&self.name, taken).await.context("note what happened on the mail server")?;
        }
        self.behind = was_behind;
        Ok(())
    }

    /// Repeats what a crash or an outage left undone.
    pub async fn catch_up(&mut self) -> anyhow::Result<()> {
        while self.catch_up_some().await? {}
        Ok(())
    }

    /// Repeats some of it. Returns whether there may be more.
    async fn catch_up_some(&mut self) -> anyhow::Result<bool> {
        if !self.behind || !self.mailbox.acts_after_fetch() {
            return Ok(false);
        }
        let left = self
            .store
            .pending_after_fetch(&self.name, self.budget.messages)
            .await
            .context("read what the mail server is still to be told")?;
        self.after_fetch(&left).await?;
        self.behind = !left.is_empty();
        Ok(self.behind)
    }

    /// One whole round. Returns whether there is more.
    pub async fn step(&mut self) -> anyhow::Result<bool> {
        let owed = self.take_owed().await?;
        let mut taken = self.take().await?;
        taken.more |= owed.more;
        taken.receipts.extend(owed.receipts);
        let done = self.tell_server(&taken.receipts).await;
        if taken.more { Ok(true) } else { done }
    }

    /// Does on the server what the config says, unless that was refused a moment ago. A refusal (a missing folder, a
    /// missing right) is told and tried again later, and neither stops nor slows reading. Returns whether there is more.
    async fn tell_server(&mut self, taken: &[Ledgered]) -> anyhow::Result<bool> {
        let now = self.clock.now();
        if self.refusal.as_ref().is_some_and(|refusal| refusal.again_at > now) {
            return Ok(false);
        }
        let done = match self.after_fetch(taken).await {
            Ok(()) => self.catch_up_some().await,
            Err(error) => Err(error),
        };
        match done {
            Err(error) if matches!(error.downcast_ref(), Some(MailboxError::Protocol(_))) => {
                let failures = self.refusal.take().map_or(0, |refusal| refusal.failures) + 1;
                let pause = RetrySchedule::CONNECTION.pause(failures, &self.name);
                let error = format!("{error:#}");
                tracing::warn!(mailbox = %self.name, failures, pause_s = pause.as_secs(), %error, "`after` failed; trying again");
                self.refusal = Some(Refusal { failures, again_at: now.checked_add(pause).unwrap_or(now) });
                self.store.note_after_error(&self.name, now, Some(error)).await.context("note what fails")?;
                Ok(false)
            }
            Ok(more) if self.refusal.take().is_some() => {
                tracing::info!(mailbox = %self.name, "`after` works again");
                self.store.note_after_error(&self.name, now, None).await.context("note what works")?;
                Ok(more)
            }
            done => done,
        }
    }

    /// How long to wait for mail, at most.
    async fn longest_wait(&mut self) -> anyhow::Result<Duration> {
        let (debts, now) =
            (self.store.owed(&self.name).await.context("read what the mail server owes")?, self.clock.now());
        let after = self.refusal.as_ref().map(|refusal| refusal.again_at.duration_since(now));
        let after = after.map(|time| Duration::try_from(time).unwrap_or_default());
        let times = [self.again.due_in(&debts, now), after, Some(LONGEST_WAIT)];
        Ok(times.into_iter().flatten().min().unwrap_or(LONGEST_WAIT))
    }

    /// Rounds until the belt is stopped.
    pub async fn run(mut self, belt: Belt) {
        let mut failures = 0_u32;
        while !belt.stop.is_cancelled() {
            let progress = self.mailbox.progress();
            let round = tokio::select! {
                () = belt.stop.cancelled() => break,
                () = beat_while_heard(&progress, &belt) => break,
                round = guarded(self.round(&belt)) => round,
            };
            let error = match round {
                Ok(()) => {
                    if failures > 0 {
                        tracing::info!(mailbox = %self.name, "mailbox works again");
                    }
                    failures = 0;
                    continue;
                }
                Err(error) => error,
            };
            failures += 1;
            let pause = pause::pause(&error, failures, &self.name);
            let error = format!("{error:#}");
            tracing::warn!(mailbox = %self.name, failures, pause_s = pause.as_secs(), %error, "mailbox can't be read; trying again");
            self.note(Err(error)).await;
            if !belt.pause(pause).await {
                break;
            }
        }
    }

    /// Takes all mail, notes the success, waits for more.
    async fn round(&mut self, belt: &Belt) -> anyhow::Result<()> {
        while self.step().await? {
            belt.pulse.beat(LONGEST_STEP);
        }
        belt.pulse.beat(LONGEST_WAIT + LONGEST_STEP);
        self.note(Ok(())).await;
        let at_most = self.longest_wait().await?;
        let woken: Wake = tokio::select! {
            woken = self.mailbox.wait(at_most) => woken?,
            asked = again::asked(&self.store, &self.name) => asked?,
        };
        tracing::trace!(mailbox = %self.name, ?woken, "looks again");
        Ok(())
    }

    async fn note(&mut self, outcome: Result<(), String>) {
        if let Err(error) = self.store.note_mailbox(&self.name, self.clock.now(), outcome).await {
            tracing::warn!(mailbox = %self.name, %error, "can't record the state of the mailbox");
        }
    }
}

/// Beats while a server is heard from: a large mail over a slow line takes longer than a step may.
async fn beat_while_heard(progress: &Progress, belt: &Belt) {
    let mut last = progress.last();
    loop {
        tokio::time::sleep(Duration::from_mins(1)).await;
        let now = progress.last();
        if now > last {
            belt.pulse.beat(LONGEST_STEP);
        }
        last = now;
    }
}

#[cfg(test)]
mod tests;
