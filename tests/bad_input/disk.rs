//! A full disk: a small file system for the state of the desk, in the daemon's own namespace.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

use crate::desk::{Daemon, Desk, ended, ordinary, possible};
use crate::patience::eventually;

/// The config reserves no space, so that mail is taken until none is left.
pub(crate) const NO_RESERVE: &str = "[limits]\nfree_disk = \"0 B\"\n";

/// The programs that create mounts of their own, and enter them.
fn namespace() -> (Vec<&'static str>, Vec<&'static str>) {
    if rustix::process::geteuid().is_root() {
        (vec!["unshare", "--mount"], vec!["nsenter", "--mount"])
    } else {
        let enter = vec!["nsenter", "--user", "--preserve-credentials", "--mount"];
        (vec!["unshare", "--map-root-user", "--mount"], enter)
    }
}

/// Whether a test can mount a disk on this machine.
fn probe() -> Vec<&'static str> {
    [namespace().0, vec!["sh", "-c", "mount -t tmpfs none /mnt"]].concat()
}

/// A daemon with its state on its own file system.
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

    /// Leaves no free byte.
    fn fill(&self) {
        let mut filler = File::create(self.file("filler")).unwrap();
        for size in [64 * 1024, 1] {
            while filler.write_all(&vec![b'x'; size]).is_ok() {}
        }
    }

    /// Leaves at most this many free bytes.
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

    /// Leaves about this many free bytes.
    fn leave(&self, bytes: u64) {
        self.fill();
        let filler = File::options().write(true).open(self.file("filler")).unwrap();
        filler.set_len(filler.metadata().unwrap().len() - bytes).unwrap();
    }

    /// Makes room again.
    fn clear(&self) {
        std::fs::remove_file(self.file("filler")).unwrap();
    }

    /// Runs `maildesk ingest -` on that disk. Returns its exit code and output.
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

fn is_possible() -> bool {
    possible(&probe(), "a full disk")
}

#[test]
fn a_full_disk_is_said_and_nothing_is_lost() {
    if !is_possible() {
        return;
    }
    let desk = Desk::with(NO_RESERVE);
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
    if !is_possible() {
        return;
    }
    let desk = Desk::with("[limits]\nfree_disk = \"6 MiB\"\n");
    let mut small = Small::start(&desk, "16m");
    desk.deliver("1", ordinary("ada"));
    desk.letter_to("ada@customer.example");

    small.fill_up_to(5 << 20);
    // A round that began with enough space may still take a mail. No later one does.
    let refusals = || desk.log().matches("no email is taken in: only").count();
    eventually("it says so", || (refusals() > 0).then_some(()));
    desk.deliver("2", ordinary("carol"));
    let before = refusals();
    eventually("it says so again", || (refusals() > before).then_some(()));
    let (code, told) = small.pipe(&ordinary("dave"));
    assert_eq!(code, Some(75), "{told}");
    assert!(told.contains("no email is taken in: only") && told.contains("free_disk = 6 MB"), "{told}");
    let id = small.daemon.id().to_string();
    let program = assert_cmd::cargo::cargo_bin!("maildesk");
    let status = ended(small.wrapped(&["--target", &id, "--", program.to_str().unwrap(), "status"]), b"");
    assert!(status.stdout.contains("mailbox support has been failing for"), "{status:?}");
    assert!(status.stdout.contains("no email is taken in: only"), "{status:?}");
    assert!(desk.is_new("2") && small.daemon.is_running());
    assert!(!desk.log().contains("the disk is full"), "{}", desk.log());

    small.clear();
    desk.letter_to("carol@customer.example");
    eventually("the mail is filed away", || (!desk.is_new("2")).then_some(()));
    assert_eq!(small.pipe(&ordinary("dave")).0, Some(0));
    desk.letter_to("dave@customer.example");
}

#[test]
fn a_disk_that_fills_between_ledger_and_ticket_costs_nothing() {
    if !is_possible() {
        return;
    }
    let desk = Desk::with(NO_RESERVE);
    let small = Small::start(&desk, "4m");
    desk.deliver("1", ordinary("ada"));
    desk.letter_to("ada@customer.example");
    // The ledger takes its 300 kB, and there is no space for a comment of the same size with its letters.
    small.leave(450_000);
    desk.deliver("2", ordinary("carol") + &"It stops again, and I count the minutes until it does.\r\n".repeat(5_500));
    eventually("the mail is in the ledger", || (!desk.is_new("2")).then_some(()));
    let fails = "can't process emails; trying again";
    eventually("there is no room for its ticket", || desk.log().contains(fails).then_some(()));
    assert!(desk.log().contains("the disk is full") && desk.letters_to("carol@customer.example").is_empty());
    small.clear();
    desk.letter_to("carol@customer.example");
    drop(small);
    let letters = ["ada", "carol"].map(|name| desk.letters_to(&format!("{name}@customer.example")).len());
    assert_eq!((letters, desk.letters_to("anna@desk.example").len()), ([1; 2], 2), "{}", desk.log());
    assert!(!desk.log().contains("quarantined"), "a full disk is not the mail's fault");
}

/// A program that takes letters as sendmail does, and fills the desk's disk with the first of them.
fn filling(desk: &Desk) -> String {
    use std::os::unix::fs::PermissionsExt;
    let (home, state, program) = (desk.path("."), desk.path("state"), desk.path("sendmail"));
    let script = format!(
        "#!/bin/sh
cat >$(mktemp {home}/sent-XXXXXXXX)
mkdir {home}/filled 2>/dev/null && head -c 99000000 /dev/zero >{state}/filler 2>/dev/null
exit 0
",
        home = home.display(),
        state = state.display()
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let maildir = "[courier.maildir]\npath = \"letters\"\n";
    let sendmail = format!("[courier.sendmail]\nprogram = \"{}\"\nargs = []\n", program.display());
    crate::desk::CONFIG.replace(maildir, &sendmail)
}

#[test]
fn a_letter_that_went_out_while_the_disk_was_full_goes_out_once() {
    if !is_possible() {
        return;
    }
    let desk = Desk::new();
    desk.write_config(&(filling(&desk) + NO_RESERVE));
    let small = Small::start(&desk, "4m");
    let sent = || {
        let entries = std::fs::read_dir(desk.path(".")).unwrap().flatten();
        entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("sent-")).count()
    };
    desk.deliver("1", ordinary("ada"));
    eventually("how letters ended cannot be kept", || desk.log().contains("record how letters ended").then_some(()));
    assert!(desk.log().contains("the disk is full"), "{}", desk.log());
    assert_eq!(sent(), 2);
    small.clear();
    // A third only goes out once the two are recorded.
    desk.deliver("2", ordinary("carol"));
    let recorded = || desk.log().matches("letter accepted").count();
    eventually("all are recorded", || (recorded() >= 4).then_some(()));
    drop(small);
    assert_eq!((sent(), recorded()), (4, 4), "{}", desk.log());
}

#[test]
fn a_backup_that_finds_no_room_leaves_nothing() {
    if !is_possible() {
        return;
    }
    let desk = Desk::new();
    drop(maildesk::store::Store::open(&desk.database()).unwrap());
    let room = desk.path("room");
    std::fs::create_dir(&room).unwrap();
    let script = format!(
        "mount -t tmpfs -o size=64k none {room} && {program} backup {room}/copy.db; echo $?; ls -A {room}",
        room = room.display(),
        program = assert_cmd::cargo::cargo_bin!("maildesk").display()
    );
    let ended = ended(desk.wrapped(&[namespace().0, vec!["sh", "-c", &script]].concat()), b"");
    assert_eq!(ended.stdout, "75\n", "{}", ended.stderr);
    assert!(ended.stderr.starts_with("maildesk: can't write the backup"), "{}", ended.stderr);
}
