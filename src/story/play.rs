//! Plays a story: each action against the world, then the house until it rests, then what must be so.

use std::fs;
use std::sync::Arc;

use jiff::Timestamp;

use crate::desk::notice::NoticeKind;
use crate::desk::reference::{ReferenceStyle, TicketNumber};
use crate::mail::{Address, Contact, MessageId};

use super::case::contains;
use super::check::Mailbag;
use super::clock_face::clock_face;
use super::house::House;
use super::letter::Letter;
use super::pen::{self, Writing};
use super::script::{Action, Clause, Destination, Expect, Scene, Sheet};
use super::shelf::Story;
use super::snapshot;
use super::witness;
use super::world::World;

/// What went wrong at a line of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    pub(super) line: usize,
    pub(super) column: usize,
    /// What the author expected; empty when the trouble is with the action.
    pub(super) expected: String,
    /// What is.
    pub(super) found: String,
}

/// A story being played.
pub(super) struct Play<'a> {
    story: &'a Story,
    world: World,
    house: House,
    /// Mails written so far; makes their Message-IDs.
    written: usize,
    /// The mail that arrived last, and where.
    last: Option<(Vec<u8>, Destination)>,
    /// The line of each scene played so far, with the number of letters that had been tried before it.
    scenes: Vec<(usize, usize)>,
}

/// What is left of a play.
pub(super) struct Ended {
    /// What happened, for people.
    pub(super) so_far: Vec<String>,
    /// What is left behind, for comparison.
    pub(super) record: Vec<String>,
    /// The letters, for comparison with those of another program.
    pub(super) letters: String,
}

impl<'a> Play<'a> {
    pub(super) fn new(story: &'a Story, world: World, house: House) -> Self {
        Self { story, world, house, written: 0, last: None, scenes: Vec::new() }
    }

    /// Ends the play.
    pub(super) async fn end(mut self) -> anyhow::Result<Ended> {
        let store = self.house.store(&self.world).await?;
        let so_far = witness::so_far(&store, self.style()).await?;
        let mut record = witness::record(&store, &self.world.postman.all()).await?;
        let boxes = self.world.boxes().iter();
        record.extend(
            boxes.map(|letter_box| format!("mailbox {} holds {} mails", letter_box.name, letter_box.mailbox.len())),
        );
        drop(store);
        self.house.forget().await;
        Ok(Ended { so_far, record, letters: snapshot::of(&self.world.postman.all(), &self.scenes) })
    }

    /// Plays all scenes; the first one that goes wrong ends the story.
    pub(super) async fn run(&mut self) -> Result<(), Vec<Trouble>> {
        let story = self.story;
        for scene in &story.script.scenes {
            let start = self.world.postman.count();
            self.scenes.push((scene.line, start));
            let acted = match (&scene.action, self.act(&scene.action)) {
                (Action::Replays, _) => self.replay().await,
                (_, Ok(until)) => self.let_house_work(until).await.map_err(|error| format!("{error:#}")),
                (_, Err(words)) => Err(words),
            };
            if let Err(found) = acted {
                return Err(vec![Trouble { line: scene.line, column: 1, expected: String::new(), found }]);
            }
            let troubles = self.look(scene, start).await;
            if !troubles.is_empty() {
                return Err(troubles);
            }
        }
        match changed_letter(&self.world.postman.all()) {
            None => Ok(()),
            Some(found) => {
                let line = story.script.scenes.last().map_or(1, |scene| scene.line);
                let expected = "the same bytes on every try of a letter".to_owned();
                Err(vec![Trouble { line, column: 1, expected, found }])
            }
        }
    }

    /// As `maildesk replay` does beside the daemon: the newest mail that is held or was quarantined.
    async fn replay(&mut self) -> Result<(), String> {
        let shown = |error: &dyn std::fmt::Display| error.to_string();
        let store = self.house.store(&self.world).await.map_err(|error| format!("{error:#}"))?;
        let mail = witness::set_aside(&store).await.map_err(|error| shown(&error))?;
        let mail = mail.ok_or("no mail is held or quarantined")?;
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

    /// Does what an action says in the world; the instant to move the clock to, where it says one.
    fn act(&mut self, action: &Action) -> Result<Option<Timestamp>, String> {
        match action {
            Action::ClockSet(instant) => return self.later(*instant).map(Some),
            Action::ClockMoved(pause) => {
                let instant = self.world.clock.now().checked_add(*pause).map_err(|error| error.to_string())?;
                return Ok(Some(instant));
            }
            Action::Writes { from, to, subject, sheet } => self.write_new(from, to, subject, sheet)?,
            Action::Replies { from, reference, kind, sheet } => self.reply(from, reference, *kind, sheet)?,
            Action::Answers { from, recipient, sheet } => self.answer(from, recipient, sheet)?,
            Action::Rates { from, reference, score, sheet } => self.rate(from, reference, *score, sheet)?,
            Action::RawMail { file, to } => {
                let bytes = fs::read(self.story.directory().join(file))
                    .map_err(|error| format!("cannot read {file}: {error}"))?;
                self.arrive(bytes, std::slice::from_ref(to))?;
            }
            Action::SameAgain(to) => {
                let (bytes, first) = self.last.clone().ok_or("no mail has arrived yet")?;
                self.arrive(bytes, &[to.clone().unwrap_or(first)])?;
            }
            Action::Bounces { recipient, words } => self.bounce(recipient, words)?,
            Action::Replays => {}
            Action::Courier { recipient, answer } => self.world.postman.instruct(recipient, answer),
        }
        Ok(None)
    }

    fn later(&self, instant: Timestamp) -> Result<Timestamp, String> {
        let now = self.world.clock.now();
        if instant < now {
            Err(format!("it is {} already; the clock cannot go back", clock_face(now)))
        } else {
            Ok(instant)
        }
    }

    fn write_new(&mut self, from: &Contact, to: &[Destination], subject: &str, sheet: &Sheet) -> Result<(), String> {
        let written = |to: &Destination| {
            let found = self.world.find(to)?;
            Ok(match to {
                Destination::Mailbox(_) => found.address.clone(),
                Destination::Address(address) => address.clone(),
            })
        };
        let boxes: Result<Vec<Address>, String> = to.iter().map(written).collect();
        let text = sheet.body.join("\n");
        self.send(from, &boxes?, to, Words { subject, text: &text, answers: None, sheet })
    }

    fn reply(
        &mut self,
        from: &Contact,
        reference: &str,
        kind: Option<NoticeKind>,
        sheet: &Sheet,
    ) -> Result<(), String> {
        let text = sheet.body.join("\n");
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
            return self.send(from, &[desk], &to, Words { subject: &subject, text: &text, answers: None, sheet });
        };
        self.answer_to(from, &letter, sheet)
    }

    fn answer(&mut self, from: &Contact, recipient: &Address, sheet: &Sheet) -> Result<(), String> {
        let letter = self.world.postman.newest(recipient, None, None);
        let letter = letter.ok_or_else(|| format!("{recipient} got no letter{}", self.got(recipient)))?;
        self.answer_to(from, &letter, sheet)
    }

    fn answer_to(&mut self, from: &Contact, letter: &Letter, sheet: &Sheet) -> Result<(), String> {
        let text = sheet.body.join("\n");
        let to = letter.answer_address().cloned().ok_or("the letter says no address to answer to")?;
        let subject = letter.answer_subject();
        let destination = [Destination::Address(to.clone())];
        let words = Words { subject: &subject, text: &text, answers: Some(letter), sheet };
        self.send(from, &[to], &destination, words)
    }

    fn rate(&mut self, from: &Contact, reference: &str, score: u8, sheet: &Sheet) -> Result<(), String> {
        let number = self.number(reference)?;
        let about = Some((self.style(), number));
        let Some(letter) = self.world.postman.newest(&from.address, Some(NoticeKind::Feedback), about) else {
            return Err(format!(
                "{} was not asked for feedback on {reference}{}",
                from.address,
                self.got(&from.address)
            ));
        };
        let star = letter.star(score).ok_or_else(|| format!("the feedback letter has no star link for {score}"))?;
        let mut text = star.body.trim_end().to_owned();
        for line in &sheet.body {
            text.push('\n');
            text.push_str(line);
        }
        let to = [Destination::Address(star.to.clone())];
        self.send(from, &[star.to], &to, Words { subject: &star.subject, text: &text, answers: None, sheet })
    }

    fn bounce(&mut self, recipient: &Address, words: &str) -> Result<(), String> {
        let letter = self.world.postman.newest(recipient, None, None);
        let letter = letter.ok_or_else(|| format!("{recipient} got no letter that could come back"))?;
        let to = letter.envelope_from.as_ref().or(letter.answer_address()).ok_or("the letter has no sender")?;
        let report = pen::delivery_report(&letter, to, words, self.world.clock.now());
        self.arrive(report, &[Destination::Address(to.clone())])
    }

    fn send(
        &mut self,
        from: &Contact,
        to: &[Address],
        destinations: &[Destination],
        words: Words<'_>,
    ) -> Result<(), String> {
        self.written += 1;
        let id = format!("story-{}@{}", self.written, from.address.domain());
        let message_id = MessageId::parse(&id).ok_or_else(|| format!("{id} is no Message-ID"))?;
        let desk = Arc::clone(&self.house.plan().desk);
        let mail = pen::write(Writing {
            from,
            vouching: desk.policy.holding.trusted.first().map(String::as_str),
            to,
            subject: words.subject,
            message_id: &message_id,
            date: self.world.clock.now(),
            answers: words.answers,
            text: words.text,
            sheet: words.sheet,
        });
        self.arrive(mail, destinations)
    }

    fn arrive(&mut self, bytes: Vec<u8>, to: &[Destination]) -> Result<(), String> {
        for destination in to {
            self.world.find(destination)?.mailbox.deliver(bytes.clone());
            self.last = Some((bytes.clone(), destination.clone()));
        }
        Ok(())
    }

    async fn look(&mut self, scene: &Scene, start: usize) -> Vec<Trouble> {
        if scene.expects.is_empty() {
            return Vec::new();
        }
        let letters = self.world.postman.all();
        let policy = &self.house.plan().desk.policy;
        let bag = Mailbag::new(&letters, start, &policy.style, &policy.people.agents);
        let mut troubles: Vec<Trouble> =
            bag.refute(&scene.expects).into_iter().map(|(expect, found)| trouble(scene, expect, found)).collect();
        for expect in &scene.expects {
            let found = match self.refute(&expect.clause).await {
                Ok(found) => found,
                Err(error) => Some(format!("{error:#}")),
            };
            troubles.extend(found.map(|found| trouble(scene, Some(expect), found)));
        }
        troubles.sort_by_key(|trouble| (trouble.line, trouble.column));
        troubles
    }

    /// Checks a clause that is not about letters.
    async fn refute(&mut self, clause: &Clause) -> anyhow::Result<Option<String>> {
        let store = self.house.store(&self.world).await?;
        let found = match clause {
            Clause::Letter(..) | Clause::NoLetter(_) => None,
            Clause::Ticket(reference, claim) => {
                let case = witness::case(&store, self.style(), reference).await?;
                case.map_or_else(|| Some(format!("there is no ticket {reference}")), |case| case.refute(claim))
            }
            Clause::NoTicket(reference) => {
                let case = witness::case(&store, self.style(), reference).await?;
                case.map(|case| format!("there is a ticket {reference}: {}", case.subject))
            }
            Clause::Mail { end, because } => {
                let (found, reasons) = witness::newest_mail(&store).await?;
                let told = because.as_ref().is_none_or(|words| reasons.iter().any(|reason| contains(reason, words)));
                (found != Some(*end) || !told).then(|| {
                    let end = found.map_or("has no end", crate::desk::end::End::as_str);
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
            .ok_or_else(|| format!("{reference} is no reference of this desk; they begin with {prefix}-"))
    }

    /// What somebody got so far, for a message.
    fn got(&self, address: &Address) -> String {
        let all = self.world.postman.all();
        let got = all.iter().filter(|letter| letter.to == *address && letter.arrived());
        let lines: Vec<String> =
            got.map(|letter: &Letter| format!("\n  {}: {}", letter.kind_name(), letter.inbound.subject)).collect();
        if lines.is_empty() {
            ", and no other letter".to_owned()
        } else {
            format!("; the letters so far:{}", lines.concat())
        }
    }
}

/// What stands in a mail.
#[derive(Clone, Copy)]
struct Words<'a> {
    subject: &'a str,
    text: &'a str,
    answers: Option<&'a Letter>,
    sheet: &'a Sheet,
}

/// A letter that was tried again and had become another one (P4).
fn changed_letter(letters: &[Letter]) -> Option<String> {
    let changed = letters.iter().enumerate().find(|(index, letter)| {
        letters.iter().take(*index).any(|before| before.is_same(letter) && before.bytes != letter.bytes)
    });
    changed.map(|(_, letter)| format!("{} to {} changed between two tries", letter.kind_name(), letter.to))
}

fn trouble(scene: &Scene, expect: Option<&Expect>, found: String) -> Trouble {
    match expect {
        Some(expect) => Trouble { line: expect.line, column: expect.column, expected: expect.words.clone(), found },
        None => {
            let line = scene.expects.first().map_or(scene.line, |expect| expect.line);
            Trouble { line, column: 1, expected: "no letter that is not named here".to_owned(), found }
        }
    }
}
