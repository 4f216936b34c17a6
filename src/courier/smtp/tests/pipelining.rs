//! Tests letters that are offered in the same packet as the end of the one before (RFC 2920): what each answer to a letter
//! means for it and for the next one.

use super::*;

/// Sends one letter for each initial of `expected`, to servers of every pace. Connection n follows `scripts[n]`. Returns what
/// the last server read.
async fn check(scripts: &[Script], expected: &str, connections: usize) -> Vec<String> {
    let mut said = Vec::new();
    for pace in [Pace::Each, Pace::Bytes, Pace::Together] {
        let scripts: Vec<Script> = scripts.iter().map(|script| Script { pace, ..script.clone() }).collect();
        let sender = super::check(&scripts, expected).await;
        said = sender.transcript();
        assert_eq!(sender.connections(), connections, "{said:#?}");
    }
    said
}

fn swift() -> Script {
    super::swift(Pace::Each)
}

fn count(said: &[String], line: &str) -> usize {
    said.iter().filter(|said| *said == line).count()
}

#[tokio::test]
async fn a_letter_costs_one_turn() {
    let said = check(&[swift()], "AAA", 1).await;
    let offer = ["MAIL FROM:<support@desk.example> SIZE=59", "RCPT TO:<ada@customer.example>", "DATA", TURN];
    let text = |id: &'static str| [id, "Subject: Hello", "", "Hello,", "..", "."];
    let expected = [
        &["<connect>", TURN, "EHLO desk.example", TURN][..],
        &offer,
        &text("Message-ID: <0@desk.example>"),
        &offer,
        &text("Message-ID: <1@desk.example>"),
        &offer,
        &text("Message-ID: <2@desk.example>"),
        &[TURN],
    ];
    assert_eq!(said, expected.concat());
}

#[tokio::test]
async fn a_refused_letter_leaves_the_connection_clean() {
    let check = async |verb: &'static str, answers: [&'static str; 2], data: &[&'static str], expected: &str| {
        let said = check(&[swift().at(verb, &answers).at("DATA", data)], expected, 1).await;
        let dots = expected.matches('A').count();
        assert_eq!((count(&said, "RSET"), count(&said, ".")), (1, dots), "{said:#?}");
    };
    check("MAIL", ["250 ok", "451 later"], &["354 go", "503 no"], "ADA").await;
    check("MAIL", ["451 later", "250 ok"], &["503 no"], "DA").await;
    check("RCPT", ["250 ok", "550 5.1.1 nobody"], &["354 go", "554 no recipients"], "ARA").await;
    check("RCPT", ["450 busy", "250 ok"], &["503 no"], "DA").await;
    check("DATA", ["354 go", "451 later"], &[], "ADA").await;
}

#[tokio::test]
async fn a_letter_that_nobody_gets_is_ended_by_a_lone_dot_and_never_counts_as_accepted() {
    for verdict in ["250 taken", "554 no valid recipients", "451 later"] {
        let refuses = swift().at("RCPT", &["250 ok", "550 5.1.1 nobody"]).at("DOT", &["250 ok", verdict]);
        let said = check(&[refuses], "ARA", 1).await;
        assert_eq!((count(&said, "RSET"), count(&said, ".")), (0, 3), "{said:#?}");
        assert_eq!(count(&said, "Message-ID: <1@desk.example>"), 0);
    }
    for verdict in ["421 bye", "354 what?", CUT] {
        let refuses = swift().at("RCPT", &["250 ok", "550 5.1.1 nobody"]).at("DOT", &["250 ok", verdict]);
        check(&[refuses, swift()], "ARA", 2).await;
    }
}

#[tokio::test]
async fn a_recipient_of_a_refused_letter_gets_no_empty_one() {
    let said = check(&[swift().at("MAIL", &["451 later"]), swift()], "DA", 2).await;
    assert_eq!(count(&said, "."), 1, "{said:#?}");
}

#[tokio::test]
async fn an_odd_answer_ends_the_connection() {
    for (verb, answer) in [("MAIL", "354 go"), ("RCPT", "354 go"), ("DATA", "250 ok?")] {
        let said = check(&[swift().at(verb, &[answer]), swift()], "DA", 2).await;
        assert_eq!(count(&said, "."), 1, "{verb}: {said:#?}");
    }
}

#[tokio::test]
async fn what_becomes_of_a_letter_says_nothing_of_the_next_one() {
    let check = async |verdict: &'static str, expected: &str, connections: usize| {
        check(&[swift().at("DOT", &[verdict]), swift()], expected, connections).await;
    };
    check("451 4.7.1 greylisted", "DA", 1).await;
    check("554 5.7.1 content refused", "RA", 1).await;
    check("421 going down", "DA", 2).await;
    check("354 what?", "UA", 2).await;
    check(CUT, "UA", 2).await;
}

#[tokio::test(start_paused = true)]
async fn silence_after_the_final_dot_leaves_one_letter_unknown() {
    let said = check(&[swift().at("DOT", &[SILENCE]), swift()], "UA", 2).await;
    assert_eq!(count(&said, "Message-ID: <1@desk.example>"), 1);
}

#[tokio::test]
async fn a_letter_that_was_offered_and_is_not_sent_after_all_takes_the_connection_along() {
    let said = check(&[swift().at("DOT", &["452 4.3.1 rate limit, try again in 20 s"]), swift()], "CCC", 1).await;
    assert_eq!((count(&said, "DATA"), count(&said, ".")), (2, 1), "{said:#?}");
    let mut sender = sender(account(), &[swift().at("DOT", &["452 4.3.1 rate limit"]), swift()]);
    assert_eq!(initials(&sender.send(&letters(2)).await), "CC");
    assert_eq!(initials(&sender.send(&letters(2)).await), "AA");
    assert_eq!(sender.connections(), 2);
}

#[tokio::test]
async fn a_connection_that_ends_between_two_letters_is_replaced() {
    for verb in ["MAIL", "RCPT", "DATA"] {
        for answer in [CUT, "421 too many mails"] {
            let good = if verb == "DATA" { "354 go" } else { "250 ok" };
            let said = check(&[swift().at(verb, &[good, answer]), swift()], "AA", 2).await;
            assert_eq!(count(&said, "."), 2, "{verb} {answer}: {said:#?}");
        }
    }
    let two = || swift().at("MAIL", &["250 ok", "250 ok", "452 4.5.3 too many messages on this connection"]);
    check(&[two(), two(), two()], "AAAAAA", 3).await;
}

#[tokio::test]
async fn a_letter_that_the_server_can_never_take_is_not_offered() {
    let mut batch = letters(3);
    batch[1] = message("grün@customer.example", "1");
    let mut sender = sender(account(), &[swift()]);
    assert_eq!(initials(&sender.send(&batch).await), "ARA");
    assert_eq!((sender.connections(), count(&sender.transcript(), "DATA")), (1, 2));
}

#[tokio::test]
async fn what_was_offered_in_clear_text_counts_no_more() {
    let offers = ["250-mx\r\n250-PIPELINING\r\n250 STARTTLS", "250-mx\r\n250 AUTH PLAIN"];
    let script = Script { pace: Pace::Together, ..good() }.at("EHLO", &offers).at("STARTTLS", &["220 go"]);
    let mut sender = sender(with_login(Encryption::StartTls), &[script]);
    assert_eq!(initials(&sender.send(&letters(1)).await), "A");
    let said = sender.transcript();
    let alone = |verb: &str| said.windows(2).any(|lines| lines[0].starts_with(verb) && lines[1] == TURN);
    assert!(alone("MAIL") && alone("RCPT") && alone("DATA"), "{said:#?}");
}
