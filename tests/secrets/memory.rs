//! The daemon's memory gets neither onto a disk nor to another process of its user.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::process::Command;

use crate::desk::Desk;
use crate::patience::eventually;

/// The limit of core files, soft and hard.
fn core_limit(limits: &str) -> Vec<&str> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max core file size"));
    line.unwrap_or_default().split_whitespace().take(2).collect()
}

#[test]
fn a_daemon_leaves_no_core_file() {
    let desk = Desk::of_files();
    // Whatever the caller allows.
    let daemon = desk.start(&["sh", "-c", "ulimit -c unlimited 2>/dev/null || true; exec \"$@\"", "sh"]);
    eventually("the database is made", || desk.path("state/maildesk.db").is_file().then_some(()));
    let limits = std::fs::read_to_string(daemon.proc("limits")).unwrap();
    assert_eq!(core_limit(&limits), ["0", "0"], "{limits}");
}

/// The kernel gives the /proc files of a process that can't be dumped to root (proc(5)). Root's own belong to root
/// anyway, so this runs as somebody else.
#[test]
fn other_processes_of_its_user_cannot_look_into_it() {
    let desk = Desk::of_files();
    let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    let is_root = std::fs::metadata("/proc/self").unwrap().uid() == 0;
    let before = if is_root { &nobody[..] } else { &[] };
    if is_root {
        std::os::unix::fs::chown(desk.home(), Some(65534), Some(65534)).unwrap();
        let program = assert_cmd::cargo::cargo_bin!("maildesk");
        let tried = Command::new(nobody[0]).args(&nobody[1..]).arg(program).arg("--version").output();
        if !tried.is_ok_and(|output| output.status.success()) {
            eprintln!(
                "NOT tested: that nobody can look into the daemon, because nobody cannot run {}",
                program.display()
            );
            return;
        }
        std::fs::set_permissions(desk.home(), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let daemon = desk.start(before);
    eventually("the database is made", || desk.path("state/maildesk.db").is_file().then_some(()));
    let owner = |name: &str| std::fs::symlink_metadata(daemon.proc(name)).unwrap().uid();
    assert_ne!(std::fs::metadata(desk.path("state")).unwrap().uid(), 0, "it does not run as root");
    assert_eq!([owner("mem"), owner("environ"), owner("maps")], [0, 0, 0]);
}
