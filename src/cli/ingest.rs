//! `maildesk ingest`: takes mails from files or standard input into the ledger, and processes them.
//!
//! Beside a running daemon it only writes the ledger, and the daemon does the rest. Alone it opens the tickets itself,
//! and the letters wait in the outbox for the daemon. For an MTA's pipe it ends with 75 (try again) unless the mail is
//! durable, so that the MTA keeps it (P1).

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};

use crate::clock::Clock;
use crate::config::{Config, Limits};
use crate::daemon;
use crate::flow::{Ingest, arrival, has_room};
use crate::mailbox::MailboxError;
use crate::mailbox::message_files::{self, MessageFiles};
use crate::store::{Arrival, Store, StoreError};

use super::known::{self, UnknownName};
use super::{Ended, Exit, Failure, Global, OrExit as _, load_config, start_log};

/// Mails, or bytes, of one commit at most.
const BATCH: usize = 64;
const BATCH_BYTES: usize = 8 * 1024 * 1024;

/// What to take.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A mail (.eml), a directory of mails, a Maildir, an mbox file, or - for one mail on standard input
    #[arg(default_value = "-", value_name = "FILE|DIR|MBOX|-")]
    pub sources: Vec<PathBuf>,
    /// The mailbox of the config that the mails count as received by; the first one when not given
    #[arg(long, value_name = "NAME")]
    pub mailbox: Option<String>,
}

/// The counts of a run.
#[derive(Debug, Default, Clone, Copy, serde::Serialize)]
pub struct IngestCounts {
    /// Mails that are durable now.
    pub taken: usize,
    /// Those that the ledger had before.
    pub known: usize,
    /// Sources that could not be read.
    pub unreadable: usize,
    /// Whether tickets and letters were made here. Otherwise the running daemon makes them.
    pub worked_on: bool,
}

/// Takes mails in, and prints how many.
pub fn run(args: &Args, global: &Global, output: &mut dyn Write) -> Ended {
    // After any error here the mail isn't durable: an MTA must keep it, also while the config is being fixed.
    let pipe = args.sources.iter().any(|source| source == Path::new("-"));
    let failing = |failure: Failure| Failure { exit: if pipe { Exit::TryAgain } else { failure.exit }, ..failure };
    let config = load_config(global).map_err(failing)?;
    start_log(&config).map_err(failing)?;
    let runtime = tokio::runtime::Runtime::new().or_exit(Exit::TryAgain)?;
    let taken = runtime.block_on(ingest(args, &config)).map_err(|error| match error.downcast_ref() {
        Some(MailboxError::File { .. }) if !pipe => Failure { exit: Exit::Data, error },
        _ if !pipe && error.downcast_ref::<UnknownName>().is_some() => Failure { exit: Exit::Usage, error },
        _ => Failure { exit: Exit::TryAgain, error },
    })?;
    if global.json {
        writeln!(output, "{}", serde_json::to_string(&taken)?)?;
    } else if !pipe {
        let then =
            if taken.worked_on { "tickets are made, letters wait for the daemon" } else { "the daemon works on them" };
        writeln!(
            output,
            "{} mails taken ({} known before), {} left out; {then}",
            taken.taken, taken.known, taken.unreadable
        )?;
    }
    Ok(if taken.unreadable > 0 { Exit::Data } else { Exit::Ok })
}

/// Takes all sources. After an error something isn't durable.
pub async fn ingest(args: &Args, config: &Config) -> anyhow::Result<IngestCounts> {
    let mailbox = choose_mailbox(config, args.mailbox.as_deref())?;
    let path = config.database();
    let (store, alone) = match Store::open(&path) {
        Ok(store) => (store, true),
        Err(StoreError::InUse { .. }) => (Store::open_beside(&path).context("open the daemon's database")?, false),
        Err(error) => return Err(error).with_context(|| format!("open the database {}", path.display())),
    };
    let mut taken = IngestCounts { worked_on: alone, ..IngestCounts::default() };
    for source in &args.sources {
        take(source, mailbox, &config.limits, &store, &mut taken).await?;
    }
    if alone {
        let ingest = Ingest::new(
            store.clone(),
            Arc::new(daemon::desk(config)?.keyed(store.keyring(Clock::system().now()).await?)),
            Clock::system(),
        );
        while ingest.step().await? > 0 {}
    }
    store.close().await;
    Ok(taken)
}

fn choose_mailbox<'a>(config: &'a Config, name: Option<&str>) -> anyhow::Result<&'a str> {
    let names: Vec<&str> = config.mailboxes.iter().map(|mailbox| mailbox.name.as_str()).collect();
    match name {
        None => names.first().copied().context("the config has no mailbox"),
        Some(name) => Ok(known::find("--mailbox", "mailbox", name, &names)?),
    }
}

async fn take(
    source: &Path,
    mailbox: &str,
    limits: &Limits,
    store: &Store,
    taken: &mut IngestCounts,
) -> anyhow::Result<()> {
    let mut messages = message_files::open(source, limits.message_bytes)?;
    let bar = bar(&messages);
    let mut batch: Vec<Arrival> = Vec::new();
    let mut held = 0;
    while let Some(message) = messages.next() {
        bar.set_position(messages.done_bytes());
        let message = match message {
            Ok(message) => message,
            Err(error) if source == Path::new("-") => return Err(error.into()),
            Err(error) => {
                tracing::error!(%error, "left out");
                taken.unreadable += 1;
                continue;
            }
        };
        held += message.bytes.len();
        batch.push(arrival(mailbox, message, false));
        if batch.len() >= BATCH || held >= BATCH_BYTES {
            has_room(store, limits.free_disk)?;
            record(mailbox, std::mem::take(&mut batch), store, taken).await?;
            held = 0;
        }
    }
    has_room(store, limits.free_disk)?;
    record(mailbox, batch, store, taken).await?;
    bar.finish_and_clear();
    Ok(())
}

async fn record(mailbox: &str, batch: Vec<Arrival>, store: &Store, taken: &mut IngestCounts) -> anyhow::Result<()> {
    if batch.is_empty() {
        return Ok(());
    }
    let receipts = store.record(mailbox, batch, None, Clock::system().now()).await.context("write the ledger")?;
    taken.taken += receipts.len();
    taken.known += receipts.iter().filter(|receipt| !receipt.is_new()).count();
    Ok(())
}

/// A progress bar on a terminal, if the length is known.
fn bar(messages: &MessageFiles) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {bytes} of {total_bytes}, {eta} to go");
    match (messages.total_bytes(), style) {
        (Some(total), Ok(style)) => ProgressBar::new(total).with_style(style),
        _ => ProgressBar::hidden(),
    }
}
