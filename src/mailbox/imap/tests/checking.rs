//! Tests what `maildesk check` finds out of an account.

use super::*;

/// Checks an account with this `after` against a server that offers ACL, after the login.
async fn check_against(after: After, rest: &str) -> Result<u32, MailboxError> {
    let login = LOGIN.replace("UIDPLUS", "UIDPLUS ACL");
    let server = Server::start(vec![format!("{login}{rest}\nC: LOGOUT\nS: * BYE bye")]).await;
    let mut account = account(server.port);
    account.after = after;
    let result = ImapMailbox::new(account).check().await;
    if result.is_ok() {
        server.finished().await;
    } else {
        server.played.abort();
    }
    result
}

fn select(rights: &str) -> String {
    let select = SELECT.replace("EXAMINE", "SELECT").replace("[READ-ONLY] ", "");
    format!("{select}\nC: MYRIGHTS \"INBOX\"\nS: * MYRIGHTS INBOX {rights}\nS: $ OK done")
}

const LIST: &str = "
C: LIST \"\" \"*\"
S: * LIST (\\HasChildren) \".\" INBOX
S: * LIST () \".\" \"INBOX.Gel&APY-scht\"
S: $ OK done";

fn moved() -> After {
    After::Move("Done".into())
}

#[tokio::test]
async fn the_folder_for_mails_that_were_taken_is_found_or_made() {
    let target = "\nC: MYRIGHTS \"Done\"\nS: * MYRIGHTS Done lrswi\nS: $ OK done";
    let found = "\nC: STATUS \"Done\" (MESSAGES)\nS: * STATUS Done (MESSAGES 5)\nS: $ OK done";
    let made = "\nC: STATUS \"Done\"\nS: $ NO none\nC: CREATE \"Done\"\nS: $ OK made";
    for there in [found, made] {
        assert_eq!(check_against(moved(), &(select("lrswite") + there + target)).await.unwrap(), 3);
    }
    assert_eq!(check_against(After::Leave, SELECT).await.unwrap(), 3, "nothing is asked for that is not needed");
}

#[tokio::test]
async fn what_would_fail_later_is_told_now() {
    let read_only = SELECT.replace("EXAMINE", "SELECT");
    let missing =
        format!("{}\nC: STATUS\nS: $ NO none\nC: CREATE \"Done\"\nS: $ NO Permission denied{LIST}", select("td"));
    let full = format!(
        "{}\nC: STATUS\nS: $ OK done\nC: MYRIGHTS \"Done\"\nS: * MYRIGHTS Done lr\nS: $ OK done",
        select("lrtea")
    );
    let gone = format!("\nC: SELECT\nS: $ NO none{LIST}");
    for (after, rest, expected) in [
        (After::MarkSeen, read_only.as_str(), "opens INBOX read-only, but `after` has to change emails there"),
        (
            After::MarkSeen,
            &select("lr"),
            "no right in INBOX to mark emails as read, but `after` needs it. Add `s` to \"lr\"",
        ),
        (After::Delete, &select("lrst"), "no right in INBOX to remove emails from it, but `after` needs it. Add `e`"),
        (moved(), &full, "no right in Done to put emails into it, but `after` needs it. Add `i` to \"lr\""),
        (
            moved(),
            &missing,
            "Permission denied. The folders there are INBOX, INBOX.Gelöscht. Did you mean \"INBOX.Done\"?",
        ),
        (After::Delete, &gone, "refused SELECT \"INBOX\": none. The folders there are INBOX, INBOX.Gelöscht"),
    ] {
        let error = check_against(after, rest).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}
