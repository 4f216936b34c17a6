//! Holds each kind of letter in each language to a committed file, so that a change of words shows in review.
//! `MAILDESK_SNAPSHOTS=write` writes them.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::*;
use crate::mail::html::render;
use crate::templates::preview::preview;

#[test]
fn each_kind_in_each_language_is_as_it_was_read() {
    let languages = Templates::languages();
    let mut different = Vec::new();
    for language in languages {
        for kind in NoticeKind::ALL {
            let sample = preview("full", kind, language).unwrap();
            let letter = SHIPPED.render(kind, &sample.letter_context(language), &sample.facts).unwrap();
            let file = place().join(language).join(format!("{}.txt", kind.as_str()));
            if is_to_be_written() {
                std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                std::fs::write(&file, written(&letter)).unwrap();
            } else if std::fs::read_to_string(&file).ok() != Some(written(&letter)) {
                different.push(format!("{language}/{}.txt", kind.as_str()));
            }
        }
    }
    let told = "Read them: MAILDESK_SNAPSHOTS=write cargo test --lib each_kind; then git diff shows all of it";
    assert!(different.is_empty(), "fixtures/kinds: other words in {different:?}. {told}");
}

/// The subject, the text part, and the words of the HTML part.
fn written(letter: &RenderedLetter) -> String {
    let mut text = format!("Subject: {}\n\n{}", letter.subject.as_str(), letter.text);
    let _ = write!(text, "\n======== HTML ========\n\n{}", render(&letter.html).text.trim_end());
    text + "\n"
}

fn place() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/kinds")
}

#[expect(clippy::disallowed_methods, reason = "a test's own switch")]
fn is_to_be_written() -> bool {
    std::env::var("MAILDESK_SNAPSHOTS").is_ok_and(|wish| wish == "write")
}
