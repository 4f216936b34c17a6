//! What an agent judged a ticket to be: its requester is told, and asks for a new judgement by answering that.

use crate::mail::Address;

use super::super::notice::{Facts, NoticeKind};
use super::super::people::Agent;
use super::super::policy::Policy;
use super::super::ticket::Ticket;
use super::draft::tell_customer;
use super::{Change, Decision, status_after};

/// Tells the requester of fields that were set and that the desk tells of. The letter shows all of theirs. Who asked with
/// an inquiry hears of no ticket; what was judged when it was opened stands in the confirmation.
pub(super) fn tell(policy: &Policy, (ticket, agent): (&Ticket, &Agent), decision: &mut Decision) {
    let tells = |change: &Change| match change {
        Change::Field { name, to: Some(_), .. } => policy.fields.find(name).is_some_and(|field| field.tells),
        _ => false,
    };
    if !decision.changes.iter().any(tells) || policy.workflow.is_inquiry(&ticket.status) {
        return;
    }
    let is_agent = |address: &Address| agent.contact.address == *address || agent.aliases.contains(address);
    let Some(requester) = ticket.requester.as_ref().filter(|contact| !is_agent(&contact.address)) else { return };
    let facts = Facts {
        subject: ticket.subject.as_str().to_owned(),
        status: status_after(ticket, &decision.changes).0.clone(),
        author: agent.contact.display().to_owned(),
        requester: requester.display().to_owned(),
        requester_address: requester.address.as_str().to_owned(),
        ..Facts::default()
    };
    decision.notices.push(tell_customer(NoticeKind::Judged, requester, ticket, facts));
}
