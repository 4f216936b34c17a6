//! The HTML beside a plain text: programs make the one of the other, and may lose a command on the way.
//!
//! Comes in: a mail that was read as plain text. Goes out: what its author newly wrote as the HTML has it. Costs a rendering.

use crate::mail::Inbound;
use crate::mail::html::{Rendered, render};
use crate::mail::inbound::TextSource;
use crate::mail::reply::reply;

use super::super::words::OwnWords;

/// The new words of the HTML.
pub(super) fn words(inbound: &Inbound) -> Option<OwnWords> {
    let html = inbound.html.as_deref().filter(|_| inbound.source == TextSource::Plain)?;
    let Rendered { text, marks } = render(html);
    let page = Inbound { text, marks, source: TextSource::Html, from: inbound.from.clone(), ..Inbound::default() };
    Some(OwnWords::written(&reply(&page).own))
}
