//! `/`: the reader's tickets, their company's, and those that were handed to them; a page at a time.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;

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
use super::view::filter::{Filter, sort_by};
use super::view::list::{ListReader, OwnList, card, lists};
use super::visitor::{Asked, Visitor};

/// The tickets of a page.
const PAGE: usize = 25;
/// So many of the newest tickets are put in the order of their last change. Longer lists are in the order of their numbers.
const MOST_SORTED: usize = 500;

/// So many tickets of a longer list are looked at for a page that is narrowed down.
const MOST_LOOKED_AT: usize = 2_000;

/// What the address asks for: its names with their values.
type ListQuery = Vec<(String, String)>;

fn first<'a>(query: &'a ListQuery, name: &str) -> &'a str {
    query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
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
    if portal.agent(address).is_some() && first(query, "scope").is_empty() {
        return Ok(Answer::To(Place::Desk));
    }
    let lists = lists(portal.policy(), address);
    let chosen = lists.iter().find(|list| word(list.scope) == first(query, "scope")).or(lists.first());
    let Some(chosen) = chosen else { return Ok(Answer::not_found()) };
    let done = first(query, "state") == "done";
    let sort = match first(query, "sort") {
        "created" => Sort::Created,
        "priority" => Sort::Priority,
        _ => Sort::Changed,
    };
    let filter = Filter::of(portal.policy(), query);
    let open = reading.count_scoped(&chosen.tickets, &portal.statuses(false))?;
    let typed = if portal.site.search { first(query, "q").trim() } else { "" };
    let (below, from) = (first(query, "below").parse().ok(), first(query, "from").parse().unwrap_or(0));
    let asked = Part { statuses: portal.statuses(done), sort, below, from, filter };
    let found = if typed.is_empty() {
        part(portal, reading, (chosen, &asked), visitor)?
    } else {
        searched(portal, reading, (chosen, &asked, typed), visitor)?
    };
    let state = if done { "done" } else { "open" };
    let bare = |state: &str| format!("/?scope={}&state={state}", word(chosen.scope));
    let narrowed = asked.filter.query();
    let words = if typed.is_empty() { narrowed } else { format!("&q={}{narrowed}", in_query(typed)) };
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
        fields: asked.filter.controls(portal.policy(), &visitor.language),
        sort,
        tickets: found.cards,
        newer_href: found.newer.map(|rest| href(state, &rest)).unwrap_or_default(),
        older_href: found.older.map(|rest| href(state, &rest)).unwrap_or_default(),
        filtered: !typed.is_empty() || !asked.filter.is_empty(),
        all_href: bare(state),
    })))
}

/// Which part of a list is asked for.
struct Part {
    statuses: Vec<StatusName>,
    sort: Sort,
    /// Below this number, in the order of numbers.
    below: Option<i64>,
    /// From this place on, in another order.
    from: usize,
    /// What tickets must have.
    filter: Filter,
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
    if asked.below.is_none() && (asked.sort != Sort::Created || !asked.filter.is_empty()) {
        let all = ListPart { statuses: asked.statuses.clone(), below: None, most: MOST_SORTED + 1 };
        let numbers = reading.scoped(&list.tickets, &all)?;
        if numbers.len() <= MOST_SORTED {
            return sorted(portal, reading, (&numbers, asked), visitor);
        }
    }
    let (numbers, next) = walked(reading, list, asked)?;
    let older = next.map(|below| format!("&sort=created&below={}", below.0));
    let newer = asked.below.map(|_| "&sort=created".to_owned());
    Ok(Found { cards: cards(portal, reading, &numbers, visitor)?, newer, older })
}

/// A page in the order of numbers, and where the next one begins.
fn walked(
    reading: &Reading,
    list: &OwnList,
    asked: &Part,
) -> Result<(Vec<TicketNumber>, Option<TicketNumber>), StoreError> {
    let (mut found, mut below) = (Vec::new(), asked.below.map(TicketNumber));
    let mut left = MOST_LOOKED_AT;
    while left > 0 {
        let most = if asked.filter.is_empty() { PAGE + 1 } else { (4 * PAGE).min(left) };
        let part = ListPart { statuses: asked.statuses.clone(), below, most };
        let numbers = reading.scoped(&list.tickets, &part)?;
        for brief in reading.briefs(&numbers, true)? {
            if found.len() == PAGE {
                return Ok((found, below));
            }
            below = Some(brief.number);
            if asked.filter.takes(&brief) {
                found.push(brief.number);
            }
        }
        if numbers.len() < most {
            return Ok((found, None));
        }
        left -= most.min(left);
    }
    Ok((found, below))
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
    let mut briefs = reading.briefs(&hits.numbers, true)?;
    briefs.retain(|brief| asked.filter.takes(brief));
    let numbers: Vec<TicketNumber> = briefs.iter().map(|brief| brief.number).collect();
    Ok(Found { cards: cards(portal, reading, &numbers, visitor)?, newer: below.map(|_| String::new()), older })
}

/// Those that the filter takes, in the order that is asked for.
fn sorted(
    portal: &Portal,
    reading: &Reading,
    (numbers, asked): (&[TicketNumber], &Part),
    visitor: &Visitor,
) -> Result<Found, StoreError> {
    let mut briefs = reading.briefs(numbers, true)?;
    briefs.retain(|brief| asked.filter.takes(brief));
    sort_by(portal.policy(), asked.sort, &mut briefs);
    let (count, from) = (briefs.len(), asked.from);
    let page: Vec<TicketNumber> = briefs.into_iter().skip(from).take(PAGE).map(|brief| brief.number).collect();
    let at = |from: usize| format!("&sort={}&from={from}", order(asked.sort));
    let newer = (from > 0).then(|| at(from.saturating_sub(PAGE)));
    let older = (from.saturating_add(PAGE) < count).then(|| at(from.saturating_add(PAGE)));
    Ok(Found { cards: cards(portal, reading, &page, visitor)?, newer, older })
}

fn order(sort: Sort) -> &'static str {
    match sort {
        Sort::Changed => "changed",
        Sort::Created => "created",
        Sort::Priority => "priority",
    }
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
