//! Which parts of a message are what it says, and which are files with it.
//!
//! Comes in: the parts and their texts. Goes out: the parts to show, in their order; the HTML of it; the rest. Of
//! alternatives (RFC 2046 §5.1.4) the plain text is shown if it says something, else the HTML; of everything else all
//! texts are shown: programs put files between them, and gateways and lists put their words below. Depth is bounded by
//! the tree's.

use std::cell::Cell;

use super::naming::content_id;
use super::stub;
use super::text::Text;
use super::tree::{MimePart, Tree};

/// What is what.
#[derive(Debug, Default)]
pub(super) struct View {
    /// The parts whose texts are shown.
    pub(super) shown: Vec<usize>,
    /// The parts whose HTML is kept beside them.
    pub(super) html: Vec<usize>,
    /// All parts that are no multipart, in the order of the message.
    pub(super) leaves: Vec<usize>,
    /// A plain text was passed over: it said next to nothing of the HTML beside it.
    pub(super) passed_over: bool,
}

/// Whether this part says something itself, rather than being a file. `is_first`: none stands before it in its multipart.
pub(super) fn is_body(tree: &Tree<'_>, id: usize, is_first: bool) -> bool {
    let Some(part) = tree.parts.get(id) else { return false };
    let is_text = part.media.is("text/plain") || part.media.is("text/html") || part.media.is_multipart();
    let parent = part.parent.and_then(|parent| tree.parts.get(parent));
    // a message that is one text and calls itself an attachment says that text
    let Some(parent) = parent else { return is_text && !part.is_multipart };
    // RFC 2387: what lies beside the first is for the first to show
    let start = parent.media.parameter("start").map(|id| id.trim().trim_matches(['<', '>']));
    let is_first = is_first || start.is_some() && content_id(part).as_deref() == start;
    let stands_alone = is_first || !(part.is_named() || parent.media.is("multipart/related"));
    is_text && !part.is_multipart && (!part.is_attached() && stands_alone || part.is_rest_of_text())
}

/// Whether what stands behind a part in its multipart is no longer the first. A picture before the text that shows it is
/// none (seen: a root that is last).
pub(super) fn counts_as_first(tree: &Tree<'_>, part: &MimePart<'_>) -> bool {
    let parent = part.parent.and_then(|parent| tree.parts.get(parent));
    !(parent.is_some_and(|parent| parent.media.is("multipart/related")) && part.media.kind.starts_with("image/"))
}

/// Looks at the whole message; `texts` has the texts of all that is body.
pub(super) fn of(tree: &Tree<'_>, texts: &[Option<Text>]) -> View {
    let children = tree.children();
    let mut view = View::default();
    if tree.parts.is_empty() {
        return view;
    }
    let looking = Looking { tree, texts, children: &children, passed_over: Cell::new(false) };
    view.shown = looking.shown(0);
    view.passed_over = looking.passed_over.get();
    view.html = looking.html(0);
    looking.leaves(0, &mut view.leaves);
    view
}

struct Looking<'l, 'x> {
    tree: &'l Tree<'x>,
    texts: &'l [Option<Text>],
    children: &'l [Vec<usize>],
    passed_over: Cell<bool>,
}

impl Looking<'_, '_> {
    fn children(&self, id: usize) -> &[usize] {
        self.children.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    fn text(&self, id: usize) -> Option<&Text> {
        self.texts.get(id)?.as_ref()
    }

    fn is(&self, id: usize, kind: &str) -> bool {
        self.tree.parts.get(id).is_some_and(|part| part.media.is(kind))
    }

    fn leaves(&self, id: usize, out: &mut Vec<usize>) {
        if self.tree.parts.get(id).is_some_and(|part| !part.is_multipart) {
            out.push(id);
        }
        for &child in self.children(id) {
            self.leaves(child, out);
        }
    }

    fn shown(&self, id: usize) -> Vec<usize> {
        if let Some(text) = self.text(id) {
            return if text.is_blank() && text.files.is_empty() { Vec::new() } else { vec![id] };
        }
        let views = self.children(id).iter().map(|&child| self.shown(child));
        if !self.is(id, "multipart/alternative") {
            return views.flatten().collect();
        }
        let views: Vec<Vec<usize>> = views.filter(|view| !view.is_empty()).collect();
        let is_plain = |view: &&Vec<usize>| view.iter().any(|&id| self.text(id).is_some_and(|text| !text.is_html));
        let plain: Vec<&Vec<usize>> = views.iter().filter(is_plain).collect();
        let best = || views.last().cloned().unwrap_or_default();
        if plain.is_empty() {
            // the last is the best (RFC 2046 §5.1.4)
            return best();
        }
        if self.are_stubs(&plain, &best()) {
            self.passed_over.set(true);
            return best();
        }
        plain.into_iter().flatten().copied().collect()
    }

    /// Whether all plain texts only stand in for the HTML that is shown instead.
    fn are_stubs(&self, plain: &[&Vec<usize>], best: &[usize]) -> bool {
        let Some(page) = best.iter().filter_map(|&id| self.text(id)).find(|text| text.is_html) else { return false };
        let stands_in = |text: &Text| text.files.is_empty() && stub::is_stub(&text.words, &page.words);
        plain
            .iter()
            .flat_map(|view| view.iter())
            .filter_map(|&id| self.text(id))
            .all(|text| !text.is_html && stands_in(text))
    }

    fn html(&self, id: usize) -> Vec<usize> {
        if let Some(text) = self.text(id) {
            return if text.is_html { vec![id] } else { Vec::new() };
        }
        let mut views = self.children(id).iter().map(|&child| self.html(child));
        if self.is(id, "multipart/alternative") {
            return views.rfind(|view| !view.is_empty()).unwrap_or_default();
        }
        views.flatten().collect()
    }
}
