//! What the subject of a mail asks: for the tickets of its sender.

use crate::mail::Subject;

/// A mail with more words than this wants something else, whatever its subject says.
const MOST_WORDS: usize = 40;

/// Whether a subject, as a whole, is one of the words with which customers ask, and the mail says little else.
pub(super) fn asks_for_own(words: &[String], subject: &Subject, text: &str) -> bool {
    let subject = subject.as_str().trim_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation());
    if subject.is_empty() || subject.len() > 100 {
        return false;
    }
    let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    words.contains(&subject) && text.split_whitespace().nth(MOST_WORDS).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_ask_with_the_subject() {
        let words = ["tickets", "meine tickets", "vorgänge"].map(str::to_owned);
        let check = |subject: &str, text: &str, expected: bool| {
            assert_eq!(asks_for_own(&words, &Subject::new(subject), text), expected, "{subject:?} {text:?}");
        };
        check("tickets", "", true);
        check("Tickets!", "Could I have a list, please? Thanks, Ada", true);
        check("  Meine   TICKETS ", "", true);
        check("VORGÄNGE", "", true);
        check("Re: tickets", "", false);
        check("[HD-00042] tickets", "", false);
        check("tickets for the concert", "", false);
        check("ticket", "", false);
        check("", "", false);
        check("?", "", false);
        check("tickets", &"word ".repeat(40), true);
        check("tickets", &"word ".repeat(41), false);
        assert!(!asks_for_own(&[], &Subject::new("tickets"), ""));
    }
}
