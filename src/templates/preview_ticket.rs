//! The previews' ticket: its statuses, and when things happened on it, as their reader reads them.

use jiff::Timestamp;

use crate::desk::date_words::DateWords;
use crate::desk::facts::StatusFact;
use crate::desk::title::{StatusTitles, TitleReader};
use crate::desk::zone::Zone;

/// The shipped statuses that occur, each with its stage.
const STATUSES: [(&str, &str); 6] = [
    ("new", "open"),
    ("assigned", "open"),
    ("on-customer", "waiting"),
    ("on-partner", "waiting"),
    ("resolved", "done"),
    ("closed", "done"),
];

/// How one reader reads of it.
pub(super) struct TicketWords {
    pub(super) language: String,
    pub(super) reader: TitleReader,
}

impl TicketWords {
    /// The title of a status.
    pub(super) fn status(&self, name: &str) -> String {
        StatusTitles::default().shown(name, &self.language, self.reader)
    }

    /// The statuses that an agent may set on a ticket that has one of them.
    pub(super) fn settable(&self, now: &str) -> Vec<StatusFact> {
        let fact = |(name, stage): (&str, &str)| StatusFact {
            command: format!("#{name}"),
            label: self.status(name),
            stage: stage.to_owned(),
            feedback: name == "resolved",
        };
        STATUSES.into_iter().filter(|(name, _)| *name != now).map(fact).collect()
    }

    /// When the desk answers at the latest.
    pub(super) fn due(&self) -> String {
        let zone = zone();
        self.dates(&zone).due(at("2025-01-06T10:02"), &zone)
    }

    /// When somebody wrote; `clock` is `09:20`, of the day of the preview.
    pub(super) fn time(&self, clock: &str) -> String {
        self.dates(&zone()).time(at(&format!("2025-01-06T{clock}")))
    }

    /// A day: `2025-01-06`.
    pub(super) fn day(&self, day: &str) -> String {
        self.dates(&zone()).day(at(&format!("{day}T12:00")))
    }

    fn dates<'a>(&'a self, zone: &'a Zone) -> DateWords<'a> {
        DateWords { language: &self.language, zone, now: at("2025-01-06T09:30") }
    }
}

/// Whether that status means done.
pub(super) fn is_done(name: &str) -> bool {
    STATUSES.iter().any(|(known, stage)| *known == name && *stage == "done")
}

fn zone() -> Zone {
    Zone::find("Europe/Amsterdam").unwrap_or_default()
}

/// In winter, an hour before UTC.
fn at(civil: &str) -> Timestamp {
    format!("{civil}:00+01:00").parse().unwrap_or_default()
}
