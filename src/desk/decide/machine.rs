//! A machine's mail: filed, or opened quietly, or suppressed. Never answered, never reopens (P5).

use crate::mail::origin::Machine;

use super::super::evidence::choose_file;
use super::super::notice::{NoticeKind, Whose};
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::routing::Routed;
use super::super::ticket::Visibility;
use super::draft::{facts_of, quarantine, tell_agents};
use super::{Decision, End, Incoming, NewComment, NewTicket, Snapshot, Target, opening, undeliverable};

pub(super) fn decide(policy: &Policy, snapshot: &Snapshot, incoming: &Incoming, machine: &Machine) -> Decision {
    let judged = format!("a machine wrote it ({}: {})", machine.kind.as_str(), machine.reason);
    let sender = machine.contact.as_ref().map(|contact| &contact.address);
    if let Some(ticket) = choose_file(&snapshot.candidates, sender, &policy.people) {
        let (changes, notices) = undeliverable::reported(policy, snapshot, incoming, ticket);
        return Decision {
            also: Vec::new(),
            end: End::Commented,
            target: Target::Existing(ticket.number),
            comments: vec![note(incoming, machine)],
            changes,
            notices,
            reasons: vec![
                judged,
                "filed as a note on the ticket that it belongs to; machines are not answered and reopen nothing"
                    .to_owned(),
            ],
        };
    }
    let Some(contact) = &machine.contact else {
        return quarantine(policy, incoming, &judged);
    };
    if !policy.machines_that_open.iter().any(|kind| kind == machine.kind.as_str()) {
        let why = format!("belongs to no ticket, and {} mail opens none", machine.kind.as_str());
        return Decision {
            also: Vec::new(),
            end: End::Suppressed,
            target: Target::Nothing,
            comments: Vec::new(),
            changes: Vec::new(),
            notices: Vec::new(),
            reasons: vec![judged, why],
        };
    }
    let mut facts = facts_of(incoming, contact, &incoming.text);
    let routed = opening::route(policy, incoming, &contact.address, Routed::default());
    let whose = Whose { assignee: routed.assignee.as_deref(), team: routed.team.as_deref() };
    facts.status.clone_from(&policy.workflow.initial().0);
    facts.assignee = routed.assignee.clone().unwrap_or_default();
    let notices = tell_agents(policy, NoticeKind::NewTicket, whose, Some(&contact.address), &facts);
    let mut reasons = vec![judged, format!("{} mail opens a ticket without any answer", machine.kind.as_str())];
    reasons.extend(routed.reasons.iter().cloned());
    Decision {
        also: Vec::new(),
        end: End::Opened,
        target: Target::New(Box::new(NewTicket {
            by_machine: true,
            subject: incoming.subject.clone(),
            requester: Some(contact.clone()),
            organisation: None,
            status: policy.workflow.initial().clone(),
            mailbox: incoming.mailbox.clone(),
            opening_id: incoming.message_id.clone(),
            follows: None,
            routed,
        })),
        comments: vec![NewComment { visibility: Visibility::Public, ..note(incoming, machine) }],
        changes: Vec::new(),
        notices,
        reasons,
    }
}

fn note(incoming: &Incoming, machine: &Machine) -> NewComment {
    NewComment {
        author: machine.contact.clone(),
        role: Role::Machine,
        visibility: Visibility::Internal,
        text: incoming.text.clone(),
    }
}
