//! The second belt: ledger → tickets and outbox. Read, think, write; the middle is pure.
//!
//! Mails are taken from the ledger in batches, understood in parallel on blocking threads, and decided and written in
//! order inside the writer, each in a savepoint of its own: one that fails or panics rolls back alone and becomes a
//! ticket that shows it to the agents (P3). A mail that ended the process several times while it was alone in its batch
//! is quarantined unread.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use jiff::Timestamp;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::desk::decide::{Decision, Deed, Effect, End, Target, decide, find_questions, quarantine};
use crate::desk::limit::Scope;
use crate::desk::policy::Policy;
use crate::desk::reference::TicketNumber;
use crate::desk::status::Stage;
use crate::desk::ticket::Ticket;
use crate::desk::token::Keyring;
use crate::mail::Understood;
use crate::mail::authentic::Proof;
use crate::prover::Prover;
use crate::store::{MailMark, PendingMail, Store, StoreError, Tx};

use super::belt::{Belt, LONGEST_STEP, guarded, spared};
use super::letters::{About, Stationery};
use super::retry::RetrySchedule;
use thought::{Thought, blank_mark, mark, unread};

mod thought;

/// So many mails are taken at once.
const BATCH: usize = 192;
/// So many are understood and written together, in one commit: one fsync serves many, and their pages still fit the
/// cache.
const PART: usize = 64;
/// A batch holds about so many bytes of raw mail.
const BATCH_BYTES: usize = 3 * 1024 * 1024;

/// `maildesk ingest` writes into the ledger from another process, which wakes nobody here.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// What the belt needs of the config.
pub struct Desk {
    /// Rules and people.
    pub policy: Policy,
    /// Letters.
    pub stationery: Stationery,
}

impl Desk {
    /// The same, with the secrets that its tokens are made with.
    #[must_use]
    pub fn keyed(mut self, keys: Keyring) -> Self {
        self.stationery.keys = keys.clone();
        self.policy.keys = keys;
        self
    }
}

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

    /// The same, with somebody who checks the signatures of mails that no trusted server tells of.
    #[must_use]
    pub fn with_prover(self, prover: Option<Prover>) -> Self {
        Self { prover, ..self }
    }

    /// Takes the oldest mails without an end; ends in one commit (the attempt is counted).
    pub async fn claim(&self) -> anyhow::Result<Vec<PendingMail>> {
        self.store.claim_mails(BATCH, BATCH_BYTES).await.context("take mails from the ledger")
    }

    /// Decides and writes what was claimed, in order; each part ends in one commit. While one is written, the next are
    /// being understood.
    pub async fn conclude(&self, claimed: Vec<PendingMail>) -> anyhow::Result<()> {
        let mut unwritten: Vec<_> = claimed.iter().map(|mail| mail.id).collect();
        for part in self.think(claimed) {
            let written = match part.await {
                Ok(thoughts) => {
                    let thoughts = self.prove(thoughts).await;
                    let count = thoughts.len();
                    self.write(thoughts).await.context("write tickets and letters").map(|()| count)
                }
                Err(stopped) => Err(anyhow::Error::new(stopped)),
            };
            match written {
                Ok(count) => drop(unwritten.drain(..count.min(unwritten.len()))),
                Err(error) => {
                    // We are still here: the failure is the disk's, not the mails', and must not count against them.
                    self.store.forgive_mails(unwritten).await.ok();
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Checks the signatures of mails that no trusted server tells of, all at once: the name servers get their time once
    /// for a part. A mail that makes the program fail is not proven, and no more.
    async fn prove(&self, mut thoughts: Vec<Thought>) -> Vec<Thought> {
        let Some(prover) = &self.prover else { return thoughts };
        let proving: Vec<_> = thoughts
            .iter_mut()
            .map(|thought| {
                let raw = std::mem::take(&mut thought.raw);
                let inbound = thought.unproven(&self.desk.policy.holding.trusted)?.clone();
                let prover = prover.clone();
                Some(tokio::spawn(async move { prover.prove(&raw, &inbound).await }))
            })
            .collect();
        for (thought, proof) in thoughts.iter_mut().zip(proving) {
            if let Some(proof) = proof {
                let failed = |_| Proof::Unknown("the program failed while it checked the signatures".to_owned());
                thought.signed = Some(proof.await.unwrap_or_else(failed));
            }
        }
        thoughts
    }

    async fn write(&self, thoughts: Vec<Thought>) -> Result<(), StoreError> {
        let (desk, now) = (Arc::clone(&self.desk), self.clock.now());
        self.store.write_batch(move |tx| thoughts.iter().try_for_each(|thought| desk.write(tx, thought, now))).await
    }

    /// One whole step; how many mails it took.
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
                        "cannot work on mails; trying again"
                    );
                    belt.pause(pause).await;
                }
            }
        }
    }

    /// Understands the mails, part by part, on all cores.
    fn think(&self, claimed: Vec<PendingMail>) -> Vec<JoinHandle<Vec<Thought>>> {
        let mut claimed = claimed.into_iter();
        let mut parts = Vec::new();
        while claimed.len() > 0 {
            let part: Vec<PendingMail> = claimed.by_ref().take(PART).collect();
            let desk = Arc::clone(&self.desk);
            let think = move || part.into_iter().map(|mail| desk.think(mail)).collect();
            parts.push(tokio::task::spawn_blocking(think));
        }
        parts
    }
}

impl Desk {
    /// Decides and writes one mail. An error is the database's, and ends the batch; everything else ends the mail.
    fn write(&self, tx: &mut Tx<'_>, thought: &Thought, now: Timestamp) -> Result<(), StoreError> {
        let tried = match &thought.understood {
            Ok(understood) => attempt(tx, |tx| self.write_understood(tx, thought, understood, now))?,
            Err(reason) => Err(reason.clone()),
        };
        tried.or_else(|reason| self.write_quarantined(tx, thought, &reason, now))
    }

    fn write_understood(
        &self,
        tx: &mut Tx<'_>,
        thought: &Thought,
        understood: &Understood,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let inbound = &understood.inbound;
        let incoming = self.incoming(thought, understood);
        let mut snapshot = tx.snapshot(&self.evidence(understood, &incoming), &inbound.in_reply_to)?;
        snapshot.bounced = tx.sent_letters(incoming.failures.iter().map(|(id, _)| id))?;
        for question in find_questions(&self.policy, &snapshot, &incoming) {
            let answer = tx.answer(&question, &|status| self.policy.workflow.stage(status) == Stage::Done)?;
            snapshot.asked.push((question, answer));
        }
        let mut decision = decide(&self.policy, &snapshot, &incoming);
        let counted = self.keep_limits(tx, &incoming, &mut decision, now)?;
        let mail = &thought.pending;
        self.apply(tx, mail, (&decision, &mark(mail, understood, &incoming)), (&counted, now))
    }

    /// Shows a mail that could not be worked on as a ticket of its own. If not even the letters about it can be written,
    /// or what is known of it, the ticket must stand all the same.
    fn write_quarantined(
        &self,
        tx: &mut Tx<'_>,
        thought: &Thought,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mail = &thought.pending;
        tracing::error!(mail = mail.id.0, mailbox = %mail.mailbox, reason, "a mail could not be worked on; quarantined");
        let known = thought.understood.as_ref().ok();
        let mut fault = String::new();
        for (known, tells) in [(known, true), (known, false), (None, false)] {
            let written = attempt(tx, |tx| {
                let (incoming, mark) = match known {
                    Some(understood) => {
                        let incoming = self.incoming(thought, understood);
                        let mark = mark(mail, understood, &incoming);
                        (incoming, mark)
                    }
                    None => (unread(mail), blank_mark(mail)),
                };
                let mut decision = quarantine(&self.policy, &incoming, reason);
                decision.notices.retain(|_| tells);
                let counted = self.keep_limits(tx, &incoming, &mut decision, now)?;
                self.apply(tx, mail, (&decision, &mark), (&counted, now))
            })?;
            let Err(why) = written else { return Ok(()) };
            tracing::error!(mail = mail.id.0, fault = why, "not even so much can be written of this mail");
            fault = why;
        }
        Err(StoreError::Contradiction(fault))
    }

    fn apply(
        &self,
        tx: &mut Tx<'_>,
        mail: &PendingMail,
        (decision, mark): (&Decision, &MailMark),
        (counted, now): (&[Scope], Timestamp),
    ) -> Result<(), Failure> {
        let applied = tx.apply(mark, decision, now)?;
        let mut marks = Vec::new();
        if let Some(ticket) = applied.ticket.as_ref() {
            self.start_timers(tx, ticket, decision, now)?;
            marks = self.keep_promises(tx, (ticket, Deed::from(decision)), (mail.received_at, now))?;
        }
        let mut cause = format!("mail {} of {}", mail.id.0, mail.received_at);
        // What it told when it was set aside is told; now it tells something else.
        if let Some(released_at) = mail.released_at {
            cause = format!("{cause} given back {released_at}");
        }
        let about = About {
            ticket: applied.ticket.as_ref(),
            mailbox: &mail.mailbox,
            mail: Some(mail.id),
            cause: &cause,
            since: mail.received_at,
            now,
        };
        let letters =
            self.stationery.write_all(&decision.notices, about).map_err(|fault| Failure::Mail(fault.to_string()))?;
        let promised = self.tell_promises(&marks, about).map_err(|fault| Failure::Mail(fault.to_string()))?;
        for letter in letters.iter().chain(&promised) {
            tx.enqueue(letter, now)?;
        }
        let number = applied.ticket.as_ref().map_or(TicketNumber(0), |ticket| ticket.number);
        let counted: Vec<Scope> = counted.iter().map(|scope| scope.on(number)).collect();
        tx.count_up(&counted, now)?;
        for (effect, ticket) in decision.also.iter().zip(&applied.also) {
            self.tell_of_effect(tx, (effect, ticket), about)?;
        }
        tell_log(mail, decision, applied.ticket.as_ref().map(|ticket| self.policy.style.print(ticket.number)));
        Ok(())
    }

    /// Timers and letters of a further ticket.
    fn tell_of_effect(
        &self,
        tx: &mut Tx<'_>,
        (effect, ticket): (&Effect, &Ticket),
        about: About<'_>,
    ) -> Result<(), Failure> {
        if matches!(effect.target, Target::New(_)) {
            tx.set_due(ticket.number, &self.policy.workflow.due(&ticket.status, about.now))?;
        }
        let marks = self.keep_promises(tx, (ticket, Deed::from(effect)), (about.since, about.now))?;
        let cause = format!("{} on {}", about.cause, ticket.number);
        let about = About { ticket: Some(ticket), mailbox: &ticket.mailbox, mail: None, cause: &cause, ..about };
        let letters =
            self.stationery.write_all(&effect.notices, about).map_err(|fault| Failure::Mail(fault.to_string()))?;
        let promised = self.tell_promises(&marks, about).map_err(|fault| Failure::Mail(fault.to_string()))?;
        letters.iter().chain(&promised).try_for_each(|letter| tx.enqueue(letter, about.now).map(drop))?;
        Ok(())
    }

    /// What falls due on a ticket that came into a status. On a new one nothing was to fall due before.
    fn start_timers(
        &self,
        tx: &mut Tx<'_>,
        ticket: &Ticket,
        decision: &Decision,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let due = self.policy.workflow.due(&ticket.status, now);
        let is_new = matches!(decision.target, Target::New(_));
        if decision.moves_status() || (is_new && !due.is_empty()) {
            tx.set_due(ticket.number, &due)?;
        }
        Ok(())
    }
}

/// One line for each thing that a help-desk person would tell.
fn tell_log(mail: &PendingMail, decision: &Decision, ticket: Option<String>) {
    let (ticket, reason) = (ticket.unwrap_or_default(), decision.reasons.join("; "));
    match decision.end {
        End::Opened => {
            tracing::info!(%ticket, mail = mail.id.0, mailbox = %mail.mailbox, reason, "a mail opened a ticket")
        }
        End::Commented => {
            tracing::info!(%ticket, mail = mail.id.0, mailbox = %mail.mailbox, reason, "a mail became a comment")
        }
        End::Answered => {
            tracing::info!(mail = mail.id.0, mailbox = %mail.mailbox, reason, "a mail asked about tickets, and is answered")
        }
        end => {
            tracing::info!(%ticket, mail = mail.id.0, mailbox = %mail.mailbox, reason, end = end.as_str(), "a mail was set aside")
        }
    }
}

/// Why a mail could not be written.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Mail(String),
}

/// Works on one mail in a savepoint of its own, and says why it could not. The outer error is the database's alone: it
/// passes, and the mail has no part in it.
fn attempt(
    tx: &mut Tx<'_>,
    work: impl FnOnce(&mut Tx<'_>) -> Result<(), Failure>,
) -> Result<Result<(), String>, StoreError> {
    match spared(|| tx.isolated(work)) {
        Some(Err(Failure::Store(error))) if error.is_passing() => Err(error),
        Some(done) => Ok(done.map_err(|failure| failure.to_string())),
        None => Ok(Err("the program failed while it decided on this mail".to_owned())),
    }
}

#[cfg(test)]
mod tests;
