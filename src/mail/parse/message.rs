//! A message taken apart, before anything is made of it.

use super::super::inbound::Defect;
use super::head::{self, Head};
use super::pictures::Pictures;
use super::text::{self, Text};
use super::tree::{self, Tree};
use super::view::{self, View};

/// A message taken apart: its parts, the texts in them, and the meaning of each part.
pub(super) struct Message<'x> {
    pub(super) tree: Tree<'x>,
    pub(super) texts: Vec<Option<Text>>,
    pub(super) view: View,
    pub(super) pictures: Pictures,
}

impl<'x> Message<'x> {
    pub(super) fn read(raw: &'x [u8], defects: &mut Vec<Defect>) -> Self {
        let mut head = head::read(raw);
        if head.fields.is_empty() && !raw.trim_ascii().is_empty() {
            defects.push(Defect("there is no header: all of it was read as text".to_owned()));
            head = Head::default();
        }
        let tree = tree::read(raw, head);
        defects.extend(tree.oddities.iter().map(|rule| Defect((*rule).to_owned())));
        let mut note = |rule: String| defects.push(Defect(rule));
        let mut seen = vec![false; tree.parts.len()];
        let texts = tree.parts.iter().enumerate().map(|(id, part)| {
            let counts = view::counts_as_first(&tree, part);
            let is_first = part
                .parent
                .and_then(|parent| seen.get_mut(parent))
                .is_none_or(|seen| !std::mem::replace(seen, *seen || counts));
            view::is_body(&tree, id, is_first).then(|| text::read(part, &mut note))
        });
        let texts: Vec<Option<Text>> = texts.collect();
        let view = view::of(&tree, &texts);
        let pictures = Pictures::of(&tree, &texts);
        Self { tree, texts, view, pictures }
    }
}
