//! A mailbox over a Maildir, with `new/` as its cursor.
//!
//! It hands out the files of `new/`, sorted by name, which is their order of arrival (maildir(5)). The kernel tells when
//! one comes, and a poll stands behind that, for network file systems. Once the ledger has
//! a message, its file moves to `cur/` as `:2,`, without `S`, because only people set seen. Nothing is ever deleted. A
//! file that vanishes meanwhile is fine, one that can't be read is logged once and holds up nobody (P3).

use std::collections::{HashSet, VecDeque};
use std::fs::{DirBuilder, File};
use std::io::{self, Read};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::maildir_name as name;
use super::maildir_watch::DirectoryWatch;
use super::{Batch, Budget, Fetched, Forecast, Inventory, Mailbox, MailboxEntry, MailboxError, Wake};
use crate::ledger::{Cursor, Ledgered, Place};

/// A directory with `new/`, `cur/` and `tmp/`.
#[derive(Debug)]
pub struct Maildir {
    root: PathBuf,
    poll: Duration,
    known: KnownFiles,
    /// Tells what comes into `new/`, since before that was last listed.
    watch: Option<DirectoryWatch>,
}

/// Known files of `new/` between two rounds.
#[derive(Debug, Default)]
struct KnownFiles {
    /// The last listing, oldest first, without handed-out files: `new/` is listed once per turn, not once per batch.
    waiting: VecDeque<String>,
    /// Files in the ledger and still in `new/`, because they were cut at the size limit. They aren't read again.
    stays: HashSet<String>,
    /// Unreadable files that were logged.
    told: HashSet<String>,
}

impl Maildir {
    /// A mailbox over the Maildir at `root`, polled every `poll`. It does nothing yet.
    pub fn new(root: impl Into<PathBuf>, poll: Duration) -> Self {
        Self { root: root.into(), poll, known: KnownFiles::default(), watch: None }
    }

    /// Checks that the Maildir can be read. It creates missing `new/`, `cur/`, `tmp/` (their parent must exist).
    pub async fn check(&mut self) -> Result<(), MailboxError> {
        let root = self.root.clone();
        blocking(&self.root, move || prepare(&root).and_then(|()| list(&root).map(drop))).await
    }

    /// What a reading would take now. Creates nothing.
    pub async fn forecast(&mut self) -> Result<Forecast, MailboxError> {
        let root = self.root.clone();
        let came_at = move || Ok(list(&root)?.iter().map(|name| came_at(&root, name)).collect());
        Ok(Forecast { came_at: blocking(&self.root, came_at).await? })
    }

    /// Lists `new/` and `cur/`, and creates nothing.
    pub async fn inventory(&mut self) -> Result<Inventory, MailboxError> {
        let root = self.root.clone();
        blocking(&self.root, move || inventory(&root)).await
    }
}

impl Mailbox for Maildir {
    async fn fetch(&mut self, _: Option<Cursor>, budget: Budget) -> Result<Batch, MailboxError> {
        if self.watch.is_none() {
            // What comes between the listing and the wait must be told.
            let root = self.root.clone();
            blocking(&self.root, move || prepare(&root)).await?;
            self.watch = DirectoryWatch::new(&self.root.join("new"));
        }
        let root = self.root.clone();
        let mut known = std::mem::take(&mut self.known);
        let (known, batch) = blocking(&self.root, move || {
            let batch = round(&root, &mut known, budget);
            Ok((known, batch))
        })
        .await?;
        self.known = known;
        batch
    }

    async fn after_fetch(&mut self, taken: &[Ledgered]) -> Result<(), MailboxError> {
        let (whole, cut): (Vec<_>, Vec<_>) = taken.iter().partition(|receipt| receipt.is_whole());
        self.known.stays.extend(cut.iter().map(|receipt| receipt.place().name.clone()));
        let names: Vec<String> = whole.iter().map(|receipt| receipt.place().name.clone()).collect();
        if names.is_empty() {
            return Ok(());
        }
        let root = self.root.clone();
        blocking(&self.root, move || file_away(&root, &names)).await
    }

    async fn wait(&mut self, at_most: Duration) -> Result<Wake, MailboxError> {
        if !self.known.waiting.is_empty() {
            return Ok(Wake::Deadline);
        }
        let Some(watch) = &mut self.watch else {
            tokio::time::sleep(self.poll.min(at_most)).await;
            return Ok(Wake::Deadline);
        };
        tokio::select! {
            still = watch.changed() => {
                if !still {
                    self.watch = None;
                }
                Ok(Wake::Changed)
            }
            () = tokio::time::sleep(self.poll.min(at_most)) => Ok(Wake::Deadline),
        }
    }
}

/// Runs file I/O off the belts' threads.
async fn blocking<T, F>(root: &Path, work: F) -> Result<T, MailboxError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, MailboxError> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|stopped| Err(wrong(root)(io::Error::other(stopped))))
}

fn wrong(path: &Path) -> impl FnOnce(io::Error) -> MailboxError {
    let path = path.to_owned();
    move |source| MailboxError::File { path, source }
}

fn prepare(root: &Path) -> Result<(), MailboxError> {
    for directory in [root.to_owned(), root.join("tmp"), root.join("new"), root.join("cur")] {
        match DirBuilder::new().mode(0o700).create(&directory) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && directory.is_dir() => {}
            other => other.map_err(wrong(&directory))?,
        }
    }
    Ok(())
}

fn round(root: &Path, known: &mut KnownFiles, budget: Budget) -> Result<Batch, MailboxError> {
    if known.waiting.is_empty() {
        prepare(root)?;
        let names = list(root)?;
        let present: HashSet<&String> = names.iter().collect();
        known.stays.retain(|name| present.contains(name));
        known.told.retain(|name| present.contains(name));
        known.waiting = names.iter().filter(|name| !known.stays.contains(*name)).cloned().collect();
    }
    let mut batch = Batch::default();
    let mut held = 0;
    while batch.messages.len() < budget.messages && held < budget.bytes {
        let Some(name) = known.waiting.pop_front() else { break };
        match read(&root.join("new").join(name::to_file(&name)), budget.message_bytes) {
            Ok((bytes, size)) => {
                held += bytes.len();
                let came_at = came_at(root, &name);
                batch.messages.push(Fetched { place: Place { generation: 0, name }, bytes, size, came_at });
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                if known.told.insert(name.clone()) {
                    tracing::warn!(maildir = %root.display(), file = name, %error, "email can't be read; continuing with the others");
                }
            }
        }
    }
    batch.more = !known.waiting.is_empty();
    Ok(batch)
}

/// The files of `new/` and `cur/`. `cur/` comes first: a file that moves meanwhile is then missed, which is no
/// difference, instead of seen twice.
fn inventory(root: &Path) -> Result<Inventory, MailboxError> {
    let entry = |name: String, seen| MailboxEntry { name, seen, deleted: false };
    let filed = names_in(&root.join("cur"))?.into_iter().map(|name| entry(name, true));
    let waiting = list(root)?.into_iter().map(|name| entry(name, false));
    Ok(Inventory { messages: filed.chain(waiting).collect(), ..Inventory::default() })
}

/// When a file of `new/` was written, which mail servers keep as the time of arrival.
fn came_at(root: &Path, name: &str) -> Option<Timestamp> {
    let file = std::fs::metadata(root.join("new").join(name::to_file(name))).ok()?;
    Timestamp::try_from(file.modified().ok()?).ok()
}

/// The files of `new/`, sorted by name.
fn list(root: &Path) -> Result<Vec<String>, MailboxError> {
    names_in(&root.join("new"))
}

/// The files of a directory, sorted by name. Files with a leading dot aren't mail, nor are links and pipes.
fn names_in(directory: &Path) -> Result<Vec<String>, MailboxError> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(wrong(directory))? {
        let entry = entry.map_err(wrong(directory))?;
        let regular = entry.file_type().is_ok_and(|kind| kind.is_file());
        let file = entry.file_name();
        if regular && !file.as_encoded_bytes().starts_with(b".") {
            names.push(name::from_file(&file));
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// At most `limit` bytes of a file, and its whole size.
pub(super) fn read(path: &Path, limit: usize) -> io::Result<(Vec<u8>, u64)> {
    let file = File::open(path)?;
    let announced = file.metadata()?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(announced).unwrap_or(limit).min(limit));
    (&file).take(limit as u64).read_to_end(&mut bytes)?;
    let came = bytes.len() as u64;
    // A file that changes while it is read has the size that was read, unless the limit cut it.
    let size = if bytes.len() < limit { came } else { announced.max(came) };
    Ok((bytes, size))
}

fn file_away(root: &Path, names: &[String]) -> Result<(), MailboxError> {
    let (new, cur) = (root.join("new"), root.join("cur"));
    for name in names {
        let from = new.join(name::to_file(name));
        match std::fs::rename(&from, cur.join(name::seen_by_us(name))) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && cur.is_dir() => {}
            other => other.map_err(wrong(&from))?,
        }
    }
    for directory in [cur, new] {
        File::open(&directory).and_then(|opened| opened.sync_all()).map_err(wrong(&directory))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    const BUDGET: Budget = Budget { messages: 10, bytes: 1000, message_bytes: 100 };

    fn desk(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Maildir) {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("box");
        prepare(&root).unwrap();
        for (name, bytes) in files {
            std::fs::write(root.join("new").join(name), bytes).unwrap();
        }
        (home, Maildir::new(root, Duration::from_secs(1)))
    }

    fn names(batch: &Batch) -> Vec<&str> {
        batch.messages.iter().map(|message| message.place.name.as_str()).collect()
    }

    fn receipt(name: &str, whole: bool) -> Ledgered {
        Ledgered::for_test(Place { generation: 0, name: name.into() }, whole)
    }

    #[tokio::test]
    async fn messages_come_by_name_and_dot_files_do_not() {
        let (_home, mut maildir) = desk(&[("2.b", b"two"), ("1.a", b"one"), (".hidden", b"no")]);
        let batch = maildir.fetch(None, BUDGET).await.unwrap();
        assert_eq!(names(&batch), ["1.a", "2.b"]);
        assert_eq!((batch.messages[0].bytes.as_slice(), batch.messages[0].size), (&b"one"[..], 3));
        assert_eq!((batch.more, batch.cursor), (false, None));
    }

    #[tokio::test]
    async fn a_batch_ends_at_its_budget() {
        let (_home, mut maildir) = desk(&[("1", &[b'x'; 60]), ("2", &[b'x'; 60]), ("3", b"x")]);
        let small = Budget { messages: 2, ..BUDGET };
        let first = maildir.fetch(None, small).await.unwrap();
        assert_eq!((names(&first), first.more), (vec!["1", "2"], true));
        let second = maildir.fetch(None, small).await.unwrap();
        assert_eq!((names(&second), second.more), (vec!["3"], false));
        let by_bytes = maildir.fetch(None, Budget { bytes: 61, ..BUDGET }).await.unwrap();
        assert_eq!((names(&by_bytes), by_bytes.more), (vec!["1", "2"], true));
    }

    #[tokio::test]
    async fn what_the_ledger_has_moves_to_cur_and_what_it_has_not_comes_again() {
        let (home, mut maildir) = desk(&[("1", b"one"), ("2", b"two")]);
        maildir.fetch(None, BUDGET).await.unwrap();
        maildir.after_fetch(&[receipt("1", true), receipt("gone", true)]).await.unwrap();
        assert!(home.path().join("box/cur/1:2,").exists());
        assert_eq!(names(&maildir.fetch(None, BUDGET).await.unwrap()), ["2"]);
    }

    #[tokio::test]
    async fn a_cut_message_keeps_its_size_and_its_place_and_comes_once() {
        let (home, mut maildir) = desk(&[("1", &[b'x'; 101])]);
        let batch = maildir.fetch(None, BUDGET).await.unwrap();
        assert_eq!((batch.messages[0].bytes.len(), batch.messages[0].size), (100, 101));
        maildir.after_fetch(&[receipt("1", false)]).await.unwrap();
        assert!(home.path().join("box/new/1").exists());
        assert_eq!(maildir.fetch(None, BUDGET).await.unwrap(), Batch::default());
    }

    #[tokio::test]
    async fn a_file_that_vanished_is_fine() {
        let (home, mut maildir) = desk(&[("1", b"one"), ("2", b"two")]);
        maildir.fetch(None, Budget { messages: 1, ..BUDGET }).await.unwrap();
        std::fs::remove_file(home.path().join("box/new/2")).unwrap();
        assert_eq!(maildir.fetch(None, BUDGET).await.unwrap(), Batch::default());
    }

    #[tokio::test]
    async fn an_unreadable_file_holds_up_nobody() {
        let (home, mut maildir) = desk(&[("1", b"one"), ("3", b"three")]);
        let path = home.path().join("box/new/2");
        std::fs::write(&path, b"two").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o0)).unwrap();
        let readable_all_the_same = File::open(&path).is_ok(); // by root
        std::os::unix::fs::symlink("/nowhere", home.path().join("box/new/4")).unwrap();
        std::fs::create_dir(home.path().join("box/new/5")).unwrap();
        let expected = if readable_all_the_same { vec!["1", "2", "3"] } else { vec!["1", "3"] };
        assert_eq!(names(&maildir.fetch(None, BUDGET).await.unwrap()), expected);
    }

    #[tokio::test]
    async fn the_first_start_makes_the_three_directories_but_not_their_parents() {
        let home = tempfile::tempdir().unwrap();
        Maildir::new(home.path().join("fresh"), Duration::ZERO).check().await.unwrap();
        assert!(home.path().join("fresh/new").is_dir());
        let error = Maildir::new(home.path().join("a/b"), Duration::ZERO).check().await.unwrap_err();
        assert!(error.to_string().contains("a/b: No such file"), "{error}");
    }

    #[tokio::test]
    async fn a_name_that_is_not_utf8_is_mail_too() {
        use std::os::unix::ffi::OsStrExt;
        let (home, mut maildir) = desk(&[]);
        let odd = std::ffi::OsStr::from_bytes(b"1.\xff");
        std::fs::write(home.path().join("box/new").join(odd), b"one").unwrap();
        let batch = maildir.fetch(None, BUDGET).await.unwrap();
        maildir.after_fetch(&[receipt(names(&batch)[0], true)]).await.unwrap();
        assert!(home.path().join("box/cur").join(std::ffi::OsStr::from_bytes(b"1.\xff:2,")).exists());
    }

    #[tokio::test]
    async fn a_file_that_comes_ends_the_wait_however_it_comes() {
        let (home, mut maildir) = desk(&[]);
        let root = home.path().join("box");
        let moved = |name: &str| {
            std::fs::write(root.join("tmp").join(name), name).unwrap();
            std::fs::rename(root.join("tmp").join(name), root.join("new").join(name)).unwrap();
        };
        maildir.poll = Duration::from_mins(10);
        assert_eq!(maildir.fetch(None, BUDGET).await.unwrap(), Batch::default());
        // It came after the listing and before the wait.
        moved("1");
        assert_eq!(maildir.wait(Duration::from_mins(10)).await.unwrap(), Wake::Changed);
        assert_eq!(names(&maildir.fetch(None, BUDGET).await.unwrap()), ["1"]);
        let (woken, ()) = tokio::join!(maildir.wait(Duration::from_mins(10)), async {
            tokio::task::yield_now().await;
            std::fs::hard_link(root.join("new/1"), root.join("new/2")).unwrap();
        });
        assert_eq!(woken.unwrap(), Wake::Changed);
    }

    #[tokio::test]
    async fn a_maildir_that_is_put_elsewhere_is_watched_where_it_was_configured() {
        let (home, mut maildir) = desk(&[]);
        let root = home.path().join("box");
        maildir.poll = Duration::from_mins(10);
        maildir.fetch(None, BUDGET).await.unwrap();
        std::fs::rename(root.join("new"), root.join("elsewhere")).unwrap();
        assert_eq!(maildir.wait(Duration::from_mins(10)).await.unwrap(), Wake::Changed);
        maildir.fetch(None, BUDGET).await.unwrap();
        std::fs::write(root.join("new/1"), b"one").unwrap();
        assert_eq!(maildir.wait(Duration::from_mins(10)).await.unwrap(), Wake::Changed);
        assert_eq!(names(&maildir.fetch(None, BUDGET).await.unwrap()), ["1"]);
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_is_the_shorter_of_poll_and_limit() {
        let (_home, mut maildir) = desk(&[]);
        let start = tokio::time::Instant::now();
        assert_eq!(maildir.wait(Duration::from_millis(300)).await.unwrap(), Wake::Deadline);
        assert_eq!(start.elapsed(), Duration::from_millis(300));
        maildir.wait(Duration::from_mins(1)).await.unwrap();
        assert_eq!(start.elapsed(), Duration::from_millis(1300));
    }
}
