//! A desk in a scratch directory: mail comes in by one Maildir, letters go out into another.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use maildesk::store::read::{MailFilter, MailLine};
use maildesk::store::{Reader, Reading, StoreError};

use crate::patience::eventually;

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The directory of a desk.
pub(crate) struct Desk {
    home: tempfile::TempDir,
}

impl Desk {
    /// A desk with one agent, anna, and the shipped workflow.
    pub(crate) fn new() -> Self {
        Self::with("")
    }

    /// The same with more lines at the end of its config.
    pub(crate) fn with(more: &str) -> Self {
        let desk = Self { home: tempfile::tempdir().unwrap() };
        for directory in ["state", "mailbox", "mailbox/tmp", "mailbox/new", "mailbox/cur"] {
            fs::create_dir(desk.path(directory)).unwrap();
        }
        desk.write_config(&format!("{CONFIG}{more}"));
        desk
    }

    /// A path in its directory.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path("state/maildesk.db")
    }

    pub(crate) fn write_config(&self, text: &str) {
        fs::write(self.path("config.toml"), text).unwrap();
    }

    /// Delivers a mail as delivery agents do: written elsewhere, then renamed.
    pub(crate) fn deliver(&self, name: &str, bytes: impl AsRef<[u8]>) {
        self.deliver_with(name, |file| file.write_all(bytes.as_ref()).unwrap());
    }

    /// Delivers a mail that `write` writes.
    pub(crate) fn deliver_with(&self, name: &str, write: impl FnOnce(&mut File)) {
        let written = self.path("mailbox/tmp").join(name);
        write(&mut File::create(&written).unwrap());
        fs::rename(written, self.path("mailbox/new").join(name)).unwrap();
    }

    /// Whether a mail is still where it came in.
    pub(crate) fn is_new(&self, name: &str) -> bool {
        self.path("mailbox/new").join(name).exists()
    }

    /// The letters that went out to an address, as text.
    pub(crate) fn letters_to(&self, address: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path("letters/new")).into_iter().flatten();
        let letters = entries.map(|entry| fs::read(entry.unwrap().path()).unwrap());
        let letters = letters.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        letters.filter(|letter| is_to(letter, address)).collect()
    }

    /// Waits for a letter to an address.
    #[track_caller]
    pub(crate) fn letter_to(&self, address: &str) -> String {
        eventually(&format!("a letter to {address}"), || self.letters_to(address).pop())
    }

    /// `maildesk` with these arguments and this desk's config.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut words = vec![cargo_bin!("maildesk").to_str().unwrap()];
        words.extend(arguments);
        self.wrapped(&words)
    }

    /// A program that finally runs maildesk with this desk's config.
    pub(crate) fn wrapped(&self, words: &[&str]) -> Command {
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).env("MAILDESK_CONFIG", self.path("config.toml")).env_remove("MAILDESK_LOG");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// `maildesk ingest -` with a mail on standard input.
    pub(crate) fn pipe(&self, mail: &str) -> Ended {
        ended(self.command(&["ingest", "-"]), mail.as_bytes())
    }

    /// Starts the daemon.
    pub(crate) fn start(&self) -> Daemon {
        self.start_as(self.command(&["run"]))
    }

    /// Starts the daemon by another command.
    pub(crate) fn start_as(&self, mut command: Command) -> Daemon {
        let log = OpenOptions::new().create(true).append(true).open(self.path("log")).unwrap();
        Daemon(command.stdout(Stdio::null()).stderr(log).spawn().unwrap())
    }

    /// The log of its daemons.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// Asks the database, beside the daemon.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&Reading) -> Result<T, StoreError>) -> T {
        Reader::open(&self.database()).unwrap().ask(question).unwrap()
    }

    /// All mails of the ledger, by their original names.
    pub(crate) fn ledger(&self) -> Vec<(String, MailLine)> {
        let mut named = self.ask(|reading| {
            let mails = reading.mails(MailFilter::All, usize::MAX)?.into_iter();
            let named = mails.map(|mail| (reading.arrivals(mail.id).unwrap()[0].place.name.clone(), mail));
            Ok(named.collect::<Vec<_>>())
        });
        named.sort_by(|(one, _), (other, _)| one.cmp(other));
        named
    }
}

/// Whether there is a line `To: address` or `To: name <address>`.
fn is_to(letter: &str, address: &str) -> bool {
    let to = letter.lines().find_map(|line| line.strip_prefix("To: "));
    to.is_some_and(|to| to == address || to.ends_with(&format!("<{address}>")))
}

/// Writes to a program's standard input and waits for its end.
pub(crate) fn ended(mut command: Command, stdin: &[u8]) -> Ended {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    // Some tests are about a program that ends without reading.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// A running `maildesk run`; killed when dropped.
pub(crate) struct Daemon(Child);

impl Daemon {
    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.0.try_wait().is_ok_and(|ended| ended.is_none())
    }

    /// Its exit code, once it has ended.
    pub(crate) fn code(&mut self) -> Option<i32> {
        self.0.try_wait().unwrap()?.code()
    }

    /// Its peak memory, in MiB.
    pub(crate) fn peak_mib(&self) -> u64 {
        let mut status = String::new();
        File::open(format!("/proc/{}/status", self.id())).unwrap().read_to_string(&mut status).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A mail that gets a confirmation.
pub(crate) fn ordinary(name: &str) -> String {
    format!(
        "From: {name} <{name}@customer.example>\r\nTo: support@desk.example\r\nSubject: The press of {name} stops\r\n\
         Message-ID: <{name}@customer.example>\r\n\r\nIt stops after ten minutes.\r\n"
    )
}

/// Whether a program can run here. Prints why a test is skipped.
pub(crate) fn possible(command: &[&str], what: &str) -> bool {
    let works = Command::new(command[0]).args(&command[1..]).output().is_ok_and(|output| output.status.success());
    if !works {
        eprintln!("NOT tested: {what}, because this does not work here: {}", command.join(" "));
    }
    works
}

/// The paths of database and mailbox are relative to the config.
pub(crate) const CONFIG: &str = r#"[desk]
name = "Example Desk"
host = "desk.example"
state_dir = "state"

[[agent]]
name = "anna"
address = "anna@desk.example"

[mailbox.support]
address = "support@desk.example"

[mailbox.support.maildir]
path = "mailbox"
poll = "20ms"

[courier.maildir]
path = "letters"

[authentication]
trusted = []
"#;

/// Removes the rights of others on a directory and its files, or restores them.
pub(crate) fn set_writable(directory: &Path, writable: bool) {
    use std::os::unix::fs::PermissionsExt;
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    set(directory, if writable { 0o700 } else { 0o500 });
    for entry in fs::read_dir(directory).unwrap() {
        set(&entry.unwrap().path(), if writable { 0o600 } else { 0o400 });
    }
}
