//! A mailbox over an IMAP folder (RFC 9051, RFC 3501).
//!
//! It hands out messages above the cursor, and after the ledger's commit does on the server what the config says. The
//! cursor is UIDVALIDITY and UID, because flags are for people, times lie and sequence numbers shift. After any failure
//! the connection is dropped and the next call connects again. A message that makes every connection fail, or that alone is
//! refused, is found and passed over, so that it stops nobody (P3). It is owed from then on, as a UID that did not show: it
//! is looked for again, and handed out without its bytes in the end, so that it isn't lost (P1).

mod after_fetch;
mod attributes;
mod bodies;
mod check;
mod connect;
mod connection;
mod demands;
mod failure;
mod folders;
mod greeting;
mod idle;
mod inventory;
mod listing;
mod literal;
mod names;
mod owed;
mod plain;
mod plain_fetch;
mod round;
mod survey;
#[cfg(test)]
mod tests;
mod times;
mod trouble;
mod wire;

use std::time::Duration;

use tokio::time::Instant;

use self::connection::{ImapConnection, SelectedFolder};
use self::failure::ImapFailure;
use self::idle::Idled;
use self::survey::Survey;
use self::trouble::Trouble;
use super::{Batch, Budget, Looked, Mailbox, MailboxError, Progress, Wake};
use crate::account::{After, ImapAccount};
use crate::ledger::{Cursor, Ledgered, Owed};

/// How often a server is asked whose IDLE has announced nothing yet.
const UNPROVEN: Duration = Duration::from_secs(15);

/// Connections that one round may use up in search of a message that breaks them.
const TRIES: usize = 16;

/// A folder on an IMAP server. It connects when needed.
pub struct ImapMailbox {
    account: ImapAccount,
    connection: Option<ImapConnection>,
    survey: Option<Survey>,
    trouble: Trouble,
    idle_refused: bool,
    /// The server has announced mail, and none came unannounced since.
    idle_proven: bool,
    progress: Progress,
    tells_times: bool,
}

impl ImapMailbox {
    /// The mailbox of an account. It does nothing yet.
    pub fn new(account: ImapAccount) -> Self {
        Self {
            account,
            connection: None,
            survey: None,
            trouble: Trouble::default(),
            idle_refused: false,
            idle_proven: false,
            tells_times: false,
            progress: Progress::default(),
        }
    }

    /// Logs out, for providers that count connections.
    pub async fn close(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            // The server may close at once, which is just as good.
            let _ = connection.run("LOGOUT", |_| {}).await;
        }
    }

    fn told(&self, failure: ImapFailure) -> MailboxError {
        failure.told(&format!("{}:{}", self.account.host, self.account.port), &self.account.user)
    }

    /// Opens the folder read-only if the config wants no action afterwards.
    fn select_command(&self) -> String {
        let verb = if self.account.after == After::Leave { "EXAMINE" } else { "SELECT" };
        format!("{verb} {}", names::quoted_folder(&self.account.folder))
    }

    /// Takes the connection, with the folder selected, out of `self`. A future that is dropped half-way then drops the
    /// connection, and nobody reads the rest of its answers.
    async fn take_connection(&mut self) -> Result<(ImapConnection, SelectedFolder), ImapFailure> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => connect::connect(&self.account, &self.progress).await?,
        };
        let folder = match connection.folder() {
            Some(folder) => folder,
            None => match connection.select(&self.select_command()).await {
                Ok(folder) => folder,
                Err(refused) => return Err(folders::with_folders(&mut connection, &self.account.folder, refused).await),
            },
        };
        Ok((connection, folder))
    }

    /// Waits by IDLE. Until the server has announced something, it is asked itself every few seconds, because some offer
    /// IDLE and never announce anything: an unproven server costs three short commands each time, and no writing.
    async fn idle(
        &mut self,
        mut connection: ImapConnection,
        at_most: Duration,
    ) -> Result<(Wake, ImapConnection), ImapFailure> {
        let deadline = Instant::now() + at_most;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let step = if self.idle_proven { left } else { left.min(UNPROVEN) };
            match idle::idle(&mut connection, step).await? {
                Idled::Announced => {
                    self.idle_proven = true;
                    return Ok((Wake::Changed, connection));
                }
                Idled::Over(Wake::Deadline) if Instant::now() < deadline => {}
                Idled::Over(wake) => return Ok((wake, connection)),
                Idled::Refused => {
                    tracing::warn!(host = self.account.host, "the server offers IDLE but refuses it; polling instead");
                    self.idle_refused = true;
                    return Ok((Wake::Changed, connection));
                }
            }
            connection.run("NOOP", |_| {}).await?;
            if connection.has_news() {
                return Ok((Wake::Changed, connection));
            }
        }
    }

    async fn after_fetch_uids(&mut self, taken: &[Ledgered]) -> Result<(), ImapFailure> {
        let (mut connection, folder) = self.take_connection().await?;
        let uids: Vec<u32> = taken
            .iter()
            .filter(|receipt| receipt.is_whole() && receipt.place().generation == folder.generation)
            .filter_map(|receipt| receipt.place().name.parse().ok())
            .collect();
        let mut done = after_fetch::after_fetch(&mut connection, &self.account.after, &uids).await;
        if let Err(failure) = done {
            done = Err(demands::why_refused(&mut connection, &self.account, folder, failure).await);
        }
        let is_usable = done.as_ref().err().is_none_or(ImapFailure::ends_its_answer);
        self.connection = is_usable.then_some(connection);
        done
    }
}

impl Mailbox for ImapMailbox {
    async fn fetch(&mut self, cursor: Option<Cursor>, budget: Budget) -> Result<Batch, MailboxError> {
        let mut tries = 0;
        loop {
            let reused = self.connection.is_some();
            let failure = match self.round(cursor, budget).await {
                Ok(batch) => return Ok(batch),
                Err(failure) => failure,
            };
            tries += 1;
            // An idle connection may be closed by now, which is no error.
            let stale = reused && tries == 1 && matches!(failure.cause, ImapFailure::Lost(_));
            if tries >= TRIES || !(failure.try_again || stale) {
                return Err(self.told(failure.cause));
            }
        }
    }

    fn progress(&self) -> Progress {
        self.progress.clone()
    }

    async fn look_for(&mut self, owed: &[Owed], budget: Budget) -> Result<Looked, MailboxError> {
        self.look(owed, budget).await.map_err(|failure| self.told(failure))
    }

    fn has_cursor(&self) -> bool {
        true
    }

    fn tell_times(&mut self, wanted: bool) {
        self.tells_times = wanted;
    }

    fn acts_after_fetch(&self) -> bool {
        self.account.after != After::Leave
    }

    async fn after_fetch(&mut self, taken: &[Ledgered]) -> Result<(), MailboxError> {
        if let Some(survey) = &mut self.survey {
            for receipt in taken {
                survey.ledgered(receipt.place());
            }
        }
        if self.account.after == After::Leave || taken.iter().all(|receipt| !receipt.is_whole()) {
            return Ok(());
        }
        self.after_fetch_uids(taken).await.map_err(|failure| self.told(failure))
    }

    async fn wait(&mut self, at_most: Duration) -> Result<Wake, MailboxError> {
        // Without a connection something may have come meanwhile.
        let Some(connection) = self.connection.take() else { return Ok(Wake::Changed) };
        if !self.account.idle || self.idle_refused || !connection.offers("IDLE") || connection.folder().is_none() {
            self.connection = Some(connection);
            tokio::time::sleep(self.account.poll.min(at_most)).await;
            return Ok(Wake::Deadline);
        }
        if connection.has_news() {
            self.connection = Some(connection);
            return Ok(Wake::Changed);
        }
        let at_most = at_most.min(self.account.poll);
        let (wake, connection) = self.idle(connection, at_most).await.map_err(|failure| self.told(failure))?;
        self.connection = Some(connection);
        Ok(wake)
    }
}
