//! Measures how fast a mail becomes a ticket with its letters: the real daemon from a Maildir to a Maildir, into a
//! fresh database and into one with many tickets, beside the floor in the same run: bare mail-parser and one durable
//! insert of the raw bytes, in batches of 100.
//!
//! `cargo bench --bench ingest` makes its own work set (60 % new, 30 % replies, 10 % with a 100 KB file; 8–30 KB).
//! `MAILDESK_BENCH_MAILDIR=DIR` takes the mails of `DIR/new` instead. `MAILDESK_BENCH_TICKETS` (100000),
//! `MAILDESK_BENCH_ROUNDS` (3) and `MAILDESK_BENCH_MAILS` (5000) change the rest. Each case runs in its own process,
//! with its own memory.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    unreachable_pub,
    reason = "a benchmark stops at the first fault and prints"
)]

mod report;
mod workset;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use maildesk::clock::Clock;
use maildesk::config::Config;
use maildesk::daemon;
use maildesk::store::Reader;
use maildesk::store::read::{LetterFilter, MailFilter};

use report::{Figures, own_cpu};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().position(|argument| argument == "--case") {
        Some(at) => {
            let figures = run_case(&arguments[at + 1], Path::new(&arguments[at + 2]), Path::new(&arguments[at + 3]));
            println!("{}", serde_json::to_string(&figures).unwrap());
        }
        None => compare(),
    }
}

fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

fn compare() {
    let scratch = tempfile::tempdir().unwrap();
    let mails = std::env::var("MAILDESK_BENCH_MAILDIR")
        .map_or_else(|_| workset::mixed(scratch.path(), setting("MAILDESK_BENCH_MAILS", 5000)), PathBuf::from);
    let tickets = setting("MAILDESK_BENCH_TICKETS", 100_000);
    let filled = fill(scratch.path(), tickets);
    let mut rounds = Vec::new();
    for round in 1..=setting("MAILDESK_BENCH_ROUNDS", 3) {
        let run = |case: &str, name: &str, database: Option<&Path>| {
            let place = scratch.path().join(format!("{name}-{round}"));
            std::fs::create_dir_all(&place).unwrap();
            if let Some(database) = database {
                let copy = place.join("maildesk.db");
                std::fs::copy(database, &copy).unwrap();
                // Otherwise the copy is written out while the desk is measured.
                std::fs::File::open(&copy).unwrap().sync_all().unwrap();
            }
            let figures = report::run_child(case, &mails, &place);
            // Nothing is removed before the end: after many deletions ext4 searches long for inodes.
            figures
        };
        rounds.push([
            run("floor", "floor", None),
            run("daemon", "fresh", None),
            run("daemon", "filled", Some(&filled)),
        ]);
    }
    report::print(&rounds, tickets);
}

/// A database with many tickets, made by the daemon from small mails.
fn fill(scratch: &Path, tickets: usize) -> PathBuf {
    let place = scratch.join("fill");
    let mails = workset::small(&place, tickets);
    report::run_child("daemon", &mails, &place);
    let file = place.join("maildesk.db");
    // The write-ahead log belongs to the database, too. Without it the copy would have letters that were accepted long
    // ago, and the desk would send them again while it is measured.
    let database = rusqlite::Connection::open(&file).unwrap();
    database.pragma_update_and_check(None, "wal_checkpoint", "TRUNCATE", |_| Ok(())).unwrap();
    file
}

fn run_case(case: &str, mails: &Path, place: &Path) -> Figures {
    match case {
        "floor" => floor(mails, place),
        "daemon" => desk(mails, place),
        other => unreachable!("no case {other}"),
    }
}

/// The floor: reading, parsing, and making the bytes durable.
fn floor(mails: &Path, place: &Path) -> Figures {
    let mut names: Vec<PathBuf> =
        std::fs::read_dir(mails.join("new")).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let mut database = rusqlite::Connection::open(place.join("floor.db")).unwrap();
    database.pragma_update(None, "journal_mode", "WAL").unwrap();
    database.pragma_update(None, "synchronous", "FULL").unwrap();
    database
        .execute("CREATE TABLE mail (id INTEGER PRIMARY KEY, subject TEXT, bytes BLOB NOT NULL) STRICT", ())
        .unwrap();
    let (start, cpu) = (Instant::now(), own_cpu());
    for batch in names.chunks(100) {
        let transaction = database.transaction().unwrap();
        let mut insert = transaction.prepare_cached("INSERT INTO mail (subject, bytes) VALUES (?1, ?2)").unwrap();
        for name in batch {
            let bytes = std::fs::read(name).unwrap();
            let parsed = mail_parser::MessageParser::default().parse(&bytes);
            let subject = parsed.as_ref().and_then(|message| message.subject());
            insert.execute((subject, &bytes)).unwrap();
        }
        drop(insert);
        transaction.commit().unwrap();
    }
    Figures::since(names.len(), (start, cpu))
}

/// Limits so high that no letter is spared: each mail has its full cost.
const LIMITS: &str = "[limits]\nletters_per_ticket = 1000000\nletters_per_address = 1000000\nletters_per_mailbox = 1000000\n\
                      letters_per_desk = 1000000\nsame_words = 1000000\nnewcomers = 1000000\ntold_of_sender = 1000000\n";

/// The real daemon, until every mail has its end and every letter is accepted.
fn desk(mails: &Path, place: &Path) -> Figures {
    let mailbox = place.join("mailbox");
    let count = workset::link_maildir(mails, &mailbox);
    let text = format!(
        "[desk]\nname = \"Support\"\nhost = \"desk.example\"\nstate_dir = {place:?}\n\
         [[agent]]\nname = \"anna\"\naddress = \"anna@desk.example\"\n\
         [mailbox.support]\naddress = \"support@desk.example\"\n[mailbox.support.maildir]\npath = {mailbox:?}\npoll = \"1s\"\n\
         [authentication]\ntrusted = []\n{LIMITS}[courier.maildir]\npath = {:?}\n{}",
        place.join("letters"),
        workset::WORKFLOW,
    );
    let config_file = place.join("config.toml");
    std::fs::write(&config_file, text).unwrap();
    let config = Config::load(&config_file).unwrap_or_else(|faults| panic!("{faults}"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (start, cpu) = (Instant::now(), own_cpu());
    runtime.block_on(async {
        let running = daemon::start(&config, Clock::system()).await.unwrap();
        let reader = Reader::open(&config.database()).unwrap();
        // Mails leave `new/` when the ledger has them. Only then the database is asked, rarely and by index: counting a
        // hundred thousand mails repeatedly would be measured as well.
        let taken = || std::fs::read_dir(mailbox.join("new")).unwrap().next().is_none();
        let mails_done = || reader.ask(|reading| reading.mails(MailFilter::Waiting, 1)).unwrap().is_empty();
        let letters_done = || reader.ask(|reading| reading.letters(LetterFilter::Waiting, 1)).unwrap().is_empty();
        while !(taken() && mails_done() && letters_done()) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let figures = Figures::since(count, (start, cpu));
        running.stop().await;
        figures
    })
}
