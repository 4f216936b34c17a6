//! Two reports for tests: a month with three tickets, and one where nothing happened.

use jiff::{SignedDuration, Timestamp};

use crate::desk::report::{Counted, Period, Report, ReportInProgress};
use crate::desk::zone::Zone;

use super::period::cuts;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn period() -> Period {
    Period { from: at("2026-01-01T00:00:00Z"), to: at("2026-02-01T00:00:00Z") }
}

fn report(counted: &[(Counted, Option<&str>)]) -> Report {
    let by = ["team", "agent"].map(str::to_owned);
    let mut report = ReportInProgress::new(period(), &cuts(period(), &Zone::default()), &by);
    for (counted, team) in counted {
        report.add(counted, &[team.map(str::to_owned), None]);
    }
    report.finish()
}

/// Two tickets of the presses, answered after half an hour and one and a half, closed after two hours and two days, and
/// an unanswered one.
pub(super) fn month() -> Report {
    let opened_at = at("2026-01-05T09:00:00Z");
    let opened = |answered: Option<i64>| Counted::Opened {
        at: opened_at,
        asked: true,
        answered_at: answered.map(|minutes| opened_at + SignedDuration::from_mins(minutes)),
    };
    let closed = |hours: i64| Counted::Closed { opened_at, at: opened_at + SignedDuration::from_hours(hours) };
    let promised = |is_kept| Counted::Promised { measure: "first-response".to_owned(), is_kept };
    let quick = [opened(Some(30)), closed(2), Counted::Rated(4), promised(true)];
    let slow = [opened(Some(90)), closed(48), promised(false)];
    let of_presses = quick.into_iter().chain(slow).map(|counted| (counted, Some("presses")));
    report(&of_presses.chain([(opened(None), None), (Counted::Open, None)]).collect::<Vec<_>>())
}

/// A month without tickets.
pub(super) fn empty() -> Report {
    report(&[])
}
