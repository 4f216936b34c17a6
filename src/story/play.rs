//! Plays a story: each action in the world, then the house until it rests, then the expectations.

mod by_page;
mod mails;
mod pages;

use std::fs;

use jiff::{SignedDuration, Timestamp};

use crate::desk::reference::{ReferenceStyle, TicketNumber};
use crate::store::MailId;

use super::browser::{Browser, refusal_words};
use super::comparison::{KeptMail, SceneView};
use super::fate::Fate;
use super::format_instant::format_instant;
use super::house::StoryHouse;
use super::letter_assertions::Mailbag;
use super::observe;
use super::script::{Clause, Destination, Expect, StoryAction, StoryScene};
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
    /// What people have on their screens.
    browser: Browser,
    way: Way,
    /// The mail of this scene that may become a posting.
    arrived: Option<Arrived>,
    /// What can be seen after each scene, where two plays are compared.
    views: Vec<SceneView>,
    /// What became of the mail of each scene.
    fates: Vec<Fate>,
    newest: Option<MailId>,
    turned: usize,
    kept: Vec<KeptMail>,
    /// The line of each scene played so far, with the number of letters that had been tried before it.
    scenes: Vec<(usize, usize)>,
}

/// How a story's people act.
#[derive(Debug, Clone)]
pub(super) enum Way {
    /// As it is written, with its expectations.
    AsWritten,
    /// As it is written, and everything is noted to be compared.
    Watched,
    /// By pages, where a page can say what their mail says. What became of the mail of each scene is known.
    ByPage(Vec<Fate>),
}

/// A mail that comes in.
struct Arrived {
    bytes: Vec<u8>,
    to: Vec<Destination>,
    age: SignedDuration,
}

/// What was noted in a play that is compared.
pub(super) struct Watched {
    pub(super) views: Vec<SceneView>,
    pub(super) fates: Vec<Fate>,
    pub(super) turned: usize,
    pub(super) kept: Vec<KeptMail>,
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
        Self {
            story,
            world,
            house,
            written: 0,
            last: None,
            browser: Browser::default(),
            way: Way::AsWritten,
            arrived: None,
            views: Vec::new(),
            fates: Vec::new(),
            newest: None,
            turned: 0,
            kept: Vec::new(),
            scenes: Vec::new(),
        }
    }

    /// The same story, and how its people act.
    pub(super) fn on(self, way: Way) -> Self {
        Self { way, ..self }
    }

    /// What was noted.
    pub(super) fn watched(&mut self) -> Watched {
        Watched {
            views: std::mem::take(&mut self.views),
            fates: std::mem::take(&mut self.fates),
            turned: self.turned,
            kept: std::mem::take(&mut self.kept),
        }
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
            if let Err(found) = self.play(scene).await {
                return Err(vec![Mismatch { line: scene.line, column: 1, expected: String::new(), found }]);
            }
            if !matches!(self.way, Way::AsWritten) {
                let broken = |error: anyhow::Error| {
                    vec![Mismatch { line: scene.line, column: 1, expected: String::new(), found: format!("{error:#}") }]
                };
                self.watch(scene).await.map_err(broken)?;
                continue;
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

    /// Plays one scene, up to its expectations.
    async fn play(&mut self, scene: &StoryScene) -> Result<(), String> {
        self.browser.refused = None;
        let until = match &scene.action {
            StoryAction::Replays => return self.replay().await,
            StoryAction::Opens { who, reference } => self.open(who, reference).await.map(|()| None)?,
            StoryAction::Posts { from, about, content } => self.post(from, about, content).await.map(|()| None)?,
            StoryAction::SameForm => self.post_again().await.map(|()| None)?,
            action => self.act(action)?,
        };
        self.post_or_deliver(scene).await?;
        let is_compared = !matches!(self.way, Way::AsWritten);
        let is_expected = is_compared || scene.expects.iter().any(|expect| matches!(expect.clause, Clause::Refused(_)));
        if let Some(why) = self.browser.refused.as_ref().filter(|_| !is_expected) {
            return Err(format!("it was refused: {}", refusal_words(why)));
        }
        self.let_house_work(until).await.map_err(|error| format!("{error:#}"))
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
            StoryAction::Opens { .. } | StoryAction::Posts { .. } | StoryAction::SameForm | StoryAction::Replays => {}
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
            Clause::Refused(words) => match &self.browser.refused {
                None => Some("it was posted".to_owned()),
                Some(why) => {
                    let told = refusal_words(why);
                    (!contains(&told, words)).then(|| format!("it was refused: {told}"))
                }
            },
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
