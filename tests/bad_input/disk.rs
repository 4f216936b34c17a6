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

/// Tells whether this machine lets a test have a disk.
fn probe() -> Vec<&'static str> {
    [namespace().0, vec!["sh", "-c", "mount -t tmpfs none /mnt"]].concat()
}

/// A daemon whose state lies on a file system of its own.
struct Small<'a> {
    desk: &'a Desk,
    daemon: Daemon,
}

impl<'a> Small<'a> {
    fn start(desk: &'a Desk, size: &str) -> Self {
        let script = format!(
            "mount -t tmpfs -o size={size} none {} && exec {} run",
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

    /// Leaves so many bytes at most.
    fn fill_up_to(&self, left: u64) {
        let mut filler = File::create(self.file("filler")).unwrap();
        let free = || {
            let system = rustix::fs::statvfs(self.file("")).unwrap();
            system.f_bavail * system.f_frsize
        };
        while free() >= left {
            filler.write_all(&[b'x'; 4096]).unwrap();
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
    if !possible(&probe(), "a full disk") {
        return;
    }
    let desk = Desk::with("[limits]\nfree_disk = \"0 B\"\n");
    let mut small = Small::start(&desk, "4m");
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

#[test]
fn a_disk_that_is_nearly_full_takes_no_more_mail_and_what_was_taken_is_finished() {
    if !possible(&probe(), "a disk that is nearly full") {
        return;
    }
    let desk = Desk::with("[limits]\nfree_disk = \"6 MiB\"\n");
    let mut small = Small::start(&desk, "16m");
    desk.deliver("1", ordinary("ada"));
    desk.letter_to("ada@customer.example");

    small.fill_up_to(5 << 20);
    desk.deliver("2", ordinary("carol"));
    eventually("it says so", || desk.log().contains("no mail is taken: only").then_some(()));
    let (code, told) = small.pipe(&ordinary("dave"));
    assert_eq!(code, Some(75), "{told}");
    assert!(told.contains("no mail is taken: only") && told.contains("free_disk = 6 MB"), "{told}");
    let id = small.daemon.id().to_string();
    let program = assert_cmd::cargo::cargo_bin!("maildesk");
    let status = ended(small.wrapped(&["--target", &id, "--", program.to_str().unwrap(), "status"]), b"");
    assert!(status.stdout.contains("mailbox support fails since"), "{status:?}");
    assert!(status.stdout.contains("no mail is taken: only"), "{status:?}");
    assert!(desk.is_new("2") && small.daemon.is_running());
    assert!(!desk.log().contains("the disk is full"), "{}", desk.log());

    small.clear();
    desk.letter_to("carol@customer.example");
    eventually("the mail is filed away", || (!desk.is_new("2")).then_some(()));
    assert_eq!(small.pipe(&ordinary("dave")).0, Some(0));
    desk.letter_to("dave@customer.example");
}
