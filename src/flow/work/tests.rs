//! Tests jobs that affect each other: each is decided on the state that the earlier ones left.

use std::time::Duration;

use super::*;
use crate::desk::feedback::Asking;
use crate::desk::limit::LetterLimits;
use crate::desk::policy::Policy;
use crate::flow::Scheduler;
use crate::flow::samples::{address, clock, concluded, desk, later, letter_writer, mail, outbox};
use crate::flow::trap;
use crate::mail::origin::{Own, vouched};
use crate::mail::{Contact, Subject};
use crate::store::Store;
use crate::store::samples::unchecked;

/// A comment on the page of ticket 1.
fn on_page(from: &str, text: &str) -> Job {
    let person = vouched(Contact::new("", address(from)), &Own::default()).unwrap();
    let ticket = TicketNumber(1);
    let named = vec![ticket];
    Job {
        act: Act::on_page(Some(ticket), person, &Subject::default(), text, later(1)),
        wanted: Wanted {
            evidence: crate::desk::evidence::Evidence { named, ..Default::default() },
            ..Wanted::default()
        },
        mail: None,
        due: None,
        cause: text.to_owned(),
        since: later(1),
    }
}

/// A way to work on jobs.
type Way = fn(&Desk, &mut Tx<'_>, &[&Job]) -> Result<Vec<Done>, StoreError>;

/// As the belts do.
fn in_order(desk: &Desk, tx: &mut Tx<'_>, jobs: &[&Job]) -> Result<Vec<Done>, StoreError> {
    desk.work(tx, jobs, later(2))
}

/// Decides all on the ticket as it was before any of them.
fn at_once(desk: &Desk, tx: &mut Tx<'_>, jobs: &[&Job]) -> Result<Vec<Done>, StoreError> {
    let cases = desk.load(tx, jobs)?.unwrap();
    desk.work_together(tx, jobs, &cases, later(2))
}

async fn outcomes(store: &Store, jobs: [Job; 2], way: Way) -> Vec<Outcome> {
    let work = move |tx: &mut Tx<'_>| way(&desk(), tx, &jobs.iter().collect::<Vec<_>>());
    let outcome = |done| match done {
        Done::Written(outcome) => *outcome,
        other => panic!("{other:?}"),
    };
    store.write(work).await.unwrap().into_iter().map(outcome).collect()
}

#[tokio::test]
async fn what_was_overtaken_is_decided_anew_and_saved() {
    let mut told = Vec::new();
    for way in [in_order, at_once] {
        let scratch = concluded(&[mail("a", "\r\nThe press stops.")]).await;
        let store = &scratch.store;
        let jobs = [on_page("anna@desk.example", "Turn it off."), on_page("ada@customer.example", "I did.")];
        let outcomes = outcomes(store, jobs, way).await;
        // Anna's answer took the ticket, so later notifications are for her alone.
        let before = outcomes[1].steps[0].before.as_ref().unwrap();
        assert_eq!((before.assignee.as_deref(), before.version), (Some("anna"), 1));
        let number = before.number;
        let stands = store.read(move |reading| reading.ticket(number)).await.unwrap().unwrap();
        assert_eq!((stands.assignee.as_deref(), stands.version), (Some("anna"), 2));
        let story = store.read(move |reading| reading.story(number)).await.unwrap().unwrap();
        let written =
            |entry: &&crate::store::read::Entry| matches!(entry.told, crate::store::read::Told::Comment { .. });
        assert_eq!(story.entries.iter().filter(written).count(), 3, "{:#?}", story.entries);
        told.push((outcomes, outbox(store).await));
    }
    assert_eq!(told[0], told[1]);
    assert!(told[0].1.contains(&"new-comment anna: queued".to_owned()), "{:?}", told[0].1);
}

/// Counts of a failed job don't count for later ones: agents are notified of three mails from one sender.
#[tokio::test]
async fn letters_that_were_not_written_count_for_nothing() {
    let scratch = concluded(&[mail("a", "\r\nThe press stops.")]).await;
    let letters = LetterLimits { told_of_sender: 3, ..LetterLimits::default() };
    let desk = Desk { policy: Policy { letters, ..desk().policy.clone() }, letter_writer: letter_writer() };
    let work = move |tx: &mut Tx<'_>| {
        let mut meter = Meter::default();
        let mut done = Vec::new();
        // Loaded, decided, letters written, and then no rows.
        for (text, panics) in [("One.", Some(3)), ("Two.", Some(3)), ("Three.", None)] {
            trap::set(panics);
            let job = on_page("ada@customer.example", text);
            let cases = desk.load(tx, &[&job])?.unwrap();
            let outcome = desk.decide(&job, &cases[0], later(2))?.unwrap();
            done.push(desk.write(tx, DecidedJob { job: &job, case: &cases[0], outcome }, &mut meter, later(2))?);
        }
        Ok(done)
    };
    let done = scratch.store.write(work).await.unwrap();
    assert!(matches!(done[..], [Some(Done::Failed(_)), Some(Done::Failed(_)), Some(Done::Written(_))]), "{done:?}");
    let told = outbox(&scratch.store).await;
    assert_eq!(told, ["confirmation ada: queued", "new-ticket anna: queued", "new-comment anna: queued"]);
}

/// Two tickets of one person, both due in one step: nobody is asked twice within the interval.
#[tokio::test]
async fn nobody_is_asked_for_feedback_twice_at_once() {
    let scratch = concluded(&[mail("a", "\r\nThe press stops."), mail("b", "\r\nThe oven stops.")]).await;
    let done = "UPDATE ticket SET status = 'resolved';
                INSERT INTO due (ticket, kind, name, at) SELECT number, 'feedback', 'feedback', opened_at FROM ticket";
    unchecked(&scratch.store, done).await;
    let feedback = Asking { once_per: Some(Duration::from_hours(24)), ..Asking::default() };
    let policy = Policy { feedback, ..desk().policy.clone() };
    let desk = std::sync::Arc::new(Desk { policy, letter_writer: letter_writer() });
    let scheduler = Scheduler::new(scratch.store.clone(), desk, clock());
    assert_eq!(scheduler.step().await.unwrap(), 2);
    let asked = outbox(&scratch.store).await.iter().filter(|letter| letter.starts_with("feedback ")).count();
    assert_eq!(asked, 1);
}
