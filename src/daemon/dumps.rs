//! No image of our memory on a disk: passwords and customers' mail stand in it.
//!
//! The unit says `LimitCORE=0` as well; this holds however the daemon is started. A process that cannot be dumped cannot be
//! traced or read by other processes of its user either (prctl(2), `PR_SET_DUMPABLE`; ptrace(2)).

use std::io;

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// From now on neither a crash nor another process of this user gets at our memory. Programs that we start can be dumped
/// again, and have the limit still.
pub fn forbid_dumps() -> io::Result<()> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
}
