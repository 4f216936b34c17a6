//! How a customer's or a partner's comment moves its ticket: by a transition that they ask for, or by rules.

use super::super::act::{Act, Wish};
use super::super::change::Change;
use super::super::offer;
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::recipients::Recipients;
use super::super::status::{Stage, StatusName};
use super::super::thanks::is_thanks;
use super::super::ticket::{Ticket, Visibility};
use super::super::transition::Transition;
use super::super::workflow::Occasion;

/// What a wish comes to.
pub(super) enum Granted<'p, 'a> {
    /// Nothing: there is none, or it is words.
    Nothing,
    /// A transition that is open to them, and the words below the line.
    Transition(&'p Transition, &'a str),
    /// Words; but agents are told that they look like more, and why they are not.
    Refused(String),
}

/// Whether a wish is granted. Statuses are the desk's: a customer's line that names one is text.
pub(super) fn grant<'p, 'a>(policy: &'p Policy, ticket: &Ticket, role: Role, act: &'a Act) -> Granted<'p, 'a> {
    let Some(Wish { name, below }) = &act.asks.wish else { return Granted::Nothing };
    let refused = |why: &str| Granted::Refused(format!("\"#{name}\" is text in a {role}'s mail: {why}"));
    let Some(transition) = policy.workflow.find_transition(name) else {
        return match policy.workflow.find(name) {
            Some(_) => refused("only agents set a status"),
            None => Granted::Nothing,
        };
    };
    if !transition.by.contains(&role) {
        let who: Vec<&str> = transition.by.iter().map(|role| role.as_str()).collect();
        return refused(&format!("it is for {}", who.join(", ")));
    }
    match offer::refusal(&policy.people, ticket, transition) {
        None => Granted::Transition(transition, below),
        Some(why) => refused(&format!("it {why}")),
    }
}

/// Why the wish of a mail that opens a ticket is none: nothing can be asked for yet, and agents are told so.
pub(super) fn wish_at_opening(policy: &Policy, act: &Act) -> Option<String> {
    let Wish { name, .. } = act.asks.wish.as_ref()?;
    let is_known = policy.workflow.find_transition(name).is_some() || policy.workflow.find(name).is_some();
    is_known.then(|| format!("\"#{name}\" is text in the mail that opens a ticket"))
}

/// How a comment moves its ticket.
#[derive(Default)]
pub(super) struct Moves {
    pub(super) changes: Vec<Change>,
    pub(super) tells: Recipients,
    /// What agents are told of it.
    pub(super) remarks: Vec<String>,
}

/// A transition that is asked for; or else the first rule that says a status. Thanks move nothing where the desk wants so.
pub(super) fn moves(
    policy: &Policy,
    act: &Act,
    (ticket, role, name): (&Ticket, Role, &str),
    granted: &Granted<'_, '_>,
) -> Moves {
    let from = &ticket.status;
    let set = |to: &StatusName, reason: String| {
        (to != from).then(|| Change::Status { from: from.clone(), to: to.clone(), reason })
    };
    if let Granted::Transition(transition, _) = granted {
        let reason = format!("transition \"{}\"", transition.name);
        let status = set(&transition.to, reason.clone());
        let partner = transition.partner.clone();
        let handed = partner.clone().map(|partner| Change::Handed { partner, reason });
        let changes: Vec<Change> = status.into_iter().chain(handed).collect();
        let tells = Recipients { words: transition.tells.clone(), partner, is_wish: !changes.is_empty() };
        return Moves { changes, tells, ..Moves::default() };
    }
    let mut moves = Moves::default();
    if let Granted::Refused(why) = granted {
        moves.remarks.push(why.clone());
    }
    let done = policy.workflow.stage(from) == Stage::Done;
    if !policy.workflow.reopening().thanks && done && is_thanks(&act.own, name) {
        moves.remarks.push("it says thanks and nothing else: no rule moves the ticket".to_owned());
        return moves;
    }
    if policy.workflow.is_inquiry(from) {
        return moves;
    }
    let occasion = Occasion::on(ticket, role, Visibility::Public);
    let says_status = policy.workflow.fitting(occasion).find_map(|rule| Some((rule.then.status.as_ref()?, &rule.name)));
    moves.changes.extend(says_status.and_then(|(to, name)| set(to, format!("rule \"{name}\""))));
    moves.tells.words.extend(policy.workflow.fitting(occasion).flat_map(|rule| rule.then.tells.clone()));
    moves
}
