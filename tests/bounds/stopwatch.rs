//! The time that some work takes on its own: CPU time of this thread, so that others on the machine do not count.

use std::time::{Duration, Instant};

/// CPU time, where the system tells it; else the time on the wall.
pub(crate) fn cpu_time(work: impl FnOnce()) -> Duration {
    let (before, start) = (running(), Instant::now());
    work();
    match (before, running()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => start.elapsed(),
    }
}

/// How long this thread has been running (Linux, `Documentation/scheduler/sched-stats.rst`).
fn running() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
