//! Holds letters to what mail programs can show: Gmail clips long pages and drops styles that it does not know, Outlook draws
//! with Word, dark modes turn colours round.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::*;
use crate::look::{Colour, MIN_CONTRAST};
use crate::templates::preview::{PREVIEWS, preview};

/// Gmail clips a page of 102 KB. Words are bounded elsewhere; what is ours may not come near.
const MAX_BYTES: usize = 40 * 1024;
/// Behind the words of letters; the dark one is Gmail's.
const GROUNDS: [(&str, &str); 2] = [("light", "#ffffff"), ("dark", "#202124")];
/// Styles that Outlook's Word engine draws, or that it can do without.
const STYLES: &str = "border border-color border-left border-radius border-top color display font-family font-size \
    font-weight letter-spacing line-height margin margin-top max-height max-width min-width mso-hide overflow overflow-wrap \
    padding padding-left text-decoration unicode-bidi white-space word-break -webkit-text-size-adjust background height \
    text-align text-indent width border-collapse vertical-align font-style";
/// Elements without an end.
const VOID: [&str; 5] = ["br", "hr", "img", "meta", "link"];

/// A letter's tags and words, in order.
#[derive(Default)]
struct Page(RefCell<Vec<Piece>>);

enum Piece {
    Tag(Tag),
    Words(String),
}

impl TokenSink for Page {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => self.0.borrow_mut().push(Piece::Tag(tag)),
            Token::CharacterTokens(words) => self.0.borrow_mut().push(Piece::Words(words.to_string())),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn page(html: &str) -> Vec<Piece> {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Page::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.take()
}

fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

/// The declarations of a style.
fn declarations(style: &str) -> impl Iterator<Item = (&str, &str)> {
    style.split(';').filter_map(|one| one.split_once(':')).map(|(name, value)| (name.trim(), value.trim()))
}

/// Every preview in every language.
fn every_letter() -> Vec<(String, RenderedLetter)> {
    let languages = Templates::languages();
    let mut letters = Vec::new();
    for (name, language) in PREVIEWS.into_iter().flat_map(|name| languages.iter().map(move |one| (name, *one))) {
        for kind in NoticeKind::ALL {
            let sample = preview(name, kind, language).unwrap();
            let letter = SHIPPED.render(kind, &sample.letter_context(language), &sample.facts).unwrap();
            letters.push((format!("{name} {} {language}", kind.as_str()), letter));
        }
    }
    letters
}

#[test]
fn nothing_is_fetched_and_nothing_is_clipped() {
    for (place, RenderedLetter { html, .. }) in every_letter() {
        assert!(html.len() < MAX_BYTES, "{place}: {} bytes", html.len());
        for piece in page(&html) {
            let Piece::Tag(tag) = piece else { continue };
            let name = &*tag.name;
            assert!(
                !["script", "link", "iframe", "form", "object", "video", "svg", "table", "font"].contains(&name),
                "{place}: {name}"
            );
            for source in ["src", "background", "srcset", "poster"].iter().filter_map(|name| attribute(&tag, name)) {
                assert!(source.starts_with("cid:"), "{place}: {source} is fetched");
            }
            let style = attribute(&tag, "style").unwrap_or_default();
            assert!(!style.contains("url(") && !style.contains("expression("), "{place}: {style}");
        }
        assert!(!html.contains("@import") && !html.contains("url("), "{place}");
    }
}

#[test]
fn styles_are_those_that_mail_programs_know() {
    let known: BTreeSet<&str> = STYLES.split_whitespace().collect();
    for (place, RenderedLetter { html, .. }) in every_letter() {
        for piece in page(&html) {
            let Piece::Tag(tag) = piece else { continue };
            for (name, value) in declarations(attribute(&tag, "style").unwrap_or_default()) {
                assert!(known.contains(name), "{place}: `{name}: {value}` at <{}>", &*tag.name);
                assert!(!value.starts_with("flex") && !value.starts_with("grid"), "{place}: {name}: {value}");
            }
        }
    }
}

#[test]
fn colours_can_be_read_in_light_and_dark() {
    for (place, RenderedLetter { html, .. }) in every_letter() {
        let (light, dark) = colours_of(&html);
        for (ground_name, ground) in GROUNDS {
            let ground = Colour::parse(ground).unwrap();
            let check = |what: &str, colour: &str| {
                let colour = Colour::parse(colour).unwrap_or_else(|| panic!("{place}: {colour} at {what}"));
                assert!(colour.contrast(ground) >= MIN_CONTRAST, "{place}: {what} has {colour} on {ground_name}");
            };
            if ground_name == "dark" {
                for (class, colour) in &dark {
                    check(class, colour);
                }
                continue;
            }
            for piece in page(&html) {
                let Piece::Tag(tag) = piece else { continue };
                let style = attribute(&tag, "style").unwrap_or_default();
                let classes = attribute(&tag, "class").unwrap_or_default();
                let has_class = |known: &[&str]| classes.split(' ').any(|class| known.contains(&class));
                assert!(!style.contains("solid #") || has_class(&["line", "ticket"]), "{place}: {style}");
                let Some((_, colour)) = declarations(style).find(|(name, _)| *name == "color") else { continue };
                check(&tag.name, colour);
                let turns = classes.split(' ').any(|class| dark.contains_key(&format!(".{class}")));
                assert!(turns, "{place}: <{} class=\"{classes}\"> has no colour for dark mode", &*tag.name);
            }
            for (class, colour) in &light {
                check(class, colour);
            }
        }
    }
}

/// The text colours of the style sheet, for light and for dark mode.
fn colours_of(html: &str) -> (HashMap<String, String>, HashMap<String, String>) {
    let sheet = html.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let (light, dark) = sheet.split_once("@media (prefers-color-scheme: dark)").unwrap();
    let colours = |css: &str| {
        let rules = css.split('}').filter_map(|rule| rule.rsplit_once('{'));
        let colour = |(selector, body): (&str, &str)| {
            let selector = selector.rsplit(['{', '}']).next().unwrap().trim().to_owned();
            let (_, value) = declarations(body).find(|(name, _)| *name == "color")?;
            Some((selector, value.trim_end_matches("!important").trim().to_owned()))
        };
        // `{` of the media query stands before its first rule.
        rules.map(|(selector, body)| (selector.rsplit('{').next().unwrap(), body)).filter_map(colour).collect()
    };
    (colours(light), colours(dark))
}

#[test]
fn pages_are_whole_and_say_what_they_are() {
    for (place, RenderedLetter { html, .. }) in every_letter() {
        for said in
            ["<!DOCTYPE html>", "<meta charset=\"utf-8\">", "name=\"color-scheme\"", "name=\"viewport\"", "<title>"]
        {
            assert!(html.contains(said), "{place}: no {said}");
        }
        let mut open: Vec<String> = Vec::new();
        let mut link: Option<String> = None;
        for piece in page(&html) {
            match piece {
                Piece::Words(words) => link.iter_mut().for_each(|link| link.push_str(&words)),
                Piece::Tag(tag) => {
                    let name = tag.name.to_string();
                    if tag.kind == TagKind::StartTag && name == "img" {
                        let has = |name| attribute(&tag, name).is_some_and(|value| !value.is_empty());
                        assert!(has("alt") && has("width") && has("height"), "{place}: a picture without words");
                    }
                    if tag.kind == TagKind::StartTag && name == "a" {
                        let to = attribute(&tag, "href").unwrap_or_default();
                        let fits = ["mailto:", "https://", "http://"].iter().any(|scheme| to.starts_with(scheme));
                        assert!(fits, "{place}: a link to {to:?}");
                        link = Some(String::new());
                    }
                    if tag.kind == TagKind::EndTag && name == "a" {
                        let words = link.take().unwrap_or_default();
                        assert!(words.trim().chars().count() > 1, "{place}: a link without words");
                    }
                    match tag.kind {
                        _ if VOID.contains(&name.as_str()) => {}
                        TagKind::StartTag => open.push(name),
                        TagKind::EndTag => assert_eq!(open.pop(), Some(name), "{place}"),
                    }
                }
            }
        }
        assert!(open.is_empty(), "{place}: {open:?} stays open");
    }
}

#[test]
fn languages_are_marked_as_programs_know_them() {
    for (place, RenderedLetter { html, .. }) in every_letter() {
        let language = place.rsplit(' ').next().unwrap().split('-').next().unwrap();
        assert!(html.contains(&format!("<html lang=\"{language}\">")), "{place}");
    }
}

/// Our own lines; people's words and names are as long as they are.
#[test]
fn lines_of_plain_text_are_short() {
    for (place, RenderedLetter { text, .. }) in
        every_letter().into_iter().filter(|(place, _)| !place.starts_with("wide"))
    {
        for line in text.lines().filter(|line| !line.starts_with(['>', ' ']) && !line.contains("://")) {
            assert!(line.chars().count() <= 100, "{place}: {line}");
            assert_eq!(
                line.trim_end().len() + usize::from(line == "-- "),
                line.len(),
                "{place}: blanks behind {line:?}"
            );
        }
        assert!(!text.contains("\n\n\n"), "{place}: a hole in\n{text}");
        assert!(!text.starts_with('\n') && text.ends_with('\n'), "{place}: {text:?}");
    }
}
