//! The effect of an act on SLA clocks. They move here, from comments and changes, so that letters can say when the desk will
//! answer.

use jiff::Timestamp;

use super::super::case::Case;
use super::super::change::Change;
use super::super::outcome::{ClocksAfter, NewComment, Step};
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::sla::SlaPolicies;
pub(super) use super::super::sla::progress::Happened;
use super::super::sla::progress::{Opener, SlaClocks};

/// The activity of a step at `at`, if it moves clocks.
pub(super) fn happened(slas: &SlaPolicies, step: &Step, at: Timestamp) -> Option<Happened> {
    let opened = step.before.is_none();
    let moves = |change: &Change| {
        matches!(
            change,
            Change::Status { .. }
                | Change::Field { .. }
                | Change::Requester { .. }
                | Change::Merged { .. }
                | Change::Spam { .. }
                | Change::JudgementAsked { .. }
        )
    };
    let by_agent = step.comments.iter().any(|comment| comment.role == Role::Agent);
    (opened || by_agent || step.changes.iter().any(moves)).then(|| Happened {
        at,
        opened: opened.then(|| opener(step)),
        // A customer's form lines on a new ticket are no change of it.
        judged: (by_agent || opened) && judges(slas, step, by_agent),
        judgement_asked: step.changes.iter().any(|change| matches!(change, Change::JudgementAsked { .. })),
        answered: !opened && step.comments.iter().any(answers),
    })
}

fn opener(step: &Step) -> Opener {
    match step.comments.first() {
        Some(comment) if comment.role == Role::Machine => Opener::Machine,
        _ => Opener::Person,
    }
}

/// Whether an agent's mail says how urgent the ticket is. Where no field says so, any act of an agent is enough.
fn judges(slas: &SlaPolicies, step: &Step, by_agent: bool) -> bool {
    let Some(field) = &slas.judged_by else { return by_agent };
    let judges = |change: &Change| matches!(change, Change::Field { name, to: Some(_), .. } if name == field);
    step.changes.iter().any(judges)
}

/// Whether an agent wrote something that the customer gets.
fn answers(comment: &NewComment) -> bool {
    comment.role == Role::Agent && comment.public.is_some()
}

/// Moves the clocks of a step's ticket by what happened.
pub(super) fn follow(policy: &Policy, case: &Case, step: &Step, happened: Happened, now: Timestamp) -> ClocksAfter {
    let slas = &policy.slas;
    if slas.list.is_empty() {
        return ClocksAfter::default();
    }
    let ticket = &step.after;
    let before = if step.before.is_none() { SlaClocks::default() } else { case.clocks_of(ticket.number) };
    let mut clocks = before.clone();
    let events = slas.follow(&policy.workflow, ticket, &mut clocks, happened);
    let look_again = slas.look_again(ticket, &mut clocks);
    let due = slas.heard_from_by(ticket, &clocks, now);
    ClocksAfter { changed: (clocks != before).then_some((clocks, look_again)), events, due }
}
