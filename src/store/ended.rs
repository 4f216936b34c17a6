//! How many mails ended how. The counts are kept in the transactions that end mails or give them back, because counting three
//! million mails takes a second.

use rusqlite::{Connection, params};

use crate::desk::end::End;
use crate::desk::reason::Reason;

use super::sql::{run, value};
use super::{MailId, StoreError};

/// A mail's end, by its name.
pub(super) fn end_of(conn: &Connection, mail: MailId) -> Result<Option<String>, StoreError> {
    const END: &str = "SELECT outcome FROM mail WHERE id = ?1";
    Ok(value::<Option<String>>(conn, END, [mail.0])?.flatten())
}

/// A mail changes from one end to another. `None`: it waits.
pub(super) fn moves(conn: &Connection, from: Option<&str>, to: Option<&str>) -> Result<(), StoreError> {
    const COUNT: &str = "INSERT INTO ended (outcome, mails) VALUES (?1, ?2) \
                         ON CONFLICT (outcome) DO UPDATE SET mails = mails + ?2";
    if from == to {
        return Ok(());
    }
    for (end, by) in [(from, -1), (to, 1)] {
        if let Some(end) = end {
            run(conn, COUNT, params![end, by])?;
        }
    }
    Ok(())
}

/// Drops a held mail, with the reason. Returns whether it was held.
pub(super) fn drop_held(conn: &Connection, mail: MailId, reason: &Reason) -> Result<bool, StoreError> {
    const DROP: &str = "UPDATE mail SET outcome = 'suppressed', reasons = json_insert(reasons, '$[#]', json(?2)) \
                        WHERE id = ?1 AND outcome = 'held'";
    let was_held = run(conn, DROP, params![mail.0, reason.stored()])? > 0;
    if was_held {
        moves(conn, Some(End::Held.as_str()), Some(End::Suppressed.as_str()))?;
    }
    Ok(was_held)
}
