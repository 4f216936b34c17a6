//! `maildesk demo`: the real daemon on the shipped config in a scratch directory, and a whole case played on it.
//!
//! Comes in: nothing. Goes out: what everybody writes and gets, as they would see it, and the ticket's events. It talks
//! to the daemon as the world does: it drops mails into one Maildir and reads letters from another. Needs no server and
//! leaves nothing behind.

mod narration;
mod post;
mod script;

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use serde_json::json;
use tempfile::TempDir;
use tokio::signal::ctrl_c;
use tokio::signal::unix::{SignalKind, signal};

use crate::clock::Clock;
use crate::config::{Config, CourierConfig, MailboxSource, SHIPPED};
use crate::daemon;
use crate::desk::reference::TicketNumber;
use crate::store::Reader;
use crate::story::sent_letter::SendAttempt;

use super::ticket::{TicketArgs, ticket};
use super::{Ended, Exit};
use narration::Narration;
use post::Post;
use script::CASE;

/// How often the daemon looks into its Maildir here: nobody likes to wait for a demo.
const POLL: Duration = Duration::from_millis(100);
/// The column where the words of an event begin.
const BEHIND_TIME: usize = 22;

/// What to try after it, with what that does.
const NEXT: [(&str, &str); 4] = [
    ("maildesk demo --keep", "keep it running and write to it"),
    ("maildesk template preview --all letters", "see every letter in your browser"),
    ("maildesk check --offline", "check ./config.toml"),
    ("maildesk run", "run the helpdesk with it"),
];

/// What `demo` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Keep running at the end, and show where to drop an email
    #[arg(long)]
    pub keep: bool,
    /// Keep running with web pages, and show how to sign in as a customer or an agent
    #[arg(long)]
    pub portal: bool,
}

/// What `--portal` adds to the shipped config.
const PORTAL: &str = "\n[portal]\nurl = \"http://localhost:8460\"\noperators = [\"anna\"]\n";

/// Plays the case.
pub fn run(args: &Args, json: bool, output: &mut dyn Write) -> Ended {
    let scratch = tempfile::Builder::new().prefix("maildesk-demo-").tempdir().context("make a scratch directory")?;
    let config = config(&scratch, args.portal)?;
    let runtime = tokio::runtime::Runtime::new().context("start the runtime")?;
    let mut page = Narration::new(output, json);
    runtime.block_on(async {
        let running = daemon::start(&config, Clock::system()).await.context("start the daemon")?;
        let played = tokio::select! {
            played = play(&config, &mut page, args.keep || args.portal) => played,
            stopped = told_to_stop() => stopped,
        };
        running.stop().await;
        played
    })?;
    drop(scratch);
    page.paragraph("\nThe daemon has stopped and its directory has been removed.")?;
    page.paragraph("What to try next:")?;
    for (command, what) in NEXT {
        page.lines(&format!("  {command:<41}{what}"), 0)?;
    }
    page.paragraph("\nTo connect a real mailbox, see README.md.")?;
    page.object(&json!({"what": "next", "commands": NEXT.map(|(command, _)| command)}))?;
    Ok(Exit::Ok)
}

/// Ctrl-C or SIGTERM: the directory is removed in any case.
async fn told_to_stop() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("listen for SIGTERM")?;
    tokio::select! {
        pressed = ctrl_c() => pressed.context("listen for Ctrl-C"),
        _ = terminate.recv() => Ok(()),
    }
}

/// The shipped config for the scratch directory. Its copy there is for other commands.
fn config(scratch: &TempDir, portal: bool) -> anyhow::Result<Config> {
    let file = scratch.path().join("config.toml");
    let text = format!("{SHIPPED}{}", if portal { PORTAL } else { "" });
    std::fs::write(&file, &text).with_context(|| format!("write {}", file.display()))?;
    let mut config = Config::load(&file)?;
    for mailbox in &mut config.mailboxes {
        if let MailboxSource::Maildir(maildir) = &mut mailbox.source {
            maildir.poll = POLL;
        }
    }
    Ok(config)
}

async fn play(config: &Config, page: &mut Narration<'_>, keep: bool) -> anyhow::Result<()> {
    let mut post = post(config)?;
    opening(page, config)?;
    for (number, step) in (1..).zip(CASE) {
        page.headline(&format!("{number}  {}", step.headline))?;
        page.object(&json!({"what": "step", "number": number, "headline": step.headline, "then": step.then}))?;
        page.mail(&post.send(step)?)?;
        page.paragraph(step.then)?;
        let letters = post.letters_of(step).await?;
        for (index, letter) in letters.iter().enumerate() {
            show(page, letter, index.checked_sub(1).and_then(|before| letters.get(before)))?;
        }
    }
    ending(page, config)?;
    if keep { stay(page, config, &mut post).await } else { Ok(()) }
}

/// Shows a letter. A copy of the letter before is only mentioned.
fn show(page: &mut Narration<'_>, letter: &SendAttempt, before: Option<&SendAttempt>) -> io::Result<()> {
    match before.filter(|before| !page.is_json() && before.inbound.text == letter.inbound.text) {
        Some(_) => page.paragraph(&format!("{} gets the same letter.", letter.recipient_name())),
        None => page.letter(letter),
    }
}

/// The two Maildirs of the shipped config.
fn post(config: &Config) -> anyhow::Result<Post> {
    let mailbox = config.mailboxes.first().context("the shipped config has a mailbox")?;
    match (&mailbox.source, &config.courier) {
        (MailboxSource::Maildir(maildir), CourierConfig::Maildir(letters)) => {
            let server = config.policy.holding.trusted.first().context("the shipped config trusts a mail server")?;
            Ok(Post::new(mailbox.address.clone(), server, maildir.path.clone(), letters.clone()))
        }
        _ => Err(anyhow!("the shipped config has a Maildir on both sides")),
    }
}

fn opening(page: &mut Narration<'_>, config: &Config) -> anyhow::Result<()> {
    page.paragraph("This is the real maildesk daemon with the shipped config, in a scratch directory:")?;
    let directory = config.file.parent().unwrap_or(Path::new("")).display().to_string();
    page.lines(&format!("    {directory}\n\n"), 4)?;
    page.object(&json!({"what": "demo", "directory": directory}))?;
    page.paragraph(
        "Emails come in through one Maildir and letters go out through another. Everything else is in one SQLite file. \
         Below, an `email` is what a person writes, and a `letter` is an email that maildesk sends.",
    )?;
    Ok(())
}

/// The ticket's story, as `maildesk ticket` prints it.
fn ending(page: &mut Narration<'_>, config: &Config) -> anyhow::Result<()> {
    let reference = config.policy.style.print(TicketNumber(1));
    page.headline(&format!("The history of the ticket, as `maildesk ticket {reference}` shows it"))?;
    let reader = Reader::open(&config.database()).context("open the database")?;
    let mut story = Vec::new();
    let args = TicketArgs { reference, json: page.is_json() };
    ticket(&args, &reader, &config.policy, Clock::system().now(), &mut story)?;
    if page.is_json() {
        return Ok(page.programs(&story)?);
    }
    // File names in a Maildir mean nothing to a newcomer.
    let told = String::from_utf8_lossy(&story).lines().map(without_file_name).collect::<Vec<_>>().join("\n");
    page.lines(&told, BEHIND_TIME)?;
    Ok(())
}

fn without_file_name(line: &str) -> &str {
    line.rsplit_once(": new/").map_or(line, |(told, _)| told)
}

/// Runs until it is stopped, and shows every letter that follows from a mail.
async fn stay(page: &mut Narration<'_>, config: &Config, post: &mut Post) -> anyhow::Result<()> {
    let (mailbox, letters) = (post.mailbox().display(), post.letters().display());
    let (portal, server, config) = (config.site.as_ref(), post.server(), config.file.display());
    page.object(&json!({"what": "keep", "mailbox": mailbox.to_string(), "letters": letters.to_string()}))?;
    page.headline("Your turn: maildesk keeps running until you press Ctrl-C")?;
    page.verbatim(&format!(
        "Drop an email into  {mailbox}/new/\n\
         Letters appear in   {letters}/new/ and here\n\n\
         For example, in another terminal:\n"
    ))?;
    page.verbatim(&format!(
        "cd {mailbox}\ncat > tmp/1 <<'END'\n\
         Authentication-Results: {server}; dmarc=pass header.from=customer.example\n\
         From: you@customer.example\nSubject: Hello\n\nIt stops.\nEND\nmv tmp/1 new/\n\
         maildesk tickets --config {config}\n"
    ))?;
    if let Some(site) = portal {
        page.verbatim(&format!(
            "\nThe same case on pages: open  {0}/\n\n\
             Sign in as a customer:  ada@customer.example\n\
             or as an agent:         anna@desk.example  (in another browser, or a private window)\n\n\
             The letter with the code appears here.\n",
            site.origin.0
        ))?;
        page.object(&json!({"what": "portal", "url": site.origin.0}))?;
    }
    let mut before: Option<SendAttempt> = None;
    loop {
        let letter = post.next().await?;
        show(page, &letter, before.as_ref())?;
        before = Some(letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_is_played_on_eighty_columns() {
        let mut output = Vec::new();
        assert_eq!(run(&Args { keep: false, portal: false }, false, &mut output).unwrap(), Exit::Ok);
        let told = String::from_utf8(output).unwrap();
        // Its emails are proven, so the first letter repeats the subject; and it says how to go on.
        let first = told.split("letter: confirmation").nth(1).unwrap().split("└─").next().unwrap();
        for words in ["Subject  [HD-00001] The press stops", "HD-00001  The press stops", "Just reply to this email"] {
            assert!(first.contains(words), "{words:?} is not in\n{first}");
        }
        for (command, _) in NEXT {
            assert!(told.contains(&format!("  {command}  ")), "{command}");
        }
        for words in ["[HD-00001] The press stops", "does the red lamp blink", "a comment reopens", "Rated 5 of 5"] {
            assert!(told.contains(words), "{words:?} is not in\n{told}");
        }
        let long = told.lines().filter(|line| line.chars().count() > 80 && !line.contains("maildesk-demo-"));
        assert_eq!(long.collect::<Vec<_>>(), Vec::<&str>::new());
        let directory = told.lines().find(|line| line.contains("maildesk-demo-")).unwrap().trim().to_owned();
        assert!(!Path::new(&directory).exists(), "{directory} is left behind");
    }

    #[test]
    fn the_pages_of_the_demo_are_in_its_config() {
        let scratch = tempfile::tempdir().unwrap();
        assert_eq!(config(&scratch, false).unwrap().site, None);
        assert_eq!(config(&scratch, true).unwrap().site.unwrap().origin.0, "http://localhost:8460");
    }

    #[test]
    fn programs_get_an_object_a_line_and_nothing_else() {
        let mut output = Vec::new();
        assert_eq!(run(&Args { keep: false, portal: false }, true, &mut output).unwrap(), Exit::Ok);
        let told = String::from_utf8(output).unwrap();
        let objects = told.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let mut kinds: Vec<String> = objects.map(|object| object["what"].as_str().unwrap().to_owned()).collect();
        assert_eq!((kinds[0].as_str(), kinds[kinds.len() - 1].as_str()), ("demo", "next"));
        let count = |kind: &str| kinds.iter().filter(|found| *found == kind).count();
        assert_eq!((count("step"), count("mail"), count("ticket")), (CASE.len(), CASE.len(), 1));
        assert!(count("letter") > CASE.len());
        kinds.dedup();
        assert!(kinds.len() > 2 * CASE.len());
    }
}
