//! `maildesk backup` beside a daemon that takes mail: the copy is what was committed, and a desk can run from it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::desk::{Desk, ended, ordinary};
use crate::patience::eventually;

/// The contents of a database: mails, which of them have an end, tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Held {
    mails: Vec<i64>,
    ended: BTreeSet<i64>,
    tickets: i64,
}

/// Checks a database: SQLite finds no fault, mails are in their order of arrival, and every end has its comment.
fn held(path: &Path) -> Held {
    let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let number = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let numbers = |sql: &str| -> Vec<i64> {
        database.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    assert_eq!(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    let without = "SELECT count(*) FROM mail WHERE outcome IS NOT NULL AND id NOT IN (SELECT mail FROM comment)";
    assert_eq!(number(without), 0);
    Held {
        mails: numbers("SELECT id FROM mail ORDER BY id"),
        ended: numbers("SELECT id FROM mail WHERE outcome IS NOT NULL").into_iter().collect(),
        tickets: number("SELECT count(*) FROM ticket"),
    }
}

#[test]
fn a_backup_beside_a_busy_daemon_is_what_was_committed_and_a_desk_goes_on_from_it() {
    const MAILS: usize = 150;
    let desk = Desk::new();
    let daemon = desk.start();
    let mut backups = Vec::new();
    for number in 0..MAILS {
        desk.deliver(&format!("{number:03}"), ordinary(&format!("c{number}")));
        if number % 40 == 20 {
            eventually("there is a database", || maildesk::store::Reader::open(&desk.database()).ok());
            let file = desk.path(&format!("backup-{number}"));
            let ended = ended(desk.command(&["backup", file.to_str().unwrap(), "--json"]), b"");
            assert_eq!(ended.code, Some(0), "{}", ended.stderr);
            let said: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
            assert_eq!(said["bytes"].as_u64().unwrap(), fs::metadata(&file).unwrap().len());
            let held = held(&file);
            assert_eq!(said["mails"].as_u64().unwrap(), held.mails.len() as u64);
            assert_eq!(said["tickets"].as_i64().unwrap(), held.tickets);
            backups.push((file, held));
        }
    }
    let all = || desk.ledger().iter().filter(|(_, mail)| mail.ticket.is_some()).count();
    eventually("all mails have their ticket", || (all() == MAILS).then_some(()));
    drop(daemon);
    let last = held(&desk.database());
    for (_, held) in &backups {
        assert_eq!(held.mails[..], last.mails[..held.mails.len()], "not a prefix");
        assert!(held.ended.is_subset(&last.ended));
    }

    // Restored as docs/BACKUP.md says: all three files of the old database are removed, and later mail comes again.
    let (file, before) = &backups[1];
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", desk.database().display()));
    }
    fs::copy(file, desk.database()).unwrap();
    for entry in fs::read_dir(desk.path("mailbox/cur")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().split(":2,").next().unwrap().to_owned();
        fs::rename(entry.path(), desk.path("mailbox/new").join(name)).unwrap();
    }
    let daemon = desk.start();
    eventually("all mails have their ticket again", || (all() == MAILS).then_some(()));
    drop(daemon);
    let after = held(&desk.database());
    assert_eq!((after.mails.len(), after.tickets), (MAILS, i64::try_from(MAILS).unwrap()));
    assert_eq!(after.mails[..before.mails.len()], before.mails[..]);
}

#[test]
fn a_backup_says_what_it_cannot_do() {
    let desk = Desk::new();
    let run = |file: &str| ended(desk.command(&["backup", desk.path(file).to_str().unwrap()]), b"");
    let none = run("copy.db");
    assert_eq!(none.code, Some(69), "{}", none.stderr);
    assert!(none.stderr.contains("there is no database at"), "{}", none.stderr);
    drop(maildesk::store::Store::open(&desk.database()).unwrap());
    let made = run("copy.db");
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    assert!(made.stdout.ends_with(" with 0 emails, 0 tickets and 0 letters\n"), "{}", made.stdout);
    let bytes = fs::read(desk.path("copy.db")).unwrap();
    let again = run("copy.db");
    assert_eq!(again.code, Some(65), "{}", again.stderr);
    assert!(again.stderr.contains("already exists, and a backup never overwrites a file"), "{}", again.stderr);
    assert_eq!(fs::read(desk.path("copy.db")).unwrap(), bytes);
    assert_eq!(run("no/copy.db").code, Some(75));
}
