//! Tests the way to a session: protection first, then the login.

use super::*;

#[tokio::test]
async fn no_starttls_means_no_letter() {
    let mut sender = sender(with_login(Encryption::StartTls), &[good()]);
    let outcomes = sender.send(&letters(2)).await;
    assert_eq!(initials(&outcomes), "BB");
    assert!(outcomes[0].words().contains("no STARTTLS"), "{outcomes:?}");
    assert_eq!(sender.transcript(), ["<connect>", "EHLO desk.example"]);
}

#[tokio::test]
async fn starttls_comes_before_everything_and_offers_are_asked_again() {
    let offering = || good().at("EHLO", &["250-mx\r\n250 STARTTLS", "250-mx\r\n250 AUTH PLAIN"]);
    let account = with_login(Encryption::StartTls);
    let mut upgraded = sender(account.clone(), &[offering().at("STARTTLS", &["220 go"])]);
    assert_eq!(initials(&upgraded.send(&letters(1)).await), "A");
    let opening = ["EHLO desk.example", "STARTTLS", "<tls>", "EHLO desk.example", "AUTH PLAIN AGRlc2sAc2VjcmV0"];
    assert_eq!(&upgraded.transcript()[1..6], opening);

    for answer in ["454 no TLS now", "220 go\r\n250 injected"] {
        let mut refused = sender(account.clone(), &[offering().at("STARTTLS", &[answer])]);
        assert_eq!(initials(&refused.send(&letters(1)).await), "B");
        assert!(!refused.dial.encrypted, "{answer}");
    }
}

#[tokio::test]
async fn implicit_tls_comes_before_the_greeting() {
    let mut sender = sender(with_login(Encryption::Implicit), &[good()]);
    assert_eq!(initials(&sender.send(&letters(1)).await), "A");
    assert_eq!(&sender.transcript()[..3], ["<connect>", "<tls>", "EHLO desk.example"]);
}

#[tokio::test]
async fn a_password_goes_in_clear_text_to_this_machine_only() {
    // An address for documentation (RFC 5737): nothing is dialled.
    let far = SmtpAccount { host: "192.0.2.1".to_owned(), ..with_login(Encryption::ClearText) };
    let anna = message("anna@desk.example", "1").recipient;
    let error = SmtpCourier::new(far).try_out(&[], &anna).await.unwrap_err();
    assert!(matches!(&error, SmtpError::Unfit { reason, .. } if reason.contains("clear text")), "{error}");

    let mut near = sender(with_login(Encryption::ClearText), &[good()]);
    assert_eq!(initials(&near.send(&letters(1)).await), "A");
}

#[tokio::test]
async fn login_as_the_server_offers_it() {
    let mut old = sender(
        with_login(Encryption::Implicit),
        &[good()
            .at("EHLO", &["250-mx\r\n250 AUTH=LOGIN"])
            .at("AUTH", &["334 VXNlcm5hbWU6"])
            .at("ZGVzaw==", &["334 UGFzc3dvcmQ6"])
            .at("c2VjcmV0", &["235 ok"])],
    );
    assert_eq!(initials(&old.send(&letters(1)).await), "A");

    let mut strange = sender(with_login(Encryption::Implicit), &[good().at("EHLO", &["250-mx\r\n250 AUTH CRAM-MD5"])]);
    let outcomes = strange.send(&letters(1)).await;
    assert!(
        matches!(&outcomes[0], DeliveryOutcome::Blocked(it) if it.words.contains("offers CRAM-MD5")),
        "{outcomes:?}"
    );
}

#[tokio::test]
async fn a_wrong_password_is_told_once_and_keeps_the_letters() {
    let mut sender = sender(with_login(Encryption::Implicit), &[good().at("AUTH", &["535 5.7.8 wrong"]), good()]);
    let outcomes = sender.send(&letters(3)).await;
    assert_eq!(initials(&outcomes), "BBB");
    assert_eq!(outcomes[0].words(), "mx.example:25 refused the login as desk: 535 5.7.8 wrong");
    assert_eq!(sender.connections(), 1);
}

#[tokio::test]
async fn who_is_throttled_is_told_apart_from_who_is_wrong() {
    let check = async |verb: &'static str, answer: &'static str, is_busy: bool| {
        let mut sender = sender(with_login(Encryption::Implicit), &[good().at(verb, &[answer])]);
        let error = sender.session().await.err().unwrap();
        assert_eq!(matches!(error, SmtpError::Busy { .. }), is_busy, "{verb} {answer}: {error}");
    };
    check("GREETING", "421 4.3.2 too busy", true).await;
    check("GREETING", "554 no service", false).await;
    check("GREETING", "554 5.7.1 too many connections", true).await;
    check("EHLO", "451 later", true).await;
    check("AUTH", "454 4.7.0 Temporary authentication failure", true).await;
    check("AUTH", "421 4.7.0 Too many login attempts", true).await;
    check("AUTH", "535 5.7.0 too many failed logins, try again later", true).await;
    check("AUTH", "535 5.7.8 wrong password", false).await;
}

#[tokio::test(start_paused = true)]
async fn a_port_that_waits_for_tls_is_told_by_its_silence() {
    for answer in [SILENCE, CUT] {
        let mut silent = sender(with_login(Encryption::StartTls), &[good().at("GREETING", &[answer])]);
        let error = silent.session().await.err().unwrap().to_string();
        assert!(error.contains("set tls to \"implicit\""), "{error}");
    }
}
