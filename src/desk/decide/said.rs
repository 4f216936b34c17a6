//! What a customer's comment says of the ticket's fields: its form lines, and an answer to how the ticket was judged.

use crate::desk::facts::ChoiceFact;
use crate::desk::notice::NoticeKind;
use crate::desk::people::Role;
use crate::desk::thanks::is_thanks;

use super::super::policy::Policy;
use super::commanded::sentence;
use super::customer::Place;
use super::{Change, Incoming, filled};

/// What follows from it.
#[derive(Default)]
pub(super) struct Said {
    /// What changes.
    pub(super) changes: Vec<Change>,
    /// What agents are told of it.
    pub(super) remarks: Vec<String>,
    /// What can be written instead of what is wrong.
    pub(super) choices: Option<Vec<ChoiceFact>>,
}

/// Reads a comment; `answers` is the letter of ours that it answers.
pub(super) fn read(policy: &Policy, answers: Option<NoticeKind>, incoming: &Incoming, place: &Place<'_>) -> Said {
    let Place { ticket, role, person, .. } = place;
    // a partner works on the ticket; how urgent it is the customer says
    if !matches!(role, Role::Requester | Role::Participant | Role::Member) {
        return Said::default();
    }
    let form = filled::read(&policy.fields, &ticket.fields, &incoming.new_text);
    let mut changes: Vec<Change> = form.sets.iter().chain(&form.asks).cloned().collect();
    let thanks = || is_thanks(&incoming.new_text, person.contact().name());
    if answers == Some(NoticeKind::Judged) && *role == Role::Requester && changes.is_empty() && !thanks() {
        changes.push(Change::JudgementAsked { reason: "an answer to how it was judged".to_owned() });
    }
    let mut remarks: Vec<String> = changes.iter().map(sentence).chain(form.faults()).collect();
    let language = policy.languages.of_ticket(ticket, &policy.people.organisations);
    let is_answered = person.restraint().is_none() && !policy.workflow.is_inquiry(&ticket.status);
    let choices = form.choices(&ticket.choices_told, language).filter(|_| is_answered);
    if form.has_faults() && choices.is_none() && is_answered {
        remarks.push("nobody is told the choices again: they were told before".to_owned());
    }
    let choices = choices.map(|(told, choices)| {
        changes.push(told);
        choices
    });
    Said { changes, remarks, choices }
}
