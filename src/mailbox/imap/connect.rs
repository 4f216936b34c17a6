//! Opens a logged-in connection: name look-up, TCP, TLS, greeting, login.
//!
//! A password is only sent over TLS, or in clear text to this machine, whatever the server offers.

use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;

use super::connection::ImapConnection;
use super::failure::{ImapFailure, LOGIN_FOR_NOW, is_not_now, one_line, server_words};
use super::greeting::{Capabilities, Greeting};
use super::wire::{Io, Wire};
use crate::account::ImapAccount;
use crate::dial::{self, DialError, Target};
use crate::mailbox::Progress;
use crate::tls::{self, Encryption};

/// Connects and logs in.
pub(super) async fn connect(account: &ImapAccount, progress: &Progress) -> Result<ImapConnection, ImapFailure> {
    let tcp = dial::connect(target(account)).await?;
    let (stream, offers): (Box<dyn Io>, _) = match account.tls {
        Encryption::Implicit => {
            let tls = handshake(account, tcp).await?;
            open(Greeting::new(tls, account.timeout)).await?
        }
        Encryption::StartTls => {
            let mut greeting = Greeting::new(tcp, account.timeout);
            greeting.read().await.map_err(not_greeted)?;
            let tls = handshake(account, greeting.starttls().await?).await?;
            // There is no second greeting, and offers in clear text don't count.
            let mut greeting = Greeting::new(tls, account.timeout);
            let offers = greeting.capabilities().await?;
            (Box::new(greeting.finish()), offers)
        }
        Encryption::ClearText => open(Greeting::new(tcp, account.timeout)).await.map_err(not_greeted)?,
    };
    login(account, stream, &offers, progress).await
}

/// A port that speaks TLS from the first byte waits for the client.
fn not_greeted(failure: ImapFailure) -> ImapFailure {
    match failure {
        ImapFailure::Silent(limit) => {
            ImapFailure::Lost(format!("no answer within {} s{}", limit.as_secs_f32(), tls::MAYBE_IMPLICIT))
        }
        ImapFailure::Lost(words) if !words.contains("BYE") => {
            ImapFailure::Lost(format!("{words}{}", tls::MAYBE_IMPLICIT))
        }
        other => other,
    }
}

async fn open<S: Io + 'static>(mut greeting: Greeting<S>) -> Result<(Box<dyn Io>, Capabilities), ImapFailure> {
    let offers = match greeting.read().await? {
        Some(offers) => offers,
        None => greeting.capabilities().await?,
    };
    Ok((Box::new(greeting.finish()), offers))
}

fn target(account: &ImapAccount) -> Target<'_> {
    Target { host: &account.host, port: account.port, encryption: account.tls, limit: account.timeout }
}

async fn handshake(account: &ImapAccount, tcp: TcpStream) -> Result<TlsStream<TcpStream>, DialError> {
    let config = tls::client_config(account.ca_file.as_deref())?;
    dial::encrypt(target(account), config, tcp).await
}

impl From<DialError> for ImapFailure {
    fn from(error: DialError) -> Self {
        match error {
            DialError::Unreachable(reason) => Self::Lost(reason),
            far @ DialError::FarClearText(_) => Self::Odd(far.to_string()),
        }
    }
}

/// Uses SASL PLAIN (RFC 4616) if offered, because it takes any character. Otherwise LOGIN, unless it is disabled.
pub(super) async fn login(
    account: &ImapAccount,
    stream: Box<dyn Io>,
    offers: &[String],
    progress: &Progress,
) -> Result<ImapConnection, ImapFailure> {
    let has = |name: &str| offers.iter().any(|offer| offer == name);
    let client = async_imap::Client::new(Wire::new(stream, progress.clone()));
    let attempt = async {
        if has("AUTH=PLAIN") {
            let plain = Plain { user: &account.user, password: &account.password };
            client.authenticate("PLAIN", plain).await
        } else {
            client.login(&account.user, account.password.expose_secret()).await
        }
    };
    if has("LOGINDISABLED") && !has("AUTH=PLAIN") {
        let help = match account.tls {
            Encryption::ClearText => ": it wants an encrypted line; set tls to \"starttls\" or \"implicit\"",
            Encryption::StartTls | Encryption::Implicit => "",
        };
        return Err(ImapFailure::Login(format!("the server accepts no password here (LOGINDISABLED){help}")));
    }
    let answered = timeout(account.timeout, attempt).await.map_err(|_| ImapFailure::Silent(account.timeout))?;
    let session = answered.map_err(|(error, _)| refusal(account, error))?;
    ImapConnection::new(session, account.timeout, progress.clone()).await
}

/// The operator must fix a refused login, unless the server says that it has trouble itself (RFC 5530), or that there are
/// too many of us (seen: `[THROTTLED]`, `[ALERT] Too many simultaneous connections`).
fn refusal(account: &ImapAccount, error: async_imap::error::Error) -> ImapFailure {
    let server_words = |words: &str| server_words(&dial::without_login(words, &account.user, &account.password));
    match error {
        async_imap::error::Error::No(words) => {
            let words = server_words(&words);
            if is_not_now(&words) {
                return ImapFailure::Refused { command: LOGIN_FOR_NOW.to_owned(), words };
            }
            ImapFailure::Login(words)
        }
        async_imap::error::Error::Bad(words) => ImapFailure::Login(server_words(&words)),
        async_imap::error::Error::Validate(letter) => ImapFailure::Login(one_line(&letter.to_string())),
        other => match ImapFailure::from(other) {
            // Its first bytes could repeat the password.
            ImapFailure::Unreadable(_) => ImapFailure::Odd("sent an unreadable answer to the login".to_owned()),
            failure => failure,
        },
    }
}

struct Plain<'a> {
    user: &'a str,
    password: &'a SecretString,
}

impl async_imap::Authenticator for Plain<'_> {
    type Response = String;

    fn process(&mut self, _: &[u8]) -> String {
        format!("\0{}\0{}", self.user, self.password.expose_secret())
    }
}
