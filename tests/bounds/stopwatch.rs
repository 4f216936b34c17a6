//! Measures the time of some work: CPU time of this thread, so that other processes don't count.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// CPU time. `/proc` has only the system's ticks, which are longer than most work here.
pub(crate) fn cpu_time(work: impl FnOnce()) -> Duration {
    let before = running();
    work();
    running().saturating_sub(before)
}

/// The CPU time of this thread so far.
fn running() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or_default()
}
