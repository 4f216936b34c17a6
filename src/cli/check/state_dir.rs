//! Whether the state directory can hold the database: it is there or can be made, it can be written, and there is room. And
//! whether another daemon works with it. Leaves nothing behind.

use std::fs::{self, File, Metadata};
use std::io::{self, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, Mode, OFlags, access, openat, statvfs};
use rustix::process::geteuid;

use crate::config::Config;
use crate::desk::quantity::print_size;
use crate::store::{Reader, StoreError, files_of, holder};

use super::{ProbeFinding, ProbeResult};

/// So much is written to see whether there is room: a page of the database.
const PAGE: [u8; 4096] = [0; 4096];

/// Looks at the state directory of a config.
pub(super) fn probe(config: &Config) -> ProbeResult {
    let (found, text) = match look(config) {
        Ok(text) => (ProbeFinding::Good, text),
        Err(text) => (ProbeFinding::Wrong, text),
    };
    ProbeResult { name: "state".to_owned(), found, text }
}

/// What is good about it, or what is wrong.
fn look(config: &Config) -> Result<String, String> {
    let directory = &config.state_dir;
    let is_there = is_directory(directory)?;
    let base = if is_there { directory.clone() } else { existing_parent(directory)? };
    try_writing(&base, is_there).map_err(|error| unwritable(directory, &base, &error))?;
    room(&base, config.limits.free_disk)?;
    if !is_there {
        return Ok(format!("{} is made at the start", directory.display()));
    }
    let database = config.database();
    for file in files_of(&database) {
        look_at(&file)?;
    }
    match Reader::open(&database) {
        // An older one is brought up to date at the start.
        Ok(_) | Err(StoreError::Missing { .. } | StoreError::OlderSchema { .. }) => {}
        Err(error) => return Err(error.to_string()),
    }
    Ok(match holder(&database) {
        Some(by) => format!("a daemon{by} works with {}; a second one could not start", database.display()),
        None => format!("{} can be written{}", directory.display(), owners(directory, &database)),
    })
}

fn is_directory(path: &Path) -> Result<bool, String> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Ok(true),
        Ok(_) => Err(format!("{} is no directory; name another state_dir, or move it away", path.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::symlink_metadata(path) {
            Ok(_) => Err(format!("{} is a link that leads nowhere", path.display())),
            Err(_) => Ok(false),
        },
        Err(error) => Err(format!("{} cannot be looked at: {error}", path.display())),
    }
}

/// The directory in which it would be made.
fn existing_parent(path: &Path) -> Result<PathBuf, String> {
    for parent in path.ancestors().skip(1) {
        let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        if is_directory(parent).map_err(|why| format!("{} cannot be made: {why}", path.display()))? {
            return Ok(parent.to_owned());
        }
    }
    Err(format!("{} cannot be made: no directory above it is there", path.display()))
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
    let doing = if directory == base { "cannot be written" } else { "cannot be made" };
    let owner = fs::metadata(base).ok().map(|found| found.uid()).filter(|uid| *uid != geteuid().as_raw());
    let owner = owner.filter(|_| error.kind() == io::ErrorKind::PermissionDenied);
    let help = match owner {
        Some(uid) => format!("; {} belongs to user {uid}, and this is user {}", base.display(), geteuid().as_raw()),
        None => String::new(),
    };
    format!("{} {doing}: {error}{help}", directory.display())
}

fn room(base: &Path, reserve: u64) -> Result<(), String> {
    // A file system that doesn't say counts as having room.
    let Ok(system) = statvfs(base) else { return Ok(()) };
    let free = system.f_bavail.saturating_mul(system.f_frsize);
    if free >= reserve {
        return Ok(());
    }
    Err(format!(
        "only {} are free at {}: no mail would be taken, because free_disk = {} are kept free",
        print_size(free),
        base.display(),
        print_size(reserve)
    ))
}

/// A file of the database that is there must be ours to write.
fn look_at(file: &Path) -> Result<(), String> {
    let Ok(found) = fs::symlink_metadata(file) else { return Ok(()) };
    if found.is_dir() {
        return Err(format!("{} is a directory", file.display()));
    }
    access(file, Access::READ_OK | Access::WRITE_OK).map_err(|errno| {
        let (owner, us) = (found.uid(), geteuid().as_raw());
        let help =
            if owner == us { String::new() } else { format!("; it belongs to user {owner}, and this is user {us}") };
        format!("{} cannot be written: {errno}{help}", file.display())
    })
}

/// The superuser may write all; the daemon's own user perhaps not.
fn owners(directory: &Path, database: &Path) -> String {
    let uid = |path: &Path| fs::metadata(path).ok().map(|found: Metadata| found.uid());
    match (uid(directory), uid(database)) {
        (Some(of_directory), Some(of_database)) if of_directory != of_database => format!(
            "; the directory belongs to user {of_directory} and the database to user {of_database}: run it as one that may write both"
        ),
        _ => String::new(),
    }
}
