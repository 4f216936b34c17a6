//! A customer's or a partner's comment moves its ticket: by a transition that they ask for, or by rules.

use crate::mail::origin::Person;

use super::super::act::{Act, Wish};
use super::super::change::Change;
use super::super::offer;
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::reason::{By, Reason, Refusal, Remark, Roles};
use super::super::recipients::Recipients;
use super::super::status::{Stage, StatusName};
use super::super::thanks::is_thanks;
use super::super::ticket::{Ticket, Visibility};
use super::super::transition::Transition;
use super::super::workflow::Occasion;

/// A person who writes on a ticket.
#[derive(Clone, Copy)]
pub(super) struct TicketWriter<'a> {
    pub(super) ticket: &'a Ticket,
    pub(super) role: Role,
    pub(super) person: &'a Person,
    /// Words of theirs stand among what they quote, too.
    pub(super) says_more: bool,
}

/// The result of a wish.
pub(super) enum Granted<'p, 'a> {
    /// Nothing: there is none, or it is words.
    Nothing,
    /// A transition that is open to them, and the words below the line.
    Transition(&'p Transition, &'a str),
    /// Words; but agents are told that they look like more, and why they are not.
    Refused(Remark),
}

/// Whether a wish is granted. Statuses are the desk's: a customer's line that names one is text.
pub(super) fn grant<'p, 'a>(policy: &'p Policy, ticket: &Ticket, role: Role, act: &'a Act) -> Granted<'p, 'a> {
    let Some(Wish { name, below }) = &act.asks.wish else { return Granted::Nothing };
    let refused = |why: Refusal| Granted::Refused(Remark::WishRefused { name: name.clone(), role, why });
    let Some(transition) = policy.workflow.find_transition(name) else {
        return match policy.workflow.find(name) {
            Some(_) => refused(Refusal::StatusByAgents),
            None => Granted::Nothing,
        };
    };
    if !transition.by.contains(&role) {
        return refused(Refusal::ForOthers { roles: Roles(transition.by.clone()) });
    }
    match offer::refusal(&policy.people, ticket, transition) {
        None => Granted::Transition(transition, below),
        Some(why) => refused(Refusal::NotOpen { why }),
    }
}

/// Why a mail that opens a ticket cannot ask for a transition. Agents are told.
pub(super) fn wish_at_opening(policy: &Policy, act: &Act) -> Option<Remark> {
    let Wish { name, .. } = act.asks.wish.as_ref()?;
    let is_known = policy.workflow.find_transition(name).is_some() || policy.workflow.find(name).is_some();
    is_known.then(|| Remark::WishAtOpening { name: name.clone() })
}

/// The effects of a comment on its ticket.
#[derive(Default)]
pub(super) struct CommentMoves {
    pub(super) changes: Vec<Change>,
    pub(super) tells: Recipients,
    /// Remarks for agents.
    pub(super) remarks: Vec<Reason>,
}

/// Takes the transition that is asked for, or else the first rule that sets a status. Thanks move nothing if the desk says so.
pub(super) fn moves(policy: &Policy, act: &Act, writer: &TicketWriter<'_>, granted: &Granted<'_, '_>) -> CommentMoves {
    let TicketWriter { ticket, role, person, says_more } = *writer;
    let from = &ticket.status;
    let set = |to: &StatusName, reason: By| {
        (to != from).then(|| Change::Status { from: from.clone(), to: to.clone(), reason })
    };
    if let Granted::Transition(transition, _) = granted {
        let reason = By::Transition { name: transition.name.clone() };
        let status = set(&transition.to, reason.clone());
        let partner = transition.partner.clone();
        let handed = partner.clone().map(|partner| Change::Handed { partner, reason });
        let changes: Vec<Change> = status.into_iter().chain(handed).collect();
        let tells = Recipients { words: transition.tells.clone(), partner, is_wish: !changes.is_empty() };
        return CommentMoves { changes, tells, ..CommentMoves::default() };
    }
    let mut moves = CommentMoves::default();
    if let Granted::Refused(why) = granted {
        moves.remarks.push(why.clone().into());
    }
    let done = policy.workflow.stage(from) == Stage::Done;
    let thanks = || !says_more && is_thanks(&act.own, person.contact());
    if !policy.workflow.reopening().thanks && done && thanks() {
        moves.remarks.push(Remark::Thanks.into());
        return moves;
    }
    if policy.workflow.is_inquiry(from) {
        return moves;
    }
    let occasion = Occasion::on(ticket, role, Visibility::Public);
    let says_status = policy.workflow.fitting(occasion).find_map(|rule| Some((rule.then.status.as_ref()?, &rule.name)));
    moves.changes.extend(says_status.and_then(|(to, name)| set(to, By::Rule { name: name.clone() })));
    moves.tells.words.extend(policy.workflow.fitting(occasion).flat_map(|rule| rule.then.tells.clone()));
    moves
}
