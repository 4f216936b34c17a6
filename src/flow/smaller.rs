//! Letters in place of those that are too large for the mail server: without their files, or, where there are none, an
//! agent's without the middle of its text. A customer's words are never cut: such a letter fails, and agents are told.

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::desk::people::People;
use crate::desk::reason::Remark;
use crate::mail::MessageId;
use crate::mail::compose::Draft;
use crate::store::{ClaimedLetter, NewLetter};

use super::letter_writer::LetterWriter;

/// So much of a text is kept at its beginning, in bytes: what happened, and to what.
const BEGINNING: usize = 12 << 10;
/// So much is kept at its end: how to answer.
const END: usize = 2 << 10;
/// What stands where the middle was.
const GAP: &str = "\n\n[…]\n\n";

/// A letter that goes on in place of another.
#[derive(Debug)]
pub(super) struct Smaller {
    pub(super) letter: NewLetter,
    /// What is said of the large one.
    pub(super) words: &'static str,
}

impl LetterWriter {
    /// A letter in place of one that is too large. It names what is left out, and has a Message-ID of its own, so that
    /// nobody has two mails with the same id and other bytes (P4).
    pub(super) fn smaller(
        &self,
        large: &ClaimedLetter,
        files: &[String],
        people: &People,
        now: Timestamp,
    ) -> Option<Smaller> {
        let Draft { text, html, to, .. } = &large.draft;
        if !files.is_empty() {
            let letter = self.in_place_of(large, &without_files(large, files), (text, html.as_deref()), now)?;
            return Some(Smaller { letter, words: "it is sent again without its files" });
        }
        // Without HTML it is as small as it gets.
        let can_be = html.is_some() && people.agents.find_by_address(&to.address).is_some();
        let letter =
            self.in_place_of(large, &Remark::WordsLeftOut, (&shortened(text), None), now).filter(|_| can_be)?;
        Some(Smaller { letter, words: "it is sent again without a part of its text" })
    }

    fn in_place_of(
        &self,
        large: &ClaimedLetter,
        remark: &Remark,
        words: (&str, Option<&str>),
        now: Timestamp,
    ) -> Option<NewLetter> {
        let words = self.templates.with_remark(&large.language, &remark.clone().into(), words);
        let (text, html) = words.inspect_err(|fault| tracing::error!(%fault, "letter is still too large")).ok()?;
        let message_id = another_id(&large.draft.message_id)?;
        Some(NewLetter {
            ticket: large.ticket,
            notice: large.notice,
            draft: Draft { text, html, message_id, date: now, ..large.draft.clone() },
            envelope_from: large.envelope_from.clone(),
            encloses: None,
            language: large.language.clone(),
            instead_of: Some(large.id),
        })
    }
}

fn without_files(large: &ClaimedLetter, files: &[String]) -> Remark {
    let files = files.join(", ");
    match large.encloses {
        Some(mail) if !large.notice.is_published() => Remark::FilesKept { files, mail: mail.0.unsigned_abs() },
        _ => Remark::FilesLeftOut { files },
    }
}

/// A text without its middle, if it is long.
fn shortened(text: &str) -> String {
    if text.len() <= BEGINNING + END {
        return text.to_owned();
    }
    let (beginning, rest) = text.split_at(text.floor_char_boundary(BEGINNING));
    let (_, end) = rest.split_at(rest.ceil_char_boundary(rest.len() - END));
    [beginning.trim_end(), GAP, end.trim_start()].concat()
}

/// Another id of the same shape: kind and token stay, the hash between them is another.
fn another_id(id: &MessageId) -> Option<MessageId> {
    let (local, host) = id.as_str().rsplit_once('@')?;
    let mut parts: Vec<&str> = local.splitn(5, '.').collect();
    let hash = HEXLOWER.encode(Sha256::digest(id.as_str()).get(..12).unwrap_or_default());
    *parts.get_mut(3)? = &hash;
    MessageId::parse(&format!("{}@{host}", parts.join(".")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_middle_of_a_long_text_is_left_out() {
        let check = |text: &str, expected: &str| assert_eq!(shortened(text), expected);
        check("short", "short");
        let of = |letter: &str, bytes: usize| letter.repeat(bytes / letter.len());
        let full = of("a", BEGINNING + END);
        check(&full, &full);
        check(&format!("{full}b"), &format!("{}{GAP}{}b", of("a", BEGINNING), of("a", END - 1)));
        let wide = shortened(&of("€", 1 << 20));
        assert!(wide.len() <= BEGINNING + END + GAP.len() && wide.starts_with('€') && wide.ends_with('€'));
        assert!(wide.len() > BEGINNING + END - 6, "{}", wide.len());
    }
}
