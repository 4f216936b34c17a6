//! A mail of somebody who is not on the ticket and answers a letter of ours that was passed on to them: it is kept, and
//! shown to agents alone until one of them includes its author (`#cc add`). Nothing else changes, and nobody is answered:
//! whoever has a letter need not be meant by it (P6).

use crate::mail::origin::Person;

use super::super::notice::{NoticeKind, Whose};
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::ticket::{Ticket, Visibility};
use super::customer::{joined, words};
use super::draft::{facts_on, tell_agents};
use super::{Decision, End, Facts, Incoming, NewComment, Target};

/// Keeps it.
pub(super) fn comment(
    policy: &Policy,
    incoming: &Incoming,
    (ticket, person): (&Ticket, &Person),
    (note, reason): (bool, String),
) -> Decision {
    let contact = person.contact();
    let text = words(incoming);
    // Words that answer a note stay one, whoever is included.
    let visibility = if note { Visibility::Internal } else { Visibility::Withheld };
    let why = format!(
        "{} is not on this ticket: a letter about it was passed on to them. Only agents see this; to include them, \
         write #cc add {0}",
        contact.address
    );
    let facts = facts_on(ticket, incoming, contact, text);
    let facts = Facts { reason: joined(&facts.reason, &why), internal: true, ..facts };
    Decision {
        also: Vec::new(),
        end: End::Commented,
        target: Target::Existing(ticket.number),
        comments: vec![NewComment {
            author: Some(contact.clone()),
            role: Role::Outsider,
            visibility,
            text: text.to_owned(),
        }],
        changes: Vec::new(),
        notices: tell_agents(policy, NoticeKind::NewComment, Whose::of(ticket), Some(&contact.address), &facts),
        reasons: vec![reason, "it is withheld from customers until an agent includes its author".to_owned()],
    }
}
