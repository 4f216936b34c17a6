//! HTML becomes text that a person likes to read in a mail: paragraphs, lists, tables and links, no style.
//!
//! Comes in: the HTML of a mail, hostile or not. Goes out: text with LF line ends, quotes as `> `, and [`Mark`]s where the
//! structure of the well-known mail programs tells whose words follow. The tokenizer of html5ever reads it; no tree is
//! built, because building one is quadratic in depth. Linear, never recurses, never fails. Nothing of it is safe to show
//! as HTML again.

mod page;
mod structure;

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::inbound::Mark;
use page::Page;

/// The tokenizer compares each attribute of a tag with all before it; more of them are an attack.
const MAX_ATTRIBUTES: usize = 1_000;

/// Readable text and what the structure says of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendered {
    /// LF line ends.
    pub text: String,
    /// Where quotes and signatures begin and end.
    pub marks: Vec<Mark>,
}

/// Renders HTML as text.
pub fn render(html: &str) -> Rendered {
    if has_too_many_attributes(html) {
        return Rendered { text: stripped(html), marks: Vec::new() };
    }
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Sink { page: RefCell::new(Page::new(blockquotes(html))) }, TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.page.take().finish()
}

/// How many start tags of blockquotes there are.
fn blockquotes(html: &str) -> usize {
    const TAG: &[u8] = b"<blockquote";
    html.match_indices('<')
        .filter(|(at, _)| html.as_bytes().get(*at..at + TAG.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(TAG)))
        .count()
}

struct Sink {
    page: RefCell<Page>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut page = self.page.borrow_mut();
        match token {
            Token::CharacterTokens(text) => page.text(&text),
            Token::TagToken(tag) => return tagged(&mut page, &tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn tagged(page: &mut Page, tag: &Tag) -> TokenSinkResult<()> {
    let name: &str = &tag.name;
    if tag.kind == TagKind::EndTag {
        page.close(name);
        return TokenSinkResult::Continue;
    }
    page.open(name, &structure::Attributes::of(tag));
    // what follows these is not markup, and is not read
    match name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        _ => TokenSinkResult::Continue,
    }
}

/// Counts as the tokenizer does: attributes are parted by blanks, slashes or the end of a quoted value.
fn has_too_many_attributes(html: &str) -> bool {
    let mut attributes = 0_usize;
    let mut inside = false;
    let mut quote = 0_u8;
    let mut last = 0_u8;
    for byte in html.bytes() {
        if quote != 0 {
            // nothing counts inside a quoted value
            if byte == quote {
                (quote, attributes) = (0, attributes + 1);
            }
            continue;
        }
        match (inside, byte) {
            (false, b'<') => (inside, attributes) = (true, 0),
            (true, b'>') => inside = false,
            (true, b'"' | b'\'') if last == b'=' => quote = byte,
            (true, b' ' | b'\t' | b'\n' | b'\r' | b'/') => attributes += 1,
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
        if attributes > MAX_ATTRIBUTES && looks_like_tag(html) {
            return true;
        }
    }
    false
}

/// Prose may hold a lone `<`; only documents with a real tag need the guard.
fn looks_like_tag(html: &str) -> bool {
    html.as_bytes().windows(2).any(|pair| matches!(pair, [b'<', next] if next.is_ascii_alphabetic()))
}

/// What is not between angle brackets: for what must not be looked at more closely.
fn stripped(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                text.push(' ');
            }
            '\r' | '\0' => {}
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests;
