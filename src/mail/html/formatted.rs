//! Words with the formatting that letters have: bold, lists, links, tables of data, code, pictures in place.
//!
//! Comes in: the HTML of a mail, hostile or not, with the pictures that it brings; and the words that count. Goes out: lines
//! of values ([`FormattedText`]), no markup, and of those the lines that say these words and nothing else. Who writes them
//! as HTML again escapes words and addresses; there is nothing else to escape. Linear, never fails: HTML too long or too odd
//! has no formatting.

mod address;
mod agreement;
mod line;
mod line_writer;
mod picture;
mod reader;
mod tables;
mod text;
mod units;

pub use line::{Content, FormattedText, Line, LineKind, Link, Piece, Style, Styles};
pub use picture::Picture;

use std::collections::BTreeMap;

/// Longer HTML has no formatting; most of it are pictures written into it.
const MAX_BYTES: usize = 4_000_000;

/// Reads HTML, with the pictures of its mail by Content-ID.
pub fn formatted(html: &str, pictures: &BTreeMap<String, Picture>) -> FormattedText {
    if html.len() > MAX_BYTES || super::guard::has_too_many_attributes(html) {
        return FormattedText::default();
    }
    reader::read(html, pictures)
}

impl FormattedText {
    /// The lines that say these words, if they say them all; none where the two don't agree on every word.
    pub fn saying(&self, words: &str) -> Option<Self> {
        agreement::lines_saying(&self.lines, words).map(|lines| self.with_lines(lines))
    }

    /// As plain text, LF line ends: marks for items, addresses behind links, names for pictures.
    pub fn to_text(&self) -> String {
        text::written(self)
    }
}

#[cfg(test)]
mod tests;
