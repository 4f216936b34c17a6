//! What changed on a ticket, as a sentence in the language of the agent who reads it. `maildesk ticket` says the same in
//! English (`desk/event_words`).

use crate::desk::event::EventKind;
use crate::desk::event_words;
use crate::desk::reference::TicketNumber;
use crate::desk::sla::Measure;
use crate::desk::status::StatusName;
use crate::desk::title::TitleReader;
use crate::mail::Address;
use crate::mail::clean::one_line;

use super::super::portal::Portal;

/// What an event's row says.
pub(super) struct EventRow<'a> {
    /// What kind of event it is, or the name of one that this version doesn't know.
    pub(super) kind: &'a Result<EventKind, String>,
    /// The value before.
    pub(super) before: Option<&'a str>,
    /// The value after.
    pub(super) after: Option<&'a str>,
    /// Who caused it, or whose mail.
    pub(super) actor: Option<&'a str>,
}

/// The sentence.
pub(super) fn sentence(portal: &Portal, language: &str, row: &EventRow<'_>) -> String {
    let Ok(kind) = *row.kind else {
        return event_words::sentence(row.kind, row.before, row.after, &portal.policy().style);
    };
    let nothing = || portal.pages.word(language, "event-value.nothing");
    let shown = |value: Option<&str>| value.map(|value| shown(portal, language, kind, &one_line(value)));
    let (was, is) = (shown(row.before), shown(row.after));
    let field = row.after.or(row.before).and_then(|value| value.split_once(": ")).map_or("", |(name, _)| name);
    let field = portal.policy().fields.find(field).map_or(field, |known| known.label(language));
    // Who joins is the value after, who leaves the value before.
    let who = is.clone().or_else(|| was.clone()).unwrap_or_else(nothing);
    let (was, is) = (was.unwrap_or_else(nothing), is.unwrap_or_else(nothing));
    let values = [("was", was.as_str()), ("is", is.as_str()), ("field", field), ("who", who.as_str())];
    let what = portal.pages.filled(language, &format!("event.{}", kind.as_str()), &values);
    let Some(actor) = row.actor else { return what };
    let by = if event_words::is_own(kind) { "event-value.by" } else { "event-value.mail-from" };
    let agent = Address::parse(actor).and_then(|address| portal.policy().people.agents.find_by_address(&address));
    let who = agent.map_or(actor, |agent| agent.contact.display());
    format!("{what} {}", portal.pages.filled(language, by, &[("who", who)]))
}

/// A value as agents know it.
fn shown(portal: &Portal, language: &str, kind: EventKind, value: &str) -> String {
    let policy = portal.policy();
    match kind {
        EventKind::Status => policy.workflow.title(&StatusName(value.to_owned()), language, TitleReader::Agent),
        EventKind::Assigned => policy.people.agents.full_name(value),
        EventKind::Team => policy.people.teams.title(value, language),
        EventKind::Field => {
            let (name, value) = value.split_once(": ").unwrap_or(("", value));
            policy.fields.find(name).map_or_else(|| value.to_owned(), |field| field.shown(value, language))
        }
        EventKind::Merged => {
            value.parse().map_or_else(|_| value.to_owned(), |number| policy.style.print(TicketNumber(number)))
        }
        EventKind::PromiseKept | EventKind::PromiseWarned | EventKind::PromiseBroken => {
            let word = |measure: Measure| portal.pages.word(language, &format!("measure.{}", measure.as_str()));
            Measure::parse(value).map_or_else(|| value.to_owned(), word)
        }
        EventKind::ChoicesTold
        | EventKind::JudgementAsked
        | EventKind::Handed
        | EventKind::Split
        | EventKind::Spam
        | EventKind::Requester
        | EventKind::Joined
        | EventKind::Left
        | EventKind::FeedbackAsked
        | EventKind::FeedbackSpared
        | EventKind::Rated
        | EventKind::Replayed
        | EventKind::LetterFailed
        | EventKind::LetterUnknown
        | EventKind::LetterRetried
        | EventKind::LetterSpared => value.to_owned(),
    }
}
