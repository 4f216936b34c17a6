//! What the subject of a mail asks: for the tickets of its sender, or for the portal.

use crate::mail::{Contact, Subject};

use super::super::reference::ReferenceStyle;
use super::super::thanks::says_no_more;

/// A mail with more words than this wants something else, whatever its subject says.
const MOST_WORDS: usize = 40;

/// Whether a subject, as a whole, is one of the words with which customers ask, and the mail says little else.
pub(super) fn asks_for_own(words: &[String], subject: &Subject, text: &str) -> bool {
    is_one_of(words, subject) && text.split_whitespace().nth(MOST_WORDS).is_none()
}

/// Whether a subject, as a whole, is one of the words that ask for the portal, and the mail says nothing else. Whoever writes
/// anything more perhaps can't sign in somewhere else, and is heard.
pub(super) fn asks_for_portal(words: &[String], subject: &Subject, text: &str, sender: &Contact) -> bool {
    is_one_of(words, subject) && says_no_more(text, sender, words)
}

/// Whether it is one of these, but for blanks and punctuation around it.
fn is_one_of(words: &[String], subject: &Subject) -> bool {
    let subject = subject.as_str().trim_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation());
    if subject.is_empty() || subject.len() > 100 {
        return false;
    }
    let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    words.contains(&subject)
}

/// The words with which agents ask, and people who take customers' mails for agents' do: those of tickets, those of a search,
/// and those that ask for help.
const TICKETS: [&str; 11] =
    ["list", "show", "tickets", "liste", "zeige", "zeig", "lijst", "toon", "vorgänge", "aufträge", "aanvragen"];
const SEARCHES: [&str; 9] = ["search", "find", "suche", "such", "finde", "suchen", "zoek", "zoeken", "vind"];
const HELP: [&str; 3] = ["help", "hilfe", "hulp"];
/// What may stand behind the word for a list.
const OF_LISTS: [&str; 12] =
    ["mine", "open", "closed", "unassigned", "team", "of", "all", "my", "tickets", "alle", "meine", "mijn"];
/// So many words may stand behind the word for a search.
const MOST_SOUGHT: usize = 2;

/// The line with which a customer asks as agents do, right or mistyped, where nothing else is in the mail: `#list`,
/// `#shwo HD-00042`, `#search belt`. In doubt it is none: a hashtag, `#1 problem` and the number of a part are words.
///
/// The line: it is the only one, and begins with `#` and a word that asks, of which letters may have changed places. Behind
/// a word for tickets stand a reference, or words of lists, or nothing; behind one for a search one or two words; behind one
/// for help nothing, and the subject says nothing either.
pub(super) fn line_of_customer<'a>(style: &ReferenceStyle, subject: &Subject, text: &'a str) -> Option<&'a str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines.next().filter(|_| lines.next().is_none())?;
    let (word, behind) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let word = word.strip_prefix('#')?.to_lowercase();
    let behind: Vec<String> = behind.split_whitespace().map(str::to_lowercase).collect();
    let is_one_of = |known: &[&str]| known.iter().any(|known| is_same_letters(&word, known));
    let names_ticket = || !style.find_all(line).is_empty() && behind.len() <= MOST_SOUGHT;
    let is_list = || behind.iter().all(|it| OF_LISTS.contains(&it.as_str()) || it.contains('@'));
    let is_sought = || behind.len() <= MOST_SOUGHT && !behind.is_empty() && !line.ends_with(['?', '!', '.']);
    let asks = is_one_of(&TICKETS) && (names_ticket() || is_list())
        || is_one_of(&SEARCHES) && is_sought()
        || is_one_of(&HELP) && behind.is_empty() && subject.as_str().split_whitespace().nth(1).is_none();
    asks.then_some(line)
}

/// Whether a word is another, but for the order of its letters.
fn is_same_letters(word: &str, other: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().take(20).collect();
        letters.sort_unstable();
        letters
    };
    word.chars().next() == other.chars().next() && sorted(word) == sorted(other)
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

    #[test]
    fn people_ask_for_the_portal_and_say_nothing_else() {
        let words = ["login", "support portal login", "anmelden"].map(str::to_owned);
        let ada = Contact::new("Ada Lovelace", crate::mail::Address::parse("al@customer.example").unwrap());
        let check = |subject: &str, text: &str, expected: bool| {
            let found = asks_for_portal(&words, &Subject::new(subject), text, &ada);
            assert_eq!(found, expected, "{subject:?} {text:?}");
        };
        check("login", "", true);
        check("Login!", "\n\n", true);
        check("Support Portal Login", "Hello,\n\nKind regards\nAda Lovelace", true);
        check("anmelden", "Guten Tag,\n\nanmelden bitte.\n\nVielen Dank und viele Grüße\nAda", true);
        check("login", "Login please, thanks in advance", true);
        check("login", "Hallo, alvast bedankt! Groeten, Ada", true);
        check("Re: login", "", false);
        check("[HD-00042] login", "", false);
        check("login broken", "", false);
        check("password", "", false);
        check("login", "I can't log in to the press.", false);
        check("login", "Help!", false);
        check("login", "Hello, login error 217", false);
        check("login", "It stops. Regards, Ada", false);
        check("login", "Bob", false);
        check("login", "login?", false);
        check("login", &"login ".repeat(30), false);
        assert!(!asks_for_portal(&[], &Subject::new("login"), "", &ada));
    }

    #[test]
    fn customers_who_ask_as_agents_do() {
        let check = |subject: &str, text: &str, expected: bool| {
            let policy = crate::desk::samples::policy();
            let found = line_of_customer(&policy.style, &Subject::new(subject), text);
            assert_eq!(found.is_some(), expected, "{subject:?} {text:?}");
        };
        for asks in [
            "#list",
            "#list open",
            "#lsit mine",
            "#list of ada@customer.example",
            "#list my tickets",
            "#tickets",
            "#show HD-00042",
            "#shwo HD-00042",
            "#show",
            "#zeige HD-00042",
            "#search belt",
            "#serach belt",
            "#Search feed belt",
            "#suche Riemen",
            "  #zoek riem  ",
        ] {
            check("The press stops", asks, true);
        }
        check("", "#help", true);
        check("Question", "#help", true);
        check("The press stops", "#help", false);
        for words in [
            "#1 problem",
            "#4711 is broken",
            "#4711",
            "#urgent",
            "#urgent\nThe press stops.",
            "#search belt\nIt is the red one.",
            "#search",
            "#search is down again",
            "#search broken?",
            "#show must go on",
            "#list price of the belt",
            "#help the press stops",
            "#starch ran out",
            "#Liste der Fehler",
            "# search belt",
            "search belt",
            "##search belt",
            "#lost belt",
            "#helm broken",
            "",
        ] {
            check("Belt", words, false);
        }
    }
}
