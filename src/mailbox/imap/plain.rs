//! Makes a response readable for the codec: what it does not understand and we do not need is passed over. Pure.
//!
//! Kept are the states of commands and their codes, what FETCH says of UIDs, sizes, flags and bodies, the hits of a SEARCH
//! (in the form of ESEARCH, too), and the number of messages. Left out are unknown data, odd flags, unknown items, and
//! words in other letters than ASCII.

use imap_proto::{AttributeValue, Response};

use super::literal::literal_after;
use super::plain_fetch;

/// The most hits of one ESEARCH: more than a window of ours has UIDs.
const HITS: usize = 100_000;

/// Whether a response can have literals: the text of a state has none.
pub(super) fn has_literals(response: &[u8]) -> bool {
    let Some(rest) = response.strip_prefix(b"* ") else { return false };
    let word = rest.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    !STATES.iter().any(|state| word.eq_ignore_ascii_case(state))
}

const STATES: [&[u8]; 5] = [b"OK", b"NO", b"BAD", b"BYE", b"PREAUTH"];

/// What the codec gets of a whole response; nothing, if nothing of it is needed.
pub(super) fn readable(response: Vec<u8>) -> Vec<u8> {
    // The codec drops words that are no UTF-8.
    if is_understood(&response) && (has_literals(&response) || std::str::from_utf8(&response).is_ok()) {
        return response;
    }
    let Some(rest) = response.strip_prefix(b"* ") else { return answer(&response).unwrap_or(response) };
    let text = String::from_utf8_lossy(rest);
    let mut words = text.split_ascii_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match (first.to_ascii_uppercase().as_str(), second.to_ascii_uppercase().as_str()) {
        ("OK" | "NO" | "BAD" | "BYE" | "PREAUTH", _) => state("*", &text),
        ("CAPABILITY", _) => kept("CAPABILITY", text.split_ascii_whitespace().skip(1).filter(|word| is_atom(word))),
        ("SEARCH", _) => kept("SEARCH", text.split_ascii_whitespace().skip(1).take_while(|word| is_number(word))),
        ("ESEARCH", _) => hits(&text),
        (number, "EXISTS" | "EXPUNGE" | "RECENT") if is_number(number) => {
            format!("* {number} {}\r\n", second.to_ascii_uppercase()).into_bytes()
        }
        (number, _) if is_number(number) && is_fetch(second) => plain_fetch::fetch(number, rest).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Whether the codec reads a response as it is meant. What it takes for an unknown item of a FETCH may be two, or none, and
/// in a quoted body it leaves the backslashes.
fn is_understood(response: &[u8]) -> bool {
    // The codec dies of it.
    const NO_DATE: &[u8] = b"INTERNALDATE NIL";
    let line = response.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
    if line.windows(NO_DATE.len()).any(|part| part.eq_ignore_ascii_case(NO_DATE)) {
        return false;
    }
    match Response::parse(response) {
        Ok((rest, Response::Fetch(_, items))) => {
            let is_quoted = literal_after(line).is_none() && items.iter().any(has_bytes);
            rest.is_empty() && !is_quoted && items.iter().all(is_known)
        }
        Ok((rest, _)) => rest.is_empty(),
        Err(_) => false,
    }
}

fn has_bytes(item: &AttributeValue<'_>) -> bool {
    matches!(item, AttributeValue::BodySection { data: Some(_), .. })
}

fn is_known(item: &AttributeValue<'_>) -> bool {
    use AttributeValue::{BodySection, Flags, InternalDate, ModSeq, Rfc822Size, Uid};
    matches!(item, Uid(_) | Rfc822Size(_) | Flags(_) | InternalDate(_) | ModSeq(_) | BodySection { section: None, .. })
}

fn is_number(word: &str) -> bool {
    word.parse::<u32>().is_ok()
}

fn is_fetch(word: &str) -> bool {
    word.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("FETCH"))
}

fn is_atom(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_graphic() && !b"(){%*\"\\]".contains(&byte))
}

fn kept<'a>(name: &str, words: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut line = format!("* {name}");
    words.for_each(|word| line.extend([" ", word]));
    line.push_str("\r\n");
    line.into_bytes()
}

/// The tagged end of a command, or a request to go on. `None`: neither.
fn answer(response: &[u8]) -> Option<Vec<u8>> {
    if response.first() == Some(&b'+') {
        return Some(b"+ go on\r\n".to_vec());
    }
    let text = String::from_utf8_lossy(response);
    let (tag, rest) = text.split_once(' ')?;
    let word = rest.split_ascii_whitespace().next()?;
    let is_end = STATES.iter().take(3).any(|state| word.as_bytes().eq_ignore_ascii_case(state));
    (is_end && is_atom(tag)).then(|| state(tag, rest))
}

/// A state with its code, if the codec understands that, and its text in ASCII.
fn state(tag: &str, text: &str) -> Vec<u8> {
    let (state, words) = text.trim_ascii().split_once(' ').unwrap_or((text.trim_ascii(), "without words"));
    let ascii = |words: &str| -> String {
        words.chars().map(|letter| if matches!(letter, ' '..='~') { letter } else { '?' }).collect()
    };
    let line = |words: &str| format!("{tag} {} {words}\r\n", state.to_ascii_uppercase()).into_bytes();
    let whole = line(&ascii(words));
    if is_understood(&whole) {
        return whole;
    }
    let code = words.strip_prefix('[').and_then(|words| words.split_once(']'));
    let (code, words) = code.unwrap_or(("", words));
    // What stood in the code is still told, as words.
    line(format!("{} {}", ascii(words).trim_ascii(), ascii(code).replace(['[', ']'], "")).trim_ascii())
}

/// The hits of an ESEARCH as those of a SEARCH (RFC 4731 §3).
fn hits(text: &str) -> Vec<u8> {
    let mut words = text.split_ascii_whitespace().skip_while(|word| !word.eq_ignore_ascii_case("ALL")).skip(1);
    let Some(set) = words.next() else { return Vec::new() };
    let number = |text: &str| text.parse::<u32>().ok();
    let ranges = set.split(',').filter_map(|part| {
        let (first, last) = part.split_once(':').unwrap_or((part, part));
        let (first, last) = (number(first)?, number(last)?);
        Some(first.min(last)..=first.max(last))
    });
    let hits: Vec<String> = ranges.flatten().take(HITS).map(|uid| uid.to_string()).collect();
    kept("SEARCH", hits.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(response: &str, expected: &str) {
        let given = readable(format!("{response}\r\n").into_bytes());
        let expected = if expected.is_empty() { String::new() } else { format!("{expected}\r\n") };
        assert_eq!(String::from_utf8_lossy(&given), expected, "{response}");
        assert!(given.is_empty() || is_understood(&given), "{response}");
    }

    #[test]
    fn what_is_understood_goes_on_as_it_is() {
        for response in ["* 3 EXISTS", "* OK [UIDVALIDITY 7] ok", "A1 OK done", "+ idling", "* SEARCH 2 5"] {
            check(response, response);
        }
    }

    #[test]
    fn what_is_not_needed_is_passed_over() {
        for response in
            ["* XLIST (\\Inbox) \"/\" Inbox", "* WHATEVER", "* 5 WHATEVER", "* FLAGS (\\Seen \u{e9}t\u{e9} {)"]
        {
            check(response, "");
        }
        check("* FLAGS (a]b (c))", "");
        check("* ESEARCH (TAG \"A1\") UID", "");
    }

    #[test]
    fn states_keep_what_they_say() {
        let latin = readable(b"* NO Plus tard, s'il vous pla\xeet\r\n".to_vec());
        assert_eq!(latin, b"* NO Plus tard, s'il vous pla?t\r\n");
        let latin = readable(b"A1 NO [UNAVAILABLE] Vuelva m\xe1s tarde\r\n".to_vec());
        assert_eq!(latin, b"A1 NO [UNAVAILABLE] Vuelva m?s tarde\r\n");
        check("A1 BAD", "A1 BAD");
        check("* OK [UIDNEXT x] \u{e9}", "* OK [UIDNEXT x] \u{e9}");
    }

    #[test]
    fn hits_are_read_in_both_forms() {
        check("* ESEARCH (TAG \"A5\") UID ALL 2,10:12", "* SEARCH 2 10 11 12");
        check("* ESEARCH (TAG \"A5\") UID MIN 2 ALL 2", "* SEARCH 2");
        check("* SEARCH 2 5 (MODSEQ 9 x)", "* SEARCH 2 5");
        check("* CAPABILITY IMAP4rev1 IDLE \u{e9} X=(y)", "* CAPABILITY IMAP4rev1 IDLE");
    }

    #[test]
    fn the_text_of_a_state_has_no_literals() {
        assert!(has_literals(b"* 1 FETCH") && has_literals(b"* LIST") && !has_literals(b"* ok {5}"));
        assert!(!has_literals(b"A1 OK {5}") && !has_literals(b"+ {5}"));
    }
}
