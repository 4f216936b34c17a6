//! The tag by which a customer's own ticket system finds its case: `[OTHER-123]`, `[#4711]`, `Ticket#2024010112`, `(ref:…)`.
//!
//! Comes in: a subject. Goes out: the tag in it, as it was written, for the subjects of letters to that customer. Never ours:
//! a number of this desk is found by `reference`.

use super::reference::ReferenceStyle;

/// The longest tag, in bytes; longer ones are prose.
const MAX_BYTES: usize = 60;
/// Fewer digits than these are a count or a version.
const MIN_DIGITS: usize = 3;
/// What stands before a number without brackets.
const WORDS: &[&str] =
    &["ticket#", "ticket:#", "case#", "case:#", "incident#", "request#", "issue#", "ref:", "ref#", "##"];

/// The first foreign tag of a subject.
pub fn find(subject: &str, style: &ReferenceStyle) -> Option<String> {
    let tag = in_brackets(subject, style).or_else(|| subject.split_whitespace().find(|word| is_bare(word)))?;
    style.find_all(tag).is_empty().then(|| tag.to_owned())
}

/// `[…]`, `(…)` or `{…}` with a number inside.
fn in_brackets<'s>(subject: &'s str, style: &ReferenceStyle) -> Option<&'s str> {
    subject.match_indices(['[', '(', '{']).find_map(|(at, open)| {
        let close = match open {
            "[" => ']',
            "(" => ')',
            _ => '}',
        };
        let text = subject.get(at..)?;
        let tag = text.get(..=text.find(close)?)?;
        let inside = tag.get(1..tag.len() - 1)?;
        (is_tag(inside, open == "[") && style.find_all(inside).is_empty()).then_some(tag)
    })
}

/// Whether what stands in brackets is a tag. In round ones people write numbers of their own (`(4711 pieces)`).
fn is_tag(inside: &str, is_square: bool) -> bool {
    let inside = inside.trim();
    let lower = inside.to_lowercase();
    let is_marked = lower.starts_with('#') || WORDS.iter().any(|word| lower.starts_with(word));
    let harmless = |c: char| c.is_alphanumeric() || "-_#:./ ".contains(c);
    let few_words = inside.split_whitespace().count() <= 2;
    let fits = inside.len() <= MAX_BYTES && few_words && inside.chars().all(harmless) && has_number(inside);
    fits && (is_square || is_marked)
}

/// `Ticket#2024010112`, `##4711##`.
fn is_bare(word: &str) -> bool {
    let lower = word.to_lowercase();
    word.len() <= MAX_BYTES && has_number(word) && WORDS.iter().any(|start| lower.starts_with(start))
}

fn has_number(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() >= MIN_DIGITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_other_systems() {
        let check = |subject: &str, expected: Option<&str>| {
            assert_eq!(find(subject, &ReferenceStyle::default()).as_deref(), expected, "{subject:?}");
        };
        check("[#5666-AB] Re: [HD-00010] Please help us", Some("[#5666-AB]"));
        check("Re: [HD-00010] [OTHER-123] press", Some("[OTHER-123]"));
        check("Re: [HD-00010] press [Ticket#2024010112345678]", Some("[Ticket#2024010112345678]"));
        check("Re: [HD-00010] press (ref:00D1234.5001234:ref)", Some("(ref:00D1234.5001234:ref)"));
        check("Re: [HD-00010] press ref:_00D1234._5001234:ref", Some("ref:_00D1234._5001234:ref"));
        check("RE: Ticket#2024010112345678 – [HD-00010] press", Some("Ticket#2024010112345678"));
        check("##RE-4711## Re: [HD-00010] press", Some("##RE-4711##"));
        check("[JIRA] (OPS-4711) press", None);
        check("[Case 4711] press", Some("[Case 4711]"));
        check("{#4711} press", Some("{#4711}"));
        check("Re: [HD-00010] press", None);
        check("Re: HD-00010 press", None);
        check("[EXTERNAL] Re: [HD-00010] press", None);
        check("[press 2] stops", None);
        check("500 parts (4711 pieces) broken", None);
        check("[our second press stops 1000 times a day]", None);
        check("[HD-00010", None);
        check("Ünï [ÄÖ-4711]", Some("[ÄÖ-4711]"));
        check("", None);
    }
}
