//! The effects of a saved outcome in the database, and what is refused.

use super::*;
use crate::desk::change::Change;
use crate::desk::end::End;
use crate::desk::reason::{By, Handling};
use crate::desk::status::StatusName;
use crate::desk::ticket::FeedbackState;
use crate::store::samples::{Scratch, apply, commenting, later, mark, now, open_ticket, opening, record, save};
use crate::store::sql;

async fn rows(store: &crate::store::Store, sql: &'static str) -> Vec<String> {
    store.read(move |reading| sql::values(reading.conn(), sql, [])).await.unwrap()
}

#[tokio::test]
async fn a_mail_counts_once() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let ticket = open_ticket(store, "a").await;
    let mail = record(store, &["b"]).await[0];
    apply(store, mark(mail, "b@customer.example"), commenting(store, ticket).await).await.unwrap();
    for decision in [commenting(store, ticket).await, opening("b@customer.example")] {
        let again = apply(store, mark(mail, "b@customer.example"), decision).await;
        assert!(matches!(again, Err(StoreError::Contradiction(_))), "{again:?}");
    }
    // The constraint refuses it even if the end were forgotten.
    let again = commenting(store, ticket).await;
    let forced = move |tx: &mut Tx<'_>| {
        tx.conn()?.execute("UPDATE mail SET outcome = NULL, done_at = NULL, reasons = NULL", [])?;
        save(tx, &mark(mail, "b@customer.example"), again)
    };
    let forced = store.write(forced).await;
    assert!(matches!(&forced, Err(StoreError::Sql(words)) if words.contains("comment.mail")), "{forced:?}");
    assert_eq!(rows(store, "SELECT text FROM comment").await.len(), 2);
}

#[tokio::test]
async fn changes_are_kept_with_who_why_and_which_mail() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let ticket = open_ticket(store, "a").await;
    let mail = record(store, &["b"]).await[0];
    let mut decision = commenting(store, ticket).await;
    let status = |name: &str| StatusName(name.to_owned());
    let changes = [
        Change::Assign { to: "anna".to_owned(), reason: By::Rule { name: "first".to_owned() } },
        Change::Status {
            from: status("new"),
            to: status("resolved"),
            reason: By::Command { line: "#resolved".to_owned() },
        },
        Change::FeedbackAsked,
        Change::Rated { score: 4, comment: "quick".to_owned() },
    ];
    decision.steps[0].change_all(changes, now());
    let after = apply(store, mark(mail, "b@customer.example"), decision).await.unwrap().unwrap();
    assert_eq!((after.status, after.assignee), (status("resolved"), Some("anna".to_owned())));
    assert_eq!(after.feedback, FeedbackState::Rated(4));
    let told = "SELECT concat_ws('|', kind, actor, before, after, reason, mail) FROM event ORDER BY id";
    assert_eq!(
        rows(store, told).await,
        [
            r#"assigned|ada@customer.example|anna|{"key":"rule","name":"first"}|2"#,
            r##"status|ada@customer.example|new|resolved|{"key":"command","line":"#resolved"}|2"##,
            r#"feedback-asked|ada@customer.example|{"key":"done"}|2"#,
            r#"rated|ada@customer.example|4|{"key":"words","words":"quick"}|2"#,
        ]
    );
}

#[tokio::test]
async fn files_stand_with_the_first_comment_and_notes_without_a_mail() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let mail = record(store, &["a"]).await[0];
    let mut mark = mark(mail, "a@customer.example");
    let pdf = Attachment {
        index: 1,
        name: "log.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        size: 12,
        content_id: None,
        inline: false,
        is_in_words: false,
        has_letter: false,
    };
    mark.attachments = vec![pdf];
    let mut decision = opening("a@customer.example");
    decision.steps[0].comments.push(NewComment::of_desk("The mail names another.".to_owned()));
    apply(store, mark, decision).await.unwrap();
    assert_eq!(rows(store, "SELECT concat_ws('|', comment, place, name) FROM attachment").await, ["1|1|log.pdf"]);
    let comments = "SELECT concat_ws('|', mail, author_address, role, visibility) FROM comment ORDER BY id";
    assert_eq!(rows(store, comments).await, ["1|ada@customer.example|requester|public", "machine|internal"]);
}

#[tokio::test]
async fn a_suppressed_mail_has_its_end_and_no_ticket() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let mail = record(store, &["a"]).await[0];
    let outcome = Outcome::without_ticket(End::Suppressed, Handling::MachineOpensNone { kind: "bulk".to_owned() });
    assert_eq!(apply(store, mark(mail, "a@customer.example"), outcome).await.unwrap(), None);
    let ends = "SELECT concat_ws('|', outcome, reasons, origin, subject) FROM mail";
    let expected = r#"suppressed|[{"key":"machine-opens-none","kind":"bulk"}]|person|The press stops"#;
    assert_eq!(rows(store, ends).await, [expected]);
    assert_eq!(store.claim_mails(9, 1 << 20).await.unwrap(), []);
}

#[tokio::test]
async fn contradictions_are_refused_whole() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let mail = record(store, &["a"]).await[0];
    let no_ticket = commenting(store, TicketNumber(99)).await;
    let mut no_comment = opening("a@customer.example");
    no_comment.steps[0].comments.clear();
    let no_end = Outcome { end: None, ..opening("a@customer.example") };
    for decision in [no_ticket, no_comment, no_end] {
        let refused = apply(store, mark(mail, "a@customer.example"), decision).await;
        assert!(matches!(refused, Err(StoreError::Contradiction(_))), "{refused:?}");
    }
    let unknown = apply(store, mark(MailId(99), "a@customer.example"), opening("a@customer.example")).await;
    assert!(matches!(unknown, Err(StoreError::Contradiction(_))), "{unknown:?}");
    assert_eq!(rows(store, "SELECT subject FROM ticket").await, Vec::<String>::new());
    assert_eq!(store.claim_mails(9, 1 << 20).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_decided_on_an_older_ticket_is_stale() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let ticket = open_ticket(store, "a").await;
    let mails = record(store, &["b", "c"]).await;
    let (one, other) = (commenting(store, ticket).await, commenting(store, ticket).await);
    apply(store, mark(mails[0], "b@customer.example"), one).await.unwrap();
    let stale = apply(store, mark(mails[1], "c@customer.example"), other.clone()).await;
    assert_eq!(stale, Err(StoreError::Contradiction("Stale".to_owned())));
    assert_eq!(rows(store, "SELECT text FROM comment").await.len(), 2, "nothing of it is written");
    let anew = commenting(store, ticket).await;
    apply(store, mark(mails[1], "c@customer.example"), anew).await.unwrap();
}

#[tokio::test]
async fn a_comment_need_not_have_a_mail() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let ticket = open_ticket(store, "a").await;
    let outcome = Outcome { end: None, ..commenting(store, ticket).await };
    let work = move |tx: &mut Tx<'_>| {
        let actor = Some("ada@customer.example");
        tx.save(Record { outcome: &outcome, mail: None, actor, due: None, letters: &[], counted: &[] }, later(5))
    };
    assert_eq!(store.write(work).await.unwrap(), Saved::Saved);
    let comments = "SELECT concat_ws('|', coalesce(mail, 'none'), author_address) FROM comment ORDER BY id";
    assert_eq!(rows(store, comments).await, ["1|ada@customer.example", "none|ada@customer.example"]);
}
