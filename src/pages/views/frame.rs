//! What stands around every page: the header, and who is signed in.

use serde::Serialize;

/// What stands around a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Frame {
    /// The language of the page; one that isn't compiled is replaced by the desk's own.
    pub language: String,
    /// Who is signed in.
    pub signed_in: Option<SignedInFrame>,
    /// Whether there is a knowledge base for this reader.
    pub knowledge: bool,
    /// Whether this reader can open tickets here.
    pub new: bool,
    /// The desk's address for mails; may be empty.
    pub mail: String,
    /// If the page tells of changes by itself.
    pub live: Option<Live>,
    /// The hidden fields of the button that signs out.
    pub form: super::FormMark,
}

/// The reader.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SignedInFrame {
    /// Their name; their address if none is known.
    pub name: String,
    /// Their address.
    pub address: String,
    /// How many of their own tickets aren't done.
    pub open_tickets: u64,
    /// The counts of the queue, for agents who work on pages.
    pub agent: Option<AgentCounts>,
    /// Whether they see the house.
    pub is_operator: bool,
}

/// What waits for an agent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct AgentCounts {
    /// Tickets without an agent.
    pub unassigned: u64,
    /// Their own open tickets.
    pub mine: u64,
}

/// What the page listens to at `/live?of=TOPIC&version=VERSION`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Live {
    /// What is shown: a reference, `list` or `queue`.
    pub topic: String,
    /// The version that is shown.
    pub version: String,
}
