//! Two desks, each the other's customer, with a relay in between that removes every header by which a program can be
//! recognised. They fall silent, after the number of letters given here.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what fails here is a failed test, also outside of the functions marked as such"
)]

use std::path::Path;
use std::sync::Arc;

use maildesk::clock::Clock;
use maildesk::config::{Config, System};
use maildesk::courier::{MemoryCourier, OutgoingMessage};
use maildesk::daemon;
use maildesk::flow::{Deliver, Ingest, Receive, Scheduler};
use maildesk::mailbox::MemoryMailbox;
use maildesk::store::Store;
use maildesk::store::read::TicketFilter;
use tempfile::TempDir;

/// The parts of a letter that a relay keeps.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Left {
    /// The reference in the subject, no threading.
    Reference,
    /// Threading and the reference.
    Threading,
    /// Neither.
    Nothing,
    /// Neither, and a line of new words.
    NewWords,
}

/// A desk with one mailbox, `help@NAME.example`.
struct Desk {
    name: &'static str,
    mailbox: MemoryMailbox,
    courier: MemoryCourier,
    receive: Receive<MemoryMailbox>,
    ingest: Ingest,
    scheduler: Scheduler,
    deliver: Deliver<MemoryCourier>,
    store: Store,
    _scratch: TempDir,
}

impl Desk {
    fn new(name: &'static str, (prefix, language, limits): (&str, &str, &str), clock: &Clock) -> Self {
        let toml = format!(
            "[desk]\nname = \"{name} Desk\"\nlanguage = \"{language}\"\nhost = \"{name}.example\"\nprefix = \"{prefix}\"\n\
             [[agent]]\nname = \"anna\"\naddress = \"anna@{name}.example\"\nfull_name = \"Anna Adler\"\n\
             [mailbox.help]\naddress = \"help@{name}.example\"\nmaildir = {{ path = \"in\" }}\n\
             [courier]\nmaildir = {{ path = \"out\" }}\n[authentication]\ntrusted = [\"mx.{name}.example\"]\n[limits]\n{limits}\n"
        );
        let config = Config::parse(&toml, Path::new("/nowhere/config.toml"), &System).unwrap();
        let scratch = tempfile::tempdir().unwrap();
        let store = Store::open(&scratch.path().join("desk.db")).unwrap();
        let desk = Arc::new(daemon::desk(&config).unwrap());
        let (mailbox, courier) = (MemoryMailbox::new(), MemoryCourier::new());
        Self {
            name,
            receive: Receive::new("help", mailbox.clone(), store.clone(), daemon::budget(&config), clock.clone()),
            ingest: Ingest::new(store.clone(), Arc::clone(&desk), clock.clone()),
            scheduler: Scheduler::new(store.clone(), Arc::clone(&desk), clock.clone()),
            deliver: Deliver::new(store.clone(), courier.clone(), desk, daemon::schedule(&config), clock.clone()),
            mailbox,
            courier,
            store,
            _scratch: scratch,
        }
    }

    /// Works until nothing is left to do. Returns the letters that went out.
    async fn work(&mut self) -> Vec<OutgoingMessage> {
        loop {
            let more = self.receive.step().await.unwrap();
            let took = self.ingest.step().await.unwrap() + self.scheduler.step().await.unwrap();
            if !more && took == 0 && self.deliver.step().await.unwrap().tried == 0 {
                return self.courier.take();
            }
        }
    }

    async fn tickets(&self) -> usize {
        self.store.read(|reading| reading.tickets(&TicketFilter::default())).await.unwrap().len()
    }
}

/// The letter as it arrives at the other desk: nothing says any more that a program wrote it, or which.
fn relayed(letter: &[u8], (left, number): (Left, usize)) -> Vec<u8> {
    const GONE: &[&str] = &[
        "auto-submitted",
        "x-auto-response-suppress",
        "x-maildesk-loop",
        "precedence",
        "list-",
        "message-id",
        "return-path",
        "x-maildesk",
    ];
    let text = String::from_utf8(letter.to_vec()).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let mut kept = Vec::new();
    for line in head.lines() {
        let name = line.split(':').next().unwrap().to_lowercase();
        let threads = ["in-reply-to", "references"].contains(&name.as_str()) && left != Left::Threading;
        if GONE.iter().any(|gone| name.starts_with(gone)) || threads {
            continue;
        }
        let names_ticket = matches!(left, Left::Nothing | Left::NewWords) && name == "subject";
        kept.push(if names_ticket { "Subject: Hello".to_owned() } else { line.to_owned() });
    }
    let message_id = format!("Message-ID: <{number}.relay@mx.example>");
    let words = "x".repeat(number);
    let body = if left == Left::NewWords {
        body.replace("Thanks for", &format!("Thanks {words} for"))
    } else {
        body.to_owned()
    };
    format!("{message_id}\r\n{}\r\n\r\n{body}", kept.join("\r\n")).into_bytes()
}

/// Lets two desks write to each other until both are silent. Returns the number of letters from each.
async fn converse(left: Left, prefixes: [&str; 2], limits: &str) -> ([usize; 2], [usize; 2]) {
    let clock = Clock::settable("2026-01-05T09:00:00Z".parse().unwrap());
    let mut desks =
        [Desk::new("one", (prefixes[0], "en", limits), &clock), Desk::new("two", (prefixes[1], "en", limits), &clock)];
    let first = "From: help@two.example\r\nTo: help@one.example\r\nSubject: The press stops\r\n\
                 Message-ID: <first@two.example>\r\n\r\nIt stops after ten minutes.\r\n";
    desks[0].mailbox.deliver(first);
    let (mut letters, mut number, mut silent) = ([0, 0], 0, 0);
    // Two silent rounds in a row: nothing is under way any more.
    for turn in 0.. {
        assert!(turn < 2_000, "they never fall silent: {letters:?}");
        let (from, to) = (turn % 2, (turn + 1) % 2);
        let other = format!("help@{}.example", desks[to].name);
        let sent = desks[from].work().await;
        let sent: Vec<_> = sent.into_iter().filter(|message| message.recipient.as_str() == other).collect();
        silent = if sent.is_empty() { silent + 1 } else { 0 };
        if silent == 2 {
            break;
        }
        for message in sent {
            (number, letters[from]) = (number + 1, letters[from] + 1);
            desks[to].mailbox.deliver(relayed(&message.bytes, (left, number)));
        }
    }
    // A week later nothing has started again.
    for desk in &mut desks {
        clock.set("2026-01-12T09:00:00Z".parse().unwrap());
        assert_eq!(desk.work().await, [], "{left:?}: it begins anew");
    }
    (letters, [desks[0].tickets().await, desks[1].tickets().await])
}

#[tokio::test]
async fn two_desks_with_no_machine_header_between_them_fall_silent() {
    let check = async |left, prefixes, limits, expected| {
        let (letters, tickets) = converse(left, prefixes, limits).await;
        assert_eq!(letters, expected, "{left:?} {prefixes:?}: letters");
        assert!(tickets.iter().all(|&tickets| tickets > 0), "{left:?} {prefixes:?}: {tickets:?} tickets");
    };
    // Each mail names the other's ticket, so it is a comment, and no comment is confirmed. Nothing proves either desk,
    // so the confirmations between them repeat nothing, not even the other's reference.
    check(Left::Threading, ["HD", "XY"], "", [3, 2]).await;
    check(Left::Reference, ["HD", "XY"], "", [3, 2]).await;
    check(Left::Reference, ["HD", "HD"], "", [1, 1]).await;
    // Nothing connects them: each mail is a new ticket, until the same words come for the third time.
    check(Left::Nothing, ["HD", "XY"], "", [3, 2]).await;
    check(Left::Nothing, ["HD", "HD"], "", [3, 2]).await;
    check(Left::Nothing, ["HD", "HD"], "same_words = 5", [6, 5]).await;
    // Not even the words are the same: the limit of letters to one address ends it that day.
    check(Left::NewWords, ["HD", "HD"], "letters_per_ticket = 9\nletters_per_address = 9", [9, 9]).await;
    if std::env::var_os("MAILDESK_LONG").is_some() {
        check(Left::NewWords, ["HD", "HD"], "", [200, 200]).await;
    }
}
