//! A machine's mail: filed, or opened quietly, or suppressed. Never answered, never reopens (P5). And the ticket that shows
//! a mail which could not be worked on.

use crate::mail::MessageId;
use crate::mail::forward::Forwarded;
use crate::mail::origin::{JOURNAL, Machine};

use super::super::act::Act;
use super::super::case::Case;
use super::super::change::Change;
use super::super::end::End;
use super::super::evidence::choose_file;
use super::super::outcome::{NewComment, Outcome, Response, Step};
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::reason::{Handling, Quarantine, Remark, Unproven};
use super::super::routing::Routed;
use super::super::ticket::{Ticket, Visibility};
use super::answers;
use super::opening::{mail_to_route, new_ticket};

pub(super) fn decide(policy: &Policy, case: &Case, act: &Act, machine: &Machine, now: jiff::Timestamp) -> Outcome {
    let (kind, evidence) = (machine.kind.as_str().to_owned(), machine.reason.clone());
    let sender = machine.contact.as_ref().map(|contact| &contact.address);
    if let Some(ticket) = choose_file(&case.candidates, sender, &policy.people) {
        let reasons = vec![Handling::MachineWrote { kind, evidence }.into(), Handling::Filed.into()];
        let mut step = Step::on(ticket);
        step.comments.push(note(act, machine));
        let responses = reported(case, act, &mut step, now);
        return Outcome { responses, ..Outcome::on(End::Commented, step, reasons) };
    }
    let Some(contact) = &machine.contact else {
        return quarantine(policy, act, &Quarantine::MachineWithoutAddress { kind, evidence });
    };
    let judged = Handling::MachineWrote { kind: kind.clone(), evidence };
    if let Some(field) = act.spam.clone().filter(|_| !act.released) {
        let reasons = vec![judged.into(), Unproven::CalledSpam { field }.into()];
        return Outcome { end: Some(End::Suppressed), reasons, ..Outcome::default() };
    }
    if !policy.machines_that_open.iter().any(|kind| kind == machine.kind.as_str()) {
        let reasons = vec![judged.into(), Handling::MachineOpensNone { kind }.into()];
        return Outcome { end: Some(End::Suppressed), reasons, ..Outcome::default() };
    }
    let arriving = mail_to_route(policy, act, &contact.address, &act.subject, &act.own);
    let routed = policy.routes.route(&arriving, &policy.fields, Routed::default());
    let mut reasons = vec![judged.into(), Handling::MachineOpens { kind }.into()];
    reasons.extend(routed.reasons.iter().cloned());
    let mut step = Step::opening(Ticket {
        requester: Some(contact.clone()),
        by_machine: true,
        opening_id: act.message_id().cloned(),
        latest_id: act.message_id().cloned(),
        ..new_ticket(act, &act.subject, policy.workflow.initial().clone(), routed)
    });
    if let Some(nobody) = answers::unanswerable(&step.after) {
        step.remarks.push(Remark::Unanswerable { address: nobody.address.to_string() }.into());
    }
    step.comments.push(NewComment { visibility: Visibility::Public, ..note(act, machine) });
    Outcome::on(End::Opened, step, reasons)
}

fn note(act: &Act, machine: &Machine) -> NewComment {
    NewComment {
        author: machine.contact.clone(),
        role: Role::Machine,
        visibility: Visibility::Internal,
        text: reported_mail(act, machine).map_or(&act.text, |mail| &mail.text).clone(),
        public: None,
    }
}

/// The mail inside a journal report: its author is whom the machine tells of.
fn reported_mail<'a>(act: &'a Act, machine: &Machine) -> Option<&'a Forwarded> {
    act.forwarded.as_ref().filter(|mail| mail.from == machine.contact && machine.reason.starts_with(JOURNAL))
}

/// Our letters that failed for good by a delivery report, each once.
fn reported(case: &Case, act: &Act, step: &mut Step, now: jiff::Timestamp) -> Vec<Response> {
    let mut responses = Vec::new();
    for letter in &case.bounced {
        let of_letter = |(id, _): &&(MessageId, String)| *id == letter.message_id;
        let Some((id, words)) = act.failures.iter().find(of_letter) else { continue };
        let to = letter.to.address.clone();
        step.change(Change::LetterFailed { message_id: id.clone(), to, words: words.clone() }, now);
        let letter = Box::new(letter.clone());
        responses.push(Response::Undeliverable { letter, words: words.clone(), ticket: None });
    }
    responses
}

/// The ticket for a mail that could not be worked on: agents see it, with the reason and the raw mail (P3). Nobody but
/// agents is told.
pub fn quarantine(policy: &Policy, act: &Act, reason: &Quarantine) -> Outcome {
    let ticket = new_ticket(act, &act.subject, policy.workflow.initial().clone(), Routed::default());
    let mut step = Step::opening(Ticket { by_machine: true, ..ticket });
    let text = if act.text.is_empty() { reason.to_string() } else { format!("{reason}\n\n{}", act.text) };
    step.comments.push(NewComment::of_desk(text));
    step.remarks.push(reason.clone().into());
    let reasons = std::iter::once(reason.clone().into()).chain(act.remarks.iter().cloned()).collect();
    Outcome::on(End::Quarantined, step, reasons)
}
