//! How fast letters go to an SMTP server that takes all: the courier alone, and the daemon with a full outbox. With and
//! without PIPELINING, in turns.

use std::path::Path;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use maildesk::clock::Clock;
use maildesk::config::Config;
use maildesk::courier::{Courier, DeliveryOutcome, OutgoingMessage, Patience, SmtpAccount, SmtpCourier};
use maildesk::daemon;
use maildesk::mail::Address;
use maildesk::store::Reader;
use maildesk::store::read::{LetterFilter, MailFilter};
use maildesk::tls::Encryption;

use super::report::own_cpu;
use super::sink::Sink;
use super::{disk, workset};

/// Letters of the courier alone, in batches as the daemon's.
const LETTERS: usize = 12_800;
const BATCH: usize = 128;
/// Each makes four letters.
const TICKETS: usize = 1000;

/// Measures and prints.
pub fn measure() {
    let disk = disk::Disk::new(8);
    let rounds = super::setting("MAILDESK_BENCH_ROUNDS", 3);
    println!("{:42} {:>9} {:>10} {:>13} {:>12}", "", "letters/s", "CPU s/1000", "turns/letter", "connections");
    for round in 0..rounds {
        for (away, where_it_is) in [(Duration::ZERO, "here"), (Duration::from_millis(1), "1 ms away")] {
            for (pipelining, offer) in [(true, "with PIPELINING"), (false, "without")] {
                let sink = Sink::start(pipelining, away);
                let letters = if away.is_zero() { LETTERS } else { LETTERS / 10 };
                let (start, cpu) = (Instant::now(), own_cpu());
                super::runtime().block_on(carry(sink.port, letters));
                print(&format!("courier alone, {where_it_is}, {offer}"), &sink, (start, cpu));
                let place = disk.path().join(format!("{round}-{pipelining}-{}", away.as_millis()));
                std::fs::create_dir(&place).unwrap();
                let tickets = if away.is_zero() { TICKETS } else { TICKETS / 10 };
                daemon_delivers(&place, tickets, &format!("daemon, {where_it_is}, {offer}"), || {
                    Sink::start(pipelining, away)
                });
            }
        }
    }
    println!("(CPU with the server's; on {})", disk.described());
}

fn print(name: &str, sink: &Sink, (start, cpu): (Instant, Duration)) {
    let letters = sink.seen.letters.load(Relaxed) as f64;
    println!(
        "{name:42} {:>9.0} {:>10.3} {:>13.2} {:>12}",
        letters / start.elapsed().as_secs_f64(),
        (own_cpu() - cpu).as_secs_f64() * 1000.0 / letters,
        sink.seen.turns.load(Relaxed) as f64 / letters,
        sink.seen.connections.load(Relaxed),
    );
}

/// The courier alone, with letters of 8 KB.
async fn carry(port: u16, letters: usize) {
    let account = SmtpAccount {
        host: "127.0.0.1".to_owned(),
        port,
        encryption: Encryption::ClearText,
        ca_file: None,
        login: None,
        hello: "desk.example".to_owned(),
        patience: Patience::default(),
    };
    let mut courier = SmtpCourier::new(account);
    let text = "Subject: Hello\r\n\r\n".to_owned() + &"some words of a letter that goes out\r\n".repeat(200);
    let letter = OutgoingMessage {
        envelope_from: None,
        recipient: Address::parse("ada@customer.example").unwrap(),
        bytes: text.into_bytes().into(),
    };
    let batch = vec![letter; BATCH];
    for _ in 0..letters / BATCH {
        let outcomes = courier.send(&batch).await;
        assert!(outcomes.iter().all(|outcome| matches!(outcome, DeliveryOutcome::Accepted(_))), "{outcomes:?}");
    }
    courier.rest().await;
}

/// The daemon, with letters that waited for their server.
fn daemon_delivers(place: &Path, tickets: usize, name: &str, sink: impl Fn() -> Sink) {
    let mails = workset::threads(place, tickets);
    let mailbox = format!("[mailbox.support.maildir]\npath = {mails:?}\n");
    let sink = sink();
    let to_port = |port: u16| format!("[courier.smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"clear-text\"\n");
    // Nobody listens there.
    run(place, &super::config(place, &mailbox, &to_port(1)), || {
        let taken = std::fs::read_dir(mails.join("new")).unwrap().next().is_none();
        taken && waiting(place).0
    });
    let config = super::config(place, &mailbox, &to_port(sink.port));
    let (start, cpu) = (Instant::now(), own_cpu());
    run(place, &config, || waiting(place).1);
    print(name, &sink, (start, cpu));
}

/// Runs the daemon until this is so.
fn run(place: &Path, config: &Config, is_done: impl Fn() -> bool) {
    assert!(place.is_dir());
    super::runtime().block_on(async {
        let running = daemon::start(config, Clock::system()).await.unwrap();
        while !is_done() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        running.stop().await;
    });
}

/// Whether no mail waits, and no letter.
fn waiting(place: &Path) -> (bool, bool) {
    let reader = Reader::open(&place.join("maildesk.db")).unwrap();
    let mails = reader.ask(|reading| reading.mails(MailFilter::Waiting, 1)).unwrap();
    let letters = reader.ask(|reading| reading.letters(LetterFilter::Waiting, 1)).unwrap();
    (mails.is_empty(), letters.is_empty())
}
