//! Checks templates before they are used: the words that they name exist, and so does every other name. handlebars alone would
//! let a condition on an unknown name pass (`{{#if mising}}`), and find other names only where a page has them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::desk::nearest::nearest;

use super::fault::PageFault;
use super::files::PageFile;
use super::words::Words;

/// Names that aren't values: helpers, and what handlebars has itself.
const HELPERS: &[&str] = &[
    "if",
    "unless",
    "each",
    "with",
    "else",
    "this",
    "eq",
    "ne",
    "or",
    "and",
    "not",
    "len",
    "as",
    "true",
    "false",
    "null",
    "w",
    "n",
    "k",
    "paragraphs",
    "markdown",
    "initials",
    "fault_words",
    "fault_at",
    "described_by",
    "root",
    "index",
    "first",
    "last",
    "key",
];

/// What one template names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// Keys of words, with the line: `list.title`; of counts and kinds those that they begin with: `files.`.
    pub(super) words: Vec<(usize, String)>,
    /// Other names, with the line.
    names: Vec<(usize, String)>,
}

/// Everything that a template names.
pub(super) fn named(text: &str) -> Named {
    let mut named = Named::default();
    for (at, _) in text.match_indices("{{") {
        let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        let tag = text.get(at + 2..).and_then(|rest| rest.split_once("}}")).map_or("", |(tag, _)| tag);
        let tag = tag.trim_start_matches('{').trim_matches('~');
        if !tag.starts_with(['!', '>']) {
            push_names(&mut named, line, tag);
        }
    }
    named
}

/// Splits a tag into tokens: texts in quotes, and names.
fn push_names(named: &mut Named, line: usize, tag: &str) {
    let mut helper = String::new();
    for (at, part) in tag.split('"').enumerate() {
        if at % 2 == 1 {
            match std::mem::take(&mut helper).as_str() {
                "w" => named.words.push((line, part.to_owned())),
                "n" | "k" => named.words.push((line, format!("{part}."))),
                _ => {}
            }
            continue;
        }
        for token in part.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '#' | '/' | '~')) {
            // `n=open`: the value counts.
            let token = token.rsplit('=').next().unwrap_or(token).trim_start_matches('@');
            if token.is_empty() || token.starts_with(|c: char| c.is_ascii_digit() || c == '|') {
                continue;
            }
            token.to_owned().clone_into(&mut helper);
            let segments = token.split('.').filter(|segment| !segment.is_empty() && !HELPERS.contains(segment));
            named.names.extend(segments.map(|segment| (line, segment.to_owned())));
        }
    }
}

/// All names of values.
pub(super) fn names_of<'a>(value: &'a Value, names: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| {
            names.insert(name);
            names_of(value, names);
        }),
        Value::Array(values) => values.iter().for_each(|value| names_of(value, names)),
        _ => {}
    }
}

/// What a template names and nobody has.
pub(super) fn faults(file: &PageFile, words: &Words, known: &BTreeSet<&str>) -> Vec<PageFault> {
    let Named { words: keys, names } = named(&file.text);
    let has = |key: &str| {
        if key.ends_with('.') { words.keys().any(|known| known.starts_with(key)) } else { words.find(key).is_some() }
    };
    // A hint is looked for only where something is wrong: that takes long.
    let of_word = |(line, key): &(usize, String)| {
        let message = || format!("there's no word \"{key}\".{}", hint(key, words.keys()));
        (!has(key)).then(|| PageFault::of_line(&file.shown, *line, message()))
    };
    let of_name = |(line, name): &(usize, String)| {
        let message = || format!("\"{name}\" isn't a name here.{}", hint(name, known.iter().copied()));
        (!known.contains(name.as_str())).then(|| PageFault::of_line(&file.shown, *line, message()))
    };
    keys.iter().filter_map(of_word).chain(names.iter().filter_map(of_name)).collect()
}

fn hint<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    nearest(name, known).map_or_else(String::new, |meant| format!(" Did you mean \"{meant}\"?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_template_names() {
        let check = |text: &str, words: &[&str], names: &[&str]| {
            let found = named(text);
            assert_eq!(found.words.iter().map(|(_, key)| key.as_str()).collect::<Vec<_>>(), words, "{text}");
            assert_eq!(found.names.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), names, "{text}");
        };
        check("", &[], &[]);
        check("{{w \"list.open\" n=open}} {{subject}}", &["list.open"], &["open", "subject"]);
        check("{{#if (eq state \"open\")}}{{else}}{{/if}}", &[], &["state"]);
        check("{{n \"files\" count}}{{k \"stage\" stage}}", &["files.", "stage."], &["count", "stage"]);
        check("{{../../name}}{{@root.form.nonce}}{{> parts/mark form}}{{!-- x --}}", &[], &["name", "form", "nonce"]);
        check("{{#each sections}}{{this}}{{@index}}{{/each}}", &[], &["sections"]);
        check("{{{content}}}", &[], &["content"]);
        check("{{", &[], &[]);
    }
}
