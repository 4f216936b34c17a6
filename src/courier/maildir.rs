//! Writes letters into a Maildir: for the demo, for benchmarks, and for desks where another program sends the mail.
//!
//! Comes in: a batch of messages. Goes out: one file each in `new/`, with the envelope at its top, and `Accepted` once
//! it would survive a power cut. A batch is made durable as one: all files to `tmp/`, one sync, all renames, one sync
//! of `new/`. A letter that can't be written (full disk) is `Deferred` and holds up no other. It never leaves half a
//! letter in `new/` and never replaces a file.

use std::fs::{DirBuilder, File};
use std::io::{self, IoSlice, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::task::JoinError;

use super::{Courier, DeliveryOutcome, OutgoingMessage};
use crate::clock::Clock;

/// Up to this many files are synced one by one. With more, one sync of the whole file system is cheaper. Measured on
/// ext4 with 100 letters: as fast as four syncing threads, at half the CPU time.
const FEW: usize = 8;

/// Writes letters into one Maildir.
#[derive(Debug)]
pub struct MaildirCourier {
    dir: PathBuf,
    host: String,
    clock: Clock,
    run: u64,
    count: u64,
}

impl MaildirCourier {
    /// A courier into `dir`, which the first letter creates. `hostname` and `clock` go into the file names.
    pub fn new(dir: PathBuf, hostname: &str, clock: Clock) -> Self {
        // Two couriers of one process may share a directory. A random number distinguishes their files.
        let run = getrandom::u64().unwrap_or_default();
        // The Maildir convention for the two characters that a file name can't hold.
        let host = hostname.replace('/', "\\057").replace(':', "\\072");
        Self { dir, host, clock, run, count: 0 }
    }

    /// A unique name: time, process, courier, number, host (<https://cr.yp.to/proto/maildir.html>).
    fn unique_name(&mut self) -> String {
        let now = self.clock.now();
        self.count += 1;
        format!(
            "{}.M{}P{}R{:016x}Q{}.{}",
            now.as_second(),
            now.subsec_microsecond() + now.subsec_millisecond() * 1000,
            std::process::id(),
            self.run,
            self.count,
            self.host
        )
    }
}

impl Courier for MaildirCourier {
    async fn send(&mut self, messages: &[OutgoingMessage]) -> Vec<DeliveryOutcome> {
        let files = messages.iter().map(|message| LetterFile {
            name: self.unique_name(),
            envelope: envelope(message),
            letter: Arc::clone(&message.bytes),
        });
        let files: Vec<_> = files.collect();
        let dir = self.dir.clone();
        let written = tokio::task::spawn_blocking(move || deliver(&dir, files)).await;
        let broken =
            |broken: &JoinError| messages.iter().map(|_| DeliveryOutcome::Unknown(broken.to_string())).collect();
        written.unwrap_or_else(|error| broken(&error))
    }
}

/// A file to write.
struct LetterFile {
    name: String,
    /// Above the letter.
    envelope: String,
    letter: Arc<Vec<u8>>,
}

/// The envelope in two header lines (RFC 5321 §4.4; Delivered-To as qmail wrote it), so that a reader sees where a letter
/// went whatever its header says.
fn envelope(message: &OutgoingMessage) -> String {
    let from = message.envelope_from.as_ref().map_or("", |from| from.as_str());
    format!("Return-Path: <{from}>\r\nDelivered-To: {}\r\n", message.recipient)
}

/// Writes, syncs and renames a batch. Blocks.
fn deliver(dir: &Path, files: Vec<LetterFile>) -> Vec<DeliveryOutcome> {
    if let Err(error) = make_folders(dir) {
        let blocked = |_| DeliveryOutcome::blocked(format!("{}: {error}", dir.display()));
        return files.iter().map(blocked).collect();
    }
    let written: Vec<_> = files.iter().map(|file| write(dir, file)).collect();
    let names: Vec<String> = files.into_iter().map(|file| file.name).collect();
    let synced = sync(dir, written);
    let renamed: Vec<_> =
        names.iter().zip(synced).map(|(name, synced)| synced.and_then(|()| publish(dir, name))).collect();
    let synced = File::open(dir.join("new")).and_then(|new| new.sync_all());
    names.iter().zip(renamed).map(|(name, renamed)| outcome(dir, name, renamed, &synced)).collect()
}

fn outcome(dir: &Path, name: &str, renamed: io::Result<()>, synced: &io::Result<()>) -> DeliveryOutcome {
    match (renamed, synced) {
        (Err(error), _) => {
            // Half a letter only fills the disk. If even this fails, Maildir readers sweep tmp/ after 36 hours.
            let _ = std::fs::remove_file(dir.join("tmp").join(name));
            deferred(dir, &error)
        }
        // It is in new/ and may be read, but a power cut could still remove it.
        (Ok(()), Err(error)) => DeliveryOutcome::Unknown(format!("{}: {error}", dir.display())),
        (Ok(()), Ok(())) => DeliveryOutcome::Accepted(format!("new/{name}")),
    }
}

fn deferred(dir: &Path, error: &io::Error) -> DeliveryOutcome {
    DeliveryOutcome::Deferred(format!("{}: {error}", dir.display()))
}

fn make_folders(dir: &Path) -> io::Result<()> {
    let missing: Vec<_> =
        ["tmp", "new", "cur"].map(|name| dir.join(name)).into_iter().filter(|f| !f.is_dir()).collect();
    for folder in &missing {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    if !missing.is_empty() {
        // A letter is only durable in a durable folder: sync its name and that of the Maildir.
        File::open(dir)?.sync_all()?;
        // Directories above aren't ours, and perhaps not ours to open.
        let _ = File::open(dir.join("..")).and_then(|parent| parent.sync_all());
    }
    Ok(())
}

fn write(dir: &Path, LetterFile { name, envelope, letter }: &LetterFile) -> io::Result<File> {
    let path = dir.join("tmp").join(name);
    let mut file = File::options().write(true).create_new(true).mode(0o600).open(path)?;
    let written = file.write_vectored(&[IoSlice::new(envelope.as_bytes()), IoSlice::new(letter)])?;
    // A signal or a full disk ends a write early.
    file.write_all(envelope.as_bytes().get(written..).unwrap_or_default())?;
    file.write_all(letter.get(written.saturating_sub(envelope.len())..).unwrap_or_default())?;
    Ok(file)
}

/// Makes all written files durable, or says for which it failed.
fn sync(dir: &Path, written: Vec<io::Result<File>>) -> Vec<io::Result<()>> {
    if written.len() <= FEW {
        return written.into_iter().map(|file| file.and_then(|file| file.sync_all())).collect();
    }
    let whole = File::open(dir).and_then(|dir| Ok(rustix::fs::syncfs(dir)?));
    let verdict = |file: File| match &whole {
        Ok(()) => Ok(()),
        // Some file of this file system is damaged, perhaps not ours: sync each file.
        Err(_) => file.sync_all(),
    };
    written.into_iter().map(|file| file.and_then(verdict)).collect()
}

fn publish(dir: &Path, name: &str) -> io::Result<()> {
    std::fs::rename(dir.join("tmp").join(name), dir.join("new").join(name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::tests::message;
    use super::*;

    fn courier(dir: &Path) -> MaildirCourier {
        MaildirCourier::new(dir.to_owned(), "desk.example", Clock::settable("2026-01-05T09:00:00Z".parse().unwrap()))
    }

    fn listed(folder: PathBuf) -> Vec<PathBuf> {
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
    }

    #[tokio::test]
    async fn a_letter_stands_in_new_with_its_envelope() {
        let scratch = tempfile::tempdir().unwrap();
        let dir = scratch.path().join("out");
        let outcomes = courier(&dir).send(&[message("ada@customer.example", "one")]).await;
        assert!(
            matches!(&outcomes[..], [DeliveryOutcome::Accepted(words)] if words.starts_with("new/1767603600.")),
            "{outcomes:?}"
        );
        let files = listed(dir.join("new"));
        let text = std::fs::read_to_string(&files[0]).unwrap();
        assert!(
            text.starts_with(
                "Return-Path: <support@desk.example>\r\nDelivered-To: ada@customer.example\r\nMessage-ID: "
            )
        );
        assert!(listed(dir.join("tmp")).is_empty());
    }

    #[tokio::test]
    async fn the_null_sender_is_shown_as_such() {
        let scratch = tempfile::tempdir().unwrap();
        let automatic = OutgoingMessage { envelope_from: None, ..message("ada@customer.example", "one") };
        courier(scratch.path()).send(&[automatic]).await;
        let text = std::fs::read_to_string(&listed(scratch.path().join("new"))[0]).unwrap();
        assert!(text.starts_with("Return-Path: <>\r\n"));
    }

    #[tokio::test]
    async fn a_batch_of_two_couriers_has_names_of_its_own() {
        let scratch = tempfile::tempdir().unwrap();
        let messages: Vec<_> = (0..100).map(|n| message("ada@customer.example", &n.to_string())).collect();
        for mut courier in [courier(scratch.path()), courier(scratch.path())] {
            let outcomes = courier.send(&messages).await;
            assert_eq!(outcomes.len(), 100);
            assert!(outcomes.iter().all(|outcome| matches!(outcome, DeliveryOutcome::Accepted(_))));
        }
        assert_eq!(listed(scratch.path().join("new")).into_iter().collect::<BTreeSet<_>>().len(), 200);
    }

    #[tokio::test]
    async fn a_directory_that_cannot_be_made_blocks_every_letter() {
        let scratch = tempfile::tempdir().unwrap();
        let file = scratch.path().join("file");
        std::fs::write(&file, "in the way").unwrap();
        let outcomes = courier(&file).send(&[message("a@x.example", "1"), message("b@x.example", "2")]).await;
        assert!(matches!(&outcomes[..], [DeliveryOutcome::Blocked(_), DeliveryOutcome::Blocked(_)]), "{outcomes:?}");
    }

    #[test]
    fn a_letter_that_cannot_be_written_holds_up_no_other() {
        let scratch = tempfile::tempdir().unwrap();
        let file =
            |name: &str| LetterFile { name: name.to_owned(), envelope: String::new(), letter: Arc::new(b"1".to_vec()) };
        let outcomes = deliver(scratch.path(), vec![file("good"), file("no/such/folder")]);
        assert!(matches!(&outcomes[..], [DeliveryOutcome::Accepted(_), DeliveryOutcome::Deferred(_)]), "{outcomes:?}");
        assert_eq!(listed(scratch.path().join("new")).len(), 1);
    }
}
