//! A courier that only remembers: for stories and tests.
//!
//! Comes in: parcels. Goes out: the outcomes it was told to give, `Accepted` otherwise. Clones share one memory, so a story
//! keeps a clone and looks at what the belts sent. What was answered `Unknown` is kept among the taken letters: the other
//! side took it, only its answer was lost. That is how a story sees a letter that arrives twice.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Courier, Outcome, Parcel};
use crate::mail::{Address, MessageId};

/// Keeps letters in memory; clones share it.
#[derive(Debug, Clone, Default)]
pub struct MemoryCourier(Arc<Mutex<Memory>>);

#[derive(Debug, Default)]
struct Memory {
    taken: Vec<Parcel>,
    refusals: HashMap<Address, Outcome>,
    counts: HashMap<MessageId, usize>,
}

impl MemoryCourier {
    /// A courier that accepts everything.
    pub fn new() -> Self {
        Self::default()
    }

    /// The letters taken since the last call, oldest first.
    pub fn take(&self) -> Vec<Parcel> {
        std::mem::take(&mut self.memory().taken)
    }

    /// From now on every letter to `recipient` ends as `outcome`.
    pub fn refuse(&self, recipient: &Address, outcome: Outcome) {
        self.memory().refusals.insert(recipient.clone(), outcome);
    }

    /// Letters to `recipient` are accepted again.
    pub fn relent(&self, recipient: &Address) {
        self.memory().refusals.remove(recipient);
    }

    /// How often a letter with this Message-ID was taken; more than once is a letter that its reader got twice.
    pub fn count(&self, id: &MessageId) -> usize {
        self.memory().counts.get(id).copied().unwrap_or_default()
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Courier for MemoryCourier {
    async fn send(&mut self, parcels: &[Parcel]) -> Vec<Outcome> {
        let mut memory = self.memory();
        parcels.iter().map(|parcel| memory.answer(parcel)).collect()
    }
}

impl Memory {
    fn answer(&mut self, parcel: &Parcel) -> Outcome {
        let outcome = match self.refusals.get(&parcel.recipient) {
            None => Outcome::Accepted("kept in memory".to_owned()),
            Some(told) => told.clone(),
        };
        if matches!(outcome, Outcome::Accepted(_) | Outcome::Unknown(_)) {
            if let Some(id) = message_id(&parcel.bytes) {
                *self.counts.entry(id).or_default() += 1;
            }
            self.taken.push(parcel.clone());
        }
        outcome
    }
}

/// The Message-ID as our own letters write it: one line of the header.
fn message_id(letter: &[u8]) -> Option<MessageId> {
    let text = String::from_utf8_lossy(letter);
    let header = text.lines().take_while(|line| !line.is_empty());
    let mut named = header.filter_map(|line| line.split_once(':'));
    named.find(|(name, _)| name.eq_ignore_ascii_case("message-id")).and_then(|(_, value)| MessageId::parse(value))
}

#[cfg(test)]
mod tests {
    use super::super::tests::parcel;
    use super::*;

    #[tokio::test]
    async fn clones_share_what_was_taken_and_what_is_refused() {
        let story = MemoryCourier::new();
        let mut belt = story.clone();
        let (ada, bob) = (parcel("ada@customer.example", "1"), parcel("bob@customer.example", "2"));
        story.refuse(&bob.recipient, Outcome::Rejected("550 no such user".to_owned()));
        let outcomes = belt.send(&[ada.clone(), bob.clone()]).await;
        assert!(matches!(&outcomes[..], [Outcome::Accepted(_), Outcome::Rejected(_)]), "{outcomes:?}");
        assert_eq!(story.take(), [ada]);
        assert_eq!(story.take(), []);
        story.relent(&bob.recipient);
        assert!(matches!(belt.send(&[bob]).await[..], [Outcome::Accepted(_)]));
    }

    #[tokio::test]
    async fn a_letter_of_unknown_end_did_arrive_and_is_counted() {
        let mut courier = MemoryCourier::new();
        let letter = parcel("ada@customer.example", "twice");
        let id = MessageId::parse("twice@desk.example").unwrap();
        courier.refuse(&letter.recipient, Outcome::Unknown("cut".to_owned()));
        courier.send(std::slice::from_ref(&letter)).await;
        courier.relent(&letter.recipient);
        courier.send(std::slice::from_ref(&letter)).await;
        assert_eq!(courier.count(&id), 2);
        assert_eq!(courier.take().len(), 2);
    }
}
