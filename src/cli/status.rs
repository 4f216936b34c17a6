//! `maildesk status`: the state of mailboxes, waiting mails and letters, tickets, disk. Each fault is a sentence.

use std::io::{self, Write};

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::desk::end::End;
use crate::desk::people::People;
use crate::desk::status::StatusName;
use crate::store::read::{Backlog, Daemon, Disk, FailedToAgents, MailboxLine, NotGiven, Unread};
use crate::store::{ObstacleLine, PutOff, Reader};

use super::print::{age, cell, json_line};
use super::width::{COLUMNS, folded, harmless};
use crate::desk::quantity::print_size;
use crate::mail::clean::printable;

/// A mail is processed within seconds. If one waits longer, nobody does.
const MAIL_WAITS: i64 = 15 * 60;
/// Greylisting and busy hosts take an hour or two. Longer is worth a look.
const LETTER_WAITS: i64 = 4 * 3600;
/// IDLE is renewed before 29 minutes (RFC 2177), so every mailbox is tried more often than this.
const MAILBOX_SILENT: i64 = 3600;
/// So long it is told that a clock was set back.
const DAY: i64 = 24 * 3600;
/// So long it is told that nothing came of a mail, or that a letter to an agent failed.
const WEEK: i64 = 7 * DAY;
/// With less space the next large mails may not fit.
const FREE_BYTES: u64 = 500_000_000;

/// Show whether everything works; exit code 69 if not
#[derive(Debug, Clone, Args)]
pub struct StatusArgs {
    /// From the global `--json`.
    #[arg(skip)]
    pub json: bool,
}

/// Something is wrong. It was printed, and the program ends with `EX_UNAVAILABLE` (69).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{faults} {}", if *faults == 1 { "problem" } else { "problems" })]
pub struct Unwell {
    /// The number of faults.
    pub faults: usize,
}

/// The data to check.
struct Health {
    daemon: Daemon,
    mailboxes: Vec<MailboxLine>,
    not_given: Vec<NotGiven>,
    unread: Unread,
    failed_to_agents: Option<FailedToAgents>,
    backlog: Backlog,
    /// What stands in the way of letters.
    obstacles: Vec<ObstacleLine>,
    tickets: Vec<(StatusName, u64)>,
    /// Broken promises on open tickets.
    breaches: u64,
    disk: Option<Disk>,
    /// Mails that were set aside within a day.
    set_aside: u64,
    /// What a clock ahead of time had put off, and when that was made due.
    brought_back: Option<(Timestamp, PutOff)>,
}

/// Prints the state. Returns an [`Unwell`] error if something is wrong.
pub fn status(
    args: &StatusArgs,
    reader: &Reader,
    people: &People,
    now: Timestamp,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let (daemon, disk) = (reader.daemon(), reader.disk());
    let ago = |seconds| now.checked_sub(SignedDuration::from_secs(seconds)).unwrap_or(now);
    let agents: Vec<&str> = people.agents.0.iter().map(|agent| agent.contact.address.as_str()).collect();
    let health = reader.ask(|reading| {
        Ok(Health {
            daemon,
            mailboxes: reading.mailboxes()?,
            not_given: reading.not_given()?,
            unread: reading.unread()?,
            failed_to_agents: reading.failed_to(&agents, ago(WEEK))?,
            backlog: reading.backlog()?,
            obstacles: reading.obstacles()?,
            tickets: reading.statuses()?,
            breaches: reading.open_breaches()?,
            disk,
            set_aside: reading.set_aside_since(ago(DAY))?,
            brought_back: reading.brought_back()?,
        })
    })?;
    let faults = faults(&health, now);
    if args.json {
        json_line(&as_json(&health, &faults), out)?;
    } else {
        print(&health, &faults, now, out)?;
    }
    match faults.len() {
        0 => Ok(()),
        faults => Err(Unwell { faults }.into()),
    }
}

/// Every fault as a complete sentence.
fn faults(health: &Health, now: Timestamp) -> Vec<String> {
    let Health { daemon, mailboxes, backlog, disk, .. } = health;
    let older = |since: Option<Timestamp>, seconds: i64| {
        since.filter(|since| now.as_second() - since.as_second() > seconds).map(|since| age(since, now))
    };
    let mut faults = Vec::new();
    if *daemon == Daemon::Stands {
        faults.push("maildesk is not running".to_owned());
    }
    for mailbox in mailboxes {
        let name = &mailbox.name;
        if let Some((words, since)) = &mailbox.error {
            faults.push(format!("mailbox {name} has been failing for {}: {}", age(*since, now), brief(words)));
        } else if let Some(age) = older(Some(mailbox.last_try_at), MAILBOX_SILENT) {
            faults.push(format!("mailbox {name} hasn't been checked for {age}"));
        }
        if let Some((words, since)) = &mailbox.after {
            faults.push(format!(
                "mailbox {name} is read, but `after` has been failing for {}: {}",
                age(*since, now),
                brief(words)
            ));
        }
    }
    for NotGiven { mailbox, messages, since, words } in &health.not_given {
        let (emails, since) = (emails(*messages), age(*since, now));
        faults.push(format!("mailbox {mailbox}: the server hasn't handed over {emails} for {since}: {}", brief(words)));
    }
    if health.unread.last.is_some_and(|last| now.as_second() - last.as_second() < WEEK) {
        faults.push(unread(health.unread));
    }
    for ObstacleLine { letters, words, since } in &health.obstacles {
        faults.push(format!("{letters} haven't gone out for {}: {}", age(*since, now), brief(words)));
    }
    faults.extend(health.failed_to_agents.as_ref().map(|failed| failed_to_agents(failed, now)));
    if let Some(age) = older(backlog.oldest_mail, MAIL_WAITS) {
        faults.push(format!("an email has been waiting for {age}"));
    }
    if let Some(age) = older(backlog.oldest_letter, LETTER_WAITS) {
        faults.push(format!("a letter has been waiting for {age}"));
    }
    let is_told = |(at, _): &(Timestamp, PutOff)| now.as_second() - at.as_second() < DAY;
    if let Some((at, PutOff { letters, due })) = health.brought_back.filter(is_told) {
        let what = format!("{letters} letters and {due} deadlines of tickets");
        faults
            .push(format!("the clock was set back {} ago: {what} were far in the future and became due", age(at, now)));
    }
    if let Some(disk) = disk.filter(|disk| disk.free_bytes < FREE_BYTES) {
        faults.push(format!("only {} of disk space is left for the database", print_size(disk.free_bytes)));
    }
    faults
}

/// A server's words, cut: some fill a screen. JSON has all of them beside the fault.
fn brief(words: &str) -> String {
    const LONGEST: usize = 200;
    let words = printable(words);
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => words.get(..end).unwrap_or_default().to_owned() + "…",
        None => words.to_string(),
    }
}

fn emails(number: u64) -> String {
    if number == 1 { "an email".to_owned() } else { format!("{number} emails") }
}

fn unread(Unread { mails, .. }: Unread) -> String {
    let emails = emails(mails);
    format!(
        "the server handed over nothing of {emails}: see `maildesk ledger --end quarantined`, then `maildesk replay ID`"
    )
}

fn failed_to_agents(FailedToAgents { letters, last, to, words }: &FailedToAgents, now: Timestamp) -> String {
    let failed = if *letters == 1 { "a letter".to_owned() } else { format!("{letters} letters") };
    let (age, words) = (age(*last, now), brief(words));
    format!(
        "{failed} to agents failed in the last 7 days, the newest to {to} {age} ago: {words} (`maildesk outbox --failed`)"
    )
}

fn print(health: &Health, faults: &[String], now: Timestamp, out: &mut dyn Write) -> io::Result<()> {
    let Health { daemon, mailboxes, backlog, tickets, breaches, disk, .. } = health;
    let since = |at: Option<Timestamp>| at.map_or("never".to_owned(), |at| format!("{} ago", age(at, now)));
    let oldest = |at: Option<Timestamp>| at.map_or(String::new(), |at| format!(" (oldest: {})", age(at, now)));
    writeln!(out, "{}", if faults.is_empty() { "OK" } else { "PROBLEM" })?;
    for fault in faults {
        for line in folded(&format!("  ! {}", harmless(fault)), COLUMNS, 4) {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out, "daemon     {}", if *daemon == Daemon::Runs { "running" } else { "not running" })?;
    for mailbox in mailboxes {
        let last = since(mailbox.last_success_at);
        writeln!(out, "mailbox    {}: last success {last}", cell(&mailbox.name, 40))?;
    }
    let ends = backlog.mails_by_end.iter().map(|(end, number)| format!(", {number} {end}"));
    let waiting = format!("{} waiting{}", backlog.mails_waiting, oldest(backlog.oldest_mail));
    for line in folded(&format!("emails     {waiting}{}", joined(ends)), COLUMNS, 11) {
        writeln!(out, "{line}")?;
    }
    if health.unread.mails > 0 {
        for line in folded(&format!("unread     {}", unread(health.unread)), COLUMNS, 11) {
            writeln!(out, "{line}")?;
        }
    }
    let Backlog { letters_waiting, letters_unknown, letters_failed, oldest_letter, .. } = backlog;
    let waiting = format!("{letters_waiting} waiting{}", oldest(*oldest_letter));
    writeln!(out, "letters    {waiting}, {letters_unknown} possibly sent, {letters_failed} failed")?;
    let counts: Vec<String> = tickets.iter().map(|(status, number)| format!("{number} {status}")).collect();
    let counts = if counts.is_empty() { "none".to_owned() } else { counts.join(", ") };
    for line in folded(&format!("tickets    {}", harmless(&counts)), COLUMNS, 11) {
        writeln!(out, "{line}")?;
    }
    if health.set_aside > 0 {
        writeln!(
            out,
            "set aside  {} emails in the last 24 hours: held, suppressed, or from programs",
            health.set_aside
        )?;
    }
    if *breaches > 0 {
        writeln!(out, "promises   {breaches} overdue")?;
    }
    match disk {
        Some(disk) => {
            writeln!(out, "disk       {} used, {} free", print_size(disk.database_bytes), print_size(disk.free_bytes))
        }
        None => Ok(()),
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect()
}

fn as_json(health: &Health, faults: &[String]) -> Value {
    let Health { daemon, mailboxes, backlog, tickets, breaches, disk, .. } = health;
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
    let mailbox = |line: &MailboxLine| {
        json!({
            "name": line.name,
            "last_try_at": line.last_try_at.to_string(),
            "last_success_at": text(line.last_success_at),
            "error": line.error.as_ref().map(|(words, _)| words),
            "error_since": text(line.error.as_ref().map(|(_, since)| *since)),
            "after_error": line.after.as_ref().map(|(words, _)| words),
            "after_error_since": text(line.after.as_ref().map(|(_, since)| *since)),
            "not_given": health.not_given.iter().filter(|given| given.mailbox == line.name).map(|given| given.messages).sum::<u64>(),
        })
    };
    let obstacle =
        |line: &ObstacleLine| json!({"letters": line.letters, "words": line.words, "since": line.since.to_string()});
    let mut mails: serde_json::Map<String, Value> =
        End::ALL.into_iter().map(|end| (end.as_str().to_owned(), json!(0))).collect();
    mails.extend(backlog.mails_by_end.iter().map(|(end, number)| (end.clone(), json!(number))));
    json!({
        "well": faults.is_empty(),
        "faults": faults,
        "daemon_runs": *daemon == Daemon::Runs,
        "mailboxes": mailboxes.iter().map(mailbox).collect::<Vec<_>>(),
        "mails_waiting": backlog.mails_waiting,
        "oldest_mail_at": text(backlog.oldest_mail),
        "mails": mails,
        "mails_unread": health.unread.mails,
        "mails_set_aside_within_a_day": health.set_aside,
        "letters_waiting": backlog.letters_waiting,
        "letters_unknown": backlog.letters_unknown,
        "letters_failed": backlog.letters_failed,
        "oldest_letter_at": text(backlog.oldest_letter),
        "obstacles": health.obstacles.iter().map(obstacle).collect::<Vec<_>>(),
        "tickets": tickets.iter().map(|(status, number)| (status.to_string(), json!(number))).collect::<serde_json::Map<_, _>>(),
        "promises_broken": breaches,
        "database_bytes": disk.map(|disk| disk.database_bytes),
        "free_bytes": disk.map(|disk| disk.free_bytes),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples::{SampleDesk, later};
    use crate::ledger::{Cursor, Owed};
    use crate::store::samples::{arrival, letter};
    use crate::store::{Arrival, LetterOutcome, Taking};

    #[tokio::test]
    async fn what_is_wrong_is_said_and_fails() {
        let desk = SampleDesk::new().await;
        let show = |seconds| {
            let mut out = Vec::new();
            let args = StatusArgs { json: false };
            let result = status(&args, &desk.reader, &desk.policy.people, later(seconds), &mut out);
            (String::from_utf8(out).unwrap(), result.err().map(|error| error.to_string()))
        };
        let (text, error) = show(60);
        let well = "\
OK
daemon     running
mailbox    support: last success 1m ago
emails     1 waiting (oldest: 1m), 1 commented, 2 opened
letters    1 waiting (oldest: 1m), 0 possibly sent, 1 failed
tickets    1 new, 1 resolved
";
        assert!(text.starts_with(well), "{text}");
        assert_eq!(error, None);
        let (text, error) = show(5 * 3600);
        let ill = "\
PROBLEM
  ! mailbox support hasn't been checked for 5h
  ! an email has been waiting for 5h
  ! a letter has been waiting for 5h
";
        assert!(text.starts_with(ill), "{text}");
        assert_eq!(error.as_deref(), Some("3 problems"));
        desk.store.note_mailbox("support", later(90), Err("login refused".to_owned())).await.unwrap();
        assert!(show(150).0.contains("  ! mailbox support has been failing for 1m: login refused\n"));
        let obstacle = [("letters".to_owned(), "can't reach mx.example:25: connection refused".to_owned())].into();
        desk.store.write(move |tx| tx.note_obstacles(&obstacle, later(90))).await.unwrap();
        let stopped = "  ! letters haven't gone out for 1m: can't reach mx.example:25: connection\n    refused\n";
        assert!(show(150).0.contains(stopped));
        desk.store.note_mailbox("support", later(150), Ok(())).await.unwrap();
        desk.store.note_after_error("support", later(150), Some("no right".to_owned())).await.unwrap();
        assert!(show(220).0.contains("  ! mailbox support is read, but `after` has been failing for 1m: no right\n"));
    }

    #[tokio::test]
    async fn letters_to_agents_that_failed_are_told_for_a_week() {
        let desk = SampleDesk::new().await;
        let mut failing = letter(None, "l9@desk.example");
        failing.draft.to = desk.policy.people.agents.0[0].contact.clone();
        desk.store.write(move |tx| tx.enqueue(&failing, later(0))).await.unwrap();
        for letter in desk.store.claim_letters(9, u64::MAX, later(1)).await.unwrap() {
            let refusal = LetterOutcome::Failed { words: "552 5.3.4 too large".to_owned(), expired: false };
            desk.store.write(move |tx| tx.record_outcome(letter.id, &refusal, later(60))).await.unwrap();
        }
        let told = |seconds| {
            let mut out = Vec::new();
            let people = &desk.policy.people;
            let _ = status(&StatusArgs { json: false }, &desk.reader, people, later(seconds), &mut out);
            let text = String::from_utf8(out).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
            let line = "! a letter to agents failed in the last 7 days, the newest to anna@desk.example 1m ago: 552 5.3.4 \
                        too large (`maildesk outbox --failed`)";
            (text.contains(line), text.contains("to agents failed"))
        };
        assert_eq!(told(120), (true, true));
        assert_eq!(told(WEEK + 90), (false, false));
    }

    #[tokio::test]
    async fn what_the_server_does_not_give_is_said() {
        let desk = SampleDesk::new().await;
        let nothing = Arrival { bytes: Vec::new(), size: 900, ..arrival("nothing") };
        let owed = [(5, Some("NO later")), (7, Some("NO never")), (9, None)];
        let owed = owed.map(|(uid, words)| Owed::new(1, (uid, uid), words.map(str::to_owned)));
        let cursor = Some(Cursor { generation: 1, uid: 9, archive: 0 });
        let taking = Taking { arrivals: vec![nothing], cursor, owed: owed.into(), ..Taking::default() };
        desk.store.record_taking("support", taking, later(0)).await.unwrap();
        let mut out = Vec::new();
        let _ = status(&StatusArgs { json: false }, &desk.reader, &desk.policy.people, later(60), &mut out);
        let text = String::from_utf8(out).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        let unread = "the server handed over nothing of an email: see `maildesk ledger --end quarantined`, then `maildesk replay ID`";
        for line in [
            "! mailbox support: the server hasn't handed over 2 emails for 1m: NO later",
            &format!("! {unread}"),
            &format!("unread {unread}"),
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
    }

    #[tokio::test]
    async fn a_stopped_daemon_is_a_fault_also_in_json() {
        let desk = SampleDesk::new().await.stopped().await;
        let mut out = Vec::new();
        let result = status(&StatusArgs { json: true }, &desk.reader, &desk.policy.people, later(60), &mut out);
        assert!(result.is_err_and(|error| error.downcast_ref() == Some(&Unwell { faults: 1 })));
        let json: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!((&json["well"], &json["daemon_runs"]), (&json!(false), &json!(false)));
        assert_eq!(
            json["mails"],
            json!({"opened": 2, "commented": 1, "answered": 0, "held": 0, "suppressed": 0, "quarantined": 0})
        );
        assert_eq!(json["tickets"], json!({"new": 1, "resolved": 1}));
    }
}
