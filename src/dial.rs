//! Connects to mail servers, the same for all: look-up, TCP, TLS. Knows no protocol.
//!
//! Comes in: a target and its protection. Goes out: a stream, or words for the operator. Clear text only goes to this
//! machine, whatever a name resolves to. Each step has a time limit.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::tls::{self, Encryption, TlsError};

mod echo;

pub use echo::without_login;

/// Advice when the answer to our first bytes is no TLS.
const NOT_TLS: &str = "If the port starts in clear text, set tls to \"starttls\"";
/// The longest error text.
const MAX_WORDS: usize = 400;

/// A server to connect to.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// Name or address. The certificate must have that name.
    pub host: &'a str,
    /// TCP port.
    pub port: u16,
    /// How the connection will be protected.
    pub encryption: Encryption,
    /// How long each step may take.
    pub limit: Duration,
}

/// Why there is no connection.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DialError {
    /// Look-up, TCP or TLS.
    #[error("{0}")]
    Unreachable(String),
    /// Clear text to another machine. Nothing was connected.
    #[error("is at {0}, but clear text is sent to this machine only. Set tls to \"implicit\" or \"starttls\"")]
    FarClearText(IpAddr),
}

impl From<TlsError> for DialError {
    fn from(error: TlsError) -> Self {
        unreachable(&error.to_string())
    }
}

/// A TCP connection to the first address that answers.
pub async fn connect(target: Target<'_>) -> Result<TcpStream, DialError> {
    let looked_up = within(target.limit, lookup_host((target.host, target.port))).await;
    let mut last = unreachable("the name has no address. Check host");
    for address in looked_up.map_err(|error| unreachable(&format!("can't look up the name: {error}")))? {
        if target.encryption == Encryption::ClearText && !address.ip().to_canonical().is_loopback() {
            return Err(DialError::FarClearText(address.ip()));
        }
        match within(target.limit, TcpStream::connect(address)).await.and_then(without_delay) {
            Ok(stream) => return Ok(stream),
            Err(error) if target.host.parse() == Ok(address.ip()) => last = unreachable(&error.to_string()),
            Err(error) => last = unreachable(&format!("{address}: {error}")),
        }
    }
    Err(last)
}

/// TLS over a stream, the certificate checked against the target's name.
pub async fn encrypt<S: AsyncRead + AsyncWrite + Unpin>(
    target: Target<'_>,
    config: Arc<ClientConfig>,
    stream: S,
) -> Result<TlsStream<S>, DialError> {
    let name = ServerName::try_from(target.host.to_owned()).map_err(|error| unreachable(&error.to_string()))?;
    within(target.limit, TlsConnector::from(config).connect(name, stream)).await.map_err(|error| explained(&error))
}

/// Sets NODELAY. Without it each letter waits 40 ms: text and final dot are two writes, and the kernel holds the second
/// back until the first is acknowledged.
fn without_delay(stream: TcpStream) -> io::Result<TcpStream> {
    stream.set_nodelay(true)?;
    Ok(stream)
}

async fn within<T>(limit: Duration, step: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    let silence = || io::Error::new(io::ErrorKind::TimedOut, format!("no answer within {limit:?}"));
    timeout(limit, step).await.unwrap_or_else(|_| Err(silence()))
}

/// What went wrong in the handshake, with advice for the most common faults.
fn explained(error: &io::Error) -> DialError {
    const ISSUER: &str =
        "No CA trusted here issued the server's certificate. Set ca_file to the certificate of the CA that did";
    const HELP: [(&str, &str); 6] = [
        ("CaUsedAsEndEntity", "The server's certificate is that of a CA. Make one with basicConstraints=CA:FALSE"),
        ("UnknownIssuer", ISSUER),
        ("BadSignature", ISSUER),
        ("UnsupportedSignatureAlgorithm", ISSUER),
        ("InvalidContentType", NOT_TLS),
        ("corrupt message", NOT_TLS),
    ];
    let words = tls::plain_words(error);
    let help = HELP.iter().find(|(said, _)| words.contains(said)).map(|(_, help)| format!(". {help}"));
    unreachable(&format!("TLS failed: {words}{}", help.unwrap_or_default()))
}

fn unreachable(words: &str) -> DialError {
    DialError::Unreachable(words.chars().filter(|letter| !letter.is_control()).take(MAX_WORDS).collect())
}

#[cfg(test)]
mod tests;
