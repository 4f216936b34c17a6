//! Sends letters while everything goes wrong between us and the SMTP server. After each run every letter was accepted
//! at least once, or has failed and agents were notified. A second copy has the same Message-ID and text, and its
//! ticket says that it was in doubt.
//!
//! The ingest and deliver belts run without their pauses, and the clock moves from one try to the next.

mod refusals;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use maildesk::clock::Clock;
use maildesk::config::Config;
use maildesk::courier::{Patience, SmtpAccount, SmtpCourier};
use maildesk::daemon;
use maildesk::flow::{Deliver, Ingest, arrival};
use maildesk::ledger::Place;
use maildesk::mailbox::Fetched;
use maildesk::store::Store;
use maildesk::tls::Encryption;
use rusqlite::{Connection, OpenFlags};

use crate::seed::{Seed, is_long};
use crate::servers::{Answer, Armour, Desk, Exim, FakeSmtp, Fate, HEAD, PATIENCE, Port, Proxy, Step, eventually};

const DAY: i64 = 24 * 3600;

/// A short limit in place of minutes.
const SHORT: Duration = Duration::from_secs(1);

/// Limits that no server here exceeds, however slow the machine is.
fn patient() -> Patience {
    Patience { connect: PATIENCE, command: PATIENCE, text: PATIENCE, letter: PATIENCE, verdict: PATIENCE }
}

/// A letter and the state of its delivery.
#[derive(Debug)]
struct Letter {
    id: String,
    ticket: Option<i64>,
    notice: String,
    recipient: String,
    state: String,
    attempts: u32,
    expired: bool,
    words: String,
}

/// A ticket and a recipient.
type About = (Option<i64>, String);

/// The belts of a desk from the ledger to the mail server.
struct Office {
    desk: Desk,
    store: Store,
    ingest: Ingest,
    deliver: Deliver<SmtpCourier>,
    clock: Clock,
    began: Timestamp,
    mails: u32,
}

impl Office {
    /// A desk that sends its letters to a local port.
    async fn new(port: u16, encryption: Encryption, patience: Patience) -> Self {
        Self::with(port, encryption, patience, None).await
    }

    async fn with(port: u16, encryption: Encryption, patience: Patience, ca_file: Option<std::path::PathBuf>) -> Self {
        let desk = Desk::of(&format!(
            "{HEAD}
[mailbox.support]
address = \"support@example.test\"
maildir.path = \"in\"

[courier.smtp]
host = \"localhost\"
port = {port}
tls = \"clear-text\"

[authentication]
trusted = []
"
        ));
        let config = Config::load(&desk.config()).unwrap();
        let store = Store::open(&desk.database()).unwrap();
        let began: Timestamp = "2026-01-05T09:00:00Z".parse().unwrap();
        let clock = Clock::settable(began);
        let keys = store.keyring(began).await.unwrap();
        let rules = Arc::new(daemon::desk(&config).unwrap().keyed(keys));
        let account = SmtpAccount {
            host: "localhost".to_owned(),
            port,
            encryption,
            ca_file,
            login: (encryption != Encryption::ClearText).then(|| ("desk".to_owned(), "secret".to_owned().into())),
            hello: "desk.example".to_owned(),
            patience,
        };
        let schedule = daemon::schedule(&config);
        Self {
            ingest: Ingest::new(store.clone(), Arc::clone(&rules), clock.clone()),
            deliver: Deliver::new(store.clone(), SmtpCourier::new(account), rules, schedule, clock.clone()),
            desk,
            store,
            clock,
            began,
            mails: 0,
        }
    }

    /// Customers write mails. Each leads to a letter to them and to one to anna.
    async fn receive(&mut self, count: u32, customer: impl Fn(u32) -> String) {
        let arrivals = (0..count).map(|_| {
            self.mails += 1;
            let number = self.mails;
            let bytes = format!(
                "From: {}\r\nTo: support@example.test\r\nSubject: Press {number} stops\r\n\
                 Message-ID: <{number}@example.test>\r\n\r\nIt stops after ten minutes.\r\n",
                customer(number)
            );
            let place = Place { generation: 0, name: number.to_string() };
            arrival(
                "support",
                Fetched { place, size: bytes.len() as u64, bytes: bytes.into_bytes(), came_at: None },
                false,
            )
        });
        self.store.record("support", arrivals.collect(), None, self.clock.now()).await.unwrap();
        while self.ingest.step().await.unwrap() > 0 {}
    }

    /// Tries due letters and moves the clock to the next try. Returns whether there is one.
    async fn try_once(&mut self) -> bool {
        self.deliver.step().await.unwrap();
        let Some(due) = self.store.next_letter_due().await.unwrap() else { return false };
        if due > self.clock.now() {
            self.clock.set(due);
        }
        true
    }

    /// Tries until no letter waits.
    async fn try_all(&mut self) {
        let deadline = Instant::now() + Duration::from_mins(5);
        while self.try_once().await {
            assert!(Instant::now() < deadline, "letters still wait: {:#?}", self.letters());
        }
    }

    fn database(&self) -> Connection {
        Connection::open_with_flags(self.desk.database(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }

    /// How often a letter about a ticket to somebody was in doubt, according to the ticket.
    fn doubts(&self) -> HashMap<About, usize> {
        let database = self.database();
        let sql = "SELECT ticket, after, count(*) FROM event WHERE kind = 'letter-unknown' GROUP BY ticket, after";
        let mut rows = database.prepare(sql).unwrap();
        let doubts = |row: &rusqlite::Row<'_>| Ok(((row.get(0)?, row.get(1)?), row.get::<_, u32>(2)? as usize));
        rows.query_map([], doubts).unwrap().map(Result::unwrap).collect()
    }

    fn letters(&self) -> Vec<Letter> {
        let database = self.database();
        let sql = "SELECT message_id, ticket, notice, to_address, state, attempts, expired, words \
                   FROM letter JOIN outbox ON outbox.letter = letter.id ORDER BY letter.id";
        let mut rows = database.prepare(sql).unwrap();
        let letter = |row: &rusqlite::Row<'_>| {
            Ok(Letter {
                id: row.get(0)?,
                ticket: row.get(1)?,
                notice: row.get(2)?,
                recipient: row.get(3)?,
                state: row.get(4)?,
                attempts: row.get(5)?,
                expired: row.get(6)?,
                words: row.get(7)?,
            })
        };
        rows.query_map([], letter).unwrap().map(Result::unwrap).collect()
    }

    fn number(&self, question: &str) -> usize {
        usize::try_from(self.desk.number(question).unwrap()).unwrap()
    }
}

/// Checks the end, whatever the server did. `taken` are its letters, as pairs of Message-ID and text: each once, and at
/// most once more for each doubt. Returns how many were accepted, failed, and came again.
#[track_caller]
fn every_letter_has_its_end(office: &Office, taken: &[(String, String)]) -> (usize, usize, usize) {
    let mut copies: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, text) in taken {
        copies.entry(id).or_default().push(text);
    }
    let (letters, mut doubts) = (office.letters(), office.doubts());
    let (mut accepted, mut failed, mut again) = (0, 0, 0);
    for letter in &letters {
        let here = copies.remove(letter.id.as_str()).unwrap_or_default();
        let due = match letter.state.as_str() {
            "accepted" => 1,
            "failed" => 0,
            _ => panic!("not at its end: {letter:?}"),
        };
        assert!(here.len() >= due, "accepted, and nobody has it: {letter:?}");
        let (extra, left) = (here.len() - due, doubts.entry((letter.ticket, letter.recipient.clone())).or_default());
        assert!(extra <= *left, "{extra} copies too many after {left} doubts: {letter:?}");
        *left -= extra;
        (accepted, failed, again) = (accepted + due, failed + 1 - due, again + extra * due);
        assert!(here.windows(2).all(|two| two[0] == two[1]), "another text under the same Message-ID");
    }
    assert!(copies.is_empty(), "letters that nobody wrote: {:?}", copies.keys());
    let of_customers = |letter: &&Letter| letter.state == "failed" && letter.recipient != "anna@desk.example";
    let told = letters.iter().filter(|letter| letter.notice == "undeliverable").count();
    assert_eq!(told, letters.iter().filter(of_customers).count(), "what failed is told to the agents, once");
    let events = office.number("SELECT count(*) FROM event WHERE kind = 'letter-failed'");
    assert_eq!(events, failed, "and stands on its ticket");
    (accepted, failed, again)
}

fn ids_and_texts(server: &FakeSmtp) -> Vec<(String, String)> {
    server.taken().into_iter().map(|letter| (letter.id, letter.text)).collect()
}

/// Draws a bad server's action at a step.
fn misdeed(seed: &mut Seed, step: Step, recipient: &str) -> Answer {
    // One customer in ten doesn't exist. A 5xx is never tried again.
    if step == Step::Rcpt && recipient.starts_with("gone") {
        return Answer::Say("550 5.1.1 no such user here");
    }
    match (seed.below(100), step) {
        (0..3, _) | (3..8, Step::Text) => Answer::Cut,
        (3..5, Step::Greeting) => Answer::Say("421 4.3.2 too busy"),
        (3..5, Step::Mail) => Answer::Say("451 4.3.0 try later"),
        (3..9, Step::Rcpt) => Answer::Say("451 4.7.1 greylisted"),
        (9..11, Step::Rcpt) => Answer::Say("450 4.2.1 mailbox busy"),
        (3..6, Step::Data) => Answer::Say("452 4.3.1 no room"),
        (3..8, Step::Dot) => Answer::TakeAndCut,
        (8..11, Step::Dot) => Answer::Say("451 4.7.1 content looks odd, later"),
        (11..12, Step::Dot) => Answer::Say("554 5.7.1 content refused"),
        (12..13, Step::Dot) => Answer::Silence,
        (13..14, Step::Dot | Step::Greeting | Step::Rcpt) => Answer::Dawdle(Duration::from_millis(2)),
        _ => Answer::Usual,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn whatever_a_server_does_every_letter_arrives_or_the_agents_are_told() {
    let seed = Arc::new(Mutex::new(Seed::new("a server that does what it likes")));
    let mails = if is_long() { 1500 } else { 120 };
    let own = Arc::clone(&seed);
    let counts: Arc<Mutex<BTreeMap<String, usize>>> = Arc::default();
    let counted = Arc::clone(&counts);
    let server = FakeSmtp::start(move |step, recipient| {
        let answer = misdeed(&mut own.lock().unwrap(), step, recipient);
        if answer != Answer::Usual {
            let name = match &answer {
                Answer::Say(words) => format!("{} at {step:?}", words.chars().next().unwrap()),
                other => format!("{} at {step:?}", format!("{other:?}").split('(').next().unwrap()),
            };
            *counted.lock().unwrap().entry(name).or_default() += 1;
        }
        answer
    });
    let hasty = Patience { command: SHORT, verdict: SHORT, ..patient() };
    let mut office = Office::new(server.port, Encryption::ClearText, hasty).await;
    let customer = |number| match number % 10 {
        0 => format!("gone{number}@example.test"),
        _ => format!("customer{number}@example.test"),
    };
    for _ in 0..mails / 30 {
        office.receive(30, customer).await;
        office.try_once().await;
    }
    office.try_all().await;
    let (accepted, failed, again) = every_letter_has_its_end(&office, &ids_and_texts(&server));
    let unknown = office.number("SELECT count(*) FROM event WHERE kind = 'letter-unknown'");
    println!("  misdeeds: {:?}", counts.lock().unwrap());
    println!(
        "a server that does what it likes: {mails} mails, {accepted} letters accepted, {failed} failed and told, \
         {unknown} in doubt, {again} came again with the same Message-ID"
    );
    assert!(if is_long() { failed > 0 && unknown > 0 } else { failed + unknown > 0 }, "the faults were caused");
    let moved = office.clock.now().duration_since(office.began).as_secs();
    assert!(moved < 5 * DAY, "all was over within {moved} s of the moved clock");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn greylisting_costs_time_and_nothing_else() {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let server = FakeSmtp::start(move |step, recipient| {
        if step != Step::Rcpt {
            return Answer::Usual;
        }
        let tries = seen.entry(recipient.to_owned()).or_default();
        *tries += 1;
        if *tries <= 2 { Answer::Say("451 4.7.1 greylisted, come back in five minutes") } else { Answer::Usual }
    });
    let mut office = Office::new(server.port, Encryption::ClearText, patient()).await;
    office.receive(10, |number| format!("customer{number}@example.test")).await;
    office.try_all().await;
    let end = every_letter_has_its_end(&office, &ids_and_texts(&server));
    assert_eq!(end, (20, 0, 0));
    let of_customers = |letter: &&Letter| letter.notice == "confirmation";
    assert!(office.letters().iter().filter(of_customers).all(|letter| letter.attempts == 3), "{:#?}", office.letters());
    // A minute, then two: with jitter both are over after four at most.
    assert!(office.clock.now().duration_since(office.began).as_secs() < 240);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn a_slow_server_is_waited_for_and_a_silent_one_is_not() {
    let server = FakeSmtp::start(|_, _| Answer::Dawdle(Duration::from_millis(2)));
    let mut office = Office::new(server.port, Encryption::ClearText, patient()).await;
    office.receive(1, |_| "ada@customer.example".to_owned()).await;
    office.try_all().await;
    assert_eq!(every_letter_has_its_end(&office, &ids_and_texts(&server)), (2, 0, 0));
    assert!(office.letters().iter().all(|letter| letter.attempts == 1), "{:#?}", office.letters());

    for silent in [Step::Greeting, Step::Hello, Step::Mail, Step::Rcpt, Step::Data] {
        let server = FakeSmtp::start(move |step, _| if step == silent { Answer::Silence } else { Answer::Usual });
        let hasty = Patience { command: SHORT, ..patient() };
        let mut office = Office::new(server.port, Encryption::ClearText, hasty).await;
        office.receive(1, |_| "ada@customer.example".to_owned()).await;
        office.try_once().await;
        let letters = office.letters();
        assert!(letters.iter().all(|letter| letter.state == "queued"), "{silent:?}: {letters:#?}");
        assert!(letters.iter().any(|letter| letter.words.contains("no answer for 1s")), "{silent:?}: {letters:#?}");
        assert!(server.taken().is_empty());
        server.turn(|_, _| Answer::Usual);
        office.try_all().await;
        assert_eq!(every_letter_has_its_end(&office, &ids_and_texts(&server)), (2, 0, 0));
    }
    // Silence after the final dot: nobody knows, and the ticket says so.
    let mut silent = 0;
    let server = FakeSmtp::start(move |step, _| {
        silent += u32::from(step == Step::Dot);
        if step == Step::Dot && silent <= 2 { Answer::Silence } else { Answer::Usual }
    });
    let hasty = Patience { verdict: SHORT, ..patient() };
    let mut office = Office::new(server.port, Encryption::ClearText, hasty).await;
    office.receive(1, |_| "ada@customer.example".to_owned()).await;
    office.try_once().await;
    let in_doubt = office.letters().iter().filter(|letter| letter.state == "unknown").count();
    assert_eq!(in_doubt, 2, "{:#?}", office.letters());
    office.try_all().await;
    assert_eq!(every_letter_has_its_end(&office, &ids_and_texts(&server)), (2, 0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn broken_tls_is_told_and_never_gone_without() {
    let home = tempfile::tempdir().unwrap();
    let kinds = [
        (Encryption::Implicit, Armour::Implicit, "localhost", "TLS failed: invalid peer certificate"),
        (Encryption::Implicit, Armour::Implicit, "other.example", "TLS failed: invalid peer certificate"),
        (Encryption::Implicit, Armour::Gibberish, "localhost", "TLS failed"),
        (Encryption::Implicit, Armour::None, "localhost", "TLS failed"),
        (Encryption::StartTls, Armour::StartTls, "localhost", "TLS failed: invalid peer certificate"),
        (Encryption::StartTls, Armour::Stripped, "localhost", "the server offers no STARTTLS"),
        (Encryption::StartTls, Armour::StartTlsRefused, "localhost", "454 4.7.0 no TLS today (at STARTTLS)"),
        (Encryption::StartTls, Armour::StartTlsGibberish, "localhost", "the server sent text before TLS began"),
        (Encryption::StartTls, Armour::StartTlsInjected, "localhost", "the server sent text before TLS began"),
    ];
    for (encryption, armour, name, words) in kinds {
        let server = FakeSmtp::start(|_, _| Answer::Usual);
        // The trusted certificate, and the server's new one.
        server.arm(armour, "localhost", home.path());
        let trusted = home.path().join("trusted.crt");
        std::fs::copy(home.path().join("tls.crt"), &trusted).unwrap();
        server.arm(armour, name, home.path());
        let mut office = Office::with(server.port, encryption, patient(), Some(trusted.clone())).await;
        office.receive(1, |_| "ada@customer.example".to_owned()).await;
        for _ in 0..3 {
            office.try_once().await;
        }
        let letters = office.letters();
        assert!(letters.iter().all(|letter| letter.state == "queued"), "{armour:?}: {letters:#?}");
        assert!(letters[0].words.contains(words), "{armour:?}: {:?}", letters[0].words);
        let (_, outbox, _) = office.desk.ask(&["outbox"]);
        let whole = outbox.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(whole.contains("queued") && whole.contains(words), "{armour:?}: {outbox}");
        let heard = server.heard();
        let secret = |line: &&String| ["AUTH", "MAIL", "RCPT", "DATA"].iter().any(|word| line.starts_with(word));
        assert_eq!(heard.iter().find(secret), None, "{armour:?}: {heard:#?}");
        assert!(server.taken().is_empty());
        // Repaired: the certificate is trusted, and TLS works.
        let good = if encryption == Encryption::Implicit { Armour::Implicit } else { Armour::StartTls };
        server.arm(good, "localhost", home.path());
        std::fs::copy(home.path().join("tls.crt"), &trusted).unwrap();
        office.try_all().await;
        assert_eq!(every_letter_has_its_end(&office, &ids_and_texts(&server)), (2, 0, 0), "{armour:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn five_days_without_a_mail_server_end_in_a_failure_that_is_told_when_it_is_back() {
    let port = Port::hold();
    let mut office = Office::new(port.number, Encryption::ClearText, patient()).await;
    office.receive(3, |number| format!("customer{number}@example.test")).await;
    let mut tries = 0;
    while office.letters().iter().any(|letter| letter.notice != "undeliverable" && letter.state != "failed") {
        assert!(office.try_once().await && tries < 4000, "{:#?}", office.letters());
        tries += 1;
    }
    let after = office.clock.now().duration_since(office.began).as_secs();
    assert!((DAY * 9 / 2..=DAY * 11 / 2).contains(&after), "{after} s");
    for letter in office.letters().iter().filter(|letter| letter.notice != "undeliverable") {
        assert!(
            letter.expired && letter.state == "failed" && letter.words.contains("can't reach localhost"),
            "{letter:?}"
        );
        // From five seconds to five minutes, doubling, then every five minutes for five days, with jitter.
        assert!((1000..=1900).contains(&letter.attempts), "{letter:?}");
    }
    let waiting = office.letters().into_iter().filter(|letter| letter.notice == "undeliverable");
    assert!(waiting.map(|letter| letter.recipient).eq(["anna@desk.example"; 3]), "{:#?}", office.letters());
    let server = FakeSmtp::start_on(&port, |_, _| Answer::Usual);
    office.try_all().await;
    let told: Vec<String> = server.taken().into_iter().map(|letter| letter.text).collect();
    assert_eq!(told.len(), 3, "anna is told of three letters: {told:#?}");
    let end = every_letter_has_its_end(&office, &ids_and_texts(&server));
    assert_eq!(end, (3, 6, 0));
    println!(
        "five days down: 6 letters, {} tries of the first, given up after {after} s, 3 notices to anna",
        office.letters()[0].attempts
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn a_wire_to_exim_cut_at_any_byte_loses_no_letter() {
    let seed = Arc::new(Mutex::new(Seed::new("a wire to Exim")));
    let mails = if is_long() { 1000 } else { 60 };
    let exim = Exim::start();
    let own = Arc::clone(&seed);
    let proxy = Proxy::start(exim.smtp, move || {
        let mut seed = own.lock().unwrap();
        match seed.below(3) {
            0 => Fate { down: Some(seed.below(1_200)), ..Fate::default() },
            _ => Fate { up: Some(seed.below(25_000)), ..Fate::default() },
        }
    });
    let mut office = Office::new(proxy.port, Encryption::ClearText, patient()).await;
    office.receive(mails, |number| format!("customer{number}@example.test")).await;
    office.try_all().await;
    proxy.heal();
    let accepted = office.letters().len();
    let id_and_text = |mail: Vec<u8>| {
        let text = String::from_utf8(mail).unwrap();
        let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: <")).unwrap();
        // Exim's lines at the top differ in each copy.
        let own = text.split_once("Message-ID:").unwrap().1.to_owned();
        (id.trim_end_matches('>').to_owned(), own)
    };
    let delivered = eventually("Exim has delivered what it took", || {
        let mails: Vec<_> = exim.delivered().into_iter().map(id_and_text).collect();
        let distinct: std::collections::BTreeSet<_> = mails.iter().map(|(id, _)| id).collect();
        (distinct.len() == accepted && exim.is_done()).then_some(mails)
    });
    let (accepted, failed, again) = every_letter_has_its_end(&office, &delivered);
    let unknown = office.number("SELECT count(*) FROM event WHERE kind = 'letter-unknown'");
    assert_eq!(failed, 0);
    assert!(proxy.ended() > if is_long() { 5 } else { 0 }, "{} cuts", proxy.ended());
    println!(
        "a wire to Exim: {accepted} letters accepted, {} cuts, {unknown} in doubt, {again} came again with the same Message-ID",
        proxy.ended()
    );
}
