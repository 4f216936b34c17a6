//! Prints for the reading commands: aligned columns, ages, times, and harmless text.

use std::io::{self, Write};

use jiff::{SignedDuration, Timestamp};

use crate::desk::quantity::print_span;

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

/// How long ago: `5m`, `3h 20m`, `12d 1h`.
pub(super) fn age(since: Timestamp, now: Timestamp) -> String {
    span(now.duration_since(since))
}

/// A duration. A negative one counts as zero.
pub(super) fn span(time: SignedDuration) -> String {
    print_span(time.try_into().unwrap_or_default())
}

/// `2026-01-05 09:00Z`.
pub(super) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%MZ").to_string()
}

/// Text of strangers in one line of at most `most` characters.
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
        assert_eq!(cell("a\nb", 9), "a b");
        assert_eq!(cell("abcdef", 4), "abc…");
    }
}
