//! Spans of time and sizes as people write them: `"60s"`, `"1h 30m"`, `"7d"`, `"25 MiB"`.

use std::time::Duration;

use crate::desk::work_time::WorkTime;

/// Names of the units of time, longest first, with their milliseconds.
const TIME_UNITS: [(&str, u64); 6] =
    [("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];
/// Names of the units of size with their bytes.
const SIZE_UNITS: [(&str, u64); 4] = [("gib", 1 << 30), ("mib", 1 << 20), ("kib", 1 << 10), ("b", 1)];

/// Reads `60s`, `1h30m`, `7d`; `None` for anything else, a number without unit included.
pub fn parse_duration(text: &str) -> Option<Duration> {
    parse_in_units(text, &TIME_UNITS)
}

/// The same, where a day and a week are those of a calendar: as long as somebody is there.
pub(super) fn parse_work_time(text: &str, time: &WorkTime) -> Option<Duration> {
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
    let mut rest = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let mut parts = Vec::new();
    for (unit, milliseconds) in TIME_UNITS {
        let count = rest / milliseconds;
        // Seven days are called so, not a week.
        if count > 0 && unit != "w" {
            parts.push(format!("{count}{unit}"));
            rest %= milliseconds;
        }
    }
    if parts.is_empty() { "0s".to_owned() } else { parts.join(" ") }
}

/// Reads `25 MiB`, `512KiB`, `100 B`; `None` for anything else.
pub(super) fn parse_size(text: &str) -> Option<u64> {
    let (bytes, behind) = split_unit(text.trim(), &SIZE_UNITS)?;
    behind.is_empty().then_some(bytes)
}

/// Prints a size as the config reads it again, in the largest unit that fits.
pub fn print_size(bytes: u64) -> String {
    let fits = SIZE_UNITS.iter().find(|(_, size)| bytes >= *size && bytes.is_multiple_of(*size));
    match fits {
        Some((unit, size)) => format!("{} {}", bytes / size, spelled(unit)),
        None => format!("{bytes} B"),
    }
}

fn spelled(unit: &str) -> &'static str {
    match unit {
        "gib" => "GiB",
        "mib" => "MiB",
        "kib" => "KiB",
        _ => "B",
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
    fn sizes_as_people_write_them() {
        let check = |text: &str, expected: Option<u64>| assert_eq!(parse_size(text), expected, "{text:?}");
        check("25 MiB", Some(25 << 20));
        check("512kib", Some(512 << 10));
        check("100 B", Some(100));
        check("25", None);
        check("25 MB", None);
        check("25 MiB 3", None);
        check("", None);
    }

    #[test]
    fn what_is_printed_is_read_again() {
        let check = |text: &str| assert_eq!(print_duration(parse_duration(text).unwrap()), text);
        check("1h 30m");
        check("7d");
        check("250ms");
        check("0s");
        let check = |text: &str| assert_eq!(print_size(parse_size(text).unwrap()), text);
        check("25 MiB");
        check("1 GiB");
        check("1025 B");
    }
}
