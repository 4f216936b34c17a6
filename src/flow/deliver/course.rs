//! What an outcome means: for its letter, for those behind it, and for the operator.
//!
//! Comes in: letters with their outcomes, in order. Goes out: what is recorded of each, and how long the belt pauses.
//! Only what is about a letter fails it; what is about sender, account or relay keeps it.

use std::time::Duration;

use jiff::Timestamp;

use crate::courier::{DeliveryOutcome, Extent, Obstacle, names_recipient, similar_words};
use crate::desk::people::People;
use crate::store::{ClaimedLetter, LetterOutcome};

use super::super::retry::RetrySchedule;
use super::brake::Brake;
use super::obstacles::Obstacles;
use super::refusals::{LetterClass, Refusal, Refusals, Verdict};

/// The longest pause of a letter that is not at fault itself: it goes out soon after the cause is mended.
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

/// The state of a courier as its answers tell it.
#[derive(Debug)]
pub(super) struct Course {
    schedule: RetrySchedule,
    refusals: Refusals,
    pub(super) brake: Brake,
    pub(super) obstacles: Obstacles,
    /// How long no letter is worth a try.
    pause: Option<Duration>,
    /// The pause of a batch that was stopped: all its letters have the same.
    stopped: Option<Duration>,
}

impl Course {
    pub(super) fn new(schedule: RetrySchedule) -> Self {
        Self {
            schedule,
            refusals: Refusals::default(),
            brake: Brake::new(),
            obstacles: Obstacles::default(),
            pause: None,
            stopped: None,
        }
    }

    /// A batch begins.
    pub(super) fn begin(&mut self) {
        (self.pause, self.stopped) = (None, None);
    }

    /// How long the belt pauses after the batch.
    pub(super) fn pause(&self) -> Option<Duration> {
        self.stopped.or(self.pause)
    }

    /// What is recorded of a letter.
    pub(super) fn end_of(
        &mut self,
        letter: &ClaimedLetter,
        outcome: DeliveryOutcome,
        people: &People,
        now: Timestamp,
    ) -> LetterOutcome {
        match outcome {
            DeliveryOutcome::Accepted(words) => {
                let class = class_of(letter, people);
                self.pause = self.brake.accepted();
                self.refusals.accepted(&class);
                self.obstacles.accepted(&class);
                LetterOutcome::Accepted { words }
            }
            DeliveryOutcome::Deferred(words) => retry(&self.schedule, letter, words, now),
            DeliveryOutcome::Unknown(words) => match retry(&self.schedule, letter, words, now) {
                LetterOutcome::Retry { at, words, .. } => LetterOutcome::Retry { at, unknown: true, words },
                end => end,
            },
            DeliveryOutcome::Blocked(obstacle) => self.blocked(letter, obstacle, people, now),
            DeliveryOutcome::Rejected(words) => self.rejected(letter, words, people, now),
            DeliveryOutcome::TooLarge(words) => LetterOutcome::Failed { words, expired: false },
        }
    }

    /// The server is there, or not, without a letter having been tried. Returns the pause before it is asked again.
    pub(super) fn probed(&mut self, found: Result<(), Obstacle>) -> Duration {
        match found {
            Ok(()) => {
                self.obstacles.server_is_there();
                Duration::ZERO
            }
            Err(obstacle) => {
                self.obstacles.stop_all(obstacle.words);
                self.brake.stopped()
            }
        }
    }

    fn blocked(
        &mut self,
        letter: &ClaimedLetter,
        obstacle: Obstacle,
        people: &People,
        now: Timestamp,
    ) -> LetterOutcome {
        let Obstacle { extent, words } = obstacle;
        if extent == Extent::Sender {
            self.obstacles.stop(&class_of(letter, people), words.clone());
            return retry(&self.soon(), letter, words, now);
        }
        let brake = &mut self.brake;
        let pause = *self.stopped.get_or_insert_with(|| match extent {
            Extent::Rate(asked) => brake.counted(asked),
            _ => brake.stopped(),
        });
        if extent == Extent::All || self.brake.is_lasting() {
            self.obstacles.stop_all(words.clone());
        }
        match now.checked_add(pause) {
            Ok(at) if self.schedule.allows(at, letter.since) => LetterOutcome::Retry { at, unknown: false, words },
            _ => LetterOutcome::Failed { words, expired: true },
        }
    }

    fn rejected(&mut self, letter: &ClaimedLetter, words: String, people: &People, now: Timestamp) -> LetterOutcome {
        let class = class_of(letter, people);
        let refusal = Refusal {
            class: &class,
            recipient: letter.draft.to.address.key(),
            words: similar_words(&words),
            is_clear: names_recipient(&words),
        };
        match self.refusals.judge(refusal, now) {
            Verdict::Counts => LetterOutcome::Failed { words, expired: false },
            Verdict::Waits => retry(&self.soon(), letter, words, now),
            Verdict::OfEverybody => {
                let told = format!("{words}; all recipients are refused alike: see login, sender and relay");
                self.obstacles.stop(&class, told);
                retry(&self.soon(), letter, words, now)
            }
        }
    }

    fn soon(&self) -> RetrySchedule {
        RetrySchedule { longest_pause: self.schedule.longest_pause.min(LONGEST_PAUSE), ..self.schedule }
    }
}

/// A letter that waits for its next try, or waited too long.
pub(super) fn retry(schedule: &RetrySchedule, letter: &ClaimedLetter, words: String, now: Timestamp) -> LetterOutcome {
    match schedule.next(now, letter.since, letter.attempts, letter.id.0) {
        Some(at) => LetterOutcome::Retry { at, unknown: false, words },
        None => LetterOutcome::Failed { words, expired: true },
    }
}

fn class_of(letter: &ClaimedLetter, people: &People) -> LetterClass {
    let (from, to) = (&letter.draft.from.address, &letter.draft.to.address);
    let is_near = people.agents.find_by_address(to).is_some() || to.domain().eq_ignore_ascii_case(from.domain());
    let sender = letter.envelope_from.as_ref().map(ToString::to_string).unwrap_or_default();
    LetterClass { sender, is_near }
}
