//! How an element is drawn, as far as it decides what is read: not at all, in letters of no size, in letters of signs.
//!
//! Comes in: the style of an element, in lower case and without blanks. Goes out: whether a person sees it. Preheaders
//! (the line that a phone shows below the subject) are hidden in all of these ways. `mso-hide:all` alone hides from
//! Outlook only, and is seen by everybody else.

/// The letters of an element; elements inside have the same unless they say otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Letters {
    /// Seen as they are.
    #[default]
    Plain,
    /// `font-size:0`: layouts set it around blocks that set a size again.
    Sizeless,
    /// Wingdings: `J` is a smiling face (Word and Outlook make it of `:-)`).
    Wingdings,
}

/// The letters inside an element with this style.
pub(super) fn letters(style: &str, around: Letters) -> Letters {
    match value(style, "font-size") {
        Some(size) if is_zero(size) => return Letters::Sizeless,
        Some(_) if around == Letters::Sizeless => return Letters::Plain,
        _ => {}
    }
    match value(style, "font-family") {
        Some(family) if family.trim_start_matches(['"', '\'']).starts_with("wingdings") => Letters::Wingdings,
        Some(_) if around == Letters::Wingdings => Letters::Plain,
        _ => around,
    }
}

/// Whether an element of this style is invisible.
pub(super) fn is_hidden(style: &str) -> bool {
    // most styles say nothing of the kind
    if !["none", "hidden", "opacity"].iter().any(|word| style.contains(word)) {
        return false;
    }
    let is = |name: &str, wanted: &str| value(style, name).is_some_and(|value| value.starts_with(wanted));
    let none = |name: &str| value(style, name).is_some_and(is_zero);
    is("display", "none")
        || is("visibility", "hidden")
        || none("opacity")
        || is("overflow", "hidden") && ["max-height", "height", "max-width", "width"].into_iter().any(none)
}

/// Whether blanks and line ends are kept.
pub(super) fn keeps_blanks(style: &str) -> bool {
    value(style, "white-space").is_some_and(|value| value.starts_with("pre") || value.starts_with("break-spaces"))
}

/// The last value of a property.
pub(super) fn value<'s>(style: &'s str, property: &str) -> Option<&'s str> {
    if !style.contains(property) {
        return None;
    }
    let of = |part: &'s str| part.strip_prefix(property)?.strip_prefix(':');
    style.split(';').filter_map(of).next_back()
}

/// `0`, `0px`, `0.0%`, `0!important`; not `0.8em`.
fn is_zero(value: &str) -> bool {
    let digits = value.trim_start_matches(['0', '.']);
    digits.len() < value.len() && !digits.starts_with(|c: char| c.is_ascii_digit())
}

/// What a letter of Wingdings shows; letters of other fonts are themselves.
pub(super) fn sign(letter: char, letters: Letters) -> char {
    match (letters, letter) {
        (Letters::Wingdings, 'J') | (_, '\u{F04A}') => '☺',
        (Letters::Wingdings, 'K') | (_, '\u{F04B}') => '😐',
        (Letters::Wingdings, 'L') | (_, '\u{F04C}') => '☹',
        (Letters::Wingdings, 'à' | 'è') | (_, '\u{F0E0}' | '\u{F0E8}') => '→',
        (Letters::Wingdings, 'ß') | (_, '\u{F0DF}') => '←',
        (Letters::Wingdings, 'ü') | (_, '\u{F0FC}') => '✓',
        (Letters::Wingdings, 'û') | (_, '\u{F0FB}') => '✗',
        (Letters::Wingdings, '§' | 'Ø' | 'l' | 'n' | 'q' | 'v')
        | (_, '\u{F0B7}' | '\u{F0A7}' | '\u{F0D8}' | '\u{F06C}' | '\u{F06E}' | '\u{F076}') => '•',
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees() {
        let check = |style: &str, expected: bool| assert_eq!(is_hidden(style), expected, "{style:?}");
        check("display:none", true);
        check("color:red;display:none!important;", true);
        check("max-height:0;overflow:hidden", true);
        check("max-height:0px;max-width:0px;opacity:0;overflow:hidden", true);
        check("visibility:hidden", true);
        check("opacity:0.9", false);
        check("mso-hide:all", false);
        check("overflow:hidden;width:600px", false);
        check("height:0", false);
        check("", false);
    }

    #[test]
    fn letters_of_no_size() {
        let check = |style: &str, around: Letters, expected: Letters| assert_eq!(letters(style, around), expected);
        check("font-size:0", Letters::Plain, Letters::Sizeless);
        check("font-size:0px;color:red", Letters::Plain, Letters::Sizeless);
        check("font-size:0.8em", Letters::Plain, Letters::Plain);
        check("font-size:14px", Letters::Sizeless, Letters::Plain);
        check("color:red", Letters::Sizeless, Letters::Sizeless);
        check("font-family:wingdings", Letters::Plain, Letters::Wingdings);
        check("font-family:\"wingdings\"", Letters::Plain, Letters::Wingdings);
        check("font-family:arial", Letters::Wingdings, Letters::Plain);
    }
}
