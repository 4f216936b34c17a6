//! Simulates power losses: the database and its log as they are on disk at some instant, with the log's end cut off,
//! zeroed or garbled, or with the file half rewritten. What opens must be the state committed at some instant, with
//! everything that was answered before the loss.

use std::fs;
use std::path::{Path, PathBuf};

use maildesk::store::Store;
use rusqlite::Connection;

use crate::desk::{Desk, ordinary};
use crate::patience::eventually;
use crate::seed::{Seed, is_long};

/// A way to lose the end of a log.
#[derive(Debug, Clone, Copy)]
enum Damage {
    Cut,
    Zeroed,
    Garbled,
    /// One flipped bit: the intact rest must not count any more.
    OneBit,
}

impl Damage {
    const ALL: [Self; 4] = [Self::Cut, Self::Zeroed, Self::Garbled, Self::OneBit];

    fn strike(self, log: &mut Vec<u8>, at: usize, seed: &mut Seed) {
        match self {
            Self::Cut => log.truncate(at),
            Self::Zeroed => log[at..].fill(0),
            Self::Garbled => log[at..].iter_mut().for_each(|byte| *byte = seed.below(256).try_into().unwrap()),
            Self::OneBit => {
                if let Some(byte) = log.get_mut(at) {
                    *byte ^= 1 << seed.below(8);
                }
            }
        }
    }
}

fn log_of(database: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", database.display()))
}

/// Opens a database as the daemon does and returns the subjects of its mails, in order. SQLite finds no fault, and
/// nothing is half-done.
fn opened(directory: &Path, (database, log): (&[u8], &[u8])) -> Vec<String> {
    let path = directory.join("maildesk.db");
    fs::write(&path, database).unwrap();
    fs::write(log_of(&path), log).unwrap();
    drop(Store::open(&path).unwrap());
    let connection = Connection::open(&path).unwrap();
    let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    for half_done in [
        "SELECT count(*) FROM pragma_foreign_key_check",
        "SELECT count(*) FROM mail WHERE id NOT IN (SELECT mail FROM mail_raw)",
        "SELECT count(*) FROM mail WHERE id NOT IN (SELECT mail FROM arrival)",
        "SELECT count(*) FROM mail WHERE outcome IS NOT NULL AND id NOT IN (SELECT mail FROM comment)",
        "SELECT count(*) FROM ticket WHERE number NOT IN (SELECT ticket FROM letter WHERE notice = 'confirmation')",
        "SELECT count(*) FROM letter WHERE id NOT IN (SELECT letter FROM outbox)",
    ] {
        let count: i64 = connection.query_row(half_done, [], |row| row.get(0)).unwrap();
        assert_eq!(count, 0, "{half_done}");
    }
    let mut names = connection.prepare("SELECT name FROM arrival ORDER BY mail").unwrap();
    names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_log_torn_at_any_byte_is_read_up_to_a_commit() {
    const MAILS: usize = 40;
    let mut seed = Seed::new("torn log");
    let desk = Desk::with("[limits]\nnewcomers = 1000\n");
    let daemon = desk.start();
    // The length of the log when each mail's receipt was seen: a mail is in `cur/` only after its commit.
    let mut answered = Vec::new();
    for number in 0..MAILS {
        let name = format!("{number:03}");
        desk.deliver(&name, ordinary(&format!("c{number}")));
        if seed.below(3) > 0 {
            eventually("the mail is filed away", || (!desk.is_new(&name)).then_some(()));
            answered.push((number, usize::try_from(fs::metadata(log_of(&desk.database())).unwrap().len()).unwrap()));
        }
    }
    // The daemon isn't stopped in order, so the log stays as it is.
    drop(daemon);
    let (database, log) = (fs::read(desk.database()).unwrap(), fs::read(log_of(&desk.database())).unwrap());
    let names: Vec<String> = (0..MAILS).map(|number| format!("{number:03}")).collect();
    let scratch = tempfile::tempdir().unwrap();
    let turns = if is_long() { 2000 } else { 60 };
    let (mut least, mut most) = (usize::MAX, 0);
    for turn in 0..turns {
        let at = usize::try_from(seed.below(log.len() as u64 + 1)).unwrap();
        let damage = Damage::ALL[turn % Damage::ALL.len()];
        let mut torn = log.clone();
        damage.strike(&mut torn, at, &mut seed);
        let found = opened(scratch.path(), (&database, &torn));
        assert_eq!(found[..], names[..found.len()], "{damage:?} at {at} of {}: not a prefix", log.len());
        let due = answered.iter().filter(|(_, end)| *end <= at).map(|(number, _)| number + 1).max().unwrap_or(0);
        assert!(found.len() >= due, "{damage:?} at {at} of {}: {} of {due} answered mails", log.len(), found.len());
        (least, most) = (least.min(found.len()), most.max(found.len()));
    }
    println!("{turns} torn logs of {} KiB: {least} to {most} of {MAILS} mails", log.len() / 1024);
    assert!(least < most, "the log was not torn where mails stand");
}

#[test]
fn a_file_half_rewritten_from_its_log_is_whole_again() {
    const MAILS: usize = 30;
    const PAGE: usize = 4096;
    let mut seed = Seed::new("half a checkpoint");
    let desk = Desk::with("[limits]\nnewcomers = 1000\n");
    let daemon = desk.start();
    (0..MAILS).for_each(|number| desk.deliver(&format!("{number:03}"), ordinary(&format!("c{number}"))));
    eventually("all is filed away", || (!(0..MAILS).any(|number| desk.is_new(&format!("{number:03}")))).then_some(()));
    drop(daemon);
    let (before, log) = (fs::read(desk.database()).unwrap(), fs::read(log_of(&desk.database())).unwrap());
    let scratch = tempfile::tempdir().unwrap();
    let whole = opened(scratch.path(), (&before, &log));
    assert_eq!(whole.len(), MAILS);
    let after = fs::read(scratch.path().join("maildesk.db")).unwrap();
    assert_ne!(before, after, "closing moved the log into the file");
    for _ in 0..if is_long() { 500 } else { 20 } {
        // The disk writes pages in any order, and partly. The log is emptied only after all are safe.
        let mut torn = after.clone();
        for (number, page) in torn.chunks_mut(PAGE).enumerate() {
            let old = before.chunks(PAGE).nth(number).unwrap_or(&[0; PAGE]);
            let kept = [0, PAGE / 2, PAGE][usize::try_from(seed.below(3)).unwrap()];
            page[kept..].copy_from_slice(&old[kept..]);
        }
        assert_eq!(opened(scratch.path(), (&torn, &log)), whole);
    }
}
