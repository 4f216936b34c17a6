//! What a list is narrowed down to: values of fields; and its order.

use std::cmp::Reverse;

use crate::desk::field::BETWEEN;
use crate::desk::policy::Policy;
use crate::desk::question::Brief;
use crate::pages::views::{ListField, Sort};

use super::super::search::in_query;
use super::fields::{asked, control_name, groups};
use super::list::priority_field;

/// The values that tickets of a list must have, by their fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::portal) struct Filter(Vec<(String, String)>);

impl Filter {
    /// Of an address: `field.priority=high`. What isn't a value narrows nothing.
    pub(in crate::portal) fn of(policy: &Policy, pairs: &[(String, String)]) -> Self {
        let fields = asked(&policy.fields).filter(|field| !field.choices.is_empty());
        let chosen = fields.filter_map(|field| {
            let name = control_name(field);
            let (_, given) = pairs.iter().find(|(key, given)| *key == name && !given.is_empty())?;
            Some((field.name.clone(), field.find_value(given).ok()?))
        });
        Self(chosen.collect())
    }

    /// Whether it narrows nothing.
    pub(in crate::portal) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a ticket is in the list. A value stands for all of its subtypes.
    pub(in crate::portal) fn takes(&self, brief: &Brief) -> bool {
        let is = |value: &str, wanted: &str| {
            value == wanted || value.strip_prefix(wanted).is_some_and(|rest| rest.starts_with(BETWEEN))
        };
        self.0.iter().all(|(field, wanted)| brief.fields.get(field).is_some_and(|value| is(value, wanted)))
    }

    /// As an address has it, behind other things.
    pub(in crate::portal) fn query(&self) -> String {
        let part = |(field, value): &(String, String)| format!("&field.{}={}", in_query(field), in_query(value));
        self.0.iter().map(part).collect::<Vec<_>>().concat()
    }

    /// The controls.
    pub(in crate::portal) fn controls(&self, policy: &Policy, language: &str) -> Vec<ListField> {
        let fields = asked(&policy.fields).filter(|field| !field.choices.is_empty());
        let chosen = |name: &str| self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value);
        let control = |field: &crate::desk::field::Field| ListField {
            name: control_name(field),
            label: field.label(language).to_owned(),
            groups: groups(field, chosen(&field.name), language),
        };
        fields.map(control).collect()
    }
}

/// Puts tickets in an order; the values of a field are in the config from the highest priority to the lowest.
pub(in crate::portal) fn sort_by(policy: &Policy, sort: Sort, briefs: &mut [Brief]) {
    let field = priority_field(policy);
    let rank = |brief: &Brief| {
        let value = field.and_then(|field| brief.fields.get(&field.name));
        let place = field.and_then(|field| field.choices.iter().position(|choice| Some(choice.name.as_str()) == value));
        place.unwrap_or(usize::MAX)
    };
    match sort {
        Sort::Changed => briefs.sort_by_key(|brief| Reverse(brief.changed_at)),
        Sort::Created => briefs.sort_by_key(|brief| Reverse(brief.number)),
        Sort::Priority => briefs.sort_by_key(|brief| (rank(brief), Reverse(brief.changed_at))),
    }
}
