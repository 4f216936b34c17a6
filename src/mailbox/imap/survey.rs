//! Reading a folder for the first time, when not all of it is wanted. Pure book-keeping.
//!
//! At the very first start only unseen messages may count; when the server numbers its folder anew (another
//! UIDVALIDITY), a desk that did not want the archive does not want it now. Such a pass has no cursor that would be
//! true after a crash, so the stored cursor stays as it was until the pass is over. Within the process it goes on from
//! what the ledger has, which the receipts tell: a batch that did not get there is handed out again.

use std::collections::BTreeSet;

use crate::ledger::Place;

/// A pass over a folder as it was when the pass began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Survey {
    /// UIDVALIDITY that it belongs to.
    pub(super) generation: u32,
    /// The highest UID of the pass; what is above is new and comes after it.
    pub(super) to: u32,
    /// Search key of what is wanted (RFC 9051 §6.4.4).
    pub(super) key: String,
    /// Looked at and in the ledger up to here.
    done_to: u32,
    /// Handed out and not yet in the ledger, and what is done once it is.
    pending: BTreeSet<u32>,
    pending_to: u32,
}

impl Survey {
    /// A pass over UIDs 1 to `to`.
    pub(super) fn new(generation: u32, to: u32, key: String) -> Self {
        Self { generation, to, key, done_to: 0, pending: BTreeSet::new(), pending_to: 0 }
    }

    /// The UID to go on from.
    pub(super) fn from(&self) -> u32 {
        self.done_to.saturating_add(1)
    }

    /// Handed out `uids`, having looked at everything up to `to`.
    pub(super) fn handed_out(&mut self, uids: impl Iterator<Item = u32>, to: u32) {
        self.pending = uids.collect();
        self.pending_to = to;
        self.advance();
    }

    /// The ledger has a message, whole or not.
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
