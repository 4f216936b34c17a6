//! Looks for messages that are owed: hidden when higher UIDs showed, refused, or asked for again by a human.
//!
//! One listing finds which of them show, whatever their number. Those are asked for one by one. One that is asked for long
//! enough in vain is handed out without its bytes, so that people are told (P1), but only while others come: else it is the
//! server's trouble.

use std::collections::BTreeMap;
use std::time::Instant;

use super::connection::{ImapConnection, SelectedFolder};
use super::failure::ImapFailure;
use super::round::fetched;
use super::{ImapMailbox, bodies, connect, listing};
use crate::ledger::{Owed, Place};
use crate::mailbox::{Budget, Looked};

/// So many are asked for in one look.
const AT_ONCE: usize = 20;

/// A message that was asked for in vain.
struct Failed {
    uid: u32,
    announced: u64,
    failure: ImapFailure,
}

impl ImapMailbox {
    /// Looks once. The connection is kept if its last answer came to its end.
    pub(super) async fn look(&mut self, owed: &[Owed], budget: Budget) -> Result<Looked, ImapFailure> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => connect::connect(&self.account, &self.progress).await?,
        };
        // Selecting again shows what was hidden.
        let folder = connection.select(&self.select_command()).await?;
        self.trouble.in_generation(folder.generation);
        let owed: Vec<&Owed> = owed.iter().filter(|owed| owed.generation == folder.generation).collect();
        let ranges: Vec<(u32, u32)> = owed.iter().map(|owed| (owed.first, owed.last)).collect();
        let shown = listing::sizes_in(&mut connection, &ranges).await?;
        let still = owed.iter().filter(|owed| owed.words.is_some() && !shown.contains_key(&owed.first));
        let still = still.map(|owed| Owed { words: None, ..(*owed).clone() }).collect();
        let mut looked = Looked { still, ..Looked::default() };
        let (failed, is_usable) = self.ask(&mut connection, folder, shown, (budget, &mut looked)).await;
        self.connection = is_usable.then_some(connection);
        let is_overdue = |uid| owed.iter().any(|owed| owed.has(uid) && owed.overdue);
        self.conclude(folder, failed, is_overdue, &mut looked).await;
        Ok(looked)
    }

    /// Asks for each that shows, those first that failed least. Returns the failures, and whether the connection is usable.
    async fn ask(
        &mut self,
        connection: &mut ImapConnection,
        folder: SelectedFolder,
        shown: BTreeMap<u32, u64>,
        (budget, looked): (Budget, &mut Looked),
    ) -> (Vec<Failed>, bool) {
        let mut turn: Vec<(u32, u64)> = shown.into_iter().collect();
        turn.sort_by_key(|(uid, _)| self.trouble.tries(*uid));
        let mut left = turn.len();
        let (mut failed, mut held) = (Vec::new(), 0);
        for (uid, announced) in turn.into_iter().take(AT_ONCE) {
            if held >= budget.bytes {
                break;
            }
            left -= 1;
            match bodies::fetch(connection, &BTreeMap::from([(uid, announced)]), budget).await {
                Ok(mut bodies) => match bodies.came.remove(&uid) {
                    Some(bytes) if bytes.is_empty() => {
                        failed.push(Failed { uid, announced, failure: ImapFailure::Withheld { uid, announced } });
                    }
                    Some(bytes) => {
                        held += bytes.len();
                        self.trouble.is_over(uid);
                        looked.messages.push(fetched(place(folder, uid), bytes, announced, budget.message_bytes));
                    }
                    None => looked.still.push(Owed::new(folder.generation, (uid, uid), None)),
                },
                Err(failure) => {
                    let is_usable = failure.ends_its_answer();
                    failed.push(Failed { uid, announced, failure });
                    if !is_usable {
                        return (failed, false);
                    }
                }
            }
        }
        looked.more = left > 0 && !looked.messages.is_empty();
        (failed, true)
    }

    /// Gives up what was asked for long enough, if others come, and notes the rest.
    async fn conclude(
        &mut self,
        folder: SelectedFolder,
        failed: Vec<Failed>,
        is_overdue: impl Fn(u32) -> bool,
        looked: &mut Looked,
    ) {
        let uids: Vec<u32> = failed.iter().map(|failed| failed.uid).collect();
        if !looked.messages.is_empty() {
            self.trouble.came(Instant::now());
        }
        let mut others_come = self.trouble.came_lately(Instant::now()).then_some(true);
        for Failed { uid, announced, failure } in failed {
            let mut gives_up = self.trouble.tried(uid) && is_overdue(uid);
            if gives_up && others_come.is_none() {
                others_come = Some(self.others_come(&uids).await);
            }
            gives_up &= others_come == Some(true);
            tracing::warn!(
                folder = self.account.folder,
                uid,
                announced,
                gives_up,
                error = failure.words(),
                "the server doesn't hand over an email"
            );
            if gives_up {
                self.trouble.is_over(uid);
                looked.messages.push(super::round::nothing_of(place(folder, uid), announced));
            } else {
                looked.still.push(Owed::new(folder.generation, (uid, uid), Some(failure.words())));
            }
        }
    }

    /// Whether other messages come, on a fresh connection if the last one broke.
    async fn others_come(&mut self, than: &[u32]) -> bool {
        let Ok((mut connection, _)) = self.take_connection().await else { return false };
        let come = bodies::others_come(&mut connection, than).await;
        self.connection = come.then_some(connection);
        come
    }
}

fn place(folder: SelectedFolder, uid: u32) -> Place {
    Place { generation: folder.generation, name: uid.to_string() }
}
