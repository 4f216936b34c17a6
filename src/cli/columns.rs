//! Tables on 80 columns, whatever the cells hold: what is too long is cut in the table, and whole with `--json`.

use std::io::{self, Write};

use super::width::{COLUMNS, cut, folded, harmless, width};

/// The blanks between columns.
const GAP: usize = 2;
/// A loose column that is cut keeps this much.
const NARROWEST: usize = 6;
/// The indent and the most lines of what stands below a row.
const INDENT: usize = 8;
const LINES_BELOW: usize = 3;

/// Rows of cells under a head.
#[derive(Debug)]
pub(super) struct Columns {
    rows: Vec<Row>,
    /// For each column, whether it is cut where the table is too wide.
    loose: Vec<bool>,
}

#[derive(Debug, Default)]
struct Row {
    cells: Vec<String>,
    below: String,
}

impl Columns {
    /// A table with a head. Columns with one of the `loose` heads hold words of any length, and are cut first.
    pub(super) fn new(head: &[&str], loose: &[&str]) -> Self {
        let cells = head.iter().map(|cell| harmless(cell)).collect();
        let loose = head.iter().map(|cell| loose.contains(cell)).collect();
        Self { rows: vec![Row { cells, below: String::new() }], loose }
    }

    /// Adds a row. An empty cell shows as `-`.
    pub(super) fn push(&mut self, cells: Vec<String>) {
        let shown = |cell: String| Some(harmless(&cell)).filter(|cell| !cell.is_empty()).unwrap_or("-".to_owned());
        self.rows.push(Row { cells: cells.into_iter().map(shown).collect(), below: String::new() });
    }

    /// Writes words below the last row.
    pub(super) fn below(&mut self, words: &str) {
        if let Some(row) = self.rows.last_mut() {
            row.below = harmless(words);
        }
    }

    /// Prints it, or `empty` without rows.
    pub(super) fn print(&self, empty: &str, out: &mut dyn Write) -> io::Result<()> {
        if self.rows.len() < 2 {
            return writeln!(out, "{empty}");
        }
        let widths = self.widths();
        for row in &self.rows {
            let mut line = String::new();
            for (cell, most) in row.cells.iter().zip(&widths) {
                let cell = cut(cell, *most);
                line.push_str(&cell);
                line.extend(std::iter::repeat_n(' ', most.saturating_sub(width(&cell)) + GAP));
            }
            writeln!(out, "{}", line.trim_end())?;
            for line in lines_below(&row.below) {
                writeln!(out, "{}{line}", " ".repeat(INDENT))?;
            }
        }
        Ok(())
    }

    /// The width of each column. The widest loose ones are levelled until all fit.
    fn widths(&self) -> Vec<usize> {
        let of = |column: usize| self.rows.iter().filter_map(|row| row.cells.get(column)).map(|cell| width(cell)).max();
        let mut widths: Vec<usize> =
            (0..self.loose.len()).map(|column| of(column).unwrap_or_default().min(COLUMNS)).collect();
        let room = COLUMNS.saturating_sub(GAP * widths.len().saturating_sub(1));
        while widths.iter().sum::<usize>() > room {
            let columns = || widths.iter().enumerate();
            let is_loose = |column: usize| self.loose.get(column).is_some_and(|loose| *loose);
            let loose = columns().filter(|(column, width)| is_loose(*column) && **width > NARROWEST);
            let widest = loose.max_by_key(|(_, width)| **width).or_else(|| columns().max_by_key(|(_, width)| **width));
            let Some(widest) = widest.map(|(column, _)| column) else { break };
            widths.get_mut(widest).into_iter().for_each(|width| *width = width.saturating_sub(1));
        }
        widths
    }
}

fn lines_below(words: &str) -> Vec<String> {
    if words.is_empty() {
        return Vec::new();
    }
    let room = COLUMNS - INDENT;
    let mut lines = folded(words, room, 0);
    if lines.len() > LINES_BELOW {
        lines.truncate(LINES_BELOW);
        if let Some(last) = lines.last_mut() {
            *last = cut(&format!("{last} …"), room);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(table: &Columns) -> String {
        let mut out = Vec::new();
        table.print("nothing", &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn columns_are_aligned_as_a_terminal_shows_them() {
        let mut table = Columns::new(&["A", "B", "C"], &[]);
        assert_eq!(printed(&table), "nothing\n");
        table.push(row(&["ä", "long", ""]));
        table.push(row(&["日本", "x", "end"]));
        table.below("why");
        assert_eq!(printed(&table), "A     B     C\nä     long  -\n日本  x     end\n        why\n");
    }

    #[test]
    fn whatever_the_cells_hold_eighty_columns_are_enough() {
        let hostile = [
            "word ".repeat(60),
            "日本語の長い件名".repeat(20),
            "\u{1b}[31m\u{202e}\r\nred\t".repeat(30),
            "👩\u{200d}👩\u{200d}👧".repeat(40),
            "https://customer.example/".repeat(20),
            "مرحبا بالعالم".repeat(20),
            String::new(),
        ];
        let heads = ["TICKET", "STATUS", "ASSIGNEE", "FIELDS", "REQUESTER", "CHANGED", "SUBJECT"];
        for loose in [&heads[..], &heads[1..2], &[]] {
            let mut table = Columns::new(&heads, loose);
            table.push(row(&["HD-00001", "new", "anna", "-", "ada@customer.example", "1h", "The press stops"]));
            for cell in &hostile {
                table.push(vec![cell.clone(); heads.len()]);
                table.below(cell);
            }
            let text = printed(&table);
            assert!(text.lines().all(|line| width(line) <= COLUMNS), "{text}");
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
        }
    }

    #[test]
    fn only_loose_columns_are_cut() {
        let mut table = Columns::new(&["LETTER", "TO", "WORDS"], &["TO", "WORDS"]);
        table.push(row(&["1234567", &"a".repeat(90), &"b ".repeat(90)]));
        let text = printed(&table);
        let line = text.lines().last().unwrap();
        assert!(line.starts_with("1234567  aaa") && width(line) <= COLUMNS, "{line}");
        assert_eq!(line.matches('…').count(), 2);
    }
}
