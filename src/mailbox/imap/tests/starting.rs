//! Tests logins, the very first start, and renumbered folders.

use super::*;
use crate::ledger::{Ledgered, Place};

/// A cursor after a pass over some messages.
fn archive(uid: u32) -> Cursor {
    Cursor { archive: uid, ..at(uid) }
}

#[tokio::test]
async fn a_refusal_is_told_in_the_servers_words() {
    let select = "\nC: EXAMINE\nS: $ NO [NONEXISTENT] no such folder";
    let server = Server::start(vec![format!("{LOGIN}{select}")]).await;
    let error = server.mailbox().fetch(None, BUDGET).await.unwrap_err();
    assert!(error.to_string().contains("refused EXAMINE \"INBOX\": [NONEXISTENT] no such folder"), "{error}");
    server.finished().await;
}

#[tokio::test]
async fn a_refused_login_is_told_as_such_and_trouble_of_the_servers_is_not() {
    let refused = |words: &str| LOGIN.split("S: $ OK in").next().unwrap().to_owned() + "S: $ NO " + words;
    let server = Server::start(vec![
        refused("[AUTHENTICATIONFAILED] wrong"),
        refused("[UNAVAILABLE] later"),
        refused("[THROTTLED] slow"),
        refused("[ALERT] Too many simultaneous connections"),
    ])
    .await;
    let mut mailbox = server.mailbox();
    let error = mailbox.fetch(None, BUDGET).await.unwrap_err();
    assert!(matches!(&error, MailboxError::Login { user, .. } if user == "support"), "{error}");
    for trouble in ["[UNAVAILABLE] later", "[THROTTLED] slow", "Too many"] {
        let error = mailbox.fetch(None, BUDGET).await.unwrap_err();
        assert!(matches!(&error, MailboxError::Busy { reason, .. } if reason.contains(trouble)), "{error}");
    }
    server.finished().await;
}

#[tokio::test]
async fn a_password_never_goes_where_login_is_disabled() {
    let server = Server::start(vec!["S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hello".into()]).await;
    let error = server.mailbox().fetch(None, BUDGET).await.unwrap_err();
    assert!(matches!(error, MailboxError::Login { .. }), "{error}");
    assert!(error.to_string().contains("set tls to \"starttls\" or \"implicit\""), "{error}");
    server.finished().await;
}

#[tokio::test]
async fn a_password_never_leaves_this_machine_in_clear_text() {
    let mut far = account(143);
    far.host = "192.0.2.1".into();
    let error = ImapMailbox::new(far).fetch(None, BUDGET).await.unwrap_err();
    assert!(error.to_string().contains("clear text is sent to this machine only"), "{error}");
}

#[tokio::test]
async fn at_the_first_start_only_what_is_wanted_counts() {
    let unseen = "
C: UID SEARCH UID 1:3 UNSEEN
S: * SEARCH 2
S: $ OK done
C: UID FETCH 2 (UID RFC822.SIZE)
S: * 2 FETCH (UID 2 RFC822.SIZE 3)
S: $ OK done
C: UID FETCH 2 (UID BODY
S: * 2 FETCH (UID 2 BODY[]<0> {3}
S: two)
S: $ OK done";
    let server = Server::start(vec![format!("{LOGIN}{SELECT}{unseen}"), format!("{LOGIN}{SELECT}")]).await;
    let mut account = account(server.port);
    account.first = First::Unseen;
    let batch = ImapMailbox::new(account.clone()).fetch(None, BUDGET).await.unwrap();
    assert_eq!((uids(&batch), batch.cursor, batch.more), (vec!["2"], Some(archive(3)), false));
    account.first = First::New;
    let batch = ImapMailbox::new(account).fetch(None, BUDGET).await.unwrap();
    assert_eq!((uids(&batch), batch.cursor, batch.more), (vec![], Some(archive(3)), false));
    server.finished().await;
}

#[tokio::test]
async fn a_pass_over_the_archive_has_no_cursor_before_its_end_and_repeats_what_did_not_get_into_the_ledger() {
    let one = |first: u32, hits: &str, uid: u32| {
        format!(
            "
C: UID SEARCH UID {first}:3 SINCE 4-Mar-2026
S: * SEARCH {hits}
S: $ OK done
C: UID FETCH {uid} (UID RFC822.SIZE)
S: * {uid} FETCH (UID {uid} RFC822.SIZE 3)
S: $ OK done
C: UID FETCH {uid} (UID BODY
S: * {uid} FETCH (UID {uid} BODY[]<0> {{3}}
S: abc)
S: $ OK done"
        )
    };
    let dialogue = [LOGIN, SELECT, &one(1, "1 3", 1), &one(1, "1 3", 1), &one(2, "3", 3)].concat();
    // The last window of one hit says that there may be more: one more look.
    let server = Server::start(vec![dialogue]).await;
    let mut account = account(server.port);
    (account.first, account.since) = (First::New, Some(jiff::civil::date(2026, 3, 5)));
    let mut mailbox = ImapMailbox::new(account);
    let (small, old) = (Budget { messages: 1, ..BUDGET }, Some(Cursor { generation: 6, uid: 500, archive: 0 }));
    for _ in 0..2 {
        let batch = mailbox.fetch(old, small).await.unwrap();
        assert_eq!((uids(&batch), batch.cursor, batch.more), (vec!["1"], None, true));
    }
    mailbox.after_fetch(&[Ledgered::for_test(Place { generation: 7, name: "1".into() }, true)]).await.unwrap();
    let batch = mailbox.fetch(old, small).await.unwrap();
    assert_eq!((uids(&batch), batch.cursor, batch.more), (vec!["3"], Some(archive(3)), false));
    server.finished().await;
}

#[tokio::test]
async fn another_generation_is_read_from_its_beginning() {
    let server = Server::start(vec![format!("{LOGIN}{SELECT}{SIZES}{BODIES}")]).await;
    let old = Some(Cursor { generation: 6, uid: 500, archive: 0 });
    let batch = server.mailbox().fetch(old, BUDGET).await.unwrap();
    assert_eq!((uids(&batch), batch.cursor), (vec!["1", "2", "3"], Some(at(3))));
    server.finished().await;
}

#[tokio::test]
async fn without_plain_the_password_is_quoted_for_login() {
    let login = "
S: * OK hello
C: CAPABILITY
S: * CAPABILITY IMAP4rev1
S: $ OK done
C: LOGIN \"support\" \"a \\\"b\\\" \\\\c\"
S: $ OK in
C: CAPABILITY
S: * CAPABILITY IMAP4rev1
S: $ OK done";
    let server = Server::start(vec![format!("{login}{SELECT}\nC: LOGOUT\nS: * BYE bye")]).await;
    let mut quoted = account(server.port);
    quoted.password = "a \"b\" \\c".to_owned().into();
    assert_eq!(ImapMailbox::new(quoted).check().await.unwrap(), 3);
    server.finished().await;
}

#[tokio::test]
async fn a_port_that_waits_for_tls_is_told_in_clear_text_too() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    for tls in [Encryption::ClearText, Encryption::StartTls] {
        let mut account = account(listener.local_addr().unwrap().port());
        (account.tls, account.timeout) = (tls, Duration::from_millis(50));
        let error = ImapMailbox::new(account).check().await.unwrap_err().to_string();
        assert!(error.contains("no answer") && error.ends_with("set tls to \"implicit\""), "{error}");
    }
}
