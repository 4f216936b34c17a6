//! When messages came in is asked where it is wanted, and what a first reading would take is told beforehand.

use super::*;

const TIMES: &str = "
C: UID FETCH 1:3 (UID INTERNALDATE)
S: * 1 FETCH (UID 1 INTERNALDATE \" 3-Feb-2020 09:00:00 +0100\")
S: * 2 FETCH (UID 2 INTERNALDATE \"soon\")
S: $ OK done";

#[tokio::test]
async fn messages_say_when_they_came_if_that_is_wanted() {
    let server = Server::start(vec![format!("{LOGIN}{SELECT}{SIZES}{BODIES}{TIMES}")]).await;
    let mut mailbox = server.mailbox();
    mailbox.tell_times(true);
    let batch = mailbox.fetch(None, BUDGET).await.unwrap();
    let times: Vec<_> = batch.messages.iter().map(|message| message.came_at.map(|at| at.to_string())).collect();
    assert_eq!(times, [Some("2020-02-03T08:00:00Z".to_owned()), None, None]);
    server.finished().await;
}

#[tokio::test]
async fn a_server_that_refuses_the_times_gives_its_messages_all_the_same() {
    let refused = "\nC: UID FETCH 1:3 (UID INTERNALDATE)\nS: $ NO not today";
    let server = Server::start(vec![format!("{LOGIN}{SELECT}{SIZES}{BODIES}{refused}")]).await;
    let mut mailbox = server.mailbox();
    mailbox.tell_times(true);
    let batch = mailbox.fetch(None, BUDGET).await.unwrap();
    assert!(batch.messages.len() == 3 && batch.messages.iter().all(|message| message.came_at.is_none()));
    server.finished().await;
}

#[tokio::test]
async fn what_a_first_reading_would_take_depends_on_the_config() {
    const LIST: &str = "
C: FETCH 1:3 (UID FLAGS INTERNALDATE)
S: * 1 FETCH (UID 1 FLAGS (\\Seen) INTERNALDATE \" 3-Feb-2020 09:00:00 +0100\")
S: * 2 FETCH (UID 2 FLAGS () INTERNALDATE \"05-Jan-2026 09:00:00 +0000\")
S: * 3 FETCH (UID 3 FLAGS (\\Flagged))
S: $ OK done";
    const LOGOUT: &str = "
C: LOGOUT
S: $ OK bye";
    let check = async |first: First, list: &str, expected: &[Option<&str>]| {
        let server = Server::start(vec![format!("{LOGIN}{SELECT}{list}{LOGOUT}")]).await;
        let mut mailbox = ImapMailbox::new(ImapAccount { first, ..account(server.port) });
        let came_at = mailbox.forecast().await.unwrap().came_at;
        let came_at: Vec<_> = came_at.iter().map(|at| at.map(|at| at.to_string())).collect();
        assert_eq!(came_at, expected.iter().map(|at| at.map(str::to_owned)).collect::<Vec<_>>(), "{first:?}");
        server.finished().await;
    };
    let (old, new) = (Some("2020-02-03T08:00:00Z"), Some("2026-01-05T09:00:00Z"));
    check(First::All, LIST, &[old, new, None]).await;
    check(First::Unseen, LIST, &[new, None]).await;
    check(First::New, "", &[]).await;
}
