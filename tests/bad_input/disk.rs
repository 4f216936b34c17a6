//! A disk that is full: a small one of its own for the state of the desk, in a namespace of the daemon's.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

use crate::desk::{Daemon, Desk, ended, eventually, ordinary, possible};

/// What gives a program its own mounts, and what enters them.
fn namespace() -> (Vec<&'static str>, Vec<&'static str>) {
    if rustix::process::geteuid().is_root() {
        (vec!["unshare", "--mount"], vec!["nsenter", "--mount"])
    } else {
        let enter = vec!["nsenter", "--user", "--preserve-credentials", "--mount"];
        (vec!["unshare", "--map-root-user", "--mount"], enter)
    }
}

/// A daemon whose state lies on a file system of 4 MiB.
struct Small<'a> {
    desk: &'a Desk,
    daemon: Daemon,
}

impl<'a> Small<'a> {
    fn start(desk: &'a Desk) -> Self {
        let script = format!(
            "mount -t tmpfs -o size=4m none {} && exec {} run",
            desk.path("state").display(),
            assert_cmd::cargo::cargo_bin!("maildesk").display()
        );
        let words = [namespace().0, vec!["sh", "-c", &script]].concat();
        Self { desk, daemon: desk.start_as(desk.wrapped(&words)) }
    }

    /// A file on that disk, as seen from outside.
    fn file(&self, name: &str) -> PathBuf {
        let inside = self.desk.path("state").join(name);
        PathBuf::from(format!("/proc/{}/root{}", self.daemon.id(), inside.display()))
    }

    /// Leaves not one byte.
    fn fill(&self) {
        let mut filler = File::create(self.file("filler")).unwrap();
        for size in [64 * 1024, 1] {
            while filler.write_all(&vec![b'x'; size]).is_ok() {}
        }
    }

    /// Makes room again.
    fn clear(&self) {
        std::fs::remove_file(self.file("filler")).unwrap();
    }

    /// `maildesk ingest -` on that disk; its exit code, and what it says.
    fn pipe(&self, mail: &str) -> (Option<i32>, String) {
        let id = self.daemon.id().to_string();
        let program = assert_cmd::cargo::cargo_bin!("maildesk");
        let ended =
            ended(self.wrapped(&["--target", &id, "--", program.to_str().unwrap(), "ingest", "-"]), mail.as_bytes());
        (ended.code, ended.stderr)
    }

    fn wrapped(&self, words: &[&str]) -> Command {
        self.desk.wrapped(&[&namespace().1[..], words].concat())
    }
}

#[test]
fn a_full_disk_is_said_and_nothing_is_lost() {
    let probe = [namespace().0, vec!["sh", "-c", "mount -t tmpfs none /mnt"]].concat();
    if !possible(&probe, "a full disk") {
        return;
    }
    let desk = Desk::new();
    let mut small = Small::start(&desk);
    desk.deliver("1", ordinary("ada"));
    desk.letter_to("ada@customer.example");

    small.fill();
    desk.deliver("2", ordinary("carol") + &"and so on\r\n".repeat(10_000));
    eventually("it says so", || desk.log().contains("the disk is full").then_some(()));
    let (code, told) = small.pipe(&ordinary("dave"));
    assert_eq!(code, Some(75), "{told}");
    assert!(told.contains("the disk is full"), "{told}");
    assert!(desk.is_new("2") && small.daemon.is_running());

    small.clear();
    assert_eq!(small.pipe(&ordinary("dave")).0, Some(0));
    for name in ["carol", "dave"] {
        desk.letter_to(&format!("{name}@customer.example"));
    }
    eventually("the mail is filed away", || (!desk.is_new("2")).then_some(()));
    let letters = ["ada", "carol", "dave"].map(|name| desk.letters_to(&format!("{name}@customer.example")).len());
    assert_eq!(letters, [1; 3], "{}", desk.log());
}
