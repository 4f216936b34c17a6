//! Whom the config tells of something, by its words: in rules, transitions, timers, statuses, promises and feedback. Who that
//! is on a ticket, `notify::recipients` says.

use std::fmt;

use crate::mail::Address;

/// Somebody to be told, whoever that is on a given ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// The requester.
    Requester,
    /// The people who follow the ticket.
    Participant,
    /// The group of the requester's organisation.
    Organisation,
    /// The group of the partner that gets the ticket; where none gets it now, of those who have it.
    Partner,
    /// Every agent who is told of new tickets.
    Agents,
    /// The agent who has it; where nobody does, its team; where it has none, who is told of new tickets.
    Assignee,
    /// Every agent of its team; where it has none, who is told of new tickets.
    Team,
    /// One agent, by the short name.
    Agent(String),
    /// An address of the house.
    Address(Address),
}

/// The recipients of an act, beside those who are always told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recipients {
    /// In the words of the config.
    pub words: Vec<Recipient>,
    /// The partner that gets the ticket.
    pub partner: Option<String>,
    /// A customer or partner asked for it by name: customers are told of that.
    pub is_wish: bool,
}

impl Recipient {
    /// All words that mean the same in every config.
    pub const WORDS: [(&'static str, Self); 7] = [
        ("requester", Self::Requester),
        ("participant", Self::Participant),
        ("organisation", Self::Organisation),
        ("partner", Self::Partner),
        ("agents", Self::Agents),
        ("assignee", Self::Assignee),
        ("team", Self::Team),
    ];

    /// Whether it means nobody but people of the desk.
    pub fn is_of_house(&self) -> bool {
        !matches!(self, Self::Requester | Self::Participant | Self::Organisation | Self::Partner)
    }
}

impl fmt::Display for Recipient {
    /// As it stands in the config.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agent(name) => f.write_str(name),
            Self::Address(address) => f.write_str(address.as_str()),
            word => f.write_str(Self::WORDS.iter().find(|(_, known)| known == word).map_or("", |(word, _)| word)),
        }
    }
}
