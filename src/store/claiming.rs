//! Chooses the next mails: mailboxes take turns, and each gives its oldest. So ten thousand mails in one of them delay
//! no other, and a reply never overtakes the mail that it answers in the same mailbox.

use rusqlite::{Connection, params};

use super::StoreError;
use super::sql::{Row, all, count, run, unsigned};
use super::turns::{Waiting, queues};

/// The attempts after which a mail is processed alone: it may be what killed the process.
const ALONE_AFTER: i64 = 2;
// The statements name their index with INDEXED BY. With another index, every look-up would walk through the flood.

/// How many mails of a mailbox are read at once.
const AHEAD: usize = 64;

/// A mail that waits.
struct WaitingMail {
    id: i64,
    attempts: i64,
    size: usize,
}

impl Waiting for WaitingMail {
    fn place(&self) -> (i64, i64) {
        (self.id, 0)
    }
}

/// Counts one more attempt for the mails that come next: at least one, at most `limit`, and about `bytes` bytes of them.
pub(super) fn claim(conn: &Connection, limit: usize, bytes: usize) -> Result<Vec<i64>, StoreError> {
    const ATTEMPT: &str = "UPDATE mail SET attempts = attempts + 1 WHERE id = ?1";
    let chosen = choose(conn, limit, bytes)?;
    chosen.iter().try_for_each(|id| run(conn, ATTEMPT, [id]).map(drop))?;
    Ok(chosen)
}

fn choose(conn: &Connection, limit: usize, bytes: usize) -> Result<Vec<i64>, StoreError> {
    const NEXT: &str = "SELECT id AS oldest, mailbox AS queue FROM mail INDEXED BY mail_waiting WHERE outcome IS NULL AND mailbox > ?1 ORDER BY mailbox, id LIMIT 1";
    let mut queues = queues(conn, NEXT, i64::MAX)?;
    let (mut chosen, mut held) = (Vec::new(), 0_usize);
    while chosen.len() < limit {
        let Some(mut queue) = queues.pop_front() else { break };
        let ahead = queue.head(|mailbox, (last, _)| waiting(conn, mailbox, last))?;
        let Some(&WaitingMail { attempts, size, .. }) = ahead else { continue };
        let is_alone = attempts >= ALONE_AFTER;
        if is_alone && !chosen.is_empty() {
            // It waits for its turn as the first, and the later mails of its mailbox wait with it.
            continue;
        }
        held = held.saturating_add(size);
        if held > bytes && !chosen.is_empty() {
            break;
        }
        chosen.extend(queue.pop().map(|mail| mail.id));
        if is_alone {
            break;
        }
        queues.push_back(queue);
    }
    Ok(chosen)
}

/// The next mails of a mailbox.
fn waiting(conn: &Connection, mailbox: &str, last: i64) -> Result<Vec<WaitingMail>, StoreError> {
    const WAITING: &str = "SELECT id, attempts, size FROM mail INDEXED BY mail_waiting WHERE outcome IS NULL AND mailbox = ?1 AND id > ?2 \
                           ORDER BY id LIMIT ?3";
    let read = |row: &Row<'_>| {
        Ok(WaitingMail { id: row.get("id")?, attempts: row.get("attempts")?, size: unsigned(row.get("size")?) })
    };
    all(conn, WAITING, params![mailbox, last, count(AHEAD)], read)
}

#[cfg(test)]
mod tests {
    use crate::ledger::Place;
    use crate::store::samples::{Scratch, apply, arrival, mark, now, opening};
    use crate::store::{Arrival, Store};

    /// Puts mails into mailboxes. Their numbers begin at 1.
    async fn fill(store: &Store, mailboxes: &[(&str, usize)]) {
        for (mailbox, count) in mailboxes {
            let arrivals = (0..*count).map(|index| {
                let name = format!("{mailbox}{index}");
                Arrival { place: Place { generation: 1, name: name.clone() }, ..arrival(&name) }
            });
            store.record(mailbox, arrivals.collect(), None, now()).await.unwrap();
        }
    }

    async fn claimed(store: &Store, limit: usize) -> Vec<i64> {
        store.claim_mails(limit, 1 << 20).await.unwrap().iter().map(|mail| mail.id.0).collect()
    }

    #[tokio::test]
    async fn mailboxes_take_turns_and_order_within_one_stands() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        fill(store, &[("flood", 200), ("a", 2), ("z", 3)]).await;
        assert_eq!(claimed(store, 8).await, [1, 201, 203, 2, 202, 204, 3, 205]);
        let more = claimed(store, 150).await;
        assert_eq!((more.len(), more[more.len() - 1]), (150, 145), "what is not needed by others is the flood's");
        let of_flood: Vec<i64> = more.iter().copied().filter(|id| *id <= 200).collect();
        assert!(of_flood.is_sorted() && of_flood.len() == 145);
    }

    #[tokio::test]
    async fn a_mail_that_comes_alone_keeps_only_its_mailbox_waiting() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        fill(store, &[("b", 2), ("a", 2)]).await;
        let damage = |tx: &mut crate::store::Tx<'_>| {
            Ok(tx.conn()?.execute("UPDATE mail SET attempts = 2 WHERE id = 3", []).map(drop)?)
        };
        store.write(damage).await.unwrap();
        assert_eq!(claimed(store, 9).await, [1, 2]);
        for id in [1, 2] {
            let address = format!("{id}@customer.example");
            apply(store, mark(crate::store::MailId(id), &address), opening(&address)).await.unwrap();
        }
        assert_eq!(claimed(store, 9).await, [3], "alone, once it is the oldest");
    }
}
