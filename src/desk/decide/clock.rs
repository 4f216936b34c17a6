//! What time alone does to a ticket.

use super::super::notice::{Facts, Notice, NoticeKind};
use super::super::ticket::Ticket;
use super::draft::tell_customer;
use super::{Change, Policy};

/// What shall happen because something fell due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firing {
    /// What changes on the ticket.
    pub changes: Vec<Change>,
    /// Who is told what.
    pub notices: Vec<Notice>,
}

/// Decides on a timer that is due; `None` where it holds no more: the ticket moved on, or the config did.
pub fn fire(policy: &Policy, ticket: &Ticket, timer: &str) -> Option<Firing> {
    let timer = policy.workflow.find_timer(timer, &ticket.status)?;
    let reason = format!("timer \"{}\"", timer.name);
    let change = Change::Status { from: ticket.status.clone(), to: timer.to.clone(), reason };
    let requester = ticket.requester.as_ref().filter(|_| timer.tells_requester);
    let tell = requester.filter(|who| policy.agents.find_by_address(&who.address).is_none()).map(|requester| {
        let facts = Facts {
            subject: ticket.subject.as_str().to_owned(),
            status: timer.to.0.clone(),
            requester: requester.display().to_owned(),
            requester_address: requester.address.as_str().to_owned(),
            assignee: ticket.assignee.clone().unwrap_or_default(),
            ..Facts::default()
        };
        tell_customer(NoticeKind::StatusChange, requester, ticket, facts)
    });
    Some(Firing { changes: vec![change], notices: tell.into_iter().collect() })
}
