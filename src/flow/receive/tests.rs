//! Tests the first belt with a mailbox in memory: nothing happens on the server before the ledger has a message, and
//! nothing stays undone.

use tokio_util::sync::CancellationToken;

use super::*;
use crate::flow::samples::{clock, mail, mails};
use crate::ledger::{Cursor, Place};
use crate::mailbox::{MailboxError, MemoryMailbox};
use crate::store::samples::{Scratch, limit_pages};

const BUDGET: Budget = Budget { messages: 2, bytes: 1 << 20, message_bytes: 1 << 20 };

fn receive<M: Mailbox>(scratch: &Scratch, mailbox: M) -> Receive<M> {
    Receive::new("support", mailbox, scratch.store.clone(), BUDGET, clock())
}

fn filled(count: usize) -> MemoryMailbox {
    let mailbox = MemoryMailbox::new();
    for index in 0..count {
        mailbox.deliver(mail(&format!("m{index}"), "\r\nHello."));
    }
    mailbox
}

#[tokio::test]
async fn mail_is_taken_and_then_its_server_is_told() {
    let scratch = Scratch::new();
    let mailbox = filled(3);
    let mut receive = receive(&scratch, mailbox.clone());
    let taken = receive.take().await.unwrap();
    assert_eq!((taken.receipts.len(), taken.more, mailbox.len()), (2, true, 3));
    assert_eq!(mails(&scratch.store).await.len(), 2);
    receive.after_fetch(&taken.receipts).await.unwrap();
    assert_eq!(mailbox.len(), 1);
    while receive.step().await.unwrap() {}
    assert_eq!((mailbox.len(), mails(&scratch.store).await.len()), (0, 3));
}

#[tokio::test]
async fn what_a_crash_left_undone_is_done_also_when_new_mail_comes_first() {
    let scratch = Scratch::new();
    let mailbox = filled(5);
    let mut before = receive(&scratch, mailbox.clone());
    while before.take().await.unwrap().more {}
    assert_eq!((mailbox.len(), mails(&scratch.store).await.len()), (5, 5));
    drop(before);
    mailbox.deliver(mail("new", "\r\nHello."));
    let mut after = receive(&scratch, mailbox.clone());
    while after.step().await.unwrap() {}
    assert_eq!((mailbox.len(), mails(&scratch.store).await.len()), (0, 6));
    assert!(!after.behind);
}

/// The ages of all mails that wait.
async fn ages(store: &Store) -> Vec<Option<i64>> {
    let mut waiting = store.claim_mails(99, 1 << 20).await.unwrap();
    waiting.sort_by_key(|mail| mail.id);
    let hours = |mail: &crate::store::PendingMail| Some(mail.received_at.duration_since(mail.old_since?).as_hours());
    waiting.iter().map(hours).collect()
}

#[tokio::test]
async fn old_mail_is_quiet_at_the_first_reading_alone_however_often_that_is_cut_short() {
    let scratch = Scratch::new();
    let mailbox = MemoryMailbox::new();
    let came = |name: &str, hours: i64| {
        let at = clock().now() - jiff::SignedDuration::from_hours(hours);
        mailbox.deliver_at(mail(name, "\r\nHello."), Some(at));
    };
    let quiet = || receive(&scratch, mailbox.clone()).with_quiet(Quiet::older_than(Some(Duration::from_hours(48))));
    for (name, hours) in [("a", 900), ("b", 1), ("c", 700), ("d", 49), ("e", 48)] {
        came(name, hours);
    }
    assert!(quiet().take().await.unwrap().more);
    assert!(quiet().take().await.unwrap().more, "the program was killed, and goes on");
    assert!(!quiet().take().await.unwrap().more);
    assert_eq!(ages(&scratch.store).await, [Some(900), None, Some(700), Some(49), None]);
    // An outage.
    came("f", 72);
    let mut after = quiet();
    assert!(!after.take().await.unwrap().more);
    came("g", 900);
    assert!(!after.take().await.unwrap().more);
    assert_eq!(ages(&scratch.store).await[5..], [None, None]);
}

#[tokio::test]
async fn a_name_that_had_a_maildir_before_is_read_for_the_first_time() {
    let scratch = Scratch::new();
    scratch.store.end_first_reading("support", clock().now()).await.unwrap();
    let mailbox = MemoryMailbox::new();
    for name in ["a", "b", "c"] {
        mailbox.deliver_at(mail(name, "\r\nHello."), Some(clock().now() - jiff::SignedDuration::from_hours(72)));
    }
    let quiet = || receive(&scratch, mailbox.clone()).with_quiet(Quiet::older_than(Some(Duration::from_hours(48))));
    assert!(quiet().take().await.unwrap().more);
    assert!(!quiet().take().await.unwrap().more);
    assert_eq!(ages(&scratch.store).await, [Some(72); 3]);
}

#[tokio::test]
async fn a_mailbox_that_was_empty_at_first_has_no_old_mail() {
    let scratch = Scratch::new();
    let mailbox = MemoryMailbox::new();
    let mut receive = receive(&scratch, mailbox.clone()).with_quiet(Quiet::older_than(Some(Duration::from_hours(48))));
    assert!(!receive.take().await.unwrap().more);
    mailbox.deliver_at(mail("a", "\r\nHello."), Some(clock().now() - jiff::SignedDuration::from_hours(72)));
    receive.take().await.unwrap();
    assert_eq!(ages(&scratch.store).await, [None]);
}

/// A mailbox whose server gives its one message, of three days ago, only when it is looked for.
struct Withholding;

impl Mailbox for Withholding {
    async fn fetch(&mut self, cursor: Option<Cursor>, _: Budget) -> Result<Batch, MailboxError> {
        let owed = cursor.is_none().then(|| Owed::new(1, (1, 1), Some("NO later".to_owned())));
        let cursor = Some(Cursor { generation: 1, uid: 1, archive: 0 });
        Ok(Batch { cursor, owed: owed.into_iter().collect(), ..Batch::default() })
    }

    async fn look_for(&mut self, owed: &[Owed], _: Budget) -> Result<Looked, MailboxError> {
        assert!(owed.iter().any(|owed| owed.has(1)));
        let bytes = mail("a", "\r\nHello.");
        let came_at = Some(clock().now() - jiff::SignedDuration::from_hours(72));
        let place = Place { generation: 1, name: "1".to_owned() };
        let messages = vec![Fetched { place, size: bytes.len() as u64, bytes, came_at }];
        Ok(Looked { messages, ..Looked::default() })
    }

    fn has_cursor(&self) -> bool {
        true
    }

    async fn after_fetch(&mut self, _: &[Ledgered]) -> Result<(), MailboxError> {
        Ok(())
    }

    async fn wait(&mut self, _: Duration) -> Result<Wake, MailboxError> {
        Ok(Wake::Deadline)
    }
}

#[tokio::test]
async fn what_comes_late_is_quiet_if_it_was_left_out_at_the_first_reading_and_else_not() {
    let check = async |read_before: bool, expected: Option<i64>| {
        let scratch = Scratch::new();
        if read_before {
            let cursor = Some(Cursor { generation: 1, uid: 1, archive: 0 });
            let owed = vec![Owed::new(1, (1, 1), Some("NO later".to_owned()))];
            let taking = Taking { cursor, owed, ..Taking::default() };
            scratch.store.record_taking("support", taking, clock().now()).await.unwrap();
            scratch.store.end_first_reading("support", clock().now()).await.unwrap();
        }
        let mut receive = receive(&scratch, Withholding).with_quiet(Quiet::older_than(Some(Duration::from_hours(48))));
        assert!(receive.take().await.unwrap().receipts.is_empty());
        assert_eq!(receive.take_owed().await.unwrap().receipts.len(), 1);
        assert_eq!(ages(&scratch.store).await, [expected], "{read_before}");
    };
    check(false, Some(72)).await;
    check(true, None).await;
}

/// A mailbox whose server fails when it is asked for the second time.
struct Failing {
    mailbox: MemoryMailbox,
    asked: u32,
}

impl Mailbox for Failing {
    async fn fetch(&mut self, cursor: Option<Cursor>, budget: Budget) -> Result<Batch, MailboxError> {
        self.asked += 1;
        if self.asked == 2 {
            return Err(MailboxError::Protocol("gone".to_owned()));
        }
        self.mailbox.fetch(cursor, budget).await
    }

    fn has_cursor(&self) -> bool {
        true
    }

    async fn after_fetch(&mut self, taken: &[Ledgered]) -> Result<(), MailboxError> {
        self.mailbox.after_fetch(taken).await
    }

    async fn wait(&mut self, at_most: Duration) -> Result<Wake, MailboxError> {
        self.mailbox.wait(at_most).await
    }
}

#[tokio::test]
async fn a_failure_of_what_is_fetched_ahead_is_the_next_rounds() {
    let scratch = Scratch::new();
    let mut receive = receive(&scratch, Failing { mailbox: filled(5), asked: 0 });
    let taken = receive.take().await.unwrap();
    assert_eq!((taken.receipts.len(), taken.more, receive.mailbox.asked), (2, true, 2));
    assert!(receive.take().await.unwrap_err().to_string().contains("gone"));
    while receive.take().await.unwrap().more {}
    assert_eq!(mails(&scratch.store).await.len(), 5);
}

#[tokio::test]
async fn after_what_was_fetched_ahead_the_mailbox_is_looked_at_again() {
    let scratch = Scratch::new();
    let mailbox = filled(4);
    let mut receive = receive(&scratch, mailbox.clone());
    assert!(receive.take().await.unwrap().more);
    // The second half is fetched already, and was the end then.
    mailbox.deliver(mail("late", "\r\nHello."));
    let taken = receive.take().await.unwrap();
    assert_eq!((taken.receipts.len(), taken.more), (2, true));
    let taken = receive.take().await.unwrap();
    assert_eq!((taken.receipts.len(), taken.more), (1, false));
}

#[tokio::test]
async fn what_is_fetched_ahead_of_a_full_disk_is_fetched_again() {
    let scratch = Scratch::new();
    let mailbox = MemoryMailbox::new();
    for index in 0..5 {
        mailbox.deliver(mail(&format!("m{index}"), &format!("\r\n{}", "word ".repeat(20_000))));
    }
    let mut receive = receive(&scratch, mailbox);
    limit_pages(&scratch.store, 1).await;
    receive.take().await.unwrap_err();
    assert!(receive.ahead.is_none());
    limit_pages(&scratch.store, 1 << 30).await;
    while receive.take().await.unwrap().more {}
    assert_eq!(mails(&scratch.store).await.len(), 5);
}

/// A mailbox whose server refuses a number of times, or whose client panics.
struct Stubborn {
    mailbox: MemoryMailbox,
    refusals: u32,
    panics: u32,
}

impl Mailbox for Stubborn {
    async fn fetch(&mut self, cursor: Option<Cursor>, budget: Budget) -> Result<Batch, MailboxError> {
        assert!(self.panics == 0, "a response that the parser dies of");
        self.mailbox.fetch(cursor, budget).await
    }

    fn acts_after_fetch(&self) -> bool {
        true
    }

    async fn after_fetch(&mut self, taken: &[Ledgered]) -> Result<(), MailboxError> {
        if self.refusals > 0 {
            self.refusals -= 1;
            return Err(MailboxError::Protocol("no such folder".to_owned()));
        }
        self.mailbox.after_fetch(taken).await
    }

    async fn wait(&mut self, at_most: Duration) -> Result<Wake, MailboxError> {
        self.mailbox.wait(at_most).await
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_moved_to_keeps_no_mail_from_being_taken() {
    let scratch = Scratch::new();
    let mailbox = filled(5);
    let clock = clock();
    let stubborn = Stubborn { mailbox: mailbox.clone(), refusals: 2, panics: 0 };
    let mut receive = Receive::new("support", stubborn, scratch.store.clone(), BUDGET, clock.clone());
    while receive.step().await.unwrap() {}
    assert_eq!((mailbox.len(), mails(&scratch.store).await.len()), (5, 5));
    let after = async || scratch.store.read(crate::store::Reading::mailboxes).await.unwrap()[0].after.clone();
    assert_eq!(after().await, Some(("no such folder".to_owned(), clock.now())));
    assert!(receive.longest_wait().await.unwrap() < Duration::from_secs(10), "it is tried again before long");
    mailbox.deliver(mail("late", "\r\nHello."));
    receive.step().await.unwrap();
    assert_eq!((receive.mailbox.refusals, mails(&scratch.store).await.len()), (1, 6), "read, and not tried again yet");
    for minutes in [1, 20] {
        clock.set(clock.now() + jiff::SignedDuration::from_mins(minutes));
        while receive.step().await.unwrap() {}
    }
    assert_eq!((mailbox.len(), after().await), (0, None));
}

#[tokio::test]
async fn a_panic_is_an_error_of_the_round_and_not_the_end_of_the_belt() {
    let scratch = Scratch::new();
    let stubborn = Stubborn { mailbox: filled(1), refusals: 0, panics: 1 };
    let mut receive = receive(&scratch, stubborn);
    let belt = Belt::new("receive support", CancellationToken::new());
    let error = guarded(receive.round(&belt)).await.unwrap_err();
    assert!(error.to_string().contains("panic"), "{error}");
    receive.mailbox.panics = 0;
    receive.step().await.unwrap();
    assert_eq!(mails(&scratch.store).await.len(), 1);
}

#[tokio::test]
async fn the_belt_stops_while_it_waits() {
    let scratch = Scratch::new();
    let (mailbox, stop) = (filled(3), CancellationToken::new());
    let running = tokio::spawn(receive(&scratch, mailbox.clone()).run(Belt::new("receive support", stop.clone())));
    while !mailbox.is_empty() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    mailbox.deliver(mail("late", "\r\nHello."));
    while !mailbox.is_empty() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    stop.cancel();
    tokio::time::timeout(Duration::from_mins(1), running).await.unwrap().unwrap();
    assert_eq!(mails(&scratch.store).await.len(), 4);
}

#[test]
fn messages_that_the_server_gave_nothing_of_stay_apart() {
    let seen = |mailbox: &str, name: &str, bytes: &str| {
        let place = Place { generation: 7, name: name.to_owned() };
        let message = Fetched { place, bytes: bytes.into(), size: 2000, came_at: None };
        arrival(mailbox, message, true).fingerprint
    };
    assert_eq!(seen("support", "1", ""), seen("support", "1", ""), "fetched again");
    assert_ne!(seen("support", "1", ""), seen("support", "2", ""));
    assert_ne!(seen("support", "1", ""), seen("sales", "1", ""));
    assert_eq!(seen("support", "1", "text"), seen("sales", "2", "text"), "sent to two of our addresses");
}
