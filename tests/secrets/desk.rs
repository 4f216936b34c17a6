//! A desk in a scratch directory that reads IMAP and sends SMTP on 127.0.0.1, and its daemon.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use assert_cmd::cargo::cargo_bin;

/// The passwords. The first is a common one, the second has blanks and characters that IMAP must quote.
pub(crate) const IMAP: &str = "correct-horse-battery";
pub(crate) const SMTP: &str = "st\"aple \\ p\u{e4}ssword";

pub(crate) struct Desk {
    home: tempfile::TempDir,
}

impl Desk {
    /// A desk between an IMAP and an SMTP server, by their ports.
    pub(crate) fn between(imap: u16, smtp: u16) -> Self {
        let desk = Self::empty();
        for (name, password) in [("imap-password", IMAP), ("smtp-password", SMTP)] {
            fs::write(desk.path(name), password).unwrap();
            desk.set_mode(name, 0o600);
        }
        desk.write_config(&format!(
            "{HEAD}[mailbox.support]\naddress = \"support@desk.example\"\n[mailbox.support.imap]\nhost = \"127.0.0.1\"\n\
             port = {imap}\ntls = \"clear-text\"\nuser = \"ada\"\npassword = {{ file = \"imap-password\" }}\nfirst = \"all\"\n\
             timeout = \"3m\"\n[courier.smtp]\nhost = \"127.0.0.1\"\nport = {smtp}\ntls = \"clear-text\"\nuser = \"ada\"\n\
             password = {{ file = \"smtp-password\" }}\ntimeout = \"3m\"\n"
        ));
        desk
    }

    /// A desk that reads one Maildir and writes into another. Neither exists yet.
    pub(crate) fn of_files() -> Self {
        let desk = Self::empty();
        desk.write_config(&format!(
            "{HEAD}[mailbox.support]\naddress = \"support@desk.example\"\n[mailbox.support.maildir]\npath = \"inbox\"\n\
             poll = \"20ms\"\n[courier.maildir]\npath = \"letters\"\n"
        ));
        desk
    }

    fn empty() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn write_config(&self, text: &str) {
        fs::write(self.path("config.toml"), text).unwrap();
    }

    pub(crate) fn set_mode(&self, name: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }

    /// maildesk with these arguments. `before` is put in front, such as `setpriv …`.
    pub(crate) fn command(&self, before: &[&str], arguments: &[&str]) -> Command {
        let program = cargo_bin!("maildesk").to_str().unwrap();
        let words: Vec<&str> = before.iter().copied().chain([program]).chain(arguments.iter().copied()).collect();
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).env("MAILDESK_CONFIG", self.path("config.toml"));
        command.env("MAILDESK_LOG", "trace").env("RUST_LOG", "trace").env("RUST_BACKTRACE", "full");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(&[], arguments).output().unwrap()
    }

    /// Starts the daemon. Its log is `log`.
    pub(crate) fn start(&self, before: &[&str]) -> Daemon {
        let log = fs::File::create(self.path("log")).unwrap();
        let mut command = self.command(before, &["run"]);
        Daemon(command.stdout(Stdio::null()).stderr(log).spawn().unwrap())
    }

    pub(crate) fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.path("log")).unwrap_or_default()).into_owned()
    }
}

const HEAD: &str = "[desk]\nname = \"Example Desk\"\nhost = \"desk.example\"\nstate_dir = \"state\"\n\
                    [authentication]\ntrusted = []\n[[agent]]\nname = \"anna\"\naddress = \"anna@desk.example\"\n";

/// A running `maildesk run`, killed when dropped.
pub(crate) struct Daemon(Child);

impl Daemon {
    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// A file of the kernel about the daemon.
    pub(crate) fn proc(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.id()))
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
