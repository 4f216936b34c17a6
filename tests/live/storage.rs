//! A desk that runs from a backup: later mail is still on the mail server, and is taken again, once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::servers::{Desk, Dovecot, Exim, USER, eventually};

fn mail(number: usize) -> String {
    format!(
        "From: customer{number}@example.test\r\nTo: {USER}\r\nSubject: Press {number} stops\r\n\
         Message-ID: <{number}@example.test>\r\n\r\nIt stops after ten minutes.\r\n"
    )
}

/// As docs/BACKUP.md says: all files of the old database are removed.
fn restore(desk: &Desk, backup: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(PathBuf::from(format!("{}{suffix}", desk.database().display())));
    }
    std::fs::copy(backup, desk.database()).unwrap();
}

/// The recipients of confirmations in a database.
fn confirmed(database: &Path) -> BTreeSet<String> {
    const CONFIRMED: &str = "SELECT to_address FROM letter JOIN outbox ON outbox.letter = letter.id \
                             WHERE notice = 'confirmation' AND state = 'accepted'";
    let database = Connection::open(database).unwrap();
    let mut statement = database.prepare(CONFIRMED).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn a_desk_goes_on_from_a_backup_and_takes_again_what_came_since() {
    const TICKETS: &str = "SELECT count(*) FROM ticket";
    const DONE: &str = "SELECT count(*) FROM outbox WHERE state = 'accepted'";
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    exim.separate("anna@desk.example");
    let desk = Desk::new(&dovecot, &exim, "first = \"all\"\nafter = \"mark-seen\"");
    let daemon = desk.start();
    (1..=12).for_each(|number| dovecot.deliver(USER, mail(number)));
    desk.becomes(DONE, 24);
    // So that later writers get no letter before the backup is made.
    exim.set_busy(true);
    (13..=30).for_each(|number| dovecot.deliver(USER, mail(number)));
    eventually("it is amid the next", || desk.number(TICKETS).filter(|count| *count > 12));
    let scratch = tempfile::tempdir().unwrap();
    let backup = scratch.path().join("backup.db");
    desk.command(&["backup", backup.to_str().unwrap()]);
    exim.set_busy(false);
    desk.becomes(DONE, 60);
    daemon.kill();

    restore(&desk, &backup);
    let _daemon = desk.start();
    desk.becomes("SELECT count(*) FROM mail WHERE outcome = 'opened'", 30);
    desk.becomes("SELECT count(*) FROM outbox WHERE next_at IS NOT NULL", 0);
    assert_eq!(desk.number(TICKETS), Some(30), "{}", desk.log());
    eventually("all is delivered", || (exim.queued() == 0).then_some(()));
    let mut copies: BTreeMap<String, usize> = BTreeMap::new();
    for letter in exim.delivered() {
        let text = String::from_utf8(letter).unwrap();
        let to = text.lines().find_map(|line| line.strip_prefix("Envelope-to: ")).unwrap();
        *copies.entry(to.to_owned()).or_default() += 1;
    }
    assert_eq!(copies.len(), 30);
    // Nobody whose confirmation is in the backup gets another. Of the others it can't know.
    let told = confirmed(&backup);
    assert_eq!(told.len(), 12);
    assert!(told.iter().all(|to| copies[to] == 1), "{copies:?}");
    assert!(copies.values().all(|count| *count <= 2), "{copies:?}");
}
