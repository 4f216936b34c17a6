//! A logged-in connection: a command, its answers, its tagged end.
//!
//! The codec's own calls take a closed connection, a `BYE` or a tagged `NO` for success, so a fetch of 500 that broke
//! after 20 looks complete. Here a command only succeeds with its own tagged `OK`, and every read has a deadline. After
//! a failure the connection must be dropped, because further bytes can't be assigned.

use std::time::Duration;

use imap_proto::{MailboxDatum, RequestId, Response, ResponseCode, Status};
use tokio::time::{Instant, timeout, timeout_at};

use super::attributes::uid_of;
use super::failure::{ImapFailure, one_line};
use super::wire::Wire;
use crate::mailbox::Progress;

/// So long one response may take, and a command that only gets words: a chunk at half a kilobyte in a second. What is
/// slower is no server.
const LONGEST_ANSWER: Duration = Duration::from_mins(10);

/// The codec after its login.
pub(super) type ImapSession = async_imap::Session<Wire>;

/// A logged-in connection.
pub(super) struct ImapConnection {
    session: ImapSession,
    progress: Progress,
    patience: Duration,
    offers: Vec<String>,
    folder: Option<SelectedFolder>,
    /// More messages were announced since the folder was selected.
    news: bool,
    /// The folder was read to its end, as of its selection.
    pub(super) read_to_end: bool,
}

/// A selected folder (RFC 9051 §6.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SelectedFolder {
    /// UIDVALIDITY.
    pub(super) generation: u32,
    /// The highest UID that can be in the folder, or 0 if it was always empty.
    pub(super) last_uid: u32,
    /// The number of messages.
    pub(super) exists: u32,
    /// It was opened read-only.
    pub(super) read_only: bool,
}

impl ImapConnection {
    /// Wraps a logged-in session and asks for its capabilities.
    pub(super) async fn new(session: ImapSession, patience: Duration, progress: Progress) -> Result<Self, ImapFailure> {
        let (offers, folder) = (Vec::new(), None);
        let mut connection = Self { session, progress, patience, offers, folder, news: false, read_to_end: false };
        let mut offers = Vec::new();
        connection
            .run("CAPABILITY", |response| {
                if let Response::Capabilities(list) = response {
                    offers = list.iter().filter_map(atom).collect();
                }
            })
            .await?;
        connection.offers = offers;
        Ok(connection)
    }

    /// Whether the server offers an extension.
    pub(super) fn offers(&self, name: &str) -> bool {
        self.offers.iter().any(|offer| offer.eq_ignore_ascii_case(name))
    }

    /// The time limit for one answer.
    pub(super) fn patience(&self) -> Duration {
        self.patience
    }

    /// The selected folder, as of its selection but with the current `exists`.
    pub(super) fn folder(&self) -> Option<SelectedFolder> {
        self.folder
    }

    /// Whether more messages were announced since the folder was selected.
    pub(super) fn has_news(&self) -> bool {
        self.news
    }

    /// Selects a folder, each time again, which updates `last_uid`.
    pub(super) async fn select(&mut self, command: &str) -> Result<SelectedFolder, ImapFailure> {
        self.folder = None;
        let (mut generation, mut next, mut exists, mut read_only) = (None, None, 0, false);
        self.run(command, |response| match response {
            Response::MailboxData(MailboxDatum::Exists(count)) => exists = *count,
            Response::Data { outcome, .. } | Response::Done { outcome, .. } => match outcome.code {
                Some(ResponseCode::ReadOnly) => read_only = true,
                Some(ResponseCode::UidValidity(number)) => generation = Some(number),
                Some(ResponseCode::UidNext(number)) => next = Some(number),
                _ => {}
            },
            _ => {}
        })
        .await?;
        let generation =
            generation.ok_or_else(|| ImapFailure::Odd("sends no UIDVALIDITY for the folder".to_owned()))?;
        let last_uid = match next {
            Some(next) => next.saturating_sub(1),
            None => self.uid_of_last(exists).await?,
        };
        let folder = SelectedFolder { generation, last_uid, exists, read_only };
        self.folder = Some(folder);
        self.news = false;
        self.read_to_end = false;
        Ok(folder)
    }

    /// The highest UID, for servers without UIDNEXT.
    async fn uid_of_last(&mut self, exists: u32) -> Result<u32, ImapFailure> {
        let mut last = 0;
        if exists > 0 {
            self.run("FETCH * (UID)", |response| {
                if let Response::Fetch(_, attributes) = response {
                    last = uid_of(attributes).unwrap_or(last);
                }
            })
            .await?;
        }
        Ok(last)
    }

    /// Runs a command up to its tagged `OK`. `each` gets every response, and that `OK`.
    pub(super) async fn run(&mut self, command: &str, mut each: impl FnMut(&Response<'_>)) -> Result<(), ImapFailure> {
        let tag = self.send(command).await?;
        let mut since = Instant::now();
        loop {
            let mut is_data = false;
            let done = self.next(self.patience, |response| match response {
                Response::Done { tag: theirs, status, outcome } if *theirs == tag => Some(match status {
                    Status::Ok => {
                        each(response);
                        Ok(())
                    }
                    _ => Err(refused(command, outcome)),
                }),
                other => {
                    is_data = !matches!(other, Response::Data { .. });
                    each(other);
                    None
                }
            });
            if let Some(end) = done.await? {
                return end;
            }
            // Words alone are no answer.
            if is_data {
                since = Instant::now();
            } else if since.elapsed() > LONGEST_ANSWER {
                return Err(unended());
            }
        }
    }

    /// Sends a command and returns its tag.
    pub(super) async fn send(&mut self, command: &str) -> Result<RequestId, ImapFailure> {
        let sent = timeout(self.patience, self.session.run_command(command)).await;
        Ok(sent.map_err(|_| ImapFailure::Silent(self.patience))??)
    }

    /// Sends a line without a tag (IDLE's `DONE`).
    pub(super) async fn send_untagged(&mut self, line: &str) -> Result<(), ImapFailure> {
        let sent = timeout(self.patience, self.session.run_command_untagged(line)).await;
        Ok(sent.map_err(|_| ImapFailure::Silent(self.patience))??)
    }

    /// Reads one response and gives it to `look`. The end of the stream and `BYE` are failures. `patience` counts silence:
    /// while bytes come, the rest is waited for, up to [`LONGEST_ANSWER`].
    pub(super) async fn next<T>(
        &mut self,
        patience: Duration,
        look: impl FnOnce(&Response<'_>) -> T,
    ) -> Result<T, ImapFailure> {
        let start = Instant::now();
        let longest = start + LONGEST_ANSWER.max(patience);
        let read = loop {
            let heard = self.progress.last().map_or(start, |last| last.max(start));
            let until = (heard + patience).min(longest);
            // Reading is cancel safe: a partial response is kept for the next read.
            match timeout_at(until, self.session.read_response()).await {
                Ok(read) => break read?,
                Err(_) if until >= longest => return Err(unended()),
                Err(_) if self.progress.last().is_some_and(|last| last > heard) => {}
                Err(_) => return Err(ImapFailure::Silent(patience)),
            }
        };
        let response = read.ok_or_else(|| ImapFailure::Lost("connection closed".to_owned()))?;
        match response.parsed() {
            Response::Data { status: Status::Bye, outcome } => {
                let words = outcome.information.as_deref().unwrap_or_default();
                return Err(ImapFailure::Lost(format!("the server says BYE: {}", one_line(words))));
            }
            Response::MailboxData(MailboxDatum::Exists(count)) => self.note_exists(*count),
            Response::Expunge(_) => {
                if let Some(folder) = &mut self.folder {
                    folder.exists = folder.exists.saturating_sub(1);
                }
            }
            _ => {}
        }
        Ok(look(response.parsed()))
    }

    fn note_exists(&mut self, count: u32) {
        if let Some(folder) = &mut self.folder {
            self.news |= count > folder.exists;
            folder.exists = count;
        }
    }
}

fn unended() -> ImapFailure {
    ImapFailure::Lost(format!("the answer isn't complete after {} minutes", LONGEST_ANSWER.as_secs() / 60))
}

fn atom(capability: &imap_proto::Capability<'_>) -> Option<String> {
    match capability {
        imap_proto::Capability::Atom(name) => Some(name.to_string()),
        _ => None,
    }
}

/// A tagged `NO` or `BAD`, with its code in front, where `TRYCREATE` is looked for.
pub(super) fn refused(command: &str, outcome: &imap_proto::Outcome<'_>) -> ImapFailure {
    let words = outcome.information.as_deref().unwrap_or("no reason given");
    let code = if matches!(outcome.code, Some(ResponseCode::TryCreate)) { "[TRYCREATE] " } else { "" };
    // A command names UIDs and folders, never a secret: logins are not run here.
    ImapFailure::Refused { command: one_line(command), words: format!("{code}{}", one_line(words)) }
}
