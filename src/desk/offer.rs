//! Offers: the transitions that somebody may ask for on a ticket now, and why others are not open; and the statuses for agents.
//!
//! Comes in: who is who, a ticket, and what somebody is to it. Goes out: the transitions that are open to them now. What is
//! offered and what is allowed is one question with one answer.

use crate::mail::Address;

use super::facts::{Offer, StatusFact};
use super::people::{People, Role};
use super::reason::NotOpen;
use super::status::{Stage, StatusName};
use super::ticket::Ticket;
use super::title::TitleReader;
use super::transition::Transition;
use super::workflow::Workflow;

/// Who reads a letter about a ticket.
#[derive(Debug, Clone, Copy)]
pub struct OfferReader<'a> {
    /// What they are to it.
    pub role: Role,
    /// Their address.
    pub address: &'a Address,
    /// The letter's language.
    pub language: &'a str,
}

/// The transitions that `role` may ask for on a ticket now.
pub fn open_to<'a>(
    workflow: &'a Workflow,
    people: &'a People,
    ticket: &'a Ticket,
    role: Role,
) -> impl Iterator<Item = &'a Transition> {
    let open =
        move |transition: &&Transition| transition.by.contains(&role) && refusal(people, ticket, transition).is_none();
    workflow.transitions().iter().filter(open)
}

/// The same, as a letter to `reader` shows it: not what would change nothing, and nobody is handed what they have.
pub fn offers(workflow: &Workflow, people: &People, ticket: &Ticket, reader: OfferReader<'_>) -> Vec<Offer> {
    let makes_sense = |transition: &&Transition| match transition.partner.as_deref() {
        None => transition.to != ticket.status,
        Some(partner) => !people.partners.find_by_name(partner).is_some_and(|partner| partner.has(reader.address)),
    };
    open_to(workflow, people, ticket, reader.role)
        .filter(makes_sense)
        .map(|transition| Offer { command: format!("#{}", transition.name), label: transition.called(reader.language) })
        .collect()
}

/// Why nobody can ask for a transition on a ticket: it does not start there, or its partner is not involved.
pub fn refusal(people: &People, ticket: &Ticket, transition: &Transition) -> Option<NotOpen> {
    if !transition.starts_from(&ticket.status) {
        let from = transition.from.iter().map(StatusName::as_str).collect::<Vec<_>>().join(", ");
        return Some(NotOpen::StartsFrom { from, status: ticket.status.0.clone() });
    }
    let partner = transition.partner.as_ref()?;
    let involved: Vec<&str> = people.involved(ticket).map(|partner| partner.name.as_str()).collect();
    if involved.contains(&partner.as_str()) {
        return None;
    }
    let (partner, is_any, involved) = (partner.clone(), !involved.is_empty(), involved.join(", "));
    Some(match ticket.organisation.clone() {
        Some(customer) if is_any => NotOpen::NotInvolved { partner, customer, involved },
        Some(customer) => NotOpen::NobodyInvolved { partner, customer },
        None if is_any => NotOpen::NotInvolvedWithStrangers { partner, involved },
        None => NotOpen::NobodyInvolvedWithStrangers { partner },
    })
}

impl Workflow {
    /// The statuses that an agent may set now: all but the one that the ticket has. An inquiry can only be put away, and
    /// no ticket becomes one.
    pub fn settable(&self, status: &str, language: &str) -> Vec<StatusFact> {
        let is_inquiry = self.inquiry().is_some_and(|inquiry| inquiry.as_str() == status);
        let may = |other: &super::status::Status| {
            other.name.as_str() != status
                && !self.is_inquiry(&other.name)
                && (!is_inquiry || other.stage == Stage::Done)
        };
        let others = self.statuses().iter().filter(|other| may(other));
        let fact = |status: &super::status::Status| StatusFact {
            command: format!("#{}", status.name),
            label: self.title(&status.name, language, TitleReader::Agent),
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
    fn what_is_offered_to_whom() {
        let (workflow, people) = (samples::workflow_with_partners(), samples::people_with_partners());
        let check = |organisation: &str, status: &str, role: Role, expected: &[&str]| {
            let organisation = (!organisation.is_empty()).then(|| organisation.to_owned());
            let ticket = Ticket { organisation, status: StatusName(status.to_owned()), ..samples::ticket() };
            let reader = if role == Role::Partner { "eve@it.example" } else { "ada@acme.example" };
            let address = &Address::parse(reader).unwrap();
            let found = offers(&workflow, &people, &ticket, OfferReader { role, address, language: "en" });
            let commands: Vec<&str> = found.iter().map(|offer| offer.command.as_str()).collect();
            assert_eq!(commands, expected, "{:?} {status} {role}", ticket.organisation);
        };
        check("acme", "new", Role::Agent, &["#to-customer", "#to-web-it", "#to-it"]);
        check("acme", "on-partner", Role::Agent, &["#to-customer", "#to-web-it", "#to-it"]);
        check("acme", "on-customer", Role::Agent, &["#to-web-it", "#to-it"]);
        check("acme", "new", Role::Requester, &["#cancel", "#to-web-it", "#to-it"]);
        check("acme", "closed", Role::Requester, &["#to-web-it", "#to-it"]);
        check("acme", "new", Role::Participant, &[]);
        check("acme", "on-partner", Role::Partner, &["#to-customer", "#to-web-it"]);
        check("bolt", "new", Role::Agent, &["#to-customer", "#to-it"]);
        check("bolt", "closed", Role::Requester, &["#to-it"]);
        check("", "new", Role::Agent, &["#to-customer"]);
        check("gone", "new", Role::Agent, &["#to-customer"]);
        check("acme", "new", Role::Machine, &[]);
        let reader = Address::parse("anna@desk.example").unwrap();
        let label = |language: &str| {
            let reader = OfferReader { role: Role::Agent, address: &reader, language };
            offers(&workflow, &people, &samples::ticket(), reader)[1].label.clone()
        };
        assert_eq!(label("en"), "To Web-IT Provider");
        assert_eq!(label("de"), "An Web-IT Provider");
    }

    #[test]
    fn why_another_is_not() {
        let (workflow, people) = (samples::workflow_with_partners(), samples::people_with_partners());
        let check = |organisation: Option<&str>, status: &str, name: &str, expected: Option<&str>| {
            let (organisation, status) = (organisation.map(str::to_owned), StatusName(status.to_owned()));
            let ticket = Ticket { status, organisation, ..samples::ticket() };
            let found = refusal(&people, &ticket, workflow.find_transition(name).unwrap());
            assert_eq!(found.map(|why| why.to_string()).as_deref(), expected, "{name}");
        };
        check(Some("acme"), "new", "to-web-it", None);
        check(
            Some("acme"),
            "closed",
            "cancel",
            Some("Only possible from new, assigned. The ticket's status is closed."),
        );
        let who = "web-it doesn't work with";
        check(Some("bolt"), "new", "to-web-it", Some(&format!("{who} bolt. Partners who do: it.")));
        check(
            None,
            "new",
            "to-web-it",
            Some(&format!("{who} customers of no organisation, and no other partner does.")),
        );
    }

    #[test]
    fn agents_set_any_other_status() {
        let workflow = samples::workflow();
        let told = workflow.settable("new", "en");
        let commands: Vec<&str> = told.iter().map(|status| status.command.as_str()).collect();
        assert_eq!(commands, ["#assigned", "#on-customer", "#resolved", "#closed"]);
        let done: Vec<(&str, bool)> =
            told.iter().filter(|status| status.stage == "done").map(|it| (it.command.as_str(), it.feedback)).collect();
        assert_eq!(done, [("#resolved", true), ("#closed", false)]);
    }
}
