//! Whether a directory is there and can be written, or can be made. Leaves nothing behind.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, openat};
use rustix::process::geteuid;

/// So much is written to see whether there is room: a page of the database.
const PAGE: [u8; 4096] = [0; 4096];

/// A directory that can be written.
#[derive(Debug)]
pub(super) struct Directory {
    /// Itself, or the one in which it will be made.
    pub(super) base: PathBuf,
    /// Whether it is there.
    pub(super) is_there: bool,
}

/// Looks at a directory, or says what is wrong with it.
pub(super) fn look(directory: &Path) -> Result<Directory, String> {
    let is_there = is_directory(directory)?;
    let base = if is_there { directory.to_owned() } else { existing_parent(directory)? };
    try_writing(&base, is_there).map_err(|error| unwritable(directory, &base, &error))?;
    Ok(Directory { base, is_there })
}

/// Looks at a Maildir, with the directories in it. Returns whether it is there.
pub(super) fn look_at_maildir(root: &Path) -> Result<bool, String> {
    let is_there = look(root)?.is_there;
    for name in ["tmp", "new", "cur"] {
        look(&root.join(name))?;
    }
    Ok(is_there)
}

fn is_directory(path: &Path) -> Result<bool, String> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Ok(true),
        Ok(_) => Err(format!("{} isn't a directory. Name another one, or move it away.", path.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::symlink_metadata(path) {
            Ok(_) => Err(format!("{} is a broken link", path.display())),
            Err(_) => Ok(false),
        },
        Err(error) => Err(format!("{} can't be read: {error}", path.display())),
    }
}

/// The directory in which it would be made.
fn existing_parent(path: &Path) -> Result<PathBuf, String> {
    for parent in path.ancestors().skip(1) {
        let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        if is_directory(parent).map_err(|why| format!("{} can't be created: {why}", path.display()))? {
            return Ok(parent.to_owned());
        }
    }
    Err(format!("{} can't be created: none of its parent directories exists", path.display()))
}

/// Writes a page into a file without a name, which is gone with its handle. Where there are no such files, or a directory is
/// to be made in a place that may only have files of its own (`/proc`), into a directory that is taken away again.
fn try_writing(base: &Path, is_there: bool) -> io::Result<()> {
    let unnamed = openat(rustix::fs::CWD, base, OFlags::TMPFILE | OFlags::WRONLY, Mode::RUSR | Mode::WUSR);
    match unnamed {
        Ok(handle) => return File::from(handle).write_all(&PAGE),
        Err(rustix::io::Errno::OPNOTSUPP | rustix::io::Errno::ISDIR | rustix::io::Errno::INVAL) => {}
        Err(errno) => return Err(errno.into()),
    }
    let trial = base.join(format!(".maildesk-check-{}", std::process::id()));
    if is_there {
        let written = File::create_new(&trial).and_then(|mut file| file.write_all(&PAGE));
        return written.and(fs::remove_file(&trial));
    }
    fs::create_dir(&trial).and_then(|()| fs::remove_dir(&trial))
}

fn unwritable(directory: &Path, base: &Path, error: &io::Error) -> String {
    let doing = if directory == base { "isn't writable" } else { "can't be created" };
    let owner = fs::metadata(base).ok().map(|found| found.uid()).filter(|uid| *uid != geteuid().as_raw());
    let owner = owner.filter(|_| error.kind() == io::ErrorKind::PermissionDenied);
    let help = match owner {
        Some(uid) => format!("; {} belongs to user {uid}, but this is user {}", base.display(), geteuid().as_raw()),
        None => String::new(),
    };
    format!("{} {doing}: {error}{help}", directory.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_maildir_that_cannot_be_is_told() {
        let scratch = tempfile::tempdir().unwrap();
        let path = |name: &str| scratch.path().join(name);
        let check = |name: &str, expected: Result<bool, &str>| {
            let found = look_at_maildir(&path(name));
            match (&found, expected) {
                (Err(why), Err(part)) => assert!(why.contains(part), "{why}"),
                _ => assert_eq!(found, expected.map_err(str::to_owned)),
            }
        };
        fs::create_dir_all(path("good/new")).unwrap();
        fs::create_dir(path("bad")).unwrap();
        fs::write(path("file"), "").unwrap();
        fs::write(path("bad/new"), "").unwrap();
        check("good", Ok(true));
        check("below/made", Ok(false));
        check("file", Err("file isn't a directory. Name another one, or move it away."));
        check("file/below", Err("file/below can't be read"));
        check("bad", Err("bad/new isn't a directory"));
        assert!(!path("below").exists() && !path("good/cur").exists(), "a look makes nothing");
    }
}
