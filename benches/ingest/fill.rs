//! Fills a database with many tickets, quickly and with honest sizes: the daemon makes some thousand of mails, and their
//! rows are written again and again with other keys. Three mails and four letters a ticket.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{report, workset};

/// The tickets that the daemon makes itself.
const SEED: usize = 1000;

/// A database with at least this many tickets, in `place`.
pub fn fill(place: &Path, tickets: usize) -> PathBuf {
    std::fs::create_dir_all(place).unwrap();
    let mails = workset::threads(place, SEED.min(tickets));
    report::run_child("daemon", &mails, place);
    let database = Connection::open(place.join("maildesk.db")).unwrap();
    multiply(&database, tickets.div_ceil(SEED));
    // The write-ahead log belongs to the database, too.
    database.pragma_update_and_check(None, "wal_checkpoint", "TRUNCATE", |_| Ok(())).unwrap();
    place.join("maildesk.db")
}

/// Tables whose rows belong to tickets, those that others refer to first.
const TABLES: &[&str] = &[
    "person",
    "ticket",
    "mail",
    "mail_raw",
    "claim",
    "arrival",
    "due",
    "promise",
    "participant",
    "comment",
    "attachment",
    "event",
    "feedback",
    "letter",
    "outbox",
];

/// Columns of text that tell rows apart.
const NAMES: &[&str] = &["message_id", "key", "opening_id", "latest_id", "in_reply_to"];

/// Writes all rows `times - 1` times more.
fn multiply(database: &Connection, times: usize) {
    database
        .execute_batch("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -400000;")
        .unwrap();
    let ends: Vec<i64> = TABLES.iter().map(|table| count(database, table)).collect();
    let strides = |table: &str| TABLES.iter().position(|name| *name == table).map(|at| ends[at]);
    let copies: Vec<String> =
        TABLES.iter().zip(&ends).map(|(table, end)| copy_of(database, table, *end, &strides)).collect();
    for round in 1..times {
        if round % 10 == 1 {
            database.execute_batch("BEGIN").unwrap();
        }
        for copy in &copies {
            database.prepare_cached(copy).unwrap().execute([i64::try_from(round).unwrap()]).unwrap();
        }
        if round % 10 == 0 || round + 1 == times {
            database.execute_batch("COMMIT").unwrap();
        }
    }
    database.execute("UPDATE ended SET mails = mails * ?1", [i64::try_from(times).unwrap()]).unwrap();
}

fn count(database: &Connection, table: &str) -> i64 {
    database.query_row(&format!("SELECT coalesce(max(rowid), 0) FROM {table}"), [], |row| row.get(0)).unwrap_or(0)
}

/// The statement that writes a table's first rows again, for the `?1`th time.
fn copy_of(database: &Connection, table: &str, end: i64, strides: &dyn Fn(&str) -> Option<i64>) -> String {
    let mut columns = database.prepare("SELECT name, pk, type FROM pragma_table_info(?1)").unwrap();
    let columns: Vec<(String, bool)> = columns
        .query_map([table], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? > 0 && row.get::<_, String>(2)? == "INTEGER")))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut foreign = database.prepare("SELECT \"from\", \"table\" FROM pragma_foreign_key_list(?1)").unwrap();
    let foreign: Vec<(String, String)> =
        foreign.query_map([table], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    let has_rowid = end > 0;
    let mut values = String::new();
    for (name, is_key) in &columns {
        let referred = foreign.iter().find(|(from, _)| from == name).map(|(_, to)| to.as_str());
        let stride = referred.or((*is_key && has_rowid).then_some(table)).and_then(strides);
        let value = match (name.as_str(), stride) {
            (_, Some(stride)) => format!("{name} + ?1 * {stride}"),
            ("fingerprint" | "claim", _) => format!("randomblob(length({name}))"),
            ("message_key", _) => "random()".to_owned(),
            ("name", _) if table == "arrival" => format!("?1 || '.' || {name}"),
            (text, _) if NAMES.contains(&text) => format!("?1 || '.' || {name}"),
            _ => name.clone(),
        };
        write!(values, "{}{value}", if values.is_empty() { "" } else { ", " }).unwrap();
    }
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    // Tables without a row number are told by what they refer to.
    let first = match foreign.first() {
        Some((from, to)) if !has_rowid => format!("{from} <= {}", strides(to).unwrap()),
        _ => format!("rowid <= {end}"),
    };
    format!("INSERT INTO {table} ({}) SELECT {values} FROM {table} WHERE {first}", names.join(", "))
}
