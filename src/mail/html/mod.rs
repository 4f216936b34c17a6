//! HTML becomes text that a person likes to read in a mail: paragraphs, lists, tables and links, no style.
//!
//! Comes in: the HTML of a mail, hostile or not. Goes out: text with LF line ends, quotes as `> `, and marks where the
//! structure of the well-known mail programs tells whose words follow. The tokenizer of html5ever reads it; no tree is
//! built, because building one is quadratic in depth. Linear, never recurses, never fails. Nothing of it is safe to show
//! as HTML again; for that there is [`safe`].

mod elements;
mod escape;
mod guard;
mod link;
mod list;
mod look;
mod page;
mod picture;
mod rendered;
mod structure;
mod table;
mod text_writer;
mod web_link;

pub mod formatted;
pub mod safe;

pub use escape::{escaped, push_escaped};
pub use rendered::Rendered;
pub use web_link::{WebLink, next_web_link};

use std::cell::RefCell;
use std::collections::BTreeMap;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use page::Page;

/// Renders HTML as text.
pub fn render(html: &str) -> Rendered {
    render_with(html, &BTreeMap::new())
}

/// The same, with these markers for pictures of the mail itself, by Content-ID.
pub fn render_with(html: &str, pictures: &BTreeMap<String, String>) -> Rendered {
    if guard::has_too_many_attributes(html) {
        return Rendered { text: guard::stripped(html), marks: Vec::new() };
    }
    let blockquotes = blockquotes(html);
    let page = |show_hidden| written(html, Page::new(blockquotes, show_hidden, pictures.clone()));
    let shown = page(false);
    // in doubt all is shown
    if shown.hides_all() { page(true).finish() } else { shown.finish() }
}

fn written(html: &str, page: Page) -> Page {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(PageSink { page: RefCell::new(page) }, TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.page.take()
}

/// How many start tags of blockquotes there are.
fn blockquotes(html: &str) -> usize {
    const TAG: &[u8] = b"<blockquote";
    html.match_indices('<')
        .filter(|(at, _)| html.as_bytes().get(*at..at + TAG.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(TAG)))
        .count()
}

struct PageSink {
    page: RefCell<Page>,
}

impl TokenSink for PageSink {
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
    if tag.kind == TagKind::EndTag {
        page.close(&tag.name);
        return TokenSinkResult::Continue;
    }
    page.open(tag, &structure::Attributes::of(tag));
    elements::contents_of(&tag.name)
}

#[cfg(test)]
mod tests;
