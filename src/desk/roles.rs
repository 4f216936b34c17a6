//! What somebody is to a ticket, and whom it concerns on the desk: people and ticket together.

use crate::mail::Address;

use super::partner::Partner;
use super::people::{Agent, People, Role};
use super::ticket::Ticket;

impl Ticket {
    /// The role that somebody has on this ticket; `None` for a stranger. An agent is on every ticket.
    pub fn role_of(&self, address: &Address, people: &People) -> Option<Role> {
        if people.agents.find_by_address(address).is_some() {
            return Some(Role::Agent);
        }
        if self.asked_by(address) {
            return Some(Role::Requester);
        }
        // Before the participants: who comments for a partner follows the ticket, and writes for the partner still.
        if people.having(self).any(|partner| partner.has(address)) {
            return Some(Role::Partner);
        }
        if self.participants.iter().any(|contact| contact.address == *address) {
            return Some(Role::Participant);
        }
        let organisation = people.organisations.find_by_address(address).filter(|organisation| organisation.shares)?;
        (self.organisation.as_ref() == Some(&organisation.name)).then_some(Role::Member)
    }
}

impl People {
    /// The partners that are involved with a ticket's customer, as the config orders them.
    pub fn involved<'a>(&'a self, ticket: &'a Ticket) -> impl Iterator<Item = &'a Partner> {
        self.partners.involved(&self.organisations, ticket.organisation.as_deref())
    }

    /// The partners that have a ticket: it was handed to them, and they are involved with its customer still.
    pub fn having<'a>(&'a self, ticket: &'a Ticket) -> impl Iterator<Item = &'a Partner> {
        self.involved(ticket).filter(|partner| ticket.partners.contains(&partner.name))
    }

    /// The organisation of somebody, by its name.
    pub fn organisation_of(&self, address: &Address) -> Option<String> {
        self.organisations.find_by_address(address).map(|organisation| organisation.name.clone())
    }

    /// Whose a ticket is: its assignee, or else its team, or else everybody who is told of new tickets. What a changed config
    /// no longer knows counts as nobody.
    pub fn in_charge(&self, ticket: &Ticket) -> Vec<&Agent> {
        let assignee = ticket.assignee.as_deref().and_then(|name| self.agents.find_by_name(name));
        assignee.map_or_else(|| self.team_of(ticket), |agent| vec![agent])
    }

    /// A ticket's team, or else everybody who is told of new tickets.
    pub fn team_of(&self, ticket: &Ticket) -> Vec<&Agent> {
        match ticket.team.as_deref().and_then(|name| self.teams.find_by_name(name)) {
            Some(team) => self.agents.0.iter().filter(|agent| team.members.contains(&agent.name)).collect(),
            None => self.told_of_new().collect(),
        }
    }

    /// The agents who are told of new tickets.
    pub fn told_of_new(&self) -> impl Iterator<Item = &Agent> {
        self.agents.0.iter().filter(|agent| agent.told_of_new)
    }
}
