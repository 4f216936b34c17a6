//! Tests the whole desk while servers refuse, hang, go away and come back: nothing is lost, nothing comes twice, and
//! the working parts continue.

use std::net::TcpListener;

use crate::patience::{PATIENCE, within};
use crate::servers::{Desk, Dovecot, Exim, OTHER_USER, USER, eventually};

const TICKETS: &str = "SELECT count(*) FROM ticket";

fn mail(number: usize, from: &str) -> String {
    format!(
        "From: {from}\r\nTo: {USER}\r\nSubject: Press {number} stops\r\nMessage-ID: <{number}@example.test>\r\n\r\n\
         It stops after ten minutes.\r\n"
    )
}

/// A mail from a numbered customer.
fn ordinary(number: usize) -> String {
    mail(number, &format!("customer{number}@example.test"))
}

/// A desk whose mailbox `sales` fails with these words while `support` works.
fn check_the_other_goes_on(dovecot: &Dovecot, exim: &Exim, sales: String, words: &str) {
    let support = dovecot.imap_toml(USER) + "first = \"all\"";
    let desk = Desk::with(&[("sales", sales), ("support", support)], &exim.smtp_toml());
    let mut daemon = desk.start();
    let error = eventually("the error is told", || desk.error_of("sales"));
    assert!(error.contains(words), "{error}");
    // Delivered after the other mailbox has failed.
    dovecot.deliver(USER, ordinary(1));
    desk.becomes(TICKETS, 1);
    eventually("a confirmation", || exim.delivered_to("customer1@example.test").pop());
    assert_eq!((desk.error_of("support"), daemon.is_running()), (None, true), "{}", desk.log());
    // It backs off: 5 seconds at first, then longer.
    assert!(desk.log().matches("mailbox can't be read").count() < 10, "{}", desk.log());
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn a_wrong_password_on_one_mailbox_holds_up_no_other() {
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    exim.separate("customer1@example.test");
    let good = dovecot.imap_toml(OTHER_USER);
    let lines = good.lines().filter(|line| !line.starts_with("password"));
    let sales = lines.fold(String::new(), |text, line| text + line + "\n") + "password = { file = \"wrong\" }";
    check_the_other_goes_on(&dovecot, &exim, sales, "refused the login as sales@example.test");
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn a_server_that_stays_silent_on_one_mailbox_holds_up_no_other() {
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    exim.separate("customer1@example.test");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    // Connections are accepted and kept in silence. The thread ends with the tests.
    std::thread::spawn(move || listener.incoming().collect::<Vec<_>>());
    let real = format!("port = {}", dovecot.imaps);
    let sales = dovecot.imap_toml(OTHER_USER).replace(&real, &format!("port = {port}")) + "timeout = \"1s\"";
    check_the_other_goes_on(&dovecot, &exim, sales, "can't reach localhost");
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn mail_that_came_while_the_server_was_down_is_taken() {
    let (mut dovecot, exim) = (Dovecot::start(), Exim::start());
    let desk = Desk::new(&dovecot, &exim, "first = \"all\"");
    let _daemon = desk.start();
    dovecot.deliver(USER, ordinary(1));
    desk.becomes(TICKETS, 1);
    dovecot.stop();
    eventually("the error is told", || desk.error_of("support"));
    dovecot.deliver(USER, ordinary(2));
    dovecot.start_again();
    desk.becomes(TICKETS, 2);
    eventually("the error is over", || desk.error_of("support").is_none().then_some(()));
    desk.reconciles();
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn a_mail_wakes_the_desk_long_before_the_poll() {
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    let desk = Desk::new(&dovecot, &exim, "first = \"all\"\npoll = \"1h\"");
    let _daemon = desk.start();
    // Each mail comes while the desk waits, and is there within the patience of the tests. Any poll is much slower: at
    // most every five minutes `new/` is looked at.
    desk.becomes("SELECT count(*) FROM mailbox WHERE last_success_at IS NOT NULL", 1);
    for number in 1..=3 {
        dovecot.deliver(USER, ordinary(usize::try_from(number).unwrap()));
        desk.becomes(TICKETS, number);
    }
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn a_folder_that_is_numbered_anew_opens_no_ticket_twice() {
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    let desk = Desk::new(&dovecot, &exim, "first = \"all\"");
    let daemon = desk.start();
    (1..=3).for_each(|number| dovecot.deliver(USER, ordinary(number)));
    desk.becomes(TICKETS, 3);
    daemon.kill();
    dovecot.reset_uidvalidity(USER);
    (4..=5).for_each(|number| dovecot.deliver(USER, ordinary(number)));
    let _daemon = desk.start();
    desk.becomes("SELECT count(*) FROM arrival", 8);
    desk.becomes("SELECT count(*) FROM mail WHERE outcome IS NOT NULL", 5);
    assert_eq!(desk.number(TICKETS), Some(5), "{}", desk.log());
    desk.reconciles();
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn a_server_killed_amid_its_work_costs_no_mail_and_doubles_none() {
    const MAILS: usize = 300;
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    let padding = ("x".repeat(70) + "\r\n").repeat(300);
    (0..MAILS).for_each(|number| dovecot.deliver(USER, ordinary(number) + &padding));
    let desk = Desk::new(&dovecot, &exim, "first = \"all\"\nafter = \"mark-seen\"");
    let _daemon = desk.start();
    for enough in [0, 100] {
        // A lock that a killed session leaves costs Dovecot two minutes, and the desk tries less and less often meanwhile.
        within(3 * PATIENCE, "a session amid its work", || {
            desk.number("SELECT count(*) FROM mail").filter(|count| *count >= enough)?;
            (dovecot.kill_sessions() > 0).then_some(())
        });
    }
    desk.becomes(TICKETS, 300);
    desk.becomes("SELECT count(*) FROM unsettled", 0);
    eventually("all are marked", || (dovecot.flagged(USER, "INBOX", 'S') == MAILS).then_some(()));
    assert_eq!(desk.number("SELECT count(*) FROM comment"), Some(300));
    desk.reconciles();
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn a_letter_that_is_refused_is_told_to_the_agents() {
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    exim.separate("anna@desk.example");
    let desk = Desk::new(&dovecot, &exim, "first = \"all\"");
    let _daemon = desk.start();
    dovecot.deliver(USER, mail(1, "reject.me@example.test"));
    eventually("anna is told", || {
        let told = exim.delivered_to("anna@desk.example").into_iter();
        told.map(|mail| String::from_utf8_lossy(&mail).into_owned()).find(|mail| mail.contains("no such user here"))
    });
    let failed = "SELECT count(*) FROM event WHERE kind = 'letter-failed' AND reason LIKE '%550 5.1.1%'";
    assert_eq!(desk.number(failed), Some(1), "{}", desk.log());
    desk.becomes("SELECT count(*) FROM outbox WHERE next_at IS NOT NULL", 0);
    assert_eq!(desk.number("SELECT count(*) FROM letter WHERE notice = 'undeliverable'"), Some(1));
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn a_letter_waits_for_a_mail_server_that_is_down_and_arrives_once() {
    let (dovecot, mut exim) = (Dovecot::start(), Exim::start());
    exim.separate("anna@desk.example");
    exim.stop();
    let desk = Desk::new(&dovecot, &exim, "first = \"all\"");
    let _daemon = desk.start();
    dovecot.deliver(USER, ordinary(1));
    eventually("a letter waits", || desk.log().contains("letter deferred").then_some(()));
    exim.start_again();
    desk.becomes("SELECT count(*) FROM outbox WHERE state = 'accepted'", 2);
    let letters = || (exim.delivered().len(), exim.delivered_to("anna@desk.example").len());
    eventually("both are delivered", || (letters() == (1, 1)).then_some(()));
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn what_a_crash_left_unmoved_is_moved_after_the_restart() {
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    let desk = Desk::new(&dovecot, &exim, "first = \"all\"\nafter = { move = \"Done\" }");
    dovecot.deliver(USER, ordinary(1));
    // The commit succeeds, the move doesn't, and then comes the crash.
    dovecot.block_folder(USER, "Done");
    let daemon = desk.start();
    desk.becomes(TICKETS, 1);
    eventually("the move fails", || {
        desk.number("SELECT count(*) FROM mailbox WHERE after_error IS NOT NULL").filter(|n| *n == 1)
    });
    let (_, status) = desk.status();
    assert!(status.contains("mailbox support is read, but `after` has been failing for"), "{status}");
    assert_eq!((dovecot.count(USER, "INBOX"), desk.number("SELECT count(*) FROM unsettled")), (1, Some(1)));
    daemon.kill();
    let (code, printed, _) = desk.ask(&["ledger", "reconcile"]);
    assert!(code == Some(65) && printed.contains("1 taken in, but not yet marked"), "{printed}");
    dovecot.free_folder(USER, "Done");
    let _daemon = desk.start();
    eventually("it is moved", || (dovecot.count(USER, "Done") == 1).then_some(()));
    desk.becomes("SELECT count(*) FROM unsettled", 0);
    assert_eq!((dovecot.count(USER, "INBOX"), desk.number(TICKETS)), (0, Some(1)));
    desk.reconciles();
}
