//! `[calendar.NAME]`: working hours. Every calendar has some.

use std::sync::Arc;

use jiff::civil::{Date, Weekday};

use crate::desk::calendar::{Calendar, Calendars, Holiday, Shift, Unworkable};
use crate::desk::work_time::WorkTime;

use super::reader::{Found, Key, Table};
use super::suggest;
use super::zone::{self, TIMEZONE};

const HOLIDAYS: Key = Key { name: "holidays", example: "[\"12-25\", \"2026-04-06\"]" };
const CALENDAR: Key = Key { name: "calendar", example: "\"office\"" };
const EXAMPLE: &str = "office = { timezone = \"Europe/Amsterdam\", hours = { monday = \"08:30-17:30\" } }";
const HOURS_EXAMPLE: &str = "write hours = { monday = \"08:30-17:30\", friday = [\"08:00-12:00\", \"13:00-16:00\"] }";
const SHIFT_EXAMPLE: &str = "write \"08:30-17:30\", or [\"08:00-12:00\", \"13:00-17:00\"] with a break";

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Reads all calendars.
pub(super) fn read(root: &Table<'_>) -> Calendars {
    let Some(section) = root.table("calendar") else { return Calendars::default() };
    let calendars = section.named_tables(EXAMPLE).into_iter().filter_map(|(name, table)| read_one(&name, &table));
    Calendars(calendars.map(Arc::new).collect())
}

/// The calendar that a key names, or all hours if it names none.
pub(super) fn find(table: &Table<'_>, calendars: &Calendars) -> Option<WorkTime> {
    let Some(named) = table.text(CALENDAR) else {
        return table.value(CALENDAR.name).is_none().then_some(WorkTime::Always);
    };
    let found = calendars.find(&named.value);
    if found.is_none() {
        let known: Vec<&str> = calendars.0.iter().map(|calendar| calendar.name()).collect();
        let help = if known.is_empty() {
            format!("add [calendar.{}], or leave it out to count all hours", named.value)
        } else {
            suggest::hint(&named.value, &known)
        };
        table.reading.fault(&named.span, format!("there is no calendar `{}`", named.value), help);
    }
    found.map(|calendar| WorkTime::Hours(Arc::clone(calendar)))
}

fn read_one(name: &Found<String>, table: &Table<'_>) -> Option<Calendar> {
    let zone = table.required(TIMEZONE, Table::text).and_then(|name| zone::find(table, &name));
    let week = match table.table("hours") {
        Some(hours) => Some(read_week(&hours)),
        None if table.value("hours").is_none() => {
            let message = format!("{} has no `hours`", table.title());
            table.reading.absent(table.span.as_ref(), message, HOURS_EXAMPLE);
            None
        }
        None => None,
    };
    let holidays = table.texts(HOLIDAYS).map(|found| found.value).unwrap_or_default();
    let holidays = holidays.iter().filter_map(|day| read_holiday(table, day)).collect();
    table.done();
    let week = week?;
    match Calendar::new(&name.value, zone?, week.clone()?, holidays) {
        Ok(calendar) => Some(calendar),
        Err(Unworkable::NoHours) => {
            let message = format!("the calendar `{}` has no working hours, so nothing would ever be due", name.value);
            table.reading.fault(&name.span, message, HOURS_EXAMPLE);
            None
        }
        Err(Unworkable::Overlap(day)) => {
            let day = DAYS.iter().find(|(_, weekday)| *weekday == day).map_or("a day", |(day, _)| day);
            let message = format!("two ranges of `{}` on {day} overlap", name.value);
            table.reading.fault(&name.span, message, SHIFT_EXAMPLE);
            None
        }
    }
}

/// The shifts of each day, from Monday. `None`: some are faulty.
fn read_week(table: &Table<'_>) -> Option<[Vec<Shift>; 7]> {
    let days = DAYS.map(|(name, _)| read_day(table, Key { name, example: "\"08:30-17:30\"" }));
    table.done();
    // If days are mistyped, they are reported. Reporting an empty week as well would not help.
    let is_mistyped = !table.is_empty() && DAYS.iter().all(|(name, _)| table.value(name).is_none());
    (!is_mistyped && days.iter().all(Option::is_some)).then(|| days.map(Option::unwrap_or_default))
}

fn read_day(table: &Table<'_>, key: Key) -> Option<Vec<Shift>> {
    let Some(found) = table.value(key.name) else { return Some(Vec::new()) };
    let texts = if found.value.is_array() {
        table.texts(key).map(|found| found.value)
    } else {
        table.text(key).map(|text| vec![text])
    };
    texts?.iter().map(|text| read_shift(table, text)).collect()
}

fn read_shift(table: &Table<'_>, text: &Found<String>) -> Option<Shift> {
    let times = text.value.split_once(['-', '–']).and_then(|(from, to)| Some((minutes(from)?, minutes(to)?)));
    let shift = times.and_then(|(from, to)| Shift::new(from, to));
    if shift.is_none() {
        let (message, help) = match times {
            Some((from, to)) if from >= to && to > 0 => (
                format!("`{}` ends before it starts", text.value),
                "for hours over midnight, write two spans: until \"24:00\", and from \"00:00\" on the next day",
            ),
            Some((_, 0)) => {
                (format!("`{}` ends before it starts", text.value), "write midnight at the end as \"24:00\"")
            }
            _ => (format!("`{}` isn't a range of hours", text.value), SHIFT_EXAMPLE),
        };
        table.reading.fault(&text.span, message, help);
    }
    shift
}

/// `08:30` in minutes since midnight. `24:00` is allowed.
fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let two_digits = |text: &str| -> Option<u16> {
        let plain = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if plain { text.parse().ok() } else { None }
    };
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes).filter(|_| minutes.len() == 2)?);
    (minutes < 60 && hours * 60 + minutes <= 24 * 60).then_some(hours * 60 + minutes)
}

fn read_holiday(table: &Table<'_>, text: &Found<String>) -> Option<Holiday> {
    // A leap year has every day.
    let yearly = || Some(format!("2024-{}", text.value)).filter(|_| text.value.len() == "12-25".len());
    let holiday = match text.value.parse::<Date>() {
        Ok(date) if text.value.len() == "2026-12-25".len() => Some(Holiday::Once(date)),
        _ => yearly()
            .and_then(|date| date.parse::<Date>().ok())
            .map(|date| Holiday::Yearly { month: date.month(), day: date.day() }),
    };
    if holiday.is_none() {
        let message = format!("`{}` isn't a day", text.value);
        table.reading.fault(&text.span, message, "write \"2026-12-25\", or \"12-25\" for every year");
    }
    holiday
}
