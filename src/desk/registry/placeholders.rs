//! What stands for a value in the usage of a command, in the languages of letters: `#cc add ADDRESS` is `#cc add ADRES`.

use super::super::by_language::base;

/// English, Dutch, German.
const PLACEHOLDERS: [[&str; 3]; 5] = [
    ["ADDRESS", "ADRES", "ADRESSE"],
    ["NAME", "NAAM", "NAME"],
    ["SUBJECT", "ONDERWERP", "BETREFF"],
    ["NUMBER", "NUMMER", "NUMMER"],
    ["VALUE", "WAARDE", "WERT"],
];

/// A usage as people read it who have this language.
pub fn in_language(usage: &str, language: &str) -> String {
    let words = usage.split(' ').map(|word| {
        let known = PLACEHOLDERS.iter().find(|[english, ..]| *english == word);
        match (base(language), known) {
            ("nl", Some([_, dutch, _])) => dutch,
            ("de", Some([.., german])) => german,
            _ => word,
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_placeholders_are_translated() {
        let check = |usage: &str, language: &str, expected: &str| assert_eq!(in_language(usage, language), expected);
        check("#cc add ADDRESS", "en", "#cc add ADDRESS");
        check("#cc add ADDRESS", "nl-informal", "#cc add ADRES");
        check("#prio VALUE", "de", "#prio WERT");
        check("#list team NAME", "de", "#list team NAME");
        check("#list mine", "nl", "#list mine");
        check("#split SUBJECT", "fr", "#split SUBJECT");
    }
}
