//! The beginning of a session, however somebody proved their address: whether they may sign in at all, the row, and the cookie.

use axum::response::Response;
use jiff::Timestamp;

use crate::mail::{Address, Contact};
use crate::store::{Session, SessionKey, StoreError, Tx};

use super::answer::see_other;
use super::cookie;
use super::place::Place;
use super::portal::Portal;
use super::visitor::SESSION;

/// How long browsers keep a session's cookie, in seconds. The database decides when it is over.
const SESSION_AGE: u64 = 30 * 24 * 3_600;

/// Who an address is, if they may sign in: an agent, somebody of an organisation or a partner, or whoever wrote before.
pub(super) fn known(portal: &Portal, tx: &mut Tx<'_>, address: &Address) -> Result<Option<Contact>, StoreError> {
    let people = &portal.policy().people;
    if let Some(agent) = people.agents.find_by_address(address) {
        return Ok(portal.site.agents.then(|| Contact::new(agent.contact.name(), address.clone())));
    }
    if portal.policy().own.has(address) {
        return Ok(None);
    }
    if let Some(person) = tx.known_person(address)? {
        return Ok(Some(person));
    }
    let is_known = portal.site.newcomers
        || people.organisations.find_by_address(address).is_some()
        || people.partners.0.iter().any(|partner| partner.has(address));
    Ok(is_known.then(|| Contact::new("", address.clone())))
}

/// Whether somebody signs in at the provider of OpenID Connect.
pub(super) fn at_provider(portal: &Portal, address: &Address) -> bool {
    let is_agent = portal.policy().people.agents.find_by_address(address).is_some();
    portal.site.oidc.as_ref().is_some_and(|oidc| oidc.is_for(address.domain(), is_agent))
}

/// Whether they do so only there, and never by letter.
pub(super) fn only_at_provider(portal: &Portal, address: &Address) -> bool {
    portal.site.oidc.as_ref().is_some_and(|oidc| oidc.only) && at_provider(portal, address)
}

/// Begins a session with a key of its own, in a browser that is named in words.
pub(super) fn open(
    portal: &Portal,
    tx: &mut Tx<'_>,
    (key, person): (SessionKey, Contact),
    (browser, now): (String, Timestamp),
) -> Result<(), StoreError> {
    let is_agent = portal.agent(&person.address).is_some();
    tx.open_session(&Session { key, person, is_agent, language: None, browser, since: now, seen_at: now })
}

/// Leads on, with the cookie of a session that has begun.
pub(super) fn signed_in(portal: &Portal, session: &str, to: &Place) -> Response {
    let mut response = see_other(to);
    cookie::set(response.headers_mut(), &portal.site.origin, (SESSION, session), SESSION_AGE);
    response
}
