//! `[[field]]`: facts about a ticket, such as its category or urgency, with labels in each language. Each word has one
//! meaning, so a form line is never ambiguous.

use crate::desk::by_language::{Texts, Words};
use crate::desk::field::{BETWEEN, Choice, Customers, Field, FieldSet, Wrong, folded};
use crate::desk::workflow::Workflow;

use super::language::is_tag;
use super::name::check_name;
use super::reader::{Found, Key, Table};
use super::suggest;

const NAME: Key = Key { name: "name", example: "\"priority\"" };
const DEFAULT: Key = Key { name: "default", example: "\"3\"" };
const CUSTOMERS: Key = Key { name: "customers", example: "\"set\"" };
const TELLS: Key = Key { name: "tells", example: "true" };
const REQUIRED: Key = Key { name: "required", example: "true" };
const FREE: Key = Key { name: "free", example: "true" };
const VALUE_NAME: Key = Key { name: "name", example: "\"1\"" };
const SUBTYPES: Key = Key { name: "subtypes", example: "[\"Gripper\", \"Arm\"]" };

/// The values of the key `customers`.
const MAY: [(&str, Customers); 3] =
    [("set", Customers::Set), ("propose", Customers::Propose), ("ignore", Customers::Ignore)];

/// Words in use, with their meanings.
type Taken = Vec<(String, String)>;

/// Reads all fields, in order.
pub(super) fn read(root: &Table<'_>, workflow: Option<&Workflow>) -> FieldSet {
    let mut fields = FieldSet::default();
    let mut labels = Taken::new();
    for table in root.tables("field") {
        if let Some(field) = read_field(&table, &fields, workflow, &mut labels) {
            fields.0.push(field);
        }
    }
    fields
}

fn read_field(table: &Table<'_>, before: &FieldSet, workflow: Option<&Workflow>, taken: &mut Taken) -> Option<Field> {
    let name = table.required(NAME, Table::text);
    let what = name.as_ref().map_or_else(|| "a field".to_owned(), |name| format!("field `{}`", name.value));
    let labels = read_words(table, "labels", "write labels = { en = [\"Urgency\", \"Priority\"] }", &what, taken);
    let subtype_labels = read_words(
        table,
        "subtype_labels",
        "write subtype_labels = { en = [\"Subtype\"] }",
        &format!("the subtype of {what}"),
        taken,
    );
    let customers = table.word(CUSTOMERS, &MAY).map(|found| found.value).unwrap_or_default();
    let required = read_required(table, &what, customers);
    let tells = table.flag(TELLS).unwrap_or(false);
    let free = table.flag(FREE).unwrap_or(false);
    let values = table.tables("value");
    let choices = read_choices(&values);
    let default = table.text(DEFAULT);
    table.done();
    let name = name?;
    refuse_name(table, &name, before, workflow);
    if free != values.is_empty() {
        let message = if free {
            format!("`{}` is free text, but has values", name.value)
        } else {
            format!("`{}` has no values", name.value)
        };
        let help = "add a [[field.value]] for each value, or write free = true for any text";
        table.reading.fault(&name.span, message, help);
    }
    let subtypes = choices.iter().any(|choice| !choice.subtypes.is_empty());
    if !subtypes && !subtype_labels.0.is_empty() {
        let message = format!("`{}` has subtype_labels, but none of its values has subtypes", name.value);
        table.reading.warn(Some(&name.span), message, "write subtypes = [\"Gripper\", \"Arm\"] in a value");
    }
    let name = name.value;
    let mut field = Field { name, labels, subtype_labels, choices, default: None, customers, tells, required };
    field.default = default.and_then(|default| find_value(table, &field, &default));
    Some(field)
}

/// A page can only ask for what whoever fills it in may set.
fn read_required(table: &Table<'_>, what: &str, customers: Customers) -> bool {
    let required = table.flag(REQUIRED).unwrap_or(false);
    let Some(found) = table.value(REQUIRED.name).filter(|_| required) else { return false };
    let may = MAY.iter().find(|(_, may)| *may == customers).map_or("set", |(word, _)| word);
    if customers != Customers::Set {
        let message = format!("{what} is required, but customers = \"{may}\" keeps them from setting it");
        table.reading.fault(&found.span, message, "write customers = \"set\", or leave required out");
    }
    required
}

/// The stored form of a field's value. An unknown one is a fault.
pub(super) fn find_value(table: &Table<'_>, field: &Field, named: &Found<String>) -> Option<String> {
    let name = &field.name;
    let (message, known) = match field.find_value(&named.value) {
        Ok(value) => return Some(value),
        Err(Wrong::Subtype(of)) => {
            (format!("`{}` isn't a subtype of `{of}` in field `{name}`", named.value), Vec::new())
        }
        Err(Wrong::Locked) => (format!("`{}` is a subtype. Write its value before it", named.value), Vec::new()),
        Err(_) => {
            let known = field.choices.iter().map(|choice| choice.name.as_str()).collect();
            (format!("there is no value `{}` in field `{name}`", named.value), known)
        }
    };
    // If no value could be read, none is wrong.
    if !field.choices.is_empty() {
        let help = if known.is_empty() {
            format!("choose from: {}", field.names().join(", "))
        } else {
            suggest::hint(&named.value, &known)
        };
        table.reading.fault(&named.span, message, help);
    }
    None
}

fn refuse_name(table: &Table<'_>, name: &Found<String>, before: &FieldSet, workflow: Option<&Workflow>) {
    check_name(table, name, "a field");
    let word = name.value.as_str();
    let taken = if before.find(word).is_some() {
        format!("there are two fields `{word}`")
    } else if workflow.is_some_and(|workflow| workflow.find(word).is_some()) {
        format!("`#{word}` is a status already")
    } else if workflow.is_some_and(|workflow| workflow.find_transition(word).is_some()) {
        format!("`#{word}` is a transition already")
    } else {
        return;
    };
    table.reading.fault(&name.span, taken, "give the field another name");
}

fn read_choices(tables: &[Table<'_>]) -> Vec<Choice> {
    let mut taken = Taken::new();
    let mut choices: Vec<Choice> = Vec::new();
    for table in tables {
        let name = table.required(VALUE_NAME, Table::text);
        let what = name.as_ref().map_or_else(|| "a value".to_owned(), |name| format!("value `{}`", name.value));
        if let Some(name) = &name {
            refuse_word(table, name, &what, &taken);
            refuse_separator(table, name);
            taken.push((folded(&name.value), what.clone()));
        }
        let labels = read_words(table, "labels", "write labels = { en = [\"Critical\"] }", &what, &mut taken);
        let description = read_texts(table, "description");
        let subtypes = table.texts(SUBTYPES).map(|found| read_subtypes(table, found.value)).unwrap_or_default();
        table.done();
        choices.extend(name.map(|name| Choice { name: name.value, labels, description, subtypes }));
    }
    choices
}

fn read_subtypes(table: &Table<'_>, found: Vec<Found<String>>) -> Vec<String> {
    let mut taken = Taken::new();
    let mut subtypes = Vec::new();
    for subtype in found {
        let what = format!("subtype `{}`", subtype.value);
        refuse_word(table, &subtype, &what, &taken);
        refuse_separator(table, &subtype);
        taken.push((folded(&subtype.value), what));
        subtypes.push(subtype.value);
    }
    subtypes
}

/// `labels = { en = ["Urgency", "Priority"], de = ["Dringlichkeit"] }`. A word may mean the same thing in several
/// languages, but never two things, because customers don't say in which language they write.
fn read_words(table: &Table<'_>, name: &'static str, help: &str, what: &str, taken: &mut Taken) -> Words {
    let mut words = Words::default();
    let Some(labels) = table.table(name) else { return words };
    let mut own = Taken::new();
    for (language, found) in labels.named_texts(help) {
        refuse_language(&labels, &language, help);
        let mut of_language = Taken::new();
        for word in &found {
            let other = taken.iter().filter(|(_, other)| other != what).chain(&of_language).cloned().collect();
            refuse_word(&labels, word, what, &other);
            of_language.push((folded(&word.value), what.to_owned()));
        }
        own.extend(of_language);
        words.0.push((language.value, found.into_iter().map(|word| word.value).collect()));
    }
    taken.extend(own);
    words
}

fn read_texts(table: &Table<'_>, name: &'static str) -> Texts {
    let mut texts = Texts::default();
    let Some(by_language) = table.table(name) else { return texts };
    let help = "write description = { en = \"nothing works\" }";
    for (language, found) in by_language.named_texts(help) {
        refuse_language(&by_language, &language, help);
        texts.0.extend(found.into_iter().next().map(|text| (language.value, text.value)));
    }
    texts
}

/// Language codes as for letters: `en`, `nl`, `pt-br`.
pub(super) fn refuse_language(table: &Table<'_>, language: &Found<String>, help: &str) {
    let fits = is_tag(&language.value);
    if !fits {
        table.reading.fault(&language.span, format!("`{}` isn't a language", language.value), help);
    }
}

fn refuse_word(table: &Table<'_>, word: &Found<String>, what: &str, taken: &Taken) {
    let key = folded(&word.value);
    if key.is_empty() {
        let message = format!("`{}` has no letters or digits: nobody could write it", word.value);
        table.reading.fault(&word.span, message, "write a word");
    } else if let Some((_, other)) = taken.iter().find(|(known, _)| *known == key) {
        let message = if other == what {
            format!("`{}` means {what} already", word.value)
        } else {
            format!("`{}` means {other} already, so it can't mean {what} as well", word.value)
        };
        let help = "leave it out in one of them. Case, accents, spaces and punctuation make no difference";
        table.reading.fault(&word.span, message, help);
    }
}

fn refuse_separator(table: &Table<'_>, name: &Found<String>) {
    if name.value.contains(BETWEEN) {
        let message = format!("`{}` contains `{BETWEEN}`, which separates a value from its subtype", name.value);
        table.reading.fault(&name.span, message, "use another character. Subtypes go into subtypes = […]");
    }
}
