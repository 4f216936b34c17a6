//! What a report counts, one after the other. Indexes on time find it, each in one walk, and nothing is held; the texts of
//! comments aren't read. Spam doesn't count, and of merged tickets only the remaining one does.

use rusqlite::{Connection, Params};

use crate::desk::report::{Counted, Period};
use crate::desk::status::StatusName;

use super::super::sql::{Row, at, each, ms, value};
use super::super::{Reading, StoreError, lists};

/// Takes what is counted, with the labels of its ticket.
type Count<'a> = &'a mut dyn FnMut(&Counted, &[Option<String>]);

impl Reading {
    /// Counts what happened in the period. `done` are the statuses that mean done; `by` is what to group by.
    pub fn count_for_report(
        &self,
        period: Period,
        done: &[&str],
        by: &[String],
        count: Count<'_>,
    ) -> Result<(), StoreError> {
        let walk = Walk { conn: self.conn(), period, done: done.iter().map(|name| quoted(name)).collect(), by };
        walk.opened(count)?;
        walk.closed(count)?;
        walk.open_still(count)?;
        walk.open_then(count)?;
        walk.rated(count)?;
        walk.promised(count)
    }
}

/// The walks of a report.
struct Walk<'a> {
    conn: &'a Connection,
    period: Period,
    /// The statuses that mean done, in SQL.
    done: Vec<String>,
    by: &'a [String],
}

impl Walk<'_> {
    fn within(&self) -> [i64; 2] {
        [ms(self.period.from), ms(self.period.to)]
    }

    /// Counts the rows of a statement without its columns of labels, which come first.
    fn count(
        &self,
        rest: &str,
        params: impl Params,
        count: Count<'_>,
        read: impl Fn(&Row<'_>) -> Result<Counted, StoreError>,
    ) -> Result<(), StoreError> {
        let names: Vec<String> = (0..self.by.len()).map(|index| format!("label{index}")).collect();
        let labels = self.by.iter().zip(&names).map(|(by, name)| format!("{} AS {name}, ", expression(by)));
        let labels = labels.collect::<Vec<_>>().concat();
        let rest = rest.replace("OF_DONE", &format!("({})", self.done.join(", ")));
        let mut values = Vec::with_capacity(names.len());
        each(self.conn, &format!("SELECT {labels}{rest} AND spam = 0 AND merged_into IS NULL"), params, |row| {
            values.clear();
            for name in &names {
                values.push(row.get(name)?);
            }
            count(&read(row)?, &values);
            Ok(())
        })
    }

    /// Somebody waits for an answer where no machine opened the ticket. The opening comment is no answer, even if an agent wrote
    /// it on somebody's behalf.
    fn opened(&self, count: Count<'_>) -> Result<(), StoreError> {
        const OPENED: &str = "opened_at, requester IS NOT NULL AS has_requester, \
            (SELECT role FROM comment WHERE ticket = number ORDER BY id LIMIT 1) AS opener, \
            (SELECT at FROM comment WHERE ticket = number AND id > (SELECT min(id) FROM comment WHERE ticket = number) \
             AND role = 'agent' AND visibility = 'public' AND octet_length(text) > 0 ORDER BY id LIMIT 1) AS answered_at \
            FROM ticket WHERE opened_at >= ?1 AND opened_at < ?2";
        self.count(OPENED, self.within(), count, |row| {
            let (opened_at, has_requester) = (at(row.get("opened_at")?), row.get::<bool>("has_requester")?);
            let is_person = row.get::<Option<String>>("opener")?.is_none_or(|role| role != "machine");
            let answered_at = row.get::<Option<i64>>("answered_at")?.map(at);
            Ok(Counted::Opened { at: opened_at, asked: has_requester && is_person, answered_at })
        })
    }

    /// The moves to done after which nothing in the period moved the ticket away again.
    fn closed(&self, count: Count<'_>) -> Result<(), StoreError> {
        const CLOSED: &str = "opened_at, event.at AS at FROM event CROSS JOIN ticket ON number = ticket \
            WHERE kind = 'status' AND event.at >= ?1 AND event.at < ?2 AND after IN OF_DONE AND before NOT IN OF_DONE \
            AND (status IN OF_DONE OR status_at >= ?2) \
            AND NOT EXISTS (SELECT 1 FROM event AS later WHERE later.ticket = event.ticket AND later.id > event.id \
                            AND later.kind = 'status' AND later.at < ?2 AND later.after NOT IN OF_DONE)";
        self.count(CLOSED, self.within(), count, |row| {
            Ok(Counted::Closed { opened_at: at(row.get("opened_at")?), at: at(row.get("at")?) })
        })
    }

    /// Tickets that aren't done, and moved no more after the period.
    fn open_still(&self, count: Count<'_>) -> Result<(), StoreError> {
        const STANDING: &str = "1 FROM ticket WHERE status = ?1 AND status_at < ?2 AND opened_at < ?2";
        let is_done = |status: &StatusName| self.done.contains(&quoted(status.as_str()));
        for status in lists::by_stage(self.conn, &is_done)?.open {
            self.count(STANDING, (status.as_str(), ms(self.period.to)), count, |_| Ok(Counted::Open))?;
        }
        Ok(())
    }

    /// Tickets whose first move after the period was from a status that isn't done. Most tickets that moved since were opened
    /// since, too, so their numbers are compared first.
    fn open_then(&self, count: Count<'_>) -> Result<(), StoreError> {
        const LAST: &str = "SELECT max(number) FROM ticket WHERE opened_at < ?1";
        const MOVED: &str = "1 FROM event CROSS JOIN ticket ON number = ticket \
            WHERE kind = 'status' AND event.at >= ?1 AND ticket <= ?2 AND before NOT IN OF_DONE AND opened_at < ?1 \
            AND NOT EXISTS (SELECT 1 FROM event AS earlier WHERE earlier.ticket = event.ticket AND earlier.id < event.id \
                            AND earlier.kind = 'status' AND earlier.at >= ?1)";
        let end = ms(self.period.to);
        let Some(last) = value::<Option<i64>>(self.conn, LAST, [end])?.flatten() else { return Ok(()) };
        self.count(MOVED, [end, last], count, |_| Ok(Counted::Open))
    }

    fn rated(&self, count: Count<'_>) -> Result<(), StoreError> {
        const RATED: &str =
            "score FROM feedback CROSS JOIN ticket ON number = ticket WHERE rated_at >= ?1 AND rated_at < ?2";
        self.count(RATED, self.within(), count, |row| Ok(Counted::Rated(row.get("score")?)))
    }

    /// A target that was met too late is broken.
    fn promised(&self, count: Count<'_>) -> Result<(), StoreError> {
        const KEPT: &str = "measure FROM promise CROSS JOIN ticket ON number = ticket WHERE met_at >= ?1 AND met_at < ?2 \
                            AND met_at IS NOT NULL AND broken_at IS NULL AND promise IS NOT NULL";
        const BROKEN: &str = "measure FROM promise CROSS JOIN ticket ON number = ticket WHERE broken_at >= ?1 \
                              AND broken_at < ?2 AND broken_at IS NOT NULL AND promise IS NOT NULL";
        for (sql, is_kept) in [(KEPT, true), (BROKEN, false)] {
            self.count(sql, self.within(), count, |row| {
                Ok(Counted::Promised { measure: row.get("measure")?, is_kept })
            })?;
        }
        Ok(())
    }
}

/// What a ticket is grouped by: `team`, `agent`, `organisation`, `mailbox` or the name of a field.
fn expression(by: &str) -> String {
    match by {
        "agent" => "assignee".to_owned(),
        "team" | "organisation" | "mailbox" => by.to_owned(),
        field => format!("fields ->> {}", quoted(field)),
    }
}

/// A text in SQL.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::change::Change;
    use crate::desk::people::Role;
    use crate::desk::reason::By;
    use crate::store::Store;
    use crate::store::samples::{Scratch, apply, comment, commenting, later, mark, now, open_ticket, record};

    /// What is counted from one second to another, with the labels.
    async fn counted(store: &Store, from: i64, to: i64) -> Vec<(Counted, Vec<Option<String>>)> {
        let period = Period { from: later(from), to: later(to) };
        let by = ["mailbox", "agent", "team", "category"].map(str::to_owned);
        store
            .read(move |reading| {
                let mut found = Vec::new();
                let mut count =
                    |counted: &Counted, labels: &[Option<String>]| found.push((counted.clone(), labels.to_vec()));
                reading.count_for_report(period, &["resolved", "closed"], &by, &mut count)?;
                Ok(found)
            })
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn what_happened_in_a_period_comes_with_the_labels_of_its_ticket() {
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
        let labels = |of: [Option<&str>; 4]| of.map(|label| label.map(str::to_owned)).to_vec();
        let (one, two) = (
            labels([Some("support"), Some("anna"), None, Some("Robotics")]),
            labels([Some("support"), None, None, None]),
        );
        let opened = |answered_at| Counted::Opened { at: now(), asked: true, answered_at };
        let closed = Counted::Closed { opened_at: now(), at: now() };
        let expected = [
            (opened(Some(now())), one.clone()),
            (opened(None), two.clone()),
            (closed, one.clone()),
            (Counted::Open, two.clone()),
            (Counted::Rated(4), one.clone()),
        ];
        assert_eq!(counted(store, 0, 60).await, expected);
        let promise = "INSERT INTO promise (ticket, measure, round, promise, target, started_at, used, met_at, broken_at) \
                       VALUES (1, 'first-response', 1, 'soon', 60, 0, 0, ?1, NULL), (2, 'first-response', 1, 'soon', 60, 0, 0, NULL, ?1), \
                       (2, 'resolution', 1, 'soon', 60, 0, 0, ?1, ?1), (2, 'triage', 1, NULL, NULL, 0, 0, ?1, NULL)";
        store.write(move |tx| Ok(tx.conn()?.execute(promise, [ms(later(90))])?)).await.unwrap();
        let promised = |measure: &str, is_kept| Counted::Promised { measure: measure.to_owned(), is_kept };
        let expected = [
            (Counted::Open, two.clone()),
            (promised("first-response", true), one),
            (promised("first-response", false), two.clone()),
            (promised("resolution", false), two),
        ];
        assert_eq!(counted(store, 60, 120).await, expected, "later, only open tickets and promises are in it");
        // There was nothing before.
        assert_eq!(counted(store, -60, 0).await, []);
    }

    /// A ticket that was opened at a second and moved at others, each from the status before, counted from 100 to 200.
    #[tokio::test]
    async fn volume() {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let ticket = open_ticket(store, "a").await.0;
        let check = async |opened: i64, moves: &'static [(i64, &'static str)], expected: (usize, usize, usize)| {
            let play = move |tx: &mut crate::store::Tx<'_>| {
                const TICKET: &str =
                    "UPDATE ticket SET opened_at = ?2, status_at = ?2, status = 'new', spam = 0 WHERE number = ?1";
                const EVENT: &str = "INSERT INTO event (ticket, at, kind, before, after, reason) \
                                     SELECT number, ?2, 'status', status, ?3, '{}' FROM ticket WHERE number = ?1";
                const MOVE: &str = "UPDATE ticket SET status = ?3, status_at = ?2 WHERE number = ?1";
                let conn = tx.conn()?;
                conn.execute("DELETE FROM event", [])?;
                conn.execute(TICKET, [ticket, ms(later(opened))])?;
                for (second, after) in moves {
                    conn.execute(EVENT, (ticket, ms(later(*second)), after))?;
                    conn.execute(MOVE, (ticket, ms(later(*second)), after))?;
                }
                Ok(())
            };
            store.write(play).await.unwrap();
            let found = counted(store, 100, 200).await;
            let number = |of: fn(&Counted) -> bool| found.iter().filter(|(counted, _)| of(counted)).count();
            let volume = (
                number(|counted| matches!(counted, Counted::Opened { .. })),
                number(|counted| matches!(counted, Counted::Closed { .. })),
                number(|counted| matches!(counted, Counted::Open)),
            );
            assert_eq!(volume, expected, "{opened} {moves:?}");
        };
        check(110, &[], (1, 0, 1)).await;
        check(50, &[], (0, 0, 1)).await;
        check(100, &[], (1, 0, 1)).await;
        check(200, &[], (0, 0, 0)).await;
        check(110, &[(120, "resolved")], (1, 1, 0)).await;
        check(50, &[(120, "resolved")], (0, 1, 0)).await;
        check(50, &[(60, "resolved")], (0, 0, 0)).await;
        check(110, &[(210, "resolved")], (1, 0, 1)).await;
        check(110, &[(210, "resolved"), (220, "assigned"), (230, "closed")], (1, 0, 1)).await;
        check(210, &[(220, "resolved"), (230, "assigned")], (0, 0, 0)).await;
        check(110, &[(120, "resolved"), (130, "assigned")], (1, 0, 1)).await;
        check(110, &[(120, "resolved"), (210, "assigned")], (1, 1, 0)).await;
        check(110, &[(120, "resolved"), (130, "assigned"), (140, "resolved")], (1, 1, 0)).await;
        check(110, &[(150, "resolved"), (150, "assigned"), (150, "resolved")], (1, 1, 0)).await;
        // What a timer closes was done before.
        check(50, &[(60, "resolved"), (120, "closed")], (0, 0, 0)).await;
        check(110, &[(120, "assigned"), (130, "resolved"), (190, "closed")], (1, 1, 0)).await;
        let spam = "UPDATE ticket SET spam = 1";
        store.write(move |tx| Ok(tx.conn()?.execute(spam, [])?)).await.unwrap();
        assert_eq!(counted(store, 100, 200).await, []);
    }
}
