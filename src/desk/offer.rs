//! What the reader of a letter may ask for by a line `#…` at the top of their answer: transitions that are theirs, and for
//! agents the statuses.

use super::notice::{Offer, StatusFact};
use super::people::Role;
use super::status::{Stage, StatusName};
use super::workflow::Workflow;

impl Workflow {
    /// The transitions that somebody in this role may ask for now.
    pub fn offers(&self, role: Role, status: &StatusName) -> Vec<Offer> {
        let is_theirs = |name: &&super::transition::Transition| name.by.contains(&role) && name.starts_from(status);
        let offer = |transition: &super::transition::Transition| Offer {
            command: format!("#{}", transition.name),
            label: transition.to.0.clone(),
        };
        self.transitions().iter().filter(is_theirs).map(offer).collect()
    }

    /// The statuses that an agent may set now: all but the one that the ticket has.
    pub fn settable(&self, status: &str) -> Vec<StatusFact> {
        let others = self.statuses().iter().filter(|other| other.name.as_str() != status);
        let fact = |status: &super::status::Status| StatusFact {
            command: format!("#{}", status.name),
            stage: match status.stage {
                Stage::Open => "open",
                Stage::Waiting => "waiting",
                Stage::Done => "done",
            }
            .to_owned(),
            feedback: status.asks_feedback,
        };
        others.map(fact).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::samples;

    #[test]
    fn offers_are_what_is_theirs_from_here() {
        let workflow = samples::workflow();
        let check = |role, status: &str, expected: &[&str]| {
            let offers = workflow.offers(role, &StatusName(status.to_owned()));
            assert_eq!(offers.iter().map(|offer| offer.command.as_str()).collect::<Vec<_>>(), expected, "{role}");
        };
        check(Role::Requester, "new", &["#cancel"]);
        check(Role::Requester, "resolved", &[]);
        check(Role::Participant, "new", &[]);
        check(Role::Agent, "new", &["#to-customer"]);
    }

    #[test]
    fn agents_set_any_other_status() {
        let workflow = samples::workflow();
        let told = workflow.settable("new");
        let commands: Vec<&str> = told.iter().map(|status| status.command.as_str()).collect();
        assert_eq!(commands, ["#assigned", "#on-customer", "#resolved", "#closed"]);
        let done: Vec<(&str, bool)> =
            told.iter().filter(|status| status.stage == "done").map(|it| (it.command.as_str(), it.feedback)).collect();
        assert_eq!(done, [("#resolved", true), ("#closed", false)]);
    }
}
