//! Files that were sent with a form: on disk until the form is complete, so that an error loses none. Each belongs to one session;
//! after a day it is gone.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::multipart::Field;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::mail::parse::file_name;
use crate::store::{SessionKey, Store};

use super::secret;

/// So many files come in at once.
const AT_ONCE: usize = 4;
/// The most bytes that wait for the forms of one session, beside the form that came last.
const MOST_WAITING: u64 = 128 << 20;
/// How long a file waits for its form.
const LIFE: SignedDuration = SignedDuration::from_hours(24);

/// The files that wait.
#[derive(Clone)]
pub struct Uploads {
    directory: PathBuf,
    coming: Arc<Semaphore>,
    waiting: Arc<Mutex<HashMap<String, Waiting>>>,
    clock: Clock,
    /// The database, beside which they lie, and how much of its disk must stay free, in bytes.
    room: Option<(Store, u64)>,
}

struct Waiting {
    session: SessionKey,
    file: UploadedFile,
    since: Timestamp,
}

/// A file that came with a form. It is on disk, and gone unless it is kept.
#[derive(Debug, Clone)]
pub(super) struct NewFile {
    /// Its name, without path.
    pub(super) name: String,
    /// Its size in bytes.
    pub(super) size: u64,
    content_type: String,
    on_disk: Arc<OnDisk>,
}

/// A file that waits for its form.
#[derive(Debug, Clone)]
pub(super) struct UploadedFile {
    /// Names it in forms.
    pub(super) id: String,
    /// Its name, without path.
    pub(super) name: String,
    /// Its size in bytes.
    pub(super) size: u64,
    /// `type/subtype`, as the browser says.
    pub(super) content_type: String,
    on_disk: Arc<OnDisk>,
}

/// Removes the file when nobody needs it any more.
#[derive(Debug)]
struct OnDisk(PathBuf);

impl Drop for OnDisk {
    fn drop(&mut self) {
        fs::remove_file(&self.0).ok();
    }
}

/// Why a file was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoUpload {
    /// It has more bytes than are taken.
    TooLarge,
    /// The body is broken.
    Broken,
    /// The disk is nearly full.
    NoRoom,
}

impl Uploads {
    /// Files in a directory, which is made, and emptied of what an earlier run left.
    pub fn open(directory: &Path, clock: Clock, room: Option<(Store, u64)>) -> io::Result<Self> {
        if directory.exists() {
            fs::remove_dir_all(directory)?;
        }
        fs::DirBuilder::new().mode(0o700).recursive(true).create(directory)?;
        let (coming, waiting) = (Arc::new(Semaphore::new(AT_ONCE)), Arc::default());
        Ok(Self { directory: directory.to_owned(), coming, waiting, clock, room })
    }

    /// Takes a file of a form, at most so many bytes. None: a control that was left empty.
    pub(super) async fn receive(
        &self,
        mut field: Field<'_>,
        given_name: &str,
        most: u64,
    ) -> Result<Option<NewFile>, NoUpload> {
        if let Some((store, reserve)) = &self.room
            && store.free_bytes().is_some_and(|free| free < reserve.saturating_add(most))
        {
            return Err(NoUpload::NoRoom);
        }
        let _turn = self.coming.acquire().await.map_err(|_| NoUpload::NoRoom)?;
        let path = self.directory.join(secret::fresh());
        let failed = |error: io::Error| {
            tracing::error!(%error, "can't keep an uploaded file");
            NoUpload::NoRoom
        };
        let mut file = create(&path).map_err(failed)?;
        let on_disk = Arc::new(OnDisk(path));
        let content_type = field.content_type().unwrap_or("application/octet-stream").to_owned();
        let mut size = 0_u64;
        while let Some(chunk) = field.chunk().await.map_err(|error| match error.status() {
            axum::http::StatusCode::PAYLOAD_TOO_LARGE => NoUpload::TooLarge,
            _ => NoUpload::Broken,
        })? {
            size = size.saturating_add(chunk.len() as u64);
            if size > most {
                return Err(NoUpload::TooLarge);
            }
            file.write_all(&chunk).map_err(failed)?;
        }
        if size == 0 && given_name.is_empty() {
            return Ok(None);
        }
        Ok(Some(NewFile { name: file_name(given_name), size, content_type, on_disk }))
    }

    /// Keeps files for a session.
    pub(super) fn keep(&self, session: &SessionKey, files: Vec<NewFile>) -> Vec<UploadedFile> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        waiting.retain(|_, other| now.duration_since(other.since) < LIFE);
        forget_oldest(&mut waiting, session);
        let keep = |NewFile { name, size, content_type, on_disk }: NewFile| {
            let id = secret::fresh();
            let file = UploadedFile { id: id.clone(), name, size, content_type, on_disk };
            waiting.insert(id, Waiting { session: *session, file: file.clone(), since: now });
            file
        };
        files.into_iter().map(keep).collect()
    }

    /// A file of a session that waits.
    pub(super) fn find(&self, session: &SessionKey, id: &str) -> Option<UploadedFile> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let found = waiting.get(id).filter(|found| found.session == *session)?;
        (self.clock.now().duration_since(found.since) < LIFE).then(|| found.file.clone())
    }

    /// Its bytes.
    pub(super) fn bytes(file: &UploadedFile) -> io::Result<Vec<u8>> {
        fs::read(&file.on_disk.0)
    }

    /// It isn't needed any more.
    pub(super) fn remove(&self, file: &UploadedFile) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&file.id);
    }
}

/// Whoever sends files again and again, and no form, doesn't fill the disk.
fn forget_oldest(waiting: &mut HashMap<String, Waiting>, session: &SessionKey) {
    let theirs = waiting.iter().filter(|(_, other)| other.session == *session);
    let mut theirs: Vec<_> = theirs.map(|(id, other)| (other.since, other.file.size, id.clone())).collect();
    theirs.sort_by(|one, other| other.cmp(one));
    let mut bytes = 0_u64;
    for (_, size, id) in theirs {
        bytes = bytes.saturating_add(size);
        if bytes > MOST_WAITING {
            waiting.remove(&id);
        }
    }
}

fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Uploads in a directory of their own, for tests.
#[cfg(test)]
pub(super) fn sample_uploads() -> (tempfile::TempDir, Uploads) {
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::settable(Timestamp::UNIX_EPOCH);
    let uploads = Uploads::open(&directory.path().join("uploads"), clock, None).unwrap();
    (directory, uploads)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_one_sessions_and_gone_after_a_day() {
        let (directory, uploads) = sample_uploads();
        let path = directory.path().join("uploads/x");
        create(&path).unwrap().write_all(b"12").unwrap();
        let new = NewFile {
            name: "a.txt".to_owned(),
            size: 2,
            content_type: "text/plain".to_owned(),
            on_disk: Arc::new(OnDisk(path.clone())),
        };
        let kept = uploads.keep(&[1; 32], vec![new]).remove(0);
        assert_eq!(Uploads::bytes(&kept).unwrap(), b"12");
        let id = kept.id.clone();
        drop(kept);
        assert!(uploads.find(&[1; 32], &id).is_some());
        assert!(uploads.find(&[2; 32], &id).is_none(), "another session");
        assert!(uploads.find(&[1; 32], "x").is_none());
        uploads.clock.set(Timestamp::UNIX_EPOCH + LIFE);
        assert!(uploads.find(&[1; 32], &id).is_none());
        uploads.keep(&[1; 32], Vec::new());
        assert!(!path.exists());
    }

    #[test]
    fn one_session_cannot_fill_the_disk() {
        let (directory, uploads) = sample_uploads();
        let send = |session: u8, number: usize| {
            let on_disk = Arc::new(OnDisk(directory.path().join(format!("{session}-{number}"))));
            let (name, content_type) = ("a".to_owned(), "a/b".to_owned());
            let new = NewFile { name, size: MOST_WAITING / 4, content_type, on_disk };
            uploads.keep(&[session; 32], vec![new]).remove(0).id
        };
        let waiting =
            |session: u8, ids: &[String]| ids.iter().filter(|id| uploads.find(&[session; 32], id).is_some()).count();
        let other = send(2, 0);
        let mut ids = Vec::new();
        for number in 0..10 {
            uploads.clock.set(Timestamp::from_second(i64::try_from(number).unwrap()).unwrap());
            ids.push(send(1, number));
        }
        assert_eq!((waiting(1, &ids[..5]), waiting(1, &ids[5..])), (0, 5), "the newest are kept");
        assert_eq!(waiting(2, &[other]), 1, "and everything of others");
    }
}
