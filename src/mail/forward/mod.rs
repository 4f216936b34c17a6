//! A forwarded mail: who really wrote it.
//!
//! Comes in: an [`Inbound`]. Goes out: the mail inside, from a message attached to it or from the block that programs
//! write above a forwarded text. A reply with a quote is none: without the word of the program or of the subject that
//! something was forwarded, there is nothing here. A delivery report or a complaint forwards nothing: what
//! is inside it was returned. Of a forward in a forward the outer block counts.

mod block;
mod forwarded;
mod subject;

pub use forwarded::Forwarded;

use super::dsn::{self, Bounce};
use super::inbound::Attachment;
use super::quote::lines::Line;
use super::quote::{Layout, Opening, OpeningKind};
use super::{Inbound, Subject};
use subject::SubjectHint;

/// The mail that a message forwards, if it forwards one.
pub fn find_forwarded(inbound: &Inbound) -> Option<Forwarded> {
    find_with(inbound, &Layout::of(&inbound.text), &dsn::find_bounces(inbound))
}

/// The same as [`find_forwarded`], for a text and reports that have been looked at already.
pub(super) fn find_with(inbound: &Inbound, layout: &Layout<'_>, bounces: &[Bounce]) -> Option<Forwarded> {
    if !inbound.reports.is_empty() || !bounces.is_empty() || dsn::is_complaint(inbound) {
        return None;
    }
    attached(inbound, layout).or_else(|| in_text(inbound, layout)).or_else(|| unread(inbound))
}

/// A message forwarded as attachment: the first of them. Attached to an answer, it is a file like others.
fn attached(inbound: &Inbound, layout: &Layout<'_>) -> Option<Forwarded> {
    let inner = inbound.enclosed.iter().find(|inner| inner.from.is_some())?;
    let answers = subject::is_answer(inbound.subject.as_str());
    if answers && layout.lines.iter().any(|line| !line.blank) {
        return None;
    }
    let deeper = subject::said(inner.subject.as_str()) == SubjectHint::Forward;
    let deeper = deeper.then(|| in_text(inner, &Layout::of(&inner.text))).flatten();
    let from = inner.from.clone()?;
    Some(deeper.unwrap_or_else(|| Forwarded {
        name: from.name().to_owned(),
        from: Some(from),
        subject: inner.subject.clone(),
        text: inner.text.clone(),
    }))
}

/// A mail forwarded as a file that only Outlook reads: nobody can say who wrote it, nor what.
fn unread(inbound: &Inbound) -> Option<Forwarded> {
    let is_msg = |file: &&Attachment| {
        file.content_type == "application/vnd.ms-outlook" || file.name.to_ascii_lowercase().ends_with(".msg")
    };
    let file = inbound.attachments.iter().find(is_msg).filter(|_| inbound.in_reply_to.is_empty())?;
    let stem = file.name.rsplit_once('.').map_or("", |(stem, _)| stem);
    Some(Forwarded { from: None, name: String::new(), subject: Subject::new(stem), text: format!("[{}]", file.name) })
}

/// A mail forwarded within the text; some programs put quote marks before all of it.
fn in_text(inbound: &Inbound, layout: &Layout<'_>) -> Option<Forwarded> {
    let said = subject::said(inbound.subject.as_str());
    let (plain, above) = (&layout.lines, &layout.openings);
    if let Some(found) = in_lines(plain, above, said) {
        return Some(found);
    }
    let quoted = plain.iter().position(|line| line.quoted).filter(|_| above.is_empty())?;
    let bare =
        plain.iter().skip(quoted).take_while(|line| line.quoted || line.blank).map(|line| one_mark_less(line.text));
    let bare = bare.collect::<Vec<_>>().join("\n");
    let Layout { lines: inner, openings } = Layout::of(&bare);
    // the quote must begin with the word: a reply may quote a forward further down
    let begins = openings.first().is_some_and(|opening| inner.iter().take(opening.from).all(|line| line.blank));
    let introduced = openings.first().is_some_and(|opening| opening.kind != OpeningKind::Attribution);
    (begins && introduced).then(|| in_lines(&inner, &openings, said)).flatten()
}

fn one_mark_less(text: &str) -> &str {
    let bare = text.trim_start().strip_prefix('>').unwrap_or(text);
    bare.strip_prefix(' ').unwrap_or(bare)
}

/// The first opening tells a forward from a reply. The word of a program counts alone; a block of fields or an
/// attribution is a forward's only where the subject says so.
fn in_lines(lines: &[Line<'_>], openings: &[Opening], said: SubjectHint) -> Option<Forwarded> {
    for opening in openings {
        let found = match opening.kind {
            OpeningKind::Forwarded => return block::at_opening(lines, opening),
            OpeningKind::Original | OpeningKind::Fields if said.is_forward(lines, opening) => {
                block::at_opening(lines, opening)
            }
            OpeningKind::Attribution if said == SubjectHint::Forward && !is_answered(lines, opening) => {
                Some(block::attributed(lines, opening))
            }
            OpeningKind::WeakAttribution
                if said == SubjectHint::Forward
                    && !is_answered(lines, opening)
                    && is_above_quote(lines, opening.to) =>
            {
                Some(block::attributed(lines, opening))
            }
            // an answer to the mail below; what that one forwards was forwarded by somebody else
            OpeningKind::Original | OpeningKind::Fields | OpeningKind::Attribution => return None,
            OpeningKind::WeakAttribution if is_above_quote(lines, opening.to) => return None,
            OpeningKind::WriteAbove | OpeningKind::WeakAttribution => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Words above an attribution make it an answer, whatever the subject says; but not where it is written as Outlook for
/// Mac does above a forward: the name in quotes, and no quote marks below.
fn is_answered(lines: &[Line<'_>], opening: &Opening) -> bool {
    let words = lines.iter().take(opening.from).any(|line| !line.blank);
    let told = || lines.iter().take(opening.to).skip(opening.from).map(|line| line.text);
    let named = told().any(|text| ["\" <", "\" [", "» <", "” <", "\"<", "“ <"].iter().any(|end| text.contains(end)));
    let marked = lines.iter().skip(opening.to).find(|line| !line.blank).is_none_or(|line| line.quoted);
    words && (!named || marked)
}

/// Whether quote marks or indented lines follow.
fn is_above_quote(lines: &[Line<'_>], at: usize) -> bool {
    let next = lines.iter().skip(at).find(|line| !line.blank);
    next.is_some_and(|line| line.quoted || line.text.starts_with("    "))
}

#[cfg(test)]
mod matrix;
#[cfg(test)]
mod tests;
