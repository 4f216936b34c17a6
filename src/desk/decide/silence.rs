//! Nothing automatic is written to a program that asked: a status that changed, a question for feedback (P5). What an agent
//! answers is a human's mail and goes out.

use crate::mail::compose::Hand;

use super::super::notice::{Audience, Notice};
use super::super::ticket::Ticket;
use super::{Decision, Snapshot, Target};

/// Takes such letters out of a decision on a ticket that stands.
pub(super) fn keep(snapshot: &Snapshot, decision: &mut Decision) {
    let Target::Existing(number) = decision.target else { return };
    if let Some(ticket) = snapshot.ticket(number) {
        keep_on(ticket, &mut decision.notices);
    }
}

/// Takes them out of notices on this ticket.
pub(super) fn keep_on(ticket: &Ticket, notices: &mut Vec<Notice>) {
    let Some(asker) = ticket.requester.as_ref().filter(|_| ticket.by_machine) else { return };
    let is_automatic = |notice: &Notice| notice.kind.hand() != Hand::Human;
    notices.retain(|notice| match &notice.to {
        Audience::Customer(to) => !(to.address == asker.address && is_automatic(notice)),
        _ => true,
    });
}
