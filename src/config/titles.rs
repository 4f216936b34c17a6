//! `title` and `titles`: what people read instead of a name.

use crate::desk::by_language::Words;
use crate::desk::title::Titles;

use super::field::refuse_language;
use super::reader::{Found, Key, Table};

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
