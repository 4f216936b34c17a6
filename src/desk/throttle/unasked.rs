//! A question for feedback that is not written was not asked: it may be asked later.

use jiff::Timestamp;

use super::super::change::Change;
use super::super::outcome::Step;
use super::super::reason::{Changed, Reason, Spared};

/// Takes the question back, and says why it is not asked.
pub(super) fn not_asked(step: &mut Step, reasons: &mut [Reason], why: &Spared, now: Timestamp) {
    let is_question = |change: &Change| matches!(change, Change::FeedbackAsked);
    if step.changes.iter().any(is_question) {
        step.without(is_question);
        let instead = Change::FeedbackSpared { reason: why.clone() };
        let (asked, told) =
            (Reason::from(Changed::FeedbackAsked), Reason::from(Changed::FeedbackSpared { why: why.clone() }));
        reasons.iter_mut().filter(|reason| **reason == asked).for_each(|reason| reason.clone_from(&told));
        step.change(instead, now);
    }
}
