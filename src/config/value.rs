//! Reads single values: text, numbers, durations, words of a list. A fault says what to write instead.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use toml::de::DeValue;

use crate::desk::nearest::nearest;
use crate::desk::work_time::WorkTime;
use crate::mail::Address;
use crate::mail::clean::one_line;

use super::reader::{Found, Key, Span, Table};
use crate::desk::quantity::{parse_duration, parse_size, parse_work_time, print_duration, print_size};

impl Table<'_> {
    /// One line of text, not empty.
    pub(super) fn text(&self, key: Key) -> Option<Found<String>> {
        let found = self.value(key.name)?;
        let DeValue::String(text) = found.value else {
            return self.wrong_type(key, "text in quotes", found.value, &found.span);
        };
        self.line(key, text, found.span)
    }

    /// A list of texts, each one line and not empty.
    pub(super) fn texts(&self, key: Key) -> Option<Found<Vec<Found<String>>>> {
        let found = self.value(key.name)?;
        let DeValue::Array(list) = found.value else {
            return self.wrong_type(key, "a list", found.value, &found.span);
        };
        let texts = list.iter().filter_map(|item| match item.get_ref() {
            DeValue::String(text) => self.line(key, text, item.span()),
            other => self.wrong_type(key, "a list of text in quotes", other, &item.span()),
        });
        Some(Found { value: texts.collect(), span: found.span })
    }

    /// Entries with names chosen by the desk, each a text or a list of texts.
    pub(super) fn named_texts(&self, help: &str) -> Vec<(Found<String>, Vec<Found<String>>)> {
        let key = |text: &str, span: Span| {
            let line = text.trim();
            let fits = !line.is_empty() && !line.chars().any(char::is_control);
            if !fits {
                self.reading.fault(&span, "this must be one line that isn't empty", help);
            }
            fits.then(|| Found { value: line.to_owned(), span })
        };
        let of_item = |value: &DeValue<'_>, span: Span| match value {
            DeValue::String(text) => key(text, span),
            other => {
                self.reading.fault(&span, format!("it must be text in quotes, not {}", kind(other)), help);
                None
            }
        };
        let empty = |span: &Span| self.reading.fault(span, "this list is empty", help);
        let of_entry = |(name, found): (Found<String>, Found<&DeValue<'_>>)| {
            let texts = match found.value {
                DeValue::Array(list) if list.is_empty() => {
                    empty(&found.span);
                    Vec::new()
                }
                DeValue::Array(list) => list.iter().filter_map(|item| of_item(item.get_ref(), item.span())).collect(),
                one => of_item(one, found.span).into_iter().collect(),
            };
            (name, texts)
        };
        self.named_values().into_iter().map(of_entry).collect()
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, key: Key) -> Option<bool> {
        let found = self.value(key.name)?;
        match found.value {
            DeValue::Boolean(flag) => Some(*flag),
            other => self.wrong_type(key, "true or false, without quotes", other, &found.span),
        }
    }

    /// A whole number.
    pub(super) fn number(&self, key: Key, range: RangeInclusive<u64>) -> Option<Found<u64>> {
        let found = self.value(key.name)?;
        let DeValue::Integer(number) = found.value else {
            return self.wrong_type(key, "a whole number without quotes", found.value, &found.span);
        };
        let value = u64::from_str_radix(number.as_str(), number.radix()).ok().filter(|value| range.contains(value));
        if value.is_none() {
            let message = format!("`{}` must be between {} and {}", key.name, range.start(), range.end());
            self.reading.fault(&found.span, message, example(key));
        }
        Some(Found { value: value?, span: found.span })
    }

    /// A duration such as `"60s"`.
    pub(super) fn duration(&self, key: Key, range: RangeInclusive<Duration>) -> Option<Found<Duration>> {
        self.span_of_time(key, range, parse_duration)
    }

    /// A duration in working time: `"2d"` are two days of the calendar.
    pub(super) fn duration_in(
        &self,
        key: Key,
        range: RangeInclusive<Duration>,
        time: &WorkTime,
    ) -> Option<Found<Duration>> {
        self.span_of_time(key, range, |text| parse_work_time(text, time))
    }

    fn span_of_time(
        &self,
        key: Key,
        range: RangeInclusive<Duration>,
        parse: impl Fn(&str) -> Option<Duration>,
    ) -> Option<Found<Duration>> {
        let found = self.value(key.name)?;
        let parsed = found.value.as_str().and_then(parse);
        let value = parsed.filter(|value| range.contains(value));
        if value.is_none() {
            let message = match parsed {
                Some(_) => {
                    let (least, most) = (print_duration(*range.start()), print_duration(*range.end()));
                    format!("`{}` must be between {least} and {most}", key.name)
                }
                None => format!("`{}` must be a time with its unit (ms, s, m, h, d), in quotes", key.name),
            };
            self.reading.fault(&found.span, message, example(key));
        }
        Some(Found { value: value?, span: found.span })
    }

    /// A size such as `"25 MB"`, in bytes.
    pub(super) fn size(&self, key: Key, range: RangeInclusive<u64>) -> Option<Found<usize>> {
        let found = self.value(key.name)?;
        let parsed = found.value.as_str().and_then(parse_size);
        let value = parsed.filter(|value| range.contains(value)).and_then(|value| usize::try_from(value).ok());
        if value.is_none() {
            let message = match parsed {
                Some(_) => {
                    let (least, most) = (print_size(*range.start()), print_size(*range.end()));
                    format!("`{}` must be between {least} and {most}", key.name)
                }
                None => format!("`{}` must be a size with its unit (B, KB, MB, GB), in quotes", key.name),
            };
            self.reading.fault(&found.span, message, example(key));
        }
        Some(Found { value: value?, span: found.span })
    }

    /// One of some words, as the value that it stands for.
    pub(super) fn word<T: Copy>(&self, key: Key, words: &[(&str, T)]) -> Option<Found<T>> {
        let text = self.text(key)?;
        let meaning = self.meaning(key.name, &text, words)?;
        Some(Found { value: meaning, span: text.span })
    }

    /// The value that a word stands for. The help lists all words if there are few.
    pub(super) fn meaning<T: Copy>(&self, what: &str, text: &Found<String>, words: &[(&str, T)]) -> Option<T> {
        let found = words.iter().find(|(word, _)| *word == text.value).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let message = format!("`{}` is an unknown value for `{what}`", text.value);
            let quoted: Vec<String> = known.iter().map(|word| format!("\"{word}\"")).collect();
            let help = match nearest(&text.value, known.iter().copied()) {
                Some(meant) => format!("did you mean \"{meant}\"?"),
                None => format!("write one of: {}", quoted.join(", ")),
            };
            self.reading.fault(&text.span, message, help);
        }
        found
    }

    /// An e-mail address.
    pub(super) fn address(&self, key: Key) -> Option<Found<Address>> {
        let text = self.text(key)?;
        self.to_address(&text)
    }

    /// A list of e-mail addresses. Empty if there is no such key.
    pub(super) fn addresses(&self, key: Key) -> Vec<Found<Address>> {
        let texts = self.texts(key).map(|found| found.value).unwrap_or_default();
        texts.iter().filter_map(|text| self.to_address(text)).collect()
    }

    /// A path. A relative one is relative to the config file.
    pub(super) fn path(&self, key: Key) -> Option<Found<PathBuf>> {
        let text = self.text(key)?;
        Some(Found { value: self.reading.resolve(&text.value), span: text.span })
    }

    fn to_address(&self, text: &Found<String>) -> Option<Found<Address>> {
        let address = Address::parse(&text.value);
        if address.is_none() {
            let message = format!("`{}` isn't an email address", text.value);
            self.reading.fault(&text.span, message, "write it as \"support@desk.example\", without a name");
        }
        Some(Found { value: address?, span: text.span.clone() })
    }

    fn line(&self, key: Key, text: &str, span: Span) -> Option<Found<String>> {
        let text = text.trim();
        if text.is_empty() {
            self.reading.fault(&span, format!("`{}` is empty", key.name), example(key));
            return None;
        }
        if one_line(text) != text && text.chars().any(char::is_control) {
            self.reading.fault(
                &span,
                format!("`{}` must be one line without control characters", key.name),
                example(key),
            );
            return None;
        }
        Some(Found { value: text.to_owned(), span })
    }

    fn wrong_type<T>(&self, key: Key, expected: &str, found: &DeValue<'_>, span: &Span) -> Option<T> {
        let message = format!("`{}` must be {expected}, not {}", key.name, kind(found));
        self.reading.fault(span, message, example(key));
        None
    }
}

fn example(key: Key) -> String {
    format!("write {} = {}", key.name, key.example)
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
