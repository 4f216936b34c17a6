//! Prints for the reading commands: aligned columns, ages, times, and harmless text.

use std::io::{self, Write};

use jiff::Timestamp;

/// Rows of cells, printed in columns. The last column has any width.
#[derive(Debug, Default)]
pub(super) struct Columns {
    rows: Vec<Vec<String>>,
}

impl Columns {
    /// A table with a header.
    pub(super) fn new(head: &[&str]) -> Self {
        Self { rows: vec![head.iter().map(|cell| (*cell).to_owned()).collect()] }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// Prints it, or `empty` without rows.
    pub(super) fn print(&self, empty: &str, out: &mut dyn Write) -> io::Result<()> {
        if self.rows.len() < 2 {
            return writeln!(out, "{empty}");
        }
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| self.rows.iter().filter_map(|row| row.get(column)).map(|cell| chars(cell)).max();
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or_default()).collect();
        for row in &self.rows {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width.saturating_sub(chars(cell)) + 2));
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

fn chars(cell: &str) -> usize {
    cell.chars().count()
}

/// An age in one unit: `now`, `5m`, `3h`, `12d`.
pub(super) fn age(since: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(since.as_second()).max(0);
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m", seconds / 60),
        3600..172_800 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// `2026-01-05 09:00Z`.
pub(super) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%MZ").to_string()
}

/// A size in one unit: `17 B`, `12 KB`, `3.4 GB`.
pub(super) fn bytes(number: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", number / unit, number % unit * 10 / unit);
    match number {
        0..1_000 => format!("{number} B"),
        1_000..1_000_000 => format!("{} KB", number / 1_000),
        1_000_000..1_000_000_000 => format!("{} MB", tenths(1_000_000)),
        _ => format!("{} GB", tenths(1_000_000_000)),
    }
}

/// Text without escape sequences for the terminal. Lines stay lines.
pub(super) fn harmless(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

/// The same in one line of at most `most` characters.
pub(super) fn cell(text: &str, most: usize) -> String {
    let line = crate::mail::clean::one_line(text);
    if chars(&line) <= most {
        return line;
    }
    line.chars().take(most.saturating_sub(1)).chain(['…']).collect()
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
    fn ages_have_one_unit() {
        let check = |seconds: i64, expected: &str| {
            let now = Timestamp::from_second(1_000_000).unwrap();
            assert_eq!(age(Timestamp::from_second(1_000_000 - seconds).unwrap(), now), expected);
        };
        check(-5, "0s");
        check(59, "59s");
        check(60, "1m");
        check(3_599, "59m");
        check(3_600, "1h");
        check(172_799, "47h");
        check(172_800, "2d");
    }

    #[test]
    fn sizes_have_one_unit() {
        let check = |number, expected: &str| assert_eq!(bytes(number), expected);
        check(0, "0 B");
        check(999, "999 B");
        check(19_000, "19 KB");
        check(3_450_000, "3.4 MB");
        check(71_000_000_000, "71.0 GB");
    }

    #[test]
    fn columns_are_aligned_by_characters() {
        let mut table = Columns::new(&["A", "B", "C"]);
        table.push(vec!["ä".to_owned(), "long".to_owned(), String::new()]);
        table.push(vec!["wide".to_owned(), "x".to_owned(), "end".to_owned()]);
        let mut out = Vec::new();
        table.print("nothing", &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "A     B     C\nä     long\nwide  x     end\n");
        let mut out = Vec::new();
        Columns::new(&["A"]).print("nothing", &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "nothing\n");
    }

    #[test]
    fn strangers_cannot_move_the_cursor() {
        assert_eq!(harmless("a\u{1b}[2Jb\r\nc\u{9b}d"), "a[2Jb\ncd");
        assert_eq!(cell("a\nb", 9), "a b");
        assert_eq!(cell("abcdef", 4), "abc…");
    }
}
