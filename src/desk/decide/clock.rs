//! What time alone does to a ticket.

use super::super::notice::Notice;
use super::super::ticket::Ticket;
use super::draft::tell_status;
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
    Some(Firing { changes: vec![change], notices: tell_status(policy, ticket, &timer.to, &timer.tells) })
}
