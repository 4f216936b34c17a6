//! Reads mails from files, for `maildesk ingest FILE|DIR|MBOX|-`: an iterator that holds one message at a time.
//!
//! A directory is walked by name, a Maildir in it is recognised by `cur/` and `new/`, and a file that begins with `From
//! ` is an mbox. Standard input is one message, as an MTA's pipe delivers it. Nothing is moved or deleted. A message is
//! named after its content, so that the same file taken twice is one mail (P2), and another mail in a file of the same
//! name is another.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::mbox::{self, Mbox};
use super::{Fetched, MailboxError};
use crate::ledger::Place;

/// Messages from one file, directory, mbox or standard input, in order. See [`open`].
pub struct MessageFiles {
    files: VecDeque<PathBuf>,
    mbox: Option<Mbox<Box<dyn BufRead + Send>>>,
    stdin: Option<Box<dyn BufRead + Send>>,
    limit: usize,
    total: Option<u64>,
    done: u64,
    at: PathBuf,
}

/// Opens `source` (`-` is standard input). Each message is cut at `limit` bytes.
pub fn open(source: &Path, limit: usize) -> Result<MessageFiles, MailboxError> {
    if source == Path::new("-") {
        return Ok(MessageFiles::new(limit).reading(Box::new(BufReader::new(io::stdin()))));
    }
    let attributes = std::fs::metadata(source).map_err(|error| wrong(source, error))?;
    let mut opened = MessageFiles::new(limit);
    if attributes.is_dir() {
        walk(source, &mut opened.files)?;
    } else {
        opened.files.push_back(source.to_owned());
    }
    // A pipe has no length, a directory that of its files.
    let lengths = opened.files.iter().map(std::fs::metadata);
    opened.total =
        (attributes.is_dir() || attributes.is_file()).then(|| lengths.flatten().map(|file| file.len()).sum());
    Ok(opened)
}

impl MessageFiles {
    fn new(limit: usize) -> Self {
        let (files, at) = (VecDeque::new(), PathBuf::new());
        Self { files, mbox: None, stdin: None, limit, total: None, done: 0, at }
    }

    fn reading(mut self, stream: Box<dyn BufRead + Send>) -> Self {
        self.stdin = Some(stream);
        self.at = "-".into();
        self
    }

    /// The total number of bytes, if known.
    pub fn total_bytes(&self) -> Option<u64> {
        self.total
    }

    /// The number of bytes read, with the last message.
    pub fn done_bytes(&self) -> u64 {
        self.done + self.mbox.as_ref().map_or(0, Mbox::consumed)
    }

    /// The file of the last message, or `-` for standard input.
    pub fn file(&self) -> &Path {
        &self.at
    }

    fn take_stdin(&mut self, mut stream: Box<dyn BufRead + Send>) -> Result<Fetched, MailboxError> {
        let read = mbox::skip_from_line(&mut stream).and_then(|()| at_most(stream, self.limit));
        let (bytes, size) = read.map_err(|error| wrong(Path::new("standard input"), error))?;
        self.done += size;
        Ok(named(bytes, size))
    }

    fn take_file(&mut self, path: &Path) -> Result<Option<Fetched>, MailboxError> {
        let opened = File::open(path).map_err(|error| wrong(path, error))?;
        let mut stream: Box<dyn BufRead + Send> = Box::new(BufReader::with_capacity(64 * 1024, opened));
        if mbox::begins_mbox(&mut stream).map_err(|error| wrong(path, error))? {
            self.mbox = Some(Mbox::new(stream, self.limit));
            return Ok(None);
        }
        let (bytes, size) = at_most(stream, self.limit).map_err(|error| wrong(path, error))?;
        self.done += size;
        Ok(Some(named(bytes, size)))
    }

    fn take_mbox(&mut self) -> Option<Result<Fetched, MailboxError>> {
        let next = self.mbox.as_mut()?.next_message();
        if let Ok(Some((bytes, size))) = next {
            return Some(Ok(named(bytes, size)));
        }
        // An unreadable rest of an mbox is one error, not an endless row of them.
        self.done += self.mbox.take().map_or(0, |mbox| mbox.consumed());
        next.err().map(|error| Err(wrong(&self.at, error)))
    }
}

impl Iterator for MessageFiles {
    type Item = Result<Fetched, MailboxError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(stream) = self.stdin.take() {
            return Some(self.take_stdin(stream));
        }
        loop {
            if let Some(item) = self.take_mbox() {
                return Some(item);
            }
            let path = self.files.pop_front()?;
            let item = self.take_file(&path);
            self.at = path;
            if let Some(item) = item.transpose() {
                return Some(item);
            }
        }
    }
}

fn wrong(path: &Path, source: io::Error) -> MailboxError {
    MailboxError::File { path: path.to_owned(), source }
}

/// At most `limit` bytes of the input, and its whole length.
fn at_most(mut stream: impl Read, limit: usize) -> io::Result<(Vec<u8>, u64)> {
    let mut bytes = Vec::new();
    stream.by_ref().take(limit as u64).read_to_end(&mut bytes)?;
    let rest = io::copy(&mut stream, &mut io::sink())?;
    let size = bytes.len() as u64 + rest;
    Ok((bytes, size))
}

fn named(bytes: Vec<u8>, size: u64) -> Fetched {
    let hex = HEXLOWER.encode(&Sha256::digest(&bytes));
    let cut = if size > bytes.len() as u64 { format!(" of {size}") } else { String::new() };
    Fetched { place: Place { generation: 0, name: format!("sha256:{hex}{cut}") }, bytes, size, came_at: None }
}

/// All files below `directory`, sorted by name, without hidden ones and links to directories, which may form a circle.
fn walk(directory: &Path, files: &mut VecDeque<PathBuf>) -> Result<(), MailboxError> {
    let mut waiting = vec![directory.to_owned()];
    while let Some(path) = waiting.pop() {
        if !path.symlink_metadata().is_ok_and(|link| link.is_dir()) && path != directory {
            if path.is_file() {
                files.push_back(path);
            }
            continue;
        }
        let mut entries = entries(&path)?;
        if path.join("cur").is_dir() && path.join("new").is_dir() {
            files.extend(maildir(&path)?);
            entries.retain(|entry| !["cur", "new", "tmp"].iter().any(|known| entry.ends_with(known)));
        }
        waiting.extend(entries.into_iter().rev());
    }
    Ok(())
}

/// The mail of `cur/` and `new/` together, sorted by name, which is the order of arrival.
fn maildir(root: &Path) -> Result<Vec<PathBuf>, MailboxError> {
    let mut files = entries(&root.join("cur"))?;
    files.extend(entries(&root.join("new"))?);
    files.retain(|path| path.is_file());
    files.sort_by(|one, other| one.file_name().cmp(&other.file_name()));
    Ok(files)
}

fn entries(directory: &Path) -> Result<Vec<PathBuf>, MailboxError> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(|error| wrong(directory, error))? {
        let entry = entry.map_err(|error| wrong(directory, error))?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            paths.push(entry.path());
        }
    }
    paths.sort_unstable();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = home.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        home
    }

    fn texts(source: MessageFiles) -> Vec<String> {
        source.map(|item| String::from_utf8(item.unwrap().bytes).unwrap()).collect()
    }

    #[test]
    fn a_file_is_one_message() {
        let home = tree(&[("a.eml", "Subject: x\n\nFrom here\n")]);
        let mut source = open(&home.path().join("a.eml"), 100).unwrap();
        assert_eq!((source.total_bytes(), source.done_bytes()), (Some(22), 0));
        let message = source.next().unwrap().unwrap();
        assert_eq!((message.bytes.as_slice(), message.size), (&b"Subject: x\n\nFrom here\n"[..], 22));
        assert!(message.place.name.starts_with("sha256:") && message.place.name.len() == 71);
        assert_eq!((source.done_bytes(), source.file().file_name().unwrap()), (22, "a.eml".as_ref()));
        assert!(source.next().is_none());
    }

    #[test]
    fn a_message_is_cut_at_the_limit_and_says_so() {
        let home = tree(&[("a.eml", "0123456789")]);
        let message = open(&home.path().join("a.eml"), 4).unwrap().next().unwrap().unwrap();
        assert_eq!((message.bytes.as_slice(), message.size), (&b"0123"[..], 10));
        assert!(message.place.name.ends_with(" of 10"));
    }

    #[test]
    fn a_directory_comes_by_name_with_maildirs_and_mboxes_in_it() {
        let home = tree(&[
            ("b/x.eml", "bx"),
            ("a.mbox", "From me\na1\n\nFrom me\na2\n"),
            ("c.eml", "c"),
            (".hidden", "no"),
            ("box/cur/1:2,S", "m1"),
            ("box/new/2", "m2"),
            ("box/cur/3:2,", "m3"),
            ("box/tmp/4", "no"),
            ("box/new/.dot", "no"),
        ]);
        std::os::unix::fs::symlink(home.path(), home.path().join("circle")).unwrap();
        std::os::unix::fs::symlink(home.path().join("c.eml"), home.path().join("d.eml")).unwrap();
        let source = open(home.path(), 100).unwrap();
        assert_eq!(texts(source), ["a1\n", "a2\n", "bx", "m1", "m2", "m3", "c", "c"]);
    }

    #[test]
    fn progress_ends_at_the_total() {
        let home = tree(&[("a.mbox", "From me\na1\n\nFrom me\na2\n"), ("c.eml", "c")]);
        let mut source = open(home.path(), 100).unwrap();
        let mut seen = Vec::new();
        while source.next().is_some() {
            seen.push(source.done_bytes());
        }
        assert!(seen.is_sorted(), "{seen:?}");
        assert_eq!(Some(source.done_bytes()), source.total_bytes());
    }

    #[test]
    fn a_file_that_cannot_be_read_is_one_error_among_messages() {
        let home = tree(&[("a", "a"), ("b", "b"), ("c", "c")]);
        let source = open(home.path(), 100).unwrap();
        std::fs::remove_file(home.path().join("b")).unwrap();
        let items: Vec<bool> = source.map(|item| item.is_ok()).collect();
        assert_eq!(items, [true, false, true]);
        assert!(open(&home.path().join("nowhere"), 100).is_err());
    }

    #[test]
    fn standard_input_is_one_message_and_its_envelope_line_is_not_part_of_it() {
        let piped = |text: &'static str| texts(MessageFiles::new(100).reading(Box::new(text.as_bytes())));
        assert_eq!(piped("Subject: x\n\nFrom here\n\nFrom there\n"), ["Subject: x\n\nFrom here\n\nFrom there\n"]);
        assert_eq!(piped("From a@b Mon Jan 1\nSubject: x\n"), ["Subject: x\n"]);
    }
}
