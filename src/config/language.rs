//! Languages of letters: shipped ones, and those in the directory of `[templates]`.

use std::path::Path;

use super::reader::{Found, Key, Table};

/// The shipped languages.
const SHIPPED: [&str; 5] = ["en", "nl", "nl-informal", "de", "de-informal"];

/// Reads a language. `directory` is that of `[templates]`. Whether it has all letters is checked with the templates.
pub(super) fn read(table: &Table<'_>, key: Key, directory: Option<&Path>) -> Option<Found<String>> {
    let found = table.text(key)?;
    let language = found.value.as_str();
    let shipped = SHIPPED.map(|language| format!("\"{language}\"")).join(", ");
    if !is_tag(language) {
        table.reading.fault(&found.span, format!("`{language}` isn't a language"), format!("choose from: {shipped}"));
        return None;
    }
    if !has_letters(table, language, directory) {
        let message = format!("there are no letters in `{language}`");
        let place = directory.map_or_else(
            || format!("{language}/ in the directory of [templates]"),
            |directory| format!("{}/", directory.join(language).display()),
        );
        let help = format!("choose from: {shipped}. Or put your own letters into {place}");
        table.reading.fault(&found.span, message, help);
        return None;
    }
    Some(found)
}

/// Whether letters are written in it: it is shipped, or has a directory below that of `[templates]`.
pub(super) fn has_letters(table: &Table<'_>, language: &str, directory: Option<&Path>) -> bool {
    let is_own = |directory: &Path| table.reading.environment.is_directory(&directory.join(language));
    SHIPPED.contains(&language) || directory.is_some_and(is_own)
}

/// `en`, `nds`, `pt-br`: the usual part of RFC 5646, in lower case. Never a path.
pub(super) fn is_tag(language: &str) -> bool {
    let mut parts = language.split('-');
    let first = parts
        .next()
        .is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase()));
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    first && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(plain))
}
