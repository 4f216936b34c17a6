//! `maildesk replay ID`: processes a mail again that was held, quarantined, suppressed, or filed as a machine's.
//!
//! It releases a held mail, and takes a machine's for a person's. A running daemon processes it within seconds. Alone this command does, and its letters wait
//! for the daemon. A mail with another end is refused, because its effects would happen twice.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use serde_json::json;

use crate::clock::Clock;
use crate::config::Config;
use crate::daemon;
use crate::desk::end::End;
use crate::flow::Ingest;
use crate::store::{MailId, Reader, Replay, Store, StoreError};

use super::known::mail_number;
use super::print::json_line;
use super::{Ended, Exit, Global, OrExit as _, read_config, start_log};

/// Which mails.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Email numbers, as in `maildesk ledger --end held`
    #[arg(required = true, value_name = "ID", value_parser = mail_number, allow_negative_numbers = true)]
    pub mails: Vec<i64>,
}

/// Replays the mails, and prints the result of each.
pub fn run(args: &Args, global: &Global, output: &mut dyn Write) -> Ended {
    let config = read_config(global)?;
    start_log(&config)?;
    // Fails without a database instead of creating one.
    drop(Reader::open(&config.database())?);
    let runtime = tokio::runtime::Runtime::new().or_exit(Exit::TryAgain)?;
    let (given, alone) = runtime.block_on(replay(args, &config)).or_exit(Exit::TryAgain)?;
    let mut refused = Vec::new();
    for (mail, replay) in given {
        match told(mail, &replay) {
            Ok(told) if global.json => {
                let ended = if let Replay::Given(end) = replay { Some(end.as_str()) } else { None };
                json_line(&json!({"mail": mail, "ended": ended, "worked_on": alone, "told": told}), output)?;
            }
            Ok(told) => writeln!(output, "{told}. {}", then(&replay, alone))?,
            Err(why) => refused.push(why),
        }
    }
    if refused.is_empty() { Ok(Exit::Ok) } else { Err(anyhow!(refused.join("; "))).or_exit(Exit::Data) }
}

/// The result of each mail, and whether this process is alone on the database.
async fn replay(args: &Args, config: &Config) -> anyhow::Result<(Vec<(i64, Replay)>, bool)> {
    let path = config.database();
    let (store, alone) = match Store::open(&path) {
        Ok(store) => (store, true),
        Err(StoreError::InUse { .. }) => (Store::open_beside(&path).context("open the daemon's database")?, false),
        Err(error) => return Err(error).with_context(|| format!("open the database {}", path.display())),
    };
    let clock = Clock::system();
    let mut given = Vec::new();
    for mail in &args.mails {
        given.push((*mail, store.replay(MailId(*mail), clock.now()).await?));
    }
    if alone {
        let ingest =
            Ingest::new(store.clone(), Arc::new(daemon::desk(config)?.keyed(store.keyring(clock.now()).await?)), clock);
        while ingest.step().await? > 0 {}
    }
    store.close().await;
    Ok((given, alone))
}

/// What becomes of it now.
fn then(replay: &Replay, alone: bool) -> &'static str {
    match (replay, alone) {
        (Replay::AskedAgain, true) => "It'll be processed once maildesk runs and the server hands it over.",
        (Replay::AskedAgain, false) => "It'll be processed once the server hands it over.",
        (_, true) => "It has been processed again.",
        (_, false) => "maildesk will process it again.",
    }
}

/// The result as a sentence. `Err`: nothing was done with the mail.
fn told(mail: i64, replay: &Replay) -> Result<String, String> {
    match replay {
        Replay::Given(End::Held) => Ok(format!("Email {mail} released")),
        Replay::Given(end) => Ok(format!("Email {mail} was {}", end.as_str())),
        Replay::AskedAgain => {
            Ok(format!("The content of email {mail} is missing, so its mailbox is asked for it again"))
        }
        Replay::Nowhere => Err(format!("the content of email {mail} is missing, and no folder has it any more")),
        Replay::Waits => Ok(format!("Email {mail} hasn't been processed yet")),
        Replay::Refused(end) => {
            Err(format!("email {mail} was {end}, and only emails that were set aside can be replayed"))
        }
        Replay::Unknown => Err(format!("there's no email {mail} in the ledger")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_a_sentence() {
        let check = |replay, expected: Result<&str, &str>| {
            assert_eq!(told(17, &replay), expected.map(str::to_owned).map_err(str::to_owned));
        };
        check(Replay::Given(End::Held), Ok("Email 17 released"));
        check(Replay::Given(End::Quarantined), Ok("Email 17 was quarantined"));
        check(Replay::Waits, Ok("Email 17 hasn't been processed yet"));
        check(Replay::AskedAgain, Ok("The content of email 17 is missing, so its mailbox is asked for it again"));
        check(Replay::Nowhere, Err("the content of email 17 is missing, and no folder has it any more"));
        check(Replay::Unknown, Err("there's no email 17 in the ledger"));
        check(
            Replay::Refused("opened".to_owned()),
            Err("email 17 was opened, and only emails that were set aside can be replayed"),
        );
    }
}
