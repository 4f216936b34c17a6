//! The effects of time alone on a ticket: timers of the workflow, SLA clocks, the question for feedback.

use jiff::{SignedDuration, Timestamp};

use super::super::act::DueThing;
use super::super::case::Case;
use super::super::change::Change;
use super::super::outcome::{ClocksAfter, Outcome, Step};
use super::super::policy::Policy;
use super::super::reason::{By, Spared};
use super::super::sla::Measure;
use super::super::status::{Stage, StatusName};
use super::super::ticket::{FeedbackState, Ticket};
use super::clocks;

/// The pause before a clock that could not be decided is looked at again. This cannot happen while calendars count alike.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(60);

/// Decides on what fell due; without a step where it holds no more: the ticket moved on, or the config did.
pub(super) fn decide(policy: &Policy, case: &Case, ticket: &Ticket, due: &DueThing, now: Timestamp) -> Outcome {
    let step = match due {
        DueThing::Timer(name) => fire(policy, ticket, name, now),
        DueThing::Feedback => ask_feedback(policy, ticket, case.last_asked, now),
        DueThing::Promise(measure) => look_at(policy, case, ticket, measure, now),
    };
    Outcome { steps: step.into_iter().collect(), ..Outcome::default() }
}

fn fire(policy: &Policy, ticket: &Ticket, timer: &str, now: Timestamp) -> Option<Step> {
    let timer = policy.workflow.find_timer(timer, &ticket.status)?;
    let reason = By::Timer { name: timer.name.clone() };
    let mut step = Step::on(ticket);
    step.tells.words.clone_from(&timer.tells);
    let change = Change::Status { from: ticket.status.clone(), to: timer.to.clone(), reason };
    step.remarks.push(change.brief(&policy.zone));
    step.change(change, now);
    if let Some(due) = feedback_due(policy, &step.after, &ticket.status, now).filter(|_| !step.is_gone()) {
        step.change(if policy.feedback.is_immediate() { Change::FeedbackAsked } else { due }, now);
    }
    Some(step)
}

/// Says that the requester will be asked for feedback, if the ticket has just come into its status.
pub(super) fn feedback_due(policy: &Policy, after: &Ticket, from: &StatusName, now: Timestamp) -> Option<Change> {
    let asks = policy.workflow.find(after.status.as_str()).is_some_and(|status| status.asks_feedback);
    let is_new = asks && after.status != *from && after.feedback == FeedbackState::NotAsked;
    let is_person = after.requester.is_some() && !after.by_machine;
    let at = now.checked_add(policy.feedback.delay).ok()?;
    (policy.feedback.enabled && is_new && is_person).then_some(Change::FeedbackDue { at })
}

/// A question for feedback that is due; `asked` is when the requester was last asked on any ticket.
fn ask_feedback(policy: &Policy, ticket: &Ticket, asked: Option<Timestamp>, now: Timestamp) -> Option<Step> {
    let requester = ticket.requester.as_ref().filter(|_| !ticket.by_machine)?;
    let is_done = policy.workflow.stage(&ticket.status) == Stage::Done && ticket.merged_into.is_none() && !ticket.spam;
    if !policy.feedback.enabled || !is_done || ticket.feedback != FeedbackState::NotAsked {
        return None;
    }
    let too_soon = asked
        .zip(policy.feedback.once_per)
        .filter(|(asked, pause)| *asked <= now && asked.checked_add(*pause).is_ok_and(|again| again > now));
    let mut step = Step::on(ticket);
    step.change(
        match too_soon {
            Some((asked, _)) => {
                let (address, when) = (requester.address.to_string(), policy.zone.print_day(asked));
                Change::FeedbackSpared { reason: Spared::AskedLately { address, when } }
            }
            None => Change::FeedbackAsked,
        },
        now,
    );
    Some(step)
}

/// Looks at an SLA clock whose time has come.
fn look_at(policy: &Policy, case: &Case, ticket: &Ticket, measure: &str, now: Timestamp) -> Option<Step> {
    let measure = Measure::parse(measure)?;
    let mut clocks = case.clocks_of(ticket.number);
    let event = policy.slas.fall_due(ticket, &mut clocks, measure, now);
    let mut due = policy.slas.look_again(ticket, &mut clocks);
    let soon = now.checked_add(LOOK_AGAIN).unwrap_or(now);
    for (_, at) in due.iter_mut().filter(|(again, at)| event.is_none() && *again == measure && *at <= now) {
        *at = soon;
    }
    let mut step = Step::on(ticket);
    step.clocks = ClocksAfter { changed: Some((clocks, due)), events: event.into_iter().collect(), due: None };
    Some(step)
}

/// Whether a step of time moves the clocks of its ticket besides the one that it looked at.
pub(super) fn moves_clocks(due: &DueThing, step: &Step, at: Timestamp) -> Option<clocks::Happened> {
    let is_promise = matches!(due, DueThing::Promise(_));
    (!is_promise && !step.changes.is_empty()).then(|| clocks::Happened { at, ..clocks::Happened::default() })
}
