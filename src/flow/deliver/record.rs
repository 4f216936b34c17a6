//! Records how letters ended. What finally failed is told to agents in the same transaction.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::desk::act::{Act, Source};
use crate::desk::letter::SentLetter;
use crate::mail::compose::Draft;
use crate::store::{ClaimedLetter, LetterOutcome, NewLetter, StoreError, Tx, Wanted};

use super::super::belt::catch_panic;
use super::super::desk::Desk;
use super::super::work::{Done, Job};

/// How a letter ended, or waits.
#[derive(Debug)]
pub(super) struct LetterEnd {
    pub(super) letter: ClaimedLetter,
    pub(super) outcome: LetterOutcome,
    /// What goes out in its place.
    pub(super) smaller: Option<NewLetter>,
    /// Its bytes, if they are sent again.
    pub(super) sent: Option<Arc<Vec<u8>>>,
}

/// What is to be recorded: outcomes of letters, and what stands in the way of more, if that is news.
pub(super) struct Ending {
    pub(super) ends: Arc<Vec<LetterEnd>>,
    pub(super) obstacles: Option<BTreeMap<String, String>>,
}

impl Ending {
    pub(super) fn is_nothing(&self) -> bool {
        self.ends.is_empty() && self.obstacles.is_none()
    }

    /// Records it, and returns of which letters that succeeded.
    pub(super) fn closure(
        &self,
        desk: &Arc<Desk>,
        now: Timestamp,
    ) -> impl FnOnce(&mut Tx<'_>) -> Result<Vec<bool>, StoreError> + Send + 'static {
        let (desk, ends, obstacles) = (Arc::clone(desk), Arc::clone(&self.ends), self.obstacles.clone());
        move |tx| {
            obstacles.iter().try_for_each(|obstacles| tx.note_obstacles(obstacles, now))?;
            tx.together(|tx| ends.iter().map(|end| desk.record_outcome(tx, end, now)).collect())
        }
    }
}

impl Desk {
    /// Records how one letter ended, and returns whether it did. An error is the database's, and all is tried again. A
    /// letter whose outcome can't be reported or recorded blocks no other.
    pub(super) fn record_outcome(
        &self,
        tx: &mut Tx<'_>,
        LetterEnd { letter, outcome, smaller, sent }: &LetterEnd,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        for tells in [true, false] {
            let recorded = catch_panic(|| {
                tx.isolated(|tx| {
                    tx.record_outcome(letter.id, outcome, now)?;
                    sent.iter().try_for_each(|bytes| tx.keep_composed(letter.id, bytes))?;
                    if letter.composed.is_some() && matches!(outcome, LetterOutcome::Accepted { .. }) {
                        tx.forget_composed(letter.id)?;
                    }
                    smaller.iter().try_for_each(|smaller| tx.enqueue(smaller, now).map(drop))?;
                    // Also of one that goes on smaller: its author must know.
                    if tells { self.tell_if_failed(tx, letter, outcome, now) } else { Ok(()) }
                })
            });
            match recorded {
                Some(Ok(())) => return Ok(true),
                Some(Err(error)) if error.is_passing() => return Err(error),
                Some(Err(error)) => {
                    tracing::error!(letter = letter.id.0, %error, "can't record the result of a letter")
                }
                None => {
                    tracing::error!(letter = letter.id.0, "the program failed while recording the result of a letter")
                }
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
            since: letter.since,
        };
        for done in self.work(tx, &[&job], now)? {
            match done {
                Done::Written(outcome) => outcome.reasons.iter().for_each(|reason| {
                    tracing::warn!(to = %to_address, %reason, "letter failed");
                }),
                Done::Before => {}
                Done::Failed(fault) => {
                    tracing::error!(letter = letter.id.0, %fault, "can't notify agents that a letter failed");
                }
            }
        }
        Ok(())
    }
}

/// Logs one line for each letter, but one for all that wait for the same reason: a server that is not there stops them all.
pub(super) fn tell_log(ends: &[&LetterEnd]) {
    let mut told: Vec<&str> = Vec::new();
    for LetterEnd { letter, outcome, smaller, .. } in ends {
        let (id, to, notice) = (letter.id.0, &letter.draft.to.address, letter.notice.as_str());
        match outcome {
            LetterOutcome::Accepted { words } => {
                tracing::info!(letter = id, notice, %to, words, "letter accepted")
            }
            LetterOutcome::Retry { words, .. } if told.contains(&words.as_str()) => {}
            LetterOutcome::Retry { at, words, .. } => {
                told.push(words);
                let others = ends.iter().filter(|other| other.waits_for(words)).count().saturating_sub(1);
                tracing::warn!(letter = id, notice, %to, words, next = %at, others, "letter deferred")
            }
            LetterOutcome::Failed { words, .. } if smaller.is_some() => {
                tracing::warn!(letter = id, notice, %to, words, "letter too large; sending a smaller one")
            }
            LetterOutcome::Failed { words, .. } => {
                tracing::error!(letter = id, notice, %to, words, "letter failed")
            }
        }
    }
}

impl LetterEnd {
    fn waits_for(&self, reason: &str) -> bool {
        matches!(&self.outcome, LetterOutcome::Retry { words, .. } if words == reason)
    }
}
