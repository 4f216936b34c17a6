//! The index of words: filled beside the mail, a part at a time, and asked for tickets. An answer is only a proposal: who asks
//! looks whether the words are in what the reader may see now.

use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use crate::desk::looked_for::{FoldedText, LookedFor};
use crate::desk::reference::TicketNumber;

use super::read::TicketScope;
use super::sql::{all, count, first, from_json, run, value, values};
use super::{Reading, StoreError, Tx};

/// The most bytes of one ticket that are indexed: its newest words.
const MOST_OF_TICKET: usize = 128 << 10;
/// The most comments of one ticket that are indexed, the newest.
const MOST_COMMENTS: usize = 500;

/// What is said on a ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketTexts {
    /// Its subject.
    pub subject: String,
    /// Public comments, the newest first.
    pub said: Vec<String>,
    /// Notes and withheld comments, the newest first; empty if they weren't asked for.
    pub notes: Vec<String>,
}

/// How far the index goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexMark {
    /// The newest comment that was seen.
    comment: i64,
    /// The newest event that was seen.
    event: i64,
    /// Tickets below this number are still to be indexed; 0: none.
    below: i64,
}

/// Tickets that are to be indexed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unindexed {
    /// The tickets, with what is said on them.
    pub tickets: Vec<(TicketNumber, TicketTexts)>,
    /// How far the index goes with them.
    pub mark: IndexMark,
    /// Whether there are more.
    pub has_more: bool,
}

/// A ticket's words for the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexRow {
    /// The ticket.
    pub ticket: TicketNumber,
    /// The words of its subject.
    pub subject: FoldedText,
    /// Public words.
    pub said: FoldedText,
    /// Words for agents alone.
    pub notes: FoldedText,
}

/// Where words are looked for.
#[derive(Debug, Clone, Copy)]
pub enum Within<'a> {
    /// In all words of all tickets, notes too: for agents.
    Everything,
    /// In public words, and in the tickets of one list.
    Public(&'a TicketScope),
}

impl Reading {
    /// The next tickets to be indexed, at most so many: those on which something was said or changed, then older ones that
    /// were there before the index.
    pub fn unindexed(&self, most: usize) -> Result<Unindexed, StoreError> {
        const COMMENTS: &str = "SELECT id AS place, ticket FROM comment WHERE id > ?1 ORDER BY id LIMIT ?2";
        const EVENTS: &str = "SELECT id AS place, ticket FROM event WHERE id > ?1 ORDER BY id LIMIT ?2";
        const OLDER: &str = "SELECT number FROM ticket WHERE number < ?1 ORDER BY number DESC LIMIT ?2";
        let conn = self.conn();
        let mut mark = mark(conn)?;
        let mut numbers = Vec::new();
        let mut has_more = false;
        for (sql, at) in [(COMMENTS, &mut mark.comment), (EVENTS, &mut mark.event)] {
            let found: Vec<(i64, i64)> =
                all(conn, sql, params![*at, count(most)], |row| Ok((row.get("place")?, row.get("ticket")?)))?;
            has_more |= found.len() >= most;
            *at = found.last().map_or(*at, |(place, _)| *place);
            numbers.extend(found.into_iter().map(|(_, ticket)| ticket));
        }
        if !has_more && mark.below > 0 {
            let older: Vec<i64> = values(conn, OLDER, params![mark.below, count(most)])?;
            mark.below = older.last().copied().filter(|_| older.len() >= most).unwrap_or(0);
            has_more = mark.below > 0;
            numbers.extend(older);
        }
        numbers.sort_unstable();
        numbers.dedup();
        let mut tickets = Vec::with_capacity(numbers.len());
        for number in numbers.into_iter().map(TicketNumber) {
            tickets.extend(self.texts(number, true)?.map(|texts| (number, texts)));
        }
        Ok(Unindexed { tickets, mark, has_more })
    }

    /// What is said on a ticket, with notes or without.
    pub fn texts(&self, ticket: TicketNumber, with_notes: bool) -> Result<Option<TicketTexts>, StoreError> {
        const SUBJECT: &str = "SELECT subject FROM ticket WHERE number = ?1";
        const SAID: &str =
            "SELECT text FROM comment WHERE ticket = ?1 AND visibility = 'public' ORDER BY id DESC LIMIT ?2";
        const NOTES: &str =
            "SELECT text FROM comment WHERE ticket = ?1 AND visibility <> 'public' ORDER BY id DESC LIMIT ?2";
        let conn = self.conn();
        let Some(subject) = value::<String>(conn, SUBJECT, [ticket.0])? else { return Ok(None) };
        let newest = |sql: &str| {
            let mut left = MOST_OF_TICKET;
            let mut texts: Vec<String> = values(conn, sql, params![ticket.0, count(MOST_COMMENTS)])?;
            texts.retain_mut(|text| {
                text.truncate(text.floor_char_boundary(left));
                left -= text.len();
                !text.is_empty()
            });
            Ok::<_, StoreError>(texts)
        };
        let notes = if with_notes { newest(NOTES)? } else { Vec::new() };
        Ok(Some(TicketTexts { subject, said: newest(SAID)?, notes }))
    }

    /// The numbers of tickets that have the words, the newest first: at most so many, below a number.
    pub fn search(
        &self,
        within: Within<'_>,
        words: &LookedFor,
        (below, most): (Option<TicketNumber>, usize),
    ) -> Result<Vec<TicketNumber>, StoreError> {
        const SEARCH: &str =
            "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid < ?2 ORDER BY rowid DESC LIMIT ?3";
        let words = expression(words);
        let asked = match within {
            _ if words.is_empty() => return Ok(Vec::new()),
            Within::Everything => format!("{{subject said notes}} : ({words})"),
            Within::Public(scope) => {
                let Some(token) = scope_token(self.conn(), scope)? else { return Ok(Vec::new()) };
                format!("(people : \"{token}\") AND ({{subject said}} : ({words}))")
            }
        };
        let below = below.map_or(i64::MAX, |number| number.0);
        let found: Vec<i64> = values(self.conn(), SEARCH, params![asked, below, count(most)])?;
        Ok(found.into_iter().map(TicketNumber).collect())
    }
}

impl Tx<'_> {
    /// Indexes tickets, in place of what the index had of them, and moves its mark.
    pub fn index(&mut self, rows: &[IndexRow], mark: IndexMark) -> Result<(), StoreError> {
        const ROW: &str =
            "INSERT OR REPLACE INTO search (rowid, people, subject, said, notes) VALUES (?1, ?2, ?3, ?4, ?5)";
        const MARK: &str = "INSERT INTO indexed (only, comment, event, below) VALUES (1, ?1, ?2, ?3) \
                            ON CONFLICT (only) DO UPDATE SET comment = ?1, event = ?2, below = ?3";
        let conn = self.conn()?;
        for IndexRow { ticket, subject, said, notes } in rows {
            let people = people(conn, *ticket)?;
            run(conn, ROW, params![ticket.0, people, subject.as_str(), said.as_str(), notes.as_str()])?;
        }
        run(conn, MARK, params![mark.comment, mark.event, mark.below]).map(drop)
    }

    /// Empties the index. It is filled again from what there is: nothing that was erased elsewhere stays in it.
    pub fn empty_index(&mut self) -> Result<(), StoreError> {
        let conn = self.conn()?;
        run(conn, "INSERT INTO search (search) VALUES ('delete-all')", [])?;
        run(conn, "DELETE FROM indexed", []).map(drop)
    }
}

/// How far the index goes. An empty one begins behind everything that there is, and goes back from there.
fn mark(conn: &Connection) -> Result<IndexMark, StoreError> {
    const MARK: &str = "SELECT comment, event, below FROM indexed";
    let found = first(conn, MARK, [], |row| {
        Ok(IndexMark { comment: row.get("comment")?, event: row.get("event")?, below: row.get("below")? })
    })?;
    if let Some(mark) = found {
        return Ok(mark);
    }
    let newest = |sql: &str| Ok::<_, StoreError>(value::<Option<i64>>(conn, sql, [])?.flatten().unwrap_or(0));
    Ok(IndexMark {
        comment: newest("SELECT max(id) FROM comment")?,
        event: newest("SELECT max(id) FROM event")?,
        below: newest("SELECT max(number) FROM ticket")?.saturating_add(1),
    })
}

/// The words as the index is asked for them. They consist of letters and digits, and are in quotes, so that no word means
/// anything else.
fn expression(words: &LookedFor) -> String {
    let phrase = |(words, is_open): (&[String], bool)| {
        let end = if is_open { " *" } else { "" };
        format!("\"{}\"{end}", words.join(" "))
    };
    words.phrases().map(phrase).collect::<Vec<_>>().join(" AND ")
}

/// The words for whose lists a ticket is in.
fn people(conn: &Connection, ticket: TicketNumber) -> Result<String, StoreError> {
    const OWN: &str = "SELECT requester, answers_to, organisation, partners FROM ticket WHERE number = ?1";
    const FOLLOW: &str = "SELECT person FROM participant WHERE ticket = ?1";
    let own = first(conn, OWN, [ticket.0], |row| {
        let persons = [row.get::<Option<i64>>("requester")?, row.get("answers_to")?];
        let organisation: Option<String> = row.get("organisation")?;
        Ok((persons, organisation, from_json::<Vec<String>>(row.get("partners")?)?))
    })?;
    let Some((persons, organisation, partners)) = own else { return Ok(String::new()) };
    let persons = persons.into_iter().flatten().chain(values(conn, FOLLOW, [ticket.0])?).map(person_token);
    let organisation = organisation.iter().map(|name| name_token('o', name));
    let partners = partners.iter().map(|name| name_token('h', name));
    Ok(persons.chain(organisation).chain(partners).collect::<Vec<_>>().join(" "))
}

/// The word for a list; none: nobody's.
fn scope_token(conn: &Connection, scope: &TicketScope) -> Result<Option<String>, StoreError> {
    Ok(match scope {
        TicketScope::Person(address) => {
            value::<i64>(conn, "SELECT id FROM person WHERE key = ?1", [address.key()])?.map(person_token)
        }
        TicketScope::Organisation(name) => Some(name_token('o', name)),
        TicketScope::Partner(name) => Some(name_token('h', name)),
        TicketScope::Agent(_) | TicketScope::Team(_) | TicketScope::Unassigned | TicketScope::All => None,
    })
}

fn person_token(person: i64) -> String {
    format!("p{person}")
}

/// Names have blanks and signs, so their hashes stand for them.
fn name_token(kind: char, name: &str) -> String {
    let hash = Sha256::digest(name.as_bytes()).first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    format!("{kind}{hash:016x}")
}

#[cfg(test)]
mod tests;
