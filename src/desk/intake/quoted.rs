//! What a mail quotes: the words alone, so that a decision can tell which of them nobody else wrote.
//!
//! Comes in: a mail's text, told apart. Goes out: the quoted words, in parts, without marks, without what mail programs put above
//! quotes, and without banners of gateways.

use crate::mail::banner::{Banners, below};
use crate::mail::clean::truncated;
use crate::mail::quote::Layout;
use crate::mail::quote::lines::unquoted;
use crate::mail::reply::Reply;

use super::super::act::Quote;
use super::super::token::without_tokens;

/// The most bytes of it that are looked at.
const MAX_BYTES: usize = 64 * 1024;

/// The quote of a mail.
pub(super) fn quote(reply: &Reply, banners: &Banners) -> Quote {
    let is_all = reply.own.trim().is_empty() && !reply.new_text.trim().is_empty();
    let quoted = if is_all { &reply.new_text } else { &reply.quoted_text };
    if quoted.is_empty() {
        return Quote { signature: without_tokens(&reply.signature), ..Quote::default() };
    }
    let quoted = without_tokens(truncated(quoted, MAX_BYTES));
    let bare = quoted.lines().map(unquoted).collect::<Vec<_>>().join("\n");
    let layout = Layout::of(&bare);
    let mut parts = Vec::new();
    let mut from = 0;
    let ends = layout.openings.iter().map(|opening| (opening.from, opening.to));
    for (end, next) in ends.chain([(layout.lines.len(), layout.lines.len())]) {
        let lines = layout.lines.iter().take(end).skip(from).map(|line| line.text);
        let part = lines.collect::<Vec<_>>().join("\n");
        parts.push(below(&part, banners).trim().to_owned());
        from = next;
    }
    parts.retain(|part| !part.is_empty());
    Quote { parts, is_all, signature: without_tokens(&reply.signature) }
}
