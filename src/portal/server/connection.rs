//! One connection: perhaps TLS, then one request after the other.
//!
//! Comes in: a socket. Goes out: requests to the router, with the client's address and a body that has to keep its pace. A connection
//! that is silent or slow is closed; what it was is nobody's business but a line in the debug log.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::patient::Patient;
use crate::portal::client::{Client, Peer};
use crate::portal::pace::PacedBody;
use crate::site::Network;

/// The time for the handshake of TLS.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// The time from there to the end of the first header.
const FIRST_HEADER: Duration = Duration::from_secs(10);

/// The time from a response to the end of the next header.
const IDLE: Duration = Duration::from_secs(30);

/// The most bytes of a header.
const MAX_HEAD_BYTES: usize = 32 * 1024;

/// The most bytes that are read, or written, ahead.
const BUFFER_BYTES: usize = 64 * 1024;

/// The most fields of a header.
const MAX_HEADERS: usize = 100;

/// What all connections have in common.
pub(super) struct Shared {
    router: TowerToHyperService<Router>,
    proxies: Vec<Network>,
    stop: CancellationToken,
}

impl Shared {
    pub(super) fn new(router: Router, proxies: Vec<Network>, stop: CancellationToken) -> Self {
        Self { router: TowerToHyperService::new(router), proxies, stop }
    }

    fn answer(
        &self,
        request: Request<Incoming>,
        peer: Peer,
    ) -> impl Future<Output = Result<Response, Infallible>> + use<> {
        let client = Client::find(peer, request.headers(), &self.proxies);
        let mut request = request.map(|body| Body::new(PacedBody::new(body)));
        request.extensions_mut().insert(client);
        self.router.call(request)
    }
}

/// Serves a connection to its end.
pub(super) async fn serve<S>(stream: S, peer: Peer, tls: Option<TlsAcceptor>, shared: Arc<Shared>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let stream = Patient::new(stream);
    let Some(tls) = tls else { return talk(stream, peer, shared).await };
    let stop = shared.stop.clone();
    let shaken = tokio::select! {
        () = stop.cancelled() => return,
        shaken = timeout(HANDSHAKE, tls.accept(stream)) => shaken,
    };
    match shaken {
        Ok(Ok(stream)) => talk(stream, peer, shared).await,
        Ok(Err(error)) => tracing::debug!(%error, "no TLS on a connection of the portal"),
        Err(_) => tracing::debug!("a connection of the portal didn't begin TLS in time"),
    }
}

async fn talk<S>(stream: S, peer: Peer, shared: Arc<Shared>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let stop = shared.stop.clone();
    let has_asked = Arc::new(AtomicBool::new(false));
    let asks = has_asked.clone();
    let service = service_fn(move |request| {
        asks.store(true, Ordering::Relaxed);
        shared.answer(request, peer)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(IDLE);
    // The buffer bounds a header that isn't complete yet.
    http.max_header_size(MAX_HEAD_BYTES).max_headers(MAX_HEADERS).max_buf_size(BUFFER_BYTES);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    let mut silence = pin!(sleep(FIRST_HEADER));
    let (mut is_stopping, mut was_silent) = (false, false);
    loop {
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection of the portal broke off");
                }
                return;
            }
            () = silence.as_mut(), if !was_silent => {
                if !has_asked.load(Ordering::Relaxed) {
                    return;
                }
                was_silent = true;
            }
            () = stop.cancelled(), if !is_stopping => {
                is_stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}
