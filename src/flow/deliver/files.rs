//! The files of a mail that go with letters: all of them to agents, to customers those without a letter of ours in them.

use crate::desk::notice::NoticeKind;
use crate::desk::token::without_tokens;
use crate::mail::compose::Enclosure;
use crate::mail::html::formatted::Picture;
use crate::mail::inbound::Attachment;
use crate::mail::parse::attachments_with_bytes;

/// The files of a mail without the refused ones.
pub(super) struct FilesOfMail {
    /// Those with a letter of ours in them come last.
    files: Vec<Enclosure>,
    /// How many have none, and may go to customers (P10).
    public: usize,
}

impl FilesOfMail {
    /// Of a raw mail.
    pub(super) fn of(raw: &[u8], refused: &[u32]) -> Self {
        let mut files = attachments_with_bytes(raw);
        files.retain(|(file, _)| !refused.contains(&file.index));
        files.sort_by_key(|(file, _)| file.has_letter);
        let public = files.iter().filter(|(file, _)| !file.has_letter).count();
        let enclosure = |(file, bytes): (Attachment, Vec<u8>)| Enclosure {
            picture: Picture::id_of(file.content_id.as_deref(), &file.content_type).filter(|_| file.is_in_words),
            name: without_tokens(&file.name),
            content_type: file.content_type,
            bytes,
        };
        Self { files: files.into_iter().map(enclosure).collect(), public }
    }

    /// Those that go with a kind of letter.
    pub(super) fn with(&self, kind: NoticeKind) -> &[Enclosure] {
        let count = if kind.is_published() { self.public } else { self.files.len() };
        self.files.get(..count).unwrap_or_default()
    }
}
