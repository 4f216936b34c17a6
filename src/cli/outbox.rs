//! `maildesk outbox`: the waiting letters, by age and host, or the failed ones, or all.

pub mod retry;

use std::io::Write;

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use crate::desk::policy::Policy;
use crate::desk::reference::ReferenceStyle;
use crate::store::Reader;
use crate::store::read::{LetterFilter, LetterLine, Take};

use super::columns::Columns;
use super::limit::{self, Cut, cut_of, stream};
use super::print::short_age;

/// List waiting letters, the oldest first
#[derive(Debug, Clone, Args)]
pub struct OutboxArgs {
    /// Only failed letters, the newest last
    #[arg(long, conflicts_with = "all")]
    pub failed: bool,
    /// All letters, including delivered ones, the newest last
    #[arg(long)]
    pub all: bool,
    /// Show at most N
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = limit::parse, allow_negative_numbers = true)]
    pub limit: usize,
    /// From the global `--json`.
    #[arg(skip)]
    pub json: bool,
}

/// Prints the list.
pub fn outbox(
    args: &OutboxArgs,
    reader: &Reader,
    policy: &Policy,
    now: Timestamp,
    out: &mut dyn Write,
) -> anyhow::Result<Option<Cut>> {
    let (filter, empty) = match (args.failed, args.all) {
        (true, _) => (LetterFilter::Failed, "No failed letters."),
        (_, true) => (LetterFilter::All, "No letters."),
        _ => (LetterFilter::Waiting, "No waiting letters."),
    };
    if args.json {
        let list = |take: Take<'_, LetterLine>| reader.ask(|reading| reading.each_letter(filter, args.limit, take));
        let shown = stream(|line| as_json(line, &policy.style), list, out)?;
        return Ok(reader.ask(|reading| cut_of(shown, args.limit, || reading.count_letters(filter)))?);
    }
    let (lines, cut) = reader.ask(|reading| {
        let lines = reading.letters(filter, args.limit)?;
        let cut = cut_of(lines.len(), args.limit, || reading.count_letters(filter))?;
        Ok((lines, cut))
    })?;
    let head = ["LETTER", "AGE", "TO", "STATE", "TRIES", "DUE IN", "TICKET", "KIND"];
    let mut table = Columns::new(&head, &["TO", "KIND"]);
    for line in &lines {
        table.push(vec![
            line.id.0.to_string(),
            short_age(now, line.enqueued_at),
            line.to.address.as_str().to_owned(),
            line.state.as_str().to_owned(),
            line.attempts.to_string(),
            line.next_at.map_or(String::new(), |at| if at <= now { "now".to_owned() } else { short_age(at, now) }),
            line.ticket.map_or(String::new(), |number| policy.style.print(number)),
            line.notice_name().to_owned(),
        ]);
        table.below(&line.words);
    }
    table.print(empty, out)?;
    Ok(cut)
}

fn as_json(line: &LetterLine, style: &ReferenceStyle) -> serde_json::Value {
    json!({
        "letter": line.id.0,
        "ticket": line.ticket.map(|number| style.print(number)),
        "notice": line.notice_name(),
        "to": {"address": line.to.address.as_str(), "name": line.to.name()},
        "host": line.to.address.domain(),
        "subject": line.subject.as_str(),
        "message_id": line.message_id.as_str(),
        "state": line.state.as_str(),
        "attempts": line.attempts,
        "enqueued_at": line.enqueued_at.to_string(),
        "next_at": line.next_at.map(|at| at.to_string()),
        "changed_at": line.changed_at.to_string(),
        "expired": line.expired,
        "words": line.words,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples::{SampleDesk, later, printed};
    use crate::cli::ticket::{TicketArgs, ticket};
    use crate::store::LetterId;
    use crate::store::samples::make_newer;

    #[tokio::test]
    async fn what_waits_and_what_failed() {
        let desk = SampleDesk::new().await;
        let list = |failed, all, json| {
            let args = OutboxArgs { failed, all, limit: 100, json };
            printed(|out| outbox(&args, &desk.reader, &desk.policy, later(7200), out))
        };
        let waits = "\
LETTER  AGE  TO                    STATE   TRIES  DUE IN  TICKET    KIND
2       2h   ada@customer.example  queued  0      now     HD-00001  confirmation
";
        assert_eq!(list(false, false, false), waits);
        assert!(list(true, false, false).contains("550 no such user"));
        assert_eq!(list(false, true, false).lines().count(), 4);
        let json: serde_json::Value = serde_json::from_str(&list(true, false, true)).unwrap();
        assert_eq!((json["state"].as_str(), json["host"].as_str()), (Some("failed"), Some("customer.example")));
    }
    #[tokio::test]
    async fn a_letter_of_a_newer_program_is_listed_by_the_name_of_its_kind() {
        let desk = SampleDesk::new().await;
        make_newer(&desk.store, LetterId(2)).await;
        let policy = &desk.policy;
        for json in [false, true] {
            let args = OutboxArgs { failed: false, all: false, limit: 100, json };
            assert!(printed(|out| outbox(&args, &desk.reader, policy, later(0), out)).contains("digest"));
            let args = TicketArgs { reference: "1".to_owned(), json };
            let told = printed(|out| ticket(&args, &desk.reader, policy, later(0), out));
            assert!(told.contains(if json { "\"notice\":\"digest\"" } else { "letter 2 (digest) to Ada" }), "{told}");
        }
    }
}
