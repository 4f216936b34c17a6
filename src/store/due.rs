//! Things that fall due by time alone. They are kept per ticket and found by time, so a look reads only what is due.

use jiff::Timestamp;
use rusqlite::{Connection, named_params, params};

use crate::desk::reference::TicketNumber;
use crate::desk::status::StatusName;
use crate::desk::timer::Timer;

use super::settings::{forget, setting};
use super::sql::{Row, all, at, count, ms, run, value};
use super::{Store, StoreError, Tx};

/// The setting with the timers by which the tickets were last armed.
const ARMED: &str = "timers";
/// How many tickets are armed at once.
const PART: i64 = 500;

/// The kinds of things that fall due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueKind {
    /// A timer of the workflow.
    Timer,
    /// A promise needs a look.
    Promise,
    /// The requester gets a question for feedback.
    Feedback,
}

impl DueKind {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Timer => "timer",
            Self::Promise => "promise",
            Self::Feedback => "feedback",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Timer, Self::Promise, Self::Feedback].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A thing that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueLine {
    /// Its ticket.
    pub ticket: TicketNumber,
    /// Its kind, or the kind's name if only a newer program knows it.
    pub kind: Result<DueKind, String>,
    /// Which one: a timer by its name, a promise by its measure.
    pub name: String,
    /// Since when.
    pub at: Timestamp,
}

impl DueLine {
    /// The name of its kind.
    pub fn kind_name(&self) -> &str {
        self.kind.as_ref().map_or_else(String::as_str, |kind| kind.as_str())
    }
}

impl Store {
    /// When the next thing falls due. `None`: never.
    pub async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        const NEXT: &str = "SELECT min(at) FROM due";
        self.read(|reading| Ok(value::<Option<i64>>(reading.conn(), NEXT, [])?.flatten().map(at))).await
    }

    /// The due things, oldest first, at most `limit`.
    pub async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<DueLine>, StoreError> {
        const DUE: &str = "SELECT ticket, kind, name, at FROM due WHERE at <= ?1 ORDER BY at LIMIT ?2";
        let line = |row: &Row<'_>| {
            let kind: String = row.get("kind")?;
            let kind = DueKind::parse(&kind).ok_or(kind);
            Ok(DueLine {
                ticket: TicketNumber(row.get("ticket")?),
                kind,
                name: row.get("name")?,
                at: at(row.get("at")?),
            })
        };
        self.read(move |reading| all(reading.conn(), DUE, params![ms(now), count(limit)], line)).await
    }

    /// Arms the tickets with the config's timers, if those changed since they were last armed. A timer runs from the ticket's
    /// entry into the status. It takes few tickets at once, so that others write in between, and asks `goes_on` before each
    /// part; what a stop or a crash interrupts is begun again. Returns the number of armed timers. `None`: nothing changed, or
    /// it was interrupted.
    pub async fn arm_timers(
        &self,
        timers: &[Timer],
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<usize>, StoreError> {
        let armed_by = fingerprint(timers).into_bytes();
        let known = armed_by.clone();
        let begin = move |tx: &mut Tx<'_>| {
            let is_armed = setting(tx.conn()?, ARMED)? == Some(known);
            if !is_armed {
                forget(tx.conn()?, ARMED)?;
            }
            Ok(is_armed)
        };
        if self.write(begin).await? {
            return Ok(None);
        }
        let mut rest = Some(0);
        while let Some(after) = rest {
            if !goes_on() {
                return Ok(None);
            }
            rest = self.write(move |tx| disarm(tx.conn()?, after)).await?;
        }
        let mut armed = 0;
        for timer in timers {
            for status in &timer.status {
                let Some(tickets) = self.arm_timer(timer, status, goes_on).await? else { return Ok(None) };
                armed += tickets;
            }
        }
        self.write(move |tx| tx.keep_setting(ARMED, &armed_by)).await?;
        Ok(Some(armed))
    }

    /// Arms all tickets in a status with a timer. `None`: it was interrupted.
    async fn arm_timer(
        &self,
        timer: &Timer,
        status: &StatusName,
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<usize>, StoreError> {
        let (mut armed, mut rest) = (0, Some(0));
        while let Some(after) = rest {
            if !goes_on() {
                return Ok(None);
            }
            let (timer, status) = (timer.clone(), status.clone());
            let part = self.write(move |tx| arm(tx.conn()?, &timer, &status, after)).await?;
            (armed, rest) = (armed + part.0, part.1);
        }
        Ok(Some(armed))
    }
}

impl Tx<'_> {
    /// Postpones one thing.
    pub fn put_off_due(&mut self, line: &DueLine, to: Timestamp) -> Result<(), StoreError> {
        const PUT_OFF: &str =
            "UPDATE due SET at = :to WHERE ticket = :ticket AND kind = :kind AND name = :name AND at = :at";
        let row = named_params! {
            ":ticket": line.ticket.0, ":kind": line.kind_name(), ":name": line.name, ":at": ms(line.at), ":to": ms(to),
        };
        run(self.conn()?, PUT_OFF, row).map(drop)
    }
}

/// Takes one thing off the list. `false`: it isn't on the list any more.
pub(super) fn take(conn: &Connection, line: &DueLine) -> Result<bool, StoreError> {
    const TAKE: &str = "DELETE FROM due WHERE ticket = :ticket AND kind = :kind AND name = :name AND at = :at";
    let row = named_params! {
        ":ticket": line.ticket.0, ":kind": line.kind_name(), ":name": line.name, ":at": ms(line.at),
    };
    Ok(run(conn, TAKE, row)? > 0)
}

/// Replaces all things of a kind on a ticket.
pub(super) fn set(
    conn: &Connection,
    ticket: TicketNumber,
    kind: DueKind,
    due: &[(&str, Timestamp)],
) -> Result<(), StoreError> {
    const FORGET: &str = "DELETE FROM due WHERE ticket = ?1 AND kind = ?2";
    const REMEMBER: &str = "INSERT INTO due (ticket, kind, name, at) VALUES (:ticket, :kind, :name, :at)";
    run(conn, FORGET, params![ticket.0, kind.as_str()])?;
    due.iter().try_for_each(|(name, at)| {
        let row = named_params! { ":ticket": ticket.0, ":kind": kind.as_str(), ":name": name, ":at": ms(*at) };
        run(conn, REMEMBER, row).map(drop)
    })
}

/// Removes the timers of the first tickets after one. Returns the last of these, if there are any.
fn disarm(conn: &Connection, after: i64) -> Result<Option<i64>, StoreError> {
    const LAST: &str = "SELECT max(ticket) FROM (SELECT ticket FROM due WHERE kind = 'timer' AND ticket > ?1 \
                        ORDER BY ticket LIMIT ?2)";
    const DISARM: &str = "DELETE FROM due WHERE kind = 'timer' AND ticket > ?1 AND ticket <= ?2";
    let last = value::<Option<i64>>(conn, LAST, [after, PART])?.flatten();
    if let Some(last) = last {
        run(conn, DISARM, [after, last])?;
    }
    Ok(last)
}

/// Arms the first tickets after one in a status with a timer. Returns their number, and the last of them, if there are any.
fn arm(conn: &Connection, timer: &Timer, status: &StatusName, after: i64) -> Result<(usize, Option<i64>), StoreError> {
    const SINCE: &str =
        "SELECT number, status_at FROM ticket WHERE status = ?1 AND number > ?2 ORDER BY number LIMIT ?3";
    const ARM: &str = "INSERT INTO due (ticket, kind, name, at) VALUES (?1, 'timer', ?2, ?3) ON CONFLICT DO NOTHING";
    let since = params![status.as_str(), after, PART];
    let tickets = all(conn, SINCE, since, |row| Ok((row.get::<i64>("number")?, at(row.get("status_at")?))))?;
    let mut armed = 0;
    for (number, since) in &tickets {
        // A time outside the calendar never comes.
        let Some(due) = timer.time.add(*since, timer.after) else { continue };
        armed += run(conn, ARM, params![number, timer.name, ms(due)])?;
    }
    Ok((armed, tickets.last().map(|(number, _)| *number)))
}

/// All timers in one text.
fn fingerprint(timers: &[Timer]) -> String {
    let one = |timer: &Timer| {
        let statuses = timer.status.iter().map(StatusName::as_str).collect::<Vec<_>>().join(" ");
        format!("{}\0{statuses}\0{}\0{:?}\n", timer.name, timer.after.as_millis(), timer.time)
    };
    timers.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::samples;
    use crate::store::samples::{Scratch, later, newer_due, open_ticket};

    fn set_timers(tx: &mut Tx<'_>, ticket: TicketNumber, due: &[(&str, Timestamp)]) -> Result<(), StoreError> {
        set(tx.conn()?, ticket, DueKind::Timer, due)
    }

    #[tokio::test]
    async fn what_is_due_comes_in_order_and_is_taken_once() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let (one, two) = (open_ticket(store, "a").await, open_ticket(store, "b").await);
        let set = move |tx: &mut Tx<'_>| {
            set_timers(tx, one, &[("x", later(9)), ("y", later(20))])?;
            set_timers(tx, two, &[("x", later(5))])
        };
        store.write(set).await.unwrap();
        assert_eq!(store.next_due().await.unwrap(), Some(later(5)));
        assert_eq!(store.due(later(4), 9).await.unwrap(), []);
        let lines = store.due(later(10), 9).await.unwrap();
        assert_eq!(lines.iter().map(|line| line.ticket).collect::<Vec<_>>(), [two, one]);
        let first = lines[0].clone();
        let take = move |tx: &mut Tx<'_>| Ok((take(tx.conn()?, &first)?, take(tx.conn()?, &first)?));
        assert_eq!(store.write(take).await.unwrap(), (true, false));
        store.write(move |tx| set_timers(tx, one, &[])).await.unwrap();
        assert_eq!(store.next_due().await.unwrap(), None);
    }

    #[tokio::test]
    async fn tickets_are_armed_when_the_config_has_other_timers() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await;
        let timers = samples::workflow().timers().to_vec();
        let of_new = [Timer { status: vec![StatusName("new".to_owned())], ..timers[0].clone() }];
        let arm = async |timers: &[Timer]| store.arm_timers(timers, &|| true).await.unwrap();
        assert_eq!(arm(&[]).await, Some(0));
        assert_eq!(arm(&of_new).await, Some(1));
        assert_eq!(arm(&of_new).await, None, "they are as they were");
        let week = later(7 * 24 * 3600);
        let name = "resolved tickets close".to_owned();
        let line = DueLine { ticket, kind: Ok(DueKind::Timer), name, at: week };
        assert_eq!(store.due(week, 9).await.unwrap(), [line]);
        assert_eq!(arm(&timers).await, Some(0));
        assert_eq!(store.next_due().await.unwrap(), None);
    }

    #[tokio::test]
    async fn many_tickets_are_armed_in_parts_and_again_after_a_stop() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        open_ticket(store, "a").await;
        let more = "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) \
                    INSERT INTO ticket (number, subject, status, mailbox, opened_at, status_at, changed_at) \
                    SELECT i, 's', 'new', 'support', 0, 0, 0 FROM n";
        store.write(move |tx| Ok(tx.conn()?.execute_batch(more)?)).await.unwrap();
        let of_new = |hours| {
            let timer = samples::workflow().timers()[0].clone();
            [Timer {
                status: vec![StatusName("new".to_owned())],
                after: std::time::Duration::from_hours(hours),
                ..timer
            }]
        };
        let armed = async || store.due(Timestamp::MAX, 9999).await.unwrap().len();
        assert_eq!(store.arm_timers(&of_new(1), &|| true).await.unwrap(), Some(1200));
        assert_eq!(armed().await, 1200);
        let parts = std::sync::atomic::AtomicUsize::new(0);
        let few = || parts.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < 6;
        assert_eq!(store.arm_timers(&of_new(2), &few).await.unwrap(), None);
        assert_eq!(armed().await, 1000);
        assert_eq!(store.arm_timers(&of_new(1), &|| true).await.unwrap(), Some(1200), "the stop left it half done");
        assert_eq!(armed().await, 1200);
    }

    #[tokio::test]
    async fn what_only_a_newer_program_knows_comes_by_its_name_and_can_be_put_off() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await;
        newer_due(store).await;
        store.write(move |tx| set_timers(tx, ticket, &[("x", later(0))])).await.unwrap();
        let lines = store.due(later(0), 9).await.unwrap();
        let line = lines.iter().find(|line| line.kind.is_err()).unwrap().clone();
        assert_eq!((lines.len(), line.kind_name(), line.name.as_str()), (2, "digest", "weekly"));
        store.write(move |tx| tx.put_off_due(&line, later(9))).await.unwrap();
        assert_eq!(store.due(later(8), 9).await.unwrap().len(), 1);
        assert_eq!(store.due(later(9), 9).await.unwrap().len(), 2);
    }
}
