//! The story of one ticket: comments, events with their reasons, and letters, in order of time (P7).

use jiff::Timestamp;
use rusqlite::Connection;

use crate::desk::event::EventKind;
use crate::desk::notice::NoticeKind;
use crate::desk::people::Role;
use crate::desk::reason::Reason;
use crate::desk::reference::TicketNumber;
use crate::desk::sla::progress::SlaClocks;
use crate::desk::ticket::{Ticket, Visibility};
use crate::mail::Contact;

use super::super::sql::{Row, all, at, first, known, some_contact, unsigned, value};
use super::super::{MailId, Reading, StoreError, tickets};
use super::letters::{LetterLine, letters_of};
use super::mails::{reasons, sentences};

/// A ticket with its whole story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// Its present state.
    pub ticket: Ticket,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When something last happened on it.
    pub changed_at: Timestamp,
    /// The clocks of what is promised.
    pub clocks: SlaClocks,
    /// Oldest first.
    pub entries: Vec<Entry>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Its content.
    pub told: Told,
}

/// The kinds of entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Somebody wrote.
    Comment {
        /// Its number, on all tickets together.
        number: i64,
        /// The author. `None`: the desk itself.
        author: Option<Contact>,
        /// The author's role on the ticket.
        role: Role,
        /// Whether customers see it.
        visibility: Visibility,
        /// The words.
        text: String,
        /// The files that came with it.
        files: Vec<FileLine>,
        /// Its mail.
        mail: Option<MailId>,
        /// That mail was not sent: it waits for a word of its author.
        is_unsent: bool,
        /// The defects of that mail, and the rules that were applied.
        defects: Vec<String>,
    },
    /// The ticket was opened.
    Opened {
        /// The address of the author of the opening mail.
        actor: Option<String>,
        /// The reason.
        reasons: Vec<Reason>,
        /// That mail.
        mail: Option<MailId>,
    },
    /// Something changed.
    Event {
        /// The kind, or its name if only a newer program knows it.
        kind: Result<EventKind, String>,
        /// The address of the author. `None`: the desk itself.
        actor: Option<String>,
        /// The value before.
        before: Option<String>,
        /// The value after.
        after: Option<String>,
        /// The reason.
        reason: Reason,
        /// The mail that caused it.
        mail: Option<MailId>,
    },
    /// A letter was written.
    Letter(LetterLine),
}

/// A file of a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLine {
    /// Which of the comment's files, from 0.
    pub place: u32,
    /// File name. May be empty.
    pub name: String,
    /// `type/subtype`.
    pub content_type: String,
    /// Decoded bytes.
    pub size: u64,
    /// Why nobody got it. `None`: it was passed on.
    pub refused: Option<String>,
}

impl Reading {
    /// The story of a ticket.
    pub fn story(&self, number: TicketNumber) -> Result<Option<Story>, StoreError> {
        const CHANGED: &str = "SELECT changed_at FROM ticket WHERE number = ?1";
        let conn = self.conn();
        let Some(ticket) = tickets::ticket(conn, number)? else { return Ok(None) };
        let changed_at = value(conn, CHANGED, [number.0])?.map(at).ok_or(StoreError::Lost)?;
        let opened = opening(conn, number)?;
        let opened_at = opened.at;
        let mut entries = vec![opened];
        entries.extend(comments(conn, number)?);
        entries.extend(events(conn, number)?);
        let letters = letters_of(conn, number)?.into_iter();
        entries.extend(letters.map(|letter| Entry { at: letter.enqueued_at, told: Told::Letter(letter) }));
        // The sort is stable: entries of one decision at one instant stay in the order of their tables.
        entries.sort_by_key(|entry| (entry.at, rank(&entry.told)));
        let clocks = self.clocks(number)?;
        Ok(Some(Story { ticket, opened_at, changed_at, clocks, entries }))
    }
}

/// The order within one instant: the ticket is opened, somebody writes, that changes something, letters follow.
fn rank(told: &Told) -> u8 {
    match told {
        Told::Opened { .. } => 0,
        Told::Comment { .. } => 1,
        Told::Event { .. } => 2,
        Told::Letter(_) => 3,
    }
}

/// The opening entry. The ticket has the time, and its opening mail has the reasons.
fn opening(conn: &Connection, ticket: TicketNumber) -> Result<Entry, StoreError> {
    const OPENED: &str = "SELECT opened_at, comment.mail, from_address, reasons FROM ticket \
                          LEFT JOIN comment ON comment.id = \
                          (SELECT id FROM comment WHERE comment.ticket = ?1 ORDER BY id LIMIT 1) \
                          LEFT JOIN mail ON mail.id = comment.mail WHERE number = ?1";
    let found = first(conn, OPENED, [ticket.0], |row| {
        let told = Told::Opened {
            actor: row.get("from_address")?,
            reasons: reasons(row.get("reasons")?)?,
            mail: row.get::<Option<i64>>("mail")?.map(MailId),
        };
        Ok(Entry { at: at(row.get("opened_at")?), told })
    })?;
    found.ok_or(StoreError::Lost)
}

fn comments(conn: &Connection, ticket: TicketNumber) -> Result<Vec<Entry>, StoreError> {
    const COMMENTS: &str = "SELECT at, author_name, author_address, role, visibility, text, mail, comment.id, defects, \
                            coalesce(mail.unsent, 0) AS unsent \
                            FROM comment LEFT JOIN mail ON mail.id = comment.mail WHERE ticket = ?1 \
                            ORDER BY comment.id";
    all(conn, COMMENTS, [ticket.0], |row| read_comment(conn, row))
}

fn read_comment(conn: &Connection, row: &Row<'_>) -> Result<Entry, StoreError> {
    const FILES: &str =
        "SELECT place, name, content_type, size, refused FROM attachment WHERE comment = ?1 ORDER BY place";
    let number: i64 = row.get("id")?;
    let files = all(conn, FILES, [number], |row| {
        let size = unsigned(row.get("size")?);
        Ok(FileLine {
            place: unsigned(row.get("place")?),
            name: row.get("name")?,
            content_type: row.get("content_type")?,
            size,
            refused: row.get("refused")?,
        })
    })?;
    let author = some_contact(row.get("author_name")?, row.get("author_address")?)?;
    let text: String = row.get("text")?;
    let told = Told::Comment {
        number,
        // The desk's own comments are reasons.
        text: if author.is_none() { Reason::read(&text).to_string() } else { text },
        author,
        role: known(row.get("role")?, Role::parse)?,
        visibility: known(row.get("visibility")?, Visibility::parse)?,
        files,
        mail: row.get::<Option<i64>>("mail")?.map(MailId),
        is_unsent: row.get("unsent")?,
        defects: sentences(row.get("defects")?)?,
    };
    Ok(Entry { at: at(row.get("at")?), told })
}

fn events(conn: &Connection, ticket: TicketNumber) -> Result<Vec<Entry>, StoreError> {
    const EVENTS: &str = "SELECT at, kind, actor, before, after, reason, mail FROM event WHERE ticket = ?1 ORDER BY id";
    all(conn, EVENTS, [ticket.0], |row| {
        let kind: String = row.get("kind")?;
        let told = Told::Event {
            kind: EventKind::parse(&kind).ok_or(kind),
            actor: row.get("actor")?,
            before: row.get("before")?,
            after: row.get("after")?,
            reason: Reason::read(&row.get::<String>("reason")?),
            mail: row.get::<Option<i64>>("mail")?.map(MailId),
        };
        Ok(Entry { at: at(row.get("at")?), told })
    })
}

impl Told {
    /// The name of its kind: `opened`, `comment`, `letter`, or the kind of event.
    pub fn word(&self) -> &str {
        match self {
            Self::Comment { .. } => "comment",
            Self::Opened { .. } => "opened",
            Self::Event { kind, .. } => kind.as_ref().map_or_else(String::as_str, |kind| kind.as_str()),
            Self::Letter(_) => "letter",
        }
    }

    /// The kind of letter, if this program knows it.
    pub fn notice(&self) -> Option<NoticeKind> {
        match self {
            Self::Letter(letter) => letter.notice.as_ref().ok().copied(),
            Self::Opened { .. } | Self::Comment { .. } | Self::Event { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::event::Event;
    use crate::desk::reason::{By, Handling};
    use crate::store::Tx;
    use crate::store::changes::EventCause;
    use crate::store::samples::{Scratch, apply, commenting, letter, mark, now, open_ticket, record};
    use crate::store::sql::{ms, run};

    #[tokio::test]
    async fn a_story_is_told_in_order() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let number = open_ticket(store, "a").await;
        let new = letter(Some(number), "l@desk.example");
        store.write(move |tx| tx.enqueue(&new, now())).await.unwrap();
        let mail = record(store, &["b"]).await[0];
        apply(store, mark(mail, "b@customer.example"), commenting(store, number).await).await.unwrap();
        let story = store.read(move |reading| reading.story(number)).await.unwrap().unwrap();
        let words: Vec<&str> = story.entries.iter().map(|entry| entry.told.word()).collect();
        assert_eq!(words, ["opened", "comment", "comment", "letter"]);
        let opened = Told::Opened {
            actor: Some("ada@customer.example".to_owned()),
            reasons: vec![Handling::Opens.into()],
            mail: Some(MailId(1)),
        };
        assert_eq!(story.entries[0], Entry { at: now(), told: opened });
        assert_eq!(story.entries[3].told.notice(), Some(NoticeKind::Confirmation));
        assert_eq!(store.read(|reading| reading.story(TicketNumber(99))).await.unwrap(), None);
    }
    #[tokio::test]
    async fn every_kind_of_event_comes_back_and_one_of_a_newer_program_by_its_name() {
        let scratch = Scratch::new();
        let number = open_ticket(&scratch.store, "a").await;
        let write = move |tx: &mut Tx<'_>| {
            let conn = tx.conn()?;
            for kind in EventKind::ALL {
                EventCause::desk(conn, now()).event(number, &Event::new(kind, By::words("why")))?;
            }
            let newer = "INSERT INTO event (ticket, at, kind, before, after, reason) \
                         VALUES (?1, ?2, 'escalated', 'anna', 'bert', 'why')";
            run(conn, newer, [number.0, ms(now())]).map(drop)
        };
        scratch.store.write(write).await.unwrap();
        let story = scratch.store.read(move |reading| reading.story(number)).await.unwrap().unwrap();
        let found: Vec<_> = story.entries.iter().filter(|entry| matches!(entry.told, Told::Event { .. })).collect();
        let (last, known) = found.split_last().unwrap();
        let kinds = known.iter().map(|entry| EventKind::parse(entry.told.word()));
        assert!(kinds.eq(EventKind::ALL.map(Some)), "{known:?}");
        let told = &last.told;
        assert!(matches!(told, Told::Event { kind: Err(name), after: Some(_), .. } if name == "escalated"), "{told:?}");
    }
}
