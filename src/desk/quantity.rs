//! Spans of time and sizes: read as the config and stories have them (`"60s"`, `"1h 30m"`, `"25 MB"`), printed as people
//! read them.

use std::time::Duration;

use super::work_time::WorkTime;

/// Names of the units of time, longest first, with their milliseconds.
const TIME_UNITS: [(&str, u64); 6] =
    [("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];
/// The units of time that are written alike in every language.
const WORK_UNITS: [(&str, u64); 3] = [(" h", 3_600_000), (" min", 60_000), (" s", 1_000)];
/// Names of the units of size with their bytes, largest first; then their other names. Like file managers, we call 1024 KB
/// a MB.
const SIZE_UNITS: [(&str, u64); 9] = [
    ("GB", 1 << 30),
    ("MB", 1 << 20),
    ("KB", 1 << 10),
    ("B", 1),
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("byte", 1),
    ("bytes", 1),
];

/// Reads `60s`, `1h30m`, `7d`; `None` for anything else, a number without unit included.
pub fn parse_duration(text: &str) -> Option<Duration> {
    parse_in_units(text, &TIME_UNITS)
}

/// The same, where a day and a week are those of a calendar: as long as somebody is there.
pub fn parse_work_time(text: &str, time: &WorkTime) -> Option<Duration> {
    // Whole seconds: what is stored and what is configured must be the same.
    let units = TIME_UNITS.map(|(unit, length)| match unit {
        "d" => (unit, time.day().as_secs() * 1000),
        "w" => (unit, time.week().as_secs() * 1000),
        _ => (unit, length),
    });
    parse_in_units(text, &units)
}

fn parse_in_units(text: &str, units: &[(&str, u64)]) -> Option<Duration> {
    let mut rest = text.trim();
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (part, behind) = split_unit(rest, units)?;
        total = total.checked_add(part)?;
        rest = behind.trim_start();
    }
    (!text.trim().is_empty()).then(|| Duration::from_millis(total))
}

/// Prints a duration as the config reads it again: `1h 30m`.
pub fn print_duration(duration: Duration) -> String {
    // Seven days are called so, not a week.
    print_in(duration, TIME_UNITS.into_iter().skip(1))
}

/// Prints a duration for people, in two units at most: `45s`, `12m`, `2h 5m`, `3d 4h`.
pub fn print_span(duration: Duration) -> String {
    print_duration(in_steps(duration, if duration.as_secs() < 86_400 { 60 } else { 3_600 }))
}

/// The same in hours, because a day of work has fewer than 24 of them, and as people of every language read it: `18 h`,
/// `30 h 5 min`.
pub fn print_work_time(duration: Duration) -> String {
    print_in(in_steps(duration, 60), WORK_UNITS)
}

/// Without what is less than a step, unless that is all there is.
fn in_steps(duration: Duration, step: u64) -> Duration {
    let seconds = duration.as_secs();
    Duration::from_secs(if seconds < step { seconds } else { seconds / step * step })
}

fn print_in(duration: Duration, units: impl IntoIterator<Item = (&'static str, u64)>) -> String {
    let mut rest = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let mut parts = Vec::new();
    for (unit, milliseconds) in units {
        let count = rest / milliseconds;
        if count > 0 {
            parts.push(format!("{count}{unit}"));
            rest %= milliseconds;
        }
    }
    if parts.is_empty() { "0s".to_owned() } else { parts.join(" ") }
}

/// Reads `25 MB`, `512KiB`, `100 B`; `None` for anything else.
pub fn parse_size(text: &str) -> Option<u64> {
    let (bytes, behind) = split_unit(text.trim(), &SIZE_UNITS)?;
    behind.is_empty().then_some(bytes)
}

/// Prints a size in the largest unit that fits: `12 KB`, `3.4 MB`. It is rounded up: what is over a limit never looks as if
/// it were within it.
pub fn print_size(bytes: u64) -> String {
    let (unit, size) = SIZE_UNITS.into_iter().find(|(_, size)| bytes >= *size).unwrap_or(("B", 1));
    let tenths = (u128::from(bytes) * 10).div_ceil(size.into());
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole} {unit}"),
        (whole, tenths) => format!("{whole}.{tenths} {unit}"),
    }
}

/// The amount at the beginning of `text`, in the smallest unit, and what stands behind it.
fn split_unit<'a>(text: &'a str, units: &[(&str, u64)]) -> Option<(u64, &'a str)> {
    let (digits, behind) = text.split_at_checked(text.find(|c: char| !c.is_ascii_digit())?)?;
    let behind = behind.trim_start();
    let end = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
    let (unit, rest) = behind.split_at_checked(end)?;
    let (_, size) = units.iter().find(|(name, _)| unit.eq_ignore_ascii_case(name))?;
    Some((digits.parse::<u64>().ok()?.checked_mul(*size)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_people_write_them() {
        let check = |text: &str, expected: Option<u64>| {
            assert_eq!(parse_duration(text).map(|d| d.as_millis()), expected.map(u128::from), "{text:?}")
        };
        check("60s", Some(60_000));
        check("100ms", Some(100));
        check("1h30m", Some(5_400_000));
        check(" 1h 30m ", Some(5_400_000));
        check("7d", Some(604_800_000));
        check("2 W", Some(1_209_600_000));
        check("", None);
        check("60", None);
        check("s", None);
        check("-1s", None);
        check("1.5h", None);
        check("1 month", None);
        check("99999999999999999999s", None);
        check("9999999999999999999w", None);
        check("é", None);
    }

    #[test]
    fn durations_as_people_read_them() {
        let check = |seconds: u64, exact: &str, span: &str, work: &str| {
            let duration = Duration::from_secs(seconds);
            let printed = [print_duration(duration), print_span(duration), print_work_time(duration)];
            assert_eq!(printed, [exact, span, work], "{seconds}");
            assert_eq!(parse_duration(exact), Some(duration));
        };
        check(0, "0s", "0s", "0s");
        check(59, "59s", "59s", "59 s");
        check(60, "1m", "1m", "1 min");
        check(5430, "1h 30m 30s", "1h 30m", "1 h 30 min");
        check(86_399, "23h 59m 59s", "23h 59m", "23 h 59 min");
        check(86_400, "1d", "1d", "24 h");
        check(7 * 86_400, "7d", "7d", "168 h");
        check(86_400 * 3 + 3600 * 4 + 1800, "3d 4h 30m", "3d 4h", "76 h 30 min");
        assert_eq!(print_duration(Duration::from_millis(250)), "250ms");
    }

    #[test]
    fn sizes_as_people_write_and_read_them() {
        let check = |text: &str, bytes: Option<u64>, printed: &str| {
            assert_eq!(parse_size(text), bytes, "{text:?}");
            assert_eq!(bytes.map(print_size).unwrap_or_default(), printed);
        };
        check("0 B", Some(0), "0 B");
        check("1000 bytes", Some(1000), "1000 B");
        check("512kib", Some(512 << 10), "512 KB");
        check("2000 B", Some(2000), "2 KB");
        check("25 MB", Some(25 << 20), "25 MB");
        check("25 MiB", Some(25 << 20), "25 MB");
        check("10485761 B", Some((10 << 20) + 1), "10.1 MB");
        check("71 GB", Some(71 << 30), "71 GB");
        check("25", None, "");
        check("25 MB 3", None, "");
        check("", None, "");
    }
}
