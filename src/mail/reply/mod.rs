//! Divides a text into what its sender newly wrote, what is quoted, and the signature. Nothing is thrown away.
//!
//! Comes in: an [`Inbound`]: its text, and what the structure of its HTML said. Goes out: a [`Reply`]; every line of the
//! text that is not blank is in exactly one of its three. Keeps the author's words above all: where cutting would leave
//! nothing, or the answer stands between the quotes, all is shown. One pass; never fails.

mod closings;
mod contact;
mod footer;
mod footer_words;
mod phrases;
mod scanner;
mod signature;
mod voice;
mod zone;
mod zones;

use std::sync::Arc;

use super::Inbound;
use super::quote::Layout;
use super::quote::lines::Line;
use zone::Zone;
use zones::Zones;

/// A text in three. Every line of it is in exactly one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// What the sender newly wrote, as it is shown: with the quotes that they answer one by one, and all there is where cutting
    /// would leave nothing.
    pub new_text: Arc<String>,
    /// Their own words alone, without any quote; empty where all is quoted.
    pub own: NewText,
    /// What they quote of others.
    pub quoted_text: String,
    /// Their signature, and what their program adds.
    pub signature: String,
}

/// Words that somebody newly wrote. Only this room makes them: whoever wants an author's words, and no quote and no whole
/// text, asks for this type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewText(Arc<String>);

impl NewText {
    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::ops::Deref for NewText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Divides the text of a message.
pub fn reply(inbound: &Inbound) -> Reply {
    reply_with(inbound, &Layout::of(&inbound.text))
}

/// The same as [`reply`], for a text that has been looked at already.
pub(super) fn reply_with(inbound: &Inbound, layout: &Layout<'_>) -> Reply {
    let Zones { zones, own } = zones::zones(layout, inbound);
    // Nearly always they are the same, and never copied: a text may be large.
    let new_text = Arc::new(gathered(&layout.lines, &zones, Zone::New));
    let own = own.map(|own| Arc::new(gathered(&layout.lines, &own, Zone::New)));
    Reply {
        own: NewText(own.unwrap_or_else(|| Arc::clone(&new_text))),
        new_text,
        quoted_text: gathered(&layout.lines, &zones, Zone::Quoted),
        signature: gathered(&layout.lines, &zones, Zone::Signature),
    }
}

/// Whether a line is a sign-off (`Kind regards,`), and nothing else.
pub(super) fn is_sign_off(line: &str) -> bool {
    let line = line.trim().trim_end_matches([',', '.', '!', ' ']);
    line.len() <= 100 && phrases::SIGN_OFFS.contains(&line.to_lowercase().as_str())
}

/// The lines of one zone, without blank lines at the ends.
fn gathered(lines: &[Line<'_>], zones: &[Zone], wanted: Zone) -> String {
    let mut text = String::new();
    let mut gap = false;
    for (at, (line, zone)) in lines.iter().zip(zones).enumerate() {
        let (words, dash) = match *zone {
            Zone::New => line.text.split_at_checked(dash_at(lines, zones, at)).unwrap_or((line.text, "")),
            _ => (line.text, ""),
        };
        let piece = match wanted {
            Zone::Signature if !dash.is_empty() => dash,
            _ if *zone != wanted => continue,
            _ => words,
        };
        if line.blank {
            gap = !text.is_empty();
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        if std::mem::take(&mut gap) {
            text.push('\n');
        }
        text.push_str(piece.trim_end());
    }
    text.shrink_to_fit();
    text
}

/// Where the dash begins that ends a line of new words, right above the signature that it belongs to
/// (`Thanks -⏎Sent from my iPhone`); without one, the line's end.
fn dash_at(lines: &[Line<'_>], zones: &[Zone], at: usize) -> usize {
    let Some(text) = lines.get(at).map(|line| line.text.trim_end()) else { return 0 };
    let head = text.trim_end_matches(['-', '–', '—']);
    let below = || lines.iter().zip(zones).skip(at + 1).take(3).find(|(line, _)| !line.blank);
    let parted = head.ends_with(char::is_whitespace) && !head.trim().is_empty();
    let signed = parted && head.len() < text.len() && below().is_some_and(|(_, zone)| *zone == Zone::Signature);
    if signed { head.len() } else { usize::MAX }
}

#[cfg(test)]
mod matrix;
#[cfg(test)]
mod tests;
