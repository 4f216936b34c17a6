//! Lists of tickets for pages: whose, in which statuses, a page at a time. Each page is a few look-ups by an index for each
//! status, however many tickets there are, and lists never end.

use jiff::Timestamp;
use rusqlite::types::ToSql;
use rusqlite::{Connection, params};

use crate::desk::question::Brief;
use crate::desk::reference::TicketNumber;
use crate::desk::status::StatusName;
use crate::mail::Address;

use super::super::lists::{
    MOST_COUNTED, OF_AGENT, OF_ORGANISATION, OF_REQUESTER, OF_TEAM, STANDING, UNASSIGNED, brief, changed_in_public,
};
use super::super::sql::{at, count, value, values};
use super::super::{Reading, StoreError};

/// Whose tickets a list has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TicketScope {
    /// Those that somebody asked for or follows.
    Person(Address),
    /// Those of an organisation, by its name.
    Organisation(String),
    /// Those that were handed to a partner, by its name.
    Partner(String),
    /// Those of an agent, by the short name.
    Agent(String),
    /// Those of a team, by its name.
    Team(String),
    /// Those that nobody works on.
    Unassigned,
    /// All.
    All,
}

/// A part of a list: tickets with numbers below one, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPart {
    /// In one of these statuses.
    pub statuses: Vec<StatusName>,
    /// Below this number; none: from the newest on.
    pub below: Option<TicketNumber>,
    /// At most so many.
    pub most: usize,
}

impl Reading {
    /// The numbers of a part of a list, the newest first.
    pub fn scoped(&self, scope: &TicketScope, part: &ListPart) -> Result<Vec<TicketNumber>, StoreError> {
        let conn = self.conn();
        let below = part.below.map_or(i64::MAX, |number| number.0);
        let mut numbers = match scope {
            TicketScope::Person(address) => of_person(conn, address, (part, below))?,
            TicketScope::Partner(name) => handed(conn, name, (part, below))?,
            TicketScope::Organisation(name) => by_index(conn, OF_ORGANISATION, name, (part, below))?,
            TicketScope::Agent(name) => by_index(conn, OF_AGENT, name, (part, below))?,
            TicketScope::Team(name) => by_index(conn, OF_TEAM, name, (part, below))?,
            TicketScope::Unassigned => by_index(conn, UNASSIGNED, &None::<String>, (part, below))?,
            TicketScope::All => by_index(conn, STANDING, &None::<String>, (part, below))?,
        };
        numbers.sort_unstable_by(|one, other| other.cmp(one));
        numbers.dedup();
        numbers.truncate(part.most);
        Ok(numbers.into_iter().map(TicketNumber).collect())
    }

    /// How many tickets a list has in some statuses, at most a thousand.
    pub fn count_scoped(&self, scope: &TicketScope, statuses: &[StatusName]) -> Result<u64, StoreError> {
        let part = ListPart { statuses: statuses.to_vec(), below: None, most: MOST_COUNTED };
        self.scoped(scope, &part).map(|numbers| numbers.len() as u64)
    }

    /// Tickets as lists show them; for customers, nothing of them says when agents did something among themselves.
    pub fn briefs(&self, numbers: &[TicketNumber], for_customers: bool) -> Result<Vec<Brief>, StoreError> {
        let conn = self.conn();
        let mut briefs = Vec::with_capacity(numbers.len());
        for number in numbers {
            let Some(mut brief) = brief(conn, number.0)? else { continue };
            if for_customers {
                brief.changed_at = changed_in_public(conn, &brief)?;
            }
            briefs.push(brief);
        }
        Ok(briefs)
    }

    /// When the next promise of a ticket is due, or was broken; none: nothing is promised, or it is kept.
    pub fn next_due(&self, number: TicketNumber) -> Result<Option<Timestamp>, StoreError> {
        const DUE: &str = "SELECT min(coalesce(broken_at, due_at)) FROM promise WHERE ticket = ?1 AND running_since IS NOT NULL \
                           AND promise IS NOT NULL";
        Ok(value::<Option<i64>>(self.conn(), DUE, [number.0])?.flatten().map(at))
    }
}

fn by_index(
    conn: &Connection,
    newest: &str,
    of: &dyn ToSql,
    (part, below): (&ListPart, i64),
) -> Result<Vec<i64>, StoreError> {
    let sql = newest.replace(" ORDER BY", " AND number < ?4 ORDER BY");
    let mut numbers = Vec::new();
    for status in &part.statuses {
        let most = count(part.most);
        let params: [&dyn ToSql; 4] = [of, &status.as_str(), &most, &below];
        numbers.extend(values::<i64>(conn, &sql, params.as_slice())?);
    }
    Ok(numbers)
}

fn of_person(conn: &Connection, address: &Address, (part, below): (&ListPart, i64)) -> Result<Vec<i64>, StoreError> {
    const PERSON: &str = "SELECT id FROM person WHERE key = ?1";
    const ANSWERED: &str =
        "SELECT number FROM ticket WHERE answers_to = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3";
    const FOLLOWED: &str =
        "SELECT ticket FROM participant WHERE person = ?1 AND ticket < ?2 ORDER BY ticket DESC LIMIT ?3";
    let Some(person) = value::<i64>(conn, PERSON, [address.key()])? else { return Ok(Vec::new()) };
    let mut numbers = by_index(conn, OF_REQUESTER, &person, (part, below))?;
    for sql in [ANSWERED, FOLLOWED] {
        let mut next = below;
        // what is followed has any status: a page of it may have none of these
        loop {
            let found: Vec<i64> = values(conn, sql, params![person, next, count(MOST_COUNTED)])?;
            let Some(last) = found.last().copied() else { break };
            numbers.extend(in_statuses(conn, &found, part)?);
            if numbers.len() >= part.most || found.len() < MOST_COUNTED {
                break;
            }
            next = last;
        }
    }
    Ok(numbers)
}

fn handed(conn: &Connection, partner: &str, (part, below): (&ListPart, i64)) -> Result<Vec<i64>, StoreError> {
    const HANDED: &str = "SELECT ticket FROM handed WHERE partner = ?1 AND ticket < ?2 ORDER BY ticket DESC LIMIT ?3";
    let (mut numbers, mut next) = (Vec::new(), below);
    loop {
        let found: Vec<i64> = values(conn, HANDED, params![partner, next, count(MOST_COUNTED)])?;
        let Some(last) = found.last().copied() else { break };
        numbers.extend(in_statuses(conn, &found, part)?);
        if numbers.len() >= part.most || found.len() < MOST_COUNTED {
            break;
        }
        next = last;
    }
    Ok(numbers)
}

fn in_statuses(conn: &Connection, numbers: &[i64], part: &ListPart) -> Result<Vec<i64>, StoreError> {
    const STATUS: &str = "SELECT status FROM ticket WHERE number = ?1";
    let mut found = Vec::new();
    for number in numbers {
        let status: Option<String> = value(conn, STATUS, [number])?;
        if status.is_some_and(|status| part.statuses.iter().any(|other| other.as_str() == status)) {
            found.push(*number);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{Scratch, open_ticket, unchecked};

    #[tokio::test]
    async fn each_scope_has_its_own_a_page_at_a_time() {
        let scratch = Scratch::new();
        for name in ["a", "b", "c", "d", "e", "f"] {
            open_ticket(&scratch.store, name).await;
        }
        // 1, 2 and 5 are Ada's; Bob of the same company has 3 and 4; Ada follows 6, which is Eve's, and 4.
        unchecked(
            &scratch.store,
            "INSERT INTO person (id, key, address, name) VALUES (10, 'bob@customer.example', 'bob@customer.example', ''), \
                 (11, 'eve@stranger.example', 'eve@stranger.example', ''); \
             UPDATE ticket SET requester = 10 WHERE number IN (3, 4); UPDATE ticket SET requester = 11 WHERE number = 6; \
             UPDATE ticket SET organisation = 'acme' WHERE number <= 4; \
             UPDATE ticket SET status = 'resolved' WHERE number IN (2, 4); \
             UPDATE ticket SET assignee = 'anna', team = 'web' WHERE number IN (1, 2); \
             INSERT INTO participant (ticket, person, place, at) VALUES (6, 1, 1, 0), (4, 1, 1, 0); \
             INSERT INTO handed (partner, ticket) VALUES ('it', 3), ('it', 4), ('web-it', 5)",
        )
        .await;
        let check = async |scope: TicketScope, statuses: &[&str], below: Option<i64>, expected: &[i64]| {
            let statuses = statuses.iter().map(|name| StatusName((*name).to_owned())).collect();
            let part = ListPart { statuses, below: below.map(TicketNumber), most: 2 };
            let shown = format!("{scope:?} {part:?}");
            let found = scratch.store.read(move |reading| reading.scoped(&scope, &part)).await.unwrap();
            assert_eq!(found.iter().map(|number| number.0).collect::<Vec<_>>(), expected, "{shown}");
        };
        let ada = || TicketScope::Person(Address::parse("Ada@customer.example").unwrap());
        check(ada(), &["new"], None, &[6, 5]).await;
        check(ada(), &["new"], Some(5), &[1]).await;
        check(ada(), &["resolved"], None, &[4, 2]).await;
        check(ada(), &["new", "resolved"], Some(4), &[2, 1]).await;
        check(TicketScope::Person(Address::parse("new@x.example").unwrap()), &["new"], None, &[]).await;
        check(TicketScope::Organisation("acme".to_owned()), &["new"], None, &[3, 1]).await;
        check(TicketScope::Partner("it".to_owned()), &["new"], None, &[3]).await;
        check(TicketScope::Partner("it".to_owned()), &["new", "resolved"], None, &[4, 3]).await;
        check(TicketScope::Agent("anna".to_owned()), &["new"], None, &[1]).await;
        check(TicketScope::Team("web".to_owned()), &["resolved"], None, &[2]).await;
        check(TicketScope::Unassigned, &["new"], None, &[6, 5]).await;
        check(TicketScope::All, &["new", "resolved"], Some(3), &[2, 1]).await;
    }
}
