//! Tests letters over an open session: what each answer, cut and silence means, and what becomes of the connection.

use super::*;

#[tokio::test]
async fn a_letter_is_handed_over() {
    let sender = check(&[good()], "A").await;
    let expected = [
        "<connect>",
        "EHLO desk.example",
        "MAIL FROM:<support@desk.example> SIZE=59",
        "RCPT TO:<ada@customer.example>",
        "DATA",
        "Message-ID: <0@desk.example>",
        "Subject: Hello",
        "",
        "Hello,",
        "..",
        ".",
    ];
    assert_eq!(sender.transcript(), expected);
}

#[tokio::test]
async fn one_connection_serves_batches() {
    let mut sender = sender(account(), &[good()]);
    assert_eq!(initials(&sender.send(&letters(3)).await), "AAA");
    assert_eq!(initials(&sender.send(&letters(2)).await), "AA");
    assert_eq!(sender.connections(), 1);
}

#[tokio::test]
async fn the_null_sender() {
    let mut sender = sender(account(), &[good()]);
    sender.send(&[OutgoingMessage { envelope_from: None, ..message("ada@customer.example", "1") }]).await;
    assert!(sender.transcript().contains(&"MAIL FROM:<> SIZE=59".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn what_an_answer_at_each_step_means() {
    let check = async |verb: &'static str, answer: &'static str, expected: &str| {
        for good in good_ones() {
            let script = if verb == "EHLO" { self::good() } else { good };
            let mut sender = sender(account(), &[script.at(verb, &[answer])]);
            let outcomes = sender.send(&letters(1)).await;
            assert_eq!(initials(&outcomes), expected, "{verb} {answer}: {outcomes:?}");
        }
    };
    check("GREETING", "554 no service", "B").await;
    check("GREETING", "421 4.7.0 too many connections", "C").await;
    check("GREETING", "SSH-2.0-x", "B").await;
    check("EHLO", "502 what?", "B").await;
    check("MAIL", "451 later", "D").await;
    check("MAIL", "450 4.7.1 Error: too much mail from 192.0.2.1", "C").await;
    check("MAIL", "550 5.7.1 you may not use this sender", "B").await;
    check("MAIL", "530 5.7.0 log in first", "B").await;
    check("MAIL", "552 5.3.4 too large", "L").await;
    check("MAIL", "552 no", "L").await;
    check("RCPT", "450 4.2.1 mailbox busy", "D").await;
    check("RCPT", "550 5.1.1 no such user", "R").await;
    check("RCPT", "552 full", "R").await;
    check("RCPT", "421 4.7.0 slow down, too many recipients", "C").await;
    check("RCPT", "530 5.7.0 log in first", "B").await;
    check("RCPT", "554 5.7.1 <ada@x.example>: Relay access denied", "B").await;
    check("RCPT", "454 4.7.1 <ada@x.example>: Relay access denied", "B").await;
    check("RCPT", "251 forwarded", "A").await;
    check("DATA", "451 later", "D").await;
    check("RCPT", "553 5.7.1 <desk@desk.example>: Sender address rejected: not owned by user desk", "B").await;
    check("DATA", "554 no", "R").await;
    check("DATA", "552 message size exceeds fixed maximum", "L").await;
    check("DATA", "550 5.4.5 Daily user sending limit exceeded", "B").await;
    check("DATA", "250 ok?", "D").await;
    check("DOT", "451 4.7.1 greylisted", "D").await;
    check("DOT", "421 going down", "D").await;
    check("DOT", "554 5.7.1 content refused", "R").await;
    check("DOT", "552 5.3.4 message too big", "L").await;
    check("DOT", "552 5.7.0 its content presents a security issue", "R").await;
    check("DOT", "452 4.3.1 rate limit, try again in 20 s", "C").await;
    check("DOT", "554 5.2.252 SendAsDenied", "B").await;
    check("DOT", "354 go on", "U").await;
    check("DOT", "gibberish", "U").await;
    for (verb, expected) in [("GREETING", "B"), ("EHLO", "B"), ("MAIL", "D"), ("RCPT", "D"), ("DATA", "D")] {
        check(verb, CUT, expected).await;
        check(verb, SILENCE, expected).await;
    }
    check("DOT", CUT, "U").await;
    check("DOT", SILENCE, "U").await;
}

#[tokio::test(start_paused = true)]
async fn a_cut_in_the_middle_of_the_text_leaves_the_letter_with_us() {
    let check = async |answers: &[&'static str], expected: &str| {
        let offers = good().at("EHLO", &["250 mx"]);
        let mut sender = sender(account(), &[offers.at("LINE", answers)]);
        let large =
            OutgoingMessage { bytes: b"line\r\n".repeat(1_000_000).into(), ..message("ada@customer.example", "1") };
        let outcomes = sender.send(&[large]).await;
        assert_eq!(initials(&outcomes), expected, "{answers:?}: {outcomes:?}");
    };
    check(&[CUT], "D").await;
    check(&[SILENCE], "D").await;
    check(&["552 5.3.4 too large", CUT], "L").await;
    check(&["451 disk full", CUT], "D").await;
}

#[tokio::test]
async fn the_servers_words_are_kept() {
    let mut sender = sender(account(), &[good().at("RCPT", &["550-5.1.1 no such\r\n550 user here"])]);
    let outcomes = sender.send(&letters(1)).await;
    assert_eq!(outcomes, [DeliveryOutcome::Rejected("550 5.1.1 no such user here (at RCPT TO)".to_owned())]);
}

#[tokio::test]
async fn a_refused_letter_leaves_the_connection_clean() {
    let sender = check(&[good().at("RCPT", &["550 no", "250 ok"]).at("DOT", &["451 later"])], "RDA").await;
    assert_eq!(sender.connections(), 1);
    assert_eq!(sender.transcript().iter().filter(|line| *line == "RSET").count(), 1);
}

#[tokio::test]
async fn a_connection_that_cannot_be_reset_is_not_reused() {
    let sender = check(&[good().at("RCPT", &["550 no"]).at("RSET", &["451 what?"]), good()], "RA").await;
    assert_eq!(sender.connections(), 2);
}

#[tokio::test]
async fn a_server_that_takes_two_letters_a_connection_gets_them_all() {
    let two = || good().at("MAIL", &["250 ok", "250 ok", "421 too many mails"]);
    let sender = check(&[two(), two(), two()], "AAAAAA").await;
    assert_eq!(sender.connections(), 3);
}

#[tokio::test]
async fn a_kept_connection_that_died_is_replaced() {
    let mut sender = sender(account(), &[good().at("MAIL", &["250 ok", CUT]), good()]);
    assert_eq!(initials(&sender.send(&letters(1)).await), "A");
    assert_eq!(initials(&sender.send(&letters(2)).await), "AA");
    assert_eq!(sender.connections(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_old_connection_is_not_trusted() {
    let mut sender = sender(account(), &[good(), good()]);
    sender.send(&letters(1)).await;
    tokio::time::advance(KEPT_FOR).await;
    assert_eq!(initials(&sender.send(&letters(1)).await), "A");
    assert!(sender.transcript().contains(&"QUIT".to_owned()));
    assert_eq!(sender.connections(), 2);
}

#[tokio::test]
async fn a_dead_server_is_asked_once_a_batch() {
    let mut sender = sender(account(), &[]);
    let outcomes = sender.send(&letters(100)).await;
    assert_eq!(initials(&outcomes), "B".repeat(100));
    assert_eq!(outcomes.last().map(DeliveryOutcome::words), Some("can't reach mx.example:25: connection refused"));
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_costs_a_bounded_time() {
    let start = Instant::now();
    let silent: Vec<_> = (0..100).map(|_| good().at("RCPT", &[SILENCE])).collect();
    let sender = check(&silent, &format!("DDD{}", "B".repeat(97))).await;
    assert_eq!(sender.connections(), MAX_BREAKS);
    assert!(start.elapsed() <= Duration::from_mins(2) * 3 + Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_slow_server_gets_what_fits_into_the_time_of_a_batch() {
    let mut sender = sender(account(), &[good().at("RCPT", &[SLOW; 100])]);
    let outcomes = sender.send(&letters(100)).await;
    assert_eq!(initials(&outcomes), "A".repeat(6) + &"D".repeat(94));
    assert_eq!(outcomes.last().map(DeliveryOutcome::words), Some("not tried: the server is too slow"));
}

#[tokio::test(start_paused = true)]
async fn a_letter_has_a_limit_of_its_own() {
    let slow =
        good().at("GREETING", &[SLOW]).at("EHLO", &[SLOW]).at("MAIL", &[SLOW]).at("RCPT", &[SLOW]).at("DATA", &[SLOW]);
    let start = Instant::now();
    check(&[slow], "D").await;
    assert_eq!(start.elapsed(), Patience::default().letter);
}

#[tokio::test]
async fn a_letter_that_the_server_chokes_on_stops_no_other() {
    let chokes = || good().at("DATA", &[CUT]);
    check(&[chokes(), good()], "DAA").await;
    check(&[good().at("DATA", &["354 go", CUT]), chokes(), good()], "ADA").await;
    check(&[good().at("DOT", &[CUT]), good()], "UA").await;
}

#[tokio::test(start_paused = true)]
async fn a_dropped_future_takes_its_connection_along() {
    let mut sender = sender(account(), &[good().at("RCPT", &["250 ok", SILENCE]), good()]);
    assert_eq!(initials(&sender.send(&letters(1)).await), "A");
    let batch = letters(1);
    assert!(tokio::time::timeout(Duration::from_secs(1), sender.send(&batch)).await.is_err());
    assert_eq!(sender.transcript().last().map(String::as_str), Some("RCPT TO:<ada@customer.example>"));
    assert_eq!(initials(&sender.send(&batch).await), "A");
    assert_eq!(sender.connections(), 2);
}

#[tokio::test]
async fn what_the_server_cannot_take_is_not_tried() {
    let with = |recipient: &str, body: &str| OutgoingMessage {
        bytes: body.as_bytes().to_vec().into(),
        ..message(recipient, "1")
    };
    let plain = || good().at("EHLO", &["250-mx\r\n250 SIZE 100"]);
    let able = || good().at("EHLO", &["250-mx\r\n250-SMTPUTF8\r\n250-8BITMIME\r\n250 SIZE"]);
    let check = async |script: Script, message: OutgoingMessage, expected: &str, line: &str| {
        let mut sender = sender(account(), &[script]);
        let outcomes = sender.send(&[message]).await;
        assert_eq!(initials(&outcomes), expected, "{outcomes:?}");
        let said = |words: &String| words.contains(line);
        assert!(
            sender.transcript().iter().any(said) || said(&outcomes[0].words().to_owned()),
            "{:?}",
            sender.transcript()
        );
    };
    check(plain(), with("ada@x.example", &"x".repeat(101)), "L", "101 bytes").await;
    check(able(), with("ada@x.example", &"x".repeat(101)), "A", "SIZE=101").await;
    check(plain(), with("grün@x.example", "x"), "R", "SMTPUTF8").await;
    check(able(), with("grün@x.example", "x"), "A", "SIZE=1 SMTPUTF8").await;
    check(plain(), with("ada@grün.example", "x"), "A", "RCPT TO:<ada@xn--grn-ioa.example>").await;
    check(plain(), with("ada@x.example", "ü"), "R", "8BITMIME").await;
    check(able(), with("ada@x.example", "ü"), "A", "SIZE=2 BODY=8BITMIME").await;
}

#[tokio::test]
async fn a_server_that_counts_letters_is_asked_no_more() {
    let sender = check(&[good().at("MAIL", &["250 ok", "450 4.7.1 rate limit exceeded"]), good()], "ACCCCC").await;
    assert_eq!(sender.connections(), 1);
    let tried = sender.transcript().iter().filter(|line| line.starts_with("MAIL")).count();
    assert_eq!(tried, 2);
}

#[tokio::test]
async fn a_server_that_counts_the_letters_of_a_connection_gets_another_one() {
    let two = || good().at("MAIL", &["250 ok", "250 ok", "452 4.5.3 too many messages on this connection"]);
    let sender = check(&[two(), two(), two()], "AAAAAA").await;
    assert_eq!(sender.connections(), 3);
}

#[tokio::test(start_paused = true)]
async fn what_stands_in_the_way_is_said_with_what_to_mend() {
    let check = async |verb: &'static str, answer: &'static str, expected: &str| {
        let mut sender = sender(account(), &[good().at(verb, &[answer])]);
        let outcomes = sender.send(&letters(1)).await;
        let words = outcomes[0].words();
        assert!(words.starts_with(answer) && words.contains(expected), "{words}");
    };
    check("RCPT", "554 5.7.1 <ada@x.example>: Relay access denied", "user and password").await;
    check("MAIL", "554 5.7.1 <>: Sender address rejected: Access denied", "envelope = \"mailbox\"").await;
    check("DATA", "550 5.4.5 Daily user sending limit exceeded", "limit is reached").await;
}

#[tokio::test]
async fn senders_are_tried_without_a_letter() {
    let refuses = good().at("MAIL", &["550 5.7.1 no null sender"]).at("RCPT", &["250 ok", "451 busy"]);
    let mut session = SmtpSession::open(&account(), &mut sender(account(), &[refuses]).dial).await.unwrap();
    let mailbox = |name: &str| Address::parse(&format!("{name}@desk.example"));
    let senders = [None, mailbox("support"), mailbox("sales")];
    let tryout = session.try_out(&account(), &senders, &mailbox("anna").unwrap()).await.unwrap();
    assert_eq!(tryout.largest, Some(10_000));
    let refused: Vec<(bool, &str)> =
        tryout.refusals.iter().map(|refusal| (refusal.is_for_now, refusal.words.as_str())).collect();
    assert!(
        matches!(&refused[..], [(false, null), (true, sales)]
        if null.starts_with("MAIL FROM:<>: 550 5.7.1 no null sender")
        && sales.starts_with("MAIL FROM:<sales@desk.example>, RCPT TO:<anna@desk.example>: 451 busy")),
        "{refused:?}"
    );
}

#[tokio::test]
async fn the_letter_after_a_tryout_finds_the_server_reset() {
    let mut tried = sender(account(), &[good()]);
    let mut session = SmtpSession::open(&account(), &mut tried.dial).await.unwrap();
    session.try_out(&account(), &[None], &message("anna@desk.example", "1").recipient).await.unwrap();
    let said = tried.transcript();
    assert_eq!(said[2..], ["MAIL FROM:<>", "RCPT TO:<anna@desk.example>", "RSET"]);
}
