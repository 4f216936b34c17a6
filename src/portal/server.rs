//! Listens, and answers HTTP on each connection within limits. `axum::serve` would leave silent connections open; here a request's
//! head must come within seconds, and only so many connections stand at once.

use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener, UnixStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_service::Service;

use crate::site::{Listen, TlsFiles};

use super::client::Peer;

/// So many connections stand at once. Another one is closed.
const MAX_CONNECTIONS: usize = 512;
/// A request's head, and a TLS handshake, must come within this time. It is also how long a connection stands without a request.
const HEAD: Duration = Duration::from_secs(10);
/// A whole request with its answer: a file of 25 MB over a slow line takes minutes.
const LONGEST: Duration = Duration::from_mins(10);
/// The largest head of a request, in bytes.
const MAX_HEAD: usize = 32 << 10;
/// After a failure to accept (too many open files) nothing is accepted for this time.
const PAUSE: Duration = Duration::from_millis(500);
/// The time that requests have to end when the daemon stops.
const LONGEST_STOP: Duration = Duration::from_secs(10);

/// Why the portal doesn't listen.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address can't be listened on.
    #[error("the portal can't listen on {0}: {1}. Choose another `listen` in [portal], or stop what listens there")]
    Listen(String, io::Error),
    /// A file of TLS can't be used.
    #[error("can't use {0}: {1}")]
    Tls(PathBuf, String),
}

/// A socket that listens.
#[derive(Debug)]
pub struct Bound {
    listener: Listener,
    tls: Option<Arc<ServerConfig>>,
}

#[derive(Debug)]
enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl Bound {
    /// Listens. A unix socket that nobody listens on any more is replaced.
    pub async fn new(listen: &Listen, tls: Option<&TlsFiles>) -> Result<Self, ServeError> {
        let tls = tls.map(tls_config).transpose()?;
        let listener = match listen {
            Listen::Tcp(address) => TcpListener::bind(address)
                .await
                .map(Listener::Tcp)
                .map_err(|error| ServeError::Listen(address.to_string(), error))?,
            Listen::Unix(path) => bind_unix(path)
                .await
                .map(Listener::Unix)
                .map_err(|error| ServeError::Listen(path.display().to_string(), error))?,
        };
        Ok(Self { listener, tls })
    }

    /// Its TCP address, if it has one.
    pub fn address(&self) -> Option<SocketAddr> {
        match &self.listener {
            Listener::Tcp(listener) => listener.local_addr().ok(),
            Listener::Unix(_) => None,
        }
    }

    /// Answers requests until it is stopped.
    pub async fn serve(self, router: Router, stop: CancellationToken) {
        let (room, tasks) = (Arc::new(Semaphore::new(MAX_CONNECTIONS)), TaskTracker::new());
        let tls = self.tls.map(TlsAcceptor::from);
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                accepted = self.listener.accept() => accepted,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "the portal can't accept connections; pausing");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            };
            let Ok(place) = Arc::clone(&room).try_acquire_owned() else { continue };
            let connection = Connection { router: router.clone(), peer, stop: stop.clone() };
            tasks.spawn(connection.begin(stream, tls.clone(), place));
        }
        tasks.close();
        timeout(LONGEST_STOP, tasks.wait()).await.ok();
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

impl Listener {
    async fn accept(&self) -> io::Result<(Box<dyn Stream>, Peer)> {
        match self {
            Self::Tcp(listener) => {
                let (stream, from) = listener.accept().await?;
                stream.set_nodelay(true).ok();
                Ok((Box::new(stream), Peer::Tcp(from.ip())))
            }
            Self::Unix(listener) => Ok((Box::new(listener.accept().await?.0), Peer::Unix)),
        }
    }
}

/// A connection.
struct Connection {
    router: Router,
    peer: Peer,
    stop: CancellationToken,
}

impl Connection {
    async fn begin(self, stream: Box<dyn Stream>, tls: Option<TlsAcceptor>, place: OwnedSemaphorePermit) {
        match tls {
            None => self.answer(stream).await,
            // A scanner's handshake isn't worth a line in the log.
            Some(tls) => {
                if let Ok(Ok(stream)) = timeout(HEAD, tls.accept(stream)).await {
                    self.answer(stream).await;
                }
            }
        }
        drop(place);
    }

    async fn answer(self, stream: impl Stream + 'static) {
        let Self { router, peer, stop } = self;
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            let mut router = router.clone();
            async move {
                // A panic ends one request: hyper would end the connection without an answer.
                let answered = tokio::spawn(async move { router.call(request).await });
                answered.await.unwrap_or_else(|_| Ok(broken()))
            }
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(MAX_HEAD)
            .serve_connection(TokioIo::new(stream), service);
        tokio::pin!(connection);
        let stopped = tokio::select! {
            _ = timeout(LONGEST, connection.as_mut()) => false,
            () = stop.cancelled() => true,
        };
        if stopped {
            connection.as_mut().graceful_shutdown();
            timeout(LONGEST_STOP, connection).await.ok();
        }
    }
}

fn broken() -> axum::response::Response {
    tracing::error!("a page panicked");
    let mut response = axum::response::Response::new(axum::body::Body::from("500"));
    *response.status_mut() = axum::http::StatusCode::INTERNAL_SERVER_ERROR;
    response
}

async fn bind_unix(path: &Path) -> io::Result<UnixListener> {
    if path.exists() && UnixStream::connect(path).await.is_err() {
        std::fs::remove_file(path)?;
    }
    let listener = UnixListener::bind(path)?;
    // The proxy is in the group.
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o660))?;
    Ok(listener)
}

/// TLS with the files of the config.
fn tls_config(files: &TlsFiles) -> Result<Arc<ServerConfig>, ServeError> {
    let wrong = |path: &Path, why: String| ServeError::Tls(path.to_owned(), why);
    let certificate = &files.certificate;
    let chain: Vec<_> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .map_err(|error| wrong(certificate, error.to_string()))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| wrong(&files.key, error.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(certificate, error.to_string()))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| wrong(certificate, error.to_string()))?;
    Ok(Arc::new(config))
}
