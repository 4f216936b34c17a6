//! The way out of the outbox: due letters are claimed durably before anything is sent (P4).

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, named_params, params};

use crate::desk::notice::NoticeKind;
use crate::desk::reference::TicketNumber;
use crate::mail::compose::Draft;
use crate::mail::{Address, MessageId, Subject};

use super::outbox::parse_auto_submitted;
use super::sql::{Row, address, all, at, contact, count, first, known, ms, run, some_message_id, unsigned};
use super::turns::{Waiting, queues};
use super::{LetterId, LetterOutcome, MailId, Reading, Store, StoreError, Tx, composed};

/// How many letters of a lane are read at once.
const AHEAD: usize = 32;
/// The delay of a letter whose kind only a newer program knows.
const PUT_BACK: SignedDuration = SignedDuration::from_hours(1);

/// The delay of a letter that the disk doesn't give.
const READ_AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// A letter to send now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedLetter {
    /// Its number.
    pub id: LetterId,
    /// Its ticket.
    pub ticket: Option<TicketNumber>,
    /// Its kind.
    pub notice: NoticeKind,
    /// The letter, the same on every try.
    pub draft: Draft,
    /// The envelope sender. `None`: the null sender `<>`.
    pub envelope_from: Option<Address>,
    /// The mail whose attachments are added.
    pub encloses: Option<MailId>,
    /// The number of attempts, including this one.
    pub attempts: u32,
    /// The language that it is written in.
    pub language: String,
    /// The letter that it replaces.
    pub instead_of: Option<LetterId>,
    /// When it was enqueued, or sent again by an operator. It is tried for days from then on.
    pub since: Timestamp,
    /// Its bytes at the attempts before.
    pub composed: Option<Arc<Vec<u8>>>,
}

impl Store {
    /// Letters that are due at `now`, as [`record_and_claim_letters`](Self::record_and_claim_letters).
    pub async fn claim_letters(
        &self,
        limit: usize,
        bytes: u64,
        now: Timestamp,
    ) -> Result<Vec<ClaimedLetter>, StoreError> {
        Ok(self.record_and_claim_letters(|_| Ok(()), limit, bytes, now).await?.1)
    }

    /// Records something, and then claims letters that are due at `now`, in one commit: at least one, at most `limit`, and
    /// about `bytes` bytes of them with the mails that they enclose. The sending mailboxes take turns and give their oldest,
    /// so a busy one delays no other. Each letter is `sending`, with one more attempt, durably before it is returned. An
    /// unreadable letter has failed, and one of a kind that only a newer program knows is postponed. Neither blocks another.
    pub async fn record_and_claim_letters<T: Send + 'static>(
        &self,
        record: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
        limit: usize,
        bytes: u64,
        now: Timestamp,
    ) -> Result<(T, Vec<ClaimedLetter>), StoreError> {
        let claim = move |tx: &mut Tx<'_>| Ok((record(tx)?, begin_sending(tx.conn()?, limit, bytes, now)?));
        let (recorded, Begun { letters, put_back }) = self.write_batch(claim).await?;
        if let Some(first) = put_back.first() {
            let (letters, notice) = (put_back.len(), &first.notice);
            tracing::warn!(letters, notice, "letters postponed: only a newer maildesk knows their kind");
        }
        Ok((recorded, self.read_letters(letters, now).await?))
    }

    /// Reads claimed letters, off the writer.
    async fn read_letters(&self, letters: Vec<i64>, now: Timestamp) -> Result<Vec<ClaimedLetter>, StoreError> {
        if letters.is_empty() {
            return Ok(Vec::new());
        }
        let later = move |id, error: &StoreError| {
            // Nobody has tried to send it.
            let (at, words) = (now.checked_add(READ_AGAIN).unwrap_or(now), error.to_string());
            (LetterId(id), LetterOutcome::Retry { at, unknown: false, words })
        };
        let all = letters.clone();
        let read = move |reading: &Reading| {
            let (mut claimed, mut unreadable) = (Vec::with_capacity(letters.len()), Vec::new());
            for id in letters {
                match find_claimed(reading.conn(), id) {
                    Ok(letter) => claimed.push(letter),
                    Err(StoreError::Corrupt(words)) => {
                        unreadable.push((LetterId(id), LetterOutcome::Failed { words, expired: false }));
                    }
                    Err(error) => unreadable.push(later(id, &error)),
                }
            }
            Ok((claimed, unreadable))
        };
        let none = |error| (Vec::new(), all.into_iter().map(|id| later(id, &error)).collect());
        let (claimed, unreadable): (Vec<_>, Vec<_>) = self.read_claimed(read).await.unwrap_or_else(none);
        if !unreadable.is_empty() {
            let record = move |tx: &mut Tx<'_>| {
                unreadable.iter().try_for_each(|(id, outcome)| tx.record_outcome(*id, outcome, now))
            };
            self.write(record).await?;
        }
        Ok(claimed)
    }
}

/// A letter that is due.
#[derive(Debug)]
struct DueLetter {
    id: i64,
    at: i64,
    size: u64,
    /// The name of its kind.
    notice: String,
}

/// The letters that one claim takes out of the outbox.
#[derive(Default)]
struct Begun {
    letters: Vec<i64>,
    /// Letters of kinds that this program doesn't know.
    put_back: Vec<DueLetter>,
}

impl Waiting for DueLetter {
    fn place(&self) -> (i64, i64) {
        (self.at, self.id)
    }
}

/// Lanes take turns. The one with the oldest due letter is first.
fn begin_sending(conn: &Connection, limit: usize, bytes: u64, now: Timestamp) -> Result<Begun, StoreError> {
    const SENDING: &str =
        "UPDATE outbox SET state = 'sending', attempts = attempts + 1, changed_at = ?2 WHERE letter = ?1";
    const NEXT: &str = "SELECT next_at AS oldest, lane AS queue FROM outbox INDEXED BY outbox_by_lane WHERE next_at IS NOT NULL AND lane > ?1 \
                        ORDER BY lane, next_at LIMIT 1";
    let mut lanes = queues(conn, NEXT, ms(now))?;
    let (mut begun, mut held) = (Begun::default(), 0_u64);
    while begun.letters.len() < limit {
        let Some(mut lane) = lanes.pop_front() else { break };
        let Some(due) = lane.head(|lane, last| due(conn, lane, last, now))? else { continue };
        if NoticeKind::parse(&due.notice).is_none() {
            begun.put_back.extend(lane.pop());
            lanes.push_front(lane);
            continue;
        }
        held = held.saturating_add(due.size);
        if !begun.letters.is_empty() && held > bytes {
            break;
        }
        begun.letters.extend(lane.pop().map(|due| due.id));
        lanes.push_back(lane);
    }
    begun.letters.iter().try_for_each(|id| run(conn, SENDING, [*id, ms(now)]).map(drop))?;
    begun.put_back.iter().try_for_each(|due| put_back(conn, due, now))?;
    Ok(begun)
}

/// The letter stays `queued` or `unknown` without another attempt, because nobody began to send it.
fn put_back(conn: &Connection, due: &DueLetter, now: Timestamp) -> Result<(), StoreError> {
    const PUT_BACK_UNTIL: &str = "UPDATE outbox SET next_at = ?2, words = ?3 WHERE letter = ?1";
    let later = now.checked_add(PUT_BACK).unwrap_or(Timestamp::MAX);
    let words = format!("waits for a newer maildesk, which knows letters of the kind \"{}\"", due.notice);
    run(conn, PUT_BACK_UNTIL, params![due.id, ms(later), words]).map(drop)
}

/// The next due letters of a lane.
fn due(conn: &Connection, lane: &str, last: (i64, i64), now: Timestamp) -> Result<Vec<DueLetter>, StoreError> {
    const DUE: &str = "SELECT next_at, letter, octet_length(text) + coalesce(octet_length(html), 0) + coalesce(mail.size, 0) AS size, notice \
                       FROM outbox INDEXED BY outbox_by_lane JOIN letter ON letter.id = outbox.letter LEFT JOIN mail ON mail.id = letter.encloses \
                       WHERE next_at IS NOT NULL AND lane = :lane AND next_at BETWEEN :last_at AND :now \
                       AND (next_at > :last_at OR letter > :last) AND state <> 'sending' ORDER BY next_at, letter LIMIT :ahead";
    let (last_at, last) = last;
    let params =
        named_params! { ":lane": lane, ":last_at": last_at, ":now": ms(now), ":last": last, ":ahead": count(AHEAD) };
    let read = |row: &Row<'_>| {
        Ok(DueLetter {
            at: row.get("next_at")?,
            id: row.get("letter")?,
            size: unsigned(row.get("size")?),
            notice: row.get("notice")?,
        })
    };
    all(conn, DUE, params, read)
}

fn find_claimed(conn: &Connection, id: i64) -> Result<ClaimedLetter, StoreError> {
    const LETTER: &str = "SELECT id, ticket, notice, from_name, from_address, to_name, to_address, subject, message_id, \
                          in_reply_to, refs, date, text, html, hand, loop_mark, reply_to, envelope_from, encloses, \
                          attempts, since, language, instead_of FROM letter JOIN outbox ON outbox.letter = letter.id WHERE letter.id = ?1";
    let found = first(conn, LETTER, [id], read_letter)?;
    let mut letter = found.ok_or_else(|| StoreError::Corrupt(format!("letter {id} is missing")))?;
    letter.composed = composed::find(conn, id)?.map(Arc::new);
    Ok(letter)
}

fn read_letter(row: &Row<'_>) -> Result<ClaimedLetter, StoreError> {
    Ok(ClaimedLetter {
        id: LetterId(row.get("id")?),
        ticket: row.get::<Option<i64>>("ticket")?.map(TicketNumber),
        notice: known(row.get("notice")?, NoticeKind::parse)?,
        draft: read_draft(row)?,
        envelope_from: row.get::<Option<String>>("envelope_from")?.as_deref().map(address).transpose()?,
        encloses: row.get::<Option<i64>>("encloses")?.map(MailId),
        attempts: unsigned(row.get("attempts")?),
        language: row.get("language")?,
        instead_of: row.get::<Option<i64>>("instead_of")?.map(LetterId),
        since: at(row.get("since")?),
        composed: None,
    })
}

fn read_draft(row: &Row<'_>) -> Result<Draft, StoreError> {
    Ok(Draft {
        from: contact(row.get("from_name")?, row.get("from_address")?)?,
        to: contact(row.get("to_name")?, row.get("to_address")?)?,
        subject: Subject::from(row.get::<String>("subject")?),
        message_id: known(row.get("message_id")?, MessageId::parse)?,
        in_reply_to: some_message_id(row.get("in_reply_to")?),
        references: row.get::<String>("refs")?.split(' ').filter_map(MessageId::parse).collect(),
        date: at(row.get("date")?),
        text: row.get("text")?,
        html: row.get("html")?,
        auto_submitted: known(row.get("hand")?, parse_auto_submitted)?,
        loop_mark: row.get("loop_mark")?,
        reply_to: row.get::<Option<String>>("reply_to")?.as_deref().map(address).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::read::{LetterFilter, LetterState};
    use crate::store::samples::{Scratch, later, letter, make_newer, now, open_ticket, record};

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
    async fn mailboxes_that_write_take_turns() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        for (index, from) in
            [("a", 70), ("b", 1), ("c", 2)].iter().flat_map(|(from, count)| (0..*count).map(move |i| (i, *from)))
        {
            let mut new = letter(None, &format!("{index}.{from}@desk.example"));
            new.draft.from =
                crate::mail::Contact::new("", crate::mail::Address::parse(&format!("{from}@desk.example")).unwrap());
            store.write(move |tx| tx.enqueue(&new, now())).await.unwrap();
        }
        assert_eq!(claimed(store, 6, 1 << 20).await, [1, 71, 72, 2, 73, 3]);
        let rest: Vec<i64> = (4..=70).collect();
        assert_eq!(claimed(store, 99, 1 << 20).await, rest);
        assert_eq!(claimed(store, 99, 1 << 20).await, [0_i64; 0]);
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
    #[tokio::test]
    async fn letters_of_a_newer_program_are_put_back_as_they_are_and_hold_up_no_other() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let many = i64::try_from(AHEAD).unwrap() + 2;
        for index in 1..=many {
            store.write(move |tx| tx.enqueue(&letter(None, &format!("{index}@desk.example")), now())).await.unwrap();
        }
        assert_eq!(claimed(store, 1, 1 << 20).await, [1]);
        let doubt = LetterOutcome::Retry { at: now(), unknown: true, words: "reset".to_owned() };
        store.write(move |tx| tx.record_outcome(LetterId(1), &doubt, now())).await.unwrap();
        for id in 1..many {
            make_newer(store, LetterId(id)).await;
        }
        assert_eq!(claimed(store, 1, 1 << 20).await, [many], "behind all of them");
        assert_eq!(claimed(store, 9, 1 << 20).await, [0_i64; 0]);
        assert_eq!(store.next_letter_due().await.unwrap(), Some(later(3600)));
        let lines = store.read(|reading| reading.letters(LetterFilter::Waiting, 99)).await.unwrap();
        let (doubted, queued) = (&lines[0], &lines[1]);
        assert_eq!((doubted.state, doubted.attempts), (LetterState::Unknown, 1));
        assert_eq!((queued.state, queued.attempts, queued.next_at), (LetterState::Queued, 0, Some(later(3600))));
        assert_eq!((&queued.notice, queued.notice_name()), (&Err("digest".to_owned()), "digest"));
        assert!(queued.words.contains("\"digest\""), "{}", queued.words);
        // The newer program comes back and sends them.
        let known = "UPDATE letter SET notice = 'reply' WHERE notice = 'digest'";
        store.write(move |tx| Ok(tx.conn()?.execute(known, [])?)).await.unwrap();
        let all = store.claim_letters(99, 1 << 20, later(3600)).await.unwrap();
        assert_eq!(all.len(), AHEAD + 1);
    }
}
