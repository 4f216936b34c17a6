//! `/desk/t/HD-00042`: a ticket for agents: its whole story, a reply, a note, and every command that is possible now.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::desk::offer::{OfferReader, offers};
use crate::desk::people::{Agent, Role};
use crate::desk::posting::Posting;
use crate::desk::quantity::print_size;
use crate::desk::ticket::{FeedbackState, Ticket, Visibility};
use crate::desk::title::TitleReader;
use crate::flow::posting::{NewPage, PageProof, Posted, PostingRefusal};
use crate::mail::Contact;
use crate::pages::Page;
use crate::pages::views::{
    AgentTicket, Fact, FaultKind, FormFault, FormMark, KeptFile, OfferButton, PreviewFor, TicketNotice, TicketPerson,
};
use crate::store::read::{Story, Told};
use crate::store::{Reading, StoreError};

use super::super::answer::{Answer, failed, see_other, show};
use super::super::form::{Form, FormLimits};
use super::super::live::topic::looking_on;
use super::super::place::Place;
use super::super::portal::{Portal, shown_stage};
use super::super::post::{kept_files, post, refusal_words};
use super::super::preview::{self, PreviewOf};
use super::super::secret;
use super::super::upload::UploadedFile;
use super::super::visitor::{Asked, Visitor};
use super::controls::{commands, read_command, set_commands, settings};
use super::queue::{due_words, pressure};
use super::{agent, only_agents, story};

/// What was typed, and what is to be said about it.
#[derive(Debug, Clone, Default)]
struct Typed {
    text: String,
    person: String,
    command: (String, String),
    is_note: bool,
    kept: Vec<KeptFile>,
    notice: Option<TicketNotice>,
    faults: Vec<FormFault>,
    seen: Option<i64>,
}

/// GET `/desk/t/HD-00042`.
pub(in crate::portal) async fn get(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    Path(reference): Path<String>,
) -> Response {
    show(portal, asked, move |portal, reading, visitor| view(portal, reading, visitor, (&reference, Typed::default())))
        .await
}

fn view(
    portal: &Portal,
    reading: &Reading,
    visitor: &Visitor,
    (reference, typed): (&str, Typed),
) -> Result<Answer, StoreError> {
    let agent = match agent(portal, visitor, Place::of_word(&format!("d-{reference}"))) {
        Ok(agent) => agent,
        Err(answer) => return Ok(answer),
    };
    let policy = portal.policy();
    let Some(number) = policy.style.parse_typed(reference) else { return Ok(Answer::not_found()) };
    let Some(story) = reading.story(number)? else { return Ok(Answer::not_found()) };
    if let Some(into) = story.ticket.merged_into {
        return Ok(Answer::To(Place::DeskTicket(policy.style.print(into))));
    }
    let newest = reading.newest_comment(number)?;
    let mark = FormMark { nonce: secret::fresh(), version: typed.seen.unwrap_or(newest).to_string() };
    let due = reading.next_due(number)?;
    portal.live.look(number, &agent.name, visitor.now);
    let page = page(portal, (&story, agent), visitor, due);
    Ok(Answer::page(Page::AgentTicket(Box::new(AgentTicket {
        form: mark,
        text: typed.text,
        is_note: typed.is_note,
        person: typed.person,
        commands: commands(portal, &story.ticket, &typed.command, &visitor.language),
        kept_files: typed.kept,
        notice: typed.notice,
        faults: typed.faults,
        ..page
    }))))
}

/// The files that the customer can see, too.
fn file_count(story: &Story) -> u64 {
    let count = |entry: &crate::store::read::Entry| match &entry.told {
        Told::Comment { files, visibility: Visibility::Public, .. } => {
            files.iter().filter(|file| file.refused.is_none()).count() as u64
        }
        Told::Comment { .. } | Told::Opened { .. } | Told::Event { .. } | Told::Letter(_) => 0,
    };
    story.entries.iter().map(count).sum()
}

fn page(
    portal: &Portal,
    (story, agent): (&Story, &Agent),
    visitor: &Visitor,
    due: Option<jiff::Timestamp>,
) -> AgentTicket {
    let (policy, ticket, language) = (portal.policy(), &story.ticket, visitor.language.as_str());
    let reference = policy.style.print(ticket.number);
    let href = format!("/desk/t/{reference}");
    let reader = OfferReader { role: Role::Agent, address: &agent.contact.address, language };
    let button = |offer: crate::desk::facts::Offer| OfferButton {
        value: offer.command,
        label: offer.label,
        description: String::new(),
    };
    let entries = story::entries(portal, story, visitor);
    AgentTicket {
        form: FormMark::default(),
        subject: ticket.subject.as_str().to_owned(),
        status: policy.workflow.title(&ticket.status, language, TitleReader::Agent),
        stage: shown_stage(policy.workflow.stage(&ticket.status)),
        pressure: pressure(due, visitor.now),
        due: due_words(due, visitor.now, language),
        unproven: ticket.by_machine,
        facts: facts(portal, story, visitor),
        settings: settings(portal, ticket, (agent, language)),
        story: entries,
        earlier: 0,
        earlier_href: String::new(),
        notice: None,
        text: String::new(),
        is_note: false,
        reply_to: ticket.customers().map(|who| ticket.addressee(who).to_string()).collect(),
        files_allowed: portal.site.files,
        file_limit: print_size(policy.files.each),
        kept_files: Vec::new(),
        offers: offers(&policy.workflow, &policy.people, ticket, reader).into_iter().map(button).collect(),
        can_take: ticket.assignee.as_ref() != Some(&agent.name),
        people: people(ticket),
        can_add: true,
        person: String::new(),
        commands: Vec::new(),
        looking_on: looking_on(portal, ticket.number, &agent.name, visitor.now),
        file_count: file_count(story),
        // The same page as for the customer: what is only for agents stands with its note.
        files_href: format!("/t/{reference}/files"),
        score: if let FeedbackState::Rated(score) = ticket.feedback { score } else { 0 },
        faults: Vec::new(),
        reference,
        href,
    }
}

fn facts(portal: &Portal, story: &Story, visitor: &Visitor) -> Vec<Fact> {
    let ticket = &story.ticket;
    let label = |key: &str| portal.pages.word(&visitor.language, &format!("fact.{key}"));
    let text = |key: &str, value: &str| Fact { label: label(key), value: value.to_owned(), time: None };
    let moment = |key: &str, at| Fact {
        label: label(key),
        value: String::new(),
        time: Some(portal.moment(at, &visitor.language, visitor.now)),
    };
    let organisation = ticket.organisation.as_deref().map(|name| text("organisation", name));
    let mailbox = text("mailbox", &ticket.mailbox);
    let times = [moment("opened", story.opened_at), moment("changed", story.changed_at)];
    organisation.into_iter().chain([mailbox]).chain(times).collect()
}

fn people(ticket: &Ticket) -> Vec<TicketPerson> {
    let person = |who: &Contact, is_requester: bool| TicketPerson {
        name: who.display().to_owned(),
        address: who.address.to_string(),
        is_you: false,
        is_requester,
        organisation: String::new(),
        can_remove: !is_requester,
    };
    let requester = ticket.requester.iter().map(|who| person(who, true));
    requester.chain(ticket.participants.iter().map(|who| person(who, false))).collect()
}

/// POST `/desk/t/HD-00042`.
pub(in crate::portal) async fn submit(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    Path(reference): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Some(refused) = only_agents(&portal, &asked, Place::of_word(&format!("d-{reference}"))).await {
        return refused;
    }
    let limits = FormLimits::with_files(&portal.policy().files, portal.site.files);
    let form = match Form::read(&headers, body, (&portal.uploads, limits)).await {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let back = || Place::of_word(&format!("d-{reference}"));
    let number = portal.policy().style.parse_typed(&reference);
    let (Some(number), Some(key)) = (number, asked.key) else {
        return see_other(&Place::SignIn(Box::new(back())));
    };
    let kept = kept_files(&portal, &form, key);
    let wanted = form.first("do").unwrap_or_default().to_owned();
    let typed = Typed {
        text: form.first("text").unwrap_or_default().to_owned(),
        person: form.first("person").unwrap_or_default().to_owned(),
        is_note: wanted == "note",
        kept: kept.iter().map(UploadedFile::shown).collect(),
        seen: form.first("version").and_then(|version| version.parse().ok()),
        ..Typed::default()
    };
    let command = wanted.rsplit_once("command:").map_or("", |(_, name)| name);
    let argument = form.first(&format!("argument.{command}")).unwrap_or_default().to_owned();
    let typed = Typed { command: (command.to_owned(), argument), ..typed };
    let act = match act_of(&form, &wanted, !kept.is_empty()) {
        Ok(Some(act)) => act,
        Ok(None) => return again(portal, asked, reference, typed, StatusCode::OK).await,
        Err(fault) => {
            let typed = Typed { faults: vec![fault], ..typed };
            return again(portal, asked, reference, typed, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    if let Some(act_word) = wanted.strip_prefix("preview-") {
        let of = PreviewOf {
            posting: Posting { ticket: Some(number.0), ..act },
            href: format!("/desk/t/{reference}"),
            what: match act_word {
                "note" => PreviewFor::Note,
                "reply" => PreviewFor::Comment,
                _ => PreviewFor::Command,
            },
            act: act_word.to_owned(),
            command: typed.command.clone(),
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
    let says = wanted == "reply" && !act.text.trim().is_empty();
    let page = NewPage {
        proof: PageProof::Session(key),
        nonce: form.first("nonce").unwrap_or_default().to_owned(),
        seen: typed.seen.filter(|_| says),
        posting: Posting { ticket: Some(number.0), ..act },
        files: Vec::new(),
        mailbox: portal.site.mailbox.clone(),
    };
    match post(&portal, page, kept).await {
        Ok(Posted::Done { .. }) => see_other(&back()),
        Ok(Posted::Refused(PostingRefusal::SignedOut)) => see_other(&Place::SignIn(Box::new(back()))),
        Ok(Posted::Refused(PostingRefusal::Meanwhile { by, comment })) => {
            let typed = Typed { notice: Some(TicketNotice::Stale { by }), seen: Some(comment), ..typed };
            again(portal, asked, reference, typed, StatusCode::CONFLICT).await
        }
        Ok(Posted::Refused(why)) => {
            let words = refusal_words(&portal, &asked, &why).await;
            let typed = Typed { notice: Some(TicketNotice::Refused { words }), ..typed };
            again(portal, asked, reference, typed, StatusCode::CONFLICT).await
        }
        Err(error) => failed(&error),
    }
}

async fn again(portal: Arc<Portal>, asked: Asked, reference: String, typed: Typed, status: StatusCode) -> Response {
    let mut response =
        show(portal, asked, move |portal, reading, visitor| view(portal, reading, visitor, (&reference, typed))).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// What a form asks for; none: to be shown again with what was typed.
fn act_of(form: &Form, wanted: &str, has_files: bool) -> Result<Option<Posting>, FormFault> {
    let text = form.first("text").unwrap_or_default().trim_end().to_owned();
    let fault = |field: &str, kind: FaultKind| FormFault { field: field.to_owned(), label: String::new(), kind };
    let command = |command: &str| vec![command.to_owned()];
    let says = !text.trim().is_empty() || has_files;
    let alone = |commands: Vec<String>| Posting { commands, ..Posting::default() };
    let with_words = |commands: Vec<String>| Posting { commands, text: text.clone(), ..Posting::default() };
    let act = match wanted.split_once(':').unwrap_or((wanted, "")) {
        ("remove-file" | "back" | "", _) => return Ok(None),
        ("reply" | "note" | "preview-reply" | "preview-note", _) if !says => {
            return Err(fault("text", FaultKind::Missing));
        }
        ("reply" | "preview-reply", _) => with_words(command("#public")),
        ("note" | "preview-note", _) => with_words(command("#note")),
        ("take", _) => alone(command("#assign me")),
        ("set", _) => {
            let commands = set_commands(form);
            if commands.is_empty() {
                return Ok(None);
            }
            alone(commands)
        }
        ("command" | "preview-command", name) => alone(vec![read_command(form, name)?]),
        ("add-person", _) => {
            let person = form.first("person").unwrap_or_default().trim();
            if crate::mail::Address::parse(person).is_none() {
                return Err(fault("person", FaultKind::NotAnAddress));
            }
            alone(vec![format!("#cc add {person}")])
        }
        ("remove-person", address) => alone(vec![format!("#cc remove {address}")]),
        (offer, _) if offer.starts_with('#') && says => with_words(vec![offer.to_owned(), "#public".to_owned()]),
        (offer, _) if offer.starts_with('#') => alone(command(offer)),
        _ => return Err(fault("do", FaultKind::NotAChoice)),
    };
    Ok(Some(act))
}
