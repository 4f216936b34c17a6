//! Whom a status tells that a ticket came into it, however it did: by a command, a rule, a transition or a timer.
//!
//! Comes in: the ticket as it stands after, and who is told already. Goes out: who else is; whoever gets words of the same
//! mail reads the new status with them.

use crate::mail::Address;

use super::super::notice::{Facts, Notice, NoticeKind};
use super::super::policy::Policy;
use super::super::ticket::Ticket;
use super::draft::bare_facts;
use super::telling::{self, Telling};
use super::{Change, Decision, Snapshot, Target};

/// Adds what the status of `ticket` tells.
pub(super) fn tell(policy: &Policy, ticket: &Ticket, author: Option<&Address>, notices: &mut Vec<Notice>) {
    let Some(status) = policy.workflow.find(ticket.status.as_str()).filter(|status| !status.tells.is_empty()) else {
        return;
    };
    let telling = Telling { tells: &status.tells, partner: None, author };
    let customers = telling::customers(policy, ticket, telling, &Facts::default());
    telling::add(notices, customers);
    let facts = bare_facts(ticket);
    telling::add(notices, telling::partners(policy, ticket, telling, &facts));
    telling::add(notices, telling::agents(policy, ticket, telling, (NoticeKind::Moved, &facts)));
}

/// The same for a decision on a ticket that stands. `silent` is somebody whom nothing automatic is sent to.
pub(super) fn tell_of(
    policy: &Policy,
    snapshot: &Snapshot,
    (author, silent): (Option<&Address>, bool),
    decision: &mut Decision,
) {
    let Target::Existing(number) = decision.target else { return };
    let is_gone = |change: &Change| matches!(change, Change::Merged { .. } | Change::Spam { .. });
    let Some(status) = decision.status_set().filter(|_| !decision.changes.iter().any(is_gone)).cloned() else { return };
    let Some(ticket) = snapshot.ticket(number) else { return };
    let after = Ticket { status, ..super::involve::after(ticket, &decision.changes) };
    let before = decision.notices.len();
    tell(policy, &after, author, &mut decision.notices);
    let more = decision.notices.split_off(before);
    let is_let = |notice: &Notice| !(silent && Some(&notice.to.contact().address) == author);
    decision.notices.extend(more.into_iter().filter(is_let));
}
