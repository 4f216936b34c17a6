//! Looks for nonsense in a valid `[workflow]`: rules that never apply or contradict each other, and moves that nobody
//! can ask for.

use crate::desk::analysis::{Doubt, doubts};
use crate::desk::people::{People, Role};
use crate::desk::transition::Transition;
use crate::desk::workflow::{Rule, Workflow};

use super::reader::{FileReading, Span};

/// The places of the rules' and transitions' names, in order.
pub(super) struct Places {
    pub(super) rules: Vec<Span>,
    pub(super) transitions: Vec<Span>,
}

/// Reports all of it.
pub(super) fn check(reading: &FileReading<'_>, people: &People, workflow: &Workflow, places: &Places) {
    let doubts = doubts(workflow);
    for (index, (rule, span)) in workflow.rules().iter().zip(&places.rules).enumerate() {
        match doubts.iter().find(|(doubted, _)| *doubted == index) {
            Some((_, doubt)) => tell(reading, rule, span, doubt),
            None => {
                if let Some(why) = why_nobody(people, &rule.when.comment_by) {
                    reading.warn(Some(span), format!("the rule `{}` never applies: {why}", rule.name), "leave it out");
                }
            }
        }
    }
    for (transition, span) in workflow.transitions().iter().zip(&places.transitions) {
        check_transition(reading, people, transition, span);
    }
}

fn tell(reading: &FileReading<'_>, rule: &Rule, span: &Span, doubt: &Doubt) {
    let name = &rule.name;
    match doubt {
        Doubt::Contradicts(other) => {
            let message = format!("the rules `{other}` and `{name}` have the same `when`, but set different statuses");
            reading.fault(span, message, "remove one of them, or change its `when`");
        }
        Doubt::Decided(by) => {
            let by = by.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let message =
                format!("the rule `{name}` never applies: it matches nothing that isn't matched above, by {by}");
            reading.warn(Some(span), message, "move it up, or remove it");
        }
        Doubt::NeverFits => {
            let message = format!("the rule `{name}` never applies: only agents write internal notes");
            reading.warn(Some(span), message, "write comment_by = [\"agent\"], or remove visibility = \"internal\"");
        }
    }
}

fn check_transition(reading: &FileReading<'_>, people: &People, transition: &Transition, span: &Span) {
    let name = &transition.name;
    if transition.from == [transition.to.clone()] && transition.partner.is_none() && !transition.assign_author {
        let message =
            format!("the transition `{name}` does nothing: the ticket already has status `{}`", transition.to);
        reading.fault(span, message, "write another status, here or in `from`");
    }
    let involved = |partner: &String| people.organisations.0.iter().any(|it| it.partners.contains(partner));
    if let Some(partner) = transition.partner.as_ref().filter(|partner| !involved(partner)) {
        let message = format!("nobody can use `{name}`: no [[organisation]] has `{partner}` among its partners");
        reading.warn(
            Some(span),
            message,
            format!("write partners = [\"{partner}\"] in the organisations of its customers"),
        );
    } else if let Some(why) = why_nobody(people, &transition.by) {
        reading.warn(Some(span), format!("nobody can use `{name}`: {why}"), "write other roles in `by`, or remove it");
    }
}

/// Why nobody can ever have one of these roles.
fn why_nobody(people: &People, roles: &[Role]) -> Option<&'static str> {
    let organisations = &people.organisations.0;
    let nobody = |role: &Role| match role {
        Role::Partner if organisations.iter().all(|it| it.partners.is_empty()) => {
            Some("no [[organisation]] has `partners`")
        }
        Role::Member if !organisations.iter().any(|it| it.shares) => Some("no [[organisation]] has shares = true"),
        _ => None,
    };
    let why: Option<Vec<_>> = roles.iter().map(nobody).collect();
    why?.first().copied()
}
