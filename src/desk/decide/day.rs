//! A day is over: agents are told once of what was set aside, so that nothing that a rule took for a program's is seen by nobody.

use super::super::case::Case;
use super::super::outcome::{Outcome, Response};

/// Tells of it, if there is anything to give back, or if old mails were taken without a letter to anybody.
pub(super) fn decide(case: &Case) -> Outcome {
    let told = case.set_aside.clone().filter(|set_aside| !set_aside.mails.is_empty() || set_aside.quiet > 0);
    Outcome { day: true, responses: told.map(Response::SetAside).into_iter().collect(), ..Outcome::default() }
}
