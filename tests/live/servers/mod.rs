//! Servers that a test starts for itself. What they need is under one directory, and nothing outlives the test.
//!
//! Neither program works as root: a test that runs as root starts them as `nobody`.

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
