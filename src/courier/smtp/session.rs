//! A session: greeting, EHLO, STARTTLS, AUTH, up to the first letter.
//!
//! Comes in: an account and a way to dial. Goes out: an [`SmtpSession`], or an [`SmtpError`] that says whose fault it
//! is. Nothing that matters is sent before the configured protection: a server without STARTTLS gets no letter and no
//! password. Clear text goes to this machine only.

use data_encoding::BASE64;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use super::account::SmtpAccount;
use super::connection::{Broke, Connection};
use super::dial::Dial;
use super::reply::SmtpReply;
use crate::courier::blame;
use crate::courier::{Extent, Obstacle};
use crate::dial::{self, DialError};
use crate::tls::{self, Encryption};

/// Why there is no session. It is always tried again later, but operators are told different things.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SmtpError {
    /// Name look-up, connect, TLS, silence, or the server hung up.
    #[error("can't reach {host}: {reason}")]
    Unreachable {
        /// Host and port.
        host: String,
        /// The trouble.
        reason: String,
    },
    /// The server refused name or password.
    #[error("{host} refused the login as {user}: {reason}")]
    Login {
        /// Host and port.
        host: String,
        /// The login name.
        user: String,
        /// The server's words.
        reason: String,
    },
    /// The server lacks what the account asks for.
    #[error("{host}: {reason}")]
    Unfit {
        /// Host and port.
        host: String,
        /// The missing feature.
        reason: String,
    },
    /// The server has no time for us now, and says so.
    #[error("{host} isn't available now: {reason}")]
    Busy {
        /// Host and port.
        host: String,
        /// The server's words.
        reason: String,
    },
}

impl SmtpError {
    /// What it means for letters: none goes out.
    pub(super) fn obstacle(self) -> Obstacle {
        let extent = match &self {
            Self::Busy { reason, .. } if blame::is_about_rate(reason) => Extent::Rate(blame::asked_pause(reason)),
            _ => Extent::All,
        };
        Obstacle { extent, words: self.to_string() }
    }

    /// Removes login data that the server repeats.
    fn without_login(mut self, user: &str, password: &SecretString) -> Self {
        let (Self::Unreachable { reason, .. }
        | Self::Login { reason, .. }
        | Self::Unfit { reason, .. }
        | Self::Busy { reason, .. }) = &mut self;
        *reason = dial::without_login(reason, user, password);
        self
    }
}

/// A session that is ready for a letter.
pub(super) struct SmtpSession {
    pub(super) connection: Connection,
    pub(super) offers: Offers,
    /// It has served a letter already.
    pub(super) proven: bool,
    /// No further letter is tried on this connection.
    pub(super) spent: bool,
    /// The next letter was offered in the same packet as the end of the last one, and the replies aren't read yet.
    pub(super) has_offered: bool,
    /// The time of the last answer.
    pub(super) idle_since: Instant,
}

/// The server's extensions (RFC 5321 §4.1.1.1).
#[expect(clippy::struct_excessive_bools, reason = "a server offers each of them or doesn't")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Offers {
    pub(super) start_tls: bool,
    /// RFC 6531.
    pub(super) utf8: bool,
    /// RFC 6152.
    pub(super) eight_bit: bool,
    /// RFC 2920: several commands in one packet.
    pub(super) pipelining: bool,
    /// RFC 1870: the largest letter, or `usize::MAX` if the server names no limit.
    pub(super) size: Option<usize>,
    /// The login mechanisms, in upper case.
    pub(super) auth: Vec<String>,
}

impl Offers {
    fn of(reply: &SmtpReply) -> Self {
        let mut offers = Self::default();
        // The first line is the server's name.
        for line in reply.lines.iter().skip(1) {
            // Old servers write `AUTH=LOGIN`.
            let line = line.to_ascii_uppercase().replace("AUTH=", "AUTH ");
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("STARTTLS") => offers.start_tls = true,
                Some("SMTPUTF8") => offers.utf8 = true,
                Some("8BITMIME") => offers.eight_bit = true,
                Some("PIPELINING") => offers.pipelining = true,
                Some("SIZE") => {
                    let largest = words.next().and_then(|size| size.parse().ok());
                    offers.size = Some(largest.filter(|&size| size > 0).unwrap_or(usize::MAX));
                }
                Some("AUTH") => offers.auth.extend(words.map(str::to_owned)),
                _ => {}
            }
        }
        offers
    }
}

impl SmtpSession {
    /// Connects, encrypts as configured, and logs in.
    pub(super) async fn open(account: &SmtpAccount, dial: &mut impl Dial) -> Result<Self, SmtpError> {
        let handshake = Handshake { account };
        let mut stream = dial.connect(account).await.map_err(|error| handshake.not_dialled(&error))?;
        if account.encryption == Encryption::Implicit {
            stream = dial.encrypt(account, stream).await.map_err(|error| handshake.not_dialled(&error))?;
        }
        let mut connection = Connection::new(stream);
        handshake.greeting(&mut connection).await?;
        let mut offers = handshake.hello(&mut connection).await?;
        if account.encryption == Encryption::StartTls {
            connection = handshake.start_tls(connection, &offers, dial).await?;
            // What was offered in clear text could have been forged.
            offers = handshake.hello(&mut connection).await?;
        }
        if let Some((user, password)) = &account.login {
            let logged_in = handshake.log_in(&mut connection, &offers, user, password).await;
            logged_in.map_err(|error| error.without_login(user, password))?;
        }
        let (proven, spent, has_offered) = (false, false, false);
        Ok(Self { connection, offers, proven, spent, has_offered, idle_since: Instant::now() })
    }

    /// Quits. It doesn't wait long for an answer.
    pub(super) async fn quit(mut self) {
        let _ = self.connection.command("QUIT", std::time::Duration::from_secs(2)).await;
    }
}

/// The steps of the handshake, and their errors.
struct Handshake<'a> {
    account: &'a SmtpAccount,
}

impl Handshake<'_> {
    async fn greeting(&self, connection: &mut Connection) -> Result<(), SmtpError> {
        let greeting = connection.reply(self.account.patience.command).await;
        let greeting = greeting.map_err(|broke| self.unreachable(self.with_hint(&broke)))?;
        if greeting.code == 220 { Ok(()) } else { Err(self.refused(&greeting, "greeting")) }
    }

    /// A port that speaks TLS from the first byte waits for the client.
    fn with_hint(&self, broke: &Broke) -> String {
        let hint = if self.account.encryption == Encryption::Implicit { "" } else { tls::MAYBE_IMPLICIT };
        format!("{broke}{hint}")
    }

    async fn hello(&self, connection: &mut Connection) -> Result<Offers, SmtpError> {
        let reply = self.command(connection, &format!("EHLO {}", self.account.hello)).await?;
        if reply.is_done() { Ok(Offers::of(&reply)) } else { Err(self.refused(&reply, "EHLO")) }
    }

    async fn start_tls(
        &self,
        mut connection: Connection,
        offers: &Offers,
        dial: &mut impl Dial,
    ) -> Result<Connection, SmtpError> {
        if !offers.start_tls {
            return Err(
                self.unfit("the server offers no STARTTLS, and nothing is sent without TLS. Check tls and port")
            );
        }
        let reply = self.command(&mut connection, "STARTTLS").await?;
        if reply.code != 220 {
            return Err(self.refused(&reply, "STARTTLS"));
        }
        let stream = connection
            .into_stream()
            .ok_or_else(|| self.unfit("the server sent text before TLS began. Somebody may be in between"))?;
        let stream = dial.encrypt(self.account, stream).await.map_err(|error| self.not_dialled(&error))?;
        Ok(Connection::new(stream))
    }

    /// AUTH PLAIN (RFC 4616), otherwise LOGIN, which is all that some servers have.
    async fn log_in(
        &self,
        connection: &mut Connection,
        offers: &Offers,
        user: &str,
        password: &SecretString,
    ) -> Result<(), SmtpError> {
        let offered = |name: &str| offers.auth.iter().any(|offer| offer == name);
        let secret = password.expose_secret();
        let (command, answers) = if offered("PLAIN") {
            (format!("AUTH PLAIN {}", BASE64.encode(format!("\0{user}\0{secret}").as_bytes())), vec![])
        } else if offered("LOGIN") {
            ("AUTH LOGIN".to_owned(), vec![BASE64.encode(user.as_bytes()), BASE64.encode(secret.as_bytes())])
        } else {
            let offer = if offers.auth.is_empty() { "no login at all".to_owned() } else { offers.auth.join(", ") };
            return Err(self.unfit(&format!(
                "can't log in as {user}: maildesk needs PLAIN or LOGIN, but the server offers {offer}"
            )));
        };
        let mut reply = self.command(connection, &command).await?;
        for answer in answers {
            if reply.code == 334 {
                reply = self.command(connection, &answer).await?;
            }
        }
        match reply.code {
            235 => Ok(()),
            // 454 and the like: the server can't reach its password store just now, or is asked too often.
            400..500 => Err(self.busy(&format!("login as {user}: {}", reply.words()))),
            _ if blame::is_passing(&reply.words()) => Err(self.busy(&format!("login as {user}: {}", reply.words()))),
            _ => Err(SmtpError::Login { host: self.account.place(), user: user.to_owned(), reason: reply.words() }),
        }
    }

    async fn command(&self, connection: &mut Connection, command: &str) -> Result<SmtpReply, SmtpError> {
        connection.command(command, self.account.patience.command).await.map_err(|broke: Broke| self.unreachable(broke))
    }

    fn not_dialled(&self, error: &DialError) -> SmtpError {
        match error {
            DialError::Unreachable(reason) => self.unreachable(reason),
            DialError::FarClearText(_) => self.unfit(&error.to_string()),
        }
    }

    fn unreachable(&self, reason: impl ToString) -> SmtpError {
        SmtpError::Unreachable { host: self.account.place(), reason: reason.to_string() }
    }

    fn refused(&self, reply: &SmtpReply, step: &str) -> SmtpError {
        let words = format!("{} (at {step})", reply.words());
        if reply.is_for_now() || blame::is_passing(&words) { self.busy(&words) } else { self.unfit(&words) }
    }

    fn busy(&self, reason: &str) -> SmtpError {
        SmtpError::Busy { host: self.account.place(), reason: reason.to_owned() }
    }

    fn unfit(&self, reason: &str) -> SmtpError {
        SmtpError::Unfit { host: self.account.place(), reason: reason.to_owned() }
    }
}
