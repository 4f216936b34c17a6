//! When to try again: growing pauses with jitter, and an end. Pure.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use jiff::Timestamp;

/// A schedule of retries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetrySchedule {
    /// The pause after the first failure. It doubles with each further one.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
    /// When to give up.
    pub give_up_after: Duration,
}

impl Default for RetrySchedule {
    fn default() -> Self {
        Self {
            first_pause: Duration::from_mins(1),
            longest_pause: Duration::from_hours(4),
            give_up_after: Duration::from_hours(120),
        }
    }
}

impl RetrySchedule {
    /// For connections of a mailbox: from five seconds to five minutes, for ever.
    pub const CONNECTION: Self = Self {
        first_pause: Duration::from_secs(5),
        longest_pause: Duration::from_mins(5),
        give_up_after: Duration::MAX,
    };

    /// For servers that say that they cannot now, or that there is too much of us: from half a minute to a quarter of an
    /// hour, for ever.
    pub const BUSY: Self =
        Self { first_pause: Duration::from_secs(30), longest_pause: Duration::from_mins(15), ..Self::CONNECTION };

    /// The pause after the `attempts`-th failure (from 1), up to 20 % shorter or longer depending on `salt`, so that
    /// letters that failed together don't come back together.
    pub fn pause(&self, attempts: u32, salt: impl Hash) -> Duration {
        let doublings = attempts.saturating_sub(1).min(30);
        let pause = self.first_pause.saturating_mul(1 << doublings).min(self.longest_pause);
        let mut hasher = DefaultHasher::new();
        (attempts, salt).hash(&mut hasher);
        let permille = 800 + hasher.finish() % 401;
        pause.mul_f64(f64::from(u32::try_from(permille).unwrap_or(1000)) / 1000.0)
    }

    /// When to try again, or `None` if that is too late for something begun at `since`.
    pub fn next(&self, now: Timestamp, since: Timestamp, attempts: u32, salt: impl Hash) -> Option<Timestamp> {
        let at = now.checked_add(self.pause(attempts, salt)).ok()?;
        self.allows(at, since).then_some(at)
    }

    /// Whether something begun at `since` may still be tried then.
    pub fn allows(&self, at: Timestamp, since: Timestamp) -> bool {
        Duration::try_from(at.duration_since(since)).unwrap_or_default() <= self.give_up_after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_are_capped() {
        let schedule = RetrySchedule::default();
        let check = |attempts, about: u64| {
            let pause = schedule.pause(attempts, "letter").as_secs();
            assert!((about * 4 / 5..=about * 6 / 5).contains(&pause), "{attempts}: {pause} s is not about {about} s");
        };
        check(1, 60);
        check(2, 120);
        check(5, 960);
        check(9, 4 * 3600);
        check(1000, 4 * 3600);
    }

    #[test]
    fn letters_that_failed_together_do_not_come_back_together() {
        let schedule = RetrySchedule::default();
        assert_ne!(schedule.pause(1, 1), schedule.pause(1, 2));
        assert_eq!(schedule.pause(1, 1), schedule.pause(1, 1));
    }

    #[test]
    fn five_days_are_the_end() {
        let schedule = RetrySchedule::default();
        let since: Timestamp = "2026-01-05T09:00:00Z".parse().unwrap();
        let after = |hours: i64| since + jiff::SignedDuration::from_hours(hours);
        assert!(schedule.next(after(24), since, 30, "x").is_some());
        assert!(schedule.next(after(115), since, 30, "x").is_some());
        assert!(schedule.next(after(120), since, 30, "x").is_none());
        assert!(RetrySchedule::CONNECTION.next(after(9000), since, 3000, "x").is_some());
    }
}
