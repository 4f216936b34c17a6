//! Attributions: `On Mon, 5 Jan 2026 at 09:00, Ada <ada@x.example> wrote:` in the languages of the world, on one line or
//! wrapped over several.
//!
//! The law: the last line ends in a colon; somewhere there is a verb of writing; and there is a date, a time or an
//! address. What has only a name and the verb is weak: it counts above quoted lines.

use std::cell::LazyCell;

use super::clues::{
    begins_on, has_address, has_date, has_verb, is_mark, is_personal, is_quoting, plain, starts_with_time,
    starts_with_verb,
};
use super::lines::Line;
use super::{Opening, OpeningKind};

/// The most lines over which an attribution is wrapped.
const MAX_LINES: usize = 6;
/// Longer ones are prose.
const MAX_BYTES: usize = 500;

/// The attribution whose last line this is, if it is one.
pub fn ending_at(lines: &[Line<'_>], at: usize) -> Option<Opening> {
    let last = lines.get(at)?;
    if last.text.len() > MAX_BYTES {
        return None;
    }
    let shape = shape_of(trimmed_end(last.text))?;
    let mut found = AttributionLines::default();
    let mut text = String::new();
    for count in 1..=MAX_LINES {
        let Some(from) = (at + 1).checked_sub(count) else { break };
        // without a date or an address among them, more lines make nothing of it
        if count == 2 && !has_clue(lines, at) {
            break;
        }
        let Some(line) = lines.get(from).filter(|line| !line.blank && !line.quoted) else { break };
        let colon = shape != Shape::Dashes && line.text.trim_end().ends_with(':');
        let other = count > 1 && (colon || ends_a_sentence(line.text));
        if text.len() + line.text.len() > MAX_BYTES || other {
            break;
        }
        text = format!("{} {text}", plain(line.text));
        found.look_at(lines, from, count, strength(text.trim(), shape));
    }
    let (from, kind) = found.best()?;
    Some(Opening { from: whole_from(lines, from), to: at + 1, kind })
}

/// The attribution without a colon right above a block of fields (`On 5 Jan 2026 at 9:00, Ada wrote`): its first line.
pub fn above_fields(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let last = (at.saturating_sub(2)..at).rev().find(|&at| lines.get(at).is_some_and(|line| !line.blank))?;
    let mut text = String::new();
    for from in (last.saturating_sub(1)..=last).rev() {
        let line = lines.get(from).filter(|line| !line.blank && !line.quoted && line.text.len() < MAX_BYTES)?;
        if ends_a_sentence(line.text) {
            return None;
        }
        text = format!("{} {text}", plain(line.text));
        let told = text.trim();
        let dated = has_date(told) || has_address(told);
        if told.len() < 200 && dated && has_verb(told) && begins_on(told) && !is_personal(told) {
            return Some(from);
        }
    }
    None
}

/// The lines at which an attribution may begin.
#[derive(Debug, Default)]
struct AttributionLines {
    /// The farthest line with a date of its own, else the nearest that begins like one.
    started: Option<usize>,
    /// In a language whose first word we do not know: a wrapped line with the date, at the start of a paragraph.
    unknown: Option<usize>,
    /// The nearest.
    nearest: Option<(usize, OpeningKind)>,
}

impl AttributionLines {
    fn look_at(&mut self, lines: &[Line<'_>], from: usize, count: usize, strength: Strength) {
        let text = lines.get(from).map_or("", |line| line.text);
        let weak = self.nearest.is_none_or(|(_, kind)| kind == OpeningKind::WeakAttribution);
        match strength {
            Strength::Strong if begins_on(&plain(text)) && (self.started.is_none() || has_date(text)) => {
                self.started = Some(from);
            }
            Strength::Strong if count > 1 && has_date(text) && text.len() >= 30 && begins_paragraph(lines, from) => {
                self.unknown = Some(from);
            }
            Strength::Strong if weak => self.nearest = Some((from, OpeningKind::Attribution)),
            Strength::Weak if self.nearest.is_none() => self.nearest = Some((from, OpeningKind::WeakAttribution)),
            _ => {}
        }
    }

    fn best(&self) -> Option<(usize, OpeningKind)> {
        self.started.or(self.unknown).map(|from| (from, OpeningKind::Attribution)).or(self.nearest)
    }
}

/// The first line of an attribution of which this line is known: programs break lines before an address, a verb or a
/// time, and no attribution begins with one of them.
fn whole_from(lines: &[Line<'_>], from: usize) -> usize {
    let mut from = from;
    for _ in 0..MAX_LINES {
        let Some(line) = lines.get(from) else { break };
        let text = plain(line.text);
        let bracket = text.starts_with('<');
        let Some(above) = (1..=2).find_map(|up| {
            let above = from.checked_sub(up)?;
            let gap = lines.get(above)?.blank;
            (!gap || up == 2).then_some(above).filter(|_| up == 1 || bracket)
        }) else {
            break;
        };
        let Some(line_above) = lines.get(above) else { break };
        let goes_on = !line_above.blank
            && !line_above.quoted
            && line_above.text.len() <= 200
            && !ends_a_sentence(line_above.text)
            && (above + 1 == from || has_date(line_above.text) || plain(line_above.text).ends_with('<'));
        if !goes_on || !is_torn(&text, &plain(line_above.text)) {
            break;
        }
        from = above;
    }
    from
}

/// Whether a line goes on where the line above broke off.
fn is_torn(text: &str, above: &str) -> bool {
    let odd_quote = text.matches('"').count() % 2 == 1 && above.matches('"').count() % 2 == 1;
    text.starts_with(['<', '>', '[', '(', ')', ']'])
        || text.starts_with("mailto:")
        || starts_with_verb(text)
        || starts_with_time(text) && above.bytes().any(|b| b.is_ascii_digit())
        || begins_with_date(text) && !has_address(text) && above.contains('<') && has_address(above)
        || above.ends_with(['<', '(', '['])
        || odd_quote
}

/// `5 Jan …`, `于2026年…`, `上午9:00`.
fn begins_with_date(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        || ["在", "于", "於", "上午", "下午"].iter().any(|word| text.starts_with(word))
}

/// A digit or an address within the lines that could belong to an attribution.
fn has_clue(lines: &[Line<'_>], at: usize) -> bool {
    let near = lines.iter().take(at + 1).skip((at + 1).saturating_sub(MAX_LINES));
    near.into_iter().any(|line| line.text.len() <= MAX_BYTES && line.text.chars().any(|c| c.is_numeric() || c == '@'))
}

fn begins_paragraph(lines: &[Line<'_>], at: usize) -> bool {
    at.checked_sub(1).and_then(|above| lines.get(above)).is_none_or(|above| above.blank || above.quoted)
}

/// How the last line of an attribution ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// With a colon.
    Colon,
    /// With dashes (`---- On … wrote ----`, Zoho).
    Dashes,
    /// With an address in angle brackets and nothing more (old Gmail).
    Address,
    /// With the verb, and no colon.
    Verb,
    /// `… wrote in message news:abc@x.example...` (Outlook Express).
    News,
    /// `2016-01-05 9:00 GMT+01:00 Ada` (old Gmail).
    Gmt,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strength {
    None,
    Weak,
    Strong,
}

fn trimmed_end(line: &str) -> &str {
    line.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '>' | ']') || is_mark(c))
        .trim_end_matches(['"', '\u{201D}'])
}

fn shape_of(trimmed: &str) -> Option<Shape> {
    if trimmed.ends_with([':', '：', '﹕']) {
        return Some(Shape::Colon);
    }
    if trimmed.ends_with("---") {
        return Some(Shape::Dashes);
    }
    if trimmed.ends_with("wrote") || trimmed.ends_with("écrit") || trimmed.ends_with("schrieb") {
        return Some(Shape::Verb);
    }
    if trimmed.ends_with("...") && trimmed.contains("news:") {
        return Some(Shape::News);
    }
    if trimmed.starts_with("20") && trimmed.len() < 120 && trimmed.get(..24).is_some_and(|date| date.contains(" GMT")) {
        return Some(Shape::Gmt);
    }
    let dated = trimmed.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '<' || c == '[');
    ((dated || !trimmed.contains(' ')) && has_address(trimmed) && trimmed.len() < 160).then_some(Shape::Address)
}

/// What speaks for a text being an attribution; the text is plain.
fn strength(text: &str, shape: Shape) -> Strength {
    let dated = has_date(text);
    let address = has_address(text);
    // the verbs are many: they are looked for only where one would decide
    let verb = LazyCell::new(|| (dated || address || text.len() < 120) && has_verb(text));
    let strong = match shape {
        Shape::Colon if (dated && text.len() < 200 || address) && *verb => true,
        Shape::Colon | Shape::Verb => dated && address && begins_on(text),
        Shape::Dashes => (dated || text.starts_with("--")) && *verb,
        Shape::News => address && *verb,
        Shape::Address => false,
        Shape::Gmt => true,
    };
    let weak = match shape {
        Shape::Colon => {
            text.len() < 120 && *verb
                || address && text.len() < 120 && is_quoting(text)
                || text.starts_with("excerpts from ")
                || dated && text.len() < 120 && text.ends_with("]:")
                || dated && text.len() < 120 && (address || text.starts_with(|c: char| c.is_ascii_digit()))
        }
        Shape::Address => dated && text.starts_with(|c: char| c.is_ascii_digit()) && text.len() < 160,
        _ => false,
    };
    match (strong, weak) {
        (false, false) => Strength::None,
        _ if is_personal(text) => Strength::None,
        (true, _) => Strength::Strong,
        (false, true) => Strength::Weak,
    }
}

/// Prose that happens to stand above: it ends in a full stop.
fn ends_a_sentence(line: &str) -> bool {
    let line = line.trim_end();
    // what ends behind an address is a month that was shortened
    if line.contains('<') && line.contains('@') {
        return false;
    }
    line.ends_with(['!', '?', '。'])
        || line.ends_with('.')
            && !line.ends_with("г.")
            && !line.ends_with("p.m.")
            && !line.ends_with("a.m.")
            && line.len() > 60
}

#[cfg(test)]
mod tests;
