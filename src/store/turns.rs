//! Fair turns: queues give their oldest one after the other, so a full one delays no other.

use std::collections::VecDeque;

use rusqlite::Connection;

use super::StoreError;
use super::sql::first;

/// The most queues that take turns. No desk has more mailboxes.
const MOST_QUEUES: usize = 1_000;

/// An item in a queue.
pub(super) trait Waiting {
    /// Its place in the order of its queue.
    fn place(&self) -> (i64, i64);
}

/// The items of one queue, oldest first, read on demand.
pub(super) struct Queue<T> {
    name: String,
    ahead: VecDeque<T>,
    last: (i64, i64),
}

impl<T: Waiting> Queue<T> {
    /// The oldest. `look_up` gets the name of the queue and reads the items after a place.
    pub(super) fn head(
        &mut self,
        look_up: impl FnOnce(&str, (i64, i64)) -> Result<Vec<T>, StoreError>,
    ) -> Result<Option<&T>, StoreError> {
        if self.ahead.is_empty() {
            self.ahead = look_up(&self.name, self.last)?.into();
        }
        Ok(self.ahead.front())
    }

    /// Takes the oldest out.
    pub(super) fn pop(&mut self) -> Option<T> {
        let next = self.ahead.pop_front()?;
        self.last = next.place();
        Some(next)
    }
}

/// All queues with an `oldest` of at most `until`, the longest waiting first. `next` finds the first `queue` after a
/// name, by one look-up in an index.
pub(super) fn queues<T>(conn: &Connection, next: &str, until: i64) -> Result<VecDeque<Queue<T>>, StoreError> {
    let mut found: Vec<(i64, String)> = Vec::new();
    let mut last = String::new();
    while found.len() < MOST_QUEUES {
        let queue = first(conn, next, [&last], |row| Ok((row.get("oldest")?, row.get::<String>("queue")?)))?;
        let Some(queue) = queue else { break };
        last.clone_from(&queue.1);
        found.push(queue);
    }
    found.retain(|(oldest, _)| *oldest <= until);
    found.sort_unstable();
    Ok(found.into_iter().map(|(_, name)| Queue { name, ahead: VecDeque::new(), last: (i64::MIN, 0) }).collect())
}
