//! `#spam`: a ticket asks for nothing. It is set aside without a word to anybody, and what its requester writes on it has
//! no effect from then on.

use super::super::policy::Policy;
use super::super::ticket::Ticket;
use super::{Decision, End, Target};

/// A mail on such a ticket.
pub(super) fn suppress(policy: &Policy, ticket: &Ticket) -> Decision {
    let reason = format!("belongs to {}, which an agent set aside as spam", policy.style.print(ticket.number));
    Decision {
        end: End::Suppressed,
        target: Target::Nothing,
        comments: Vec::new(),
        changes: Vec::new(),
        notices: Vec::new(),
        also: Vec::new(),
        reasons: vec![reason],
    }
}
