//! How a customer's or a partner's comment moves its ticket: by a transition that they ask for, or by rules.

use crate::mail::origin::Origin;

use super::super::people::Role;
use super::super::policy::Policy;
use super::super::status::{Stage, StatusName};
use super::super::thanks::is_thanks;
use super::super::ticket::{Ticket, Visibility};
use super::super::workflow::Occasion;
use super::commanded::{Tells, sentence};
use super::wish::Wish;
use super::{Change, Incoming};

/// How a customer's or a partner's comment moves its ticket.
#[derive(Default)]
pub(super) struct Moved {
    pub(super) changes: Vec<Change>,
    pub(super) tells: Tells,
    /// Somebody asked for it, and it is told as such.
    pub(super) by_wish: bool,
    /// What agents are told of it.
    pub(super) remarks: Vec<String>,
}

/// A transition that is asked for; or else the first rule that says a status. Thanks move nothing where the desk wants so.
pub(super) fn moved(
    policy: &Policy,
    incoming: &Incoming,
    (ticket, role): (&Ticket, Role),
    wish: &Wish<'_, '_>,
) -> Moved {
    let from = &ticket.status;
    let set = |to: &StatusName, reason: String| {
        (to != from).then(|| Change::Status { from: from.clone(), to: to.clone(), reason })
    };
    if let Wish::Granted(transition, _) = wish {
        let reason = format!("transition \"{}\"", transition.name);
        let status = set(&transition.to, reason.clone());
        let partner = transition.partner.clone();
        let handed = partner.clone().map(|partner| Change::Handed { partner, reason });
        let changes: Vec<Change> = status.into_iter().chain(handed).collect();
        let tells = Tells { words: transition.tells.clone(), partner };
        return Moved { by_wish: !changes.is_empty(), changes, tells, ..Moved::default() };
    }
    let mut moved = Moved::default();
    if let Wish::Refused(why) = wish {
        moved.remarks.push(why.clone());
    }
    let name = match &incoming.origin {
        Origin::Person(person) => person.contact().name(),
        _ => "",
    };
    let done = policy.workflow.stage(from) == Stage::Done;
    if !policy.workflow.reopening().thanks && done && is_thanks(&incoming.new_text, name) {
        moved.remarks.push("it says thanks and nothing else: no rule moves the ticket".to_owned());
        return moved;
    }
    if policy.workflow.is_inquiry(from) {
        return moved;
    }
    let (visibility, assigned) = (Visibility::Public, ticket.assignee.is_some());
    let occasion = Occasion { comment_by: role, status: from, visibility, assigned };
    let says_status = policy.workflow.fitting(occasion).find_map(|rule| Some((rule.then.status.as_ref()?, &rule.name)));
    moved.changes.extend(says_status.and_then(|(to, name)| set(to, format!("rule \"{name}\""))));
    moved.tells.words.extend(policy.workflow.fitting(occasion).flat_map(|rule| &rule.then.tells));
    moved
}

/// A change as agents read it beside the words.
pub(super) fn brief(change: &Change) -> String {
    match change {
        Change::Status { from, to, reason } => format!("{from} → {to} ({reason})"),
        other => sentence(other),
    }
}
