//! Whom a rule, a transition, a timer or a status tells, as words of the config.

/// Somebody to be told, by a word of the config.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Told {
    /// Who asked.
    Requester,
    /// Who follows the ticket.
    Participant,
    /// The group of the requester's organisation, and its members on the ticket.
    Organisation,
    /// The group of the partner that the transition hands the ticket to; of a timer, of those who have it.
    Partner,
    /// Every agent who is told of new tickets.
    Agents,
    /// The agent who has it.
    Assignee,
    /// Every agent of its team.
    Team,
}

impl Told {
    /// All words.
    pub const ALL: [Self; 7] = [
        Self::Requester,
        Self::Participant,
        Self::Organisation,
        Self::Partner,
        Self::Agents,
        Self::Assignee,
        Self::Team,
    ];

    /// The word in the config.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requester => "requester",
            Self::Participant => "participant",
            Self::Organisation => "organisation",
            Self::Partner => "partner",
            Self::Agents => "agents",
            Self::Assignee => "assignee",
            Self::Team => "team",
        }
    }
}
