//! The period of a report: command line → two instants, and the start of its buckets.
//!
//! Days and months are those of the desk's zone, as all times that maildesk prints.

use clap::Args;
use jiff::civil::Date;
use jiff::{Span, Timestamp, ToSpan as _};

use crate::desk::quantity::parse_duration;
use crate::desk::report::Period;
use crate::desk::zone::Zone;

/// About the most buckets of a chart. Longer periods are cut by weeks, then by months.
const MAX_DAYS: i64 = 62;
const MAX_WEEKS: i64 = 62;
/// The longest period: a lifetime in days.
const MAX_LAST: u16 = 36_500;

/// Which period; the last 30 days when nothing is said.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct PeriodArgs {
    /// First day, such as 2026-11-01
    #[arg(long, value_name = "DAY", value_parser = day)]
    from: Option<Date>,
    /// Last day, with --from [default: today]
    #[arg(long, value_name = "DAY", value_parser = day, requires = "from")]
    to: Option<Date>,
    /// One month, such as 2026-11
    #[arg(long, value_name = "MONTH", value_parser = month, conflicts_with_all = ["from", "to", "last"])]
    month: Option<Date>,
    /// The last days including today, such as 30d or 4w
    #[arg(long, value_name = "DAYS", value_parser = days, conflicts_with_all = ["from", "to"])]
    last: Option<u16>,
}

/// `2026-11-01`.
fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a day, such as 2026-11-01".to_owned())
}

/// The first day of `2026-11`.
fn month(text: &str) -> Result<Date, String> {
    let wrong = || "write a year and a month, such as 2026-11".to_owned();
    let (year, month) = text.split_once('-').ok_or_else(wrong)?;
    let (year, month) = (year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?);
    Date::new(year, month, 1).map_err(|_| wrong())
}

/// `30d`, `4w`.
fn days(text: &str) -> Result<u16, String> {
    const DAY: u64 = 24 * 3600;
    let days = parse_duration(text).filter(|time| time.as_secs().is_multiple_of(DAY)).map(|time| time.as_secs() / DAY);
    let days = days.and_then(|days| u16::try_from(days).ok()).filter(|days| (1..=MAX_LAST).contains(days));
    days.ok_or_else(|| "write days or weeks, such as 30d or 4w".to_owned())
}

impl PeriodArgs {
    /// The period as of now, or its fault.
    pub(super) fn period(&self, now: Timestamp, zone: &Zone) -> anyhow::Result<Period> {
        let (today, midnight) = (zone.date(now), |day| zone.midnight(day));
        let next = |day: Date| midnight(day.tomorrow()?);
        let (from, to) = match (self.month, self.from, self.to) {
            (Some(first), ..) => (midnight(first)?, midnight(first.checked_add(1.month())?)?),
            (_, Some(from), Some(to)) => (midnight(from)?, next(to)?),
            (_, Some(from), None) => (midnight(from)?, now),
            (None, None, _) => {
                let back = Span::new().try_days(i64::from(self.last.unwrap_or(30)) - 1)?;
                (midnight(today.checked_sub(back)?)?, now)
            }
        };
        anyhow::ensure!(
            from < to || self.to.is_some(),
            "the period hasn't started yet. Write an earlier day or month."
        );
        anyhow::ensure!(from < to, "the period ends before it starts. Write a later day for --to.");
        Ok(Period { from, to })
    }
}

/// The start of each bucket: days, weeks (from Monday) or months.
pub(super) fn cuts(period: Period, zone: &Zone) -> Vec<Timestamp> {
    let (first, last) = (zone.date(period.from), zone.date(period.to));
    let days = (last - first).get_days().into();
    let (start, step) = match days {
        ..=MAX_DAYS => (first, 1.day()),
        days if days <= MAX_WEEKS * 7 => {
            let since_monday = i64::from(first.weekday().to_monday_zero_offset());
            (
                Span::new().try_days(since_monday).ok().and_then(|back| first.checked_sub(back).ok()).unwrap_or(first),
                1.week(),
            )
        }
        _ => (first.first_of_month(), 1.month()),
    };
    let starts = start.series(step).map_while(|day| zone.midnight(day).ok()).take_while(|at| *at < period.to);
    starts.collect()
}

/// `2026-11-01 to 2026-11-30`, both inclusive.
pub(super) fn days_of(period: Period, zone: &Zone) -> String {
    let last = Timestamp::from_millisecond(period.to.as_millisecond().saturating_sub(1)).unwrap_or(period.to);
    format!("{} to {}", zone.print_day(period.from), zone.print_day(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn periods() {
        let now = at("2026-11-22T10:30:00Z");
        let date = |text: &str| text.parse::<Date>().unwrap();
        let check = |args: PeriodArgs, from: &str, to: &str| {
            let expected = Period { from: at(from), to: at(to) };
            assert_eq!(args.period(now, &Zone::default()).unwrap(), expected, "{args:?}");
        };
        let any = PeriodArgs::default;
        check(any(), "2026-10-24T00:00:00Z", "2026-11-22T10:30:00Z");
        check(PeriodArgs { last: days("1d").ok(), ..any() }, "2026-11-22T00:00:00Z", "2026-11-22T10:30:00Z");
        check(PeriodArgs { last: days("2w").ok(), ..any() }, "2026-11-09T00:00:00Z", "2026-11-22T10:30:00Z");
        check(PeriodArgs { month: month("2026-02").ok(), ..any() }, "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z");
        check(PeriodArgs { month: month("2026-12").ok(), ..any() }, "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z");
        check(PeriodArgs { from: Some(date("2026-11-01")), ..any() }, "2026-11-01T00:00:00Z", "2026-11-22T10:30:00Z");
        let both = PeriodArgs { from: Some(date("2026-11-01")), to: Some(date("2026-11-01")), ..any() };
        check(both, "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z");
        let wrong = PeriodArgs { from: Some(date("2026-11-02")), to: Some(date("2026-11-01")), ..any() };
        assert_eq!(
            wrong.period(now, &Zone::default()).unwrap_err().to_string(),
            "the period ends before it starts. Write a later day for --to."
        );
        let future = PeriodArgs { from: Some(date("2027-01-01")), ..any() };
        assert_eq!(
            future.period(now, &Zone::default()).unwrap_err().to_string(),
            "the period hasn't started yet. Write an earlier day or month."
        );
    }

    #[test]
    fn what_can_be_typed() {
        for (text, expected) in [
            ("30d", Some(30)),
            ("4w", Some(28)),
            ("0d", None),
            ("30", None),
            ("d", None),
            ("", None),
            ("9999w", None),
            ("3ü", None),
        ] {
            assert_eq!(days(text).ok(), expected, "{text:?}");
        }
        for (text, fits) in [("2026-11-30", true), ("2026-11-31", false), ("30.11.2026", false), ("today", false)] {
            assert_eq!(day(text).is_ok(), fits, "{text:?}");
        }
        for (text, fits) in [("2026-11", true), ("2026-13", false), ("2026", false), ("11-2026", false), ("", false)] {
            assert_eq!(month(text).is_ok(), fits, "{text:?}");
        }
    }

    #[test]
    fn pieces_are_days_weeks_or_months() {
        let check = |from: &str, to: &str, expected: (usize, &str, &str)| {
            let zone = Zone::default();
            let cuts = cuts(Period { from: at(from), to: at(to) }, &zone);
            let found = (cuts.len(), zone.print_day(cuts[0]), zone.print_day(cuts[cuts.len() - 1]));
            assert_eq!(found, (expected.0, expected.1.to_owned(), expected.2.to_owned()), "{from} {to}");
        };
        check("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", (30, "2026-11-01", "2026-11-30"));
        check("2026-11-22T00:00:00Z", "2026-11-22T10:00:00Z", (1, "2026-11-22", "2026-11-22"));
        check("2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z", (27, "2025-12-29", "2026-06-29"));
        check("2024-01-15T00:00:00Z", "2026-01-01T00:00:00Z", (24, "2024-01-01", "2025-12-01"));
    }

    #[test]
    fn days_and_months_are_those_of_the_zone() {
        let zone = Zone::find("Europe/Amsterdam").unwrap();
        let check = |args: PeriodArgs, from: &str, to: &str, days: &str| {
            let period = args.period(at("2026-11-22T23:30:00Z"), &zone).unwrap();
            assert_eq!((period, days_of(period, &zone)), (Period { from: at(from), to: at(to) }, days.to_owned()));
        };
        let of = |text: &str| PeriodArgs { month: month(text).ok(), ..PeriodArgs::default() };
        let today = PeriodArgs { last: days("1d").ok(), ..PeriodArgs::default() };
        // It is past midnight there already.
        check(today, "2026-11-22T23:00:00Z", "2026-11-22T23:30:00Z", "2026-11-23 to 2026-11-23");
        check(of("2026-02"), "2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z", "2026-02-01 to 2026-02-28");
        // Summer time begins and ends in these.
        check(of("2026-03"), "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z", "2026-03-01 to 2026-03-31");
        check(of("2026-10"), "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z", "2026-10-01 to 2026-10-31");
        let october = of("2026-10").period(at("2026-11-22T00:00:00Z"), &zone).unwrap();
        let cuts = cuts(october, &zone);
        assert_eq!((cuts.len(), cuts[24], cuts[25]), (31, at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z")));
    }
}
