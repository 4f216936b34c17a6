//! A report: the figures of some weeks at the desk, for all tickets and for each team, agent or category.
//!
//! Comes in: the tickets of a period, each with when it was opened, answered and moved, and a word of the workflow for
//! which statuses mean done. Goes out: [`Report`], a value to be printed. Pure: no clock, no database, no layout. Times are
//! by the calendar, also at night; what was promised in business hours is counted by the promises.

mod figures;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

pub use figures::{Figures, PromiseFigures, STEPS, Spread, Stars};

use super::reference::TicketNumber;
use super::status::StatusName;

/// From the first instant to the last, which is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first instant.
    pub from: Timestamp,
    /// The instant after the last.
    pub to: Timestamp,
}

impl Period {
    /// Whether it is in it.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }
}

/// A ticket, as far as a report looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedTicket {
    /// Its number.
    pub number: TicketNumber,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Whether somebody waits for an answer. Nobody does for mails that we could not read, and for what machines opened.
    pub asked: bool,
    /// Its status now.
    pub status: StatusName,
    /// Its status changes since the period began, in order.
    pub moves: Vec<StatusMove>,
    /// When an agent answered first.
    pub answered_at: Option<Timestamp>,
    /// The rating of its requester in the period.
    pub stars: Option<u8>,
    /// The SLA targets that fell due in the period: the measure, and whether it was met.
    pub promises: Vec<(String, bool)>,
    /// The values that it is grouped by: `team`, `agent`, `organisation`, `mailbox` or the name of a field.
    pub labels: Vec<(String, String)>,
}

/// A change of status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusMove {
    /// When.
    pub at: Timestamp,
    /// The status before.
    pub before: StatusName,
    /// The status since.
    pub after: StatusName,
}

/// The report of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// When.
    pub period: Period,
    /// The figures of all tickets.
    pub whole: Figures,
    /// In buckets of the period, in order.
    pub course: Vec<Bucket>,
    /// By what was asked for; what no ticket has is left out.
    pub groups: Vec<Breakdown>,
}

/// The tickets that were opened and done in a bucket of the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// When it began.
    pub from: Timestamp,
    /// Tickets opened in it.
    pub opened: usize,
    /// Tickets closed in it.
    pub closed: usize,
}

/// The same figures for each value of something.
#[derive(Debug, Clone, PartialEq)]
pub struct Breakdown {
    /// `team`, `agent` …
    pub by: String,
    /// Each value with its figures, the most active first; `None`: tickets that have none.
    pub lines: Vec<(Option<String>, Figures)>,
}

/// Makes a report. `cuts` are where the buckets of the period begin; `by` is what to group by.
pub fn make_report(
    cases: &[ReportedTicket],
    period: Period,
    is_done: &dyn Fn(&StatusName) -> bool,
    cuts: &[Timestamp],
    by: &[String],
) -> Report {
    let seen: Vec<CountedTicket<'_>> = cases.iter().map(|case| CountedTicket::of(case, period, is_done)).collect();
    let all: Vec<&CountedTicket<'_>> = seen.iter().collect();
    Report {
        period,
        whole: figures(&all, period),
        course: course(&seen, period, cuts),
        groups: by.iter().filter_map(|by| group(&seen, period, by)).collect(),
    }
}

/// A case with what the period makes of it.
struct CountedTicket<'a> {
    case: &'a ReportedTicket,
    /// When it became done, if it was so at the end and not at the beginning.
    closed_at: Option<Timestamp>,
    /// Not done at the end.
    is_open: bool,
}

impl<'a> CountedTicket<'a> {
    fn of(case: &'a ReportedTicket, period: Period, is_done: &dyn Fn(&StatusName) -> bool) -> Self {
        let (within, later): (Vec<&StatusMove>, Vec<&StatusMove>) =
            case.moves.iter().partition(|moved| moved.at < period.to);
        let at_end = later.first().map_or(&case.status, |moved| &moved.before);
        let is_open = case.opened_at < period.to && !is_done(at_end);
        let closing = |moved: &&&StatusMove| is_done(&moved.after) && !is_done(&moved.before);
        let closed = within.iter().rev().find(closing).filter(|moved| period.holds(moved.at) && !is_open);
        Self { case, closed_at: closed.map(|moved| moved.at), is_open }
    }

    /// Its label in a group.
    fn label(&self, by: &str) -> Option<&'a str> {
        self.case.labels.iter().find(|(name, _)| name == by).map(|(_, value)| value.as_str())
    }
}

fn figures(seen: &[&CountedTicket<'_>], period: Period) -> Figures {
    let mut figures = Figures::default();
    let (mut responses, mut resolutions) = (Vec::new(), Vec::new());
    let mut promises: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for CountedTicket { case, closed_at, is_open } in seen {
        let took = |at: Timestamp| at.duration_since(case.opened_at).max(SignedDuration::ZERO);
        if period.holds(case.opened_at) {
            figures.opened += 1;
            figures.unanswered += usize::from(case.asked && case.answered_at.is_none());
            responses.extend(case.answered_at.filter(|_| case.asked).map(took));
        }
        figures.open += usize::from(*is_open);
        figures.closed += usize::from(closed_at.is_some());
        resolutions.extend(closed_at.map(took));
        if let Some(stars) = case.stars {
            figures.feedback.add(stars);
        }
        for (measure, is_kept) in &case.promises {
            let (kept, broken) = promises.entry(measure).or_default();
            *if *is_kept { kept } else { broken } += 1;
        }
    }
    figures.response = Spread::of(responses);
    figures.resolution = Spread::of(resolutions);
    let kept = |(measure, (kept, broken)): (&str, _)| PromiseFigures { measure: measure.to_owned(), kept, broken };
    figures.promises = promises.into_iter().map(kept).collect();
    figures
}

/// `None` where no ticket has such a label.
fn group(seen: &[CountedTicket<'_>], period: Period, by: &str) -> Option<Breakdown> {
    let mut members: BTreeMap<Option<&str>, Vec<&CountedTicket<'_>>> = BTreeMap::new();
    for seen in seen {
        members.entry(seen.label(by)).or_default().push(seen);
    }
    if members.keys().all(Option::is_none) {
        return None;
    }
    let line =
        |(label, seen): (Option<&str>, Vec<&CountedTicket<'_>>)| (label.map(str::to_owned), figures(&seen, period));
    let mut lines: Vec<_> = members.into_iter().map(line).collect();
    // Sorted by name already; those without one stand last.
    lines.sort_by_key(|(label, figures)| (label.is_none(), std::cmp::Reverse(figures.opened + figures.closed)));
    Some(Breakdown { by: by.to_owned(), lines })
}

fn course(seen: &[CountedTicket<'_>], period: Period, cuts: &[Timestamp]) -> Vec<Bucket> {
    let mut buckets: Vec<Bucket> = cuts.iter().map(|from| Bucket { from: *from, opened: 0, closed: 0 }).collect();
    let mut count = |at: Timestamp, add: fn(&mut Bucket)| {
        let index = buckets.partition_point(|bucket| bucket.from <= at);
        if let Some(bucket) = index.checked_sub(1).and_then(|index| buckets.get_mut(index)) {
            add(bucket);
        }
    };
    for CountedTicket { case, closed_at, .. } in seen {
        if period.holds(case.opened_at) {
            count(case.opened_at, |bucket| bucket.opened += 1);
        }
        if let Some(at) = closed_at {
            count(*at, |bucket| bucket.closed += 1);
        }
    }
    buckets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3600).unwrap()
    }

    fn status(name: &str) -> StatusName {
        StatusName(name.to_owned())
    }

    /// From hour 100 to hour 200.
    const PERIOD: (i64, i64) = (100, 200);

    /// A ticket opened at an hour; moved at hours, each from the status before.
    fn case(opened: i64, moves: &[(i64, &str)]) -> ReportedTicket {
        let before = std::iter::once("new").chain(moves.iter().map(|(_, after)| *after));
        let moves: Vec<StatusMove> = before
            .zip(moves)
            .map(|(before, (hour, after))| StatusMove { at: at(*hour), before: status(before), after: status(after) })
            .collect();
        ReportedTicket {
            number: TicketNumber(1),
            opened_at: at(opened),
            asked: true,
            status: moves.last().map_or(status("new"), |moved| moved.after.clone()),
            // The store gives those since the period began.
            moves: moves.into_iter().filter(|moved| moved.at >= at(PERIOD.0)).collect(),
            answered_at: None,
            stars: None,
            promises: Vec::new(),
            labels: Vec::new(),
        }
    }

    fn report(cases: &[ReportedTicket], by: &[&str]) -> Report {
        let period = Period { from: at(PERIOD.0), to: at(PERIOD.1) };
        let is_done = |status: &StatusName| matches!(status.as_str(), "resolved" | "closed");
        let by: Vec<String> = by.iter().map(|by| (*by).to_owned()).collect();
        make_report(cases, period, &is_done, &[at(100), at(150)], &by)
    }

    #[test]
    fn volume() {
        let check = |opened: i64, moves: &[(i64, &str)], expected: (usize, usize, usize)| {
            let Figures { opened, closed, open, .. } = report(&[case(opened, moves)], &[]).whole;
            assert_eq!((opened, closed, open), expected, "{opened} {moves:?}");
        };
        check(110, &[], (1, 0, 1));
        check(50, &[], (0, 0, 1));
        check(100, &[], (1, 0, 1));
        check(200, &[], (0, 0, 0));
        check(110, &[(120, "resolved")], (1, 1, 0));
        check(50, &[(120, "resolved")], (0, 1, 0));
        check(50, &[(60, "resolved")], (0, 0, 0));
        check(110, &[(210, "resolved")], (1, 0, 1));
        check(110, &[(120, "resolved"), (130, "assigned")], (1, 0, 1));
        check(110, &[(120, "resolved"), (210, "assigned")], (1, 1, 0));
        check(110, &[(120, "resolved"), (130, "assigned"), (140, "resolved")], (1, 1, 0));
        // What a timer closes was done before.
        check(50, &[(60, "resolved"), (120, "closed")], (0, 0, 0));
        check(110, &[(120, "assigned"), (130, "resolved"), (190, "closed")], (1, 1, 0));
    }

    #[test]
    fn how_long_it_took() {
        let hours = |spread: &Spread| (spread.count, spread.median.map(|median| median.as_hours()));
        let check =
            |cases: &[ReportedTicket], response: (usize, Option<i64>), resolution: (usize, Option<i64>), unanswered| {
                let figures = report(cases, &[]).whole;
                assert_eq!((hours(&figures.response), hours(&figures.resolution)), (response, resolution));
                assert_eq!(figures.unanswered, unanswered);
            };
        let answered = |opened, hour| ReportedTicket { answered_at: Some(at(hour)), ..case(opened, &[]) };
        check(&[], (0, None), (0, None), 0);
        check(&[case(110, &[])], (0, None), (0, None), 1);
        check(&[answered(110, 112)], (1, Some(2)), (0, None), 0);
        check(&[answered(110, 250)], (1, Some(140)), (0, None), 0);
        check(&[answered(50, 112)], (0, None), (0, None), 0);
        check(&[ReportedTicket { asked: false, ..case(110, &[]) }], (0, None), (0, None), 0);
        check(&[ReportedTicket { asked: false, ..answered(110, 112) }], (0, None), (0, None), 0);
        check(&[case(50, &[(120, "resolved"), (190, "closed")])], (0, None), (1, Some(70)), 0);
        check(&[case(110, &[(111, "resolved")]), case(110, &[(113, "closed")])], (0, None), (2, Some(2)), 2);
    }

    #[test]
    fn the_course_of_the_period() {
        let cases = [case(110, &[(160, "resolved")]), case(150, &[]), case(50, &[(120, "closed")]), case(250, &[])];
        let found: Vec<_> = report(&cases, &[]).course.iter().map(|bucket| (bucket.opened, bucket.closed)).collect();
        assert_eq!(found, [(1, 1), (1, 1)]);
    }

    #[test]
    fn groups_stand_by_how_much_happened() {
        let of = |team: Option<&str>, stars: Option<u8>| ReportedTicket {
            labels: team.map(|team| ("team".to_owned(), team.to_owned())).into_iter().collect(),
            stars,
            promises: vec![("first-response".to_owned(), stars != Some(1))],
            ..case(110, &[])
        };
        let cases = [
            of(None, None),
            of(None, None),
            of(Some("it"), Some(1)),
            of(Some("web"), Some(5)),
            of(Some("web"), Some(4)),
        ];
        let report = report(&cases, &["team", "agent"]);
        assert_eq!(report.groups.len(), 1, "no ticket has an agent");
        let lines: Vec<_> = report.groups[0]
            .lines
            .iter()
            .map(|(label, figures)| {
                (label.as_deref(), figures.opened, figures.feedback.mean(), figures.promises[0].percent())
            })
            .collect();
        let expected =
            [(Some("web"), 2, Some(4.5), Some(100)), (Some("it"), 1, Some(1.0), Some(0)), (None, 2, None, Some(100))];
        assert_eq!(lines, expected);
        assert_eq!((report.whole.opened, report.whole.feedback.count()), (5, 3));
    }
}
