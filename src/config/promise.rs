//! `[[promise]]` (or `[[sla]]`) and `[promises]`: deadlines for triage, answer and resolution. Every promise applies to some
//! ticket, and every warning comes before its deadline.

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::desk::calendar::Calendars;
use crate::desk::recipients::Recipient;
use crate::desk::sla::{Measure, SlaCondition, SlaPolicies, SlaPolicy, SlaTargets, Warn};
use crate::desk::status::{Stage, StatusName};
use crate::desk::work_time::WorkTime;
use crate::desk::workflow::Workflow;
use crate::desk::zone::Zone;

use super::calendar;
use super::condition::{self, find_field};
use super::reader::{Found, Key, Span, Table};
use super::recipients::{self, House, Place};
use super::suggest;
use crate::desk::quantity::print_duration;

const NAME: Key = Key { name: "name", example: "\"prio 1\"" };
const TRIAGE: Key = Key { name: "triage", example: "\"15m\"" };
const FIRST_RESPONSE: Key = Key { name: "first_response", example: "\"1h\"" };
const RESOLUTION: Key = Key { name: "resolution", example: "\"2d\"" };
const STOPS_WHILE: Key = Key { name: "stops_while", example: "[\"waiting\"]" };
const WARN: Key = Key { name: "warn", example: "\"80%\"" };
const WARNING: Key = Key { name: "warning", example: "[\"assignee\"]" };
const BREACH: Key = Key { name: "breach", example: "[\"assignee\", \"boss@desk.example\"]" };
const TRIAGE_FIELD: Key = Key { name: "triage_field", example: "\"priority\"" };
const MACHINES: Key = Key { name: "machines", example: "true" };

const STAGES: [(&str, Stage); 3] = [("open", Stage::Open), ("waiting", Stage::Waiting), ("done", Stage::Done)];
/// Shorter targets are for tests, longer ones for nobody.
const TARGETS: RangeInclusive<Duration> = Duration::from_mins(1)..=Duration::from_hours(24 * 366);

/// Names that promises may use.
#[derive(Clone, Copy)]
pub(super) struct PromiseNames<'a> {
    pub(super) workflow: &'a Workflow,
    pub(super) calendars: &'a Calendars,
    /// The desk's, for promises without a calendar.
    pub(super) zone: &'a Zone,
    pub(super) named: condition::Known<'a>,
    pub(super) house: House<'a>,
}

/// Reads all promises, in order.
pub(super) fn read(root: &Table<'_>, known: PromiseNames<'_>) -> SlaPolicies {
    let mut promises = read_section(root, known);
    let mut tables = root.tables("promise");
    tables.extend(root.tables("sla"));
    tables.sort_by_key(|table| table.span.as_ref().map(|span| span.start));
    for table in tables {
        let Some((promise, span)) = read_promise(&table, known) else { continue };
        let name = &promise.name;
        if promises.find_by_name(name).is_some() {
            table.reading.fault(&span, format!("there are two promises `{name}`"), "give one of them another name");
        } else if let Some(before) = promises.list.iter().find(|before| before.when.covers(&promise.when)) {
            let message = format!("`{name}` never applies: `{}` above it matches the same tickets", before.name);
            table.reading.fault(&span, message, format!("put it above `{}`, or remove it", before.name));
        }
        promises.list.push(promise);
    }
    promises
}

fn read_section(root: &Table<'_>, known: PromiseNames<'_>) -> SlaPolicies {
    let Some(table) = root.table("promises") else { return SlaPolicies::default() };
    let judged_by = table.text(TRIAGE_FIELD);
    let judged_by = judged_by.filter(|name| find_field(&table, known.named.fields, name).is_some());
    let for_machines = table.flag(MACHINES).unwrap_or(false);
    table.done();
    SlaPolicies { list: Vec::new(), judged_by: judged_by.map(|found| found.value), for_machines }
}

fn read_promise(table: &Table<'_>, known: PromiseNames<'_>) -> Option<(SlaPolicy, Span)> {
    let name = table.required(NAME, Table::text);
    let when = table.table("when").map(|when| read_when(&when, known.named)).unwrap_or_default();
    let time = calendar::find(table, known.calendars);
    let targets = read_targets(table, time.as_ref().unwrap_or(&WorkTime::Always));
    let stops_while = table.texts(STOPS_WHILE).map(|found| found.value).unwrap_or_default();
    let stops_while = stops_while.iter().flat_map(|named| statuses(table, named, known.workflow)).collect();
    let warn = read_warn(table, time.as_ref(), &targets);
    let (tells_warning, tells_breach) = read_tell(table, known.house);
    table.done();
    let name = name?;
    if targets == SlaTargets::default() && table.value(TRIAGE.name).or(table.value(RESOLUTION.name)).is_none() {
        let message = format!("`{}` has no promise in it", name.value);
        table.reading.fault(&name.span, message, "write first_response = \"1h\", or triage, or resolution");
    }
    let time = time?;
    let promise = SlaPolicy {
        name: name.value,
        when,
        zone: time.zone().unwrap_or(known.zone).clone(),
        time,
        targets,
        stops_while,
        warn: warn.unwrap_or(Warn::Never),
        tells_warning,
        tells_breach,
    };
    Some((promise, name.span))
}

fn read_when(table: &Table<'_>, known: condition::Known<'_>) -> SlaCondition {
    let when = SlaCondition {
        fields: condition::fields(table, known),
        mailbox: condition::mailboxes(table, known),
        organisation: condition::organisations(table, known),
    };
    table.done();
    when
}

fn read_targets(table: &Table<'_>, time: &WorkTime) -> SlaTargets {
    let target = |key| table.duration_in(key, TARGETS, time).map(|found| found.value);
    SlaTargets { triage: target(TRIAGE), first_response: target(FIRST_RESPONSE), resolution: target(RESOLUTION) }
}

/// The status of that name, or all statuses of a stage.
fn statuses(table: &Table<'_>, named: &Found<String>, workflow: &Workflow) -> Vec<StatusName> {
    if let Some(status) = workflow.find(&named.value) {
        return vec![status.name.clone()];
    }
    let Some((_, stage)) = STAGES.iter().find(|(word, _)| *word == named.value) else {
        let words = STAGES.iter().map(|(word, _)| *word);
        let known: Vec<&str> = words.chain(workflow.statuses().iter().map(|status| status.name.as_str())).collect();
        let message = format!("there is no status or stage `{}`", named.value);
        table.reading.fault(&named.span, message, suggest::hint(&named.value, &known));
        return Vec::new();
    };
    let of_stage = workflow.statuses().iter().filter(|status| status.stage == *stage);
    of_stage.map(|status| status.name.clone()).collect()
}

/// `"80%"` of the time is used, or `"10m"` are left.
fn read_warn(table: &Table<'_>, time: Option<&WorkTime>, targets: &SlaTargets) -> Option<Warn> {
    let percent = table.value(WARN.name)?.value.as_str().and_then(|text| text.trim().strip_suffix('%')).is_some();
    if percent {
        let text = table.text(WARN)?;
        let number =
            text.value.trim_end_matches('%').trim().parse::<u8>().ok().filter(|number| (1..100).contains(number));
        if number.is_none() {
            table.reading.fault(&text.span, "`warn` must be between 1% and 99%", "write warn = \"80%\"");
        }
        return number.map(Warn::Share);
    }
    let left = table.duration_in(WARN, Duration::from_mins(1)..=*TARGETS.end(), time.unwrap_or(&WorkTime::Always))?;
    let all = Measure::ALL.into_iter().filter_map(|measure| Some((measure, targets.get(measure)?)));
    if let Some((measure, target)) = all.min_by_key(|(_, target)| *target).filter(|(_, target)| *target <= left.value) {
        let (warn, target) = (print_duration(left.value), print_duration(target));
        let message = format!("`warn` is {warn} before the end, but the whole {measure} has only {target}");
        table.reading.fault(&left.span, message, "write a shorter time, or a percentage: warn = \"80%\"");
    }
    Some(Warn::Before(left.value))
}

/// The recipients of a warning and of a breach. By default it is the assignee.
fn read_tell(table: &Table<'_>, house: House<'_>) -> (Vec<Recipient>, Vec<Recipient>) {
    let default = || vec![Recipient::Assignee];
    let Some(tell) = table.table("tell") else { return (default(), default()) };
    let warning = recipients::read(&tell, WARNING, Place::Desk, house);
    let breach = recipients::read(&tell, BREACH, Place::Desk, house);
    tell.done();
    (warning.unwrap_or_else(default), breach.unwrap_or_else(default))
}
