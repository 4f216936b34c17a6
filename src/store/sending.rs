//! The way out of the outbox: letters that are due are claimed, durably, before the network hears of them (P4).

use jiff::Timestamp;
use rusqlite::Connection;

use super::outbox::letter;
use super::sql::{all, count, ms, run, unsigned};
use super::{ClaimedLetter, LetterId, Settlement, Store, StoreError, Tx};

impl Store {
    /// Letters due at `now`, oldest first, at most `limit` and about `bytes` bytes of them (at least one), the mails that
    /// they enclose included: each is `sending`, with one more attempt counted, durably before it is handed out. One
    /// that cannot be read has failed, and holds up no other.
    pub async fn claim_letters(
        &self,
        limit: usize,
        bytes: u64,
        now: Timestamp,
    ) -> Result<Vec<ClaimedLetter>, StoreError> {
        self.write(move |tx| {
            let begun = begin_sending(tx.conn()?, (limit, bytes), now)?;
            begun.into_iter().filter_map(|id| tx.claimed(LetterId(id), now).transpose()).collect()
        })
        .await
    }
}

impl Tx<'_> {
    fn claimed(&mut self, id: LetterId, now: Timestamp) -> Result<Option<ClaimedLetter>, StoreError> {
        match letter(self.conn()?, id.0) {
            Err(StoreError::Corrupt(words)) => {
                self.settle(id, &Settlement::Failed { words, expired: false }, now).map(|()| None)
            }
            found => found.map(Some),
        }
    }
}

fn begin_sending(conn: &Connection, (limit, bytes): (usize, u64), now: Timestamp) -> Result<Vec<i64>, StoreError> {
    const DUE: &str = "SELECT letter, octet_length(text) + coalesce(octet_length(html), 0) + coalesce(mail.size, 0) \
                       FROM outbox JOIN letter ON letter.id = outbox.letter LEFT JOIN mail ON mail.id = letter.encloses \
                       WHERE next_at <= ?1 AND state <> 'sending' ORDER BY next_at, letter LIMIT ?2";
    const SENDING: &str =
        "UPDATE outbox SET state = 'sending', attempts = attempts + 1, changed_at = ?2 WHERE letter = ?1";
    let due = all(conn, DUE, [ms(now), count(limit)], |row| Ok((row.get::<_, i64>(0)?, unsigned::<u64>(row.get(1)?))))?;
    let (mut begun, mut held) = (Vec::new(), 0_u64);
    for (id, size) in due {
        held = held.saturating_add(size);
        if !begun.is_empty() && held > bytes {
            break;
        }
        run(conn, SENDING, [id, ms(now)])?;
        begun.push(id);
    }
    Ok(begun)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::read::{LetterFilter, LetterState};
    use crate::store::samples::{Scratch, letter, now, open_ticket, record};

    async fn claimed(store: &Store, limit: usize, bytes: u64) -> Vec<i64> {
        let letters = store.claim_letters(limit, bytes, now()).await.unwrap();
        letters.iter().map(|letter| letter.id.0).collect()
    }

    #[tokio::test]
    async fn a_batch_is_bounded_by_what_its_letters_enclose() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let mail = record(store, &["a"]).await[0];
        let size = 40 + u64::try_from(crate::store::samples::arrival("a").bytes.len()).unwrap();
        for index in 0..5 {
            let mut new = letter(None, &format!("{index}@desk.example"));
            (new.draft.text, new.draft.html) = ("x".repeat(30), Some("y".repeat(10)));
            new.encloses = (index != 4).then_some(mail);
            store.write(move |tx| tx.enqueue(&new, now())).await.unwrap();
        }
        assert_eq!(claimed(store, 9, 0).await, [1], "at least one, however large");
        assert_eq!(claimed(store, 9, 2 * size).await, [2, 3]);
        assert_eq!(claimed(store, 9, size + 40).await, [4, 5]);
        assert_eq!(claimed(store, 9, size).await, [0_i64; 0]);
    }

    #[tokio::test]
    async fn a_letter_that_cannot_be_read_has_failed_and_holds_up_no_other() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await;
        for name in ["bad@desk.example", "good@desk.example"] {
            store.write(move |tx| tx.enqueue(&letter(Some(ticket), name), now())).await.unwrap();
        }
        let damage = "UPDATE letter SET to_address = 'nobody' WHERE id = 1";
        store.write(move |tx| run(tx.conn()?, damage, [])).await.unwrap();
        assert_eq!(claimed(store, 9, 1 << 20).await, [2]);
        store
            .write(|tx| run(tx.conn()?, "UPDATE letter SET to_address = 'ada@x.example' WHERE id = 1", []))
            .await
            .unwrap();
        let failed = store.read(|reading| reading.letters(LetterFilter::Failed, 9)).await.unwrap();
        assert_eq!((failed.len(), failed[0].id.0, failed[0].state), (1, 1, LetterState::Failed));
        assert!(failed[0].words.contains("nobody"), "{}", failed[0].words);
    }
}
