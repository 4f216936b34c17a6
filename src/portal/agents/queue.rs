//! `/desk`: the queue: broken promises first, then what is due soonest, then the oldest.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use crate::desk::end::End;
use crate::desk::people::Agent;
use crate::desk::question::Brief;
use crate::desk::reference::TicketNumber;
use crate::desk::span_words::span_words;
use crate::desk::title::TitleReader;
use crate::pages::Page;
use crate::pages::views::{FormMark, Pressure, Queue, QueueCard, QueueTab, QueueTabKind};
use crate::store::read::{ListPart, MailFilter, TicketScope};
use crate::store::{Reading, StoreError};

use super::super::answer::{Answer, show};
use super::super::place::Place;
use super::super::portal::Portal;
use super::super::search::{everywhere, in_query};
use super::super::secret;
use super::super::view::list::priority;
use super::super::visitor::{Asked, Visitor};
use super::agent;

/// The cards of a page.
const PAGE: usize = 25;
/// So many open tickets, the oldest, are put in the order of their promises.
const MOST_SORTED: usize = 1_000;
/// A promise that is due within this time is near.
const SOON_MINUTES: i64 = 60;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::portal) struct QueueQuery {
    tab: String,
    from: Option<usize>,
    below: Option<i64>,
    q: String,
}

/// GET `/desk`.
pub(in crate::portal) async fn get(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    query: Result<Query<QueueQuery>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let query = query.map(|Query(query)| query).unwrap_or_default();
    show(portal, asked, move |portal, reading, visitor| queue(portal, reading, visitor, &query)).await
}

/// A tab with its tickets; none: held mails.
struct Tab {
    kind: QueueTabKind,
    word: String,
    name: String,
    scope: Option<TicketScope>,
}

fn tabs(portal: &Portal, agent: &Agent, language: &str) -> Vec<Tab> {
    let tab = |kind, word: &str, scope| Tab { kind, word: word.to_owned(), name: String::new(), scope };
    let teams = portal.policy().people.teams.0.iter().filter(|team| team.members.contains(&agent.name));
    let teams = teams.map(|team| Tab {
        kind: QueueTabKind::Team,
        word: format!("team-{}", team.name),
        name: portal.policy().people.teams.title(&team.name, language),
        scope: Some(TicketScope::Team(team.name.clone())),
    });
    let own = [
        tab(QueueTabKind::Unassigned, "unassigned", Some(TicketScope::Unassigned)),
        tab(QueueTabKind::Mine, "mine", Some(TicketScope::Agent(agent.name.clone()))),
    ];
    let rest = [tab(QueueTabKind::Open, "open", Some(TicketScope::All)), tab(QueueTabKind::Held, "held", None)];
    own.into_iter().chain(teams).chain(rest).collect()
}

fn queue(portal: &Portal, reading: &Reading, visitor: &Visitor, query: &QueueQuery) -> Result<Answer, StoreError> {
    let agent = match agent(portal, visitor, Place::Desk) {
        Ok(agent) => agent,
        Err(answer) => return Ok(answer),
    };
    let tabs = tabs(portal, agent, &visitor.language);
    let Some(chosen) = tabs.iter().find(|tab| tab.word == query.tab).or(tabs.first()) else {
        return Ok(Answer::not_found());
    };
    let open = portal.statuses(false);
    let typed = query.q.trim();
    let part = if typed.is_empty() {
        part(portal, reading, visitor, (chosen, query.from.unwrap_or(0)))?
    } else {
        searched(portal, reading, visitor, query)?
    };
    let shown = |tab: &Tab| {
        let count = match &tab.scope {
            Some(scope) => reading.count_scoped(scope, &open)?,
            None => reading.count_mails(MailFilter::Ended(End::Held))?,
        };
        Ok::<_, StoreError>(QueueTab {
            kind: tab.kind,
            name: tab.name.clone(),
            count,
            href: format!("/desk?tab={}", tab.word),
            // Words are looked for in all tickets.
            chosen: typed.is_empty() && tab.word == chosen.word,
        })
    };
    let href = |rest: Option<String>| rest.map(|rest| format!("/desk?tab={}{rest}", chosen.word)).unwrap_or_default();
    Ok(Answer::page(Page::Queue(Queue {
        form: FormMark { nonce: secret::fresh(), version: String::new() },
        tabs: tabs.iter().map(shown).collect::<Result<_, _>>()?,
        tab: chosen.word.clone(),
        words: typed.to_owned(),
        cards: part.cards,
        newer_href: href(part.newer),
        older_href: href(part.older),
        notice: String::new(),
    })))
}

/// A page of the queue, and what the addresses of those before and behind it say.
struct Part {
    cards: Vec<QueueCard>,
    newer: Option<String>,
    older: Option<String>,
}

fn part(portal: &Portal, reading: &Reading, visitor: &Visitor, (tab, from): (&Tab, usize)) -> Result<Part, StoreError> {
    let (cards, count) = match &tab.scope {
        Some(scope) => {
            let statuses = portal.statuses(false);
            let all = reading.scoped(scope, &ListPart { statuses, below: None, most: MOST_SORTED })?;
            let sorted = sorted(reading, all)?;
            let page = sorted.get(from.min(sorted.len())..).unwrap_or_default();
            (cards(portal, reading, visitor, page.get(..PAGE.min(page.len())).unwrap_or_default())?, sorted.len())
        }
        None => held(portal, reading, visitor)?,
    };
    let at = |from: usize| format!("&from={from}");
    Ok(Part {
        cards,
        newer: (from > 0).then(|| at(from.saturating_sub(PAGE))),
        older: (from.saturating_add(PAGE) < count).then(|| at(from.saturating_add(PAGE))),
    })
}

/// The tickets that have the words, the newest first, done ones too.
fn searched(portal: &Portal, reading: &Reading, visitor: &Visitor, query: &QueueQuery) -> Result<Part, StoreError> {
    let below = query.below.map(TicketNumber);
    let hits = everywhere(portal.policy(), reading, &query.q, (below, PAGE))?;
    let mut found = Vec::with_capacity(hits.numbers.len());
    for number in hits.numbers {
        found.push(Waiting { number, due: reading.next_due(number)? });
    }
    let words = format!("&q={}", in_query(query.q.trim()));
    Ok(Part {
        cards: cards(portal, reading, visitor, &found)?,
        newer: below.map(|_| words.clone()),
        older: hits.next_below.map(|below| format!("{words}&below={}", below.0)),
    })
}

/// A ticket with its next promise.
struct Waiting {
    number: TicketNumber,
    due: Option<Timestamp>,
}

/// Broken promises first, then due soonest, then oldest.
fn sorted(reading: &Reading, numbers: Vec<TicketNumber>) -> Result<Vec<Waiting>, StoreError> {
    let mut waiting = Vec::with_capacity(numbers.len());
    for number in numbers {
        waiting.push(Waiting { number, due: reading.next_due(number)? });
    }
    waiting.sort_by_key(|it| (it.due.is_none(), it.due, it.number));
    Ok(waiting)
}

fn cards(
    portal: &Portal,
    reading: &Reading,
    visitor: &Visitor,
    page: &[Waiting],
) -> Result<Vec<QueueCard>, StoreError> {
    let mut cards = Vec::with_capacity(page.len());
    for waiting in page {
        for brief in reading.briefs(&[waiting.number], false)? {
            let version = reading.ticket(brief.number)?.map_or(0, |ticket| ticket.version);
            cards.push(card(portal, visitor, (&brief, waiting.due), version));
        }
    }
    Ok(cards)
}

fn card(portal: &Portal, visitor: &Visitor, (brief, due): (&Brief, Option<Timestamp>), version: i64) -> QueueCard {
    let (policy, language) = (portal.policy(), visitor.language.as_str());
    let reference = policy.style.print(brief.number);
    let address = brief.requester.as_ref().map(|who| &who.address);
    QueueCard {
        href: format!("/desk/t/{reference}"),
        reference,
        subject: brief.subject.as_str().to_owned(),
        pressure: pressure(due, visitor.now),
        due: due_words(due, visitor.now, language),
        requester: brief.requester.as_ref().map(|who| who.display().to_owned()).unwrap_or_default(),
        organisation: address.and_then(|address| policy.people.organisation_of(address)).unwrap_or_default(),
        priority: priority(policy, &brief.fields, language),
        status: policy.workflow.title(&brief.status, language, TitleReader::Agent),
        assignee: brief.assignee.as_deref().map(|name| policy.people.agents.full_name(name)).unwrap_or_default(),
        changed: portal.moment(brief.changed_at, language, visitor.now),
        can_take: brief.assignee.is_none(),
        version: version.to_string(),
    }
}

/// How near a promise is.
pub(super) fn pressure(due: Option<Timestamp>, now: Timestamp) -> Pressure {
    match due.map(|due| due.duration_since(now).as_mins()) {
        Some(..0) => Pressure::Broken,
        Some(0..=SOON_MINUTES) => Pressure::Soon,
        Some(_) | None => Pressure::None,
    }
}

/// How long it is until then, or since.
pub(super) fn due_words(due: Option<Timestamp>, now: Timestamp, language: &str) -> String {
    let Some(due) = due else { return String::new() };
    let minutes = due.duration_since(now).as_mins().unsigned_abs();
    let span = match (minutes / 1_440, minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, _) => format!("{hours} h"),
        (days, hours, _) => format!("{} h", days * 24 + hours),
    };
    span_words(&span, language)
}

/// Mails that are held, the newest first.
fn held(portal: &Portal, reading: &Reading, visitor: &Visitor) -> Result<(Vec<QueueCard>, usize), StoreError> {
    let mails = reading.mails(MailFilter::Ended(End::Held), PAGE)?;
    let card = |mail: &crate::store::read::MailLine| QueueCard {
        reference: mail.id.0.to_string(),
        href: format!("/desk/mail/{}", mail.id.0),
        subject: mail.subject.as_str().to_owned(),
        pressure: Pressure::None,
        due: String::new(),
        requester: mail.from.as_ref().map(|from| from.display().to_owned()).unwrap_or_default(),
        organisation: String::new(),
        priority: String::new(),
        status: mail.reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        assignee: String::new(),
        changed: portal.moment(mail.received_at, &visitor.language, visitor.now),
        can_take: false,
        version: String::new(),
    };
    let cards: Vec<QueueCard> = mails.iter().rev().map(card).collect();
    let count = cards.len();
    Ok((cards, count))
}
