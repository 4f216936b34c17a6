//! Waiting for what comes true in its own time.

use std::time::{Duration, Instant};

/// No condition of a test takes longer to come true on a slow machine; and less than any poll behind IDLE, which would
/// hide that nobody was woken.
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);

/// Waits until `condition` gives something; fails the test with `what` if it does not.
#[track_caller]
pub(crate) fn eventually<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = condition() {
            return found;
        }
        assert!(Instant::now() < deadline, "not within {PATIENCE:?}: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
