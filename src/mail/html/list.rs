//! The marks in front of a list's items, those of HTML and those that Word writes as text.

use html5ever::tokenizer::Tag;

use super::look;
use super::structure::Attributes;

/// A list that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OpenList {
    /// The number of the next item; `None` where items have bullets.
    next: Option<i64>,
    /// Items are `a`, `b`, `c`.
    letters: bool,
}

impl OpenList {
    /// The list that a start tag opens.
    pub(super) fn of(tag: &Tag) -> Option<Self> {
        let number = |name: &str| attribute(tag, name).and_then(|value| value.trim().parse().ok());
        match &*tag.name {
            "ul" => Some(Self { next: None, letters: false }),
            "ol" => {
                let letters = attribute(tag, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("a"));
                Some(Self { next: Some(number("start").unwrap_or(1)), letters })
            }
            _ => None,
        }
    }

    /// The mark of the item that a start tag opens: `- `, `7. `, `b. `.
    pub(super) fn mark(&mut self, item: &Tag) -> String {
        let Some(next) = &mut self.next else { return "- ".to_owned() };
        let own = attribute(item, "value").and_then(|value| value.trim().parse().ok());
        let number: i64 = own.unwrap_or(*next);
        *next = number.saturating_add(1);
        let letter = u32::try_from(number).ok().filter(|number| self.letters && (1..=26).contains(number));
        match letter.and_then(|number| char::from_u32(u32::from('a') + number - 1)) {
            Some(letter) => format!("{letter}. "),
            None => format!("{number}. "),
        }
    }
}

/// The value of an attribute.
pub(super) fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs.iter().take(64).find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

/// A line of Word's lists: `·       One` becomes `- One`, `1.     One` becomes `1. One`. Bullets that are letters count
/// only where the paragraph says that it is of a list.
pub(super) fn word_item(line: &str, listed: bool) -> Option<String> {
    let first = line.chars().next()?;
    let bullet = matches!(first, '·' | '•' | '▪' | '§' | '◦')
        || listed && matches!(first, 'o' | 'Ø' | 'ü' | 'q' | 'v' | '-' | '–');
    let mark = if bullet { first.len_utf8() } else { numbered(line)? };
    let (mark, rest) = line.split_at_checked(mark)?;
    let text = rest.trim_start_matches([' ', '\t']);
    let wide = rest.len() - text.len() >= if listed || bullet { 2 } else { 3 };
    if !wide || text.is_empty() {
        return None;
    }
    Some(if bullet { format!("- {text}") } else { format!("{mark} {text}") })
}

/// The level of a paragraph in one of Word's lists, from 0.
pub(super) fn word_level(attributes: &Attributes) -> Option<usize> {
    let list = look::value(attributes.style(), "mso-list").filter(|list| *list != "none" && *list != "ignore");
    let level = list.and_then(|list| list.split_once("level")?.1.get(..1)?.parse::<usize>().ok());
    let paragraph = attributes.class().starts_with("msolist") || list.is_some();
    paragraph.then(|| level.unwrap_or(1).saturating_sub(1))
}

/// The length of `1.`, `12)`, `a.` or `iv)` at the start of a line.
pub(super) fn numbered(line: &str) -> Option<usize> {
    let length = line.bytes().take(4).take_while(u8::is_ascii_alphanumeric).count();
    let ends = line.as_bytes().get(length).is_some_and(|end| matches!(end, b'.' | b')'));
    (length > 0 && ends).then_some(length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_word() {
        let check = |line: &str, listed: bool, expected: Option<&str>| {
            assert_eq!(word_item(line, listed).as_deref(), expected, "{line:?}");
        };
        check("·       One", false, Some("- One"));
        check("1.     One", false, Some("1. One"));
        check("a)     One", false, Some("a) One"));
        check("o   Two", true, Some("- Two"));
        check("o   Two", false, None);
        check("· One", false, None);
        check("1. One", false, None);
        check("·   ", false, None);
        check("Price.   12", false, None);
        check("", true, None);
    }
}
