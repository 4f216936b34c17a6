//! Plays stories on one config, in both modes, and reports what doesn't hold so that an author can mend it.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use tempfile::TempDir;

use crate::config::MailboxConfig;
use crate::desk::token::{Keyring, SECRET_BYTES, Secret};
use crate::flow::Desk;
use crate::flow::RetrySchedule;
use crate::mailbox::Budget;

use super::comparison::{Comparison, differences};
use super::house::{HousePlan, Mode, StoryHouse};
use super::play::{Mismatch, Play, Played, Watched, Way};
use super::script::{Script, StoryAction};
use super::story_file::StoryFile;
use super::world::World;

/// A Monday morning: the start of stories that don't begin with `at`.
const MONDAY_MORNING: Timestamp = Timestamp::constant(1_767_603_600, 0);

/// A desk for stories, which can play any number of them.
pub struct Fixture {
    desk: Arc<Desk>,
    mailboxes: Vec<MailboxConfig>,
    portal: Option<String>,
    schedule: RetrySchedule,
    budget: Budget,
}

/// A story that doesn't hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryFailure {
    /// The story.
    pub file: PathBuf,
    /// How it was played.
    pub mode: Mode,
    /// Their places, in order.
    pub places: Vec<Mismatch>,
    /// The events until then, one per line, ticket by ticket.
    pub so_far: Vec<String>,
}

impl Fixture {
    /// A fixture for this desk and these mailboxes. It opens nothing that their config names.
    pub fn new(desk: Desk, mailboxes: &[MailboxConfig], schedule: RetrySchedule, budget: Budget) -> Self {
        // The same tokens in every play.
        let keys = Keyring { current: Secret::from_bytes(&[7; SECRET_BYTES]), former: Vec::new() };
        Self { desk: Arc::new(desk.keyed(keys)), mailboxes: mailboxes.to_vec(), portal: None, schedule, budget }
    }

    /// The mailbox that new tickets from pages belong to, by its name. Without it, the first one.
    #[must_use]
    pub fn with_portal(self, mailbox: Option<&str>) -> Self {
        Self { portal: mailbox.map(str::to_owned), ..self }
    }

    /// Plays a story in both modes. Both must hold and end alike. Returns all letters of the straight play as one text.
    pub async fn rehearse(&self, story: &StoryFile) -> Result<String, StoryFailure> {
        let straight = self.play(story, Mode::Straight).await?;
        let forgetful = self.play(story, Mode::Forgetful).await?;
        let Some(found) = difference(&straight.record, &forgetful.record) else { return Ok(straight.letters) };
        let last = story.script.scenes.last().map_or(1, |scene| scene.line);
        let expected = "the same end as without being killed".to_owned();
        let places = vec![Mismatch { line: last, column: 1, expected, found }];
        Err(StoryFailure { file: story.file.clone(), mode: Mode::Forgetful, places, so_far: Vec::new() })
    }

    /// Plays a story as it is written and by pages, and compares what can be seen after each scene (P9). The pages are played
    /// in both modes, which must end alike.
    pub async fn compare(&self, story: &StoryFile) -> Result<Comparison, StoryFailure> {
        let (_, by_mail) = self.play_on(story, Mode::Straight, Way::Watched).await?;
        let by_page = || Way::ByPage(by_mail.fates.clone());
        let (straight, watched) = self.play_on(story, Mode::Straight, by_page()).await?;
        let (forgetful, _) = self.play_on(story, Mode::Forgetful, by_page()).await?;
        if let Some(found) = difference(&straight.record, &forgetful.record) {
            let expected = "the same end as without being killed".to_owned();
            let places = vec![Mismatch { line: 1, column: 1, expected, found }];
            return Err(StoryFailure { file: story.file.clone(), mode: Mode::Forgetful, places, so_far: Vec::new() });
        }
        let differences = differences(&by_mail.views, &watched.views);
        Ok(Comparison { turned: watched.turned, kept: watched.kept, differences })
    }

    /// Plays a story in one mode.
    async fn play(&self, story: &StoryFile, mode: Mode) -> Result<Played, StoryFailure> {
        self.play_on(story, mode, Way::AsWritten).await.map(|(played, _)| played)
    }

    async fn play_on(&self, story: &StoryFile, mode: Mode, way: Way) -> Result<(Played, Watched), StoryFailure> {
        let failure = |places, so_far| StoryFailure { file: story.file.clone(), mode, places, so_far };
        let broken = |error: anyhow::Error| {
            let place = Mismatch { line: 1, column: 1, expected: String::new(), found: format!("{error:#}") };
            failure(vec![place], Vec::new())
        };
        let scratch = scratch().map_err(|error| broken(error.into()))?;
        let plan = HousePlan {
            database: scratch.path().join("story.db"),
            desk: Arc::clone(&self.desk),
            schedule: self.schedule,
            budget: self.budget,
            mode,
        };
        let world = World::new(start(&story.script), &self.mailboxes).with_portal(self.portal.clone());
        let mut play = Play::new(story, world, StoryHouse::new(plan)).on(way);
        let mismatches = play.run().await.err();
        let watched = play.watched();
        let ended = play.end().await.map_err(broken)?;
        match mismatches {
            None => Ok((ended, watched)),
            Some(mismatches) => Err(failure(mismatches, ended.so_far)),
        }
    }
}

/// A directory for one play, in memory if possible: a disk would prove nothing more.
fn scratch() -> io::Result<TempDir> {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())
}

/// When a story begins.
fn start(script: &Script) -> Timestamp {
    match script.scenes.first().map(|scene| &scene.action) {
        Some(StoryAction::ClockSet(instant)) => *instant,
        _ => MONDAY_MORNING,
    }
}

/// The results that only one of two plays had.
fn difference(straight: &[String], forgetful: &[String]) -> Option<String> {
    let only = |these: &[String], those: &[String]| {
        let missing: Vec<String> = these.iter().filter(|line| !those.contains(line)).cloned().collect();
        missing.join("\n")
    };
    if straight == forgetful {
        return None;
    }
    let (lost, added) = (only(straight, forgetful), only(forgetful, straight));
    Some(format!("only without being killed:\n{lost}\nonly when killed after every commit:\n{added}"))
}

impl fmt::Display for StoryFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Mismatch { line, column, expected, found } in &self.places {
            writeln!(f, "{}:{line}:{column}: doesn't hold ({})", self.file.display(), self.mode.as_str())?;
            if !expected.is_empty() {
                writeln!(f, "  expected: {expected}")?;
            }
            writeln!(f, "  but:      {}", found.replace('\n', "\n            "))?;
        }
        if !self.so_far.is_empty() {
            writeln!(f, "  so far:\n    {}", self.so_far.join("\n    "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::flow::LetterWriter;
    use crate::story::grammar::parse_story;
    use crate::templates::Templates;
    use std::path::Path;

    #[tokio::test]
    async fn a_forgetful_house_sends_twice_and_the_same() {
        let config = Config::shipped(Path::new("config.toml")).unwrap();
        let letter_writer = LetterWriter {
            keys: Keyring::default(),
            plus_addressed: Vec::new(),
            templates: Templates::compile(&["en"], None).unwrap(),
            style: config.policy.style.clone(),
            desk_name: config.desk.name.clone(),
            look: config.desk.look.clone(),
            host: config.desk.host.clone(),
            senders: vec![("support".to_owned(), config.mailboxes[0].address.clone())],
            null_sender: true,
            languages: config.policy.languages.clone(),
            organisations: config.policy.people.organisations.clone(),
            portal: config.policy.portal.clone(),
        };
        let desk = Arc::new(Desk { policy: config.policy.clone(), letter_writer });
        let scratch = scratch().unwrap();
        let script = parse_story("ada@customer.example writes to support@ \"The press stops\"").unwrap();
        let story = StoryFile { file: PathBuf::from("a.story"), script };
        let budget = Budget { messages: 10, bytes: 1 << 20, message_bytes: 1 << 20 };
        let mut tries = Vec::new();
        for mode in Mode::ALL {
            let database = scratch.path().join(format!("{}.db", mode.as_str()));
            let plan =
                HousePlan { database, desk: Arc::clone(&desk), schedule: RetrySchedule::default(), budget, mode };
            let world = World::new(MONDAY_MORNING, &config.mailboxes);
            let postman = world.postman.clone();
            let mut play = Play::new(&story, world, StoryHouse::new(plan));
            play.run().await.unwrap();
            let letters = postman.all();
            let first = letters[0].clone();
            tries.push(letters.iter().filter(|letter| letter.is_same(&first) && letter.bytes == first.bytes).count());
        }
        assert_eq!(tries, [1, 2], "straight, killed after every commit");
    }
}
