//! The letters that answer an act, or tell news that are no change of a ticket.

use crate::mail::Contact;
use crate::mail::clean::truncated;
use crate::mail::origin::Origin;

use super::super::command::Receipt;
use super::super::end::End;
use super::super::letter::{Audience, Content, Letter, List, Said, SentLetter, TicketView};
use super::super::notice::NoticeKind;
use super::super::outcome::{Response, Step};
use super::super::people::Agent;
use super::super::policy::Policy;
use super::super::portal::Portal;
use super::super::question::ShownComment;
use super::super::reason::{Remark, Unproven};
use super::super::registry;
use super::super::ticket::Ticket;
use super::super::token::without_tokens;
use super::letters::MAX_QUOTED_BYTES;
use super::mailing::{About, Mailing};
use super::scene::Scene;
use super::{daily, earlier, lists, view};

/// Those of an act that became something on a ticket.
pub(super) fn on_ticket(scene: Scene<'_>, step: &Step) -> Vec<Letter> {
    let ticket = &step.after;
    let mut letters: Vec<Letter> =
        scene.outcome.responses.iter().flat_map(|response| of_response(scene, response, Some(ticket))).collect();
    letters.extend(files_refused(scene, ticket));
    letters
}

/// Those of an act that touched no ticket.
pub(super) fn about_no_step(scene: Scene<'_>) -> Vec<Mailing> {
    if !scene.outcome.steps.is_empty() {
        return Vec::new();
    }
    let mailing = |(index, response): (usize, &Response)| {
        let about = About::Response(index);
        let ticket = scene.outcome.ticket_of(about);
        let letters = of_response(scene, response, ticket);
        Mailing { about, measure: None, letters }
    };
    scene.outcome.responses.iter().enumerate().map(mailing).collect()
}

fn of_response(scene: Scene<'_>, response: &Response, ticket: Option<&Ticket>) -> Vec<Letter> {
    let policy = scene.policy;
    let one = |letter: Option<Letter>| letter.into_iter().collect();
    match response {
        Response::Receipt(receipt) => {
            let text = truncated(&receipt.text, MAX_QUOTED_BYTES).to_owned();
            let dates = scene.dates(&policy.languages.desk);
            let crossed = receipt.crossed.as_deref().map(|said| earlier::entry(dates, said, MAX_QUOTED_BYTES));
            let receipt = Receipt { text, ..receipt.clone() };
            one(to_agent(scene, Content::Receipt { receipt, crossed }, ticket))
        }
        Response::Waits { colleague, words } => one(waits(scene, colleague, words, ticket)),
        Response::Crossed(words) => one(crossed(scene, &words.said, ticket)),
        Response::WhoAsked(why) => one(to_agent(scene, Content::WhoAsked(why.clone()), ticket)),
        Response::Choices(choices) => one(to_writer(scene, Content::Choices(choices.clone()), ticket)),
        Response::Listing { listed, written, remark } => {
            let list = List { written: written.clone(), remark: remark.clone(), ..lists::list(scene, listed) };
            one(to_whoever_asked(scene, Content::Listing(list)))
        }
        Response::Portal => {
            let link = policy.portal.as_ref().map(Portal::sign_in);
            one(link.and_then(|link| to_whoever_asked(scene, Content::Portal { link })))
        }
        Response::Shown { shown, written, has_more } => one(to_agent(
            scene,
            Content::Shown(Box::new(lists::whole(scene, shown, written, *has_more))),
            Some(&shown.ticket),
        )),
        Response::Help { written, remarks } => {
            let (commands, view) = (registry::all(policy), view::of_workflow(policy));
            let content = Content::Help { written: written.clone(), remarks: remarks.clone(), commands };
            let agent = scene.agent().map(|agent| Audience::Agent(agent.contact.clone()));
            one(agent.map(|to| scene.answer(to, content, view)))
        }
        Response::Held(why) => held(scene, why),
        Response::SetAside(told) => daily::letters(policy, told),
        Response::Undeliverable { letter, words, .. } => undeliverable(policy, letter, words, ticket),
    }
}

/// To a colleague: an answer that crosses theirs waits.
fn waits(scene: Scene<'_>, colleague: &Contact, words: &str, ticket: Option<&Ticket>) -> Option<Letter> {
    let (by, colleague_name) = (scene.agent()?.contact.display().to_owned(), colleague.display().to_owned());
    let said = Said {
        author: by.clone(),
        text: truncated(words, MAX_QUOTED_BYTES).to_owned(),
        is_internal: true,
        remarks: vec![Remark::AnswerWaits { by, colleague: colleague_name }.into()],
        ..Said::default()
    };
    let view = view::for_agent(scene.policy, ticket?, &colleague.address);
    Some(Letter::new(Audience::Agent(colleague.clone()), Content::NewComment(said), view))
}

/// To an agent: words of a customer that crossed their answer.
fn crossed(scene: Scene<'_>, words: &ShownComment, ticket: Option<&Ticket>) -> Option<Letter> {
    let author = words.author.as_ref()?.display().to_owned();
    let by = scene.agent()?.contact.display().to_owned();
    let said = Said {
        author,
        text: words.text.clone(),
        files: words.files.clone(),
        remarks: vec![Remark::AnswerCrossed { by }.into()],
        ..Said::default()
    };
    let letter = to_agent(scene, Content::NewComment(said), ticket)?;
    Some(Letter { encloses: false, ..letter })
}

fn to_whoever_asked(scene: Scene<'_>, content: Content) -> Option<Letter> {
    if scene.agent().is_some() { to_agent(scene, content, None) } else { to_writer(scene, content, None) }
}

fn to_agent(scene: Scene<'_>, content: Content, ticket: Option<&Ticket>) -> Option<Letter> {
    let to = &scene.agent()?.contact;
    let view = match (&content, ticket) {
        (Content::Listing(_) | Content::Portal { .. }, _) => TicketView::default(),
        (_, Some(ticket)) => view::for_agent(scene.policy, ticket, &to.address),
        (_, None) => view::of_subject(&scene.act.subject),
    };
    Some(scene.answer(Audience::Agent(to.clone()), content, view))
}

fn to_writer(scene: Scene<'_>, content: Content, ticket: Option<&Ticket>) -> Option<Letter> {
    let Origin::Person(person) = &scene.act.origin else { return None };
    let view = ticket.map(|ticket| view::for_customer(scene.policy, ticket, &person.contact().address));
    Some(scene.answer(Audience::Writer(person.clone()), content, view.unwrap_or_default()))
}

/// Files that were too large or too many: their sender is told by name. A machine is not (P5).
fn files_refused(scene: Scene<'_>, ticket: &Ticket) -> Option<Letter> {
    let is_taken = matches!(scene.outcome.end, Some(End::Opened | End::Commented));
    if scene.act.refused.is_empty() || !is_taken {
        return None;
    }
    let content = Content::FilesRefused(view::refused(&scene.act.refused));
    match scene.agent() {
        Some(_) if matches!(scene.act.origin, Origin::Person(_)) => to_agent(scene, content, Some(ticket)),
        _ if scene.act.is_silent() => None,
        _ => to_writer(scene, content, Some(ticket)),
    }
}

/// Agents are told of a held mail; and the agent in whose name it is, also one who is not told of new tickets.
fn held(scene: Scene<'_>, why: &Unproven) -> Vec<Letter> {
    let act = scene.act;
    let (Origin::Person(person), super::super::act::Source::Mail { number, .. }) = (&act.origin, &act.source) else {
        return Vec::new();
    };
    let contact = person.contact();
    let said = Said {
        author: contact.display().to_owned(),
        text: truncated(&act.text, MAX_QUOTED_BYTES).to_owned(),
        is_internal: false,
        files: act.files.clone(),
        refused: view::refused(&act.refused),
        remarks: vec![why.clone().into()],
        ..Said::default()
    };
    let view = TicketView {
        requester: contact.display().to_owned(),
        requester_address: contact.address.as_str().to_owned(),
        ..view::of_subject(&act.subject)
    };
    let agents = &scene.policy.people.agents;
    let named = agents.find_by_address(&contact.address).map(|agent| &agent.name);
    let is_meant = |agent: &&Agent| agent.told_of_new || Some(&agent.name) == named;
    let content = Content::Held { said, mail: *number };
    let letter = |agent: &Agent| Letter::new(Audience::Agent(agent.contact.clone()), content.clone(), view.clone());
    agents.0.iter().filter(is_meant).map(letter).collect()
}

/// A letter to a customer did not arrive: agents are told, however it became known. Nobody is told of one to an agent, because
/// that could go round for ever.
fn undeliverable(policy: &Policy, letter: &SentLetter, words: &str, ticket: Option<&Ticket>) -> Vec<Letter> {
    let agents = &policy.people.agents;
    // What signs somebody in is for nobody else, and whoever asked for it sees that it doesn't come.
    if agents.find_by_address(&letter.to.address).is_some() || letter.kind() == Some(NoticeKind::SignIn) {
        return Vec::new();
    }
    // The tokens in it are the customer's alone.
    let letter = SentLetter { text: without_tokens(&letter.text), ..letter.clone() };
    let content = Content::Undeliverable { letter: Box::new(letter), words: without_tokens(words) };
    let to = |agent: &Agent| {
        let view = ticket.map(|ticket| view::for_agent(policy, ticket, &agent.contact.address));
        Letter::new(Audience::Agent(agent.contact.clone()), content.clone(), view.unwrap_or_default())
    };
    match ticket {
        Some(ticket) => policy.people.in_charge(ticket).into_iter().map(to).collect(),
        None => policy.people.told_of_new().map(to).collect(),
    }
}
