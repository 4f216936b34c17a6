//! Tests the actions after the commit.

use super::*;
use crate::ledger::{Ledgered, Place};

#[tokio::test]
async fn only_whole_messages_of_this_generation_are_settled() {
    let select = SELECT.replace("EXAMINE", "SELECT");
    let dialogue = format!("{LOGIN}{select}\nC: UID STORE 2 +FLAGS.SILENT (\\Seen)\nS: $ OK done");
    let server = Server::start(vec![dialogue]).await;
    let mut seen = account(server.port);
    seen.after = After::MarkSeen;
    let receipt = |generation, uid: &str, whole| Ledgered::for_test(Place { generation, name: uid.into() }, whole);
    let taken = [receipt(7, "1", false), receipt(7, "2", true), receipt(6, "3", true)];
    ImapMailbox::new(seen).after_fetch(&taken).await.unwrap();
    server.finished().await;
}

#[tokio::test]
async fn what_is_refused_is_told_as_the_check_tells_it() {
    let select = SELECT.replace("EXAMINE", "SELECT").replace("READ-ONLY", "READ-WRITE");
    let list = "\nC: LIST \"\" \"*\"\nS: * LIST () \".\" INBOX\nS: * LIST () \".\" INBOX.Sent\nS: $ OK done";
    let none = "\nC: UID MOVE 2 \"Done\"\nS: $ NO none\nC: CREATE \"Done\"\nS: $ NO no";
    let missing =
        format!("{LOGIN}{select}{none}\nC: STATUS\nS: $ NO none\nC: CREATE \"Done\"\nS: $ NO Permission denied{list}");
    let right = format!(
        "{}{select}\nC: UID STORE 2\nS: $ NO [NOPERM] no\nC: MYRIGHTS \"INBOX\"\nS: * MYRIGHTS INBOX lr\nS: $ OK done",
        LOGIN.replace(" MOVE", " ACL MOVE")
    );
    let unknown = format!("{LOGIN}{select}\nC: UID STORE 2\nS: $ NO strange");
    for (after, dialogue, expected) in [
        (After::Move("Done".into()), missing, "The folders there are INBOX, INBOX.Sent. Did you mean \"INBOX.Done\"?"),
        (After::MarkSeen, right, "no right in INBOX to mark emails as read, but `after` needs it. Add `s` to \"lr\""),
        (After::MarkSeen, unknown, "strange"),
    ] {
        let server = Server::start(vec![dialogue]).await;
        let mut account = account(server.port);
        account.after = after;
        let taken = [Ledgered::for_test(Place { generation: 7, name: "2".into() }, true)];
        let error = ImapMailbox::new(account).after_fetch(&taken).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        server.finished().await;
    }
}

#[tokio::test]
async fn without_move_and_uidplus_a_copy_stands_before_the_original_is_marked() {
    let select = SELECT.replace("EXAMINE", "SELECT");
    let login = LOGIN.replace(" MOVE UIDPLUS", "");
    let dialogue = format!(
        "{login}{select}
C: UID COPY 2 \"Done\"
S: $ NO [TRYCREATE] none
C: CREATE \"Done\"
S: $ OK made
C: UID COPY 2 \"Done\"
S: $ OK [COPYUID 9 2 1] done
C: UID STORE 2 +FLAGS.SILENT (\\Deleted)
S: $ OK done"
    );
    let server = Server::start(vec![dialogue]).await;
    let mut moved = account(server.port);
    moved.after = After::Move("Done".into());
    let taken = [Ledgered::for_test(Place { generation: 7, name: "2".into() }, true)];
    ImapMailbox::new(moved).after_fetch(&taken).await.unwrap();
    server.finished().await;
}
