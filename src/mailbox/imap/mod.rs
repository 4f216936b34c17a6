//! An IMAP folder as mailbox (RFC 9051, RFC 3501).
//!
//! In comes what has a UID above the cursor; out goes, after the ledger's commit, what the config says is to happen to
//! it on the server. The cursor is UIDVALIDITY and UID: flags are for humans, times lie, sequence numbers shift. After
//! any failure the connection is dropped and the next call connects anew; a message that makes every connection fail
//! is found and handed out without its bytes, so that it stops nobody (P3) and is not lost (P1).

mod attributes;
mod bodies;
mod connect;
mod failure;
mod greeting;
mod idle;
mod inventory;
mod link;
mod listing;
mod names;
mod round;
mod settle;
mod survey;
#[cfg(test)]
mod tests;
mod trouble;

use std::time::Duration;

use self::failure::Failure;
use self::idle::Idled;
use self::link::{Folder, Link};
use self::survey::Survey;
use self::trouble::Trouble;
use super::{Batch, Budget, Mailbox, MailboxError, Wake};
use crate::account::{After, ImapAccount};
use crate::ledger::{Cursor, Ledgered};

/// So many connections one round may use up while it looks for a message that breaks them.
const TRIES: usize = 16;

/// A folder on an IMAP server. Connects when it must.
pub struct ImapMailbox {
    account: ImapAccount,
    link: Option<Link>,
    survey: Option<Survey>,
    trouble: Trouble,
    idle_refused: bool,
}

impl ImapMailbox {
    /// The mailbox of an account. Does nothing yet.
    pub fn new(account: ImapAccount) -> Self {
        Self { account, link: None, survey: None, trouble: Trouble::default(), idle_refused: false }
    }

    /// Connects, logs in and selects the folder, as a test of the account; how many messages lie there.
    pub async fn check(&mut self) -> Result<u32, MailboxError> {
        self.link = None;
        let mut link = connect::connect(&self.account).await.map_err(|failure| self.told(failure))?;
        let folder = link.select(&self.select_command()).await.map_err(|failure| self.told(failure))?;
        self.link = Some(link);
        self.close().await;
        Ok(folder.exists)
    }

    /// Logs out, as providers who count connections like it.
    pub async fn close(&mut self) {
        if let Some(mut link) = self.link.take() {
            // The server may close at once: that is as good.
            let _ = link.run("LOGOUT", |_| {}).await;
        }
    }

    fn told(&self, failure: Failure) -> MailboxError {
        failure.told(&format!("{}:{}", self.account.host, self.account.port), &self.account.user)
    }

    /// Without anything to do afterwards the folder is opened for reading only.
    fn select_command(&self) -> String {
        let verb = if self.account.after == After::Leave { "EXAMINE" } else { "SELECT" };
        format!("{verb} {}", names::quoted_folder(&self.account.folder))
    }

    /// The connection with the folder selected, taken out of `self`: a future that is dropped half-way takes the
    /// connection with it, and nobody reads the rest of its answers.
    async fn take_link(&mut self) -> Result<(Link, Folder), Failure> {
        let mut link = match self.link.take() {
            Some(link) => link,
            None => connect::connect(&self.account).await?,
        };
        let folder = match link.folder() {
            Some(folder) => folder,
            None => link.select(&self.select_command()).await?,
        };
        Ok((link, folder))
    }

    async fn settle_uids(&mut self, taken: &[Ledgered]) -> Result<(), Failure> {
        let (mut link, folder) = self.take_link().await?;
        let uids: Vec<u32> = taken
            .iter()
            .filter(|receipt| receipt.is_whole() && receipt.place().generation == folder.generation)
            .filter_map(|receipt| receipt.place().name.parse().ok())
            .collect();
        settle::settle(&mut link, &self.account.after, &uids).await?;
        self.link = Some(link);
        Ok(())
    }
}

impl Mailbox for ImapMailbox {
    async fn fetch(&mut self, cursor: Option<Cursor>, budget: Budget) -> Result<Batch, MailboxError> {
        let mut tries = 0;
        loop {
            let reused = self.link.is_some();
            let failure = match self.round(cursor, budget).await {
                Ok(batch) => return Ok(batch),
                Err(failure) => failure,
            };
            tries += 1;
            // A connection that was idle may be closed by now: that is no news.
            let stale = reused && tries == 1 && matches!(failure.cause, Failure::Lost(_));
            if tries >= TRIES || !(failure.try_again || stale) {
                return Err(self.told(failure.cause));
            }
        }
    }

    fn settles(&self) -> bool {
        self.account.after != After::Leave
    }

    async fn settle(&mut self, taken: &[Ledgered]) -> Result<(), MailboxError> {
        if let Some(survey) = &mut self.survey {
            for receipt in taken {
                survey.ledgered(receipt.place());
            }
        }
        if self.account.after == After::Leave || taken.iter().all(|receipt| !receipt.is_whole()) {
            return Ok(());
        }
        self.settle_uids(taken).await.map_err(|failure| self.told(failure))
    }

    async fn wait(&mut self, at_most: Duration) -> Result<Wake, MailboxError> {
        // Without a connection nobody knows what came meanwhile.
        let Some(mut link) = self.link.take() else { return Ok(Wake::Changed) };
        if !self.account.idle || self.idle_refused || !link.offers("IDLE") || link.folder().is_none() {
            self.link = Some(link);
            tokio::time::sleep(self.account.poll.min(at_most)).await;
            return Ok(Wake::Deadline);
        }
        if link.has_news() {
            self.link = Some(link);
            return Ok(Wake::Changed);
        }
        let at_most = at_most.min(self.account.poll);
        match idle::idle(&mut link, at_most).await.map_err(|failure| self.told(failure))? {
            Idled::Woken(wake) => {
                self.link = Some(link);
                Ok(wake)
            }
            Idled::Refused => {
                tracing::warn!(host = self.account.host, "the server offers IDLE and refuses it: polling instead");
                self.idle_refused = true;
                Ok(Wake::Changed)
            }
        }
    }
}
