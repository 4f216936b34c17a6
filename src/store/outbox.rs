//! The outbox: letters frozen when enqueued, and how their delivery stands (P4). The states are told in
//! `docs/STATES.md`.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use crate::desk::event::{Event, EventKind};
use crate::desk::letter::SentLetter;
use crate::desk::notice::NoticeKind;
use crate::desk::reference::TicketNumber;
use crate::mail::compose::{AutoSubmitted, Draft};
use crate::mail::{Address, MessageId, Subject};

use super::changes::tell;
use super::sql::{address, all, at, contact, first, insert, known, ms, run, some_message_id, unsigned};
use super::{MailId, Store, StoreError, Tx};

/// Letters that one delivery report is asked about; no server reports on more.
const MAX_REPORTED: usize = 50;

/// A letter's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LetterId(pub i64);

/// A letter to be enqueued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLetter {
    /// What it is about.
    pub ticket: Option<TicketNumber>,
    /// Which kind.
    pub notice: NoticeKind,
    /// The letter.
    pub draft: Draft,
    /// The envelope sender; `None` is the null sender `<>`.
    pub envelope_from: Option<Address>,
    /// The mail whose attachments are joined when it is sent.
    pub encloses: Option<MailId>,
}

/// A letter that the deliver belt has to send now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedLetter {
    /// Its number.
    pub id: LetterId,
    /// What it is about.
    pub ticket: Option<TicketNumber>,
    /// Which kind.
    pub notice: NoticeKind,
    /// The letter, the same on every try.
    pub draft: Draft,
    /// The envelope sender; `None` is the null sender `<>`.
    pub envelope_from: Option<Address>,
    /// The mail whose attachments are to be joined.
    pub encloses: Option<MailId>,
    /// How often sending began, this time included.
    pub attempts: u32,
    /// When it was enqueued: it is tried for days from here.
    pub enqueued_at: Timestamp,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// The next host has taken it.
    Accepted {
        /// Its words.
        words: String,
    },
    /// It is tried again.
    Retry {
        /// When.
        at: Timestamp,
        /// The next host may have taken it already.
        unknown: bool,
        /// What happened.
        words: String,
    },
    /// It is not tried again.
    Failed {
        /// Why.
        words: String,
        /// Because time ran out, not by refusal.
        expired: bool,
    },
}

const INTERRUPTED: &str = "the daemon stopped while it was being sent";

impl Store {
    /// When the next letter is due; `None` when none waits.
    pub async fn next_letter_due(&self) -> Result<Option<Timestamp>, StoreError> {
        const NEXT: &str =
            "SELECT next_at FROM outbox WHERE next_at IS NOT NULL AND state <> 'sending' ORDER BY next_at LIMIT 1";
        self.read(|reading| first(reading.conn(), NEXT, [], |row| Ok(at(row.get(0)?)))).await
    }

    /// At the start: letters that a crash left in `sending` may or may not have been taken. They become `unknown`, due
    /// at once, with the same Message-ID. How many there were.
    pub async fn recover(&self, now: Timestamp) -> Result<usize, StoreError> {
        const LEFT: &str = "SELECT letter FROM outbox WHERE next_at IS NOT NULL AND state = 'sending'";
        self.write(move |tx| {
            let left: Vec<i64> = all(tx.conn()?, LEFT, [], |row| Ok(row.get(0)?))?;
            for id in &left {
                let words = INTERRUPTED.to_owned();
                tx.settle(LetterId(*id), &Settlement::Retry { at: now, unknown: true, words }, now)?;
            }
            if !left.is_empty() {
                tx.letter_enqueued();
            }
            Ok(left.len())
        })
        .await
    }
}

impl Tx<'_> {
    /// Freezes a letter and makes it due at once.
    pub fn enqueue(&mut self, letter: &NewLetter, now: Timestamp) -> Result<LetterId, StoreError> {
        const QUEUED: &str = "INSERT INTO outbox (letter, lane, state, next_at, changed_at) \
                              VALUES (?1, ?3, 'queued', ?2, ?2)";
        let conn = self.conn()?;
        let id = freeze(conn, letter, now)?;
        run(conn, QUEUED, params![id, ms(now), letter.draft.from.address.key()])?;
        self.letter_enqueued();
        Ok(LetterId(id))
    }

    /// Keeps how an attempt ended. What finally failed, or may have been sent, is told on the ticket.
    pub fn settle(&mut self, letter: LetterId, settlement: &Settlement, now: Timestamp) -> Result<(), StoreError> {
        const ABOUT: &str = "SELECT ticket, to_address FROM letter WHERE id = ?1 AND ticket IS NOT NULL";
        let conn = self.conn()?;
        move_on(conn, letter, settlement, now)?;
        let (kind, words) = match settlement {
            Settlement::Failed { words, .. } => (EventKind::LetterFailed, words),
            Settlement::Retry { unknown: true, words, .. } => (EventKind::LetterUnknown, words),
            Settlement::Accepted { .. } | Settlement::Retry { .. } => return Ok(()),
        };
        let about: Option<(i64, String)> = first(conn, ABOUT, [letter.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let Some((ticket, recipient)) = about else { return Ok(()) };
        let event = Event { after: Some(recipient), ..Event::new(kind, words) };
        tell(conn, TicketNumber(ticket), &event, now, (None, None))
    }
}

/// Those of these letters of ours that the next host had accepted.
pub(super) fn sent_letters(conn: &Connection, ids: &[MessageId]) -> Result<Vec<SentLetter>, StoreError> {
    const SENT: &str = "SELECT to_name, to_address, subject, text FROM letter JOIN outbox ON outbox.letter = letter.id \
                        WHERE message_id = ?1 AND state = 'accepted'";
    let sent = |id: &MessageId| {
        first(conn, SENT, [id.as_str()], |row| {
            let to = contact(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?)?;
            let subject = Subject::from(row.get::<_, String>(2)?);
            Ok(SentLetter { message_id: id.clone(), to, subject, text: row.get(3)? })
        })
    };
    let mut letters: Vec<SentLetter> = Vec::new();
    for id in ids.iter().take(MAX_REPORTED) {
        if letters.iter().all(|letter| letter.message_id != *id) {
            letters.extend(sent(id)?);
        }
    }
    Ok(letters)
}

fn freeze(conn: &Connection, new: &NewLetter, now: Timestamp) -> Result<i64, StoreError> {
    const FREEZE: &str = "INSERT INTO letter (ticket, notice, message_id, enqueued_at, date, from_name, from_address, \
                          to_name, to_address, envelope_from, subject, in_reply_to, refs, hand, loop_mark, encloses, \
                          text, html, reply_to) \
                          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";
    let draft = &new.draft;
    // A blank cannot be in a Message-ID.
    let references: Vec<&str> = draft.references.iter().map(MessageId::as_str).collect();
    let row = params![
        new.ticket.map(|number| number.0),
        new.notice.as_str(),
        draft.message_id.as_str(),
        ms(now),
        ms(draft.date),
        draft.from.name(),
        draft.from.address.as_str(),
        draft.to.name(),
        draft.to.address.as_str(),
        new.envelope_from.as_ref().map(Address::as_str),
        draft.subject.as_str(),
        draft.in_reply_to.as_ref().map(MessageId::as_str),
        references.join(" "),
        auto_submitted_name(draft.auto_submitted),
        draft.loop_mark,
        new.encloses.map(|mail| mail.0),
        draft.text,
        draft.html,
        draft.reply_to.as_ref().map(Address::as_str),
    ];
    insert(conn, FREEZE, row)
}

fn move_on(conn: &Connection, letter: LetterId, settlement: &Settlement, now: Timestamp) -> Result<(), StoreError> {
    const MOVE: &str = "UPDATE outbox SET state = ?2, next_at = ?3, changed_at = ?4, expired = ?5, words = ?6 \
                        WHERE letter = ?1 AND state = 'sending'";
    let (state, next, is_expired, words) = match settlement {
        Settlement::Accepted { words } => ("accepted", None, false, words),
        Settlement::Retry { at, unknown: true, words } => ("unknown", Some(ms(*at)), false, words),
        Settlement::Retry { at, unknown: false, words } => ("queued", Some(ms(*at)), false, words),
        Settlement::Failed { words, expired } => ("failed", None, *expired, words),
    };
    match run(conn, MOVE, params![letter.0, state, next, ms(now), is_expired, words])? {
        0 => Err(StoreError::Contradiction(format!("letter {} is not being sent", letter.0))),
        _ => Ok(()),
    }
}

pub(super) fn letter(conn: &Connection, id: i64) -> Result<ClaimedLetter, StoreError> {
    const LETTER: &str = "SELECT id, ticket, notice, encloses, attempts, enqueued_at, envelope_from, from_name, \
                          from_address, to_name, to_address, subject, message_id, in_reply_to, refs, date, text, html, \
                          hand, loop_mark, reply_to FROM letter JOIN outbox ON outbox.letter = letter.id WHERE letter.id = ?1";
    first(conn, LETTER, [id], read_letter)?.ok_or_else(|| StoreError::Corrupt(format!("letter {id} is not there")))
}

fn read_letter(row: &Row<'_>) -> Result<ClaimedLetter, StoreError> {
    let notice: String = row.get(2)?;
    let envelope_from: Option<String> = row.get(6)?;
    Ok(ClaimedLetter {
        id: LetterId(row.get(0)?),
        ticket: row.get::<_, Option<i64>>(1)?.map(TicketNumber),
        notice: known(NoticeKind::parse(&notice), &notice)?,
        draft: read_draft(row)?,
        envelope_from: envelope_from.as_deref().map(address).transpose()?,
        encloses: row.get::<_, Option<i64>>(3)?.map(MailId),
        attempts: unsigned(row.get(4)?),
        enqueued_at: at(row.get(5)?),
    })
}

fn read_draft(row: &Row<'_>) -> Result<Draft, StoreError> {
    let text = |column: usize| row.get::<_, String>(column);
    let (message_id, references, hand) = (text(12)?, text(14)?, text(18)?);
    Ok(Draft {
        from: contact(&text(7)?, &text(8)?)?,
        to: contact(&text(9)?, &text(10)?)?,
        subject: Subject::from(text(11)?),
        message_id: known(MessageId::parse(&message_id), &message_id)?,
        in_reply_to: some_message_id(row.get(13)?),
        references: references.split(' ').filter_map(MessageId::parse).collect(),
        date: at(row.get(15)?),
        text: text(16)?,
        html: row.get(17)?,
        auto_submitted: known(parse_auto_submitted(&hand), &hand)?,
        loop_mark: text(19)?,
        reply_to: row.get::<_, Option<String>>(20)?.as_deref().map(address).transpose()?,
    })
}

fn auto_submitted_name(auto_submitted: AutoSubmitted) -> &'static str {
    match auto_submitted {
        AutoSubmitted::No => "human",
        AutoSubmitted::AutoReplied => "auto-replied",
        AutoSubmitted::AutoGenerated => "auto-generated",
    }
}

fn parse_auto_submitted(name: &str) -> Option<AutoSubmitted> {
    [AutoSubmitted::No, AutoSubmitted::AutoReplied, AutoSubmitted::AutoGenerated]
        .into_iter()
        .find(|it| auto_submitted_name(*it) == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{Scratch, later, letter, now, open_ticket};

    async fn enqueue(store: &Store, message_id: &str, seconds: i64) -> LetterId {
        let new = letter(Some(TicketNumber(1)), message_id);
        store.write(move |tx| tx.enqueue(&new, later(seconds))).await.unwrap()
    }

    async fn settle(store: &Store, id: LetterId, settlement: Settlement) -> Result<(), StoreError> {
        store.write(move |tx| tx.settle(id, &settlement, later(60))).await
    }

    async fn state(store: &Store, id: LetterId) -> (String, Option<i64>, String) {
        let sql = "SELECT state, next_at, words FROM outbox WHERE letter = ?1";
        let row = move |reading: &crate::store::Reading| {
            first(reading.conn(), sql, [id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        };
        store.read(row).await.unwrap().unwrap()
    }

    async fn events(store: &Store) -> Vec<(String, String, String)> {
        let sql = "SELECT kind, after, reason FROM event WHERE kind LIKE 'letter%' ORDER BY id";
        let rows = move |reading: &crate::store::Reading| {
            all(reading.conn(), sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        };
        store.read(rows).await.unwrap()
    }

    async fn claimed(store: &Store, limit: usize, seconds: i64) -> Vec<(LetterId, u32)> {
        let letters = store.claim_letters(limit, 1 << 20, later(seconds)).await.unwrap();
        letters.iter().map(|letter| (letter.id, letter.attempts)).collect()
    }

    #[tokio::test]
    async fn a_letter_comes_back_as_it_was_frozen() {
        let scratch = Scratch::new();
        open_ticket(&scratch.store, "a").await;
        let mut bare = letter(None, "bare@desk.example");
        bare.draft.in_reply_to = None;
        bare.draft.references.clear();
        bare.draft.html = None;
        bare.draft.auto_submitted = AutoSubmitted::No;
        bare.envelope_from = Some(bare.draft.from.address.clone());
        bare.notice = NoticeKind::Reply;
        bare.encloses = Some(MailId(1));
        for new in [letter(Some(TicketNumber(1)), "full@desk.example"), bare] {
            let frozen = new.clone();
            let id = scratch.store.write(move |tx| tx.enqueue(&frozen, now())).await.unwrap();
            let NewLetter { ticket, notice, draft, envelope_from, encloses } = new;
            let (attempts, enqueued_at) = (1, now());
            let expected = ClaimedLetter { id, ticket, notice, draft, envelope_from, encloses, attempts, enqueued_at };
            assert_eq!(scratch.store.claim_letters(9, 1 << 20, now()).await.unwrap(), [expected]);
        }
    }

    #[tokio::test]
    async fn letters_are_claimed_when_due_oldest_first_and_once() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        open_ticket(store, "a").await;
        let late = enqueue(store, "late@desk.example", 10).await;
        let early = enqueue(store, "early@desk.example", 0).await;
        let third = enqueue(store, "third@desk.example", 10).await;
        assert_eq!(store.next_letter_due().await.unwrap(), Some(now()));
        assert_eq!(claimed(store, 9, 5).await, [(early, 1)]);
        assert_eq!(store.next_letter_due().await.unwrap(), Some(later(10)));
        assert_eq!(claimed(store, 1, 10).await, [(late, 1)]);
        assert_eq!(claimed(store, 9, 10).await, [(third, 1)]);
        assert_eq!(claimed(store, 9, 99).await, []);
        assert_eq!(store.next_letter_due().await.unwrap(), None);
    }

    #[tokio::test]
    async fn each_settlement_leads_to_its_state() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        open_ticket(store, "a").await;
        let check = async |settlement: Settlement, expected: &str, next: Option<Timestamp>| {
            let id = enqueue(store, &format!("{expected}@desk.example"), 0).await;
            claimed(store, 9, 0).await;
            settle(store, id, settlement.clone()).await.unwrap();
            assert_eq!(state(store, id).await, (expected.to_owned(), next.map(ms), "words".to_owned()));
            let again = settle(store, id, settlement).await;
            assert!(matches!(again, Err(StoreError::Contradiction(_))), "settled once: {again:?}");
        };
        let (words, at) = ("words".to_owned(), later(600));
        check(Settlement::Accepted { words: words.clone() }, "accepted", None).await;
        check(Settlement::Retry { at, unknown: false, words: words.clone() }, "queued", Some(at)).await;
        assert_eq!(events(store).await, []);
        check(Settlement::Retry { at, unknown: true, words: words.clone() }, "unknown", Some(at)).await;
        check(Settlement::Failed { words: words.clone(), expired: true }, "failed", None).await;
        let told = |kind: &str| (kind.to_owned(), "ada@customer.example".to_owned(), words.clone());
        assert_eq!(events(store).await, [told("letter-unknown"), told("letter-failed")]);
    }

    #[tokio::test]
    async fn a_crash_between_claim_and_settle_leaves_unknown_and_the_same_letter_is_sent_again() {
        let scratch = Scratch::new();
        open_ticket(&scratch.store, "a").await;
        let id = enqueue(&scratch.store, "l@desk.example", 0).await;
        let before = scratch.store.claim_letters(9, 1 << 20, now()).await.unwrap();
        let scratch = scratch.reopened().await;
        let store = &scratch.store;
        assert_eq!(store.next_letter_due().await.unwrap(), None, "nobody but recover() takes it up again");
        assert_eq!(store.recover(later(60)).await, Ok(1));
        assert_eq!(state(store, id).await, ("unknown".to_owned(), Some(ms(later(60))), INTERRUPTED.to_owned()));
        assert_eq!(store.recover(later(61)).await, Ok(0));
        let after = store.claim_letters(9, 1 << 20, later(60)).await.unwrap();
        assert_eq!((&after[0].draft, after[0].attempts), (&before[0].draft, 2));
        assert_eq!(events(store).await.len(), 1);
    }

    #[tokio::test]
    async fn a_message_id_is_given_once() {
        let scratch = Scratch::new();
        open_ticket(&scratch.store, "a").await;
        enqueue(&scratch.store, "l@desk.example", 0).await;
        let twice = scratch.store.write(|tx| tx.enqueue(&letter(None, "l@desk.example"), now())).await;
        assert!(matches!(twice, Err(StoreError::Sql(_))), "{twice:?}");
    }

    #[tokio::test]
    async fn a_letter_that_is_rolled_back_was_never_enqueued() {
        let scratch = Scratch::new();
        let refused = scratch.store.write(|tx| {
            tx.enqueue(&letter(None, "l@desk.example"), now())?;
            Err::<(), _>(StoreError::Contradiction("no".to_owned()))
        });
        assert!(refused.await.is_err());
        assert_eq!(scratch.store.next_letter_due().await.unwrap(), None);
    }
}
