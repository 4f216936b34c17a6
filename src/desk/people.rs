//! Who is who on a desk: agents from the config, and the role a sender has on a ticket.

use std::fmt;

use crate::mail::{Address, Contact};

use super::organisation::Organisations;
use super::partner::Partners;
use super::signature::Signature;
use super::team::Teams;

/// The role of somebody on a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Asked for help.
    Requester,
    /// Follows the ticket ("people involved").
    Participant,
    /// Is of the requester's organisation, which shares its tickets.
    Member,
    /// Works for an outside provider that the ticket was handed to.
    Partner,
    /// Is on no ticket, and answers a letter of ours that somebody passed on to them.
    Outsider,
    /// Works on the desk's tickets.
    Agent,
    /// A program.
    Machine,
}

impl Role {
    /// The name in config and database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requester => "requester",
            Self::Participant => "participant",
            Self::Member => "member",
            Self::Partner => "partner",
            Self::Outsider => "outsider",
            Self::Agent => "agent",
            Self::Machine => "machine",
        }
    }

    /// The role of a name.
    pub fn parse(name: &str) -> Option<Self> {
        let known = [Self::Requester, Self::Participant, Self::Member, Self::Partner, Self::Outsider];
        known.into_iter().chain([Self::Agent, Self::Machine]).find(|role| role.as_str() == name)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Somebody who works on the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// The short name used in commands (`#assign anna`) and in the database; lower case.
    pub name: String,
    /// The name shown to customers, and the address that letters go to.
    pub contact: Contact,
    /// Other addresses that they write from.
    pub aliases: Vec<Address>,
    /// Told of tickets that nobody has taken yet.
    pub told_of_new: bool,
    /// What stands below their words in letters to customers.
    pub signature: Signature,
}

impl Agent {
    /// Whether an address is one of theirs.
    pub fn writes_from(&self, address: &Address) -> bool {
        self.contact.address == *address || self.aliases.contains(address)
    }
}

/// Everybody whom the config knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// The agents of the desk.
    pub agents: Agents,
    /// The customers' companies.
    pub organisations: Organisations,
    /// The agents' teams.
    pub teams: Teams,
    /// Outside providers.
    pub partners: Partners,
}

/// All agents of the desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agents(pub Vec<Agent>);

impl Agents {
    /// The short names of all.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|agent| agent.name.as_str())
    }

    /// The agent who writes from `address`.
    pub fn find_by_address(&self, address: &Address) -> Option<&Agent> {
        self.0.iter().find(|agent| agent.writes_from(address))
    }

    /// All addresses of whoever writes from this one: an agent's, or it alone.
    pub fn addresses_of<'a>(&'a self, address: &'a Address) -> impl Iterator<Item = &'a Address> {
        let agent = self.find_by_address(address);
        let theirs = agent.into_iter().flat_map(|agent| std::iter::once(&agent.contact.address).chain(&agent.aliases));
        std::iter::once(address).chain(theirs)
    }

    /// The full name of the agent of that short name; one that a changed config no longer knows has that name.
    pub fn full_name(&self, name: &str) -> String {
        self.find_by_name(name).map_or_else(|| name.to_owned(), |agent| agent.contact.display().to_owned())
    }

    /// The agent of that short name, whatever its case.
    pub fn find_by_name(&self, name: &str) -> Option<&Agent> {
        self.0.iter().find(|agent| agent.name.eq_ignore_ascii_case(name))
    }
}
