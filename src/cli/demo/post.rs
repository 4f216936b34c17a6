//! Connects the demo to the daemon: mails into one Maildir, letters out of the other.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::time::Instant;

use crate::clock::Clock;
use crate::courier::{DeliveryOutcome, OutgoingMessage};
use crate::desk::notice::NoticeKind;
use crate::mail::parse::parse;
use crate::mail::{Address, Contact, MessageId};
use crate::story::mail_builder::{self, StoryMail};
use crate::story::script::MailContent;
use crate::story::sent_letter::SendAttempt;

use super::script::{DemoStep, Somebody};

/// How long to wait for a letter.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How often to look for letters.
const POLL: Duration = Duration::from_millis(50);

/// A mail that somebody wrote.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    pub(super) from: Contact,
    pub(super) to: Address,
    pub(super) subject: String,
    pub(super) text: String,
    /// It quotes the letter that it answers.
    pub(super) quotes: bool,
}

/// Both Maildirs, and the letters seen so far.
pub(super) struct Post {
    desk: Address,
    /// The mail server that proves who wrote the mails, as a real one does.
    server: String,
    mailbox: PathBuf,
    letters: PathBuf,
    clock: Clock,
    seen: HashSet<PathBuf>,
    arrived: Vec<SendAttempt>,
    /// Letters of the current step that weren't asked for yet.
    fresh: Vec<SendAttempt>,
    sent: usize,
}

impl Post {
    pub(super) fn new(desk: Address, server: &str, mailbox: PathBuf, letters: PathBuf) -> Self {
        let (clock, server) = (Clock::system(), server.to_owned());
        let (seen, arrived, fresh) = (HashSet::new(), Vec::new(), Vec::new());
        Self { desk, server, mailbox, letters, clock, seen, arrived, fresh, sent: 0 }
    }

    /// The Maildir for mails.
    pub(super) fn mailbox(&self) -> &Path {
        &self.mailbox
    }

    /// The server that proves who wrote.
    pub(super) fn server(&self) -> &str {
        &self.server
    }

    /// The Maildir with letters.
    pub(super) fn letters(&self) -> &Path {
        &self.letters
    }

    /// Writes and drops the mail of a step.
    pub(super) fn send(&mut self, step: &DemoStep) -> anyhow::Result<Sent> {
        let from = Contact::new(step.from.name, address(step.from)?);
        let letter = match step.answers {
            None => None,
            Some(kind) => Some(self.newest(kind, &from.address)?),
        };
        let to = letter.as_ref().and_then(SendAttempt::answer_address).unwrap_or(&self.desk).clone();
        let subject = letter.as_ref().map_or(step.subject.to_owned(), SendAttempt::answer_subject);
        self.sent += 1;
        let id = format!("demo-{}@{}", self.sent, from.address.domain());
        let message_id = MessageId::parse(&id).with_context(|| format!("{id} isn't a Message-ID"))?;
        let mail = mail_builder::write(StoryMail {
            vouching: Some(&self.server),
            from: &from,
            to: std::slice::from_ref(&to),
            subject: &subject,
            message_id: &message_id,
            date: self.clock.now(),
            answers: letter.as_ref(),
            text: step.text,
            content: &MailContent::default(),
        });
        self.drop_mail(&mail)?;
        Ok(Sent { from, to, subject, text: step.text.to_owned(), quotes: letter.is_some() })
    }

    /// Writes a mail next to the Maildir and renames it, so that readers only see whole mails.
    fn drop_mail(&self, mail: &[u8]) -> anyhow::Result<()> {
        let name = format!("demo-{}", self.sent);
        let (aside, place) = (self.mailbox.join("tmp").join(&name), self.mailbox.join("new").join(&name));
        for folder in [&aside, &place] {
            let folder = folder.parent().unwrap_or(folder);
            fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
        }
        fs::write(&aside, mail).with_context(|| format!("write {}", aside.display()))?;
        fs::rename(&aside, &place).with_context(|| format!("drop a mail at {}", place.display()))
    }

    /// Waits for the letters of a step and returns them in the step's order.
    pub(super) async fn letters_of(&mut self, step: &DemoStep) -> anyhow::Result<Vec<SendAttempt>> {
        let deadline = Instant::now() + LONGEST_WAIT;
        let mut letters = Vec::new();
        for (kind, to) in step.letters {
            letters.push(self.wait_for(*kind, &address(*to)?, deadline).await?);
        }
        Ok(letters)
    }

    async fn wait_for(&mut self, kind: NoticeKind, to: &Address, deadline: Instant) -> anyhow::Result<SendAttempt> {
        loop {
            self.look()?;
            if let Some(index) = self.fresh.iter().position(|letter| letter.kind == Some(kind) && letter.to == *to) {
                return Ok(self.fresh.remove(index));
            }
            if Instant::now() > deadline {
                bail!("the {} letter to {to} has not come within {} s", kind.as_str(), LONGEST_WAIT.as_secs());
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Waits for the next letter.
    pub(super) async fn next(&mut self) -> anyhow::Result<SendAttempt> {
        loop {
            self.look()?;
            if !self.fresh.is_empty() {
                return Ok(self.fresh.remove(0));
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Reads new letters.
    fn look(&mut self) -> anyhow::Result<()> {
        let folder = self.letters.join("new");
        let Ok(entries) = fs::read_dir(&folder) else { return Ok(()) };
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.retain(|file| !self.seen.contains(file));
        files.sort();
        for file in files {
            let bytes = fs::read(&file).with_context(|| format!("read {}", file.display()))?;
            self.seen.insert(file);
            if let Some(recipient) = parse(&bytes).to.into_iter().next() {
                let message =
                    OutgoingMessage { envelope_from: None, recipient: recipient.address, bytes: bytes.into() };
                let letter = SendAttempt::new(&message, DeliveryOutcome::Accepted(String::new()));
                self.arrived.push(letter.clone());
                self.fresh.push(letter);
            }
        }
        Ok(())
    }

    fn newest(&self, kind: NoticeKind, to: &Address) -> anyhow::Result<SendAttempt> {
        let found = self.arrived.iter().rev().find(|letter| letter.kind == Some(kind) && letter.to == *to);
        found.cloned().with_context(|| format!("{to} has no {} letter to answer", kind.as_str()))
    }
}

fn address(somebody: Somebody) -> anyhow::Result<Address> {
    Address::parse(somebody.address).with_context(|| format!("{} isn't an address", somebody.address))
}
