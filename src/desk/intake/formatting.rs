//! The formatting of an agent's mail: its HTML as lines, with the pictures that may go on in their place.
//!
//! Comes in: a mail, and which of its files are refused. Goes out: lines, still with all that is no newly written word. Costs
//! a look through the HTML, for agents' mails only.

use std::collections::BTreeMap;

use crate::mail::Inbound;
use crate::mail::html::formatted::{FormattedText, Picture, formatted};

use super::super::files::RefusedFile;
use super::super::token::without_tokens;

/// The most pictures that a letter shows in place; further ones are files.
const MAX_PICTURES: usize = 50;

/// The HTML of an agent's mail.
pub(super) fn page(inbound: &Inbound, refused: &[RefusedFile]) -> FormattedText {
    let Some(html) = inbound.html.as_deref() else { return FormattedText::default() };
    let mut pictures = BTreeMap::new();
    let mut shown = 0;
    for file in inbound.attachments.iter().filter(|file| file.is_in_words) {
        let Some(content_id) = &file.content_id else { continue };
        let is_refused = refused.iter().any(|other| other.index == file.index);
        let id = Picture::id_of(Some(content_id), &file.content_type).filter(|_| !is_refused && shown < MAX_PICTURES);
        shown += usize::from(id.is_some());
        pictures.insert(content_id.clone(), Picture { id, name: without_tokens(&file.name) });
    }
    formatted(html, &pictures)
}
