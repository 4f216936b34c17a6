//! `#split The invoice of May`: one of several questions in a mail gets a ticket of its own.
//!
//! Each line opens one for the same requester, with the words of the mail that opened the first, so that whoever works on
//! it reads the whole question. The requester gets the number of each.

use crate::mail::Subject;

use super::super::notice::{NoticeKind, Whose};
use super::super::people::{Agent, Role};
use super::super::policy::Policy;
use super::super::routing::Routed;
use super::super::ticket::{Ticket, Visibility};
use super::draft::{facts_of, tell_agents};
use super::{Change, Effect, Incoming, NewComment, NewTicket, Target, on_behalf};

/// The tickets that an agent's mail opens beside its own.
pub(super) fn effects(
    policy: &Policy,
    incoming: &Incoming,
    (ticket, opening): (&Ticket, &str),
    (agent, changes): (&Agent, &[Change]),
) -> Vec<Effect> {
    let subjects = changes.iter().filter_map(|change| match change {
        Change::Split { subject, .. } => Some(subject),
        _ => None,
    });
    subjects.map(|subject| effect(policy, incoming, (ticket, opening), (agent, subject))).collect()
}

fn effect(
    policy: &Policy,
    incoming: &Incoming,
    (ticket, opening): (&Ticket, &str),
    (agent, subject): (&Agent, &Subject),
) -> Effect {
    let status = policy.workflow.initial().clone();
    let origin = format!("Split from {} ({}).", policy.style.print(ticket.number), ticket.subject);
    let new = NewTicket {
        by_machine: false,
        subject: subject.clone(),
        requester: ticket.requester.clone(),
        organisation: ticket.organisation.clone(),
        status: status.clone(),
        mailbox: ticket.mailbox.clone(),
        opening_id: ticket.opening_id.clone(),
        follows: None,
        routed: Routed {
            fields: ticket.fields.clone(),
            team: ticket.team.clone(),
            language: ticket.language.clone(),
            ..Routed::default()
        },
    };
    let comment = |author, role, visibility, text: &str| NewComment { author, role, visibility, text: text.to_owned() };
    let comments = vec![
        comment(ticket.requester.clone(), Role::Requester, Visibility::Public, opening),
        comment(None, Role::Machine, Visibility::Internal, &origin),
    ];
    let asker = ticket.requester.as_ref().unwrap_or(&agent.contact);
    let bare = Incoming { files: Vec::new(), remarks: Vec::new(), subject: subject.clone(), ..incoming.clone() };
    let mut facts = facts_of(&bare, asker, opening);
    facts.status.clone_from(&status.0);
    facts.reason = origin;
    let whose = Whose { assignee: None, team: ticket.team.as_deref() };
    let mut notices = tell_agents(policy, NoticeKind::NewTicket, whose, Some(&agent.contact.address), &facts);
    let as_opened = Ticket { subject: subject.clone(), status, ..ticket.clone() };
    let confirmed = asker.address != agent.contact.address && !agent.aliases.contains(&asker.address);
    let confirmation = confirmed.then(|| on_behalf::confirmation(policy, &as_opened, asker).ok()).flatten();
    notices.splice(0..0, confirmation);
    Effect { target: Target::New(Box::new(new)), comments, changes: Vec::new(), notices }
}
