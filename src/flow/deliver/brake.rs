//! Stops the belt where no letter would go, and finds the pace of a server that counts letters.
//!
//! Comes in: what was taken, and what stopped the belt. Goes out: how long to pause, and how many letters to try then.
//! Where the server counts, one letter tries for all. Pure.

use std::time::Duration;

use super::super::retry::RetrySchedule;

/// The first pause after a server counted too many letters, and the longest one that it did not ask for.
const SHORTEST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(15);
/// The longest pause that a server may ask for.
const LONGEST_ASKED: Duration = Duration::from_mins(5);
/// So many letters go out one by one before more are tried.
const DRIPS: u32 = 4;

/// The pauses of a belt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Brake {
    /// Stops without an accepted letter between them.
    stops: u32,
    /// The last stop was a server that counts.
    is_counted: bool,
    /// Letters accepted since the last stop.
    taken: u32,
    /// The last pause for a server that counts.
    pause: Duration,
    /// The server gives room for one letter at a time.
    is_dripping: bool,
}

impl Brake {
    pub(super) fn new() -> Self {
        Self { stops: 0, is_counted: false, taken: DRIPS + 1, pause: SHORTEST, is_dripping: false }
    }

    /// A letter was accepted. Returns the pause before the next one.
    pub(super) fn accepted(&mut self) -> Option<Duration> {
        (self.stops, self.is_counted) = (0, false);
        self.taken = self.taken.saturating_add(1);
        if self.is_dripping && self.taken > DRIPS {
            // A whole window may be open by now.
            self.is_dripping = false;
        }
        self.is_dripping.then_some(self.pause)
    }

    /// No letter goes out.
    pub(super) fn stopped(&mut self) -> Duration {
        self.stops += 1;
        self.is_counted = false;
        RetrySchedule::CONNECTION.pause(self.stops, "deliver")
    }

    /// The server counted too many letters, and perhaps asks for a pause. Many letters since the last time mean that it
    /// counts in windows: the next one is looked for soon. Few mean that it gives room for one at a time, at about the
    /// last pause.
    pub(super) fn counted(&mut self, asked: Option<Duration>) -> Duration {
        self.stops += 1;
        self.is_counted = true;
        self.pause = match self.taken {
            0 => (self.pause * 3 / 2).min(LONGEST),
            1..=DRIPS => self.pause,
            _ => SHORTEST,
        };
        self.is_dripping = (1..=DRIPS).contains(&self.taken);
        self.taken = 0;
        asked.map_or(self.pause, |asked| asked.clamp(SHORTEST, LONGEST_ASKED))
    }

    /// Whether letters stopped going out, and this is no moment's matter.
    pub(super) fn is_lasting(&self) -> bool {
        self.is_counted && self.pause >= LONGEST
    }

    /// How many letters to try of a batch.
    pub(super) fn limit(&self, batch: usize) -> usize {
        if self.is_counted || self.is_dripping { 1 } else { batch }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends 50 letters to a server that says at each whether it has room. Returns the time that it took, and how often
    /// it had none.
    fn play(mut has_room: impl FnMut(Duration) -> bool) -> (u64, u32) {
        let (mut brake, mut now, mut sent, mut refused) = (Brake::new(), Duration::ZERO, 0, 0);
        while sent < 50 {
            let mut pause = None;
            for _ in 0..brake.limit(8).min(50 - sent) {
                now += Duration::from_millis(10);
                if has_room(now) {
                    sent += 1;
                    pause = brake.accepted();
                } else {
                    refused += 1;
                    pause = Some(brake.counted(None));
                    break;
                }
            }
            now += pause.unwrap_or_default();
            assert!(refused < 1000, "{brake:?}");
        }
        (now.as_secs(), refused)
    }

    /// Room for `most` letters in each window of so many seconds.
    fn window(seconds: u64, most: u32) -> impl FnMut(Duration) -> bool {
        let (mut window, mut taken) = (0, 0);
        move |now| {
            let this = now.as_secs() / seconds;
            if this != window {
                (window, taken) = (this, 0);
            }
            taken += 1;
            taken <= most
        }
    }

    /// Room for `burst` letters, and for one more after so many milliseconds each.
    fn bucket(each: u64, burst: u64) -> impl FnMut(Duration) -> bool {
        let each = Duration::from_millis(each);
        // When the bucket would be full again.
        let mut full = Duration::ZERO;
        move |now| {
            let next = full.max(now) + each;
            let has_room = next <= now + each * u32::try_from(burst).unwrap();
            if has_room {
                full = next;
            }
            has_room
        }
    }

    #[test]
    fn a_server_that_counts_gets_letters_at_nearly_the_pace_that_it_allows() {
        let check = |name: &str, (seconds, refused): (u64, u32), best: u64| {
            println!("50 letters, {name}: {seconds} s ({best} s at best), {refused} refused");
            assert!(seconds <= best + best / 2 && refused <= 60, "{name}: {seconds} s, {refused} refused");
        };
        check("5 and then one a second", play(bucket(1000, 5)), 45);
        check("5 and then one in 3 s", play(bucket(3000, 5)), 135);
        check("10 in 10 s", play(window(10, 10)), 40);
        check("20 in 60 s", play(window(60, 20)), 120);
        check("5 in 10 s", play(window(10, 5)), 90);
        check("all", play(|_| true), 0);
    }

    #[test]
    fn who_is_not_there_is_asked_more_and_more_rarely() {
        let mut brake = Brake::new();
        assert_eq!(brake.limit(64), 64);
        let pauses: Vec<u64> = (0..9).map(|_| brake.stopped().as_secs()).collect();
        assert!(pauses[0] <= 6 && pauses[4] >= 60 && pauses[8] >= 240, "{pauses:?}");
        assert_eq!((brake.accepted(), brake.limit(64)), (None, 64));
        brake.counted(None);
        assert_eq!(brake.limit(64), 1);
        brake.stopped();
        assert_eq!(brake.limit(64), 64, "what cannot be tried may be too old by now");
    }

    #[test]
    fn a_pause_that_is_asked_for_is_kept_within_reason() {
        let check = |asked: u64, expected: u64| {
            let pause = Brake::new().counted(Some(Duration::from_secs(asked)));
            assert_eq!(pause, Duration::from_secs(expected));
        };
        check(30, 30);
        check(100_000, 300);
    }
}
