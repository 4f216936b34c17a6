//! What gateways and mail programs put on top of somebody's mail: "This email originated from outside of the organization",
//! "You don't often get email from …", "Classification: Internal".
//!
//! Comes in: the lines of a text, and the banners that the config names. Goes out: how many of them are such banners.
//! A banner is known by its own wording on top of the mail, never by where it stands alone, so that a person's "Caution: the
//! press is hot" stays theirs. Looks at the first few lines only.

mod plain;
mod tags;
mod words;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::clean::truncated;
use super::quote::lines::{Line, lines};
use super::quote::phrases::Phrases;
use super::wordlist::Wordlist;
use plain::{plain, undecorated};
pub use tags::{title, without_tags};
use words::{
    ABOUT, ADVICE, ANYWHERE, CLASSES, CLASSES_OF, HEADINGS, MARKERS, NEW_SENDER, ORIGINS, SENDER, SURE_CLASSES,
    TIP_ENDS,
};

static BEGINNINGS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(ORIGINS.iter().flat_map(|origin| origin.begins)));
static NEW: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(NEW_SENDER));
static ADVISING: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(ADVICE));
static ANY: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::with_stems(ANYWHERE, ANYWHERE));
static HEADS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(HEADINGS));
static SURE: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(SURE_CLASSES));

/// The most lines of all banners of a mail.
const MAX_LINES: usize = 40;
/// The most lines of one paragraph of a banner.
const MAX_PARAGRAPH: usize = 12;
/// A line of this many characters was wrapped: its sentence goes on below.
const WRAPPED: std::ops::RangeInclusive<usize> = 48..=100;
/// A sentence says within so many bytes what it is.
const MAX_SENTENCE: usize = 360;

/// What a desk's config says of banners.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Banners {
    /// How lines begin that the desk's own gateways put on top.
    pub own: Vec<String>,
    /// Labels of the desk's form lines, in lower case: these are no classification.
    pub labels: BTreeSet<String>,
}

/// What a line on top of a mail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// A banner of so many lines.
    Banner(usize),
    /// What may stand above or between banners, and says nothing alone.
    Ornament,
    /// The author's.
    Words,
}

/// How many of the first lines are banners, and at which byte of the text the author's words begin.
pub fn find(lines: &[Line<'_>], banners: &Banners) -> (usize, usize) {
    let height = height(lines, banners);
    let last = height.checked_sub(1).and_then(|last| lines.get(last));
    let end = || last.map_or(0, |line| line.start + line.text.len());
    (height, lines.get(height).filter(|_| height > 0).map_or_else(end, |line| line.start))
}

/// A text below the banners on top of it.
pub fn below<'t>(text: &'t str, banners: &Banners) -> &'t str {
    let (height, end) = find(&lines(text), banners);
    if height == 0 { text } else { text.get(end..).unwrap_or_default().trim_start() }
}

/// How many of the first lines are banners, with the blank lines and rules that belong to them.
fn height(lines: &[Line<'_>], banners: &Banners) -> usize {
    let (mut at, mut end) = (0, 0);
    while at < MAX_LINES {
        match look(lines, at, banners, end > 0) {
            Found::Banner(of) => {
                at += of;
                end = below_rule(lines, at);
                at = end;
            }
            Found::Ornament => at += 1,
            Found::Words => break,
        }
    }
    end + lines.iter().skip(end).take_while(|line| end > 0 && line.blank).count()
}

/// The line below the rule that closes a banner; `at` if there is none.
fn below_rule(lines: &[Line<'_>], at: usize) -> usize {
    let next = lines.iter().enumerate().skip(at).find(|(_, line)| !line.blank);
    next.filter(|(_, line)| is_rule(line.text)).map_or(at, |(rule, _)| rule + 1)
}

fn look(lines: &[Line<'_>], at: usize, banners: &Banners, below_banner: bool) -> Found {
    let Some(line) = lines.get(at).filter(|line| !is_author(line)) else { return Found::Words };
    if line.blank || is_rule(line.text) {
        return Found::Ornament;
    }
    let first = plain(line.text);
    if is_named(line.text, &banners.own) || is_class(&first, &banners.labels) || is_tag(line.text) {
        return Found::Banner(1);
    }
    if let Some(of) = marked(lines, at, &first) {
        return Found::Banner(of);
    }
    let of = paragraph(lines, at);
    let more = lines.iter().skip(at + 1).take(of - 1).map(|line| plain(line.text));
    let text = more.fold(first.clone(), |text, line| text + " " + &line);
    if is_told(&text) || below_banner && is_advice(undecorated(&text)) {
        return Found::Banner(of);
    }
    if without_headings(&first).0.is_empty() { Found::Ornament } else { Found::Words }
}

/// A quote or a command: gateways write neither.
fn is_author(line: &Line<'_>) -> bool {
    line.quoted || line.text.trim_start().starts_with('#')
}

/// A line of dashes, stars or the like.
fn is_rule(text: &str) -> bool {
    let signs = text.chars().filter(|c| !c.is_whitespace());
    let drawn = |c: char| matches!(c, '-' | '_' | '=' | '*' | '~' | '+' | '─' | '━' | '—' | '═' | '!' | '#');
    signs.clone().all(drawn) && signs.count() >= 3
}

/// It begins as the config says.
fn is_named(text: &str, own: &[String]) -> bool {
    let text = || text.trim_start().chars().flat_map(char::to_lowercase);
    own.iter().any(|banner| {
        let mut line = text();
        banner.chars().flat_map(char::to_lowercase).all(|c| line.next() == Some(c))
    })
}

/// `Classification: Internal`, `TLP:AMBER`, `VERTRAULICH`; a line as `plain` gives it.
fn is_class(text: &str, labels: &BTreeSet<String>) -> bool {
    // who ends a line with a colon speaks on below it
    if text.len() > 120 || text.trim_end().ends_with([':', '：']) {
        return false;
    }
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let Some((label, class)) = text.split_once([':', '：']) else {
        // `Confidential – Internal Use Only`
        let is_sure = |text: &str| text.replace(" – ", " - ").split(" - ").all(|part| SURE.is(part.trim()));
        return SURE.starts(text) && is_sure(text);
    };
    let (label, class) = (label.trim(), class.trim());
    // `Internal - Acme`, `Confidential \ Staff`
    let class = class.split([',', '/', '\\', '|', '(', ';']).next().unwrap_or(class);
    let class = class.split(" - ").next().unwrap_or(class).trim();
    CLASSES_OF.contains(&label) && CLASSES.contains(&class) && !labels.contains(label)
}

/// `[EXTERNAL EMAIL]`, `EXTERNAL`, `External sender`: nothing else stands on the line.
fn is_tag(text: &str) -> bool {
    let text = text.trim();
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    let shown = bare.len() < text.len() || !bare.chars().any(char::is_lowercase) || bare.contains(char::is_whitespace);
    shown && tags::is_outside(bare)
}

/// The lines from a program's mark to the mark that ends its banner.
fn marked(lines: &[Line<'_>], at: usize, first: &str) -> Option<usize> {
    let (_, end) = MARKERS.iter().find(|(start, _)| first.contains(start))?;
    let last = lines.iter().skip(at).take(MAX_LINES).position(|line| plain(line.text).contains(end))?;
    Some(last + 1)
}

/// How many lines the paragraph has that begins here: up to the end of a sentence at the end of a line, unless the line
/// is too short or too long to have been wrapped. A bracket goes on until it is closed.
fn paragraph(lines: &[Line<'_>], at: usize) -> usize {
    let goes_on = |of: usize| {
        let first = lines.get(at).map_or("", |line| line.text.trim());
        let last = lines.get(at + of - 1).map_or("", |line| line.text.trim());
        let open = first.starts_with('[') && !last.ends_with(']');
        open || WRAPPED.contains(&last.chars().count()) && !ends_sentence(last)
    };
    let mut of = 1;
    while of < MAX_PARAGRAPH && goes_on(of) && lines.get(at + of).is_some_and(continues) {
        of += 1;
    }
    of
}

/// The rest of a wrapped sentence: people begin their words with a capital, or with what they want to say in short.
fn continues(line: &Line<'_>) -> bool {
    let first = line.text.trim_start().chars().next();
    !line.blank && !is_author(line) && !is_rule(line.text) && !first.is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['*', '_', '"', '”', ')', ' ']);
    line.ends_with(['.', '!', '?', '。', '！', ']', '>']) || TIP_ENDS.iter().any(|end| line.ends_with(end))
}

/// Whether a sentence tells what only gateways tell.
fn is_told(text: &str) -> bool {
    let (rest, outside) = without_headings(text);
    let sentence = first_sentence(rest);
    if sentence.ends_with('?') || rest.ends_with('?') {
        return false;
    }
    let is_told = ANY.find(text).is_some()
        || NEW.starts(rest)
        || BEGINNINGS.starts(sentence) && ORIGINS.iter().any(|origin| begins_and_says(sentence, origin))
        || outside && rest.is_empty() && text.contains(' ')
        || outside && is_short_advice(rest)
        || is_tagged_advice(rest)
        || is_advice(rest) && (outside || SENDER.iter().any(|word| rest.contains(word)))
        || outside && ORIGINS.iter().any(|origin| origin.says.iter().any(|says| sentence.starts_with(says)));
    is_told && !is_personal(sentence)
}

fn begins_and_says(sentence: &str, origin: &words::Origin) -> bool {
    origin.begins.iter().any(|begin| sentence.starts_with(begin))
        && origin.says.iter().any(|says| sentence.contains(says))
}

/// Advice about links, files and senders.
fn is_advice(text: &str) -> bool {
    ADVISING.starts(text) && ABOUT.iter().any(|word| text.contains(word))
}

/// `Please be careful.`, behind a tag.
fn is_short_advice(text: &str) -> bool {
    text.len() <= 60 && !text.contains(',') && ADVISING.starts(text)
}

/// `external email use caution with links`: what set the tag apart was emphasis.
fn is_tagged_advice(text: &str) -> bool {
    let ends = text.match_indices(' ').take(4).map(|(at, _)| at);
    ends.filter_map(|at| text.split_at_checked(at))
        .any(|(tag, rest)| is_advice(undecorated(rest)) && tags::is_outside(tag))
}

/// Somebody speaks of themselves.
fn is_personal(sentence: &str) -> bool {
    let mut words = sentence.split(|c: char| !c.is_alphanumeric());
    // "i" is a Danish, Norwegian and Swedish "in"
    let english = sentence.starts_with("this ") || sentence.starts_with("the ");
    words.any(|word| matches!(word, "my" | "me" | "ich" | "mir" | "mich" | "mij" | "moi") || english && word == "i")
}

/// A text behind the headings that it begins with, and whether one of them says that it comes from outside.
fn without_headings(text: &str) -> (&str, bool) {
    let (mut rest, mut outside) = (undecorated(text), false);
    for _ in 0..6 {
        let heading = HEADS.starting(rest).find_map(|heading| behind(rest, heading));
        let tag = || {
            let near = truncated(rest, tags::MAX_BYTES + 4);
            let ends = near.find([':', ']', '–', '—', '|', '!', '.', '}', ')']).into_iter();
            let ends = ends.chain(memchr::memmem::find(near.as_bytes(), b" - "));
            let (tag, below) = rest.split_at_checked(ends.min().unwrap_or(rest.len()))?;
            if !tags::is_outside(tag) {
                return None;
            }
            outside = true;
            Some(below)
        };
        match heading.or_else(tag) {
            Some(below) => rest = undecorated(below),
            None => break,
        }
    }
    (rest, outside)
}

/// What stands behind a heading and the sign that ends it.
fn behind<'t>(text: &'t str, heading: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(heading)?;
    let rest = rest.trim_start();
    (rest.is_empty() || !rest.starts_with(char::is_alphanumeric)).then_some(rest)
}

/// The first sentence, with the sign that ends it.
fn first_sentence(text: &str) -> &str {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if at > MAX_SENTENCE {
            return text.get(..at).unwrap_or(text);
        }
        if matches!(before, '.' | '!' | '?' | '。' | '！' | '？') && c.is_whitespace() {
            return text.get(..at).unwrap_or(text);
        }
        before = c;
    }
    text
}

#[cfg(test)]
mod tests;
