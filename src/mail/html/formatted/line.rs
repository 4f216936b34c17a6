//! Formatted words, as lines: how each is set, and what stands on it. Values only; nothing of the page's own markup is
//! left in them.

use super::picture::Picture;

/// Lines with the links that they name by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormattedText {
    /// From top to bottom.
    pub lines: Vec<Line>,
    /// `None`: the link was taken out.
    links: Vec<Option<Link>>,
}

/// A link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// Where it goes.
    pub address: String,
    /// Its words show another address: they are no link, the address behind them is.
    pub misleads: bool,
}

/// A line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// How it is set.
    pub kind: LineKind,
    /// An empty line stands above it.
    pub gap: bool,
    /// The number of its author's indents around it.
    pub indents: usize,
    /// The words and pictures on it.
    pub pieces: Vec<Piece>,
    /// No mail program marks it as a quote or a signature.
    pub(super) is_own: bool,
    /// Row and column of the table that is being read.
    pub(super) cell: Option<(usize, usize)>,
}

/// How a line is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum LineKind {
    /// As words.
    #[default]
    Words,
    /// As a heading.
    Heading,
    /// As an item of a list.
    Item {
        /// The number of lists around its list.
        depth: usize,
        /// `- `, `3. `; empty: it goes on with the item above.
        mark: String,
    },
    /// Letter by letter.
    Preformatted,
    /// As a row of a table: each cell begins with [`Content::Cell`].
    Row,
    /// As a rule across the page.
    Rule,
}

/// Words that are set alike, or a picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece {
    /// How it is set.
    pub styles: Styles,
    /// The number of its link.
    pub link: Option<usize>,
    /// What it is.
    pub content: Content,
}

/// What a piece is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Words.
    Text(String),
    /// Words that stand for a picture from elsewhere.
    Alternative(String),
    /// A picture of the mail, shown this many pixels wide.
    Picture(Picture, Option<u32>),
    /// The address of the link before it, in angle brackets.
    Address,
    /// A cell of a row begins.
    Cell,
    /// A new line within a cell.
    Break,
}

impl Default for Content {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

/// How words can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Bold.
    Bold = 1,
    /// Italic.
    Italic = 2,
    /// Underlined.
    Underlined = 4,
    /// Struck out.
    Struck = 8,
    /// As code.
    Code = 16,
    /// Below the line.
    Below = 32,
    /// Above the line.
    Above = 64,
}

/// How words are set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Styles(u8);

impl Styles {
    /// Whether a style is among them.
    pub fn has(self, style: Style) -> bool {
        self.0 & style as u8 != 0
    }

    #[must_use]
    pub(super) fn with(self, style: Style) -> Self {
        Self(self.0 | style as u8)
    }

    #[must_use]
    pub(super) fn without(self, style: Style) -> Self {
        Self(self.0 & !(style as u8))
    }
}

impl FormattedText {
    pub(super) fn new(lines: Vec<Line>, links: Vec<Link>) -> Self {
        Self { lines, links: links.into_iter().map(Some).collect() }
    }

    /// The same links with other lines.
    pub(super) fn with_lines(&self, lines: Vec<Line>) -> Self {
        Self { lines, links: self.links.clone() }
    }

    /// The link that a piece is of.
    pub fn link_of(&self, piece: &Piece) -> Option<&Link> {
        self.links.get(piece.link?)?.as_ref()
    }

    /// Takes out links; their words stay.
    pub fn retain_links(&mut self, keep: impl Fn(&str) -> bool) {
        self.links.iter_mut().for_each(|link| *link = link.take().filter(|link| keep(&link.address)));
    }

    /// Whether anything is set otherwise than plain words.
    pub fn is_formatted(&self) -> bool {
        let is_set = |piece: &Piece| {
            piece.styles != Styles::default() || piece.link.is_some() || matches!(piece.content, Content::Picture(..))
        };
        self.lines.iter().any(|line| line.is_own && (line.kind != LineKind::Words || line.pieces.iter().any(is_set)))
    }

    /// The pictures in place.
    pub fn pictures(&self) -> impl Iterator<Item = &Picture> {
        self.lines.iter().flat_map(|line| &line.pieces).filter_map(|piece| match &piece.content {
            Content::Picture(picture, _) => Some(picture),
            _ => None,
        })
    }
}

impl Line {
    /// Whether anything is seen on it.
    pub(super) fn says_something(&self) -> bool {
        self.pieces.iter().any(|piece| match &piece.content {
            Content::Text(text) | Content::Alternative(text) => !text.trim().is_empty(),
            Content::Picture(..) => true,
            Content::Address | Content::Cell | Content::Break => false,
        })
    }
}
