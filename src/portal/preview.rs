//! What would follow if a form were sent: who gets a letter, and which status follows. The same decision, and nothing is written.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;

use crate::desk::posting::Posting;
use crate::desk::title::TitleReader;
use crate::flow::posting::{Preview, PreviewedLetter};
use crate::pages::Page;
use crate::pages::views::{self, Fact, FormMark, KeptFile, KeptValue, PreviewFor, Recipient};
use crate::store::{Reading, StoreError};

use super::answer::{Answer, show};
use super::form::Form;
use super::place::Place;
use super::portal::Portal;
use super::post::refusal_in;
use super::visitor::{Asked, Visitor};

/// A form that is to be looked at before it is sent.
#[derive(Debug, Clone)]
pub(super) struct PreviewOf {
    /// What it asks for.
    pub(super) posting: Posting,
    /// Where it is posted to.
    pub(super) href: String,
    /// What is about to happen.
    pub(super) what: PreviewFor,
    /// The value of the button that does it.
    pub(super) act: String,
    /// The command that it is, and what was typed for it; empty for words.
    pub(super) command: (String, String),
    /// The form's own marks.
    pub(super) form: FormMark,
    /// What was typed.
    pub(super) kept: Vec<KeptValue>,
    /// Its files.
    pub(super) files: Vec<KeptFile>,
}

/// Everything that was typed, for the next page.
pub(super) fn typed(form: &Form, files: &[KeptFile]) -> Vec<KeptValue> {
    let ours = |name: &str| {
        name.starts_with("field.") || name.starts_with("argument.") || ["subject", "text", "for"].contains(&name)
    };
    let value = |name: &str, value: &str| KeptValue { name: name.to_owned(), value: value.to_owned() };
    let fields = form.fields.iter().filter(|(name, _)| ours(name)).map(|(name, text)| value(name, text));
    fields.chain(files.iter().map(|file| value("kept", &file.id))).collect()
}

/// The page; where the act would be refused, that of the form `again`, with the reason.
pub(super) async fn preview<A>(portal: Arc<Portal>, asked: Asked, of: PreviewOf, again: A) -> Response
where
    A: FnOnce(&Portal, &Reading, &Visitor, String) -> Result<Answer, StoreError> + Send + 'static,
{
    show(portal, asked, move |portal, reading, visitor| view(portal, reading, visitor, of, again)).await
}

fn view<A>(portal: &Portal, reading: &Reading, visitor: &Visitor, of: PreviewOf, again: A) -> Result<Answer, StoreError>
where
    A: FnOnce(&Portal, &Reading, &Visitor, String) -> Result<Answer, StoreError>,
{
    let Some(session) = &visitor.session else { return Ok(Answer::sign_in(Place::Home)) };
    if let Some(number) = of.posting.ticket() {
        let ticket = reading.ticket(number)?;
        let people = &portal.policy().people;
        if ticket.and_then(|ticket| ticket.role_of(&session.person.address, people)).is_none() {
            return Ok(Answer::not_found());
        }
    }
    let address = session.person.address.to_string();
    let posting = Posting { address, name: session.person.name().to_owned(), ..of.posting };
    let found = portal.desk.preview(reading, (&posting, &portal.site.mailbox), visitor.now)?;
    let found = match found {
        Ok(found) => found,
        Err(why) => {
            let words = refusal_in(portal, &visitor.language, &why);
            return Ok(again(portal, reading, visitor, words)?.with_status(StatusCode::CONFLICT));
        }
    };
    let is_agent = portal.agent(&session.person.address).is_some();
    let reference = posting.ticket().map(|number| portal.policy().style.print(number)).unwrap_or_default();
    let (command, argument) = of.command;
    let label = portal.pages.word(&visitor.language, &format!("command.{command}"));
    let named = (!argument.is_empty()).then(|| named(portal, reading, &argument)).transpose()?;
    Ok(Answer::page(Page::Preview(views::Preview {
        form: of.form,
        href: of.href,
        what: of.what,
        act: of.act,
        act_label: if command.is_empty() { String::new() } else { label.clone() },
        reference,
        subject: subject(&found, &posting),
        facts: named.map(|value| Fact { label, value, time: None }).into_iter().collect(),
        text: posting.text,
        files: of.files,
        recipients: recipients(portal, &found.letters, is_agent),
        status: status(portal, &found, (&visitor.language, is_agent)),
        remarks: Vec::new(),
        kept: of.kept,
    })))
}

/// What was typed for a command; a ticket's number with its subject, so that nobody merges into another by mistake.
fn named(portal: &Portal, reading: &Reading, argument: &str) -> Result<String, StoreError> {
    let style = &portal.policy().style;
    let Some(number) = style.parse_typed(argument.trim()) else { return Ok(argument.to_owned()) };
    let ticket = reading.ticket(number)?;
    let subject = ticket.map(|ticket| ticket.subject.as_str().to_owned()).unwrap_or_default();
    Ok(format!("{} {subject}", style.print(number)))
}

fn subject(found: &Preview, posting: &Posting) -> String {
    let of_ticket = found.outcome.steps.first().map(|step| step.after.subject.as_str().to_owned());
    of_ticket.unwrap_or_else(|| posting.subject.clone())
}

/// Agents see each reader; customers see the other customers, and the desk as one.
fn recipients(portal: &Portal, letters: &[PreviewedLetter], for_agent: bool) -> Vec<Recipient> {
    let shown = |letter: &PreviewedLetter| Recipient {
        name: letter.to.name().to_owned(),
        address: letter.to.address.to_string(),
        gets: String::new(),
    };
    let desk =
        Recipient { name: portal.desk.letter_writer.desk_name.clone(), address: String::new(), gets: String::new() };
    let mut found: Vec<Recipient> = Vec::new();
    for letter in letters {
        let recipient = if letter.is_agent && !for_agent { desk.clone() } else { shown(letter) };
        if !found.contains(&recipient) {
            found.push(recipient);
        }
    }
    found
}

/// The status that follows, if it is another.
fn status(portal: &Portal, found: &Preview, (language, is_agent): (&str, bool)) -> String {
    let Some(step) = found.outcome.steps.first() else { return String::new() };
    if step.before.as_ref().is_some_and(|before| before.status == step.after.status) {
        return String::new();
    }
    let reader = if is_agent { TitleReader::Agent } else { TitleReader::Customer };
    portal.policy().workflow.title(&step.after.status, language, reader)
}
