//! Who is told what: one pass over an outcome, from each ticket before and after, its changes and the act.
//!
//! Comes in: policy, case, act and outcome. Goes out: letters. Whom they go to is computed from the ticket *after* the
//! changes; nobody is told of their own words; whoever is meant for two reasons gets the stronger letter (`rank`). Nothing is
//! decided here: what happened stands in the outcome, and a letter that is not written changes nothing.

mod daily;
mod earlier;
mod letters;
mod lists;
mod mailing;
mod rank;
mod recipients;
mod responses;
mod rules;
mod scene;
mod step;
mod titled;
mod view;

use crate::mail::Contact;
use crate::mail::origin::is_answerable;

use super::act::Act;
use super::case::Case;
use super::letter::{Audience, Content, Letter, PromiseTold};
use super::outcome::Outcome;
use super::policy::Policy;
use super::sla::clock::SlaEventKind;

use scene::Scene;

pub use mailing::{About, Mailing};

/// All letters that follow from an outcome.
pub fn notify(policy: &Policy, case: &Case, act: &Act, outcome: &Outcome) -> Vec<Mailing> {
    let scene = Scene { policy, case, act, outcome };
    let mut mailings = Vec::new();
    for (index, step) in outcome.steps.iter().enumerate() {
        let mut letters = step::letters(scene, index, step);
        if index == 0 {
            letters.extend(responses::on_ticket(scene, step));
        }
        mailings.push(Mailing { about: About::Step(index), measure: None, letters });
        for event in &step.clocks.events {
            let Some(sla) = policy.slas.find_by_name(&event.sla) else { continue };
            let told = PromiseTold {
                measure: event.measure,
                reason: event.reason().into(),
                due: scene.dates(&policy.languages.desk).deadline(event.due.as_ref()),
            };
            let (content, tells) = match event.kind {
                SlaEventKind::Kept => continue,
                SlaEventKind::Warned => (Content::PromiseWarning(told), &sla.tells_warning),
                SlaEventKind::Broken => (Content::PromiseBroken(told), &sla.tells_breach),
            };
            let letter = |to: Contact| {
                let view = view::for_agent(policy, &step.after, &to.address);
                Letter::new(Audience::Agent(to), content.clone(), view)
            };
            let letters = recipients::house(&policy.people, &step.after, tells).into_iter().map(letter).collect();
            mailings.push(Mailing { about: About::Step(index), measure: Some(event.measure), letters });
        }
    }
    mailings.extend(responses::about_no_step(scene));
    let is_read = |letter: &Letter| letter.to.is_agent() || is_answerable(&letter.to.contact().address);
    for mailing in &mut mailings {
        mailing.letters.retain(is_read);
        mailing.letters.iter_mut().for_each(|letter| titled::give_titles(policy, &mut letter.content));
    }
    mailings
}
