//! Waits for conditions that come true by themselves.

use std::time::{Duration, Instant};

/// Long enough for every condition of a test on a slow machine. Shorter than any poll behind IDLE, which would hide a
/// missing wake-up.
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);

/// Waits until `condition` returns a value. Fails the test with `what` if it never does.
#[track_caller]
pub(crate) fn eventually<T>(what: &str, condition: impl FnMut() -> Option<T>) -> T {
    within(PATIENCE, what, condition)
}

/// The same, for as long as this.
#[track_caller]
pub(crate) fn within<T>(patience: Duration, what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(found) = condition() {
            return found;
        }
        assert!(Instant::now() < deadline, "not within {patience:?}: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
