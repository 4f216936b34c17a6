//! `/t/HD-00042`: a ticket for its people: what was said, what they can do. For everybody else there is no such page.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::desk::people::Role;
use crate::desk::posting::{PostedPerson, Posting};
use crate::desk::reference::TicketNumber;
use crate::flow::posting::{NewPage, PageProof, Posted, PostingRefusal};
use crate::pages::Page;
use crate::pages::views::{self, FaultKind, FormFault, FormMark, PreviewFor, TicketNotice};
use crate::store::read::Conversation;
use crate::store::{Reading, StoreError};

use super::answer::{Answer, failed, see_other, show};
use super::form::{Form, FormLimits};
use super::place::{Done, Place};
use super::portal::Portal;
use super::post::{kept_files, post, refusal_words};
use super::preview::{self, PreviewOf};
use super::secret;
use super::upload::UploadedFile;
use super::view::ticket::{MOST_COMMENTS, TicketReader, ticket};
use super::visitor::{Asked, Visitor};

/// What the address says beside the ticket.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct TicketQuery {
    done: String,
}

/// What was typed, and what is to be said about it.
#[derive(Debug, Clone, Default)]
struct Typed {
    text: String,
    person: String,
    kept: Vec<views::KeptFile>,
    notice: Option<TicketNotice>,
    faults: Vec<FormFault>,
    /// The newest comment that the next try shall count as seen.
    seen: Option<i64>,
}

/// GET `/t/HD-00042`.
pub(super) async fn get(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    Path(reference): Path<String>,
    query: Result<Query<TicketQuery>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let done = query.ok().and_then(|Query(query)| Done::find(&query.done));
    let notice = done.map(|done| match done {
        Done::Opened => TicketNotice::Opened,
        Done::Sent | Done::Other => TicketNotice::Sent,
    });
    let typed = Typed { notice, ..Typed::default() };
    show(portal, asked, move |portal, reading, visitor| view(portal, reading, visitor, (&reference, typed))).await
}

fn view(
    portal: &Portal,
    reading: &Reading,
    visitor: &Visitor,
    (reference, typed): (&str, Typed),
) -> Result<Answer, StoreError> {
    if visitor.session.is_none() {
        return Ok(Answer::sign_in(Place::of_word(&format!("t-{reference}"))));
    }
    match find(portal, reading, visitor, reference)? {
        Found::Nothing => Ok(Answer::not_found()),
        Found::GoesOnIn(number) => Ok(Answer::To(Place::Ticket(portal.policy().style.print(number)))),
        Found::Agent(reference) => Ok(Answer::To(Place::DeskTicket(reference))),
        Found::Ticket(conversation, role) => {
            let Some(address) = visitor.address() else { return Ok(Answer::not_found()) };
            let reader = TicketReader { role, address, language: &visitor.language, now: visitor.now };
            let version = typed.seen.unwrap_or(conversation.newest).to_string();
            let mark = FormMark { nonce: secret::fresh(), version };
            let page = views::Ticket {
                text: typed.text,
                person: typed.person,
                kept_files: typed.kept,
                notice: typed.notice,
                faults: typed.faults,
                ..ticket(portal, &conversation, reader, mark)
            };
            Ok(Answer::page(Page::Ticket(page)))
        }
    }
}

/// What a reference leads somebody to.
enum Found {
    Nothing,
    /// It was merged.
    GoesOnIn(TicketNumber),
    /// Agents have a page of their own.
    Agent(String),
    Ticket(Box<Conversation>, Role),
}

fn find(portal: &Portal, reading: &Reading, visitor: &Visitor, reference: &str) -> Result<Found, StoreError> {
    let policy = portal.policy();
    let Some(number) = policy.style.parse_typed(reference) else { return Ok(Found::Nothing) };
    let Some(address) = visitor.address() else { return Ok(Found::Nothing) };
    let Some(conversation) = reading.conversation(number, MOST_COMMENTS)? else { return Ok(Found::Nothing) };
    let Some(role) = conversation.ticket.role_of(address, &policy.people) else { return Ok(Found::Nothing) };
    if let Some(into) = conversation.ticket.merged_into {
        return Ok(Found::GoesOnIn(into));
    }
    if role == Role::Agent {
        return Ok(if portal.site.agents { Found::Agent(policy.style.print(number)) } else { Found::Nothing });
    }
    if conversation.ticket.spam {
        return Ok(Found::Nothing);
    }
    Ok(Found::Ticket(Box::new(conversation), role))
}

/// POST `/t/HD-00042`.
pub(super) async fn submit(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    Path(reference): Path<String>,
    headers: HeaderMap,
    body: axum::body::Body,
) -> Response {
    match Visitor::of_form(&portal, &asked).await {
        Ok(visitor) if visitor.session.is_some() => {}
        Ok(_) => return see_other(&Place::SignIn(Box::new(Place::of_word(&format!("t-{reference}"))))),
        Err(error) => return failed(&error),
    }
    let limits = FormLimits::with_files(&portal.policy().files, portal.site.files);
    let form = match Form::read(&headers, body, (&portal.uploads, limits)).await {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let number = portal.policy().style.parse_typed(&reference);
    let (Some(number), Some(key)) = (number, asked.key) else {
        return see_other(&Place::SignIn(Box::new(Place::of_word(&format!("t-{reference}")))));
    };
    let kept = kept_files(&portal, &form, key);
    let typed = Typed {
        text: form.first("text").unwrap_or_default().to_owned(),
        person: form.first("person").unwrap_or_default().to_owned(),
        kept: kept.iter().map(UploadedFile::shown).collect(),
        seen: form.first("version").and_then(|version| version.parse().ok()),
        ..Typed::default()
    };
    let again = |typed: Typed, status: StatusCode| {
        let (portal, asked, reference) = (Arc::clone(&portal), asked.clone(), reference.clone());
        async move {
            let mut response = show(portal, asked, move |portal, reading, visitor| {
                view(portal, reading, visitor, (&reference, typed))
            })
            .await;
            if response.status() == StatusCode::OK {
                *response.status_mut() = status;
            }
            response
        }
    };
    let act = match act_of(&form, !kept.is_empty()) {
        Ok(TicketAct::Again) => return again(typed, StatusCode::OK).await,
        Ok(TicketAct::Preview(posting)) => {
            let of = PreviewOf {
                posting: Posting { ticket: Some(number.0), ..*posting },
                href: format!("/t/{reference}"),
                what: PreviewFor::Comment,
                act: "send".to_owned(),
                command: <(String, String)>::default(),
                form: form.mark(),
                kept: preview::typed(&form, &typed.kept),
                files: typed.kept.clone(),
            };
            let again = move |portal: &Portal, reading: &Reading, visitor: &Visitor, words| {
                let typed = Typed { notice: Some(TicketNotice::Refused { words }), ..typed };
                view(portal, reading, visitor, (&reference, typed))
            };
            return preview::preview(portal, asked, of, again).await;
        }
        Ok(TicketAct::Post(posting)) => *posting,
        Err(fault) => {
            return again(Typed { faults: vec![fault], ..typed }, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let page = NewPage {
        proof: PageProof::Session(key),
        nonce: form.first("nonce").unwrap_or_default().to_owned(),
        seen: typed.seen.filter(|_| !act.text.is_empty()),
        posting: Posting { ticket: Some(number.0), ..act },
        files: Vec::new(),
        mailbox: portal.site.mailbox.clone(),
    };
    match post(&portal, page, kept).await {
        Ok(Posted::Done { ticket, .. }) => {
            let reference = ticket.map_or(reference, |number| portal.policy().style.print(number));
            see_other(&Place::TicketDone(reference, Done::Sent))
        }
        Ok(Posted::Refused(PostingRefusal::SignedOut)) => {
            see_other(&Place::SignIn(Box::new(Place::of_word(&format!("t-{reference}")))))
        }
        Ok(Posted::Refused(PostingRefusal::Meanwhile { by, comment })) => {
            let typed = Typed { notice: Some(TicketNotice::Stale { by }), seen: Some(comment), ..typed };
            again(typed, StatusCode::CONFLICT).await
        }
        Ok(Posted::Refused(why)) => {
            let words = refusal_words(&portal, &asked, &why).await;
            again(Typed { notice: Some(TicketNotice::Refused { words }), ..typed }, StatusCode::CONFLICT).await
        }
        Err(error) => failed(&error),
    }
}

/// What a form on a ticket asks for.
enum TicketAct {
    /// To show it again with what was typed.
    Again,
    /// To show what would follow.
    Preview(Box<Posting>),
    Post(Box<Posting>),
}

fn act_of(form: &Form, has_files: bool) -> Result<TicketAct, FormFault> {
    let text = form.first("text").unwrap_or_default().trim_end().to_owned();
    let fault = |field: &str, kind: FaultKind| FormFault { field: field.to_owned(), label: String::new(), kind };
    let wanted = form.first("do").unwrap_or("send");
    let words = Posting { text: text.clone(), ..Posting::default() };
    let posting = match wanted.split_once(':').unwrap_or((wanted, "")) {
        ("remove-file" | "back", _) => return Ok(TicketAct::Again),
        ("send" | "preview", _) if text.trim().is_empty() && !has_files => {
            return Err(fault("text", FaultKind::Missing));
        }
        ("preview", _) => return Ok(TicketAct::Preview(Box::new(words))),
        ("send", _) => words,
        ("judge", _) => Posting { judgement: true, ..words },
        ("rate", _) => {
            let score = form.first("score").and_then(|score| score.parse().ok());
            let score = score.ok_or_else(|| fault("score", FaultKind::Missing))?;
            let comment = form.first("comment").unwrap_or_default().to_owned();
            Posting { rating: Some(score), text: comment, ..Posting::default() }
        }
        ("leave", _) => Posting { leaves: Some(String::new()), ..Posting::default() },
        ("remove-person", address) => Posting { leaves: Some(address.to_owned()), ..Posting::default() },
        ("add-person", _) => {
            let address = form.first("person").unwrap_or_default().trim().to_owned();
            if crate::mail::Address::parse(&address).is_none() {
                return Err(fault("person", FaultKind::NotAnAddress));
            }
            let person = PostedPerson { address, name: String::new() };
            Posting { people: vec![person], ..words }
        }
        (offer, _) if offer.starts_with('#') => {
            Posting { transition: Some(offer.trim_start_matches('#').to_owned()), ..words }
        }
        _ => return Err(fault("do", FaultKind::NotAChoice)),
    };
    Ok(TicketAct::Post(Box::new(posting)))
}
