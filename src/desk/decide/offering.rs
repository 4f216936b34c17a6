//! Puts into letters what their readers may ask for (agents: also the statuses that they may set) on the ticket as it stands after the decision.

use super::super::notice::{Audience, Notice, NoticeKind};
use super::super::offer::{Reader, offers};
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::ticket::Ticket;
use super::draft::as_ticket;
use super::{Change, Decision, Snapshot, Target, assignee_after, involve, status_after};

/// Letters that lead to an answer on the ticket.
const OFFERING: [NoticeKind; 11] = [
    NoticeKind::Confirmation,
    NoticeKind::Reply,
    NoticeKind::Involved,
    NoticeKind::StatusChange,
    NoticeKind::Handed,
    NoticeKind::NewTicket,
    NoticeKind::NewComment,
    NoticeKind::Moved,
    NoticeKind::Assigned,
    NoticeKind::PromiseWarning,
    NoticeKind::PromiseBroken,
];

/// Puts the offers into the letters of a decision on a mail.
pub(super) fn put(policy: &Policy, snapshot: &Snapshot, decision: &mut Decision) {
    let ticket = match &decision.target {
        Target::New(new) => Some(as_ticket(new)),
        Target::Existing(number) => snapshot.ticket(*number).cloned(),
        Target::Shown(_) | Target::Held { .. } | Target::Nothing => None,
    };
    if let Some(ticket) = ticket {
        put_into(policy, &after(&ticket, &decision.changes), &mut decision.notices);
    }
}

/// Puts them into letters about this ticket.
pub(super) fn put_into(policy: &Policy, ticket: &Ticket, notices: &mut [Notice]) {
    for notice in notices.iter_mut().filter(|notice| OFFERING.contains(&notice.kind)) {
        let address = notice.to.contact().address.clone();
        let role = match &notice.to {
            Audience::Agent(_) => Some(Role::Agent),
            Audience::Writer(_) | Audience::Customer(_) => ticket.role_of(&address, &policy.people),
        };
        if role == Some(Role::Agent) {
            notice.facts.statuses = policy.workflow.settable(ticket.status.as_str());
        }
        if let Some(role) = role {
            let languages = &policy.languages;
            let language = match role {
                Role::Agent => &languages.desk,
                _ => languages.of_ticket(ticket, &policy.people.organisations),
            };
            let reader = Reader { role, address: &address, language };
            notice.facts.offers = offers(&policy.workflow, &policy.people, ticket, reader);
        }
    }
}

fn after(ticket: &Ticket, changes: &[Change]) -> Ticket {
    let status = status_after(ticket, changes).clone();
    let assignee = assignee_after(ticket, changes).map(str::to_owned);
    Ticket { status, assignee, ..involve::after(ticket, changes) }
}
