//! What a customer or a partner asks for on the first line of a mail: one of the transitions that are open to them, or
//! words that only look so.

use super::super::offer;
use super::super::people::Role;
use super::super::policy::Policy;
use super::super::ticket::Ticket;
use super::super::transition::{Transition, find_asked};

/// What the first line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish<'p, 't> {
    /// Nothing but words.
    Nothing,
    /// A transition that is open to them, and the words below the line.
    Granted(&'p Transition, &'t str),
    /// Words; but agents are told that they look like more, and why they are not.
    Refused(String),
}

/// Reads it. Statuses are the desk's: a customer's line that names one is text.
pub(super) fn read<'p, 't>(policy: &'p Policy, ticket: &Ticket, role: Role, text: &'t str) -> Wish<'p, 't> {
    let Some((name, below)) = find_asked(text) else { return Wish::Nothing };
    let refused = |why: &str| Wish::Refused(format!("\"#{name}\" is text in a {role}'s mail: {why}"));
    let Some(transition) = policy.workflow.find_transition(&name) else {
        return match policy.workflow.find(&name) {
            Some(_) => refused("only agents set a status"),
            None => Wish::Nothing,
        };
    };
    if !transition.by.contains(&role) {
        return refused(&format!("it is for {}", who(transition)));
    }
    match offer::refusal(&policy.people, ticket, transition) {
        None => Wish::Granted(transition, below),
        Some(why) => refused(&format!("it {why}")),
    }
}

/// The same of a mail that opens a ticket: nothing can be asked for yet, and agents are told so.
pub(super) fn at_opening(policy: &Policy, text: &str) -> Option<String> {
    let (name, _) = find_asked(text)?;
    let is_known = policy.workflow.find_transition(&name).is_some() || policy.workflow.find(&name).is_some();
    is_known.then(|| format!("\"#{name}\" is text in the mail that opens a ticket"))
}

fn who(transition: &Transition) -> String {
    transition.by.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
}
