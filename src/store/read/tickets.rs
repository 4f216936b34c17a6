//! Lists of tickets.

use rusqlite::{ToSql, params_from_iter};

use crate::desk::field::{BETWEEN, Fields};
use crate::desk::question::Brief;
use crate::desk::status::StatusName;
use crate::mail::Address;

use super::super::lists::{BRIEF, STATUS, each_once, read_brief};
use super::super::sql::{all, count, each, from_json, unsigned, value};
use super::super::{Reading, StoreError};
use super::take::{Take, collected};

/// A filter of tickets. `None` matches all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketFilter {
    /// In one of these statuses.
    pub statuses: Option<Vec<StatusName>>,
    /// Assigned to this agent.
    pub assignee: Option<String>,
    /// Of this team.
    pub team: Option<String>,
    /// With these values of fields. A value includes its subtypes.
    pub fields: Vec<(String, String)>,
    /// Requested by this address.
    pub requester: Option<Address>,
    /// At most this many, the newest.
    pub limit: Option<usize>,
}

/// A ticket in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketLine {
    /// What lists in letters have, too.
    pub brief: Brief,
    /// Its team.
    pub team: Option<String>,
    /// The values of its fields.
    pub fields: Fields,
}

/// The names that tickets have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamesInUse {
    /// Of statuses.
    pub statuses: Vec<String>,
    /// Of assignees.
    pub assignees: Vec<String>,
    /// Of teams.
    pub teams: Vec<String>,
}

impl TicketFilter {
    /// The condition, and the values that it names.
    fn conditions(&self) -> (String, Vec<Box<dyn ToSql>>) {
        let mut conditions = vec!["1".to_owned()];
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        if let Some(statuses) = &self.statuses {
            conditions.push(format!("status IN ({})", vec!["?"; statuses.len()].join(", ")));
            values.extend(statuses.iter().map(|status| Box::new(status.as_str().to_owned()) as Box<dyn ToSql>));
        }
        if let Some(assignee) = &self.assignee {
            conditions.push("assignee = ?".to_owned());
            values.push(Box::new(assignee.clone()));
        }
        if let Some(team) = &self.team {
            conditions.push("team = ?".to_owned());
            values.push(Box::new(team.clone()));
        }
        for (name, value) in &self.fields {
            conditions.push("fields ->> ? IN (?, ? || substr(fields ->> ?, length(?) + 2))".to_owned());
            let subtyped = format!("{value}{BETWEEN}");
            values.extend([name, value, &subtyped, name, value].map(|text| Box::new(text.clone()) as Box<dyn ToSql>));
        }
        if let Some(requester) = &self.requester {
            conditions.push("requester = (SELECT id FROM person WHERE key = ?)".to_owned());
            values.push(Box::new(requester.key().to_owned()));
        }
        (conditions.join(" AND "), values)
    }
}

impl Reading {
    /// The matching tickets, newest last.
    pub fn tickets(&self, filter: &TicketFilter) -> Result<Vec<TicketLine>, StoreError> {
        collected(|take| self.each_ticket(filter, take))
    }

    /// The matching tickets one by one, newest last.
    pub fn each_ticket(&self, filter: &TicketFilter, take: Take<'_, TicketLine>) -> Result<(), StoreError> {
        let (conditions, mut values) = filter.conditions();
        values.push(Box::new(count(filter.limit.unwrap_or(usize::MAX))));
        // First the numbers alone, by an index; then the rows of those.
        let sql = format!(
            "SELECT {BRIEF}, team, fields FROM ticket LEFT JOIN person ON person.id = ticket.requester WHERE number IN \
             (SELECT number FROM ticket WHERE {conditions} ORDER BY number DESC LIMIT ?) ORDER BY number"
        );
        each(self.conn(), &sql, params_from_iter(values), |row| {
            let (brief, team) = (read_brief(row)?, row.get("team")?);
            take(TicketLine { brief, team, fields: Fields(from_json(row.get("fields")?)?) })
        })
    }

    /// How many tickets match, whatever the limit.
    pub fn count_tickets(&self, filter: &TicketFilter) -> Result<u64, StoreError> {
        let (conditions, values) = filter.conditions();
        let sql = format!("SELECT count(*) FROM ticket WHERE {conditions}");
        Ok(unsigned(value(self.conn(), &sql, params_from_iter(values))?.unwrap_or_default()))
    }

    /// The names that tickets have, also those that the config knows no more.
    pub fn names_in_use(&self) -> Result<NamesInUse, StoreError> {
        const ASSIGNEE: &str = "SELECT assignee FROM ticket WHERE assignee > ?1 ORDER BY assignee LIMIT 1";
        const TEAM: &str = "SELECT team FROM ticket WHERE team > ?1 ORDER BY team LIMIT 1";
        let conn = self.conn();
        Ok(NamesInUse {
            statuses: each_once(conn, STATUS)?,
            assignees: each_once(conn, ASSIGNEE)?,
            teams: each_once(conn, TEAM)?,
        })
    }

    /// Every status in use, with its number of tickets. Reads an index as long as the tickets are many.
    pub fn statuses(&self) -> Result<Vec<(StatusName, u64)>, StoreError> {
        const STATUSES: &str = "SELECT status, count(*) AS tickets FROM ticket GROUP BY status";
        all(self.conn(), STATUSES, [], |row| Ok((StatusName(row.get("status")?), unsigned(row.get("tickets")?))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{Scratch, open_ticket};

    #[tokio::test]
    async fn filters_narrow_and_the_newest_stands_last() {
        let scratch = Scratch::new();
        for name in ["a", "b", "c"] {
            open_ticket(&scratch.store, name).await;
        }
        let change = "UPDATE ticket SET status = 'resolved', assignee = 'anna', team = 'm3', \
                      fields = '{\"category\":\"Robotics/Arm\",\"priority\":\"1\"}' WHERE number = 2";
        scratch.store.write(move |tx| Ok(tx.conn()?.execute(change, [])?)).await.unwrap();
        let check = async |filter: TicketFilter, expected: &[i64]| {
            let lines = scratch.store.read(move |reading| reading.tickets(&filter)).await.unwrap();
            assert_eq!(lines.iter().map(|line| line.brief.number.0).collect::<Vec<_>>(), expected);
        };
        let any = TicketFilter::default;
        let status = |name: &str| StatusName(name.to_owned());
        check(any(), &[1, 2, 3]).await;
        check(TicketFilter { limit: Some(2), ..any() }, &[2, 3]).await;
        check(TicketFilter { statuses: Some(vec![status("new")]), ..any() }, &[1, 3]).await;
        check(TicketFilter { statuses: Some(vec![status("new"), status("resolved")]), ..any() }, &[1, 2, 3]).await;
        check(TicketFilter { statuses: Some(Vec::new()), ..any() }, &[]).await;
        check(TicketFilter { assignee: Some("anna".to_owned()), ..any() }, &[2]).await;
        check(TicketFilter { team: Some("m3".to_owned()), ..any() }, &[2]).await;
        let fields = |fields: &[(&str, &str)]| TicketFilter {
            fields: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            ..any()
        };
        check(fields(&[("priority", "1")]), &[2]).await;
        check(fields(&[("priority", "1"), ("category", "Robotics")]), &[2]).await;
        check(fields(&[("category", "Robotics/Arm")]), &[2]).await;
        check(fields(&[("category", "Robotics/Gripper")]), &[]).await;
        check(fields(&[("category", "Robot")]), &[]).await;
        check(fields(&[("product", "1")]), &[]).await;
        check(TicketFilter { requester: Address::parse("ADA@customer.example"), ..any() }, &[1, 2, 3]).await;
        check(TicketFilter { requester: Address::parse("eve@customer.example"), ..any() }, &[]).await;
        let count = async |filter: TicketFilter| {
            scratch.store.read(move |reading| reading.count_tickets(&filter)).await.unwrap()
        };
        assert_eq!(count(TicketFilter { limit: Some(1), ..any() }).await, 3);
        assert_eq!(count(TicketFilter { statuses: Some(vec![status("new")]), limit: Some(1), ..any() }).await, 2);
        assert_eq!(count(fields(&[("category", "Robotics")])).await, 1);
        let used = scratch.store.read(Reading::names_in_use).await.unwrap();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let expected = (names(&["new", "resolved"]), names(&["anna"]), names(&["m3"]));
        assert_eq!((used.statuses, used.assignees, used.teams), expected);
        let statuses = scratch.store.read(Reading::statuses).await.unwrap();
        assert_eq!(statuses, [(status("new"), 2), (status("resolved"), 1)]);
    }
}
