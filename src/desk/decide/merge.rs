//! `#merge HD-00041`: two tickets are the same case. The one that the agent writes on goes on in the one that is named;
//! later mail on it follows.
//!
//! Whoever is on the merged ticket is on the other from then on and gets everything public there. So only tickets of the
//! same customer can be merged: a number must not show one customer's case to another (P6).

use jiff::Timestamp;

use crate::mail::Contact;

use super::super::case::Case;
use super::super::change::{Change, Via};
use super::super::outcome::{NewComment, Step};
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::reason::{By, CommandFault, Matched, Reason, Remark};
use super::super::reference::TicketNumber;
use super::super::status::{Stage, StatusName};
use super::super::ticket::Ticket;

/// The reasons why a mail is on this ticket when it names one that was merged into it.
pub(super) fn reasons(policy: &Policy, ticket: &Ticket, merged: Option<&Ticket>, reason: Matched) -> Vec<Reason> {
    let into = || policy.style.print(ticket.number);
    let goes_on = merged.map(|merged| Matched::GoesOnIn { merged: policy.style.print(merged.number), into: into() });
    std::iter::once(reason).chain(goes_on).map(Reason::from).collect()
}

/// Why a ticket cannot be merged into another.
pub(super) fn refusal(policy: &Policy, case: &Case, ticket: &Ticket, into: TicketNumber) -> Option<CommandFault> {
    let print = |number| policy.style.print(number);
    if into == ticket.number {
        return Some(CommandFault::MergesItself);
    }
    let Some(other) = case.named.iter().find(|other| other.number == into) else {
        return Some(CommandFault::UnknownTicket { reference: print(into) });
    };
    if let Some(survivor) = other.merged_into {
        return Some(CommandFault::MergedItself { reference: print(into), into: print(survivor) });
    }
    if other.spam {
        return Some(CommandFault::SpamTicket { reference: print(into) });
    }
    (!is_same_customers(policy, ticket, other)).then(|| {
        let reference = print(into);
        match &other.requester {
            Some(customer) => CommandFault::OtherCustomers { reference, customer: customer.to_string() },
            None => CommandFault::NobodysTicket { reference },
        }
    })
}

/// Whether everybody on the one may see the other.
fn is_same_customers(policy: &Policy, one: &Ticket, other: &Ticket) -> bool {
    let may_see = |ticket: &Ticket, who: &Contact| ticket.role_of(&who.address, &policy.people).is_some();
    let agents_only =
        |ticket: &Ticket| ticket.customers().all(|who| policy.people.agents.find_by_address(&who.address).is_some());
    let shown_to =
        |from: &Ticket, to: &Ticket| from.requester.as_ref().is_some_and(|who| may_see(to, who)) || agents_only(from);
    shown_to(one, other) && (shown_to(other, one) || agents_only(one))
}

/// The changes of the ticket that goes on for both.
pub(super) fn step(policy: &Policy, case: &Case, merging: &Step, now: Timestamp) -> Option<Step> {
    let (into, reason) = merging.changes.iter().find_map(|change| match change {
        Change::Merged { into, reason } => Some((*into, reason)),
        _ => None,
    })?;
    let survivor = case.named.iter().find(|other| other.number == into)?;
    let ticket = &merging.after;
    let merged = policy.style.print(ticket.number);
    let is_new =
        |who: &&Contact| survivor.role_of(&who.address, &policy.people).is_none_or(|role| role == Role::Member);
    let mut step = Step::on(survivor);
    let (reference, subject) = (merged.clone(), ticket.subject.to_string());
    let told = Reason::from(Remark::MergedFrom { reference, subject, by: reason.clone() });
    step.comments.push(NewComment::of_desk(told.stored()));
    step.remarks.push(told);
    for who in ticket.customers().filter(is_new).cloned() {
        let reason = By::MergedHere { merged: merged.clone() };
        step.change(Change::Join { who, via: Via::Merge, reason }, now);
    }
    for partner in ticket.partners.iter().filter(|partner| !survivor.partners.contains(partner)) {
        let reason = By::PartnerMergedHere { merged: merged.clone() };
        step.change(Change::Handed { partner: partner.clone(), reason }, now);
    }
    stand_as_one(policy, merging, &mut step, now);
    Some(step)
}

/// The case is one: it is done where both are, whichever goes on, for an open question has no answer yet. Of two that are open
/// it stands as the one that is further. Who has one of them goes on with it. Where one was done and the other not, agents are told.
fn stand_as_one(policy: &Policy, merging: &Step, step: &mut Step, now: Timestamp) {
    let (workflow, ticket) = (&policy.workflow, &merging.after);
    let (from, stood) = (step.after.status.clone(), &merging.before.as_ref().unwrap_or(ticket).status);
    let merged = policy.style.print(ticket.number);
    let reason = || By::MergedHere { merged: merged.clone() };
    let is_done = |status: &StatusName| workflow.stage(status) == Stage::Done;
    let is_apart = is_done(&from) != is_done(stood);
    let to = match is_done(&from) {
        true if is_apart => stood,
        false if is_apart => &from,
        _ if workflow.is_further(stood, &from) => stood,
        _ => &from,
    };
    // Who is told that a ticket of theirs goes on has one.
    let to = if is_apart && workflow.is_inquiry(to) { workflow.initial() } else { to }.clone();
    if to != from {
        step.change(Change::Status { from, to, reason: reason() }, now);
    }
    if let (None, Some(to)) = (&step.after.assignee, &ticket.assignee) {
        step.change(Change::Assign { to: to.clone(), reason: reason() }, now);
    }
    if is_apart {
        let status = step.after.status.0.clone();
        step.remarks.push(Remark::MergedDone { status }.into());
    }
}
