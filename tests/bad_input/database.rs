//! With an unusable database the daemon says why and ends, and the mail stays where it is. Once the reason is gone it
//! continues.

use std::os::unix::fs::PermissionsExt;

use maildesk::store::Store;

use crate::desk::{Desk, Ended, ended, ordinary, possible, set_writable};
use crate::patience::eventually;

/// The daemon ends at once with 69 and these words on stderr, and the mail stays where it is.
#[track_caller]
fn check_refused(desk: &Desk, command: std::process::Command, words: &[&str]) {
    desk.deliver("1", ordinary("carol"));
    let Ended { code, stdout, stderr } = ended(command, b"");
    assert_eq!((code, stdout.as_str()), (Some(69), ""), "{stderr}");
    // The log may have more lines. The reason is one of them.
    let told = stderr.lines().last().unwrap_or_default();
    assert!(told.starts_with("maildesk: "), "{stderr}");
    for word in words {
        assert!(told.contains(word), "{word} in {stderr}");
    }
    assert!(desk.is_new("1"));
}

/// Nothing was lost: the mail is taken now.
#[track_caller]
fn check_goes_on(desk: &Desk) {
    let _daemon = desk.start();
    desk.letter_to("carol@customer.example");
    assert_eq!(desk.ledger().len(), 1);
}

#[test]
fn a_database_of_a_newer_schema_is_refused_and_left_alone() {
    let desk = Desk::new();
    drop(Store::open(&desk.database()).unwrap());
    let set_schema = |number: i64| {
        let database = rusqlite::Connection::open(desk.database()).unwrap();
        let before: i64 = database.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        database.pragma_update(None, "user_version", number).unwrap();
        before
    };
    let ours = set_schema(99);
    let path = desk.database().display().to_string();
    check_refused(&desk, desk.command(&["run"]), &[&path, "has schema 99", "Use the newer version again"]);
    assert_eq!(desk.pipe(&ordinary("dave")).code, Some(75));
    assert_eq!(set_schema(ours), 99, "left alone");
    check_goes_on(&desk);
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let desk = Desk::new();
    let diary = "Dear diary, this is long enough to have a page of its own. ".repeat(99);
    std::fs::write(desk.database(), &diary).unwrap();
    check_refused(&desk, desk.command(&["run"]), &["isn't a maildesk database", "it isn't an SQLite file"]);
    assert_eq!(desk.pipe(&ordinary("dave")).code, Some(75));
    assert_eq!(std::fs::read_to_string(desk.database()).unwrap(), diary);
    std::fs::remove_file(desk.database()).unwrap();
    check_goes_on(&desk);
}

/// Permissions don't bind the superuser, unless that right is dropped.
const BOUND: [&str; 4] =
    ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search", "--"];

#[test]
fn a_directory_that_cannot_be_written_is_named() {
    let as_root = rustix::process::geteuid().is_root();
    let bound: &[&str] = if as_root { &BOUND } else { &[] };
    if as_root && !possible(&[&BOUND[..], &["true"]].concat(), "a directory that cannot be written") {
        return;
    }
    let desk = Desk::new();
    let maildesk = |words: &[&str]| {
        let program = assert_cmd::cargo::cargo_bin!("maildesk").to_str().unwrap();
        desk.wrapped(&[bound, &[program], words].concat())
    };
    let state = desk.path("state");
    set_writable(&state, false);
    check_refused(&desk, maildesk(&["run"]), &["can't open", state.to_str().unwrap(), "Permission denied"]);
    assert_eq!(ended(maildesk(&["ingest", "-"]), ordinary("dave").as_bytes()).code, Some(75));
    set_writable(&state, true);

    // The same with an existing database.
    drop(Store::open(&desk.database()).unwrap());
    set_writable(&state, false);
    check_refused(&desk, maildesk(&["run"]), &["can't open", state.to_str().unwrap()]);
    assert_eq!(ended(maildesk(&["ingest", "-"]), ordinary("dave").as_bytes()).code, Some(75));
    set_writable(&state, true);

    // The file alone.
    std::fs::set_permissions(desk.database(), PermissionsExt::from_mode(0o400)).unwrap();
    check_refused(&desk, maildesk(&["run"]), &["can't open", "maildesk.db", "Permission denied"]);
    set_writable(&state, true);
    check_goes_on(&desk);
}

#[test]
fn a_garbled_database_is_refused_and_left_alone() {
    let desk = Desk::new();
    drop(Store::open(&desk.database()).unwrap());
    let whole = std::fs::read(desk.database()).unwrap();
    let garbled: Vec<u8> = whole.iter().enumerate().map(|(n, byte)| if n < 4096 { *byte } else { !byte }).collect();
    std::fs::write(desk.database(), &garbled).unwrap();
    check_refused(&desk, desk.command(&["run"]), &["maildesk.db", "the database is damaged"]);
    assert_eq!(desk.pipe(&ordinary("dave")).code, Some(75));
    assert_eq!(std::fs::read(desk.database()).unwrap(), garbled, "left alone");
    // Half of it.
    std::fs::write(desk.database(), &whole[..whole.len() / 2]).unwrap();
    check_refused(&desk, desk.command(&["run"]), &["maildesk.db", "the database is damaged"]);
    std::fs::write(desk.database(), whole).unwrap();
    check_goes_on(&desk);
}

#[test]
fn a_database_that_another_program_locks_is_waited_for() {
    let desk = Desk::new();
    let mut daemon = desk.start();
    desk.deliver("0", ordinary("ada"));
    desk.letter_to("ada@customer.example");
    let other = rusqlite::Connection::open(desk.database()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    desk.deliver("1", ordinary("carol"));
    let told = "another program has locked the database";
    eventually("it is told", || desk.log().contains(told).then_some(()));
    let piped = desk.pipe(&ordinary("dave"));
    assert_eq!(piped.code, Some(75), "{}", piped.stderr);
    assert!(piped.stderr.contains(told), "{}", piped.stderr);
    assert!(desk.is_new("1") && daemon.is_running());
    other.execute_batch("ROLLBACK").unwrap();
    desk.letter_to("carol@customer.example");
    assert_eq!(desk.pipe(&ordinary("dave")).code, Some(0));
    desk.letter_to("dave@customer.example");
    let letters = ["ada", "carol", "dave"].map(|name| desk.letters_to(&format!("{name}@customer.example")).len());
    assert_eq!((letters, desk.ledger().len()), ([1; 3], 3), "{}", desk.log());
}

#[test]
fn a_second_daemon_is_refused_and_the_first_goes_on() {
    let desk = Desk::new();
    let mut first = desk.start();
    desk.deliver("0", ordinary("ada"));
    desk.letter_to("ada@customer.example");
    let by = format!("(process {})", first.id());
    let second = ended(desk.command(&["run"]), b"");
    assert_eq!(second.code, Some(69), "{}", second.stderr);
    let last = second.stderr.lines().last().unwrap_or_default();
    for words in [&by, "another maildesk", "Only one daemon can use a database"] {
        assert!(last.contains(words), "{words} in {}", second.stderr);
    }
    desk.deliver("1", ordinary("carol"));
    desk.letter_to("carol@customer.example");
    assert!(first.is_running());
}

#[test]
fn a_command_that_works_alone_for_an_instant_does_not_stop_the_start() {
    let desk = Desk::new();
    let command = Store::open(&desk.database()).unwrap();
    let mut daemon = desk.start();
    let waits = "waiting for it to stop";
    eventually("the daemon waits", || desk.log().contains(waits).then_some(()));
    drop(command);
    desk.deliver("0", ordinary("ada"));
    desk.letter_to("ada@customer.example");
    assert!(daemon.is_running());
}

#[test]
fn a_database_that_is_taken_away_from_a_running_daemon_stops_the_mail_until_it_is_back() {
    let desk = Desk::new();
    let _daemon = desk.start();
    desk.deliver("1", ordinary("carol"));
    desk.letter_to("carol@customer.example");
    std::fs::rename(desk.path("state"), desk.path("away")).unwrap();
    let told = "state/maildesk.db was removed or replaced while maildesk uses it, so no email is taken in";
    eventually("the log to say it", || desk.log().contains(told).then_some(()));
    desk.deliver("2", ordinary("dave"));
    eventually("a mailbox that cannot be read", || desk.log().contains("mailbox can't be read").then_some(()));
    assert!(desk.is_new("2") && desk.letters_to("dave@customer.example").is_empty());
    std::fs::rename(desk.path("away"), desk.path("state")).unwrap();
    desk.letter_to("dave@customer.example");
    assert_eq!(desk.ledger().len(), 2);
}
