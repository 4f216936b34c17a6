//! Pages for agents and operators. Whoever isn't an agent gets the page of a fault, the same as for no such page.

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

/// Refuses a form of anybody else before it is read. The transaction of the act looks once more.
async fn only_agents(portal: &Arc<Portal>, asked: &Asked, to: Place) -> Result<(), Response> {
    let visitor = Visitor::of_form(portal, asked).await.map_err(|error| failed(portal, &error))?;
    match agent(portal, &visitor, to) {
        Ok(_) => Ok(()),
        Err(Answer::To(place)) => Err(see_other(&place)),
        Err(_) => Err(plain(portal, StatusCode::NOT_FOUND, &visitor.language)),
    }
}

/// The agent who asks, or the answer to anybody else.
fn agent<'a>(portal: &'a Portal, visitor: &Visitor, to: Place) -> Result<&'a Agent, Answer> {
    let Some(address) = visitor.address() else { return Err(Answer::sign_in(to)) };
    portal.agent(address).ok_or_else(Answer::not_found)
}
