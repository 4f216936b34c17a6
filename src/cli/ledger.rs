//! `maildesk ledger`: what came in and how it ended, with the reasons, one mail's trace, its raw bytes. And `maildesk
//! ledger reconcile`: the ledger compared with the mail servers.

pub mod reconcile;

use std::io::{self, Write};

use anyhow::{Context, anyhow};
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::desk::end::End;
use crate::desk::policy::Policy;
use crate::desk::posting::Posting;
use crate::desk::reason::Reason;
use crate::desk::reference::ReferenceStyle;
use crate::mail::Contact;
use crate::store::read::{ArrivalLine, MailFilter, MailLine, Take};
use crate::store::{MailId, Reader};

use crate::desk::quantity::print_size;
use crate::mail::clean::printable;

use super::columns::Columns;
use super::known::mail_number;
use super::limit::{self, Cut, cut_of, stream};
use super::posted;
use super::print::{cell, json_line, or_dash, short_age};

/// So many mails are listed where nobody says how many.
const LISTED: usize = 50;
/// The word for mails without an end.
const WAITING: &str = "waiting";

/// List incoming emails, the newest last
#[derive(Debug, Clone, Args)]
pub struct LedgerArgs {
    /// Another question to the ledger.
    #[command(subcommand)]
    pub question: Option<LedgerQuestion>,
    /// Only emails with this outcome; waiting: not processed yet
    #[arg(long, value_name = "END", value_parser = PossibleValuesParser::new([
        "opened", "commented", "answered", "held", "suppressed", "quarantined", WAITING,
    ]))]
    pub end: Option<String>,
    /// Show the newest N [default: 50]
    #[arg(long, value_name = "N", value_parser = limit::parse, allow_negative_numbers = true)]
    pub limit: Option<usize>,
    /// Show everything about one email, by its number
    #[arg(long, value_name = "ID", value_parser = mail_number, allow_negative_numbers = true, conflicts_with_all = ["end", "limit"])]
    pub mail: Option<i64>,
    /// With --mail: print the original email, unchanged
    #[arg(long, requires = "mail")]
    pub raw: bool,
    /// From the global `--json`.
    #[arg(skip)]
    pub json: bool,
}

impl LedgerArgs {
    /// The option that is for lists alone, if there is one.
    pub(super) fn of_lists(&self) -> Option<&'static str> {
        let given = [("--end", self.end.is_some()), ("--limit", self.limit.is_some()), ("--mail", self.mail.is_some())];
        given.into_iter().find(|(_, is_given)| *is_given).map(|(option, _)| option)
    }
}

/// What else the ledger can be asked.
#[derive(Debug, Clone, Subcommand)]
pub enum LedgerQuestion {
    /// Compare the mailboxes on their servers with the ledger
    ///
    /// Lists emails that haven't been taken in yet, emails that were skipped, and emails that still
    /// have to be marked, moved or deleted on the server. Emails left out on purpose at the first
    /// reading, and emails no longer on the server, are counted but aren't differences.
    ///
    /// Changes nothing and works while maildesk runs. An email that has just arrived may then show
    /// as not taken in yet. Exits with 0 if there is no difference, with 65 if there is one, and with
    /// 69 if a server can't be reached.
    #[command(after_help = "Example:\n  maildesk ledger reconcile support --json")]
    Reconcile(reconcile::ReconcileArgs),
}

/// Prints the list, the trace or the mail.
pub fn ledger(
    args: &LedgerArgs,
    reader: &Reader,
    policy: &Policy,
    now: Timestamp,
    out: &mut dyn Write,
) -> anyhow::Result<Option<Cut>> {
    match args.mail.map(MailId) {
        Some(id) if args.raw => {
            let raw = reader.ask(|reading| reading.raw(id))?;
            out.write_all(&raw.with_context(|| unknown(id))?).context("write the mail")?;
            Ok(None)
        }
        Some(id) => {
            let trace = reader.ask(|reading| {
                let Some(line) = reading.mail(id)? else { return Ok(None) };
                let (arrivals, posting) = (reading.arrivals(id)?, reading.posting(id)?);
                Ok(Some(MailTrace { line, arrivals, posting }))
            })?;
            let trace = trace.ok_or_else(|| anyhow!(unknown(id)))?;
            if args.json {
                json_line(&trace_json(&trace, &policy.style)?, out)?;
            } else {
                print_trace(&trace, policy, out)?;
            }
            Ok(None)
        }
        None => list(args, reader, policy, now, out),
    }
}

/// Everything about one mail.
struct MailTrace {
    line: MailLine,
    arrivals: Vec<ArrivalLine>,
    /// What was posted on a page, if the mail stands for it.
    posting: Option<Posting>,
}

fn unknown(id: MailId) -> String {
    format!("there's no email {} in the ledger", id.0)
}

fn list(
    args: &LedgerArgs,
    reader: &Reader,
    policy: &Policy,
    now: Timestamp,
    out: &mut dyn Write,
) -> anyhow::Result<Option<Cut>> {
    let filter = match args.end.as_deref() {
        None => MailFilter::All,
        Some(WAITING) => MailFilter::Waiting,
        Some(name) => MailFilter::Ended(End::parse(name).with_context(|| format!("{name:?} isn't an outcome"))?),
    };
    let limit = args.limit.unwrap_or(LISTED);
    if args.json {
        let list = |take: Take<'_, MailLine>| reader.ask(|reading| reading.each_mail(filter, limit, take));
        let shown = stream(|line| as_json(line, &policy.style), list, out)?;
        return Ok(reader.ask(|reading| cut_of(shown, limit, || reading.count_mails(filter)))?);
    }
    let (lines, cut) = reader.ask(|reading| {
        let lines = reading.mails(filter, limit)?;
        let cut = cut_of(lines.len(), limit, || reading.count_mails(filter))?;
        Ok((lines, cut))
    })?;
    let head = ["EMAIL", "AGE", "MAILBOX", "END", "TICKET", "FROM", "SUBJECT"];
    let mut table = Columns::new(&head, &["MAILBOX", "FROM", "SUBJECT"]);
    for line in &lines {
        table.push(vec![
            line.id.0.to_string(),
            short_age(now, line.received_at),
            line.mailbox.clone(),
            line.end_name().unwrap_or(WAITING).to_owned(),
            line.ticket.map_or(String::new(), |number| policy.style.print(number)),
            line.from.as_ref().map_or(String::new(), |who| who.address.as_str().to_owned()),
            line.subject.as_str().to_owned(),
        ]);
        table.below(&Reason::join(&line.reasons));
    }
    table.print("No emails.", out)?;
    Ok(cut)
}

fn print_trace(trace: &MailTrace, policy: &Policy, out: &mut dyn Write) -> io::Result<()> {
    let MailTrace { line, arrivals, posting } = trace;
    let cut = if line.whole { "" } else { ", incomplete: the rest wasn't taken in" };
    let message_id = line.message_id.as_ref().map(ToString::to_string);
    writeln!(out, "email {}  {}", line.id.0, line.subject)?;
    writeln!(out, "  from        {}", or_dash(line.from.as_ref().map(Contact::to_string).as_deref()))?;
    writeln!(out, "  Message-ID  {}", or_dash(message_id.as_deref()))?;
    writeln!(out, "  size        {}{cut}", print_size(line.size))?;
    let page = if posting.is_some() { ", on a page" } else { "" };
    writeln!(out, "  written by  {}{page}", or_dash(Some(&line.origin)))?;
    for ArrivalLine { mailbox, place, at } in arrivals {
        let generation = if place.generation == 0 { String::new() } else { format!("{}/", place.generation) };
        writeln!(
            out,
            "  seen        {}  {mailbox} {generation}{}",
            policy.zone.print_time(*at),
            cell(&place.name, 80)
        )?;
    }
    writeln!(out, "  attempts    {}", line.attempts)?;
    match (line.end_name(), line.done_at) {
        (Some(end), Some(at)) => writeln!(out, "  end         {}  {}", policy.zone.print_time(at), printable(end))?,
        _ => writeln!(out, "  end         none yet (waiting)")?,
    }
    writeln!(out, "  ticket      {}", or_dash(line.ticket.map(|number| policy.style.print(number)).as_deref()))?;
    for reason in &line.reasons {
        writeln!(out, "  because     {}", crate::mail::clean::one_line(&reason.to_string()))?;
    }
    for defect in &line.defects {
        writeln!(out, "  repaired    {}", crate::mail::clean::one_line(defect))?;
    }
    posting.iter().try_for_each(|posting| posted::print(posting, &policy.style, out))
}

fn as_json(line: &MailLine, style: &ReferenceStyle) -> Value {
    json!({
        "mail": line.id.0,
        "mailbox": line.mailbox,
        "received_at": line.received_at.to_string(),
        "size": line.size,
        "whole": line.whole,
        "attempts": line.attempts,
        "end": line.end_name(),
        "done_at": line.done_at.map(|at| at.to_string()),
        "reasons": line.reasons.iter().map(Reason::to_string).collect::<Vec<_>>(),
        "because": line.reasons,
        "defects": line.defects,
        "message_id": line.message_id.as_ref().map(crate::mail::MessageId::as_str),
        "from": line.from.as_ref().map(|who| json!({"address": who.address.as_str(), "name": who.name()})),
        "subject": line.subject.as_str(),
        "origin": line.origin,
        "ticket": line.ticket.map(|number| style.print(number)),
    })
}

fn trace_json(trace: &MailTrace, style: &ReferenceStyle) -> anyhow::Result<Value> {
    let MailTrace { line, arrivals, posting } = trace;
    let mut value = as_json(line, style);
    let seen = |arrival: &ArrivalLine| {
        let ArrivalLine { mailbox, place, at } = arrival;
        json!({"mailbox": mailbox, "generation": place.generation, "name": place.name, "at": at.to_string()})
    };
    if let Some(object) = value.as_object_mut() {
        object.insert("arrivals".to_owned(), arrivals.iter().map(seen).collect());
        object.insert("posting".to_owned(), serde_json::to_value(posting)?);
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples::{SampleDesk, later, printed};
    use crate::cli::ticket::{TicketArgs, ticket};

    fn args() -> LedgerArgs {
        LedgerArgs { question: None, end: None, limit: None, mail: None, raw: false, json: false }
    }

    #[tokio::test]
    async fn the_list_shows_ends_and_reasons() {
        let desk = SampleDesk::new().await;
        let list = |args: LedgerArgs| printed(|out| ledger(&args, &desk.reader, &desk.policy, later(0), out));
        let opened = "\
EMAIL  AGE  MAILBOX  END     TICKET    FROM                  SUBJECT
1      0s   support  opened  HD-00001  ada@customer.example  The press stops
        opens a new ticket
2      0s   support  opened  HD-00002  ada@customer.example  The press stops
        opens a new ticket
";
        assert_eq!(list(LedgerArgs { end: Some("opened".to_owned()), ..args() }), opened);
        assert_eq!(list(LedgerArgs { limit: Some(1), ..args() }).lines().count(), 2);
        assert_eq!(list(LedgerArgs { end: Some("held".to_owned()), ..args() }), "No emails.\n");
        let waits = list(LedgerArgs { end: Some(WAITING.to_owned()), json: true, ..args() });
        let waits: Value = serde_json::from_str(&waits).unwrap();
        assert_eq!((&waits["mail"], &waits["end"]), (&json!(4), &Value::Null));
    }

    #[tokio::test]
    async fn one_mail_shows_its_trace_and_its_bytes() {
        let desk = SampleDesk::new().await;
        let show = |args: LedgerArgs| printed(|out| ledger(&args, &desk.reader, &desk.policy, later(0), out));
        let trace = "\
email 1  The press stops
  from        ada@customer.example
  Message-ID  <a@customer.example>
  size        20 B
  written by  person
  seen        2026-01-05 09:00 UTC  support 1/a
  attempts    0
  end         2026-01-05 09:00 UTC  opened
  ticket      HD-00001
  because     opens a new ticket
";
        assert_eq!(show(LedgerArgs { mail: Some(1), ..args() }), trace.replace("20 B", "17 B"));
        assert_eq!(show(LedgerArgs { mail: Some(1), raw: true, ..args() }), "Subject: a\r\n\r\na\r\n");
        let json: Value = serde_json::from_str(&show(LedgerArgs { mail: Some(1), json: true, ..args() })).unwrap();
        assert_eq!(json["arrivals"][0]["name"], "a");
        let gone = LedgerArgs { mail: Some(99), ..args() };
        let refused = ledger(&gone, &desk.reader, &desk.policy, later(0), &mut Vec::new());
        assert_eq!(refused.unwrap_err().to_string(), "there's no email 99 in the ledger");
    }

    #[tokio::test]
    async fn what_was_posted_on_a_page_is_told_with_what_it_asks_for() {
        let desk = SampleDesk::new().await;
        let mail = desk.post_comment().await;
        let show = |args: LedgerArgs| printed(|out| ledger(&args, &desk.reader, &desk.policy, later(0), out));
        let trace = show(LedgerArgs { mail: Some(mail.0), ..args() });
        let asked = "  written by  person, on a page\n";
        assert!(trace.contains(asked), "{trace}");
        let asked = "\
  page        posted on a page, on HD-00001
  asks        priority = 1
  asks        a rating: 4 of 5
  | It runs.
";
        assert!(trace.ends_with(asked), "{trace}");
        let json: Value = serde_json::from_str(&show(LedgerArgs { mail: Some(mail.0), json: true, ..args() })).unwrap();
        assert_eq!(json["posting"]["fields"], json!([{"field": "priority", "value": "1"}]));
        assert_eq!((&json["posting"]["rating"], &json["posting"]["text"]), (&json!(4), &json!("It runs.")));
        let raw = show(LedgerArgs { mail: Some(mail.0), raw: true, ..args() });
        assert!(raw.starts_with("X-Maildesk-Page: 1\r\n"), "{raw}");
        let first: Value = serde_json::from_str(&show(LedgerArgs { mail: Some(1), json: true, ..args() })).unwrap();
        assert_eq!(first["posting"], Value::Null, "a mail");
        let args = TicketArgs { reference: "1".to_owned(), json: false };
        let story = printed(|out| ticket(&args, &desk.reader, &desk.policy, later(0), out));
        // It is folded to the terminal.
        let whole = story.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(whole.contains("wrote (requester, public, posted on a page, email 5)"), "{story}");
        assert!(story.contains("wrote (requester, public, email 1)\n"), "{story}");
        let story = printed(|out| {
            ticket(&TicketArgs { json: true, ..args.clone() }, &desk.reader, &desk.policy, later(0), out)
        });
        assert_eq!(story.matches("\"posted\":true").count(), 1, "{story}");
    }
}
