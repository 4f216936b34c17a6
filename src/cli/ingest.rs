//! `maildesk ingest`: takes mails from files or standard input into the ledger, and processes them.
//!
//! Beside a running daemon it only writes the ledger, and the daemon does the rest. Alone it opens the tickets itself,
//! and the letters wait in the outbox for the daemon. For an MTA's pipe it ends with 75 (try again) unless the mail is
//! durable, so that the MTA keeps it (P1). Old mail is taken quietly, as at the first reading of a mailbox.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};

use crate::clock::Clock;
use crate::config::{Config, Limits, MailboxConfig};
use crate::daemon;
use crate::flow::{Ingest, Quiet, arrival, has_room};
use crate::mailbox::MailboxError;
use crate::mailbox::message_files::{self, MessageFiles};
use crate::store::{Arrival, Store, StoreError};

use super::known::{self, UnknownName};
use super::{Ended, Exit, Failure, Global, OrExit as _, read_config, start_log};

/// Mails, or bytes, of one commit at most.
const BATCH: usize = 64;
const BATCH_BYTES: usize = 8 * 1024 * 1024;
/// So long an MTA may have kept a mail that it could not hand over here: longer than any tries by default.
const LONGEST_QUEUED: Duration = Duration::from_hours(7 * 24);

/// What to take.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Email file (.eml), directory of emails, Maildir, mbox, or - for standard input
    #[arg(default_value = "-", value_name = "FILE|DIR|MBOX|-")]
    pub sources: Vec<PathBuf>,
    /// Mailbox that received the emails, by its name in the config [default: the first one]
    #[arg(long, value_name = "NAME")]
    pub mailbox: Option<String>,
    /// Send letters for old emails too, as if they had just come in
    #[arg(long)]
    pub with_letters: bool,
}

/// The counts of a run.
#[derive(Debug, Default, Clone, Copy, serde::Serialize)]
pub struct IngestCounts {
    /// Mails that are durable now.
    pub taken: usize,
    /// Those that the ledger had before.
    pub known: usize,
    /// Old ones, which were taken without a letter to anybody.
    pub quiet: usize,
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
    let config = read_config(global).map_err(failing)?;
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
        let then = if taken.worked_on {
            "Tickets are open; letters go out when maildesk runs."
        } else {
            "maildesk will process them."
        };
        writeln!(
            output,
            "{} {} taken in ({} duplicates, {} skipped). {then}{}",
            taken.taken,
            if taken.taken == 1 { "email" } else { "emails" },
            taken.known,
            taken.unreadable,
            quiet_words(&taken)
        )?;
    }
    Ok(if taken.unreadable > 0 { Exit::Data } else { Exit::Ok })
}

fn quiet_words(taken: &IngestCounts) -> String {
    match taken.quiet {
        0 => String::new(),
        quiet => format!(
            "\n{quiet} of them are old, so no letters are sent because of them. To send letters, use --with-letters."
        ),
    }
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
        let take =
            Take { mailbox: &mailbox.name, quiet: quiet(args, mailbox, source), limits: &config.limits, store: &store };
        take.all(source, &mut taken).await?;
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

/// Which mails of a source are taken quietly. Standard input is an MTA's pipe: a mail in it may have waited for us.
fn quiet(args: &Args, mailbox: &MailboxConfig, source: &Path) -> Quiet {
    let quiet = Quiet::older_than(mailbox.quiet_older_than.filter(|_| !args.with_letters));
    if source == Path::new("-") { quiet.at_least(LONGEST_QUEUED) } else { quiet }
}

fn choose_mailbox<'a>(config: &'a Config, name: Option<&str>) -> anyhow::Result<&'a MailboxConfig> {
    let names: Vec<&str> = config.mailboxes.iter().map(|mailbox| mailbox.name.as_str()).collect();
    match name {
        None => config.mailboxes.first().context("the config has no mailbox. Add a [mailbox.NAME]."),
        Some(name) => {
            let name = known::find("--mailbox", "mailbox", name, &names)?;
            config.mailbox(name).with_context(|| format!("the config has no mailbox {name:?}"))
        }
    }
}

/// How a source is taken.
struct Take<'a> {
    mailbox: &'a str,
    quiet: Quiet,
    limits: &'a Limits,
    store: &'a Store,
}

impl Take<'_> {
    async fn all(&self, source: &Path, taken: &mut IngestCounts) -> anyhow::Result<()> {
        let mut messages = message_files::open(source, self.limits.message_bytes)?;
        let bar = bar(&messages);
        let mut batch: Vec<Arrival> = Vec::new();
        let (mut held, now) = (0, Clock::system().now());
        while let Some(message) = messages.next() {
            bar.set_position(messages.done_bytes());
            let message = match message {
                Ok(message) => message,
                Err(error) if source == Path::new("-") => return Err(error.into()),
                Err(error) => {
                    tracing::error!(%error, "skipped");
                    taken.unreadable += 1;
                    continue;
                }
            };
            held += message.bytes.len();
            let old_since = self.quiet.old_since(&message, now);
            batch.push(Arrival { old_since, ..arrival(self.mailbox, message, false) });
            if batch.len() >= BATCH || held >= BATCH_BYTES {
                self.record(std::mem::take(&mut batch), taken).await?;
                held = 0;
            }
        }
        self.record(batch, taken).await?;
        bar.finish_and_clear();
        Ok(())
    }

    async fn record(&self, batch: Vec<Arrival>, taken: &mut IngestCounts) -> anyhow::Result<()> {
        has_room(self.store, self.limits.free_disk)?;
        if batch.is_empty() {
            return Ok(());
        }
        let old: Vec<bool> = batch.iter().map(|arrival| arrival.old_since.is_some()).collect();
        let receipts = self.store.record(self.mailbox, batch, None, Clock::system().now()).await;
        let receipts = receipts.context("write the ledger")?;
        taken.taken += receipts.len();
        taken.known += receipts.iter().filter(|receipt| !receipt.is_new()).count();
        taken.quiet += receipts.iter().zip(old).filter(|(receipt, is_old)| receipt.is_new() && *is_old).count();
        Ok(())
    }
}

/// A progress bar on a terminal, if the length is known.
fn bar(messages: &MessageFiles) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {bytes} of {total_bytes}, {eta} left");
    match (messages.total_bytes(), style) {
        (Some(total), Ok(style)) => ProgressBar::new(total).with_style(style),
        _ => ProgressBar::hidden(),
    }
}
