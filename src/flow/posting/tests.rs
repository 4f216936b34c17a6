//! Tests postings on a real database: the same tickets and letters as by mail, or nothing at all.

use super::*;
use crate::desk::posting::PostedPerson;
use crate::flow::Ingest;
use crate::flow::samples::{address, clock, concluded, desk, later, mail, mails, outbox};
use crate::store::samples::Scratch;
use crate::store::{Session, Store};

const KEY: SessionKey = [7; 32];

async fn sign_in(store: &Store, key: SessionKey, who: &str) {
    let session = Session {
        key,
        person: Contact::new("", address(who)),
        is_agent: who.ends_with("@desk.example"),
        language: None,
        browser: String::new(),
        since: later(0),
        seen_at: later(0),
    };
    store.write(move |tx| tx.open_session(&session)).await.unwrap();
}

fn page(who: &str, nonce: &str, posting: Posting) -> NewPage {
    let posting = Posting { address: who.to_owned(), ..posting };
    let (nonce, mailbox) = (nonce.to_owned(), "support".to_owned());
    NewPage { proof: PageProof::Session(KEY), nonce, seen: None, posting, files: Vec::new(), mailbox }
}

fn words(ticket: Option<i64>, text: &str) -> Posting {
    Posting { ticket, subject: "The oven".to_owned(), text: text.to_owned(), ..Posting::default() }
}

async fn post(store: &Store, page: NewPage) -> Posted {
    let bytes = page.compose(&desk(), later(60)).unwrap();
    store.write(move |tx| desk().post(tx, &page, &bytes, later(60))).await.unwrap()
}

/// A ticket of Ada's, who is signed in.
async fn scratch(who: &str) -> Scratch {
    let scratch = concluded(&[mail("a", "\r\nThe press stops.")]).await;
    sign_in(&scratch.store, KEY, who).await;
    scratch
}

fn done(posted: &Posted) -> (i64, Option<i64>) {
    match posted {
        Posted::Done { mail, ticket } => (mail.0, ticket.map(|ticket| ticket.0)),
        Posted::Refused(why) => panic!("{why:?}"),
    }
}

#[tokio::test]
async fn a_comment_and_a_new_ticket_are_what_mails_are() {
    let scratch = scratch("ada@customer.example").await;
    let store = &scratch.store;
    let comment = page("ada@customer.example", "1", words(Some(1), "It stops again."));
    assert_eq!(done(&post(store, comment).await), (2, Some(1)));
    let new = page("ada@customer.example", "2", words(None, "The oven is cold."));
    assert_eq!(done(&post(store, new).await), (3, Some(2)));
    let letters = ["confirmation ada: queued", "new-ticket anna: queued", "new-comment anna: queued"];
    assert_eq!(outbox(store).await, [&letters[..], &letters[..2]].concat());
    let ends: Vec<_> = mails(store).await.iter().map(|mail| mail.end.clone().unwrap().unwrap()).collect();
    assert_eq!(ends, [End::Opened, End::Commented, End::Opened]);
    assert_eq!(Ingest::new(store.clone(), desk(), clock()).step().await.unwrap(), 0, "nothing waits");
}

#[tokio::test]
async fn what_is_posted_twice_counts_once() {
    let scratch = scratch("ada@customer.example").await;
    let store = &scratch.store;
    for text in ["It stops again.", "It stops again.", "Other words in the same form."] {
        let page = page("ada@customer.example", "1", words(Some(1), text));
        assert_eq!(done(&post(store, page).await), (2, Some(1)));
    }
    assert_eq!(mails(store).await.len(), 2);
}

#[tokio::test]
async fn a_refusal_writes_nothing() {
    let scratch = scratch("ada@customer.example").await;
    let store = &scratch.store;
    sign_in(store, [8; 32], "eve@stranger.example").await;
    let before = (mails(store).await, outbox(store).await);
    let ada = |posting: Posting| page("ada@customer.example", "1", posting);
    let check = async |page: NewPage, expected: &str| {
        let found = format!("{:?}", post(store, page).await);
        assert!(found.contains(expected), "{found}: {expected}");
        assert_eq!((mails(store).await, outbox(store).await), before, "{expected}");
    };
    check(NewPage { proof: PageProof::Session([9; 32]), ..ada(words(Some(1), "x")) }, "SignedOut").await;
    check(page("eve@stranger.example", "1", words(Some(1), "x")), "SignedOut").await;
    let eve = NewPage { proof: PageProof::Session([8; 32]), ..page("eve@stranger.example", "1", words(Some(1), "x")) };
    check(eve.clone(), "NotPossible").await;
    check(ada(words(Some(99), "no such ticket")), "NotPossible").await;
    check(ada(Posting { commands: vec!["#resolved".to_owned()], ..words(Some(1), "x") }), "NotTheirs").await;
    check(ada(Posting { transition: Some("resolved".to_owned()), ..words(Some(1), "x") }), "NotPossible").await;
    check(ada(Posting { leaves: Some("bob@customer.example".to_owned()), ..words(Some(1), "x") }), "NotPossible").await;
    check(ada(Posting { rating: Some(9), ..words(Some(1), "x") }), "Score").await;
    let eve = PostedPerson { address: "eve@stranger.example".to_owned(), name: String::new() };
    check(ada(Posting { colleague: Some(eve), ..words(None, "for Eve") }), "OfTwoCompanies").await;
}

#[tokio::test]
async fn whoever_answers_an_older_page_is_told() {
    let scratch = scratch("ada@customer.example").await;
    let store = &scratch.store;
    sign_in(store, [8; 32], "anna@desk.example").await;
    let reply = Posting { commands: vec!["#public".to_owned()], ..words(Some(1), "Turn it off.") };
    let reply = NewPage { proof: PageProof::Session([8; 32]), ..page("anna@desk.example", "1", reply) };
    done(&post(store, reply).await);
    let stale = NewPage { seen: Some(1), ..page("ada@customer.example", "2", words(Some(1), "I turned it on.")) };
    let Posted::Refused(PostingRefusal::Meanwhile { by, comment }) = post(store, stale.clone()).await else {
        panic!("it was posted");
    };
    assert_eq!(by, "Anna Adler");
    done(&post(store, NewPage { seen: Some(comment), ..stale }).await);
}

#[tokio::test]
async fn files_go_along_and_stay_in_the_ledger() {
    let scratch = scratch("ada@customer.example").await;
    let store = &scratch.store;
    let file = |name: &str| Enclosure {
        name: name.to_owned(),
        content_type: "text/plain".to_owned(),
        bytes: b"fuse F3".to_vec(),
        picture: None,
    };
    let with_files = NewPage {
        files: vec![file("log.txt"), file("Büro \u{202E}txt.exe")],
        ..page("ada@customer.example", "1", words(Some(1), "See the log."))
    };
    let mail = done(&post(store, with_files).await).0;
    let raw = store.read(move |reading| reading.raw(MailId(mail))).await.unwrap().unwrap();
    assert!(raw.starts_with(POSTING_START));
    let story = store.read(|reading| reading.story(TicketNumber(1))).await.unwrap().unwrap();
    let names: Vec<String> = story
        .entries
        .iter()
        .flat_map(|entry| match &entry.told {
            crate::store::read::Told::Comment { files, .. } => files.iter().map(|file| file.name.clone()).collect(),
            _ => Vec::new(),
        })
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(names[0], "log.txt");
}

#[tokio::test]
async fn a_posting_that_is_given_back_is_worked_on_as_a_posting() {
    let scratch = scratch("anna@desk.example").await;
    let store = &scratch.store;
    let posting = Posting { commands: vec!["#note".to_owned()], ..words(Some(1), "#resolved is not a command here") };
    let mail = done(&post(store, page("anna@desk.example", "1", posting)).await).0;
    let again = "UPDATE mail SET outcome = NULL, done_at = NULL, reasons = NULL WHERE id = 2; \
                 DELETE FROM comment WHERE mail = 2";
    crate::store::samples::unchecked(store, again).await;
    assert_eq!(mail, 2);
    while Ingest::new(store.clone(), desk(), clock()).step().await.unwrap() > 0 {}
    let story = store.read(|reading| reading.story(TicketNumber(1))).await.unwrap().unwrap();
    assert_eq!(story.ticket.status.as_str(), "new");
    assert_eq!(mails(store).await[1].end, Some(Ok(End::Commented)));
}
