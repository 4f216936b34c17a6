//! Old mail, which was taken long after it had come in: nobody is written to on its account. Nor does time alone write letters
//! about a ticket that such a mail opened, until somebody does something on it: what lies in a mailbox at the first start must
//! not burst into letters a week later.

use jiff::Timestamp;

use super::super::act::{Act, Source};
use super::super::change::{Change, Via};
use super::super::notify::Mailing;
use super::super::outcome::{Outcome, Step};
use super::super::policy::Policy;
use super::super::reason::Spared;
use super::unasked::not_asked;

/// Takes out all letters of an old mail, or about its ticket. Says whether it is one.
pub(super) fn silence(
    policy: &Policy,
    act: &Act,
    outcome: &mut Outcome,
    mailings: &mut Vec<Mailing>,
    now: Timestamp,
) -> bool {
    let is_of_old = |step: &Step| step.before.as_ref().is_some_and(|before| before.quiet);
    let why = match (&act.source, act.old_since) {
        (_, Some(came)) => Spared::OldMail { came: policy.zone.print_time(came) },
        (Source::Time { .. }, None) if outcome.steps.iter().all(is_of_old) => Spared::OldTicket,
        _ => return false,
    };
    for step in &mut outcome.steps {
        not_asked(step, &mut outcome.reasons, &why, now);
        step.without(is_untold);
    }
    let is_told = mailings.iter().any(|mailing| !mailing.letters.is_empty());
    mailings.clear();
    match outcome.steps.first_mut() {
        Some(step) if why == Spared::OldTicket => {
            step.change_all(is_told.then_some(Change::LetterSpared { reason: why }), now);
        }
        _ => outcome.reasons.push(why.into()),
    }
    true
}

/// What counts only for who is told of it: nobody joins or knows the choices without a letter.
fn is_untold(change: &Change) -> bool {
    matches!(change, Change::Join { via: Via::Copy, .. } | Change::ChoicesTold { .. })
}
