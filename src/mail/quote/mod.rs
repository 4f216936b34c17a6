//! How mail programs quote: what stands above a quoted or forwarded mail, in the programs and languages of the world.
//!
//! Comes in: the lines of a text. Goes out: which lines introduce somebody else's words ([`Opening`]). Used by
//! [`reply`](super::reply) to tell new words from old and by [`forward`](super::forward) to find who really wrote. One
//! pass over the lines; a line is looked at closely only when its first or last character makes it worth the time.

pub mod attribution;
pub mod clues;
pub mod fields;
pub mod known;
pub mod lines;
pub mod names;
pub mod notes;
mod opening;
pub mod phrases;
pub mod separator;
pub mod vocabulary;

pub use opening::{Opening, OpeningKind};

use lines::Line;

/// The most lines of a quote between two lines of marks.
pub const MAX_FENCED: usize = 200;

/// A text as it lies: its lines, and what introduces somebody else's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout<'t> {
    /// All lines.
    pub lines: Vec<Line<'t>>,
    /// The openings that are not themselves quoted.
    pub openings: Vec<Opening>,
}

impl<'t> Layout<'t> {
    /// Looks at a text once, for all who ask.
    pub fn of(text: &'t str) -> Self {
        let lines = lines::lines(text);
        let openings = openings(&lines);
        Self { lines, openings }
    }

    /// The same without the first lines, so many.
    #[must_use]
    pub fn below(mut self, first: usize) -> Self {
        self.lines.drain(..first.min(self.lines.len()));
        self.openings.retain(|opening| opening.to > first);
        for opening in &mut self.openings {
            opening.from = opening.from.saturating_sub(first);
            opening.to -= first;
        }
        self
    }
}

/// All openings of a text that are not themselves quoted, but for what ends a reply, in order; they do not overlap.
pub fn openings(lines: &[Line<'_>]) -> Vec<Opening> {
    let mut found: Vec<Opening> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        match opening_at(lines, at, line) {
            Some(opening) => {
                // what was weak may have been the first lines of this one
                while found.last().is_some_and(|last| {
                    last.kind == OpeningKind::WeakAttribution && last.from >= opening.from && last.to > opening.from
                }) {
                    found.pop();
                }
                let from = found.last().map_or(0, |last| last.to).max(opening.from);
                at = opening.to.max(at + 1);
                found.push(Opening { from, ..opening });
            }
            None => at += 1,
        }
    }
    found
}

fn opening_at(lines: &[Line<'_>], at: usize, line: &Line<'_>) -> Option<Opening> {
    if separator::is_groupwise(line.text) && !lines.iter().skip(at).take(MAX_FENCED).any(|l| l.text.starts_with("<<<"))
    {
        return Some(Opening { from: at, to: at + 1, kind: OpeningKind::Original });
    }
    if line.blank {
        return None;
    }
    if line.quoted {
        // where a reply ends is said by the letter that it answers
        let ends = separator::kind_of(lines::unquoted(line.text)) == Some(OpeningKind::WriteAbove);
        return ends.then_some(Opening { from: at, to: at + 1, kind: OpeningKind::WriteAbove });
    }
    if separator::is_posted_by(line.text) {
        return Some(Opening { from: at, to: at + 1, kind: OpeningKind::Attribution });
    }
    if let Some(kind) = separator::kind_of(line.text) {
        return Some(Opening { from: at, to: at + 1, kind });
    }
    if separator::hints_at_forward(line.text) && is_above_fields(lines, at + 1) {
        return Some(Opening { from: at, to: at + 1, kind: OpeningKind::Forwarded });
    }
    let framed = separator::is_framed(line.text);
    let introduces = || framed || separator::is_bare_original(line.text);
    if framed && fields::is_unknown_block(lines, at + 1)
        || fields::may_follow(lines, at + 1) && introduces() && fields::follows(lines, at + 1)
    {
        return Some(Opening { from: at, to: at + 1, kind: OpeningKind::Original });
    }
    let notes = || notes::head_at(lines, at).map(|head| head.to);
    if let Some(to) = fields::block_at(lines, at).or_else(notes) {
        return Some(Opening { from: at, to, kind: OpeningKind::Fields });
    }
    attribution::ending_at(lines, at)
}

/// Whether a block of fields comes next.
fn is_above_fields(lines: &[Line<'_>], at: usize) -> bool {
    let next = lines
        .iter()
        .enumerate()
        .skip(at)
        .take(4)
        .find(|(_, line)| !line.blank && !lines::unquoted(line.text).is_empty());
    next.is_some_and(|(at, _)| fields::block_at(lines, at).is_some())
}
