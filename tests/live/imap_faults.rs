//! Takes mail while everything goes wrong between us and the IMAP server, by repeatable chance. After each run the
//! ledger has every mail exactly once, and `maildesk ledger reconcile` finds no difference.
//!
//! Most runs drive the receive belt itself, without its pauses, so that hundreds of faults fit into seconds.

mod folder;
mod lies;
mod owed;
mod whole_desk;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use maildesk::account::{After, First, ImapAccount};
use maildesk::clock::Clock;
use maildesk::flow::Receive;
use maildesk::mailbox::{Budget, ImapMailbox, Mailbox as _};
use maildesk::store::Store;
use maildesk::tls::Encryption;
use rusqlite::{Connection, OpenFlags};

use crate::seed::{Seed, is_long};
use crate::servers::{
    Desk, Dovecot, FakeImap, Fate, HEAD, Human, Manners, OTHER_USER, PATIENCE, Proxy, USER, eventually, imap_account,
};

/// Small batches: more places where something can fail.
const BUDGET: Budget = Budget { messages: 20, bytes: 100_000, message_bytes: 1 << 20 };

const MAILS: &str = "SELECT count(*) FROM mail";
const UNSETTLED: &str = "SELECT count(*) FROM unsettled";

/// The time limit for an answer on an unreliable connection. Five timeouts in a row at one mail would condemn the mail,
/// which a slow server must not cause.
const HASTE: Duration = Duration::from_secs(4);

/// A desk with these mailboxes, whose letters go into a Maildir.
fn desk(mailboxes: &str) -> Desk {
    Desk::of(&format!(
        "{HEAD}
{mailboxes}
[courier.maildir]
path = \"letters\"

[authentication]
trusted = []
"
    ))
}

fn mailbox(name: &str, keys: &str) -> String {
    format!("[mailbox.{name}]\naddress = \"{name}@example.test\"\n\n[mailbox.{name}.imap]\n{keys}\n\n")
}

/// A desk with the mailbox `support` on the Dovecot.
fn support(dovecot: &Dovecot, keys: &str) -> Desk {
    desk(&mailbox("support", &(dovecot.imap_toml(USER) + keys)))
}

fn account(dovecot: &Dovecot, encryption: Encryption, port: u16) -> ImapAccount {
    ImapAccount { port, tls: encryption, ..dovecot.account() }
}

/// A numbered mail with a text of a given length.
fn mail(number: usize, length: u64) -> Vec<u8> {
    let lines = usize::try_from(length / 60).unwrap();
    let text = "It stops after ten minutes, again and again and again, every day.\r\n".repeat(lines);
    format!(
        "From: customer{number}@example.test\r\nTo: {USER}\r\nSubject: Press {number} stops\r\n\
         Message-ID: <{number}@example.test>\r\n\r\n{text}"
    )
    .into_bytes()
}

/// The receive belt of `support`, with a record of the mails in its folder.
struct Turn {
    desk: Desk,
    store: Store,
    receive: Receive<ImapMailbox>,
    /// All mails that must be taken.
    delivered: Vec<Vec<u8>>,
    /// Rounds that failed, as they must.
    failures: u64,
}

fn belt(account: ImapAccount, store: Store) -> Receive<ImapMailbox> {
    Receive::new("support", ImapMailbox::new(account), store, BUDGET, Clock::system())
}

impl Turn {
    fn new(desk: Desk, account: ImapAccount) -> Self {
        let store = Store::open(&desk.database()).unwrap();
        let receive = belt(account, store.clone());
        Self { desk, store, receive, delivered: Vec::new(), failures: 0 }
    }

    /// A new belt, which only knows the database.
    fn restart(&mut self, account: ImapAccount) {
        self.receive = belt(account, self.store.clone());
    }

    fn deliver(&mut self, dovecot: &Dovecot, mails: impl IntoIterator<Item = u64>) {
        for length in mails {
            let mail = mail(self.delivered.len(), length);
            dovecot.deliver(USER, &mail);
            self.delivered.push(mail);
        }
    }

    fn number(&self, question: &str) -> usize {
        usize::try_from(self.desk.number(question).unwrap()).unwrap()
    }

    /// Runs rounds until `enough`, or until one finds no more without reaching it.
    #[track_caller]
    fn read_until(&mut self, what: &str, enough: impl Fn(&Self) -> bool) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            let deadline = Instant::now() + PATIENCE;
            while !enough(self) {
                assert!(Instant::now() < deadline, "{caller}: not within {PATIENCE:?}: {what}");
                self.step().await;
            }
        }
    }

    /// Runs one round. Returns whether there is more. A failure is counted, and the next round repairs it.
    async fn step(&mut self) -> bool {
        match self.receive.step().await {
            Ok(more) => more,
            Err(_) => {
                self.failures += 1;
                true
            }
        }
    }

    /// Runs rounds until nothing is left to take or to do on the server.
    async fn read_to_end(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while self.step().await || self.number(UNSETTLED) > 0 {
            assert!(Instant::now() < deadline, "no end: {}", self.desk.log());
        }
    }

    /// Every delivered mail is in the ledger exactly once, byte for byte.
    #[track_caller]
    fn all_are_there_once(&self) {
        let mut taken = self.taken();
        let mut delivered = self.delivered.clone();
        taken.sort();
        delivered.sort();
        assert_eq!(taken.len(), delivered.len(), "mails in the ledger");
        assert!(taken == delivered, "the same bytes");
        assert_eq!(self.number("SELECT count(*) FROM mail WHERE whole = 0"), 0, "a mail lost its text");
    }

    /// The mails in the ledger.
    fn taken(&self) -> Vec<Vec<u8>> {
        let ledger = Connection::open_with_flags(self.desk.database(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let mut rows = ledger.prepare("SELECT bytes FROM mail_raw").unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }
}

/// Fates that cut, mostly amid the mails, sometimes as early as the greeting. Some connections go silent instead. Every
/// fourth lasts long enough for a mail, because five breaks in a row at one mail would condemn it.
fn cutting(seed: &Arc<Mutex<Seed>>) -> impl FnMut() -> Fate + Send + use<> {
    let seed = Arc::clone(seed);
    let mut count = 0;
    move || {
        let mut seed = seed.lock().unwrap();
        count += 1;
        let stalls = seed.below(40) == 0;
        match seed.below(4) {
            _ if count % 4 == 0 => Fate { down: Some(80_000 + seed.below(200_000)), stalls, ..Fate::default() },
            0 => Fate { up: Some(seed.below(600)), stalls, ..Fate::default() },
            1 => Fate { down: Some(seed.below(3_000)), stalls, ..Fate::default() },
            _ => Fate { down: Some(seed.below(150_000)), stalls, ..Fate::default() },
        }
    }
}

/// Takes some waves of mails over a connection that is cut, and checks both sides.
async fn check_cuts(seed: &Arc<Mutex<Seed>>, encryption: Encryption, after: (After, &str)) -> (usize, u64) {
    let waves = if is_long() { 25 } else { 2 };
    let dovecot = Dovecot::start();
    let desk = support(&dovecot, &format!("first = \"all\"\nafter = {}", after.1));
    let port = if encryption == Encryption::Implicit { dovecot.imaps } else { dovecot.imap };
    let proxy = Proxy::start(port, cutting(seed));
    let account = ImapAccount { after: after.0.clone(), timeout: HASTE, ..account(&dovecot, encryption, proxy.port) };
    let mut turn = Turn::new(desk, account);
    for wave in 1..=waves {
        let lengths: Vec<u64> = (0..80).map(|_| seed.lock().unwrap().below(12_000)).collect();
        turn.deliver(&dovecot, lengths);
        let enough = wave * 80;
        turn.read_until("a wave is taken", |turn| turn.number(MAILS) >= enough && turn.number(UNSETTLED) == 0).await;
    }
    proxy.heal();
    turn.read_to_end().await;
    turn.all_are_there_once();
    let all = turn.delivered.len();
    let left = (dovecot.count(USER, "INBOX"), dovecot.flagged(USER, "INBOX", 'S'), dovecot.count(USER, "Done"));
    let expected = match after.0 {
        After::Leave => (all, 0, 0),
        After::MarkSeen => (all, all, 0),
        After::Move(_) => (0, 0, all),
        After::Delete => (0, 0, 0),
    };
    assert_eq!(left, expected, "in the folder, seen there, moved");
    turn.desk.reconciles();
    // A short run may have few cuts. Their results were checked above.
    let few = if is_long() { 10 } else { 0 };
    assert!(proxy.ended() > few, "{} cuts", proxy.ended());
    assert!(turn.failures > 0 || !is_long(), "nothing failed");
    println!(
        "  {encryption:?}, after = {}: {all} mails, {} connections, {} of them cut or stalled, {} rounds failed",
        after.1,
        proxy.connections(),
        proxy.ended(),
        turn.failures
    );
    (all, proxy.ended())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn a_wire_cut_at_any_byte_costs_no_mail_and_doubles_none() {
    let seed = Arc::new(Mutex::new(Seed::new("a wire cut at any byte")));
    let (mut mails, mut cuts) = (0, 0);
    for (encryption, after) in [
        (Encryption::ClearText, (After::Leave, "\"leave\"")),
        (Encryption::Implicit, (After::MarkSeen, "\"mark-seen\"")),
        (Encryption::ClearText, (After::Move("Done".into()), "{ move = \"Done\" }")),
        (Encryption::Implicit, (After::Delete, "\"delete\"")),
    ] {
        let (more_mails, more_cuts) = check_cuts(&seed, encryption, after).await;
        (mails, cuts) = (mails + more_mails, cuts + more_cuts);
    }
    println!("a wire cut at any byte: {mails} mails, each once, over {cuts} cuts; reconcile: no difference");
}
