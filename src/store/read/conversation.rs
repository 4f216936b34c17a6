//! What was said on a ticket in public, for its people: notes and withheld words aren't read at all (P6, P10).

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::desk::people::Role;
use crate::desk::reference::TicketNumber;
use crate::desk::ticket::Ticket;
use crate::mail::Contact;

use super::super::sql::{all, at, count, first, known, some_contact, unsigned, value};
use super::super::{MailId, Reading, StoreError, tickets};

/// A ticket with what was said in public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// The ticket.
    pub ticket: Ticket,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The newest public comments, the oldest of them first.
    pub said: Vec<PublicComment>,
    /// How many older ones there are.
    pub earlier: u64,
    /// The newest comment that there is, public or not; for forms, which tell by it what was said since.
    pub newest: i64,
    /// The rating, if there is one.
    pub rating: Option<GivenRating>,
}

/// A comment that customers see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicComment {
    /// Its number, on all tickets together.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// The author; none: the desk itself.
    pub author: Option<Contact>,
    /// The author's role on the ticket.
    pub role: Role,
    /// The words.
    pub text: String,
    /// Its files, without those that nobody gets.
    pub files: Vec<StoredFile>,
}

/// A file of a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// The comment.
    pub comment: i64,
    /// Which of its files, from 0.
    pub place: u32,
    /// File name, perhaps empty.
    pub name: String,
    /// `type/subtype`, as its sender says.
    pub content_type: String,
    /// Decoded bytes.
    pub size: u64,
}

/// A rating that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenRating {
    /// From 1 to 5.
    pub score: u8,
    /// The words beside it.
    pub comment: String,
}

/// Where the bytes of a file are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePlace {
    /// The ticket of its comment.
    pub ticket: TicketNumber,
    /// The comment is public, and the file isn't refused.
    pub is_public: bool,
    /// The mail that it is in.
    pub mail: MailId,
    /// File name, perhaps empty.
    pub name: String,
}

impl Reading {
    /// A ticket with its newest public comments.
    pub fn conversation(&self, number: TicketNumber, most: usize) -> Result<Option<Conversation>, StoreError> {
        const OPENED: &str = "SELECT opened_at FROM ticket WHERE number = ?1";
        const PUBLIC: &str = "SELECT count(*) FROM comment WHERE ticket = ?1 AND visibility = 'public'";
        let conn = self.conn();
        let Some(ticket) = tickets::ticket(conn, number)? else { return Ok(None) };
        let opened_at = value(conn, OPENED, [number.0])?.map(at).ok_or(StoreError::Lost)?;
        let said = comments(conn, number, most)?;
        let all: u64 = value(conn, PUBLIC, [number.0])?.map_or(0, unsigned);
        let earlier = all.saturating_sub(said.len() as u64);
        let (newest, rating) = (newest(conn, number)?, rating(conn, number)?);
        Ok(Some(Conversation { ticket, opened_at, said, earlier, newest, rating }))
    }

    /// The newest comment of a ticket, public or not; 0 if there is none.
    pub fn newest_comment(&self, number: TicketNumber) -> Result<i64, StoreError> {
        newest(self.conn(), number)
    }

    /// Where a file of a comment is.
    pub fn file_place(&self, comment: i64, place: u32) -> Result<Option<FilePlace>, StoreError> {
        const PLACE: &str = "SELECT ticket, visibility = 'public' AND refused IS NULL AS is_public, mail, name FROM comment \
                             JOIN attachment ON attachment.comment = comment.id \
                             WHERE comment.id = ?1 AND place = ?2 AND mail IS NOT NULL";
        first(self.conn(), PLACE, params![comment, place], |row| {
            Ok(FilePlace {
                ticket: TicketNumber(row.get("ticket")?),
                is_public: row.get("is_public")?,
                mail: MailId(row.get("mail")?),
                name: row.get("name")?,
            })
        })
    }
}

fn newest(conn: &Connection, ticket: TicketNumber) -> Result<i64, StoreError> {
    const NEWEST: &str = "SELECT max(id) FROM comment WHERE ticket = ?1";
    Ok(value::<Option<i64>>(conn, NEWEST, [ticket.0])?.flatten().unwrap_or(0))
}

fn comments(conn: &Connection, ticket: TicketNumber, most: usize) -> Result<Vec<PublicComment>, StoreError> {
    const SAID: &str = "SELECT id, at, author_name, author_address, role, text FROM comment \
                        WHERE ticket = ?1 AND visibility = 'public' ORDER BY id DESC LIMIT ?2";
    let mut said = all(conn, SAID, params![ticket.0, count(most)], |row| {
        let number: i64 = row.get("id")?;
        Ok(PublicComment {
            number,
            at: at(row.get("at")?),
            author: some_contact(row.get("author_name")?, row.get("author_address")?)?,
            role: known(row.get("role")?, Role::parse)?,
            text: row.get("text")?,
            files: files(conn, number)?,
        })
    })?;
    said.reverse();
    Ok(said)
}

fn files(conn: &Connection, comment: i64) -> Result<Vec<StoredFile>, StoreError> {
    const FILES: &str = "SELECT place, name, content_type, size FROM attachment \
                         WHERE comment = ?1 AND refused IS NULL ORDER BY place";
    all(conn, FILES, [comment], |row| {
        Ok(StoredFile {
            comment,
            place: unsigned(row.get("place")?),
            name: row.get("name")?,
            content_type: row.get("content_type")?,
            size: unsigned(row.get("size")?),
        })
    })
}

fn rating(conn: &Connection, ticket: TicketNumber) -> Result<Option<GivenRating>, StoreError> {
    const RATING: &str = "SELECT score, comment FROM feedback WHERE ticket = ?1 AND score IS NOT NULL";
    first(conn, RATING, [ticket.0], |row| {
        Ok(GivenRating { score: unsigned(row.get("score")?), comment: row.get("comment")? })
    })
}
