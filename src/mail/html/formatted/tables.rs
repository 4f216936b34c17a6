//! Tables of data become rows; a table that only lays out a page leaves its lines as they are.

use super::line::{Content, Line, LineKind, Piece};

/// A row of more cells is no data.
const MAX_CELLS: usize = 20;

/// A table that is being read.
#[derive(Debug)]
pub(super) struct OpenTable {
    /// The number of its first line.
    start: usize,
    /// The number of cells of each row.
    rows: Vec<usize>,
    /// The column that the cell begins in.
    column: usize,
    /// Another table is in it.
    is_outer: bool,
}

impl OpenTable {
    pub(super) fn at(start: usize) -> Self {
        Self { start, rows: Vec::new(), column: 0, is_outer: false }
    }

    pub(super) fn holds_table(&mut self) {
        self.is_outer = true;
    }

    pub(super) fn row(&mut self) {
        self.rows.push(0);
    }

    /// A cell begins, this many columns wide.
    pub(super) fn cell(&mut self, width: usize) {
        if self.rows.is_empty() {
            self.rows.push(0);
        }
        if let Some(cells) = self.rows.last_mut() {
            self.column = *cells + 1;
            *cells += width.clamp(1, MAX_CELLS);
        }
    }

    /// Row and column of the cell that is read, if any has begun.
    pub(super) fn place(&self) -> Option<(usize, usize)> {
        self.rows.last().filter(|cells| **cells > 0)?;
        Some((self.rows.len(), self.column))
    }

    /// Makes its lines rows, if it holds data.
    pub(super) fn end(&self, lines: &mut Vec<Line>) {
        let inside = lines.get(self.start..).unwrap_or_default();
        if self.holds_data(inside) {
            let rows = self.joined(inside);
            lines.truncate(self.start);
            lines.extend(rows);
        }
        lines.iter_mut().skip(self.start).for_each(|line| line.cell = None);
    }

    fn holds_data(&self, lines: &[Line]) -> bool {
        let cells = self.rows.first().copied().unwrap_or_default();
        let is_large = self.rows.len() > 1 || lines.len() <= cells;
        let is_even = is_large && self.rows.iter().all(|row| *row == cells);
        let is_simple = |line: &Line| {
            let in_cell = line.cell.is_some() && line.indents == 0;
            in_cell && matches!(line.kind, LineKind::Words | LineKind::Heading | LineKind::Item { .. })
        };
        !self.is_outer && is_even && (2..=MAX_CELLS).contains(&cells) && lines.iter().all(is_simple)
    }

    fn joined(&self, lines: &[Line]) -> Vec<Line> {
        let mut lines = lines.iter().peekable();
        let mut rows = Vec::new();
        for (at, cells) in self.rows.iter().enumerate() {
            let mut row = Line { kind: LineKind::Row, is_own: true, ..Line::default() };
            for column in 1..=*cells {
                row.pieces.push(Piece { content: Content::Cell, ..Piece::default() });
                let mut is_first = true;
                while let Some(line) = lines.next_if(|line| line.cell == Some((at + 1, column))) {
                    if !std::mem::take(&mut is_first) {
                        row.pieces.push(Piece { content: Content::Break, ..Piece::default() });
                    }
                    row.is_own &= line.is_own;
                    row.gap |= line.gap && at == 0 && column == 1;
                    row.pieces.extend(mark_of(line).into_iter().chain(line.pieces.iter().cloned()));
                }
            }
            if row.says_something() {
                rows.push(row);
            }
        }
        rows
    }
}

/// The mark of an item, as words.
fn mark_of(line: &Line) -> Option<Piece> {
    match &line.kind {
        LineKind::Item { mark, .. } => Some(Piece { content: Content::Text(mark.clone()), ..Piece::default() }),
        _ => None,
    }
}
