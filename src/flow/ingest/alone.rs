//! Tests that failures stay alone: a panic in any step, and unreadable data in the database (P3).

use std::collections::BTreeSet;

use super::*;
use crate::flow::samples::{clock, concluded, desk, mail, mails, outbox, record};
use crate::flow::trap;
use crate::store::samples::{Scratch, unchecked};

/// A mail from somebody.
fn mail_of(who: &str, subject: &str) -> Vec<u8> {
    let mail = String::from_utf8(mail(who, "\r\nThe press stops.")).unwrap();
    let mail = mail.replace("Ada <ada@", &format!("{who} <{who}@"));
    mail.replace(&format!("Subject: {who}"), &format!("Subject: {subject}")).into_bytes()
}

/// The end of each mail, and the reasons of the quarantined ones.
async fn ends(scratch: &Scratch) -> (Vec<&'static str>, Vec<String>) {
    let mails = mails(&scratch.store).await;
    let quarantined = mails.iter().filter(|mail| mail.end == Some(Ok(End::Quarantined)));
    let reasons = quarantined.flat_map(|mail| &mail.reasons).map(ToString::to_string).collect();
    (mails.iter().map(|mail| mail.end.clone().unwrap().unwrap().as_str()).collect(), reasons)
}

/// Works on mails from three people in one part, with a panic in the nth guarded step. Returns whether it happened.
async fn work_with_a_panic(scratch: &Scratch, desk: Arc<Desk>, nth: usize) -> bool {
    record(&scratch.store, &["bob", "cy", "dee"].map(|who| mail_of(who, who))).await;
    let claimed = scratch.store.claim_mails(BATCH, BATCH_BYTES).await.unwrap();
    let read = |reading: &Reading| claimed.into_iter().map(|mail| Claimed::read(reading, mail)).collect();
    let read: Vec<_> = scratch.store.read(read).await.unwrap();
    trap::set(Some(nth));
    let ready: Vec<Ready> = read.into_iter().map(|mail| desk.ready(desk.prepare(mail))).collect();
    let left = trap::take();
    let write = move |tx: &mut Tx<'_>| {
        trap::set(left);
        desk.write_mails(tx, ready, clock().now())?;
        Ok(trap::take().is_none())
    };
    scratch.store.write_batch(write).await.unwrap()
}

#[tokio::test]
async fn a_panic_in_any_step_quarantines_its_mail_alone() {
    let (desk, mut steps) = (desk(), BTreeSet::new());
    for nth in 0.. {
        let scratch = Scratch::new();
        let panicked = work_with_a_panic(&scratch, Arc::clone(&desk), nth).await;
        let (ends, reasons) = ends(&scratch).await;
        let letters = outbox(&scratch.store).await.join(", ");
        for (who, end) in ["bob", "cy", "dee"].iter().zip(&ends) {
            let confirmed = letters.contains(&format!("confirmation {who}: queued"));
            assert_eq!(confirmed, *end == "opened", "step {nth}: {who} {end}; {letters}");
        }
        // A look-up for several mails is repeated by halves.
        let quarantined = ends.iter().filter(|end| **end == "quarantined").count();
        assert!(quarantined < 2 && quarantined == reasons.len(), "step {nth}: {ends:?}");
        assert_eq!(letters.matches("quarantine anna: queued").count(), quarantined, "step {nth}: {letters}");
        steps.extend(reasons);
        if !panicked {
            assert_eq!(quarantined, 0);
            break;
        }
    }
    let failed = |doing: &str| format!("the program failed while {doing}");
    assert_eq!(steps, ["processing it", "reading this email", "saving", "writing the letters"].map(failed).into());
}

/// A ticket with broken data: mails to it are quarantined, and others don't wait.
#[tokio::test]
async fn a_damaged_ticket_fails_the_mails_on_it_alone() {
    let scratch = concluded(&[mail("a", "\r\nThe press stops.")]).await;
    unchecked(&scratch.store, "UPDATE ticket SET fields = '[1]'").await;
    record(&scratch.store, &[mail_of("bob", "Oven"), mail_of("cy", "[HD-00001] a"), mail_of("dee", "Fan")]).await;
    let ingest = Ingest::new(scratch.store.clone(), desk(), clock());
    assert_eq!(ingest.step().await.unwrap(), 3);
    let (ends, reasons) = ends(&scratch).await;
    assert_eq!(ends, ["opened", "opened", "quarantined", "opened"]);
    assert!(reasons.concat().contains("the database is damaged"), "{reasons:?}");
}

/// Damages the mail of the second of three people, works on all, and expects a reason.
async fn check_damaged(damage: impl AsyncFnOnce(Scratch) -> Scratch, expected: &str) {
    let scratch = Scratch::new();
    record(&scratch.store, &["bob", "cy", "dee"].map(|who| [mail_of(who, who), who.repeat(20_000).into()].concat()))
        .await;
    let scratch = damage(scratch).await;
    let ingest = Ingest::new(scratch.store.clone(), desk(), clock());
    assert_eq!(ingest.step().await.unwrap(), 3);
    let (ends, reasons) = ends(&scratch).await;
    assert_eq!(ends, ["opened", "quarantined", "opened"], "{reasons:?}");
    assert!(reasons.concat().contains(expected), "{reasons:?}");
    let letters = outbox(&scratch.store).await.join(", ");
    assert_eq!(letters.matches("quarantine anna: queued").count(), 1, "{letters}");
    assert_eq!(ingest.step().await.unwrap(), 0, "it isn't tried again and again");
}

#[tokio::test]
async fn a_mail_without_its_bytes_is_quarantined_alone() {
    let delete = async |scratch: Scratch| {
        unchecked(&scratch.store, "DELETE FROM mail_raw WHERE mail = 2").await;
        scratch
    };
    let size = mail_of("cy", "cy").len() + 2 * 20_000;
    check_damaged(delete, &format!("the database is damaged: it has none of this email's {size} bytes")).await;
}

/// A long value lies on pages that each begin with the number of the next.
#[tokio::test]
async fn a_mail_whose_bytes_cannot_be_read_is_quarantined_alone() {
    let garble = async |scratch: Scratch| {
        let scratch = scratch.reopened().await;
        let mut file = std::fs::read(scratch.path()).unwrap();
        let page_size = usize::from(u16::from_be_bytes([file[16], file[17]]));
        let of_cy = |page: &&mut [u8]| page[4..].starts_with(b"cycy") || page[4..].starts_with(b"ycyc");
        let page = file.chunks_mut(page_size).find(of_cy).unwrap();
        page[..4].copy_from_slice(&[0xff; 4]);
        std::fs::write(scratch.path(), file).unwrap();
        scratch
    };
    check_damaged(garble, "the database is damaged: database disk image is malformed").await;
}
