//! Formatted lines as plain text: comes in as values, goes out with LF line ends.

use std::fmt::Write as _;

use super::super::table;
use super::super::text_writer::BETWEEN_CELLS;
use super::address::readable;
use super::line::{Content, FormattedText, Line, LineKind};

/// A rule across the page.
const RULE: &str = "________________________________";

/// The text, without empty lines at its ends.
pub(super) fn written(words: &FormattedText) -> String {
    let mut out = String::new();
    for line in &words.lines {
        if !out.is_empty() {
            out.push_str(if line.gap { "\n\n" } else { "\n" });
        }
        out.push_str(&"    ".repeat(line.indents));
        match &line.kind {
            LineKind::Item { depth, mark } => {
                out.push_str(&"  ".repeat(*depth));
                out.push_str(if mark.is_empty() { "  " } else { mark });
            }
            LineKind::Rule => out.push_str(RULE),
            LineKind::Words | LineKind::Heading | LineKind::Preformatted | LineKind::Row => {}
        }
        out.push_str(&pieces(words, line));
    }
    out.truncate(out.trim_end().len());
    out
}

fn pieces(words: &FormattedText, line: &Line) -> String {
    let mut out = String::new();
    let mut is_first = true;
    for piece in &line.pieces {
        match &piece.content {
            Content::Text(text) | Content::Alternative(text) => out.push_str(text),
            Content::Picture(picture, _) => out.push_str(&picture.marker()),
            Content::Address => {
                if let Some(link) = words.link_of(piece) {
                    let _ = write!(out, " <{}>", readable(&link.address));
                }
            }
            Content::Cell => {
                if !std::mem::take(&mut is_first) {
                    out.push(BETWEEN_CELLS);
                }
            }
            Content::Break => out.push(' '),
        }
    }
    if out.contains(BETWEEN_CELLS) { table::drawn(&out) } else { out }
}
