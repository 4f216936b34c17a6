//! Tests fetching: what breaks, what is cut, what is missing.

use std::fmt::Write;

use super::super::connect;
use super::*;
use crate::mailbox::Progress;

#[tokio::test]
async fn a_good_server_is_read_in_order() {
    let batch = fetch_against(&[SIZES, BODIES]).await.unwrap();
    assert_eq!(uids(&batch), ["1", "2", "3"]);
    assert_eq!(batch.messages[1].bytes, b"two");
    assert_eq!((batch.cursor, batch.more), (Some(at(3)), false));
}

#[tokio::test]
async fn a_fetch_that_breaks_off_is_an_error_and_never_a_part() {
    let part = "
C: UID FETCH 1:3 (UID BODY
S: * 1 FETCH (UID 1 BODY[]<0> {3}
S: one)";
    for end in [
        "",                                              // closed between responses
        "\nS: * 2 FETCH (UID 2 BODY[]<0> {3000}\nS: tw", // closed within a literal
        "\nS: * BYE overload",                           // said good-bye
        "\nS: * BYE overload\nS: $ OK done",             // and is not to be believed afterwards
    ] {
        let error = fetch_against(&[SIZES, part, end]).await.unwrap_err();
        assert!(matches!(error, MailboxError::Unreachable { .. }), "{end:?}: {error}");
        assert_eq!(error.to_string().contains("BYE: overload"), end.contains("BYE"), "{error}");
    }
}

#[tokio::test]
async fn silence_is_an_error_after_the_timeout() {
    let server = Server::start(vec![format!("{LOGIN}{SELECT}{SIZES}\nC: UID FETCH\nhang")]).await;
    let mut quick = account(server.port);
    quick.timeout = Duration::from_millis(100);
    let error = ImapMailbox::new(quick).fetch(None, BUDGET).await.unwrap_err();
    assert!(error.to_string().contains("no answer within 0.1 s"), "{error}");
    server.played.abort();
}

#[tokio::test]
async fn a_slow_answer_is_no_silence() {
    let slow = BODIES.replace("S: 333)", "D: 333)");
    let server = Server::start(vec![format!("{LOGIN}{SELECT}{SIZES}{slow}")]).await;
    let mut quick = account(server.port);
    quick.timeout = DRIP * 4;
    let batch = ImapMailbox::new(quick).fetch(None, BUDGET).await.unwrap();
    assert_eq!(batch.messages[2].bytes, b"333");
    server.finished().await;
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_an_end_is_not_waited_for() {
    let words = "well, ".repeat(2000);
    for rest in [format!("\nD: * 1 FETCH (UID 1 BODY[]<0> {{99999}}\nD: {words}"), "\nD: * OK wait".repeat(1500)] {
        let (ours, theirs) = tokio::io::duplex(1 << 16);
        let login = LOGIN.replace("\nS: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello", "");
        let server = tokio::spawn(async move { play(theirs, &format!("{login}\nC: NOOP{rest}\nhang")).await });
        let (offers, progress) = (["AUTH=PLAIN".to_owned()], Progress::default());
        let mut connection = connect::login(&account(1), Box::new(ours), &offers, &progress).await.unwrap();
        let start = tokio::time::Instant::now();
        let error = connection.run("NOOP", |_| {}).await.unwrap_err();
        assert_eq!(error.words(), "the answer isn't complete after 10 minutes");
        assert!(start.elapsed() < Duration::from_mins(11), "{:?}", start.elapsed());
        server.abort();
    }
}

#[tokio::test]
async fn what_is_not_understood_and_not_needed_is_passed_over() {
    let odd = "
S: * FLAGS (\\Seen \\Etiqueté $a]b {)
S: * XLIST (\\HasNoChildren \\Inbox) \"/\" \"Boîte\"
S: * ESEARCH (TAG \"x\") UID COUNT 3
S: * OK [PERMANENTFLAGS (\\Seen été (x))] Prêt
S: * OK [HIGHESTMODSEQ x] é
S: * 9 VERDICT (odd)
S: * 1 FETCH (X-ODD {2}
S: )) FLAGS (\\Seen été))";
    let select = SELECT.replacen("\nS: * 3", &format!("{odd}\nS: * 3"), 1).replace("done", "terminé");
    let sizes = SIZES.replace("UID 2 RFC822", "FLAGS (été \\Seen) MODSEQ (9) X-GM-ODD (a \"é\") UID 2 RFC822");
    let bodies = BODIES
        .replace("S: * 1", &format!("{}\nS: * 1", odd.trim_start()))
        .replace("UID 2 BODY", "X-ODD {3}\nS: é) UID 2 FLAGS (\\Étiqueté) BODY");
    let server = Server::start(vec![format!("{LOGIN}{select}{sizes}{bodies}")]).await;
    let batch = server.mailbox().fetch(None, BUDGET).await.unwrap();
    assert_eq!((uids(&batch), batch.messages[1].bytes.as_slice()), (vec!["1", "2", "3"], &b"two"[..]));
    server.finished().await;
}

#[tokio::test]
async fn a_poison_message_is_found_and_passed_over() {
    let poison = "what is this";
    let all = format!("{LOGIN}{SELECT}{SIZES}\nC: UID FETCH 1:3 (UID BODY\nS: {poison}");
    // Half of three is one: UID 1 alone, which works.
    let one = format!(
        "{LOGIN}{SELECT}{SIZES}\nC: UID FETCH 1 (UID BODY\nS: * 1 FETCH (UID 1 BODY[]<0> {{3}}\nS: one)\nS: $ OK done"
    );
    let rest = SIZES.replace("1:3", "2:3").replace("S: * 1 FETCH (UID 1 RFC822.SIZE 3)\n", "");
    let two = format!("{rest}\nC: UID FETCH 2:3 (UID BODY\nS: {poison}");
    let alone = format!("{LOGIN}{SELECT}{rest}\nC: UID FETCH 2 (UID BODY\nS: {poison}");
    let passed = format!("{LOGIN}{SELECT}{rest}{OTHER}");
    let last = "
C: UID FETCH 3:3 (UID RFC822.SIZE)
S: * 3 FETCH (UID 3 RFC822.SIZE 3)
S: $ OK done
C: UID FETCH 3 (UID BODY
S: * 3 FETCH (UID 3 BODY[]<0> {3}
S: 333)
S: $ OK done";
    let server =
        Server::start(vec![all, format!("{one}{two}"), alone.clone(), alone.clone(), alone, format!("{passed}{last}")])
            .await;
    let mut mailbox = server.mailbox();
    let mut cursor = None;
    let (mut seen, mut owed) = (Vec::new(), Vec::new());
    loop {
        let batch = mailbox.fetch(cursor, BUDGET).await.unwrap();
        seen.extend(batch.messages.iter().map(|m| (m.place.name.clone(), m.bytes.len(), m.size)));
        owed.extend(batch.owed.iter().map(|owed| (owed.first, owed.last)));
        cursor = batch.cursor;
        if !batch.more {
            break;
        }
    }
    assert_eq!((seen, owed), (vec![("1".into(), 3, 3), ("3".into(), 3, 3)], vec![(2, 2)]));
    server.finished().await;
}

#[tokio::test]
async fn a_wrong_size_is_not_believed_against_the_bytes() {
    let bodies = BODIES.replace("{3}\nS: two", "{6}\nS: twotwo");
    let batch = fetch_against(&[SIZES, &bodies]).await.unwrap();
    assert_eq!((batch.messages[1].bytes.as_slice(), batch.messages[1].size), (&b"twotwo"[..], 6));
}

#[tokio::test]
async fn a_fetch_that_ends_twice_at_the_same_byte_is_whole() {
    let sizes = SIZES.replace("UID 2 RFC822.SIZE 3", "UID 2 RFC822.SIZE 900");
    let again = "
C: UID FETCH 2 (UID BODY.PEEK[]<0.262144>)
S: * 2 FETCH (UID 2 BODY[]<0> {3}
S: two)
S: $ OK done";
    let batch = fetch_against(&[&sizes, BODIES, again]).await.unwrap();
    assert_eq!((batch.messages[1].bytes.as_slice(), batch.messages[1].size), (&b"two"[..], 3));
    // there is more, the second time
    let more = again.replace("{3}\nS: two", "{6}\nS: twotwo");
    let same = again.replace("{3}\nS: two", "{6}\nS: twotwo");
    let batch = fetch_against(&[&sizes, BODIES, &more, &same]).await.unwrap();
    assert_eq!((batch.messages[1].bytes.as_slice(), batch.messages[1].size), (&b"twotwo"[..], 6));
}

#[tokio::test]
async fn a_message_is_cut_at_the_limit() {
    let bodies = BODIES.replace("<0.262144>", "<0.3>");
    let server = Server::start(vec![format!("{LOGIN}{SELECT}{SIZES}{bodies}")]).await;
    let batch = server.mailbox().fetch(None, Budget { message_bytes: 2, ..BUDGET }).await.unwrap();
    assert_eq!((batch.messages[0].bytes.as_slice(), batch.messages[0].size), (&b"on"[..], 3));
    server.finished().await;
}

#[tokio::test]
async fn a_message_that_is_gone_by_now_is_no_error() {
    let bodies = BODIES.replace("S: * 2 FETCH (UID 2 BODY[]<0> {3}\nS: two)\n", "");
    let check = "\nC: UID FETCH 2 (UID)\nS: $ OK done";
    let batch = fetch_against(&[SIZES, &bodies, check]).await.unwrap();
    assert_eq!((uids(&batch), batch.cursor), (vec!["1", "3"], Some(at(3))));
}

#[tokio::test]
async fn messages_that_nobody_asked_for_are_not_taken() {
    let sizes = SIZES.replace("S: $ OK", "S: * 9 FETCH (UID 99 RFC822.SIZE 3)\nS: * 1 FETCH (FLAGS (\\Seen))\nS: $ OK");
    let bodies = BODIES.replace("S: $ OK", "S: * 9 FETCH (UID 99 BODY[]<0> {3}\nS: no!)\nS: $ OK");
    assert_eq!(uids(&fetch_against(&[&sizes, &bodies]).await.unwrap()), ["1", "2", "3"]);
}

#[tokio::test]
async fn a_giant_gap_takes_few_questions() {
    let select = SELECT.replace("* 3 EXISTS", "* 3000 EXISTS").replace("UIDNEXT 4", "UIDNEXT 4000000000");
    let mut gap = String::new();
    let (mut low, mut width, mut questions) = (1u64, 500u64, 0);
    while low < 4_000_000_000 {
        let high = (low + width - 1).min(3_999_999_999);
        write!(gap, "\nC: UID FETCH {low}:{high} (\nS: $ OK done").unwrap();
        (low, width, questions) = (high + 1, (width * 4).min(u64::from(u32::MAX)), questions + 1);
    }
    let server = Server::start(vec![format!("{LOGIN}{select}{gap}")]).await;
    let batch = server.mailbox().fetch(Some(at(0)), BUDGET).await.unwrap();
    assert_eq!((batch.messages.len(), batch.cursor, batch.more), (0, Some(at(0)), false));
    assert!(questions < 20, "{questions}");
    server.finished().await;
}

#[tokio::test]
async fn a_closed_idle_connection_is_renewed_without_a_word() {
    let server = Server::start(vec![format!("{LOGIN}{SELECT}{SIZES}{BODIES}"), format!("{LOGIN}{SELECT}")]).await;
    let mut mailbox = server.mailbox();
    let first = mailbox.fetch(None, BUDGET).await.unwrap();
    let second = mailbox.fetch(first.cursor, BUDGET).await.unwrap();
    assert_eq!((second.messages.len(), second.cursor), (0, Some(at(3))));
    server.finished().await;
}
