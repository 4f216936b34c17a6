//! A flood: thousands of mails from one sender in one mailbox. Agents are notified of a few, another mailbox doesn't
//! wait, and every mail has its ticket. And a backlog: mails of many senders become tickets in the order of the mailbox.
//! `MAILDESK_LONG` makes both ten thousand.

#![allow(
    clippy::unwrap_used,
    reason = "what fails here is a failed test, also outside of the functions marked as such"
)]

use std::path::Path;
use std::sync::Arc;

use maildesk::clock::Clock;
use maildesk::config::{Config, System};
use maildesk::daemon;
use maildesk::desk::end::End;
use maildesk::desk::notice::NoticeKind;
use maildesk::flow::{Ingest, arrival};
use maildesk::ledger::Place;
use maildesk::mailbox::Fetched;
use maildesk::store::read::{LetterFilter, MailFilter};
use maildesk::store::{Reader, Store};

const CONFIG: &str = "\
[desk]\nname = \"Desk\"\nhost = \"desk.example\"\n\
[[agent]]\nname = \"anna\"\naddress = \"anna@desk.example\"\n\
[mailbox.flooded]\naddress = \"flooded@desk.example\"\nmaildir = { path = \"flooded\" }\n\
[mailbox.quiet]\naddress = \"quiet@desk.example\"\nmaildir = { path = \"quiet\" }\n\
[courier]\nmaildir = { path = \"out\" }\n[authentication]\ntrusted = [\"mx.desk.example\"]\n";

async fn record(store: &Store, mailbox: &str, numbers: std::ops::Range<usize>, clock: &Clock) {
    let mail = |number: usize| {
        let bytes = format!(
            "From: {mailbox}-customer@x.example\r\nTo: {mailbox}@desk.example\r\nSubject: Alarm {number}\r\n\
             Message-ID: <{number}.{mailbox}@x.example>\r\n\r\nIt stops.\r\n"
        );
        let place = Place { generation: 1, name: number.to_string() };
        arrival(mailbox, Fetched { place, size: bytes.len() as u64, bytes: bytes.into_bytes(), came_at: None }, false)
    };
    let arrivals = numbers.map(mail).collect();
    store.record(mailbox, arrivals, None, clock.now()).await.unwrap();
}

#[tokio::test]
async fn a_flood_neither_reaches_the_agents_nor_keeps_another_mailbox_waiting() {
    let mails = if std::env::var_os("MAILDESK_LONG").is_some() { 10_000 } else { 1_500 };
    let clock = Clock::settable("2026-01-05T09:00:00Z".parse().unwrap());
    let config = Config::parse(CONFIG, Path::new("/nowhere/config.toml"), &System).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let store = Store::open(&scratch.path().join("desk.db")).unwrap();
    let ingest = Ingest::new(store.clone(), Arc::new(daemon::desk(&config).unwrap()), clock.clone());
    for part in 0..mails / 500 {
        record(&store, "flooded", part * 500..(part + 1) * 500, &clock).await;
    }
    record(&store, "quiet", 0..3, &clock).await;

    let first = ingest.step().await.unwrap();
    assert!(first < mails, "one step takes all: {first}");
    let ended = store.read(|reading| reading.mails(MailFilter::Ended(End::Opened), 20_000)).await.unwrap();
    let quiet =
        ended.iter().filter(|mail| mail.from.as_ref().is_some_and(|from| from.address.local().starts_with("quiet")));
    assert_eq!(quiet.count(), 3, "the other mailbox waits for the flood");

    while ingest.step().await.unwrap() > 0 {}
    let ended = store.read(|reading| reading.mails(MailFilter::Ended(End::Opened), 20_000)).await.unwrap();
    assert_eq!(ended.len(), mails + 3, "every mail has its ticket");
    let letters = store.read(|reading| reading.letters(LetterFilter::All, 50_000)).await.unwrap();
    let count = |kind: NoticeKind, to: &str| {
        letters.iter().filter(|letter| letter.notice == Ok(kind) && letter.to.address.as_str() == to).count()
    };
    let anna = "anna@desk.example";
    assert_eq!((count(NoticeKind::NewTicket, anna), count(NoticeKind::Flood, anna)), (60 + 3, 1));
    let confirmed =
        ["flooded", "quiet"].map(|name| count(NoticeKind::Confirmation, &format!("{name}-customer@x.example")));
    // Nothing proves the sender, who therefore counts as a newcomer each time.
    assert_eq!(confirmed, [30, 3]);
    assert_eq!(letters.len(), 63 + 1 + 33);
}

/// Each question is followed by two mails that answer it.
#[tokio::test(flavor = "multi_thread")]
async fn a_backlog_becomes_tickets_in_the_order_of_its_mailbox() {
    let threads = if std::env::var_os("MAILDESK_LONG").is_some() { 3_334 } else { 250 };
    let scratch = tempfile::tempdir().unwrap();
    for part in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(scratch.path().join("backlog").join(part)).unwrap();
    }
    for number in 0..threads * 3 {
        let (thread, part) = (number / 3, number % 3);
        let answers = if part == 0 { String::new() } else { format!("In-Reply-To: <{}@x.example>\r\n", thread * 3) };
        let mail = format!(
            "From: customer{thread}@x.example\r\nTo: desk@desk.example\r\nSubject: Press {thread}\r\n\
             Message-ID: <{number}@x.example>\r\n{answers}\r\nPart {part} of {thread}.\r\n"
        );
        std::fs::write(scratch.path().join("backlog/new").join(format!("{number:06}.backlog")), mail).unwrap();
    }
    let config = "[desk]\nname = \"Desk\"\nhost = \"desk.example\"\nstate_dir = \"state\"\n\
         [[agent]]\nname = \"anna\"\naddress = \"anna@desk.example\"\n\
         [mailbox.desk]\naddress = \"desk@desk.example\"\nmaildir = { path = \"backlog\" }\n\
         [courier]\nmaildir = { path = \"out\" }\n[authentication]\ntrusted = []\n";
    let config = Config::parse(config, &scratch.path().join("config.toml"), &System).unwrap();
    let running = daemon::start(&config, Clock::system()).await.unwrap();
    let reader = Reader::open(&config.database()).unwrap();
    let all = loop {
        let mails = reader.ask(|reading| reading.mails(MailFilter::All, threads * 3)).unwrap();
        if mails.len() == threads * 3 && mails.iter().all(|mail| mail.end.is_some()) {
            break mails;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    };
    running.stop().await;
    let mut mails: Vec<(i64, i64, String)> =
        all.iter().map(|mail| (mail.id.0, mail.ticket.unwrap().0, mail.subject.as_str().to_owned())).collect();
    mails.sort_unstable();
    for (at, (_, ticket, subject)) in mails.iter().enumerate() {
        let thread = at / 3;
        assert_eq!(
            (subject.as_str(), *ticket),
            (format!("Press {thread}").as_str(), i64::try_from(thread).unwrap() + 1)
        );
    }
}
