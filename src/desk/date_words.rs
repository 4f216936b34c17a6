//! Dates and times as people write them, in the languages of letters. Any other language has those of ISO 8601.
//!
//! Comes in: an instant, the zone, the language, and now: the year stands only where it is another one.

use jiff::{Timestamp, Zoned};

use super::by_language::base;
use super::sla::progress::Deadline;
use super::zone::Zone;

const DAYS: [(&str, [&str; 7]); 3] = [
    ("en", ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]),
    ("nl", ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]),
    ("de", ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]),
];

const MONTHS: [(&str, [&str; 12]); 3] = [
    (
        "en",
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
    ),
    (
        "nl",
        [
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
        ],
    ),
    (
        "de",
        [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ],
    ),
];

/// The months that people cut to more or less than their first three letters; German puts a full stop behind the cut.
const SHORT_MONTHS: [(&str, [&str; 12]); 3] = [
    ("en", ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]),
    ("nl", ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]),
    ("de", ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."]),
];

/// How one letter writes dates.
#[derive(Debug, Clone, Copy)]
pub struct DateWords<'a> {
    /// The letter's language.
    pub language: &'a str,
    /// The desk's zone. Times in any other, and all times of a desk without one, say their zone.
    pub zone: &'a Zone,
    /// When the letter is written.
    pub now: Timestamp,
}

impl DateWords<'_> {
    /// `Monday 5 January, 10:00`: when something is due.
    pub fn due(&self, at: Timestamp, zone: &Zone) -> String {
        let there = zone.zoned(at);
        let words = self.words(&MONTHS).zip(self.words(&DAYS));
        let Some((months, days)) = words else { return zone.print_time(at) };
        let weekday = days.get(usize::from(there.weekday().to_monday_zero_offset().unsigned_abs())).copied();
        let month = months.get(month(&there)).copied();
        let (Some(weekday), Some(month)) = (weekday, month) else { return zone.print_time(at) };
        let (day, year, clock) = (there.day(), self.year(&there), there.strftime("%H:%M"));
        let time = match base(self.language) {
            "nl" => format!("{weekday} {day} {month}{year} om {} uur", there.strftime("%H.%M")),
            "de" => format!("{weekday}, {day}. {month}{year}, {clock} Uhr"),
            _ => format!("{weekday} {day} {month}{year}, {clock}"),
        };
        time + &self.zone_of(&there, zone)
    }

    /// The same; empty without a deadline.
    pub fn deadline(&self, due: Option<&Deadline>) -> String {
        due.map(|due| self.due(due.at, &due.zone)).unwrap_or_default()
    }

    /// `5 January, 10:00`: when somebody wrote.
    pub fn time(&self, at: Timestamp) -> String {
        let there = self.zone.zoned(at);
        let Some(month) = self.words(&MONTHS).and_then(|months| months.get(month(&there)).copied()) else {
            return self.zone.print_time(at);
        };
        let (day, year) = (there.day(), self.year(&there));
        let time = match base(self.language) {
            "de" => format!("{day}. {month}{year}, {} Uhr", there.strftime("%H:%M")),
            "nl" => format!("{day} {month}{year}, {} uur", there.strftime("%H.%M")),
            _ => format!("{day} {month}{year}, {}", there.strftime("%H:%M")),
        };
        time + &self.zone_of(&there, self.zone)
    }

    /// `5 Jan`: in lists.
    pub fn day(&self, at: Timestamp) -> String {
        let there = self.zone.zoned(at);
        let Some(month) = self.words(&SHORT_MONTHS).and_then(|months| months.get(month(&there)).copied()) else {
            return self.zone.print_day(at);
        };
        let dot = if base(self.language) == "de" { "." } else { "" };
        format!("{}{dot} {month}{}", there.day(), self.year(&there))
    }

    fn words<const N: usize>(&self, table: &'static [(&str, [&'static str; N])]) -> Option<&'static [&'static str; N]> {
        table.iter().find(|(language, _)| *language == base(self.language)).map(|(_, words)| words)
    }

    /// The year, where it is not this one.
    fn year(&self, there: &Zoned) -> String {
        let now = self.zone.zoned(self.now).year();
        if there.year() == now { String::new() } else { format!(" {}", there.year()) }
    }

    fn zone_of(&self, there: &Zoned, zone: &Zone) -> String {
        let is_plain = zone == self.zone && *zone != Zone::default();
        if is_plain { String::new() } else { there.strftime(" (%Z)").to_string() }
    }
}

fn month(there: &Zoned) -> usize {
    usize::from(there.month().unsigned_abs().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words<'a>(language: &'a str, zone: &'a Zone) -> DateWords<'a> {
        DateWords { language, zone, now: "2026-02-01T12:00:00Z".parse().unwrap() }
    }

    #[test]
    fn as_people_write_them() {
        let amsterdam = Zone::find("Europe/Amsterdam").unwrap();
        let check = |language: &str, instant: &str, due: &str, time: &str, day: &str| {
            let (words, at) = (words(language, &amsterdam), instant.parse().unwrap());
            let found = (words.due(at, &amsterdam), words.time(at), words.day(at));
            assert_eq!(found, (due.to_owned(), time.to_owned(), day.to_owned()), "{language} {instant}");
        };
        let (here, other) = ("2026-01-05T09:00:00Z", "2025-03-31T06:05:00Z");
        check("en", here, "Monday 5 January, 10:00", "5 January, 10:00", "5 Jan");
        check("nl", here, "maandag 5 januari om 10.00 uur", "5 januari, 10.00 uur", "5 jan");
        check("de", here, "Montag, 5. Januar, 10:00 Uhr", "5. Januar, 10:00 Uhr", "5. Jan.");
        check("de-informal", here, "Montag, 5. Januar, 10:00 Uhr", "5. Januar, 10:00 Uhr", "5. Jan.");
        check("fr", here, "2026-01-05 10:00 CET", "2026-01-05 10:00 CET", "2026-01-05");
        check("en", other, "Monday 31 March 2025, 08:05", "31 March 2025, 08:05", "31 Mar 2025");
        check("nl", other, "maandag 31 maart 2025 om 08.05 uur", "31 maart 2025, 08.05 uur", "31 mrt 2025");
        check("de", other, "Montag, 31. März 2025, 08:05 Uhr", "31. März 2025, 08:05 Uhr", "31. März 2025");
    }

    #[test]
    fn the_zone_is_said_where_the_readers_may_differ() {
        let (utc, tokyo) = (Zone::default(), Zone::find("Asia/Tokyo").unwrap());
        let at = "2026-01-05T09:00:00Z".parse().unwrap();
        assert_eq!(words("en", &utc).due(at, &utc), "Monday 5 January, 09:00 (UTC)");
        assert_eq!(words("nl", &utc).time(at), "5 januari, 09.00 uur (UTC)");
        assert_eq!(words("en", &tokyo).due(at, &tokyo), "Monday 5 January, 18:00");
        assert_eq!(words("en", &tokyo).due(at, &utc), "Monday 5 January, 09:00 (UTC)");
    }
}
