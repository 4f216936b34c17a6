//! Two reports for tests: a month with three tickets, and one where nothing happened.

use jiff::{SignedDuration, Timestamp};

use crate::desk::reference::TicketNumber;
use crate::desk::report::{Period, Report, ReportedTicket, StatusMove, make_report};
use crate::desk::status::StatusName;
use crate::desk::zone::Zone;

use super::period::cuts;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn period() -> Period {
    Period { from: at("2026-01-01T00:00:00Z"), to: at("2026-02-01T00:00:00Z") }
}

fn report(cases: &[ReportedTicket]) -> Report {
    let by = ["team", "agent"].map(str::to_owned);
    make_report(cases, period(), &|status| status.as_str() == "resolved", &cuts(period(), &Zone::default()), &by)
}

/// Two tickets of the presses, answered after half an hour and one and a half, closed after two hours and two days, and
/// an unanswered one.
pub(super) fn month() -> Report {
    let status = |name: &str| StatusName(name.to_owned());
    let opened_at = at("2026-01-05T09:00:00Z");
    let case = |answered: Option<i64>, closed: Option<i64>| ReportedTicket {
        number: TicketNumber(1),
        opened_at,
        asked: true,
        status: status(if closed.is_some() { "resolved" } else { "new" }),
        moves: closed
            .map(|hours| StatusMove {
                at: opened_at + SignedDuration::from_hours(hours),
                before: status("new"),
                after: status("resolved"),
            })
            .into_iter()
            .collect(),
        answered_at: answered.map(|minutes| opened_at + SignedDuration::from_mins(minutes)),
        stars: None,
        promises: Vec::new(),
        labels: Vec::new(),
    };
    let of_presses = |case: ReportedTicket, is_kept: bool| ReportedTicket {
        labels: vec![("team".to_owned(), "presses".to_owned())],
        promises: vec![("first-response".to_owned(), is_kept)],
        ..case
    };
    let quick = ReportedTicket { stars: Some(4), ..case(Some(30), Some(2)) };
    report(&[of_presses(quick, true), of_presses(case(Some(90), Some(48)), false), case(None, None)])
}

/// A month without tickets.
pub(super) fn empty() -> Report {
    report(&[])
}
