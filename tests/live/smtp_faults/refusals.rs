//! A relay that refuses everybody, for our sender, our login, or for no reason that we know. No letter fails, `status` says
//! so, and after the mending every letter arrives once.

use maildesk::tls::Encryption;

use super::{Office, patient};
use crate::servers::{Answer, FakeSmtp, Step};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn a_relay_that_refuses_everybody_fails_no_letter_and_status_says_so() {
    let refusals = [
        (Step::Rcpt, "550 5.7.1 go away", "go away"),
        (Step::Rcpt, "550 5.1.1 unknown here", "refused alike"),
        (Step::Rcpt, "554 5.7.1 Relay access denied", "user and password"),
        (Step::Data, "550 5.4.5 Daily sending limit exceeded", "limit is reached"),
        (Step::Dot, "554 we do not like you", "refused alike"),
        (Step::Mail, "553 5.7.1 not owned by user", "send as this address"),
        (Step::Greeting, "554 no service for you", "no service"),
    ];
    for (step, refusal, words) in refusals {
        let server = FakeSmtp::start(move |at, _| if at == step { Answer::Say(refusal) } else { Answer::Usual });
        let mut office = Office::new(server.port, Encryption::ClearText, patient()).await;
        office.receive(5, |number| format!("customer{number}@customer{number}.test")).await;
        for _ in 0..20 {
            office.try_once().await;
        }
        let failed = office.letters().into_iter().filter(|letter| letter.state == "failed").count();
        // Clear words about a recipient count until they are said of everybody.
        let clear = if refusal.contains("5.1.1") { 2 } else { 0 };
        assert!(failed <= clear, "{refusal}: {:#?}", office.letters());
        let (code, status) = office.desk.status();
        assert!(code == Some(69) && status.contains(words), "{refusal}: {status}");
        server.turn(|_, _| Answer::Usual);
        let (_, retried, _) = office.desk.ask(&["outbox", "retry", "--all"]);
        assert!(retried.contains("Due now"), "{retried}");
        // The program's clock is far ahead: what failed is too old for all, and is named.
        for number in 1..=failed {
            let (code, told, error) = office.desk.ask(&["outbox", "retry", &number.to_string()]);
            assert!(code == Some(0) && told.contains("had failed and is due now"), "{told} {error}");
        }
        office.try_all().await;
        let letters = office.letters();
        assert!(letters.iter().all(|letter| letter.state == "accepted"), "{refusal}: {letters:#?}");
        assert_eq!(server.taken().len(), letters.len(), "each once");
        let (_, status) = office.desk.status();
        assert!(!status.contains("haven't gone out"), "{refusal}: {status}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn check_tries_every_sender_and_sends_nothing() {
    let size = "250-mx.example.test\r\n250-8BITMIME\r\n250 SIZE 5000000";
    let cases = [
        (Step::Greeting, "421 4.3.2 too many connections", Some(69), "TRY LATER"),
        (Step::Greeting, "554 no service for you", Some(78), "FAILED"),
        (Step::Mail, "554 5.7.1 <>: Sender address rejected", Some(78), "envelope = \"mailbox\""),
        (Step::Mail, "450 4.7.1 rate limit exceeded", Some(69), "TRY LATER"),
        (Step::Rcpt, "554 5.7.1 Relay access denied", Some(78), "user and password"),
        (Step::Rcpt, "550 5.7.1 go away", Some(78), "RCPT TO:<anna@desk.example>: 550 5.7.1 go away"),
        (Step::Hello, size, Some(0), "files_size"),
        (Step::Text, "", Some(0), "accepts our letters"),
    ];
    for (step, answer, code, words) in cases {
        let server = FakeSmtp::start(move |at, _| if at == step { Answer::Say(answer) } else { Answer::Usual });
        let office = Office::new(server.port, Encryption::ClearText, patient()).await;
        let (found, out, err) = office.desk.check();
        assert!(found == code && out.contains(words), "{step:?} {answer}: {found:?} {out} {err}");
        let heard = server.heard();
        assert!(!heard.iter().any(|line| line == "DATA"), "{heard:?}");
        let tried = heard.iter().any(|line| line == "MAIL FROM:<>");
        assert_eq!(tried, step != Step::Greeting, "{heard:?}");
    }
}
