//! Tests the couriers against a real Exim.

use maildesk::courier::{
    Courier, DeliveryOutcome, OutgoingMessage, Patience, Sendmail, SendmailCourier, SmtpAccount, SmtpCourier, SmtpError,
};
use maildesk::mail::Address;
use maildesk::tls::Encryption;

use crate::servers::{Exim, eventually};

fn account(exim: &Exim) -> SmtpAccount {
    SmtpAccount {
        host: "localhost".into(),
        port: exim.smtps,
        encryption: Encryption::Implicit,
        ca_file: Some(exim.ca_file().to_owned()),
        login: Some((Exim::USER.into(), "secret".to_owned().into())),
        hello: "desk.example".into(),
        patience: Patience::default(),
    }
}

fn message(recipient: &str, subject: &str) -> OutgoingMessage {
    OutgoingMessage {
        envelope_from: Address::parse("support@desk.example"),
        recipient: Address::parse(recipient).unwrap(),
        bytes: format!("From: support@desk.example\r\nSubject: {subject}\r\n\r\nfirst\r\n.\r\n..two\r\n\r\nlast\r\n")
            .into_bytes()
            .into(),
    }
}

/// One letter for each outcome: A D R U.
fn initials(outcomes: &[DeliveryOutcome]) -> String {
    let initial = |outcome: &DeliveryOutcome| match outcome {
        DeliveryOutcome::Accepted(_) => 'A',
        DeliveryOutcome::Deferred(_) => 'D',
        DeliveryOutcome::Blocked(_) => 'B',
        DeliveryOutcome::TooLarge(_) => 'L',
        DeliveryOutcome::Rejected(_) => 'R',
        DeliveryOutcome::Unknown(_) => 'U',
    };
    outcomes.iter().map(initial).collect()
}

/// Waits for a number of delivered mails and returns them.
fn delivered(exim: &Exim, count: usize) -> Vec<String> {
    let all = eventually("the mail is delivered", || Some(exim.delivered()).filter(|all| all.len() == count));
    all.into_iter().map(|mail| String::from_utf8(mail).unwrap()).collect()
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn every_kind_of_connection_carries_letters_unchanged() {
    let exim = Exim::start();
    let kinds =
        [(Encryption::Implicit, exim.smtps), (Encryption::StartTls, exim.smtp), (Encryption::ClearText, exim.smtp)];
    for (encryption, port) in kinds {
        let mut courier = SmtpCourier::new(SmtpAccount { encryption, port, ..account(&exim) });
        let senders = [None, Address::parse("support@desk.example")];
        let tryout = courier.try_out(&senders, &message("bob@example.test", "none").recipient).await.unwrap();
        assert_eq!(tryout.refusals, []);
        let outcomes = courier.send(&[message("bob@example.test", "one"), message("bob@example.test", "two")]).await;
        assert_eq!(initials(&outcomes), "AA", "{encryption:?} {outcomes:?} {}", exim.log());
        assert!(outcomes[0].words().starts_with("250 OK id="), "{outcomes:?}");
        courier.rest().await;
    }
    for mail in delivered(&exim, 6) {
        assert!(mail.ends_with("\n\nfirst\n.\n..two\n\nlast\n"), "{mail:?}");
        assert!(mail.starts_with("Return-path: <support@desk.example>\nEnvelope-to: bob@example.test\n"), "{mail:?}");
    }
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn each_letter_ends_as_the_server_says() {
    let exim = Exim::start();
    let mut courier = SmtpCourier::new(account(&exim));
    let outcomes = courier
        .send(&[
            message("bob@example.test", "good"),
            message("reject.me@example.test", "x"),
            message("later.on@example.test", "x"),
            message("bob@example.test", "REJECTME"),
            message("bob@example.test", "DEFERME"),
            message("grün@example.test", "needs SMTPUTF8"),
            OutgoingMessage { envelope_from: None, ..message("bob@example.test", "null sender") },
        ])
        .await;
    assert_eq!(initials(&outcomes), "ARDRDAA", "{outcomes:#?} {}", exim.log());
    let words: Vec<&str> = outcomes.iter().map(DeliveryOutcome::words).collect();
    assert_eq!(words[1], "550 5.1.1 no such user here (at RCPT TO)");
    assert_eq!(words[2], "451 4.2.1 mailbox busy (at RCPT TO)");
    assert_eq!(words[3], "550 5.7.1 content refused (after the text)");
    assert_eq!(words[4], "451 4.7.1 greylisted (after the text)");
    let mails = delivered(&exim, 3);
    assert!(mails.iter().any(|mail| mail.starts_with("Return-path: <>\n") && mail.contains("Subject: null sender")));
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn a_wrong_password_and_an_unknown_certificate_are_told() {
    let exim = Exim::start();
    let login = Some((Exim::USER.to_owned(), "wrong".to_owned().into()));
    let mut courier = SmtpCourier::new(SmtpAccount { login, ..account(&exim) });
    let error = courier.try_out(&[], &message("bob@example.test", "none").recipient).await.unwrap_err();
    assert!(matches!(&error, SmtpError::Login { reason, .. } if reason.starts_with("535")), "{error}");
    let outcomes = courier.send(&[message("bob@example.test", "one"), message("bob@example.test", "two")]).await;
    assert_eq!(initials(&outcomes), "BB");
    assert!(outcomes[1].words().contains("refused the login as user"), "{outcomes:?}");

    let other = Exim::start();
    for (encryption, port) in [(Encryption::Implicit, exim.smtps), (Encryption::StartTls, exim.smtp)] {
        let strange = SmtpAccount { encryption, port, ca_file: Some(other.ca_file().to_owned()), ..account(&exim) };
        let outcomes = SmtpCourier::new(strange).send(&[message("bob@example.test", "one")]).await;
        assert_eq!(initials(&outcomes), "B");
        assert!(outcomes[0].words().contains("invalid peer certificate"), "{outcomes:?}");
    }
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn a_connection_that_exim_ends_is_replaced() {
    let exim = Exim::start();
    let mut courier = SmtpCourier::new(account(&exim));
    assert_eq!(initials(&courier.send(&[message("bob@example.test", "one")]).await), "A");
    assert!(exim.kill_sessions() > 0, "Exim serves each connection with a child");
    assert_eq!(initials(&courier.send(&[message("bob@example.test", "two")]).await), "A", "{}", exim.log());
    delivered(&exim, 2);
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn the_program_of_exim_takes_letters() {
    let exim = Exim::start();
    let (path, arguments) = exim.sendmail();
    let mut courier = SendmailCourier::new(Sendmail { path, arguments, ..Sendmail::default() });
    let automatic = OutgoingMessage { envelope_from: None, ..message("bob@example.test", "two") };
    let outcomes = courier.send(&[message("bob@example.test", "one"), automatic]).await;
    assert_eq!(initials(&outcomes), "AA", "{outcomes:?} {}", exim.log());
    let mails = delivered(&exim, 2);
    for (sender, subject) in [("support@desk.example", "one"), ("", "two")] {
        let mail = mails.iter().find(|mail| mail.contains(&format!("Subject: {subject}"))).unwrap();
        assert!(mail.starts_with(&format!("Return-path: <{sender}>\n")), "{mail:?}");
        assert!(mail.ends_with("\n\nfirst\n.\n..two\n\nlast\n"), "{mail:?}");
    }
}
