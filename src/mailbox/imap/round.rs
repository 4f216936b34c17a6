//! One round of reading: where to continue, what is there, its bytes, the new cursor.

use std::collections::BTreeMap;
use std::time::Instant;

use super::connection::{ImapConnection, SelectedFolder};
use super::failure::ImapFailure;
use super::listing::{self, Listing, UidRange};
use super::survey::Survey;
use super::{ImapMailbox, bodies, times};
use crate::account::First;
use crate::ledger::{Cursor, Owed, Place};
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
            let (before, was_announced) = (folder.last_uid, connection.has_news());
            folder = connection.select(&self.select_command()).await?;
            self.idle_proven &= was_announced || folder.last_uid <= before;
        }
        self.trouble.in_generation(folder.generation);
        let mut read = match self.start(cursor, folder) {
            Start::AtTheEnd => {
                let end = at(folder, folder.last_uid, folder.last_uid);
                Ok(Batch { cursor: Some(end), ..Batch::default() })
            }
            Start::Above(from) => self.read_above(&mut connection, folder, from, budget).await,
            Start::Survey => self.read_survey(&mut connection, folder, budget).await,
        };
        // An answer that the parser dies of is not asked for again.
        if let Ok(batch) = &mut read
            && std::mem::take(&mut self.tells_times)
        {
            let added = times::add(&mut connection, &mut batch.messages).await;
            self.tells_times = !matches!(added, Err(ImapFailure::Unreadable(_) | ImapFailure::Odd(_)));
            added?;
        }
        let is_usable = match &read {
            Ok(batch) => {
                connection.read_to_end = !batch.more;
                true
            }
            Err(broken) => broken.try_again && broken.cause.ends_its_answer(),
        };
        self.connection = is_usable.then_some(connection);
        read
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
            "the server has renumbered the folder (UIDVALIDITY): it is read again, and duplicates are ignored"
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
        let read = self.read(connection, folder, range, budget).await?;
        // At the end only messages move the cursor: a gap there may be a message that isn't visible yet.
        let nothing = if read.more { read.looked_to } else { from.uid };
        let passed = read.owed.last().map(|owed| owed.last);
        let last = read.last_uid().max(passed).unwrap_or(nothing);
        let mut owed = gaps(folder, (from.uid, last), &read.listed);
        owed.extend(read.owed);
        Ok(Batch { cursor: Some(Cursor { uid: last, ..from }), more: read.more, messages: read.messages, owed })
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
            Batch { cursor, more: read.more, messages: read.messages, owed: read.owed }
        });
        self.survey = Some(survey);
        batch
    }

    /// The suspects among some messages, which are passed over if others come. If none does, it is the server's trouble.
    async fn pass_over(
        &mut self,
        connection: &mut ImapConnection,
        chosen: &[(u32, u64)],
    ) -> Result<BTreeMap<u32, String>, Broken> {
        let suspects = chosen.iter().filter_map(|(uid, _)| Some((*uid, self.trouble.suspect(*uid)?.clone())));
        let suspects: BTreeMap<u32, ImapFailure> = suspects.collect();
        let Some((_, cause)) = suspects.first_key_value() else { return Ok(BTreeMap::new()) };
        let uids: Vec<u32> = suspects.keys().copied().collect();
        if !bodies::others_come(connection, &uids).await {
            for uid in uids {
                self.trouble.passed_over(uid);
            }
            return Err(cause.clone().into());
        }
        Ok(suspects.iter().map(|(uid, failure)| (*uid, failure.words())).collect())
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
        let mut passed = self.pass_over(connection, &chosen).await?;
        let asked: BTreeMap<u32, u64> = chosen.iter().filter(|(uid, _)| !passed.contains_key(uid)).copied().collect();
        let bodies = bodies::fetch(connection, &asked, budget).await;
        let bodies::Bodies { mut came, up_to } = bodies.map_err(|cause| self.broken(&asked, cause))?;
        self.without_bytes(&asked, &came, &mut passed)?;
        self.trouble.went_well(budget.messages);
        if let Some(end) = up_to {
            chosen.retain(|(uid, _)| *uid < end);
            is_all = false;
        }
        let mut read = RoundRead { looked_to, more: looked_to < range.to, ..RoundRead::default() };
        if !is_all {
            read.looked_to = chosen.last().map_or(looked_to, |(uid, _)| *uid);
            read.more = true;
        }
        read.listed = sizes.into_keys().collect();
        for (uid, announced) in chosen {
            if let Some(words) = passed.remove(&uid) {
                tracing::warn!(
                    folder = self.account.folder,
                    uid,
                    announced,
                    error = words,
                    "the server doesn't hand over an email; skipping it and trying again later"
                );
                self.trouble.passed_over(uid);
                read.owed.push(Owed::new(folder.generation, (uid, uid), Some(words)));
            } else if let Some(body) = came.remove(&uid) {
                let place = Place { generation: folder.generation, name: uid.to_string() };
                read.messages.push(fetched(place, body, announced, budget.message_bytes));
            }
            // Otherwise it is gone since it was listed.
        }
        if !read.messages.is_empty() {
            self.trouble.came(Instant::now());
        }
        Ok(read)
    }

    fn broken(&mut self, asked: &BTreeMap<u32, u64>, cause: ImapFailure) -> Broken {
        let asked: Vec<u32> = asked.keys().copied().collect();
        let try_again = self.trouble.failed(&asked, &cause);
        Broken { cause, try_again }
    }

    /// Passes over messages of which nothing came, if something of others did. A message has a head, so it is never empty.
    fn without_bytes(
        &mut self,
        asked: &BTreeMap<u32, u64>,
        came: &BTreeMap<u32, Vec<u8>>,
        passed: &mut BTreeMap<u32, String>,
    ) -> Result<(), Broken> {
        let empty = came.iter().filter(|(_, body)| body.is_empty());
        let nothing = |(uid, _): (&u32, _)| {
            (*uid, ImapFailure::Withheld { uid: *uid, announced: asked.get(uid).copied().unwrap_or_default() })
        };
        let nothing: BTreeMap<u32, ImapFailure> = empty.map(nothing).collect();
        match nothing.first_key_value() {
            Some((uid, cause)) if nothing.len() == came.len() => {
                Err(self.broken(&BTreeMap::from([(*uid, 0)]), cause.clone()))
            }
            _ => {
                passed.extend(nothing.iter().map(|(uid, failure)| (*uid, failure.words())));
                Ok(())
            }
        }
    }
}

/// The messages of a round.
#[derive(Default)]
struct RoundRead {
    messages: Vec<Fetched>,
    /// The UIDs that show, ascending.
    listed: Vec<u32>,
    /// What was passed over.
    owed: Vec<Owed>,
    looked_to: u32,
    more: bool,
}

impl RoundRead {
    fn last_uid(&self) -> Option<u32> {
        self.messages.last().and_then(uid_in)
    }
}

/// The UIDs after `from`, up to `to`, that do not show although higher ones do: most never will, some show later.
fn gaps(folder: SelectedFolder, (from, to): (u32, u32), listed: &[u32]) -> Vec<Owed> {
    let mut gaps = Vec::new();
    let mut next = from.saturating_add(1);
    for uid in listed.iter().copied().filter(|uid| *uid <= to).chain([to.saturating_add(1)]) {
        if next < uid {
            gaps.push(Owed::new(folder.generation, (next, uid - 1), None));
        }
        next = uid.saturating_add(1);
    }
    gaps
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

/// A message that came. It ends where its bytes end, whatever was announced, unless it is longer than the limit.
pub(super) fn fetched(place: Place, mut bytes: Vec<u8>, announced: u64, limit: usize) -> Fetched {
    let came = bytes.len() as u64;
    let size = if bytes.len() > limit { announced.max(came) } else { came };
    bytes.truncate(limit);
    Fetched { place, bytes, size, came_at: None }
}

/// A message that is given up: people are told that there is one.
pub(super) fn nothing_of(place: Place, announced: u64) -> Fetched {
    Fetched { place, bytes: Vec::new(), size: announced.max(1), came_at: None }
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
    fn gaps_are_what_does_not_show_below_what_does() {
        let folder = SelectedFolder { generation: 7, last_uid: 20, exists: 3, read_only: true };
        let check = |from, to, listed: &[u32], expected: &[(u32, u32)]| {
            let found: Vec<(u32, u32)> =
                gaps(folder, (from, to), listed).iter().map(|owed| (owed.first, owed.last)).collect();
            assert_eq!(found, expected, "{from}..={to} of {listed:?}");
        };
        check(0, 3, &[1, 2, 3], &[]);
        check(0, 9, &[3, 4, 9], &[(1, 2), (5, 8)]);
        check(3, 9, &[5, 9, 12], &[(4, 4), (6, 8)]);
        check(3, 9, &[], &[(4, 9)]);
        check(3, 3, &[], &[]);
        check(u32::MAX - 2, u32::MAX, &[u32::MAX], &[(u32::MAX - 1, u32::MAX - 1)]);
    }

    #[test]
    fn a_budget_takes_one_message_at_least() {
        let sizes = BTreeMap::from([(1, 500), (2, 10)]);
        let budget = Budget { messages: 10, bytes: 100, message_bytes: 1000 };
        assert_eq!(within_budget(&sizes, budget), (vec![(1, 500)], false));
        assert_eq!(within_budget(&sizes, Budget { bytes: 501, ..budget }), (vec![(1, 500), (2, 10)], true));
    }
}
