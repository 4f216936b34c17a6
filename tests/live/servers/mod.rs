//! Servers that a test starts for itself, with one directory, and nothing outlives the test.
//!
//! Neither program works as root, so a test that runs as root starts them as `nobody`.

mod certificate;
mod desk;
mod dovecot;
mod exim;
mod human;
mod imap;
mod maildir;
mod program;
mod proxy;
mod smtp;

pub(crate) use desk::{Daemon, Desk};
pub(crate) use dovecot::{Dovecot, OTHER_USER, PASSWORD, USER};
pub(crate) use exim::Exim;
pub(crate) use human::Human;
pub(crate) use imap::{FakeImap, Manners};
pub(crate) use program::Port;
pub(crate) use proxy::{Fate, Proxy};
pub(crate) use smtp::{Answer, Armour, FakeSmtp, Step};

use std::time::{Duration, Instant};

/// The longest wait for a condition on a slow machine. It is shorter than any poll behind IDLE, which would hide a
/// missing wake-up.
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);

/// Waits until `condition` returns something, and fails the test with `what` if it doesn't.
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
