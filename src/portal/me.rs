//! `/me`: the reader's language, and where they are signed in.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;

use crate::pages::Page;
use crate::pages::views::{FormMark, LanguageChoice, Me, Session as ShownSession};
use crate::store::{Reading, StoreError, Tx};

use super::answer::{Answer, failed, see_other, show};
use super::form::{Form, FormLimits};
use super::place::Place;
use super::portal::Portal;
use super::secret;
use super::sign_in::out_everywhere;
use super::visitor::{Asked, Visitor};

/// The names of languages in themselves.
const NAMES: [(&str, &str); 5] = [
    ("en", "English"),
    ("nl", "Nederlands"),
    ("de", "Deutsch"),
    ("nl-informal", "Nederlands (je)"),
    ("de-informal", "Deutsch (du)"),
];

/// GET `/me`.
pub(super) async fn get(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    show(portal, asked, view).await
}

fn view(portal: &Portal, reading: &Reading, visitor: &Visitor) -> Result<Answer, StoreError> {
    let Some(session) = &visitor.session else { return Ok(Answer::sign_in(Place::Me)) };
    let address = &session.person.address;
    let language = |tag: &String| LanguageChoice {
        name: NAMES.iter().find(|(known, _)| known == tag).map_or(tag.as_str(), |(_, name)| name).to_owned(),
        chosen: *tag == visitor.language,
        tag: tag.clone(),
    };
    let mut sessions = reading.sessions_of(address, visitor.now)?;
    sessions.sort_by_key(|other| other.key != session.key);
    let shown = |other: &crate::store::Session| ShownSession {
        id: id(&other.key),
        browser: other.browser.clone(),
        used: portal.moment(other.seen_at, &visitor.language, visitor.now),
        is_this: other.key == session.key,
    };
    Ok(Answer::page(Page::Me(Me {
        form: FormMark { nonce: secret::fresh(), version: String::new() },
        name: session.person.name().to_owned(),
        address: address.to_string(),
        organisation: portal.policy().people.organisation_of(address).unwrap_or_default(),
        languages: portal.languages.iter().map(language).collect(),
        sessions: sessions.iter().map(shown).collect(),
        saved: false,
    })))
}

/// Names a session without its key.
pub(super) fn id(key: &[u8; 32]) -> String {
    HEXLOWER.encode(secret::hash(&HEXLOWER.encode(key)).get(..8).unwrap_or_default())
}

/// POST `/me`.
pub(super) async fn submit(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let form = match Form::read(&headers, body, (&portal.uploads, FormLimits::without_files())).await {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let Some(key) = asked.key else { return see_other(&Place::SignIn(Box::new(Place::Me))) };
    let wanted = form.first("do").unwrap_or_default().to_owned();
    let now = portal.clock.now();
    let written = match wanted.split_once(':').unwrap_or((&wanted, "")) {
        ("language", _) => {
            let language = form.first("language").unwrap_or_default().to_owned();
            if !portal.languages.contains(&language) {
                return StatusCode::BAD_REQUEST.into_response();
            }
            portal.store.write(move |tx| tx.set_language(&key, &language)).await
        }
        ("out-session", other) => {
            let other = other.to_owned();
            let close = move |tx: &mut Tx<'_>| {
                let Some(session) = tx.session(&key, now)? else { return Ok(()) };
                let theirs = tx.sessions_of(&session.person.address)?;
                let found = theirs.iter().find(|theirs| id(theirs) == other);
                found.map_or(Ok(()), |found| tx.close_session(found))
            };
            portal.store.write(close).await
        }
        ("out-everywhere", _) => return out_everywhere(State(portal), asked).await,
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    match written {
        Ok(()) => see_other(&Place::Me),
        Err(error) => failed(&error),
    }
}
