//! Measures how fast a mail becomes a ticket with its letters: the real daemon from a Maildir to a Maildir, into a
//! fresh database and into one with many tickets, beside two floors in the same run: bare mail-parser and one durable
//! insert of the raw bytes in batches of 100, and the whole job with the least code (`fair`).
//!
//! `cargo bench --bench ingest` makes its own work set (60 % new, 30 % replies, 10 % with a 100 KB file; 8–30 KB), another
//! one for each round. `MAILDESK_BENCH_TICKETS` (100000; several with commas, 0 for none), `MAILDESK_BENCH_ROUNDS` (7) and
//! `MAILDESK_BENCH_MAILS` (5000) change the rest. Each case runs in its own process, with its own memory, on a file system
//! of its own where root may make one (`MAILDESK_BENCH_PLAIN=1`: never).
//!
//! `cargo bench --profile bench-fast --bench ingest -- --guard` counts instructions instead, and fails if a mail became
//! dearer. `-- --letters` measures how fast letters go to an SMTP server, `-- --latency` how soon a mail in an idle mailbox
//! is confirmed.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::disallowed_methods,
    unreachable_pub,
    reason = "a benchmark stops at the first fault and prints"
)]

mod disk;
mod fair;
mod fill;
mod guard;
mod latency;
mod letters;
mod report;
mod sink;
mod workset;

/// Dovecot, as the tests with real servers start it.
#[allow(dead_code, unused_imports, reason = "the tests need more of them")]
#[path = "../../tests/live/servers/mod.rs"]
mod servers;

#[allow(dead_code, reason = "the tests need more of it")]
#[path = "../../tests/live/patience.rs"]
mod patience;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use maildesk::clock::Clock;
use maildesk::config::Config;
use maildesk::daemon;
use maildesk::store::Reader;
use maildesk::store::read::{LetterFilter, MailFilter};

use report::{Figures, Measured, own_cpu};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let is_asked = |option: &str| arguments.iter().position(|argument| argument == option);
    if let Some(at) = is_asked("--case") {
        let figures = run_case(&arguments[at + 1], Path::new(&arguments[at + 2]), Path::new(&arguments[at + 3]));
        println!("{}", serde_json::to_string(&figures).unwrap());
    } else if is_asked("--guard").is_some() {
        guard::judge();
    } else if is_asked("--letters").is_some() {
        letters::measure();
    } else if is_asked("--latency").is_some() {
        latency::measure();
    } else {
        compare();
    }
}

fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

fn compare() {
    let sizes = std::env::var("MAILDESK_BENCH_TICKETS").unwrap_or_else(|_| "100000".to_owned());
    let sizes: Vec<usize> = sizes.split(',').map(|size| size.parse().unwrap()).filter(|size| *size > 0).collect();
    let (rounds, mails) = (setting("MAILDESK_BENCH_ROUNDS", 7), setting("MAILDESK_BENCH_MAILS", 5000));
    // 20 KB a ticket, and 1 MB a mail for all rounds, cases and work sets.
    let gigabytes = sizes.iter().sum::<usize>() / 50_000 + rounds * mails / 2000 + 4;
    let disk = disk::Disk::new(gigabytes as u64);
    let filled = sizes.iter().map(|size| {
        let place = disk.path().join(format!("{size}"));
        let start = Instant::now();
        let file = fill::fill(&place, *size);
        let gib = std::fs::metadata(file).unwrap().len() as f64 / f64::from(1 << 30);
        println!("filled with {size} tickets in {:.0} s: {gib:.2} GiB", start.elapsed().as_secs_f64());
        (format!("{size} tickets"), "daemon", Some(place))
    });
    let mut cases = vec![
        ("bare floor: parse, insert".to_owned(), "bare", None),
        ("fair floor".to_owned(), "fair", None),
        ("maildesk, no tickets".to_owned(), "daemon", None),
    ];
    cases.extend(filled);
    let mut measured: Vec<Measured> =
        cases.iter().map(|(name, ..)| Measured { name: name.clone(), rounds: Vec::new(), syncs: None }).collect();
    // The last round only counts what is made durable.
    for round in 0..=rounds {
        let mails = workset::mixed(&disk.path(), mails, round as u64);
        for ((_, case, place), measured) in cases.iter().zip(&mut measured) {
            // Nothing is removed before the end: after many deletions ext4 searches long for inodes.
            let place = place.clone().unwrap_or_else(|| disk.path().join(format!("{case}-{round}")));
            std::fs::create_dir_all(&place).unwrap();
            // What others wrote is not to be waited for.
            rustix::fs::syncfs(std::fs::File::open(&place).unwrap()).unwrap();
            if round == rounds {
                measured.syncs = report::count_syncs(case, &mails, &place);
            } else {
                measured.rounds.push(report::run_child(case, &mails, &place));
            }
        }
    }
    report::print(&measured, &measured[1]);
    println!("(on {})", disk.described());
}

fn run_case(case: &str, mails: &Path, place: &Path) -> Figures {
    match case {
        "bare" => bare(mails, place),
        "fair" => fair::fair(mails, place),
        "daemon" => desk(mails, place),
        other => unreachable!("no case {other}"),
    }
}

/// The bare floor: reading, parsing, and making the bytes durable.
fn bare(mails: &Path, place: &Path) -> Figures {
    let mut names: Vec<PathBuf> =
        std::fs::read_dir(mails.join("new")).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let mut database = rusqlite::Connection::open(place.join("bare.db")).unwrap();
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
    // Each round has directories of its own, also where the database stays.
    let round = mails.file_name().unwrap().to_str().unwrap();
    let (mailbox, letters) = (place.join(format!("mailbox-{round}")), place.join(format!("letters-{round}")));
    let count = workset::link_maildir(mails, &mailbox);
    let mailbox_toml = format!("[mailbox.support.maildir]\npath = {mailbox:?}\npoll = \"1s\"\n");
    let config = config(place, &mailbox_toml, &format!("[courier.maildir]\npath = {letters:?}\n"));
    let runtime = runtime();
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

/// The config of a desk in `place`, with these sections of its mailbox and its courier.
fn config(place: &Path, mailbox: &str, courier: &str) -> Config {
    let text = format!(
        "[desk]\nname = \"Support\"\nhost = \"desk.example\"\nstate_dir = {place:?}\n\
         [[agent]]\nname = \"anna\"\naddress = \"anna@desk.example\"\n\
         [mailbox.support]\naddress = \"support@desk.example\"\n{mailbox}\
         [authentication]\ntrusted = []\n{LIMITS}{courier}{}",
        workset::WORKFLOW,
    );
    let config_file = place.join("config.toml");
    std::fs::write(&config_file, text).unwrap();
    Config::load(&config_file).unwrap_or_else(|faults| panic!("{faults}"))
}

/// As the daemon makes its own.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
}
