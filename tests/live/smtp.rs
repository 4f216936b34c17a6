//! The SMTP courier against a real Exim.

use maildesk::courier::Outcome::{self, Accepted, Deferred, Rejected};
use maildesk::courier::{Courier, Encryption, Parcel, Patience, SmtpAccount, SmtpCourier};
use maildesk::mail::Address;

use crate::servers::{Exim, PASSWORD, eventually};

fn account(exim: &Exim) -> SmtpAccount {
    SmtpAccount {
        host: "localhost".into(),
        port: exim.smtps,
        encryption: Encryption::Implicit,
        ca_file: Some(exim.ca_file().to_owned()),
        login: Some((Exim::USER.into(), PASSWORD.to_owned().into())),
        hello: "desk.example.test".into(),
        patience: Patience::default(),
    }
}

fn parcel(recipient: &str, subject: &str) -> Parcel {
    Parcel {
        envelope_from: Address::parse("support@desk.example"),
        recipient: Address::parse(recipient).unwrap(),
        bytes: format!("From: support@desk.example\r\nSubject: {subject}\r\n\r\n.Hello\r\n").into_bytes(),
    }
}

fn texts(mails: Vec<Vec<u8>>) -> Vec<String> {
    mails.into_iter().map(|mail| String::from_utf8(mail).unwrap()).collect()
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn every_kind_of_connection_delivers() {
    let exim = Exim::start();
    for (encryption, port) in
        [(Encryption::Implicit, exim.smtps), (Encryption::StartTls, exim.smtp), (Encryption::ClearText, exim.smtp)]
    {
        let mut courier = SmtpCourier::new(SmtpAccount { encryption, port, ..account(&exim) });
        courier.try_login().await.unwrap();
        let outcomes = courier.send(&[parcel("bob@example.test", &format!("by {encryption:?}"))]).await;
        assert!(matches!(outcomes[..], [Accepted(_)]), "{encryption:?}: {outcomes:?}");
    }
    let all = texts(eventually("three mails", || Some(exim.delivered()).filter(|all| all.len() == 3)));
    assert!(all.iter().all(|text| text.replace("\r\n", "\n").ends_with("\n\n.Hello\n")), "{all:?}");
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn each_letter_of_a_batch_has_its_own_end() {
    let exim = Exim::start();
    exim.separate("anna@desk.example");
    let mut courier = SmtpCourier::new(account(&exim));
    let outcomes = courier
        .send(&[
            parcel("bob@example.test", "one"),
            parcel("reject.me@example.test", "x"),
            parcel("later.on@example.test", "x"),
            parcel("bob@example.test", "REJECTME"),
            parcel("bob@example.test", "DEFERME"),
            parcel("bounce@example.test", "three"),
            parcel("anna@desk.example", "two"),
        ])
        .await;
    let words: Vec<&str> = outcomes.iter().map(Outcome::words).collect();
    assert!(
        matches!(
            outcomes[..],
            [Accepted(_), Rejected(_), Deferred(_), Rejected(_), Deferred(_), Accepted(_), Accepted(_)]
        ),
        "{outcomes:?}"
    );
    assert!(words[1].contains("5.1.1 no such user here") && words[4].contains("greylisted"), "{words:?}");
    let apart =
        texts(eventually("anna's mail", || Some(exim.delivered_to("anna@desk.example")).filter(|all| !all.is_empty())));
    assert!(apart[0].contains("Subject: two"), "{}", exim.log());
    // Accepted and failed later: the delivery report goes to the envelope sender.
    let all = texts(eventually("a mail and a report", || Some(exim.delivered()).filter(|all| all.len() == 2)));
    assert!(all.iter().any(|text| text.contains("Subject: one")), "{}", exim.log());
    assert!(all.iter().any(|text| text.contains("multipart/report")), "{}", exim.log());
}

#[tokio::test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
async fn a_wrong_password_puts_letters_off() {
    let exim = Exim::start();
    let login = Some((Exim::USER.into(), "wrong".to_owned().into()));
    let mut courier = SmtpCourier::new(SmtpAccount { login, ..account(&exim) });
    assert!(courier.try_login().await.is_err());
    let outcomes = courier.send(&[parcel("bob@example.test", "one")]).await;
    assert!(matches!(outcomes[..], [Deferred(_)]), "{outcomes:?}");
}
