//! The schema has what the code relies on: STRICT tables, a comment on every column, a CHECK on every state, an index
//! for every foreign key. A database with rows opens under this program and keeps them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what fails here is a failed test, also outside of the functions marked as such"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use maildesk::desk::reference::TicketNumber;
use maildesk::store::read::{LetterFilter, LetterState, MailFilter, Told};
use maildesk::store::{MailId, Reader, Store, StoreError};
use rusqlite::Connection;

/// The released schema files, oldest first.
fn schemas() -> Vec<String> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/store/schema");
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for (number, file) in (1..).zip(&files) {
        assert_eq!(file.file_name().unwrap().to_str(), Some(format!("{number:03}.sql").as_str()));
    }
    files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

fn migrated() -> Connection {
    let conn = Connection::open_in_memory().unwrap();
    for schema in schemas() {
        conn.execute_batch(&schema).unwrap();
    }
    conn
}

fn rows(conn: &Connection, sql: &str) -> Vec<Vec<String>> {
    let mut statement = conn.prepare(sql).unwrap();
    let width = statement.column_count();
    let text = |row: &rusqlite::Row<'_>, column: usize| match row.get::<_, rusqlite::types::Value>(column).unwrap() {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        other => format!("{other:?}"),
    };
    let found = statement.query_map([], |row| Ok((0..width).map(|column| text(row, column)).collect())).unwrap();
    found.map(Result::unwrap).collect()
}

/// The tables with their SQL.
fn tables(conn: &Connection) -> BTreeMap<String, String> {
    // The index of words keeps its own tables.
    let sql = "SELECT list.name, sql FROM pragma_table_list AS list JOIN sqlite_schema ON sqlite_schema.name = list.name \
               WHERE list.type IN ('table', 'virtual') AND list.schema = 'main' AND list.name NOT LIKE 'sqlite%'";
    let tables: BTreeMap<_, _> = rows(conn, sql).into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    assert!(tables.len() > 10);
    tables
}

#[test]
fn every_table_is_strict_and_nothing_is_hidden_in_triggers() {
    let conn = migrated();
    for row in rows(&conn, "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'") {
        assert!(row[1] == "1" || row[0].starts_with("sqlite_"), "{} is not STRICT", row[0]);
    }
    let hidden = rows(&conn, "SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view')");
    assert_eq!(hidden, Vec::<Vec<String>>::new());
}

#[test]
fn a_number_that_names_something_is_never_used_twice() {
    let tables = tables(&migrated());
    for name in ["mail", "ticket", "comment", "letter", "person", "event"] {
        assert!(tables[name].contains("PRIMARY KEY AUTOINCREMENT"), "{name}");
    }
}

#[test]
fn every_column_has_a_comment() {
    let conn = migrated();
    for (table, sql) in tables(&conn) {
        for row in rows(&conn, &format!("SELECT name FROM pragma_table_info('{table}')")) {
            let column = &row[0];
            let is_of = |line: &&str| {
                line.trim_start().strip_prefix(column.as_str()).is_some_and(|rest| rest.starts_with([' ', ',']))
            };
            let line = sql.lines().find(is_of);
            let line = line.unwrap_or_else(|| panic!("{table}.{column} has no line of its own"));
            assert!(line.split_once("-- ").is_some_and(|(_, comment)| comment.len() > 2), "{table}.{column}: {line}");
        }
    }
}

#[test]
fn every_state_has_a_check() {
    let states = [
        ("mail", "outcome"),
        ("mail", "whole"),
        ("comment", "role"),
        ("comment", "visibility"),
        ("due", "kind"),
        ("promise", "measure"),
        ("feedback", "score"),
        ("letter", "hand"),
        ("outbox", "state"),
        ("outbox", "expired"),
        ("attachment", "inline"),
    ];
    let tables = tables(&migrated());
    for (table, column) in states {
        let held = ["=", "IN", "BETWEEN"].map(|test| format!("CHECK ({column} {test} "));
        assert!(held.iter().any(|check| tables[table].contains(check)), "{table}.{column} has no CHECK");
    }
}

/// A newer program writes more of them into the same schema.
#[test]
fn kinds_that_become_more_have_no_check() {
    let tables = tables(&migrated());
    for (table, column) in [("event", "kind"), ("letter", "notice")] {
        assert!(tables[table].contains(&format!("\n    {column} ")), "{table}.{column} is not there");
        assert!(!tables[table].contains(&format!("CHECK ({column} ")), "{table}.{column} has a CHECK");
    }
}

#[test]
fn every_foreign_key_is_indexed() {
    let conn = migrated();
    let mut keys = 0;
    for table in tables(&conn).keys() {
        for key in rows(&conn, &format!("SELECT \"from\" FROM pragma_foreign_key_list('{table}')")) {
            let column = &key[0];
            let leads = format!(
                "SELECT 1 FROM pragma_index_list('{table}') AS list, pragma_index_info(list.name) AS info \
                 WHERE info.seqno = 0 AND info.name = '{column}' \
                 UNION ALL SELECT 1 FROM pragma_table_info('{table}') WHERE name = '{column}' AND pk = 1"
            );
            assert!(!rows(&conn, &leads).is_empty(), "{table}.{column} refers to another table without an index");
            keys += 1;
        }
    }
    assert!(keys > 10);
}

/// Rows of schema 1: a mail that opened a ticket, one that waits, a letter in every state.
const ROWS_OF_1: &str = "
    INSERT INTO mail (id, fingerprint, mailbox, received_at, size, whole, attempts, outcome, done_at, reasons, message_id,
        from_name, from_address, subject, origin)
    VALUES (1, zeroblob(16), 'support', 1000, 4, 1, 1, 'opened', 2000, '[\"opens a ticket\"]', 'a@customer.example',
        'Ada', 'ada@customer.example', 'The press stops', 'person');
    INSERT INTO mail (id, fingerprint, mailbox, received_at, size, whole)
    VALUES (2, randomblob(16), 'support', 3000, 4, 0);
    INSERT INTO mail_raw (mail, bytes) VALUES (1, x'61626364'), (2, x'61');
    INSERT INTO arrival (mailbox, generation, name, mail, at)
    VALUES ('support', 7, '1', 1, 1000), ('sales', 0, 'x', 1, 1500);
    INSERT INTO cursor (mailbox, generation, uid, since) VALUES ('support', 7, 2, 1000);
    INSERT INTO person (id, key, address, name) VALUES (1, 'ada@customer.example', 'ada@customer.example', 'Ada'),
        (2, 'bob@customer.example', 'Bob@customer.example', '');
    INSERT INTO ticket (number, subject, status, requester, assignee, mailbox, opening_id, latest_id, opened_at,
        status_at, changed_at)
    VALUES (1, 'The press stops', 'resolved', 1, 'anna', 'support', 'a@customer.example', 'a@customer.example', 2000,
        3000, 4000);
    INSERT INTO due (ticket, kind, name, at) VALUES (1, 'timer', 'resolved tickets close', 604803000);
    INSERT INTO promise (ticket, measure, round, promise, target, started_at, used, running_since, due_at)
    VALUES (1, 'triage', 1, NULL, NULL, 2000, 0, 2000, NULL), (1, 'resolution', 1, 'all', 60000, 2000, 0, 2000, 62000);
    INSERT INTO participant (ticket, person, place, at) VALUES (1, 2, 1, 2000);
    INSERT INTO comment (id, ticket, mail, message_id, at, author_name, author_address, role, visibility, text)
    VALUES (1, 1, 1, 'a@customer.example', 2000, 'Ada', 'ada@customer.example', 'requester', 'public', 'It stops.');
    INSERT INTO attachment (comment, place, name, content_type, size, content_id, inline)
    VALUES (1, 0, 'log.txt', 'text/plain', 12, NULL, 0);
    INSERT INTO event (ticket, at, kind, actor, before, after, reason, mail)
    VALUES (1, 3000, 'status', 'anna@desk.example', 'new', 'resolved', 'command #resolved', 1);
    INSERT INTO feedback (ticket, asked_at, rated_at, score, comment) VALUES (1, 3000, 4000, 5, 'quick');
    INSERT INTO letter (id, ticket, notice, message_id, enqueued_at, date, from_name, from_address, to_name, to_address,
        envelope_from, subject, in_reply_to, refs, hand, loop_mark, encloses, text, html, language)
    VALUES (1, 1, 'confirmation', 'l1@desk.example', 2000, 2000, 'Desk', 'support@desk.example', '',
            'ada@customer.example', NULL, 'The press stops', 'a@customer.example', 'a@customer.example', 'auto-replied',
            'desk.example', NULL, 'We have it.', NULL, 'en'),
        (2, 1, 'reply', 'l2@desk.example', 2000, 2000, 'Desk', 'support@desk.example', '', 'ada@customer.example',
            'support@desk.example', 'The press stops', NULL, '', 'human', 'desk.example', 1, 'Fuse.', '<p>Fuse.</p>',
            'en'),
        (3, NULL, 'receipt', 'l3@desk.example', 2000, 2000, '', 'support@desk.example', '', 'anna@desk.example', NULL,
            'r', NULL, '', 'auto-replied', 'desk.example', NULL, 'r', NULL, 'en'),
        (4, 1, 'feedback', 'l4@desk.example', 2000, 2000, '', 'support@desk.example', '', 'ada@customer.example', NULL,
            'f', NULL, '', 'auto-generated', 'desk.example', NULL, 'f', NULL, 'en'),
        (5, 1, 'rated', 'l5@desk.example', 2000, 2000, '', 'support@desk.example', '', 'anna@desk.example', NULL, 'g',
            NULL, '', 'auto-generated', 'desk.example', NULL, 'g', NULL, 'en');
    INSERT INTO outbox (letter, lane, state, attempts, next_at, since, changed_at, expired, words)
    VALUES (1, 'support@desk.example', 'accepted', 1, NULL, 2000, 2500, 0, '250 ok'), (2, 'support@desk.example', 'queued', 0, 2000, 2000, 2000, 0, ''),
        (3, 'support@desk.example', 'sending', 1, 2000, 2000, 2500, 0, ''), (4, 'support@desk.example', 'unknown', 1, 9000, 2000, 2500, 0, 'reset'),
        (5, 'support@desk.example', 'failed', 9, NULL, 2000, 2500, 1, 'no route');
    INSERT INTO obstacle (letters, words, since) VALUES ('letters', 'login refused', 3500);
    INSERT INTO setting (name, value) VALUES ('secret', x'00');
    INSERT INTO mailbox (name, last_try_at, last_success_at, last_error, error_since)
    VALUES ('support', 4000, 3000, 'login refused', 3500);
    INSERT INTO tally (since, scope, count) VALUES (0, 'desk', 3);
";

#[tokio::test]
async fn a_database_of_every_released_schema_opens_and_keeps_its_rows() {
    let samples = [ROWS_OF_1];
    assert_eq!(samples.len(), schemas().len(), "every released schema has its sample rows here");
    for (released, sample) in (1..).zip(samples) {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("desk.db");
        let old = Connection::open(&path).unwrap();
        for schema in schemas().iter().take(released) {
            old.execute_batch(schema).unwrap();
        }
        old.execute_batch(sample).unwrap();
        old.pragma_update(None, "application_id", 0x4D44_736B).unwrap();
        old.pragma_update(None, "user_version", i64::try_from(released).unwrap()).unwrap();
        drop(old);
        let store = Store::open(&path).unwrap();
        look(&Reader::open(&path).unwrap());
        let now = "2026-01-05T09:00:00Z".parse().unwrap();
        assert_eq!(store.recover(now).await, Ok(1));
        assert_eq!(store.claim_mails(9, 1 << 20).await.unwrap()[0].id, MailId(2));
        store.close().await;
        let conn = Connection::open(&path).unwrap();
        assert_eq!(rows(&conn, "PRAGMA integrity_check"), [["ok"]]);
        assert_eq!(rows(&conn, "PRAGMA foreign_key_check"), Vec::<Vec<String>>::new());
    }
}

fn look(reader: &Reader) {
    use LetterState::{Accepted, Failed, Queued, Sending, Unknown};
    let (mails, letters, story) = reader
        .ask(|reading| {
            let story = reading.story(TicketNumber(1))?.unwrap();
            Ok((reading.mails(MailFilter::All, 9)?, reading.letters(LetterFilter::All, 9)?, story))
        })
        .unwrap();
    assert_eq!(mails.iter().map(|mail| mail.whole).collect::<Vec<_>>(), [true, false]);
    let states: Vec<LetterState> = letters.iter().map(|letter| letter.state).collect();
    assert_eq!(states, [Accepted, Queued, Sending, Unknown, Failed]);
    assert_eq!((story.ticket.participants.len(), story.ticket.assignee.as_deref()), (1, Some("anna")));
    let files = story.entries.iter().filter_map(|entry| match &entry.told {
        Told::Comment { files, .. } => Some(files.len()),
        _ => None,
    });
    assert_eq!(files.sum::<usize>(), 1);
}

#[test]
fn a_store_opens_what_it_made_and_refuses_what_is_newer() {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("desk.db");
    drop(Store::open(&path).unwrap());
    drop(Store::open(&path).unwrap());
    let conn = Connection::open(&path).unwrap();
    let known: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(usize::try_from(known), Ok(schemas().len()));
    conn.pragma_update(None, "user_version", known + 1).unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::NewerSchema { .. })));
}
