//! What time alone does to a ticket.

use jiff::Timestamp;

use super::super::notice::{Facts, Notice, NoticeKind};
use super::super::policy::Policy;
use super::super::status::{Stage, StatusName};
use super::super::ticket::{FeedbackState, Ticket};
use super::Change;
use super::draft::{bare_facts, tell_customer};
use super::entering;
use super::offering;
use super::silence;
use super::telling::{self, Telling};

/// What shall happen because something fell due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firing {
    /// What changes on the ticket.
    pub changes: Vec<Change>,
    /// Who is told what.
    pub notices: Vec<Notice>,
}

/// Decides on a timer that is due; `None` where it holds no more: the ticket moved on, or the config did.
pub fn fire(policy: &Policy, ticket: &Ticket, timer: &str, now: Timestamp) -> Option<Firing> {
    let timer = policy.workflow.find_timer(timer, &ticket.status)?;
    let reason = format!("timer \"{}\"", timer.name);
    let after = Ticket { status: timer.to.clone(), ..ticket.clone() };
    let told = format!("{} → {} ({reason})", ticket.status, timer.to);
    let facts = Facts { reason: told, ..bare_facts(&after) };
    let change = Change::Status { from: ticket.status.clone(), to: timer.to.clone(), reason };
    let telling = Telling { tells: &timer.tells, partner: None, author: None };
    let mut notices = telling::customers(policy, &after, telling, &Facts::default());
    telling::add(&mut notices, telling::partners(policy, &after, telling, &bare_facts(&after)));
    telling::add(&mut notices, telling::agents(policy, &after, telling, (NoticeKind::Moved, &facts)));
    entering::tell(policy, &after, None, &mut notices);
    let mut firing = Firing { changes: vec![change], notices };
    if let Some(asks) = feedback_due(policy, ticket, &timer.to, now) {
        firing.ask(policy, &after, asks);
    }
    silence::keep_on(ticket, &mut firing.notices);
    offering::put_into(policy, &after, &mut firing.notices);
    Some(firing)
}

impl Firing {
    /// The question comes with the news where it can; it says that the ticket is done, and nobody is told twice.
    fn ask(&mut self, policy: &Policy, ticket: &Ticket, asks: Change) {
        let Some(requester) = ticket.requester.as_ref().filter(|_| policy.feedback.is_immediate()) else {
            self.changes.push(asks);
            return;
        };
        self.notices.retain(|notice| notice.to.contact().address != requester.address);
        self.notices.push(tell_customer(NoticeKind::Feedback, requester, ticket, bare_facts(ticket)));
        self.changes.push(Change::FeedbackAsked);
    }
}

/// That the requester of a ticket which comes into `status` will be asked for feedback.
pub(super) fn feedback_due(policy: &Policy, ticket: &Ticket, status: &StatusName, now: Timestamp) -> Option<Change> {
    let asks = policy.workflow.find(status.as_str()).is_some_and(|status| status.asks_feedback);
    let is_new = asks && *status != ticket.status && ticket.feedback == FeedbackState::NotAsked;
    let is_person = ticket.requester.is_some() && !ticket.by_machine;
    let at = now.checked_add(policy.feedback.delay).ok()?;
    (policy.feedback.enabled && is_new && is_person).then_some(Change::FeedbackDue { at })
}

/// Decides on a question for feedback that is due; `asked` is when the requester was last asked on any ticket. `None`
/// where it holds no more.
pub fn ask_feedback(policy: &Policy, ticket: &Ticket, asked: Option<Timestamp>, now: Timestamp) -> Option<Firing> {
    let requester = ticket.requester.as_ref().filter(|_| !ticket.by_machine)?;
    let is_done = policy.workflow.stage(&ticket.status) == Stage::Done && ticket.merged_into.is_none() && !ticket.spam;
    if !policy.feedback.enabled || !is_done || ticket.feedback != FeedbackState::NotAsked {
        return None;
    }
    let too_soon = asked
        .zip(policy.feedback.once_per)
        .filter(|(asked, pause)| asked.checked_add(*pause).is_ok_and(|again| again > now));
    if let Some((asked, _)) = too_soon {
        let reason = format!("{} was asked on {}, which is not long ago", requester.address, asked.strftime("%F"));
        return Some(Firing { changes: vec![Change::FeedbackSpared { reason }], notices: Vec::new() });
    }
    let mut notices = vec![tell_customer(NoticeKind::Feedback, requester, ticket, bare_facts(ticket))];
    offering::put_into(policy, ticket, &mut notices);
    Some(Firing { changes: vec![Change::FeedbackAsked], notices })
}
