//! Tallies: how often letters were written lately. Each question and each count is one look-up by the primary key.

use jiff::Timestamp;
use rusqlite::params;

use crate::desk::limit::{Scope, Tallies};
use crate::mail::Address;

use super::sql::{first, ms, run, unsigned};
use super::{Store, StoreError, Tx};

/// So many old rows are taken out at once.
const SWEPT: i64 = 5_000;

impl Tallies for Tx<'_> {
    type Error = StoreError;

    fn count(&mut self, scope: &Scope, since: Timestamp) -> Result<u32, StoreError> {
        const COUNT: &str = "SELECT count FROM tally WHERE since = ?1 AND scope = ?2";
        let found = first(self.conn()?, COUNT, params![ms(since), scope.name()], |row| Ok(unsigned(row.get(0)?)))?;
        Ok(found.unwrap_or_default())
    }

    fn knows(&mut self, address: &Address) -> Result<bool, StoreError> {
        const KNOWN: &str = "SELECT 1 FROM person WHERE key = ?1";
        Ok(first(self.conn()?, KNOWN, [address.key()], |_| Ok(()))?.is_some())
    }
}

impl Tx<'_> {
    /// Counts what was written.
    pub fn count_up(&mut self, scopes: &[Scope], now: Timestamp) -> Result<(), StoreError> {
        const UP: &str = "INSERT INTO tally (since, scope, count) VALUES (?1, ?2, 1) \
                          ON CONFLICT (since, scope) DO UPDATE SET count = count + 1";
        let conn = self.conn()?;
        scopes.iter().try_for_each(|scope| run(conn, UP, params![ms(scope.since(now)), scope.name()]).map(drop))
    }
}

impl Store {
    /// Takes out some of the tallies that nobody asks for any more; how many.
    pub async fn sweep_tallies(&self, now: Timestamp) -> Result<usize, StoreError> {
        const SWEEP: &str = "DELETE FROM tally WHERE (since, scope) IN \
                             (SELECT since, scope FROM tally WHERE since < ?1 ORDER BY since, scope LIMIT ?2)";
        let before = ms(Scope::forgotten_before(now));
        self.write(move |tx| run(tx.conn()?, SWEEP, [before, SWEPT])).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::reference::TicketNumber;
    use crate::store::samples::{Scratch, later, now, open_ticket};

    fn ada() -> Address {
        Address::parse("Ada@customer.example").unwrap()
    }

    #[tokio::test]
    async fn what_is_counted_counts_until_its_window_is_over() {
        let scratch = Scratch::new();
        let scopes = [Scope::Ticket(TicketNumber(1), ada()), Scope::Desk, Scope::Desk];
        let counts = async |at: Timestamp| {
            let ask = move |tx: &mut Tx<'_>| {
                let asked = [Scope::Ticket(TicketNumber(1), ada()), Scope::Desk, Scope::Mailbox("support".to_owned())];
                asked.iter().map(|scope| tx.count(scope, scope.since(at))).collect::<Result<Vec<_>, _>>()
            };
            scratch.store.write(ask).await.unwrap()
        };
        assert_eq!(counts(now()).await, [0, 0, 0]);
        scratch.store.write(move |tx| tx.count_up(&scopes, now())).await.unwrap();
        assert_eq!(counts(now()).await, [1, 2, 0]);
        assert_eq!(counts(later(3_600)).await, [1, 0, 0], "the next hour");
        assert_eq!(counts(later(86_400)).await, [0, 0, 0], "the next day");
    }

    #[tokio::test]
    async fn old_tallies_are_swept_and_newer_ones_stay() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        for at in [now(), later(86_400)] {
            store.write(move |tx| tx.count_up(&[Scope::Desk, Scope::Address(ada())], at)).await.unwrap();
        }
        assert_eq!(store.sweep_tallies(later(86_400)).await.unwrap(), 0);
        assert_eq!(store.sweep_tallies(later(2 * 86_400 + 3_600)).await.unwrap(), 2);
        assert_eq!(store.sweep_tallies(later(9 * 86_400)).await.unwrap(), 2);
        assert_eq!(store.sweep_tallies(later(9 * 86_400)).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn whoever_asked_once_is_known() {
        let scratch = Scratch::new();
        let knows = async |address: &str| {
            let address = Address::parse(address).unwrap();
            scratch.store.write(move |tx| tx.knows(&address)).await.unwrap()
        };
        assert!(!knows("ada@customer.example").await);
        open_ticket(&scratch.store, "a").await;
        assert!(knows("ADA@customer.example").await);
        assert!(!knows("eve@customer.example").await);
    }
}
