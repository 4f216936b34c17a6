//! What agents wrote on a ticket that bears on their next mail: notes, and mails that were not sent.

use rusqlite::{Connection, params};

use crate::desk::question::{AgentNote, Answer, MOST_BYTES, MOST_SHOWN, UnsentMail};
use crate::desk::reference::TicketNumber;
use crate::mail::{Address, MessageId};

use super::StoreError;
use super::sql::{Row, all, count, value};

/// How many unsent mails of a ticket are considered, the newest.
const MOST_UNSENT: usize = 20;
/// How many Message-IDs of an In-Reply-To are looked up.
const MOST_ANSWERED: usize = 10;

/// The newest notes of agents on a ticket, as far as they came by mail.
pub(super) fn notes(conn: &Connection, ticket: TicketNumber) -> Result<Answer, StoreError> {
    const NOTES: &str = "SELECT author_address, substr(text, 1, ?2) AS text FROM comment WHERE ticket = ?1 AND role = 'agent' \
                         AND visibility = 'internal' ORDER BY id DESC LIMIT ?3";
    let read = |row: &Row<'_>| {
        let author: Option<String> = row.get("author_address")?;
        let text = row.get("text")?;
        Ok(author.as_deref().and_then(Address::parse).map(|author| AgentNote { author, text }))
    };
    let notes = all(conn, NOTES, params![ticket.0, count(MOST_BYTES), count(MOST_SHOWN)], read)?;
    Ok(Answer::Notes(notes.into_iter().flatten().collect()))
}

/// The unsent mails of a ticket. A receipt answers its mail, and a mail with `#send` answers the receipt.
pub(super) fn unsent(conn: &Connection, ticket: TicketNumber, answers: &[MessageId]) -> Result<Answer, StoreError> {
    const UNSENT: &str = "SELECT mail.id, mail.message_id, mail.from_address, EXISTS (SELECT 1 FROM comment AS later \
                          WHERE later.ticket = comment.ticket AND later.id > comment.id AND later.role = 'agent' \
                          AND later.visibility = 'public' AND later.text <> '' AND later.author_address = comment.author_address) AS is_overtaken FROM comment \
                          JOIN mail ON mail.id = comment.mail \
                          WHERE comment.ticket = ?1 AND mail.unsent ORDER BY mail.id DESC LIMIT ?2";
    const RECEIPT: &str = "SELECT in_reply_to FROM letter WHERE message_id = ?1 AND notice = 'receipt'";
    let mut named: Vec<String> = Vec::new();
    for id in answers.iter().take(MOST_ANSWERED) {
        named.extend(value::<Option<String>>(conn, RECEIPT, [id.as_str()])?.flatten());
    }
    let read = |row: &Row<'_>| {
        let id: Option<String> = row.get("message_id")?;
        let author: Option<String> = row.get("from_address")?;
        let is_named = id.is_some_and(|id| named.contains(&id));
        let (number, is_overtaken) = (row.get("id")?, row.get("is_overtaken")?);
        let author = author.as_deref().and_then(Address::parse);
        Ok(author.map(|author| UnsentMail { number, author, is_named, is_overtaken }))
    };
    let rows = all(conn, UNSENT, params![ticket.0, count(MOST_UNSENT)], read)?;
    Ok(Answer::Unsent(rows.into_iter().flatten().collect()))
}
