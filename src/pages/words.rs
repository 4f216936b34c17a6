//! The words of the pages in one language, by key. Pure.
//!
//! Comes in: TOML with tables of texts. Goes out: `header.mine` → `My tickets`. A text may have `{name}` in it, for a value.
//! Every language has every word, and no others: a missing or unknown one is a fault at the start (P8).

use std::collections::BTreeMap;

use crate::desk::nearest::nearest;

use super::fault::PageFault;

/// The words of a language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words(BTreeMap<String, String>);

impl Words {
    /// Reads a file.
    pub(super) fn parse(file: &str, text: &str) -> Result<Self, Vec<PageFault>> {
        let read = toml::from_str::<toml::Table>(text);
        let table = read.map_err(|error| {
            let line = error.span().map(|span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
            vec![PageFault { file: file.to_owned(), line, message: error.message().to_owned() }]
        })?;
        let (mut words, mut faults) = (Self::default(), Vec::new());
        words.take(file, "", table, &mut faults);
        if faults.is_empty() { Ok(words) } else { Err(faults) }
    }

    fn take(&mut self, file: &str, prefix: &str, table: toml::Table, faults: &mut Vec<PageFault>) {
        for (name, value) in table {
            let key = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            match value {
                toml::Value::Table(inner) => self.take(file, &key, inner, faults),
                toml::Value::String(text) => {
                    self.0.insert(key, text);
                }
                _ => faults.push(PageFault::of_file(file, format!("\"{key}\" isn't a text. Write it in quotes"))),
            }
        }
    }

    /// Takes over those of another file.
    pub(super) fn replace(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The text of a key.
    pub(super) fn find(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// All keys, sorted.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// What a file has that isn't in these: unknown keys, and values that nobody gives.
    pub(super) fn faults_of(&self, file: &str, other: &Self) -> Vec<PageFault> {
        let fault = |(key, text): (&String, &String)| {
            let Some(known) = self.find(key) else {
                let meant = nearest(key, self.keys());
                let help = meant.map_or_else(|| "Remove it".to_owned(), |meant| format!("Did you mean \"{meant}\"?"));
                return Some(PageFault::of_file(file, format!("\"{key}\" isn't a word of the pages. {help}")));
            };
            let given: Vec<&str> = places(known).collect();
            let wrong = places(text).find(|place| !given.contains(place))?;
            Some(PageFault::of_file(file, format!("\"{key}\" has no value {{{wrong}}}")))
        };
        other.0.iter().filter_map(fault).collect()
    }

    /// What these lack of another language.
    pub(super) fn lack<'a>(&self, other: &'a Self) -> Vec<&'a str> {
        other.keys().filter(|key| self.find(key).is_none()).collect()
    }
}

/// The names in braces.
fn places(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// The text with its values in place. What isn't known stays as it is.
pub(super) fn filled(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        let found = behind.split_once('}').and_then(|(name, after)| Some((value(name)?, after)));
        rest = if let Some((value, after)) = found {
            out.push_str(&value);
            after
        } else {
            out.push('{');
            behind
        };
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_take_their_places() {
        let value = |name: &str| (name == "n").then(|| "{n}".to_owned());
        let check = |text: &str, expected: &str| assert_eq!(filled(text, value), expected, "{text}");
        check("", "");
        check("{n} of {n}", "{n} of {n}");
        check("a {x} {n", "a {x} {n");
        check("{", "{");
        check("a {n}b", "a {n}b");
    }

    #[test]
    fn what_is_wrong_with_words() {
        let words = |text: &str| Words::parse("en.toml", text);
        let told = |text: &str| words(text).unwrap_err().first().unwrap().to_string();
        assert!(told("a = 1").contains("\"a\" isn't a text"), "{}", told("a = 1"));
        assert!(told("a = \"x\"\nb = ").starts_with("en.toml:2:"), "{}", told("a = \"x\"\nb = "));
        let english = words("[list]\nopen = \"Open ({n})\"\ndone = \"Done\"").unwrap();
        let faults = |text: &str| -> Vec<String> {
            english.faults_of("nl.toml", &words(text).unwrap()).iter().map(ToString::to_string).collect()
        };
        assert_eq!(faults("[list]\nopen = \"Open ({n})\""), [""; 0]);
        let unknown = "nl.toml: \"list.opne\" isn't a word of the pages. Did you mean \"list.open\"?";
        assert_eq!(faults("[list]\nopne = \"Open\""), [unknown]);
        assert_eq!(faults("[list]\nopen = \"{m}\""), ["nl.toml: \"list.open\" has no value {m}"]);
        assert_eq!(words("[list]\nopen = \"Open\"").unwrap().lack(&english), ["list.done"]);
    }
}
