//! The time that some work takes on its own: CPU time of this thread, so that others on the machine do not count.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// CPU time. Not what `/proc` tells: that moves with the ticks of the system only, which are longer than most work here.
pub(crate) fn cpu_time(work: impl FnOnce()) -> Duration {
    let before = running();
    work();
    running().saturating_sub(before)
}

/// How long this thread has been running.
fn running() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or_default()
}
