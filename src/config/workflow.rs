//! `[workflow]`: statuses and the rules between them. Every name exists, and every rule has an effect.

use std::ops::RangeInclusive;
use std::time::Duration;

use toml::de::DeTable;

use crate::desk::calendar::Calendars;
use crate::desk::status::{Stage, Status, StatusName};
use crate::desk::title::StatusTitles;
use crate::desk::workflow::{Moves, Reopening, Workflow};

use super::condition;
use super::name::check_name;
use super::reader::{FileReading, Found, Key, Span, Table};
use super::recipients::{self, House, Place};
use super::rule::{self, Known};
use super::shipped::SHIPPED;
use super::soundness::{self, Places};
use super::suggest;
use super::timer;
use super::titles;
use super::transition;

const INITIAL: Key = Key { name: "initial", example: "\"new\"" };
const INQUIRY: Key = Key { name: "inquiry", example: "\"inquiry\"" };
const REOPEN_WITHIN: Key = Key { name: "reopen_within", example: "\"90d\"" };
const THANKS_REOPEN: Key = Key { name: "thanks_reopen", example: "false" };
/// Nobody can answer in less than an hour.
const REOPENING: RangeInclusive<Duration> = Duration::from_hours(1)..=Duration::from_hours(24 * 3660);
const STAGE: Key = Key { name: "stage", example: "\"open\"" };
const ASKS_FEEDBACK: Key = Key { name: "asks_feedback", example: "true" };
const BY: Key = Key { name: "by", example: "\"assignee\"" };
const TELL: Key = Key { name: "tell", example: "[\"requester\"]" };
const EXAMPLE: &str = "resolved = { stage = \"done\" }";

const STAGES: [(&str, Stage); 3] = [("open", Stage::Open), ("waiting", Stage::Waiting), ("done", Stage::Done)];

/// Reads `[workflow]`. The default is the shipped one.
pub(super) fn read(root: &Table<'_>, house: House<'_>, calendars: &Calendars) -> Option<Workflow> {
    match root.table("workflow") {
        Some(table) => read_table(&table, house, calendars),
        None if root.value("workflow").is_none() => shipped(root.reading, house),
        None => None,
    }
}

fn shipped(reading: &FileReading<'_>, house: House<'_>) -> Option<Workflow> {
    let (document, _) = DeTable::parse_recoverable(SHIPPED);
    let own = FileReading::new(std::path::Path::new("config.toml"), reading.environment, reading.passwords);
    let workflow = Table::root(&own, document.get_ref())
        .table("workflow")
        .and_then(|table| read_table(&table, house, &Calendars::default()));
    if workflow.is_none() {
        reading.absent(None, "there is no [workflow]", "copy it from the shipped config.toml");
    }
    workflow
}

fn read_table(table: &Table<'_>, house: House<'_>, calendars: &Calendars) -> Option<Workflow> {
    let initial = table.required(INITIAL, Table::text);
    let found = read_statuses(table, house);
    let known = Known { statuses: found.iter().map(|found| found.value.name.as_str()).collect(), house };
    let rules = rule::read_all(table, &known);
    let transitions = transition::read_all(table, &known);
    let timers = timer::read_all(table, &known, calendars);
    let within = table.duration(REOPEN_WITHIN, REOPENING).map(|found| found.value);
    let reopening = Reopening { within, thanks: table.flag(THANKS_REOPEN).unwrap_or(true) };
    let named = table.text(INQUIRY);
    let inquiry = named.and_then(|named| Some(Found { value: known.find(table, &named)?, span: named.span }));
    let places = Places { rules: spans(&rules), transitions: spans(&transitions) };
    table.done();
    let initial = initial.and_then(|named| Some(Found { value: known.find(table, &named)?, span: named.span }));
    if let Some(inquiry) = &inquiry {
        check_inquiry(table, inquiry, initial.as_ref(), &found);
    }
    let inquiry = inquiry.map(|found| found.value);
    let moves = Moves { rules: values(rules), transitions: values(transitions), timers, reopening, inquiry };
    if let Some(initial) = &initial {
        warn_of_odd_statuses(table, &found, initial, &moves);
    }
    let statuses = values(found);
    let workflow = Workflow::new(initial?.value, statuses, moves)
        .inspect_err(|unknown| {
            for unknown in unknown {
                table.reading.absent(table.span.as_ref(), unknown.to_string(), "");
            }
        })
        .ok()?;
    soundness::check(table.reading, house.people, &workflow, &places);
    Some(workflow)
}

fn spans<T>(found: &[Found<T>]) -> Vec<Span> {
    found.iter().map(|found| found.span.clone()).collect()
}

fn values<T>(found: Vec<Found<T>>) -> Vec<T> {
    found.into_iter().map(|found| found.value).collect()
}

fn read_statuses(table: &Table<'_>, house: House<'_>) -> Vec<Found<Status>> {
    let Some(statuses) = table.table("status").filter(|statuses| !statuses.is_empty()) else {
        if table.value("status").is_none_or(|found| found.value.is_table()) {
            let help = format!("write [workflow.status] and below it {EXAMPLE}");
            table.reading.absent(table.span.as_ref(), "[workflow] has no statuses", help);
        }
        return Vec::new();
    };
    statuses.named_tables(EXAMPLE).into_iter().map(|(name, table)| read_status(name, &table, house)).collect()
}

fn read_status(name: Found<String>, table: &Table<'_>, house: House<'_>) -> Found<Status> {
    let stage = table.required(STAGE, |table, key| table.word(key, &STAGES));
    let asks_feedback = table.flag(ASKS_FEEDBACK).unwrap_or(false);
    let by_assignee = table.word(BY, &[("agent", false), ("assignee", true)]).is_some_and(|found| found.value);
    let tells = recipients::read(table, TELL, Place::Move, house).unwrap_or_default();
    let titles = StatusTitles {
        agents: titles::read(table, &titles::TITLE),
        customers: titles::read(table, &titles::CUSTOMER_TITLE),
    };
    table.done();
    if asks_feedback && stage.as_ref().is_some_and(|stage| stage.value != Stage::Done) {
        let message = format!("`{}` asks for a rating, but isn't done", name.value);
        table.reading.warn(Some(&name.span), message, "ask for ratings in a status with stage = \"done\"");
    }
    check_name(table, &name, "a status");
    // A status with a faulty stage still exists, so that rules may name it.
    let stage = stage.map_or(Stage::Open, |stage| stage.value);
    let status = Status { asks_feedback, by_assignee, tells, titles, ..Status::new(&name.value, stage) };
    Found { value: status, span: name.span }
}

/// An inquiry waits for an agent, and the agent's command must be able to open it.
fn check_inquiry(
    table: &Table<'_>,
    inquiry: &Found<StatusName>,
    initial: Option<&Found<StatusName>>,
    statuses: &[Found<Status>],
) {
    let name = &inquiry.value;
    if initial.is_some_and(|initial| initial.value == *name) {
        let message = format!("`{name}` is the status of new tickets, so an inquiry would be a ticket already");
        table.reading.fault(&inquiry.span, message, "write another status of [workflow.status]");
    }
    if statuses.iter().any(|status| status.value.name == *name && status.value.stage == Stage::Done) {
        let message = format!("an inquiry gets `{name}`, which is done already");
        table.reading.fault(&inquiry.span, message, "write a status with stage = \"open\"");
    }
}

fn warn_of_odd_statuses(table: &Table<'_>, statuses: &[Found<Status>], initial: &Found<StatusName>, moves: &Moves) {
    let known = |name: &StatusName| {
        moves.rules.iter().any(|rule| rule.when.status.contains(name) || rule.then.status.as_ref() == Some(name))
            || moves.timers.iter().any(|timer| timer.status.contains(name) || timer.to == *name)
            || moves.inquiry.as_ref() == Some(name)
            || moves.transitions.iter().any(|transition| transition.from.contains(name) || transition.to == *name)
    };
    for Found { value: status, span } in statuses {
        let name = &status.name;
        if *name == initial.value && status.stage == Stage::Done {
            let message = format!("a new ticket gets `{name}`, which is done already");
            table.reading.warn(Some(&initial.span), message, "write a status with stage = \"open\"");
        }
        // Tickets may stay in a finished status. In others they would wait for somebody who is never notified.
        if *name != initial.value && status.stage != Stage::Done && !known(name) {
            let message = format!("no rule, transition or timer uses `{name}`: only agents set it, with #{name}");
            table.reading.hint(span, message, format!("add a rule with status = [\"{name}\"], or remove the status"));
        }
    }
}

impl Known<'_> {
    /// A list of statuses.
    pub(super) fn statuses(&self, table: &Table<'_>, key: Key) -> Option<Vec<StatusName>> {
        Some(condition::list(table, key)?.iter().filter_map(|named| self.find(table, named)).collect())
    }

    /// The status of that name. An unknown one is a fault, unless no status could be read.
    pub(super) fn find(&self, table: &Table<'_>, named: &Found<String>) -> Option<StatusName> {
        if self.statuses.contains(&named.value.as_str()) {
            return Some(StatusName(named.value.clone()));
        }
        if self.statuses.is_empty() {
            return None;
        }
        let message = format!("there is no status `{}` in [workflow.status]", named.value);
        table.reading.fault(&named.span, message, suggest::hint(&named.value, &self.statuses));
        None
    }
}
