//! Sends letters over SMTP (RFC 5321), to the site's relay or a provider's submission service.
//!
//! Comes in: messages and an [`SmtpAccount`]. Goes out: one [`DeliveryOutcome`] for each. One connection is kept
//! between calls. It is taken out while a letter is on it, so that a dropped future drops the connection. It never
//! downgrades the protection. A dead server costs one time limit and not one for each letter: the batch is given up and
//! tried later.
//!
//! We don't use lettre's conversation, because an outbox must know at which step a connection broke: before the final
//! dot nobody has the letter, after it somebody may. lettre 0.11 doesn't distinguish the two, appends an empty line to
//! every letter, and reads clear text before STARTTLS as if it came through TLS.

mod account;
mod connection;
mod dial;
mod reply;
mod session;
mod transaction;
mod tryout;

use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::contract::{BATCH_TIME, Courier, DeliveryOutcome, Extent, Obstacle, OutgoingMessage};
use crate::mail::Address;
use dial::{Dial, Network};
use session::SmtpSession;
use transaction::Cut;

pub use account::{Patience, SmtpAccount};
pub use session::SmtpError;
pub use tryout::{Tryout, TryoutRefusal};

/// The longest idle time of a kept connection: servers hang up after some minutes, firewalls forget silently.
const KEPT_FOR: Duration = Duration::from_mins(1);
/// The batch is given up with the third connection that breaks in a letter and never served one. So one letter that a
/// server chokes on doesn't stop the others, and a server that chokes on all costs a bounded time.
const MAX_BREAKS: usize = 3;

/// Sends letters through one account.
pub struct SmtpCourier {
    sender: SmtpSender<Network>,
}

impl SmtpCourier {
    /// A courier through `account`. It connects with the first letter.
    pub fn new(account: SmtpAccount) -> Self {
        Self { sender: SmtpSender::new(account, Network::default()) }
    }

    /// Connects, logs in, tries each sender with a recipient, and quits, for `check`. No letter is sent.
    pub async fn try_out(&mut self, senders: &[Option<Address>], recipient: &Address) -> Result<Tryout, SmtpError> {
        let SmtpSender { account, dial, .. } = &mut self.sender;
        let mut session = SmtpSession::open(account, dial).await?;
        let tryout = session.try_out(account, senders, recipient).await?;
        session.quit().await;
        Ok(tryout)
    }
}

impl std::fmt::Debug for SmtpCourier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpCourier").field("account", &self.sender.account).finish_non_exhaustive()
    }
}

impl Courier for SmtpCourier {
    async fn send(&mut self, messages: &[OutgoingMessage]) -> Vec<DeliveryOutcome> {
        self.sender.send(messages).await
    }

    async fn probe(&mut self) -> Result<(), Obstacle> {
        let session = self.sender.session().await.map_err(SmtpError::obstacle)?;
        self.sender.kept = Some(session);
        Ok(())
    }

    async fn rest(&mut self) {
        if let Some(session) = self.sender.kept.take() {
            session.quit().await;
        }
    }
}

/// The courier over any way to dial.
struct SmtpSender<D> {
    account: SmtpAccount,
    dial: D,
    kept: Option<SmtpSession>,
}

/// Why a letter didn't reach its final dot.
enum NotSent {
    NoSession(SmtpError),
    Cut(Cut),
}

/// The state of a batch.
#[derive(Default)]
struct Course {
    breaks: usize,
    /// How the letters end that are not tried.
    given_up: Option<DeliveryOutcome>,
}

impl<D: Dial> SmtpSender<D> {
    fn new(account: SmtpAccount, dial: D) -> Self {
        Self { account, dial, kept: None }
    }

    async fn send(&mut self, messages: &[OutgoingMessage]) -> Vec<DeliveryOutcome> {
        let begun = Instant::now();
        let mut course = Course::default();
        let mut outcomes = Vec::with_capacity(messages.len());
        for (at, message) in messages.iter().enumerate() {
            if begun.elapsed() > BATCH_TIME {
                let slow = DeliveryOutcome::Deferred("not tried: the server is too slow".to_owned());
                course.given_up.get_or_insert(slow);
            }
            let outcome = match &course.given_up {
                Some(outcome) => outcome.clone(),
                None => self.carry(message, messages.get(at + 1), &mut course).await,
            };
            outcomes.push(outcome);
        }
        // A letter was offered and is not to be sent after all.
        self.kept.take_if(|session| session.has_offered);
        outcomes
    }

    /// Sends one letter to its end, and may offer the next one.
    async fn carry(
        &mut self,
        message: &OutgoingMessage,
        next: Option<&OutgoingMessage>,
        course: &mut Course,
    ) -> DeliveryOutcome {
        let patience = self.account.patience;
        let too_slow = NotSent::Cut(Cut::Broke(format!("not sent within {:?}", patience.letter)));
        let (mut session, refused) = match timeout(patience.letter, self.offer(message)).await.unwrap_or(Err(too_slow))
        {
            Ok(offered) => offered,
            Err(NotSent::NoSession(error)) => return course.stop(DeliveryOutcome::Blocked(error.obstacle())),
            Err(NotSent::Cut(Cut::Counted(obstacle))) => return course.stop(DeliveryOutcome::Blocked(obstacle)),
            Err(NotSent::Cut(Cut::Broke(words))) => {
                course.count_break(&words);
                return DeliveryOutcome::Deferred(words);
            }
        };
        let outcome = match refused {
            Some(outcome) => outcome,
            None => session.verdict(next, &patience).await,
        };
        if matches!(outcome, DeliveryOutcome::Unknown(_)) {
            course.count_break(outcome.words());
        }
        self.keep(session);
        course.stop(outcome)
    }

    /// Sends one letter up to the final dot, over the kept connection or a new one. Nobody has the letter yet, so this
    /// may be tried again, and may be dropped at any point with its connection.
    async fn offer(&mut self, message: &OutgoingMessage) -> Result<(SmtpSession, Option<DeliveryOutcome>), NotSent> {
        loop {
            let mut session = self.session().await.map_err(NotSent::NoSession)?;
            match session.offer(message, &self.account.patience).await {
                Ok(refused) => return Ok((session, refused)),
                // The connection served letters and then closed (an idle limit, "at most 100 letters a connection"). A
                // new one is worth a try. It isn't proven yet, so this happens once for each letter.
                Err(_) if session.proven => {}
                Err(cut) => return Err(NotSent::Cut(cut)),
            }
        }
    }

    async fn session(&mut self) -> Result<SmtpSession, SmtpError> {
        match self.kept.take() {
            Some(session) if session.idle_since.elapsed() < KEPT_FOR => return Ok(session),
            Some(stale) => stale.quit().await,
            None => {}
        }
        SmtpSession::open(&self.account, &mut self.dial).await
    }

    fn keep(&mut self, mut session: SmtpSession) {
        if session.spent {
            return;
        }
        session.proven = true;
        session.idle_since = Instant::now();
        self.kept = Some(session);
    }
}

impl Course {
    fn count_break(&mut self, words: &str) {
        self.breaks += 1;
        if self.breaks >= MAX_BREAKS {
            let words = format!("not tried: the server keeps breaking the connection: {words}");
            self.given_up.get_or_insert(DeliveryOutcome::blocked(words));
        }
    }

    /// Tries no other letter if this outcome says that none would go.
    fn stop(&mut self, outcome: DeliveryOutcome) -> DeliveryOutcome {
        if matches!(&outcome, DeliveryOutcome::Blocked(Obstacle { extent: Extent::All | Extent::Rate(_), .. })) {
            self.given_up.get_or_insert(outcome.clone());
        }
        outcome
    }
}

#[cfg(test)]
mod tests;
