//! The view of a ticket in a letter: in the letter's language, and only with what its reader may see (P6).

use crate::mail::{Address, Subject};

use super::super::facts::{Offer, RefusedFact};
use super::super::field::FieldReader;
use super::super::files::{Excess, RefusedFile};
use super::super::letter::TicketView;
use super::super::offer::{OfferReader, offers};
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::quantity::print_size;
use super::super::ticket::Ticket;
use super::super::title::TitleReader;
use super::super::transition::Transition;

/// The most files that a letter lists.
const MAX_LISTED: usize = 50;

/// Refused files as letters tell of them.
pub(super) fn refused(refused: &[RefusedFile]) -> Vec<RefusedFact> {
    let fact = |file: &RefusedFile| RefusedFact {
        name: file.name.clone(),
        // the size of a file that was cut is unknown
        size: if file.excess == Excess::Cut { String::new() } else { print_size(file.size) },
        why: file.excess.as_str().to_owned(),
        limit: file.excess.limit(),
    };
    refused.iter().take(MAX_LISTED).map(fact).collect()
}

/// The view of an agent, or of an address of the house.
pub(super) fn for_agent(policy: &Policy, ticket: &Ticket, address: &Address) -> TicketView {
    let language = policy.languages.desk.as_str();
    let reader = OfferReader { role: Role::Agent, address, language };
    TicketView {
        team: ticket.team.as_deref().map(|name| policy.people.teams.title(name, language)).unwrap_or_default(),
        status: policy.workflow.title(&ticket.status, language, TitleReader::Agent),
        is_inquiry: policy.workflow.is_inquiry(&ticket.status),
        fields: policy.fields.shown(&ticket.fields, language, FieldReader::Agent),
        offers: offers(&policy.workflow, &policy.people, ticket, reader),
        statuses: policy.workflow.settable(ticket.status.as_str(), language),
        ..bare(policy, ticket)
    }
}

/// The view of a customer or a partner.
pub(super) fn for_customer(policy: &Policy, ticket: &Ticket, address: &Address) -> TicketView {
    let language = policy.languages.of_ticket(ticket, &policy.people.organisations);
    let role = ticket.role_of(address, &policy.people);
    let offers = role.map(|role| {
        let language = if role == Role::Agent { policy.languages.desk.as_str() } else { language };
        offers(&policy.workflow, &policy.people, ticket, OfferReader { role, address, language })
    });
    let statuses = match role {
        Some(Role::Agent) => policy.workflow.settable(ticket.status.as_str(), &policy.languages.desk),
        _ => Vec::new(),
    };
    TicketView {
        fields: policy.fields.shown(&ticket.fields, language, FieldReader::Customer),
        offers: offers.unwrap_or_default(),
        statuses,
        subject: ticket.subject_for(address),
        status: status(policy, ticket, language),
        ..bare(policy, ticket)
    }
}

/// What customers read of its status.
pub(super) fn status(policy: &Policy, ticket: &Ticket, language: &str) -> String {
    policy.workflow.title(&ticket.status, language, TitleReader::Customer)
}

fn bare(policy: &Policy, ticket: &Ticket) -> TicketView {
    let requester = ticket.requester.as_ref();
    TicketView {
        subject: ticket.subject.as_str().to_owned(),
        requester: requester.map(|contact| contact.display().to_owned()).unwrap_or_default(),
        requester_address: requester.map(|contact| contact.address.as_str().to_owned()).unwrap_or_default(),
        assignee: ticket.assignee.as_deref().map(|name| policy.people.agents.full_name(name)).unwrap_or_default(),
        ..TicketView::default()
    }
}

/// The view for a letter about the desk: its workflow.
pub(super) fn of_workflow(policy: &Policy) -> TicketView {
    let language = policy.languages.desk.as_str();
    let transitions = policy.workflow.transitions().iter().filter(|transition| transition.by.contains(&Role::Agent));
    let offer = |transition: &Transition| Offer {
        command: format!("#{}", transition.name),
        label: transition.called(language),
    };
    TicketView {
        statuses: policy.workflow.settable("", language),
        offers: transitions.map(offer).collect(),
        ..TicketView::default()
    }
}

/// The view for a letter about no ticket: the subject of the mail.
pub(super) fn of_subject(subject: &Subject) -> TicketView {
    TicketView { subject: subject.as_str().to_owned(), ..TicketView::default() }
}
