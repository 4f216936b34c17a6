//! The page that is written while tags and text come in: what is open, and what it means for the lines.

use std::collections::BTreeMap;
use std::ops::Range;

use html5ever::LocalName;
use html5ever::tokenizer::Tag;

use super::Rendered;
use super::list::{OpenList, word_level};
use super::look::{self, Letters};
use super::picture::Picture;
use super::structure::{Attributes, ElementRole, introduces, role_of, shows};
use super::table::{self, OpenRow, OpenTable};
use super::text_writer::{TextPosition, TextWriter};
use super::{elements, link};
use crate::mail::inbound::{Mark, MarkKind};

/// Open elements are followed this deep; deeper ones only give their text.
const MAX_OPEN: usize = 512;
/// How far up an end tag is looked for.
const MAX_SEARCH: usize = 64;
/// The deepest indent of a list.
const MAX_INDENT: usize = 20;

/// An open element.
#[derive(Debug)]
struct Element {
    name: LocalName,
    role: ElementRole,
    letters: Letters,
    /// Where a link goes, and where its text began.
    link: Option<(String, TextPosition)>,
    list: Option<OpenList>,
}

/// The page as far as it is written.
#[derive(Debug, Default)]
pub(super) struct Page {
    writer: TextWriter,
    open: Vec<Element>,
    tables: Vec<OpenTable>,
    marks: Vec<Mark>,
    hidden: usize,
    preformatted: usize,
    /// The line end behind `<pre>` is not of its text.
    fresh: bool,
    lists: usize,
    /// How many blockquotes are still to come.
    blockquotes: usize,
    /// The last blockquote without a name: where it stands, and the next mark behind its start.
    unnamed: Option<(Range<usize>, usize)>,
    /// What was written last behind a link.
    last_target: String,
    /// Words were left out because a style hides them.
    withheld: bool,
    /// Styles hide nothing.
    show_hidden: bool,
    /// What stands for pictures of the mail itself, by Content-ID.
    pictures: BTreeMap<String, String>,
}

impl Page {
    /// An empty page for a document with this many blockquotes. It can show what styles hide.
    pub(super) fn new(blockquotes: usize, show_hidden: bool, pictures: BTreeMap<String, String>) -> Self {
        Self { blockquotes, show_hidden, pictures, ..Self::default() }
    }

    /// Text between tags.
    pub(super) fn text(&mut self, text: &str) {
        let letters = self.letters();
        if self.hidden > 0 || letters == Letters::Sizeless {
            self.withheld |= text.contains(char::is_alphanumeric);
        } else if self.preformatted > 0 {
            let fresh = std::mem::take(&mut self.fresh);
            self.writer.preformatted(text.strip_prefix('\n').filter(|_| fresh).unwrap_or(text));
        } else {
            self.writer.text(text, letters);
        }
    }

    fn letters(&self) -> Letters {
        self.open.last().map_or(Letters::Plain, |element| element.letters)
    }

    /// A start tag.
    pub(super) fn open(&mut self, tag: &Tag, attributes: &Attributes) {
        let name: &str = &tag.name;
        self.close_implied(name);
        match name {
            "br" => return self.line_break(),
            "hr" => return self.rule(attributes),
            "img" => return self.image(tag, attributes),
            _ if elements::is_void(name) => return,
            _ => {}
        }
        let role = self.role(name, attributes);
        match elements::breaks(name) {
            _ if self.hidden > 0 => {}
            0 => {}
            2 if role != ElementRole::Line => self.writer.paragraph(),
            _ => self.writer.block(),
        }
        if name == "li" {
            self.item(tag);
        }
        if self.open.len() >= MAX_OPEN {
            return;
        }
        let left = self.blockquotes;
        self.blockquotes -= usize::from(name == "blockquote" && left > 0);
        let role = match role {
            // nobody says what it is: the last one, one below an attribution, or inside a quote, is a quote
            ElementRole::Block
                if self.writer.quotes > 0 || left == 1 || introduces(self.writer.line_above(usize::MAX)) =>
            {
                ElementRole::Cite
            }
            role => role,
        };
        if matches!(role, ElementRole::Cite | ElementRole::Quote | ElementRole::QuoteToEnd) {
            self.join_unnamed();
        }
        self.enter(role);
        self.enter_table(tag, attributes);
        if name == "p" && self.hidden == 0 {
            self.writer.listed(word_level(attributes));
        }
        let href = attributes.href().filter(|_| name == "a");
        let list = OpenList::of(tag);
        self.lists += usize::from(list.is_some());
        self.open.push(Element {
            name: tag.name.clone(),
            role,
            letters: if self.show_hidden { Letters::Plain } else { look::letters(attributes.style(), self.letters()) },
            link: href.map(|href| (href.to_owned(), self.writer.place())),
            list,
        });
    }

    /// The meaning of an element, and whether its style hides it.
    fn role(&self, name: &str, attributes: &Attributes) -> ElementRole {
        match role_of(name, attributes) {
            ElementRole::Hidden if self.show_hidden && role_of(name, &Attributes::default()) != ElementRole::Hidden => {
                ElementRole::Plain
            }
            ElementRole::Plain | ElementRole::Line if !self.show_hidden && look::is_hidden(attributes.style()) => {
                ElementRole::Hidden
            }
            ElementRole::Plain if look::keeps_blanks(attributes.style()) => ElementRole::Preformatted,
            role => role,
        }
    }

    /// Elements whose end tag may be left out.
    fn close_implied(&mut self, name: &str) {
        while let Some(top) = self.open.last().filter(|top| elements::ends_before(&top.name, name)) {
            let top = top.name.clone();
            self.close(&top);
        }
    }

    /// An end tag: closes the nearest open element of that name, and those inside it. Nothing in a cell closes what is
    /// outside of its table.
    pub(super) fn close(&mut self, name: &str) {
        if name == "br" {
            return self.line_break();
        }
        let part = elements::is_table_part(name);
        let reachable = |element: &&Element| &*element.name == name || part || !elements::is_cell(&element.name);
        let mut within = self.open.iter().rev().take(MAX_SEARCH).take_while(reachable);
        let Some(depth) = within.position(|element| &*element.name == name) else {
            if matches!(name, "p" | "div") && self.hidden == 0 {
                self.writer.block();
            }
            return;
        };
        for _ in 0..=depth {
            let Some(element) = self.open.pop() else { return };
            self.leave(&element);
        }
    }

    fn leave(&mut self, element: &Element) {
        if let Some((href, place)) = &element.link {
            self.link(href, *place);
        }
        match elements::breaks(&element.name) {
            _ if self.hidden > 0 => {}
            0 => {}
            2 if element.role != ElementRole::Line => self.writer.paragraph(),
            _ => self.writer.block(),
        }
        if element.list.is_some() {
            self.lists = self.lists.saturating_sub(1);
            if self.lists == 0 && self.hidden == 0 {
                self.writer.paragraph();
            }
        }
        match element.role {
            ElementRole::Cite => {
                self.writer.block();
                self.writer.quotes -= 1;
                self.writer.paragraph();
            }
            ElementRole::Quote => self.mark(MarkKind::QuoteEnd),
            ElementRole::Signature => self.mark(MarkKind::SignatureEnd),
            ElementRole::Hidden => self.hidden -= 1,
            ElementRole::Preformatted => self.preformatted -= 1,
            ElementRole::Block => self.unnamed.iter_mut().for_each(|(place, _)| place.end = self.writer.len()),
            ElementRole::QuoteToEnd | ElementRole::Plain | ElementRole::Line => {}
        }
        match &*element.name {
            "li" if self.hidden == 0 => self.writer.end_item(),
            "tr" => self.end_row(),
            "table" => self.end_table(),
            _ => {}
        }
    }

    fn enter(&mut self, role: ElementRole) {
        match role {
            ElementRole::Cite => {
                self.writer.block();
                self.writer.quotes += 1;
            }
            ElementRole::Quote | ElementRole::QuoteToEnd => self.mark(MarkKind::QuoteStart),
            ElementRole::Signature => self.mark(MarkKind::SignatureStart),
            ElementRole::Hidden => self.hidden += 1,
            ElementRole::Preformatted => {
                self.preformatted += 1;
                self.fresh = true;
            }
            ElementRole::Block => {
                self.writer.block();
                self.unnamed = Some((self.writer.len()..usize::MAX, self.marks.len()));
            }
            ElementRole::Plain | ElementRole::Line => {}
        }
    }

    /// An unnamed blockquote right above a quote is one with it.
    fn join_unnamed(&mut self) {
        self.writer.block();
        let (here, writer) = (self.writer.len(), &self.writer);
        let is_above = |(place, _): &mut (Range<usize>, usize)| {
            let closed = place.start < place.end && place.end <= here;
            closed && !shows(writer.line_above(place.start)) && writer.from(place.end).trim().is_empty()
        };
        if let Some((place, mark)) = self.unnamed.take_if(is_above) {
            self.marks.insert(mark.min(self.marks.len()), Mark { at: place.start, kind: MarkKind::QuoteStart });
            self.marks.push(Mark { at: here, kind: MarkKind::QuoteEnd });
        }
    }

    fn mark(&mut self, kind: MarkKind) {
        self.writer.block();
        self.marks.push(Mark { at: self.writer.len(), kind });
    }

    /// Tables, rows and cells begin on a new line.
    fn enter_table(&mut self, tag: &Tag, attributes: &Attributes) {
        if self.hidden > 0 {
            return;
        }
        match &*tag.name {
            "table" => {
                self.writer.block();
                self.tables.last_mut().into_iter().for_each(OpenTable::holds_table);
                self.tables.push(OpenTable::of(tag, attributes.style(), self.writer.len(), self.marks.len()));
            }
            "tr" => self.row(),
            "td" | "th" => {
                self.writer.block();
                let start = self.writer.len();
                if let Some(table) = self.tables.last_mut() {
                    table.cell(&tag.name, start);
                }
            }
            _ => {}
        }
    }

    fn row(&mut self) {
        self.end_row();
        let (above, marks, quotes) = (self.writer.above(), self.marks.len(), self.writer.quotes);
        if let Some(table) = self.tables.last_mut() {
            table.row = Some(OpenRow { above, marks, quotes, cells: Vec::new() });
        }
    }

    /// Writes the row as one line, if it is one.
    fn end_row(&mut self) {
        self.writer.block();
        let Some(table) = self.tables.last_mut() else { return };
        let Some(row) = table.row.take() else { return };
        if row.marks != self.marks.len() || row.quotes != self.writer.quotes {
            return;
        }
        if let Some(line) = table.line(&row, self.writer.from(row.above.at)) {
            self.writer.rewrite(row.above, &line);
        }
    }

    /// Draws the table, if it holds data.
    fn end_table(&mut self) {
        self.end_row();
        let Some(table) = self.tables.pop() else { return };
        if table.is_data() && table.marks == self.marks.len() {
            let drawn = table::drawn(self.writer.from(table.start));
            self.writer.replace(table.start, &drawn);
        }
        self.writer.paragraph();
    }

    fn line_break(&mut self) {
        if self.hidden == 0 {
            self.writer.end_line(self.preformatted > 0);
        }
    }

    /// A rule: some programs draw one above a quote.
    fn rule(&mut self, attributes: &Attributes) {
        if self.hidden > 0 {
            return;
        }
        self.writer.block();
        if role_of("hr", attributes) == ElementRole::QuoteToEnd {
            self.mark(MarkKind::QuoteStart);
        }
        self.writer.push("________________________________");
        self.writer.block();
    }

    /// A picture gives its marker or its alternative text.
    fn image(&mut self, tag: &Tag, attributes: &Attributes) {
        let is_hidden = self.hidden > 0 || look::is_hidden(attributes.style());
        let picture = Picture { tag, alt: attributes.alt(), is_hidden };
        if let Some(shown) = picture.shown(&self.pictures, self.show_hidden) {
            self.writer.text(&shown, Letters::Plain);
        }
    }

    /// The mark of a list's item.
    fn item(&mut self, tag: &Tag) {
        if self.hidden > 0 {
            return;
        }
        let indent = "  ".repeat(self.lists.saturating_sub(1).min(MAX_INDENT));
        let list = self.open.iter_mut().rev().take(MAX_SEARCH).find_map(|element| element.list.as_mut());
        let mark = list.map_or_else(|| "- ".to_owned(), |list| list.mark(tag));
        self.writer.lead(format!("{indent}{mark}"));
    }

    /// Where a link goes, unless its text says so, or the link before it.
    fn link(&mut self, href: &str, place: TextPosition) {
        let shown = self.writer.since(place).trim();
        let above = shown.is_empty() && self.writer.ended_since(place) && !self.is_start();
        if shown.is_empty() && !above {
            return;
        }
        let Some(target) = link::target(href, shown).filter(|target| *target != self.last_target) else { return };
        let text = format!(" <{target}>");
        if above {
            self.writer.push_above(&text)
        } else {
            self.writer.push(&text)
        }
        self.last_target = target;
    }

    /// Whether something begins here that must not move: a quote, a signature, a cell.
    fn is_start(&self) -> bool {
        let here = self.writer.len();
        let row = self.tables.last().and_then(|table| table.row.as_ref());
        self.marks.last().is_some_and(|mark| mark.at == here) || row.is_some_and(|row| row.cells.contains(&here))
    }

    /// Whether styles hide all words that are there.
    pub(super) fn hides_all(&self) -> bool {
        self.withheld && self.writer.is_empty()
    }

    /// The text, and its marks.
    pub(super) fn finish(mut self) -> Rendered {
        while let Some(at) = self.tables.len().checked_sub(1) {
            self.end_table();
            self.tables.truncate(at);
        }
        Rendered { text: self.writer.finish(), marks: self.marks }
    }
}
