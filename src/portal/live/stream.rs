//! `/live?of=HD-00042&version=17`: a stream of server-sent events (WHATWG HTML, section 9.2).
//!
//! No stream asks the database by itself: each waits for the writer's next durable commit, and then looks once, at most once a
//! second.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::Frame;
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::time::{Instant, interval, sleep_until};

use crate::store::{SessionKey, StoreError};

use super::super::answer::failed;
use super::super::portal::Portal;
use super::super::visitor::{Asked, Visitor};
use super::topic::{Topic, looking_on, version};

/// How long a stream lives. Browsers then open another.
const LIFE: Duration = Duration::from_mins(10);
/// How often a line is sent, so that nobody on the way takes the stream for dead.
const BEAT: Duration = Duration::from_secs(20);
/// The least time between two looks into the database.
const PACE: Duration = Duration::from_secs(1);
/// The first line: how long a browser waits before it opens the stream again, in milliseconds.
const RETRY: &str = "retry: 5000\n\n";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::portal) struct LiveQuery {
    of: String,
    version: String,
}

/// What a look into the database found.
struct Found {
    session: SessionKey,
    version: String,
    /// The short name of the agent who looks, and the others in words.
    looking: Option<(String, String)>,
}

/// GET `/live`.
pub(in crate::portal) async fn get(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    query: Result<Query<LiveQuery>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let Some(topic) = Topic::parse(&portal, &query.of).filter(|_| portal.site.live) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let found = match look(&portal, &asked, topic).await {
        Ok(Some(found)) => found,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return failed(&error),
    };
    if !portal.live.begin(found.session) {
        // Browsers don't ask again after this.
        return StatusCode::NO_CONTENT.into_response();
    }
    let (lines, receiver) = mpsc::channel(4);
    let stream = Stream { portal, asked, topic, version: query.version, lines };
    tokio::spawn(stream.run(found));
    let kind = HeaderValue::from_static("text/event-stream");
    let buffering = HeaderValue::from_static("no");
    let headers = [(header::CONTENT_TYPE, kind), (header::HeaderName::from_static("x-accel-buffering"), buffering)];
    (headers, Body::new(Lines(receiver))).into_response()
}

/// Looks once: whether the session is good, and what it may see.
async fn look(portal: &Arc<Portal>, asked: &Asked, topic: Topic) -> Result<Option<Found>, StoreError> {
    let (shared, asked) = (Arc::clone(portal), asked.clone());
    let read = portal.store.read(move |reading| {
        let visitor = Visitor::find(&shared, reading, &asked)?;
        let version = version(&shared, reading, &visitor, topic)?;
        Ok(version.map(|version| (visitor, version)))
    });
    let Some((visitor, version)) = read.await? else { return Ok(None) };
    let Some(session) = visitor.session.as_ref().map(|session| session.key) else { return Ok(None) };
    let looking = match (topic, visitor.address().and_then(|address| portal.agent(address))) {
        (Topic::Ticket(ticket), Some(agent)) => {
            let others = looking_on(portal, ticket, &agent.name, visitor.now);
            let words = others
                .iter()
                .map(|other| portal.pages.filled(&visitor.language, "agent.looking", &[("name", other.name.as_str())]));
            Some((agent.name.clone(), words.collect::<Vec<_>>().join(" ")))
        }
        _ => None,
    };
    Ok(Some(Found { session, version, looking }))
}

/// A stream to one page.
struct Stream {
    portal: Arc<Portal>,
    asked: Asked,
    topic: Topic,
    /// What the page shows.
    version: String,
    lines: mpsc::Sender<String>,
}

impl Stream {
    /// Until the page has something to show, is closed, or its session ends.
    async fn run(self, first: Found) {
        let (session, agent) = (first.session, first.looking.as_ref().map(|(name, _)| name.clone()));
        self.tell(first).await;
        self.portal.live.end(session);
        if let (Topic::Ticket(ticket), Some(agent)) = (self.topic, agent) {
            self.portal.live.look_away(ticket, &agent);
        }
    }

    async fn tell(&self, mut found: Found) {
        let (mut changes, mut turns) = (self.portal.store.changes(), self.portal.live.turns.subscribe());
        let (mut beat, end) = (interval(BEAT), Instant::now() + LIFE);
        let mut told = String::new();
        if self.lines.send(RETRY.to_owned()).await.is_err() {
            return;
        }
        loop {
            let next = Instant::now() + PACE;
            if found.version != self.version {
                let _ = self.lines.send("event: changed\ndata: .\n\n".to_owned()).await;
                return;
            }
            if let (Topic::Ticket(ticket), Some((agent, others))) = (self.topic, found.looking) {
                self.portal.live.look(ticket, &agent, self.portal.clock.now());
                if others != told {
                    if self.lines.send(format!("event: looking\ndata: {others}\n\n")).await.is_err() {
                        return;
                    }
                    told = others;
                }
            }
            turns.mark_unchanged();
            tokio::select! {
                () = self.portal.live.stop.cancelled() => return,
                () = self.lines.closed() => return,
                () = sleep_until(end) => return,
                changed = changes.next() => if changed.is_err() { return },
                _ = turns.changed() => {}
                _ = beat.tick() => if self.lines.send(":\n\n".to_owned()).await.is_err() { return },
            }
            tokio::select! {
                () = self.portal.live.stop.cancelled() => return,
                () = self.lines.closed() => return,
                () = sleep_until(next) => {}
            }
            match look(&self.portal, &self.asked, self.topic).await {
                Ok(Some(again)) => found = again,
                Ok(None) | Err(_) => return,
            }
        }
    }
}

/// The lines of a stream as a body.
struct Lines(mpsc::Receiver<String>);

impl HttpBody for Lines {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|line| line.map(|line| Ok(Frame::data(line.into()))))
    }
}
