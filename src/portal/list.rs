//! `/`: the reader's tickets, their company's, and those that were handed to them; a page at a time.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::desk::reference::TicketNumber;
use crate::desk::status::StatusName;
use crate::pages::Page;
use crate::pages::views::{ListState, ListTab, Scope, Sort, TicketCard, TicketList};
use crate::store::read::ListPart;
use crate::store::{Reading, StoreError};

use super::answer::{Answer, show};
use super::place::Place;
use super::portal::Portal;
use super::search::{Searcher, in_query};
use super::view::list::{ListReader, OwnList, card, lists};
use super::visitor::{Asked, Visitor};

/// The tickets of a page.
const PAGE: usize = 25;
/// So many of the newest tickets are put in the order of their last change. Longer lists are in the order of their numbers.
const MOST_SORTED: usize = 500;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    scope: String,
    state: String,
    sort: String,
    below: Option<i64>,
    from: Option<usize>,
    q: String,
}

/// GET `/`.
pub(super) async fn get(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    query: Result<Query<ListQuery>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let query = query.map(|Query(query)| query).unwrap_or_default();
    show(portal, asked, move |portal, reading, visitor| list(portal, reading, visitor, &query)).await
}

fn list(portal: &Portal, reading: &Reading, visitor: &Visitor, query: &ListQuery) -> Result<Answer, StoreError> {
    let Some(address) = visitor.address() else { return Ok(Answer::sign_in(Place::Home)) };
    if portal.agent(address).is_some() && query.scope.is_empty() {
        return Ok(Answer::To(Place::Desk));
    }
    let lists = lists(portal.policy(), address);
    let chosen = lists.iter().find(|list| word(list.scope) == query.scope).or(lists.first());
    let Some(chosen) = chosen else { return Ok(Answer::not_found()) };
    let done = query.state == "done";
    let sort = if query.sort == "created" { Sort::Created } else { Sort::Changed };
    let open = reading.count_scoped(&chosen.tickets, &portal.statuses(false))?;
    let typed = if portal.site.search { query.q.trim() } else { "" };
    let asked = Part { statuses: portal.statuses(done), sort, below: query.below, from: query.from.unwrap_or(0) };
    let found = if typed.is_empty() {
        part(portal, reading, (chosen, &asked), visitor)?
    } else {
        searched(portal, reading, (chosen, &asked, typed), visitor)?
    };
    let state = if done { "done" } else { "open" };
    let bare = |state: &str| format!("/?scope={}&state={state}", word(chosen.scope));
    let words = if typed.is_empty() { String::new() } else { format!("&q={}", in_query(typed)) };
    let href = |state: &str, rest: &str| format!("{}{words}{rest}", bare(state));
    let tabs = lists.iter().map(|list| ListTab {
        scope: list.scope,
        name: list.name.clone(),
        href: format!("/?scope={}&state={state}{words}", word(list.scope)),
        chosen: list.scope == chosen.scope && list.name == chosen.name,
    });
    Ok(Answer::page(Page::TicketList(TicketList {
        scopes: tabs.collect(),
        scope: chosen.scope,
        state: if done { ListState::Done } else { ListState::Open },
        open_href: href("open", ""),
        done_href: href("done", ""),
        open,
        search: portal.site.search,
        words: typed.to_owned(),
        fields: Vec::new(),
        sort,
        tickets: found.cards,
        newer_href: found.newer.map(|rest| href(state, &rest)).unwrap_or_default(),
        older_href: found.older.map(|rest| href(state, &rest)).unwrap_or_default(),
        filtered: !typed.is_empty(),
        all_href: bare(state),
    })))
}

/// Which part of a list is asked for.
struct Part {
    statuses: Vec<StatusName>,
    sort: Sort,
    /// Below this number, in the order of numbers.
    below: Option<i64>,
    /// From this place on, in the order of changes.
    from: usize,
}

/// A page of a list, with the addresses of those before and behind it.
struct Found {
    cards: Vec<TicketCard>,
    newer: Option<String>,
    older: Option<String>,
}

fn part(
    portal: &Portal,
    reading: &Reading,
    (list, asked): (&OwnList, &Part),
    visitor: &Visitor,
) -> Result<Found, StoreError> {
    if asked.sort == Sort::Changed && asked.below.is_none() {
        let all = ListPart { statuses: asked.statuses.clone(), below: None, most: MOST_SORTED + 1 };
        let numbers = reading.scoped(&list.tickets, &all)?;
        if numbers.len() <= MOST_SORTED {
            return by_change(portal, reading, (&numbers, asked.from), visitor);
        }
    }
    let below = asked.below.map(TicketNumber);
    let wanted = ListPart { statuses: asked.statuses.clone(), below, most: PAGE + 1 };
    let mut numbers = reading.scoped(&list.tickets, &wanted)?;
    let has_more = numbers.len() > PAGE;
    numbers.truncate(PAGE);
    let last = numbers.last().filter(|_| has_more).map(|last| format!("&sort=created&below={}", last.0));
    let newer = asked.below.map(|_| "&sort=created".to_owned());
    Ok(Found { cards: cards(portal, reading, &numbers, visitor)?, newer, older: last })
}

/// Those that have the words, the newest first.
fn searched(
    portal: &Portal,
    reading: &Reading,
    (list, asked, typed): (&OwnList, &Part, &str),
    visitor: &Visitor,
) -> Result<Found, StoreError> {
    let Some(address) = visitor.address() else { return Ok(Found { cards: Vec::new(), newer: None, older: None }) };
    let searcher = Searcher { policy: portal.policy(), reading, address };
    let below = asked.below.map(TicketNumber);
    let hits = searcher.search((&list.tickets, &asked.statuses), typed, (below, PAGE))?;
    let older = hits.next_below.map(|below| format!("&below={}", below.0));
    Ok(Found { cards: cards(portal, reading, &hits.numbers, visitor)?, newer: below.map(|_| String::new()), older })
}

/// In the order of their last change.
fn by_change(
    portal: &Portal,
    reading: &Reading,
    (numbers, from): (&[TicketNumber], usize),
    visitor: &Visitor,
) -> Result<Found, StoreError> {
    let mut briefs = reading.briefs(numbers, true)?;
    briefs.sort_by_key(|brief| std::cmp::Reverse(brief.changed_at));
    let count = briefs.len();
    let page: Vec<TicketNumber> = briefs.into_iter().skip(from).take(PAGE).map(|brief| brief.number).collect();
    let at = |from: usize| format!("&from={from}");
    let newer = (from > 0).then(|| at(from.saturating_sub(PAGE)));
    let older = (from.saturating_add(PAGE) < count).then(|| at(from.saturating_add(PAGE)));
    Ok(Found { cards: cards(portal, reading, &page, visitor)?, newer, older })
}

fn cards(
    portal: &Portal,
    reading: &Reading,
    numbers: &[TicketNumber],
    visitor: &Visitor,
) -> Result<Vec<TicketCard>, StoreError> {
    let Some(address) = visitor.address() else { return Ok(Vec::new()) };
    let reader = ListReader { address, language: &visitor.language, now: visitor.now };
    let mut cards = Vec::with_capacity(numbers.len());
    for brief in reading.briefs(numbers, true)? {
        let Some(ticket) = reading.ticket(brief.number)? else { continue };
        cards.extend(card(portal, (&ticket, &brief), reader));
    }
    Ok(cards)
}

fn word(scope: Scope) -> &'static str {
    match scope {
        Scope::Mine => "mine",
        Scope::Company => "company",
        Scope::Handed => "handed",
    }
}
