//! Sets how many letters go out between two commits: as many as the courier takes in an instant.
//!
//! Comes in: how long the last ones took. Goes out: how many to claim. A crash may send unrecorded letters again
//! (docs/STATES.md), so a slow server gets few at a time, and a fast one many for one fsync.

use std::time::Duration;

/// The longest time for a batch.
const INSTANT: Duration = Duration::from_millis(250);
/// The smallest batch, and the first one. A single letter says too little about the courier: a server that defers one
/// recipient isn't down. With a larger first batch, a program that is killed at once would send many letters again.
const FEWEST: usize = 4;
/// The largest batch: it must end before the daemon has to.
const MOST: usize = 128;

/// The size of the next batch.
#[derive(Debug)]
pub(super) struct Pace(usize);

impl Pace {
    pub(super) fn new() -> Self {
        Self(FEWEST)
    }

    /// The number of letters to claim.
    pub(super) fn batch(&self) -> usize {
        self.0
    }

    /// Notes how long a number of letters took.
    pub(super) fn note(&mut self, letters: usize, took: Duration) {
        if took > INSTANT {
            self.0 = (self.0 / 2).max(FEWEST);
        } else if letters >= self.0 && took < INSTANT / 2 {
            self.0 = (self.0 * 2).min(MOST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_what_goes_out_in_an_instant() {
        let check = |each_ms: u64, expected: usize| {
            let mut pace = Pace::new();
            for _ in 0..10 {
                let batch = pace.batch();
                pace.note(batch, Duration::from_millis(each_ms * u64::try_from(batch).unwrap()));
            }
            assert_eq!(pace.batch(), expected, "{each_ms} ms a letter");
        };
        check(0, 128);
        check(1, 128);
        check(5, 32);
        check(20, 8);
        check(60_000, 4);
    }

    #[test]
    fn few_letters_say_nothing_of_many() {
        let mut pace = Pace::new();
        pace.note(1, Duration::from_millis(1));
        assert_eq!(pace.batch(), FEWEST);
    }
}
