//! `#split The invoice of May`: one of several questions in a mail gets a ticket of its own.
//!
//! Each line opens one for the same requester, with the words of the mail that opened the first, so that whoever works on
//! it reads the whole question. The requester gets the number of each.

use crate::mail::Subject;
use crate::mail::origin::vouched;

use super::super::act::Act;
use super::super::change::Change;
use super::super::outcome::{Confirm, ConfirmCause, NewComment, Step};
use super::super::people::{Agent, Role};
use super::super::policy::Policy;
use super::super::reason::{Reason, Remark};
use super::super::routing::Routed;
use super::super::ticket::{Ticket, Visibility};
use super::opening::new_ticket;

/// The words that the first ticket was opened with.
pub(super) struct Opening<'a> {
    pub(super) text: &'a str,
    /// The agent who wrote them down for the requester, by name.
    pub(super) by_agent: Option<&'a str>,
}

/// The tickets that an agent's mail opens beside its own.
pub(super) fn steps(policy: &Policy, act: &Act, step: &Step, opening: &Opening<'_>, agent: &Agent) -> Vec<Step> {
    let ticket = &step.after;
    let asker = ticket.requester.as_ref().filter(|asker| !ticket.by_machine && !agent.writes_from(&asker.address));
    let person = asker.and_then(|asker| vouched(asker.clone(), &policy.own).ok());
    let confirm = person.map(|person| Confirm { person, answers: None, cause: ConfirmCause::SplitFrom(ticket.number) });
    let subjects = step.changes.iter().filter_map(|change| match change {
        Change::Split { subject, .. } => Some(subject),
        _ => None,
    });
    let open = |subject| {
        let mut split = one(policy, act, step, opening, subject);
        split.confirms.extend(confirm.clone());
        split
    };
    subjects.map(open).collect()
}

/// A split question has the values that were known before this mail. What the agent sets with it belongs to the first ticket.
fn one(policy: &Policy, act: &Act, step: &Step, opening: &Opening<'_>, subject: &Subject) -> Step {
    let ticket = &step.after;
    let stood = step.before.as_ref().unwrap_or(ticket);
    let routed = Routed {
        fields: stood.fields.clone(),
        team: stood.team.clone(),
        language: ticket.language.clone(),
        ..Routed::default()
    };
    let mut step = Step::opening(Ticket {
        requester: ticket.requester.clone(),
        organisation: ticket.organisation.clone(),
        mailbox: ticket.mailbox.clone(),
        by_machine: ticket.by_machine,
        opening_id: ticket.opening_id.clone(),
        latest_id: ticket.opening_id.clone(),
        ..new_ticket(act, subject, policy.workflow.initial().clone(), routed)
    });
    let agents = &policy.people.agents.0;
    let by_agent = opening.by_agent.map(|name| agents.iter().find(|agent| agent.contact.display() == name));
    step.comments.push(NewComment {
        author: by_agent.map_or(ticket.requester.clone(), |agent| agent.map(|agent| agent.contact.clone())),
        role: if by_agent.is_some() { Role::Agent } else { Role::Requester },
        visibility: Visibility::Public,
        text: opening.text.to_owned(),
        public: None,
    });
    let (reference, subject) = (policy.style.print(ticket.number), ticket.subject.to_string());
    let origin = Reason::from(Remark::SplitFrom { reference, subject });
    step.comments.push(NewComment::of_desk(origin.stored()));
    step.remarks.push(origin);
    step
}
