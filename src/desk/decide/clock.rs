//! What time alone does to a ticket.

use super::super::notice::{Facts, Notice, NoticeKind};
use super::super::ticket::Ticket;
use super::entering;
use super::offering;
use super::telling::{self, Telling};
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
    let after = Ticket { status: timer.to.clone(), ..ticket.clone() };
    let told = format!("{} → {} ({reason})", ticket.status, timer.to);
    let facts = Facts { reason: told, ..telling::bare_facts(&after) };
    let change = Change::Status { from: ticket.status.clone(), to: timer.to.clone(), reason };
    let telling = Telling { tells: &timer.tells, partner: None, author: None };
    let mut notices = telling::customers(policy, &after, telling, &Facts::default());
    telling::add(&mut notices, telling::partners(policy, &after, telling, &telling::bare_facts(&after)));
    telling::add(&mut notices, telling::agents(policy, &after, telling, (NoticeKind::Moved, &facts)));
    entering::tell(policy, &after, None, &mut notices);
    offering::put_into(policy, &after, &mut notices);
    Some(Firing { changes: vec![change], notices })
}
