//! Where a signature begins: the separator of RFC 3676, what phones and programs add, sign-offs with a contact block,
//! disclaimers, contact blocks.
//!
//! Comes in: lines with their zones. Goes out: the same zones, with the signature's lines told from the new ones. Each run
//! of new lines is looked at alone, from where a signature begins to the run's end. Nothing long is ever a signature.

use std::collections::HashSet;

use super::super::quote::lines::{Line, unquoted};
use super::closings::{Below, MAX_LINES_BELOW_SEPARATOR, begins, is_apology, is_drawn, is_footer, is_pgp, is_sign_off};
use super::contact::{self, Sender};
use super::footer;
use super::scanner;
use super::voice;
use super::zone::{Zone, set};

/// Marks the signatures within the new lines.
pub(super) fn find(lines: &[Line<'_>], zones: &mut [Zone], sender: &Sender) {
    let mut quoted = HashSet::with_capacity(zones.iter().filter(|zone| **zone == Zone::Quoted).count());
    let of_quotes = lines.iter().zip(zones.iter()).filter(|(line, zone)| **zone == Zone::Quoted && !line.blank);
    quoted.extend(of_quotes.map(|(line, _)| unquoted(line.text).trim()));
    let mut own = false;
    for (from, to) in runs(lines, zones) {
        let footer = footer::list_footer(lines, from, to);
        set(zones, footer, to, Zone::Quoted);
        let end = footer::list_links(lines, (from, footer), &quoted, own);
        let end = scanner::footer(lines, from, end);
        set(zones, end, footer, Zone::Signature);
        let open = footer::open_fence(lines, from, end);
        set(zones, open, end, Zone::Signature);
        mark_signature(lines, zones, Run { from, to: open, own, quoted: &quoted }, sender);
        let run = lines.iter().zip(zones.iter()).take(to).skip(from);
        own |= run.into_iter().any(|(line, zone)| *zone == Zone::New && !line.blank);
    }
}

/// The runs of new lines; no quoted line is ever in one, for nobody signs with it.
fn runs(lines: &[Line<'_>], zones: &[Zone]) -> Vec<(usize, usize)> {
    let mut all: Vec<(usize, usize)> = Vec::new();
    for (at, (zone, line)) in zones.iter().zip(lines).enumerate() {
        if *zone != Zone::New || line.quoted {
            continue;
        }
        match all.last_mut() {
            Some((_, to)) if *to == at => *to = at + 1,
            _ => all.push((at, at + 1)),
        }
    }
    all
}

/// New lines without a quote between.
struct Run<'l> {
    from: usize,
    to: usize,
    /// The author's words stand above.
    own: bool,
    /// What the quoted lines say.
    quoted: &'l HashSet<&'l str>,
}

/// Marks the signature at the end of a run.
fn mark_signature(lines: &[Line<'_>], zones: &mut [Zone], run: Run<'_>, sender: &Sender) {
    let armour = armour_in(lines, run.from, run.to);
    set(zones, run.from, armour, Zone::Signature);
    let start = start_in(lines, armour, run.to).unwrap_or(run.to);
    let start = repeated_in(lines, run.quoted, armour, start).unwrap_or(start);
    let start = contact_in(lines, armour, start, (run.own, sender)).unwrap_or(start);
    set(zones, ruled_from(lines, armour, start), run.to, Zone::Signature);
}

/// The first line of a contact block without a sign-off, with something of the author's own above it.
fn contact_in(lines: &[Line<'_>], from: usize, to: usize, (own, sender): (bool, &Sender)) -> Option<usize> {
    let mut start = contact::begins_at(lines, from, to, sender)?;
    let above = |at: usize| (from..at).rev().find(|&at| lines.get(at).is_some_and(|line| !line.blank));
    // with more lines below a sign-off than it may have itself
    if let Some(at) = above(start).filter(|&at| lines.get(at).is_some_and(|line| is_sign_off(line.text))) {
        start = at;
    }
    let words = lines.iter().take(start).skip(from).flat_map(|line| line.text.split_whitespace()).take(3).count();
    (own || words >= 3).then_some(start)
}

/// The first line of the signature within a run of new lines. What is known to be one explains the lines below another:
/// a stack of them may be as long as it likes.
fn start_in(lines: &[Line<'_>], from: usize, to: usize) -> Option<usize> {
    // how many lines stand below, and how many of them above what is known
    let (mut all, mut unknown) = (0, 0);
    let mut start = None;
    for at in (from..to).rev() {
        let line = lines.get(at)?;
        if line.blank {
            continue;
        }
        let below = |end: usize, count: usize| Below::of(lines.get(at + 1..end).unwrap_or_default(), count);
        let apart = at == from || at.checked_sub(1).and_then(|above| lines.get(above)).is_some_and(|above| above.blank);
        // between two separators stands a text
        let below = match start.filter(|_| !is_separator(lines, at)) {
            Some(start) => below(start, unknown),
            None => below(to, all),
        };
        let excuses = unknown == 0 && start.is_some_and(|start| !is_separator(lines, start)) && is_apology(line.text);
        if is_pgp(line.text) || excuses || begins(line.text, below, apart) && !is_authors(lines, (from, at), below) {
            start = Some(at);
            unknown = 0;
        } else {
            unknown += 1;
        }
        all += 1;
        if unknown > MAX_LINES_BELOW_SEPARATOR {
            break;
        }
    }
    start
}

/// What looks like a footer or a card is the author's: they announce it, speak in it, or go on below it.
fn is_authors(lines: &[Line<'_>], (from, at): (usize, usize), below: Below<'_>) -> bool {
    let text = lines.get(at).map_or("", |line| line.text);
    let block = below.all();
    if is_separator(lines, at) {
        let long = text.trim().chars().count() > 3;
        return text != "-- " && voice::goes_on(lines, (from, at), block)
            || long && (voice::is_announced(lines, from, at) || voice::is_of_oneself(block));
    }
    is_footer(text)
        && (voice::is_announced(lines, from, at)
            || voice::is_own(lines.get(at..=at).unwrap_or_default())
            || voice::is_own(block))
}

fn is_separator(lines: &[Line<'_>], at: usize) -> bool {
    lines.get(at).is_some_and(|line| !line.text.contains(char::is_alphanumeric))
}

/// A rule that is drawn right above a signature belongs to it.
fn ruled_from(lines: &[Line<'_>], from: usize, start: usize) -> usize {
    let above = (from..start).rev().find(|&at| lines.get(at).is_some_and(|line| !line.blank));
    let blank = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_some_and(|line| line.blank);
    let apart = |at: usize| blank(at.checked_sub(1)) || blank(Some(at + 1));
    let text = |at: usize| lines.get(at).map_or("", |line| line.text.trim());
    let rule = |at: usize| is_drawn(text(at)) && apart(at) || text(at) == "-";
    above.filter(|&at| rule(at) && at > from).unwrap_or(start)
}

/// The first line of a block at the end of a run that the quoted mail has too, with a way to reach somebody in it.
fn repeated_in(lines: &[Line<'_>], quoted: &HashSet<&str>, from: usize, to: usize) -> Option<usize> {
    let mut count = 0;
    let mut start = None;
    for at in (from..to).rev().take(2 * MAX_LINES_BELOW_SEPARATOR) {
        let line = lines.get(at)?;
        if line.blank {
            continue;
        }
        if !quoted.contains(line.text.trim()) {
            break;
        }
        count += 1;
        start = Some(at);
    }
    let has_contact = |start| Below::of(lines.get(start..to).unwrap_or_default(), count).has_contact();
    start.filter(|&start| count >= 2 && start > from && has_contact(start))
}

/// The armour around a text that is signed in clear: its first lines are no words of anybody's.
fn armour_in(lines: &[Line<'_>], from: usize, to: usize) -> usize {
    let first = (from..to).find(|&at| lines.get(at).is_some_and(|line| !line.blank)).unwrap_or(from);
    if !lines.get(first).is_some_and(|line| line.text.starts_with("-----BEGIN PGP SIGNED MESSAGE")) {
        return from;
    }
    (first..to).find(|&at| lines.get(at).is_some_and(|line| line.blank)).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::super::super::quote::lines::lines;
    use super::*;

    #[test]
    fn where_signatures_begin() {
        let check = |text: &str, expected: Option<usize>| {
            let lines = lines(text);
            assert_eq!(start_in(&lines, 0, lines.len()), expected, "{text:?}");
        };
        check("Hello\n-- \nAda\n", Some(1));
        check("Hello\n--\nAda\n", Some(1));
        check("Hello\n\nSent from my iPhone\n", Some(2));
        check("Hello\nVon meinem iPhone gesendet", Some(1));
        check("Hello\nEnvoyé de mon iPhone\n", Some(1));
        check("Hello\niPhoneから送信", Some(1));
        check("Hello\n\nBest regards,\nAda\nada@x.example", Some(2));
        check("Hello\n\nBest regards,\nAda\nThe Company", None);
        check("Hello\nThanks,\nit works", None);
        check("Hello\nRegards", None);
        check("Sent from the office, it came back.\nWhy?\nReally?", None);
        check("Hello", None);
        check("", None);
    }
}
