//! The lines of the page: blanks are held back until text follows, empty lines come one or two at a time, quoted lines
//! carry their marks.

use super::list;
use super::look::{self, Letters};

/// Stands between cells until it is known what the table is. No mail can contain it: controls are left out of texts.
pub(super) const BETWEEN_CELLS: char = '\u{1F}';
/// The most quote marks at the start of a line.
const MAX_QUOTES: usize = 20;
/// Empty lines one below the other; more say nothing.
const MAX_BLANKS: usize = 2;

/// The text as far as it is written.
#[derive(Debug, Default)]
pub(super) struct TextWriter {
    out: String,
    /// The line being written, without its quote marks.
    line: String,
    /// What stands in front of the next text of a list's item.
    lead: String,
    /// A blank stands between the last text and the next.
    space: bool,
    /// An empty line stands before the next text.
    gap: bool,
    /// A joiner (U+200C, U+200D) that counts only between letters.
    joiner: Option<char>,
    /// The paragraph is an item of one of Word's lists, indented so far.
    listed: Option<usize>,
    /// How many quotes are open.
    pub(super) quotes: usize,
    /// How many quote marks the line above has.
    marks_above: usize,
    /// How many empty lines stand above.
    blanks: usize,
    /// How many lines have been ended, and how many of them say something.
    lines: usize,
    texts: usize,
}

/// A place in the text while it is being written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct TextPosition {
    lines: usize,
    texts: usize,
    in_line: usize,
}

/// What has to be known to take lines back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Above {
    /// Where the text ended.
    pub(super) at: usize,
    gap: bool,
    marks: usize,
    blanks: usize,
}

impl TextWriter {
    /// Text between tags, in these letters.
    pub(super) fn text(&mut self, text: &str, letters: Letters) {
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' | '\u{0C}' => self.space |= !self.line.is_empty(),
                '\u{A0}' if self.lead.is_empty() => {
                    self.write_pending();
                    self.line.push(' ');
                }
                '\u{A0}' => {}
                '\u{200C}' | '\u{200D}' => self.joiner = Some(c).filter(|_| !self.space && !self.line.is_empty()),
                c if is_invisible(c) || c.is_control() => {}
                c => {
                    self.write_pending();
                    self.line.push(look::sign(c, letters));
                }
            }
        }
    }

    /// Text whose blanks and line ends count.
    pub(super) fn preformatted(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' => self.end_line(true),
                '\r' => {}
                '\u{A0}' => self.line.push(' '),
                c if c.is_control() && c != '\t' || is_invisible(c) => {}
                c => {
                    self.write_pending();
                    self.line.push(c);
                }
            }
        }
    }

    /// Writes what was held back.
    fn write_pending(&mut self) {
        if self.line.is_empty() {
            self.line.push_str(&std::mem::take(&mut self.lead));
            self.space = false;
        }
        if std::mem::take(&mut self.space) && !self.line.ends_with(' ') {
            self.line.push(' ');
        }
        let joiner = self.joiner.take();
        if !self.line.is_empty() && !self.line.ends_with(' ') {
            self.line.extend(joiner);
        }
    }

    /// Written as it is.
    pub(super) fn push(&mut self, text: &str) {
        self.line.push_str(text);
    }

    /// The mark of an item, written when its text comes.
    pub(super) fn lead(&mut self, lead: String) {
        self.block();
        self.lead = lead;
    }

    /// An item ends: a mark without text is not written, and items stand close together.
    pub(super) fn end_item(&mut self) {
        self.block();
        self.lead.clear();
        self.gap = false;
    }

    /// The next paragraph is an item of one of Word's lists, if so.
    pub(super) fn listed(&mut self, level: Option<usize>) {
        self.listed = level;
    }

    /// A new line, unless one has just begun. A line of nothing but hard blanks is an empty one (`<p>&nbsp;</p>`).
    pub(super) fn block(&mut self) {
        self.space = false;
        self.joiner = None;
        if !self.line.trim().is_empty() {
            self.end_line(false);
        } else if !self.line.is_empty() {
            self.gap = true;
        }
        self.line.clear();
    }

    /// A new line with an empty one above it; not between the mark of an item and its text.
    pub(super) fn paragraph(&mut self) {
        self.block();
        self.gap |= self.lead.is_empty();
    }

    /// Writes the line, empty or not.
    pub(super) fn end_line(&mut self, verbatim: bool) {
        self.space = false;
        self.joiner = None;
        let line = std::mem::take(&mut self.line);
        let text = line.trim_end_matches(|c: char| c.is_whitespace() || c == BETWEEN_CELLS);
        self.lines += 1;
        if text.is_empty() && (self.out.is_empty() || !verbatim && self.blanks >= MAX_BLANKS) {
            return;
        }
        let item = if verbatim { None } else { self.word_item(text) };
        let text = item.as_deref().unwrap_or(text);
        let marks = self.quotes.min(MAX_QUOTES);
        if std::mem::take(&mut self.gap) && !self.out.is_empty() && self.blanks == 0 && !text.is_empty() {
            self.out.extend(std::iter::repeat_n('>', marks.min(self.marks_above)));
            self.out.push('\n');
        }
        self.blanks = if text.is_empty() { self.blanks + 1 } else { 0 };
        self.texts += usize::from(!text.is_empty());
        self.marks_above = marks;
        self.out.extend(std::iter::repeat_n('>', marks));
        if marks > 0 && !text.is_empty() {
            self.out.push(' ');
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn word_item(&mut self, text: &str) -> Option<String> {
        let level = self.listed.take();
        let item = list::word_item(text.trim_start(), level.is_some())?;
        Some(format!("{}{item}", "  ".repeat(level.unwrap_or(0).min(MAX_QUOTES))))
    }

    /// Where the next text will stand.
    pub(super) fn place(&self) -> TextPosition {
        TextPosition { lines: self.lines, texts: self.texts, in_line: self.line.len() }
    }

    /// The text written since then, if it is still on this line; the whole line, if it began above.
    pub(super) fn since(&self, place: TextPosition) -> &str {
        let from = if place.lines == self.lines { place.in_line } else { 0 };
        self.line.get(from..).unwrap_or_default()
    }

    /// Whether the text written since then ended with its line.
    pub(super) fn ended_since(&self, place: TextPosition) -> bool {
        self.line.is_empty() && self.texts > place.texts && self.blanks == 0
    }

    /// Adds to the last finished line.
    pub(super) fn push_above(&mut self, text: &str) {
        if self.out.ends_with('\n') {
            self.out.pop();
            self.out.push_str(text);
            self.out.push('\n');
        }
    }

    /// The length of the finished lines.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    /// Whether nothing is written.
    pub(super) fn is_empty(&self) -> bool {
        self.out.trim().is_empty() && self.line.trim().is_empty()
    }

    /// The last finished line above a place.
    pub(super) fn line_above(&self, at: usize) -> &str {
        let above = self.out.get(..at.min(self.out.len())).unwrap_or_default().trim_end();
        above.rsplit('\n').next().unwrap_or_default()
    }

    /// The finished lines from here on.
    pub(super) fn from(&self, at: usize) -> &str {
        self.out.get(at..).unwrap_or_default()
    }

    /// What stands above the next line.
    pub(super) fn above(&self) -> Above {
        Above { at: self.out.len(), gap: self.gap, marks: self.marks_above, blanks: self.blanks }
    }

    /// Replaces the lines written since then by one line, or by none if it is empty.
    pub(super) fn rewrite(&mut self, above: Above, line: &str) {
        self.out.truncate(above.at);
        (self.gap, self.marks_above, self.blanks) = (above.gap, above.marks, above.blanks);
        self.lead.clear();
        if !line.is_empty() {
            line.clone_into(&mut self.line);
            self.end_line(false);
        }
    }

    /// Puts a text in the place of the finished lines from there on.
    pub(super) fn replace(&mut self, at: usize, text: &str) {
        self.out.truncate(at);
        self.out.push_str(text);
    }

    /// The text, without empty lines at its end.
    pub(super) fn finish(mut self) -> String {
        self.block();
        self.out.truncate(self.out.trim_end().len());
        if self.out.contains(BETWEEN_CELLS) { self.out.replace(BETWEEN_CELLS, " ") } else { self.out }
    }
}

/// Characters that take no room: byte order marks, soft hyphens, what preheaders are filled with.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200B}'..='\u{200F}'
            | '\u{FEFF}'
            | '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180E}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2800}'
            | '\u{3164}'
    )
}
