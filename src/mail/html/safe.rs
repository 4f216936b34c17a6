//! HTML that may be shown again: what it says and roughly how it looked, nothing that acts.
//!
//! Comes in: the HTML of a mail, hostile or not. Goes out: [`SafeHtml`]. Scripts, handlers, forms, frames, style sheets
//! and everything that is fetched from elsewhere are gone; pictures of the mail itself stay as `cid:` (RFC 2392), other
//! pictures become their alternative text; links stay and tell nothing of us. `balanced` makes the HTML tame, so that
//! the tree builder behind `ammonia`, quadratic in depth, never sees anything deep; `ammonia` decides what is safe. HTML
//! too long for that is shown as readable text. Linear, never fails.

mod allowed;
mod balanced;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::super::clean::printable;
use super::escape::push_escaped;
use allowed::{ATTRIBUTES, OWN_ATTRIBUTES, STYLES, TAGS, has_scheme};

/// HTML longer than this becomes text; most of such a mail are pictures written into it.
const MAX_BYTES: usize = 8_000_000;
/// The limit for what is left when only what can be shown is kept.
const MAX_BALANCED: usize = 1_000_000;
/// Longer values of `style` are dropped.
const MAX_STYLE: usize = 2_000;

/// HTML without scripts, forms, remote pictures or overlays; made only by [`safe_html`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// The HTML: a fragment, to be put inside an element.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Makes HTML safe to show.
pub fn safe_html(html: &str) -> SafeHtml {
    if html.len() > MAX_BYTES || super::guard::has_too_many_attributes(html) {
        return as_text(html);
    }
    match balanced::balanced(html, MAX_BALANCED) {
        Some(balanced) => SafeHtml(SANITIZER.clean(&balanced).to_string()),
        None => as_text(html),
    }
}

/// The readable text, its lines kept.
fn as_text(html: &str) -> SafeHtml {
    let mut shown = "<pre>".to_owned();
    push_escaped(&mut shown, &printable(&super::render(html).text));
    shown.push_str("</pre>");
    SafeHtml(shown)
}

static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let own = OWN_ATTRIBUTES.iter().map(|(tag, names)| (*tag, names.iter().copied().collect()));
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .generic_attributes(HashSet::from(ATTRIBUTES))
        .tag_attributes(own.collect::<HashMap<&str, HashSet<&str>>>())
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "cid"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"))
        .filter_style_properties(HashSet::from(STYLES))
        .attribute_filter(harmless);
    builder
});

/// The value of an attribute, if it may stay.
fn harmless<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    // browsers read `java\nscript:` as one word: what is written is what is meant
    if matches!(attribute, "href" | "src") && value.contains(|c: char| c.is_control()) {
        return None;
    }
    let fits = match (element, attribute) {
        ("img", "src") => has_scheme(value, "cid"),
        ("a", "href") => !has_scheme(value, "cid"),
        (_, "style") => is_plain_style(value),
        _ => true,
    };
    fits.then_some(Cow::Borrowed(value))
}

/// A style without functions but colours, without escapes, rules or comments that could hide one.
fn is_plain_style(style: &str) -> bool {
    if style.len() > MAX_STYLE || style.contains(['\\', '@', '<', '>', '{', '}']) || style.contains("/*") {
        return false;
    }
    if hides_in_quotes(style) {
        return false;
    }
    let mut pieces = style.split('(');
    let last = pieces.next_back();
    let colours = |before: &str| before.ends_with("rgb") || before.ends_with("rgba");
    last.is_some() && pieces.all(|before| colours(&before.to_ascii_lowercase()))
}

/// A quote that is not closed, or that holds what looks like a declaration: no font is called so.
fn hides_in_quotes(style: &str) -> bool {
    let mut open = None;
    for c in style.chars() {
        match (open, c) {
            (None, '"' | '\'') => open = Some(c),
            (Some(quote), _) if c == quote => open = None,
            (Some(_), ';' | ':') => return true,
            _ => {}
        }
    }
    open.is_some()
}

#[cfg(test)]
mod tests;
