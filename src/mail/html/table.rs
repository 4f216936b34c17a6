//! Tables: those that hold data are read row by row, `cell | cell`; those that only lay out a page flow.
//!
//! Comes in: where rows and cells begin in the text, which is written as if there were no table. Goes out: for a row
//! whose cells are a line each, that one line. Whether a table holds data is known at its end; until then a control
//! character stands between cells. Tables inside tables make the outer one a layout, so nothing is written twice.

use html5ever::tokenizer::Tag;

use super::list::attribute;
use super::look;
use super::text_writer::{Above, BETWEEN_CELLS};

/// A cell longer than this is a text; two of them side by side are not put into one line.
const LONG_CELL: usize = 60;
/// The most lines of a cell that are joined in a table of data.
const MAX_CELL_LINES: usize = 4;
/// Rows of more cells are not joined.
const MAX_CELLS: usize = 20;

/// A table that is open.
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    /// Where its text begins.
    pub(super) start: usize,
    /// How many marks there were.
    pub(super) marks: usize,
    /// The row that is open.
    pub(super) row: Option<OpenRow>,
    /// It says itself that it is, or is not, about data.
    has_header: bool,
    has_border: bool,
    is_layout: bool,
    /// Rows of two cells or more that became one line, rows that did not, and the most and fewest cells of the former.
    joined: usize,
    apart: usize,
    most: usize,
    fewest: usize,
}

/// A row that is open.
#[derive(Debug)]
pub(super) struct OpenRow {
    /// What stands above it.
    pub(super) above: Above,
    /// How many marks there were.
    pub(super) marks: usize,
    /// How many quotes were open.
    pub(super) quotes: usize,
    /// Where its cells begin.
    pub(super) cells: Vec<usize>,
}

impl OpenTable {
    /// The table that a start tag opens.
    pub(super) fn of(tag: &Tag, style: &str, start: usize, marks: usize) -> Self {
        let border = attribute(tag, "border").is_some_and(|border| !matches!(border.trim(), "" | "0" | "0px"));
        let drawn = look::value(style, "border").is_some_and(|border| border.contains("solid"));
        let class = attribute(tag, "class").unwrap_or_default();
        let is_layout = attribute(tag, "role").is_some_and(|role| role.eq_ignore_ascii_case("presentation"));
        let has_border = border || drawn || class.contains("TableGrid");
        Self { start, marks, is_layout, has_border, fewest: usize::MAX, ..Self::default() }
    }

    /// Another table opens inside.
    pub(super) fn holds_table(&mut self) {
        self.is_layout = true;
        self.row = None;
    }

    /// A cell opens.
    pub(super) fn cell(&mut self, name: &str, start: usize) {
        self.has_header |= name == "th";
        if let Some(row) = &mut self.row {
            row.cells.push(start);
        }
    }

    /// The line that a row becomes, if it should; `text` is what was written since the row began.
    pub(super) fn line(&mut self, row: &OpenRow, text: &str) -> Option<String> {
        if row.cells.len() < 2 || row.cells.len() > MAX_CELLS {
            return None;
        }
        let ends = row.cells.iter().skip(1).copied().chain([row.above.at + text.len()]);
        let cells: Option<Vec<String>> = row
            .cells
            .iter()
            .zip(ends)
            .map(|(from, to)| {
                self.joined_cell(text.get(from.checked_sub(row.above.at)?..to.checked_sub(row.above.at)?)?)
            })
            .collect();
        let cells = cells.filter(|cells| cells.iter().filter(|cell| cell.len() > LONG_CELL).count() < 2);
        let Some(cells) = cells else {
            self.apart += 1;
            return None;
        };
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        if filled > 1 {
            self.joined += 1;
            (self.most, self.fewest) = (self.most.max(cells.len()), self.fewest.min(cells.len()));
        }
        let between = BETWEEN_CELLS.to_string();
        Some(cells.join(&between).trim_matches(BETWEEN_CELLS).to_owned())
    }

    /// A cell as one line, unless it has many.
    fn joined_cell(&self, text: &str) -> Option<String> {
        let unquoted = text.lines().map(|line| line.trim_start_matches('>').trim()).filter(|line| !line.is_empty());
        let lines: Vec<&str> = unquoted.take(MAX_CELL_LINES + 1).collect();
        let most = if self.says_data() { MAX_CELL_LINES } else { 1 };
        (lines.len() <= most).then(|| lines.join(" "))
    }

    fn says_data(&self) -> bool {
        !self.is_layout && (self.has_header || self.has_border)
    }

    /// Whether it holds data: it says so, or it has three columns in rows that are all alike.
    pub(super) fn is_data(&self) -> bool {
        let alike = self.apart == 0 && self.most >= 3 && self.most == self.fewest;
        !self.is_layout && self.joined >= 2 && (self.says_data() || alike)
    }
}

/// The text of a table of data, with `|` between cells, and a blank behind the names of fields (`Total: 12`).
pub(super) fn drawn(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (nth, cell) in text.split(BETWEEN_CELLS).enumerate() {
        if nth > 0 {
            let field = out.ends_with([':', '：']);
            let blank = out.ends_with([' ', '\n']);
            out.push_str(if field {
                " "
            } else if blank {
                "| "
            } else {
                " | "
            });
        }
        out.push_str(cell);
    }
    out
}
