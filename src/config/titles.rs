//! `title` and `titles`: what people read instead of a name.

use crate::desk::by_language::Texts;

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
pub(super) fn read(table: &Table<'_>, keys: &TitleKeys) -> Texts {
    let plain = table.text(keys.plain).map(|found| (String::new(), found.value));
    let titles = table.table(keys.by_language).map(|titles| {
        let of_language = |(language, texts): (Found<String>, Vec<Found<String>>)| {
            refuse_language(&titles, &language, keys.help);
            texts.into_iter().next().map(|text| (language.value, text.value))
        };
        titles.named_texts(keys.help).into_iter().filter_map(of_language).collect::<Vec<_>>()
    });
    Texts(plain.into_iter().chain(titles.unwrap_or_default()).collect())
}
