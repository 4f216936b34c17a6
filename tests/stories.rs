//! Plays every story in `fixtures/`, straight and killed after every commit, on the config beside it or the shipped
//! one. No story at all is a failure. And vice versa: a wrong story must fail, and say where.
//!
//! `MAILDESK_STORIES` limits the run: `1/10` plays a tenth, drawn by a seed (`MAILDESK_SEED`). Anything else plays the
//! stories whose paths contain it.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and is told by the environment"
)]

#[path = "live/seed.rs"]
#[expect(dead_code, reason = "the live tests draw more")]
mod seed;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, OnceLock};

use maildesk::config::Config;
use maildesk::daemon;
use maildesk::story::{Fixture, StoryFile, find_stories};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The fixture of a config, or of the shipped one.
fn fixture(config: Option<&Path>) -> Result<Fixture, String> {
    let config = config.map_or_else(|| Config::shipped(&root().join("config.toml")), Config::load);
    let config = config.map_err(|faults| faults.to_string())?;
    let desk = daemon::desk(&config).unwrap();
    let fixture = Fixture::new(desk, &config.mailboxes, daemon::schedule(&config), daemon::budget(&config));
    Ok(fixture.with_portal(config.site.as_ref().map(|site| site.mailbox.as_str())))
}

type Slot = Arc<OnceLock<Result<Fixture, String>>>;

/// Each fixture is built once: that takes longer than most plays.
static FIXTURES: LazyLock<Mutex<HashMap<Option<PathBuf>, Slot>>> = LazyLock::new(Mutex::default);

/// Plays a story. Returns its letters.
async fn play(file: PathBuf) -> Result<String, String> {
    let story = StoryFile::read(&file).map_err(|unreadable| unreadable.to_string())?;
    let config = story.own_config();
    let slot = Arc::clone(FIXTURES.lock().unwrap().entry(config.clone()).or_default());
    let fixture = slot.get_or_init(|| fixture(config.as_deref())).as_ref().map_err(String::clone)?;
    fixture.rehearse(&story).await.map_err(|failure| failure.to_string())
}

/// The snapshot file of a story's letters.
fn snapshot(story: &Path) -> PathBuf {
    let below = story.strip_prefix(root().join("fixtures")).unwrap();
    root().join("fixtures/letters").join(below).with_extension("txt")
}

/// Compares the letters of a story with the committed ones. `MAILDESK_SNAPSHOTS=write` writes them.
fn compare(story: &Path, letters: &str) -> Result<(), String> {
    let file = snapshot(story);
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    if kept == letters {
        return Ok(());
    }
    if std::env::var("MAILDESK_SNAPSHOTS").is_ok_and(|wish| wish == "write") {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, letters).unwrap();
        return Ok(());
    }
    let (line, was, is) = first_difference(&kept, letters);
    let name = file.strip_prefix(root()).unwrap().display();
    Err(format!(
        "{name}:{line}: the letters are others\n  committed: {was}\n  now:       {is}\n  \
         MAILDESK_SNAPSHOTS=write cargo test --test stories; then git diff shows all of it\n"
    ))
}

fn first_difference<'a>(kept: &'a str, letters: &'a str) -> (usize, &'a str, &'a str) {
    let (mut was, mut is) = (kept.lines(), letters.lines());
    for line in 1.. {
        match (was.next(), is.next()) {
            (None, None) => break,
            (one, other) if one == other => {}
            (one, other) => return (line, one.unwrap_or("(nothing)"), other.unwrap_or("(nothing)")),
        }
    }
    (0, "", "")
}

/// Snapshots of stories that no longer exist.
fn left_over(stories: &[PathBuf]) -> Vec<String> {
    let wanted: Vec<PathBuf> = stories.iter().map(|story| snapshot(story)).collect();
    let mut folders = vec![root().join("fixtures/letters")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !wanted.contains(&path) {
                found.push(format!("{} is of no story", path.display()));
            }
        }
    }
    found
}

/// The stories that `MAILDESK_STORIES` asks for. By default all.
fn wanted(all: &[PathBuf]) -> Vec<PathBuf> {
    let Ok(wish) = std::env::var("MAILDESK_STORIES") else { return all.to_vec() };
    match wish.strip_prefix("1/").and_then(|share| share.parse().ok()) {
        Some(share) => drawn(all, share, seed::Seed::new("stories")),
        None => all.iter().filter(|story| named(story).contains(&wish)).cloned().collect(),
    }
}

/// A random part of this size.
fn drawn(all: &[PathBuf], share: usize, mut seed: seed::Seed) -> Vec<PathBuf> {
    let mut lots: Vec<(u64, &PathBuf)> = all.iter().map(|story| (seed.next(), story)).collect();
    lots.sort();
    lots.iter().take(all.len().div_ceil(share)).map(|(_, story)| (*story).clone()).collect()
}

/// The name of a story for `MAILDESK_STORIES`: its path below `fixtures/`.
fn named(story: &Path) -> String {
    story.strip_prefix(root().join("fixtures")).unwrap().display().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_story_holds() {
    let all = find_stories(&root().join("fixtures")).unwrap();
    let files = wanted(&all);
    assert!(!files.is_empty(), "there is no such story in fixtures/");
    let plays: Vec<_> = files.iter().map(|file| tokio::spawn(play(file.clone()))).collect();
    let mut failures = Vec::new();
    for (file, story) in files.iter().zip(plays) {
        if let Err(failure) = story.await.unwrap().and_then(|letters| compare(file, &letters)) {
            let alone = named(file);
            failures
                .push(format!("{failure}\nalone: MAILDESK_STORIES={alone} cargo test --test stories every_story\n"));
        }
    }
    failures.extend(left_over(&all));
    let (failed, all) = (failures.len(), files.len());
    assert!(failures.is_empty(), "{failed} of {all} stories do not hold\n\n{}", failures.join("\n"));
}

#[test]
fn a_seed_draws_the_same_share_again() {
    let all = find_stories(&root().join("fixtures")).unwrap();
    let tenth = |seed| drawn(&all, 10, seed::Seed::of(seed));
    assert_eq!(tenth(1).len(), all.len().div_ceil(10));
    assert_eq!(tenth(1), tenth(1));
    assert_ne!(tenth(1), tenth(2));
    let played: std::collections::BTreeSet<PathBuf> = (0..200).flat_map(tenth).collect();
    assert_eq!(played.len(), all.len(), "some stories are never drawn");
}

#[test]
fn the_table_of_desks_links_each_of_their_stories() {
    let table = std::fs::read_to_string(root().join("docs/DESKS.md")).unwrap();
    let desks = root().join("fixtures/desks");
    let stories = find_stories(&desks).unwrap();
    let of = |desk: &str| stories.iter().filter(|story| story.starts_with(desks.join(desk))).count();
    for desk in ["service-center", "hotline", "customer-success", "sop", "partners"] {
        assert!(of(desk) >= 6, "{desk} has {} stories", of(desk));
    }
    for story in &stories {
        let link = format!("(../{})", story.strip_prefix(root()).unwrap().display());
        assert!(table.contains(&link), "docs/DESKS.md does not link {link}");
    }
    for link in table.split("](../").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(root().join(link).is_file(), "docs/DESKS.md links {link}, which is not there");
    }
}

/// A row says how something is done by mail and on a page, and each is shown: by stories that are played so, or by tests of pages.
#[test]
fn each_row_of_desks_is_shown_by_mail_and_on_a_page() {
    let table = std::fs::read_to_string(root().join("docs/DESKS.md")).unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| line.contains(".story)")).collect();
    assert!(rows.len() > 30, "only {} rows", rows.len());
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [_, by_mail, page, shown_by] = cells[..] else { panic!("four columns: {row}") };
        assert!(!page.is_empty() && page != "—", "no page: {row}");
        for (cell, on_page) in [(by_mail, false), (shown_by, true)] {
            let (stories, tests) = (stories_of(cell), tests_of(cell));
            assert!(!stories.is_empty() || (on_page && !tests.is_empty()), "nothing shows it: {row}");
            for story in stories {
                assert_eq!(is_played_on_pages(&story), on_page, "{}: {row}", story.display());
            }
            for (file, name) in tests {
                let code = std::fs::read_to_string(root().join(file)).unwrap_or_default();
                assert!(code.contains(&format!("#[test]\nfn {name}() {{")), "{file} has no test {name}: {row}");
            }
        }
    }
}

/// The stories that a cell links.
fn stories_of(cell: &str) -> Vec<PathBuf> {
    let links = cell.split("](../").skip(1).filter_map(|rest| rest.split(')').next());
    links.map(|link| root().join(link)).collect()
}

/// The tests that a cell names: `FILE::NAME`.
fn tests_of(cell: &str) -> Vec<(&str, &str)> {
    cell.split('`').skip(1).step_by(2).filter_map(|named| named.split_once("::")).collect()
}

/// Whether what a story's people do is done on pages, by at least one of them.
fn is_played_on_pages(story: &Path) -> bool {
    let text = std::fs::read_to_string(story).unwrap();
    text.lines().any(|line| !line.starts_with('#') && line.contains(" posts "))
}

/// The stories of a row in the table of rights.
#[test]
fn every_right_has_its_stories() {
    let text = std::fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();
    let rows = text.split_once("| evidence | what happens | story |").unwrap().1;
    let rows = rows.lines().skip(2).take_while(|line| line.starts_with('|'));
    let mut named = 0;
    for row in rows {
        let cell = row.trim_end_matches([' ', '|']).rsplit('|').next().unwrap();
        let names: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "no story stands behind: {row}");
        for name in names {
            let stories = root().join("fixtures").join("stories");
            let is_there = match name.strip_prefix("stories/") {
                Some(directory) => stories.join(directory).is_dir(),
                None => stories.join(format!("{name}.story")).is_file(),
            };
            assert!(is_there, "docs/ARCHITECTURE.md names {name}, which is not there");
        }
        named += 1;
    }
    assert!(named > 15, "the table of rights has only {named} rows");
}

#[test]
fn the_example_for_contributors_is_a_story() {
    let document = std::fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let example = document.split_once("```story\n").unwrap().1.split_once("```").unwrap().0;
    let name = document.split_once("](fixtures/stories/").unwrap().1.split_once(')').unwrap().0;
    assert_eq!(example, std::fs::read_to_string(root().join("fixtures/stories").join(name)).unwrap());
}

#[tokio::test]
async fn the_example_in_the_manual_holds() {
    let manual = std::fs::read_to_string(root().join("docs/STORIES.md")).unwrap();
    let example = manual.split("```").nth(3).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("example.story");
    std::fs::write(&file, example).unwrap();
    play(file).await.unwrap();
}

/// The report of a story that doesn't hold, or is broken.
async fn complaint(text: &str) -> String {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("wrong.story");
    std::fs::write(&file, text).unwrap();
    let words = play(file).await.unwrap_err();
    words.replace(&format!("{}/", scratch.path().display()), "")
}

const REQUEST: &str =
    "at 2026-01-05 09:00\nada@customer.example writes to support@ \"The press stops\"\n  > It stops.\n";

#[tokio::test]
async fn a_wrong_expectation_is_told_with_its_place_and_what_is_so() {
    let check = async |rest: &str, expected: &[&str]| {
        let words = complaint(&format!("{REQUEST}{rest}")).await;
        for part in expected {
            assert!(words.contains(part), "{rest}: {part:?} is not in\n{words}");
        }
    };
    let confirmation = "letter confirmation to ada@customer.example";
    check(
        &format!("expect HD-00001 status closed, {confirmation}"),
        &[
            "wrong.story:4:17: doesn't hold (straight)\n  expected: HD-00001 status closed\n  but:      status new\n",
            "so far:\n    HD-00001 \"The press stops\": new, assignee nobody\n      2026-01-05 09:00  opened",
        ],
    )
    .await;
    check(&format!("expect HD-00002 status new, {confirmation}"), &["but:      there's no ticket HD-00002"]).await;
    check(
        "expect HD-00001 comments 1",
        &["wrong.story:4:1:", "expected: no letter that is not named here", "confirmation to ada@customer.example: ["],
    )
    .await;
    check(&format!("expect {confirmation} containing \"Moin\""), &["its text doesn't contain \"Moin\""]).await;
    check(&format!("expect {confirmation} not containing \"HD-00001\""), &["it contains \"HD-00001\""]).await;
    check(&format!("expect {confirmation} again"), &["it wasn't tried before"]).await;
    check(&format!("expect {confirmation}, {confirmation}"), &["these letters went out"]).await;
    check("expect letter reply to ada@customer.example", &["these letters went out", "confirmation to ada"]).await;
    check(&format!("expect no letter to anna@desk.example, {confirmation}"), &["new-ticket to anna@desk.example"])
        .await;
    check(&format!("expect mail held, {confirmation}"), &["but:      mail opened because \"opens a new ticket"]).await;
    check(&format!("expect no ticket HD-00001, {confirmation}"), &["there's a ticket HD-00001"]).await;
}

#[tokio::test]
async fn an_action_that_cannot_be_done_is_told_with_its_line() {
    let check = async |rest: &str, expected: &str| {
        let words = complaint(&format!("{REQUEST}{rest}")).await;
        assert!(words.starts_with("wrong.story:4:1:") && words.contains(expected), "{rest}: {words}");
    };
    check(
        "ada@customer.example writes to sales@ \"x\"",
        "no mailbox sales@. Choose from: support@ (support@desk.example)",
    )
    .await;
    check(
        "ada@customer.example replies to HD-00001 feedback",
        "got no feedback letter about HD-00001. The letters so far",
    )
    .await;
    check("ada@customer.example rates HD-00001 with 5", "wasn't asked for feedback on HD-00001").await;
    check("ada@customer.example rates XY-00001 with 5", "XY-00001 isn't a ticket number of this desk").await;
    check("the mail gone.eml arrives at support@", "can't read gone.eml").await;
    check("at 2026-01-05 08:59", "it's already 2026-01-05 09:00. Write a later time").await;
    check("the letter to bob@customer.example bounces \"550\"", "got no letter that could come back").await;
}

#[tokio::test]
async fn all_faults_of_the_grammar_are_told_with_line_and_column() {
    let words = complaint("at noon\nada@customer.example wrote to support@\nexpect nothing\n").await;
    let places: Vec<&str> = words.lines().filter_map(|line| line.split(": ").next()).collect();
    assert_eq!(places, ["wrong.story:1:8", "wrong.story:2:22", "wrong.story:3:8"], "{words}");
}
