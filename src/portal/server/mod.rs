//! The HTTP server: connections in, requests to the router.
//!
//! Comes in: the site, and the guarded router. Goes out: responses, each request with its [`super::client::Client`]. It knows no
//! page.
//!
//! The loop is our own because `axum::serve` leaves silent connections open for ever. Here everything has a limit: connections,
//! the time for TLS, for a header, between two requests, and for a reader that doesn't read. No error of one connection ends
//! another, and a full table of files only makes it wait.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::sync::Semaphore;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{MissedTickBehavior, interval_at, sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::site::{Listen, Site};

mod connection;
mod error;
mod listener;
mod patient;
mod tls;

pub use error::ServeError;

use connection::Shared;
use listener::{Accepted, Listener, Sockets};
use tls::Certificate;

/// The most connections at once. More are closed.
const MAX_CONNECTIONS: usize = 512;

/// How long requests may run on after a stop, unless [`Bound::stops_within`] says otherwise.
const STOPS_WITHIN: Duration = Duration::from_secs(10);

/// How often closed connections are reported, and the certificate is looked at.
const MINUTE: Duration = Duration::from_mins(1);

/// A server that listens, but doesn't answer yet.
#[derive(Debug)]
pub struct Bound {
    listener: Listener,
    certificate: Option<Certificate>,
    proxies: Vec<crate::site::Network>,
    stops_within: Duration,
}

/// Listens where the site says, and loads its certificate. Each error says what to do.
pub fn bind(site: &Site) -> Result<Bound, ServeError> {
    let certificate = site.tls.as_ref().map(Certificate::load).transpose()?;
    let listener = Listener::bind(&site.listen)?;
    Ok(Bound { listener, certificate, proxies: site.proxies.clone(), stops_within: STOPS_WITHIN })
}

impl Bound {
    /// Where it listens, with the port that the system chose for port 0.
    pub fn address(&self) -> &Listen {
        self.listener.address()
    }

    /// Changes how long requests may run on after a stop.
    #[must_use]
    pub fn stops_within(self, stops_within: Duration) -> Self {
        Self { stops_within, ..self }
    }

    /// Answers until `stop` is cancelled. Then it accepts nothing more, lets running requests end, and returns when they have, or
    /// when their time is over. Streams without an end should watch `stop` themselves. Fails only at the start, outside a
    /// runtime or without a file descriptor.
    pub async fn serve(self, router: Router, stop: CancellationToken) -> Result<(), ServeError> {
        let sockets = self.listener.start()?;
        let shared = Arc::new(Shared::new(router, self.proxies, stop.child_token()));
        let mut server =
            Server { shared, certificate: self.certificate, running: JoinSet::new(), places: places(), turned_away: 0 };
        server.accept_until(&sockets, &stop).await;
        drop(sockets);
        self.listener.remove();
        server.end(self.stops_within).await;
        Ok(())
    }
}

fn places() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(MAX_CONNECTIONS))
}

struct Server {
    shared: Arc<Shared>,
    certificate: Option<Certificate>,
    running: JoinSet<()>,
    places: Arc<Semaphore>,
    /// The connections that were closed in this minute, because there were too many.
    turned_away: u64,
}

impl Server {
    async fn accept_until(&mut self, sockets: &Sockets, stop: &CancellationToken) {
        let mut minute = interval_at(tokio::time::Instant::now() + MINUTE, MINUTE);
        minute.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut reported = false;
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                Some(ended) = self.running.join_next() => report_end(ended),
                _ = minute.tick() => {
                    self.look_around();
                    reported = false;
                }
                accepted = sockets.accept() => match accepted {
                    Ok(accepted) => self.take(accepted),
                    Err(error) => {
                        let Some(pause) = listener::pause_after(&error) else { continue };
                        if !std::mem::replace(&mut reported, true) {
                            tracing::error!(%error, "the portal can't accept connections for a moment");
                        }
                        tokio::select! {
                            () = stop.cancelled() => return,
                            () = sleep(pause) => {}
                        }
                    }
                },
            }
        }
    }

    /// Starts a connection if there is a place for it. Otherwise it is closed.
    fn take(&mut self, accepted: Accepted) {
        let Ok(place) = self.places.clone().try_acquire_owned() else {
            self.turned_away += 1;
            return;
        };
        let (shared, acceptor) = (self.shared.clone(), self.certificate.as_ref().map(Certificate::acceptor));
        self.running.spawn(async move {
            match accepted {
                Accepted::Tcp(stream, peer) => connection::serve(stream, peer, acceptor, shared).await,
                Accepted::Unix(stream, peer) => connection::serve(stream, peer, acceptor, shared).await,
            }
            drop(place);
        });
    }

    fn look_around(&mut self) {
        let closed = std::mem::take(&mut self.turned_away);
        if closed > 0 {
            tracing::warn!(
                closed,
                most = MAX_CONNECTIONS,
                "the portal closed connections, because there were too many"
            );
        }
        if let Some(certificate) = &mut self.certificate {
            certificate.renew();
        }
    }

    async fn end(mut self, within: Duration) {
        let all = async {
            while let Some(ended) = self.running.join_next().await {
                report_end(ended);
            }
        };
        if timeout(within, all).await.is_err() {
            tracing::warn!(connections = self.running.len(), "the portal ended connections whose time was over");
        }
        self.running.shutdown().await;
    }
}

fn report_end(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a connection of the portal failed");
    }
}

#[cfg(test)]
mod tests;
