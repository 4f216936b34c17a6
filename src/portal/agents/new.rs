//! `/desk/new`: a ticket that an agent enters for somebody who called or chatted. Nobody proved who that is, and the ticket says so.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::desk::posting::Posting;
use crate::desk::quantity::print_size;
use crate::flow::posting::{NewPage, PageProof, Posted, PostingRefusal};
use crate::mail::Address;
use crate::pages::Page;
use crate::pages::views::{Choice, FaultKind, FormFault, FormMark, KeptFile, OnBehalf};

use super::super::answer::{Answer, failed, see_other, show};
use super::super::form::{Form, FormLimits};
use super::super::place::Place;
use super::super::portal::Portal;
use super::super::post::{kept_files, post, refusal_words};
use super::super::secret;
use super::super::upload::UploadedFile;
use super::super::view::fields::{chosen, control, control_name};
use super::super::visitor::{Asked, Visitor};
use super::{agent, only_agents};

/// How somebody asked, as it is stored.
const CHANNELS: [&str; 4] = ["phone", "chat", "visit", "other"];

/// What was typed.
#[derive(Debug, Clone, Default)]
struct Typed {
    form: Form,
    files: Vec<KeptFile>,
    faults: Vec<FormFault>,
    nonce: Option<String>,
}

/// GET `/desk/new`.
pub(in crate::portal) async fn get(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    show(portal, asked, |portal, _, visitor| Ok(view(portal, visitor, &Typed::default()))).await
}

fn view(portal: &Portal, visitor: &Visitor, typed: &Typed) -> Answer {
    if let Err(answer) = agent(portal, visitor, Place::Desk) {
        return answer;
    }
    let policy = portal.policy();
    let first = |name: &str| typed.form.first(name).unwrap_or_default().to_owned();
    let channel = first("channel");
    let channels = CHANNELS.iter().map(|name| Choice {
        value: (*name).to_owned(),
        label: portal.pages.word(&visitor.language, &format!("channel.{name}")),
        description: String::new(),
        chosen: channel == *name,
    });
    let fields = policy.fields.0.iter().filter(|field| !field.choices.is_empty());
    Answer::page(Page::OnBehalf(OnBehalf {
        form: FormMark { nonce: typed.nonce.clone().unwrap_or_else(secret::fresh), version: String::new() },
        customer: first("customer"),
        known: Vec::new(),
        channels: channels.collect(),
        subject: first("subject"),
        text: first("text"),
        fields: fields.map(|field| control(field, &first(&control_name(field)), &visitor.language)).collect(),
        file_limit: print_size(policy.files.each),
        kept_files: typed.files.clone(),
        faults: typed.faults.clone(),
    }))
}

/// POST `/desk/new`.
pub(in crate::portal) async fn submit(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Some(refused) = only_agents(&portal, &asked, Place::Desk).await {
        return refused;
    }
    let limits = FormLimits::with_files(&portal.policy().files, portal.site.files);
    let form = match Form::read(&headers, body, (&portal.uploads, limits)).await {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let Some(key) = asked.key else { return see_other(&Place::SignIn(Box::new(Place::Desk))) };
    let kept = kept_files(&portal, &form, key);
    let nonce = form.first("nonce").filter(|nonce| !nonce.is_empty()).map(str::to_owned);
    let files = kept.iter().map(UploadedFile::shown).collect();
    let typed = Typed { files, faults: Vec::new(), nonce, form };
    if typed.form.first("do") != Some("send") {
        return again(portal, asked, typed).await;
    }
    let posting = match posting(&portal, &typed.form) {
        Ok(posting) => posting,
        Err(faults) => return again(portal, asked, Typed { faults, ..typed }).await,
    };
    let page = NewPage {
        proof: PageProof::Session(key),
        nonce: typed.nonce.clone().unwrap_or_default(),
        seen: None,
        posting,
        files: Vec::new(),
        mailbox: portal.site.mailbox.clone(),
    };
    match post(&portal, page, kept).await {
        Ok(Posted::Done { ticket: Some(number), .. }) => {
            see_other(&Place::DeskTicket(portal.policy().style.print(number)))
        }
        Ok(Posted::Done { ticket: None, .. }) => see_other(&Place::Desk),
        Ok(Posted::Refused(PostingRefusal::SignedOut)) => see_other(&Place::SignIn(Box::new(Place::Desk))),
        Ok(Posted::Refused(why)) => {
            let faults =
                vec![fault("customer", FaultKind::Refused { words: refusal_words(&portal, &asked, &why).await })];
            again(portal, asked, Typed { faults, ..typed }).await
        }
        Err(error) => failed(&error),
    }
}

async fn again(portal: Arc<Portal>, asked: Asked, typed: Typed) -> Response {
    let has_faults = !typed.faults.is_empty();
    let mut response = show(portal, asked, move |portal, _, visitor| Ok(view(portal, visitor, &typed))).await;
    if has_faults && response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

fn fault(field: &str, kind: FaultKind) -> FormFault {
    FormFault { field: field.to_owned(), label: String::new(), kind }
}

/// The posting, or what is wrong with the form.
fn posting(portal: &Portal, form: &Form) -> Result<Posting, Vec<FormFault>> {
    let policy = portal.policy();
    let first = |name: &str| form.first(name).unwrap_or_default().trim().to_owned();
    let (customer, subject, text, channel) = (first("customer"), first("subject"), first("text"), first("channel"));
    let (values, mut faults) = chosen(&policy.fields, form, &policy.languages.desk);
    faults.retain(|fault| fault.kind != FaultKind::Missing);
    if Address::parse(&customer).is_none() {
        faults.push(fault("customer", FaultKind::NotAnAddress));
    }
    for (name, value) in [("subject", &subject), ("text", &text)] {
        faults.extend(value.is_empty().then(|| fault(name, FaultKind::Missing)));
    }
    if !CHANNELS.contains(&channel.as_str()) {
        faults.push(fault("channel", FaultKind::Missing));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let sets = values.iter().map(|chosen| format!("#{} {}", chosen.field, chosen.value));
    let commands = std::iter::once(format!("#on-behalf {customer}")).chain(sets).collect();
    Ok(Posting { subject, text, commands, channel: Some(channel), ..Posting::default() })
}
