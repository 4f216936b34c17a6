//! The tickets of a period, for reports. Indexes on time find them, and the texts of their comments aren't read. Spam
//! doesn't count, and of merged tickets only the remaining one does.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use crate::desk::reference::TicketNumber;
use crate::desk::report::{Period, ReportedTicket, StatusMove};
use crate::desk::status::StatusName;

use super::super::sql::{all, at, first, from_json, ms, value, values};
use super::super::{Reading, StoreError};

impl Reading {
    /// Every ticket that was opened, moved, rated or due in the period, or is unfinished now. That includes all tickets
    /// that were open at its end.
    pub fn cases(
        &self,
        period: Period,
        is_done: &dyn Fn(&StatusName) -> bool,
    ) -> Result<Vec<ReportedTicket>, StoreError> {
        let conn = self.conn();
        let mut moves = moves_since(conn, period)?;
        let stars = stars(conn, period)?;
        let mut promises = promises(conn, period)?;
        let mut numbers: BTreeSet<i64> = opened(conn, period)?.into_iter().collect();
        numbers.extend(moves.keys().chain(stars.keys()).chain(promises.keys()));
        for (status, _) in self.statuses()?.iter().filter(|(status, _)| !is_done(status)) {
            numbers.extend(standing(conn, status)?);
        }
        let mut cases = Vec::with_capacity(numbers.len());
        for number in numbers {
            let Some(mut case) = case(conn, number)? else { continue };
            if period.holds(case.opened_at) {
                (case.asked, case.answered_at) = beginning(conn, number, case.asked)?;
            }
            case.moves = moves.remove(&number).unwrap_or_default();
            case.stars = stars.get(&number).copied();
            case.promises = promises.remove(&number).unwrap_or_default();
            cases.push(case);
        }
        Ok(cases)
    }
}

fn opened(conn: &Connection, period: Period) -> Result<Vec<i64>, StoreError> {
    const OPENED: &str = "SELECT number FROM ticket WHERE opened_at >= ?1 AND opened_at < ?2";
    values(conn, OPENED, [ms(period.from), ms(period.to)])
}

fn standing(conn: &Connection, status: &StatusName) -> Result<Vec<i64>, StoreError> {
    const STANDING: &str = "SELECT number FROM ticket WHERE status = ?1";
    values(conn, STANDING, [status.as_str()])
}

/// Moves since the period began, even after its end: they show the earlier status of a ticket.
fn moves_since(conn: &Connection, period: Period) -> Result<BTreeMap<i64, Vec<StatusMove>>, StoreError> {
    const MOVES: &str =
        "SELECT ticket, at, before, after FROM event WHERE kind = 'status' AND at >= ?1 ORDER BY at, id";
    let mut moves: BTreeMap<i64, Vec<StatusMove>> = BTreeMap::new();
    let found = all(conn, MOVES, [ms(period.from)], |row| {
        let status = |text: Option<String>| StatusName(text.unwrap_or_default());
        let (at, before, after) = (at(row.get("at")?), status(row.get("before")?), status(row.get("after")?));
        Ok((row.get("ticket")?, StatusMove { at, before, after }))
    })?;
    for (ticket, moved) in found {
        moves.entry(ticket).or_default().push(moved);
    }
    Ok(moves)
}

fn stars(conn: &Connection, period: Period) -> Result<BTreeMap<i64, u8>, StoreError> {
    const STARS: &str = "SELECT ticket, score FROM feedback WHERE rated_at >= ?1 AND rated_at < ?2";
    Ok(all(conn, STARS, [ms(period.from), ms(period.to)], |row| Ok((row.get("ticket")?, row.get("score")?)))?
        .into_iter()
        .collect())
}

/// The promises that were kept or broken in the period: the measure, and whether it was kept. One that was met too late
/// is broken.
fn promises(conn: &Connection, period: Period) -> Result<BTreeMap<i64, Vec<(String, bool)>>, StoreError> {
    const KEPT: &str = "SELECT ticket, measure FROM promise WHERE met_at >= ?1 AND met_at < ?2 AND met_at IS NOT NULL \
                        AND broken_at IS NULL AND promise IS NOT NULL";
    const BROKEN: &str = "SELECT ticket, measure FROM promise WHERE broken_at >= ?1 AND broken_at < ?2 \
                          AND broken_at IS NOT NULL AND promise IS NOT NULL";
    let mut promises: BTreeMap<i64, Vec<(String, bool)>> = BTreeMap::new();
    for (sql, is_kept) in [(KEPT, true), (BROKEN, false)] {
        let within = [ms(period.from), ms(period.to)];
        let found = all(conn, sql, within, |row| Ok((row.get("ticket")?, row.get::<String>("measure")?)))?;
        for (ticket, measure) in found {
            promises.entry(ticket).or_default().push((measure, is_kept));
        }
    }
    Ok(promises)
}

fn case(conn: &Connection, number: i64) -> Result<Option<ReportedTicket>, StoreError> {
    const CASE: &str = "SELECT opened_at, requester, status, assignee, organisation, mailbox, team, fields FROM ticket \
                        WHERE number = ?1 AND spam = 0 AND merged_into IS NULL";
    first(conn, CASE, [number], |row| {
        let mut labels = vec![("mailbox".to_owned(), row.get("mailbox")?)];
        for (column, name) in [("assignee", "agent"), ("organisation", "organisation"), ("team", "team")] {
            labels.extend(row.get::<Option<String>>(column)?.map(|value| (name.to_owned(), value)));
        }
        let fields: BTreeMap<String, String> = from_json(row.get("fields")?)?;
        labels.extend(fields);
        Ok(ReportedTicket {
            number: TicketNumber(number),
            opened_at: at(row.get("opened_at")?),
            asked: row.get::<Option<i64>>("requester")?.is_some(),
            status: StatusName(row.get("status")?),
            moves: Vec::new(),
            answered_at: None,
            stars: None,
            promises: Vec::new(),
            labels,
        })
    })
}

/// Whether somebody waits for an answer, and when an agent first wrote to them. The opening comment is no answer, even
/// if an agent wrote it on somebody's behalf.
fn beginning(
    conn: &Connection,
    number: i64,
    has_requester: bool,
) -> Result<(bool, Option<jiff::Timestamp>), StoreError> {
    const FIRST: &str = "SELECT id, role FROM comment WHERE ticket = ?1 ORDER BY id LIMIT 1";
    const ANSWER: &str = "SELECT at FROM comment WHERE ticket = ?1 AND id > ?2 AND role = 'agent' AND visibility = 'public' \
                          AND octet_length(text) > 0 ORDER BY id LIMIT 1";
    let opening = first(conn, FIRST, [number], |row| Ok((row.get::<i64>("id")?, row.get::<String>("role")?)))?;
    let Some((id, role)) = opening else { return Ok((has_requester, None)) };
    let answered = value(conn, ANSWER, [number, id])?.map(at);
    Ok((has_requester && role != "machine", answered))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::change::Change;
    use crate::desk::people::Role;
    use crate::desk::reason::By;
    use crate::store::samples::{Scratch, apply, comment, commenting, later, mark, now, open_ticket, record};

    #[tokio::test]
    async fn the_tickets_of_a_period_come_with_what_happened() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let first = open_ticket(store, "a").await;
        open_ticket(store, "b").await;
        let mail = record(store, &["c"]).await[0];
        let status = |name: &str| StatusName(name.to_owned());
        let mut answer = commenting(store, first).await;
        answer.steps[0].comments = vec![comment("anna@desk.example", Role::Agent)];
        answer.steps[0].change_all(
            [
                Change::Status { from: status("new"), to: status("resolved"), reason: By::words("r") },
                Change::Assign { to: "anna".to_owned(), reason: By::words("r") },
                Change::Field { name: "category".to_owned(), to: Some("Robotics".to_owned()), reason: By::words("r") },
                Change::FeedbackAsked,
                Change::Rated { score: 4, comment: String::new() },
            ],
            now(),
        );
        apply(store, mark(mail, "c@desk.example"), answer).await.unwrap();
        let cases = async |from: i64, to: i64| {
            let period = Period { from: later(from), to: later(to) };
            let is_done = |status: &StatusName| status.as_str() == "resolved";
            store.read(move |reading| reading.cases(period, &is_done)).await.unwrap()
        };
        let found = cases(0, 60).await;
        let label = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let moved = StatusMove { at: now(), before: status("new"), after: status("resolved") };
        let expected = ReportedTicket {
            number: first,
            opened_at: now(),
            asked: true,
            status: status("resolved"),
            moves: vec![moved],
            answered_at: Some(now()),
            stars: Some(4),
            promises: Vec::new(),
            labels: vec![label("mailbox", "support"), label("agent", "anna"), label("category", "Robotics")],
        };
        assert_eq!((found.len(), &found[0], found[1].answered_at), (2, &expected, None));
        let promise = "INSERT INTO promise (ticket, measure, round, promise, target, started_at, used, met_at, broken_at) \
                       VALUES (1, 'first-response', 1, 'soon', 60, 0, 0, ?1, NULL), (2, 'first-response', 1, 'soon', 60, 0, 0, NULL, ?1), \
                       (2, 'resolution', 1, 'soon', 60, 0, 0, ?1, ?1), (2, 'triage', 1, NULL, NULL, 0, 0, ?1, NULL)";
        store.write(move |tx| Ok(tx.conn()?.execute(promise, [ms(later(30))])?)).await.unwrap();
        let promised = cases(0, 60).await;
        let named = |measure: &str, is_kept| (measure.to_owned(), is_kept);
        assert_eq!(promised[0].promises, [named("first-response", true)]);
        assert_eq!(promised[1].promises, [named("first-response", false), named("resolution", false)]);
        // Nothing happened later, so only open tickets are in it.
        let later = cases(60, 120).await;
        assert_eq!(later.iter().map(|case| (case.number.0, case.asked)).collect::<Vec<_>>(), [(2, true)]);
        // There was nothing before, but later moves show the earlier status of tickets.
        assert_eq!(cases(-60, 0).await.len(), 2);
    }
}
