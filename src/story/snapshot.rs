//! The letters of a play as one text to commit, so that a change of letters shows as changed lines. It has each
//! letter's headers and text, and a hash of all its bytes.
//!
//! Comes in: the letters of a straight play, each with the line of its scene. Goes out: one text. The order within a
//! scene doesn't depend on which recipient came first.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::sent_letter::SendAttempt;

/// All letters, each once however often it was tried. `scenes` are the lines of scenes, each with the number of
/// attempts before it.
pub(super) fn of(letters: &[SendAttempt], scenes: &[(usize, usize)]) -> String {
    let mut shown: Vec<(usize, String)> = Vec::new();
    for (index, letter) in letters.iter().enumerate() {
        if letters.iter().take(index).any(|before| before.is_same(letter)) {
            continue;
        }
        let scene = scenes.iter().rev().find(|(_, start)| *start <= index).map_or(0, |(line, _)| *line);
        shown.push((scene, one(scene, letter)));
    }
    shown.sort();
    shown.into_iter().map(|(_, text)| text).collect()
}

fn one(scene: usize, letter: &SendAttempt) -> String {
    let raw = String::from_utf8_lossy(&letter.bytes).replace("\r\n", "\n");
    let header = raw.split("\n\n").next().unwrap_or_default();
    let files: Vec<&str> = letter.inbound.attachments.iter().map(|file| file.name.as_str()).collect();
    let hash = HEXLOWER.encode(Sha256::digest(&letter.bytes).get(..16).unwrap_or_default());
    let envelope = letter.envelope_from.as_ref().map_or("", |address| address.as_str());
    format!(
        "=== line {scene}: {} to {} from <{envelope}>\n{header}\nfiles: {}\nall bytes: {hash}\n\n{}\n\n",
        letter.kind_name(),
        letter.to,
        files.join(", "),
        letter.inbound.text.trim_end(),
    )
}
