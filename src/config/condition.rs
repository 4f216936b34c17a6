//! What the conditions of rules, transitions, timers, routes and promises have in common: lists, and names that must
//! exist.

use crate::desk::condition::FieldValues;
use crate::desk::field::{Field, FieldSet};
use crate::desk::people::People;

use super::field::find_value;
use super::mailbox::MailboxConfig;
use super::reader::{Found, Key, Table};
use super::suggest;

const MAILBOX: Key = Key { name: "mailbox", example: "[\"support\"]" };
const ORGANISATION: Key = Key { name: "organisation", example: "[\"acme\"]" };
pub(super) const FIELDS_EXAMPLE: &str = "write fields = { category = \"Robotics\" }";

/// The names that conditions may use.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) fields: &'a FieldSet,
    pub(super) people: &'a People,
    pub(super) mailboxes: &'a [MailboxConfig],
}

/// A list that must not be empty: an empty one would match everything, which nobody means.
pub(super) fn list(table: &Table<'_>, key: Key) -> Option<Vec<Found<String>>> {
    let found = table.texts(key)?;
    if found.value.is_empty() {
        let help = format!("write {} = {}, or leave it out to mean all", key.name, key.example);
        table.reading.fault(&found.span, format!("`{}` is an empty list", key.name), help);
    }
    Some(found.value)
}

/// `mailbox = ["support"]`
pub(super) fn mailboxes(table: &Table<'_>, known: Known<'_>) -> Vec<String> {
    let mailboxes: Vec<&str> = known.mailboxes.iter().map(|mailbox| mailbox.name.as_str()).collect();
    names(table, MAILBOX, &mailboxes)
}

/// `organisation = ["acme"]`
pub(super) fn organisations(table: &Table<'_>, known: Known<'_>) -> Vec<String> {
    let organisations = known.people.organisations.0.iter();
    let organisations: Vec<&str> = organisations.map(|organisation| organisation.name.as_str()).collect();
    names(table, ORGANISATION, &organisations)
}

/// `fields = { category = ["M3", "VXL"] }`
pub(super) fn fields(table: &Table<'_>, known: Known<'_>) -> FieldValues {
    let Some(table) = table.table("fields") else { return FieldValues::default() };
    let read = |(name, values): (Found<String>, Vec<Found<String>>)| {
        let field = find_field(&table, known.fields, &name)?;
        Some((name.value, values.iter().filter_map(|value| find_value(&table, field, value)).collect()))
    };
    FieldValues(table.named_texts(FIELDS_EXAMPLE).into_iter().filter_map(read).collect())
}

fn names(table: &Table<'_>, key: Key, known: &[&str]) -> Vec<String> {
    let named = list(table, key).unwrap_or_default();
    named.into_iter().filter_map(|named| find_name(table, key.name, known, named)).collect()
}

/// One of the known names. Others are a fault.
pub(super) fn find_name(table: &Table<'_>, what: &str, known: &[&str], named: Found<String>) -> Option<String> {
    if known.contains(&named.value.as_str()) {
        return Some(named.value);
    }
    let help = if known.is_empty() {
        "add it to the config, or leave it out".to_owned()
    } else {
        suggest::hint(&named.value, known)
    };
    table.reading.fault(&named.span, format!("there is no {what} `{}`", named.value), help);
    None
}

/// The field of that name. An unknown one is a fault.
pub(super) fn find_field<'f>(table: &Table<'_>, fields: &'f FieldSet, name: &Found<String>) -> Option<&'f Field> {
    let field = fields.find(&name.value);
    if field.is_none() {
        let known: Vec<&str> = fields.0.iter().map(|field| field.name.as_str()).collect();
        let help =
            if known.is_empty() { "add a [[field]] first".to_owned() } else { suggest::hint(&name.value, &known) };
        table.reading.fault(&name.span, format!("there is no field `{}`", name.value), help);
    }
    field
}
