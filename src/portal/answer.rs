//! Answers: a page with its status, a way to another page, or the page of a fault. Everything is rendered beside the database's
//! connection, in the instant that it shows.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::pages::Page;
use crate::pages::views::{Fault, FaultPage, Frame};
use crate::store::{Reading, StoreError};

use super::live::topic;
use super::place::Place;
use super::portal::Portal;
use super::visitor::{Asked, Visitor};

/// What a request is answered with.
#[derive(Debug)]
pub(super) enum Answer {
    /// A page.
    Page(Box<Page>),
    /// A page that says that something is wrong.
    Wrong(StatusCode, Box<Page>),
    /// Another page, by GET.
    To(Place),
    /// The page of a fault.
    Fault(StatusCode),
}

impl Answer {
    /// Where nobody is signed in.
    pub(super) fn sign_in(to: Place) -> Self {
        Self::To(Place::SignIn(Box::new(to)))
    }

    /// A page.
    pub(super) fn page(page: Page) -> Self {
        Self::Page(Box::new(page))
    }

    /// A page that says that something is wrong.
    pub(super) fn wrong(status: StatusCode, page: Page) -> Self {
        Self::Wrong(status, Box::new(page))
    }

    /// The same page with another status.
    pub(super) fn with_status(self, status: StatusCode) -> Self {
        match self {
            Self::Page(page) => Self::Wrong(status, page),
            other => other,
        }
    }

    /// There is nothing, or nothing for this reader.
    pub(super) fn not_found() -> Self {
        Self::Fault(StatusCode::NOT_FOUND)
    }

    fn render(self, portal: &Portal, frame: &Frame) -> Response {
        match self {
            Self::Page(page) => html(StatusCode::OK, portal.pages.render(frame, &page)),
            Self::Wrong(status, page) => html(status, portal.pages.render(frame, &page)),
            Self::To(place) => see_other(&place),
            Self::Fault(status) => html(status, portal.pages.render(frame, &fault(status))),
        }
    }
}

/// Reads what a page shows, and renders it.
pub(super) async fn show(
    portal: Arc<Portal>,
    asked: Asked,
    view: impl FnOnce(&Portal, &Reading, &Visitor) -> Result<Answer, StoreError> + Send + 'static,
) -> Response {
    let shared = Arc::clone(&portal);
    let read = portal.store.read(move |reading| {
        let visitor = Visitor::find(&shared, reading, &asked)?;
        let answer = view(&shared, reading, &visitor)?;
        let mut frame = visitor.frame(&shared, reading)?;
        if let Answer::Page(page) | Answer::Wrong(_, page) = &answer {
            frame.live = topic::of(&shared, reading, &visitor, page)?;
        }
        Ok((answer.render(&shared, &frame), visitor))
    });
    match read.await {
        Ok((response, visitor)) => {
            note_use(&portal, visitor);
            response
        }
        Err(error) => failed(&error),
    }
}

/// Notes that a session was used, after the answer.
fn note_use(portal: &Arc<Portal>, visitor: Visitor) {
    let Some(session) = visitor.session else { return };
    let portal = Arc::clone(portal);
    tokio::spawn(async move {
        if let Err(error) = portal.store.note_use(&session, visitor.now).await {
            tracing::warn!(%error, "can't note that a session is used");
        }
    });
}

/// The database failed. Whoever asks is told to come again, and the log why.
pub(super) fn failed(error: &StoreError) -> Response {
    tracing::error!(%error, "can't answer a page");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

/// The page of a fault, without anything of the database. A bare status becomes one in the guard.
pub(super) fn plain(portal: &Portal, status: StatusCode, language: &str) -> Response {
    html(status, plain_page(portal, status, language))
}

/// Its HTML.
pub(super) fn plain_page(portal: &Portal, status: StatusCode, language: &str) -> String {
    let frame = Frame { language: language.to_owned(), mail: portal.mail(), ..Frame::default() };
    portal.pages.render(&frame, &fault(status))
}

fn fault(status: StatusCode) -> Page {
    let fault = match status {
        StatusCode::BAD_REQUEST => Fault::BadRequest,
        StatusCode::FORBIDDEN => Fault::Forbidden,
        StatusCode::NOT_FOUND => Fault::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Fault::Method,
        StatusCode::CONFLICT => Fault::Conflict,
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Fault::NotAForm,
        StatusCode::TOO_MANY_REQUESTS => Fault::TooMany,
        StatusCode::SERVICE_UNAVAILABLE => Fault::Busy,
        _ => Fault::Broken,
    };
    Page::Fault(FaultPage { fault, words: String::new(), kept: String::new(), id: String::new() })
}

/// HTML with a status.
pub(super) fn html(status: StatusCode, html: String) -> Response {
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    (status, [(header::CONTENT_TYPE, kind)], html).into_response()
}

/// To another page of ours, by GET (RFC 9110, section 15.4.4).
pub(super) fn see_other(place: &Place) -> Response {
    let path = HeaderValue::from_str(&place.path()).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response()
}
