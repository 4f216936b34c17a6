//! `[[workflow.timer]]`: moves a ticket after some time in a status.

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::desk::calendar::Calendars;
use crate::desk::recipients::Recipient;
use crate::desk::status::StatusName;
use crate::desk::timer::{Timer, find_loop};
use crate::desk::work_time::WorkTime;

use super::calendar;
use super::reader::{Found, Key, Table};
use super::recipients::{self, Place};
use super::rule::Known;

const NAME: Key = Key { name: "name", example: "\"resolved tickets close\"" };
const STATUS: Key = Key { name: "status", example: "[\"resolved\"]" };
const FOR: Key = Key { name: "for", example: "\"7d\"" };
const TO: Key = Key { name: "status", example: "\"closed\"" };
const TELL: Key = Key { name: "tell", example: "[\"requester\"]" };

const WHEN_EXAMPLE: &str = "write when = { status = [\"resolved\"], for = \"7d\" }";
const THEN_EXAMPLE: &str = "write then = { status = \"closed\" }";
/// Shorter delays are for tests, longer ones for nobody.
const PERIODS: RangeInclusive<Duration> = Duration::from_mins(1)..=Duration::from_hours(24 * 3660);

/// Reads all timers, in order, and refuses those that would move a ticket in circles.
pub(super) fn read_all(workflow: &Table<'_>, known: &Known<'_>, calendars: &Calendars) -> Vec<Timer> {
    let mut timers: Vec<Timer> = Vec::new();
    for table in workflow.tables("timer") {
        let Some((name, timer)) = read_timer(&table, known, calendars) else { continue };
        if timers.iter().any(|other| other.name == timer.name) {
            table.reading.fault(
                &name.span,
                format!("there are two timers `{}`", name.value),
                "give one of them another name",
            );
            continue;
        }
        timers.push(timer);
        if let Some(walk) = find_loop(&timers) {
            let walk = walk.iter().map(StatusName::as_str).collect::<Vec<_>>().join(" → ");
            let message = format!("the timer `{}` would move a ticket round in circles: {walk}", name.value);
            table.reading.fault(&name.span, message, "change the status of one of them");
            timers.pop();
        }
    }
    timers
}

fn read_timer(table: &Table<'_>, known: &Known<'_>, calendars: &Calendars) -> Option<(Found<String>, Timer)> {
    let name = table.required(NAME, Table::text);
    let when = required_table(table, "when", WHEN_EXAMPLE).map(|when| read_when(&when, known, calendars));
    let then = required_table(table, "then", THEN_EXAMPLE).map(|then| read_then(&then, known));
    table.done();
    let ((status, after, time), (to, tells)) = (when??, then??);
    let name = name?;
    let timer = Timer { name: name.value.clone(), status, after, time, to, tells };
    Some((name, timer))
}

/// The table of that name. A missing one is a fault.
pub(super) fn required_table<'a>(table: &Table<'a>, name: &'static str, help: &str) -> Option<Table<'a>> {
    let found = table.table(name);
    if found.is_none() && table.value(name).is_none() {
        table.reading.absent(table.span.as_ref(), format!("{} has no `{name}`", table.title()), help);
    }
    found
}

fn read_when(
    table: &Table<'_>,
    known: &Known<'_>,
    calendars: &Calendars,
) -> Option<(Vec<StatusName>, Duration, WorkTime)> {
    let status = table.required(STATUS, |table, key| known.statuses(table, key));
    let time = calendar::find(table, calendars);
    let counted = time.as_ref().unwrap_or(&WorkTime::Always);
    let after = table.required(FOR, |table, key| table.duration_in(key, PERIODS, counted));
    table.done();
    let status = status.filter(|status| !status.is_empty())?;
    Some((status, after?.value, time?))
}

fn read_then(table: &Table<'_>, known: &Known<'_>) -> Option<(StatusName, Vec<Recipient>)> {
    let to = table.required(TO, Table::text);
    let tells = recipients::read(table, TELL, Place::Move, known.house).unwrap_or_default();
    table.done();
    Some((known.find(table, &to?)?, tells))
}
