//! Each line of a text is given its zone.
//!
//! Comes in: lines, and the marks of the HTML. Goes out: a zone for every line. The order of thought: what the structure
//! says; what quote marks say; what the openings say; the signature; and last whether the cut can stand.

use super::super::inbound::{Inbound, Mark, MarkKind, TextSource};
use super::super::quote::attribution;
use super::super::quote::lines::Line;
use super::super::quote::{Layout, MAX_FENCED, Opening, OpeningKind};
use super::contact::Sender;
use super::footer;
use super::signature;
use super::zone::{Zone, set};

/// An `hr` as text, and what Outlook draws above the fields.
const HR: &str = "________________________________";

/// The zone of every line.
pub(super) struct Zones {
    /// As it is shown.
    pub(super) zones: Vec<Zone>,
    /// Where quotes are shown among the new words: the same without them.
    pub(super) own: Option<Vec<Zone>>,
}

/// Finds the zone of every line.
pub(super) fn zones(layout: &Layout<'_>, inbound: &Inbound) -> Zones {
    let marks = inbound.marks.as_slice();
    let lines = layout.lines.as_slice();
    let mut zones = vec![Zone::New; lines.len()];
    by_marks(lines, marks, &mut zones);
    by_quote_marks(lines, &mut zones);
    by_fences(lines, &mut zones);
    footer::mark_fenced(lines, &layout.openings, &mut zones);
    by_rules(lines, &mut zones);
    by_openings(lines, &layout.openings, &mut zones);
    let sender = Sender::of(inbound);
    signature::find(lines, &mut zones, &sender);
    let shown = || inbound.source != TextSource::Html && is_shown_between(lines, &layout.openings, &zones);
    let mut own = None;
    if is_interleaved(lines, &zones) || shown() {
        own = Some(zones.clone());
        show_up_to_last(lines, &mut zones);
        hide_attributions(lines, &layout.openings, &mut zones);
    }
    if !zones.iter().zip(lines).any(|(zone, line)| *zone == Zone::New && !line.blank) {
        let shown = uncut(lines, &sender);
        return Zones { own: Some(without_quotes(lines, zones)), zones: shown };
    }
    let own = own.or_else(|| shows_quotes(lines, &zones).then(|| zones.clone()));
    Zones { own: own.map(|own| without_quotes(lines, own)), zones }
}

/// Whether a line with a quote mark counts as new: it stands where nobody quotes. Whose it is cannot be told.
fn shows_quotes(lines: &[Line<'_>], zones: &[Zone]) -> bool {
    lines.iter().zip(zones).any(|(line, zone)| line.quoted && *zone == Zone::New)
}

fn without_quotes(lines: &[Line<'_>], mut zones: Vec<Zone>) -> Vec<Zone> {
    let quotes = lines.iter().zip(&mut zones).filter(|(line, zone)| line.quoted && **zone == Zone::New);
    quotes.for_each(|(_, zone)| *zone = Zone::Quoted);
    zones
}

/// Cutting left nothing: all is shown but a signature.
fn uncut(lines: &[Line<'_>], sender: &Sender) -> Vec<Zone> {
    let mut zones = vec![Zone::New; lines.len()];
    footer::mark_fenced(lines, &[], &mut zones);
    signature::find(lines, &mut zones, sender);
    if zones.iter().zip(lines).any(|(zone, line)| *zone == Zone::New && !line.blank) {
        return zones;
    }
    vec![Zone::New; lines.len()]
}

/// What the structure of the HTML said.
fn by_marks(lines: &[Line<'_>], marks: &[Mark], zones: &mut [Zone]) {
    let mut marks = marks.iter().peekable();
    let (mut quotes, mut signatures) = (0_usize, 0_usize);
    for (line, zone) in lines.iter().zip(zones) {
        while let Some(mark) = marks.next_if(|mark| mark.at <= line.start) {
            match mark.kind {
                MarkKind::QuoteStart => quotes += 1,
                MarkKind::QuoteEnd => quotes = quotes.saturating_sub(1),
                MarkKind::SignatureStart => signatures += 1,
                MarkKind::SignatureEnd => signatures = signatures.saturating_sub(1),
            }
        }
        if quotes > 0 {
            *zone = Zone::Quoted;
        } else if signatures > 0 {
            *zone = Zone::Signature;
        }
    }
}

/// Lines with a quote mark, and the blank lines between them.
fn by_quote_marks(lines: &[Line<'_>], zones: &mut [Zone]) {
    let mut last = None;
    let mut wraps = false;
    for (at, line) in lines.iter().enumerate() {
        let wrapped = is_wrapped(lines, at, wraps);
        wraps |= wrapped;
        if line.quoted && (at.checked_sub(1) == last && at > 0 || !is_lone(lines, at)) || wrapped {
            let from = last.map_or(at, |last: usize| last + 1);
            set(zones, from, at + 1, Zone::Quoted);
            last = Some(at);
        } else if !line.blank {
            last = None;
        }
    }
}

/// A single line with a quote mark inside a paragraph: it was not quoted (seen: `>>> look here <<<`).
fn is_lone(lines: &[Line<'_>], at: usize) -> bool {
    let prose = |line: Option<&Line<'_>>| line.is_some_and(|line| !line.blank && !line.quoted);
    let above = at.checked_sub(1).and_then(|at| lines.get(at));
    prose(above) && prose(lines.get(at + 1)) && !above.is_some_and(|line| line.text.trim_end().ends_with([':', '：']))
}

/// The end of a quoted line that was too long: it stands alone between two quoted lines. Where one was wrapped so
/// (`wraps`), the last one may stand below the quote.
fn is_wrapped(lines: &[Line<'_>], at: usize, wraps: bool) -> bool {
    let (Some(line), Some(above)) = (lines.get(at), at.checked_sub(1).and_then(|at| lines.get(at))) else {
        return false;
    };
    let below = lines.get(at + 1).map_or(wraps, |below| below.quoted || wraps && below.blank);
    if line.blank || line.quoted || !above.quoted || !below {
        return false;
    }
    let text = line.text.trim_start_matches(['(', '<', '[', ' ']);
    let cut =
        above.text.len() >= 60 && !above.text.trim_end().ends_with(['.', '?', '!', ':', ',']) && line.text.len() <= 40;
    let closes = |line: &str, opened: usize| line.matches(')').count() + opened > line.matches('(').count();
    let bracket = line.text.len() <= 60 && !closes(above.text, 1) && closes(line.text, 0) && above.text.len() >= 20;
    bracket
        || text.starts_with("http://")
        || text.starts_with("https://")
        || cut && text.starts_with(char::is_lowercase)
}

/// A quote between a line of `>` and a line of `<`: `>>>>` … `<<<<`, `>>> Ada >>>` … `<<< Ada <<<`.
fn by_fences(lines: &[Line<'_>], zones: &mut [Zone]) {
    let mut open = None;
    for (at, line) in lines.iter().enumerate() {
        let text = line.text.trim();
        let fence = |mark: &str, four: char| {
            text.len() >= 4 && text.chars().all(|c| c == four)
                || text.len() <= 200 && text.starts_with(mark) && text.len() > 6 && text.ends_with(mark)
        };
        if open.is_none() && fence(">>>", '>') {
            open = Some(at);
        } else if let Some(from) = open.filter(|_| fence("<<<", '<')) {
            if at - from <= MAX_FENCED {
                set(zones, from, at + 1, Zone::Quoted);
            }
            open = None;
        }
    }
}

/// A long line that is drawn between the sender's words and a quote belongs to the quote; an `hr` stands close to them.
fn by_rules(lines: &[Line<'_>], zones: &mut [Zone]) {
    let mut below = None;
    for at in (0..lines.len()).rev() {
        let Some(line) = lines.get(at).filter(|line| !line.blank) else { continue };
        let apart = at.checked_sub(1).and_then(|above| lines.get(above)).is_some_and(|above| above.blank);
        let new = zones.get(at) == Some(&Zone::New);
        if below == Some(Zone::Quoted)
            && new
            && (apart || line.text == HR)
            && line.text.len() >= 20
            && is_rule(line.text)
        {
            set(zones, at, at + 1, Zone::Quoted);
        }
        below = zones.get(at).copied();
    }
}

/// What openings say of the lines below them.
fn by_openings(lines: &[Line<'_>], openings: &[Opening], zones: &mut [Zone]) {
    let mut past = 0;
    let (mut own, mut seen) = (false, 0);
    for (nth, opening) in openings.iter().enumerate() {
        if opening.from < past {
            continue;
        }
        own |= has_new(lines, zones, seen, opening.from);
        seen = opening.from;
        let mut from = opening.from;
        if opening.kind == OpeningKind::WriteAbove && !own {
            // nothing is written above it: a helpdesk's own letter, or an answer in the wrong place
            set(zones, opening.from, opening.to, Zone::Quoted);
            past = opening.to;
            continue;
        }
        if opening.kind == OpeningKind::Fields {
            from = attribution::above_fields(lines, from).filter(|from| *from >= past).unwrap_or(from);
        }
        // a rule drawn above the fields belongs to them
        while from > past
            && zones.get(from - 1) != Some(&Zone::Signature)
            && lines.get(from - 1).is_some_and(|line| line.blank || is_rule(line.text) || is_message_of(line.text))
        {
            from -= 1;
        }
        let end = end_of(lines, openings, nth);
        let chain = || openings.iter().skip(nth).take_while(|opening| opening.to <= end);
        if own && chain().any(|opening| opening.kind == OpeningKind::WriteAbove) {
            return set(zones, from, lines.len(), Zone::Quoted);
        }
        let next = lines.iter().enumerate().skip(end).find(|(_, line)| !line.blank);
        match (next, opening.kind) {
            (Some((_, line)), _) if line.quoted && !holds_older(chain()) => {
                set(zones, from, end, Zone::Quoted);
                past = end;
            }
            (_, OpeningKind::WeakAttribution) => {}
            // quote marks follow a little further down: only what has them is the quote
            (_, OpeningKind::Attribution) if is_quoted_soon(lines, end) => {
                set(zones, opening.from, end, Zone::Quoted);
                past = end;
            }
            // below an answered quote, these are something that the sender shows
            (_, OpeningKind::Fields | OpeningKind::Attribution)
                if zones.iter().take(from).any(|zone| *zone == Zone::Quoted) => {}
            _ => {
                set(zones, from, lines.len(), Zone::Quoted);
                return;
            }
        }
    }
}

/// The sender's words stand among these lines.
fn has_new(lines: &[Line<'_>], zones: &[Zone], from: usize, to: usize) -> bool {
    lines.iter().zip(zones).take(to).skip(from).any(|(line, zone)| *zone == Zone::New && !line.blank)
}

/// Below the fields of a mail its text begins with what it quoted itself: all of that is the mail's, marked or not.
fn holds_older<'o>(mut chain: impl Iterator<Item = &'o Opening>) -> bool {
    let attributed =
        |opening: &Opening| matches!(opening.kind, OpeningKind::Attribution | OpeningKind::WeakAttribution);
    chain.next().is_some_and(|first| !attributed(first)) && chain.any(attributed)
}

/// A quote mark stands within the next few lines.
fn is_quoted_soon(lines: &[Line<'_>], from: usize) -> bool {
    lines.iter().skip(from).filter(|line| !line.blank).take(5).any(|line| line.quoted)
}

/// The end of an opening and of those that follow it at once (a separator, then the fields).
fn end_of(lines: &[Line<'_>], openings: &[Opening], nth: usize) -> usize {
    let mut end = openings.get(nth).map_or(0, |opening| opening.to);
    for next in openings.iter().skip(nth + 1) {
        let between = lines.iter().take(next.from).skip(end);
        if between.into_iter().any(|line| !line.blank) {
            break;
        }
        end = next.to;
    }
    end
}

/// `Message du 12/12/2016 13:20`, above fields (Orange).
fn is_message_of(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['=', '-', ' ', '>']);
    text.len() < 60
        && ["Message du", "Mensaje del", "Messaggio del", "Nachricht vom"].iter().any(|words| text.starts_with(words))
        && text.bytes().any(|b| b.is_ascii_digit())
}

/// A line of dashes or underscores.
fn is_rule(text: &str) -> bool {
    let text = text.trim();
    text.len() >= 3 && text.chars().all(|c| matches!(c, '-' | '_' | '=' | '*' | '─' | '━' | '—' | ' '))
}

/// Whether the sender's text stands between quotes. Then the quotes belong to it, and cutting them out would hurt it.
///
/// One quote with words above or below it, or both, is cut; two quotes that are each answered are not.
fn is_interleaved(lines: &[Line<'_>], zones: &[Zone]) -> bool {
    let mut answered = 0;
    let mut before = None;
    for (zone, _) in zones.iter().zip(lines).filter(|(zone, line)| !line.blank && **zone != Zone::Signature) {
        answered += usize::from(before == Some(Zone::Quoted) && *zone == Zone::New);
        before = Some(*zone);
    }
    answered >= 2
}

/// Programs wrote these lines: the answers and what they answer are understood without them.
fn hide_attributions(lines: &[Line<'_>], openings: &[Opening], zones: &mut [Zone]) {
    for opening in openings {
        let quote = lines.iter().skip(opening.to).find(|line| !line.blank).is_some_and(|line| line.quoted);
        if quote && matches!(opening.kind, OpeningKind::Attribution | OpeningKind::WeakAttribution) {
            set(zones, opening.from, opening.to, Zone::Quoted);
        }
    }
}

/// A quote that nothing introduces, with the sender's words above and below it: they show something.
fn is_shown_between(lines: &[Line<'_>], openings: &[Opening], zones: &[Zone]) -> bool {
    let first = zones.iter().zip(lines).position(|(zone, line)| *zone == Zone::New && !line.blank);
    let last = zones.iter().zip(lines).rposition(|(zone, line)| *zone == Zone::New && !line.blank);
    let (Some(first), Some(last)) = (first, last) else { return false };
    let between =
        || zones.iter().zip(lines).take(last).skip(first).filter(|(zone, line)| **zone == Zone::Quoted && !line.blank);
    between().next().is_some()
        && between().all(|(_, line)| line.quoted)
        && !openings.iter().any(|opening| opening.from < last)
}

/// All up to the last new line is shown.
fn show_up_to_last(lines: &[Line<'_>], zones: &mut [Zone]) {
    let last = zones.iter().zip(lines).rposition(|(zone, line)| *zone == Zone::New && !line.blank);
    if let Some(last) = last {
        set(zones, 0, last, Zone::New);
    }
}
