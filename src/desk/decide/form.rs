//! The effects of form lines: they set fields, ask the agents for a judgement, or bring back the choices.
//!
//! Comes in: the lines, and the ticket as it stands. Goes out: changes, what agents are told of the lines, and the choices
//! for those that are wrong; these go to a person whom a machine may write to, once a ticket and field, so that nothing goes
//! round (P5).

use super::super::act::Act;
use super::super::case::Case;
use super::super::change::Change;
use super::super::facts::ChoiceFact;
use super::super::field::{Customers, FieldSet, Fields, Wrong};
use super::super::form::{Filled, FormLine, fill_in};
use super::super::notice::NoticeKind;
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::reason::{By, Reason, Remark};
use super::super::thanks::is_thanks;
use super::moves::TicketWriter;

/// The form lines of an act.
#[derive(Default)]
pub(super) struct Form<'f> {
    /// Fields that they set.
    pub(super) sets: Vec<Change>,
    /// Judgements that they ask for.
    pub(super) asks: Vec<Change>,
    /// Lines that are wrong.
    wrong: Vec<Filled<'f>>,
}

/// Reads the form lines; `known` are the fields of the ticket as it stands.
pub(super) fn read<'f>(set: &'f FieldSet, known: &Fields, lines: &[FormLine]) -> Form<'f> {
    let mut form = Form::default();
    for filled in fill_in(set, known, lines) {
        let reason = By::FormLine { label: filled.label.clone(), given: filled.given.clone() };
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
    /// The faults in them.
    pub(super) fn faults(&self) -> impl Iterator<Item = Reason> {
        let fault = |filled: &Filled<'_>| {
            let (label, given, name) = (filled.label.clone(), filled.given.clone(), filled.field.name.clone());
            match filled.value.clone() {
                Err(Wrong::Contradiction) => Remark::FormContradicts { label, given, name },
                Err(Wrong::Subtype(of)) => Remark::FormNoSubtype { label, given, of },
                Err(Wrong::Locked) => Remark::FormSubtypeAlone { label, given, name },
                _ => Remark::FormNoValue { label, given, name },
            }
        };
        self.wrong.iter().map(fault).map(Reason::from)
    }

    /// The choices for what is wrong, without the fields for which they were `told` before.
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
}

/// The value that a line gets right, where only the subtype is wrong.
fn value_of<'w>(filled: &'w Filled<'_>) -> Option<&'w str> {
    match &filled.value {
        Err(Wrong::Subtype(of)) => Some(of),
        _ => None,
    }
}

/// The effects of a customer's comment on the ticket's fields.
#[derive(Default)]
pub(super) struct OfComment {
    /// The changes.
    pub(super) changes: Vec<Change>,
    /// Remarks for agents.
    pub(super) remarks: Vec<Reason>,
    /// The choices for lines that are wrong.
    pub(super) choices: Option<Vec<ChoiceFact>>,
}

/// Reads it: form lines, and an answer to how the ticket was judged.
pub(super) fn of_comment(policy: &Policy, case: &Case, act: &Act, writer: &TicketWriter<'_>) -> OfComment {
    let TicketWriter { ticket, role, person, .. } = *writer;
    // Partners work on the ticket, but the customer says how urgent it is.
    if !matches!(role, Role::Requester | Role::Participant | Role::Member) {
        return OfComment::default();
    }
    let form = read(&policy.fields, &ticket.fields, &act.asks.form);
    let mut changes: Vec<Change> = form.sets.iter().chain(&form.asks).cloned().collect();
    let thanks = || is_thanks(&act.own, person.contact());
    if act.asks.judgement && changes.is_empty() {
        changes.push(Change::JudgementAsked { reason: By::PageButton });
    }
    if case.answers == Some(NoticeKind::Judged) && role == Role::Requester && changes.is_empty() && !thanks() {
        changes.push(Change::JudgementAsked { reason: By::JudgementAnswered });
    }
    let mut remarks: Vec<Reason> =
        changes.iter().map(|change| change.describe(&policy.zone)).chain(form.faults()).collect();
    let language = policy.languages.of_ticket(ticket, &policy.people.organisations);
    // A page is refused for wrong values, however often.
    let is_posted = act.is_posted();
    let is_answered = is_posted || (person.restraint().is_none() && !policy.workflow.is_inquiry(&ticket.status));
    let told: &[String] = if is_posted { &[] } else { &ticket.choices_told };
    let choices = form.choices(told, language).filter(|_| is_answered);
    if !form.wrong.is_empty() && choices.is_none() && is_answered {
        remarks.push(Remark::ChoicesToldBefore.into());
    }
    let choices = choices.map(|(told, choices)| {
        changes.push(told);
        choices
    });
    OfComment { changes, remarks, choices }
}
