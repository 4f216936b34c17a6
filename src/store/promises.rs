//! The clocks of promises: one row a ticket, measure and round. What falls due of them stands in `due`.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use crate::desk::event::{Event, EventKind};
use crate::desk::promise::Measure;
use crate::desk::promise::clock::{Clock, Turn};
use crate::desk::promise::keep::{Clocks, Mark};
use crate::desk::reference::TicketNumber;

use super::changes::tell;
use super::due::{DueKind, set};
use super::sql::{all, at, count, first, known, ms, run, unsigned};
use super::{Reading, StoreError};

/// Keeps the clocks of a ticket, and when to look at them again.
pub(super) fn keep_clocks(
    conn: &Connection,
    ticket: TicketNumber,
    clocks: &Clocks,
    due: &[(Measure, Timestamp)],
) -> Result<(), StoreError> {
    const KEEP: &str = "INSERT INTO promise (ticket, measure, round, promise, target, started_at, used, running_since, \
                        due_at, met_at, warned_at, broken_at, ended_at) \
                        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) \
                        ON CONFLICT (ticket, measure, round) DO UPDATE SET promise = ?4, target = ?5, used = ?7, \
                        running_since = ?8, due_at = ?9, met_at = ?10, warned_at = ?11, broken_at = ?12, ended_at = ?13";
    for clock in &clocks.0 {
        let row = params![
            ticket.0,
            clock.measure.as_str(),
            clock.round,
            clock.promise,
            clock.target.map(|target| count(target.as_millis())),
            ms(clock.started_at),
            count(clock.used.as_millis()),
            clock.running_since.map(ms),
            clock.due_at.map(ms),
            clock.met_at.map(ms),
            clock.warned_at.map(ms),
            clock.broken_at.map(ms),
            clock.ended_at.map(ms),
        ];
        run(conn, KEEP, row)?;
    }
    let due: Vec<(&str, Timestamp)> = due.iter().map(|(measure, at)| (measure.as_str(), *at)).collect();
    set(conn, ticket, DueKind::Promise, &due)
}

/// Notes on a ticket what became of its promises.
pub(super) fn note_marks(
    conn: &Connection,
    ticket: TicketNumber,
    marks: &[Mark],
    now: Timestamp,
) -> Result<(), StoreError> {
    for mark in marks {
        let kind = match mark.turn {
            Turn::Kept => EventKind::PromiseKept,
            Turn::Warned => EventKind::PromiseWarned,
            Turn::Broken => EventKind::PromiseBroken,
        };
        let after = Some(mark.measure.as_str().to_owned());
        tell(conn, ticket, &Event { after, ..Event::new(kind, mark.reason()) }, now, (None, None))?;
    }
    Ok(())
}

/// When the requester of a ticket was last asked for feedback, on any ticket.
pub(super) fn last_asked(conn: &Connection, ticket: TicketNumber) -> Result<Option<Timestamp>, StoreError> {
    const ASKED: &str = "SELECT person.asked_at FROM ticket JOIN person ON person.id = ticket.requester \
                         WHERE ticket.number = ?1";
    let found: Option<Option<i64>> = first(conn, ASKED, [ticket.0], |row| Ok(row.get(0)?))?;
    Ok(found.flatten().map(at))
}

impl Reading {
    /// The clocks of a ticket.
    pub fn clocks(&self, ticket: TicketNumber) -> Result<Clocks, StoreError> {
        clocks(self.conn(), ticket)
    }

    /// How many promises are broken and still to be met.
    pub fn open_breaches(&self) -> Result<u64, StoreError> {
        const OPEN: &str = "SELECT count(*) FROM promise WHERE broken_at IS NOT NULL AND running_since IS NOT NULL";
        let found = first(self.conn(), OPEN, [], |row| Ok(unsigned(row.get(0)?)))?;
        Ok(found.unwrap_or_default())
    }
}

/// The clocks of a ticket.
pub(super) fn clocks(conn: &Connection, ticket: TicketNumber) -> Result<Clocks, StoreError> {
    const CLOCKS: &str = "SELECT measure, round, promise, target, started_at, used, running_since, due_at, met_at, \
                          warned_at, broken_at, ended_at FROM promise WHERE ticket = ?1 ORDER BY measure, round";
    Ok(Clocks(all(conn, CLOCKS, [ticket.0], read_clock)?))
}

fn read_clock(row: &Row<'_>) -> Result<Clock, StoreError> {
    let measure: String = row.get(0)?;
    let time = |column| Ok::<_, StoreError>(row.get::<_, Option<i64>>(column)?.map(at));
    let span = |ms: i64| Duration::from_millis(unsigned(ms));
    Ok(Clock {
        measure: known(Measure::parse(&measure), &measure)?,
        round: row.get(1)?,
        promise: row.get(2)?,
        target: row.get::<_, Option<i64>>(3)?.map(span),
        started_at: at(row.get(4)?),
        used: span(row.get(5)?),
        running_since: time(6)?,
        due_at: time(7)?,
        met_at: time(8)?,
        warned_at: time(9)?,
        broken_at: time(10)?,
        ended_at: time(11)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{Scratch, later, open_ticket};

    #[tokio::test]
    async fn clocks_come_back_as_they_were_kept() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await;
        let mut triage = Clock::start(Measure::Triage, 1, later(0));
        triage.promise = Some("prio 1".to_owned());
        triage.target = Some(Duration::from_mins(15));
        (triage.warned_at, triage.broken_at, triage.due_at) = (Some(later(5)), Some(later(9)), Some(later(9)));
        let mut response = Clock::start(Measure::FirstResponse, 2, later(1));
        (response.running_since, response.used) = (None, Duration::from_secs(7));
        (response.met_at, response.ended_at) = (Some(later(7)), Some(later(8)));
        let mut clocks = Clocks(vec![response, triage]);
        let (kept, due) = (clocks.clone(), [(Measure::Triage, later(5))]);
        store.write(move |tx| keep_clocks(tx.conn()?, ticket, &kept, &due)).await.unwrap();
        assert_eq!(store.read(move |reading| reading.clocks(ticket)).await.unwrap(), clocks);
        assert_eq!(store.read(Reading::open_breaches).await.unwrap(), 1);
        assert_eq!(store.next_due().await.unwrap(), Some(later(5)));
        clocks.0[1].running_since = None;
        let kept = clocks.clone();
        store.write(move |tx| keep_clocks(tx.conn()?, ticket, &kept, &[])).await.unwrap();
        assert_eq!(store.write(move |tx| super::clocks(tx.conn()?, ticket)).await.unwrap(), clocks);
        assert_eq!(store.read(Reading::open_breaches).await.unwrap(), 0);
        assert_eq!(store.next_due().await.unwrap(), None);
        assert_eq!(store.write(move |tx| last_asked(tx.conn()?, ticket)).await.unwrap(), None);
    }
}
