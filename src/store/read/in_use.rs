//! The names of the config that the database uses: what a changed config no longer has is told at the start. It counts, so it
//! is for the start and for people, not for belts.

use std::collections::BTreeMap;

use crate::desk::status::StatusName;

use super::super::settings::{ADDRESSES, PREFIX, setting};
use super::super::sql::{all, unsigned};
use super::super::{Reading, StoreError};

/// A name, and how many tickets or mails use it.
pub type Used = (String, u64);

/// The names that tickets use which aren't done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UsedByOpen {
    /// Short names of agents who have one.
    pub assignees: Vec<Used>,
    /// Teams that have one.
    pub teams: Vec<Used>,
    /// Partners to whom one was handed.
    pub partners: Vec<Used>,
    /// Organisations of requesters.
    pub organisations: Vec<Used>,
    /// Mailboxes that letters are sent from.
    pub mailboxes: Vec<Used>,
    /// Languages that were chosen for a ticket.
    pub languages: Vec<Used>,
    /// Fields with their values.
    pub fields: Vec<(String, Used)>,
}

impl Reading {
    /// The statuses of all tickets.
    pub fn used_statuses(&self) -> Result<Vec<(StatusName, u64)>, StoreError> {
        const STATUSES: &str = "SELECT status AS name, count(*) AS number FROM ticket GROUP BY status ORDER BY status";
        all(self.conn(), STATUSES, [], |row| Ok((StatusName(row.get("name")?), unsigned(row.get("number")?))))
    }

    /// The names that tickets in these statuses use.
    pub fn used_by_open(&self, open: &[StatusName]) -> Result<UsedByOpen, StoreError> {
        const FIELDS: &str = "SELECT field.key AS name, field.value AS value, count(*) AS number \
                              FROM ticket, json_each(ticket.fields) AS field \
                              WHERE ticket.status IN (SELECT value FROM json_each(?1)) GROUP BY 1, 2 ORDER BY 1, 2";
        let names: Vec<&str> = open.iter().map(StatusName::as_str).collect();
        let statuses = serde_json::json!(names).to_string();
        let of = |what: &str, from: &str| {
            let sql = format!(
                "SELECT {what} AS name, count(*) AS number FROM ticket{from} \
                 WHERE ticket.status IN (SELECT value FROM json_each(?1)) AND {what} IS NOT NULL GROUP BY 1 ORDER BY 1"
            );
            all(self.conn(), &sql, [&statuses], |row| Ok((row.get("name")?, unsigned(row.get("number")?))))
        };
        let field = |row: &super::super::sql::Row<'_>| {
            Ok((row.get("name")?, (row.get("value")?, unsigned(row.get("number")?))))
        };
        Ok(UsedByOpen {
            assignees: of("assignee", "")?,
            teams: of("team", "")?,
            partners: of("partner.value", ", json_each(ticket.partners) AS partner")?,
            organisations: of("organisation", "")?,
            mailboxes: of("mailbox", "")?,
            languages: of("language", "")?,
            fields: all(self.conn(), FIELDS, [&statuses], field)?,
        })
    }

    /// The fields of all tickets, each with each of its values.
    pub fn fields_in_use(&self) -> Result<Vec<(String, String)>, StoreError> {
        // SQLite would sort those of all tickets before it leaves out what it has.
        const FIELDS: &str = "SELECT DISTINCT field.key AS name, field.value AS value \
                              FROM ticket, json_each(ticket.fields) AS field";
        let mut fields: Vec<(String, String)> =
            all(self.conn(), FIELDS, [], |row| Ok((row.get("name")?, row.get("value")?)))?;
        fields.sort_unstable();
        Ok(fields)
    }

    /// The mailboxes of mails that wait for their end.
    pub fn waiting_mailboxes(&self) -> Result<Vec<Used>, StoreError> {
        const WAITING: &str = "SELECT mailbox AS name, count(*) AS number FROM mail WHERE outcome IS NULL \
                               GROUP BY mailbox ORDER BY mailbox";
        all(self.conn(), WAITING, [], |row| Ok((row.get("name")?, unsigned(row.get("number")?))))
    }

    /// The addresses that mailboxes last wrote from, by name. Empty: the desk never ran.
    pub fn last_addresses(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let kept = setting(self.conn(), ADDRESSES)?;
        Ok(kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
    }

    /// The prefix of references that the desk last ran with. `None`: it never ran.
    pub fn last_prefix(&self) -> Result<Option<String>, StoreError> {
        let kept = setting(self.conn(), PREFIX)?;
        Ok(kept.and_then(|bytes| String::from_utf8(bytes).ok()))
    }
}
