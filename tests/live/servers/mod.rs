//! Servers that a test starts for itself in one directory. Nothing outlives the test.
//! Dovecot, Exim and Cyrus don't work as root, so a test that runs as root starts them as `nobody`. Courier and Postfix
//! need root and give up its rights by themselves.

mod certificate;
mod courier_imap;
mod cyrus;
mod desk;
mod dovecot;
mod exim;
mod human;
mod imap;
mod login_service;
mod maildir;
mod postfix;
mod program;
mod proxy;
mod smtp;
mod stranger;
mod unpacked;

pub(crate) use crate::patience::{PATIENCE, eventually};
pub(crate) use desk::{Daemon, Desk, HEAD};
pub(crate) use dovecot::{Dovecot, OTHER_USER, PASSWORD, USER};
pub(crate) use exim::Exim;
pub(crate) use human::Human;
pub(crate) use imap::{FakeImap, Manners};
pub(crate) use postfix::Postfix;
pub(crate) use program::Port;
pub(crate) use proxy::{Fate, Proxy};
pub(crate) use smtp::{Answer, Armour, FakeSmtp, Step};
pub(crate) use stranger::Stranger;

use std::path::{Path, PathBuf};

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

/// The keys of `[mailbox.NAME.imap]` for a user of a server of this machine, over TLS. Certificate and password are
/// in the server's directory.
fn imap_toml(port: u16, user: &str, home: &Path) -> String {
    let home = home.display();
    format!(
        "host = \"localhost\"\nport = {port}\ntls = \"implicit\"\nca_file = \"{home}/tls.crt\"\nuser = \"{user}\"\n\
         password = {{ file = \"{home}/password\" }}\n"
    )
}

/// The keys `host` to `ca_file` of `[courier.smtp]` for a server of this machine, over TLS.
fn smtp_toml(port: u16, ca_file: &Path) -> String {
    let ca_file = ca_file.display();
    format!("host = \"localhost\"\nport = {port}\ntls = \"implicit\"\nca_file = \"{ca_file}\"\n")
}
