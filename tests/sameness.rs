//! A page and a mail are the same act (P9): each conversation of the five desks is played by mail and by page, and after each
//! scene tickets and letters are the same. What differs is listed in `docs/PORTAL.md`, and occurs.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking and tells its counts"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use maildesk::config::Config;
use maildesk::daemon;
use maildesk::story::{Comparison, Fixture, Kept, StoryFile, find_stories};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[tokio::main(flavor = "current_thread")]
async fn compared(file: &Path) -> Comparison {
    let story = StoryFile::read(file).unwrap();
    let config = Config::load(&story.own_config().unwrap()).unwrap();
    let desk = daemon::desk(&config).unwrap();
    let fixture = Fixture::new(desk, &config.mailboxes, daemon::schedule(&config), daemon::budget(&config));
    fixture.compare(&story).await.unwrap_or_else(|failure| panic!("{failure}"))
}

/// All of them, on two processors.
fn all(files: &[PathBuf]) -> Vec<(&PathBuf, Comparison)> {
    let of = |files: &[PathBuf]| files.iter().map(|file| compared(file)).collect::<Vec<_>>();
    let (some, others) = files.split_at(files.len() / 2);
    let found = std::thread::scope(|scope| {
        let others = scope.spawn(|| of(others));
        [of(some), others.join().unwrap()].concat()
    });
    files.iter().zip(found).collect()
}

#[test]
fn each_conversation_ends_alike_by_mail_and_by_page() {
    let files = find_stories(&root().join("fixtures/desks")).unwrap();
    let (mut turned, mut kept, mut told) = (0, BTreeMap::new(), String::new());
    for (file, found) in all(&files) {
        turned += found.turned;
        for mail in found.kept {
            *kept.entry(mail.why).or_insert(0) += 1;
        }
        for difference in found.differences {
            writeln!(told, "{}:{}", file.display(), difference.line).unwrap();
            difference.by_mail.iter().for_each(|line| writeln!(told, "    by mail: {line:?}").unwrap());
            difference.by_page.iter().for_each(|line| writeln!(told, "    by page: {line:?}").unwrap());
        }
    }
    println!("{} stories, {turned} mails by page; as mails: {kept:?}", files.len());
    assert!(told.is_empty(), "what differs:\n{told}");
    let never: Vec<Kept> = Kept::ALL.into_iter().filter(|why| !kept.contains_key(why)).collect();
    assert!(never.is_empty(), "these never occur, so they aren't differences: {never:?}");
    assert!(turned > 3 * kept.values().sum::<usize>(), "only {turned} mails were posted on a page");
}

/// The first cells of the table below a sentence of the manual.
fn listed(below: &str) -> Vec<String> {
    let manual = std::fs::read_to_string(root().join("docs/PORTAL.md")).unwrap();
    let (_, table) = manual.split_once(below).unwrap_or_else(|| panic!("docs/PORTAL.md doesn't say {below:?}"));
    let rows = table.trim_start().lines().take_while(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.split('|').nth(1).unwrap().trim().to_owned()).collect()
}

#[test]
fn the_manual_lists_exactly_these_differences() {
    let known: Vec<&str> = Kept::ALL.into_iter().map(Kept::listed).collect();
    assert_eq!(listed("An email can't be posted on a page if:"), known);
}
