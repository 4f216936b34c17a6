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
