//! A calendar: the hours at which somebody is there, in a time zone, without the holidays.
//!
//! Comes in: two instants, or an instant and a span of working time. Goes out: the working time between them, or when it
//! is used up. Clock times are those of the zone; what is counted is time that really passes, so that a shift over the
//! night in which clocks are put forward is an hour shorter. Every walk ends, whatever the calendar says.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::AmbiguousOffset;

use super::zone::Zone;

/// The longest span that is counted. A calendar that is closed for longer never opens.
const LONGEST_WALK: usize = 366 * 30;
const MINUTES_A_DAY: u16 = 24 * 60;

/// The hours of a day at which somebody is there, in minutes since midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shift {
    from: u16,
    to: u16,
}

impl Shift {
    /// The whole day.
    pub const DAY: Self = Self { from: 0, to: MINUTES_A_DAY };

    /// None where it ends before it begins, or after midnight.
    pub fn new(from: u16, to: u16) -> Option<Self> {
        (from < to && to <= MINUTES_A_DAY).then_some(Self { from, to })
    }

    fn minutes(self) -> u16 {
        self.to - self.from
    }
}

/// A day on which nobody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holiday {
    /// One day.
    Once(Date),
    /// Every year.
    Yearly {
        /// 1 to 12.
        month: i8,
        /// The day of the month.
        day: i8,
    },
}

impl Holiday {
    fn is_on(self, date: Date) -> bool {
        match self {
            Self::Once(once) => once == date,
            Self::Yearly { month, day } => (date.month(), date.day()) == (month, day),
        }
    }
}

/// Why hours and days make no calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unworkable {
    /// Nobody is ever there.
    #[error("it has no working hours")]
    NoHours,
    /// Two shifts of a day overlap.
    #[error("two of its shifts overlap on {0:?}")]
    Overlap(Weekday),
}

/// Hours on each day of the week, in a zone, less the holidays. It is never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    name: String,
    zone: Zone,
    /// From Monday; the shifts of a day in order.
    week: [Vec<Shift>; 7],
    holidays: Vec<Holiday>,
}

impl Calendar {
    /// A calendar; `week` begins on Monday.
    pub fn new(name: &str, zone: Zone, mut week: [Vec<Shift>; 7], holidays: Vec<Holiday>) -> Result<Self, Unworkable> {
        if week.iter().all(Vec::is_empty) {
            return Err(Unworkable::NoHours);
        }
        for (shifts, weekday) in week.iter_mut().zip(Weekday::Monday.cycle_forward()) {
            shifts.sort_unstable();
            let mut pairs = shifts.iter().zip(shifts.iter().skip(1));
            if pairs.any(|(shift, next)| next.from < shift.to) {
                return Err(Unworkable::Overlap(weekday));
            }
        }
        Ok(Self { name: name.to_owned(), zone, week, holidays })
    }

    /// Its name in the config.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The mean length of a day on which somebody is there: what `1d` means in this calendar.
    pub fn day(&self) -> Duration {
        let days = self.week.iter().filter(|shifts| !shifts.is_empty()).count();
        // `new` makes sure that there is a day.
        self.week().checked_div(u32::try_from(days).unwrap_or(1)).unwrap_or_default()
    }

    /// The hours of a week without holidays: what `1w` means.
    pub fn week(&self) -> Duration {
        worked(self.week.iter().flatten())
    }

    /// When `span` of working time is used up, counted from `start`; `None`: not in a lifetime.
    pub fn add(&self, start: Timestamp, span: Duration) -> Option<Timestamp> {
        let mut left = span;
        if left.is_zero() {
            return Some(start);
        }
        let mut day = self.first_day(start);
        let mut walked = 0;
        while walked < LONGEST_WALK {
            // The start may cut the first days.
            let jump = if walked > 2 { self.whole_weeks(day, left, LONGEST_WALK - walked) } else { None };
            if let Some((days, used)) = jump {
                day = day.checked_add(jiff::SignedDuration::from_hours(24 * i64::try_from(days).ok()?)).ok()?;
                left = left.saturating_sub(used);
                walked += days;
                continue;
            }
            for (from, to) in self.shifts_on(day).filter(|(_, to)| *to > start) {
                let from = from.max(start);
                let length = elapsed(from, to);
                if left <= length {
                    return from.checked_add(left).ok();
                }
                left -= length;
            }
            day = day.tomorrow().ok()?;
            walked += 1;
        }
        None
    }

    /// The days of as many whole weeks from a day on as use less than `left` together, with what they use; `None`: no week does,
    /// or clocks change within it. At most so many days.
    fn whole_weeks(&self, day: Date, left: Duration, most: usize) -> Option<(usize, Duration)> {
        let week = self.week();
        // Without holidays; so it may be more.
        let fitting = left.as_nanos().saturating_sub(1) / week.as_nanos();
        if fitting == 0 {
            return None;
        }
        let unchanged = self.days_until_change(day).unwrap_or(most).min(most);
        let weeks = (unchanged / 7).min(usize::try_from(fitting).unwrap_or(usize::MAX));
        let days = weeks.checked_mul(7).filter(|days| *days > 0)?;
        let last = day.checked_add(jiff::SignedDuration::from_hours(24 * (i64::try_from(days).ok()? - 1))).ok()?;
        let free = worked(self.holidays_within(day, last).iter().flat_map(|date| self.hours_of(*date)));
        let used = week.checked_mul(u32::try_from(weeks).ok()?)?.saturating_sub(free);
        Some((days, used))
    }

    /// How many days from this one on are sure to have 24 hours; `None`: all.
    fn days_until_change(&self, day: Date) -> Option<usize> {
        let Some(midnight) = day.yesterday().ok().and_then(|before| self.instant(before, 0)) else { return Some(0) };
        let change = self.zone.time_zone().following(midnight).next()?.timestamp();
        // Clocks may leap from one day into the other, or back.
        let before = change.checked_sub(jiff::SignedDuration::from_secs(1)).unwrap_or(change);
        let touched = self.zone.date(change).min(self.zone.date(before));
        Some(usize::try_from((touched - day).get_days() - 1).unwrap_or_default())
    }

    /// The holidays from one day to another, both included, each once.
    fn holidays_within(&self, first: Date, last: Date) -> BTreeSet<Date> {
        let on = |holiday: &Holiday| match *holiday {
            Holiday::Once(date) => vec![date],
            Holiday::Yearly { month, day } => {
                (first.year()..=last.year()).filter_map(|year| Date::new(year, month, day).ok()).collect()
            }
        };
        self.holidays.iter().flat_map(on).filter(|date| (first..=last).contains(date)).collect()
    }

    /// The working time from `start` to `end`; zero if the end comes first.
    pub fn between(&self, start: Timestamp, end: Timestamp) -> Duration {
        let shifts = self.shifts_after(start).take_while(|(from, _)| *from < end);
        shifts.map(|(from, to)| elapsed(from.max(start), to.min(end))).sum()
    }

    /// The zone of its hours.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The shifts that end after `start`, in order; they do not overlap.
    fn shifts_after(&self, start: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let days = std::iter::successors(Some(self.first_day(start)), |day| day.tomorrow().ok()).take(LONGEST_WALK);
        days.flat_map(|day| self.shifts_on(day)).filter(move |(_, to)| *to > start)
    }

    /// Where clocks go back over midnight, a shift of yesterday's ends today.
    fn first_day(&self, start: Timestamp) -> Date {
        let today = self.zone.date(start);
        today.yesterday().unwrap_or(today)
    }

    fn shifts_on(&self, date: Date) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let is_holiday = self.holidays.iter().any(|holiday| holiday.is_on(date));
        let shifts = if is_holiday { &[] } else { self.hours_of(date) };
        shifts.iter().filter_map(move |shift| Some((self.instant(date, shift.from)?, self.instant(date, shift.to)?)))
    }

    /// The shifts of a day that is no holiday.
    fn hours_of(&self, date: Date) -> &[Shift] {
        let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
        self.week.get(weekday).map_or(&[], Vec::as_slice)
    }

    /// When clocks show this many minutes since midnight. Where they show it twice, the first time; where they leap over it,
    /// at the leap: so later clock times are never earlier instants.
    fn instant(&self, date: Date, minutes: u16) -> Option<Timestamp> {
        let shown = clock_time(date, minutes)?;
        match self.zone.time_zone().to_ambiguous_timestamp(shown).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(shown).ok(),
            AmbiguousOffset::Fold { before, .. } => before.to_timestamp(shown).ok(),
            AmbiguousOffset::Gap { after, .. } => {
                let before_the_leap = after.to_timestamp(shown).ok()?;
                self.zone.time_zone().following(before_the_leap).next().map(|leap| leap.timestamp())
            }
        }
    }
}

/// The length of shifts, where clocks don't change.
fn worked<'a>(shifts: impl Iterator<Item = &'a Shift>) -> Duration {
    Duration::from_mins(shifts.map(|shift| u64::from(shift.minutes())).sum())
}

fn clock_time(date: Date, minutes: u16) -> Option<DateTime> {
    if minutes >= MINUTES_A_DAY {
        return Some(date.tomorrow().ok()?.at(0, 0, 0, 0));
    }
    let (hour, minute) = (i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?);
    Some(date.at(hour, minute, 0, 0))
}

/// None where `to` is before `from`.
pub(super) fn elapsed(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}

/// All calendars of the desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendars(pub Vec<std::sync::Arc<Calendar>>);

impl Calendars {
    /// The calendar of that name.
    pub fn find(&self, name: &str) -> Option<&std::sync::Arc<Calendar>> {
        self.0.iter().find(|calendar| calendar.name == name)
    }
}
