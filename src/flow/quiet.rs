//! Which mail is taken quietly: it had come in long before it is taken. It becomes tickets and comments as any other, and nobody
//! is written to on its account.
//!
//! Only what lies in a mailbox at its very first reading can be old, and what `maildesk ingest` is given: after an outage,
//! however long, mail is late and not old. When a mail came is told by the server that has it; by its topmost `Received`
//! where none is asked, for a file; and by its `Date` only without both. So nobody silences a new mail with a wrong `Date`.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::mail::parse::arrived_at;
use crate::mailbox::{Fetched, Forecast};

/// The age from which on mail is taken quietly. `None`: none is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quiet(Option<SignedDuration>);

impl Quiet {
    /// Mail that is older than this, if any.
    pub fn older_than(age: Option<Duration>) -> Self {
        Self(age.and_then(|age| SignedDuration::try_from(age).ok()))
    }

    /// The same, but nothing younger than `age`.
    #[must_use]
    pub fn at_least(self, age: Duration) -> Self {
        Self(self.0.map(|quiet| quiet.max(SignedDuration::try_from(age).unwrap_or(SignedDuration::MAX))))
    }

    /// When a message came, if that is long ago.
    pub fn old_since(self, message: &Fetched, now: Timestamp) -> Option<Timestamp> {
        self.0?;
        message.came_at.or_else(|| arrived_at(&message.bytes)).filter(|came| self.is_old(*came, now))
    }

    /// How many messages would be taken quietly.
    pub fn count(self, forecast: &Forecast, now: Timestamp) -> usize {
        forecast.came_at.iter().flatten().filter(|came| self.is_old(**came, now)).count()
    }

    fn is_old(self, came: Timestamp, now: Timestamp) -> bool {
        self.0.is_some_and(|age| now.duration_since(came) > age)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Place;

    const DAY: Duration = Duration::from_hours(24);

    #[test]
    fn the_server_is_believed_before_any_word_of_the_mail() {
        let now: Timestamp = "2026-01-05T09:00:00Z".parse().unwrap();
        let quiet = Quiet::older_than(Some(2 * DAY));
        let check = |quiet: Quiet, came: Option<&str>, head: &str, expected: Option<&str>| {
            let bytes = format!("{head}Subject: x\r\n\r\nHello.\r\n").into_bytes();
            let place = Place { generation: 1, name: "1".to_owned() };
            let came_at = came.map(|at| at.parse().unwrap());
            let message = Fetched { place, size: bytes.len() as u64, bytes, came_at };
            let old = quiet.old_since(&message, now).map(|at| at.to_string());
            assert_eq!(old.as_deref(), expected, "{came:?} {head}");
        };
        let (forged, received) =
            ("Date: Mon, 3 Feb 2020 09:00:00 +0000\r\n", "Received: by b; Mon, 5 Jan 2026 08:59:00 +0000\r\n");
        check(quiet, Some("2026-01-03T09:00:00Z"), "", None);
        check(quiet, Some("2026-01-03T08:59:59Z"), "", Some("2026-01-03T08:59:59Z"));
        check(quiet, Some("2026-01-05T08:59:00Z"), forged, None);
        check(quiet, None, &format!("{received}{forged}"), None);
        check(quiet, None, forged, Some("2020-02-03T09:00:00Z"));
        check(quiet, None, "", None);
        check(quiet, Some("2031-01-01T00:00:00Z"), "", None);
        check(Quiet::default(), Some("2020-01-01T00:00:00Z"), forged, None);
        check(quiet.at_least(7 * DAY), Some("2026-01-01T09:00:00Z"), "", None);
        check(quiet.at_least(7 * DAY), Some("2025-12-01T09:00:00Z"), "", Some("2025-12-01T09:00:00Z"));
        check(Quiet::default().at_least(DAY), Some("2020-01-01T00:00:00Z"), "", None);
    }
}
