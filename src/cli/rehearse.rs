//! `maildesk rehearse`: plays stories on a desk's rules, to try a change before customers meet it.
//!
//! Comes in: stories, or directories of them. Goes out: a line for each, with the places where it doesn't hold. It
//! sends nothing, opens nothing that the config names, and ends with 65 if a story fails.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use serde::Serialize;

use crate::config::{Config, System, find_config};
use crate::daemon;
use crate::story::{Fixture, Mismatch, StoryFailure, StoryFile, find_stories};

use super::width::print_folded;
use super::{Ended, Exit, Failure, Global, OrExit as _};

/// What to play.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Story files, or directories with stories
    #[arg(value_name = "STORY", required = true)]
    pub stories: Vec<PathBuf>,
}

/// How one story ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rehearsed {
    /// The path as given or found.
    pub file: String,
    /// Its title.
    pub title: String,
    /// Whether it holds.
    pub holds: bool,
    /// How it was played if it doesn't hold: `straight`, or `killed after every commit`.
    pub mode: Option<&'static str>,
    /// Where it doesn't hold, or is broken.
    pub places: Vec<Mismatch>,
    /// What had happened until then, one event per line.
    pub so_far: Vec<String>,
}

/// The desks that stories are played on. Most stories of a run share one.
#[derive(Default)]
struct Desks(Vec<(PathBuf, Fixture)>);

/// Plays all stories, each as soon as it is found.
pub fn run(args: &Args, global: &Global, output: &mut dyn Write) -> Ended {
    let mut files = Vec::new();
    for path in &args.stories {
        if path.is_file() && path.extension().is_none_or(|ending| ending != "story") {
            let error = anyhow!("{} isn't a story. Story files end in .story.", path.display());
            return Err(Failure { exit: Exit::Data, error });
        }
        let found = find_stories(path).with_context(|| format!("look for stories in {}", path.display()));
        files.extend(found.or_exit(Exit::Data)?);
    }
    if files.is_empty() {
        return Err(Failure { exit: Exit::Data, error: anyhow!("no stories found. Story files end in .story.") });
    }
    let runtime = tokio::runtime::Runtime::new().context("start the runtime")?;
    let mut desks = Desks::default();
    let mut failed = 0;
    for file in &files {
        let rehearsed = match StoryFile::read(file) {
            Ok(story) => {
                let fixture = desks.fixture_for(&story, global)?;
                rehearsed(&story, runtime.block_on(fixture.rehearse(&story)).map(drop))
            }
            Err(unreadable) => unread(file, unreadable.faults),
        };
        failed += usize::from(!rehearsed.holds);
        tell(&rehearsed, global.json, output)?;
    }
    if !global.json {
        writeln!(output, "\n{}", summary(files.len(), failed))?;
    }
    Ok(if failed == 0 { Exit::Ok } else { Exit::Data })
}

impl Desks {
    /// The desk for a story: by `--config`, the config beside it, the config that every command finds, or the shipped
    /// one.
    fn fixture_for(&mut self, story: &StoryFile, global: &Global) -> Result<&Fixture, Failure> {
        let beside = || story.own_config();
        let found = global.config.clone().or_else(beside).or_else(|| find_config(None, &System).ok());
        let key = found.clone().unwrap_or_default();
        let index = match self.0.iter().position(|(known, _)| *known == key) {
            Some(index) => index,
            None => {
                self.0.push((key, fixture(found.as_deref())?));
                self.0.len() - 1
            }
        };
        let (_, fixture) = self.0.get(index).context("the desk was just made")?;
        Ok(fixture)
    }
}

/// The desk of a config, or of the shipped one.
fn fixture(config: Option<&Path>) -> Result<Fixture, Failure> {
    let config = match config {
        Some(path) => Config::load_without_passwords(path),
        None => Config::shipped(Path::new("config.toml")),
    };
    let config = config.or_exit(Exit::Config)?;
    let desk = daemon::desk(&config).or_exit(Exit::Config)?;
    let fixture = Fixture::new(desk, &config.mailboxes, daemon::schedule(&config), daemon::budget(&config));
    Ok(fixture.with_portal(config.site.as_ref().map(|site| site.mailbox.as_str())))
}

fn rehearsed(story: &StoryFile, played: Result<(), StoryFailure>) -> Rehearsed {
    let fine = Rehearsed {
        file: story.file.display().to_string(),
        title: story.script.title.clone(),
        holds: true,
        mode: None,
        places: Vec::new(),
        so_far: Vec::new(),
    };
    let Err(failure) = played else { return fine };
    Rehearsed {
        holds: false,
        mode: Some(failure.mode.as_str()),
        places: failure.places,
        so_far: failure.so_far,
        ..fine
    }
}

fn unread(file: &Path, faults: Vec<crate::story::grammar::StoryFault>) -> Rehearsed {
    let places = faults.into_iter().map(|fault| Mismatch {
        line: fault.line,
        column: fault.column,
        expected: String::new(),
        found: fault.message,
    });
    Rehearsed {
        file: file.display().to_string(),
        title: String::new(),
        holds: false,
        mode: None,
        places: places.collect(),
        so_far: Vec::new(),
    }
}

fn tell(rehearsed: &Rehearsed, json: bool, output: &mut dyn Write) -> anyhow::Result<()> {
    if json {
        writeln!(output, "{}", serde_json::to_string(rehearsed)?)?;
        return Ok(());
    }
    let Rehearsed { file, holds, mode, places, so_far, .. } = rehearsed;
    if *holds {
        writeln!(output, "ok      {file}")?;
        return Ok(());
    }
    writeln!(output, "FAILED  {file}{}", mode.map(|mode| format!(" ({mode})")).unwrap_or_default())?;
    for Mismatch { line, column, expected, found } in places {
        if expected.is_empty() {
            let words = format!("  line {line}, column {column}: {found}");
            words.lines().try_for_each(|line| print_folded(line, 4, output))?;
        } else {
            writeln!(output, "  line {line}, column {column}: expected {expected}")?;
            writeln!(output, "    but: {}", indented(found, 9))?;
        }
    }
    if !so_far.is_empty() {
        writeln!(output, "  before that:\n    {}", indented(&so_far.join("\n"), 4))?;
    }
    Ok(())
}

/// Text with its further lines indented.
fn indented(text: &str, columns: usize) -> String {
    text.replace('\n', &format!("\n{}", " ".repeat(columns)))
}

fn summary(all: usize, failed: usize) -> String {
    match (all, failed) {
        (1, 0) => "Passed, also with a crash after every commit.".to_owned(),
        (all, 0) => format!("All {all} stories passed, also with a crash after every commit."),
        (1, _) => "The story failed.".to_owned(),
        (all, failed) => format!("{failed} of {all} stories failed."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "# A request is confirmed.\nafter 1h\nada@customer.example writes to support@ \"Hello\"\n";

    fn play(text: &str, json: bool) -> (Exit, String) {
        let scratch = tempfile::tempdir().unwrap();
        let (story, config) = (scratch.path().join("a.story"), scratch.path().join("config.toml"));
        std::fs::write(&story, text).unwrap();
        std::fs::write(&config, crate::config::SHIPPED).unwrap();
        let mut output = Vec::new();
        let exit = run(&Args { stories: vec![story] }, &Global { config: Some(config), json }, &mut output).unwrap();
        (exit, String::from_utf8(output).unwrap().replace(&format!("{}/", scratch.path().display()), ""))
    }

    #[test]
    fn a_story_that_holds_is_one_line() {
        let (exit, words) = play(&format!("{STORY}expect letter confirmation to ada@customer.example\n"), false);
        let holds = "Passed, also with a crash after every commit.";
        assert_eq!((exit, words), (Exit::Ok, format!("ok      a.story\n\n{holds}\n")));
    }

    #[test]
    fn a_story_that_fails_says_where_and_what_is_so() {
        let (exit, words) = play(&format!("{STORY}expect HD-00001 status closed\n"), false);
        assert_eq!(exit, Exit::Data);
        assert!(words.starts_with("FAILED  a.story (straight)\n"), "{words}");
        assert!(words.contains("line 4, column 17: expected HD-00001 status closed\n    but: status new\n"), "{words}");
        assert!(words.ends_with("The story failed.\n"), "{words}");
    }

    #[test]
    fn another_file_is_no_story() {
        let scratch = tempfile::tempdir().unwrap();
        let config = scratch.path().join("config.toml");
        std::fs::write(&config, crate::config::SHIPPED).unwrap();
        let global = Global { config: None, json: false };
        let failure = run(&Args { stories: vec![config] }, &global, &mut Vec::new()).unwrap_err();
        assert_eq!(failure.exit, Exit::Data);
        assert!(failure.error.to_string().ends_with("config.toml isn't a story. Story files end in .story."));
    }

    #[test]
    fn programs_get_an_object_a_line() {
        let (exit, words) = play("# A fault.\nat noon\n", true);
        let object: serde_json::Value = serde_json::from_str(&words).unwrap();
        assert_eq!((exit, &object["holds"], &object["places"][0]["line"]), (Exit::Data, &false.into(), &2.into()));
    }
}
