//! A customer's mail that opens a ticket for a colleague: `#on-behalf bob@acme.example` on its first line.
//!
//! The colleague becomes the requester, the writer follows the ticket, and both are confirmed to. Only within one
//! organisation that shares its tickets: these two could read each other's anyway, so that nobody is drawn into a case by a
//! stranger (P6); and only by a proven writer. Anywhere else the line is text, and agents are told why; a page refuses it.

use jiff::Timestamp;

use crate::mail::Contact;
use crate::mail::origin::{Person, vouched};

use super::super::act::{Act, OnBehalf};
use super::super::change::{Change, Via};
use super::super::end::End;
use super::super::outcome::{Confirm, ConfirmCause, Outcome};
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::reason::{By, NoPerson, Remark};
use super::moves::wish_at_opening;
use super::opening::{NewRequest, open};

/// Opens a ticket: the writer's, or a colleague's.
pub(super) fn open_for(policy: &Policy, act: &Act, person: &Person, now: Timestamp) -> Outcome {
    let Some(OnBehalf { line, who, below }) = &act.asks.colleague else {
        let outcome = open(policy, act, NewRequest::of(act, person), now);
        return add_remark(outcome, wish_at_opening(policy, act));
    };
    if let Some(why) = refusal(policy, act, person.contact(), who) {
        let remark = Remark::ForNobody { line: line.clone(), why };
        if act.is_posted() {
            return Outcome::without_ticket(End::Suppressed, remark);
        }
        let outcome = open(policy, act, NewRequest::of(act, person), now);
        return add_remark(outcome, Some(remark));
    }
    let entry = NewRequest { text: below, ..NewRequest::of(act, person) };
    let mut outcome = open(policy, act, entry, now);
    let because = give_to(policy, person, who, &mut outcome, now);
    add_remark(outcome, Some(because))
}

fn refusal(policy: &Policy, act: &Act, writer: &Contact, colleague: &Contact) -> Option<NoPerson> {
    if policy.people.agents.find_by_address(&colleague.address).is_some() {
        return Some(NoPerson::Agent { address: colleague.address.to_string() });
    }
    if !policy.people.organisations.has_colleagues(&writer.address, &colleague.address) {
        let (writer, colleague) = (writer.address.to_string(), colleague.address.to_string());
        return Some(NoPerson::OfTwoCompanies { writer, colleague });
    }
    if !policy.holding.is_proven(act) {
        return Some(NoPerson::WriterUnproven { writer: writer.address.to_string() });
    }
    vouched(colleague.clone(), &policy.own).err().map(|why| NoPerson::Unvouched { why })
}

/// Makes the colleague the requester, and lets the writer follow the ticket.
fn give_to(policy: &Policy, person: &Person, colleague: &Contact, outcome: &mut Outcome, now: Timestamp) -> Remark {
    let writer = person.contact();
    let (from, to) = (writer.to_string(), colleague.to_string());
    let because = Remark::ForColleague { writer: from.clone(), colleague: to.clone() };
    let Some(step) = outcome.steps.first_mut() else { return because };
    step.opened_for(colleague);
    if let Some(first) = step.comments.first_mut() {
        first.role = Role::Participant;
    }
    step.without(|change| matches!(change, Change::Join { who, .. } if who.address == colleague.address));
    let reason = By::OpenedFor { writer: from, colleague: to };
    step.change(Change::Join { who: writer.clone(), via: Via::Comment, reason }, now);
    if person.restraint().is_none()
        && !step.confirms.is_empty()
        && let Ok(person) = vouched(colleague.clone(), &policy.own)
    {
        // They did not write the mail, so their letter is no answer to it.
        let cause = ConfirmCause::OpenedBy(writer.display().to_owned());
        step.confirms.push(Confirm { person, answers: None, cause });
    }
    because
}

/// Adds a remark for agents to the step and to the reasons.
fn add_remark(mut outcome: Outcome, why: Option<Remark>) -> Outcome {
    if let (Some(step), Some(why)) = (outcome.steps.first_mut(), why) {
        step.remarks.push(why.clone().into());
        outcome.reasons.push(why.into());
    }
    outcome
}
