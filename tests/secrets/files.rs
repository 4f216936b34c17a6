//! Our files belong to our user alone, whatever the umask. If others could read them, that is reported.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::desk::Desk;
use crate::patience::eventually;

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

/// Everything below a directory.
fn all_below(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(all_below(&path));
        }
        found.push(path);
    }
    found
}

#[test]
fn everything_that_is_made_is_ours_alone_even_with_an_open_umask() {
    let desk = Desk::of_files();
    let _daemon = desk.start(&["sh", "-c", "umask 000; exec \"$@\"", "sh"]);
    let inbox = eventually("the mailbox is made", || Some(desk.path("inbox/new")).filter(|path| path.is_dir()));
    let mail = "From: ada@customer.example\r\nTo: support@desk.example\r\nSubject: x\r\nMessage-ID: <1@x.example>\r\n\r\nx\r\n";
    std::fs::write(desk.path("mail"), mail).unwrap();
    std::fs::rename(desk.path("mail"), inbox.join("1")).unwrap();
    let letters = || std::fs::read_dir(desk.path("letters/new")).map_or(0, Iterator::count);
    eventually("two letters are written", || (letters() == 2).then_some(()));
    let is_new = || inbox.join("1").exists();
    eventually("the mail is filed away", || (!is_new()).then_some(()));
    for made in ["state", "inbox", "letters"].map(|name| desk.path(name)) {
        assert_eq!(mode(&made), 0o700, "{}", made.display());
        for path in all_below(&made).iter().filter(|path| !path.starts_with(desk.path("inbox/cur"))) {
            let expected = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode(path), expected, "{}", path.display());
        }
    }
    for name in ["maildesk.db", "maildesk.db-wal", "maildesk.db-shm", "maildesk.db.lock"] {
        assert!(desk.path("state").join(name).is_file(), "{name} is not there, and was not looked at");
    }
}

#[test]
fn what_others_can_read_is_told() {
    let desk = Desk::between(9, 9);
    std::fs::create_dir(desk.path("state")).unwrap();
    let told = |state: u32, secret: u32| {
        desk.set_mode("state", state);
        desk.set_mode("imap-password", secret);
        let ended = desk.run(&["check", "--offline"]);
        assert_eq!(ended.status.code(), Some(0), "{ended:?}");
        let said = String::from_utf8(ended.stdout).unwrap();
        (said.contains("can get into"), said.contains("every user of this machine can read"))
    };
    assert_eq!(told(0o700, 0o600), (false, false));
    assert_eq!(told(0o700, 0o640), (false, false), "root gives it to the service's group");
    for open in [0o755, 0o750, 0o711, 0o770] {
        assert_eq!(told(open, 0o600), (true, false), "{open:o}");
    }
    for open in [0o644, 0o604] {
        assert_eq!(told(0o700, open), (false, true), "{open:o}");
    }
    assert!(desk.home().is_dir());
}
