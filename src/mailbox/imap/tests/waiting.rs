//! Tests IDLE: what wakes, what ends it, and its deadline.

use super::super::connect;
use super::*;
use crate::mailbox::Wake;

/// Fetches nothing new and then waits.
async fn wait_against(idle: &str) -> Result<Wake, MailboxError> {
    let server = Server::start(vec![format!("{LOGIN}{SELECT}{idle}")]).await;
    let mut mailbox = server.mailbox();
    mailbox.fetch(Some(at(3)), BUDGET).await.unwrap();
    let result = mailbox.wait(Duration::from_millis(300)).await;
    server.finished().await;
    result
}

#[tokio::test]
async fn idle_wakes_for_more_messages_and_for_nothing_else() {
    let done = "\nC: DONE\nS: $ OK done";
    let wakes = [
        ("\nC: IDLE\nS: + idling\nS: * 4 EXISTS", Wake::Changed),
        ("\nC: IDLE\nS: * 4 EXISTS\nS: + idling", Wake::Changed), // announced while IDLE began
        ("\nC: IDLE\nS: + idling\nS: * 3 EXISTS\nS: * OK still here", Wake::Deadline),
        ("\nC: IDLE\nS: + idling\nS: * 1 EXPUNGE\nS: * 3 EXISTS", Wake::Changed),
    ];
    for (idle, wake) in wakes {
        assert_eq!(wait_against(&format!("{idle}{done}")).await.unwrap(), wake, "{idle}");
    }
}

/// Waits for a minute after a dialogue, on a server whose IDLE is proven or not.
async fn a_minute_against(rest: &str, is_proven: bool) -> (Wake, bool) {
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let login = LOGIN.replace("\nS: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello", "");
    let dialogue = format!("{login}{SELECT}{rest}");
    let server = tokio::spawn(async move { play(theirs, &dialogue).await });
    let mut mailbox = ImapMailbox::new(account(1));
    mailbox.idle_proven = is_proven;
    let offers = ["AUTH=PLAIN".to_owned()];
    let mut connection = connect::login(&account(1), Box::new(ours), &offers, &mailbox.progress).await.unwrap();
    connection.select("EXAMINE \"INBOX\"").await.unwrap();
    mailbox.connection = Some(connection);
    let wake = mailbox.wait(Duration::from_mins(1)).await.unwrap();
    server.await.unwrap();
    (wake, mailbox.idle_proven)
}

#[tokio::test(start_paused = true)]
async fn idle_is_trusted_once_it_has_announced_something() {
    let idle = "\nC: IDLE\nS: + idling";
    let done = "\nC: DONE\nS: $ OK done";
    let start = tokio::time::Instant::now();
    let asked = format!("{idle}{done}\nC: NOOP\nS: $ OK done{idle}{done}\nC: NOOP\nS: * 4 EXISTS\nS: $ OK done");
    assert_eq!(a_minute_against(&asked, false).await, (Wake::Changed, false), "NOOP shows it");
    assert_eq!(start.elapsed().as_secs(), 30);
    let late = format!("{idle}\nC: DONE\nS: * 4 EXISTS\nS: $ OK done");
    assert_eq!(a_minute_against(&late, false).await, (Wake::Changed, false), "it shows with any command");
    let announced = format!("{idle}\nS: * 4 EXISTS{done}");
    assert_eq!(a_minute_against(&announced, false).await, (Wake::Changed, true));
    let start = tokio::time::Instant::now();
    assert_eq!(a_minute_against(&format!("{idle}{done}"), true).await, (Wake::Deadline, true), "nobody asks");
    assert_eq!(start.elapsed().as_secs(), 60);
}

#[tokio::test]
async fn mail_that_came_unannounced_takes_the_trust_away() {
    let select = SELECT.replace("UIDNEXT 4", "UIDNEXT 5");
    let server = Server::start(vec![format!("{LOGIN}{SELECT}{select}\nC: UID FETCH 4:4\nS: $ OK done")]).await;
    let mut mailbox = server.mailbox();
    mailbox.idle_proven = true;
    mailbox.fetch(Some(at(3)), BUDGET).await.unwrap();
    assert!(mailbox.idle_proven);
    mailbox.fetch(Some(at(3)), BUDGET).await.unwrap();
    assert!(!mailbox.idle_proven);
    server.finished().await;
}

#[tokio::test]
async fn idle_that_ends_by_itself_is_an_error() {
    for idle in [
        "\nC: IDLE\nS: + idling", // closed
        "\nC: IDLE\nS: + idling\nS: * BYE bye",
        "\nC: IDLE\nS: + idling\nS: $ NO enough",
        "\nC: IDLE",
    ] {
        assert!(wait_against(idle).await.is_err(), "{idle}");
    }
}

#[tokio::test]
async fn a_server_that_refuses_idle_is_polled() {
    for refusal in ["\nC: IDLE\nS: $ BAD", "\nC: IDLE\nS: $ BAD no", "\nC: IDLE\nS: $ NO no"] {
        assert_eq!(wait_against(refusal).await.unwrap(), Wake::Changed, "{refusal}");
    }
}

#[tokio::test]
async fn a_dropped_wait_takes_its_connection_with_it() {
    let server =
        Server::start(vec![format!("{LOGIN}{SELECT}\nC: IDLE\nS: + idling\nC: \n"), format!("{LOGIN}{SELECT}")]).await;
    let mut mailbox = server.mailbox();
    mailbox.fetch(Some(at(3)), BUDGET).await.unwrap();
    let cut = tokio::time::timeout(Duration::from_millis(50), mailbox.wait(Duration::from_mins(1))).await;
    assert!(cut.is_err());
    assert_eq!(mailbox.wait(Duration::from_mins(1)).await.unwrap(), Wake::Changed, "nobody knows what came meanwhile");
    mailbox.fetch(Some(at(3)), BUDGET).await.unwrap();
    server.finished().await;
}

#[tokio::test]
async fn keep_alives_do_not_carry_idle_over_its_deadline() {
    let start = std::time::Instant::now();
    let wake = wait_against("\nC: IDLE\nS: + idling\nchatter\nS: $ OK done").await.unwrap();
    assert_eq!(wake, Wake::Deadline);
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}
