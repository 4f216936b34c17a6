//! Finds, reads and parses story files.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::grammar::{StoryFault, parse_story};
use super::script::Script;

/// The ending of a story's file name.
const ENDING: &str = "story";

/// A story and its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryFile {
    /// Its file.
    pub file: PathBuf,
    /// Its parsed content.
    pub script: Script,
}

/// Why a story couldn't be read.
#[derive(Debug)]
pub struct Unreadable {
    /// Its file.
    pub file: PathBuf,
    /// All its faults.
    pub faults: Vec<StoryFault>,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.faults.iter().map(|fault| format!("{}:{fault}", self.file.display())).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl StoryFile {
    /// Reads a story.
    pub fn read(file: &Path) -> Result<Self, Unreadable> {
        let unreadable = |faults| Unreadable { file: file.to_owned(), faults };
        let text = fs::read_to_string(file).map_err(|error| {
            unreadable(vec![StoryFault { line: 1, column: 1, message: format!("can't read the story: {error}") }])
        })?;
        let script = parse_story(&text).map_err(unreadable)?;
        Ok(Self { file: file.to_owned(), script })
    }

    /// Its directory.
    pub fn directory(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new(""))
    }

    /// The config that it is written for: the one in its directory, or in the parent of a directory `stories`.
    pub fn own_config(&self) -> Option<PathBuf> {
        let directory = self.directory();
        let above = directory.parent().filter(|_| directory.file_name().is_some_and(|name| name == "stories"));
        let mut configs = [Some(directory), above].into_iter().flatten().map(|place| place.join("config.toml"));
        configs.find(|config| config.is_file())
    }
}

/// The stories at a path: the file itself, or all below a directory, sorted by name.
pub fn find_stories(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?.path();
        if entry.is_dir() {
            found.extend(find_stories(&entry)?);
        } else if entry.extension().is_some_and(|ending| ending == ENDING) {
            found.push(entry);
        }
    }
    found.sort();
    Ok(found)
}
