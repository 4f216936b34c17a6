//! Lines as they come while a page is read: blanks are held back until words follow, as where a page becomes text.

use super::super::list;
use super::super::look::{self, Letters};
use super::super::text_writer::is_invisible;
use super::line::{Content, Line, LineKind, Piece, Style, Styles};

/// The deepest list, and the most indents.
const MAX_DEPTH: usize = 20;

/// What is around words on the page.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around {
    pub(super) styles: Styles,
    pub(super) letters: Letters,
    pub(super) link: Option<usize>,
    pub(super) indents: usize,
    /// They are in an item of a list this deep.
    pub(super) item: Option<usize>,
    pub(super) blanks: Blanks,
    pub(super) is_heading: bool,
    pub(super) is_hidden: bool,
    /// A mail program marks them as a quote or a signature.
    pub(super) is_foreign: bool,
}

/// What blanks and line ends mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Blanks {
    /// One blank each, however many there are.
    #[default]
    One,
    /// Themselves.
    Kept,
    /// Themselves, as in code.
    Preformatted,
}

/// The lines as far as they are written.
#[derive(Debug, Default)]
pub(super) struct LineWriter {
    pub(super) lines: Vec<Line>,
    pieces: Vec<Piece>,
    /// What is around the first words of the line.
    around: Around,
    /// The mark of an item, for the next line.
    lead: Option<(usize, String)>,
    /// The paragraph is of one of Word's lists, this deep.
    listed: Option<usize>,
    /// The cell that lines stand in.
    pub(super) cell: Option<(usize, usize)>,
    /// A blank stands between the last words and the next, with what was around it.
    space: Option<Around>,
    gap: bool,
}

impl LineWriter {
    /// Words between tags.
    pub(super) fn text(&mut self, text: &str, around: Around) {
        for c in text.chars() {
            match (c, around.blanks) {
                ('\n', Blanks::Preformatted) => self.end_line(around),
                ('\n', Blanks::Kept) => self.line_break(around),
                (' ' | '\t' | '\n' | '\r' | '\u{0C}', Blanks::One) => {
                    self.space = self.space.or_else(|| (!self.pieces.is_empty()).then_some(around));
                }
                ('\u{A0}', _) => self.letter(' ', around),
                (c, _) if c.is_control() && c != '\t' || is_invisible(c) && !matches!(c, '\u{200C}' | '\u{200D}') => {}
                (c, _) => self.letter(look::sign(c, around.letters), around),
            }
        }
    }

    fn letter(&mut self, c: char, around: Around) {
        self.begin(around);
        self.push_letter(c, around);
    }

    /// Writes what was held back.
    fn begin(&mut self, around: Around) {
        if self.pieces.is_empty() {
            self.around = around;
            self.space = None;
        }
        if let Some(around) = self.space.take() {
            self.push_letter(' ', around);
        }
    }

    fn push_letter(&mut self, c: char, around: Around) {
        let is_alike = |piece: &&mut Piece| piece.styles == around.styles && piece.link == around.link;
        match self.pieces.last_mut().filter(is_alike) {
            Some(Piece { content: Content::Text(text), .. }) => text.push(c),
            _ => self.pieces.push(piece(Content::Text(c.to_string()), around)),
        }
    }

    /// A picture, or what stands for one.
    pub(super) fn push(&mut self, content: Content, around: Around) {
        self.begin(around);
        self.pieces.push(piece(content, around));
    }

    /// The address of a link that has ended, right behind its words.
    pub(super) fn address(&mut self, link: usize) {
        let is_its = |pieces: &Vec<Piece>| pieces.last().is_some_and(|piece| piece.link == Some(link));
        let address = Piece { link: Some(link), content: Content::Address, ..Piece::default() };
        if is_its(&self.pieces) {
            self.pieces.push(address);
        } else if let Some(line) = self.lines.last_mut().filter(|line| is_its(&line.pieces)) {
            line.pieces.push(address);
        }
    }

    /// The mark of an item.
    pub(super) fn lead(&mut self, depth: usize, mark: String) {
        self.block();
        self.lead = Some((depth.min(MAX_DEPTH), mark));
    }

    /// An item ends: items stand close together.
    pub(super) fn end_item(&mut self) {
        self.block();
        self.lead = None;
        self.gap = false;
    }

    /// The paragraph that begins is of one of Word's lists, if so.
    pub(super) fn listed(&mut self, level: Option<usize>) {
        self.listed = level;
    }

    /// A new line, unless one has just begun. A line of nothing but hard blanks is an empty one (`<p>&nbsp;</p>`).
    pub(super) fn block(&mut self) {
        self.space = None;
        if !self.pieces.is_empty() && !self.finish_line() {
            self.gap = true;
        }
    }

    /// A new line with an empty one above it; not between the mark of an item and its words.
    pub(super) fn paragraph(&mut self) {
        self.block();
        self.gap |= self.lead.is_none();
    }

    /// A line ends; an empty one parts what is above and below it.
    pub(super) fn line_break(&mut self, around: Around) {
        if around.blanks == Blanks::Preformatted {
            return self.end_line(around);
        }
        self.space = None;
        if !self.finish_line() {
            self.gap = true;
        }
    }

    /// A line of code ends, empty or not.
    fn end_line(&mut self, around: Around) {
        if !self.finish_line() && self.lines.last().is_some_and(|line| line.kind == LineKind::Preformatted) {
            self.lines.push(Line {
                kind: LineKind::Preformatted,
                is_own: !around.is_foreign,
                indents: around.indents.min(MAX_DEPTH),
                cell: self.cell,
                ..Line::default()
            });
        }
    }

    /// A rule across the page.
    pub(super) fn rule(&mut self, around: Around) {
        self.block();
        self.lines.push(Line { kind: LineKind::Rule, is_own: !around.is_foreign, ..Line::default() });
    }

    /// Ends the line, if anything stands on it.
    fn finish_line(&mut self) -> bool {
        let listed = self.listed.take();
        let mut line = Line {
            indents: self.around.indents.min(MAX_DEPTH),
            pieces: std::mem::take(&mut self.pieces),
            is_own: !self.around.is_foreign,
            cell: self.cell,
            ..Line::default()
        };
        if !line.says_something() {
            self.listed = listed;
            return false;
        }
        trim_end(&mut line.pieces);
        line.kind = self.kind(&mut line.pieces, listed);
        line.gap = std::mem::take(&mut self.gap) && !self.lines.is_empty();
        self.lines.push(line);
        true
    }

    fn kind(&mut self, pieces: &mut Vec<Piece>, listed: Option<usize>) -> LineKind {
        let around = self.around;
        if around.blanks == Blanks::Preformatted {
            return LineKind::Preformatted;
        }
        if let Some((depth, mark)) = self.lead.take() {
            return LineKind::Item { depth, mark };
        }
        if around.is_heading {
            return LineKind::Heading;
        }
        if let Some(mark) = take_mark(pieces, listed.is_some()) {
            return LineKind::Item { depth: listed.unwrap_or(0).min(MAX_DEPTH), mark };
        }
        around.item.map_or(LineKind::Words, |depth| LineKind::Item { depth: depth.min(MAX_DEPTH), mark: String::new() })
    }
}

fn piece(content: Content, around: Around) -> Piece {
    Piece { styles: around.styles, link: around.link, content }
}

/// Takes the mark off an item of one of Word's lists, with the blanks behind it.
fn take_mark(pieces: &mut Vec<Piece>, is_listed: bool) -> Option<String> {
    let mut line = String::new();
    for piece in pieces.iter() {
        match &piece.content {
            Content::Text(text) => line.push_str(text),
            _ => break,
        }
    }
    let item = list::word_item(line.trim_start(), is_listed)?;
    let (mark, words) = item.split_at_checked(item.find(' ')? + 1)?;
    let mut left = line.len().checked_sub(words.len())?;
    while let Some(Piece { content: Content::Text(text), .. }) = pieces.first_mut() {
        if text.len() > left {
            *text = text.get(left..).unwrap_or_default().to_owned();
            break;
        }
        left -= text.len();
        pieces.remove(0);
    }
    Some(mark.to_owned())
}

/// Takes blanks off the end of a line.
fn trim_end(pieces: &mut Vec<Piece>) {
    while let Some(Piece { content: Content::Text(text), .. }) = pieces.last_mut() {
        text.truncate(text.trim_end().len());
        if !text.is_empty() {
            return;
        }
        pieces.pop();
    }
}

/// The styles inside an element.
pub(super) fn styles(name: &str, style: &str, around: Styles) -> Styles {
    let named = match name {
        "b" | "strong" | "th" => Some(Style::Bold),
        "i" | "em" | "cite" | "var" | "dfn" => Some(Style::Italic),
        "u" | "ins" => Some(Style::Underlined),
        "s" | "strike" | "del" => Some(Style::Struck),
        "code" | "tt" | "kbd" | "samp" => Some(Style::Code),
        "sub" => Some(Style::Below),
        "sup" => Some(Style::Above),
        _ => None,
    };
    let mut inside = named.map_or(around, |style| around.with(style));
    if style.is_empty() {
        return inside;
    }
    let mut set =
        |property: &str, on: &dyn Fn(&str) -> bool, off: &dyn Fn(&str) -> bool, style_of: Style| match look::value(
            style, property,
        ) {
            Some(value) if on(value) => inside = inside.with(style_of),
            Some(value) if off(value) => inside = inside.without(style_of),
            _ => {}
        };
    let starts = |wanted: &'static [&'static str]| move |value: &str| wanted.iter().any(|word| value.starts_with(word));
    set("font-weight", &starts(&["bold", "6", "7", "8", "9"]), &starts(&["normal", "3", "4"]), Style::Bold);
    set("font-style", &starts(&["italic", "oblique"]), &starts(&["normal"]), Style::Italic);
    for property in ["text-decoration", "text-decoration-line"] {
        set(property, &|value| value.contains("underline"), &|_| false, Style::Underlined);
        set(property, &|value| value.contains("line-through"), &|_| false, Style::Struck);
    }
    set("font-family", &is_code_font, &|_| false, Style::Code);
    inside
}

/// Whether a font is one that code is set in.
pub(super) fn is_code_font(family: &str) -> bool {
    let family = family.trim_start_matches(['"', '\'']);
    ["monospace", "consolas", "courier", "menlo"].iter().any(|code| family.starts_with(code))
}
