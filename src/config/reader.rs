//! The typed reader. Comes in: a TOML tree with spans. Goes out: values with their places, and every fault.
//!
//! Reading never stops at a fault: it records the fault and returns `None`, so that one run reports everything. A
//! section reads all its keys before it gives up. [`Table::done`] then reports the unknown keys.

use std::cell::RefCell;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::environment::{Environment, Passwords};
use super::fault::{Finding, Severity};
use super::suggest;

/// A place in the file, in bytes.
pub(super) type Span = Range<usize>;

/// A key with an example value, for the help.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub(super) name: &'static str,
    /// The value in TOML.
    pub(super) example: &'static str,
}

/// A value with its place.
#[derive(Debug, Clone)]
pub(super) struct Found<T> {
    pub(super) value: T,
    pub(super) span: Span,
}

/// The reading of one file. It collects the faults.
pub(super) struct FileReading<'a> {
    pub(super) environment: &'a dyn Environment,
    pub(super) passwords: Passwords,
    /// The base of relative paths.
    base: PathBuf,
    findings: RefCell<Vec<Finding>>,
    /// Faults about missing things. They can't be trusted if the file isn't TOML.
    absences: RefCell<Vec<Finding>>,
    secrets: RefCell<Vec<Span>>,
}

/// A table of the file.
pub(super) struct Table<'a> {
    pub(super) reading: &'a FileReading<'a>,
    /// `[mailbox.support.imap]` without brackets. Empty for the file itself.
    pub(super) path: String,
    /// Its header. `None`: the file itself.
    pub(super) span: Option<Span>,
    entries: &'a DeTable<'a>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> FileReading<'a> {
    pub(super) fn new(file: &Path, environment: &'a dyn Environment, passwords: Passwords) -> Self {
        Self {
            environment,
            passwords,
            base: file.parent().unwrap_or(Path::new("")).to_owned(),
            findings: RefCell::default(),
            absences: RefCell::default(),
            secrets: RefCell::default(),
        }
    }

    pub(super) fn fault(&self, span: &Span, message: impl Into<String>, help: impl Into<String>) {
        self.note(Severity::Error, Some(span), message.into(), help.into());
    }

    pub(super) fn warn(&self, span: Option<&Span>, message: impl Into<String>, help: impl Into<String>) {
        self.note(Severity::Warning, span, message.into(), help.into());
    }

    pub(super) fn hint(&self, span: &Span, message: impl Into<String>, help: impl Into<String>) {
        self.note(Severity::Hint, Some(span), message.into(), help.into());
    }

    /// Records that something required is missing.
    pub(super) fn absent(&self, span: Option<&Span>, message: impl Into<String>, help: impl Into<String>) {
        let finding =
            Finding { severity: Severity::Error, span: span.cloned(), message: message.into(), help: help.into() };
        self.absences.borrow_mut().push(finding);
    }

    /// Marks a place that must never be shown.
    pub(super) fn keep_secret(&self, span: Span) {
        self.secrets.borrow_mut().push(span);
    }

    pub(super) fn resolve(&self, path: &str) -> PathBuf {
        self.base.join(path)
    }

    /// All findings, the missing things, and what to mask.
    pub(super) fn end(self) -> (Vec<Finding>, Vec<Finding>, Vec<Span>) {
        (self.findings.into_inner(), self.absences.into_inner(), self.secrets.into_inner())
    }

    /// Whether there are more faults than anybody reads. Suggestions cost time.
    fn is_full(&self) -> bool {
        self.findings.borrow().len() > 1000
    }

    fn note(&self, severity: Severity, span: Option<&Span>, message: String, help: String) {
        self.findings.borrow_mut().push(Finding { severity, span: span.cloned(), message, help });
    }
}

impl<'a> Table<'a> {
    /// The file itself.
    pub(super) fn root(reading: &'a FileReading<'a>, entries: &'a DeTable<'a>) -> Self {
        Self { reading, path: String::new(), span: None, entries, asked: RefCell::default() }
    }

    fn below(&self, name: &str, span: Span, entries: &'a DeTable<'a>) -> Self {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        Self { reading: self.reading, path, span: Some(span), entries, asked: RefCell::default() }
    }

    /// `[desk]`, or `the file`.
    pub(super) fn title(&self) -> String {
        if self.path.is_empty() { "the file".to_owned() } else { format!("[{}]", self.path) }
    }

    /// Whether it has no entry.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value of a key, of any type.
    pub(super) fn value(&self, name: &'static str) -> Option<Found<&'a DeValue<'a>>> {
        self.asked.borrow_mut().push(name);
        self.entries.get(name).map(|found| Found { value: found.get_ref(), span: found.span() })
    }

    /// Reads a required key.
    pub(super) fn required<T>(&self, key: Key, read: impl FnOnce(&Self, Key) -> Option<T>) -> Option<T> {
        if self.value(key.name).is_none() {
            let message = format!("{} has no `{}`", self.title(), key.name);
            self.reading.absent(self.span.as_ref(), message, format!("write {} = {}", key.name, key.example));
        }
        read(self, key)
    }

    /// A table below this one.
    pub(super) fn table(&self, name: &'static str) -> Option<Table<'a>> {
        let found = self.value(name)?;
        match found.value {
            DeValue::Table(entries) => Some(self.below(name, found.span, entries)),
            DeValue::Array(list) if list.iter().any(|item| item.get_ref().is_table()) => {
                let message = format!("`{name}` is written as a list, but there can only be one");
                self.reading.fault(&found.span, message, format!("write [{}] with single brackets", self.inner(name)));
                None
            }
            _ => {
                let message = format!("`{name}` must be a table");
                self.reading.fault(&found.span, message, format!("write a section [{}]", self.inner(name)));
                None
            }
        }
    }

    /// A list of tables below this one (`[[agent]]`), in order.
    pub(super) fn tables(&self, name: &'static str) -> Vec<Table<'a>> {
        let Some(found) = self.value(name) else { return Vec::new() };
        let DeValue::Array(list) = found.value else {
            let message = format!("`{name}` must be a list of tables");
            self.reading.fault(&found.span, message, format!("write [[{}]] with double brackets", self.inner(name)));
            return Vec::new();
        };
        let table = |item: &'a toml::Spanned<DeValue<'a>>| match item.get_ref() {
            DeValue::Table(entries) => Some(self.below(name, item.span(), entries)),
            _ => {
                self.reading.fault(&item.span(), format!("an item of `{name}` must be a table"), "");
                None
            }
        };
        list.iter().filter_map(table).collect()
    }

    /// All entries as named tables (`[mailbox.NAME]`), in the order of the file.
    pub(super) fn named_tables(&self, example: &str) -> Vec<(Found<String>, Table<'a>)> {
        let table = |(key, value): (&toml::Spanned<_>, &'a toml::Spanned<DeValue<'a>>)| {
            let name = Found { value: AsRef::<std::borrow::Cow<'_, str>>::as_ref(key).to_string(), span: key.span() };
            let DeValue::Table(entries) = value.get_ref() else {
                self.reading.keep_secret(value.span());
                let message = format!("`{}` in {} must be a table", name.value, self.title());
                self.reading.fault(&name.span, message, format!("for example: {example}"));
                return None;
            };
            let table = self.below(&name.value, value.span(), entries);
            Some((name, table))
        };
        let mut found: Vec<_> = self.entries.iter().filter_map(table).collect();
        found.sort_by_key(|(name, _)| name.span.start);
        found
    }

    /// All entries, of any type, in the order of the file.
    pub(super) fn named_values(&self) -> Vec<(Found<String>, Found<&'a DeValue<'a>>)> {
        let entry = |(key, value): (&toml::Spanned<_>, &'a toml::Spanned<DeValue<'a>>)| {
            let name = AsRef::<std::borrow::Cow<'_, str>>::as_ref(key).to_string();
            let value = Found { value: value.get_ref(), span: value.span() };
            (Found { value: name, span: key.span() }, value)
        };
        let mut found: Vec<_> = self.entries.iter().map(entry).collect();
        found.sort_by_key(|(name, _)| name.span.start);
        found
    }

    /// Refuses a key that only a later version knows.
    pub(super) fn not_yet(&self, name: &'static str, instead: &str) {
        let key = self.entries.iter().find(|(key, _)| key.get_ref() == name);
        self.asked.borrow_mut().push(name);
        if let Some((key, _)) = key {
            let message = format!("`{name}` in {} is not available yet", self.title());
            self.reading.fault(&key.span(), message, instead);
        }
    }

    /// Reports the keys that nobody read. Call it after all others.
    pub(super) fn done(&self) {
        let mut known = self.asked.borrow().clone();
        known.dedup();
        for (key, value) in self.entries {
            let name: &str = key.get_ref();
            if known.contains(&name) {
                continue;
            }
            // A mistyped `password` holds a password all the same.
            self.reading.keep_secret(value.span());
            let place = if self.path.is_empty() { String::new() } else { format!(" in {}", self.title()) };
            let is_there = |key: &str| self.entries.get(key).is_some();
            let help = if self.reading.is_full() { String::new() } else { suggest::key_hint(name, &known, is_there) };
            self.reading.fault(&key.span(), format!("unknown key `{name}`{place}"), help);
        }
    }

    fn inner(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}
