//! Asks the provider over HTTP/1.1: one request for each connection, one limit of time for all of it, and none that is larger
//! than answers of providers are. A redirect is an answer like any other, and none that is wanted.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustls::ClientConfig;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use crate::dial::{self, Target};
use crate::tls::{self, Encryption};

use super::OidcError;
use super::endpoint::Endpoint;
use super::reply::{self, Reply};

/// The time for one request, from looking up the name to the last byte of the answer.
const LIMIT: Duration = Duration::from_secs(10);
/// The largest answer, in bytes. Keys of large providers have about 20 KB.
const MAX_ANSWER: usize = 256 << 10;

/// Asks.
#[derive(Debug)]
pub(super) struct Http {
    ca_file: Option<PathBuf>,
    /// Made with the first request that needs it.
    tls: OnceLock<Arc<ClientConfig>>,
}

/// What is asked.
#[derive(Clone, Copy)]
pub(super) enum Request<'a> {
    Get,
    /// A form (RFC 6749, section 4.1.3), with our login (section 2.3.1).
    Post {
        authorization: &'a str,
        form: &'a str,
    },
}

impl Http {
    /// Trusts `ca_file` alone, otherwise the system's roots.
    pub(super) fn new(ca_file: Option<PathBuf>) -> Self {
        Self { ca_file, tls: OnceLock::new() }
    }

    /// Asks, whatever the answer is.
    pub(super) async fn ask(&self, to: &Endpoint, request: Request<'_>) -> Result<Reply, OidcError> {
        let unreachable = |why: String| OidcError::Unreachable { address: to.to_string(), why };
        let asked = timeout(LIMIT, self.exchange(to, &written(to, request))).await;
        asked.unwrap_or_else(|_| Err(unreachable(format!("no answer within {LIMIT:?}"))))
    }

    async fn exchange(&self, to: &Endpoint, request: &str) -> Result<Reply, OidcError> {
        let unreachable = |why: String| OidcError::Unreachable { address: to.to_string(), why };
        let target = Target { host: &to.host, port: to.port, encryption: to.encryption, limit: LIMIT };
        let stream = dial::connect(target).await.map_err(|error| unreachable(error.to_string()))?;
        let answered = if to.encryption == Encryption::ClearText {
            talk(stream, request).await
        } else {
            let config = self.tls().map_err(|error| unreachable(error.to_string()))?;
            let stream = dial::encrypt(target, config, stream).await;
            talk(stream.map_err(|error| unreachable(error.to_string()))?, request).await
        };
        answered.map_err(|failed| match failed {
            Failed::Network(error) => unreachable(tls::plain_words(&error)),
            Failed::Answer(what) => answer(to, what),
        })
    }

    fn tls(&self) -> Result<Arc<ClientConfig>, tls::TlsError> {
        if let Some(made) = self.tls.get() {
            return Ok(Arc::clone(made));
        }
        let made = tls::client_config(self.ca_file.as_deref())?;
        Ok(Arc::clone(self.tls.get_or_init(|| made)))
    }
}

/// An error of whoever answers something else than they should.
pub(super) fn answer(from: &Endpoint, what: &str) -> OidcError {
    OidcError::Answer { address: from.to_string(), what: what.to_owned() }
}

enum Failed {
    Network(std::io::Error),
    Answer(&'static str),
}

fn written(to: &Endpoint, request: Request<'_>) -> String {
    let (method, more, body) = match request {
        Request::Get => ("GET", String::new(), ""),
        Request::Post { authorization, form } => {
            let length = form.len();
            let kind = "application/x-www-form-urlencoded";
            let more =
                format!("Authorization: {authorization}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n");
            ("POST", more, form)
        }
    };
    format!(
        "{method} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: maildesk\r\nAccept: application/json\r\n\
         Accept-Encoding: identity\r\nConnection: close\r\n{more}\r\n{body}",
        to.path(),
        to.authority()
    )
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, request: &str) -> Result<Reply, Failed> {
    stream.write_all(request.as_bytes()).await.map_err(Failed::Network)?;
    stream.flush().await.map_err(Failed::Network)?;
    let mut bytes = Vec::new();
    loop {
        let read = stream.read_buf(&mut bytes).await.map_err(Failed::Network)?;
        if bytes.len() > MAX_ANSWER {
            return Err(Failed::Answer("answers with more than 256 KB"));
        }
        if let Some(reply) = reply::parse(&bytes, read == 0).map_err(Failed::Answer)? {
            return Ok(reply);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::duplex;
    use tokio::net::TcpListener;

    #[test]
    fn requests_in_bytes() {
        let to = Endpoint::parse("https://id.example:8443/token?a=b").unwrap();
        let told = written(&to, Request::Post { authorization: "Basic eDp5", form: "code=x" });
        let (head, body) = told.split_once("\r\n\r\n").unwrap();
        assert_eq!(body, "code=x");
        let lines: Vec<&str> = head.split("\r\n").collect();
        assert_eq!(lines[..2], ["POST /token?a=b HTTP/1.1", "Host: id.example:8443"]);
        for line in ["Authorization: Basic eDp5", "Content-Length: 6", "Connection: close"] {
            assert!(lines.contains(&line), "{head}");
        }
        let told = written(&to, Request::Get);
        assert!(told.starts_with("GET /token") && told.ends_with("close\r\n\r\n") && !told.contains("Authorization"));
    }

    #[tokio::test]
    async fn an_endless_answer_is_not_read_to_its_end() {
        let (ours, mut theirs) = duplex(64 << 10);
        tokio::spawn(async move {
            let mut piece = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
            while theirs.write_all(&piece).await.is_ok() {
                piece = vec![b' '; 16 << 10];
            }
        });
        let failed = talk(ours, "GET / HTTP/1.1\r\n\r\n").await;
        assert!(matches!(failed, Err(Failed::Answer("answers with more than 256 KB"))));
    }

    #[tokio::test(start_paused = true)]
    async fn a_provider_that_is_silent_is_left_alone() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let to = Endpoint::parse(&format!("http://{}/keys", listener.local_addr().unwrap())).unwrap();
        // It takes the connection, as the kernel does for it, and never says a word.
        let error = Http::new(None).ask(&to, Request::Get).await.unwrap_err();
        assert_eq!(error.to_string(), format!("{to}: no answer within 10s"));
        assert!(error.is_outage());
        drop(listener);
        let error = Http::new(None).ask(&to, Request::Get).await.unwrap_err();
        assert!(error.is_outage(), "{error}");
    }

    /// Serves one answer over TLS, with a certificate for `localhost`. Returns the port, and the certificate in PEM.
    async fn serve_tls() -> (u16, String) {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()).into();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config =
            rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            if let Ok(mut stream) = tokio_rustls::TlsAcceptor::from(Arc::new(config)).accept(stream).await {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await.unwrap();
            }
        });
        (port, made.cert.pem())
    }

    #[tokio::test]
    async fn a_provider_shows_a_certificate_that_is_trusted() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ca.pem");
        let (port, pem) = serve_tls().await;
        std::fs::write(&path, pem).unwrap();
        let to = Endpoint::parse(&format!("https://localhost:{port}/keys")).unwrap();
        let reply = Http::new(Some(path.clone())).ask(&to, Request::Get).await.unwrap();
        assert_eq!((reply.status, reply.body), (200, b"{}".to_vec()));
        // The same file doesn't vouch for another one's certificate.
        let (port, _) = serve_tls().await;
        let to = Endpoint::parse(&format!("https://localhost:{port}/keys")).unwrap();
        let error = Http::new(Some(path)).ask(&to, Request::Get).await.unwrap_err();
        assert!(error.is_outage() && error.to_string().contains("TLS failed"), "{error}");
    }
}
