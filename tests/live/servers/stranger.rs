//! An IMAP server of another maker than Dovecot, with one user: Cyrus or Courier. Both separate folders by a dot and
//! keep all of them below INBOX.

use std::path::Path;

use super::certificate::Certificate;
use super::program::{self, Port, Program};
use super::{Human, PASSWORD, courier_imap, cyrus};

/// A running server.
pub(crate) struct Stranger {
    _program: Program,
    home: tempfile::TempDir,
    clear: Port,
    tls: Port,
}

impl Stranger {
    /// The user.
    pub(crate) const USER: &str = "support";

    /// Starts a Cyrus, whose `idled` tells of new mail.
    pub(crate) fn cyrus() -> Self {
        Self::start(cyrus::run)
    }

    /// Starts a Courier, which tells nobody of new mail within a minute.
    pub(crate) fn courier() -> Self {
        Self::start(courier_imap::run)
    }

    fn start(run: fn(&Path, [&Port; 2]) -> Program) -> Self {
        let home = program::home();
        let (clear, tls) = (Port::hold(), Port::hold());
        Certificate::write(home.path());
        std::fs::write(home.path().join("password"), PASSWORD).expect("write the password");
        let program = run(home.path(), [&clear, &tls]);
        // Cyrus makes the INBOX at the first login.
        Human::login(clear.number, Self::USER).says("SELECT INBOX");
        Self { _program: program, home, clear, tls }
    }

    /// The keys of `[mailbox.NAME.imap]`.
    pub(crate) fn imap_toml(&self) -> String {
        super::imap_toml(self.tls.number, Self::USER, self.home.path())
    }

    /// Delivers messages to the INBOX.
    pub(crate) fn deliver(&self, messages: impl IntoIterator<Item = String>) {
        let mut human = self.human();
        for message in messages {
            human.appends("INBOX", &message);
        }
    }

    /// The number of messages in a folder.
    pub(crate) fn count(&self, folder: &str) -> usize {
        let answer = self.human().says(&format!("STATUS {folder} (MESSAGES)"));
        let number = answer.split_once("(MESSAGES ").and_then(|(_, rest)| rest.split_once(')'));
        number.and_then(|(number, _)| number.parse().ok()).unwrap_or_else(|| panic!("a number in {answer}"))
    }

    /// Whether it can move messages in one step (RFC 6851).
    pub(crate) fn moves(&self) -> bool {
        self.human().says("CAPABILITY").contains(" MOVE")
    }

    /// A person's mail program at this server.
    pub(crate) fn human(&self) -> Human {
        Human::login(self.clear.number, Self::USER)
    }
}
