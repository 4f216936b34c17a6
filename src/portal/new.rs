//! `/new`: a new ticket in two steps: what it is about, then the details. What was typed is kept on the way back and in every
//! error, files too.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::desk::field::{Field, FieldSet};
use crate::desk::posting::{PostedPerson, Posting};
use crate::desk::quantity::print_size;
use crate::flow::posting::{NewPage, PageProof, Posted, PostingRefusal};
use crate::mail::Address;
use crate::pages::Page;
use crate::pages::views::{
    FaultKind, FormFault, FormMark, KeptFile, KeptValue, NewChoose, NewDetails, NewSuggest, PreviewFor,
};

use super::answer::{Answer, failed, see_other, show};
use super::form::{Form, FormLimits};
use super::knowledge::suggestions;
use super::place::{Done, Place};
use super::portal::Portal;
use super::post::{kept_files, post, refusal_words};
use super::preview::{self, PreviewOf};
use super::secret;
use super::upload::UploadedFile;
use super::view::fields::{asked as asked_fields, chosen, control, control_name};
use super::visitor::{Asked, Visitor};

/// The longest subject, in characters.
const MAX_SUBJECT: usize = 200;

/// What was typed so far.
#[derive(Debug, Clone, Default)]
struct Typed {
    form: Form,
    files: Vec<KeptFile>,
    faults: Vec<FormFault>,
    nonce: Option<String>,
}

/// GET `/new`.
pub(super) async fn get(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    show(portal, asked, |portal, _, visitor| Ok(choose(portal, visitor, &Typed::default()))).await
}

/// Who can open tickets here.
fn may(portal: &Portal, visitor: &Visitor) -> Result<(), Answer> {
    let Some(address) = visitor.address() else { return Err(Answer::sign_in(Place::New)) };
    let is_agent = portal.policy().people.agents.find_by_address(address).is_some();
    if portal.site.new && !is_agent { Ok(()) } else { Err(Answer::not_found()) }
}

/// The fields that say what a ticket is about are asked for first: those that can be chosen, and have no value unless somebody
/// chooses it. How urgent it is has one.
fn is_kind(field: &Field) -> bool {
    !field.choices.is_empty() && field.default.is_none() && !field.tells
}

fn controls(fields: &FieldSet, form: &Form, (language, kinds): (&str, bool)) -> Vec<crate::pages::views::FormField> {
    let fields = asked_fields(fields).filter(|field| is_kind(field) == kinds);
    let value = |field: &Field| form.first(&control_name(field)).unwrap_or_default().to_owned();
    fields.map(|field| control(field, &value(field), language)).collect()
}

/// Everything that was typed and isn't a control of the page.
fn kept(form: &Form, shown: &[&str]) -> Vec<KeptValue> {
    let ours = |name: &str| name.starts_with("field.") || ["subject", "text", "for", "kept"].contains(&name);
    let values = form.fields.iter().filter(|(name, _)| ours(name) && !shown.contains(&name.as_str()));
    values.map(|(name, value)| KeptValue { name: name.clone(), value: value.clone() }).collect()
}

fn choose(portal: &Portal, visitor: &Visitor, typed: &Typed) -> Answer {
    if let Err(answer) = may(portal, visitor) {
        return answer;
    }
    let fields = controls(&portal.policy().fields, &typed.form, (&visitor.language, true));
    let mut shown: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    shown.extend(["subject", "kept"]);
    // Files that came with this very form too.
    let files = typed.files.iter().map(|file| KeptValue { name: "kept".to_owned(), value: file.id.clone() });
    let page = NewChoose {
        form: FormMark { nonce: typed.nonce.clone().unwrap_or_else(secret::fresh), version: String::new() },
        subject: typed.form.first("subject").unwrap_or_default().to_owned(),
        kept: kept(&typed.form, &shown).into_iter().chain(files).collect(),
        suggest: portal.library.is_some(),
        faults: typed.faults.clone(),
        fields: fields.clone(),
    };
    Answer::page(Page::NewChoose(page))
}

fn suggest(portal: &Portal, visitor: &Visitor, typed: &Typed) -> Answer {
    if let Err(answer) = may(portal, visitor) {
        return answer;
    }
    let subject = typed.form.first("subject").unwrap_or_default();
    let articles = suggestions(portal, visitor, subject);
    if articles.is_empty() {
        return details(portal, visitor, typed);
    }
    Answer::page(Page::NewSuggest(NewSuggest {
        form: FormMark { nonce: typed.nonce.clone().unwrap_or_else(secret::fresh), version: String::new() },
        subject: subject.to_owned(),
        articles,
        kept: kept(&typed.form, &[]),
    }))
}

fn details(portal: &Portal, visitor: &Visitor, typed: &Typed) -> Answer {
    if let Err(answer) = may(portal, visitor) {
        return answer;
    }
    let policy = portal.policy();
    let fields = controls(&policy.fields, &typed.form, (&visitor.language, false));
    let mut shown: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    shown.extend(["text", "for", "kept"]);
    let kinds = asked_fields(&policy.fields).filter(|field| is_kind(field)).filter_map(|field| {
        let value = typed.form.first(&control_name(field)).filter(|value| !value.is_empty())?;
        Some(field.shown(value, &visitor.language))
    });
    let page = NewDetails {
        form: FormMark { nonce: typed.nonce.clone().unwrap_or_else(secret::fresh), version: String::new() },
        subject: typed.form.first("subject").unwrap_or_default().to_owned(),
        kind: kinds.collect::<Vec<_>>().join(", "),
        kept: kept(&typed.form, &shown),
        text: typed.form.first("text").unwrap_or_default().to_owned(),
        has_colleagues: visitor.address().is_some_and(|own| policy.people.organisations.has_colleagues(own, own)),
        colleague: typed.form.first("for").unwrap_or_default().to_owned(),
        files: portal.site.files,
        file_limit: print_size(policy.files.each),
        kept_files: typed.files.clone(),
        faults: typed.faults.clone(),
        fields: fields.clone(),
    };
    Answer::page(Page::NewDetails(page))
}

/// POST `/new`.
pub(super) async fn submit(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    headers: HeaderMap,
    body: Body,
) -> Response {
    match Visitor::of_form(&portal, &asked).await {
        Ok(visitor) if visitor.session.is_some() => {}
        Ok(_) => return see_other(&Place::SignIn(Box::new(Place::New))),
        Err(error) => return failed(&error),
    }
    let limits = FormLimits::with_files(&portal.policy().files, portal.site.files);
    let form = match Form::read(&headers, body, (&portal.uploads, limits)).await {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let Some(key) = asked.key else { return see_other(&Place::SignIn(Box::new(Place::New))) };
    let kept = kept_files(&portal, &form, key);
    let nonce = form.first("nonce").filter(|nonce| !nonce.is_empty()).map(str::to_owned);
    let files = kept.iter().map(UploadedFile::shown).collect();
    let typed = Typed { files, faults: Vec::new(), nonce, form };
    let wanted = typed.form.first("do").unwrap_or_default().to_owned();
    match (typed.form.first("step").unwrap_or_default(), wanted.as_str()) {
        ("preview", "back") => again(portal, asked, Step::Details, typed).await,
        (_, "back") => again(portal, asked, Step::Choose, typed).await,
        ("choose", _) => {
            let faults = faults_of_subject(&typed.form);
            let faults = faults.into_iter().chain(faults_of_fields(&portal, &typed.form, true)).collect::<Vec<_>>();
            let step = if faults.is_empty() { Step::Suggest } else { Step::Choose };
            again(portal, asked, step, Typed { faults, ..typed }).await
        }
        (_, "send" | "preview") => send(portal, asked, typed, kept, key).await,
        _ => again(portal, asked, Step::Details, typed).await,
    }
}

/// Which step is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Choose,
    /// Articles that may help, if there are any, else the details.
    Suggest,
    Details,
}

async fn again(portal: Arc<Portal>, asked: Asked, step: Step, typed: Typed) -> Response {
    let has_faults = !typed.faults.is_empty();
    let mut response = show(portal, asked, move |portal, _, visitor| {
        Ok(match step {
            Step::Choose => choose(portal, visitor, &typed),
            Step::Suggest => suggest(portal, visitor, &typed),
            Step::Details => details(portal, visitor, &typed),
        })
    })
    .await;
    if has_faults && response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

fn fault(field: &str, kind: FaultKind) -> FormFault {
    FormFault { field: field.to_owned(), label: String::new(), kind }
}

fn faults_of_subject(form: &Form) -> Option<FormFault> {
    let subject = form.first("subject").unwrap_or_default().trim();
    match subject.chars().count() {
        0 => Some(fault("subject", FaultKind::Missing)),
        count if count > MAX_SUBJECT => Some(fault("subject", FaultKind::TooLong { most: MAX_SUBJECT as u64 })),
        _ => None,
    }
}

fn faults_of_fields(portal: &Portal, form: &Form, kinds: bool) -> Vec<FormFault> {
    let fields = &portal.policy().fields;
    let (_, faults) = chosen(fields, form, &portal.policy().languages.desk);
    let of_step = |fault: &FormFault| {
        asked_fields(fields).any(|field| control_name(field) == fault.field && is_kind(field) == kinds)
    };
    faults.into_iter().filter(of_step).collect()
}

/// Whether somebody can open a ticket for another one.
fn is_colleague(portal: &Portal, own: &Address, other: &Address) -> bool {
    let people = &portal.policy().people;
    people.agents.find_by_address(other).is_none() && people.organisations.has_colleagues(own, other)
}

/// Sends it, or shows what would follow.
async fn send(
    portal: Arc<Portal>,
    asked: Asked,
    typed: Typed,
    files: Vec<UploadedFile>,
    key: crate::store::SessionKey,
) -> Response {
    let form = &typed.form;
    let (values, mut faults) = chosen(&portal.policy().fields, form, &portal.policy().languages.desk);
    faults.extend(faults_of_subject(form));
    let text = form.first("text").unwrap_or_default().trim_end().to_owned();
    if text.trim().is_empty() && files.is_empty() {
        faults.push(fault("text", FaultKind::Missing));
    }
    let colleague = form.first("for").map(str::trim).filter(|address| !address.is_empty()).map(str::to_owned);
    if colleague.as_deref().is_some_and(|address| Address::parse(address).is_none()) {
        faults.push(fault("for", FaultKind::NotAnAddress));
    }
    if let Some(colleague) = colleague.as_deref().and_then(Address::parse) {
        match Visitor::of_form(&portal, &asked).await {
            Ok(visitor) if visitor.address().is_some_and(|own| is_colleague(&portal, own, &colleague)) => {}
            // Nothing tells whether there is such an address.
            Ok(_) => faults.push(fault("for", FaultKind::NotThisPerson)),
            Err(error) => return failed(&error),
        }
    }
    if !faults.is_empty() {
        return again(portal, asked, Step::Details, Typed { faults, ..typed }).await;
    }
    let posting = Posting {
        subject: form.first("subject").unwrap_or_default().trim().to_owned(),
        text,
        fields: values,
        colleague: colleague.map(|address| PostedPerson { address, name: String::new() }),
        ..Posting::default()
    };
    if form.first("do") == Some("preview") {
        let of = PreviewOf {
            posting,
            href: "/new".to_owned(),
            what: PreviewFor::Ticket,
            act: "send".to_owned(),
            command: <(String, String)>::default(),
            form: form.mark(),
            kept: preview::typed(form, &typed.files),
            files: typed.files.clone(),
        };
        let again = move |portal: &Portal, _: &crate::store::Reading, visitor: &Visitor, words| {
            let faults = vec![fault("text", FaultKind::Refused { words })];
            Ok(details(portal, visitor, &Typed { faults, ..typed }))
        };
        return preview::preview(portal, asked, of, again).await;
    }
    let page = NewPage {
        proof: PageProof::Session(key),
        nonce: typed.nonce.clone().unwrap_or_default(),
        seen: None,
        posting,
        files: Vec::new(),
        mailbox: portal.site.mailbox.clone(),
    };
    match post(&portal, page, files).await {
        Ok(Posted::Done { ticket: Some(number), .. }) => {
            see_other(&Place::TicketDone(portal.policy().style.print(number), Done::Opened))
        }
        Ok(Posted::Done { ticket: None, .. }) => see_other(&Place::Home),
        Ok(Posted::Refused(PostingRefusal::SignedOut)) => see_other(&Place::SignIn(Box::new(Place::New))),
        Ok(Posted::Refused(why)) => {
            let faults = vec![fault("text", FaultKind::Refused { words: refusal_words(&portal, &asked, &why).await })];
            again(portal, asked, Step::Details, Typed { faults, ..typed }).await
        }
        Err(error) => failed(&error),
    }
}
