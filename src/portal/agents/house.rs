//! `/desk/house`: how the desk is doing, for operators: mailboxes, what waits, letters that failed, who is signed in.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;

use crate::desk::end::End;
use crate::pages::Page;
use crate::pages::views::{FailedLetter, FormMark, House, SessionLine, StatusLine};
use crate::store::read::{LetterFilter, MailFilter};
use crate::store::{LetterId, Reading, StoreError, Tx};

use super::super::answer::{Answer, failed, see_other, show};
use super::super::form::{Form, FormLimits};
use super::super::me::id;
use super::super::place::Place;
use super::super::portal::Portal;
use super::super::secret;
use super::super::visitor::{Asked, Visitor};
use super::agent;

/// The most letters and sessions on the page.
const MOST: usize = 100;
/// For so long somebody who couldn't be signed in is worth a look.
const LATELY: SignedDuration = SignedDuration::from_hours(1);

/// GET `/desk/house`.
pub(in crate::portal) async fn get(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    show(portal, asked, view).await
}

/// Whether somebody who asks is an operator; else the answer to them.
fn operator(portal: &Portal, visitor: &Visitor) -> Result<(), Answer> {
    let agent = agent(portal, visitor, Place::House)?;
    if portal.site.is_operator(&agent.name) { Ok(()) } else { Err(Answer::not_found()) }
}

fn view(portal: &Portal, reading: &Reading, visitor: &Visitor) -> Result<Answer, StoreError> {
    if let Err(answer) = operator(portal, visitor) {
        return Ok(answer);
    }
    let moment = |at| portal.moment(at, &visitor.language, visitor.now);
    let letter = |line: &crate::store::read::LetterLine| FailedLetter {
        id: line.id.0.to_string(),
        to: line.to.to_string(),
        subject: line.subject.as_str().to_owned(),
        words: line.words.clone(),
        at: moment(line.changed_at),
    };
    let session = |session: &crate::store::Session| SessionLine {
        id: id(&session.key),
        who: session.person.to_string(),
        browser: session.browser.clone(),
        used: moment(session.seen_at),
    };
    let held = reading.count_mails(MailFilter::Ended(End::Held))?;
    Ok(Answer::page(Page::House(House {
        form: FormMark { nonce: secret::fresh(), version: String::new() },
        status: status(portal, reading, visitor)?,
        held,
        held_href: "/desk?tab=held".to_owned(),
        letters: reading.letters(LetterFilter::Failed, MOST)?.iter().rev().map(letter).collect(),
        sessions: reading.sessions(MOST, visitor.now)?.iter().map(session).collect(),
        notice: String::new(),
    })))
}

/// The state in lines, as `maildesk status` tells it.
fn status(portal: &Portal, reading: &Reading, visitor: &Visitor) -> Result<Vec<StatusLine>, StoreError> {
    let moment = |at| portal.moment(at, &visitor.language, visitor.now).words;
    let line = |label: &str, words: String, bad: bool| StatusLine { label: label.to_owned(), words, bad };
    let word = |key: &str| portal.pages.word(&visitor.language, &format!("state.{key}"));
    let mut lines = Vec::new();
    for mailbox in reading.mailboxes()? {
        let words = match (&mailbox.error, &mailbox.after, mailbox.last_success_at) {
            (Some((words, since)), ..) | (None, Some((words, since)), _) => format!("{words} ({})", moment(*since)),
            (None, None, Some(read)) => moment(read),
            (None, None, None) => String::new(),
        };
        lines.push(line(&mailbox.name, words, mailbox.error.is_some() || mailbox.after.is_some()));
    }
    for obstacle in reading.obstacles()? {
        lines.push(line(&obstacle.letters, format!("{} ({})", obstacle.words, moment(obstacle.since)), true));
    }
    if let (Some(oidc), Some((at, why))) = (&portal.site.oidc, portal.refusal.find()) {
        lines.push(line(&oidc.title, format!("{why} ({})", moment(at)), visitor.now.duration_since(at) < LATELY));
    }
    let backlog = reading.backlog()?;
    lines.push(line(&word("mails"), backlog.mails_waiting.to_string(), false));
    lines.push(line(&word("letters"), backlog.letters_waiting.to_string(), false));
    lines.push(line(&word("failed"), backlog.letters_failed.to_string(), backlog.letters_failed > 0));
    let breaches = reading.open_breaches()?;
    lines.push(line(&word("promises"), breaches.to_string(), breaches > 0));
    Ok(lines)
}

/// POST `/desk/house`: sends a letter again, or signs somebody out.
pub(in crate::portal) async fn submit(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let form = match Form::read(&headers, body, (&portal.uploads, FormLimits::without_files())).await {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let (now, shared) = (portal.clock.now(), Arc::clone(&portal));
    let wanted = form.first("do").unwrap_or_default().to_owned();
    // The right is looked up in the transaction of the act.
    let act = move |tx: &mut Tx<'_>| {
        let session = asked.key.map(|key| tx.session(&key, now)).transpose()?.flatten();
        let visitor = Visitor::with(&shared, session, &asked, now);
        if let Err(answer) = operator(&shared, &visitor) {
            return Ok(Err(answer));
        }
        match wanted.split_once(':').unwrap_or((&wanted, "")) {
            ("retry", letter) => match letter.parse() {
                Ok(letter) => tx.retry_letter(LetterId(letter), now).map(|_| Ok(())),
                Err(_) => Ok(Err(Answer::Fault(StatusCode::BAD_REQUEST))),
            },
            ("out-session", other) => {
                let found = tx.all_sessions()?.into_iter().find(|key| id(key) == other);
                found.map_or(Ok(Ok(())), |key| tx.close_session(&key).map(Ok))
            }
            _ => Ok(Err(Answer::Fault(StatusCode::BAD_REQUEST))),
        }
    };
    match portal.store.write(act).await {
        Ok(Ok(())) => see_other(&Place::House),
        Ok(Err(Answer::To(place))) => see_other(&place),
        Ok(Err(Answer::Fault(status))) => status.into_response(),
        Ok(Err(_)) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}
