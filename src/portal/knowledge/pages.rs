//! `/kb`: the articles, each of them, whether it helped; and what is suggested for a new ticket.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::desk::looked_for::LookedFor;
use crate::pages::Page;
use crate::pages::views::{self, ArticleLink, ArticleSection, FormMark, Helped, KnowledgeList, Suggestions};
use crate::store::{Reading, StoreError};

use super::super::answer::{Answer, failed, see_other, show};
use super::super::client::Client;
use super::super::form::{Form, FormLimits};
use super::super::place::Place;
use super::super::portal::Portal;
use super::super::secret;
use super::super::visitor::{Asked, Visitor};
use super::article::{Article, Readers};
use super::library::Library;
use super::shelves::Reader;

const DAY_SECONDS: i64 = 86_400;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::portal) struct KnowledgeQuery {
    q: String,
}

type Asking = Result<Query<KnowledgeQuery>, axum::extract::rejection::QueryRejection>;

/// GET `/kb`.
pub(in crate::portal) async fn list(State(portal): State<Arc<Portal>>, asked: Asked, query: Asking) -> Response {
    let typed = query.map(|Query(query)| query.q).unwrap_or_default();
    show(portal, asked, move |portal, _, visitor| Ok(articles(portal, visitor, typed.trim()))).await
}

/// The knowledge base, if there is one for this visitor.
fn library<'a>(portal: &'a Portal, visitor: &Visitor, to: Place) -> Result<&'a Library, Answer> {
    let (Some(library), Some(site)) = (&portal.library, &portal.site.knowledge) else {
        return Err(Answer::not_found());
    };
    if site.only_signed_in && visitor.session.is_none() { Err(Answer::sign_in(to)) } else { Ok(library) }
}

fn reader<'a>(portal: &'a Portal, visitor: &'a Visitor) -> Reader<'a> {
    let agents = &portal.policy().people.agents;
    let may = match visitor.address() {
        None => Readers::Anyone,
        Some(address) if agents.find_by_address(address).is_some() => Readers::Agents,
        Some(_) => Readers::SignedIn,
    };
    Reader { language: &visitor.language, desk: &portal.policy().languages.desk, may }
}

fn articles(portal: &Portal, visitor: &Visitor, typed: &str) -> Answer {
    let library = match library(portal, visitor, Place::Knowledge) {
        Ok(library) => library,
        Err(answer) => return answer,
    };
    let (shelves, reader) = (library.shelves(), reader(portal, visitor));
    let section = |(title, articles): (&str, Vec<&Article>)| ArticleSection {
        title: title.to_owned(),
        articles: articles.into_iter().map(link).collect(),
    };
    let found = if typed.is_empty() {
        shelves.all(reader)
    } else {
        vec![("", shelves.search(reader, &LookedFor::parse(typed)))]
    };
    let sections = found.into_iter().filter(|(_, articles)| !articles.is_empty()).map(section).collect();
    Answer::page(Page::Knowledge(KnowledgeList { words: typed.to_owned(), sections }))
}

fn link(article: &Article) -> ArticleLink {
    ArticleLink { title: article.title.clone(), href: format!("/kb/{}", article.slug), line: article.line.clone() }
}

/// GET `/kb/SLUG`.
pub(in crate::portal) async fn get(
    State(portal): State<Arc<Portal>>,
    Extension(Client(client)): Extension<Client>,
    Path(slug): Path<String>,
    asked: Asked,
) -> Response {
    show(portal, asked, move |portal, reading, visitor| article(portal, reading, visitor, (&slug, client))).await
}

fn article(
    portal: &Portal,
    reading: &Reading,
    visitor: &Visitor,
    (slug, client): (&str, IpAddr),
) -> Result<Answer, StoreError> {
    let library = match library(portal, visitor, Place::Article(slug.to_owned())) {
        Ok(library) => library,
        Err(answer) => return Ok(answer),
    };
    let (shelves, reader) = (library.shelves(), reader(portal, visitor));
    let Some(article) = shelves.find(reader, slug) else {
        let signed_in = Reader { may: reader.may.max(Readers::SignedIn), ..reader };
        let is_there = shelves.find(signed_in, slug).is_some();
        let to_sign_in = || Answer::sign_in(Place::Article(slug.to_owned()));
        return Ok(if is_there { to_sign_in() } else { Answer::not_found() });
    };
    let helped = match reader.may {
        Readers::Agents => Helped::NotAsked,
        Readers::Anyone | Readers::SignedIn => {
            match reading.said_helped(slug, (&voter(library, visitor, client), day(visitor)))? {
                None => Helped::Ask,
                Some(true) => Helped::Yes,
                Some(false) => Helped::No,
            }
        }
    };
    Ok(Answer::page(Page::Article(views::Article {
        form: FormMark { nonce: secret::fresh(), version: String::new() },
        href: format!("/kb/{slug}"),
        title: article.title.clone(),
        markdown: article.markdown.clone(),
        helped,
        audience: String::new(),
    })))
}

/// Who says whether an article helped: a session, or else an address, as a hash that nothing can be found by.
fn voter(library: &Library, visitor: &Visitor, client: IpAddr) -> [u8; 32] {
    let who = match (&visitor.session, client) {
        (Some(session), _) => format!("{:?}", session.key),
        (None, IpAddr::V4(address)) => address.to_string(),
        // Whoever has one address of a network has all of its /64.
        (None, IpAddr::V6(address)) => (address.to_bits() >> 64).to_string(),
    };
    secret::hash(&format!("{} {who}", library.salt))
}

/// Days since 1970.
fn day(visitor: &Visitor) -> i64 {
    visitor.now.as_second().div_euclid(DAY_SECONDS)
}

/// POST `/kb/SLUG`.
pub(in crate::portal) async fn vote(
    State(portal): State<Arc<Portal>>,
    Extension(Client(client)): Extension<Client>,
    Path(slug): Path<String>,
    asked: Asked,
    (headers, body): (HeaderMap, Body),
) -> Response {
    let form = match Form::read(&headers, body, (&portal.uploads, FormLimits::without_files())).await {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let yes = match form.first("do") {
        Some("helped") => true,
        Some("not-helped") => false,
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    let (shared, name) = (Arc::clone(&portal), slug.clone());
    let read = portal.store.read(move |reading| {
        let visitor = Visitor::find(&shared, reading, &asked)?;
        let Ok(library) = library(&shared, &visitor, Place::Knowledge) else { return Ok(None) };
        let reader = reader(&shared, &visitor);
        let is_asked = reader.may < Readers::Agents && library.shelves().find(reader, &name).is_some();
        Ok(is_asked.then(|| (voter(library, &visitor, client), day(&visitor))))
    });
    let written = match read.await {
        Ok(Some((voter, day))) => {
            let name = slug.clone();
            portal.store.write(move |tx| tx.note_helped(&name, (&voter, day), yes)).await
        }
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => Err(error),
    };
    match written {
        Ok(()) => see_other(&Place::Article(slug)),
        Err(error) => failed(&error),
    }
}

/// GET `/new/suggest`: a part of a page, for the script.
pub(in crate::portal) async fn suggest(State(portal): State<Arc<Portal>>, asked: Asked, query: Asking) -> Response {
    let typed = query.map(|Query(query)| query.q).unwrap_or_default();
    let view = move |portal: &Portal, _: &Reading, visitor: &Visitor| {
        let articles = suggestions(portal, visitor, &typed);
        Ok(Answer::page(Page::Suggestions(Suggestions { articles })))
    };
    show(portal, asked, view).await
}

/// The articles that may help with a title.
pub(in crate::portal) fn suggestions(portal: &Portal, visitor: &Visitor, title: &str) -> Vec<ArticleLink> {
    let Ok(library) = library(portal, visitor, Place::New) else { return Vec::new() };
    library.shelves().suggest(reader(portal, visitor), title).into_iter().map(link).collect()
}
