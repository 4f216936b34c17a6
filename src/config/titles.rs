//! `title` and `titles`: what people read instead of a name.

use crate::desk::by_language::{Words, base};
use crate::desk::people::Role;
use crate::desk::title::{TitleReader, Titles, has_shipped_titles};

use super::Config;
use super::field::refuse_language;
use super::reader::{FileReading, Found, Key, Table};

/// The keys of one pair of titles.
pub(super) struct TitleKeys {
    /// One for all languages.
    pub(super) plain: Key,
    /// By language.
    pub(super) by_language: &'static str,
    /// How to write them.
    pub(super) help: &'static str,
}

/// `title = "…"` and `titles = { nl = "…" }`.
pub(super) const TITLE: TitleKeys = TitleKeys {
    plain: Key { name: "title", example: "\"To the customer\"" },
    by_language: "titles",
    help: "write titles = { nl = \"Naar de klant\" }",
};

/// The same for customers.
pub(super) const CUSTOMER_TITLE: TitleKeys = TitleKeys {
    plain: Key { name: "customer_title", example: "\"Waiting for your reply\"" },
    by_language: "customer_titles",
    help: "write customer_titles = { nl = \"Wacht op uw reactie\" }",
};

/// Reads them.
pub(super) fn read(table: &Table<'_>, keys: &TitleKeys) -> Titles {
    let plain = table.text(keys.plain).map(|found| found.value);
    let words = table.table(keys.by_language).map(|titles| {
        let of_language = |(language, texts): (Found<String>, Vec<Found<String>>)| {
            refuse_language(&titles, &language, keys.help);
            (language.value, texts.into_iter().map(|text| text.value).take(1).collect())
        };
        Words(titles.named_texts(keys.help).into_iter().map(of_language).collect())
    });
    Titles { plain, words: words.unwrap_or_default() }
}

/// Warns where customers of one language would read the title, or the name, that is meant for those of another.
pub(super) fn warn_of_missing(reading: &FileReading<'_>, config: &Config) {
    let languages = config.languages();
    let workflow = &config.policy.workflow;
    let missing = |titles: &[&Titles]| {
        // A title for all languages is in the desk's.
        let has = |titles: &Titles, language: &str| {
            titles.words.shown(language).is_some()
                || titles.plain.is_some() && base(language) == base(&config.desk.language)
        };
        let without = |language: &&String| !titles.iter().any(|titles| has(titles, language));
        let found: Vec<&str> = languages.iter().filter(without).map(String::as_str).collect();
        // One language needs one title.
        let is_one = languages.iter().all(|language| base(language) == base(&config.desk.language));
        if is_one { Vec::new() } else { found }
    };
    for status in workflow.statuses() {
        let name = status.name.as_str();
        let without = missing(&[&status.titles.customers, &status.titles.agents]);
        let Some(first) = without.first().filter(|_| !has_shipped_titles(name) && !workflow.is_inquiry(&status.name))
        else {
            continue;
        };
        let shown = status.titles.shown(name, first, TitleReader::Customer);
        let message = format!("status `{name}` has no title in {}: customers read \"{shown}\"", without.join(", "));
        reading.warn(None, message, format!("write customer_titles = {{ {first} = \"…\" }}"));
    }
    for transition in workflow.transitions() {
        let without = missing(&[&transition.titles]);
        let Some(first) = without.first().filter(|_| transition.by.iter().any(|role| *role != Role::Agent)) else {
            continue;
        };
        let (name, shown) = (&transition.name, transition.called(first));
        let message = format!("transition `{name}` has no title in {}: customers read \"{shown}\"", without.join(", "));
        reading.warn(None, message, format!("write titles = {{ {first} = \"…\" }}"));
    }
}
