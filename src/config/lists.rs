//! `[lists]`: the subjects by which customers ask for their tickets, and how often they get an answer.

use crate::desk::question::Lists;

use super::reader::{Found, Key, Table};

const A_DAY: Key = Key { name: "a_day", example: "10" };
const WORDS: &str = "write words = { en = [\"tickets\", \"my tickets\"] }";

/// The default.
const USUAL: [&str; 5] = ["meine tickets", "mijn tickets", "my tickets", "tickets", "vorgänge"];

/// Reads `[lists]`.
pub(super) fn read(root: &Table<'_>) -> Lists {
    let usual = || Lists { words: USUAL.iter().map(|word| (*word).to_owned()).collect(), a_day: 10 };
    let Some(table) = root.table("lists") else { return usual() };
    let words = table.table("words").map(|words| read_words(&words));
    let a_day = table.number(A_DAY, 1..=1000).and_then(|found| usize::try_from(found.value).ok());
    table.done();
    Lists { words: words.unwrap_or_else(|| usual().words), a_day: a_day.unwrap_or(usual().a_day) }
}

/// All words in all languages, in the form in which subjects are compared: lower case, single blanks, no punctuation
/// around them.
fn read_words(table: &Table<'_>) -> Vec<String> {
    let all = table.named_texts(WORDS).into_iter().flat_map(|(_, of_language)| of_language);
    plain_words(table, all)
}

/// Subjects in the form in which they are compared, sorted, each once.
pub(super) fn plain_words(table: &Table<'_>, found: impl IntoIterator<Item = Found<String>>) -> Vec<String> {
    let mut words = Vec::new();
    for word in found {
        let plain = word.value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if plain.trim_matches(|c: char| c.is_ascii_punctuation()) == plain {
            words.push(plain);
        } else {
            let message = format!("`{}` starts or ends with punctuation, which is ignored in subjects", word.value);
            table.reading.fault(&word.span, message, "write only words, such as \"my tickets\"");
        }
    }
    words.sort();
    words.dedup();
    words
}
