//! Pages for agents and operators. Whoever isn't an agent gets the page of a fault, the same as for no such page.

pub(super) mod held;
pub(super) mod house;
pub(super) mod new;
pub(super) mod queue;
mod story;
pub(super) mod ticket;

use crate::desk::people::Agent;

use super::answer::Answer;
use super::place::Place;
use super::portal::Portal;
use super::visitor::Visitor;

/// The agent who asks, or the answer to anybody else.
fn agent<'a>(portal: &'a Portal, visitor: &Visitor, to: Place) -> Result<&'a Agent, Answer> {
    let Some(address) = visitor.address() else { return Err(Answer::sign_in(to)) };
    portal.agent(address).ok_or_else(Answer::not_found)
}
