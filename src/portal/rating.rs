//! `/r/TOKEN/4`: the star of a letter. Opening it only chooses the star, since scanners open every link; the button counts. Whoever
//! has the letter can rate, and sees nothing of the ticket but its reference.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::desk::posting::Posting;
use crate::desk::ticket::{FeedbackState, Ticket};
use crate::flow::posting::{NewPage, PageProof, Posted};
use crate::pages::Page;
use crate::pages::views::{FaultKind, FormFault, FormMark, RatingForm};
use crate::store::Reading;

use super::answer::{Answer, failed, show};
use super::form::{Form, FormLimits};
use super::portal::Portal;
use super::post::{post, refusal_words};
use super::secret;
use super::visitor::Asked;

/// GET `/r/TOKEN/4`.
pub(super) async fn get(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    Path((token, score)): Path<(String, u8)>,
) -> Response {
    let typed = Typed { score, comment: String::new(), done: false, fault: None };
    page(portal, asked, token, typed, StatusCode::OK).await
}

/// What was chosen and typed, and what is to be said about it.
struct Typed {
    score: u8,
    comment: String,
    done: bool,
    fault: Option<FaultKind>,
}

async fn page(portal: Arc<Portal>, asked: Asked, token: String, typed: Typed, status: StatusCode) -> Response {
    show(portal, asked, move |portal, reading, visitor| {
        let Some(ticket) = asked_ticket(portal, reading, &token, visitor.now)? else { return Ok(Answer::not_found()) };
        let score = if (1..=5).contains(&typed.score) { typed.score } else { 0 };
        let fault = typed.fault.map(|kind| FormFault { field: "score".to_owned(), label: String::new(), kind });
        let page = Page::Rating(RatingForm {
            form: FormMark { nonce: secret::fresh(), version: String::new() },
            href: format!("/r/{token}/{score}"),
            reference: portal.policy().style.print(ticket.number),
            score,
            comment: typed.comment,
            done: typed.done,
            faults: fault.into_iter().collect(),
        });
        Ok(if status == StatusCode::OK { Answer::page(page) } else { Answer::wrong(status, page) })
    })
    .await
}

/// The ticket of the letter, if its requester was asked.
fn asked_ticket(
    portal: &Portal,
    reading: &Reading,
    token: &str,
    now: jiff::Timestamp,
) -> Result<Option<Ticket>, crate::store::StoreError> {
    let ticket = portal.desk.ticket_of_token(token, |number| reading.ticket(number), now)?;
    Ok(ticket.filter(|ticket| ticket.feedback != FeedbackState::NotAsked))
}

/// POST `/r/TOKEN/4`.
pub(super) async fn submit(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    Path((token, _)): Path<(String, u8)>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let form = match Form::read(&headers, body, (&portal.uploads, FormLimits::without_files())).await {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let comment = form.first("comment").unwrap_or_default().trim().to_owned();
    let score: u8 = form.first("score").and_then(|score| score.parse().ok()).unwrap_or(0);
    let typed = |done: bool, fault: Option<FaultKind>| Typed { score, comment: comment.clone(), done, fault };
    if !(1..=5).contains(&score) {
        let typed = typed(false, Some(FaultKind::Missing));
        return page(portal, asked, token, typed, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let (shared, shown, now) = (Arc::clone(&portal), token.clone(), portal.clock.now());
    let found = portal.store.read(move |reading| asked_ticket(&shared, reading, &shown, now)).await;
    let requester = match found {
        Ok(Some(ticket)) => ticket.requester.map(|requester| (ticket.number, requester)),
        Ok(None) => None,
        Err(error) => return failed(&error),
    };
    let Some((number, requester)) = requester else { return StatusCode::NOT_FOUND.into_response() };
    let posting = Posting {
        ticket: Some(number.0),
        address: requester.address.to_string(),
        name: requester.name().to_owned(),
        text: comment.clone(),
        rating: Some(score),
        ..Posting::default()
    };
    let new = NewPage {
        proof: PageProof::Letter(token.clone()),
        nonce: form.first("nonce").unwrap_or_default().to_owned(),
        seen: None,
        posting,
        files: Vec::new(),
        mailbox: portal.site.mailbox.clone(),
    };
    match post(&portal, new, Vec::new()).await {
        Ok(Posted::Done { .. }) => page(portal, asked, token, typed(true, None), StatusCode::OK).await,
        Ok(Posted::Refused(why)) => {
            let fault = FaultKind::Refused { words: refusal_words(&portal, &asked, &why).await };
            page(portal, asked, token, typed(false, Some(fault)), StatusCode::CONFLICT).await
        }
        Err(error) => failed(&error),
    }
}
