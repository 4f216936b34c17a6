//! A mailbox in memory, for stories: mail is delivered by hand, nothing sleeps, clones share it.
//!
//! It keeps what a server keeps (ascending UIDs, a message until its after-fetch action), so that a story that drops
//! everything else finds its mail again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;

use super::{Batch, Budget, Fetched, Mailbox, MailboxError, Wake};
use crate::ledger::{Cursor, Ledgered, Place};

const GENERATION: u32 = 1;

/// A mailbox that exists until its last clone is dropped.
#[derive(Debug, Clone, Default)]
pub struct MemoryMailbox(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    folder: Mutex<Folder>,
    arrival: Notify,
}

#[derive(Debug, Default)]
struct Folder {
    messages: BTreeMap<u32, (Arc<[u8]>, Option<Timestamp>)>,
    last_uid: u32,
    fetched_to: u32,
}

impl MemoryMailbox {
    /// An empty mailbox.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a message, wakes a waiting reader and returns its UID.
    pub fn deliver(&self, bytes: impl Into<Vec<u8>>) -> u32 {
        self.deliver_at(bytes, None)
    }

    /// The same, for a message that came in at that time.
    pub fn deliver_at(&self, bytes: impl Into<Vec<u8>>, came_at: Option<Timestamp>) -> u32 {
        let uid = {
            let mut folder = self.folder();
            folder.last_uid += 1;
            let uid = folder.last_uid;
            folder.messages.insert(uid, (bytes.into().into(), came_at));
            uid
        };
        self.0.arrival.notify_one();
        uid
    }

    /// The number of its messages, taken or not.
    pub fn len(&self) -> usize {
        self.folder().messages.len()
    }

    /// Whether all messages were taken and removed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn folder(&self) -> MutexGuard<'_, Folder> {
        self.0.folder.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_news(&self) -> bool {
        let folder = self.folder();
        folder.last_uid > folder.fetched_to
    }
}

impl Mailbox for MemoryMailbox {
    async fn fetch(&mut self, cursor: Option<Cursor>, budget: Budget) -> Result<Batch, MailboxError> {
        let from = cursor.filter(|cursor| cursor.generation == GENERATION).map_or(0, |cursor| cursor.uid);
        let mut folder = self.folder();
        let mut batch = Batch::default();
        let (mut uid, mut held) = (from, 0);
        for (&next, (bytes, came_at)) in folder.messages.range(from.saturating_add(1)..) {
            if batch.messages.len() >= budget.messages || held >= budget.bytes {
                batch.more = true;
                break;
            }
            let part = bytes.get(..budget.message_bytes).unwrap_or(bytes);
            held += part.len();
            uid = next;
            batch.messages.push(Fetched {
                place: Place { generation: GENERATION, name: next.to_string() },
                bytes: part.to_vec(),
                size: bytes.len() as u64,
                came_at: *came_at,
            });
        }
        folder.fetched_to = uid;
        batch.cursor = Some(Cursor { generation: GENERATION, uid, archive: 0 });
        Ok(batch)
    }

    fn has_cursor(&self) -> bool {
        true
    }

    fn acts_after_fetch(&self) -> bool {
        true
    }

    async fn after_fetch(&mut self, taken: &[Ledgered]) -> Result<(), MailboxError> {
        let mut folder = self.folder();
        for receipt in taken.iter().filter(|receipt| receipt.is_whole()) {
            if let Ok(uid) = receipt.place().name.parse::<u32>() {
                folder.messages.remove(&uid);
            }
        }
        Ok(())
    }

    async fn wait(&mut self, at_most: Duration) -> Result<Wake, MailboxError> {
        // `notify_one` leaves a permit if nobody waits, so a delivery between look and wait isn't missed.
        let arrival = async {
            while !self.has_news() {
                self.0.arrival.notified().await;
            }
        };
        Ok(tokio::time::timeout(at_most, arrival).await.map_or(Wake::Deadline, |()| Wake::Changed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUDGET: Budget = Budget { messages: 2, bytes: 100, message_bytes: 4 };

    fn uids(batch: &Batch) -> Vec<&str> {
        batch.messages.iter().map(|message| message.place.name.as_str()).collect()
    }

    #[tokio::test]
    async fn messages_come_in_order_of_delivery_by_the_cursor() {
        let mut mailbox = MemoryMailbox::new();
        for text in ["one", "two", "three"] {
            mailbox.clone().deliver(text);
        }
        let first = mailbox.fetch(None, BUDGET).await.unwrap();
        assert_eq!((uids(&first), first.more), (vec!["1", "2"], true));
        let second = mailbox.fetch(first.cursor, BUDGET).await.unwrap();
        assert_eq!((uids(&second), second.more), (vec!["3"], false));
        assert_eq!((second.messages[0].bytes.as_slice(), second.messages[0].size), (&b"thre"[..], 5));
        assert_eq!(mailbox.fetch(second.cursor, BUDGET).await.unwrap().cursor, second.cursor);
        assert_eq!(uids(&mailbox.fetch(first.cursor, BUDGET).await.unwrap()), ["3"], "unsettled comes again");
    }

    #[tokio::test]
    async fn what_is_settled_is_gone_and_what_was_cut_stays() {
        let mut mailbox = MemoryMailbox::new();
        mailbox.deliver("one");
        mailbox.deliver("three");
        let place = |name: &str| Place { generation: 1, name: name.into() };
        mailbox
            .after_fetch(&[Ledgered::for_test(place("1"), true), Ledgered::for_test(place("2"), false)])
            .await
            .unwrap();
        assert_eq!((mailbox.len(), mailbox.is_empty()), (1, false));
    }

    #[tokio::test(start_paused = true)]
    async fn a_delivery_wakes() {
        let mut mailbox = MemoryMailbox::new();
        assert_eq!(mailbox.wait(Duration::from_secs(5)).await.unwrap(), Wake::Deadline);
        mailbox.deliver("one");
        assert_eq!(mailbox.wait(Duration::from_secs(5)).await.unwrap(), Wake::Changed);
        let fetched = mailbox.fetch(None, BUDGET).await.unwrap();
        let sender = mailbox.clone();
        let waiting = tokio::spawn(async move { mailbox.wait(Duration::from_secs(5)).await.unwrap() });
        tokio::task::yield_now().await;
        sender.deliver("two");
        assert_eq!(waiting.await.unwrap(), Wake::Changed);
        assert_eq!(fetched.messages.len(), 1);
    }
}
