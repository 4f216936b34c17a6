//! Whether the state directory can hold the database: it is there or can be made, it can be written, and there is room. And
//! whether another daemon works with it. Leaves nothing behind.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use rustix::fs::{Access, access, statvfs};
use rustix::process::geteuid;

use crate::config::Config;
use crate::desk::quantity::print_size;
use crate::store::{Reader, StoreError, files_of, holder};

use super::directory::{self, Directory};
use super::{ProbeFinding, ProbeResult};

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
    let Directory { base, is_there } = directory::look(directory)?;
    room(&base, config.limits.free_disk)?;
    if !is_there {
        return Ok(format!("{} will be created at startup", directory.display()));
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
        Some(by) => format!("maildesk{by} is using {}, so a second one couldn't start", database.display()),
        None => format!("{} is writable{}", directory.display(), owners(directory, &database)),
    })
}

fn room(base: &Path, reserve: u64) -> Result<(), String> {
    // A file system that doesn't say counts as having room.
    let Ok(system) = statvfs(base) else { return Ok(()) };
    let free = system.f_bavail.saturating_mul(system.f_frsize);
    if free >= reserve {
        return Ok(());
    }
    Err(format!(
        "only {} free at {}, so no email would be taken in: free_disk keeps {} free",
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
            if owner == us { String::new() } else { format!("; it belongs to user {owner}, but this is user {us}") };
        format!("{} isn't writable: {errno}{help}", file.display())
    })
}

/// The superuser may write all; the daemon's own user perhaps not.
fn owners(directory: &Path, database: &Path) -> String {
    let uid = |path: &Path| fs::metadata(path).ok().map(|found: Metadata| found.uid());
    match (uid(directory), uid(database)) {
        (Some(of_directory), Some(of_database)) if of_directory != of_database => format!(
            "; the directory belongs to user {of_directory} and the database to user {of_database}: run maildesk as a user who can write both"
        ),
        _ => String::new(),
    }
}
