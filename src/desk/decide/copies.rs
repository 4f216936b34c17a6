//! The same message again, by a list, a gateway, or a way that proves more.
//!
//! Comes in: a mail, and the mails before it that say they are the same message. Goes out: whether it is one of those, is
//! worked on in their place, or belongs on their ticket. A Message-ID is a claim, so words decide; what judges a message
//! better counts, so that nobody can keep a mail out by sending a worse copy of it first. In doubt it is kept as a comment.

use jiff::Timestamp;

use crate::mail::identity::Sameness;
use crate::mail::origin::{Origin, Person};

use super::super::act::Act;
use super::super::case::{Case, EarlierCopy};
use super::super::change::Change;
use super::super::end::End;
use super::super::evidence::Match;
use super::super::outcome::{Outcome, Step};
use super::super::policy::Policy;
use super::super::reason::{By, Handling, Matched};
use super::super::status::Stage;
use super::super::ticket::Ticket;
use super::{joining, opening};

/// What a mail is to those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CopyOf<'a> {
    /// Another message.
    Nothing,
    /// The same as this one, which has its end.
    Same(i64),
    /// Better than these, which were set aside.
    Better(Vec<i64>),
    /// Better than this one, which was worked on.
    Proves(Proved<'a>),
    /// Something that may be the same, on this ticket.
    Perhaps(&'a Ticket),
}

/// A copy that was worked on, and of which more is known now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proved<'a> {
    earlier: &'a EarlierCopy,
    ticket: &'a Ticket,
    /// Others, which were set aside.
    worse: Vec<i64>,
}

/// Judges a mail.
pub(super) fn judge<'a>(policy: &Policy, case: &'a Case, act: &Act) -> CopyOf<'a> {
    if act.released {
        return CopyOf::Nothing;
    }
    let is_person = matches!(act.origin, Origin::Person(_));
    let is_proven = policy.holding.is_proven(act);
    let is_held = policy.holding.reason(act, case, &policy.people).is_some();
    let is_agents = act.sender().is_some_and(|sender| policy.people.agents.find_by_address(sender).is_some());
    // Who forges a mail before it comes, with words of their own besides, has none of them proven.
    let proves = |earlier: &EarlierCopy| {
        let says_as_much = earlier.wording.compare(&act.identity.wording) == Sameness::Same;
        says_as_much && !is_held && !is_agents && earlier.ticket.is_some()
    };
    let (mut worse, mut place, mut proved) = (Vec::new(), None, None);
    for earlier in &case.copies {
        let is_freed = earlier.end == End::Held && !is_held;
        let judged_better = is_person && (earlier.is_machine || is_freed || (is_proven && !earlier.is_proven));
        match act.identity.wording.compare(&earlier.wording) {
            Sameness::Different => {}
            Sameness::Same if !judged_better || (is_held && earlier.end == End::Held) => {
                return CopyOf::Same(earlier.mail);
            }
            Sameness::Same if is_set_aside(earlier) => worse.push(earlier.mail),
            Sameness::Same if proves(earlier) => proved = proved.or(Some(earlier)),
            Sameness::Same | Sameness::Doubtful => place = place.or(earlier.ticket),
        }
    }
    let on_ticket = |earlier: &'a EarlierCopy| Some((earlier, case.ticket(earlier.ticket?)?));
    if let Some((earlier, ticket)) = proved.and_then(on_ticket) {
        return CopyOf::Proves(Proved { earlier, ticket, worse });
    }
    match place.and_then(|number| case.ticket(number)) {
        Some(ticket) => CopyOf::Perhaps(ticket),
        None if worse.is_empty() => CopyOf::Nothing,
        None => CopyOf::Better(worse),
    }
}

/// Whether it was not worked on as a person's mail is.
fn is_set_aside(earlier: &EarlierCopy) -> bool {
    match earlier.end {
        End::Held | End::Suppressed => true,
        End::Commented => earlier.is_machine,
        End::Opened | End::Answered | End::Quarantined => false,
    }
}

/// The end of a copy.
pub(super) fn same(mail: i64) -> Outcome {
    let reason = Handling::SameMessage { mail: mail.unsigned_abs() };
    Outcome { copy_of: Some(mail), ..Outcome::without_ticket(End::Suppressed, reason) }
}

/// The earlier copy counts as its author's from now on: there is one comment, and what was kept back is done now.
pub(super) fn prove(policy: &Policy, act: &Act, proved: Proved<'_>, now: Timestamp) -> Outcome {
    let Proved { earlier, ticket, worse } = proved;
    let Origin::Person(person) = &act.origin else { return same(earlier.mail) };
    let contact = person.contact();
    let mut step = Step::on(ticket);
    let asks = ticket.requester.as_ref().is_some_and(|asker| asker.address == contact.address);
    if asks && ticket.by_machine {
        let organisation = policy.people.organisation_of(&contact.address);
        step.change(Change::Requester { to: contact.clone(), organisation, reason: By::CameDirectly }, now);
    }
    let workflow = &policy.workflow;
    let is_open = !ticket.spam && workflow.stage(&ticket.status) != Stage::Done && !workflow.is_inquiry(&ticket.status);
    if asks && is_open && earlier.end == End::Opened && !earlier.is_answered && person.restraint().is_none() {
        step.confirms.push(opening::confirm(policy, person, step.after.answers_to.as_ref(), act.message_id()));
    }
    if is_open && ticket.has_customer(&contact.address) {
        joining::join(policy, act, &contact.address, &mut step, now);
    }
    let mut outcome = replace(same(earlier.mail), worse);
    outcome.reasons.push(Handling::ProvesCopy.into());
    Outcome { steps: vec![step], proves: true, ..outcome }
}

/// What is worked on instead of others says so.
pub(super) fn replace(mut outcome: Outcome, worse: Vec<i64>) -> Outcome {
    let reason = |mail: &i64| Handling::BetterCopy { mail: mail.unsigned_abs() }.into();
    outcome.reasons.extend(worse.iter().map(reason));
    Outcome { replaces: worse, ..outcome }
}

/// The place of what may be a copy, where nothing else gives it one.
pub(super) fn place<'a>(policy: &Policy, ticket: &'a Ticket, person: &Person) -> Option<Match<'a>> {
    let address = &person.contact().address;
    let role = ticket.role_of(address, &policy.people)?;
    let reason = Matched::ByCopy { address: address.to_string(), role };
    Some(Match::Ticket { ticket, role, merged: None, note: false, reason })
}
