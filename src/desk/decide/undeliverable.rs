//! A letter to a customer that did not arrive: agents are told, by whichever way it became known.

use crate::mail::{Contact, MessageId, Subject};

use super::super::notice::{Facts, Notice, NoticeKind};
use super::super::policy::Policy;
use super::super::ticket::Ticket;
use super::super::token::without_tokens;
use super::draft::tell_agents;
use super::{Change, Incoming, Snapshot};

/// A letter of ours, as far as its failure is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentLetter {
    /// Its Message-ID.
    pub message_id: MessageId,
    /// Whom it was for.
    pub to: Contact,
    /// Its subject.
    pub subject: Subject,
    /// Its text.
    pub text: String,
}

/// What agents are told of it. A letter to an agent that failed is told of by nobody: that could go round for ever.
pub fn tell_undeliverable(policy: &Policy, ticket: Option<&Ticket>, letter: &SentLetter, words: &str) -> Vec<Notice> {
    if policy.people.agents.find_by_address(&letter.to.address).is_some() {
        return Vec::new();
    }
    let facts = Facts {
        subject: letter.subject.as_str().to_owned(),
        status: ticket.map(|ticket| ticket.status.0.clone()).unwrap_or_default(),
        // The token in it is the customer's alone.
        text: without_tokens(&letter.text),
        requester: letter.to.display().to_owned(),
        requester_address: letter.to.address.as_str().to_owned(),
        assignee: ticket.and_then(|ticket| ticket.assignee.clone()).unwrap_or_default(),
        reason: without_tokens(words),
        ..Facts::default()
    };
    let assignee = ticket.and_then(|ticket| ticket.assignee.as_deref());
    tell_agents(policy, NoticeKind::Undeliverable, assignee, None, &facts)
}

/// What a delivery report says of letters of ours: those that failed for good, each once.
pub(super) fn reported(
    policy: &Policy,
    snapshot: &Snapshot,
    incoming: &Incoming,
    ticket: &Ticket,
) -> (Vec<Change>, Vec<Notice>) {
    let mut changes = Vec::new();
    let mut notices = Vec::new();
    for letter in &snapshot.bounced {
        let of_letter = |(id, _): &&(MessageId, String)| *id == letter.message_id;
        let Some((id, words)) = incoming.failures.iter().find(of_letter) else { continue };
        changes.push(Change::LetterFailed { message_id: id.clone(), words: words.clone() });
        notices.extend(tell_undeliverable(policy, Some(ticket), letter, words));
    }
    (changes, notices)
}
