//! What stands in a text for a picture: its marker, or its alternative text. Tracking pixels give none.

use std::collections::BTreeMap;

use html5ever::tokenizer::Tag;

use super::list::attribute;

/// The longest alternative text, in bytes.
const MAX_ALT: usize = 200;

/// A picture in a page.
pub(super) struct Picture<'a> {
    pub(super) tag: &'a Tag,
    /// Its alternative text.
    pub(super) alt: &'a str,
    /// A style hides it.
    pub(super) is_hidden: bool,
}

impl Picture<'_> {
    /// What is shown for it; `markers` stand for pictures of the mail itself.
    pub(super) fn shown(&self, markers: &BTreeMap<String, String>, show_hidden: bool) -> Option<String> {
        let tiny = |name: &str| attribute(self.tag, name).is_some_and(|size| matches!(size.trim(), "0" | "1" | "1px"));
        let unseen = self.is_hidden || tiny("width") && tiny("height");
        if let Some(marker) = self.marker(markers).filter(|_| !unseen) {
            return Some(marker);
        }
        let alt = self.alt.trim();
        if alt.is_empty() || alt.len() > MAX_ALT || unseen && !show_hidden {
            return None;
        }
        // a single character is a smiley that the program drew
        Some(if alt.chars().count() <= 3 { alt.to_owned() } else { format!("[{alt}]") })
    }

    /// The marker of a picture of the mail itself (RFC 2392).
    fn marker(&self, markers: &BTreeMap<String, String>) -> Option<String> {
        let source = attribute(self.tag, "src").filter(|_| !markers.is_empty())?.trim();
        let is_own = source.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("cid:"));
        let id = source.get(4..).filter(|_| is_own)?;
        markers.get(&id.replace("%40", "@")).cloned()
    }
}
