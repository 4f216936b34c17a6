//! Words as the signs by which two texts are compared: letters and digits, which must be the same; and what mail programs
//! add or leave out when they make the one text of the other, which may be missing: addresses of links, names of pictures, marks of
//! lists, signs.

use std::ops::Range;

use super::super::list;

/// Longer asides are words.
const MAX_ASIDE: usize = 4_200;

/// A letter, digit or sign of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    /// In lower case.
    pub(super) c: char,
    /// It is the first of its line.
    pub(super) begins_line: bool,
    /// It begins what may be missing: the number of the unit behind that.
    pub(super) aside_end: Option<usize>,
}

/// The units of a text.
pub(super) fn units(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for line in text.lines() {
        let mut begins_line = true;
        let mut at = 0;
        let mut push = |words: &str, is_aside: bool, units: &mut Vec<Unit>| {
            let start = units.len();
            for c in words.chars().flat_map(char::to_lowercase).filter(|c| is_letter(*c) || is_sign(*c)) {
                let aside_end = (is_sign(c) && !is_aside).then_some(units.len() + 1);
                units.push(Unit { c, begins_line: std::mem::take(&mut begins_line), aside_end });
            }
            let end = units.len();
            if let Some(first) = units.get_mut(start).filter(|_| is_aside) {
                first.aside_end = Some(end);
            }
        };
        for aside in asides(line) {
            push(line.get(at..aside.start).unwrap_or_default(), false, &mut units);
            at = aside.end;
            push(line.get(aside).unwrap_or_default(), true, &mut units);
        }
        push(line.get(at..).unwrap_or_default(), false, &mut units);
    }
    units
}

/// Whether it is a letter or digit, or the sign that makes a command of a word.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '#' | '\u{FE5F}' | '\u{FF03}')
}

/// Whether it is a sign that says something: ☺, →, €; not punctuation, and nothing that lines and lists are drawn with.
pub(super) fn is_sign(c: char) -> bool {
    !is_letter(c)
        && (matches!(c, '\u{20A0}'..='\u{20CF}' | '\u{2190}'..='\u{23FF}' | '\u{2600}'..='\u{2BFF}')
            || ('\u{1F000}'..'\u{E0000}').contains(&c))
}

/// The parts of a line that programs add.
fn asides(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    found.extend(mark(line));
    let mut from = found.first().map_or(0, |mark| mark.end);
    while let Some(open) = line.get(from..).and_then(|rest| rest.find(['<', '[', '('])).map(|at| from + at) {
        let inside = line.get(open + 1..).unwrap_or_default();
        let close = match line.as_bytes().get(open) {
            Some(b'<') => '>',
            Some(b'[') => ']',
            _ => ')',
        };
        let length = inside.bytes().take(MAX_ASIDE).position(|byte| byte == close as u8);
        match length.and_then(|length| inside.get(..length)).filter(|inside| is_aside(inside, close)) {
            Some(inside) => {
                from = open + inside.len() + 2;
                found.push(open..from);
            }
            None => from = open + 1,
        }
    }
    found
}

/// The mark of a list's item: a number or a letter.
fn mark(line: &str) -> Option<Range<usize>> {
    let words = line.trim_start_matches([' ', '\t', '\u{A0}', '>', '*', '-']);
    let start = line.len() - words.len();
    if words.starts_with(['o', '§', 'Ø']) && words.chars().nth(1).is_some_and(char::is_whitespace) && start > 0 {
        return Some(start..start + words.chars().next().map_or(0, char::len_utf8));
    }
    let length = list::numbered(words)?;
    let is_parted = words.get(length..)?.starts_with([' ', '\t', '\u{A0}']);
    is_parted.then_some(start..start + length)
}

fn is_aside(inside: &str, close: char) -> bool {
    let inside = inside.trim();
    let starts = |starts: &[&str]| {
        starts.iter().any(|start| inside.get(..start.len()).is_some_and(|it| it.eq_ignore_ascii_case(start)))
    };
    let is_web = starts(&["http://", "https://"]) && !inside.contains(' ');
    match close {
        '>' => {
            let is_one = !inside.contains(char::is_whitespace);
            is_web || is_one && (starts(&["mailto:", "tel:", "www."]) || inside.contains('@'))
        }
        ']' => is_web || starts(&["picture", "image", "cid:", "inline"]) || names_picture(inside),
        _ => is_web,
    }
}

fn names_picture(inside: &str) -> bool {
    let end = inside.rsplit('.').next().unwrap_or_default();
    ["png", "jpg", "jpeg", "gif", "webp"].iter().any(|picture| end.eq_ignore_ascii_case(picture))
}
