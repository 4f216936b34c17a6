//! The third belt: outbox → courier. What must be told is tried for days with the same bytes (P4).
//!
//! Claimed letters are marked durably before the network hears of them, so that a crash leaves `unknown` and never a
//! silent loss. Files are joined here, from the raw mail in the ledger. When a letter finally fails its ticket says so
//! and the agents are told.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use jiff::Timestamp;

use crate::clock::Clock;
use crate::courier::{Courier, Outcome, Parcel};
use crate::desk::notice::{Audience, Facts, Notice, NoticeKind, agents_to_tell};
use crate::mail::compose::{Enclosure, compose};
use crate::mail::parse::{all_attachment_bytes, parse};
use crate::store::{ClaimedLetter, MailId, Settlement, Store, StoreError, Tx};

use super::belt::{Belt, LONGEST_STEP};
use super::ingest::Desk;
use super::letters::About;
use super::retry::RetrySchedule;

/// So many letters are claimed and settled together.
const BATCH: usize = 128;

/// Hands letters to a courier.
pub struct Deliver<C> {
    store: Store,
    courier: C,
    desk: Arc<Desk>,
    schedule: RetrySchedule,
    clock: Clock,
}

/// How a step went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Letters tried.
    pub tried: usize,
    /// Of them, put off because of the courier.
    pub deferred: usize,
}

impl<C: Courier> Deliver<C> {
    /// A belt from this store to this courier.
    pub fn new(store: Store, courier: C, desk: Arc<Desk>, (schedule, clock): (RetrySchedule, Clock)) -> Self {
        Self { store, courier, desk, schedule, clock }
    }

    /// Takes the letters that are due; ends in one commit (they are marked as being sent).
    pub async fn claim(&mut self) -> anyhow::Result<Vec<ClaimedLetter>> {
        self.store.claim_letters(BATCH, self.clock.now()).await.context("take letters from the outbox")
    }

    /// Sends what was claimed and settles it; ends in one commit.
    pub async fn carry(&mut self, claimed: Vec<ClaimedLetter>) -> anyhow::Result<Delivered> {
        let (letters, parcels, mut ends) = self.pack(claimed).await?;
        let outcomes = self.courier.send(&parcels).await;
        let now = self.clock.now();
        let mut delivered = Delivered { tried: parcels.len(), deferred: 0 };
        for (letter, outcome) in letters.into_iter().zip(outcomes) {
            delivered.deferred += usize::from(matches!(outcome, Outcome::Deferred(_)));
            let settlement = self.settlement(&letter, outcome, now);
            ends.push((letter, settlement));
        }
        let desk = Arc::clone(&self.desk);
        let settled = self
            .store
            .write(move |tx| ends.iter().try_for_each(|(letter, end)| desk.settle(tx, letter, end, now)))
            .await;
        settled.context("settle letters")?;
        Ok(delivered)
    }

    /// One whole step.
    pub async fn step(&mut self) -> anyhow::Result<Delivered> {
        let claimed = self.claim().await?;
        if claimed.is_empty() { Ok(Delivered::default()) } else { self.carry(claimed).await }
    }

    /// Steps until the belt is stopped.
    pub async fn run(mut self, belt: Belt) {
        let mut failures = 0;
        while !belt.stop.is_cancelled() {
            let enqueued = self.store.letter_enqueued();
            let step = self.step().await;
            let blocked = match &step {
                Ok(delivered) => delivered.tried > 0 && delivered.deferred == delivered.tried,
                Err(error) => {
                    tracing::error!(error = format!("{error:#}"), "cannot deliver letters; trying again");
                    true
                }
            };
            failures = if blocked { failures + 1 } else { 0 };
            if blocked {
                // The courier is down, not one letter: hammering it helps nobody.
                belt.pause(RetrySchedule::CONNECTION.pause(failures, "deliver")).await;
            } else if step.is_ok_and(|delivered| delivered.tried == 0) {
                let pause = self.until_due().await;
                belt.pulse.beat(pause + LONGEST_STEP);
                tokio::select! {
                    () = belt.stop.cancelled() => {}
                    () = enqueued.notified() => {}
                    () = tokio::time::sleep(pause) => {}
                }
            } else {
                belt.pulse.beat(LONGEST_STEP);
            }
        }
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

    /// Letters as bytes. One that cannot be built has failed already.
    async fn pack(&mut self, claimed: Vec<ClaimedLetter>) -> anyhow::Result<Packed> {
        let mut raws = std::collections::HashMap::new();
        for mail in claimed.iter().filter_map(|letter| letter.encloses) {
            if let std::collections::hash_map::Entry::Vacant(entry) = raws.entry(mail) {
                entry.insert(self.enclosures(mail).await?);
            }
        }
        let packed = tokio::task::spawn_blocking(move || {
            let (mut letters, mut parcels, mut failed) = (Vec::new(), Vec::new(), Vec::new());
            for letter in claimed {
                let files = letter.encloses.and_then(|mail| raws.get(&mail)).map_or(&[][..], Vec::as_slice);
                match compose(&letter.draft, files) {
                    Ok(bytes) => {
                        parcels.push(Parcel {
                            envelope_from: letter.envelope_from.clone(),
                            recipient: letter.draft.to.address.clone(),
                            bytes,
                        });
                        letters.push(letter);
                    }
                    Err(error) => failed.push((
                        letter,
                        Settlement::Failed { words: format!("the letter cannot be built: {error}"), expired: false },
                    )),
                }
            }
            (letters, parcels, failed)
        });
        Ok(packed.await?)
    }

    /// The files of a mail, taken out of the raw message.
    async fn enclosures(&mut self, mail: MailId) -> anyhow::Result<Vec<Enclosure>> {
        let raw = self.store.read(move |read| read.raw(mail)).await.context("read a mail's files")?.unwrap_or_default();
        let files = tokio::task::spawn_blocking(move || {
            let files = parse(&raw).attachments.into_iter().zip(all_attachment_bytes(&raw));
            files.map(|(file, bytes)| Enclosure { name: file.name, content_type: file.content_type, bytes }).collect()
        });
        Ok(files.await?)
    }

    fn settlement(&self, letter: &ClaimedLetter, outcome: Outcome, now: Timestamp) -> Settlement {
        let (unknown, words) = match outcome {
            Outcome::Accepted(words) => return Settlement::Accepted { words },
            Outcome::Rejected(words) => return Settlement::Failed { words, expired: false },
            Outcome::Deferred(words) => (false, words),
            Outcome::Unknown(words) => (true, words),
        };
        match self.schedule.next(now, letter.enqueued_at, letter.attempts, letter.id.0) {
            Some(at) => Settlement::Retry { at, unknown, words },
            None => Settlement::Failed { words, expired: true },
        }
    }
}

/// Letters with their parcels, in the same order, and those that failed before.
type Packed = (Vec<ClaimedLetter>, Vec<Parcel>, Vec<(ClaimedLetter, Settlement)>);

impl Desk {
    fn settle(
        &self,
        tx: &mut Tx<'_>,
        letter: &ClaimedLetter,
        end: &Settlement,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        tx.settle(letter.id, end, now)?;
        let (to, notice) = (&letter.draft.to.address, letter.notice.as_str());
        match end {
            Settlement::Accepted { words } => {
                tracing::info!(letter = letter.id.0, notice, %to, words, "a letter was accepted")
            }
            Settlement::Retry { at, words, .. } => {
                tracing::warn!(letter = letter.id.0, notice, %to, words, next = %at, "a letter must wait")
            }
            Settlement::Failed { words, .. } => {
                tracing::error!(letter = letter.id.0, notice, %to, words, "a letter failed");
                self.tell_of_failure(tx, letter, words, now)?;
            }
        }
        Ok(())
    }

    /// Agents are told of a customer's letter that failed. A failed letter to an agent is an event on the ticket only:
    /// telling of it by mail could go round for ever.
    fn tell_of_failure(
        &self,
        tx: &mut Tx<'_>,
        letter: &ClaimedLetter,
        words: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let to = &letter.draft.to;
        if self.policy.agents.find_by_address(&to.address).is_some() {
            return Ok(());
        }
        let ticket = match letter.ticket {
            Some(number) => tx.ticket(number)?,
            None => None,
        };
        let facts = Facts {
            subject: letter.draft.subject.as_str().to_owned(),
            status: ticket.as_ref().map(|ticket| ticket.status.0.clone()).unwrap_or_default(),
            author: self.stationery.desk_name.clone(),
            text: letter.draft.text.clone(),
            requester: to.display().to_owned(),
            requester_address: to.address.as_str().to_owned(),
            assignee: ticket.as_ref().and_then(|ticket| ticket.assignee.clone()).unwrap_or_default(),
            reason: words.to_owned(),
            ..Facts::default()
        };
        let assignee = ticket.as_ref().and_then(|ticket| ticket.assignee.as_deref());
        let notices: Vec<Notice> = agents_to_tell(&self.policy.agents, assignee, None)
            .map(|agent| Notice {
                kind: NoticeKind::Undeliverable,
                to: Audience::Agent(agent.contact.clone()),
                facts: facts.clone(),
                in_reply_to: None,
                references: Vec::new(),
                encloses: false,
            })
            .collect();
        let mailbox = ticket.as_ref().map_or("", |ticket| ticket.mailbox.as_str());
        let about = About {
            ticket: ticket.as_ref(),
            mailbox,
            mail: None,
            cause: letter.draft.message_id.as_str(),
            since: letter.enqueued_at,
            now,
        };
        let letters = self.stationery.write_all(&notices, about).unwrap_or_else(|fault| {
            // The ticket says that the letter failed; a broken template must not stop the belt.
            tracing::error!(letter = letter.id.0, %fault, "agents cannot be told that a letter failed");
            Vec::new()
        });
        letters.iter().try_for_each(|letter| tx.enqueue(letter, now).map(drop))
    }
}
