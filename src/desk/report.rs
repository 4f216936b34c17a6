//! A report: the figures of some weeks at the desk, for all tickets and for each team, agent or category.
//!
//! Comes in: one by one, what happened to tickets in the period, with the labels of the ticket. Goes out: [`Report`], a value
//! to be printed. Each is added to figures at once, so a report of a million tickets holds none of them. Pure: no clock, no
//! database, no layout. Times are by the calendar, also at night; what was promised in business hours is counted by the
//! promises.

mod counted;
mod figures;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use counted::Counted;
use figures::Tally;
pub use figures::{Figures, PromiseFigures, STEPS, Spread, Stars};

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

/// A report while it is made.
#[derive(Debug)]
pub struct ReportInProgress {
    period: Period,
    whole: Tally,
    course: Vec<Bucket>,
    groups: Vec<(String, BTreeMap<Option<String>, Tally>)>,
}

impl ReportInProgress {
    /// `cuts` are where the buckets of the period begin; `by` is what to group by.
    pub fn new(period: Period, cuts: &[Timestamp], by: &[String]) -> Self {
        let course = cuts.iter().map(|from| Bucket { from: *from, opened: 0, closed: 0 }).collect();
        let groups = by.iter().map(|by| (by.clone(), BTreeMap::new())).collect();
        Self { period, whole: Tally::default(), course, groups }
    }

    /// Adds what happened to a ticket. `labels` are its values of what is grouped by, in the same order.
    pub fn add(&mut self, counted: &Counted, labels: &[Option<String>]) {
        self.whole.add(counted);
        for ((_, tallies), label) in self.groups.iter_mut().zip(labels) {
            match tallies.get_mut(label) {
                Some(tally) => tally.add(counted),
                None => tallies.entry(label.clone()).or_default().add(counted),
            }
        }
        match counted {
            Counted::Opened { at, .. } => self.bucket(*at, |bucket| bucket.opened += 1),
            Counted::Closed { at, .. } => self.bucket(*at, |bucket| bucket.closed += 1),
            Counted::Open | Counted::Rated(_) | Counted::Promised { .. } => {}
        }
    }

    fn bucket(&mut self, at: Timestamp, add: fn(&mut Bucket)) {
        let index = self.course.partition_point(|bucket| bucket.from <= at);
        if let Some(bucket) = index.checked_sub(1).and_then(|index| self.course.get_mut(index)) {
            add(bucket);
        }
    }

    /// The report of everything that was added.
    pub fn finish(self) -> Report {
        Report {
            period: self.period,
            whole: self.whole.figures(),
            course: self.course,
            groups: self.groups.into_iter().filter_map(|(by, tallies)| breakdown(by, tallies)).collect(),
        }
    }
}

/// `None` where no ticket has such a label.
fn breakdown(by: String, tallies: BTreeMap<Option<String>, Tally>) -> Option<Breakdown> {
    if tallies.keys().all(Option::is_none) {
        return None;
    }
    let mut lines: Vec<_> = tallies.into_iter().map(|(label, tally)| (label, tally.figures())).collect();
    // Sorted by name already; those without one stand last.
    lines.sort_by_key(|(label, figures)| (label.is_none(), std::cmp::Reverse(figures.opened + figures.closed)));
    Some(Breakdown { by, lines })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3600).unwrap()
    }

    /// From hour 100 to hour 200, with a cut in the middle. Each thing comes with the team of its ticket.
    fn report(counted: &[(Counted, Option<&str>)]) -> Report {
        let period = Period { from: at(100), to: at(200) };
        let mut report = ReportInProgress::new(period, &[at(100), at(150)], &["team", "agent"].map(str::to_owned));
        for (counted, team) in counted {
            report.add(counted, &[team.map(str::to_owned), None]);
        }
        report.finish()
    }

    fn opened(hour: i64) -> Counted {
        Counted::Opened { at: at(hour), asked: true, answered_at: None }
    }

    fn answered(hour: i64, answered: i64, asked: bool) -> Counted {
        Counted::Opened { at: at(hour), asked, answered_at: Some(at(answered)) }
    }

    fn closed(opened: i64, hour: i64) -> Counted {
        Counted::Closed { opened_at: at(opened), at: at(hour) }
    }

    #[test]
    fn how_long_it_took() {
        let hours = |spread: &Spread| (spread.count, spread.median.map(|median| median.as_hours()));
        let check =
            |counted: &[Counted], response: (usize, Option<i64>), resolution: (usize, Option<i64>), unanswered| {
                let counted: Vec<_> = counted.iter().map(|counted| (counted.clone(), None)).collect();
                let figures = report(&counted).whole;
                assert_eq!((hours(&figures.response), hours(&figures.resolution)), (response, resolution));
                assert_eq!(figures.unanswered, unanswered);
            };
        check(&[], (0, None), (0, None), 0);
        check(&[opened(110)], (0, None), (0, None), 1);
        check(&[answered(110, 112, true)], (1, Some(2)), (0, None), 0);
        check(&[answered(110, 250, true)], (1, Some(140)), (0, None), 0);
        check(&[answered(110, 112, false)], (0, None), (0, None), 0);
        check(&[Counted::Opened { at: at(110), asked: false, answered_at: None }], (0, None), (0, None), 0);
        check(&[closed(50, 120)], (0, None), (1, Some(70)), 0);
        check(&[opened(110), opened(110), closed(110, 111), closed(110, 113)], (0, None), (2, Some(2)), 2);
        // A clock was set back.
        check(&[closed(110, 105)], (0, None), (1, Some(0)), 0);
    }

    #[test]
    fn the_course_of_the_period() {
        let counted = [opened(110), opened(150), Counted::Open, closed(110, 160), closed(50, 120)];
        let found = report(&counted.map(|counted| (counted, None)));
        let course: Vec<_> = found.course.iter().map(|bucket| (bucket.opened, bucket.closed)).collect();
        assert_eq!(course, [(1, 1), (1, 1)]);
        assert_eq!((found.whole.opened, found.whole.closed, found.whole.open), (2, 2, 1));
        assert_eq!(found.groups, [], "no ticket has a team or an agent");
    }

    #[test]
    fn groups_stand_by_how_much_happened() {
        let of = |team: Option<&'static str>, stars: Option<u8>| {
            let promised = Counted::Promised { measure: "first-response".to_owned(), is_kept: stars != Some(1) };
            let rated = stars.map(Counted::Rated);
            [Some(opened(110)), Some(promised), rated].into_iter().flatten().map(move |counted| (counted, team))
        };
        let (none, it) = (of(None, None).chain(of(None, None)), of(Some("it"), Some(1)));
        let web = of(Some("web"), Some(5)).chain(of(Some("web"), Some(4)));
        let report = report(&none.chain(it).chain(web).collect::<Vec<_>>());
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
