//! The other recipients of a mail join its ticket, where the desk lets them.

use crate::mail::Contact;
use crate::mail::origin::vouched;

use super::super::act::Act;
use super::super::change::{Change, Via};
use super::super::policy::Policy;
use super::super::reason::By;
use super::super::ticket::Ticket;

/// A mail with more addresses is a mailing, and its recipients do not follow a case.
const MAX_JOINING: usize = 10;

/// People who are not on the ticket yet.
pub(super) fn joining(policy: &Policy, act: &Act, sender: &Contact, ticket: Option<&Ticket>) -> Vec<Change> {
    if !policy.copied_join || act.copied.len() > MAX_JOINING {
        return Vec::new();
    }
    let is_new = |who: &&Contact| {
        who.address != sender.address
            && policy.people.agents.find_by_address(&who.address).is_none()
            && !ticket.is_some_and(|ticket| ticket.has_customer(&who.address))
            && vouched((*who).clone(), &policy.own).is_ok()
    };
    let join = |who: &Contact| Change::Join { who: who.clone(), via: Via::Copy, reason: By::Copied };
    act.copied.iter().filter(is_new).map(join).collect()
}
