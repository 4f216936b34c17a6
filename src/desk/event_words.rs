//! The sentence for each kind of event, in English for agents and operators: on a ticket's page, and in text and JSON of
//! `maildesk ticket`. Cause and reason follow it.

use crate::mail::clean::one_line;

use super::event::EventKind;
use super::reference::{ReferenceStyle, TicketNumber};
use super::sla::Measure;

/// The event as a sentence, from its kind and the values before and after.
pub fn sentence(
    kind: &Result<EventKind, String>,
    before: Option<&str>,
    after: Option<&str>,
    style: &ReferenceStyle,
) -> String {
    let (was, is) = (before.map(one_line), after.map(one_line));
    let (was, is) = (was.as_deref(), is.as_deref());
    match kind {
        Ok(kind) => known(*kind, was, is, style),
        Err(name) => {
            format!("{}{} (this version of maildesk doesn't know it)", one_line(name), behind(&arrow(was, is)))
        }
    }
}

fn known(kind: EventKind, was: Option<&str>, is: Option<&str>, style: &ReferenceStyle) -> String {
    match kind {
        EventKind::Status => format!("status {}", moved(was, is, "none")),
        EventKind::Assigned => format!("assigned {}", moved(was, is, "nobody")),
        EventKind::Team => format!("team {}", moved(was, is, "none")),
        EventKind::Field => field(was, is),
        EventKind::ChoicesTold => format!("choices{} sent", is.map_or(String::new(), |fields| format!(" of {fields}"))),
        EventKind::JudgementAsked => "another priority requested".to_owned(),
        EventKind::Handed => format!("handed{}", to(is)),
        EventKind::Merged => format!("merged into {}", is.map_or("another ticket".to_owned(), |it| printed(it, style))),
        EventKind::Split => format!("question{} moved to its own ticket", named(is)),
        EventKind::Spam => "filed as spam".to_owned(),
        EventKind::Requester => format!("requester {}", moved(was, is, "nobody")),
        EventKind::Joined => format!("{} copied in", is.unwrap_or("somebody")),
        EventKind::Left => format!("{} no longer copied in", was.unwrap_or("somebody")),
        EventKind::FeedbackAsked => "rating requested".to_owned(),
        EventKind::FeedbackSpared => "rating not requested".to_owned(),
        EventKind::Rated => format!("rated {} of 5", is.unwrap_or("?")),
        EventKind::Replayed => "its email is processed again".to_owned(),
        EventKind::LetterFailed => format!("the letter{} couldn't be delivered", to(is)),
        EventKind::LetterUnknown => format!("the letter{} may have been sent, trying again", to(is)),
        EventKind::LetterRetried => format!("the letter{} was queued again", to(is)),
        EventKind::LetterSpared => "a letter was left out".to_owned(),
        EventKind::PromiseKept => format!("{} on time", measure(is)),
        EventKind::PromiseWarned => format!("{} nearly overdue", measure(is)),
        EventKind::PromiseBroken => format!("{} overdue", measure(is)),
    }
}

/// Who caused it, or whose mail, if the desk did it itself.
pub fn by(kind: &Result<EventKind, String>, actor: Option<&str>) -> String {
    let Some(actor) = actor else { return String::new() };
    if kind.as_ref().is_ok_and(|kind| is_own(*kind)) {
        format!(" by {actor}")
    } else {
        format!(" (email from {actor})")
    }
}

/// Whether its actor did it. What the desk does by itself has the one whose mail it does it for.
pub fn is_own(kind: EventKind) -> bool {
    match kind {
        EventKind::ChoicesTold
        | EventKind::FeedbackAsked
        | EventKind::FeedbackSpared
        | EventKind::Replayed
        | EventKind::LetterFailed
        | EventKind::LetterUnknown
        | EventKind::LetterRetried
        | EventKind::LetterSpared
        | EventKind::PromiseKept
        | EventKind::PromiseWarned
        | EventKind::PromiseBroken => false,
        EventKind::Status
        | EventKind::Assigned
        | EventKind::Team
        | EventKind::Field
        | EventKind::JudgementAsked
        | EventKind::Handed
        | EventKind::Merged
        | EventKind::Split
        | EventKind::Spam
        | EventKind::Requester
        | EventKind::Joined
        | EventKind::Left
        | EventKind::Rated => true,
    }
}

fn moved(was: Option<&str>, is: Option<&str>, nothing: &str) -> String {
    format!("{} → {}", was.unwrap_or(nothing), is.unwrap_or(nothing))
}

/// Both values are written as `name: value`.
fn field(was: Option<&str>, is: Option<&str>) -> String {
    let name = |text: &str| text.split_once(": ").map_or(text, |(name, _)| name).to_owned();
    let value = |text: Option<&str>| text.and_then(|text| text.split_once(": ")).map(|(_, value)| value.to_owned());
    let called = is.or(was).map_or("field".to_owned(), name);
    format!("{called} {}", moved(value(was).as_deref(), value(is).as_deref(), "none"))
}

fn arrow(was: Option<&str>, is: Option<&str>) -> String {
    [was, is].into_iter().flatten().collect::<Vec<_>>().join(" → ")
}

fn behind(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" {text}") }
}

fn to(who: Option<&str>) -> String {
    who.map_or(String::new(), |who| format!(" to {who}"))
}

fn named(subject: Option<&str>) -> String {
    subject.map_or(String::new(), |subject| format!(" \"{subject}\""))
}

/// A ticket's number as its reference.
fn printed(number: &str, style: &ReferenceStyle) -> String {
    number.parse().map_or_else(|_| number.to_owned(), |number| style.print(TicketNumber(number)))
}

fn measure(name: Option<&str>) -> String {
    let name = name.unwrap_or("promise");
    Measure::parse(name).map_or_else(|| name.to_owned(), |measure| measure.to_string())
}
