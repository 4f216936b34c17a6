//! The letters of ours that a delivery report names.

use rusqlite::Connection;

use crate::desk::letter::SentLetter;
use crate::mail::{MessageId, Subject};

use super::StoreError;
use super::sql::{contact, first};

/// The most letters in one delivery report. No server reports on more.
const MAX_REPORTED: usize = 50;

/// The given letters of ours that the next host accepted.
pub(super) fn sent_letters(conn: &Connection, ids: &[MessageId]) -> Result<Vec<SentLetter>, StoreError> {
    const SENT: &str = "SELECT to_name, to_address, subject, text FROM letter JOIN outbox ON outbox.letter = letter.id \
                        WHERE message_id = ?1 AND state = 'accepted'";
    let sent = |id: &MessageId| {
        first(conn, SENT, [id.as_str()], |row| {
            let to = contact(row.get("to_name")?, row.get("to_address")?)?;
            let subject = Subject::from(row.get::<String>("subject")?);
            Ok(SentLetter { message_id: id.clone(), to, subject, text: row.get("text")? })
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
