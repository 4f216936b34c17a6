//! What machines put below a mail: the footers of list servers, and what gateways fence in.
//!
//! Comes in: lines with their zones, and a run of new lines. Goes out: the same zones, with the footers told from the new
//! lines. A footer begins at its own rule, never at one that the author drew, and text behind a closed fence stays. One
//! pass; each rule is looked at with the few lines below it.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::quote::Opening;
use super::super::quote::lines::Line;
use super::super::wordlist::Wordlist;
use super::footer_words::{LIST_PAGES, LISTS, MAIL, STRONG, WEAK};
use super::voice;
use super::zone::{Zone, set};

static LIST: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(LISTS));
static PAGES: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(LIST_PAGES));
static SAYS: LazyLock<[Wordlist; 3]> = LazyLock::new(|| [STRONG, WEAK, MAIL].map(Wordlist::new));

/// The most lines of a footer that are not blank.
const MAX_LINES: usize = 40;
/// The most lines of a list's footer.
const MAX_LIST_LINES: usize = 20;
/// The most lines of another footer above it.
const MAX_MORE_LINES: usize = 8;
/// The words of a list stand this soon below its rule.
const SOON: usize = 4;
/// The fewest signs of a rule; fewer are an author's dashes.
const MIN_SIGNS: usize = 8;
/// So much must speak for a footer between two rules.
const CLOSED: usize = 4;
/// So much below a rule that nothing closes.
const OPEN: usize = 5;
/// An article has such words too, but more of others between them.
const WORDS_EACH: usize = 40;

/// Whether a line is a rule: eight signs or more of one or two kinds, close together or with blanks between.
pub(super) fn rule(text: &str) -> Option<char> {
    let mut signs = text.chars().filter(|c| !c.is_whitespace());
    let first = signs.next().filter(|c| is_sign(*c))?;
    let (mut second, mut count) = (None, 1);
    for c in signs {
        if !is_sign(c) || c != first && c != *second.get_or_insert(c) {
            return None;
        }
        count += 1;
    }
    (count >= MIN_SIGNS).then_some(first)
}

fn is_sign(c: char) -> bool {
    matches!(
        c,
        '-' | '_'
            | '='
            | '~'
            | '#'
            | '*'
            | '+'
            | '.'
            | '•'
            | '·'
            | '/'
            | '\\'
            | '|'
            | '^'
            | '°'
            | '%'
            | '—'
            | '–'
            | '─'
            | '━'
            | '═'
    )
}

/// As [`rule`], or with words between two rows of signs: `****** Disclaimer ******`.
fn fence(text: &str) -> Option<char> {
    rule(text).or_else(|| {
        let text = text.trim();
        let first = text.chars().next().filter(|c| is_sign(*c) && *c != '|')?;
        let row = |chars: &mut dyn Iterator<Item = char>| {
            chars.take_while(|c| *c == first || *c == ' ').filter(|c| *c == first).count()
        };
        let (above, below) = (row(&mut text.chars()), row(&mut text.chars().rev()));
        (above >= 3 && below >= 3 && above + below >= MIN_SIGNS && text.len() <= 120).then_some(first)
    })
}

/// Marks what gateways fence in: blocks between two rules of one kind. What introduces a quote is in none.
pub(super) fn mark_fenced(lines: &[Line<'_>], openings: &[Opening], zones: &mut [Zone]) {
    let new =
        lines.iter().zip(zones.iter()).enumerate().filter(|(_, (line, zone))| **zone == Zone::New && !line.quoted);
    let fences: Vec<(usize, char)> =
        new.filter_map(|(at, (line, _))| fence(line.text).map(|sign| (at, sign))).collect();
    let mut past = 0;
    for (&(at, sign), &(end, other)) in fences.iter().zip(fences.iter().skip(1)) {
        let next = openings.partition_point(|opening| opening.from <= at);
        let whole = openings.get(next).is_none_or(|opening| opening.from > end)
            && zones.iter().take(end).skip(at).all(|zone| *zone == Zone::New);
        if at >= past
            && sign == other
            && whole
            && !voice::is_announced(lines, 0, at)
            && speaks(lines, at, end + 1).points >= CLOSED
        {
            set(zones, at, end + 1, Zone::Signature);
            // the next block may begin with the rule that closes this one
            past = end + usize::from(lines.get(end + 1).is_none_or(|line| line.blank));
        }
    }
}

/// Where a footer begins at the end of a run, below a rule that nothing closes.
pub(super) fn open_fence(lines: &[Line<'_>], from: usize, to: usize) -> usize {
    let ruled = |at: &usize| lines.get(*at).is_some_and(|line| !line.blank && rule(line.text).is_some());
    let said = |at: &usize| speaks(lines, *at, to);
    let last = (from.max(to.saturating_sub(2 * MAX_LINES))..to).rev().find(ruled);
    let foreign = |at: &usize| !voice::is_announced(lines, from, *at);
    last.filter(|at| foreign(at) && said(at).points >= OPEN && said(at).strong >= 2).unwrap_or(to)
}

/// How much a block says that only footers say.
#[derive(Debug, Default)]
struct Said {
    strong: usize,
    points: usize,
}

fn speaks(lines: &[Line<'_>], from: usize, to: usize) -> Said {
    let block = || lines.iter().take(to).skip(from).filter(|line| !line.blank);
    if block().take(MAX_LINES + 1).count() > MAX_LINES {
        return Said::default();
    }
    // words may be parted by a line's end
    let mut text = String::from(" ");
    for line in block() {
        text.push_str(&line.text.trim_matches(|c: char| c.is_whitespace() || is_sign(c)).to_lowercase());
        text.push(' ');
    }
    let [strong, weak, mail] = &*SAYS;
    let strong = strong.count(&text, 5);
    let points = 2 * strong + weak.count(&text, 6) + mail.count(&text, 1);
    let wordy = text.split(' ').count() > WORDS_EACH * points;
    if wordy || voice::is_own(lines.get(from..to).unwrap_or_default()) {
        return Said::default();
    }
    Said { strong, points }
}

/// The first line of what list servers added to the end of a run: nobody of the correspondents wrote it. Where a list
/// draws no long rule of its own, its footer is a signature as others.
pub(super) fn list_footer(lines: &[Line<'_>], from: usize, to: usize) -> usize {
    let mut end = to;
    let mut most = MAX_LIST_LINES;
    while let Some(at) = last_list_footer(lines, (from, end), most) {
        end = at;
        most = MAX_MORE_LINES;
    }
    end
}

/// The nearest rule above the end below which a list speaks.
fn last_list_footer(lines: &[Line<'_>], (from, end): (usize, usize), most: usize) -> Option<usize> {
    let (mut count, mut separator) = (0, None);
    for at in (from..end).rev() {
        let line = lines.get(at).filter(|line| !line.blank);
        let Some(line) = line else { continue };
        let below = || lines.get(at + 1..end).unwrap_or_default();
        let dashes = line.text.trim_end() == "--";
        if rule(line.text).is_some() && says_list(below()) || dashes && says_group(below()) {
            return separator.or_else(|| (!voice::is_announced(lines, from, at)).then_some(at));
        }
        // the list's own separator: a rule above it is the author's
        if dashes && names_list(below()) {
            separator = Some(at);
        }
        count += 1;
        if count > most {
            break;
        }
    }
    None
}

/// `-- `, below which Google Groups speaks at once.
fn says_group(block: &[Line<'_>]) -> bool {
    let first = block.iter().find(|line| !line.blank);
    first.is_some_and(|line| {
        line.text.to_lowercase().starts_with("you received this message because you are subscribed to the")
    })
}

/// Whether a block is a list's: its words soon, a way to reach it, and nobody asks anything.
fn says_list(block: &[Line<'_>]) -> bool {
    let written = || block.iter().filter(|line| !line.blank).map(|line| line.text);
    names_list(block)
        && !voice::is_own(block)
        && written().any(|line| {
            line.contains('@')
                || line.contains("://")
                || line.contains("www.")
                || line.to_lowercase().contains("unsubscribe")
        })
        && !written().any(|line| line.trim_end().ends_with('?') && LIST.find(&line.to_lowercase()).is_none())
}

/// The words of a list stand soon.
fn names_list(block: &[Line<'_>]) -> bool {
    let written = block.iter().filter(|line| !line.blank);
    written.take(SOON).any(|line| LIST.find(&line.text.to_lowercase()).is_some())
}

/// The first of the links at the end of a run that a list's program put there: the quoted mail ends in them too, or the
/// run has nothing else and the author's words stand above (`own`).
pub(super) fn list_links(lines: &[Line<'_>], run: (usize, usize), quoted: &HashSet<&str>, own: bool) -> usize {
    let (from, to) = run;
    let is_link = |text: &str| {
        text.contains("://") && !text.contains(' ') && text.len() < 300 && PAGES.find(&text.to_lowercase()).is_some()
    };
    let (mut start, mut known) = (to, false);
    for at in (from..to).rev() {
        let Some(text) = lines.get(at).filter(|line| !line.blank).map(|line| line.text.trim()) else { continue };
        if !is_link(text) {
            return if known { start } else { to };
        }
        known |= quoted.contains(text);
        start = at;
    }
    if known || own { start } else { to }
}

#[cfg(test)]
mod tests {
    use super::super::super::quote::lines::lines;
    use super::*;

    #[test]
    fn rules() {
        let check = |text: &str, expected: Option<char>| assert_eq!(rule(text), expected, "{text:?}");
        check("********", Some('*'));
        check("* * * * * * * *", Some('*'));
        check("  ________________", Some('_'));
        check("-=-=-=-=-=-=-=-=-=-=-=-", Some('-'));
        check("~~~~~~~~~~~~", Some('~'));
        check("════════════", Some('═'));
        check("-------", None);
        check("********x", None);
        check("-=+-=+-=+-=+", None);
        check("", None);
        assert_eq!(fence("****** Disclaimer ******"), Some('*'));
        assert_eq!(fence("=== Note ==="), None);
        assert_eq!(fence("a ---------- b"), None);
    }

    #[test]
    fn where_list_footers_begin() {
        let check = |text: &str, expected: usize| {
            let lines = lines(text);
            assert_eq!(list_footer(&lines, 0, lines.len()), expected, "{text:?}");
        };
        check("Hello\n\n________\nPress mailing list\nhttps://lists.x.example/press", 2);
        check("Hello\n--------\nlog\n--------\n\n________\nPress mailing list\npress@x.example", 5);
        check(
            "Hello\n=========\nAda\n=========\n\n#########\n\nTo unsubscribe from the LIST list:\nhttp://x.example/wa.exe",
            5,
        );
        check(
            "Hello\n-- \nYou received this message because you are subscribed to the Google Groups \"x\" group.\nx@googlegroups.com",
            1,
        );
        check(
            "---------\nThis mail is sponsored by:\nhttp://x.example\n_________\nPress mailing list\nhttp://x.example/listinfo",
            0,
        );
        // asked below a rule, and told of a list without a way to it
        check("Hello\n---------\nWhich mailing list do you mean, http://x.example/a?\nOr this http://x.example/b?", 4);
        check("Hello\n---------\nI asked on the mailing list.", 3);
        check("Hello", 1);
    }
}
