//! Tests the whole desk between a real Dovecot and a real Exim.

use std::collections::BTreeSet;

use maildesk::config::Config;

use crate::servers::{Desk, Dovecot, Exim, USER, eventually};

/// A mail from a numbered customer.
fn mail(number: usize) -> String {
    format!(
        "From: Customer {number} <customer{number}@example.test>\r\nTo: {USER}\r\nSubject: Press {number} stops\r\n\
         Message-ID: <{number}@example.test>\r\nDate: Mon, 5 Jan 2026 09:00:00 +0100\r\n\r\n\
         It stops after ten minutes.\r\n"
    )
}

/// The values of a header field in these mails.
fn field<'a>(mails: &'a [String], name: &str) -> Vec<&'a str> {
    let of = |mail: &'a String| mail.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    mails.iter().filter_map(of).collect()
}

/// The letters that customers got.
fn letters(exim: &Exim) -> Vec<String> {
    exim.delivered().into_iter().map(|mail| String::from_utf8_lossy(&mail).into_owned()).collect()
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn the_config_of_these_tests_is_one() {
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    let desk = Desk::new(&dovecot, &exim, "first = \"all\"\nafter = { move = \"Done\" }");
    let config = Config::load(&desk.config()).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(config.mailboxes.len(), 1);
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn a_mail_in_dovecot_is_confirmed_through_exim() {
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    exim.separate("anna@desk.example");
    let desk = Desk::new(&dovecot, &exim, "first = \"new\"\nafter = { move = \"Done\" }");
    dovecot.deliver(USER, mail(1));
    let mut daemon = desk.start();
    // Mail from before the first start doesn't count. Once that is durable, new mail does.
    eventually("the first start is over", || desk.number("SELECT uid FROM cursor").filter(|uid| *uid == 1));
    dovecot.deliver(USER, mail(2));
    let letter = eventually("a confirmation", || letters(&exim).pop());
    for line in [
        "Envelope-to: customer2@example.test\n",
        // Nothing proves the sender, so it contains no words of theirs.
        "\nSubject: [HD-00001] We've received your message\n",
        "\nIn-Reply-To: <2@example.test>\n",
        "\nAuto-Submitted: auto-replied\n",
    ] {
        assert!(letter.contains(line), "{line:?} in {letter}");
    }
    let told = eventually("anna is told", || exim.delivered_to("anna@desk.example").pop());
    assert!(String::from_utf8_lossy(&told).contains("[HD-00001]"));
    eventually("the mail is moved", || (dovecot.count(USER, "Done") == 1).then_some(()));
    assert_eq!((dovecot.count(USER, "INBOX"), letters(&exim).len()), (1, 1), "{}", desk.log());
    assert!(daemon.is_running(), "{}", desk.log());
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn killed_amid_five_hundred_mails_the_desk_loses_none_and_counts_none_twice() {
    const MAILS: usize = 500;
    const TICKETS: &str = "SELECT count(*) FROM ticket";
    const CONFIRMED: &str = "SELECT count(*) FROM letter JOIN outbox ON outbox.letter = letter.id \
                             WHERE notice = 'confirmation' AND state = 'accepted'";
    const CONFIRMATIONS: &str = "SELECT count(*) FROM letter WHERE notice = 'confirmation'";
    const ADDRESSED: &str = "SELECT count(DISTINCT to_address) FROM letter WHERE notice = 'confirmation'";
    const DOUBTS: &str = "SELECT count(*) FROM event WHERE kind = 'letter-unknown'";
    let all = i64::try_from(MAILS).unwrap();
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    exim.separate("anna@desk.example");
    let desk = Desk::new(&dovecot, &exim, "first = \"all\"\nafter = \"mark-seen\"");
    for number in 1..=MAILS {
        dovecot.deliver(USER, mail(number));
    }
    // Killed when the first tickets are open, when letters go out, and amid those.
    for (question, enough) in [(TICKETS, 1), (CONFIRMED, 20), (CONFIRMED, 150)] {
        let daemon = desk.start();
        eventually("it is amid its work", || desk.number(question).filter(|count| *count >= enough));
        daemon.kill();
    }
    let _daemon = desk.start();
    desk.becomes(CONFIRMED, all);
    let counts = [TICKETS, CONFIRMATIONS, ADDRESSED].map(|question| desk.number(question).unwrap());
    assert_eq!(counts, [all; 3], "{}", desk.log());
    eventually("all mails are marked", || (dovecot.flagged(USER, "INBOX", 'S') == MAILS).then_some(()));
    let delivered = eventually("Exim has delivered", || Some(letters(&exim)).filter(|all| all.len() >= MAILS));
    // A letter that was under way at the kill may go out again, as the same letter.
    let ids: BTreeSet<&str> = field(&delivered, "Message-ID").into_iter().collect();
    let recipients: BTreeSet<&str> = field(&delivered, "Envelope-to").into_iter().collect();
    assert_eq!((ids.len(), recipients.len()), (MAILS, MAILS));
    let doubts = usize::try_from(desk.number(DOUBTS).unwrap()).unwrap();
    assert!(delivered.len() <= MAILS + doubts, "{} for {MAILS}, and {doubts} in doubt", delivered.len());
}
