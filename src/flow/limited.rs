//! The joint between what is decided and how much is written: tallies are asked before letters are made, and counted with
//! them, in the same savepoint.

use jiff::Timestamp;

use crate::desk::decide::{Change, Decision, Firing, Incoming};
use crate::desk::limit::{Cause, Occasion, Scope, keep, keep_few};
use crate::desk::notice::Notice;
use crate::desk::ticket::Ticket;
use crate::mail::Address;
use crate::store::{StoreError, Tx};

use super::ingest::Desk;

impl Desk {
    /// Takes out of a decision what is over a limit; what is to be counted with its letters.
    pub(super) fn keep_limits(
        &self,
        tx: &mut Tx<'_>,
        incoming: &Incoming,
        decision: &mut Decision,
        now: Timestamp,
    ) -> Result<Vec<Scope>, StoreError> {
        keep(&self.policy, incoming, decision, (tx, now))
    }

    /// The same, of what time alone does to a ticket; it says on the ticket what is not written. Counted at once.
    pub(super) fn keep_limits_in_time(
        &self,
        tx: &mut Tx<'_>,
        ticket: &Ticket,
        firing: &mut Firing,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let occasion = Occasion::new(Cause::Time, &ticket.mailbox);
        let notices = (Some(ticket.number), &mut firing.notices);
        let (counted, reasons) = keep_few(&self.policy.letters, &occasion, notices, (&mut *tx, now))?;
        firing.changes.extend(reasons.into_iter().map(|reason| Change::LetterSpared { reason }));
        tx.count_up(&counted, now)
    }

    /// The same, of what tells agents that a letter to somebody failed. Counted at once.
    pub(super) fn keep_limits_of_failures(
        &self,
        tx: &mut Tx<'_>,
        (to, ticket): (&Address, Option<&Ticket>),
        notices: &mut Vec<Notice>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mailbox = ticket.map_or("", |ticket| ticket.mailbox.as_str());
        let occasion = Occasion::new(Cause::Sender(Some(to.clone())), mailbox);
        let number = ticket.map(|ticket| ticket.number);
        let (counted, reasons) = keep_few(&self.policy.letters, &occasion, (number, notices), (&mut *tx, now))?;
        for reason in reasons {
            tracing::warn!(%to, reason, "a letter failed");
        }
        tx.count_up(&counted, now)
    }
}
