//! The index of words, over real databases.

use super::*;
use crate::mail::Address;
use crate::store::Store;
use crate::store::samples::{Scratch, open_ticket, unchecked};

fn folded(texts: &[String]) -> FoldedText {
    texts.iter().map(String::as_str).collect()
}

fn row(ticket: TicketNumber, texts: &TicketTexts) -> IndexRow {
    let subject = std::iter::once(texts.subject.as_str()).collect();
    IndexRow { ticket, subject, said: folded(&texts.said), notes: folded(&texts.notes) }
}

/// Indexes everything, so many tickets at a time. Returns how many parts there were.
async fn fill(store: &Store, most: usize) -> usize {
    for parts in 1.. {
        let found = store.read(move |reading| reading.unindexed(most)).await.unwrap();
        let rows: Vec<IndexRow> = found.tickets.iter().map(|(number, texts)| row(*number, texts)).collect();
        store.write(move |tx| tx.index(&rows, found.mark)).await.unwrap();
        if !found.has_more {
            return parts;
        }
        assert!(parts < 100, "it never ends");
    }
    0
}

async fn found(store: &Store, scope: Option<TicketScope>, typed: &str) -> Vec<i64> {
    let words = LookedFor::parse(typed);
    let search = move |reading: &Reading| {
        let within = scope.as_ref().map_or(Within::Everything, Within::Public);
        reading.search(within, &words, (None, 99))
    };
    store.read(search).await.unwrap().into_iter().map(|number| number.0).collect()
}

/// Six tickets of Ada's; Bob follows the second, which is Acme's and has a note.
async fn scratch() -> Scratch {
    let scratch = Scratch::new();
    for name in ["a", "b", "c", "d", "e", "f"] {
        open_ticket(&scratch.store, name).await;
    }
    unchecked(
        &scratch.store,
        "INSERT INTO person (id, key, address, name) VALUES (10, 'bob@customer.example', 'bob@customer.example', ''); \
         INSERT INTO participant (ticket, person, place, at) VALUES (2, 10, 1, 0); \
         UPDATE ticket SET organisation = 'Acme, Inc.', partners = '[\"it\"]' WHERE number = 2; \
         UPDATE ticket SET subject = 'Störung im Café' WHERE number = 3; \
         INSERT INTO comment (ticket, at, role, visibility, text) VALUES (2, 0, 'agent', 'internal', 'A secret fuse'), \
             (2, 0, 'outsider', 'withheld', 'the stranger says'), (3, 0, 'agent', 'public', 'Which fuse?')",
    )
    .await;
    scratch
}

fn person(address: &str) -> TicketScope {
    TicketScope::Person(Address::parse(address).unwrap())
}

#[tokio::test]
async fn words_are_found_where_they_may_be_seen() {
    let scratch = scratch().await;
    let store = &scratch.store;
    fill(store, 4).await;
    let check = async |scope: Option<TicketScope>, typed: &str, expected: &[i64]| {
        assert_eq!(found(store, scope.clone(), typed).await, expected, "{typed} {scope:?}");
    };
    let ada = || Some(person("ada@customer.example"));
    let bob = || Some(person("bob@customer.example"));
    check(None, "fuse", &[3, 2]).await;
    check(None, "stranger", &[2]).await;
    check(None, "press minutes", &[6, 5, 4, 2, 1]).await;
    check(ada(), "fuse", &[3]).await;
    check(ada(), "secret", &[]).await;
    check(ada(), "stranger", &[]).await;
    check(ada(), "stoerung fus", &[3]).await;
    check(ada(), "\"im cafe\"", &[3]).await;
    check(ada(), "\"cafe im\"", &[]).await;
    check(bob(), "minutes", &[2]).await;
    check(bob(), "minu", &[2]).await;
    check(bob(), "fuse", &[]).await;
    check(Some(TicketScope::Organisation("Acme, Inc.".to_owned())), "press", &[2]).await;
    check(Some(TicketScope::Organisation("Acme".to_owned())), "press", &[]).await;
    check(Some(TicketScope::Partner("it".to_owned())), "press", &[2]).await;
    check(Some(person("eve@stranger.example")), "press", &[]).await;
    check(Some(TicketScope::All), "press", &[]).await;
    // The words for people aren't words of tickets.
    check(None, "p1", &[]).await;
    check(ada(), "p10", &[]).await;
}

#[tokio::test]
async fn any_words_can_be_asked_for() {
    let scratch = scratch().await;
    fill(&scratch.store, 99).await;
    let pieces = [
        "\"",
        "*",
        "(",
        ")",
        "AND",
        "NOT",
        "NEAR(a b)",
        "people:p1",
        "{said}:",
        "^",
        "-",
        "+",
        "'",
        "\0",
        "fuse",
        "ß",
        "机器",
        "\u{301}",
        " ",
        "press",
        ";--",
        "OR",
        ":",
        "%",
        "\u{10ffff}",
        "E-417",
        "\\",
    ];
    let mut state = 7_u32;
    for round in 0..500 {
        let mut typed = String::new();
        for _ in 0..round % 9 {
            // Numbers that are the same in each run (Numerical Recipes).
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            typed.push_str(pieces[(state >> 16) as usize % pieces.len()]);
            typed.push_str(if state >> 31 == 0 { " " } else { "" });
        }
        let ours = Some(person("ada@customer.example"));
        found(&scratch.store, None, &typed).await;
        assert!(!found(&scratch.store, ours, &format!("{typed} secret")).await.contains(&2), "{typed}");
    }
}

#[tokio::test]
async fn the_index_follows_what_happens() {
    let scratch = scratch().await;
    let store = &scratch.store;
    assert!(fill(store, 2).await > 2, "old tickets come in parts");
    unchecked(
        store,
        "INSERT INTO comment (ticket, at, role, visibility, text) VALUES (1, 0, 'agent', 'public', 'Zebra')",
    )
    .await;
    assert_eq!(found(store, None, "zebra").await, [] as [i64; 0]);
    fill(store, 9).await;
    assert_eq!(found(store, None, "zebra").await, [1]);
    assert_eq!(found(store, None, "minutes").await, [6, 5, 4, 3, 2, 1]);
    // Somebody joins, and a comment that was withheld becomes public.
    unchecked(
        store,
        "UPDATE comment SET visibility = 'public' WHERE visibility = 'withheld'; \
         INSERT INTO participant (ticket, person, place, at) VALUES (1, 10, 1, 0); \
         INSERT INTO event (ticket, at, kind, reason) VALUES (2, 0, 'joined', '[]'), (1, 0, 'joined', '[]')",
    )
    .await;
    let bob = || Some(person("bob@customer.example"));
    assert_eq!(found(store, bob(), "stranger").await, [] as [i64; 0]);
    fill(store, 9).await;
    assert_eq!(found(store, bob(), "stranger").await, [2]);
    assert_eq!(found(store, bob(), "zebra").await, [1]);
    // What was taken back isn't found any more.
    let erase = "UPDATE comment SET text = '' WHERE text = 'Zebra'; \
                 INSERT INTO event (ticket, at, kind, reason) VALUES (1, 0, 'replayed', '[]')";
    unchecked(store, erase).await;
    fill(store, 9).await;
    assert_eq!(found(store, None, "zebra").await, [] as [i64; 0]);
    let empty: fn(&mut crate::store::Tx<'_>) -> Result<(), StoreError> = |tx| tx.empty_index();
    store.write(empty).await.unwrap();
    assert_eq!(found(store, None, "press").await, [] as [i64; 0]);
    fill(store, 9).await;
    assert_eq!(found(store, None, "minutes").await, [6, 5, 4, 3, 2, 1]);
    let check = store.read(|reading| value::<String>(reading.conn(), "PRAGMA integrity_check", []));
    assert_eq!(check.await.unwrap().as_deref(), Some("ok"));
}

#[tokio::test]
async fn a_page_of_hits_goes_on_below_the_last() {
    let scratch = scratch().await;
    fill(&scratch.store, 99).await;
    let words = LookedFor::parse("minutes");
    let search = move |reading: &Reading| {
        let below = Some(TicketNumber(5));
        reading.search(Within::Everything, &words, (below, 2))
    };
    assert_eq!(scratch.store.read(search).await.unwrap(), [TicketNumber(4), TicketNumber(3)]);
}

#[tokio::test]
async fn nothing_on_the_way_of_the_index_scans() {
    let scratch = scratch().await;
    let texts = [
        "SELECT id AS place, ticket FROM comment WHERE id > ?1 ORDER BY id LIMIT ?2",
        "SELECT id AS place, ticket FROM event WHERE id > ?1 ORDER BY id LIMIT ?2",
        "SELECT number FROM ticket WHERE number < ?1 ORDER BY number DESC LIMIT ?2",
        "SELECT text FROM comment WHERE ticket = ?1 AND visibility = 'public' ORDER BY id DESC LIMIT ?2",
        "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid < ?2 ORDER BY rowid DESC LIMIT ?3",
    ];
    let plans = move |reading: &Reading| {
        let mut steps = Vec::new();
        for sql in texts {
            let mut explain = reading.conn().prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let found =
                explain.raw_query().mapped(|row| row.get::<_, String>("detail")).collect::<Result<Vec<_>, _>>()?;
            steps.extend(found);
        }
        Ok(steps)
    };
    for step in scratch.store.read(plans).await.unwrap() {
        assert!(step.starts_with("SEARCH") || step.ends_with("VIRTUAL TABLE INDEX 192:M4<"), "{step}");
    }
}

#[tokio::test]
async fn only_the_newest_words_of_a_long_ticket_are_read() {
    let scratch = scratch().await;
    let long = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40) \
                INSERT INTO comment (ticket, at, role, visibility, text) \
                SELECT 4, 0, 'agent', 'public', 'é' || i || ' ' || replace(hex(zeroblob(5000)), '0', 'é') FROM n";
    unchecked(&scratch.store, long).await;
    let texts = scratch.store.read(|reading| reading.texts(TicketNumber(4), false)).await.unwrap().unwrap();
    let bytes: usize = texts.said.iter().map(String::len).sum();
    assert!(bytes <= MOST_OF_TICKET && bytes + 1 >= MOST_OF_TICKET, "{bytes}");
    assert!(texts.said[0].starts_with("é40 ") && texts.notes.is_empty());
}
