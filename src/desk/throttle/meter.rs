//! The tallies that were looked up, and the letters to be counted when they are written. It lives as long as the acts that are
//! worked on together, so that each knows what those before it add.

use jiff::Timestamp;

use crate::mail::Address;

use super::super::reference::TicketNumber;
use super::Scope;

/// The counts in the database.
pub trait Tallies {
    /// Why it cannot be asked.
    type Error;
    /// The count of each in the current window, in the same order.
    fn counts(&mut self, scopes: &[Scope], now: Timestamp) -> Result<Vec<u32>, Self::Error>;
    /// Whether a mail was ever proven to be theirs, or an agent wrote to them.
    fn is_known(&mut self, person: &Address) -> Result<bool, Self::Error>;
}

/// The known counts, and the new ones.
#[derive(Debug, Default)]
pub struct Meter {
    known: Vec<(Scope, u32)>,
    counted: Vec<Scope>,
    opened: Vec<TicketNumber>,
}

impl Meter {
    /// A ticket that is being opened: no letter was ever written about it.
    pub(super) fn is_new(&mut self, number: TicketNumber) {
        if !self.opened.contains(&number) {
            self.opened.push(number);
        }
    }

    /// Asks for all that is not known yet, in one go.
    pub(super) fn look_up<T: Tallies>(
        &mut self,
        scopes: Vec<Scope>,
        tallies: &mut T,
        now: Timestamp,
    ) -> Result<(), T::Error> {
        let mut wanted: Vec<Scope> = Vec::new();
        for scope in scopes {
            if self.find(&scope).is_some() || wanted.contains(&scope) {
                continue;
            }
            match &scope {
                Scope::Ticket(number, ..) if self.opened.contains(number) => self.known.push((scope, 0)),
                _ => wanted.push(scope),
            }
        }
        if !wanted.is_empty() {
            let counts = tallies.counts(&wanted, now)?;
            self.known.extend(wanted.into_iter().zip(counts));
        }
        Ok(())
    }

    /// The count, with the new ones.
    pub(super) fn known(&self, scope: &Scope) -> u32 {
        self.find(scope).unwrap_or_default()
    }

    fn find(&self, scope: &Scope) -> Option<u32> {
        self.known.iter().find(|(known, _)| known == scope).map(|(_, count)| *count)
    }

    /// Counts one more.
    pub(super) fn add(&mut self, scope: Scope) {
        if let Some((_, count)) = self.known.iter_mut().find(|(known, _)| *known == scope) {
            *count = count.saturating_add(1);
        }
        self.counted.push(scope);
    }

    /// What is to be counted in the transaction of the letters since this was asked last.
    pub fn take_counted(&mut self) -> Vec<Scope> {
        std::mem::take(&mut self.counted)
    }
}
