//! The end of a mail: every mail has exactly one (P1).

/// Where a mail ends. Every mail has exactly one end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// It opened a ticket.
    Opened,
    /// It became a comment (or a rating) on a ticket.
    Commented,
    /// It asked about tickets, and was answered by a letter.
    Answered,
    /// It waits for a human, nothing was done with it.
    Held,
    /// It was left without any effect, with the reason.
    Suppressed,
    /// It could not be worked on; a ticket of its own shows it to the agents.
    Quarantined,
}

impl End {
    /// All ends.
    pub const ALL: [Self; 6] =
        [Self::Opened, Self::Commented, Self::Answered, Self::Held, Self::Suppressed, Self::Quarantined];

    /// The name in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Commented => "commented",
            Self::Answered => "answered",
            Self::Held => "held",
            Self::Suppressed => "suppressed",
            Self::Quarantined => "quarantined",
        }
    }

    /// The end of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|end| end.as_str() == name)
    }
}
