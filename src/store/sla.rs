//! The clocks of SLAs: one row per ticket, measure and round. `due` says when to look at them.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, named_params};

use crate::desk::event::{Event, EventKind};
use crate::desk::reference::TicketNumber;
use crate::desk::sla::Measure;
use crate::desk::sla::clock::{SlaClock, SlaEventKind};
use crate::desk::sla::progress::{SlaClocks, SlaEvent};

use super::changes::EventCause;
use super::due::{DueKind, set};
use super::sql::{Row, all, at, count, known, ms, run, unsigned, value};
use super::{Reading, StoreError};

/// Writes the clocks of a ticket, and the time of the next look.
pub(super) fn write_clocks(
    conn: &Connection,
    ticket: TicketNumber,
    clocks: &SlaClocks,
    due: &[(Measure, Timestamp)],
) -> Result<(), StoreError> {
    const KEEP: &str = "INSERT INTO promise (ticket, measure, round, promise, target, started_at, used, running_since, \
                        due_at, met_at, warned_at, broken_at, ended_at) \
                        VALUES (:ticket, :measure, :round, :promise, :target, :started_at, :used, :running_since, \
                        :due_at, :met_at, :warned_at, :broken_at, :ended_at) \
                        ON CONFLICT (ticket, measure, round) DO UPDATE SET promise = :promise, target = :target, \
                        used = :used, running_since = :running_since, due_at = :due_at, met_at = :met_at, \
                        warned_at = :warned_at, broken_at = :broken_at, ended_at = :ended_at";
    for clock in &clocks.0 {
        let row = named_params! {
            ":ticket": ticket.0,
            ":measure": clock.measure.as_str(),
            ":round": clock.round,
            ":promise": clock.sla,
            ":target": clock.target.map(|target| count(target.as_millis())),
            ":started_at": ms(clock.started_at),
            ":used": count(clock.used.as_millis()),
            ":running_since": clock.running_since.map(ms),
            ":due_at": clock.due_at.map(ms),
            ":met_at": clock.met_at.map(ms),
            ":warned_at": clock.warned_at.map(ms),
            ":broken_at": clock.broken_at.map(ms),
            ":ended_at": clock.ended_at.map(ms),
        };
        run(conn, KEEP, row)?;
    }
    let due: Vec<(&str, Timestamp)> = due.iter().map(|(measure, at)| (measure.as_str(), *at)).collect();
    set(conn, ticket, DueKind::Promise, &due)
}

/// Writes what became of SLA targets into the story of their ticket.
pub(super) fn write_events(cause: EventCause<'_>, ticket: TicketNumber, events: &[SlaEvent]) -> Result<(), StoreError> {
    for event in events {
        let kind = match event.kind {
            SlaEventKind::Kept => EventKind::PromiseKept,
            SlaEventKind::Warned => EventKind::PromiseWarned,
            SlaEventKind::Broken => EventKind::PromiseBroken,
        };
        let after = Some(event.measure.as_str().to_owned());
        cause.event(ticket, &Event { after, ..Event::new(kind, event.reason()) })?;
    }
    Ok(())
}

/// When the requester of a ticket last got a question for feedback, on any ticket.
pub(super) fn last_asked(conn: &Connection, ticket: TicketNumber) -> Result<Option<Timestamp>, StoreError> {
    const ASKED: &str = "SELECT person.asked_at FROM ticket JOIN person ON person.id = ticket.requester \
                         WHERE ticket.number = ?1";
    let found: Option<Option<i64>> = value(conn, ASKED, [ticket.0])?;
    Ok(found.flatten().map(at))
}

impl Reading {
    /// The clocks of a ticket.
    pub fn clocks(&self, ticket: TicketNumber) -> Result<SlaClocks, StoreError> {
        clocks(self.conn(), ticket)
    }

    /// How many SLA targets are missed and still to be met.
    pub fn open_breaches(&self) -> Result<u64, StoreError> {
        const OPEN: &str = "SELECT count(*) FROM promise WHERE broken_at IS NOT NULL AND running_since IS NOT NULL";
        Ok(value(self.conn(), OPEN, [])?.map(unsigned).unwrap_or_default())
    }
}

/// The clocks of a ticket.
pub(super) fn clocks(conn: &Connection, ticket: TicketNumber) -> Result<SlaClocks, StoreError> {
    const CLOCKS: &str = "SELECT measure, round, promise, target, started_at, used, running_since, due_at, met_at, \
                          warned_at, broken_at, ended_at FROM promise WHERE ticket = ?1 ORDER BY measure, round";
    Ok(SlaClocks(all(conn, CLOCKS, [ticket.0], read_clock)?))
}

fn read_clock(row: &Row<'_>) -> Result<SlaClock, StoreError> {
    let time = |column| Ok::<_, StoreError>(row.get::<Option<i64>>(column)?.map(at));
    let span = |ms: i64| Duration::from_millis(unsigned(ms));
    Ok(SlaClock {
        measure: known(row.get("measure")?, Measure::parse)?,
        round: row.get("round")?,
        sla: row.get("promise")?,
        target: row.get::<Option<i64>>("target")?.map(span),
        started_at: at(row.get("started_at")?),
        used: span(row.get("used")?),
        running_since: time("running_since")?,
        due_at: time("due_at")?,
        met_at: time("met_at")?,
        warned_at: time("warned_at")?,
        broken_at: time("broken_at")?,
        ended_at: time("ended_at")?,
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
        let mut triage = SlaClock::start(Measure::Triage, 1, later(0));
        triage.sla = Some("prio 1".to_owned());
        triage.target = Some(Duration::from_mins(15));
        (triage.warned_at, triage.broken_at, triage.due_at) = (Some(later(5)), Some(later(9)), Some(later(9)));
        let mut response = SlaClock::start(Measure::FirstResponse, 2, later(1));
        (response.running_since, response.used) = (None, Duration::from_secs(7));
        (response.met_at, response.ended_at) = (Some(later(7)), Some(later(8)));
        let mut clocks = SlaClocks(vec![response, triage]);
        let (changed, due) = (clocks.clone(), [(Measure::Triage, later(5))]);
        store.write(move |tx| write_clocks(tx.conn()?, ticket, &changed, &due)).await.unwrap();
        assert_eq!(store.read(move |reading| reading.clocks(ticket)).await.unwrap(), clocks);
        assert_eq!(store.read(Reading::open_breaches).await.unwrap(), 1);
        assert_eq!(store.next_due().await.unwrap(), Some(later(5)));
        clocks.0[1].running_since = None;
        let changed = clocks.clone();
        store.write(move |tx| write_clocks(tx.conn()?, ticket, &changed, &[])).await.unwrap();
        assert_eq!(store.write(move |tx| super::clocks(tx.conn()?, ticket)).await.unwrap(), clocks);
        assert_eq!(store.read(Reading::open_breaches).await.unwrap(), 0);
        assert_eq!(store.next_due().await.unwrap(), None);
        assert_eq!(store.write(move |tx| last_asked(tx.conn()?, ticket)).await.unwrap(), None);
    }
}
