//! A desk between a Dovecot and an Exim.

use std::path::PathBuf;

use super::{Dovecot, Exim, USER};

/// The directory of a desk: its config, and its state once it ran.
pub(crate) struct Desk {
    home: tempfile::TempDir,
}

impl Desk {
    /// Writes the config: mail comes from [`USER`]'s INBOX, letters go through the Exim, the workflow is the shipped
    /// one. `imap_keys` are further lines of the mailbox, as `first = "all"`.
    pub(crate) fn new(dovecot: &Dovecot, exim: &Exim, imap_keys: &str) -> Self {
        let text = format!(
            "[desk]
name = \"Example Desk\"
host = \"desk.example\"
state_dir = \"state\"

[[agent]]
name = \"anna\"
address = \"anna@desk.example\"

[mailbox.support]
address = \"{USER}\"

[mailbox.support.imap]
{}{imap_keys}

[courier.smtp]
{}",
            dovecot.imap_toml(USER),
            exim.smtp_toml(),
        );
        let home = tempfile::tempdir().expect("a directory for the desk");
        std::fs::write(home.path().join("config.toml"), text).expect("write the config");
        Self { home }
    }

    /// The config file.
    pub(crate) fn config(&self) -> PathBuf {
        self.home.path().join("config.toml")
    }
}
