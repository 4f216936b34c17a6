//! `maildesk ledger reconcile`: compares the ledger with the mail servers and changes nothing.

use std::io::{self, Write};

use anyhow::{Context, anyhow};
use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::config::{Config, MailboxConfig, MailboxSource};
use crate::daemon::parts;
use crate::flow::reconcile::{Comparison, Reconciled, Rules, Whereabouts};
use crate::mail::clean::one_line;
use crate::mailbox::{ImapMailbox, Inventory, MailboxError, Maildir};
use crate::store::{Reader, StoreError};

use super::super::exit::chain_line;
use super::super::known;
use super::super::print::{cell, json_line};
use super::super::{Ended, Exit, Global, OrExit as _, load_config};

/// The most names in a line for people. `--json` has all.
const SHOWN: usize = 10;

/// Which mailboxes.
#[derive(Debug, Clone, Args)]
pub struct ReconcileArgs {
    /// Mailboxes to compare, by their names in the config [default: all]
    #[arg(value_name = "MAILBOX")]
    pub mailboxes: Vec<String>,
}

/// Asks the mailboxes, one after the other, and prints the results.
pub fn run(args: &ReconcileArgs, global: &Global, output: &mut dyn Write) -> Ended {
    let config = load_config(global)?;
    let wanted = wanted(args, &config).or_exit(Exit::Usage)?;
    let reader = Reader::open(&config.database())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (mut differences, mut unreachable) = (0, Vec::new());
    for mailbox in wanted {
        match runtime.block_on(list(mailbox)) {
            Ok((list, rules)) => {
                let found = if global.json {
                    compare_as_json(mailbox, &reader, (&list, &rules), output)?
                } else {
                    let found = compare(mailbox, &reader, (&list, &rules), &mut |_| ())?;
                    print(mailbox, &found, output)?;
                    found
                };
                differences += found.differences();
            }
            Err(error) => {
                let words = chain_line(&error.into());
                if global.json {
                    json_line(&json!({"mailbox": mailbox.name, "error": words}), output)?;
                } else {
                    writeln!(output, "{}: {words}", mailbox.name)?;
                }
                unreachable.push(mailbox.name.as_str());
            }
        }
    }
    if !unreachable.is_empty() {
        return Err(anyhow!("could not compare: {}", unreachable.join(", "))).or_exit(Exit::Unavailable);
    }
    match differences {
        0 => Ok(Exit::Ok),
        1 => Err(anyhow!("the ledger and the server differ in 1 email")).or_exit(Exit::Data),
        many => Err(anyhow!("the ledger and the servers differ in {many} emails")).or_exit(Exit::Data),
    }
}

fn wanted<'a>(args: &ReconcileArgs, config: &'a Config) -> anyhow::Result<Vec<&'a MailboxConfig>> {
    if args.mailboxes.is_empty() {
        return Ok(config.mailboxes.iter().collect());
    }
    let names: Vec<&str> = config.mailboxes.iter().map(|mailbox| mailbox.name.as_str()).collect();
    let named = |given: &String| {
        let name = known::find("reconcile", "mailbox", given, &names)?;
        config.mailbox(name).context("the mailbox was just found")
    };
    args.mailboxes.iter().map(named).collect()
}

/// Compares a list with what the ledger has now: mails that the daemon took in between are then not missing. Tells which are
/// gone.
fn compare(
    mailbox: &MailboxConfig,
    reader: &Reader,
    (list, rules): (&Inventory, &Rules),
    gone: &mut dyn FnMut(&str),
) -> Result<Reconciled, StoreError> {
    let (name, generation) = (mailbox.name.as_str(), list.generation);
    reader.ask(|reading| {
        let known = reading.known_places(name, generation)?;
        let mut comparison = Comparison::new(list, &known, rules);
        reading.each_place(name, generation, &mut |place| {
            if comparison.take(&place, || reading.is_whole_at(name, generation, &place))? == Whereabouts::Gone {
                gone(&place);
            }
            Ok(())
        })?;
        Ok(comparison.finish())
    })
}

/// Compares, and prints an object. Those that are gone may be most of the ledger, so they come first, one by one.
fn compare_as_json(
    mailbox: &MailboxConfig,
    reader: &Reader,
    list: (&Inventory, &Rules),
    out: &mut dyn Write,
) -> anyhow::Result<Reconciled> {
    write!(out, "{{\"gone\":[")?;
    let (mut written, mut comma) = (Ok(()), "");
    let found = compare(mailbox, reader, list, &mut |name| {
        if written.is_ok() {
            written = write!(out, "{comma}{}", json!(name));
            comma = ",";
        }
    })?;
    written?;
    let rest = as_json(mailbox, &found).to_string();
    writeln!(out, "],{}", rest.strip_prefix('{').unwrap_or(&rest))?;
    Ok(found)
}

async fn list(mailbox: &MailboxConfig) -> Result<(Inventory, Rules), MailboxError> {
    match &mailbox.source {
        MailboxSource::Imap(imap) => {
            let account = parts::imap_account(imap, Timestamp::UNIX_EPOCH);
            let rules = Rules::Imap { first: account.first, after: account.after.clone() };
            Ok((ImapMailbox::new(account).inventory().await?, rules))
        }
        MailboxSource::Maildir(maildir) => {
            let list = Maildir::new(maildir.path.clone(), maildir.poll).inventory().await?;
            Ok((list, Rules::Maildir))
        }
    }
}

fn place(mailbox: &MailboxConfig) -> String {
    match &mailbox.source {
        MailboxSource::Imap(imap) => format!("{} on {}", imap.folder, imap.host),
        MailboxSource::Maildir(maildir) => maildir.path.display().to_string(),
    }
}

fn print(mailbox: &MailboxConfig, found: &Reconciled, out: &mut dyn Write) -> io::Result<()> {
    let Reconciled { on_server, in_both, in_part, archive, gone, elsewhere, renumbered, .. } = found;
    let (place, emails) = (one_line(&place(mailbox)), if *on_server == 1 { "email" } else { "emails" });
    writeln!(out, "{}: {on_server} {emails} in {place}, {in_both} of them in the ledger", mailbox.name)?;
    if *in_part > 0 {
        writeln!(out, "  {in_part} taken in partly and left there: too large, or not handed over")?;
    }
    if *archive > 0 {
        writeln!(out, "  {archive} older than the first reading, left out on purpose")?;
    }
    if *gone > 0 {
        writeln!(out, "  {gone} in the ledger, but no longer on the server")?;
    }
    if *elsewhere > 0 {
        writeln!(out, "  {elsewhere} in the ledger under older numbers (UIDVALIDITY)")?;
    }
    if *renumbered {
        writeln!(out, "  the server has renumbered the folder: it is read again, and duplicates are ignored")?;
    }
    differing("not taken in yet", &found.waiting, out)?;
    differing("SKIPPED: no reading will take them in", &found.missing, out)?;
    differing("without content from the server: `maildesk replay` asks for it again", &found.unread, out)?;
    differing("taken in, but not yet marked, moved or deleted on the server", &found.unsettled, out)?;
    if found.differences() == 0 { writeln!(out, "  no difference") } else { Ok(()) }
}

fn differing(what: &str, names: &[String], out: &mut dyn Write) -> io::Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| cell(name, 60)).collect();
    let more = if names.len() > SHOWN { ", …" } else { "" };
    writeln!(out, "  {} {what}: {}{more}", names.len(), shown.join(", "))
}

/// All but those that are gone.
fn as_json(mailbox: &MailboxConfig, found: &Reconciled) -> Value {
    json!({
        "mailbox": mailbox.name,
        "place": place(mailbox),
        "on_server": found.on_server,
        "in_both": found.in_both,
        "in_part": found.in_part,
        "archive": found.archive,
        "elsewhere": found.elsewhere,
        "renumbered": found.renumbered,
        "waiting": found.waiting,
        "missing": found.missing,
        "unread": found.unread,
        "unsettled": found.unsettled,
        "differences": found.differences(),
    })
}
