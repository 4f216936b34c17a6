//! `[desk.look]`: the wordmark, the accent colour, and the company's lines in letters.

use std::path::PathBuf;

use toml::de::DeValue;

use crate::desk::by_language::Texts;
use crate::look::{Colour, Look, MIN_CONTRAST, Wordmark};

use super::language::is_tag;
use super::reader::{Found, Key, Span, Table};

const ACCENT: Key = Key { name: "accent", example: "\"#1a5fb4\"" };
const WORDMARK: Key = Key { name: "wordmark", example: "\"wordmark.png\"" };
/// The lines of the footer, in order.
const LINES: [&str; 3] = ["company", "address", "hours"];
const MAX_LINE_BYTES: usize = 200;

/// Reads it. Without the section there is the desk's name, and blue.
pub(super) fn read(desk: &Table<'_>) -> Look {
    let Some(table) = desk.table("look") else { return Look::default() };
    let accent = table.text(ACCENT).and_then(|text| accent(&table, &text));
    let wordmark = table.path(WORDMARK).and_then(|path| wordmark(&table, &path));
    let footer = LINES.map(|name| line(&table, name));
    table.done();
    let accent = accent.unwrap_or(Look::default().accent);
    Look { accent, accent_dark: accent.for_dark(), wordmark, footer }
}

fn accent(table: &Table<'_>, text: &Found<String>) -> Option<Colour> {
    let Some(colour) = Colour::parse(&text.value) else {
        let message = format!("`{}` isn't a colour", text.value);
        table.reading.fault(&text.span, message, "write accent = \"#1a5fb4\": red, green and blue in two digits each");
        return None;
    };
    if !colour.reads_on_white() {
        let nearest = colour.for_white();
        let message = format!("{colour} is too pale to read on white: text needs a contrast of {MIN_CONTRAST}");
        table.reading.fault(&text.span, message, format!("write accent = \"{nearest}\", the nearest that can be read"));
    }
    Some(colour)
}

fn wordmark(table: &Table<'_>, path: &Found<PathBuf>) -> Option<Wordmark> {
    let shown = path.value.display();
    let fault = |message: String, help: &str| table.reading.fault(&path.span, message, help);
    match table.reading.environment.read(&path.value).map(Wordmark::read) {
        Ok(Ok(wordmark)) => return Some(wordmark),
        Ok(Err(why)) => fault(format!("{shown} {why}"), "save the wordmark as a PNG about 600 pixels wide"),
        Err(error) => fault(format!("can't read {shown}: {error}"), "name a PNG or JPEG file, or leave `wordmark` out"),
    }
    None
}

/// One line for all languages, or one for each.
fn line(table: &Table<'_>, name: &'static str) -> Texts {
    let Some(found) = table.value(name) else { return Texts::default() };
    let help = format!("write {name} = \"…\", or {name}.nl = \"…\" for one language");
    let texts = match found.value {
        DeValue::String(text) => vec![(String::new(), text.to_string(), found.span)],
        DeValue::Table(_) => {
            let Some(languages) = table.table(name) else { return Texts::default() };
            let of = |(language, texts): (Found<String>, Vec<Found<String>>)| {
                if !is_tag(&language.value) {
                    let message = format!("`{}` isn't a language", language.value);
                    languages.reading.fault(&language.span, message, help.clone());
                }
                let text = texts.into_iter().next()?;
                Some((language.value, text.value, text.span))
            };
            languages.named_texts(&help).into_iter().filter_map(of).collect()
        }
        _ => {
            table.reading.fault(
                &found.span,
                format!("`{name}` must be text in quotes, or one for each language"),
                help,
            );
            return Texts::default();
        }
    };
    let fitting =
        |(language, text, span): (String, String, Span)| Some((language, fitting(table, &text, &span, &help)?));
    Texts(texts.into_iter().filter_map(fitting).collect())
}

fn fitting(table: &Table<'_>, text: &str, span: &Span, help: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_LINE_BYTES || text.chars().any(char::is_control) {
        table.reading.fault(span, format!("this must be one line of at most {MAX_LINE_BYTES} bytes"), help.to_owned());
        return None;
    }
    Some(text.to_owned())
}
