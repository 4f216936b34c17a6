//! `maildesk ticket HD-00042`: the events of one ticket, with the reason of every change and the letters that followed
//! (P7).

#[cfg(test)]
mod event;

use std::io::{self, Write};

use anyhow::{Context, anyhow};
use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::desk::event_words;
use crate::desk::policy::Policy;
use crate::desk::reason::Reason;
use crate::desk::reference::ReferenceStyle;
use crate::desk::sla::clock::SlaClock;
use crate::desk::ticket::{FeedbackState, Ticket};
use crate::desk::zone::Zone;
use crate::mail::Contact;
use crate::store::read::{Entry, FileLine, LetterLine, Story, Told};
use crate::store::{MailId, Reader};

use super::print::{age, json_line, or_dash};
use super::width::{COLUMNS, harmless, print_behind, wrapped};
use crate::desk::quantity::print_size;
use crate::mail::clean::printable;

/// Show a ticket's history
#[derive(Debug, Clone, Args)]
pub struct TicketArgs {
    /// Ticket number: HD-00042, hd42 or 42
    #[arg(value_name = "REFERENCE")]
    pub reference: String,
    /// From the global `--json`.
    #[arg(skip)]
    pub json: bool,
}

/// Prints the story.
pub fn ticket(
    args: &TicketArgs,
    reader: &Reader,
    policy: &Policy,
    now: Timestamp,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let (typed, style) = (&args.reference, &policy.style);
    let number = style
        .parse_typed(typed)
        .with_context(|| format!("{typed:?} isn't a ticket number. Write it as {}-00042.", style.prefix()))?;
    let (story, posted) = reader.ask(|reading| Ok((reading.story(number)?, reading.posted_on(number)?)))?;
    let story = story.ok_or_else(|| anyhow!("there's no ticket {}", style.print(number)))?;
    if args.json {
        json_line(&ticket_json(&story, style), out)?;
        for entry in &story.entries {
            json_line(&entry_json(entry, style, &posted), out)?;
        }
        return Ok(());
    }
    print_head(&story, policy, now, out)?;
    for entry in &story.entries {
        print_entry(entry, policy, &posted, out)?;
    }
    Ok(())
}

fn print_head(story: &Story, policy: &Policy, now: Timestamp, out: &mut dyn Write) -> io::Result<()> {
    let Ticket {
        number,
        subject,
        status,
        requester,
        organisation,
        participants,
        assignee,
        mailbox,
        feedback,
        team,
        fields,
        ..
    } = &story.ticket;
    print_behind(&format!("{}  ", policy.style.print(*number)), subject.as_str(), out)?;
    let mut row = |name: &str, words: &str| print_behind(&format!("  {name:<10} "), words, out);
    row("status", status.as_str())?;
    row("requester", &or_dash(requester.as_ref().map(Contact::to_string).as_deref()))?;
    if let Some(organisation) = organisation {
        row("company", organisation)?;
    }
    for participant in participants {
        row("copied in", &participant.to_string())?;
    }
    row("assignee", &or_dash(assignee.as_deref()))?;
    if let Some(team) = team {
        row("team", team)?;
    }
    for (name, value) in &fields.0 {
        row(&harmless(name), value)?;
    }
    row("mailbox", mailbox)?;
    match feedback {
        FeedbackState::NotAsked => {}
        FeedbackState::Asked => row("rating", "asked for")?,
        FeedbackState::Rated(score) => row("rating", &format!("{score} out of 5"))?,
    }
    let zone = &policy.zone;
    for clock in &story.clocks.0 {
        if let Some(line) = promise_line(clock, zone) {
            row("promise", &line)?;
        }
    }
    writeln!(out, "  opened {}, last change {} ago", zone.print_time(story.opened_at), age(story.changed_at, now))?;
    print_files(story, zone, out)
}

/// All files of the ticket.
fn print_files(story: &Story, zone: &Zone, out: &mut dyn Write) -> io::Result<()> {
    for (index, (file, who, at)) in files(story).enumerate() {
        if index == 0 {
            writeln!(out, "\nAttachments")?;
        }
        let refused = file.refused.as_ref().map_or(String::new(), |why| format!("; not passed on: {why}"));
        let words = format!("{} ({}), {who}, {}{refused}", file_name(file), print_size(file.size), zone.print_time(at));
        print_behind("  ", &words, out)?;
    }
    Ok(())
}

/// Each file with its sender and time.
fn files(story: &Story) -> impl Iterator<Item = (&FileLine, String, Timestamp)> {
    story.entries.iter().flat_map(|entry| {
        let (files, author) = match &entry.told {
            Told::Comment { files, author, .. } => (files.as_slice(), author.as_ref()),
            Told::Opened { .. } | Told::Event { .. } | Told::Letter(_) => (&[][..], None),
        };
        let who = author.map_or("the helpdesk".to_owned(), |author| author.address.to_string());
        files.iter().map(move |file| (file, who.clone(), entry.at))
    })
}

fn file_name(file: &FileLine) -> String {
    if file.name.is_empty() { "(no name)".to_owned() } else { printable(&file.name).into_owned() }
}

/// `first response (prio 1): running, due 2026-01-05 10:15 UTC`
fn promise_line(clock: &SlaClock, zone: &Zone) -> Option<String> {
    let promise = clock.sla.as_ref()?;
    let again = if clock.round > 1 { format!(", round {}", clock.round) } else { String::new() };
    let met = clock.met_at.map(|at| format!(", met {}", zone.print_time(at)));
    let due = clock.due_at.map(|at| format!(", due {}", zone.print_time(at)));
    let when = met.or(due).unwrap_or_default();
    Some(format!("{} ({promise}{again}): {}{when}", clock.measure, clock.standing().as_str()))
}

fn promise_json(clock: &SlaClock) -> Value {
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
    json!({
        "measure": clock.measure.as_str(),
        "promise": clock.sla,
        "round": clock.round,
        "state": clock.standing().as_str(),
        "target_s": clock.target.map(|target| target.as_secs()),
        "due_at": text(clock.due_at),
        "met_at": text(clock.met_at),
        "warned_at": text(clock.warned_at),
        "broken_at": text(clock.broken_at),
    })
}

/// One entry. `posted`: the emails of the ledger that stand for what was posted on a page.
fn print_entry(entry: &Entry, policy: &Policy, posted: &[MailId], out: &mut dyn Write) -> io::Result<()> {
    let at = policy.zone.print_time(entry.at);
    match &entry.told {
        Told::Comment { author, role, visibility, text, files, mail, defects, .. } => {
            let who = author.as_ref().map_or("the helpdesk".to_owned(), Contact::to_string);
            let way = |mail: &MailId| if posted.contains(mail) { ", posted on a page" } else { "" };
            let by = mail.map_or(String::new(), |mail| format!("{}, email {}", way(&mail), mail.0));
            writeln!(out)?;
            print_behind(&format!("{at}  "), &format!("{who} wrote ({role}, {}{by})", visibility.as_str()), out)?;
            // Long words, such as links, stay whole.
            for line in printable(text).lines().flat_map(|line| wrapped(&format!("    {line}"), COLUMNS, 4)) {
                writeln!(out, "{}", line.trim_end())?;
            }
            for file in files {
                let refused = if file.refused.is_some() { ", not passed on" } else { "" };
                let size = print_size(file.size);
                let words = format!("{} ({}, {size}{refused})", file_name(file), file.content_type);
                print_behind("    [attachment] ", &words, out)?;
            }
            for defect in defects {
                print_behind("    [repaired] ", defect, out)?;
            }
            Ok(())
        }
        Told::Opened { actor, reasons, .. } => {
            let by = actor.as_ref().map_or(String::new(), |actor| format!(" by {actor}"));
            print_behind(&format!("{at}  "), &format!("opened{by}{}", because(&Reason::join(reasons))), out)
        }
        Told::Event { kind, actor, before, after, reason, .. } => {
            let what = event_words::sentence(kind, before.as_deref(), after.as_deref(), &policy.style);
            let why = because(&reason.to_string());
            print_behind(&format!("{at}  "), &format!("{what}{}{why}", event_words::by(kind, actor.as_deref())), out)
        }
        Told::Letter(letter) => {
            let delivery = delivery(letter, &policy.zone);
            let words = format!("letter {} ({}) to {}: {delivery}", letter.id.0, letter.notice_name(), letter.to);
            print_behind(&format!("{at}  "), &words, out)
        }
    }
}

fn because(reason: &str) -> String {
    let reason = crate::mail::clean::one_line(reason);
    if reason.is_empty() { String::new() } else { format!(": {reason}") }
}

/// The state of a letter's delivery, in words.
fn delivery(letter: &LetterLine, zone: &Zone) -> String {
    let state = letter.state.as_str();
    let tries = match letter.attempts {
        0 => String::new(),
        1 => ", 1 try".to_owned(),
        tries => format!(", {tries} tries"),
    };
    let due = letter.next_at.map_or(String::new(), |at| format!(", due {}", zone.print_time(at)));
    let expired = if letter.expired { ", given up" } else { "" };
    format!("{state}{expired}{tries}{due}{}", because(&letter.words))
}

fn contact_json(contact: &Contact) -> Value {
    json!({"address": contact.address.as_str(), "name": contact.name()})
}

fn ticket_json(story: &Story, style: &ReferenceStyle) -> Value {
    let ticket = &story.ticket;
    let (asked, score) = match ticket.feedback {
        FeedbackState::NotAsked => (false, None),
        FeedbackState::Asked => (true, None),
        FeedbackState::Rated(score) => (true, Some(score)),
    };
    json!({
        "what": "ticket",
        "ticket": style.print(ticket.number),
        "subject": ticket.subject.as_str(),
        "status": ticket.status.as_str(),
        "requester": ticket.requester.as_ref().map(contact_json),
        "participants": ticket.participants.iter().map(contact_json).collect::<Vec<_>>(),
        "assignee": ticket.assignee,
        "team": ticket.team,
        "fields": ticket.fields.0,
        "mailbox": ticket.mailbox,
        "feedback_asked": asked,
        "score": score,
        "promises": story.clocks.0.iter().map(promise_json).collect::<Vec<_>>(),
        "files": files(story).map(|(file, who, at)| json!({
            "name": file.name, "type": file.content_type, "bytes": file.size, "refused": file.refused,
            "from": who, "at": at.to_string(),
        })).collect::<Vec<_>>(),
        "opened_at": story.opened_at.to_string(),
        "changed_at": story.changed_at.to_string(),
    })
}

fn file_json(file: &FileLine) -> Value {
    json!({"name": file.name, "type": file.content_type, "bytes": file.size, "refused": file.refused})
}

fn entry_json(entry: &Entry, style: &ReferenceStyle, posted: &[MailId]) -> Value {
    let (at, word) = (entry.at.to_string(), entry.told.word());
    match &entry.told {
        Told::Comment { author, role, visibility, text, files, mail, defects, .. } => json!({
            "what": word, "at": at,
            "author": author.as_ref().map(contact_json), "role": role.as_str(), "visibility": visibility.as_str(),
            "text": text, "mail": mail.map(|mail| mail.0), "defects": defects,
            "posted": mail.is_some_and(|mail| posted.contains(&mail)),
            "files": files.iter().map(file_json).collect::<Vec<_>>(),
        }),
        Told::Opened { actor, reasons, mail } => json!({
            "what": word, "at": at, "actor": actor, "reason": Reason::join(reasons), "because": reasons,
            "mail": mail.map(|mail| mail.0),
        }),
        Told::Event { kind, actor, before, after, reason, mail } => json!({
            "what": word, "at": at, "text": event_words::sentence(kind, before.as_deref(), after.as_deref(), style),
            "actor": actor, "before": before, "after": after, "reason": reason.to_string(), "because": reason,
            "mail": mail.map(|mail| mail.0),
        }),
        Told::Letter(letter) => json!({
            "what": word, "at": at, "letter": letter.id.0, "notice": letter.notice_name(),
            "to": contact_json(&letter.to), "subject": letter.subject.as_str(),
            "message_id": letter.message_id.as_str(), "state": letter.state.as_str(), "attempts": letter.attempts,
            "next_at": letter.next_at.map(|at| at.to_string()), "expired": letter.expired, "words": letter.words,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples::{SampleDesk, later, printed};

    fn args(reference: &str, json: bool) -> TicketArgs {
        TicketArgs { reference: reference.to_owned(), json }
    }

    #[tokio::test]
    async fn the_story_is_told_with_its_reasons() {
        let desk = SampleDesk::new().await;
        let told = printed(|out| ticket(&args("hd2", false), &desk.reader, &desk.policy, later(60), out));
        let expected = "\
HD-00002  The press stops
  status     resolved
  requester  ada@customer.example
  assignee   anna
  mailbox    support
  opened 2026-01-05 09:00 UTC, last change 1m ago
2026-01-05 09:00 UTC  opened by ada@customer.example: opens a new ticket

2026-01-05 09:00 UTC  ada@customer.example wrote (requester, public, email 2)
    It stops after ten minutes.

2026-01-05 09:00 UTC  ada@customer.example wrote (requester, public, email 3)
    It stops after ten minutes.
2026-01-05 09:00 UTC  assigned nobody → anna by ada@customer.example: command
                      #assign anna
2026-01-05 09:00 UTC  status new → resolved by ada@customer.example: command
                      #resolved
2026-01-05 09:00 UTC  the letter to ada@customer.example couldn't be delivered:
                      550 no such user
2026-01-05 09:00 UTC  letter 1 (confirmation) to Ada <ada@customer.example>:
                      failed, 1 try: 550 no such user
";
        assert_eq!(told, expected);
    }

    #[tokio::test]
    async fn json_has_the_ticket_first() {
        let desk = SampleDesk::new().await;
        let told = printed(|out| ticket(&args("2", true), &desk.reader, &desk.policy, later(60), out));
        let what = |line: &str| serde_json::from_str::<Value>(line).unwrap()["what"].as_str().unwrap().to_owned();
        let words: Vec<String> = told.lines().map(what).collect();
        let expected = ["ticket", "opened", "comment", "comment", "assigned", "status", "letter-failed", "letter"]
            .map(str::to_owned);
        assert_eq!(words, expected);
    }

    #[tokio::test]
    async fn what_is_no_ticket_is_said() {
        let desk = SampleDesk::new().await;
        let refused = |reference: &str| {
            let told = ticket(&args(reference, false), &desk.reader, &desk.policy, later(0), &mut Vec::new());
            told.unwrap_err().to_string()
        };
        assert_eq!(refused("press"), "\"press\" isn't a ticket number. Write it as HD-00042.");
        assert_eq!(refused("99"), "there's no ticket HD-00099");
    }
}
