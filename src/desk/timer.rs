//! Timers: a ticket that has had a status for some time moves on by itself.
//!
//! Comes in: a status, and since when a ticket has it. Goes out: the timers that run, and when they fire. The store keeps them
//! and brings them back in time. Whether they still hold is decided then.

use std::time::Duration;

use jiff::Timestamp;

use super::recipients::Recipient;
use super::status::StatusName;
use super::work_time::WorkTime;

/// A status change caused by time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    /// The name that people read as the reason; no two have the same.
    pub name: String,
    /// The statuses in which it runs.
    pub status: Vec<StatusName>,
    /// The time that a ticket must have had the status.
    pub after: Duration,
    /// The hours that count.
    pub time: WorkTime,
    /// The status that follows.
    pub to: StatusName,
    /// The recipients who are told of the new status.
    pub tells: Vec<Recipient>,
}

/// Something that falls due on a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The timer, by its name.
    pub timer: String,
    /// When.
    pub at: Timestamp,
}

/// Statuses through which timers alone would move a ticket round and round, as a walk that ends where it began.
pub fn find_loop(timers: &[Timer]) -> Option<Vec<StatusName>> {
    let starts = timers.iter().flat_map(|timer| &timer.status);
    starts.into_iter().find_map(|start| walk(timers, start, &mut Vec::new()))
}

fn walk(timers: &[Timer], at: &StatusName, path: &mut Vec<StatusName>) -> Option<Vec<StatusName>> {
    if let Some(first) = path.iter().position(|seen| seen == at) {
        return Some(path.iter().skip(first).chain(std::iter::once(at)).cloned().collect());
    }
    path.push(at.clone());
    let next = timers.iter().filter(|timer| timer.status.contains(at)).map(|timer| &timer.to);
    let found = next.into_iter().find_map(|to| walk(timers, to, path));
    path.pop();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::samples;

    fn name(name: &str) -> StatusName {
        StatusName(name.to_owned())
    }

    fn timer(from: &str, to: &str) -> Timer {
        let status = from.split(' ').map(name).collect();
        let (after, time) = (Duration::from_hours(1), WorkTime::Always);
        Timer { name: format!("{from}-{to}"), status, after, time, to: name(to), tells: Vec::new() }
    }

    #[test]
    fn a_status_starts_its_timers() {
        let workflow = samples::workflow();
        let since: Timestamp = "2026-01-05T09:00:00Z".parse().unwrap();
        let due = workflow.due(&name("resolved"), since);
        let week = Due { timer: "resolved tickets close".to_owned(), at: "2026-01-12T09:00:00Z".parse().unwrap() };
        assert_eq!(due, [week]);
        assert_eq!(workflow.due(&name("new"), since), []);
        assert_eq!(workflow.due(&name("resolved"), Timestamp::MAX), [], "never");
        assert!(workflow.find_timer("resolved tickets close", &name("resolved")).is_some());
        assert!(workflow.find_timer("resolved tickets close", &name("new")).is_none(), "it moved on meanwhile");
    }

    #[test]
    fn timers_that_chase_each_other_are_found() {
        let check = |timers: &[(&str, &str)], expected: &str| {
            let timers: Vec<Timer> = timers.iter().map(|(from, to)| timer(from, to)).collect();
            let found = find_loop(&timers).unwrap_or_default();
            let walk: Vec<&str> = found.iter().map(StatusName::as_str).collect();
            assert_eq!(walk.join(" → "), expected);
        };
        check(&[], "");
        check(&[("resolved", "closed")], "");
        check(&[("waiting", "resolved"), ("resolved", "closed")], "");
        check(&[("resolved closed", "closed")], "closed → closed");
        check(&[("a", "b"), ("b", "c"), ("c", "b")], "b → c → b");
    }
}
