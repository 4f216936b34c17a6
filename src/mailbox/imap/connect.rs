//! From an account to a logged-in connection: name look-up, TCP, TLS, greeting, login.
//!
//! A password is sent over TLS, or in clear text to this very machine; to nobody else, whatever the server offers.

use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;

use super::failure::{Failure, printable, server_words};
use super::greeting::{Capabilities, Opening};
use super::link::{Io, Link};
use crate::account::ImapAccount;
use crate::dial::{self, DialError, Target};
use crate::tls::{self, Encryption};

/// Connects and logs in.
pub(super) async fn connect(account: &ImapAccount) -> Result<Link, Failure> {
    let tcp = dial::connect(target(account)).await?;
    let (stream, offers): (Box<dyn Io>, _) = match account.tls {
        Encryption::Implicit => {
            let tls = handshake(account, tcp).await?;
            open(Opening::new(tls, account.timeout)).await?
        }
        Encryption::StartTls => {
            let mut opening = Opening::new(tcp, account.timeout);
            opening.greeting().await?;
            let tls = handshake(account, opening.starttls().await?).await?;
            // There is no second greeting, and what was offered in clear text counts for nothing.
            let mut opening = Opening::new(tls, account.timeout);
            let offers = opening.capabilities().await?;
            (Box::new(opening.finish()), offers)
        }
        Encryption::ClearText => open(Opening::new(tcp, account.timeout)).await?,
    };
    login(account, stream, &offers).await
}

async fn open<S: Io + 'static>(mut opening: Opening<S>) -> Result<(Box<dyn Io>, Capabilities), Failure> {
    let offers = match opening.greeting().await? {
        Some(offers) => offers,
        None => opening.capabilities().await?,
    };
    Ok((Box::new(opening.finish()), offers))
}

fn target(account: &ImapAccount) -> Target<'_> {
    Target { host: &account.host, port: account.port, encryption: account.tls, limit: account.timeout }
}

async fn handshake(account: &ImapAccount, tcp: TcpStream) -> Result<TlsStream<TcpStream>, DialError> {
    let config = tls::client_config(account.ca_file.as_deref())?;
    dial::encrypt(target(account), config, tcp).await
}

impl From<DialError> for Failure {
    fn from(error: DialError) -> Self {
        match error {
            DialError::Unreachable(reason) => Self::Lost(reason),
            far @ DialError::FarClearText(_) => Self::Odd(far.to_string()),
        }
    }
}

/// SASL PLAIN where it is offered (RFC 4616): it takes any letter. Else LOGIN, where that is not disabled.
async fn login(account: &ImapAccount, stream: Box<dyn Io>, offers: &[String]) -> Result<Link, Failure> {
    let has = |name: &str| offers.iter().any(|offer| offer == name);
    let client = async_imap::Client::new(stream);
    let attempt = async {
        if has("AUTH=PLAIN") {
            let plain = Plain { user: &account.user, password: &account.password };
            client.authenticate("PLAIN", plain).await
        } else {
            client.login(&account.user, account.password.expose_secret()).await
        }
    };
    if has("LOGINDISABLED") && !has("AUTH=PLAIN") {
        return Err(Failure::Login("the server offers no login by password here".to_owned()));
    }
    let answered = timeout(account.timeout, attempt).await.map_err(|_| Failure::Silent(account.timeout))?;
    let session = answered.map_err(|(error, _)| refusal(account, error))?;
    Link::new(session, account.timeout).await
}

/// A refused login is the operator's to mend, unless the server says that it is the server's trouble (RFC 5530).
fn refusal(account: &ImapAccount, error: async_imap::error::Error) -> Failure {
    const NOT_NOW: [&str; 5] = ["[UNAVAILABLE]", "[LIMIT]", "[INUSE]", "[SERVERBUG]", "[OVERQUOTA]"];
    let server_words = |words: &str| server_words(&dial::without_login(words, &account.user, &account.password));
    match error {
        async_imap::error::Error::No(words) => {
            let words = server_words(&words);
            let upper = words.to_ascii_uppercase();
            if NOT_NOW.iter().any(|code| upper.contains(code)) {
                return Failure::Refused { command: "the login for now".to_owned(), words };
            }
            Failure::Login(words)
        }
        async_imap::error::Error::Bad(words) => Failure::Login(server_words(&words)),
        async_imap::error::Error::Validate(letter) => Failure::Login(printable(&letter.to_string())),
        other => match Failure::from(other) {
            // Its first bytes could be those of the password, said back.
            Failure::Unreadable(_) => Failure::Odd("answers the login with what cannot be parsed".to_owned()),
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
