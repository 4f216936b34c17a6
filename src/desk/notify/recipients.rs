//! Whom words of the config mean on a ticket as it stands after the change.

use crate::mail::{Address, Contact};

use super::super::addressee::addressees;
use super::super::outcome::Tells;
use super::super::partner::Partner;
use super::super::people::{Agent, Role};
use super::super::policy::Policy;
use super::super::promise::clock::Turn;
use super::super::promise::keep::Mark;
use super::super::ticket::Ticket;
use super::super::told::Told;

/// The customers on the ticket who are meant, and their organisation's group.
pub(super) fn customers<'a>(policy: &'a Policy, ticket: &'a Ticket, tells: &[Told]) -> Vec<&'a Contact> {
    let says = |told| tells.contains(&told);
    let is_meant = |who: &&Contact| match ticket.role_of(&who.address, &policy.people) {
        Some(Role::Requester) => says(Told::Requester),
        Some(Role::Participant) => says(Told::Participant),
        Some(Role::Member) => says(Told::Organisation),
        _ => false,
    };
    let group = ticket.organisation.iter().filter(|_| says(Told::Organisation));
    let group = group.filter_map(|name| policy.people.organisations.find_by_name(name)).flat_map(|it| &it.group);
    ticket.customers().filter(is_meant).chain(group).collect()
}

/// The group of the partner that gets the ticket; where none gets it now, of those who have it.
pub(super) fn partners<'a>(policy: &'a Policy, ticket: &'a Ticket, tells: &Tells) -> Vec<&'a Contact> {
    if !tells.words.contains(&Told::Partner) {
        return Vec::new();
    }
    let gets_it = |partner: &&Partner| tells.partner.as_ref().is_none_or(|name| partner.name == *name);
    policy.people.having(ticket).filter(gets_it).flat_map(|partner| &partner.group).collect()
}

/// The agents who are meant.
pub(super) fn agents<'a>(policy: &'a Policy, ticket: &Ticket, tells: &[Told]) -> Vec<&'a Agent> {
    let says = |told| tells.contains(&told);
    let team = ticket.team.as_deref().and_then(|name| policy.people.teams.find_by_name(name));
    let is_meant = |agent: &&Agent| {
        says(Told::Agents) && agent.told_of_new
            || says(Told::Assignee) && ticket.assignee.as_ref() == Some(&agent.name)
            || says(Told::Team) && team.is_some_and(|team| team.members.contains(&agent.name))
    };
    policy.people.agents.0.iter().filter(is_meant).collect()
}

/// Whom the config wants told of what became of a promise.
pub(super) fn of_promise(policy: &Policy, ticket: &Ticket, mark: &Mark) -> Vec<Contact> {
    let Some(promise) = policy.promises.find_by_name(&mark.promise) else { return Vec::new() };
    match mark.turn {
        Turn::Kept => Vec::new(),
        Turn::Warned => addressees(&policy.people, ticket, &promise.tells_warning),
        Turn::Broken => addressees(&policy.people, ticket, &promise.tells_breach),
    }
}

/// Whether an agent is the author of an act.
pub(super) fn is_author(agent: &Agent, author: Option<&Address>) -> bool {
    author.is_some_and(|author| agent.writes_from(author))
}
