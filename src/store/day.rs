//! What was set aside within a day, for the daily letter and for `maildesk status`: mails that are held, that were left without
//! effect, or that were filed on a ticket as a program's.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use serde_json::Value;

use crate::desk::case::{SetAside, SetAsideMail};
use crate::desk::end::End;
use crate::desk::reason::Reason;

use super::sql::{Row, all, at, from_json, known, ms, some_contact, unsigned, value};
use super::{Reading, Store, StoreError, settings};

/// The setting that says when the last daily letter was due.
const LAST: &str = "daily letter";
/// So many mails are looked at, those of known and proven senders first.
const MAX_READ: i64 = 2_000;
/// Kinds of machines whose mails nobody wants back.
const COUNTED: [&str; 4] = ["bounce", "report", "own", "list"];
/// Reasons for which nobody wants a mail back: a copy, or an agent said so.
const SETTLED: [&str; 5] = ["same-message", "replaced", "of-spam", "to-be-dropped", "listed-enough"];
/// How many mails were set aside since then.
const COUNT: &str = "SELECT count(*) FROM mail INDEXED BY mail_set_aside \
                     WHERE (outcome = 'held' OR outcome = 'suppressed' OR (outcome = 'commented' AND origin <> 'person')) \
                     AND done_at > ?1";

/// How many old mails were taken quietly since then.
const QUIET: &str = "SELECT count(*) FROM mail INDEXED BY mail_quiet WHERE old_since IS NOT NULL AND done_at > ?1";

/// What was set aside since then.
pub(super) fn set_aside(conn: &Connection, since: Timestamp) -> Result<SetAside, StoreError> {
    const ASIDE: &str = "SELECT id, outcome, origin, from_name, from_address, subject, reasons, \
                         EXISTS (SELECT 1 FROM person WHERE key = lower(from_address) AND known) AS is_known, \
                         EXISTS (SELECT 1 FROM claim WHERE claim.mail = mail.id AND proven) AS is_proven \
                         FROM mail INDEXED BY mail_set_aside \
                         WHERE (outcome = 'held' OR outcome = 'suppressed' OR (outcome = 'commented' AND origin <> 'person')) \
                         AND done_at > ?1 ORDER BY is_known DESC, is_proven DESC, done_at, id LIMIT ?2";
    let mut found = SetAside::default();
    let read = all(conn, ASIDE, params![ms(since), MAX_READ], read)?;
    let number: usize = value::<i64>(conn, COUNT, [ms(since)])?.map(unsigned).unwrap_or_default();
    found.more = number.saturating_sub(read.len());
    found.counted = read.iter().filter(|mail| mail.is_none()).count();
    found.mails = read.into_iter().flatten().collect();
    found.quiet = value::<i64>(conn, QUIET, [ms(since)])?.map(unsigned).unwrap_or_default();
    Ok(found)
}

/// `None`: it is only counted.
fn read(row: &Row<'_>) -> Result<Option<SetAsideMail>, StoreError> {
    let (number, end) = (row.get("id")?, known(row.get("outcome")?, End::parse)?);
    let origin: Option<String> = row.get("origin")?;
    let from = some_contact(row.get("from_name")?, row.get("from_address")?)?;
    let subject = row.get::<Option<String>>("subject")?.unwrap_or_default();
    let reasons: Vec<Value> = from_json(row.get("reasons")?)?;
    let is_settled = |reason: &Value| SETTLED.iter().any(|key| reason.get("key").and_then(Value::as_str) == Some(*key));
    if origin.is_some_and(|kind| COUNTED.contains(&kind.as_str())) || reasons.iter().any(is_settled) {
        return Ok(None);
    }
    let (is_known, is_proven) = (row.get("is_known")?, row.get("is_proven")?);
    let reason = reasons.into_iter().next().map(Reason::of_json);
    Ok(Some(SetAsideMail { number, end, from, is_known, is_proven, subject, reason }))
}

/// Notes that agents were told, or that there was nothing to tell.
pub(super) fn note(conn: &Connection, now: Timestamp) -> Result<(), StoreError> {
    // What ends within the same millisecond is told twice rather than never.
    settings::keep(conn, LAST, (ms(now) - 1).to_string().as_bytes()).map(drop)
}

impl Store {
    /// Since when agents were told of nothing that was set aside. `None`: nobody ever counted.
    pub async fn last_day(&self) -> Result<Option<Timestamp>, StoreError> {
        let told = self.read(|reading| settings::setting(reading.conn(), LAST)).await?;
        let told = told.and_then(|bytes| String::from_utf8(bytes).ok());
        Ok(told.and_then(|text| text.parse().ok()).map(at))
    }

    /// Counts from now on.
    pub async fn begin_day(&self, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| note(tx.conn()?, now)).await
    }
}

impl Reading {
    /// The number of mails that were set aside since then.
    pub fn set_aside_since(&self, since: Timestamp) -> Result<u64, StoreError> {
        Ok(value(self.conn(), COUNT, [ms(since)])?.map(unsigned).unwrap_or_default())
    }
}
