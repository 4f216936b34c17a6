//! Mails that claim to be the same message, and mails that were answered before they came.

use rusqlite::{Connection, params};

use crate::desk::case::EarlierCopy;
use crate::desk::end::End;
use crate::desk::reason::{Handling, Reason};
use crate::desk::reference::TicketNumber;
use crate::mail::MessageId;
use crate::mail::identity::{Identity, Wording};

use super::sql::{all, count, known, run, value, values};
use super::{MailId, StoreError, ended};

/// So many mails with the same claim are looked at, the oldest.
const MAX_COPIES: usize = 8;
/// So many ids that a mail answers are awaited, and so many tickets await one.
const MAX_AWAITED: usize = 3;

/// The mails that have this claim and their end.
pub(super) fn earlier(conn: &Connection, claim: &[u8]) -> Result<Vec<EarlierCopy>, StoreError> {
    const EARLIER: &str = "SELECT mail.id, mail.outcome, mail.origin, proven, words, \
                           comment.ticket, EXISTS (SELECT 1 FROM letter WHERE letter.ticket = comment.ticket \
                           AND (notice = 'confirmation' OR notice = 'reply')) AS is_answered \
                           FROM claim CROSS JOIN mail ON mail.id = claim.mail LEFT JOIN comment ON comment.mail = mail.id \
                           WHERE claim.claim = ?1 AND mail.outcome IS NOT NULL ORDER BY claim.mail LIMIT ?2";
    all(conn, EARLIER, params![claim, count(MAX_COPIES)], |row| {
        Ok(EarlierCopy {
            mail: row.get("id")?,
            end: known(row.get("outcome")?, End::parse)?,
            is_machine: row.get::<Option<String>>("origin")?.is_some_and(|origin| origin != "person"),
            is_proven: row.get("proven")?,
            is_answered: row.get("is_answered")?,
            wording: Wording::from_bytes(&row.get::<Vec<u8>>("words")?).unwrap_or_default(),
            ticket: row.get::<Option<i64>>("ticket")?.map(TicketNumber),
        })
    })
}

/// Notes what a mail claims to be.
pub(super) fn claim(conn: &Connection, mail: MailId, identity: &Identity, proven: bool) -> Result<(), StoreError> {
    const CLAIM: &str = "INSERT INTO claim (claim, mail, proven, words) VALUES (?1, ?2, ?3, ?4) \
                         ON CONFLICT (claim, mail) DO UPDATE SET proven = ?3, words = ?4";
    let Some(claim) = &identity.claim else { return Ok(()) };
    run(conn, CLAIM, params![claim, mail.0, proven, identity.wording.to_bytes()]).map(drop)
}

/// Whether a mail was worked on as another copy, and is not to be worked on again.
pub(super) fn is_settled(conn: &Connection, mail: MailId) -> Result<bool, StoreError> {
    const SETTLED: &str = "SELECT 1 FROM mail, json_each(mail.reasons) AS reason WHERE mail.id = ?1 AND CASE reason.type \
                           WHEN 'object' THEN json_extract(reason.value, '$.key') IN ('same-message', 'replaced') END";
    Ok(value::<i64>(conn, SETTLED, [mail.0])?.is_some())
}

/// A copy was proven that came later.
pub(super) fn prove(conn: &Connection, mail: MailId) -> Result<(), StoreError> {
    run(conn, "UPDATE claim SET proven = 1 WHERE mail = ?1", [mail.0]).map(drop)
}

/// Another copy counts instead of this one, which is held no more.
pub(super) fn replace(conn: &Connection, mail: MailId, by: MailId) -> Result<(), StoreError> {
    const TELL: &str =
        "UPDATE mail SET reasons = json_insert(reasons, '$[#]', json(?2)) WHERE id = ?1 AND outcome IS NOT NULL";
    const FORGET: &str = "DELETE FROM claim WHERE mail = ?1";
    let reason = Reason::from(Handling::Replaced { mail: by.0.unsigned_abs() });
    if !ended::drop_held(conn, mail, &reason)? {
        run(conn, TELL, params![mail.0, reason.stored()])?;
    }
    run(conn, FORGET, [mail.0]).map(drop)
}

/// The tickets that were opened by answers to this mail.
pub(super) fn awaiting(conn: &Connection, id: Option<&MessageId>) -> Result<Vec<TicketNumber>, StoreError> {
    const AWAITING: &str = "SELECT ticket FROM awaited WHERE message_id = ?1 ORDER BY ticket LIMIT ?2";
    let Some(id) = id else { return Ok(Vec::new()) };
    let found: Vec<i64> = values(conn, AWAITING, params![id.as_str(), count(MAX_AWAITED)])?;
    Ok(found.into_iter().map(TicketNumber).collect())
}

/// Notes what a mail that opens a ticket answers.
pub(super) fn note_awaited(conn: &Connection, ids: &[MessageId], ticket: TicketNumber) -> Result<(), StoreError> {
    const NOTE: &str = "INSERT INTO awaited (message_id, ticket) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    ids.iter().take(MAX_AWAITED).try_for_each(|id| run(conn, NOTE, params![id.as_str(), ticket.0]).map(drop))
}
