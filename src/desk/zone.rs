//! A time zone: how an instant reads on the clocks there, and when its days begin.
//!
//! Comes in: instants, and names of the IANA database. Goes out: dates and times for people, each time with its zone.
//! Never the machine's own zone: the same config says the same everywhere.

use jiff::civil::Date;
use jiff::tz::{self, TimeZone};
use jiff::{Timestamp, Zoned};

use super::nearest::nearest;

/// A time zone; UTC if none is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl Zone {
    /// The zone of a name such as `Europe/Amsterdam`, or `UTC`. Names without a place (`CET`) say nothing of summer
    /// time and are none.
    pub fn find(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().filter(|_| name.contains('/') || name.eq_ignore_ascii_case("UTC")).map(Self)
    }

    /// The name that was probably meant: by the city alone, or with a slip.
    pub fn suggest(name: &str) -> Option<String> {
        let known: Vec<String> =
            tz::db().available().map(|known| known.to_string()).filter(|it| is_place(it)).collect();
        let city = name.trim().rsplit('/').next().unwrap_or_default().replace(' ', "_");
        let same_city = || known.iter().find(|known| city_of(known).eq_ignore_ascii_case(&city)).map(String::as_str);
        let near_city = || {
            let meant = nearest(&city, known.iter().map(|known| city_of(known)))?;
            known.iter().map(String::as_str).find(|known| city_of(known) == meant)
        };
        let whole = || nearest(name, known.iter().map(String::as_str));
        same_city().or_else(whole).or_else(near_city).map(str::to_owned)
    }

    /// Its name in the IANA database.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The time zone itself, for reckoning.
    pub(super) fn time_zone(&self) -> &TimeZone {
        &self.0
    }

    pub(super) fn zoned(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.0.clone())
    }

    /// The day there.
    pub fn date(&self, at: Timestamp) -> Date {
        self.zoned(at).date()
    }

    /// When a day begins there.
    pub fn midnight(&self, day: Date) -> Result<Timestamp, jiff::Error> {
        Ok(day.to_zoned(self.0.clone())?.timestamp())
    }

    /// `2026-01-05`.
    pub fn print_day(&self, at: Timestamp) -> String {
        self.zoned(at).strftime("%F").to_string()
    }

    /// `2026-01-05 10:15 CET`.
    pub fn print_time(&self, at: Timestamp) -> String {
        self.zoned(at).strftime("%F %H:%M %Z").to_string()
    }
}

/// Whether a name of the database is one that people write: `posix/Europe/Rome` is a copy, `EST` names no place.
fn is_place(name: &str) -> bool {
    name.contains('/') && !["posix/", "right/", "SystemV/", "Etc/"].iter().any(|copies| name.starts_with(copies))
}

fn city_of(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn times_read_as_on_the_clocks_there() {
        let check = |zone: &str, instant: &str, expected: &str| {
            assert_eq!(Zone::find(zone).unwrap().print_time(at(instant)), expected, "{zone} {instant}");
        };
        check("UTC", "2026-01-05T09:00:00Z", "2026-01-05 09:00 UTC");
        check("utc", "2026-07-05T09:00:59Z", "2026-07-05 09:00 UTC");
        check("Europe/Amsterdam", "2026-01-05T09:00:00Z", "2026-01-05 10:00 CET");
        check("Europe/Amsterdam", "2026-07-05T09:00:00Z", "2026-07-05 11:00 CEST");
        // Summer time begins, and ends: one hour is not there, the other is there twice.
        check("Europe/Amsterdam", "2026-03-29T00:59:00Z", "2026-03-29 01:59 CET");
        check("Europe/Amsterdam", "2026-03-29T01:00:00Z", "2026-03-29 03:00 CEST");
        check("Europe/Amsterdam", "2026-10-25T00:30:00Z", "2026-10-25 02:30 CEST");
        check("Europe/Amsterdam", "2026-10-25T01:30:00Z", "2026-10-25 02:30 CET");
        check("America/New_York", "2026-01-01T02:00:00Z", "2025-12-31 21:00 EST");
        check("Asia/Kolkata", "2026-01-05T20:00:00Z", "2026-01-06 01:30 IST");
        check("America/Argentina/Buenos_Aires", "2026-01-05T02:00:00Z", "2026-01-04 23:00 -03");
        assert_eq!(Zone::default().print_time(at("2026-01-05T09:00:00Z")), "2026-01-05 09:00 UTC");
    }

    #[test]
    fn days_begin_at_their_midnight() {
        let check = |zone: &str, instant: &str, day: &str, midnight: &str| {
            let zone = Zone::find(zone).unwrap();
            assert_eq!(zone.print_day(at(instant)), day);
            assert_eq!(zone.midnight(zone.date(at(instant))).unwrap(), at(midnight), "{zone:?} {instant}");
        };
        check("UTC", "2026-01-05T23:30:00Z", "2026-01-05", "2026-01-05T00:00:00Z");
        check("Europe/Amsterdam", "2026-01-05T23:30:00Z", "2026-01-06", "2026-01-05T23:00:00Z");
        check("Europe/Amsterdam", "2026-10-25T12:00:00Z", "2026-10-25", "2026-10-24T22:00:00Z");
        check("Europe/Amsterdam", "2026-10-26T12:00:00Z", "2026-10-26", "2026-10-25T23:00:00Z");
        // There the clocks leap over midnight.
        check("America/Santiago", "2026-09-06T12:00:00Z", "2026-09-06", "2026-09-06T04:00:00Z");
    }

    #[test]
    fn an_unknown_name_has_a_suggestion() {
        let check = |name: &str, expected: Option<&str>| {
            assert!(Zone::find(name).is_none(), "{name}");
            assert_eq!(Zone::suggest(name).as_deref(), expected, "{name}");
        };
        check("Europe/Amsterdm", Some("Europe/Amsterdam"));
        check("Amsterdam", Some("Europe/Amsterdam"));
        check("Amsterdm", Some("Europe/Amsterdam"));
        check("Netherlands/Amsterdam", Some("Europe/Amsterdam"));
        check("new york", Some("America/New_York"));
        check("CET", None);
        check("", None);
        assert_eq!(Zone::find("europe/amsterdam").unwrap().name(), "Europe/Amsterdam");
    }
}
