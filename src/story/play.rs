//! Plays a story: each action in the world, then the house until it rests, then the expectations.

use std::fs;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::desk::notice::NoticeKind;
use crate::desk::reference::{ReferenceStyle, TicketNumber};
use crate::mail::{Address, Contact, MessageId};

use super::format_instant::format_instant;
use super::house::StoryHouse;
use super::letter_assertions::Mailbag;
use super::mail_builder::{self, StoryMail};
use super::observe;
use super::script::{Clause, Destination, Expect, MailContent, StoryAction, StoryScene};
use super::sent_letter::SendAttempt;
use super::snapshot;
use super::story_file::StoryFile;
use super::ticket_assertions::contains;
use super::world::World;

/// A line of a story that doesn't hold.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Mismatch {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// The author's expectation. Empty if the action itself failed.
    pub expected: String,
    /// The actual result.
    pub found: String,
}

/// A story being played.
pub(super) struct Play<'a> {
    story: &'a StoryFile,
    world: World,
    house: StoryHouse,
    /// Mails written so far; makes their Message-IDs.
    written: usize,
    /// The mail that arrived last, and where.
    last: Option<(Vec<u8>, Destination)>,
    /// The line of each scene played so far, with the number of letters that had been tried before it.
    scenes: Vec<(usize, usize)>,
}

/// The results of a play.
pub(super) struct Played {
    /// What happened, for people to read.
    pub(super) so_far: Vec<String>,
    /// Its results, to compare with the other play.
    pub(super) record: Vec<String>,
    /// The letters, to compare with those of another version.
    pub(super) letters: String,
}

impl<'a> Play<'a> {
    pub(super) fn new(story: &'a StoryFile, world: World, house: StoryHouse) -> Self {
        Self { story, world, house, written: 0, last: None, scenes: Vec::new() }
    }

    /// Ends the play.
    pub(super) async fn end(mut self) -> anyhow::Result<Played> {
        let store = self.house.store(&self.world).await?;
        let so_far = observe::so_far(&store, self.style()).await?;
        let mut record = observe::record(&store, &self.world.postman.all()).await?;
        let boxes = self.world.boxes().iter();
        record.extend(
            boxes.map(|letter_box| format!("mailbox {} holds {} mails", letter_box.name, letter_box.mailbox.len())),
        );
        drop(store);
        self.house.forget().await;
        Ok(Played { so_far, record, letters: snapshot::of(&self.world.postman.all(), &self.scenes) })
    }

    /// Plays all scenes up to the first one that goes wrong.
    pub(super) async fn run(&mut self) -> Result<(), Vec<Mismatch>> {
        let story = self.story;
        for scene in &story.script.scenes {
            let start = self.world.postman.count();
            self.scenes.push((scene.line, start));
            let acted = match (&scene.action, self.act(&scene.action)) {
                (StoryAction::Replays, _) => self.replay().await,
                (_, Ok(until)) => self.let_house_work(until).await.map_err(|error| format!("{error:#}")),
                (_, Err(words)) => Err(words),
            };
            if let Err(found) = acted {
                return Err(vec![Mismatch { line: scene.line, column: 1, expected: String::new(), found }]);
            }
            let mismatches = self.look(scene, start).await;
            if !mismatches.is_empty() {
                return Err(mismatches);
            }
        }
        match changed_letter(&self.world.postman.all()) {
            None => Ok(()),
            Some(found) => {
                let line = story.script.scenes.last().map_or(1, |scene| scene.line);
                let expected = "the same bytes on every try of a letter".to_owned();
                Err(vec![Mismatch { line, column: 1, expected, found }])
            }
        }
    }

    /// Replays the newest held or quarantined mail, as `maildesk replay` does.
    async fn replay(&mut self) -> Result<(), String> {
        let shown = |error: &dyn std::fmt::Display| error.to_string();
        let store = self.house.store(&self.world).await.map_err(|error| format!("{error:#}"))?;
        let mail = observe::set_aside(&store).await.map_err(|error| shown(&error))?;
        let mail = mail.ok_or("no email is held or quarantined, so none can be replayed")?;
        store.replay(mail, self.world.clock.now()).await.map_err(|error| shown(&error))?;
        drop(store);
        self.let_house_work(None).await.map_err(|error| format!("{error:#}"))
    }

    async fn let_house_work(&mut self, until: Option<Timestamp>) -> anyhow::Result<()> {
        match until {
            Some(instant) => self.house.run_until(&self.world, instant).await,
            None => self.house.run(&self.world).await,
        }
    }

    /// Does in the world what an action says. Returns the instant to move the clock to, if any.
    fn act(&mut self, action: &StoryAction) -> Result<Option<Timestamp>, String> {
        match action {
            StoryAction::ClockSet(instant) => return self.later(*instant).map(Some),
            StoryAction::ClockMoved(pause) => {
                let instant = self.world.clock.now().checked_add(*pause).map_err(|error| error.to_string())?;
                return Ok(Some(instant));
            }
            StoryAction::Writes { from, to, subject, content } => self.write_new(from, to, subject, content)?,
            StoryAction::Replies { from, reference, kind, content } => self.reply(from, reference, *kind, content)?,
            StoryAction::Answers { from, recipient, content } => self.answer(from, recipient, content)?,
            StoryAction::Rates { from, reference, score, content } => self.rate(from, reference, *score, content)?,
            StoryAction::RawMail { file, to } => {
                let bytes = fs::read(self.story.directory().join(file))
                    .map_err(|error| format!("can't read {file}: {error}"))?;
                self.arrive(bytes, std::slice::from_ref(to), SignedDuration::ZERO)?;
            }
            StoryAction::SameAgain(to) => {
                let (bytes, first) = self.last.clone().ok_or("no email has arrived yet")?;
                self.arrive(bytes, &[to.clone().unwrap_or(first)], SignedDuration::ZERO)?;
            }
            StoryAction::Bounces { recipient, words } => self.bounce(recipient, words)?,
            StoryAction::Replays => {}
            StoryAction::Courier { recipient, answer } => self.world.postman.instruct(recipient, answer),
        }
        Ok(None)
    }

    fn later(&self, instant: Timestamp) -> Result<Timestamp, String> {
        let now = self.world.clock.now();
        if instant < now {
            Err(format!("it's already {}. Write a later time", format_instant(now)))
        } else {
            Ok(instant)
        }
    }

    fn write_new(
        &mut self,
        from: &Contact,
        to: &[Destination],
        subject: &str,
        content: &MailContent,
    ) -> Result<(), String> {
        let written = |to: &Destination| {
            let found = self.world.find(to)?;
            Ok(match to {
                Destination::Mailbox(_) => found.address.clone(),
                Destination::Address(address) => address.clone(),
            })
        };
        let boxes: Result<Vec<Address>, String> = to.iter().map(written).collect();
        let text = content.body.join("\n");
        self.send(from, &boxes?, to, MailWords { subject, text: &text, answers: None, content })
    }

    fn reply(
        &mut self,
        from: &Contact,
        reference: &str,
        kind: Option<NoticeKind>,
        content: &MailContent,
    ) -> Result<(), String> {
        let text = content.body.join("\n");
        let number = self.number(reference)?;
        let letter = self.world.postman.newest(&from.address, kind, Some((self.style(), number)));
        let Some(letter) = letter else {
            if let Some(kind) = kind {
                return Err(format!(
                    "{} got no {} letter about {reference}{}",
                    from.address,
                    kind.as_str(),
                    self.got(&from.address)
                ));
            }
            let subject = format!("Re: [{reference}]");
            let desk = self.world.boxes().first().ok_or("the config has no mailbox")?.address.clone();
            let to = [Destination::Address(desk.clone())];
            return self.send(from, &[desk], &to, MailWords { subject: &subject, text: &text, answers: None, content });
        };
        self.answer_to(from, &letter, content)
    }

    fn answer(&mut self, from: &Contact, recipient: &Address, content: &MailContent) -> Result<(), String> {
        let letter = self.world.postman.newest(recipient, None, None);
        let letter = letter.ok_or_else(|| format!("{recipient} got no letter{}", self.got(recipient)))?;
        self.answer_to(from, &letter, content)
    }

    fn answer_to(&mut self, from: &Contact, letter: &SendAttempt, content: &MailContent) -> Result<(), String> {
        let text = content.body.join("\n");
        let to = letter.answer_address().cloned().ok_or("the letter has no address to reply to")?;
        let subject = letter.answer_subject();
        let destination = [Destination::Address(to.clone())];
        let words = MailWords { subject: &subject, text: &text, answers: Some(letter), content };
        self.send(from, &[to], &destination, words)
    }

    fn rate(&mut self, from: &Contact, reference: &str, score: u8, content: &MailContent) -> Result<(), String> {
        let number = self.number(reference)?;
        let about = Some((self.style(), number));
        let Some(letter) = self.world.postman.newest(&from.address, Some(NoticeKind::Feedback), about) else {
            return Err(format!(
                "{} wasn't asked for feedback on {reference}{}",
                from.address,
                self.got(&from.address)
            ));
        };
        let star = letter.star(score).ok_or_else(|| format!("the feedback letter has no star link for {score}"))?;
        let mut text = star.body.trim_end().to_owned();
        for line in &content.body {
            text.push('\n');
            text.push_str(line);
        }
        let to = [Destination::Address(star.to.clone())];
        self.send(from, &[star.to], &to, MailWords { subject: &star.subject, text: &text, answers: None, content })
    }

    fn bounce(&mut self, recipient: &Address, words: &str) -> Result<(), String> {
        let letter = self.world.postman.newest(recipient, None, None);
        let letter = letter.ok_or_else(|| format!("{recipient} got no letter that could come back"))?;
        let to = letter.envelope_from.as_ref().or(letter.answer_address()).ok_or("the letter has no sender")?;
        let report = mail_builder::delivery_report(&letter, to, words, self.world.clock.now());
        self.arrive(report, &[Destination::Address(to.clone())], SignedDuration::ZERO)
    }

    fn send(
        &mut self,
        from: &Contact,
        to: &[Address],
        destinations: &[Destination],
        words: MailWords<'_>,
    ) -> Result<(), String> {
        self.written += 1;
        let id = format!("story-{}@{}", self.written, from.address.domain());
        let message_id = MessageId::parse(&id).ok_or_else(|| format!("{id} isn't a Message-ID"))?;
        let desk = Arc::clone(&self.house.plan().desk);
        let mail = mail_builder::write(StoryMail {
            from,
            vouching: desk.policy.holding.trusted.first().map(String::as_str),
            to,
            subject: words.subject,
            message_id: &message_id,
            date: self.ago(words.content.age),
            answers: words.answers,
            text: words.text,
            content: words.content,
        });
        self.arrive(mail, destinations, words.content.age)
    }

    fn ago(&self, age: SignedDuration) -> Timestamp {
        let now = self.world.clock.now();
        now.checked_sub(age).unwrap_or(now)
    }

    /// A mail comes in, or has lain there for so long.
    fn arrive(&mut self, bytes: Vec<u8>, to: &[Destination], age: SignedDuration) -> Result<(), String> {
        for destination in to {
            self.world.find(destination)?.mailbox.deliver_at(bytes.clone(), Some(self.ago(age)));
            self.last = Some((bytes.clone(), destination.clone()));
        }
        Ok(())
    }

    async fn look(&mut self, scene: &StoryScene, start: usize) -> Vec<Mismatch> {
        if scene.expects.is_empty() {
            return Vec::new();
        }
        let letters = self.world.postman.all();
        let policy = &self.house.plan().desk.policy;
        let bag = Mailbag::new(&letters, start, &policy.style, &policy.people.agents);
        let mut mismatches: Vec<Mismatch> =
            bag.refute(&scene.expects).into_iter().map(|(expect, found)| mismatch(scene, expect, found)).collect();
        for expect in &scene.expects {
            let found = match self.refute(&expect.clause).await {
                Ok(found) => found,
                Err(error) => Some(format!("{error:#}")),
            };
            mismatches.extend(found.map(|found| mismatch(scene, Some(expect), found)));
        }
        mismatches.sort_by_key(|mismatch| (mismatch.line, mismatch.column));
        mismatches
    }

    /// Checks a clause that is not about letters.
    async fn refute(&mut self, clause: &Clause) -> anyhow::Result<Option<String>> {
        let store = self.house.store(&self.world).await?;
        let found = match clause {
            Clause::Letter(..) | Clause::NoLetter(_) => None,
            Clause::Ticket(reference, claim) => {
                let case = observe::case(&store, self.style(), reference).await?;
                case.map_or_else(|| Some(format!("there's no ticket {reference}")), |case| case.refute(claim))
            }
            Clause::NoTicket(reference) => {
                let case = observe::case(&store, self.style(), reference).await?;
                case.map(|case| format!("there's a ticket {reference}: {}", case.subject))
            }
            Clause::Mail { end, because } => {
                let (found, reasons) = observe::newest_mail(&store).await?;
                let told = because.as_ref().is_none_or(|words| reasons.iter().any(|reason| contains(reason, words)));
                (found != Some(*end) || !told).then(|| {
                    let end = found.map_or("not processed yet", crate::desk::end::End::as_str);
                    format!("mail {end} because {:?}", reasons.join("; "))
                })
            }
        };
        drop(store);
        self.house.after_look().await;
        Ok(found)
    }

    fn style(&self) -> &ReferenceStyle {
        &self.house.plan().desk.policy.style
    }

    fn number(&self, reference: &str) -> Result<TicketNumber, String> {
        let prefix = self.style().prefix();
        self.style()
            .parse_typed(reference)
            .ok_or_else(|| format!("{reference} isn't a ticket number of this desk. They start with {prefix}-"))
    }

    /// The letters to somebody so far, for an error message.
    fn got(&self, address: &Address) -> String {
        let all = self.world.postman.all();
        let got = all.iter().filter(|letter| letter.to == *address && letter.arrived());
        let lines: Vec<String> =
            got.map(|letter: &SendAttempt| format!("\n  {}: {}", letter.kind_name(), letter.inbound.subject)).collect();
        if lines.is_empty() {
            ", and no other letter".to_owned()
        } else {
            format!(". The letters so far:{}", lines.concat())
        }
    }
}

/// The content of a mail.
#[derive(Clone, Copy)]
struct MailWords<'a> {
    subject: &'a str,
    text: &'a str,
    answers: Option<&'a SendAttempt>,
    content: &'a MailContent,
}

/// A letter whose bytes changed on a later try (P4).
fn changed_letter(letters: &[SendAttempt]) -> Option<String> {
    let changed = letters.iter().enumerate().find(|(index, letter)| {
        letters.iter().take(*index).any(|before| before.is_same(letter) && before.bytes != letter.bytes)
    });
    changed.map(|(_, letter)| format!("{} to {} changed between two tries", letter.kind_name(), letter.to))
}

fn mismatch(scene: &StoryScene, expect: Option<&Expect>, found: String) -> Mismatch {
    match expect {
        Some(expect) => Mismatch { line: expect.line, column: expect.column, expected: expect.words.clone(), found },
        None => {
            let line = scene.expects.first().map_or(scene.line, |expect| expect.line);
            Mismatch { line, column: 1, expected: "no letter that is not named here".to_owned(), found }
        }
    }
}
