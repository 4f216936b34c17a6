//! Connects the courier to its server. Tests implement [`Dial`] with a scripted server.

use std::future::Future;
use std::sync::Arc;

use rustls::ClientConfig;

use super::account::SmtpAccount;
use super::connection::AnyStream;
use crate::dial::{self, DialError};
use crate::tls;

/// Reaches the server of an account.
pub(super) trait Dial: Send {
    /// A connection in clear text.
    fn connect(&mut self, account: &SmtpAccount) -> impl Future<Output = Result<AnyStream, DialError>> + Send;

    /// TLS over it, the certificate checked against the account's host and CA.
    fn encrypt(
        &mut self,
        account: &SmtpAccount,
        stream: AnyStream,
    ) -> impl Future<Output = Result<AnyStream, DialError>> + Send;
}

/// The real network. It keeps the TLS configuration, and with it the sessions to resume.
#[derive(Debug, Default)]
pub(super) struct Network {
    tls: Option<Arc<ClientConfig>>,
}

impl Dial for Network {
    async fn connect(&mut self, account: &SmtpAccount) -> Result<AnyStream, DialError> {
        Ok(Box::new(dial::connect(account.target()).await?))
    }

    async fn encrypt(&mut self, account: &SmtpAccount, stream: AnyStream) -> Result<AnyStream, DialError> {
        let config = self.tls(account)?;
        let encrypted = dial::encrypt(account.target(), config, stream).await;
        if encrypted.is_err() {
            // The operator may have replaced the CA file: read it again for the next try.
            self.tls = None;
        }
        Ok(Box::new(encrypted?))
    }
}

impl Network {
    fn tls(&mut self, account: &SmtpAccount) -> Result<Arc<ClientConfig>, DialError> {
        if let Some(config) = &self.tls {
            return Ok(Arc::clone(config));
        }
        let config = tls::client_config(account.ca_file.as_deref())?;
        Ok(Arc::clone(self.tls.insert(config)))
    }
}
