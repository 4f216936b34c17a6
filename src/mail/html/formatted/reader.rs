//! A page is read into formatted lines: what is open, and what it means for words.
//!
//! Comes in: the HTML of a mail, hostile or not, and its pictures. Goes out: lines with the few styles that letters have.
//! The styles are values, so nothing of the page's own markup can go on. Linear, never recurses, never fails.

use std::cell::RefCell;
use std::collections::BTreeMap;

use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::super::elements;
use super::super::list::{OpenList, attribute, word_level};
use super::super::look::{self, Letters};
use super::super::structure::{Attributes, ElementRole, role_of};
use super::address::{Told, allowed, told};
use super::line::{Content, FormattedText, Link, Style, Styles};
use super::line_writer::{Around, Blanks, LineWriter, is_code_font, styles};
use super::picture::Picture;
use super::tables::OpenTable;

/// Open elements are followed this deep; deeper ones only give their words.
const MAX_OPEN: usize = 512;
/// How far up an end tag is looked for.
const MAX_SEARCH: usize = 64;
/// The most bytes of a link's words that are compared with where it goes.
const MAX_SHOWN: usize = 2_000;
/// The longest alternative text of a picture, in bytes.
const MAX_ALTERNATIVE: usize = 200;
/// The widest that a picture is shown, in pixels.
const MAX_WIDTH: u32 = 560;

/// Reads a page with the pictures of its mail, by Content-ID.
pub(super) fn read(html: &str, pictures: &BTreeMap<String, Picture>) -> FormattedText {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let reader = Reader { pictures: pictures.clone(), ..Reader::default() };
    let tokenizer = Tokenizer::new(ReaderSink { reader: RefCell::new(reader) }, TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.reader.take().finish()
}

struct ReaderSink {
    reader: RefCell<Reader>,
}

impl TokenSink for ReaderSink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut reader = self.reader.borrow_mut();
        match token {
            Token::CharacterTokens(text) => reader.text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => reader.close(&tag.name),
            Token::TagToken(tag) => {
                reader.open(&tag);
                return elements::contents_of(&tag.name);
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// An open element.
#[derive(Debug)]
struct Element {
    name: LocalName,
    is_line: bool,
    /// What is around words in it.
    inside: Around,
    list: Option<OpenList>,
    /// The number of the link that it is.
    link: Option<usize>,
}

/// The page as far as it is read.
#[derive(Debug, Default)]
struct Reader {
    writer: LineWriter,
    open: Vec<Element>,
    tables: Vec<OpenTable>,
    lists: usize,
    /// Links with their words.
    links: Vec<(Link, String)>,
    /// All that follows is somebody else's.
    is_past: bool,
    /// The line end behind `<pre>` is not of its words.
    is_fresh: bool,
    pictures: BTreeMap<String, Picture>,
}

impl Reader {
    fn around(&self) -> Around {
        let mut around = self.open.last().map_or_else(Around::default, |element| element.inside);
        around.is_foreign |= self.is_past;
        around
    }

    fn text(&mut self, text: &str) {
        let around = self.around();
        if around.is_hidden || around.letters == Letters::Sizeless {
            return;
        }
        let text = text.strip_prefix('\n').filter(|_| std::mem::take(&mut self.is_fresh)).unwrap_or(text);
        self.is_fresh = false;
        if let Some((_, words)) = around.link.and_then(|link| self.links.get_mut(link))
            && words.len() < MAX_SHOWN
        {
            words.push_str(text);
        }
        self.writer.text(text, around);
    }

    fn open(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        self.is_fresh = false;
        while let Some(top) = self.open.last().filter(|top| elements::ends_before(&top.name, name)) {
            let top = top.name.clone();
            self.close(&top);
        }
        let (around, attributes) = (self.around(), Attributes::of(tag));
        match name {
            "br" if !around.is_hidden => return self.writer.line_break(around),
            "hr" if !around.is_hidden => {
                self.is_past |= role_of("hr", &attributes) == ElementRole::QuoteToEnd;
                return self.writer.rule(self.around());
            }
            "img" if !around.is_hidden => return self.picture(tag, &attributes),
            _ if elements::is_void(name) => return,
            _ => {}
        }
        let role = role(name, &attributes);
        if !around.is_hidden {
            self.begin(name, role == ElementRole::Line);
            self.enter_table(tag);
            if name == "li" {
                self.item(tag);
            }
            if name == "p" {
                self.writer.listed(word_level(&attributes));
            }
        }
        self.is_past |= role == ElementRole::QuoteToEnd && !around.is_hidden;
        if self.open.len() < MAX_OPEN {
            self.push(tag, &attributes, role);
        }
    }

    /// Words of a block begin on a line of their own.
    fn begin(&mut self, name: &str, is_line: bool) {
        match elements::breaks(name) {
            0 => {}
            2 if !is_line => self.writer.paragraph(),
            _ => self.writer.block(),
        }
    }

    fn push(&mut self, tag: &Tag, attributes: &Attributes, role: ElementRole) {
        let (name, around): (&str, _) = (&tag.name, self.around());
        let link = attributes.href().filter(|_| name == "a" && !around.is_hidden).and_then(allowed);
        let link = link.map(|address| {
            self.links.push((Link { address, misleads: false }, String::new()));
            self.links.len() - 1
        });
        let list = OpenList::of(tag);
        self.lists += usize::from(list.is_some());
        let indents = around.indents + usize::from(name == "blockquote" && role != ElementRole::Cite);
        let inside = Around {
            styles: face(tag, styles(name, attributes.style(), around.styles)),
            letters: look::letters(attributes.style(), around.letters),
            link: if name == "a" { link } else { around.link },
            indents,
            item: if name == "li" { Some(self.lists.saturating_sub(1)) } else { around.item.filter(|_| name != "td") },
            blanks: blanks(name, role, around.blanks),
            is_heading: around.is_heading || is_heading(name),
            is_hidden: around.is_hidden || role == ElementRole::Hidden,
            is_foreign: around.is_foreign
                || matches!(role, ElementRole::Cite | ElementRole::Quote | ElementRole::Signature),
        };
        self.is_fresh = inside.blanks == Blanks::Preformatted && around.blanks != Blanks::Preformatted;
        self.open.push(Element { name: tag.name.clone(), is_line: role == ElementRole::Line, inside, list, link });
    }

    fn close(&mut self, name: &str) {
        let around = self.around();
        if name == "br" && !around.is_hidden {
            return self.writer.line_break(around);
        }
        let part = elements::is_table_part(name);
        let reachable = |element: &&Element| &*element.name == name || part || !elements::is_cell(&element.name);
        let mut within = self.open.iter().rev().take(MAX_SEARCH).take_while(reachable);
        let Some(depth) = within.position(|element| &*element.name == name) else {
            if matches!(name, "p" | "div") && !around.is_hidden {
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
        if let Some(link) = element.link {
            self.end_link(link);
        }
        self.lists = self.lists.saturating_sub(usize::from(element.list.is_some()));
        if self.around().is_hidden {
            return;
        }
        self.begin(&element.name, element.is_line);
        match &*element.name {
            "li" => self.writer.end_item(),
            "ul" | "ol" if self.lists == 0 => self.writer.paragraph(),
            "td" | "th" | "tr" => self.writer.block(),
            "table" => self.end_table(),
            _ => {}
        }
    }

    fn end_link(&mut self, at: usize) {
        let Some((link, words)) = self.links.get_mut(at) else { return };
        let told = told(&link.address, words);
        link.misleads = told == Told::Everywhere;
        if told != Told::Nowhere {
            self.writer.address(at);
        }
    }

    fn enter_table(&mut self, tag: &Tag) {
        match &*tag.name {
            // One that is not open is never closed.
            "table" if self.open.len() < MAX_OPEN => {
                self.tables.last_mut().into_iter().for_each(OpenTable::holds_table);
                self.tables.push(OpenTable::at(self.writer.lines.len()));
            }
            "tr" => self.tables.last_mut().into_iter().for_each(OpenTable::row),
            "td" | "th" => {
                self.writer.block();
                let width = attribute(tag, "colspan").and_then(|width| width.trim().parse().ok()).unwrap_or(1);
                self.tables.last_mut().into_iter().for_each(|table| table.cell(width));
            }
            _ => return,
        }
        self.writer.cell = self.tables.last().and_then(OpenTable::place);
    }

    fn end_table(&mut self) {
        if let Some(table) = self.tables.pop() {
            table.end(&mut self.writer.lines);
        }
        self.writer.cell = self.tables.last().and_then(OpenTable::place);
    }

    fn item(&mut self, tag: &Tag) {
        let list = self.open.iter_mut().rev().take(MAX_SEARCH).find_map(|element| element.list.as_mut());
        let mark = list.map_or_else(|| "- ".to_owned(), |list| list.mark(tag));
        self.writer.lead(self.lists.saturating_sub(1), mark);
    }

    /// A picture of the mail; of one from elsewhere its alternative text.
    fn picture(&mut self, tag: &Tag, attributes: &Attributes) {
        let around = self.around();
        let size = |name: &str| attribute(tag, name).map(|size| size.trim().trim_end_matches("px"));
        let is_tiny = |name: &str| size(name).is_some_and(|size| matches!(size, "0" | "1"));
        if look::is_hidden(attributes.style()) || is_tiny("width") && is_tiny("height") {
            return;
        }
        if let Some(id) = content_id(tag) {
            if let Some(picture) = self.pictures.get(&id) {
                let width = size("width").and_then(|width| width.parse().ok());
                let width = width.filter(|width| (1..=MAX_WIDTH).contains(width));
                self.writer.push(Content::Picture(picture.clone(), width), around);
            }
            return;
        }
        let shown = attributes.alt().trim();
        if !shown.is_empty() && shown.len() <= MAX_ALTERNATIVE {
            // a single character is a smiley that the program drew
            let is_sign = shown.chars().count() <= 3;
            let shown = if is_sign { shown.to_owned() } else { format!("[{shown}]") };
            self.writer.push(Content::Alternative(shown), around);
        }
    }

    fn finish(mut self) -> FormattedText {
        self.writer.block();
        while !self.tables.is_empty() {
            self.end_table();
        }
        FormattedText::new(self.writer.lines, self.links.into_iter().map(|(link, _)| link).collect())
    }
}

fn role(name: &str, attributes: &Attributes) -> ElementRole {
    match role_of(name, attributes) {
        ElementRole::Plain | ElementRole::Line if look::is_hidden(attributes.style()) => ElementRole::Hidden,
        ElementRole::Plain if look::keeps_blanks(attributes.style()) => ElementRole::Preformatted,
        role => role,
    }
}

fn blanks(name: &str, role: ElementRole, around: Blanks) -> Blanks {
    let is_code = matches!(name, "pre" | "xmp" | "listing" | "plaintext");
    match role {
        ElementRole::Preformatted if is_code => Blanks::Preformatted,
        ElementRole::Preformatted if around == Blanks::One => Blanks::Kept,
        _ => around,
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// The styles, with that of a font that code is set in (Gmail).
fn face(tag: &Tag, around: Styles) -> Styles {
    let is_code = attribute(tag, "face").is_some_and(|face| is_code_font(&face.to_ascii_lowercase()));
    if is_code { around.with(Style::Code) } else { around }
}

/// The Content-ID of a picture of the mail itself (RFC 2392).
fn content_id(tag: &Tag) -> Option<String> {
    let source = attribute(tag, "src")?.trim();
    let (scheme, id) = source.split_at_checked(4)?;
    scheme.eq_ignore_ascii_case("cid:").then(|| id.replace("%40", "@"))
}
