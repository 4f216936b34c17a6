//! `maildesk outbox retry`: makes letters due at once that wait or have failed, for when their cause is mended.

use std::io::Write;

use anyhow::{Context, anyhow};
use clap::{Args, Subcommand};
use serde_json::json;

use crate::clock::Clock;
use crate::config::Config;
use crate::store::{LetterId, LetterRetry, Reader, Store, StoreError};

use super::super::known::letter_number;
use super::super::print::json_line;
use super::super::{Ended, Exit, Global, OrExit as _, read_config, start_log};
use super::OutboxArgs;

/// `maildesk outbox`, and what can be done with it.
#[derive(Debug, Clone, Args)]
pub struct OutboxCommand {
    /// What to do.
    #[command(subcommand)]
    pub action: Option<OutboxAction>,
    /// What to list.
    #[command(flatten)]
    pub list: OutboxArgs,
}

/// What can be done with letters.
#[derive(Debug, Clone, Subcommand)]
pub enum OutboxAction {
    /// Retry waiting or failed letters now
    ///
    /// For when the cause is fixed. A failed letter starts over, with its full time to be
    /// delivered, and its ticket shows this. A letter that the next server has accepted is never
    /// sent again. Works while maildesk runs, which then sends them within seconds.
    #[command(after_help = "Examples:\n  maildesk outbox retry --all\n  maildesk outbox retry 17 18")]
    Retry(RetryArgs),
}

/// Which letters.
#[derive(Debug, Clone, Args)]
pub struct RetryArgs {
    /// Letter numbers, as in `maildesk outbox` or `maildesk outbox --failed`
    #[arg(
        required_unless_present = "all",
        value_name = "NUMBER",
        value_parser = letter_number,
        allow_negative_numbers = true
    )]
    pub letters: Vec<i64>,
    /// All waiting letters, and those that failed within the retry time
    #[arg(long, conflicts_with = "letters")]
    pub all: bool,
}

/// Makes letters due, and prints the result of each. What belongs to the list is wrong before it; `--config` is not.
pub fn run(list: &OutboxArgs, args: &RetryArgs, global: &Global, output: &mut dyn Write) -> Ended {
    if list.failed || list.all {
        return Err(anyhow!("`outbox retry` takes no options of the list. Put --all after retry."))
            .or_exit(Exit::Usage);
    }
    let config = read_config(global)?;
    start_log(&config)?;
    // Fails without a database instead of creating one.
    drop(Reader::open(&config.database())?);
    let runtime = tokio::runtime::Runtime::new().or_exit(Exit::TryAgain)?;
    if args.all {
        let (waiting, failed) = runtime.block_on(all(&config)).or_exit(Exit::TryAgain)?;
        if global.json {
            json_line(&json!({"waiting": waiting, "failed": failed}), output)?;
        } else {
            writeln!(output, "Due now: {waiting} waiting and {failed} failed letters.")?;
        }
        return Ok(Exit::Ok);
    }
    let mut refused = Vec::new();
    for (letter, retried) in runtime.block_on(each(args, &config)).or_exit(Exit::TryAgain)? {
        match told(letter, retried) {
            Ok(told) if global.json => json_line(&json!({"letter": letter, "told": told}), output)?,
            Ok(told) => writeln!(output, "{told}")?,
            Err(why) => refused.push(why),
        }
    }
    if refused.is_empty() { Ok(Exit::Ok) } else { Err(anyhow!(refused.join("; "))).or_exit(Exit::Data) }
}

async fn all(config: &Config) -> anyhow::Result<(usize, usize)> {
    let (store, now) = (open(config)?, Clock::system().now());
    let since = now.checked_sub(config.retry.give_up_after).context("the time for which letters are tried")?;
    let retried = store.retry_letters(Some(since), now).await?;
    store.close().await;
    Ok(retried)
}

async fn each(args: &RetryArgs, config: &Config) -> anyhow::Result<Vec<(i64, LetterRetry)>> {
    let (store, now) = (open(config)?, Clock::system().now());
    let mut retried = Vec::with_capacity(args.letters.len());
    for letter in &args.letters {
        retried.push((*letter, store.retry_letter(LetterId(*letter), now).await?));
    }
    store.close().await;
    Ok(retried)
}

/// The database, also beside a daemon.
fn open(config: &Config) -> anyhow::Result<Store> {
    let path = config.database();
    match Store::open(&path) {
        Err(StoreError::InUse { .. }) => Store::open_beside(&path).context("open the daemon's database"),
        other => other.with_context(|| format!("open the database {}", path.display())),
    }
}

/// The result as a sentence. `Err`: nothing was done with the letter.
fn told(letter: i64, retried: LetterRetry) -> Result<String, String> {
    match retried {
        LetterRetry::Due => Ok(format!("Letter {letter} is due now.")),
        LetterRetry::Revived => Ok(format!("Letter {letter} had failed and is due now.")),
        LetterRetry::BeingSent => Ok(format!("Letter {letter} is being sent.")),
        LetterRetry::Sent => Err(format!("letter {letter} was sent and would arrive twice")),
        LetterRetry::Replaced => Err(format!("letter {letter} was too large, so a smaller one was sent instead")),
        LetterRetry::Unknown => Err(format!("there's no letter {letter}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_a_sentence() {
        let check = |retried, expected: Result<&str, &str>| {
            assert_eq!(told(17, retried), expected.map(str::to_owned).map_err(str::to_owned));
        };
        check(LetterRetry::Due, Ok("Letter 17 is due now."));
        check(LetterRetry::Revived, Ok("Letter 17 had failed and is due now."));
        check(LetterRetry::BeingSent, Ok("Letter 17 is being sent."));
        check(LetterRetry::Sent, Err("letter 17 was sent and would arrive twice"));
        check(LetterRetry::Unknown, Err("there's no letter 17"));
        let replaced = "letter 17 was too large, so a smaller one was sent instead";
        check(LetterRetry::Replaced, Err(replaced));
    }
}
