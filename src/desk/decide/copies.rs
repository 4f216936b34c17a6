//! The same message again, by a list, a gateway, or a way that proves more.
//!
//! Comes in: a mail, and the mails before it that say they are the same message. Goes out: whether it is one of those, is
//! worked on in their place, or belongs on their ticket. A Message-ID is a claim, so words decide; what judges a message
//! better counts, so that nobody can keep a mail out by sending a worse copy of it first. In doubt it is kept as a comment.

use crate::mail::identity::Sameness;
use crate::mail::origin::{Origin, Person};

use super::super::act::Act;
use super::super::case::{Case, EarlierCopy};
use super::super::end::End;
use super::super::evidence::Match;
use super::super::outcome::Outcome;
use super::super::policy::Policy;
use super::super::reason::{Handling, Matched};
use super::super::ticket::Ticket;

/// What a mail is to those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CopyOf<'a> {
    /// Another message.
    Nothing,
    /// The same as this one, which has its end.
    Same(i64),
    /// Better than these, which were set aside.
    Better(Vec<i64>),
    /// Something that may be the same, on this ticket.
    Perhaps(&'a Ticket),
}

/// Judges a mail.
pub(super) fn judge<'a>(policy: &Policy, case: &'a Case, act: &Act) -> CopyOf<'a> {
    if act.released {
        return CopyOf::Nothing;
    }
    let is_person = matches!(act.origin, Origin::Person(_));
    let is_proven = policy.holding.is_proven(act);
    let is_held = policy.holding.reason(act, case, &policy.people).is_some();
    let (mut worse, mut place) = (Vec::new(), None);
    for earlier in &case.copies {
        let is_freed = earlier.end == End::Held && !is_held;
        let judged_better = is_person && (earlier.is_machine || is_freed || (is_proven && !earlier.is_proven));
        match act.identity.wording.compare(&earlier.wording) {
            Sameness::Different => {}
            Sameness::Same if !judged_better || (is_held && earlier.end == End::Held) => {
                return CopyOf::Same(earlier.mail);
            }
            Sameness::Same if is_set_aside(earlier) => worse.push(earlier.mail),
            Sameness::Same | Sameness::Doubtful => place = place.or(earlier.ticket),
        }
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
