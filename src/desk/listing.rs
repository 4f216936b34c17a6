//! What somebody asked for, as a letter shows it: a list of tickets, or one ticket with its comments.

use super::facts::{EntryFact, TicketFact};
use super::reason::Reason;

/// Tickets in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// The line that asked, or empty.
    pub written: String,
    /// What is to be said beside it.
    pub remark: Option<Reason>,
    /// Those that are named.
    pub tickets: Vec<TicketFact>,
    /// The number of further tickets, or a lower bound of it.
    pub more: usize,
}

/// All that is known of a ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whole {
    /// The line that asked, what was not used, and the ticket as a line of a list; how many more comments there are.
    pub list: List,
    /// The requester's organisation, by its name, or empty.
    pub organisation: String,
    /// The people who follow it, by name and address.
    pub involved: Vec<String>,
    /// The comments, oldest first.
    pub entries: Vec<EntryFact>,
}
