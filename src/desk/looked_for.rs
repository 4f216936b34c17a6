//! Words that somebody looks for, in tickets and articles.
//!
//! Comes in: what was typed, and texts. Goes out: whether a text has all of the words. Words are the same in any case, with
//! and without accents, as in [`field::folded`](super::field::folded). Anything can be typed: there is no syntax to get wrong.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// The longest typed text that is read, in characters.
const MAX_TYPED: usize = 200;
/// The most phrases. Those after them are left out.
const MAX_PHRASES: usize = 10;
/// A shorter beginning of a word finds only the word.
const MIN_BEGINNING: usize = 2;

/// Words that are in most texts, folded, in the languages that are shipped.
const COMMON: [&str; 56] = [
    "the", "and", "for", "are", "not", "with", "when", "how", "what", "does", "can", "cannot", "have", "has", "after",
    "from", "this", "that", "our", "you", "your", "der", "die", "das", "und", "nicht", "mit", "ist", "ein", "eine",
    "wie", "kann", "wird", "bei", "nach", "von", "den", "dem", "auf", "fur", "zum", "zur", "het", "een", "van", "met",
    "niet", "hoe", "kan", "ik", "wij", "voor", "naar", "bij", "wordt", "werkt",
];

/// What is looked for. All phrases have to be there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookedFor {
    /// Words that follow each other, folded. None is empty.
    phrases: Vec<Vec<String>>,
    /// Whether the last word is the beginning of one: it was not in quotes, and somebody may still be typing.
    is_open: bool,
}

/// A text as it is compared: its words, folded, with blanks around each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoldedText(String);

impl LookedFor {
    /// Reads what was typed. Words in quotes have to follow each other; a quote that isn't closed ends with the text.
    pub fn parse(typed: &str) -> Self {
        let typed: String = typed.chars().take(MAX_TYPED).collect();
        let mut read = Self::default();
        for (place, part) in typed.split(is_quote).enumerate() {
            let is_quoted = place % 2 == 1;
            let words: Vec<&str> = if is_quoted { vec![part] } else { part.split_whitespace().collect() };
            for word in words {
                let phrase = words_of(word);
                if !phrase.is_empty() && read.phrases.len() < MAX_PHRASES {
                    read.is_open = !is_quoted;
                    read.phrases.push(phrase);
                }
            }
        }
        let last = read.phrases.last().and_then(|phrase| phrase.last());
        read.is_open &= last.is_some_and(|word| word.chars().nth(MIN_BEGINNING - 1).is_some());
        read
    }

    /// Each word of a title that says something, as the beginning of one: for suggestions.
    pub fn each(title: &str) -> Vec<Self> {
        let typed: String = title.chars().take(MAX_TYPED).collect();
        let mut words = words_of(&typed);
        let says_little = |word: &String| word.chars().count() < 3 && !word.chars().any(char::is_numeric);
        words.retain(|word| !says_little(word) && !COMMON.contains(&word.as_str()));
        words.sort_unstable();
        words.dedup();
        words.truncate(MAX_PHRASES);
        let alone = |word: String| Self { is_open: word.chars().count() > 3, phrases: vec![vec![word]] };
        words.into_iter().map(alone).collect()
    }

    /// Whether there is no word in it.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Its phrases, each of words that consist of letters and digits alone; the last word may be the beginning of one.
    pub fn phrases(&self) -> impl Iterator<Item = (&[String], bool)> {
        let last = self.phrases.len().saturating_sub(1);
        self.phrases.iter().enumerate().map(move |(at, phrase)| (phrase.as_slice(), self.is_open && at == last))
    }

    /// Whether a text has all of it. Nothing is in every text.
    pub fn is_in(&self, text: &FoldedText) -> bool {
        self.phrases().all(|phrase| has(text, phrase))
    }

    /// How many of its phrases a text has.
    pub fn count_in(&self, text: &FoldedText) -> usize {
        self.phrases().filter(|phrase| has(text, *phrase)).count()
    }
}

fn has(text: &FoldedText, (phrase, is_open): (&[String], bool)) -> bool {
    let end = if is_open { "" } else { " " };
    text.0.contains(&format!(" {}{end}", phrase.join(" ")))
}

impl FoldedText {
    /// Adds a text. Phrases don't reach from one text into another.
    pub fn push(&mut self, text: &str) {
        self.0.push_str(if self.0.is_empty() { " " } else { "\n " });
        fold(text, &mut self.0);
    }

    /// Its words, with a blank before and behind each.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'a> FromIterator<&'a str> for FoldedText {
    fn from_iter<T: IntoIterator<Item = &'a str>>(texts: T) -> Self {
        let mut folded = Self::default();
        texts.into_iter().for_each(|text| folded.push(text));
        folded
    }
}

fn words_of(text: &str) -> Vec<String> {
    let mut folded = String::new();
    fold(text, &mut folded);
    folded.split_whitespace().map(str::to_owned).collect()
}

/// Appends the words of a text, each with a blank behind it.
fn fold(text: &str, out: &mut String) {
    let mut word = String::new();
    for c in DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(text.chars()) {
        if is_accent(c) {
            continue;
        }
        if !c.is_alphanumeric() || is_word_alone(c) {
            end_word(&mut word, out);
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase().filter(|c| !is_accent(*c)));
        }
        if is_word_alone(c) {
            end_word(&mut word, out);
        }
    }
    end_word(&mut word, out);
}

fn end_word(word: &mut String, out: &mut String) {
    if !word.is_empty() {
        let is_plain = !word.contains(['ß', 'e']);
        let spelled = if is_plain {
            std::mem::take(word)
        } else {
            // Umlauts are the same with and without `e`.
            std::mem::take(word).replace('ß', "ss").replace("ae", "a").replace("oe", "o").replace("ue", "u")
        };
        out.push_str(&spelled);
        out.push(' ');
    }
}

/// Marks above and below letters, which decomposing sets apart.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Chinese and Japanese are written without blanks, so each sign counts as a word.
fn is_word_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
        && c.is_alphanumeric()
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‟')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found() {
        let check = |typed: &str, text: &str, expected: bool| {
            let text = FoldedText::from_iter([text]);
            assert_eq!(LookedFor::parse(typed).is_in(&text), expected, "{typed:?} in {text:?}");
        };
        check("press stops", "The press always stops.", true);
        check("stops press", "The press always stops.", true);
        check("press halts", "The press always stops.", false);
        check("PRESS", "press", true);
        check("pre", "The press", true);
        check("ess", "The press", false);
        check("pre stops", "The press stops", false);
        check("p", "The press", false);
        check("p", "Plan P", true);
        check("\"press stops\"", "The press stops.", true);
        check("\"press stops\"", "The press always stops.", false);
        check("\"press stop\"", "The press stops.", false);
        check("\"press stops", "The press stops.", true);
        check("„press stops“", "The press stops.", true);
        check("stö", "Eine Stoerung", true);
        check("störung", "STÖRUNG", true);
        check("Größe", "groesse", true);
        check("cafe", "Café", true);
        check("E-417", "Error E-417 again", true);
        check("E-417", "417 E", false);
        check("机器", "这台机器坏了", true);
        check("器机", "这台机器坏了", false);
        check("don't", "I don’t know", true);
        check("ＰＲＥＳＳ", "press", true);
    }

    #[test]
    fn texts_are_apart() {
        let text = FoldedText::from_iter(["The press", "stops"]);
        assert!(LookedFor::parse("press stops").is_in(&text));
        assert!(!LookedFor::parse("\"press stops\"").is_in(&text));
    }

    #[test]
    fn anything_can_be_typed() {
        for typed in
            ["", " ", "\"", "\"\"", "???", "* NEAR( ) : ^ - +", "\0", "\u{301}", "AND OR NOT", "a\"b\"c\"", "ß", "ſ"]
        {
            let read = LookedFor::parse(typed);
            for (phrase, _) in read.phrases() {
                assert!(
                    phrase.iter().all(|word| !word.is_empty() && word.chars().all(char::is_alphanumeric)),
                    "{typed}"
                );
            }
        }
        assert!(LookedFor::parse("??? \"\" *").is_empty());
        assert_eq!(LookedFor::parse(&"word ".repeat(1_000)).phrases().count(), MAX_PHRASES);
    }

    #[test]
    fn a_title_has_words_that_say_something() {
        let check = |title: &str, expected: &[&str]| {
            let words = LookedFor::each(title);
            assert_eq!(
                words.iter().map(|word| word.phrases.concat().concat()).collect::<Vec<_>>(),
                expected,
                "{title}"
            );
        };
        check("The gripper is not on the P3", &["gripper", "p3"]);
        check("Größe für VPN", &["grosse", "vpn"]);
        check("", &[]);
        let text = FoldedText::from_iter(["Grippers and VPNs"]);
        let found: Vec<bool> = LookedFor::each("gripper vpn").iter().map(|word| word.is_in(&text)).collect();
        assert_eq!(found, [true, false]);
        assert_eq!(LookedFor::parse("grip vpns zebra").count_in(&text), 1);
    }
}
