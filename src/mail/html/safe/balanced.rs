//! HTML made tame: every element that is opened is closed, none lies deep, and only what can be shown is left.
//!
//! Comes in: any HTML. Goes out: HTML that a tree builder reads in linear time, whatever came in, because elements are
//! closed in the order in which they were opened, at most [`MAX_DEPTH`] deep, formatting ones at most [`MAX_FORMATTING`]
//! deep (a tree builder opens those again in each block). Pictures from elsewhere are their alternative text already.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::LazyLock;

use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::super::super::clean::printable;
use super::super::elements;
use super::super::escape::push_escaped;
use super::allowed::{TAGS, has_scheme};

/// Elements are kept this deep; deeper ones give their text.
const MAX_DEPTH: usize = 100;
/// Open formatting elements.
const MAX_FORMATTING: usize = 10;
/// Attributes of a tag that are looked at.
const MAX_ATTRIBUTES: usize = 64;
/// Values longer than this are dropped; links can be long.
const MAX_VALUE: usize = 8_000;

/// The tame HTML, or `None` if it is longer than `limit`.
pub(super) fn balanced(html: &str, limit: usize) -> Option<String> {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(SafeSink { writer: RefCell::new(HtmlWriter::new(limit)) }, TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.writer.take().finish()
}

struct SafeSink {
    writer: RefCell<HtmlWriter>,
}

impl TokenSink for SafeSink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut writer = self.writer.borrow_mut();
        match token {
            Token::CharacterTokens(text) => writer.text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => writer.close(&tag.name),
            Token::TagToken(tag) => {
                writer.open(&tag);
                return elements::contents_of(&tag.name);
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements whose contents are not shown either.
const UNSEEN: [&str; 12] =
    ["script", "style", "title", "template", "object", "svg", "math", "select", "xml", "iframe", "noembed", "noframes"];

static SHOWN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| HashSet::from(TAGS));

/// An open element.
struct OpenElement {
    name: LocalName,
    /// Its start tag, if it is a formatting element.
    tag: String,
}

/// What has been written, and what is open.
#[derive(Default)]
struct HtmlWriter {
    out: String,
    limit: usize,
    open: Vec<OpenElement>,
    formatting: usize,
    /// Elements inside one that is not shown.
    unseen: Vec<LocalName>,
    /// Elements that were left out for their depth, and are not closed yet.
    deeper: usize,
}

impl HtmlWriter {
    fn new(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    fn is_full(&self) -> bool {
        self.out.len() > self.limit
    }

    fn text(&mut self, text: &str) {
        if self.unseen.is_empty() && !self.is_full() {
            push_escaped(&mut self.out, &printable(text));
        }
    }

    fn open(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        if UNSEEN.contains(&name) || !self.unseen.is_empty() {
            // the same name again inside is counted, others end with it
            if self.unseen.is_empty() || self.unseen.last() == Some(&tag.name) {
                self.unseen.push(tag.name.clone());
            }
            return;
        }
        if name == "img" {
            return self.picture(tag);
        }
        if !SHOWN.contains(name) || self.is_full() {
            return;
        }
        if elements::is_void(name) {
            return self.write(tag);
        }
        self.close_implied(name);
        if !self.has_room_for(name) {
            self.deeper += 1;
            return;
        }
        let start = self.out.len();
        self.write(tag);
        let written = self.out.get(start..).filter(|_| elements::is_formatting(name)).unwrap_or_default();
        self.push(OpenElement { name: tag.name.clone(), tag: written.to_owned() });
    }

    fn push(&mut self, element: OpenElement) {
        self.formatting += usize::from(elements::is_formatting(&element.name));
        self.open.push(element);
    }

    /// Not too deep; no link inside a link; nothing between a table and its cells.
    fn has_room_for(&self, name: &str) -> bool {
        let between =
            self.open.last().is_some_and(|top| elements::is_table_part(&top.name) && !elements::is_cell(&top.name));
        self.open.len() < MAX_DEPTH
            && (!between || elements::is_table_part(name) && name != "table")
            && !(elements::is_formatting(name) && self.formatting >= MAX_FORMATTING)
            && !(name == "a" && self.open.iter().any(|open| &*open.name == "a"))
    }

    /// Elements whose end tag may be left out. A block ends the paragraph that it stands in; links and formatting that
    /// began in the paragraph go on in the block.
    fn close_implied(&mut self, name: &str) {
        let inline = |open: &&OpenElement| elements::breaks(&open.name) == 0 && !elements::is_cell(&open.name);
        let above = self.open.iter().rev().take_while(inline).count();
        let paragraph = self.open.iter().rev().nth(above).is_some_and(|open| &*open.name == "p");
        let mut again = Vec::new();
        if paragraph && elements::breaks(name) > 0 {
            again.extend((0..=above).filter_map(|_| self.pop()).filter(|open| !open.tag.is_empty()));
        }
        while self.open.last().is_some_and(|top| elements::ends_before(&top.name, name)) {
            self.pop();
        }
        for element in again.into_iter().rev() {
            self.out.push_str(&element.tag);
            self.push(element);
        }
    }

    fn close(&mut self, name: &LocalName) {
        if !self.unseen.is_empty() {
            if self.unseen.last() == Some(name) {
                self.unseen.pop();
            }
            return;
        }
        if self.deeper > 0 && SHOWN.contains(&**name) && self.open.last().is_none_or(|top| top.name != *name) {
            self.deeper -= 1;
            return;
        }
        let table = elements::is_table_part(name);
        let reachable = |open: &&OpenElement| {
            open.name == *name || table && &*open.name != "table" || !elements::is_table_part(&open.name)
        };
        let mut within = self.open.iter().rev().take_while(reachable);
        if let Some(depth) = within.position(|open| open.name == *name) {
            for _ in 0..=depth {
                self.pop();
            }
        }
    }

    fn pop(&mut self) -> Option<OpenElement> {
        let element = self.open.pop()?;
        self.formatting -= usize::from(elements::is_formatting(&element.name));
        self.out.push_str("</");
        self.out.push_str(&element.name);
        self.out.push('>');
        Some(element)
    }

    fn write(&mut self, tag: &Tag) {
        self.out.push('<');
        self.out.push_str(&tag.name);
        for attribute in tag.attrs.iter().take(MAX_ATTRIBUTES) {
            let name: &str = &attribute.name.local;
            let is_name = name.bytes().all(|b| b.is_ascii_lowercase());
            if is_name && !name.starts_with("on") && attribute.value.len() <= MAX_VALUE {
                self.out.push(' ');
                self.out.push_str(name);
                self.out.push_str("=\"");
                push_escaped(&mut self.out, &printable(&attribute.value));
                self.out.push('"');
            }
        }
        self.out.push('>');
    }

    /// A picture of the mail itself; of others, what they are called.
    fn picture(&mut self, tag: &Tag) {
        let value =
            |name: &str| tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|found| &*found.value);
        if value("src").is_some_and(|src| has_scheme(src, "cid")) {
            return self.write(tag);
        }
        let alt = value("alt").unwrap_or_default().trim();
        if !alt.is_empty() && alt.len() <= MAX_VALUE {
            self.text(&format!("[{alt}]"));
        }
    }

    /// What was written, unless it became too long.
    fn finish(mut self) -> Option<String> {
        while self.pop().is_some() {}
        (!self.is_full()).then_some(self.out)
    }
}
