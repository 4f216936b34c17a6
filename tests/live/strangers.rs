//! Tests the whole desk on servers of other makers: Cyrus and Courier in place of Dovecot, Postfix in place of Exim.

use maildesk::mail::MessageId;
use maildesk::mail::parse::parse;

use crate::servers::{Desk, Dovecot, Exim, Postfix, Stranger, USER, eventually};

const TICKETS: &str = "SELECT count(*) FROM ticket";
const WAITING: &str = "SELECT count(*) FROM outbox WHERE state <> 'accepted'";
const FAILED: &str = "SELECT count(*) FROM event WHERE kind = 'letter-failed'";

/// A mail from a numbered customer.
fn mail(number: usize) -> String {
    format!(
        "From: customer{number}@example.test\r\nTo: support@example.test\r\nSubject: Press {number} stops\r\n\
         Message-ID: <{number}@example.test>\r\nDate: Mon, 5 Jan 2026 09:00:00 +0100\r\n\r\nIt stops after a while.\r\n"
    )
}

/// An answer to a letter.
fn answer(letter: &str, from: &str, number: usize, words: &str) -> String {
    let letter = parse(letter.as_bytes());
    let id = letter.message_id.as_ref().map(MessageId::to_string).expect("a Message-ID");
    let quoted = letter.text.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\r\n");
    format!(
        "From: {from}\r\nTo: support@example.test\r\nSubject: Re: {}\r\nMessage-ID: <{number}@example.test>\r\n\
         In-Reply-To: {id}\r\nDate: Mon, 5 Jan 2026 09:10:00 +0100\r\n\r\n{words}\r\n\r\n\
         On Mon, 5 Jan 2026 the desk wrote:\r\n{quoted}\r\n",
        letter.subject
    )
}

/// A desk with this mailbox, whose mail is moved once it is taken.
fn desk(stranger: &Stranger, smtp_keys: &str, more: &str) -> Desk {
    let mailbox = stranger.imap_toml() + "first = \"all\"\nafter = { move = \"INBOX.Done\" }\n" + more;
    Desk::with(&[("support", mailbox)], smtp_keys)
}

/// A customer asks, an agent answers, the customer gets the answer, and the mail is moved.
fn check_a_conversation(stranger: &Stranger) {
    let postfix = Postfix::start();
    let desk = desk(stranger, &postfix.smtp_toml(), "");
    let (code, printed, said) = desk.check();
    assert_eq!(code, Some(0), "{printed}{said}");
    stranger.deliver([mail(1)]);
    let _daemon = desk.start();
    let letter = |to: &str, words: &str| {
        let found = || postfix.delivered_to(to).into_iter().find(|letter| letter.contains(words));
        eventually(&format!("a letter to {to} with {words}\n{}\n{}", desk.log(), postfix.log()), found)
    };
    letter("customer1@example.test", "Subject: [HD-00001] We've received your message");
    let told = letter("anna@desk.example", "[HD-00001]");
    stranger.deliver([answer(&told, "anna@desk.example", 2, "Oil the third wheel.")]);
    letter("customer1@example.test", "Oil the third wheel.");
    eventually("both mails are moved", || (stranger.count("INBOX.Done") == 2).then_some(()));
    assert_eq!((stranger.count("INBOX"), desk.number(TICKETS)), (0, Some(1)), "{}", desk.log());
    desk.reconciles();
    desk.command(&["status"]);
}

/// The daemon is killed twice amid a backlog of 300 mails: none is lost, and none counts twice.
fn check_a_backlog(stranger: &Stranger) {
    const MAILS: usize = 300;
    let all = i64::try_from(MAILS).unwrap();
    let exim = Exim::start();
    let desk = desk(stranger, &exim.smtp_toml(), "");
    stranger.deliver((1..=MAILS).map(mail));
    for enough in [1, 100] {
        let daemon = desk.start();
        eventually("it is amid its work", || desk.number(TICKETS).filter(|count| *count >= enough));
        daemon.kill();
    }
    let _daemon = desk.start();
    desk.becomes(TICKETS, all);
    desk.becomes("SELECT count(*) FROM unsettled", 0);
    desk.becomes(WAITING, 0);
    assert_eq!(desk.number("SELECT count(*) FROM comment"), Some(all));
    // Without MOVE, a kill between the copy and the deletion makes copies twice; nothing is ever deleted without one.
    let done = stranger.count("INBOX.Done");
    let is_right = if stranger.moves() { done == MAILS } else { done >= MAILS };
    assert!(stranger.count("INBOX") == 0 && is_right, "{done} in Done: {}", desk.log());
    desk.reconciles();
}

/// Mails that come while the desk waits are there long before the poll.
fn check_a_wait(stranger: &Stranger) {
    let exim = Exim::start();
    let desk = desk(stranger, &exim.smtp_toml(), "poll = \"1h\"\n");
    let _daemon = desk.start();
    desk.becomes("SELECT count(*) FROM mailbox WHERE last_success_at IS NOT NULL", 1);
    for number in 1..=3 {
        stranger.deliver([mail(number)]);
        desk.becomes(TICKETS, i64::try_from(number).unwrap());
    }
}

#[test]
#[ignore = "needs Cyrus, Courier and Postfix; ./test runs it"]
fn a_conversation_on_cyrus_and_postfix() {
    check_a_conversation(&Stranger::cyrus());
}

#[test]
#[ignore = "needs Cyrus, Courier and Postfix; ./test runs it"]
fn a_conversation_on_courier_and_postfix() {
    check_a_conversation(&Stranger::courier());
}

#[test]
#[ignore = "needs Cyrus, Courier and Postfix; ./test runs it"]
fn killed_amid_a_backlog_on_cyrus_the_desk_loses_no_mail() {
    check_a_backlog(&Stranger::cyrus());
}

#[test]
#[ignore = "needs Cyrus, Courier and Postfix; ./test runs it"]
fn killed_amid_a_backlog_on_courier_the_desk_loses_no_mail() {
    check_a_backlog(&Stranger::courier());
}

#[test]
#[ignore = "needs Cyrus, Courier and Postfix; ./test runs it"]
fn a_mail_in_cyrus_wakes_the_desk_long_before_the_poll() {
    check_a_wait(&Stranger::cyrus());
}

#[test]
#[ignore = "needs Cyrus, Courier and Postfix; ./test runs it"]
fn a_mail_in_courier_is_there_long_before_the_poll_although_nobody_tells_of_it() {
    check_a_wait(&Stranger::courier());
}

#[test]
#[ignore = "needs Cyrus, Courier and Postfix; ./test runs it"]
fn a_folder_that_cannot_be_made_is_found_by_check_and_stops_no_reading() {
    for stranger in [Stranger::cyrus(), Stranger::courier()] {
        let exim = Exim::start();
        let keys = stranger.imap_toml() + "first = \"all\"\nafter = { move = \"Done\" }\n";
        let desk = Desk::with(&[("support", keys)], &exim.smtp_toml());
        let (code, printed, said) = desk.check();
        assert!(code == Some(78) && (printed.clone() + &said).contains("INBOX.Done"), "{code:?} {printed}{said}");
        stranger.deliver((1..=3).map(mail));
        let _daemon = desk.start();
        desk.becomes(TICKETS, 3);
        eventually("it is told", || desk.status().1.contains("`after` has been failing").then_some(()));
        stranger.deliver([mail(4)]);
        desk.becomes(TICKETS, 4);
        assert_eq!(stranger.count("INBOX"), 4);
    }
}

#[test]
#[ignore = "needs Cyrus, Courier and Postfix; ./test runs it"]
fn a_person_who_deletes_and_moves_mail_in_cyrus_and_courier_troubles_nobody() {
    for stranger in [Stranger::cyrus(), Stranger::courier()] {
        let exim = Exim::start();
        let keys = stranger.imap_toml() + "first = \"all\"\n";
        let desk = Desk::with(&[("support", keys)], &exim.smtp_toml());
        stranger.deliver((1..=5).map(mail));
        let daemon = desk.start();
        desk.becomes(TICKETS, 5);
        let mut human = stranger.human();
        human.says("SELECT INBOX");
        human.says("UID STORE 1:2 +FLAGS (\\Deleted \\Seen)");
        human.says("EXPUNGE");
        stranger.deliver((6..=7).map(mail));
        desk.becomes(TICKETS, 7);
        daemon.kill();
        human.says("UID STORE 3:4 +FLAGS (\\Deleted)");
        human.says("EXPUNGE");
        stranger.deliver([mail(8)]);
        let _daemon = desk.start();
        desk.becomes(TICKETS, 8);
        assert_eq!((stranger.count("INBOX"), desk.number("SELECT count(*) FROM comment")), (4, Some(8)));
        desk.reconciles();
    }
}

#[test]
#[ignore = "needs Cyrus, Courier and Postfix; ./test runs it"]
fn a_delivery_report_of_postfix_fails_the_letter_that_it_is_about() {
    let (dovecot, postfix) = (Dovecot::start(), Postfix::start());
    let desk = Desk::with(&[("support", dovecot.imap_toml(USER) + "first = \"all\"\n")], &postfix.smtp_toml());
    let _daemon = desk.start();
    dovecot.deliver(USER, mail(1));
    dovecot.deliver(USER, mail(2).replace("customer2@", "gone2@"));
    desk.becomes(TICKETS, 2);
    // Confirmations go out under the null sender, so only an answer's report comes back.
    let told = eventually("anna is told", || {
        postfix.delivered_to("anna@desk.example").into_iter().find(|letter| letter.contains("Press 2 stops"))
    });
    dovecot.deliver(USER, answer(&told, "anna@desk.example", 3, "Oil the third wheel."));
    let report = eventually(&format!("a report\n{}{}", desk.log(), postfix.log()), || {
        postfix.delivered_to("support@example.test").pop()
    });
    dovecot.deliver(USER, report.replace('\n', "\r\n"));
    desk.becomes(FAILED, 1);
    let on = "SELECT ticket FROM event WHERE kind = 'letter-failed'";
    assert_eq!(
        desk.number(on),
        desk.number("SELECT ticket FROM comment ORDER BY id LIMIT 1 OFFSET 1"),
        "{}",
        desk.log()
    );
    assert_eq!(desk.number(TICKETS), Some(2));
}

#[test]
#[ignore = "needs Cyrus, Courier and Postfix; ./test runs it"]
fn a_postfix_that_refuses_our_senders_fails_no_letter() {
    let (dovecot, postfix) = (Dovecot::start(), Postfix::start());
    postfix.refuse_sender("<>");
    let desk = Desk::with(&[("support", dovecot.imap_toml(USER) + "first = \"all\"\n")], &postfix.smtp_toml());
    let (code, printed, said) = desk.check();
    assert!(
        code == Some(78) && (printed.clone() + &said).contains("not allowed to send here"),
        "{code:?} {printed}{said}"
    );
    let _daemon = desk.start();
    dovecot.deliver(USER, mail(1));
    let not_well = || desk.status().1.contains("not allowed to send here").then_some(());
    eventually("status says so", not_well);
    assert_eq!((desk.number(FAILED), postfix.delivered().len()), (Some(0), 0), "{}", desk.log());
    postfix.refuse_sender("");
    desk.command(&["outbox", "retry", "--all"]);
    desk.becomes(WAITING, 0);
    eventually("both letters are there", || (postfix.delivered().len() == 2).then_some(()));
    eventually("all is well", || desk.status().1.starts_with("OK").then_some(()));
}

#[test]
#[ignore = "needs Cyrus, Courier and Postfix; ./test runs it"]
fn a_letter_that_is_too_large_for_postfix_arrives_without_its_files() {
    let (dovecot, postfix) = (Dovecot::start(), Postfix::start());
    let desk = Desk::with(&[("support", dovecot.imap_toml(USER) + "first = \"all\"\n")], &postfix.smtp_toml());
    let _daemon = desk.start();
    let file = ("x".repeat(70) + "\r\n").repeat(Postfix::SIZE / 60);
    dovecot.deliver(
        USER,
        "From: customer1@example.test\r\nTo: support@example.test\r\nSubject: The plan\r\nMessage-ID: <1@example.test>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHere it is.\r\n--b\r\n\
         Content-Type: text/csv; name=plan.csv\r\nContent-Disposition: attachment; filename=plan.csv\r\n\r\n"
            .to_owned()
            + &file
            + "--b--\r\n",
    );
    let told = eventually("anna is told", || postfix.delivered_to("anna@desk.example").pop());
    assert!(told.contains("Here it is.") && told.contains("plan.csv") && !told.contains("xxxxxxxx"), "{told}");
    desk.becomes("SELECT count(*) FROM outbox WHERE next_at IS NOT NULL", 0);
}
