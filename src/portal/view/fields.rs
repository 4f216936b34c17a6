//! The fields of the desk as controls of a form, and what was chosen in it.

use crate::desk::field::{BETWEEN, Choice as FieldChoice, Customers, Field, FieldSet};
use crate::desk::posting::ChosenValue;
use crate::pages::views::{Choice, ChoiceGroup, Control, FaultKind, FormFault, FormField};

use super::super::form::Form;

/// Up to so many values are radios.
const MAX_RADIOS: usize = 7;

/// The fields that customers fill in.
pub(in crate::portal) fn asked(fields: &FieldSet) -> impl Iterator<Item = &Field> {
    fields.0.iter().filter(|field| field.customers != Customers::Ignore)
}

/// The name of a field's control.
pub(in crate::portal) fn control_name(field: &Field) -> String {
    format!("field.{}", field.name)
}

/// A field as a control, with what was chosen.
pub(in crate::portal) fn control(field: &Field, value: &str, language: &str) -> FormField {
    let has_subtypes = has_subtypes(field);
    let control = match field.choices.len() {
        0 => Control::Text,
        count if count <= MAX_RADIOS && !has_subtypes => Control::Radios,
        _ => Control::Select,
    };
    FormField {
        name: control_name(field),
        label: field.label(language).to_owned(),
        hint: String::new(),
        required: field.required,
        proposed: field.customers == Customers::Propose,
        control,
        value: value.to_owned(),
        groups: groups(field, value, language),
    }
}

fn has_subtypes(field: &Field) -> bool {
    field.choices.iter().any(|choice| !choice.subtypes.is_empty())
}

/// One group without a label, or one for each value that has subtypes.
pub(super) fn groups(field: &Field, value: &str, language: &str) -> Vec<ChoiceGroup> {
    let shown = |choice: &FieldChoice| choice.labels.shown(language).unwrap_or(&choice.name).to_owned();
    let own = |choice: &FieldChoice| Choice {
        value: choice.name.clone(),
        label: shown(choice),
        description: choice.description.shown(language).unwrap_or_default().to_owned(),
        chosen: choice.name == value,
    };
    if field.choices.is_empty() {
        return Vec::new();
    }
    if !has_subtypes(field) {
        return vec![ChoiceGroup { label: String::new(), choices: field.choices.iter().map(own).collect() }];
    }
    let group = |choice: &FieldChoice| {
        let subtypes = choice.subtypes.iter().map(|subtype| {
            let stored = format!("{}{BETWEEN}{subtype}", choice.name);
            Choice { chosen: stored == value, value: stored, label: subtype.clone(), description: String::new() }
        });
        ChoiceGroup { label: shown(choice), choices: std::iter::once(own(choice)).chain(subtypes).collect() }
    };
    field.choices.iter().map(group).collect()
}

/// What was chosen, and what is wrong with it. A field that was left empty says nothing, unless it must be filled in.
pub(in crate::portal) fn chosen(fields: &FieldSet, form: &Form, language: &str) -> (Vec<ChosenValue>, Vec<FormFault>) {
    let (mut values, mut faults) = (Vec::new(), Vec::new());
    for field in asked(fields) {
        let name = control_name(field);
        let given = form.first(&name).unwrap_or_default().trim();
        let fault = |kind: FaultKind| FormFault { field: name.clone(), label: field.label(language).to_owned(), kind };
        if given.is_empty() {
            faults.extend(field.required.then(|| fault(FaultKind::Missing)));
            continue;
        }
        match field.find_value(given) {
            Ok(value) => values.push(ChosenValue { field: field.name.clone(), value }),
            Err(_) => faults.push(fault(FaultKind::NotAChoice)),
        }
    }
    (values, faults)
}
