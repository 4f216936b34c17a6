//! Checks a scene's expectations about letters, and that nobody else got one.
//!
//! It is strict: a letter to anyone but an agent fails the scene unless a clause names it. Customers must not get
//! letters that nobody expected.

use crate::desk::people::Agents;
use crate::desk::reference::{ReferenceStyle, TicketNumber};
use crate::mail::Address;
use crate::mail::inbound::Attachment;

use super::script::{Clause, Expect, LetterClaim};
use super::sent_letter::SendAttempt;
use super::ticket_assertions::contains;

/// The letters of a scene, each once, and all earlier ones.
pub(super) struct Mailbag<'a> {
    /// All attempts so far, oldest first.
    all: &'a [SendAttempt],
    /// Index of the scene's first letter.
    start: usize,
    style: &'a ReferenceStyle,
    agents: &'a Agents,
}

impl<'a> Mailbag<'a> {
    pub(super) fn new(all: &'a [SendAttempt], start: usize, style: &'a ReferenceStyle, agents: &'a Agents) -> Self {
        Self { all, start, style, agents }
    }

    /// Letters that arrived in this scene. Two with the same Message-ID count once.
    fn arrived(&self) -> Vec<&'a SendAttempt> {
        let mut letters: Vec<&SendAttempt> = Vec::new();
        for letter in self.all.iter().skip(self.start).filter(|letter| letter.arrived()) {
            if !letters.iter().any(|known| known.is_same(letter)) {
                letters.push(letter);
            }
        }
        letters
    }

    /// Checks all clauses about letters and returns what is wrong with each.
    pub(super) fn refute<'e>(&self, expects: &'e [Expect]) -> Vec<(Option<&'e Expect>, String)> {
        let mut open = self.arrived();
        let mut wrong = Vec::new();
        for expect in expects {
            let found = match &expect.clause {
                Clause::Letter(reference, claim) => self.take(&mut open, reference.as_deref(), claim).err(),
                Clause::NoLetter(to) => self.refute_silence(to.as_ref()),
                _ => None,
            };
            wrong.extend(found.map(|found| (Some(expect), found)));
        }
        let strangers = open.into_iter().filter(|letter| self.agents.find_by_address(&letter.to).is_none());
        wrong.extend(strangers.map(|letter| (None, shown(letter))));
        wrong
    }

    /// Takes the letter of a claim out of the unclaimed ones.
    fn take(
        &self,
        open: &mut Vec<&'a SendAttempt>,
        reference: Option<&str>,
        claim: &LetterClaim,
    ) -> Result<(), String> {
        let about = reference.and_then(|reference| self.style.parse_typed(reference));
        let is_candidate = |letter: &SendAttempt| letter.kind == Some(claim.kind) && letter.to == claim.to;
        let lacks = |letter: &SendAttempt| self.lacks(letter, about, claim);
        if let Some(index) = open.iter().position(|letter| is_candidate(letter) && lacks(letter).is_none()) {
            open.remove(index);
            return Ok(());
        }
        // The nearest miss is taken, so that it is not reported as unexpected too.
        if let Some(index) = open.iter().position(|letter| is_candidate(letter)) {
            let letter = open.remove(index);
            return Err(format!("{}\n{}", lacks(letter).unwrap_or_default(), shown(letter)));
        }
        Err(self.overview())
    }

    fn lacks(&self, letter: &SendAttempt, about: Option<TicketNumber>, claim: &LetterClaim) -> Option<String> {
        let (subject, text) = (letter.inbound.subject.as_str(), letter.inbound.text.as_str());
        let html = letter.inbound.html.as_deref().unwrap_or_default();
        let files: Vec<&str> = letter.inbound.attachments.iter().map(file_name).collect();
        let missing = |place: &str, words: &String| format!("its {place} doesn't contain {words:?}:");
        if let Some(number) = about.filter(|number| !letter.is_about(self.style, *number)) {
            return Some(format!("its subject doesn't name {}:", self.style.print(number)));
        }
        if claim.again && !self.was_tried_before(letter) {
            return Some("it wasn't tried before with the same Message-ID and the same bytes:".to_owned());
        }
        let in_subject = claim.subject.iter().find(|words| !contains(subject, words));
        let in_text = claim.containing.iter().find(|words| !contains(text, words));
        let in_html = claim.html.iter().find(|part| !contains(html, part));
        let anywhere =
            claim.lacking.iter().find(|words| [subject, text, html].iter().any(|part| contains(part, words)));
        let left_out = claim.no_files.iter().find(|name| files.contains(&name.as_str()));
        let in_files = claim.files.iter().find(|name| !files.contains(&name.as_str()));
        in_subject
            .map(|words| missing("subject", words))
            .or_else(|| in_text.map(|words| missing("text", words)))
            .or_else(|| in_html.map(|part| missing("HTML", part)))
            .or_else(|| anywhere.map(|words| format!("it contains {words:?}:")))
            .or_else(|| left_out.map(|name| format!("the file {name} is attached:")))
            .or_else(|| {
                in_files.map(|name| format!("the file {name} isn't attached. Attached are: {}", files.join(", ")))
            })
    }

    fn was_tried_before(&self, letter: &SendAttempt) -> bool {
        let before = self.all.iter().take(self.start);
        let mut same = before.filter(|known| known.is_same(letter)).peekable();
        same.peek().is_some() && same.all(|known| known.bytes == letter.bytes)
    }

    fn refute_silence(&self, to: Option<&Address>) -> Option<String> {
        let letters = self.arrived().into_iter().filter(|letter| to.is_none_or(|to| letter.to == *to));
        let found: Vec<String> = letters.map(shown).collect();
        (!found.is_empty()).then(|| found.join("\n"))
    }

    /// All letters of the scene, one per line.
    fn overview(&self) -> String {
        let lines: Vec<String> = self.arrived().into_iter().map(headline).collect();
        if lines.is_empty() {
            "no letter went out".to_owned()
        } else {
            format!("these letters went out:\n{}", lines.join("\n"))
        }
    }
}

fn file_name(file: &Attachment) -> &str {
    &file.name
}

fn headline(letter: &SendAttempt) -> String {
    format!("  {} to {}: {}", letter.kind_name(), letter.to, letter.inbound.subject)
}

/// A letter for an author's eyes.
fn shown(letter: &SendAttempt) -> String {
    let text = letter.inbound.text.trim().lines().map(|line| format!("    | {line}")).collect::<Vec<_>>();
    format!("{}\n{}", headline(letter), text.join("\n"))
}
