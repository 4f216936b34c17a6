//! Tests what is owed: messages that are refused, empty or hidden, and are looked for again.

use super::*;
use crate::ledger::Owed;
use crate::mailbox::Looked;

const REFUSED: &str = "\nS: $ NO [UNAVAILABLE] User is authenticated but not connected";

fn body(uid: u32) -> String {
    format!("\nC: UID FETCH {uid} (UID BODY\nS: * {uid} FETCH (UID {uid} BODY[]<0> {{3}}\nS: abc)\nS: $ OK done")
}

/// The sizes of some messages, as asked for by `set`.
fn sizes(set: &str, uids: &[u32]) -> String {
    let lines: Vec<String> = uids.iter().map(|uid| format!("\nS: * {uid} FETCH (UID {uid} RFC822.SIZE 3)")).collect();
    let lines = lines.concat();
    format!("\nC: UID FETCH {set} (UID RFC822.SIZE){lines}\nS: $ OK done")
}

fn refused(uid: u32) -> String {
    format!("\nC: UID FETCH {uid} (UID BODY{REFUSED}")
}

fn owed(uids: (u32, u32), words: Option<&str>) -> Owed {
    Owed::new(7, uids, words.map(str::to_owned))
}

/// Looks for something, after a dialogue behind the selection.
async fn look_against(rest: &[&str], owed: &[Owed]) -> Looked {
    let server = Server::start(vec![format!("{LOGIN}{SELECT}{}", rest.concat())]).await;
    let looked = server.mailbox().look_for(owed, BUDGET).await.unwrap();
    server.finished().await;
    looked
}

fn came(looked: &Looked) -> Vec<(&str, usize, u64)> {
    looked.messages.iter().map(|m| (m.place.name.as_str(), m.bytes.len(), m.size)).collect()
}

#[tokio::test]
async fn refusals_of_all_bodies_pass_over_nothing() {
    let nobody = format!("\nC: FETCH 1 (UID BODY{REFUSED}\nC: FETCH 3 (UID BODY{REFUSED}");
    let alone = [sizes("1:3", &[1, 2, 3]), refused(1), sizes("1:3", &[1, 2, 3]), nobody].concat();
    let all = format!("{LOGIN}{SELECT}{SIZES}\nC: UID FETCH 1:3 (UID BODY{REFUSED}{alone}");
    let mut dialogues = vec![all];
    dialogues.extend((1..20).map(|_| format!("{LOGIN}{SELECT}{alone}")));
    dialogues.push([LOGIN, SELECT, SIZES, &body(1)].concat());
    let server = Server::start(dialogues).await;
    let mut mailbox = server.mailbox();
    for _ in 0..20 {
        let error = mailbox.fetch(None, BUDGET).await.unwrap_err();
        assert!(error.to_string().contains("authenticated but not connected"), "{error}");
    }
    let batch = mailbox.fetch(None, BUDGET).await.unwrap();
    assert_eq!((uids(&batch), batch.owed.len(), batch.more), (vec!["1"], 0, true));
    server.finished().await;
}

#[tokio::test]
async fn a_message_that_is_refused_alone_holds_up_no_other() {
    let dialogue = [
        LOGIN,
        SELECT,
        &sizes("2:3", &[2, 3]),
        &format!("\nC: UID FETCH 2:3 (UID BODY{REFUSED}"),
        &sizes("2:3", &[2, 3]),
        &refused(2),
        &sizes("2:3", &[2, 3]),
        OTHER,
        &sizes("3:3", &[3]),
        &body(3),
    ]
    .concat();
    let server = Server::start(vec![dialogue]).await;
    let mut mailbox = server.mailbox();
    let first = mailbox.fetch(Some(at(1)), BUDGET).await.unwrap();
    let words = "[UNAVAILABLE] User is authenticated but not connected";
    assert_eq!((uids(&first), first.cursor, &first.owed), (vec![], Some(at(2)), &vec![owed((2, 2), Some(words))]));
    let second = mailbox.fetch(first.cursor, BUDGET).await.unwrap();
    assert_eq!((uids(&second), second.cursor, second.owed.len()), (vec!["3"], Some(at(3)), 0));
    server.finished().await;
}

#[tokio::test]
async fn a_message_without_a_byte_is_owed_whatever_its_size() {
    for size in ["0", "900"] {
        let sizes = SIZES.replace("UID 2 RFC822.SIZE 3", &format!("UID 2 RFC822.SIZE {size}"));
        for nothing in ["NIL", "\"\"", "{0}\nS: "] {
            let bodies = BODIES.replace("{3}\nS: two", nothing);
            let batch = fetch_against(&[&sizes, &bodies]).await.unwrap();
            assert_eq!((uids(&batch), batch.cursor), (vec!["1", "3"], Some(at(3))), "{nothing} of {size}");
            assert_eq!((batch.owed[0].first, batch.owed[0].last), (2, 2));
        }
    }
}

#[tokio::test]
async fn empty_bodies_of_all_are_the_servers_trouble() {
    let nil = |uid: u32| format!("\nS: * {uid} FETCH (UID {uid} BODY[]<0> NIL)");
    let all = format!("\nC: UID FETCH 1:3 (UID BODY{}{}{}\nS: $ OK done", nil(1), nil(2), nil(3));
    let others =
        format!("\nC: FETCH 1 (UID BODY{}\nS: $ OK done\nC: FETCH 3 (UID BODY{}\nS: $ OK done", nil(1), nil(3));
    let error = fetch_against(&[SIZES, &all, SIZES, &others]).await.unwrap_err();
    assert!(error.to_string().contains("message UID 1 has 3 bytes, but sends none"), "{error}");
}

#[tokio::test]
async fn gaps_are_owed_until_they_show() {
    let select = SELECT.replace("UIDNEXT 4", "UIDNEXT 10");
    let bodies = BODIES.replace("1:3 (", "1,4,9 (").replace("UID 3 ", "UID 9 ").replace("UID 2 ", "UID 4 ");
    let listed = sizes("1:9", &[1, 4, 9]);
    let shown = [&select, &sizes("2:3,5:8", &[3]), &body(3)].map(String::as_str).concat();
    let server = Server::start(vec![[LOGIN, &select, &listed, &bodies, &shown].concat()]).await;
    let mut mailbox = server.mailbox();
    let batch = mailbox.fetch(None, BUDGET).await.unwrap();
    assert_eq!((uids(&batch), &batch.owed), (vec!["1", "4", "9"], &vec![owed((2, 3), None), owed((5, 8), None)]));
    let looked = mailbox.look_for(&batch.owed, BUDGET).await.unwrap();
    assert_eq!((came(&looked), looked.still.len(), looked.more), (vec![("3", 3, 3)], 0, false));
    server.finished().await;
}

#[tokio::test]
async fn what_is_owed_is_asked_for_one_by_one() {
    let asked = [&sizes("1:2,5", &[1, 2, 3]), &refused(1), &body(2)].map(String::as_str).concat();
    let looked = look_against(&[&asked], &[owed((1, 2), None), owed((5, 5), Some("NO"))]).await;
    assert_eq!(came(&looked), [("2", 3, 3)]);
    let words = "[UNAVAILABLE] User is authenticated but not connected";
    assert_eq!(looked.still, [owed((5, 5), None), owed((1, 1), Some(words))], "5 is gone, and 1 is refused");
    let other = Owed { generation: 6, ..owed((1, 1), None) };
    assert_eq!(look_against(&[], &[other]).await, Looked::default(), "of another numbering");
}

#[tokio::test]
async fn a_message_is_given_up_after_some_tries_while_others_come() {
    let overdue = [Owed { overdue: true, ..owed((2, 2), Some("NO")) }];
    let select = |first: bool| if first { LOGIN.to_owned() + SELECT } else { SELECT.to_owned() };
    let once = |first| [select(first), sizes("2", &[2]), refused(2)].concat();
    let nobody = format!("\nC: FETCH 1 (UID BODY{REFUSED}\nC: FETCH 3 (UID BODY{REFUSED}");
    let server = Server::start(vec![
        [once(true), once(false), once(false), nobody].concat(),
        [once(true), OTHER.to_owned()].concat(),
    ])
    .await;
    let mut mailbox = server.mailbox();
    for _ in 0..3 {
        let looked = mailbox.look_for(&overdue, BUDGET).await.unwrap();
        assert_eq!((came(&looked), looked.still.len()), (vec![], 1));
    }
    let looked = mailbox.look_for(&overdue, BUDGET).await.unwrap();
    assert_eq!((came(&looked), looked.still.len()), (vec![("2", 0, 3)], 0));
    server.finished().await;
}
