//! Searching over a real database: what somebody finds is what they may see at that moment.

use super::*;
use crate::desk::people::People;
use crate::desk::samples;
use crate::flow::Index;
use crate::store::samples::{Scratch, open_ticket, unchecked};

/// Ada's 200 tickets. Eve has those from 301 to 305, which say the same as one of Ada's.
async fn scratch() -> Scratch {
    let scratch = Scratch::new();
    open_ticket(&scratch.store, "a").await;
    unchecked(
        &scratch.store,
        "INSERT INTO person (id, key, address, name) VALUES (11, 'eve@stranger.example', 'eve@stranger.example', ''); \
         WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 305) \
         INSERT INTO ticket (number, subject, status, requester, mailbox, opened_at, status_at, changed_at) \
             SELECT i, 'Case ' || i, 'new', iif(i > 300, 11, 1), 'support', 0, 0, 0 FROM n WHERE i <= 200 OR i > 300; \
         INSERT INTO comment (ticket, at, role, visibility, text) \
             SELECT number, 0, 'requester', 'public', iif(number = 20 OR number > 300, 'A needle', 'Some hay') FROM ticket; \
         INSERT INTO comment (ticket, at, role, visibility, text) VALUES (10, 0, 'agent', 'internal', 'A secret'), \
             (30, 0, 'outsider', 'withheld', 'A stranger')",
    )
    .await;
    index(&scratch).await;
    scratch
}

async fn index(scratch: &Scratch) {
    let index = Index::new(scratch.store.clone());
    while index.step().await.unwrap() {}
}

/// What an address finds among tickets of this list, at most three.
async fn hits(scratch: &Scratch, who: &str, scope: TicketScope, asked: (&str, Option<i64>)) -> (Vec<i64>, Option<i64>) {
    let (who, typed) = (Address::parse(who).unwrap(), asked.0.to_owned());
    let below = asked.1.map(TicketNumber);
    let search = move |reading: &Reading| {
        let policy = Policy { people: People { agents: samples::agents(), ..People::default() }, ..samples::policy() };
        let searcher = Searcher { policy: &policy, reading, address: &who };
        searcher.search((&scope, &[StatusName("new".to_owned())]), &typed, (below, 3))
    };
    let found = scratch.store.read(search).await.unwrap();
    (found.numbers.iter().map(|number| number.0).collect(), found.next_below.map(|number| number.0))
}

const ADA: &str = "ada@customer.example";
const EVE: &str = "eve@stranger.example";

fn of(address: &str) -> TicketScope {
    TicketScope::Person(Address::parse(address).unwrap())
}

#[tokio::test]
async fn everybody_finds_their_own() {
    let scratch = scratch().await;
    let check = async |who: &str, typed: &str, below: Option<i64>, expected: (&[i64], Option<i64>)| {
        let found = hits(&scratch, who, of(who), (typed, below)).await;
        assert_eq!((found.0.as_slice(), found.1), expected, "{who} {typed} {below:?}");
    };
    // Ada has more tickets than are looked at one by one, Eve has few.
    check(ADA, "needle", None, (&[20], None)).await;
    check(ADA, "secret", None, (&[], None)).await;
    check(ADA, "stranger", None, (&[], None)).await;
    check(ADA, "case hay", None, (&[200, 199, 198], Some(198))).await;
    check(ADA, "case hay", Some(198), (&[197, 196, 195], Some(195))).await;
    check(ADA, "case hay", Some(4), (&[3, 2], None)).await;
    check(ADA, "\"needle hay\"", None, (&[], None)).await;
    check(EVE, "needle", None, (&[305, 304, 303], Some(303))).await;
    check(EVE, "needle", Some(303), (&[302, 301], None)).await;
    check(EVE, "hay", None, (&[], None)).await;
    check(EVE, "", None, (&[], None)).await;
    check(EVE, "\" * (", None, (&[], None)).await;
    check(EVE, "HD-00305", None, (&[305], None)).await;
    check(EVE, "HD-00020", None, (&[], None)).await;
}

#[tokio::test]
async fn nobody_finds_in_lists_of_others() {
    let scratch = scratch().await;
    for (who, scope) in [(EVE, of(ADA)), (ADA, of(EVE)), (EVE, TicketScope::All), (EVE, TicketScope::Unassigned)] {
        let (found, _) = hits(&scratch, who, scope.clone(), ("needle", None)).await;
        let is_own = |number: &i64| (who == EVE) == (*number > 300);
        assert!(found.iter().all(is_own), "{who} {scope:?} {found:?}");
    }
}

#[tokio::test]
async fn an_index_that_lags_tells_nothing() {
    let scratch = scratch().await;
    let ada = async |typed: &str| hits(&scratch, ADA, of(ADA), (typed, None)).await.0;
    assert_eq!(ada("needle").await, [20]);
    unchecked(&scratch.store, "UPDATE comment SET visibility = 'internal' WHERE ticket = 20").await;
    assert_eq!(ada("needle").await, [] as [i64; 0]);
    unchecked(&scratch.store, "UPDATE comment SET visibility = 'public' WHERE ticket = 20").await;
    assert_eq!(ada("needle").await, [20]);
    unchecked(&scratch.store, "UPDATE ticket SET requester = 11 WHERE number = 20").await;
    assert_eq!(ada("needle").await, [] as [i64; 0]);
    unchecked(&scratch.store, "UPDATE ticket SET requester = 1, status = 'resolved' WHERE number = 20").await;
    assert_eq!(ada("needle").await, [] as [i64; 0]);
}

#[tokio::test]
async fn agents_find_everything() {
    let scratch = scratch().await;
    let check = async |typed: &'static str, below: Option<i64>, expected: (&[i64], Option<i64>)| {
        let search =
            move |reading: &Reading| everywhere(&samples::policy(), reading, typed, (below.map(TicketNumber), 3));
        let found = scratch.store.read(search).await.unwrap();
        let numbers: Vec<i64> = found.numbers.iter().map(|number| number.0).collect();
        assert_eq!((numbers.as_slice(), found.next_below.map(|it| it.0)), expected, "{typed} {below:?}");
    };
    check("secret", None, (&[10], None)).await;
    check("stranger", None, (&[30], None)).await;
    check("needle", None, (&[305, 304, 303], Some(303))).await;
    check("needle", Some(303), (&[302, 301, 20], None)).await;
    check("HD-00010", None, (&[10], None)).await;
    check("10", None, (&[10, 109, 108, 107], Some(107))).await;
    check("999", None, (&[], None)).await;
    check(" ", None, (&[], None)).await;
}

#[test]
fn words_in_addresses_are_only_words() {
    assert_eq!(in_query("a&b=c #\"ü"), "a%26b%3Dc%20%23%22%C3%BC");
}
