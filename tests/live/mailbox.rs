//! Tests the IMAP mailbox against a real Dovecot.

use std::time::{Duration, Instant};

use maildesk::account::{After, First, ImapAccount};
use maildesk::ledger::{Cursor, Ledgered};
use maildesk::mailbox::{Batch, Budget, ImapMailbox, Mailbox, MailboxError, Wake};
use maildesk::store::{Arrival, Store};
use maildesk::tls::Encryption;
use sha2::{Digest, Sha256};

use crate::servers::{Dovecot, OTHER_USER, PATIENCE, USER};

const BUDGET: Budget = Budget { messages: 100, bytes: 8 << 20, message_bytes: 1 << 20 };

fn letter(number: usize) -> String {
    format!("From: ada@customer.example\r\nSubject: number {number}\r\n\r\nThe press stops.\r\n")
}

fn deliver(dovecot: &Dovecot, numbers: std::ops::Range<usize>) {
    numbers.for_each(|number| dovecot.deliver(USER, letter(number)));
}

/// The numbers in the subjects.
fn numbers(batch: &Batch) -> Vec<usize> {
    let number = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        text.split("number ").nth(1).unwrap().split('\r').next().unwrap().parse().unwrap()
    };
    batch.messages.iter().map(|message| number(&message.bytes)).collect()
}

/// Reads until there is no more.
async fn read_all(mailbox: &mut ImapMailbox, mut cursor: Option<Cursor>) -> (Vec<usize>, Option<Cursor>) {
    let mut all = Vec::new();
    loop {
        let batch = mailbox.fetch(cursor, BUDGET).await.unwrap();
        all.extend(numbers(&batch));
        cursor = batch.cursor;
        if !batch.more {
            return (all, cursor);
        }
    }
}

/// The ledger's receipts for a batch.
async fn record(store: &Store, batch: &Batch) -> Vec<Ledgered> {
    let arrivals = batch.messages.iter().map(|message| Arrival {
        place: message.place.clone(),
        bytes: message.bytes.clone(),
        size: message.size,
        fingerprint: Sha256::digest(&message.bytes).into(),
        acts_after_fetch: true,
        old_since: None,
    });
    store.record("support", arrivals.collect(), batch.cursor, jiff::Timestamp::UNIX_EPOCH).await.unwrap()
}

/// Reads all mail and acts on the server twice, as after a crash in between.
async fn take_all(mailbox: &mut ImapMailbox) {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(&home.path().join("maildesk.db")).unwrap();
    let batch = mailbox.fetch(None, BUDGET).await.unwrap();
    let receipts = record(&store, &batch).await;
    mailbox.after_fetch(&receipts).await.unwrap();
    mailbox.after_fetch(&receipts).await.unwrap();
    let again = mailbox.fetch(batch.cursor, BUDGET).await.unwrap();
    assert_eq!((again.messages.len(), again.cursor), (0, batch.cursor));
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn every_kind_of_connection_logs_in_and_reads() {
    let dovecot = Dovecot::start();
    deliver(&dovecot, 0..1);
    for (tls, port) in [
        (Encryption::Implicit, dovecot.imaps),
        (Encryption::StartTls, dovecot.imap),
        (Encryption::ClearText, dovecot.imap),
    ] {
        let mut mailbox = ImapMailbox::new(ImapAccount { tls, port, ..dovecot.account() });
        assert_eq!(mailbox.check().await.unwrap(), 1, "{tls:?}");
        assert_eq!(numbers(&mailbox.fetch(None, BUDGET).await.unwrap()), [0], "{tls:?}");
    }
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn a_wrong_password_and_an_unknown_certificate_are_told() {
    let dovecot = Dovecot::start();
    let wrong = ImapAccount { password: "wrong".to_owned().into(), ..dovecot.account() };
    let error = ImapMailbox::new(wrong).fetch(None, BUDGET).await.unwrap_err();
    assert!(matches!(&error, MailboxError::Login { reason, .. } if reason.contains("AUTHENTICATIONFAILED")), "{error}");

    let other = Dovecot::start();
    let strange = ImapAccount { ca_file: Some(other.ca_file().to_owned()), ..dovecot.account() };
    let error = ImapMailbox::new(strange).fetch(None, BUDGET).await.unwrap_err();
    assert!(matches!(&error, MailboxError::Unreachable { reason, .. } if reason.starts_with("TLS failed")), "{error}");
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn mail_comes_in_order_once_and_nothing_changes_on_the_server() {
    let dovecot = Dovecot::start();
    deliver(&dovecot, 0..250);
    let mut mailbox = ImapMailbox::new(dovecot.account());
    let (all, cursor) = read_all(&mut mailbox, None).await;
    assert_eq!(all, (0..250).collect::<Vec<_>>());
    deliver(&dovecot, 250..253);
    let (new, cursor) = read_all(&mut mailbox, cursor).await;
    assert_eq!(new, [250, 251, 252]);
    assert_eq!(read_all(&mut ImapMailbox::new(dovecot.account()), cursor).await.0, [0; 0], "after a restart");
    assert_eq!((dovecot.count(USER, "INBOX"), dovecot.flagged(USER, "INBOX", 'S')), (253, 0));
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn a_large_mail_comes_in_chunks_and_a_larger_one_is_cut() {
    let dovecot = Dovecot::start();
    let line = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd\r\n";
    let large = format!("Subject: number 0\r\n\r\n{}", line.repeat(20_000));
    dovecot.deliver(USER, &large);
    let mut mailbox = ImapMailbox::new(dovecot.account());
    let whole = Budget { message_bytes: 10 << 20, ..BUDGET };
    let batch = mailbox.fetch(None, whole).await.unwrap();
    assert!(batch.messages[0].bytes == large.as_bytes(), "the same bytes");
    assert_eq!(batch.messages[0].size, large.len() as u64);
    let cut = mailbox.fetch(None, Budget { message_bytes: 300_000, ..BUDGET }).await.unwrap();
    assert_eq!((cut.messages[0].bytes.len(), cut.messages[0].size), (300_000, large.len() as u64));
    let exact = mailbox.fetch(None, Budget { message_bytes: large.len(), ..BUDGET }).await.unwrap();
    assert_eq!(
        (exact.messages[0].bytes.len() as u64, exact.messages[0].size),
        (large.len() as u64, large.len() as u64)
    );
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn idle_wakes_when_mail_comes() {
    let dovecot = Dovecot::start();
    let mut mailbox = ImapMailbox::new(dovecot.account());
    let cursor = mailbox.fetch(None, BUDGET).await.unwrap().cursor;
    assert_eq!(mailbox.wait(Duration::from_millis(200)).await.unwrap(), Wake::Deadline, "nothing came");
    let waiting = tokio::spawn(async move { (mailbox.wait(PATIENCE).await, mailbox) });
    // Delivered while IDLE begins, or later: both must wake.
    deliver(&dovecot, 0..1);
    let (wake, mut mailbox) = waiting.await.unwrap();
    assert_eq!(wake.unwrap(), Wake::Changed);
    assert_eq!(numbers(&mailbox.fetch(cursor, BUDGET).await.unwrap()), [0]);
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn the_first_start_takes_what_the_config_says() {
    let dovecot = Dovecot::start();
    deliver(&dovecot, 0..3);
    dovecot.read_oldest(USER);
    for (first, expected) in [(First::All, vec![0, 1, 2]), (First::Unseen, vec![1, 2]), (First::New, vec![])] {
        let mut mailbox = ImapMailbox::new(ImapAccount { first, ..dovecot.account() });
        let (all, cursor) = read_all(&mut mailbox, None).await;
        // A message's number is in its text. Its UID is the server's.
        assert_eq!((all, cursor.unwrap().uid), (expected, 3), "{first:?}");
    }
    let mut new = ImapMailbox::new(ImapAccount { first: First::New, ..dovecot.account() });
    let (_, cursor) = read_all(&mut new, None).await;
    deliver(&dovecot, 3..4);
    assert_eq!(read_all(&mut new, cursor).await.0, [3]);
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn a_folder_that_is_numbered_anew_is_read_again() {
    let dovecot = Dovecot::start();
    deliver(&dovecot, 0..3);
    let mut mailbox = ImapMailbox::new(dovecot.account());
    let (_, before) = read_all(&mut mailbox, None).await;
    mailbox.close().await;
    dovecot.reset_uidvalidity(USER);
    deliver(&dovecot, 3..5);
    let (all, after) = read_all(&mut mailbox, before).await;
    assert_eq!(all, [0, 1, 2, 3, 4]);
    assert_ne!(before.unwrap().generation, after.unwrap().generation);
    assert_eq!(after.unwrap().uid, 5);
    assert_eq!(read_all(&mut mailbox, after).await.0, [0; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn a_server_killed_amid_a_fetch_is_an_error_or_all_of_it() {
    const RUNS: u32 = 12;
    let dovecot = Dovecot::start();
    let padding = "x".repeat(70) + "\r\n";
    for number in 0..1000 {
        dovecot.deliver(USER, letter(number) + &padding.repeat(100));
    }
    let budget = Budget { messages: 1000, bytes: 64 << 20, message_bytes: 1 << 20 };
    let clear = ImapAccount { tls: Encryption::ClearText, port: dovecot.imap, ..dovecot.account() };
    let start = Instant::now();
    assert_eq!(ImapMailbox::new(clear.clone()).fetch(None, budget).await.unwrap().messages.len(), 1000);
    let usual = start.elapsed();
    let (mut errors, mut run) = (0, 0);
    // Repeats until one is cut amid its fetch, which depends on the load of the machine.
    while run < RUNS || errors == 0 {
        assert!(run < 50 * RUNS, "no run was cut amid its fetch");
        let mut mailbox = ImapMailbox::new(clear.clone());
        let fetching = tokio::spawn(async move { (mailbox.fetch(None, budget).await, mailbox) });
        // There is no condition to wait for: each run is cut at another moment.
        tokio::time::sleep(usual * (run % RUNS) / RUNS).await;
        dovecot.kill_sessions();
        let (result, mut mailbox) = fetching.await.unwrap();
        match result {
            Ok(batch) => {
                assert_eq!(numbers(&batch), (0..1000).collect::<Vec<_>>(), "run {run}");
            }
            Err(error) => {
                errors += 1;
                assert!(matches!(error, MailboxError::Unreachable { .. }), "run {run}: {error}");
            }
        }
        // The ledger has nothing: continuing from there gives everything.
        assert_eq!(read_all(&mut mailbox, None).await.0, (0..1000).collect::<Vec<_>>(), "run {run}");
        run += 1;
    }
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn a_server_that_is_down_is_told_and_read_when_it_is_back() {
    let mut dovecot = Dovecot::start();
    deliver(&dovecot, 0..2);
    let mut mailbox = ImapMailbox::new(dovecot.account());
    let (all, cursor) = read_all(&mut mailbox, None).await;
    assert_eq!(all, [0, 1]);
    dovecot.stop();
    let error = mailbox.fetch(cursor, BUDGET).await.unwrap_err();
    assert!(matches!(error, MailboxError::Unreachable { .. }), "{error}");
    deliver(&dovecot, 2..3);
    dovecot.start_again();
    assert_eq!(read_all(&mut mailbox, cursor).await.0, [2], "{}", dovecot.log());
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn after_the_commit_mail_is_marked() {
    let dovecot = Dovecot::start();
    deliver(&dovecot, 0..3);
    take_all(&mut ImapMailbox::new(ImapAccount { after: After::MarkSeen, ..dovecot.account() })).await;
    assert_eq!((dovecot.count(USER, "INBOX"), dovecot.flagged(USER, "INBOX", 'S')), (3, 3));
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn after_the_commit_mail_is_moved_to_a_folder_that_is_made_for_it() {
    let dovecot = Dovecot::start();
    deliver(&dovecot, 0..3);
    let after = After::Move("Erledigt/Für Anna & Co".into());
    take_all(&mut ImapMailbox::new(ImapAccount { after, ..dovecot.account() })).await;
    let moved = dovecot.messages(USER, "Erledigt/F&APw-r Anna &- Co");
    assert_eq!(moved, [0, 1, 2].map(|number| letter(number).into_bytes()));
    assert_eq!(dovecot.count(USER, "INBOX"), 0);
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn after_the_commit_mail_is_deleted_and_nobody_elses() {
    let dovecot = Dovecot::start();
    deliver(&dovecot, 0..3);
    dovecot.deliver(OTHER_USER, letter(9));
    take_all(&mut ImapMailbox::new(ImapAccount { after: After::Delete, ..dovecot.account() })).await;
    assert_eq!((dovecot.count(USER, "INBOX"), dovecot.count(OTHER_USER, "INBOX")), (0, 1));
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn what_was_cut_stays_on_the_server() {
    let dovecot = Dovecot::start();
    deliver(&dovecot, 0..1);
    dovecot.deliver(USER, letter(1) + &"and so on\r\n".repeat(1000));
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(&home.path().join("maildesk.db")).unwrap();
    let mut mailbox = ImapMailbox::new(ImapAccount { after: After::Delete, ..dovecot.account() });
    let batch = mailbox.fetch(None, Budget { message_bytes: 500, ..BUDGET }).await.unwrap();
    mailbox.after_fetch(&record(&store, &batch).await).await.unwrap();
    assert_eq!(dovecot.count(USER, "INBOX"), 1);
    assert!(dovecot.messages(USER, "INBOX")[0].len() > 500);
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn an_archive_that_did_not_count_does_not_count_when_it_is_numbered_anew() {
    let dovecot = Dovecot::start();
    // Delivered in 2023, as the files' times say, except one.
    deliver(&dovecot, 0..30);
    dovecot.age_all(USER);
    deliver(&dovecot, 30..33);
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(&home.path().join("maildesk.db")).unwrap();
    let since = Some(jiff::civil::date(2025, 1, 1));
    let mut mailbox = ImapMailbox::new(ImapAccount { first: First::New, since, ..dovecot.account() });
    let mut cursor = Some(Cursor { generation: 1, uid: 900, archive: 0 });
    let (mut all, mut rounds) = (Vec::new(), 0);
    loop {
        rounds += 1;
        let batch = mailbox.fetch(cursor, Budget { messages: 2, ..BUDGET }).await.unwrap();
        mailbox.after_fetch(&record(&store, &batch).await).await.unwrap();
        all.extend(numbers(&batch));
        cursor = batch.cursor.or(cursor);
        if !batch.more {
            break;
        }
    }
    assert_eq!((all, rounds, cursor.unwrap().uid), (vec![30, 31, 32], 2, 33));
}
