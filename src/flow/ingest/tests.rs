//! Tests the second belt: each mail has one end, whatever is wrong with it.

use super::prepared_mail::MAX_ATTEMPTS;
use super::*;
use crate::desk::letter::{Audience, Content, Letter, Said, TicketView};
use crate::desk::reason::{Quarantine, Reason};
use crate::flow::letter_writer::LetterOccasion;
use crate::flow::samples::{clock, concluded, desk, mail, mails, outbox, record};
use crate::store::samples::{Scratch, limit_pages};

fn ingest(scratch: &Scratch) -> Ingest {
    Ingest::new(scratch.store.clone(), desk(), clock())
}

async fn ends(scratch: &Scratch) -> Vec<Option<&'static str>> {
    mails(&scratch.store).await.iter().map(|mail| mail.end.clone().and_then(Result::ok).map(End::as_str)).collect()
}

#[tokio::test]
async fn a_mail_becomes_a_ticket_and_its_letters() {
    let scratch = concluded(&[mail("a", "\r\nThe press stops.")]).await;
    assert_eq!(ends(&scratch).await, [Some("opened")]);
    assert_eq!(outbox(&scratch.store).await, ["confirmation ada: queued", "new-ticket anna: queued"]);
}

#[tokio::test]
async fn a_poisoned_mail_is_quarantined_and_the_others_go_on() {
    let scratch = Scratch::new();
    record(&scratch.store, &[mail("a", "\r\nOne."), Vec::new(), mail("b", "\r\nTwo.")]).await;
    let ingest = ingest(&scratch);
    let mut claimed = ingest.claim().await.unwrap();
    assert_eq!(claimed.len(), 3);
    claimed[2].attempts = MAX_ATTEMPTS + 1;
    ingest.conclude(claimed).await.unwrap();
    assert_eq!(ends(&scratch).await, [Some("opened"), Some("quarantined"), Some("quarantined")]);
    let mails = mails(&scratch.store).await;
    assert!(Reason::join(&mails[1].reasons).contains("is empty"), "{:?}", mails[1].reasons);
    assert!(Reason::join(&mails[2].reasons).contains("stopped several times"), "{:?}", mails[2].reasons);
    assert!(mails.iter().all(|mail| mail.ticket.is_some()), "{mails:#?}");
    assert_eq!(ingest.step().await.unwrap(), 0);
}

#[tokio::test]
async fn a_desk_that_cannot_write_letters_keeps_its_mails() {
    let scratch = Scratch::new();
    // All letters of the mail exist already, so that enqueueing them contradicts the database.
    record(&scratch.store, &[mail("a", "\r\nOne.")]).await;
    let first = ingest(&scratch);
    let claimed = first.claim().await.unwrap();
    let desk = desk();
    let about = |now| LetterOccasion {
        language: None,
        ticket: None,
        mailbox: "support",
        mail: None,
        cause: "mail 1 of 2026-01-05T09:00:00Z",
        since: now,
        now,
    };
    let anna = desk.policy.people.agents.0[0].contact.clone();
    let quarantine = Content::Quarantine { reason: Quarantine::Empty.into(), files: Vec::new() };
    let taken = [Content::NewTicket(Said::default()), quarantine]
        .map(|content| Letter::new(Audience::Agent(anna.clone()), content, TicketView::default()));
    let letters = desk.letter_writer.write_all(&taken, about(clock().now())).unwrap();
    let enqueue =
        move |tx: &mut Tx<'_>| letters.iter().try_for_each(|letter| tx.enqueue(letter, clock().now()).map(drop));
    scratch.store.write(enqueue).await.unwrap();
    first.conclude(claimed).await.unwrap();
    assert_eq!(ends(&scratch).await, [Some("quarantined")], "the ticket stands without its letters");
}

#[tokio::test]
async fn a_full_disk_does_not_count_against_the_mails() {
    let scratch = Scratch::new();
    record(&scratch.store, &[mail("a", &format!("\r\n{}", "word ".repeat(20_000)))]).await;
    let ingest = ingest(&scratch);
    limit_pages(&scratch.store, 1).await;
    for _ in 0..8 {
        ingest.step().await.unwrap_err();
    }
    limit_pages(&scratch.store, 1 << 30).await;
    assert_eq!(ingest.step().await.unwrap(), 1);
    assert_eq!(ends(&scratch).await, [Some("opened")]);
}

#[tokio::test]
async fn a_recorded_mail_wakes_the_belt() {
    let scratch = Scratch::new();
    let stop = tokio_util::sync::CancellationToken::new();
    let running = tokio::spawn(ingest(&scratch).run(Belt::new("ingest", stop.clone())));
    for name in ["a", "b", "c"] {
        let begun = std::time::Instant::now();
        record(&scratch.store, &[mail(name, "\r\nOne.")]).await;
        while ends(&scratch).await.contains(&None) {
            assert!(begun.elapsed() < Duration::from_mins(1), "nobody woke the belt");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
    stop.cancel();
    running.await.unwrap();
    assert_eq!(ends(&scratch).await, [Some("opened"); 3]);
}
