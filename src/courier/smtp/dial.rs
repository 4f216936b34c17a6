//! From a name to a connection: look-up, TCP, TLS. Knows no SMTP.
//!
//! Comes in: the account. Goes out: a stream, or words for the operator. [`Dial`] is the seam where tests put a server that
//! follows a script.

use std::future::Future;
use std::io;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::account::SmtpAccount;
use super::line::AnyStream;
use crate::tls;

/// A stream that stands, in clear text yet.
pub(super) struct Dialled {
    pub(super) stream: AnyStream,
    /// The other end is this machine: nobody listens in between.
    pub(super) loopback: bool,
}

/// Reaches the server of an account.
pub(super) trait Dial: Send {
    /// A connection in clear text.
    fn connect(&mut self, account: &SmtpAccount) -> impl Future<Output = Result<Dialled, String>> + Send;

    /// TLS over it, the certificate checked against the account's host and CA.
    fn encrypt(
        &mut self,
        account: &SmtpAccount,
        stream: AnyStream,
    ) -> impl Future<Output = Result<AnyStream, String>> + Send;
}

/// The real network. Keeps the TLS configuration, and with it the sessions to resume.
#[derive(Debug, Default)]
pub(super) struct Network {
    tls: Option<Arc<ClientConfig>>,
}

impl Dial for Network {
    async fn connect(&mut self, account: &SmtpAccount) -> Result<Dialled, String> {
        let limit = account.patience.connect;
        let addresses = timeout(limit, lookup_host((account.host.as_str(), account.port))).await;
        let addresses = addresses.map_err(|_| "the name look-up takes too long".to_owned())?;
        let mut reason = "the name has no address".to_owned();
        for address in addresses.map_err(|error| error.to_string())? {
            match timeout(limit, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => return ready(stream).map_err(|error| error.to_string()),
                Ok(Err(error)) => reason = format!("{address}: {error}"),
                Err(_) => reason = format!("{address}: silence for {limit:?}"),
            }
        }
        Err(reason)
    }

    async fn encrypt(&mut self, account: &SmtpAccount, stream: AnyStream) -> Result<AnyStream, String> {
        let name = ServerName::try_from(account.host.clone()).map_err(|error| error.to_string())?;
        let connector = TlsConnector::from(self.tls(account)?);
        match timeout(account.patience.connect, connector.connect(name, stream)).await {
            Ok(Ok(stream)) => Ok(Box::new(stream)),
            Ok(Err(error)) => Err(explained(&error)),
            Err(_) => Err("the TLS handshake takes too long".to_owned()),
        }
    }
}

impl Network {
    fn tls(&mut self, account: &SmtpAccount) -> Result<Arc<ClientConfig>, String> {
        if let Some(config) = &self.tls {
            return Ok(Arc::clone(config));
        }
        let config = tls::client_config(account.ca_file.as_deref()).map_err(|error| error.to_string())?;
        Ok(Arc::clone(self.tls.insert(config)))
    }
}

/// Without NODELAY each letter waits 40 ms: text and final dot are two writes, and the kernel holds the second back until
/// the first is acknowledged.
fn ready(stream: TcpStream) -> io::Result<Dialled> {
    stream.set_nodelay(true)?;
    let loopback = stream.peer_addr()?.ip().to_canonical().is_loopback();
    Ok(Dialled { stream: Box::new(stream), loopback })
}

/// What went wrong in the handshake, and for the commonest fault of home-made certificates what to do.
fn explained(error: &io::Error) -> String {
    let words = format!("TLS: {error}");
    if words.contains("CaUsedAsEndEntity") {
        return format!(
            "{words}: the server's certificate says that it is a CA; make one with basicConstraints=CA:FALSE"
        );
    }
    words
}
