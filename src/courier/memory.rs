//! A courier that only keeps letters: for stories and tests.
//!
//! Comes in: messages. Goes out: the configured outcomes, otherwise `Accepted`. Clones share one memory, so a story
//! keeps a clone and looks at what the belts sent. Letters with the outcome `Unknown` are kept as well: the other side
//! took them and only its answer was lost. So a story sees a letter that arrives twice.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Courier, DeliveryOutcome, OutgoingMessage};
use crate::mail::{Address, MessageId};

/// Keeps letters in memory; clones share it.
#[derive(Debug, Clone, Default)]
pub struct MemoryCourier(Arc<Mutex<Memory>>);

#[derive(Debug, Default)]
struct Memory {
    taken: Vec<OutgoingMessage>,
    refusals: HashMap<Address, DeliveryOutcome>,
    counts: HashMap<MessageId, usize>,
}

impl MemoryCourier {
    /// A courier that accepts everything.
    pub fn new() -> Self {
        Self::default()
    }

    /// The letters taken since the last call, oldest first.
    pub fn take(&self) -> Vec<OutgoingMessage> {
        std::mem::take(&mut self.memory().taken)
    }

    /// From now on every letter to `recipient` ends as `outcome`.
    pub fn refuse(&self, recipient: &Address, outcome: DeliveryOutcome) {
        self.memory().refusals.insert(recipient.clone(), outcome);
    }

    /// Letters to `recipient` are accepted again.
    pub fn relent(&self, recipient: &Address) {
        self.memory().refusals.remove(recipient);
    }

    /// How often a letter with this Message-ID was taken. Above one, its reader got it twice.
    pub fn count(&self, id: &MessageId) -> usize {
        self.memory().counts.get(id).copied().unwrap_or_default()
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Courier for MemoryCourier {
    async fn send(&mut self, messages: &[OutgoingMessage]) -> Vec<DeliveryOutcome> {
        let mut memory = self.memory();
        messages.iter().map(|message| memory.answer(message)).collect()
    }
}

impl Memory {
    fn answer(&mut self, message: &OutgoingMessage) -> DeliveryOutcome {
        let outcome = match self.refusals.get(&message.recipient) {
            None => DeliveryOutcome::Accepted("kept in memory".to_owned()),
            Some(told) => told.clone(),
        };
        if matches!(outcome, DeliveryOutcome::Accepted(_) | DeliveryOutcome::Unknown(_)) {
            if let Some(id) = message_id(&message.bytes) {
                *self.counts.entry(id).or_default() += 1;
            }
            self.taken.push(message.clone());
        }
        outcome
    }
}

/// The Message-ID as our letters write it: one line of the header.
fn message_id(letter: &[u8]) -> Option<MessageId> {
    let text = String::from_utf8_lossy(letter);
    let header = text.lines().take_while(|line| !line.is_empty());
    let mut named = header.filter_map(|line| line.split_once(':'));
    named.find(|(name, _)| name.eq_ignore_ascii_case("message-id")).and_then(|(_, value)| MessageId::parse(value))
}

#[cfg(test)]
mod tests {
    use super::super::tests::message;
    use super::*;

    #[tokio::test]
    async fn clones_share_what_was_taken_and_what_is_refused() {
        let story = MemoryCourier::new();
        let mut belt = story.clone();
        let (ada, bob) = (message("ada@customer.example", "1"), message("bob@customer.example", "2"));
        story.refuse(&bob.recipient, DeliveryOutcome::Rejected("550 no such user".to_owned()));
        let outcomes = belt.send(&[ada.clone(), bob.clone()]).await;
        assert!(matches!(&outcomes[..], [DeliveryOutcome::Accepted(_), DeliveryOutcome::Rejected(_)]), "{outcomes:?}");
        assert_eq!(story.take(), [ada]);
        assert_eq!(story.take(), []);
        story.relent(&bob.recipient);
        assert!(matches!(belt.send(&[bob]).await[..], [DeliveryOutcome::Accepted(_)]));
    }

    #[tokio::test]
    async fn a_letter_of_unknown_end_did_arrive_and_is_counted() {
        let mut courier = MemoryCourier::new();
        let letter = message("ada@customer.example", "twice");
        let id = MessageId::parse("twice@desk.example").unwrap();
        courier.refuse(&letter.recipient, DeliveryOutcome::Unknown("cut".to_owned()));
        courier.send(std::slice::from_ref(&letter)).await;
        courier.relent(&letter.recipient);
        courier.send(std::slice::from_ref(&letter)).await;
        assert_eq!(courier.count(&id), 2);
        assert_eq!(courier.take().len(), 2);
    }
}
