//! Where a signature begins: the separator of RFC 3676, what phones and programs add, sign-offs with a contact block,
//! disclaimers, the footers of mailing lists.
//!
//! Comes in: lines with their zones. Goes out: the same zones, with the signature's lines told from the new ones. Each run
//! of new lines is looked at alone, from where a signature begins to the run's end. Nothing long is ever a signature.

use super::super::quote::lines::Line;
use std::sync::LazyLock;

use super::super::quote::phrases::Phrases;
use super::phrases::{DISCLAIMERS, LIST_FOOTERS, SENT_FROM, SENT_FROM_ENDS, SENT_FROM_MAYBE, SIGN_OFFS};
use super::zones::Zone;

static SENT: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(SENT_FROM));
static SENT_MAYBE: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(SENT_FROM_MAYBE));
static OFFS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(SIGN_OFFS));
static DISCLAIMS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(DISCLAIMERS));

/// A signature has at most so many lines that are not blank; RFC 3676 wants four.
const MAX_LINES: usize = 15;
/// Below the separator that RFC 3676 §4.3 defines there may be more.
const MAX_LINES_BELOW_SEPARATOR: usize = 40;
/// A sign-off has at most so many lines below it.
const MAX_SIGN_OFF_LINES: usize = 8;
/// The lines below a sign-off are at most so long, in characters.
const MAX_SIGN_OFF_WIDTH: usize = 70;

/// Marks the signatures within the new lines.
pub(super) fn find(lines: &[Line<'_>], zones: &mut [Zone]) {
    let mut from = 0;
    while from < lines.len() {
        if zones.get(from) != Some(&Zone::New) {
            from += 1;
            continue;
        }
        let to =
            zones.iter().skip(from).position(|zone| *zone != Zone::New).map_or(lines.len(), |length| from + length);
        let footer = footer_in(lines, from, to).unwrap_or(to);
        for zone in zones.iter_mut().take(to).skip(footer) {
            *zone = Zone::Quoted;
        }
        if let Some(start) = start_in(lines, from, footer) {
            for zone in zones.iter_mut().take(footer).skip(start) {
                *zone = Zone::Signature;
            }
        }
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
    // how many lines that are not blank stand below; from the end upwards
    let mut below = 0;
    let mut narrow = true;
    let mut start = None;
    for at in (from..to).rev() {
        let line = lines.get(at)?;
        if line.blank {
            continue;
        }
        if begins(line.text, below, narrow && at > from) {
            start = Some(at);
        }
        below += 1;
        narrow &= line.text.chars().take(MAX_SIGN_OFF_WIDTH + 1).count() <= MAX_SIGN_OFF_WIDTH;
        if below > MAX_LINES_BELOW_SEPARATOR {
            break;
        }
    }
    start
}

/// Does a signature begin at this line, with so many lines below it?
fn begins(text: &str, below: usize, narrow: bool) -> bool {
    let trimmed = text.trim();
    match trimmed {
        "--" | "-- " => return text == "-- " || below <= MAX_LINES,
        "__" | "---" | "___" => return below > 0 && below <= MAX_SIGN_OFF_LINES,
        _ => {}
    }
    if trimmed.len() > 400 || below > MAX_LINES {
        return false;
    }
    let lower = trimmed.to_lowercase();
    let lower = lower.trim_matches(['*', '_', ' ', '[', ']', '(', ')', '<', '\u{A0}']);
    is_sent_from(lower, below, trimmed)
        || narrow && below > 0 && below <= MAX_SIGN_OFF_LINES && is_sign_off(lower)
        || DISCLAIMS.starts(lower) && below <= MAX_LINES
}

/// `Sent from my iPhone`; not `Sent from my desk, it is easier.`
fn is_sent_from(lower: &str, below: usize, written: &str) -> bool {
    if lower.len() > 160 {
        return false;
    }
    let words = lower.split_whitespace().count();
    let sentence = lower.contains(", ") || lower.ends_with('.') && words > 6;
    let program = || {
        // what was used has a name: some word behind the first two is a proper noun
        written.split_whitespace().skip(2).any(|word| {
            word.starts_with(|c: char| c.is_uppercase() || !c.is_ascii()) || word.contains("iP") || word.contains("eM")
        })
    };
    !sentence && SENT.starts(lower)
        || !sentence && SENT_FROM_ENDS.iter().any(|words| lower.trim_end_matches(['.', '。', ' ']).ends_with(words))
        || !sentence && below <= 1 && words <= 8 && SENT_MAYBE.starts(lower) && program()
}

/// `Best regards,` alone on its line.
fn is_sign_off(lower: &str) -> bool {
    let bare = lower.trim_end_matches([',', '.', '!', ' ', '，', ':', '-']);
    OFFS.is(bare)
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
        check("Hello\n\nBest regards,\nAda\nThe Company", Some(2));
        check("Hello\nThanks,\nit works", None);
        check("Hello\nRegards", None);
        check("Sent from the office, it came back.\nWhy?\nReally?", None);
        check("Hello", None);
        check("", None);
    }
}
