//! `maildesk tickets`: a list of tickets, by default those that aren't done, newest last.

use std::io::Write;

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use crate::desk::policy::Policy;
use crate::desk::status::{Stage, StatusName};
use crate::mail::{Address, Contact};
use crate::store::read::{NamesInUse, Take, TicketFilter, TicketLine};
use crate::store::{Reader, Reading};

use super::columns::Columns;
use super::known::{self, UnknownName};
use super::limit::{self, Cut, cut_of, stream};
use super::print::short_age;

/// Where the column of fields stands, if the desk has any.
const FIELDS_AT: usize = 3;
/// The columns that hold words of any length.
const LOOSE: [&str; 5] = ["STATUS", "ASSIGNEE", "FIELDS", "REQUESTER", "SUBJECT"];

/// List tickets, the newest last
#[derive(Debug, Clone, Args)]
pub struct TicketsArgs {
    /// Only tickets with this status (can be repeated)
    #[arg(long, value_name = "STATUS")]
    pub status: Vec<String>,
    /// Only tickets assigned to this agent, by short name
    #[arg(long, value_name = "AGENT")]
    pub assignee: Option<String>,
    /// Only tickets of this team
    #[arg(long, value_name = "TEAM")]
    pub team: Option<String>,
    /// Only tickets with this field value (can be repeated)
    #[arg(long, value_name = "FIELD=VALUE")]
    pub field: Vec<String>,
    /// Only tickets opened by this address
    #[arg(long, value_name = "ADDRESS")]
    pub requester: Option<String>,
    /// Only open tickets (the default without --status)
    #[arg(long, conflicts_with = "all")]
    pub open: bool,
    /// All tickets, including closed ones
    #[arg(long)]
    pub all: bool,
    /// Show the newest N
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = limit::parse, allow_negative_numbers = true)]
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
) -> anyhow::Result<Option<Cut>> {
    let requester = args.requester.as_deref().map(parse_address).transpose()?;
    let fields = |used: &[(String, String)]| {
        args.field.iter().map(|text| parse_field(text, policy, used)).collect::<Result<Vec<_>, _>>()
    };
    // Only what the config doesn't know is looked for in all tickets.
    let fields = match fields(&[]) {
        Ok(known) => known,
        Err(_) => fields(&reader.ask(Reading::fields_in_use)?)?,
    };
    let used = reader.ask(Reading::names_in_use)?;
    let filter = TicketFilter {
        statuses: wanted_statuses(args, policy, &used)?,
        assignee: args.assignee.as_deref().map(|name| find_agent(name, policy, &used)).transpose()?,
        team: args.team.as_deref().map(|name| find_team(name, policy, &used)).transpose()?,
        fields,
        requester,
        limit: Some(args.limit),
    };
    if args.json {
        let list = |take: Take<'_, TicketLine>| reader.ask(|reading| reading.each_ticket(&filter, take));
        let shown = stream(|line| as_json(line, policy), list, out)?;
        return Ok(reader.ask(|reading| cut_of(shown, args.limit, || reading.count_tickets(&filter)))?);
    }
    let (lines, cut) = reader.ask(|reading| {
        let lines = reading.tickets(&filter)?;
        let cut = cut_of(lines.len(), args.limit, || reading.count_tickets(&filter))?;
        Ok((lines, cut))
    })?;
    let mut head = vec!["TICKET", "STATUS", "ASSIGNEE", "REQUESTER", "CHANGED", "SUBJECT"];
    if !policy.fields.0.is_empty() {
        head.insert(FIELDS_AT, "FIELDS");
    }
    let mut table = Columns::new(&head, &LOOSE);
    for line in &lines {
        let mut row = vec![
            policy.style.print(line.brief.number),
            line.brief.status.to_string(),
            line.brief
                .assignee
                .clone()
                .unwrap_or_else(|| line.team.as_ref().map_or(String::new(), |team| format!("team {team}"))),
            line.brief.requester.as_ref().map_or(String::new(), |who| who.display().to_owned()),
            short_age(line.brief.changed_at, now),
            line.brief.subject.as_str().to_owned(),
        ];
        if !policy.fields.0.is_empty() {
            row.insert(FIELDS_AT, values(line, policy));
        }
        table.push(row);
    }
    let is_cut = filter.statuses.is_some() && args.status.is_empty();
    table.print(if is_cut { "No open tickets. Use --all to include closed ones." } else { "No tickets." }, out)?;
    Ok(cut)
}

/// The values of its fields, in the order of the config.
fn values(line: &TicketLine, policy: &Policy) -> String {
    let values = policy.fields.0.iter().filter_map(|field| line.fields.get(&field.name));
    values.collect::<Vec<_>>().join(", ")
}

/// `priority=1`, by any word for the value. Fields and values that left the config are known while tickets have them.
fn parse_field(text: &str, policy: &Policy, used: &[(String, String)]) -> Result<(String, String), UnknownName> {
    let (name, given) = text
        .split_once('=')
        .ok_or_else(|| UnknownName::of("--field", text, "write a field and a value, such as priority=1"))?;
    let names = policy.fields.0.iter().map(|field| field.name.as_str());
    let mut of_tickets: Vec<String> = used.iter().map(|(name, _)| name.clone()).collect();
    of_tickets.dedup();
    let name = find_used("--field", "field", name, names, &of_tickets)?;
    let field = policy.fields.find(&name);
    let values: Vec<String> = used.iter().filter(|(of, _)| *of == name).map(|(_, value)| value.clone()).collect();
    let choices = field.map(|field| field.names().iter().map(ToString::to_string).collect()).unwrap_or_default();
    let found = field.and_then(|field| field.find_value(given).ok());
    let value = found.map_or_else(|| find_value(&name, given, choices, &values), Ok)?;
    Ok((name, value))
}

fn find_value(name: &str, given: &str, choices: Vec<String>, used: &[String]) -> Result<String, UnknownName> {
    find_used("--field", &format!("value of {name}"), given, choices.iter().map(String::as_str), used)
}

fn parse_address(text: &str) -> anyhow::Result<Address> {
    let wrong =
        || UnknownName::of("--requester", text, "not an email address. Write one such as ada@customer.example.");
    Ok(Address::parse(text).ok_or_else(wrong)?)
}

/// An agent of the config, or one who left it and still has tickets.
fn find_agent(name: &str, policy: &Policy, used: &NamesInUse) -> Result<String, UnknownName> {
    let agents = policy.people.agents.0.iter().map(|agent| agent.name.as_str());
    find_used("--assignee", "agent", name, agents, &used.assignees)
}

fn find_team(name: &str, policy: &Policy, used: &NamesInUse) -> Result<String, UnknownName> {
    let teams = policy.people.teams.0.iter().map(|team| team.name.as_str());
    find_used("--team", "team", name, teams, &used.teams)
}

/// A name of the config, or one that tickets still have.
fn find_used<'a>(
    option: &str,
    what: &str,
    name: &str,
    config: impl Iterator<Item = &'a str>,
    used: &'a [String],
) -> Result<String, UnknownName> {
    let mut known: Vec<&str> = config.collect();
    known.extend(used.iter().map(String::as_str).filter(|name| !known.contains(name)).collect::<Vec<_>>());
    known::find(option, what, name, &known).map(str::to_owned)
}

/// The statuses to list. `None`: all. A status that the config doesn't know any more counts as open, so that its
/// tickets are visible.
fn wanted_statuses(
    args: &TicketsArgs,
    policy: &Policy,
    used: &NamesInUse,
) -> Result<Option<Vec<StatusName>>, UnknownName> {
    let statuses = || policy.workflow.statuses().iter().map(|status| status.name.as_str());
    let asked = args.status.iter().map(|name| find_used("--status", "status", name, statuses(), &used.statuses));
    let asked: Vec<StatusName> = asked.map(|name| name.map(StatusName)).collect::<Result<_, _>>()?;
    if let Some(done) = asked.iter().find(|status| args.open && policy.workflow.stage(status) == Stage::Done) {
        return Err(UnknownName::of(
            "--open",
            &format!("--status {done}"),
            "tickets with this status are closed. Leave out --open.",
        ));
    }
    if args.all || (!asked.is_empty() && !args.open) {
        return Ok((!asked.is_empty()).then_some(asked));
    }
    let known = used.statuses.iter().cloned().map(StatusName);
    let open = known.filter(|status| policy.workflow.stage(status) != Stage::Done);
    Ok(Some(open.filter(|status| asked.is_empty() || asked.contains(status)).collect()))
}

fn as_json(line: &TicketLine, policy: &Policy) -> serde_json::Value {
    let who = |contact: &Contact| json!({"address": contact.address.as_str(), "name": contact.name()});
    json!({
        "ticket": policy.style.print(line.brief.number),
        "subject": line.brief.subject.as_str(),
        "status": line.brief.status.as_str(),
        "requester": line.brief.requester.as_ref().map(who),
        "assignee": line.brief.assignee,
        "team": line.team,
        "fields": line.fields.0,
        "opened_at": line.brief.opened_at.to_string(),
        "changed_at": line.brief.changed_at.to_string(),
    })
}

#[cfg(test)]
impl TicketsArgs {
    /// No option is given.
    pub(in crate::cli) fn plain() -> Self {
        Self {
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples::{SampleDesk, later, printed};
    use crate::store::samples::unchecked;

    fn args() -> TicketsArgs {
        TicketsArgs::plain()
    }

    #[tokio::test]
    async fn the_list_shows_what_is_not_done() {
        let desk = SampleDesk::new().await;
        let list = |args: TicketsArgs| printed(|out| tickets(&args, &desk.reader, &desk.policy, later(3600), out));
        let open = "\
TICKET    STATUS  ASSIGNEE  REQUESTER             CHANGED  SUBJECT
HD-00001  new     -         ada@customer.example  1h       The press stops
";
        assert_eq!(list(args()), open);
        assert_eq!(list(TicketsArgs { open: true, ..args() }), open);
        assert_eq!(list(TicketsArgs { all: true, ..args() }).lines().count(), 3);
        assert!(
            list(TicketsArgs { status: vec!["Resolved".to_owned()], ..args() }).contains("HD-00002  resolved  anna")
        );
        let of_anna = TicketsArgs { assignee: Some("anna".to_owned()), ..args() };
        assert_eq!(list(of_anna), "No open tickets. Use --all to include closed ones.\n");
        let asked = TicketsArgs { requester: Some("ADA@customer.example".to_owned()), all: true, limit: 1, ..args() };
        assert_eq!(list(asked).lines().count(), 2);
    }

    #[tokio::test]
    async fn fields_that_left_the_config_are_found() {
        let desk = SampleDesk::new().await;
        unchecked(&desk.store, "UPDATE ticket SET fields = '{\"product\": \"X\"}' WHERE number = 1").await;
        let list = |field: &str| {
            let (args, mut out) = (TicketsArgs { field: vec![field.to_owned()], ..args() }, Vec::new());
            let listed = tickets(&args, &desk.reader, &desk.policy, later(3600), &mut out);
            listed.map(|_| String::from_utf8(out).unwrap()).map_err(|error| error.to_string())
        };
        assert!(list("Product=x").unwrap().contains("HD-00001"));
        assert_eq!(list("product=y").unwrap_err(), "--field: there's no value of product \"y\". Choose from: X.");
        assert!(list("produkt=x").unwrap_err().contains("Did you mean product?"));
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
