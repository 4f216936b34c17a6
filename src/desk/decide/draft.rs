//! What all decisions share: facts for letters, notices to agents, and the ticket that shows an unworkable mail.

use jiff::Timestamp;

use crate::mail::clean::truncated;
use crate::mail::compose::Hand;
use crate::mail::{Address, Contact};

use super::super::facts::EntryFact;
use super::super::notice::{Audience, Facts, Notice, NoticeKind, Whose, agents_to_tell};
use super::super::people::{Agent, Role};
use super::super::policy::Policy;
use super::super::reference::TicketNumber;
use super::super::routing::Routed;
use super::super::ticket::{FeedbackState, Ticket, Visibility};
use super::refused;
use super::{Decision, End, Incoming, NewComment, NewTicket, Snapshot, Target};

/// A letter to agents quotes at most so many bytes of a mail; the ticket has all.
const MAX_QUOTED_BYTES: usize = 64 * 1024;

/// The facts that a mail gives.
pub(super) fn facts_of(incoming: &Incoming, author: &Contact, text: &str) -> Facts {
    Facts {
        subject: incoming.subject.as_str().to_owned(),
        author: author.display().to_owned(),
        text: truncated(text, MAX_QUOTED_BYTES).to_owned(),
        requester: author.display().to_owned(),
        requester_address: author.address.as_str().to_owned(),
        files: incoming.files.clone(),
        refused: refused::facts(&incoming.refused),
        reason: incoming.remarks.join("\n"),
        ..Facts::default()
    }
}

/// The same, on a ticket that stands.
pub(super) fn facts_on(ticket: &Ticket, incoming: &Incoming, author: &Contact, text: &str) -> Facts {
    let Facts { author, text, files, refused, reason, .. } = facts_of(incoming, author, text);
    Facts { author, text, reason, files, refused, ..bare_facts(ticket) }
}

/// What a ticket gives without any mail: how it stands, and nobody's words.
pub(super) fn bare_facts(ticket: &Ticket) -> Facts {
    let requester = ticket.requester.as_ref();
    Facts {
        subject: ticket.subject.as_str().to_owned(),
        status: ticket.status.0.clone(),
        requester: requester.map(|contact| contact.display().to_owned()).unwrap_or_default(),
        requester_address: requester.map(|contact| contact.address.as_str().to_owned()).unwrap_or_default(),
        assignee: ticket.assignee.clone().unwrap_or_default(),
        ..Facts::default()
    }
}

/// A new ticket as it will stand, for what is asked of tickets. It has no number yet.
pub(super) fn as_ticket(new: &NewTicket) -> Ticket {
    Ticket {
        number: TicketNumber(0),
        subject: new.subject.clone(),
        status: new.status.clone(),
        status_since: Timestamp::UNIX_EPOCH,
        requester: new.requester.clone(),
        participants: Vec::new(),
        organisation: new.organisation.clone(),
        assignee: new.routed.assignee.clone(),
        team: new.routed.team.clone(),
        fields: new.routed.fields.clone(),
        choices_told: Vec::new(),
        partners: Vec::new(),
        language: new.routed.language.clone(),
        merged_into: None,
        by_machine: new.by_machine,
        spam: false,
        mailbox: new.mailbox.clone(),
        feedback: FeedbackState::NotAsked,
        opening_id: new.opening_id.clone(),
        latest_id: new.opening_id.clone(),
    }
}

/// The words that a ticket was opened with, as one of its entries, where they were asked for.
pub(super) fn opening_entry(snapshot: &Snapshot, ticket: &Ticket) -> Vec<EntryFact> {
    let text = truncated(snapshot.opening_of(ticket.number), MAX_QUOTED_BYTES);
    let author = ticket.requester.as_ref().map(|requester| requester.display().to_owned()).unwrap_or_default();
    let entry = EntryFact { author, text: text.to_owned(), ..EntryFact::default() };
    Some(entry).filter(|entry| !entry.text.trim().is_empty()).into_iter().collect()
}

/// One notice to each agent who is to be told; `author` is not told of their own words.
pub(super) fn tell_agents<'a>(
    policy: &Policy,
    kind: NoticeKind,
    whose: impl Into<Whose<'a>>,
    author: Option<&Address>,
    facts: &Facts,
) -> Vec<Notice> {
    let facts = &Facts { statuses: policy.workflow.settable(&facts.status), ..facts.clone() };
    agents_to_tell(&policy.people, whose.into(), author)
        .map(|agent| Notice { encloses: !facts.files.is_empty(), ..tell_agent(kind, agent, facts.clone()) })
        .collect()
}

/// A notice to one agent, without files.
pub(super) fn tell_agent(kind: NoticeKind, agent: &Agent, facts: Facts) -> Notice {
    tell_desk(kind, agent.contact.clone(), facts)
}

/// The same, to somebody of the desk whom the config names.
pub(super) fn tell_desk(kind: NoticeKind, to: Contact, facts: Facts) -> Notice {
    Notice { kind, to: Audience::Agent(to), facts, in_reply_to: None, references: Vec::new(), encloses: false }
}

/// The same, as the answer to a mail of theirs.
pub(super) fn answer_agent(kind: NoticeKind, incoming: &Incoming, agent: &Agent, facts: Facts) -> Notice {
    Notice {
        in_reply_to: incoming.message_id.clone(),
        references: incoming.message_id.iter().cloned().collect(),
        ..tell_agent(kind, agent, facts)
    }
}

/// A notice to somebody on the ticket, threaded to what they wrote.
pub(super) fn tell_customer(kind: NoticeKind, to: &Contact, ticket: &Ticket, facts: Facts) -> Notice {
    let in_reply_to = ticket.latest_id.clone().or_else(|| ticket.opening_id.clone());
    let encloses = kind.hand() == Hand::Human && !facts.files.is_empty();
    Notice {
        kind,
        to: Audience::Customer(to.clone()),
        facts,
        references: ticket
            .opening_id
            .iter()
            .chain(ticket.latest_id.iter().filter(|id| Some(*id) != ticket.opening_id.as_ref()))
            .cloned()
            .collect(),
        in_reply_to,
        encloses,
    }
}

/// The ticket for a mail that could not be worked on: agents see it, with the reason and the raw mail (P3). Nobody but
/// agents is told.
pub fn quarantine(policy: &Policy, incoming: &Incoming, reason: &str) -> Decision {
    let facts = Facts {
        subject: incoming.subject.as_str().to_owned(),
        status: policy.workflow.initial().0.clone(),
        reason: reason.to_owned(),
        files: incoming.files.clone(),
        ..Facts::default()
    };
    let mut notices = tell_agents(policy, NoticeKind::Quarantine, None, None, &facts);
    // Its files may be what is wrong with it; the raw mail stays in the ledger.
    for notice in &mut notices {
        notice.encloses = false;
    }
    let text = if incoming.text.is_empty() { reason.to_owned() } else { format!("{reason}\n\n{}", incoming.text) };
    Decision {
        also: Vec::new(),
        end: End::Quarantined,
        target: Target::New(Box::new(NewTicket {
            by_machine: true,
            subject: incoming.subject.clone(),
            requester: None,
            organisation: None,
            status: policy.workflow.initial().clone(),
            mailbox: incoming.mailbox.clone(),
            opening_id: None,
            follows: None,
            routed: Routed::default(),
        })),
        comments: vec![NewComment { author: None, role: Role::Machine, visibility: Visibility::Internal, text }],
        changes: Vec::new(),
        notices,
        reasons: std::iter::once(reason).chain(incoming.remarks.iter().map(String::as_str)).map(String::from).collect(),
    }
}
