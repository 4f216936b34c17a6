//! Tracks the first pass over a folder when only some messages are wanted. Pure.
//!
//! At the very first start perhaps only unseen messages count. When the server renumbers its folder (another
//! UIDVALIDITY), a desk that didn't want the archive doesn't want it now. Such a pass has no cursor that is true after
//! a crash, so the stored one stays until the pass is over. Within the process it continues after the messages in the
//! ledger, known by their receipts. A batch that didn't get there is handed out again.

use std::collections::BTreeSet;

use crate::ledger::Place;

/// A pass over a folder, as of its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Survey {
    /// Its UIDVALIDITY.
    pub(super) generation: u32,
    /// The highest UID of the pass. Messages above it are new and come later.
    pub(super) to: u32,
    /// The search key of wanted messages (RFC 9051 §6.4.4).
    pub(super) key: String,
    /// All wanted messages up to this UID are in the ledger.
    done_to: u32,
    /// Messages that are handed out and not yet in the ledger.
    pending: BTreeSet<u32>,
    pending_to: u32,
}

impl Survey {
    /// A pass over UIDs 1 to `to`.
    pub(super) fn new(generation: u32, to: u32, key: String) -> Self {
        Self { generation, to, key, done_to: 0, pending: BTreeSet::new(), pending_to: 0 }
    }

    /// The UID to continue from.
    pub(super) fn from(&self) -> u32 {
        self.done_to.saturating_add(1)
    }

    /// Notes that `uids` were handed out, of all messages up to `to`.
    pub(super) fn handed_out(&mut self, uids: impl Iterator<Item = u32>, to: u32) {
        self.pending = uids.collect();
        self.pending_to = to;
        self.advance();
    }

    /// Notes that the ledger has a message, whole or not.
    pub(super) fn ledgered(&mut self, place: &Place) {
        if let Ok(uid) = place.name.parse()
            && place.generation == self.generation
        {
            self.pending.remove(&uid);
            self.advance();
        }
    }

    fn advance(&mut self) {
        if self.pending.is_empty() {
            self.done_to = self.done_to.max(self.pending_to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_goes_on_from_what_the_ledger_has() {
        let mut survey = Survey::new(1, 100, "UNSEEN".into());
        survey.handed_out([3, 5].into_iter(), 10);
        assert_eq!(survey.from(), 1, "nothing is in the ledger yet");
        let place = |generation, uid: u32| Place { generation, name: uid.to_string() };
        survey.ledgered(&place(1, 3));
        survey.ledgered(&place(9, 5));
        assert_eq!(survey.from(), 1, "UID 5 of another generation is another message");
        survey.ledgered(&place(1, 5));
        assert_eq!(survey.from(), 11);
        survey.handed_out(std::iter::empty(), 60);
        assert_eq!(survey.from(), 61, "there was nothing to wait for");
    }
}
