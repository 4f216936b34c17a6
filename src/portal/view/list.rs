//! The list of somebody's tickets: which lists they have, and each ticket as they may see it.

use jiff::Timestamp;

use crate::desk::field::{Field, Fields};
use crate::desk::people::Role;
use crate::desk::policy::Policy;
use crate::desk::question::Brief;
use crate::desk::ticket::Ticket;
use crate::desk::title::TitleReader;
use crate::mail::Address;
use crate::pages::views::{Scope, TicketCard};
use crate::store::read::TicketScope;

use super::super::portal::{Portal, shown_stage};
use super::ticket::is_on;

/// A list that somebody has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::portal) struct OwnList {
    /// Which tab shows it.
    pub(in crate::portal) scope: Scope,
    /// The name of the company or partner; empty for their own tickets.
    pub(in crate::portal) name: String,
    /// Its tickets.
    pub(in crate::portal) tickets: TicketScope,
}

/// The lists of somebody: their own; their company's, if it shares its tickets; those that were handed to them as partners.
pub(in crate::portal) fn lists(policy: &Policy, address: &Address) -> Vec<OwnList> {
    let mine = OwnList { scope: Scope::Mine, name: String::new(), tickets: TicketScope::Person(address.clone()) };
    let organisation = policy.people.organisations.find_by_address(address).filter(|it| it.shares);
    let company = organisation.map(|organisation| OwnList {
        scope: Scope::Company,
        name: organisation.name.clone(),
        tickets: TicketScope::Organisation(organisation.name.clone()),
    });
    let handed = policy.people.partners.0.iter().filter(|partner| partner.has(address)).map(|partner| OwnList {
        scope: Scope::Handed,
        name: partner.title.clone(),
        tickets: TicketScope::Partner(partner.name.clone()),
    });
    std::iter::once(mine).chain(company).chain(handed).collect()
}

/// Who reads a list.
#[derive(Debug, Clone, Copy)]
pub(in crate::portal) struct ListReader<'a> {
    /// Their address.
    pub(in crate::portal) address: &'a Address,
    /// Their language.
    pub(in crate::portal) language: &'a str,
    /// Now.
    pub(in crate::portal) now: Timestamp,
}

/// A ticket of a list; none for somebody who isn't on it.
pub(in crate::portal) fn card(
    portal: &Portal,
    (ticket, brief): (&Ticket, &Brief),
    reader: ListReader<'_>,
) -> Option<TicketCard> {
    let policy = portal.policy();
    let role = ticket.role_of(reader.address, &policy.people)?;
    let reference = policy.style.print(ticket.number);
    let is_theirs = role == Role::Requester;
    Some(TicketCard {
        href: format!("/t/{reference}"),
        reference,
        subject: ticket.subject_for(reader.address),
        status: policy.workflow.title(&ticket.status, reader.language, TitleReader::Customer),
        stage: shown_stage(policy.workflow.stage(&ticket.status)),
        on_you: is_on(policy, ticket, role),
        priority: priority(policy, &ticket.fields, reader.language),
        changed: portal.moment(brief.changed_at, reader.language, reader.now),
        requester: brief
            .requester
            .as_ref()
            .filter(|_| !is_theirs)
            .map(|who| who.display().to_owned())
            .unwrap_or_default(),
    })
}

/// The field that says how urgent a ticket is: the one that promises look at, or else the first that has a value without being
/// asked.
pub(in crate::portal) fn priority_field(policy: &Policy) -> Option<&Field> {
    let judged = policy.slas.judged_by.as_deref().and_then(|name| policy.fields.find(name));
    judged.or_else(|| policy.fields.0.iter().find(|field| field.default.is_some()))
}

/// How urgent a ticket is, in words.
pub(in crate::portal) fn priority(policy: &Policy, fields: &Fields, language: &str) -> String {
    let shown = |field: &Field| Some(field.shown(fields.get(&field.name)?, language));
    priority_field(policy).and_then(shown).unwrap_or_default()
}
