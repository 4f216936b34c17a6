//! One mail's way through the whole room, with a restart in the middle, and the query plan of every step.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::desk::case::Case;
use crate::desk::change::{Change, Via};
use crate::desk::end::End;
use crate::desk::evidence::Evidence;
use crate::desk::outcome::Outcome;
use crate::desk::question::Question;
use crate::desk::reason::By;
use crate::desk::reference::TicketNumber;
use crate::desk::report::Period;
use crate::desk::sla::Measure;
use crate::desk::sla::clock::SlaClock;
use crate::desk::sla::progress::SlaClocks;
use crate::desk::status::StatusName;
use crate::desk::throttle::{Budget, Scope, Tallies as _};
use crate::desk::timer::Due;
use crate::ledger::{Cursor, Owed};
use crate::mail::Address;
use rusqlite::Connection;

use super::read::{LetterFilter, MailFilter, TicketFilter};
use super::samples::{Scratch, apply, arrival, commenting, id, letter, mark, now, opening, record};
use super::{LetterOutcome, MailId, Record, Saved, Taking, Wanted};

/// Every statement that a test ran, with its plan.
static PLANS: Mutex<BTreeMap<String, Vec<String>>> = Mutex::new(BTreeMap::new());

/// Records the plan of a statement that is about to run.
pub(super) fn note(conn: &Connection, sql: &str) {
    let mut plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
    if !plans.contains_key(sql) {
        let mut explain = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps = explain.raw_query().mapped(|row| row.get("detail")).map(Result::unwrap).collect();
        plans.insert(sql.to_owned(), steps);
    }
}

#[tokio::test]
async fn a_mail_is_recorded_worked_on_and_answered() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let receipts = store.record("support", vec![arrival("a")], None, now()).await.unwrap();
    assert_eq!((receipts[0].place(), receipts[0].is_whole()), (&arrival("a").place, true));
    let mails = store.claim_mails(10, 1 << 20).await.unwrap();
    let mail = mails[0].id;
    let raw = store.read(move |reading| reading.raw(mail)).await.unwrap();
    assert_eq!((mails.len(), mails[0].attempts, raw), (1, 1, Some(arrival("a").bytes)));

    let ticket = apply(store, mark(mails[0].id, "a@customer.example"), opening("a@customer.example")).await.unwrap();
    let ticket = ticket.unwrap();
    assert_eq!(ticket.number.0, 1);
    assert_eq!(store.claim_mails(10, 1 << 20).await.unwrap(), []);

    let new = letter(Some(ticket.number), "l1@desk.example");
    let id = store.write(move |tx| tx.enqueue(&new, now())).await.unwrap();
    let claimed = store.claim_letters(10, 1 << 20, now()).await.unwrap();
    assert_eq!(claimed[0].draft, letter(Some(ticket.number), "l1@desk.example").draft);
    store
        .write(move |tx| tx.record_outcome(id, &LetterOutcome::Accepted { words: "250".to_owned() }, now()))
        .await
        .unwrap();
    assert_eq!(store.next_letter_due().await.unwrap(), None);

    let scratch = scratch.reopened().await;
    assert_eq!(record(&scratch.store, &["b"]).await, [MailId(2)]);
}

fn ada() -> Address {
    Address::parse("ada@customer.example").unwrap()
}

/// All questions of mails.
fn ask_all(tx: &mut super::Tx<'_>, number: TicketNumber) -> Result<(), super::StoreError> {
    let ada = ada();
    let ended = |end| Question::Ended { sender: ada.clone(), end, since: now() };
    let questions = [
        Question::OfAgent("anna".to_owned()),
        Question::Unassigned,
        Question::OfTeam("web".to_owned()),
        Question::Open,
        Question::Only { done: true, of: Box::new(Question::Open) },
        Question::OfCustomer { address: ada.clone(), organisation: Some("acme".to_owned()) },
        Question::One(number),
        Question::Lately {
            ticket: number,
            answers: vec![id("a@customer.example"), id("l@desk.example")],
            reader: vec![ada.clone()],
            written: now(),
        },
        Question::Answered { ticket: number, answers: vec![id("a@customer.example")] },
        Question::Letters { ticket: number, answers: vec![id("l@desk.example")] },
        Question::Letters { ticket: number, answers: Vec::new() },
        ended(End::Held),
        ended(End::Answered),
    ];
    let asks = move |_: usize, _: &Case| questions.to_vec();
    tx.load(&[Wanted::default()], &asks, &|_| false).map(drop)
}

/// A comment with every change that it can make.
async fn everything(store: &super::Store, number: TicketNumber) -> Outcome {
    let status = |name: &str| StatusName(name.to_owned());
    let mut outcome = commenting(store, number).await;
    let step = &mut outcome.steps[0];
    let reason = || By::Done;
    let who = || crate::store::samples::contact("bob@customer.example");
    step.change_all(
        [
            Change::Status { from: status("new"), to: status("resolved"), reason: reason() },
            Change::Assign { to: "anna".to_owned(), reason: reason() },
            Change::Join { who: who(), via: Via::Command, reason: reason() },
            Change::LetterFailed { message_id: id("l@desk.example"), to: ada(), words: String::new() },
            Change::FeedbackDue { at: now() },
            Change::FeedbackAsked,
            Change::Rated { score: 5, comment: String::new() },
        ],
        now(),
    );
    step.timers = Some(vec![Due { timer: "t".to_owned(), at: now() }]);
    let clocks = SlaClocks(vec![SlaClock::start(Measure::Triage, 1, now())]);
    step.clocks.changed = Some((clocks, vec![(Measure::Triage, now())]));
    outcome
}

/// The belts' statements for every mail and letter must cost the same with a million tickets, so none of them scans a
/// table or sorts its rows.
#[tokio::test]
async fn nothing_on_the_way_of_a_mail_scans() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let cursor = Some(Cursor { generation: 1, uid: 1, archive: 0 });
    store.record("support", vec![arrival("a"), arrival("a")], cursor, now()).await.unwrap();
    store.cursor("support").await.unwrap();
    let mail = store.claim_mails(9, 1 << 20).await.unwrap()[0].id;
    let ticket = apply(store, mark(mail, "a@customer.example"), opening("a@customer.example")).await.unwrap();
    let number = ticket.unwrap().number;
    let mail = record(store, &["b"]).await[0];
    let ids = vec![id("a@customer.example"), id("l@desk.example")];
    let evidence = Evidence {
        tokens: vec![number],
        references: vec![number],
        message_ids: ids.clone(),
        own_id: Some(id("b@customer.example")),
        named: vec![number],
        opening: true,
    };
    let wanted = Wanted {
        evidence,
        in_reply_to: ids.clone(),
        reported: ids,
        due: Some(number),
        claim: Some([0; 16]),
        set_aside_since: Some(now()),
        clocks: true,
    };
    let outcome = everything(store, number).await;
    let work = move |tx: &mut super::Tx<'_>| {
        tx.load(&[wanted], &|_, _| Vec::new(), &|_| false)?;
        ask_all(tx, number)?;
        tx.counts(&[Scope::Desk(Budget::Proven)], now())?;
        tx.is_known(&ada())?;
        tx.reserve(1)?;
        let letter = letter(Some(number), "l@desk.example");
        let record = Record {
            outcome: &outcome,
            mail: Some(&mark(mail, "b@customer.example")),
            actor: None,
            due: None,
            letters: &[letter],
            counted: &[Scope::Desk(Budget::Proven)],
        };
        assert_eq!(tx.save(record, now())?, Saved::Saved);
        tx.raw(mail)
    };
    store.write(work).await.unwrap();
    let letter = store.claim_letters(9, u64::MAX, now()).await.unwrap()[0].id;
    let failed = LetterOutcome::Failed { words: String::new(), expired: true };
    store.write(move |tx| tx.record_outcome(letter, &failed, now())).await.unwrap();
    store.next_letter_due().await.unwrap();
    store.next_due().await.unwrap();
    store.sweep_tallies(now()).await.unwrap();
    store.due(now(), 9).await.unwrap();
    let held = record(store, &["held"]).await[0];
    let nothing = Outcome::without_ticket(End::Held, By::Done);
    apply(store, mark(held, "h@customer.example"), nothing).await.unwrap();
    store.replay(held, now()).await.unwrap();
    store.note_mailbox("support", now(), Ok(())).await.unwrap();
    store.note_mailbox("support", now(), Err("down".to_owned())).await.unwrap();
    let owed = vec![Owed::new(1, (5, 7), None)];
    store.record_taking("support", Taking { owed, ..Taking::default() }, now()).await.unwrap();
    store.owed("support").await.unwrap();
    store.asked_again("support").await.unwrap();
    let still = vec![Owed::new(1, (6, 6), Some("NO".to_owned()))];
    store.record_owed("support", Vec::new(), still, now()).await.unwrap();

    // Other tests run at the same time. Their lists may scan, but no statement that writes may.
    let plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
    let on_the_way = |sql: &str| {
        ["INSERT", "UPDATE"].iter().any(|verb| sql.starts_with(verb)) || HOT.iter().any(|hot| sql.contains(hot))
    };
    for hot in HOT {
        assert!(plans.keys().any(|sql| sql.contains(hot)), "nothing asked {hot}");
    }
    let mut seen = 0;
    for (sql, steps) in plans.iter().filter(|(sql, _)| on_the_way(sql)) {
        // SQLite's own table has one row for each table of ours.
        let scans = |step: &String| step.starts_with("SCAN") && !sql.contains("sqlite_sequence");
        let bad = |step: &String| scans(step) || (step.contains("TEMP B-TREE") && !sql.contains(FEW));
        assert!(!steps.iter().any(bad), "{sql}\n{steps:#?}");
        seen += 1;
    }
    assert!(seen > 30, "only {seen} statements were seen");
}

/// What operators ask reads indices that are as long as what it is about, and no table whole.
#[tokio::test]
async fn what_operators_ask_walks_no_table() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let mail = record(store, &["a"]).await[0];
    apply(store, mark(mail, "a@customer.example"), opening("a@customer.example")).await.unwrap();
    store.arm_timers(crate::desk::samples::workflow().timers(), &|| true).await.unwrap();
    let ask = |reading: &super::Reading| {
        reading.backlog()?;
        reading.names_in_use()?;
        let status = |name: &str| StatusName(name.to_owned());
        let filter =
            TicketFilter { statuses: Some(vec![status("new"), status("assigned")]), ..TicketFilter::default() };
        for filter in [filter, TicketFilter { assignee: Some("anna".to_owned()), ..TicketFilter::default() }] {
            reading.tickets(&filter)?;
        }
        for filter in [MailFilter::Ended(End::Held), MailFilter::Waiting, MailFilter::All] {
            reading.mails(filter, 9)?;
        }
        for filter in [LetterFilter::Waiting, LetterFilter::Failed, LetterFilter::All] {
            reading.letters(filter, 9)?;
        }
        let period = Period { from: now(), to: now() };
        reading.count_for_report(period, &["resolved"], &["team".to_owned()], &mut |_, _| ())?;
        reading.known_places("support", 0)?;
        reading.each_place("support", 0, &mut |name| reading.is_whole_at("support", 0, &name).map(drop))
    };
    store.read(ask).await.unwrap();

    let plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
    for (sql, expected) in OPERATORS {
        let found: Vec<_> = plans.iter().filter(|(asked, _)| asked.contains(sql)).collect();
        assert!(!found.is_empty(), "nothing asked {sql}");
        for (asked, steps) in found {
            assert!(steps.iter().any(|step| step.contains(expected)), "{asked}\n{steps:#?}");
            let walks = |step: &&String| step.starts_with("SCAN") && !step.contains("INDEX");
            assert_eq!(steps.iter().find(walks), None, "{asked}\n{steps:#?}");
        }
    }
}

/// Parts of what operators ask, and how it is found.
const OPERATORS: [(&str, &str); 20] = [
    ("SELECT count(*) AS mails, min(id)", "USING INDEX mail_waiting"),
    ("SELECT assignee FROM ticket WHERE assignee >", "USING COVERING INDEX ticket_by_assignee (assignee>?)"),
    ("SELECT team FROM ticket WHERE team >", "USING COVERING INDEX ticket_by_team (team>?)"),
    (
        "(SELECT number FROM ticket WHERE 1 AND status IN (?, ?) ORDER",
        "USING COVERING INDEX ticket_by_status (status=?)",
    ),
    ("(SELECT number FROM ticket WHERE 1 AND assignee =", "USING COVERING INDEX ticket_by_assignee (assignee=?)"),
    ("(SELECT id FROM mail WHERE outcome = 'held'", "USING COVERING INDEX mail_by_end (outcome=?)"),
    ("(SELECT id FROM mail WHERE outcome IS NULL", "USING INDEX mail_waiting"),
    ("(SELECT letter FROM outbox WHERE next_at IS NOT NULL", "USING COVERING INDEX outbox_waiting"),
    ("(SELECT letter FROM outbox WHERE state = 'failed'", "USING COVERING INDEX outbox_failed"),
    ("AS answered_at FROM ticket", "USING INDEX ticket_by_opened (opened_at>? AND opened_at<?)"),
    ("event.at AS at FROM event", "USING COVERING INDEX event_of_status (at>? AND at<?)"),
    ("event.at >= ?1 AND ticket <= ?2", "USING COVERING INDEX event_of_status (at>?)"),
    ("score FROM feedback", "USING INDEX feedback_by_rating (rated_at>? AND rated_at<?)"),
    ("AND met_at IS NOT NULL AND broken_at IS NULL", "USING INDEX promise_kept (met_at>? AND met_at<?)"),
    ("AND broken_at IS NOT NULL AND promise IS NOT NULL", "USING INDEX promise_broken (broken_at>? AND broken_at<?)"),
    ("status_at < ?2 AND opened_at < ?2", "USING INDEX ticket_by_status (status=?)"),
    ("SELECT DISTINCT name FROM arrival", "USING PRIMARY KEY (mailbox=? AND generation=?)"),
    ("SELECT max(whole) FROM arrival", "USING PRIMARY KEY (mailbox=? AND generation=? AND name=?)"),
    ("SELECT ticket FROM due WHERE kind = 'timer' AND ticket > ?1", "USING PRIMARY KEY (ticket>?)"),
    ("SELECT number, status_at FROM ticket", "USING INDEX ticket_by_status (status=? AND rowid>?)"),
];

/// Parts of the belts' statements. Lists for people aren't among them.
const HOT: [&str; 41] = [
    "FROM cursor JOIN owed",
    "FROM owed WHERE mailbox = ?1",
    "DELETE FROM owed WHERE mailbox",
    "FROM cursor",
    "SELECT id FROM mail WHERE fingerprint",
    "SELECT id, attempts, size FROM mail",
    "SELECT mailbox, received_at, attempts",
    "SELECT bytes FROM mail_raw",
    "SELECT ticket.number, subject",
    "FROM participant",
    "WHERE message_id = ?1",
    "WHERE message_key = ?2 AND message_id = ?1",
    "SELECT id, name FROM person",
    "SELECT measure, round, promise",
    "SELECT person.asked_at",
    "SELECT min(at) FROM due",
    "SELECT ticket, kind, name, at FROM due",
    "SELECT next_at FROM outbox",
    "SELECT next_at, letter, octet_length(text)",
    "SELECT next_at AS oldest, lane AS queue FROM outbox",
    "SELECT id AS oldest, mailbox AS queue FROM mail",
    "SELECT count FROM tally",
    "INSERT INTO tally",
    "DELETE FROM tally",
    "SELECT known FROM person WHERE key",
    "SELECT id, ticket, notice, from_name",
    "SELECT status FROM ticket WHERE status > ?1",
    "WHERE assignee = ?1 AND status = ?2",
    "WHERE assignee IS ?1 AND status = ?2",
    "WHERE team = ?1 AND status = ?2",
    "WHERE requester = ?1 AND status = ?2",
    "WHERE organisation = ?1 AND status = ?2",
    "WHERE status = ?2 ORDER BY number DESC",
    "WHERE status = ?2 ORDER BY number LIMIT",
    "SELECT ticket FROM participant WHERE person",
    "SELECT id FROM comment WHERE ticket = ?1 ORDER BY id DESC",
    "SELECT count(*) FROM mail WHERE from_address",
    "SELECT id, ticket FROM comment WHERE mail = ?1",
    "SELECT knows FROM letter WHERE message_id = ?1",
    "SELECT max(knows) FROM letter WHERE ticket = ?1",
    "AS opens FROM comment",
];

/// The people on one ticket are few, so they may be sorted.
const FEW: &str = "FROM participant";
