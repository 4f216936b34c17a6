//! Who of the desk is told of a promise or of a bad rating, by words of the config.

use crate::mail::Contact;

use super::people::{Agent, People};
use super::ticket::Ticket;

/// Somebody to be told, whoever that is on a given ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Addressee {
    /// Who works on it; where nobody does, who is told of new tickets like it.
    Assignee,
    /// All of its team; where it has none, the same.
    Team,
    /// The agents who are told of new tickets.
    Agents,
    /// One agent, or an address of the house.
    One(Contact),
}

/// Everybody whom these words mean on a ticket, each once.
pub fn addressees(people: &People, ticket: &Ticket, words: &[Addressee]) -> Vec<Contact> {
    let mut told: Vec<Contact> = Vec::new();
    for word in words {
        for contact in meant(people, ticket, word) {
            if !told.iter().any(|known| known.address == contact.address) {
                told.push(contact);
            }
        }
    }
    told
}

fn meant(people: &People, ticket: &Ticket, word: &Addressee) -> Vec<Contact> {
    let assignee = ticket.assignee.as_deref().and_then(|name| people.agents.find_by_name(name));
    match word {
        Addressee::Assignee => match assignee {
            Some(agent) => vec![agent.contact.clone()],
            None => of_team(people, ticket),
        },
        Addressee::Team => of_team(people, ticket),
        Addressee::Agents => contacts(people.agents.0.iter().filter(|agent| agent.told_of_new)),
        Addressee::One(contact) => vec![contact.clone()],
    }
}

/// The ticket's team, or who is told of new tickets.
fn of_team(people: &People, ticket: &Ticket) -> Vec<Contact> {
    let team = ticket.team.as_deref().and_then(|name| people.teams.find_by_name(name));
    let members = team.into_iter().flat_map(|team| &team.members);
    let of_team = contacts(members.filter_map(|name| people.agents.find_by_name(name)));
    if of_team.is_empty() { contacts(people.agents.0.iter().filter(|agent| agent.told_of_new)) } else { of_team }
}

fn contacts<'a>(agents: impl Iterator<Item = &'a Agent>) -> Vec<Contact> {
    agents.map(|agent| agent.contact.clone()).collect()
}
