//! `signature` in `[desk]` and `[[agent]]`: what stands below agents' words in letters to customers; one text, or one for each
//! language.

use std::path::Path;

use toml::de::DeValue;

use crate::desk::by_language::Texts;

use super::language;
use super::reader::{Found, Span, Table};

/// What the name of the agent is put in for.
const NAME: &str = "{name}";
const MAX_BYTES: usize = 1_000;
const MAX_LINES: usize = 12;
const HELP: &str = "write signature = \"{name}\\nExample Ltd\", or signature.nl = \"…\" for one language";

/// Reads it. `templates` is the directory of the desk's own letters.
pub(super) fn read(table: &Table<'_>, templates: Option<&Path>) -> Option<Texts> {
    let found = table.value("signature")?;
    match found.value {
        DeValue::String(text) => Some(Texts(vec![(String::new(), signature(table, text, &found.span)?)])),
        DeValue::Table(_) => {
            let languages = table.table("signature")?;
            let texts = languages.named_values().into_iter().filter_map(|(language, value)| {
                let language = known(&languages, language, templates)?;
                match value.value {
                    DeValue::String(text) => Some((language, signature(&languages, text, &value.span)?)),
                    _ => fault(&languages, &value.span, "a signature must be text in quotes"),
                }
            });
            Some(Texts(texts.collect()))
        }
        _ => fault(table, &found.span, "`signature` must be text in quotes, or one for each language"),
    }
}

/// The texts of an agent of that name.
pub(super) fn named(texts: &Texts, name: &str) -> Texts {
    Texts(texts.0.iter().map(|(language, text)| (language.clone(), text.replace(NAME, name))).collect())
}

/// A language that letters are written in.
fn known(table: &Table<'_>, language: Found<String>, templates: Option<&Path>) -> Option<String> {
    if !language::is_tag(&language.value) {
        return fault(table, &language.span, &format!("`{}` isn't a language", language.value));
    }
    if !language::has_letters(table, &language.value, templates) {
        let message = format!("there are no letters in `{}`", language.value);
        table.reading.warn(
            Some(&language.span),
            message,
            "leave it out, or add your own letters in the directory of [templates]",
        );
    }
    Some(language.value)
}

/// Some lines of text; an empty text is no signature.
fn signature(table: &Table<'_>, text: &str, span: &Span) -> Option<String> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let text = lines.join("\n").trim().to_owned();
    let of = |wanted: &str| text.lines().find(|line| line.trim() == wanted);
    if text.len() > MAX_BYTES || lines.len() > MAX_LINES {
        return fault(table, span, &format!("a signature has at most {MAX_LINES} lines and {MAX_BYTES} bytes"));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return fault(table, span, "a signature has no control characters");
    }
    if of("--").is_some() {
        return fault(table, span, "mail programs hide everything below a line `--`");
    }
    if let Some(line) = text.lines().find(|line| line.starts_with(['#', '>'])) {
        return fault(table, span, &format!("`{line}` would be read as a command or a quote"));
    }
    if let Some(other) = placeholders(&text).find(|other| *other != NAME) {
        return fault(table, span, &format!("`{other}` isn't a placeholder. Only {NAME} is"));
    }
    Some(text)
}

fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('{').filter_map(|(at, _)| {
        let end = text.get(at..)?.find('}')?;
        text.get(at..=at + end)
    })
}

fn fault<T>(table: &Table<'_>, span: &Span, message: &str) -> Option<T> {
    table.reading.fault(span, message, HELP);
    None
}
