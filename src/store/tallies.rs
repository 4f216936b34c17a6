//! Tallies: how many letters were written lately. Each query and each count is one look-up by the primary key.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::desk::throttle::{Scope, Tallies};
use crate::mail::Address;

use super::sql::{ms, run, unsigned, value};
use super::{Store, StoreError, Tx, people};

/// How many old rows are deleted at once.
const SWEPT: i64 = 5_000;

impl Tallies for Tx<'_> {
    type Error = StoreError;

    fn counts(&mut self, scopes: &[Scope], now: Timestamp) -> Result<Vec<u32>, StoreError> {
        const COUNT: &str = "SELECT count FROM tally WHERE since = ?1 AND scope = ?2";
        let conn = self.conn()?;
        let count = |scope: &Scope| {
            let row = params![ms(scope.since(now)), scope.name()];
            Ok(value(conn, COUNT, row)?.map(unsigned).unwrap_or_default())
        };
        scopes.iter().map(count).collect()
    }

    fn is_known(&mut self, person: &Address) -> Result<bool, StoreError> {
        people::is_known(self.conn()?, person)
    }
}

/// Counts written letters.
pub(super) fn count_up(conn: &Connection, scopes: &[Scope], now: Timestamp) -> Result<(), StoreError> {
    const UP: &str = "INSERT INTO tally (since, scope, count) VALUES (?1, ?2, 1) \
                      ON CONFLICT (since, scope) DO UPDATE SET count = count + 1";
    scopes.iter().try_for_each(|scope| run(conn, UP, params![ms(scope.since(now)), scope.name()]).map(drop))
}

impl Store {
    /// Deletes some outdated tallies. Returns their number.
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
    use crate::desk::throttle::Budget;
    use crate::store::samples::{Scratch, later, now};

    fn ada() -> Address {
        Address::parse("Ada@customer.example").unwrap()
    }

    #[tokio::test]
    async fn what_is_counted_counts_until_its_window_is_over() {
        let scratch = Scratch::new();
        let scopes = [
            Scope::Ticket(TicketNumber(1), ada(), Budget::Proven),
            Scope::Desk(Budget::Proven),
            Scope::Desk(Budget::Proven),
        ];
        let counts = async |at: Timestamp| {
            let ask = move |tx: &mut Tx<'_>| {
                let asked = [
                    Scope::Ticket(TicketNumber(1), ada(), Budget::Proven),
                    Scope::Desk(Budget::Proven),
                    Scope::Mailbox("support".to_owned(), Budget::Proven),
                ];
                tx.counts(&asked, at)
            };
            scratch.store.write(ask).await.unwrap()
        };
        assert_eq!(counts(now()).await, [0, 0, 0]);
        scratch.store.write(move |tx| count_up(tx.conn()?, &scopes, now())).await.unwrap();
        assert_eq!(counts(now()).await, [1, 2, 0]);
        assert_eq!(counts(later(3_600)).await, [1, 0, 0], "the next hour");
        assert_eq!(counts(later(86_400)).await, [0, 0, 0], "the next day");
    }

    #[tokio::test]
    async fn old_tallies_are_swept_and_newer_ones_stay() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        for at in [now(), later(86_400)] {
            store
                .write(move |tx| {
                    count_up(tx.conn()?, &[Scope::Desk(Budget::Proven), Scope::Address(ada(), Budget::Proven)], at)
                })
                .await
                .unwrap();
        }
        assert_eq!(store.sweep_tallies(later(86_400)).await.unwrap(), 0);
        assert_eq!(store.sweep_tallies(later(2 * 86_400 + 3_600)).await.unwrap(), 2);
        assert_eq!(store.sweep_tallies(later(9 * 86_400)).await.unwrap(), 2);
        assert_eq!(store.sweep_tallies(later(9 * 86_400)).await.unwrap(), 0);
    }
}
