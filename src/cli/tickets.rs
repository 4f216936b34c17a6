//! `maildesk tickets`: a list of tickets, by default those that aren't done, newest last.

use std::io::Write;

use anyhow::Context;
use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use crate::desk::policy::Policy;
use crate::desk::status::{Stage, StatusName};
use crate::mail::{Address, Contact};
use crate::store::Reader;
use crate::store::read::{TicketFilter, TicketLine};

use super::print::{Columns, age, cell, json_line, or_dash};

/// List tickets, the newest last
#[derive(Debug, Clone, Args)]
pub struct TicketsArgs {
    /// Only tickets in this status; may be given several times
    #[arg(long, value_name = "STATUS")]
    pub status: Vec<String>,
    /// Only tickets that this agent works on, by short name
    #[arg(long, value_name = "AGENT")]
    pub assignee: Option<String>,
    /// Only tickets that this team has
    #[arg(long, value_name = "TEAM")]
    pub team: Option<String>,
    /// Only tickets with this value of a field; may be given several times
    #[arg(long, value_name = "FIELD=VALUE")]
    pub field: Vec<String>,
    /// Only tickets that this address asked for
    #[arg(long, value_name = "ADDRESS")]
    pub requester: Option<String>,
    /// Only tickets that are not done (the default, unless --status is given)
    #[arg(long, conflicts_with = "all")]
    pub open: bool,
    /// All tickets, also those that are done
    #[arg(long)]
    pub all: bool,
    /// The newest N of them
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
    /// From the global `--json`.
    #[arg(skip)]
    pub json: bool,
}

/// Prints the list. The policy says which statuses mean "done".
pub fn tickets(
    args: &TicketsArgs,
    reader: &Reader,
    policy: &Policy,
    now: Timestamp,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let requester = args.requester.as_deref().map(parse_address).transpose()?;
    let fields = args.field.iter().map(|text| parse_field(text, policy)).collect::<anyhow::Result<Vec<_>>>()?;
    let lines = reader.ask(|reading| {
        let known = reading.statuses()?;
        let filter = TicketFilter {
            statuses: wanted_statuses(args, policy, known.into_iter().map(|(status, _)| status)),
            assignee: args.assignee.clone().map(|name| name.to_lowercase()),
            team: args.team.clone().map(|name| name.to_lowercase()),
            fields: fields.clone(),
            requester: requester.clone(),
            limit: Some(args.limit),
        };
        reading.tickets(&filter)
    })?;
    if args.json {
        for line in &lines {
            json_line(&as_json(line, policy), out)?;
        }
        return Ok(());
    }
    let mut table = Columns::new(&["TICKET", "STATUS", "ASSIGNEE", "FIELDS", "REQUESTER", "CHANGED", "SUBJECT"]);
    for line in &lines {
        table.push(vec![
            policy.style.print(line.number),
            line.status.to_string(),
            line.assignee
                .clone()
                .unwrap_or_else(|| line.team.as_ref().map_or("-".to_owned(), |team| format!("team {team}"))),
            or_dash(Some(values(line, policy)).filter(|values| !values.is_empty()).as_deref()),
            or_dash(line.requester.as_ref().map(|who| cell(who.display(), 30)).as_deref()),
            age(line.changed_at, now),
            cell(line.subject.as_str(), 70),
        ]);
    }
    table.print("no tickets", out)?;
    Ok(())
}

/// The values of its fields, in the order of the config.
fn values(line: &TicketLine, policy: &Policy) -> String {
    let values = policy.fields.0.iter().filter_map(|field| line.fields.get(&field.name));
    cell(&values.collect::<Vec<_>>().join(", "), 30)
}

/// `priority=1`, by any word for the value.
fn parse_field(text: &str, policy: &Policy) -> anyhow::Result<(String, String)> {
    let (name, given) = text.split_once('=').with_context(|| format!("--field {text}: write it as priority=1"))?;
    let Some(field) = policy.fields.find(name) else {
        let known: Vec<&str> = policy.fields.0.iter().map(|field| field.name.as_str()).collect();
        anyhow::bail!("--field {text}: there is no field {name:?}; fields are: {}", known.join(", "));
    };
    let found = field.find_value(given);
    let value = found.ok().with_context(|| format!("--field {text}: values are: {}", field.names().join(", ")))?;
    Ok((name.to_owned(), value))
}

fn parse_address(text: &str) -> anyhow::Result<Address> {
    Address::parse(text).ok_or_else(|| anyhow::anyhow!("--requester {text}: not an e-mail address"))
}

/// The statuses to list. `None`: all. A status that the config doesn't know any more counts as open, so that its
/// tickets are visible.
fn wanted_statuses(
    args: &TicketsArgs,
    policy: &Policy,
    known: impl Iterator<Item = StatusName>,
) -> Option<Vec<StatusName>> {
    let asked: Vec<StatusName> = args.status.iter().map(|name| StatusName(name.to_lowercase())).collect();
    if args.all || (!asked.is_empty() && !args.open) {
        return (!asked.is_empty()).then_some(asked);
    }
    let open = known.filter(|status| policy.workflow.stage(status) != Stage::Done);
    Some(open.filter(|status| asked.is_empty() || asked.contains(status)).collect())
}

fn as_json(line: &TicketLine, policy: &Policy) -> serde_json::Value {
    let who = |contact: &Contact| json!({"address": contact.address.as_str(), "name": contact.name()});
    json!({
        "ticket": policy.style.print(line.number),
        "subject": line.subject.as_str(),
        "status": line.status.as_str(),
        "requester": line.requester.as_ref().map(who),
        "assignee": line.assignee,
        "team": line.team,
        "fields": line.fields.0,
        "opened_at": line.opened_at.to_string(),
        "changed_at": line.changed_at.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples::{SampleDesk, later, printed};

    fn args() -> TicketsArgs {
        TicketsArgs {
            status: Vec::new(),
            assignee: None,
            team: None,
            field: Vec::new(),
            requester: None,
            open: false,
            all: false,
            limit: 50,
            json: false,
        }
    }

    #[tokio::test]
    async fn the_list_shows_what_is_not_done() {
        let desk = SampleDesk::new().await;
        let list = |args: TicketsArgs| printed(|out| tickets(&args, &desk.reader, &desk.policy, later(3600), out));
        let open = "\
TICKET    STATUS  ASSIGNEE  FIELDS  REQUESTER             CHANGED  SUBJECT
HD-00001  new     -         -       ada@customer.example  1h       The press stops
";
        assert_eq!(list(args()), open);
        assert_eq!(list(TicketsArgs { open: true, ..args() }), open);
        assert_eq!(list(TicketsArgs { all: true, ..args() }).lines().count(), 3);
        assert!(
            list(TicketsArgs { status: vec!["Resolved".to_owned()], ..args() }).contains("HD-00002  resolved  anna")
        );
        assert_eq!(list(TicketsArgs { assignee: Some("anna".to_owned()), ..args() }), "no tickets\n");
        let asked = TicketsArgs { requester: Some("ADA@customer.example".to_owned()), all: true, limit: 1, ..args() };
        assert_eq!(list(asked).lines().count(), 2);
    }

    #[tokio::test]
    async fn json_is_one_object_a_line() {
        let desk = SampleDesk::new().await;
        let args = TicketsArgs { json: true, ..args() };
        let text = printed(|out| tickets(&args, &desk.reader, &desk.policy, later(0), out));
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let expected = json!({
            "ticket": "HD-00001", "subject": "The press stops", "status": "new", "assignee": null, "team": null, "fields": {},
            "requester": {"address": "ada@customer.example", "name": ""},
            "opened_at": "2026-01-05T09:00:00Z", "changed_at": "2026-01-05T09:00:00Z",
        });
        assert_eq!(value, expected);
    }
}
