//! A desk between a Dovecot and an Exim, and its daemon.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use rusqlite::{Connection, OpenFlags};

use super::{Dovecot, Exim, USER};

/// The directory of a desk: its config, and its state once it ran.
pub(crate) struct Desk {
    home: tempfile::TempDir,
}

impl Desk {
    /// Writes the config: mail comes from [`USER`]'s INBOX, letters go through the Exim, the workflow is the shipped
    /// one, anna is the agent. `imap_keys` are further lines of the mailbox, as `first = "all"`.
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
{}
[retry]
first_pause = \"1s\"
",
            dovecot.imap_toml(USER),
            exim.smtp_toml(),
        );
        let home = tempfile::tempdir().expect("a directory for the desk");
        std::fs::write(home.path().join("config.toml"), text).expect("write the config");
        std::fs::create_dir(home.path().join("state")).expect("a directory for the state");
        Self { home }
    }

    /// The config file.
    pub(crate) fn config(&self) -> PathBuf {
        self.home.path().join("config.toml")
    }

    /// Starts the daemon; it is killed when dropped.
    pub(crate) fn start(&self) -> Daemon {
        let log = std::fs::File::options().create(true).append(true).open(self.log_file()).expect("a file for the log");
        let child = Command::new(env!("CARGO_BIN_EXE_maildesk"))
            .arg("run")
            .arg("--config")
            .arg(self.config())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("start maildesk");
        Daemon { child }
    }

    /// What all daemons of this desk logged.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// Asks the database for a number, beside the daemon; nothing while there is no answer yet.
    pub(crate) fn number(&self, question: &str) -> Option<i64> {
        let path = self.home.path().join("state/maildesk.db");
        let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
        database.query_row(question, [], |row| row.get(0)).ok()
    }

    fn log_file(&self) -> PathBuf {
        self.home.path().join("log")
    }
}

/// A running `maildesk run`.
pub(crate) struct Daemon {
    child: Child,
}

impl Daemon {
    /// `kill -9`: what a power cut is to the program.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("kill maildesk");
        self.child.wait().expect("wait for its end");
    }

    /// Whether it runs.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|ended| ended.is_none())
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // After `kill` both find nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
