//! Where a signature begins: the separator of RFC 3676, what phones and programs add, sign-offs with a contact block,
//! disclaimers, the footers of mailing lists.
//!
//! Comes in: lines with their zones. Goes out: the same zones, with the signature's lines told from the new ones. Each run
//! of new lines is looked at alone, from where a signature begins to the run's end. Nothing long is ever a signature.

use std::collections::HashSet;

use super::super::quote::lines::{Line, unquoted};
use super::closings::{Below, MAX_LINES_BELOW_SEPARATOR, begins, is_drawn, is_pgp};
use super::phrases::LIST_FOOTERS;
use super::zone::{Zone, set};

/// Marks the signatures within the new lines.
pub(super) fn find(lines: &[Line<'_>], zones: &mut [Zone]) {
    let quoted: HashSet<&str> = lines
        .iter()
        .zip(zones.iter())
        .filter(|(line, zone)| **zone == Zone::Quoted && !line.blank)
        .map(|(line, _)| unquoted(line.text).trim())
        .collect();
    let mut from = 0;
    while from < lines.len() {
        if zones.get(from) != Some(&Zone::New) {
            from += 1;
            continue;
        }
        let to =
            zones.iter().skip(from).position(|zone| *zone != Zone::New).map_or(lines.len(), |length| from + length);
        let footer = footer_in(lines, from, to).unwrap_or(to);
        set(zones, footer, to, Zone::Quoted);
        let armour = armour_in(lines, from, footer);
        set(zones, from, armour, Zone::Signature);
        let start = start_in(lines, armour, footer).unwrap_or(footer);
        let start = repeated_in(lines, &quoted, armour, start).unwrap_or(start);
        set(zones, ruled_from(lines, armour, start), footer, Zone::Signature);
        from = to;
    }
}

/// The first line of what a list server added below: nobody of the correspondents wrote it.
fn footer_in(lines: &[Line<'_>], from: usize, to: usize) -> Option<usize> {
    let first = from.max(to.saturating_sub(MAX_LINES_BELOW_SEPARATOR));
    (first..to).find(|&at| {
        let rule = lines.get(at).is_some_and(|line| is_list_footer_rule(line.text.trim()));
        let below = || lines.iter().take(to).skip(at + 1).map(|line| line.text.to_lowercase());
        rule && below().any(|line| LIST_FOOTERS.iter().any(|words| line.contains(words)))
    })
}

/// The first line of the signature within a run of new lines.
fn start_in(lines: &[Line<'_>], from: usize, to: usize) -> Option<usize> {
    let mut count = 0;
    let mut start = None;
    for at in (from..to).rev() {
        let line = lines.get(at)?;
        if line.blank {
            continue;
        }
        let below = Below::of(lines.get(at + 1..to).unwrap_or_default(), count);
        let apart = at == from || at.checked_sub(1).and_then(|above| lines.get(above)).is_some_and(|above| above.blank);
        if is_pgp(line.text) || begins(line.text, below, apart) {
            start = Some(at);
        }
        count += 1;
        if count > MAX_LINES_BELOW_SEPARATOR {
            break;
        }
    }
    start
}

/// A rule that is drawn right above a signature belongs to it.
fn ruled_from(lines: &[Line<'_>], from: usize, start: usize) -> usize {
    let above = (from..start).rev().find(|&at| lines.get(at).is_some_and(|line| !line.blank));
    let blank = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_some_and(|line| line.blank);
    let apart = |at: usize| blank(at.checked_sub(1)) || blank(Some(at + 1));
    let rule = |at: usize| lines.get(at).is_some_and(|line| is_drawn(line.text.trim()));
    above.filter(|&at| rule(at) && apart(at) && at > from).unwrap_or(start)
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

/// The rule that list servers draw above their footer.
fn is_list_footer_rule(trimmed: &str) -> bool {
    trimmed.len() >= 40
        && (trimmed.bytes().all(|b| b == b'_')
            || trimmed.bytes().all(|b| b == b'-')
            || trimmed.bytes().all(|b| b == b'='))
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
