//! The figures of some tickets: how many, how fast, how good.
//!
//! Comes in: what each ticket adds. Goes out: counts, medians and the like; where there is nothing to measure, `None`
//! and never a zero.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::super::feedback::MAX_SCORE;
use super::counted::Counted;

/// The figures that a report has for some tickets.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// Opened in the period.
    pub opened: usize,
    /// Done in the period, and done still at its end.
    pub closed: usize,
    /// Not done at its end, whenever they were opened.
    pub open: usize,
    /// Opened in the period by a customer, and not answered until now.
    pub unanswered: usize,
    /// From opening to the first answer of an agent, of those opened in the period.
    pub response: Spread,
    /// From opening to being done, of those closed in the period.
    pub resolution: Spread,
    /// The ratings in the period.
    pub feedback: Stars,
    /// The SLA targets that fell due in the period, by measure.
    pub promises: Vec<PromiseFigures>,
}

/// Figures while they are counted. Of a ticket no more is held than the seconds that it took.
#[derive(Debug, Default)]
pub(super) struct Tally {
    figures: Figures,
    responses: Vec<u32>,
    resolutions: Vec<u32>,
    promises: BTreeMap<String, (usize, usize)>,
}

impl Tally {
    /// One more.
    pub(super) fn add(&mut self, counted: &Counted) {
        let figures = &mut self.figures;
        match counted {
            Counted::Opened { at, asked, answered_at } => {
                figures.opened += 1;
                figures.unanswered += usize::from(*asked && answered_at.is_none());
                self.responses.extend(answered_at.filter(|_| *asked).map(|answered| seconds(*at, answered)));
            }
            Counted::Closed { opened_at, at } => {
                figures.closed += 1;
                self.resolutions.push(seconds(*opened_at, *at));
            }
            Counted::Open => figures.open += 1,
            Counted::Rated(stars) => figures.feedback.add(*stars),
            Counted::Promised { measure, is_kept } => {
                if !self.promises.contains_key(measure) {
                    self.promises.insert(measure.clone(), (0, 0));
                }
                if let Some((kept, broken)) = self.promises.get_mut(measure) {
                    *if *is_kept { kept } else { broken } += 1;
                }
            }
        }
    }

    /// The figures of everything that was added.
    pub(super) fn figures(self) -> Figures {
        let kept = |(measure, (kept, broken))| PromiseFigures { measure, kept, broken };
        Figures {
            response: Spread::of(self.responses),
            resolution: Spread::of(self.resolutions),
            promises: self.promises.into_iter().map(kept).collect(),
            ..self.figures
        }
    }
}

/// The whole seconds from one to the other; none where a clock was set back.
fn seconds(from: Timestamp, to: Timestamp) -> u32 {
    u32::try_from(to.duration_since(from).as_secs().max(0)).unwrap_or(u32::MAX)
}

/// Durations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spread {
    /// The number of things.
    pub count: usize,
    /// Half of them were faster.
    pub median: Option<SignedDuration>,
    /// Nine of ten were at least as fast.
    pub ninety: Option<SignedDuration>,
    /// How many took less than each of [`STEPS`], and more than the step before; the last are all others.
    pub steps: [usize; STEPS.len() + 1],
}

/// Where the times of a chart are told apart.
pub const STEPS: [SignedDuration; 5] = [
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(4),
    SignedDuration::from_hours(24),
    SignedDuration::from_hours(3 * 24),
    SignedDuration::from_hours(7 * 24),
];

impl Spread {
    /// Measures these times, in seconds. The median of an even number is the mean of the two in the middle; nine of ten took
    /// at most the ninth (nearest rank).
    fn of(mut times: Vec<u32>) -> Self {
        times.sort_unstable();
        let count = times.len();
        let length = |seconds: u32| SignedDuration::from_secs(seconds.into());
        let at = |rank: usize| times.get(rank.checked_sub(1)?).copied().map(length);
        let (low, high) = (at(count.div_ceil(2)), at(count / 2 + 1));
        let median = low.zip(high.or(low)).map(|(low, high)| low + (high - low) / 2);
        let mut steps = [0; STEPS.len() + 1];
        for time in &times {
            if let Some(step) = steps.get_mut(STEPS.partition_point(|step| *step <= length(*time))) {
                *step += 1;
            }
        }
        Self { count, median, ninety: at((count * 9).div_ceil(10)), steps }
    }
}

/// Ratings, in stars.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stars {
    /// The number of ratings with one star, two, and so on.
    pub by_score: [u32; MAX_SCORE as usize],
}

impl Stars {
    /// One more answer.
    pub(super) fn add(&mut self, score: u8) {
        if let Some(count) = usize::from(score).checked_sub(1).and_then(|at| self.by_score.get_mut(at)) {
            *count += 1;
        }
    }

    /// Each score with how many gave it, the best first.
    pub fn from_best(&self) -> impl Iterator<Item = (usize, u32)> {
        self.by_score.into_iter().enumerate().rev().map(|(at, count)| (at + 1, count))
    }

    /// The number of answers.
    pub fn count(&self) -> u32 {
        self.by_score.iter().sum()
    }

    /// The mean of them.
    pub fn mean(&self) -> Option<f64> {
        let count = self.count();
        let sum: u32 = (1..).zip(self.by_score).map(|(score, count)| score * count).sum();
        (count > 0).then(|| f64::from(sum) / f64::from(count))
    }
}

/// The results for one SLA measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseFigures {
    /// The measure: `first-response` and the like.
    pub measure: String,
    /// The number of targets that were met.
    pub kept: usize,
    /// The number of targets that were missed.
    pub broken: usize,
}

impl PromiseFigures {
    /// The share that was kept, in percent.
    pub fn percent(&self) -> Option<usize> {
        (self.kept * 100).checked_div(self.kept + self.broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_ninths() {
        let check = |minutes: &[u32], median: Option<i64>, ninety: Option<i64>| {
            let spread = Spread::of(minutes.iter().map(|minutes| minutes * 60).collect());
            let found = [spread.median, spread.ninety].map(|time| time.map(|time| time.as_secs()));
            assert_eq!(
                (spread.count, found),
                (minutes.len(), [median, ninety].map(|it| it.map(|m| m * 60))),
                "{minutes:?}"
            );
        };
        check(&[], None, None);
        check(&[7], Some(7), Some(7));
        check(&[20, 10], Some(15), Some(20));
        check(&[3, 1, 2], Some(2), Some(3));
        check(&[1, 2, 3, 4, 5, 5, 7, 8, 9, 1000], Some(5), Some(9));
        check(&[0, 0, 60, 60], Some(30), Some(60));
        check(&(1..=99).collect::<Vec<_>>(), Some(50), Some(90));
    }

    #[test]
    fn times_are_told_apart_by_steps() {
        let check = |minutes: &[u32], expected: [usize; 6]| {
            let spread = Spread::of(minutes.iter().map(|minutes| minutes * 60).collect());
            assert_eq!(spread.steps, expected, "{minutes:?}");
        };
        check(&[], [0; 6]);
        check(&[0, 59, 60, 239, 240, 1439, 1440, 4319, 4320, 10_079, 10_080, 99_999], [2; 6]);
    }

    #[test]
    fn stars_have_a_mean_when_there_are_any() {
        let check = |scores: &[u8], count: u32, mean: Option<f64>| {
            let mut stars = Stars::default();
            for score in scores {
                stars.add(*score);
            }
            assert_eq!((stars.count(), stars.mean()), (count, mean), "{scores:?}");
        };
        check(&[], 0, None);
        check(&[5], 1, Some(5.0));
        check(&[1, 4, 4], 3, Some(3.0));
        check(&[0, 6], 0, None);
    }

    #[test]
    fn promises_have_a_share_when_there_were_any() {
        let check = |kept, broken, expected| {
            assert_eq!(PromiseFigures { measure: String::new(), kept, broken }.percent(), expected);
        };
        check(0, 0, None);
        check(1, 0, Some(100));
        check(2, 1, Some(66));
        check(0, 3, Some(0));
    }
}
