//! What a new ticket is from the start: what its form lines and the routes say, and whether it is a ticket at all or an
//! inquiry, which waits until an agent opens a ticket for it.

use crate::mail::origin::Person;
use crate::mail::{Address, Contact};

use super::super::notice::{Facts, Notice};
use super::super::policy::Policy;
use super::super::routing::{Arrival, Routed};
use super::super::status::StatusName;
use super::{Change, Incoming, customer, filled};

/// A ticket to be opened.
pub(super) struct Opening {
    /// Its status.
    pub(super) status: StatusName,
    /// What is known of it at once.
    pub(super) routed: Routed,
    /// What happens on it beside.
    pub(super) changes: Vec<Change>,
    /// What agents are told of its form lines.
    pub(super) remarks: Vec<String>,
    /// The choices for those that are wrong.
    pub(super) choices: Option<Notice>,
    /// Whether it is an inquiry.
    pub(super) is_inquiry: bool,
}

/// A person's. One that an agent brings is a ticket in any case, what the agent commands goes before all else, and nobody
/// is answered on account of its form lines.
pub(super) fn of_person(
    policy: &Policy,
    incoming: &Incoming,
    person: &Person,
    (brought, facts): (Option<&Routed>, &Facts),
) -> Opening {
    let mut given = brought.cloned().unwrap_or_default();
    let form = filled::read(&policy.fields, &given.fields, &incoming.new_text);
    for change in &form.sets {
        if let Change::Field { name, to: Some(to), .. } = change
            && given.fields.get(name).is_none()
        {
            given.fields.set(name, Some(to));
            given.reasons.push(super::commanded::sentence(change));
        }
    }
    let contact = person.contact();
    let routed = route(policy, incoming, &contact.address, given);
    let (status, is_inquiry) = match policy.workflow.inquiry() {
        Some(inquiry) if brought.is_none() && policy.inquiries.contains(&incoming.mailbox) => (inquiry.clone(), true),
        _ => (policy.workflow.initial().clone(), false),
    };
    let mut changes = form.asks.clone();
    let mut remarks: Vec<String> = changes.iter().map(super::commanded::sentence).collect();
    remarks.extend(form.faults());
    let language = language(policy, &routed, contact, &incoming.mailbox);
    let is_answered = brought.is_none() && !is_inquiry && person.restraint().is_none();
    let choices = form.choices(&[], language).filter(|_| is_answered).map(|(told, choices)| {
        changes.push(told);
        filled::answer(incoming, person, Facts { choices, ..facts.clone() })
    });
    Opening { status, routed, changes, remarks, choices, is_inquiry }
}

/// Where the routes send a mail; `given` goes before them.
pub(super) fn route(policy: &Policy, incoming: &Incoming, from: &Address, given: Routed) -> Routed {
    let organisation = policy.people.organisations.find_by_address(from).map(|found| found.name.as_str());
    let arrival = Arrival {
        mailbox: &incoming.mailbox,
        to: &incoming.copied,
        from,
        organisation,
        subject: incoming.subject.as_str(),
        text: &incoming.new_text,
    };
    policy.routes.route(&arrival, &policy.fields, given)
}

fn language<'a>(policy: &'a Policy, routed: &'a Routed, contact: &Contact, mailbox: &str) -> &'a str {
    let organisation = customer::organisation_of(policy, contact);
    let said = (routed.language.as_deref(), mailbox);
    policy.languages.of_routed(said, organisation.as_deref(), &policy.people.organisations)
}
