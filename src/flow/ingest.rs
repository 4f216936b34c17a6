//! The second belt: ledger → tickets and outbox. Read, prepare, write; the middle is pure.
//!
//! Mails are claimed from the ledger in batches, parsed in parallel on blocking threads, and decided and written in
//! order inside the writer. If one fails or panics, all are worked on anew, each in its own savepoint, and this one rolls
//! back alone and becomes a ticket that shows it to agents (P3). A mail that ended the process several times while it was
//! alone in its batch is quarantined unread.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use jiff::Timestamp;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::clock::Clock;
use crate::desk::case::Case;
use crate::desk::decide::{finish, quarantine};
use crate::desk::end::End;
use crate::desk::outcome::Outcome;
use crate::desk::reason::{Quarantine, Reason};
use crate::desk::reference::ReferenceStyle;
use crate::desk::throttle::Meter;
use crate::mail::authentic::{Basis, Proof};
use crate::prover::Prover;
use crate::store::{PendingMail, Reading, Store, StoreError, Tx};

use super::belt::{Belt, LONGEST_STEP, catch_panic, guarded};
use super::desk::Desk;
use super::retry::RetrySchedule;
use super::work::{DecidedJob, Done, Job};
use prepared_mail::{Claimed, PreparedMail, Ready};

mod prepared_mail;

/// Mails of one batch at most: a mail that comes meanwhile to another mailbox waits for it.
const BATCH: usize = 384;
/// Mails of one commit: their pages still fit the cache.
const PART: usize = 64;
/// The approximate size of a batch in bytes of raw mail.
const BATCH_BYTES: usize = 24 << 20;
/// The approximate size of the mails that are parsed ahead of the writer, in bytes.
const AHEAD_BYTES: u64 = 2 << 20;

/// How often to look: `maildesk ingest` writes into the ledger from another process and wakes nobody here.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Makes tickets of the ledger's mails.
#[derive(Clone)]
pub struct Ingest {
    store: Store,
    desk: Arc<Desk>,
    clock: Clock,
    prover: Option<Prover>,
}

impl Ingest {
    /// A belt over this store.
    pub fn new(store: Store, desk: Arc<Desk>, clock: Clock) -> Self {
        Self { store, desk, clock, prover: None }
    }

    /// Sets a prover for mails that no trusted server vouches for.
    #[must_use]
    pub fn with_prover(self, prover: Option<Prover>) -> Self {
        Self { prover, ..self }
    }

    /// Claims the oldest mails without an end. Ends in one commit, which counts the attempt.
    pub async fn claim(&self) -> anyhow::Result<Vec<PendingMail>> {
        self.store.claim_mails(BATCH, BATCH_BYTES).await.context("take mails from the ledger")
    }

    /// Decides and writes claimed mails, in order, and returns when that is durable. Each part ends in one commit. The next
    /// parts are parsed meanwhile.
    pub async fn conclude(&self, claimed: Vec<PendingMail>) -> anyhow::Result<()> {
        let mut unwritten: Vec<_> = claimed.iter().map(|mail| mail.id).collect();
        let mut preparing = Preparing { waiting: claimed.into(), parts: VecDeque::new() };
        while let Some(part) = preparing.next(self) {
            let written = match part.await.context("parse emails") {
                Ok(Ok(ready)) => {
                    let count = ready.len();
                    self.write(ready).await.context("write tickets and letters").map(|()| count)
                }
                Ok(Err(error)) | Err(error) => Err(error),
            };
            match written {
                Ok(count) => drop(unwritten.drain(..count.min(unwritten.len()))),
                Err(error) => {
                    // The process survived, so the disk failed and not the mails. It must not count against them.
                    self.store.forgive_mails(unwritten).await.ok();
                    return Err(error);
                }
            }
        }
        self.store.settled().await.context("write tickets and letters")
    }

    async fn write(&self, ready: Vec<Ready>) -> Result<(), StoreError> {
        let (desk, now) = (Arc::clone(&self.desk), self.clock.now());
        self.store.write_ahead(move |tx| desk.write_mails(tx, ready, now)).await
    }

    /// One whole step. Returns the number of mails.
    pub async fn step(&self) -> anyhow::Result<usize> {
        let claimed = self.claim().await?;
        let taken = claimed.len();
        if taken > 0 {
            self.conclude(claimed).await?;
        }
        Ok(taken)
    }

    /// Steps until the belt is stopped.
    pub async fn run(self, belt: Belt) {
        let mut failures = 0;
        while !belt.stop.is_cancelled() {
            let recorded = self.store.mail_recorded();
            match guarded(self.step()).await {
                Ok(0) => {
                    failures = 0;
                    belt.pulse.beat(LOOK_AGAIN + LONGEST_STEP);
                    tokio::select! {
                        () = belt.stop.cancelled() => {}
                        () = recorded.notified() => {}
                        () = tokio::time::sleep(LOOK_AGAIN) => {}
                    }
                }
                Ok(_) => {
                    failures = 0;
                    belt.pulse.beat(LONGEST_STEP);
                }
                Err(error) => {
                    failures += 1;
                    let pause = RetrySchedule::CONNECTION.pause(failures, "ingest");
                    tracing::error!(
                        error = format!("{error:#}"),
                        pause_s = pause.as_secs(),
                        "can't process emails; trying again"
                    );
                    belt.pause(pause).await;
                }
            }
        }
    }
}

/// Mails on their way from a claim to the writer.
struct Preparing {
    waiting: VecDeque<PendingMail>,
    /// Parts that are being parsed on all cores, with the bytes of their mails.
    parts: VecDeque<(JoinHandle<anyhow::Result<Vec<Ready>>>, u64)>,
}

impl Preparing {
    /// The next part. Those behind it are begun, as far as their bytes don't take too much room.
    fn next(&mut self, ingest: &Ingest) -> Option<JoinHandle<anyhow::Result<Vec<Ready>>>> {
        while self.parts.is_empty() || self.parts.iter().map(|(_, bytes)| bytes).sum::<u64>() < AHEAD_BYTES {
            let (part, bytes) = self.cut();
            if part.is_empty() {
                break;
            }
            self.parts.push_back((tokio::spawn(prepare(ingest.clone(), part)), bytes));
        }
        self.parts.pop_front().map(|(part, _)| part)
    }

    /// The mails of one commit.
    fn cut(&mut self) -> (Vec<PendingMail>, u64) {
        let (mut part, mut bytes) = (Vec::new(), 0);
        while part.len() < PART
            && bytes < AHEAD_BYTES
            && let Some(mail) = self.waiting.pop_front()
        {
            bytes += mail.size;
            part.push(mail);
        }
        (part, bytes)
    }
}

/// Parses mails and makes acts of them.
async fn prepare(Ingest { store, desk, prover, .. }: Ingest, part: Vec<PendingMail>) -> anyhow::Result<Vec<Ready>> {
    let read = |reading: &Reading| part.into_iter().map(|mail| Claimed::read(reading, mail)).collect();
    let read: Vec<_> = store.read_claimed(read).await.context("read emails from the ledger")?;
    let Some(prover) = prover else {
        let each = move |mail| desk.ready(desk.prepare(mail));
        return Ok(spawn_blocking(move || read.into_iter().map(each).collect()).await?);
    };
    let reader = Arc::clone(&desk);
    let parse = move || read.into_iter().map(|mail| reader.prepare(mail)).collect();
    let proven = prove(&desk, &prover, spawn_blocking(parse).await?).await;
    Ok(spawn_blocking(move || proven.into_iter().map(|mail| desk.ready(mail)).collect()).await?)
}

/// Checks the signatures of mails that no trusted server vouches for, all at once, so that name servers get their time
/// once for a part. A mail that makes the prover panic is just unproven.
async fn prove(desk: &Desk, prover: &Prover, mut prepared: Vec<PreparedMail>) -> Vec<PreparedMail> {
    let proving: Vec<_> = prepared
        .iter_mut()
        .map(|mail| {
            let raw = std::mem::take(&mut mail.raw);
            let inbound = catch_panic(|| mail.unproven(&desk.policy.holding.trusted).cloned())??;
            let prover = prover.clone();
            Some(tokio::spawn(async move { prover.prove(&raw, &inbound).await }))
        })
        .collect();
    for (mail, proof) in prepared.iter_mut().zip(proving) {
        if let Some(proof) = proof {
            let failed = |_| Proof::Unknown(Basis::CheckFailed);
            mail.signed = Some(proof.await.unwrap_or_else(failed));
        }
    }
    prepared
}

impl Desk {
    /// Decides and writes mails, in order. An error is the database's and ends the batch. Everything else ends only the
    /// mail.
    fn write_mails(&self, tx: &mut Tx<'_>, mails: Vec<Ready>, now: Timestamp) -> Result<(), StoreError> {
        let mut rest = mails.as_slice();
        while !rest.is_empty() {
            let readable = rest.iter().take_while(|mail| mail.fault.is_none()).count();
            let (now_worked, later) = rest.split_at(readable);
            self.write_readable(tx, now_worked, now)?;
            rest = later;
            if let Some((mail, later)) = later.split_first() {
                self.quarantine(tx, mail, mail.fault.as_ref().unwrap_or(&Quarantine::ReadingFailed), now)?;
                rest = later;
            }
        }
        Ok(())
    }

    fn write_readable(&self, tx: &mut Tx<'_>, mails: &[Ready], now: Timestamp) -> Result<(), StoreError> {
        let jobs: Vec<&Job> = mails.iter().map(|mail| &mail.job).collect();
        let done = tx.together(|tx| self.work(tx, &jobs, now))?;
        for (mail, done) in mails.iter().zip(done) {
            match done {
                Done::Written(outcome) => tell_log(&self.policy.style, &mail.pending, &outcome),
                Done::Before => tracing::warn!(mail = mail.pending.id.0, "email already processed"),
                Done::Failed(reason) => self.quarantine(tx, mail, &reason, now)?,
            }
        }
        Ok(())
    }

    /// Opens a ticket for a mail that couldn't be processed. If the letters about it can't be written either, or its
    /// data is broken, the ticket is opened without.
    fn quarantine(&self, tx: &mut Tx<'_>, mail: &Ready, reason: &Quarantine, now: Timestamp) -> Result<(), StoreError> {
        let Ready { pending, job, .. } = mail;
        tracing::error!(mail = pending.id.0, mailbox = %pending.mailbox, %reason, "email couldn't be processed; quarantined");
        let (bare, case) = (Self::bare_job(pending), Case::default());
        let mut fault = String::new();
        for (job, tells) in [(job, true), (job, false), (&bare, false)] {
            let decided = catch_panic(|| {
                let mut outcome = quarantine(&self.policy, &job.act, reason);
                finish(&self.policy, &case, &job.act, &mut outcome, now);
                outcome
            });
            let Some(mut outcome) = decided else { continue };
            outcome.number(tx.reserve(outcome.opened())?.into_iter());
            let written = if tells {
                self.write(tx, DecidedJob { job, case: &case, outcome }, &mut Meter::default(), now)?
            } else {
                Self::write_silently(tx, job, outcome, now)?
            };
            let Some(Done::Failed(why)) = written else { return Ok(()) };
            tracing::error!(mail = pending.id.0, fault = %why, "email couldn't even be quarantined");
            fault = why.to_string();
        }
        Err(StoreError::Contradiction(fault))
    }
}

/// Logs one line for each event that matters to a help desk.
fn tell_log(style: &ReferenceStyle, mail: &PendingMail, outcome: &Outcome) {
    let ticket = outcome.steps.first().map(|step| style.print(step.after.number)).unwrap_or_default();
    let reason = Reason::join(&outcome.reasons);
    match outcome.end.unwrap_or(End::Suppressed) {
        End::Opened => {
            tracing::info!(%ticket, mail = mail.id.0, mailbox = %mail.mailbox, reason, "email opened a ticket")
        }
        End::Commented => {
            tracing::info!(%ticket, mail = mail.id.0, mailbox = %mail.mailbox, reason, "email added to a ticket")
        }
        End::Answered => {
            tracing::info!(mail = mail.id.0, mailbox = %mail.mailbox, reason, "email asked about tickets and was answered")
        }
        end => {
            tracing::info!(%ticket, mail = mail.id.0, mailbox = %mail.mailbox, reason, end = end.as_str(), "email set aside")
        }
    }
}

#[cfg(test)]
mod alone;
#[cfg(test)]
mod copies;
#[cfg(test)]
mod tests;
