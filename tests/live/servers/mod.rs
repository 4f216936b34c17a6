//! Servers that a test starts for itself, with one directory, and nothing outlives the test.
//! Servers that a test starts for itself in one directory. Nothing outlives the test.
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

pub(crate) use crate::patience::{PATIENCE, eventually};
pub(crate) use desk::{Daemon, Desk, HEAD};
pub(crate) use dovecot::{Dovecot, OTHER_USER, PASSWORD, USER};
pub(crate) use exim::Exim;
pub(crate) use human::Human;
pub(crate) use imap::{FakeImap, Manners, contains};
pub(crate) use program::Port;
pub(crate) use proxy::{Fate, Proxy};
pub(crate) use smtp::{Answer, Armour, FakeSmtp, Step};

use std::path::PathBuf;

use maildesk::account::{After, First, ImapAccount};
use maildesk::tls::Encryption;

/// The account of [`USER`] on a server of this machine. All of the INBOX is read and left as it is.
pub(crate) fn imap_account(port: u16, tls: Encryption, ca_file: Option<PathBuf>) -> ImapAccount {
    ImapAccount {
        host: "localhost".into(),
        port,
        tls,
        ca_file,
        user: USER.into(),
        password: PASSWORD.to_owned().into(),
        folder: "INBOX".into(),
        first: First::All,
        since: None,
        after: After::Leave,
        idle: true,
        poll: PATIENCE,
        timeout: PATIENCE,
    }
}
