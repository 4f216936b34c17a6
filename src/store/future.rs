//! Times far in the future: a clock was set back, and what it wrote would wait for years. It is due now.

use jiff::{SignedDuration, Timestamp};

use super::sql::{ms, run};
use super::{Reading, Store, StoreError, settings};

/// No letter waits longer for its next try.
const FAR_FOR_LETTERS: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Nothing of a desk is due in so many hours: ten years.
const FAR_FOR_ALL: SignedDuration = SignedDuration::from_hours(10 * 366 * 24);
/// Clocks differ by less, also those of two machines.
const SLACK: SignedDuration = SignedDuration::from_hours(24);
/// The setting that tells of it.
const TOLD: &str = "clock set back";

/// What a clock ahead of time had put off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PutOff {
    /// Letters.
    pub letters: u64,
    /// Things that fall due on tickets.
    pub due: u64,
}

impl Store {
    /// Makes all that is due now, and notes it for `maildesk status`. What was written by a clock ahead of time is known by its
    /// ticket, which was changed in the future.
    pub async fn bring_back(&self, now: Timestamp) -> Result<PutOff, StoreError> {
        const LETTERS: &str = "UPDATE outbox SET next_at = ?1 WHERE next_at > ?2 AND state <> 'sending'";
        const DUE: &str = "UPDATE due SET at = ?1 WHERE at > ?2 AND (at > ?3 OR EXISTS \
                           (SELECT 1 FROM ticket WHERE number = due.ticket AND (changed_at > ?2 OR status_at > ?2)))";
        const TALLIES: &str = "DELETE FROM tally WHERE since > ?1";
        let after = |time: SignedDuration| ms(now.checked_add(time).unwrap_or(Timestamp::MAX));
        let changed = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
        let (letters, slack, all) = (after(FAR_FOR_LETTERS), after(SLACK), after(FAR_FOR_ALL));
        self.write(move |tx| {
            let conn = tx.conn()?;
            let put_off = PutOff {
                letters: changed(run(conn, LETTERS, [ms(now), letters])?),
                due: changed(run(conn, DUE, [ms(now), slack, all])?),
            };
            run(conn, TALLIES, [slack])?;
            if put_off != PutOff::default() {
                let told = format!("{} {} {}", ms(now), put_off.letters, put_off.due);
                tx.keep_setting(TOLD, told.as_bytes())?;
            }
            Ok(put_off)
        })
        .await
    }
}

impl Reading {
    /// When something was brought back last, and how much.
    pub fn brought_back(&self) -> Result<Option<(Timestamp, PutOff)>, StoreError> {
        let told = settings::setting(self.conn(), TOLD)?;
        let told = told.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let mut numbers = told.split(' ').filter_map(|number| number.parse::<i64>().ok());
        let (Some(at), Some(letters), Some(due)) = (numbers.next(), numbers.next(), numbers.next()) else {
            return Ok(None);
        };
        let put_off = PutOff { letters: letters.unsigned_abs(), due: due.unsigned_abs() };
        Ok(Timestamp::from_millisecond(at).ok().map(|at| (at, put_off)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{Scratch, later, letter, now, open_ticket, set_timer, unchecked};

    #[tokio::test]
    async fn what_a_clock_ahead_of_time_put_off_is_due_now() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let year = 366 * 86_400;
        let (one, two) = (open_ticket(store, "a").await, open_ticket(store, "b").await);
        set_timer(store, one, "resolved tickets close", later(year)).await;
        set_timer(store, two, "resolved tickets close", later(year)).await;
        for (id, at) in [("near@desk.example", later(3600)), ("far@desk.example", later(year))] {
            let new = letter(None, id);
            store.write(move |tx| tx.enqueue(&new, at)).await.unwrap();
        }
        unchecked(store, "UPDATE ticket SET changed_at = changed_at + 31622400000 WHERE number = 2").await;
        assert_eq!(store.read(Reading::brought_back).await.unwrap(), None);
        let put_off = PutOff { letters: 1, due: 1 };
        assert_eq!(store.bring_back(now()).await.unwrap(), put_off);
        assert_eq!(store.due(now(), 9).await.unwrap().iter().map(|line| line.ticket).collect::<Vec<_>>(), [two]);
        assert_eq!(store.claim_letters(9, u64::MAX, now()).await.unwrap().len(), 1);
        assert_eq!(store.bring_back(later(1)).await.unwrap(), PutOff { letters: 0, due: 0 });
        assert_eq!(store.read(Reading::brought_back).await.unwrap(), Some((now(), put_off)));
    }

    #[tokio::test]
    async fn nothing_waits_ten_years() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await;
        set_timer(store, ticket, "resolved tickets close", later(11 * 366 * 86_400)).await;
        assert_eq!(store.bring_back(now()).await.unwrap(), PutOff { letters: 0, due: 1 });
    }
}
