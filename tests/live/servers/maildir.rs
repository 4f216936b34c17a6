//! The servers' Maildirs, seen from outside.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

use super::program::give_away;

/// Creates a Maildir.
pub(super) fn create(root: &Path) {
    for part in ["tmp", "new", "cur"] {
        std::fs::create_dir_all(root.join(part)).expect("make a Maildir");
    }
}

/// Puts a message into `new/`, as a delivery agent does. Names are in the order of deliveries.
pub(super) fn deliver(root: &Path, bytes: &[u8]) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("{}.M{number:06}P1.desk", 1_700_000_000 + number);
    let written = root.join("tmp").join(&name);
    std::fs::write(&written, bytes).expect("write a message");
    give_away(&written);
    std::fs::rename(&written, root.join("new").join(&name)).expect("deliver a message");
}

/// All messages, by name.
pub(super) fn messages(root: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = ["cur", "new"]
        .iter()
        .filter_map(|part| root.join(part).read_dir().ok())
        .flat_map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())))
        .collect();
    paths.sort_by_key(|path| path.file_name().map(ToOwned::to_owned));
    paths
}

/// Reads and removes all messages.
pub(super) fn take(root: &Path) -> Vec<Vec<u8>> {
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).expect("read a message");
        std::fs::remove_file(&path).expect("take a message away");
        bytes
    };
    messages(root).into_iter().map(read).collect()
}

/// Removes what a killed session has locked before `until`. Dovecot waits two minutes for such a lock, whose owner it
/// cannot tell (`dovecot-uidlist.lock`), and while it waits the desk tries again less and less often.
pub(super) fn unlock(directory: &Path, until: SystemTime) {
    for entry in directory.read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        let is_old = || entry.metadata().and_then(|data| data.modified()).is_ok_and(|at| at < until);
        if path.is_dir() {
            unlock(&path, until);
        } else if path.extension().is_some_and(|extension| extension == "lock") && is_old() {
            let _ = std::fs::remove_file(path);
        }
    }
}
