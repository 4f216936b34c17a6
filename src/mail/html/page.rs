//! The page that is written while tags and text come in: lines, quote marks, lists, links.

use super::Rendered;
use super::structure::{Attributes, Role, role_of};
use crate::mail::inbound::{Mark, MarkKind};

/// Open elements are followed this deep; deeper ones only give their text.
const MAX_OPEN: usize = 512;
/// How far up an end tag is looked for.
const MAX_SEARCH: usize = 64;
/// Quote marks at the start of a line are at most so many.
const MAX_QUOTES: usize = 20;

/// An open element.
#[derive(Debug)]
struct Element {
    name: String,
    role: Role,
    /// Where a link goes, and where in the line its text began.
    link: Option<(String, usize, usize)>,
    /// The number of the next item of an ordered list.
    item: Option<u32>,
}

/// The text as far as it is written.
#[derive(Debug, Default)]
pub(super) struct Page {
    out: String,
    /// The line being written, without its quote marks.
    line: String,
    /// A blank stands between the last text and the next.
    space: bool,
    /// An empty line stands before the next text.
    gap: bool,
    open: Vec<Element>,
    marks: Vec<Mark>,
    quotes: usize,
    hidden: usize,
    preformatted: usize,
    lists: usize,
    lines: usize,
    /// How many quote marks the line above has.
    marks_above: usize,
    /// How many blockquotes are still to come.
    blockquotes: usize,
}

impl Page {
    /// An empty page for a document with so many blockquotes.
    pub(super) fn new(blockquotes: usize) -> Self {
        Self { blockquotes, ..Self::default() }
    }

    /// Text between tags.
    pub(super) fn text(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        if self.preformatted > 0 {
            self.preformatted_text(text);
            return;
        }
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' | '\u{0C}' => self.space |= !self.line.is_empty(),
                '\u{A0}' => {
                    self.settle();
                    self.line.push(' ');
                }
                '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{AD}' | '\u{34F}' => {}
                c if c.is_control() => {}
                c => {
                    self.settle();
                    self.line.push(c);
                }
            }
        }
    }

    fn preformatted_text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' => self.end_line(),
                '\r' => {}
                c if c.is_control() && c != '\t' => {}
                c => self.line.push(c),
            }
        }
    }

    /// Writes the blank that was held back.
    fn settle(&mut self) {
        if std::mem::take(&mut self.space) && !self.line.is_empty() && !self.line.ends_with(' ') {
            self.line.push(' ');
        }
    }

    /// A start tag.
    pub(super) fn open(&mut self, name: &str, attributes: &Attributes) {
        self.close_implied(name);
        match name {
            "br" => return self.end_line(),
            "hr" => return self.rule(attributes),
            "img" => return self.image(attributes),
            "td" | "th" => self.space |= !self.line.is_empty(),
            _ => {}
        }
        if is_void(name) {
            return;
        }
        match breaks(name, attributes) {
            0 => {}
            1 => self.block(),
            _ => self.paragraph(),
        }
        if name == "li" {
            self.item();
        }
        if self.open.len() >= MAX_OPEN {
            return;
        }
        let left = self.blockquotes;
        self.blockquotes -= usize::from(name == "blockquote" && left > 0);
        let role = match role_of(name, attributes) {
            // nobody says what it is: the last one, one below a colon, or inside a quote, is a quote
            Role::Block if self.quotes > 0 || left == 1 || self.out.trim_end().ends_with(':') => Role::Cite,
            Role::Block => Role::Plain,
            role => role,
        };
        self.enter(role);
        self.lists += usize::from(matches!(name, "ul" | "ol"));
        let link = (name == "a").then(|| attributes.href().map(|href| (href.to_owned(), self.lines, self.line.len())));
        self.open.push(Element {
            name: name.to_owned(),
            role,
            link: link.flatten(),
            item: (name == "ol").then_some(1),
        });
    }

    /// Elements whose end tag may be left out.
    fn close_implied(&mut self, name: &str) {
        let top = self.open.last().map_or("", |element| element.name.as_str());
        let implied = match top {
            "p" => breaks_paragraph(name),
            "li" => name == "li",
            "td" | "th" => matches!(name, "td" | "th" | "tr"),
            "tr" => name == "tr",
            "head" => name == "body",
            _ => false,
        };
        if implied {
            let top = top.to_owned();
            self.close(&top);
        }
    }

    /// An end tag: closes the nearest open element of that name, and those inside it.
    pub(super) fn close(&mut self, name: &str) {
        if name == "br" {
            return self.end_line();
        }
        let Some(depth) = self.open.iter().rev().take(MAX_SEARCH).position(|element| element.name == name) else {
            if name == "p" || name == "div" {
                self.block();
            }
            return;
        };
        for _ in 0..=depth {
            let Some(element) = self.open.pop() else { return };
            self.leave(&element);
        }
    }

    fn leave(&mut self, element: &Element) {
        if let Some((href, lines, from)) = &element.link {
            self.link(href, if *lines == self.lines { *from } else { 0 });
        }
        match breaks(&element.name, &Attributes::default()) {
            0 => {}
            2 if element.role != Role::Line => self.paragraph(),
            _ => self.block(),
        }
        self.lists -= usize::from(matches!(element.name.as_str(), "ul" | "ol") && self.lists > 0);
        match element.role {
            Role::Cite => {
                self.block();
                self.quotes -= 1;
                self.gap = true;
            }
            Role::Quote => self.mark(MarkKind::QuoteEnd),
            Role::Signature => self.mark(MarkKind::SignatureEnd),
            Role::Hidden => self.hidden -= 1,
            Role::Preformatted => self.preformatted -= 1,
            Role::QuoteToEnd | Role::Plain | Role::Line | Role::Block => {}
        }
    }

    fn enter(&mut self, role: Role) {
        match role {
            Role::Cite => {
                self.block();
                self.quotes += 1;
            }
            Role::Quote | Role::QuoteToEnd => self.mark(MarkKind::QuoteStart),
            Role::Signature => self.mark(MarkKind::SignatureStart),
            Role::Hidden => self.hidden += 1,
            Role::Preformatted => self.preformatted += 1,
            Role::Plain | Role::Line | Role::Block => {}
        }
    }

    fn mark(&mut self, kind: MarkKind) {
        self.block();
        self.marks.push(Mark { at: self.out.len(), kind });
    }

    /// A rule: some programs draw one above a quote.
    fn rule(&mut self, attributes: &Attributes) {
        self.block();
        if role_of("hr", attributes) == Role::QuoteToEnd {
            self.mark(MarkKind::QuoteStart);
        }
        self.line.push_str("________________________________");
        self.block();
    }

    /// A picture speaks through its alternative text.
    fn image(&mut self, attributes: &Attributes) {
        let alt = attributes.alt().trim();
        if self.hidden > 0 || alt.is_empty() || alt.len() > 200 {
            return;
        }
        let alt = alt.to_owned();
        // a single character is a smiley that the program drew
        let shown = if alt.chars().count() <= 3 { alt } else { format!("[{alt}]") };
        self.text(&shown);
    }

    /// The mark of a list's item.
    fn item(&mut self) {
        self.block();
        let indent = "  ".repeat(self.lists.saturating_sub(1).min(MAX_QUOTES));
        let list =
            self.open.iter_mut().rev().take(MAX_SEARCH).find(|element| matches!(element.name.as_str(), "ul" | "ol"));
        let number = list.and_then(|list| list.item.as_mut()).map(|item| {
            let number = *item;
            *item = item.saturating_add(1);
            number
        });
        if self.hidden == 0 {
            self.line.push_str(&match number {
                Some(number) => format!("{indent}{number}. "),
                None => format!("{indent}- "),
            });
        }
    }

    /// Where a link goes, unless its text says so.
    fn link(&mut self, href: &str, from: usize) {
        let shown = self.line.get(from..).unwrap_or_default().trim();
        let bare = |text: &str| {
            text.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_lowercase()
        };
        if shown.is_empty() || !href.starts_with("http") || bare(href) == bare(shown) || shown.starts_with("http") {
            return;
        }
        self.line.push_str(&format!(" <{href}>"));
    }

    /// A new line, unless one has just begun.
    fn block(&mut self) {
        self.space = false;
        if !self.line.trim().is_empty() {
            self.end_line();
        }
        self.line.clear();
    }

    /// A new line with an empty one above it.
    fn paragraph(&mut self) {
        self.block();
        self.gap = true;
    }

    /// Writes the line, empty or not.
    fn end_line(&mut self) {
        self.space = false;
        if self.hidden > 0 {
            return;
        }
        let text = std::mem::take(&mut self.line);
        let text = text.trim_end();
        let marks = self.quotes.min(MAX_QUOTES);
        if std::mem::take(&mut self.gap) && !self.out.is_empty() && !self.out.ends_with("\n\n") && !text.is_empty() {
            self.out.extend(std::iter::repeat_n('>', marks.min(self.marks_above)));
            self.out.push('\n');
        }
        self.marks_above = marks;
        self.out.extend(std::iter::repeat_n('>', marks));
        if marks > 0 && !text.is_empty() {
            self.out.push(' ');
        }
        self.out.push_str(text);
        self.out.push('\n');
        self.lines += 1;
    }

    /// The text, and its marks.
    pub(super) fn finish(mut self) -> Rendered {
        self.block();
        let text = self.out.trim_end();
        Rendered { text: text.to_owned(), marks: self.marks }
    }
}

fn is_void(name: &str) -> bool {
    matches!(name, "area" | "base" | "col" | "embed" | "input" | "link" | "meta" | "param" | "source" | "track" | "wbr")
}

fn breaks_paragraph(name: &str) -> bool {
    breaks(name, &Attributes::default()) > 0 && !matches!(name, "td" | "th")
}

/// How many lines part an element from what stands before it: none, a new line, an empty line.
fn breaks(name: &str, attributes: &Attributes) -> u8 {
    match name {
        "p" if role_of(name, attributes) == Role::Line => 1,
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "table" | "blockquote" | "dl" | "fieldset" => 2,
        "div" | "tr" | "ul" | "ol" | "li" | "dt" | "dd" | "center" | "section" | "article" | "header" | "footer"
        | "nav" | "aside" | "address" | "main" | "figure" | "figcaption" | "form" | "legend" | "caption" | "body"
        | "tbody" | "thead" | "tfoot" | "details" | "summary" | "option" => 1,
        _ => 0,
    }
}
