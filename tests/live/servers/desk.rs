//! A desk between a Dovecot and an Exim, and its daemon.

use std::ffi::OsString;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use maildesk::store::{Reader, Reading};
use rusqlite::{Connection, OpenFlags};
use rustix::process::{Pid, Signal, kill_process};

use super::{Dovecot, Exim, PATIENCE, USER};

/// How the configs of the live desks begin.
pub(crate) const HEAD: &str = "[desk]
name = \"Example Desk\"
host = \"desk.example\"
state_dir = \"state\"

[[agent]]
name = \"anna\"
address = \"anna@desk.example\"
";

/// The directory of a desk: its config, and its state after a run.
pub(crate) struct Desk {
    home: tempfile::TempDir,
}

impl Desk {
    /// Writes the config: mail from [`USER`]'s INBOX, letters through the Exim, the shipped workflow, anna as agent.
    /// `imap_keys` are further lines of the mailbox, as `first = "all"`.
    pub(crate) fn new(dovecot: &Dovecot, exim: &Exim, imap_keys: &str) -> Self {
        Self::with(&[("support", dovecot.imap_toml(USER) + imap_keys)], &exim.smtp_toml())
    }

    /// The same, with these mailboxes and keys of `[courier.smtp]`.
    pub(crate) fn with(mailboxes: &[(&str, String)], smtp_keys: &str) -> Self {
        let mailboxes = mailboxes.iter().fold(String::new(), |text, (name, keys)| {
            let address = format!("[mailbox.{name}]\naddress = \"{name}@example.test\"\n\n");
            text + &address + &format!("[mailbox.{name}.imap]\n{keys}\n\n")
        });
        let text = format!(
            "{HEAD}
{mailboxes}[courier.smtp]
{smtp_keys}
[authentication]
trusted = []

[limits]
batch_messages = 100
newcomers = 1000000

[retry]
first_pause = \"1s\"
"
        );
        Self::of(&text)
    }

    /// A desk with this config. A file `wrong` beside it has a wrong password.
    pub(crate) fn of(text: &str) -> Self {
        let home = tempfile::tempdir().expect("a directory for the desk");
        std::fs::write(home.path().join("config.toml"), text).expect("write the config");
        std::fs::write(home.path().join("wrong"), "not the password").expect("write a wrong password");
        std::fs::create_dir(home.path().join("state")).expect("a directory for the state");
        Self { home }
    }

    /// The config file.
    pub(crate) fn config(&self) -> PathBuf {
        self.home.path().join("config.toml")
    }

    /// The database file.
    pub(crate) fn database(&self) -> PathBuf {
        self.home.path().join("state/maildesk.db")
    }

    /// Runs the program on this desk, with or without its daemon. Returns its output.
    pub(crate) fn command(&self, arguments: &[&str]) -> String {
        let (code, printed, said) = self.ask(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {said}");
        printed
    }

    /// Starts the daemon, which is killed when dropped.
    pub(crate) fn start(&self) -> Daemon {
        let log = std::fs::File::options().create(true).append(true).open(self.log_file()).expect("a file for the log");
        let child = Command::new(program())
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

    /// The log of all daemons of this desk.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// The length of the log in bytes.
    pub(crate) fn log_length(&self) -> u64 {
        std::fs::metadata(self.log_file()).map_or(0, |log| log.len())
    }

    /// The log from this length on.
    pub(crate) fn log_since(&self, length: u64) -> String {
        let mut text = Vec::new();
        if let Ok(mut log) = std::fs::File::open(self.log_file()) {
            log.seek(SeekFrom::Start(length)).expect("seek in the log");
            log.read_to_end(&mut text).expect("read the log");
        }
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Asks the database for a number, beside the daemon. `None`: no answer yet.
    pub(crate) fn number(&self, question: &str) -> Option<i64> {
        let path = self.database();
        let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
        database.query_row(question, [], |row| row.get(0)).ok()
    }

    /// Waits until a query has this answer, for as long as the answer changes: much work takes long on a slow machine.
    #[track_caller]
    pub(crate) fn becomes(&self, question: &str, answer: i64) {
        let (mut last, mut moved) = (None, Instant::now());
        loop {
            let found = self.number(question);
            if found == Some(answer) {
                return;
            }
            if found != last {
                (last, moved) = (found, Instant::now());
            }
            assert!(moved.elapsed() < PATIENCE, "{found:?} instead of {answer}: {question}\n{}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The fault of a mailbox in `maildesk status`.
    pub(crate) fn error_of(&self, mailbox: &str) -> Option<String> {
        let reader = Reader::open(&self.database()).ok()?;
        let lines = reader.ask(Reading::mailboxes).expect("ask how mailboxes are");
        lines.into_iter().find(|line| line.name == mailbox)?.error.map(|(words, _)| words)
    }

    /// Runs a command of maildesk beside the daemon. Returns its exit code, output and stderr.
    pub(crate) fn ask(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(program());
        let output = command.args(arguments).arg("--config").arg(self.config()).output().expect("run maildesk");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    /// What `maildesk check` says, with its exit code and errors. Its folded lines are made whole.
    pub(crate) fn check(&self) -> (Option<i32>, String, String) {
        let (code, printed, said) = self.ask(&["check"]);
        (code, printed.replace(&format!("\n{}", " ".repeat(12)), " "), said)
    }

    /// What `maildesk status` says, with its exit code. Its lines are folded, so all blanks become single ones.
    pub(crate) fn status(&self) -> (Option<i32>, String) {
        let (code, printed, _) = self.ask(&["status"]);
        (code, printed.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Checks that `maildesk ledger reconcile` finds nothing. Returns its output.
    #[track_caller]
    pub(crate) fn reconciles(&self) -> String {
        let (code, printed, said) = self.ask(&["ledger", "reconcile"]);
        assert_eq!(code, Some(0), "{printed}{said}{}", self.log());
        printed
    }

    fn log_file(&self) -> PathBuf {
        self.home.path().join("log")
    }
}

/// The tested program: the one just built, or another (`MAILDESK_PROGRAM=/usr/bin/maildesk`).
fn program() -> OsString {
    std::env::var_os("MAILDESK_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_maildesk").into())
}

/// A running `maildesk run`.
pub(crate) struct Daemon {
    child: Child,
}

impl Daemon {
    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends SIGTERM: stop in order.
    pub(crate) fn terminate(&self) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // It is our child and not waited for, so the number is still its own.
            kill_process(pid, Signal::TERM).expect("ask maildesk to stop");
        }
    }

    /// Sends SIGKILL, like a power cut.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("kill maildesk");
        self.child.wait().expect("wait for its end");
    }

    /// Its peak memory in bytes (proc(5): `VmHWM`).
    pub(crate) fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("ask the kernel");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line about memory");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
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
