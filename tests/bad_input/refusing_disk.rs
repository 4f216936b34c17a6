//! A disk that refuses to make changes durable: writes succeed, and the flush that follows them fails. Such is a volume that
//! promises more space than there is behind it. Here that is a file system on a loop device, whose file lies on a smaller
//! one.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::desk::{Daemon, Desk, ordinary, possible};
use crate::disk::NO_RESERVE;
use crate::patience::eventually;

/// Mounts such a volume. 64 MiB are promised, and there are 24.
fn mounting(behind: &Path, on: &Path) -> String {
    let (behind, on) = (behind.display(), on.display());
    format!(
        "mount -t tmpfs -o size=24m none {behind} && truncate -s 64M {behind}/volume && \
         mkfs.ext4 -q -E nodiscard {behind}/volume && mkdir -p {on} && mount -o loop {behind}/volume {on}"
    )
}

/// Whether a test can mount one on this machine.
fn is_possible() -> bool {
    let script = mounting(Path::new("/mnt"), Path::new("/mnt/on"));
    possible(&["unshare", "--mount", "sh", "-c", &script], "a disk that refuses to flush")
}

/// The state of a desk on such a volume, in a namespace that ends with this value.
struct Volume<'a> {
    desk: &'a Desk,
    /// Keeps the namespace, until its standard input ends.
    keeper: Child,
}

impl<'a> Volume<'a> {
    fn new(desk: &'a Desk) -> Self {
        std::fs::create_dir(desk.path("behind")).unwrap();
        let script = mounting(&desk.path("behind"), &desk.path("state")) + " && echo mounted && exec cat";
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-c", &script]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut keeper = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(keeper.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "mounted\n");
        Self { desk, keeper }
    }

    /// A program that runs where the volume is.
    fn inside(&self, words: &[&str]) -> Command {
        let id = self.keeper.id().to_string();
        self.desk.wrapped(&[&["nsenter", "--mount", "--target", &id, "--"], words].concat())
    }

    fn start(&self) -> Daemon {
        let program = assert_cmd::cargo::cargo_bin!("maildesk");
        self.desk.start_as(self.inside(&[program.to_str().unwrap(), "run"]))
    }

    fn filler(&self) -> PathBuf {
        let filler = self.desk.path("behind/filler");
        PathBuf::from(format!("/proc/{}/root{}", self.keeper.id(), filler.display()))
    }

    /// Leaves nothing behind the volume for what it has not stored yet.
    fn fill(&self) {
        let mut filler = File::create(self.filler()).unwrap();
        for size in [64 * 1024, 1] {
            while filler.write_all(&vec![b'x'; size]).is_ok() {}
        }
    }

    /// Leaves about this many bytes behind a full volume.
    fn leave(&self, bytes: u64) {
        let filler = File::options().write(true).open(self.filler()).unwrap();
        filler.set_len(filler.metadata().unwrap().len() - bytes).unwrap();
    }

    /// Makes room again, and mounts the volume anew. As after a power cut, only what it has stored is there.
    fn mend(&self) {
        std::fs::remove_file(self.filler()).unwrap();
        let (behind, on) = (self.desk.path("behind"), self.desk.path("state"));
        let script =
            format!("umount {on} && mount -o loop {behind}/volume {on}", on = on.display(), behind = behind.display());
        let mended = self.inside(&["sh", "-c", &script]).output().unwrap();
        assert!(mended.status.success(), "{mended:?}");
    }
}

impl Drop for Volume<'_> {
    fn drop(&mut self) {
        let _ = self.keeper.kill();
        let _ = self.keeper.wait();
    }
}

/// What the daemon says, and its exit code, when the disk has refused.
#[track_caller]
fn ends_with_what_the_disk_said(desk: &Desk, daemon: &mut Daemon) {
    let code = eventually("the daemon ends", || daemon.code());
    let log = desk.log();
    assert_eq!(code, 69, "{log}");
    let last = log.lines().rfind(|line| !line.is_empty()).unwrap_or_default();
    // What the disk says depends on where the space was missing.
    let told = ["Input/output error", "No space left on device"].map(|said| {
        last.starts_with(&format!(
            "maildesk: can't read or write the database: the disk refused to make changes durable: {said}"
        ))
    });
    assert!(told.contains(&true) && last.ends_with("Asking the service manager for a restart"), "{log}");
    assert!(!log.contains("the store is closed") && !log.contains("quarantined"), "{log}");
}

#[test]
fn a_disk_that_refuses_to_flush_ends_the_daemon_and_costs_no_mail() {
    if !is_possible() {
        return;
    }
    let desk = Desk::with(NO_RESERVE);
    let volume = Volume::new(&desk);
    let mut daemon = volume.start();
    desk.deliver("1", ordinary("ada"));
    desk.letter_to("ada@customer.example");
    let is_recorded = || desk.log().matches("letter accepted").count() == 2 && !desk.is_new("1");
    eventually("nothing is left to do", || is_recorded().then_some(()));

    volume.fill();
    // Large, so that it needs new space of the volume.
    desk.deliver("2", ordinary("carol") + &"and so on\r\n".repeat(30_000));
    ends_with_what_the_disk_said(&desk, &mut daemon);
    assert!(desk.is_new("2") && desk.letters_to("carol@customer.example").is_empty(), "{}", desk.log());

    volume.mend();
    let _daemon = volume.start();
    desk.letter_to("carol@customer.example");
    desk.deliver("3", ordinary("dave"));
    desk.letter_to("dave@customer.example");
    eventually("the mails are filed away", || (!desk.is_new("2") && !desk.is_new("3")).then_some(()));
    eventually("anna is told of all", || (desk.letters_to("anna@desk.example").len() >= 3).then_some(()));
    let letters = ["ada", "carol", "dave"].map(|name| desk.letters_to(&format!("{name}@customer.example")).len());
    assert_eq!((letters, desk.letters_to("anna@desk.example").len()), ([1; 3], 3), "{}", desk.log());
}

/// The first flush that fails may be of the mails, of their tickets and letters, or of what became of the letters.
#[test]
fn a_disk_that_refuses_at_any_flush_lets_out_no_letter_that_it_may_forget() {
    if !is_possible() {
        return;
    }
    for left in [0, 50_000, 200_000, 500_000] {
        let desk = Desk::with(NO_RESERVE);
        let volume = Volume::new(&desk);
        let mut daemon = volume.start();
        desk.deliver("ada", ordinary("ada"));
        desk.letter_to("ada@customer.example");
        volume.fill();
        volume.leave(left);
        let names: Vec<String> = (1..=25).map(|number| format!("customer{number}")).collect();
        for name in &names {
            desk.deliver(name, ordinary(name));
        }
        ends_with_what_the_disk_said(&desk, &mut daemon);
        volume.mend();
        let _daemon = volume.start();
        for name in &names {
            let address = format!("{name}@customer.example");
            desk.letter_to(&address);
            // One that was out before its outcome was durable goes out again, as the same letter.
            let ids: BTreeSet<String> = desk.letters_to(&address).iter().map(|letter| id(letter)).collect();
            assert_eq!(ids.len(), 1, "{left}: {}", desk.log());
        }
        let told =
            || desk.letters_to("anna@desk.example").iter().map(|letter| id(letter)).collect::<BTreeSet<_>>().len();
        eventually("anna is told of all", || (told() >= 26).then_some(()));
        assert_eq!(told(), 26, "{left}: {}", desk.log());
    }
}

fn id(letter: &str) -> String {
    letter.lines().find(|line| line.starts_with("Message-ID: ")).unwrap().to_owned()
}
