//! One mail's way through the whole room, and a restart in the middle.

use super::samples::{Scratch, apply, arrival, letter, mark, now, opening, record};
use super::{MailId, Settlement};

#[tokio::test]
async fn a_mail_is_recorded_worked_on_and_answered() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let receipts = store.record("support", vec![arrival("a")], None, now()).await.unwrap();
    assert_eq!((receipts[0].place(), receipts[0].is_whole()), (&arrival("a").place, true));
    let mails = store.claim_mails(10, 1 << 20).await.unwrap();
    assert_eq!((mails.len(), mails[0].attempts, &mails[0].raw), (1, 1, &arrival("a").bytes));

    let applied = apply(store, mark(mails[0].id, "a@customer.example"), opening("a@customer.example")).await.unwrap();
    let ticket = applied.ticket.unwrap();
    assert_eq!(ticket.number.0, 1);
    assert_eq!(store.claim_mails(10, 1 << 20).await.unwrap(), []);

    let new = letter(Some(ticket.number), "l1@desk.example");
    let id = store.write(move |tx| tx.enqueue(&new, now())).await.unwrap();
    let claimed = store.claim_letters(10, 1 << 20, now()).await.unwrap();
    assert_eq!(claimed[0].draft, letter(Some(ticket.number), "l1@desk.example").draft);
    store.write(move |tx| tx.settle(id, &Settlement::Accepted { words: "250".to_owned() }, now())).await.unwrap();
    assert_eq!(store.next_letter_due().await.unwrap(), None);

    let scratch = scratch.reopened().await;
    assert_eq!(record(&scratch.store, &["b"]).await, [MailId(2)]);
}
