//! A server that refuses, hides or mumbles for a while: all mail is taken in the end, and meanwhile people see what waits.

use maildesk::ledger::{Cursor, Place};
use maildesk::mail::fingerprint::fingerprint_of_place;
use maildesk::store::{Arrival, Taking};

use super::lies::{fake_account, fake_desk};
use super::*;

const NOT_CONNECTED: &str = "NO [UNAVAILABLE] User is authenticated but not connected";

fn mails(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|number| mail(number, 600)).collect()
}

fn turn(fake: &FakeImap, delivered: Vec<Vec<u8>>) -> Turn {
    Turn { delivered, ..Turn::new(fake_desk(fake), fake_account(fake)) }
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn a_server_that_refuses_all_bodies_for_a_moment_costs_no_mail_and_few_connections() {
    let mut left = 60;
    let refuses = move |command: &str| {
        let is_body = command.contains("BODY.PEEK");
        left -= i32::from(is_body);
        (is_body && left >= 0).then_some(if left % 2 == 0 {
            NOT_CONNECTED
        } else {
            "BAD User is authenticated but not connected"
        })
    };
    let fake = FakeImap::start(mails(50), Manners { refuses: Box::new(refuses), ..Manners::default() });
    let mut turn = turn(&fake, mails(50));
    turn.read_until("all are taken", |turn| turn.number(MAILS) >= 50).await;
    turn.read_to_end().await;
    turn.all_are_there_once();
    assert!((1..40).contains(&turn.failures), "{} rounds failed", turn.failures);
    turn.desk.reconciles();
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn what_is_refused_or_hidden_is_seen_and_taken_later_over_a_restart() {
    let refuses = |command: &str| {
        let is_of_4 = command.split_once("UID FETCH ").is_some_and(|(_, set)| {
            let set = set.split(' ').next().unwrap_or_default();
            crate::servers::contains(set, 4)
        });
        (is_of_4 && command.contains("BODY.PEEK")).then_some(NOT_CONNECTED)
    };
    let fake = FakeImap::start(mails(9), Manners { refuses: Box::new(refuses), ..Manners::default() });
    fake.hide(&[2, 6, 7]);
    let mut turn = turn(&fake, mails(9));
    turn.read_until("the others are taken", |turn| turn.number(MAILS) >= 5).await;
    while turn.step().await {}
    assert_eq!((turn.number(MAILS), turn.number("SELECT uid FROM cursor")), (5, 9));
    let (_, status) = turn.desk.status();
    assert!(status.contains("the server hasn't handed over an email for"), "{status}");
    let (code, printed, _) = turn.desk.ask(&["ledger", "reconcile"]);
    assert!(code == Some(65) && printed.contains("1 not taken in yet: 4"), "{printed}");
    turn.restart(fake_account(&fake));
    fake.hide(&[]);
    turn.read_until("what was hidden is taken", |turn| turn.number(MAILS) >= 8).await;
    fake.behave();
    turn.read_until("what was refused is taken", |turn| turn.number(MAILS) >= 9).await;
    turn.all_are_there_once();
    assert_eq!(turn.number("SELECT count(*) FROM owed"), 0);
    turn.desk.reconciles();
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn what_nobody_understands_keeps_no_mail_from_being_read() {
    let odd = "* ESEARCH (TAG \"x\") UID COUNT 3\r\n* XLIST (\\Inbox) \"/\" Inbox\r\n* FLAGS (\\Seen \u{e9}t\u{e9} a]b)\r\n\
               * OK [PERMANENTFLAGS (\u{e9} {)] \u{e0} vous\r\n* 1 FETCH (FLAGS (a]b {) X-ODD {3}\r\n)()(\r\n";
    let fake = FakeImap::start(mails(9), Manners { odd, ..Manners::default() });
    let mut turn = turn(&fake, mails(9));
    turn.read_to_end().await;
    turn.all_are_there_once();
    assert_eq!(turn.failures, 0);
    turn.desk.reconciles();
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn a_mail_of_which_nothing_came_is_fetched_again_when_it_is_asked_for() {
    let refuses = |command: &str| command.contains("BODY.PEEK").then_some(NOT_CONNECTED);
    let fake = FakeImap::start(mails(1), Manners { refuses: Box::new(refuses), ..Manners::default() });
    let desk = fake_desk(&fake);
    let place = Place { generation: 7, name: "1".to_owned() };
    let fingerprint = fingerprint_of_place("support", 7, "1");
    let nothing =
        Arrival { place, bytes: Vec::new(), size: 900, fingerprint, acts_after_fetch: false, old_since: None };
    let cursor = Some(Cursor { generation: 7, uid: 1, archive: 0 });
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(&desk.database()).unwrap();
        let taking = Taking { arrivals: vec![nothing], cursor, ..Taking::default() };
        store.record_taking("support", taking, Clock::system().now()).await.unwrap();
        store.close().await;
    });
    let _daemon = desk.start();
    desk.becomes("SELECT count(*) FROM mail WHERE outcome = 'quarantined'", 1);
    let (code, status) = desk.status();
    assert!(code == Some(69) && status.contains("the server handed over nothing of an email"), "{status}");
    let (code, printed, _) = desk.ask(&["ledger", "reconcile"]);
    assert!(code == Some(65) && printed.contains("1 without content from the server"), "{printed}");
    let told = desk.command(&["replay", "1"]);
    assert!(told.contains("The content of email 1 is missing, so its mailbox is asked for it again"), "{told}");
    eventually("it is asked for", || {
        desk.number("SELECT count(*) FROM owed WHERE words IS NOT NULL").filter(|n| *n == 1)
    });
    assert_eq!(desk.number("SELECT count(*) FROM ticket"), Some(1), "no second ticket without words");
    fake.behave();
    desk.becomes("SELECT count(*) FROM mail WHERE outcome = 'opened' AND NOT unread", 1);
    assert_eq!(desk.number("SELECT count(*) FROM ticket"), Some(2));
    assert_eq!(desk.number("SELECT count(*) FROM event WHERE kind = 'replayed' AND ticket = 1"), Some(1));
    let (_, status) = desk.status();
    assert!(status.starts_with("OK"), "{status}");
    desk.reconciles();
}
