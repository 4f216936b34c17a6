//! Pages for agents and operators. Whoever isn't an agent gets the page of a fault, the same as for no such page.

mod controls;
mod event;
pub(super) mod held;
pub(super) mod house;
pub(super) mod new;
pub(super) mod queue;
mod story;
pub(super) mod ticket;

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;

use crate::desk::people::Agent;

use super::answer::{Answer, failed, plain, see_other};
use super::place::Place;
use super::portal::Portal;
use super::visitor::{Asked, Visitor};

/// The answer to a form of anybody else, before it is read. The transaction of the act looks once more.
async fn only_agents(portal: &Arc<Portal>, asked: &Asked, to: Place) -> Option<Response> {
    let visitor = match Visitor::of_form(portal, asked).await {
        Ok(visitor) => visitor,
        Err(error) => return Some(failed(&error)),
    };
    match agent(portal, &visitor, to) {
        Ok(_) => None,
        Err(Answer::To(place)) => Some(see_other(&place)),
        Err(_) => Some(plain(portal, StatusCode::NOT_FOUND, &visitor.language)),
    }
}

/// The agent who asks, or the answer to anybody else.
fn agent<'a>(portal: &'a Portal, visitor: &Visitor, to: Place) -> Result<&'a Agent, Answer> {
    let Some(address) = visitor.address() else { return Err(Answer::sign_in(to)) };
    portal.agent(address).ok_or_else(Answer::not_found)
}
