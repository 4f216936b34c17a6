//! Builds claimed letters, with the files that they enclose.
//!
//! Comes in: claimed letters. Goes out: messages, in the same order, and the letters that could not be built. One whose
//! files can't be read must wait.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Context;

use crate::courier::OutgoingMessage;
use crate::desk::quantity::print_size;
use crate::look::Wordmark;
use crate::mail::compose::{Enclosure, compose, is_shown};
use crate::store::{ClaimedLetter, MailId, Reading, Store};

use super::super::belt::catch_panic;
use super::files::FilesOfMail;

/// A letter whose message is built.
pub(super) struct PackedLetter {
    pub(super) letter: ClaimedLetter,
    /// Its files, by name and size.
    pub(super) files: Vec<String>,
}

/// Letters with their messages, in the same order, and those without one.
#[derive(Default)]
pub(super) struct Packed {
    pub(super) letters: Vec<PackedLetter>,
    pub(super) messages: Vec<OutgoingMessage>,
    /// They cannot be built, and why.
    pub(super) failed: Vec<(ClaimedLetter, String)>,
    /// Their files cannot be read now, and why.
    pub(super) unreadable: Vec<(ClaimedLetter, String)>,
    /// Goes with each letter that shows it.
    wordmark: Option<Enclosure>,
}

fn enclosure_of(wordmark: &Wordmark) -> Enclosure {
    Enclosure {
        name: format!("wordmark.{}", wordmark.content_type.trim_start_matches("image/")),
        content_type: wordmark.content_type.to_owned(),
        bytes: wordmark.bytes.clone(),
        picture: Some(wordmark.id.clone()),
    }
}

/// Builds letters.
pub(super) async fn pack(
    store: &Store,
    claimed: Vec<ClaimedLetter>,
    wordmark: Option<&Wordmark>,
) -> anyhow::Result<Packed> {
    let mut files = HashMap::new();
    let mut packed = Packed { wordmark: wordmark.map(enclosure_of), ..Packed::default() };
    let mut ready = Vec::with_capacity(claimed.len());
    for letter in claimed {
        match fetch_files(store, &mut files, letter.encloses).await {
            Ok(()) => ready.push(letter),
            Err(error) => packed.unreadable.push((letter, format!("its attachments can't be read: {error:#}"))),
        }
    }
    let build = move || {
        for letter in ready {
            let files = letter.encloses.and_then(|mail| files.get(&mail));
            packed.build(letter, files);
        }
        packed
    };
    tokio::task::spawn_blocking(build).await.context("build letters")
}

/// Reads the files of a mail from its raw message, once for all letters that enclose them.
async fn fetch_files(
    store: &Store,
    files: &mut HashMap<MailId, FilesOfMail>,
    mail: Option<MailId>,
) -> anyhow::Result<()> {
    let Some(mail) = mail.filter(|mail| !files.contains_key(mail)) else { return Ok(()) };
    let read = move |read: &Reading| Ok((read.raw(mail)?.unwrap_or_default(), read.refused_files(mail)?));
    let (raw, refused) = store.read_claimed(read).await?;
    files.insert(mail, tokio::task::spawn_blocking(move || FilesOfMail::of(&raw, &refused)).await?);
    Ok(())
}

impl Packed {
    fn build(&mut self, letter: ClaimedLetter, files: Option<&FilesOfMail>) {
        let files = files.map(|files| files.with(letter.notice)).unwrap_or_default();
        // A letter that was written before the wordmark was changed shows the desk's name in its place.
        let shown = self.wordmark.iter().filter(|mark| is_shown(&letter.draft, mark));
        let composed = match &letter.composed {
            Some(bytes) => Some(Ok(Arc::clone(bytes))),
            None => catch_panic(|| compose(&letter.draft, files.iter().chain(shown)).map(Arc::new)),
        };
        let words = match composed {
            Some(Ok(bytes)) => {
                let (envelope_from, recipient) = (letter.envelope_from.clone(), letter.draft.to.address.clone());
                self.messages.push(OutgoingMessage { envelope_from, recipient, bytes });
                let size = |bytes: &[u8]| print_size(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
                let files = files.iter().map(|file| format!("{} ({})", file.name, size(&file.bytes))).collect();
                self.letters.push(PackedLetter { letter, files });
                return;
            }
            Some(Err(error)) => format!("the letter can't be built: {error}"),
            None => "the letter can't be built: the program failed".to_owned(),
        };
        self.failed.push((letter, words));
    }
}
