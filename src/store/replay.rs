//! Returns a mail that was set aside to the queue: it was held, quarantined, suppressed, or filed as a machine's. It loses
//! its end, and the ingest belt decides on it again. The human's request is recorded, so a held mail isn't held again, and
//! what was taken for a machine's is a person's.

use jiff::Timestamp;
use rusqlite::Connection;

use crate::desk::end::End;
use crate::desk::event::{Event, EventKind};
use crate::desk::reason::{Handling, Reason};
use crate::desk::reference::TicketNumber;

use super::changes::EventCause;
use super::sql::{first, ms, run, value};
use super::{MailId, Store, StoreError, Tx, copies, ended, owed};

/// The result of a request to replay a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replay {
    /// The mail waits for processing. This was its end.
    Given(End),
    /// Nothing of it is here: its server is asked for it again, and it is worked on once it came.
    AskedAgain,
    /// Nothing of it is here, and no folder has it any more.
    Nowhere,
    /// It is waiting already.
    Waits,
    /// It has another end, by its name, and keeps it. Otherwise its effects would come twice.
    Refused(String),
    /// There is no such mail.
    Unknown,
}

impl Store {
    /// Drops a held mail, with the reason. Returns whether it was held.
    pub async fn drop_held(&self, mail: MailId, reason: Reason) -> Result<bool, StoreError> {
        self.write(move |tx| ended::drop_held(tx.conn()?, mail, &reason)).await
    }

    /// Replays a held or quarantined mail. A running daemon picks it up within seconds.
    pub async fn replay(&self, mail: MailId, now: Timestamp) -> Result<Replay, StoreError> {
        self.write(move |tx| replay(tx, mail, now)).await
    }
}

pub(super) fn replay(tx: &mut Tx<'_>, mail: MailId, now: Timestamp) -> Result<Replay, StoreError> {
    const ENDED: &str = "SELECT outcome, origin <> 'person' AS is_machine FROM mail WHERE id = ?1";
    const GIVE: &str = "UPDATE mail SET outcome = NULL, done_at = NULL, reasons = NULL, attempts = 0, released_at = ?2 \
                        WHERE id = ?1 AND (outcome = 'held' OR outcome = 'quarantined' OR outcome = 'suppressed' \
                        OR (outcome = 'commented' AND origin <> 'person'))";
    let conn = tx.conn()?;
    let ended = first(conn, ENDED, [mail.0], |row| {
        let (outcome, is_machine): (Option<String>, Option<bool>) = (row.get("outcome")?, row.get("is_machine")?);
        Ok((outcome, is_machine.unwrap_or(false)))
    })?;
    let ended = match ended {
        None => return Ok(Replay::Unknown),
        Some((None, _)) => return Ok(Replay::Waits),
        Some((Some(name), is_machine)) => match End::parse(&name) {
            Some(end @ (End::Held | End::Quarantined | End::Suppressed)) => end,
            Some(End::Commented) if is_machine => End::Commented,
            _ => return Ok(Replay::Refused(name)),
        },
    };
    if copies::is_settled(conn, mail)? {
        return Ok(Replay::Refused("worked on as another copy".to_owned()));
    }
    if is_unread(conn, mail)? {
        return Ok(if owed::ask_again(conn, mail, now)? { Replay::AskedAgain } else { Replay::Nowhere });
    }
    let_go(conn, mail, now)?;
    run(conn, GIVE, [mail.0, ms(now)])?;
    ended::moves(conn, Some(ended.as_str()), None)?;
    tx.mail_recorded();
    Ok(Replay::Given(ended))
}

/// Whether nothing of a mail came.
pub(super) fn is_unread(conn: &Connection, mail: MailId) -> Result<bool, StoreError> {
    const UNREAD: &str = "SELECT unread FROM mail WHERE id = ?1";
    Ok(value(conn, UNREAD, [mail.0])?.unwrap_or_default())
}

/// Has an unsent mail worked on again, as it was meant.
pub(super) fn send(tx: &mut Tx<'_>, mail: MailId, now: Timestamp) -> Result<(), StoreError> {
    const SEND: &str = "UPDATE mail SET outcome = NULL, done_at = NULL, reasons = NULL, attempts = 0, unsent = 0, \
                        sent_at = ?2 WHERE id = ?1 AND unsent";
    let conn = tx.conn()?;
    let end = ended::end_of(conn, mail)?;
    if run(conn, SEND, [mail.0, ms(now)])? > 0 {
        ended::moves(conn, end.as_deref(), None)?;
        let_go(conn, mail, now)?;
        tx.mail_recorded();
    }
    Ok(())
}

/// What stands on a ticket of a quarantined or unsent mail stays there. The mail is no longer that comment: it can only be
/// one (P2), and replies to it belong to the new one.
pub(super) fn let_go(conn: &Connection, mail: MailId, now: Timestamp) -> Result<(), StoreError> {
    const SHOWN: &str = "SELECT id, ticket FROM comment WHERE mail = ?1";
    const LET_GO: &str = "UPDATE comment SET mail = NULL, message_id = NULL, message_key = NULL WHERE id = ?1";
    let shown: Option<(i64, i64)> = first(conn, SHOWN, [mail.0], |row| Ok((row.get("id")?, row.get("ticket")?)))?;
    let Some((comment, ticket)) = shown else { return Ok(()) };
    run(conn, LET_GO, [comment])?;
    let event = Event::new(EventKind::Replayed, Handling::GivenBack { mail: mail.0.unsigned_abs() });
    EventCause { mail: Some(mail), ..EventCause::desk(conn, now) }.event(TicketNumber(ticket), &event)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::outcome::Outcome;
    use crate::store::samples::{Scratch, apply, later, mark, now, opening, record};
    use crate::store::sql;

    fn ended(end: End) -> Outcome {
        Outcome::without_ticket(end, Handling::AsksForOwn)
    }

    #[tokio::test]
    async fn only_what_was_set_aside_is_given_back() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let check = async |name: &str, decision: Option<Outcome>, expected: Replay| {
            let mail = record(store, &[name]).await[0];
            if let Some(decision) = decision {
                apply(store, mark(mail, "a@customer.example"), decision).await.unwrap();
            }
            assert_eq!(store.replay(mail, later(5)).await.unwrap(), expected, "{name}");
        };
        check("opened", Some(opening("a@customer.example")), Replay::Refused("opened".to_owned())).await;
        check("suppressed", Some(ended(End::Suppressed)), Replay::Given(End::Suppressed)).await;
        check("answered", Some(ended(End::Answered)), Replay::Refused("answered".to_owned())).await;
        check("waiting", None, Replay::Waits).await;
        check("held", Some(ended(End::Held)), Replay::Given(End::Held)).await;
        assert_eq!(store.replay(MailId(99), now()).await.unwrap(), Replay::Unknown);
    }

    #[tokio::test]
    async fn a_held_mail_waits_again_and_says_that_a_human_released_it() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let mail = record(store, &["a"]).await[0];
        assert_eq!(store.claim_mails(9, 1 << 20).await.unwrap()[0].released_at, None);
        apply(store, mark(mail, "a@customer.example"), ended(End::Held)).await.unwrap();
        assert_eq!(store.claim_mails(9, 1 << 20).await.unwrap(), []);
        let wake = store.mail_recorded();
        store.replay(mail, later(5)).await.unwrap();
        wake.notified().await;
        let again = store.claim_mails(9, 1 << 20).await.unwrap();
        assert_eq!((again[0].id, again[0].attempts, again[0].released_at), (mail, 1, Some(later(5))));
        assert_eq!(store.replay(mail, later(6)).await.unwrap(), Replay::Waits);
    }

    #[tokio::test]
    async fn a_quarantined_mail_leaves_its_ticket_and_can_become_another() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let mail = record(store, &["a"]).await[0];
        let quarantined = Outcome { end: Some(End::Quarantined), ..opening("a@customer.example") };
        apply(store, mark(mail, "a@customer.example"), quarantined).await.unwrap();
        assert_eq!(store.replay(mail, later(5)).await.unwrap(), Replay::Given(End::Quarantined));
        let ticket = apply(store, mark(mail, "a@customer.example"), opening("a@customer.example")).await.unwrap();
        assert_eq!(ticket.unwrap().number, TicketNumber(2));
        let told = "SELECT concat_ws('|', ticket, kind, reason, mail) FROM event";
        let events: Vec<String> = store.read(move |reading| sql::values(reading.conn(), told, [])).await.unwrap();
        assert_eq!(events, [r#"1|replayed|{"key":"given-back","mail":1}|1"#]);
    }
}
