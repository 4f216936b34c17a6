//! Prints for the reading commands: ages, and harmless text.

use std::io::{self, Write};

use jiff::{SignedDuration, Timestamp};

use crate::desk::quantity::print_span;

use super::width::{cut, harmless};

/// How long ago: `5m`, `3h 20m`, `12d 1h`.
pub(super) fn age(since: Timestamp, now: Timestamp) -> String {
    span(now.duration_since(since))
}

/// A duration. A negative one counts as zero.
pub(super) fn span(time: SignedDuration) -> String {
    print_span(time.try_into().unwrap_or_default())
}

/// How long ago, or how long until, in one word for a table: `45s`, `90m`, `25h`, `12d`.
pub(super) fn short_age(one: Timestamp, other: Timestamp) -> String {
    short(one.duration_since(other).abs())
}

/// A duration in the largest unit that tells it about as exactly.
pub(super) fn short(time: SignedDuration) -> String {
    const UNITS: [(u64, char); 3] = [(24 * 3600, 'd'), (3600, 'h'), (60, 'm')];
    let seconds = u64::try_from(time.as_secs()).unwrap_or_default();
    let tells = |length: u64| seconds == length || seconds >= 2 * length;
    let found = UNITS.into_iter().find(|(length, _)| tells(*length));
    found.map_or_else(|| format!("{seconds}s"), |(length, unit)| format!("{}{unit}", seconds / length))
}

/// Text of strangers in one line of at most `most` columns.
pub(super) fn cell(text: &str, most: usize) -> String {
    cut(&harmless(text), most)
}

/// `-` for nothing.
pub(super) fn or_dash(text: Option<&str>) -> String {
    text.filter(|text| !text.is_empty()).unwrap_or("-").to_owned()
}

/// One JSON object on one line.
pub(super) fn json_line(value: &serde_json::Value, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{value}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_one_word() {
        let check = |seconds: i64, expected: &str| assert_eq!(short(SignedDuration::from_secs(seconds)), expected);
        for (seconds, expected) in [(0, "0s"), (59, "59s"), (60, "1m"), (90, "90s"), (150, "2m"), (3600, "1h")] {
            check(seconds, expected);
        }
        for (seconds, expected) in [(5400, "90m"), (86_400, "1d"), (90_000, "25h"), (172_800, "2d"), (-5, "0s")] {
            check(seconds, expected);
        }
    }
}
