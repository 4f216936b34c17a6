//! What a customer's form lines do: set fields, ask the agents for a judgement, or bring back the choices.
//!
//! Comes in: what was newly written. Goes out: changes, what agents are told of the lines, and the letter with the choices;
//! that one goes to a person whom a machine may write to, once a ticket and field, so that nothing goes round (P5).

use crate::mail::origin::Person;

use super::super::facts::ChoiceFact;
use super::super::field::{Customers, FieldSet, Fields, Wrong};
use super::super::form::{Filled, read_form};
use super::super::notice::{Audience, Facts, Notice, NoticeKind};
use super::{Change, Incoming};

/// The form lines of a mail.
#[derive(Default)]
pub(super) struct Form<'f> {
    /// Fields that they set.
    pub(super) sets: Vec<Change>,
    /// Judgements that they ask for.
    pub(super) asks: Vec<Change>,
    /// Lines that are wrong.
    wrong: Vec<Filled<'f>>,
}

/// Reads them; `known` are the fields of the ticket as it stands.
pub(super) fn read<'f>(set: &'f FieldSet, known: &Fields, text: &str) -> Form<'f> {
    let mut form = Form::default();
    for filled in read_form(set, known, text) {
        let reason = format!("form line {}", quoted(&filled));
        match (&filled.value, filled.field.customers) {
            (Err(_), _) => form.wrong.push(filled),
            (Ok(value), _) if known.get(&filled.field.name) == Some(value) => {}
            (Ok(_), Customers::Propose) => form.asks.push(Change::JudgementAsked { reason }),
            (Ok(value), _) => {
                let (name, to) = (filled.field.name.clone(), Some(value.clone()));
                form.sets.push(Change::Field { name, to, reason });
            }
        }
    }
    form
}

impl Form<'_> {
    /// What is wrong with them, in sentences.
    pub(super) fn faults(&self) -> impl Iterator<Item = String> {
        self.wrong.iter().map(|filled| {
            let name = &filled.field.name;
            let why = match &filled.value {
                Err(Wrong::Contradiction) => format!("contradicts itself: {name} is not set"),
                Err(Wrong::Subtype(of)) => format!("names no subtype of {of}"),
                Err(Wrong::Locked) => format!("names a subtype of {name} without its value"),
                _ => format!("names no value of {name}"),
            };
            format!("form line {} {why}", quoted(filled))
        })
    }

    /// The choices for what is wrong, but for fields for which they were `told` before.
    pub(super) fn choices(&self, told: &[String], language: &str) -> Option<(Change, Vec<ChoiceFact>)> {
        let open = || self.wrong.iter().filter(|filled| !told.contains(&filled.field.name));
        let fact = |filled: &Filled<'_>| ChoiceFact {
            label: filled.field.label(language).to_owned(),
            given: filled.given.clone(),
            options: filled.field.options(language, value_of(filled)),
        };
        let facts: Vec<ChoiceFact> = open().map(fact).collect();
        let fields = open().map(|filled| filled.field.name.clone()).collect();
        (!facts.is_empty()).then_some((Change::ChoicesTold { fields }, facts))
    }

    /// Whether a line is wrong.
    pub(super) fn has_faults(&self) -> bool {
        !self.wrong.is_empty()
    }
}

/// The value that a line gets right, where only the subtype is wrong.
fn value_of<'w>(filled: &'w Filled<'_>) -> Option<&'w str> {
    match &filled.value {
        Err(Wrong::Subtype(of)) => Some(of),
        _ => None,
    }
}

fn quoted(filled: &Filled<'_>) -> String {
    format!("\"{}: {}\"", filled.label, filled.given)
}

/// The letter with the choices, in answer to their mail.
pub(super) fn answer(incoming: &Incoming, person: &Person, facts: Facts) -> Notice {
    Notice {
        kind: NoticeKind::Choices,
        to: Audience::Writer(person.clone()),
        facts: Facts { text: String::new(), files: Vec::new(), reason: String::new(), ..facts },
        in_reply_to: incoming.message_id.clone(),
        references: incoming.message_id.iter().cloned().collect(),
        encloses: false,
    }
}
