//! Calendars over nights, weekends, holidays and changes of clocks; and what holds of every calendar.

use proptest::prelude::*;

use super::*;
use crate::desk::work_time::WorkTime;

fn zone(name: &str) -> Zone {
    Zone::find(name).unwrap()
}

fn shift(from: &str, to: &str) -> Shift {
    let minutes = |text: &str| {
        let (hours, minutes) = text.split_once(':').unwrap();
        hours.parse::<u16>().unwrap() * 60 + minutes.parse::<u16>().unwrap()
    };
    Shift::new(minutes(from), minutes(to)).unwrap()
}

fn all_week(shifts: &[(&str, &str)]) -> [Vec<Shift>; 7] {
    std::array::from_fn(|_| shifts.iter().map(|(from, to)| shift(from, to)).collect())
}

/// Monday to Thursday 08:30-17:30, Friday with a break and until 16:00; Christmas is free.
fn office() -> Calendar {
    let mut week = all_week(&[("08:30", "17:30")]);
    week[4] = vec![shift("13:00", "16:00"), shift("08:00", "12:00")];
    (week[5], week[6]) = (Vec::new(), Vec::new());
    let holidays = vec![Holiday::Yearly { month: 12, day: 25 }, Holiday::Once("2026-01-01".parse().unwrap())];
    Calendar::new("office", zone("Europe/Amsterdam"), week, holidays).unwrap()
}

fn of_shifts(name: &str, shifts: &[(&str, &str)]) -> Calendar {
    Calendar::new("c", zone(name), all_week(shifts), Vec::new()).unwrap()
}

/// `start + span = expected`, times as clocks in the calendar's zone show them, and back.
fn check(calendar: &Calendar, start: &str, span: &str, expected: &str) {
    let start = instant(calendar, start);
    let span = span.parse::<jiff::Span>().unwrap().to_duration(Date::constant(2026, 1, 5)).unwrap();
    let span = Duration::try_from(span).unwrap();
    let due = calendar.add(start, span).unwrap();
    assert_eq!(calendar.zone().print_time(due), expected, "{start} + {span:?} is {due}");
    assert_eq!(calendar.between(start, due), span, "from {start} to {due}");
}

/// `2026-01-05 10:15`, or with the offset where clocks show it twice.
fn instant(calendar: &Calendar, text: &str) -> Timestamp {
    match text.parse::<Timestamp>() {
        Ok(at) => at,
        Err(_) => text.parse::<DateTime>().unwrap().to_zoned(calendar.zone.time_zone().clone()).unwrap().timestamp(),
    }
}

#[test]
fn hours_of_an_office() {
    let office = office();
    // Monday the 5th
    check(&office, "2026-01-05 10:00", "PT15M", "2026-01-05 10:15 CET");
    check(&office, "2026-01-05 17:20", "PT15M", "2026-01-06 08:35 CET");
    check(&office, "2026-01-05 17:15", "PT15M", "2026-01-05 17:30 CET");
    check(&office, "2026-01-05 07:00", "PT15M", "2026-01-05 08:45 CET");
    // Friday, with a break and a weekend behind it
    check(&office, "2026-01-09 11:50", "PT15M", "2026-01-09 13:05 CET");
    check(&office, "2026-01-09 15:50", "PT15M", "2026-01-12 08:35 CET");
    check(&office, "2026-01-10 03:00", "PT15M", "2026-01-12 08:45 CET");
    check(&office, "2026-01-11 23:59", "PT9H", "2026-01-12 17:30 CET");
    check(&office, "2026-01-12 08:30", "PT43H", "2026-01-16 16:00 CET");
    // holidays: Friday the 25th of December, Thursday the 1st of January 2026 only
    check(&office, "2026-12-24 17:00", "PT1H", "2026-12-28 09:00 CET");
    check(&office, "2025-12-31 17:00", "PT1H", "2026-01-02 08:30 CET");
    check(&office, "2026-12-31 17:00", "PT1H", "2027-01-01 08:30 CET");
    check(&office, "2026-01-05 10:00", "PT0S", "2026-01-05 10:00 CET");
    check(&office, "2026-01-10 10:00", "PT0S", "2026-01-10 10:00 CET");
}

#[test]
fn office_hours_go_with_the_clocks() {
    let office = office();
    // The clocks go forward on Sunday 2026-03-29, and back on Sunday 2026-10-25.
    check(&office, "2026-03-27 15:30", "PT1H", "2026-03-30 09:00 CEST");
    check(&office, "2026-10-23 15:30", "PT1H", "2026-10-26 09:00 CET");
    let before = office.add(instant(&office, "2026-03-28 12:00"), Duration::from_mins(30)).unwrap();
    assert_eq!(before.to_string(), "2026-03-30T07:00:00Z");
    let after = office.add(instant(&office, "2026-10-25 12:00"), Duration::from_mins(30)).unwrap();
    assert_eq!(after.to_string(), "2026-10-26T08:00:00Z");
}

#[test]
fn a_night_is_shorter_in_spring_and_longer_in_autumn() {
    let night = of_shifts("Europe/Amsterdam", &[("01:00", "05:00")]);
    check(&night, "2026-03-28 00:00", "PT4H", "2026-03-28 05:00 CET");
    check(&night, "2026-03-29 00:00", "PT3H", "2026-03-29 05:00 CEST");
    check(&night, "2026-03-29 00:00", "PT4H", "2026-03-30 02:00 CEST");
    check(&night, "2026-10-25 00:00", "PT5H", "2026-10-25 05:00 CET");
    check(&night, "2026-10-25 00:00", "PT90M", "2026-10-25 02:30 CEST");
    check(&night, "2026-10-25 00:00", "PT150M", "2026-10-25 02:30 CET");
    // it begins in the hour that there is not, or in the one that there is twice
    let late = of_shifts("Europe/Amsterdam", &[("02:30", "03:30")]);
    check(&late, "2026-03-29 00:00", "PT30M", "2026-03-29 03:30 CEST");
    check(&late, "2026-10-25 00:00", "PT2H", "2026-10-25 03:30 CET");
    let gone = of_shifts("Europe/Amsterdam", &[("02:00", "03:00")]);
    check(&gone, "2026-03-29 00:00", "PT1H", "2026-03-30 03:00 CEST");
    check(&gone, "2026-10-25T00:30:00Z", "PT90M", "2026-10-25 03:00 CET");
}

#[test]
fn day_and_night_is_all_time() {
    let always = of_shifts("Europe/Amsterdam", &[("00:00", "24:00")]);
    check(&always, "2026-03-28 12:00", "PT24H", "2026-03-29 13:00 CEST");
    check(&always, "2026-10-24 12:00", "PT24H", "2026-10-25 11:00 CET");
    let parts = of_shifts("Europe/Amsterdam", &[("00:00", "02:30"), ("02:30", "24:00")]);
    check(&parts, "2026-03-28 12:00", "PT24H", "2026-03-29 13:00 CEST");
    check(&parts, "2026-10-24 12:00", "PT24H", "2026-10-25 11:00 CET");
    // clocks that leap over midnight, and a day that there never was
    check(&of_shifts("Asia/Beirut", &[("00:00", "24:00")]), "2026-03-28 12:00", "PT24H", "2026-03-29 13:00 EEST");
    let start = "2011-12-29T12:00:00-10:00[Pacific/Apia]".parse::<jiff::Zoned>().unwrap().timestamp();
    let apia = of_shifts("Pacific/Apia", &[("08:00", "16:00")]);
    assert_eq!(apia.between(start, "2012-01-01T00:00:00Z".parse().unwrap()), Duration::from_hours(4 + 8 + 6));
}

#[test]
fn days_and_weeks_are_the_calendars() {
    assert_eq!(office().week(), Duration::from_hours(4 * 9 + 7));
    assert_eq!(office().day(), Duration::from_mins(43 * 60 / 5));
    assert_eq!(of_shifts("UTC", &[("00:00", "24:00")]).day(), Duration::from_hours(24));
    assert_eq!(WorkTime::Always.day(), Duration::from_hours(24));
}

#[test]
fn what_makes_no_calendar() {
    let refused = |week| Calendar::new("c", Zone::default(), week, Vec::new()).unwrap_err();
    assert_eq!(refused(std::array::from_fn(|_| Vec::new())), Unworkable::NoHours);
    let twice = [("09:00", "12:00"), ("11:59", "13:00")];
    assert_eq!(refused(all_week(&twice)), Unworkable::Overlap(Weekday::Monday));
    assert!(
        Calendar::new("c", Zone::default(), all_week(&[("09:00", "12:00"), ("12:00", "13:00")]), Vec::new()).is_ok()
    );
    assert_eq!(Shift::new(600, 600), None);
    assert_eq!(Shift::new(600, 1441), None);
}

#[test]
fn a_walk_ends_where_nobody_ever_comes() {
    let mut week = all_week(&[]);
    week[0] = vec![shift("09:00", "10:00")];
    let days = 1..=31_i8;
    let holidays = (1..=12_i8).flat_map(|month| days.clone().map(move |day| Holiday::Yearly { month, day })).collect();
    let closed = Calendar::new("c", Zone::default(), week, holidays).unwrap();
    let start = instant(&closed, "2026-01-05 09:00");
    assert_eq!(closed.add(start, Duration::from_secs(1)), None);
    assert_eq!(closed.between(start, Timestamp::MAX), Duration::ZERO);
    let office = office();
    assert_eq!(office.add(start, Duration::MAX), None);
    assert_eq!(office.add(Timestamp::MAX, Duration::from_hours(1)), None);
    assert_eq!(office.between(start, start - jiff::SignedDuration::from_hours(1)), Duration::ZERO);
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    let zones = prop::sample::select(vec![
        "Europe/Amsterdam",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Beirut",
        "Pacific/Apia",
        "UTC",
    ]);
    let cut = prop::collection::btree_set(0..=MINUTES_A_DAY, 0..6);
    let day = cut.prop_map(|cuts| {
        let cuts: Vec<u16> = cuts.into_iter().collect();
        cuts.chunks_exact(2).filter_map(|pair| Shift::new(pair[0], pair[1])).collect::<Vec<_>>()
    });
    let holidays = prop::collection::vec((1..=12_i8, 1..=28_i8), 0..9);
    let holiday = |(month, day)| match day {
        28 => Holiday::Once(Date::new(2025, month, day).unwrap()),
        27 => Holiday::Yearly { month: 2, day: 29 },
        day => Holiday::Yearly { month, day: day.min(25) },
    };
    let holidays = holidays.prop_map(move |days| days.into_iter().map(holiday).collect());
    (zones, prop::collection::vec(day, 7), holidays).prop_filter_map("has hours", |(name, week, holidays)| {
        Calendar::new("c", zone(name), week.try_into().ok()?, holidays).ok()
    })
}

/// The same, day by day.
fn add_slowly(calendar: &Calendar, start: Timestamp, span: Duration) -> Option<Timestamp> {
    let mut left = span;
    for (from, to) in calendar.shifts_after(start) {
        let from = from.max(start);
        let length = elapsed(from, to);
        if left <= length {
            return from.checked_add(left).ok();
        }
        left -= length;
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn weeks_are_jumped_over_as_if_they_were_walked(
        calendar in any_calendar(),
        start in 1_300_000_000_i64..1_900_000_000,
        weeks in 0_u32..300,
        seconds in prop_oneof![Just(0), 1_u64..700_000],
    ) {
        let start = Timestamp::from_second(start).unwrap();
        // The last hour of a week is where a jump may not be too long.
        let span = calendar.week() * weeks + Duration::from_secs(seconds);
        if !span.is_zero() {
            prop_assert_eq!(calendar.add(start, span), add_slowly(&calendar, start, span));
        }
    }

    #[test]
    fn what_is_added_lies_between(
        calendar in any_calendar(),
        start in 1_700_000_000_i64..1_900_000_000,
        seconds in 0_u64..3_000_000,
    ) {
        let start = Timestamp::from_second(start).unwrap();
        let span = Duration::from_secs(seconds);
        if let Some(due) = calendar.add(start, span) {
            prop_assert!(due >= start);
            prop_assert_eq!(calendar.between(start, due), span);
            if seconds > 0 {
                let just_before = due - jiff::SignedDuration::from_secs(1);
                prop_assert!(calendar.between(start, just_before) < span, "the earliest instant");
            }
        }
    }

    #[test]
    fn later_is_never_earlier_and_parts_make_the_whole(
        calendar in any_calendar(),
        start in 1_700_000_000_i64..1_900_000_000,
        steps in prop::array::uniform2(0_i64..3_000_000),
        spans in prop::array::uniform2(0_u64..500_000),
    ) {
        let at = |second| Timestamp::from_second(second).unwrap();
        let (one, two) = (start + steps[0], start + steps[0] + steps[1]);
        let whole = calendar.between(at(start), at(two));
        prop_assert_eq!(calendar.between(at(start), at(one)) + calendar.between(at(one), at(two)), whole);
        let (short, long) = (Duration::from_secs(spans[0]), Duration::from_secs(spans[0] + spans[1]));
        let due = |start, span| calendar.add(at(start), span).unwrap_or(Timestamp::MAX);
        prop_assert!(due(start, short) <= due(start, long));
        prop_assert!(due(start, short) <= due(one, short));
        let in_parts = due(due(start, short).as_second(), Duration::from_secs(spans[1]));
        prop_assert_eq!(in_parts, due(start, long));
    }
}
