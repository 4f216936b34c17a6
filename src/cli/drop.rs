//! `maildesk drop ID`: leaves a held mail without effect, with the reason. It stays in the ledger, and its bytes too.

use std::io::Write;

use anyhow::{Context, anyhow};
use serde_json::json;

use crate::desk::reason::By;
use crate::store::{MailId, Reader, Store, StoreError};

use super::known::mail_number;
use super::print::json_line;
use super::{Ended, Exit, Global, OrExit as _, read_config, start_log};

/// Which mails, and why.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Email numbers, as in `maildesk ledger --end held`
    #[arg(required = true, value_name = "ID", value_parser = mail_number, allow_negative_numbers = true)]
    pub mails: Vec<i64>,
    /// Reason to keep in the ledger
    #[arg(long, value_name = "TEXT", default_value = "discarded by the operator")]
    pub reason: String,
}

/// Drops the mails, and prints the result of each.
pub fn run(args: &Args, global: &Global, output: &mut dyn Write) -> Ended {
    let config = read_config(global)?;
    start_log(&config)?;
    let path = config.database();
    // Fails without a database instead of creating one.
    drop(Reader::open(&path)?);
    let runtime = tokio::runtime::Runtime::new().or_exit(Exit::TryAgain)?;
    let work = async {
        let store = match Store::open(&path) {
            Err(StoreError::InUse { .. }) => Store::open_beside(&path).context("open the daemon's database"),
            other => other.with_context(|| format!("open the database {}", path.display())),
        }?;
        let mut dropped = Vec::with_capacity(args.mails.len());
        for mail in &args.mails {
            dropped.push((*mail, store.drop_held(MailId(*mail), By::words(&args.reason).into()).await?));
        }
        store.close().await;
        anyhow::Ok(dropped)
    };
    let dropped = runtime.block_on(work).or_exit(Exit::TryAgain)?;
    let mut refused = Vec::new();
    for (mail, was_held) in dropped {
        match was_held {
            true if global.json => json_line(&json!({"mail": mail, "dropped": true}), output)?,
            true => writeln!(output, "Email {mail} discarded.")?,
            false => refused.push(format!("email {mail} isn't held")),
        }
    }
    if refused.is_empty() { Ok(Exit::Ok) } else { Err(anyhow!(refused.join("; "))).or_exit(Exit::Data) }
}
