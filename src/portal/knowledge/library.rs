//! The knowledge base on disk. Its files are looked at when somebody asks, every few seconds at most, and read when they have
//! changed. What can't be read is told in the log, once, and left out: it is never the page of an error.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;

use super::article::Article;
use super::shelves::Shelves;
use super::walk::{Found, FoundFile, MAX_BYTES, walk};

/// How often the files are looked at.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(3);

/// The knowledge base of a desk.
pub struct Library {
    directory: PathBuf,
    clock: Clock,
    /// Makes hashes of readers that nothing can be found by; another one after each start.
    pub(super) salt: String,
    read: Mutex<ReadFiles>,
}

#[derive(Default)]
struct ReadFiles {
    looked_at: Option<Timestamp>,
    files: BTreeMap<PathBuf, ReadFile>,
    shelves: Arc<Shelves>,
    /// What the log was told.
    told: BTreeMap<PathBuf, String>,
}

#[derive(Clone)]
struct ReadFile {
    found: FoundFile,
    article: Result<Arc<Article>, String>,
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Library").field("directory", &self.directory).finish_non_exhaustive()
    }
}

impl Library {
    /// Over a directory with `LANGUAGE/NAME.md`. Nothing is read yet.
    pub fn new(directory: &Path, clock: Clock) -> Self {
        let salt = super::super::secret::fresh();
        Self { directory: directory.to_owned(), clock, salt, read: Mutex::default() }
    }

    /// The articles as they are now, or were a few seconds ago.
    pub(super) fn shelves(&self) -> Arc<Shelves> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        let is_fresh = |at: Timestamp| at <= now && now.duration_since(at) < LOOK_AGAIN;
        if !read.looked_at.is_some_and(is_fresh) {
            read.looked_at = Some(now);
            match walk(&self.directory) {
                Ok(found) => read.renew(found),
                Err(error) => {
                    let gone = BTreeMap::from([(self.directory.clone(), format!("it can't be read: {error}"))]);
                    read.tell(gone);
                }
            }
        }
        Arc::clone(&read.shelves)
    }
}

impl ReadFiles {
    fn renew(&mut self, found: Found) {
        let mut left_out = found.left_out;
        let is_same = self.files.len() == found.files.len()
            && self
                .files
                .iter()
                .zip(&found.files)
                .all(|((path, read), (other, found))| path == other && read.found == *found);
        if !is_same {
            let mut files = BTreeMap::new();
            for (path, found) in found.files {
                let known = self.files.remove(&path).filter(|known| known.found == found);
                let file = known.unwrap_or_else(|| ReadFile { article: read(&path, &found), found });
                files.insert(path, file);
            }
            self.files = files;
        }
        let mut shelves = Shelves::default();
        for (path, file) in &self.files {
            let added = match &file.article {
                Ok(article) => shelves.add(&file.found.language, Arc::clone(article)).map_err(|other| {
                    format!("there is another article of this name in this language: {}", other.title)
                }),
                Err(why) => Err(why.clone()),
            };
            if let Err(why) = added {
                left_out.insert(path.clone(), why);
            }
        }
        if !is_same {
            self.shelves = Arc::new(shelves);
        }
        self.tell(left_out);
    }

    /// Tells the log what is new.
    fn tell(&mut self, left_out: BTreeMap<PathBuf, String>) {
        for (path, why) in left_out.iter().filter(|(path, why)| self.told.get(*path) != Some(*why)) {
            tracing::warn!(file = %path.display(), why, "left out of the knowledge base");
        }
        self.told = left_out;
    }
}

fn read(path: &Path, found: &FoundFile) -> Result<Arc<Article>, String> {
    let mut bytes = Vec::new();
    // It may have grown, or become a link, since it was looked at.
    let is_file = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
    let opened = if is_file { fs::File::open(path) } else { Err(std::io::ErrorKind::NotFound.into()) };
    opened
        .and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes))
        .map_err(|error| format!("it can't be read: {error}"))?;
    let article = Article::parse((&found.name, &found.section), found.readers, bytes);
    article.map(Arc::new).map_err(|fault| fault.to_string())
}

#[cfg(test)]
mod tests;
