//! Keeps images of our memory off the disk: it has passwords and customers' mail.
//!
//! The systemd unit has `LimitCORE=0` as well. This protects every start. Other processes of the same user can't trace
//! or read a process that can't be dumped (prctl(2), `PR_SET_DUMPABLE`; ptrace(2)).

use std::io;

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Protects our memory from crashes and other processes of this user. Programs that we start can be dumped again, but
/// keep the limit.
pub fn forbid_dumps() -> io::Result<()> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
}
