//! Tests the third belt with a courier in memory: answers, and the outbox after them.

mod obstacles;

use std::sync::Mutex;

use super::*;
use crate::courier::MemoryCourier;
use crate::flow::ingest::Ingest;
use crate::flow::samples::{self, address, ask, clock, concluded, desk, later, letters, mail, mail_with_file, outbox};
use crate::look::Wordmark;
use crate::store::Reading;
use crate::store::read::LetterState;
use crate::store::samples::{Scratch, make_newer, unchecked};

/// Ada's mail, her confirmation and Anna's notification.
async fn two_letters() -> Scratch {
    concluded(&[mail("a", "\r\nThe press stops.")]).await
}

fn deliver<C: Courier>(scratch: &Scratch, courier: C) -> Deliver<C> {
    Deliver::new(scratch.store.clone(), courier, desk(), RetrySchedule::default(), clock())
}

async fn reasons(scratch: &Scratch) -> Vec<String> {
    letters(&scratch.store).await.into_iter().map(|letter| letter.words).collect()
}

const WORDS: &str = "550 5.1.1 no such user";

#[tokio::test]
async fn the_outbox_says_what_the_courier_answered() {
    let ada = address("ada@customer.example");
    let check = async |answer: fn(String) -> DeliveryOutcome, state: LetterState, deferred: usize, all: usize| {
        let scratch = two_letters().await;
        let courier = MemoryCourier::new();
        courier.refuse(&ada, answer(WORDS.to_owned()));
        let delivered = deliver(&scratch, courier).step().await.unwrap();
        assert_eq!(delivered, Delivered { tried: 2, deferred, pause: None });
        let letters = letters(&scratch.store).await;
        let of_ada = letters.iter().find(|letter| letter.to.address == ada).unwrap();
        assert_eq!((of_ada.state, of_ada.attempts, of_ada.words.as_str()), (state, 1, WORDS));
        let waits = matches!(state, LetterState::Queued | LetterState::Unknown);
        assert_eq!(of_ada.next_at.is_some_and(|at| at > later(30) && at < later(90)), waits, "{:?}", of_ada.next_at);
        assert_eq!(letters.len(), all, "{letters:#?}");
    };
    check(DeliveryOutcome::Accepted, LetterState::Accepted, 0, 2).await;
    check(DeliveryOutcome::Deferred, LetterState::Queued, 1, 2).await;
    check(DeliveryOutcome::Unknown, LetterState::Unknown, 0, 2).await;
    // Anna is notified that Ada's letter failed.
    check(DeliveryOutcome::Rejected, LetterState::Failed, 0, 3).await;
}

#[tokio::test]
async fn the_wordmark_goes_with_letters_that_show_it() {
    const HEADER: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x58\0\0\0\x48\x08\x06\0\0\0";
    let mark = Wordmark::read(HEADER.to_vec()).unwrap();
    let shown = format!("Content-ID: <{}>", mark.id);
    let mut desk = Arc::into_inner(desk()).unwrap();
    desk.letter_writer.look.wordmark = Some(mark);
    let (desk, scratch, courier) = (Arc::new(desk), Scratch::new(), MemoryCourier::new());
    samples::record(&scratch.store, &[mail("a", "\r\nThe press stops.")]).await;
    Ingest::new(scratch.store.clone(), desk.clone(), clock()).step().await.unwrap();
    let schedule = RetrySchedule::default();
    Deliver::new(scratch.store.clone(), courier.clone(), desk, schedule, clock()).step().await.unwrap();
    let sent = courier.take();
    let of = |name: &str| sent.iter().find(|message| message.recipient == address(name)).unwrap();
    let has_picture = |name: &str| String::from_utf8_lossy(&of(name).bytes).contains(&shown);
    assert!(has_picture("ada@customer.example") && !has_picture("anna@desk.example"));
}

#[tokio::test]
async fn what_failed_is_told_to_agents_and_their_own_failures_are_not() {
    let scratch = two_letters().await;
    let courier = MemoryCourier::new();
    for nobody in ["ada@customer.example", "anna@desk.example"] {
        courier.refuse(&address(nobody), DeliveryOutcome::Rejected("550 no such user".to_owned()));
    }
    let mut deliver = deliver(&scratch, courier);
    while deliver.step().await.unwrap().tried > 0 {}
    let expected = ["confirmation ada: failed", "new-ticket anna: failed", "undeliverable anna: failed"];
    let mut found = outbox(&scratch.store).await;
    found.sort();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_letter_is_tried_until_it_is_too_old() {
    let scratch = two_letters().await;
    let courier = MemoryCourier::new();
    courier.refuse(&address("ada@customer.example"), DeliveryOutcome::Deferred("451 later".to_owned()));
    let mut deliver = deliver(&scratch, courier);
    for _ in 0..200 {
        deliver.step().await.unwrap();
        let Some(due) = scratch.store.next_letter_due().await.unwrap() else { break };
        deliver.clock.set(due);
    }
    let letters = letters(&scratch.store).await;
    let ada = letters.iter().find(|letter| letter.to.address == address("ada@customer.example")).unwrap();
    assert_eq!((ada.state, ada.expired, ada.next_at), (LetterState::Failed, true, None));
    assert!(deliver.clock.now() > later(4 * 24 * 3600) && deliver.clock.now() < later(6 * 24 * 3600));
}

/// Defers the first letters that it gets, and records the bytes of all.
#[derive(Default, Clone)]
struct Deferring(Arc<Mutex<Vec<Vec<Vec<u8>>>>>);

impl Courier for Deferring {
    async fn send(&mut self, messages: &[OutgoingMessage]) -> Vec<DeliveryOutcome> {
        let mut batches = self.0.lock().unwrap();
        batches.push(messages.iter().map(|message| Vec::clone(&message.bytes)).collect());
        let is_first = batches.len() == 1;
        let outcome = || {
            if is_first {
                DeliveryOutcome::Deferred("451 later".to_owned())
            } else {
                DeliveryOutcome::Accepted(String::new())
            }
        };
        messages.iter().map(|_| outcome()).collect()
    }
}

#[tokio::test]
async fn a_letter_has_the_same_bytes_at_every_attempt_whatever_is_made_of_it_later() {
    let scratch = two_letters().await;
    let kept = async || ask(&scratch.store, Reading::count_composed).await;
    let courier = Deferring::default();
    let mut deliver = deliver(&scratch, courier.clone());
    assert_eq!(deliver.step().await.unwrap().deferred, 2);
    assert_eq!(kept().await, 2);
    // As if a newer maildesk composed them otherwise.
    unchecked(&scratch.store, "UPDATE letter SET text = 'Something else.', html = NULL").await;
    while let Some(due) = scratch.store.next_letter_due().await.unwrap() {
        deliver.clock.set(due);
        deliver.step().await.unwrap();
    }
    let batches = courier.0.lock().unwrap().clone();
    let (first, mut again) = (&batches[0], batches[1..].concat());
    again.sort_by_key(|bytes| first.iter().position(|other| other == bytes));
    assert_eq!((first.len(), first), (2, &again));
    assert_eq!(kept().await, 0);
}

/// Records the sizes of its batches.
#[derive(Default, Clone)]
struct Scales(Arc<Mutex<Vec<Vec<usize>>>>);

impl Courier for Scales {
    async fn send(&mut self, messages: &[OutgoingMessage]) -> Vec<DeliveryOutcome> {
        self.0.lock().unwrap().push(messages.iter().map(|message| message.bytes.len()).collect());
        messages.iter().map(|_| DeliveryOutcome::Accepted(String::new())).collect()
    }
}

#[tokio::test]
async fn large_files_go_out_a_few_at_a_time() {
    let large: Vec<Vec<u8>> = (0..3).map(|index| mail_with_file(&format!("m{index}"), 5 << 20)).collect();
    let scratch = concluded(&large).await;
    let scales = Scales::default();
    let mut deliver = deliver(&scratch, scales.clone());
    while deliver.step().await.unwrap().tried > 0 {}
    let batches = scales.0.lock().unwrap().clone();
    let sizes: Vec<usize> = batches.iter().map(|batch| batch.iter().sum()).collect();
    assert_eq!(batches.iter().flatten().count(), 6);
    assert!(batches.iter().flatten().any(|&bytes| bytes > 5 << 20), "no letter encloses a file: {batches:?}");
    assert!(sizes.iter().all(|&bytes| bytes < 17 << 20), "{sizes:?}");
    assert!(sizes.iter().sum::<usize>() > 17 << 20, "one batch holds all: {sizes:?}");
}

/// A courier that panics, or returns too few outcomes.
struct Broken {
    panics: bool,
}

impl Courier for Broken {
    async fn send(&mut self, messages: &[OutgoingMessage]) -> Vec<DeliveryOutcome> {
        assert!(!self.panics, "a courier that panics");
        messages.iter().skip(1).map(|_| DeliveryOutcome::Accepted(String::new())).collect()
    }
}

#[tokio::test]
async fn a_courier_that_panics_or_forgets_a_letter_leaves_none_behind() {
    for (panics, unknown) in [(true, 2), (false, 1)] {
        let scratch = two_letters().await;
        let delivered = deliver(&scratch, Broken { panics }).step().await.unwrap();
        assert_eq!(delivered.tried, 2);
        let found = letters(&scratch.store).await;
        let in_doubt = |letter: &&crate::store::read::LetterLine| letter.state == LetterState::Unknown;
        assert_eq!(found.iter().filter(in_doubt).count(), unknown, "{found:#?}");
        assert!(found.iter().all(|letter| letter.state != LetterState::Sending));
    }
}

#[tokio::test]
async fn what_was_sent_is_not_sent_again_for_want_of_a_note() {
    let scratch = two_letters().await;
    let courier = MemoryCourier::new();
    let mut deliver = deliver(&scratch, courier.clone());
    let claimed = deliver.claim().await.unwrap();
    crate::store::samples::limit_pages(&scratch.store, 1).await;
    let fat = DeliveryOutcome::Accepted("x".repeat(1 << 20));
    courier.refuse(&address("ada@customer.example"), fat);
    deliver.carry(claimed).await.unwrap_err();
    deliver.step().await.unwrap_err();
    assert_eq!(courier.take().len(), 2);
    crate::store::samples::limit_pages(&scratch.store, 1 << 30).await;
    assert_eq!(deliver.step().await.unwrap(), Delivered::default());
    assert!(courier.take().is_empty());
    assert_eq!(outbox(&scratch.store).await, ["confirmation ada: accepted", "new-ticket anna: accepted"]);
}

#[tokio::test]
async fn a_letter_whose_outcome_is_recorded_already_holds_up_no_other() {
    let scratch = two_letters().await;
    let mut deliver = deliver(&scratch, MemoryCourier::new());
    let claimed = deliver.claim().await.unwrap();
    let (first, words) = (claimed[0].id, "by hand".to_owned());
    let by_hand = LetterOutcome::Failed { words, expired: false };
    scratch.store.write(move |tx| tx.record_outcome(first, &by_hand, later(0))).await.unwrap();
    assert_eq!(deliver.carry(claimed).await.unwrap().tried, 2);
    assert_eq!(outbox(&scratch.store).await, ["confirmation ada: failed", "new-ticket anna: accepted"]);
    assert_eq!(reasons(&scratch).await, ["by hand", "kept in memory"]);
}

/// Counts the calls of `rest`.
#[derive(Default, Clone)]
struct Tired(Arc<Mutex<u32>>);

impl Courier for Tired {
    async fn send(&mut self, messages: &[OutgoingMessage]) -> Vec<DeliveryOutcome> {
        messages.iter().map(|_| DeliveryOutcome::Accepted(String::new())).collect()
    }

    async fn rest(&mut self) {
        *self.0.lock().unwrap() += 1;
    }
}

#[tokio::test]
async fn the_courier_rests_when_nothing_is_due_and_at_the_end() {
    let scratch = two_letters().await;
    let courier = Tired::default();
    let mut belt_deliver = deliver(&scratch, courier.clone());
    belt_deliver.step().await.unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    let belt = Belt::new("deliver", stop.clone());
    let nobody = Notify::new();
    tokio::time::pause();
    belt_deliver.idle(&belt, &nobody).await;
    assert_eq!(*courier.0.lock().unwrap(), 1);
    nobody.notify_one();
    belt_deliver.idle(&belt, &nobody).await;
    assert_eq!(*courier.0.lock().unwrap(), 1, "a letter that comes soon finds the connection open");
    stop.cancel();
    belt_deliver.run(belt).await;
    assert_eq!(*courier.0.lock().unwrap(), 2);
}

#[tokio::test]
async fn a_new_letter_wakes_the_belt() {
    let scratch = Scratch::new();
    let courier = MemoryCourier::new();
    let stop = tokio_util::sync::CancellationToken::new();
    let running = tokio::spawn(deliver(&scratch, courier.clone()).run(Belt::new("deliver", stop.clone())));
    samples::record(&scratch.store, &[mail("a", "\r\nThe press stops.")]).await;
    crate::flow::Ingest::new(scratch.store.clone(), desk(), clock()).step().await.unwrap();
    while outbox(&scratch.store).await.iter().any(|line| !line.ends_with("accepted")) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    stop.cancel();
    running.await.unwrap();
    assert_eq!(courier.take().len(), 2);
    assert_eq!(ask(&scratch.store, |reading| reading.letters(crate::store::read::LetterFilter::Waiting, 9)).await, []);
}

#[tokio::test]
async fn a_letter_of_a_newer_program_waits_and_the_others_go_out() {
    let scratch = two_letters().await;
    let first = letters(&scratch.store).await[0].id;
    make_newer(&scratch.store, first).await;
    let mut deliver = deliver(&scratch, MemoryCourier::new());
    assert_eq!(deliver.step().await.unwrap().tried, 1);
    assert_eq!(deliver.step().await.unwrap().tried, 0);
    assert_eq!(outbox(&scratch.store).await, ["digest ada: queued", "new-ticket anna: accepted"]);
    let waits = &letters(&scratch.store).await[0];
    assert_eq!((waits.attempts, waits.next_at), (0, Some(later(3600))));
}
