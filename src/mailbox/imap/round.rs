//! One round of reading: where to continue, what is there, its bytes, the new cursor.

use std::collections::BTreeMap;
use std::time::Instant;

use super::connection::{ImapConnection, SelectedFolder};
use super::failure::ImapFailure;
use super::listing::{self, Listing, UidRange};
use super::survey::Survey;
use super::{ImapMailbox, bodies, times, trouble};
use crate::account::First;
use crate::ledger::{Cursor, Place};
use crate::mailbox::{Batch, Budget, Fetched};

/// A failed round, and whether to try again at once.
pub(super) struct Broken {
    pub(super) cause: ImapFailure,
    pub(super) try_again: bool,
}

impl From<ImapFailure> for Broken {
    fn from(cause: ImapFailure) -> Self {
        Self { cause, try_again: false }
    }
}

/// Where a round starts.
enum Start {
    /// All messages above the cursor.
    Above(Cursor),
    /// In a pass over some messages.
    Survey,
    /// At the end: present messages don't count.
    AtTheEnd,
}

impl ImapMailbox {
    /// Reads one batch. The connection is only kept if all went well.
    pub(super) async fn round(&mut self, cursor: Option<Cursor>, budget: Budget) -> Result<Batch, Broken> {
        let (mut connection, mut folder) = self.take_connection().await?;
        if connection.read_to_end {
            // Selecting again updates the highest UID.
            folder = connection.select(&self.select_command()).await?;
        }
        self.trouble.in_generation(folder.generation);
        let mut batch = match self.start(cursor, folder) {
            Start::AtTheEnd => {
                let end = at(folder, folder.last_uid, folder.last_uid);
                Batch { cursor: Some(end), ..Batch::default() }
            }
            Start::Above(from) => self.read_above(&mut connection, folder, from, budget).await?,
            Start::Survey => self.read_survey(&mut connection, folder, budget).await?,
        };
        // An answer that the parser dies of is not asked for again.
        if std::mem::take(&mut self.tells_times) {
            let added = times::add(&mut connection, &mut batch.messages).await;
            self.tells_times = !matches!(added, Err(ImapFailure::Unreadable(_) | ImapFailure::Odd(_)));
            added?;
        }
        connection.read_to_end = !batch.more;
        self.connection = Some(connection);
        Ok(batch)
    }

    fn start(&mut self, cursor: Option<Cursor>, folder: SelectedFolder) -> Start {
        let key = match (cursor, self.account.first, self.account.since) {
            (Some(cursor), ..) if cursor.generation == folder.generation => {
                self.survey = None;
                return Start::Above(cursor);
            }
            (None, First::New, _) => return Start::AtTheEnd,
            (None, First::Unseen, _) => "UNSEEN".to_owned(),
            (Some(_), First::Unseen | First::New, Some(day)) => since(day),
            (None, First::All, _) => return Start::Above(at(folder, 0, 0)),
            (Some(cursor), ..) => {
                self.tell_renumbered(cursor, folder);
                return Start::Above(at(folder, 0, 0));
            }
        };
        let goes_on = self.survey.as_ref().is_some_and(|survey| survey.generation == folder.generation);
        if !goes_on {
            if let Some(cursor) = cursor {
                self.tell_renumbered(cursor, folder);
            }
            self.survey = Some(Survey::new(folder.generation, folder.last_uid, key));
        }
        Start::Survey
    }

    fn tell_renumbered(&self, cursor: Cursor, folder: SelectedFolder) {
        tracing::warn!(
            folder = self.account.folder,
            was = cursor.generation,
            is = folder.generation,
            "the server has numbered the folder anew (UIDVALIDITY): it is read again, what is known counts once"
        );
    }

    async fn read_above(
        &mut self,
        connection: &mut ImapConnection,
        folder: SelectedFolder,
        from: Cursor,
        budget: Budget,
    ) -> Result<Batch, Broken> {
        let most = self.trouble.at_most(budget.messages);
        let range = UidRange { from: from.uid.saturating_add(1), to: folder.last_uid, most, key: None };
        let mut read = self.read(connection, folder, range, budget).await?;
        // At the end only handed-out messages move the cursor: a gap may be a message that isn't visible yet.
        let nothing = if read.more { read.looked_to } else { from.uid };
        let last = read.last_uid().unwrap_or(nothing);
        let cursor = Some(Cursor { uid: last, ..from });
        Ok(Batch { cursor, more: read.more, messages: std::mem::take(&mut read.messages) })
    }

    async fn read_survey(
        &mut self,
        connection: &mut ImapConnection,
        folder: SelectedFolder,
        budget: Budget,
    ) -> Result<Batch, Broken> {
        let Some(mut survey) = self.survey.take() else { return Ok(Batch::default()) };
        let most = self.trouble.at_most(budget.messages);
        let range = UidRange { from: survey.from(), to: survey.to, most, key: Some(&survey.key) };
        let read = self.read(connection, folder, range, budget).await;
        let batch = read.map(|read| {
            survey.handed_out(read.messages.iter().filter_map(uid_in), read.looked_to);
            let cursor = (!read.more).then(|| at(folder, survey.to, survey.to));
            Batch { cursor, more: read.more, messages: read.messages }
        });
        self.survey = Some(survey);
        batch
    }

    /// What a failed fetch means for the next one.
    async fn broken(&mut self, connection: &mut ImapConnection, asked: &[u32], cause: ImapFailure) -> Broken {
        let try_again = match (&cause, asked) {
            (ImapFailure::Refused { .. }, &[uid]) => {
                let others_come = bodies::others_come(connection, uid).await;
                self.trouble.refused(uid, others_come, Instant::now(), self.patience)
            }
            _ => self.trouble.failed(asked, &cause),
        };
        Broken { cause, try_again }
    }

    /// Lists and fetches within a range.
    async fn read(
        &mut self,
        connection: &mut ImapConnection,
        folder: SelectedFolder,
        range: UidRange<'_>,
        budget: Budget,
    ) -> Result<RoundRead, Broken> {
        let Listing { sizes, looked_to } = listing::list(connection, range).await?;
        let (mut chosen, mut is_all) = within_budget(&sizes, budget);
        let asked: Vec<u32> =
            chosen.iter().map(|(uid, _)| *uid).filter(|uid| !self.trouble.is_condemned(*uid)).collect();
        let bodies::Bodies { mut came, up_to } = match bodies::fetch(connection, &asked, budget).await {
            Ok(bodies) => bodies,
            Err(cause) => return Err(self.broken(connection, &asked, cause).await),
        };
        self.trouble.went_well(budget.messages);
        if let Some(end) = up_to {
            chosen.retain(|(uid, _)| *uid < end);
            is_all = false;
        }
        let mut read = RoundRead { messages: Vec::new(), looked_to, more: looked_to < range.to };
        if !is_all {
            read.looked_to = chosen.last().map_or(looked_to, |(uid, _)| *uid);
            read.more = true;
        }
        for (uid, announced) in chosen {
            let condemned = self.trouble.is_condemned(uid);
            let body = if condemned { Some(Vec::new()) } else { came.remove(&uid) };
            // It is gone since it was listed.
            let Some(body) = body else { continue };
            let short = trouble::is_short(body.len(), announced, budget.message_bytes);
            if short && !condemned && self.trouble.came_short(uid) {
                return read.stopped_before(uid, announced);
            }
            if short || condemned {
                tracing::warn!(
                    folder = self.account.folder,
                    uid,
                    announced,
                    "the server does not give this message: it is taken without its text and stays where it is"
                );
            }
            let place = Place { generation: folder.generation, name: uid.to_string() };
            read.messages.push(fetched(place, body, announced, budget.message_bytes, short || condemned));
        }
        Ok(read)
    }
}

/// The messages of a round.
struct RoundRead {
    messages: Vec<Fetched>,
    looked_to: u32,
    more: bool,
}

impl RoundRead {
    fn last_uid(&self) -> Option<u32> {
        self.messages.last().and_then(uid_in)
    }

    /// Ends the batch before a message that came without its bytes. If it is the first, that is a failure, and it is
    /// tried again later.
    fn stopped_before(mut self, uid: u32, announced: u64) -> Result<Self, Broken> {
        if self.messages.is_empty() {
            let text = format!("says that message UID {uid} has {announced} bytes, and does not give them");
            return Err(ImapFailure::Odd(text).into());
        }
        self.looked_to = uid.saturating_sub(1);
        self.more = true;
        Ok(self)
    }
}

fn at(folder: SelectedFolder, uid: u32, archive: u32) -> Cursor {
    Cursor { generation: folder.generation, uid, archive }
}

fn uid_in(message: &Fetched) -> Option<u32> {
    message.place.name.parse().ok()
}

/// The oldest messages that fit, at least one, and whether these are all.
fn within_budget(sizes: &BTreeMap<u32, u64>, budget: Budget) -> (Vec<(u32, u64)>, bool) {
    let mut held: u64 = 0;
    let mut chosen = Vec::new();
    for (&uid, &size) in sizes {
        if held >= budget.bytes as u64 {
            return (chosen, false);
        }
        held = held.saturating_add(size.min(budget.message_bytes as u64));
        chosen.push((uid, size));
    }
    (chosen, true)
}

fn fetched(place: Place, mut bytes: Vec<u8>, announced: u64, limit: usize, short: bool) -> Fetched {
    let came = bytes.len() as u64;
    // A message ends where its bytes end. The announced size only counts if bytes are missing.
    let size = if short || bytes.len() > limit { announced.max(came).max(1) } else { came };
    bytes.truncate(limit);
    Fetched { place, bytes, size, came_at: None }
}

/// SEARCH's days have no zone, so one more day is read (RFC 9051 §6.4.4).
fn since(day: jiff::civil::Date) -> String {
    let before = day.yesterday().unwrap_or(day);
    format!("SINCE {}", before.strftime("%-d-%b-%Y"))
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn days_are_written_as_imap_wants_them() {
        assert_eq!(since(jiff::civil::date(2026, 3, 1)), "SINCE 28-Feb-2026");
        assert_eq!(since(jiff::civil::date(2026, 3, 10)), "SINCE 9-Mar-2026");
    }

    #[test]
    fn a_budget_takes_one_message_at_least() {
        let sizes = BTreeMap::from([(1, 500), (2, 10)]);
        let budget = Budget { messages: 10, bytes: 100, message_bytes: 1000 };
        assert_eq!(within_budget(&sizes, budget), (vec![(1, 500)], false));
        assert_eq!(within_budget(&sizes, Budget { bytes: 501, ..budget }), (vec![(1, 500), (2, 10)], true));
    }
}
