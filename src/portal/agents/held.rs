//! `/desk/mail/17`: a mail as it came, held or behind a comment. Its HTML is made safe, and shown in a frame that may do nothing.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::desk::end::End;
use crate::desk::posting::Posting;
use crate::flow::posting::{NewPage, PageProof, Posted, PostingRefusal};
use crate::mail::html::safe::safe_html;
use crate::mail::parse::parse;
use crate::pages::Page;
use crate::pages::views::{FaultKind, FormFault, FormMark, HeldMail, MailHeader};
use crate::store::{MailId, Reading, StoreError};

use super::super::answer::{Answer, failed, see_other, show};
use super::super::form::{Form, FormLimits};
use super::super::place::Place;
use super::super::portal::Portal;
use super::super::post::{post, refusal_words};
use super::super::secret;
use super::super::visitor::{Asked, Visitor};
use super::{agent, only_agents};

/// The header fields that are shown.
const SHOWN: [&str; 8] = ["From", "To", "Cc", "Reply-To", "Date", "Subject", "Message-ID", "Authentication-Results"];

/// GET `/desk/mail/17`.
pub(in crate::portal) async fn get(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    Path(number): Path<i64>,
) -> Response {
    show(portal, asked, move |portal, reading, visitor| view(portal, reading, visitor, (number, None))).await
}

fn view(
    portal: &Portal,
    reading: &Reading,
    visitor: &Visitor,
    (number, fault): (i64, Option<FormFault>),
) -> Result<Answer, StoreError> {
    if let Err(answer) = agent(portal, visitor, Place::Desk) {
        return Ok(answer);
    }
    let Some(mail) = reading.mail(MailId(number))? else { return Ok(Answer::not_found()) };
    let raw = reading.raw(MailId(number))?.unwrap_or_default();
    let inbound = parse(&raw);
    let headers = SHOWN.iter().filter_map(|name| {
        let value = inbound.header(&name.to_ascii_lowercase())?.to_owned();
        Some(MailHeader { name: (*name).to_owned(), value })
    });
    let is_held = mail.end == Some(Ok(End::Held));
    let reasons = portal.reasons(&visitor.language, &mail.reasons);
    let reference = mail.ticket.map(|ticket| portal.policy().style.print(ticket));
    let href = format!("/desk/mail/{number}");
    Ok(Answer::page(Page::HeldMail(HeldMail {
        form: FormMark { nonce: secret::fresh(), version: String::new() },
        number: number.unsigned_abs(),
        subject: mail.subject.as_str().to_owned(),
        at: portal.moment(mail.received_at, &visitor.language, visitor.now),
        reason: if is_held { reasons.clone() } else { String::new() },
        end: if is_held { String::new() } else { reasons },
        ticket_href: reference.as_ref().map(|reference| format!("/desk/t/{reference}")).unwrap_or_default(),
        reference: reference.unwrap_or_default(),
        headers: headers.collect(),
        html_href: if inbound.html.is_some() { format!("{href}/html") } else { String::new() },
        raw_href: format!("{href}/raw"),
        text: inbound.text,
        href,
        reply: String::new(),
        faults: fault.into_iter().collect(),
    })))
}

/// GET `/desk/mail/17/raw`.
pub(in crate::portal) async fn raw(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    Path(number): Path<i64>,
) -> Response {
    match bytes(&portal, asked, number).await {
        Ok(Some(raw)) => {
            let name = format!("attachment; filename=\"mail-{number}.eml\"");
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
                (
                    header::CONTENT_DISPOSITION,
                    HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment")),
                ),
                (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
            ];
            (headers, Body::from(raw)).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

/// GET `/desk/mail/17/html`: what its HTML says, without anything that acts or is fetched.
pub(in crate::portal) async fn html(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    Path(number): Path<i64>,
) -> Response {
    match bytes(&portal, asked, number).await {
        Ok(Some(raw)) => {
            let safe = tokio::task::spawn_blocking(move || parse(&raw).html.map(|html| safe_html(&html).to_string()));
            let Ok(Some(safe)) = safe.await else { return StatusCode::NOT_FOUND.into_response() };
            let page = format!("<!DOCTYPE html><meta charset=\"utf-8\"><title>HTML</title>{safe}");
            let policy =
                "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'";
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
                (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
            ];
            (headers, page).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

async fn bytes(portal: &Arc<Portal>, asked: Asked, number: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let shared = Arc::clone(portal);
    let read = move |reading: &Reading| {
        let visitor = Visitor::find(&shared, reading, &asked)?;
        if agent(&shared, &visitor, Place::Desk).is_err() {
            return Ok(None);
        }
        reading.raw(MailId(number))
    };
    portal.store.read(read).await
}

/// POST `/desk/mail/17`: releases or drops it.
pub(in crate::portal) async fn submit(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    Path(number): Path<i64>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Some(refused) = only_agents(&portal, &asked, Place::Desk).await {
        return refused;
    }
    let form = match Form::read(&headers, body, (&portal.uploads, FormLimits::without_files())).await {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let Some(key) = asked.key else { return see_other(&Place::SignIn(Box::new(Place::Desk))) };
    let command = match form.first("do") {
        Some("release") => format!("#release {number}"),
        Some("drop") => format!("#drop {number}"),
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    let page = NewPage {
        proof: PageProof::Session(key),
        nonce: form.first("nonce").unwrap_or_default().to_owned(),
        seen: None,
        posting: Posting { commands: vec![command], ..Posting::default() },
        files: Vec::new(),
        mailbox: portal.site.mailbox.clone(),
    };
    match post(&portal, page, Vec::new()).await {
        Ok(Posted::Done { .. }) => see_other(&Place::Desk),
        Ok(Posted::Refused(PostingRefusal::SignedOut)) => see_other(&Place::SignIn(Box::new(Place::Desk))),
        Ok(Posted::Refused(why)) => {
            let kind = FaultKind::Refused { words: refusal_words(&portal, &asked, &why).await };
            let fault = FormFault { field: "do".to_owned(), label: String::new(), kind };
            show(portal, asked, move |portal, reading, visitor| view(portal, reading, visitor, (number, Some(fault))))
                .await
        }
        Err(error) => failed(&error),
    }
}
