//! The outbox: letters, frozen when enqueued, and the state of their delivery (P4). `docs/STATES.md` explains the
//! states.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, named_params, params};

use crate::desk::event::{Event, EventKind};
use crate::desk::notice::NoticeKind;
use crate::desk::reason::By;
use crate::desk::reference::TicketNumber;
use crate::mail::compose::{AutoSubmitted, Draft};
use crate::mail::{Address, MessageId};

use super::changes::EventCause;
use super::sql::{at, first, insert, ms, run, value, values};
use super::{MailId, Store, StoreError, Tx};

/// A letter's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LetterId(pub i64);

/// A letter to enqueue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLetter {
    /// Its ticket.
    pub ticket: Option<TicketNumber>,
    /// Its kind.
    pub notice: NoticeKind,
    /// The letter.
    pub draft: Draft,
    /// The envelope sender. `None`: the null sender `<>`.
    pub envelope_from: Option<Address>,
    /// The mail whose attachments are added on sending.
    pub encloses: Option<MailId>,
    /// The language that it is written in.
    pub language: String,
    /// The letter that it replaces.
    pub instead_of: Option<LetterId>,
}

/// The result of an attempt to send a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterOutcome {
    /// The next host accepted it.
    Accepted {
        /// The host's words.
        words: String,
    },
    /// It is tried again.
    Retry {
        /// The time of the next attempt.
        at: Timestamp,
        /// The next host may have accepted it.
        unknown: bool,
        /// What happened.
        words: String,
    },
    /// It isn't tried again.
    Failed {
        /// The cause.
        words: String,
        /// Time ran out, and nobody refused it.
        expired: bool,
    },
}

const INTERRUPTED: &str = "the daemon stopped while it was being sent";

impl Store {
    /// When the next letter is due. `None`: none waits.
    pub async fn next_letter_due(&self) -> Result<Option<Timestamp>, StoreError> {
        const NEXT: &str =
            "SELECT next_at FROM outbox WHERE next_at IS NOT NULL AND state <> 'sending' ORDER BY next_at LIMIT 1";
        self.read(|reading| Ok(value(reading.conn(), NEXT, [])?.map(at))).await
    }

    /// At the start: letters that a crash left in `sending` may have been accepted. They become `unknown`, due at once,
    /// with the same Message-ID. Returns their number.
    pub async fn recover(&self, now: Timestamp) -> Result<usize, StoreError> {
        const LEFT: &str = "SELECT letter FROM outbox WHERE next_at IS NOT NULL AND state = 'sending'";
        self.write(move |tx| {
            let left: Vec<i64> = values(tx.conn()?, LEFT, [])?;
            for id in &left {
                let words = INTERRUPTED.to_owned();
                tx.record_outcome(LetterId(*id), &LetterOutcome::Retry { at: now, unknown: true, words }, now)?;
            }
            if !left.is_empty() {
                tx.letter_enqueued();
            }
            Ok(left.len())
        })
        .await
    }
}

/// How many letters of one act are due at once.
const AT_ONCE: usize = 10;

impl Tx<'_> {
    /// Freezes the letters of one act. The first are due at once. Of many, each further ten are due a second later, so
    /// that those of one act never keep the letters of others waiting.
    pub fn enqueue_all(&mut self, letters: &[NewLetter], now: Timestamp) -> Result<(), StoreError> {
        for (letters, seconds) in letters.chunks(AT_ONCE).zip(0..) {
            let due = now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(now);
            for letter in letters {
                self.enqueue_for(letter, now, due)?;
            }
        }
        Ok(())
    }

    /// Freezes a letter and makes it due at once.
    pub fn enqueue(&mut self, letter: &NewLetter, now: Timestamp) -> Result<LetterId, StoreError> {
        self.enqueue_for(letter, now, now)
    }

    fn enqueue_for(&mut self, letter: &NewLetter, now: Timestamp, due: Timestamp) -> Result<LetterId, StoreError> {
        const QUEUED: &str = "INSERT INTO outbox (letter, lane, state, next_at, since, changed_at) \
                              VALUES (?1, ?3, 'queued', ?4, ?2, ?2)";
        let conn = self.conn()?;
        let id = freeze(conn, letter, now)?;
        run(conn, QUEUED, params![id, ms(now), letter.draft.from.address.key(), ms(due)])?;
        self.letter_enqueued();
        Ok(LetterId(id))
    }

    /// Records the result of an attempt. If the letter failed for good or may have been sent, the ticket says so.
    pub fn record_outcome(
        &mut self,
        letter: LetterId,
        outcome: &LetterOutcome,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const ABOUT: &str = "SELECT ticket, to_address FROM letter WHERE id = ?1 AND ticket IS NOT NULL";
        let conn = self.conn()?;
        move_on(conn, letter, outcome, now)?;
        let (kind, words) = match outcome {
            LetterOutcome::Failed { words, .. } => (EventKind::LetterFailed, words),
            LetterOutcome::Retry { unknown: true, words, .. } => (EventKind::LetterUnknown, words),
            LetterOutcome::Accepted { .. } | LetterOutcome::Retry { .. } => return Ok(()),
        };
        let about: Option<(i64, String)> =
            first(conn, ABOUT, [letter.0], |row| Ok((row.get("ticket")?, row.get("to_address")?)))?;
        let Some((ticket, recipient)) = about else { return Ok(()) };
        let event = Event { after: Some(recipient), ..Event::new(kind, By::words(words)) };
        EventCause::desk(conn, now).event(TicketNumber(ticket), &event)
    }
}

fn freeze(conn: &Connection, new: &NewLetter, now: Timestamp) -> Result<i64, StoreError> {
    const FREEZE: &str = "INSERT INTO letter (ticket, notice, message_id, enqueued_at, date, from_name, from_address, \
                          to_name, to_address, envelope_from, subject, in_reply_to, refs, hand, loop_mark, encloses, \
                          text, html, reply_to, language, instead_of, knows) \
                          VALUES (:ticket, :notice, :message_id, :now, :date, :from_name, :from_address, \
                          :to_name, :to_address, :envelope_from, :subject, :in_reply_to, :refs, :hand, :loop_mark, \
                          :encloses, :text, :html, :reply_to, :language, :instead_of, CASE WHEN :instead_of IS NULL \
                          THEN (SELECT max(id) FROM comment) ELSE (SELECT knows FROM letter WHERE id = :instead_of) END)";
    let draft = &new.draft;
    // A Message-ID has no blanks.
    let references: Vec<&str> = draft.references.iter().map(MessageId::as_str).collect();
    let row = named_params! {
        ":ticket": new.ticket.map(|number| number.0),
        ":notice": new.notice.as_str(),
        ":message_id": draft.message_id.as_str(),
        ":now": ms(now),
        ":date": ms(draft.date),
        ":from_name": draft.from.name(),
        ":from_address": draft.from.address.as_str(),
        ":to_name": draft.to.name(),
        ":to_address": draft.to.address.as_str(),
        ":envelope_from": new.envelope_from.as_ref().map(Address::as_str),
        ":subject": draft.subject.as_str(),
        ":in_reply_to": draft.in_reply_to.as_ref().map(MessageId::as_str),
        ":refs": references.join(" "),
        ":hand": auto_submitted_name(draft.auto_submitted),
        ":loop_mark": draft.loop_mark,
        ":encloses": new.encloses.map(|mail| mail.0),
        ":text": draft.text,
        ":html": draft.html,
        ":reply_to": draft.reply_to.as_ref().map(Address::as_str),
        ":language": new.language,
        ":instead_of": new.instead_of.map(|letter| letter.0),
    };
    insert(conn, FREEZE, row)
}

fn move_on(conn: &Connection, letter: LetterId, outcome: &LetterOutcome, now: Timestamp) -> Result<(), StoreError> {
    const MOVE: &str = "UPDATE outbox SET state = :state, next_at = :next, changed_at = :now, expired = :expired, \
                        words = :words WHERE letter = :letter AND state = 'sending'";
    let (state, next, is_expired, words) = match outcome {
        LetterOutcome::Accepted { words } => ("accepted", None, false, words),
        LetterOutcome::Retry { at, unknown: true, words } => ("unknown", Some(ms(*at)), false, words),
        LetterOutcome::Retry { at, unknown: false, words } => ("queued", Some(ms(*at)), false, words),
        LetterOutcome::Failed { words, expired } => ("failed", None, *expired, words),
    };
    let row = named_params! {
        ":letter": letter.0, ":state": state, ":next": next, ":now": ms(now), ":expired": is_expired, ":words": words,
    };
    match run(conn, MOVE, row)? {
        0 => Err(StoreError::Contradiction(format!("letter {} is not being sent", letter.0))),
        _ => Ok(()),
    }
}

fn auto_submitted_name(auto_submitted: AutoSubmitted) -> &'static str {
    match auto_submitted {
        AutoSubmitted::No => "human",
        AutoSubmitted::AutoReplied => "auto-replied",
        AutoSubmitted::AutoGenerated => "auto-generated",
    }
}

pub(super) fn parse_auto_submitted(name: &str) -> Option<AutoSubmitted> {
    [AutoSubmitted::No, AutoSubmitted::AutoReplied, AutoSubmitted::AutoGenerated]
        .into_iter()
        .find(|it| auto_submitted_name(*it) == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::reason::Reason;
    use crate::store::ClaimedLetter;
    use crate::store::samples::{Scratch, later, letter, now, open_ticket};
    use crate::store::sql::all;

    async fn enqueue(store: &Store, message_id: &str, seconds: i64) -> LetterId {
        let new = letter(Some(TicketNumber(1)), message_id);
        store.write(move |tx| tx.enqueue(&new, later(seconds))).await.unwrap()
    }

    async fn record(store: &Store, id: LetterId, outcome: LetterOutcome) -> Result<(), StoreError> {
        store.write(move |tx| tx.record_outcome(id, &outcome, later(60))).await
    }

    async fn state(store: &Store, id: LetterId) -> (String, Option<i64>, String) {
        let sql = "SELECT state, next_at, words FROM outbox WHERE letter = ?1";
        let row = move |reading: &crate::store::Reading| {
            first(reading.conn(), sql, [id.0], |row| Ok((row.get("state")?, row.get("next_at")?, row.get("words")?)))
        };
        store.read(row).await.unwrap().unwrap()
    }

    async fn events(store: &Store) -> Vec<(String, String, Reason)> {
        let sql = "SELECT kind, after, reason FROM event WHERE kind LIKE 'letter%' ORDER BY id";
        let rows = move |reading: &crate::store::Reading| {
            all(reading.conn(), sql, [], |row| {
                Ok((row.get("kind")?, row.get("after")?, Reason::read(&row.get::<String>("reason")?)))
            })
        };
        store.read(rows).await.unwrap()
    }

    async fn claimed(store: &Store, limit: usize, seconds: i64) -> Vec<(LetterId, u32)> {
        let letters = store.claim_letters(limit, 1 << 20, later(seconds)).await.unwrap();
        letters.iter().map(|letter| (letter.id, letter.attempts)).collect()
    }

    #[tokio::test]
    async fn many_letters_of_one_act_keep_nobody_waiting() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        open_ticket(store, "a").await;
        let many: Vec<NewLetter> =
            (0..25).map(|n| letter(Some(TicketNumber(1)), &format!("{n}@desk.example"))).collect();
        store.write(move |tx| tx.enqueue_all(&many, now())).await.unwrap();
        let other = enqueue(store, "other@desk.example", 0).await;
        let due = "SELECT count(*) FROM outbox WHERE next_at < (SELECT next_at FROM outbox WHERE letter = ?1) OR (next_at = \
                   (SELECT next_at FROM outbox WHERE letter = ?1) AND letter < ?1)";
        let before: i64 = store.read(move |reading| value(reading.conn(), due, [other.0])).await.unwrap().unwrap();
        assert_eq!(before, 10, "the others wait behind it");
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
            let NewLetter { ticket, notice, draft, envelope_from, encloses, language, instead_of } = new;
            let (attempts, since) = (1, now());
            let expected = ClaimedLetter {
                id,
                ticket,
                notice,
                draft,
                envelope_from,
                encloses,
                attempts,
                language,
                instead_of,
                since,
                composed: None,
            };
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
    async fn each_outcome_leads_to_its_state() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        open_ticket(store, "a").await;
        let check = async |outcome: LetterOutcome, expected: &str, next: Option<Timestamp>| {
            let id = enqueue(store, &format!("{expected}@desk.example"), 0).await;
            claimed(store, 9, 0).await;
            record(store, id, outcome.clone()).await.unwrap();
            assert_eq!(state(store, id).await, (expected.to_owned(), next.map(ms), "words".to_owned()));
            let again = record(store, id, outcome).await;
            assert!(matches!(again, Err(StoreError::Contradiction(_))), "recorded once: {again:?}");
        };
        let (words, at) = ("words".to_owned(), later(600));
        check(LetterOutcome::Accepted { words: words.clone() }, "accepted", None).await;
        check(LetterOutcome::Retry { at, unknown: false, words: words.clone() }, "queued", Some(at)).await;
        assert_eq!(events(store).await, []);
        check(LetterOutcome::Retry { at, unknown: true, words: words.clone() }, "unknown", Some(at)).await;
        check(LetterOutcome::Failed { words: words.clone(), expired: true }, "failed", None).await;
        let told = |kind: &str| (kind.to_owned(), "ada@customer.example".to_owned(), By::words(&words).into());
        assert_eq!(events(store).await, [told("letter-unknown"), told("letter-failed")]);
    }

    #[tokio::test]
    async fn a_crash_before_the_outcome_is_recorded_leaves_unknown_and_the_letter_is_sent_again() {
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
