//! The files of the knowledge base, as they are on disk. Nothing outside of the directory is read: links aren't followed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::article::Readers;

/// The largest article, in bytes.
pub(super) const MAX_BYTES: u64 = 256 << 10;
/// The most articles.
pub(super) const MAX_ARTICLES: usize = 10_000;
/// The most that is looked at in the whole directory.
const MAX_ENTRIES: usize = 50_000;
/// Language, readers, heading, and nothing below that.
const MAX_DEPTH: usize = 4;

/// A file of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundFile {
    /// Its language: the first directory.
    pub(super) language: String,
    /// Who can read it.
    pub(super) readers: Readers,
    /// Its heading in the list: the last directory; empty: none.
    pub(super) section: String,
    /// Its name, without `.md`.
    pub(super) name: String,
    /// When it was changed, and how large it is: it is read again when these are others.
    pub(super) stamp: (Option<SystemTime>, u64),
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The files.
    pub(super) files: BTreeMap<PathBuf, FoundFile>,
    /// What was left out, and why.
    pub(super) left_out: BTreeMap<PathBuf, String>,
}

/// Looks at all files below the directory.
pub(super) fn walk(directory: &Path) -> io::Result<Found> {
    let mut found = Found::default();
    let (mut waiting, mut looked_at) = (vec![(directory.to_owned(), Vec::<String>::new())], 0);
    while let Some((at, names)) = waiting.pop() {
        let entries = match fs::read_dir(&at) {
            Ok(entries) => entries,
            Err(error) if names.is_empty() => return Err(error),
            Err(error) => {
                found.left_out.insert(at, format!("it can't be read: {error}"));
                continue;
            }
        };
        let mut entries: Vec<_> = entries.filter_map(Result::ok).collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            looked_at += 1;
            if looked_at > MAX_ENTRIES || found.files.len() >= MAX_ARTICLES {
                found.left_out.insert(directory.to_owned(), format!("more than {MAX_ARTICLES} articles aren't read"));
                return Ok(found);
            }
            let path = entry.path();
            let Ok(name) = entry.file_name().into_string() else {
                found.left_out.insert(path, "its name isn't UTF-8".to_owned());
                continue;
            };
            if name.starts_with('.') {
                continue;
            }
            // This doesn't follow links.
            let Ok(metadata) = entry.metadata() else { continue };
            if metadata.is_dir() {
                let below = names.iter().cloned().chain([name]).collect::<Vec<_>>();
                if below.len() < MAX_DEPTH {
                    waiting.push((path, below));
                }
            } else if let Some(stem) = name.strip_suffix(".md") {
                match file(&names, stem, &metadata) {
                    Ok(file) => drop(found.files.insert(path, file)),
                    Err(why) => drop(found.left_out.insert(path, why)),
                }
            }
        }
    }
    Ok(found)
}

fn file(names: &[String], stem: &str, metadata: &fs::Metadata) -> Result<FoundFile, String> {
    if !metadata.is_file() {
        return Err("it is a link or no file, and links aren't followed".to_owned());
    }
    if metadata.len() > MAX_BYTES {
        return Err(format!("it is larger than {} KB", MAX_BYTES >> 10));
    }
    let Some((language, below)) = names.split_first() else {
        return Err("it is in no language: move it into a directory such as `en`".to_owned());
    };
    let is_readers = |name: &&String| name.starts_with('_');
    let mut readers = Readers::Anyone;
    for name in below.iter().filter(is_readers) {
        readers = readers.max(match name.as_str() {
            "_signed-in" => Readers::SignedIn,
            "_agents" => Readers::Agents,
            // A name that is mistyped must not make an article public.
            other => return Err(format!("`{other}` says not who reads it: there are `_signed-in` and `_agents`")),
        });
    }
    let section = below.iter().rfind(|name| !is_readers(name)).cloned().unwrap_or_default();
    let stamp = (metadata.modified().ok(), metadata.len());
    Ok(FoundFile { language: language.to_lowercase(), readers, section, name: stem.to_owned(), stamp })
}
