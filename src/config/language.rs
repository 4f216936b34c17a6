//! Languages of letters: one that comes with maildesk, or one whose letters lie in the directory of `[templates]`.

use std::path::Path;

use super::reader::{Found, Key, Table};

/// Languages that come with maildesk.
const SHIPPED: [&str; 3] = ["en", "nl", "de"];

/// Reads a language; `directory` is the one of `[templates]`. Whether all letters are in it, `maildesk check` tells with
/// the templates.
pub(super) fn read(table: &Table<'_>, key: Key, directory: Option<&Path>) -> Option<Found<String>> {
    let found = table.text(key)?;
    let (language, shipped) = (found.value.as_str(), SHIPPED.join(", "));
    if !is_tag(language) {
        let message = format!("`{language}` is not a language; they are written as en, nl or pt-br");
        let help = format!("write {} = {}; those that come with maildesk are: {shipped}", key.name, key.example);
        table.reading.fault(&found.span, message, help);
        return None;
    }
    let is_own = |directory: &Path| table.reading.environment.is_directory(&directory.join(language));
    if !SHIPPED.contains(&language) && !directory.is_some_and(is_own) {
        let place = directory.map_or_else(|| "a directory of yours".to_owned(), |it| it.display().to_string());
        let message = format!("there are no letters in `{language}`; those that come with maildesk are: {shipped}");
        let help = format!("write one of these, or put your own letters into {place}, [templates], below {language}/");
        table.reading.fault(&found.span, message, help);
        return None;
    }
    Some(found)
}

/// `en`, `nds`, `pt-br`: RFC 5646 in lower case, as far as anybody needs it; never a path.
fn is_tag(language: &str) -> bool {
    let mut parts = language.split('-');
    let first = parts
        .next()
        .is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase()));
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    first && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(plain))
}
