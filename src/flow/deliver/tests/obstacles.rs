//! Tests what stands in the way of letters: of one sender, of all of them, by their number, by their size.

use super::*;
use crate::courier::{Extent, Obstacle};
use crate::store::{LetterRetry, MailId};

async fn obstacles(scratch: &Scratch) -> Vec<String> {
    let lines = ask(&scratch.store, crate::store::Reading::obstacles).await;
    lines.into_iter().map(|line| format!("{}: {}", line.letters, line.words)).collect()
}

/// Moves the clock to the next letter's time.
async fn wait(deliver: &Deliver<MemoryCourier>, scratch: &Scratch) {
    if let Some(due) = scratch.store.next_letter_due().await.unwrap() {
        deliver.clock.set(due.max(deliver.clock.now()));
    }
}

#[tokio::test]
async fn what_is_said_of_everybody_fails_nobody_and_is_told_until_letters_go() {
    let scratch = two_letters().await;
    let courier = MemoryCourier::new();
    let people = ["ada@customer.example", "anna@desk.example"].map(address);
    for to in &people {
        courier.refuse(to, DeliveryOutcome::Rejected("550 go away".to_owned()));
    }
    let mut deliver = deliver(&scratch, courier.clone());
    for _ in 0..40 {
        deliver.step().await.unwrap();
        wait(&deliver, &scratch).await;
    }
    assert_eq!(outbox(&scratch.store).await, ["confirmation ada: queued", "new-ticket anna: queued"]);
    let told = obstacles(&scratch).await;
    assert!(told.len() == 2 && told.iter().all(|line| line.contains("all recipients are refused alike")), "{told:?}");
    for to in &people {
        courier.relent(to);
    }
    scratch.store.retry_letters(None, deliver.clock.now()).await.unwrap();
    deliver.step().await.unwrap();
    assert_eq!(outbox(&scratch.store).await, ["confirmation ada: accepted", "new-ticket anna: accepted"]);
    assert_eq!(obstacles(&scratch).await, [""; 0]);
}

#[tokio::test]
async fn what_stands_in_the_way_of_one_sender_stops_no_other() {
    let scratch = two_letters().await;
    let courier = MemoryCourier::new();
    let blocked = |extent| DeliveryOutcome::Blocked(Obstacle { extent, words: "553 not yours".to_owned() });
    courier.refuse(&address("ada@customer.example"), blocked(Extent::Sender));
    let mut belt = deliver(&scratch, courier.clone());
    assert_eq!(belt.step().await.unwrap(), Delivered { tried: 2, deferred: 0, pause: None });
    assert_eq!(outbox(&scratch.store).await, ["confirmation ada: queued", "new-ticket anna: accepted"]);
    assert_eq!(obstacles(&scratch).await, ["letters from <> to customers: 553 not yours"]);
    courier.refuse(&address("ada@customer.example"), blocked(Extent::All));
    wait(&belt, &scratch).await;
    assert!(belt.step().await.unwrap().pause.is_some(), "no letter is worth a try");
    courier.relent(&address("ada@customer.example"));
    wait(&belt, &scratch).await;
    belt.step().await.unwrap();
    assert_eq!(obstacles(&scratch).await, [""; 0]);
}

/// Takes letters of some size.
struct Narrow(usize, MemoryCourier);

impl Courier for Narrow {
    async fn send(&mut self, messages: &[OutgoingMessage]) -> Vec<DeliveryOutcome> {
        let mut outcomes = Vec::new();
        for message in messages {
            if message.bytes.len() > self.0 {
                outcomes.push(DeliveryOutcome::TooLarge("552 5.3.4 too large".to_owned()));
            } else {
                outcomes.extend(self.1.send(std::slice::from_ref(message)).await);
            }
        }
        outcomes
    }
}

#[tokio::test]
async fn a_letter_that_is_too_large_goes_on_without_its_files_and_says_so() {
    let scratch = concluded(&[mail_with_file("a", 1 << 20)]).await;
    let courier = MemoryCourier::new();
    let mut deliver = deliver(&scratch, Narrow(100_000, courier.clone()));
    while deliver.step().await.unwrap().tried > 0 {}
    let expected = ["confirmation ada: accepted", "new-ticket anna: failed", "new-ticket anna: accepted"];
    assert_eq!(outbox(&scratch.store).await, expected);
    let all = letters(&scratch.store).await;
    assert_eq!(all[1].words, "552 5.3.4 too large; it is sent again without its files");
    assert_ne!(all[1].message_id, all[2].message_id);
    let taken = courier.take();
    let text = String::from_utf8_lossy(&taken[1].bytes).replace("=\r\n", "");
    assert!(text.contains("too large: big.bin") && text.contains("ledger --mail 1"), "{text}");
    assert!(text.contains("Look."), "{text}");
    let again = scratch.store.retry_letter(all[1].id, later(9)).await.unwrap();
    assert_eq!(again, LetterRetry::Replaced);
    // Who wrote to a customer is told that the files did not go out.
    let mut reply = crate::store::samples::letter(all[1].ticket, "maildesk.reply.1.abc@desk.example");
    reply.notice = crate::desk::notice::NoticeKind::Reply;
    reply.encloses = Some(MailId(1));
    scratch.store.write(move |tx| tx.enqueue(&reply, later(9))).await.unwrap();
    deliver.clock.set(later(9));
    while deliver.step().await.unwrap().tried > 0 {}
    let expected = ["reply ada: failed", "reply ada: accepted", "undeliverable anna: accepted"];
    assert_eq!(outbox(&scratch.store).await[3..], expected);
    let taken = courier.take();
    let told = String::from_utf8_lossy(&taken.last().unwrap().bytes).replace("=\r\n", "");
    assert!(told.contains("it is sent again without its files"), "{told}");
}

/// A mail of so many bytes of text, and all letters that a server takes up to a size.
async fn letters_of(text: usize, largest: usize) -> (Vec<String>, Vec<OutgoingMessage>, u64) {
    let body = format!("\r\nThe press stops. {}", "All of it is here. ".repeat(text / 19));
    let scratch = concluded(&[mail("a", &body)]).await;
    let courier = MemoryCourier::new();
    let mut reply =
        crate::store::samples::letter(letters(&scratch.store).await[0].ticket, "maildesk.reply.1.ab@desk.example");
    reply.notice = crate::desk::notice::NoticeKind::Reply;
    reply.draft.text = body;
    scratch.store.write(move |tx| tx.enqueue(&reply, later(9))).await.unwrap();
    let mut deliver = deliver(&scratch, Narrow(largest, courier.clone()));
    deliver.clock.set(later(9));
    while deliver.step().await.unwrap().tried > 0 {}
    let backlog = ask(&scratch.store, crate::store::Reading::backlog).await;
    (outbox(&scratch.store).await, courier.take(), backlog.letters_failed)
}

#[tokio::test]
async fn agents_hear_of_a_text_that_is_too_large_by_a_shorter_one() {
    let (outbox, taken, failed) = letters_of(200_000, 60_000).await;
    let expected = [
        "confirmation ada: accepted",
        "new-ticket anna: failed",
        "reply ada: failed",
        "new-ticket anna: accepted",
        "undeliverable anna: failed",
        "undeliverable anna: accepted",
    ];
    assert_eq!(outbox, expected);
    assert_eq!(failed, 1, "what went on as another letter did not fail");
    for letter in taken.iter().filter(|letter| letter.recipient == address("anna@desk.example")) {
        let text = String::from_utf8_lossy(&letter.bytes).replace("=\r\n", "");
        assert!(text.contains("The middle of the text is missing here") && !text.contains("text/html"), "{text}");
    }
    // Where even that is too large, nobody is left to tell by mail: `status` says it.
    let (outbox, taken, failed) = letters_of(20, 10).await;
    assert!(outbox.iter().all(|line| line.ends_with("failed")) && taken.is_empty(), "{outbox:?}");
    assert_eq!((outbox.len(), failed), (8, 5), "{outbox:?}");
}

/// Takes some letters in each window of ten seconds.
struct Counting {
    clock: Clock,
    room: usize,
    window: i64,
    refused: Arc<Mutex<usize>>,
}

impl Courier for Counting {
    async fn send(&mut self, messages: &[OutgoingMessage]) -> Vec<DeliveryOutcome> {
        let window = self.clock.now().as_second() / 10;
        if window != self.window {
            (self.window, self.room) = (window, 10);
        }
        let taken = self.room.min(messages.len());
        self.room -= taken;
        *self.refused.lock().unwrap() += usize::from(taken < messages.len());
        let counted =
            || DeliveryOutcome::Blocked(Obstacle { extent: Extent::Rate(None), words: "450 too many".to_owned() });
        (0..messages.len())
            .map(|n| if n < taken { DeliveryOutcome::Accepted(String::new()) } else { counted() })
            .collect()
    }
}

#[tokio::test]
async fn a_server_that_counts_slows_the_belt_and_not_each_letter() {
    let mails: Vec<Vec<u8>> = (0..25).map(|n| mail(&format!("m{n}"), "\r\nThe press stops.")).collect();
    let scratch = concluded(&mails).await;
    let (clock, refused) = (clock(), Arc::<Mutex<usize>>::default());
    let courier = Counting { clock: clock.clone(), room: 0, window: 0, refused: Arc::clone(&refused) };
    let mut deliver = Deliver::new(scratch.store.clone(), courier, desk(), RetrySchedule::default(), clock.clone());
    let begin = clock.now();
    for _ in 0..1000 {
        let pause = deliver.step().await.unwrap().pause;
        let Some(due) = scratch.store.next_letter_due().await.unwrap() else { break };
        clock.set(due.max(clock.now() + pause.unwrap_or_default()));
    }
    let (all, took) = (letters(&scratch.store).await, clock.now().duration_since(begin).as_secs());
    assert!(all.len() >= 50 && all.iter().all(|letter| letter.state == LetterState::Accepted), "{all:#?}");
    let refused = *refused.lock().unwrap();
    println!("{} letters, 10 in 10 s: {took} s, {refused} refusals", all.len());
    assert!(took <= 75 && refused <= 50, "{took} s, {refused} refusals");
}

/// A server that refuses the login.
struct Locked;

impl Courier for Locked {
    async fn send(&mut self, _: &[OutgoingMessage]) -> Vec<DeliveryOutcome> {
        panic!("no letter is due")
    }

    async fn probe(&mut self) -> Result<(), Obstacle> {
        Err(Obstacle { extent: Extent::All, words: "login as desk refused".to_owned() })
    }
}

#[tokio::test]
async fn a_refused_login_is_told_at_the_start_without_any_letter() {
    let scratch = Scratch::new();
    let belt = Belt::new("deliver", tokio_util::sync::CancellationToken::new());
    deliver(&scratch, Locked).start(&belt).await;
    assert_eq!(obstacles(&scratch).await, ["letters: login as desk refused"]);
    deliver(&scratch, MemoryCourier::new()).start(&belt).await;
    assert_eq!(obstacles(&scratch).await, [""; 0], "what the last run noted is gone");
}

#[tokio::test(start_paused = true)]
async fn a_pause_for_the_courier_ends_when_an_operator_asks_for_letters() {
    let scratch = two_letters().await;
    let mut deliver = deliver(&scratch, MemoryCourier::new());
    let (belt, begin, pause) =
        (Belt::new("deliver", tokio_util::sync::CancellationToken::new()), Instant::now(), Duration::from_hours(9));
    deliver.pause(&belt, Duration::from_mins(5)).await;
    assert!(begin.elapsed() >= Duration::from_mins(5));
    let (begin, now) = (Instant::now(), deliver.clock.now());
    let (retried, ()) = tokio::join!(scratch.store.retry_letters(None, now), deliver.pause(&belt, pause));
    retried.unwrap();
    assert!(begin.elapsed() < pause, "{:?}", begin.elapsed());
}
