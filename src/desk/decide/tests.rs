//! The decision in tables: who writes what on which ticket → what follows, in one line.

mod asking;
mod fields;
mod forwarding;

use crate::mail::origin::{Own, judge};
use crate::mail::{Address, Contact, Inbound, MessageId, Subject};

use super::super::act::{Asks, Wish};
use super::super::change::Change;
use super::super::command::{Command, CommandLine};
use super::super::evidence::{Candidate, Carrier};
use super::super::feedback::Rating;
use super::super::intake;
use super::super::letter::Letter;
use super::super::notice::NoticeKind;
use super::super::notify::notify;
use super::super::outcome::Step;
use super::super::question::Answer;
use super::super::samples::{self, policy};
use super::super::status::StatusName;
use super::super::ticket::Ticket;
use super::*;
use crate::mail::Understood;
use crate::mail::authentic::{Basis, Proof};
use crate::mail::forward::Forwarded;

const ADA: &str = "ada@customer.example";
const EVE: &str = "eve@stranger.example";
const ANNA: &str = "anna@desk.example";

fn contact(address: &str) -> Contact {
    Contact::new("", Address::parse(address).unwrap())
}

/// Ada's ticket 1: `status assignee feedback`.
fn ticket(state: &str) -> Ticket {
    let words: Vec<&str> = state.split(' ').collect();
    Ticket {
        number: TicketNumber(1),
        subject: Subject::new("The press stops"),
        status: StatusName(words[0].to_owned()),
        status_since: "2026-02-01T09:00:00Z".parse().unwrap(),
        requester: Some(contact(ADA)),
        organisation: None,
        assignee: (words[1] != "nobody").then(|| words[1].to_owned()),
        feedback: match words[2] {
            "asked" => super::super::ticket::FeedbackState::Asked,
            "unasked" => super::super::ticket::FeedbackState::NotAsked,
            stars => super::super::ticket::FeedbackState::Rated(stars.parse().unwrap()),
        },
        opening_id: MessageId::parse("opening@customer.example"),
        ..samples::ticket()
    }
}

/// A mail as an act, read as intake reads it.
fn mail_at(policy: &Policy, from: &str, subject: &str, text: &str, headers: &[(&str, &str)]) -> Act {
    let header = |(name, value): &(&str, &str)| crate::mail::inbound::Header {
        name: (*name).to_owned(),
        value: (*value).to_owned(),
    };
    let inbound = Inbound {
        from: Address::parse(from).map(|address| Contact::new("", address)),
        headers: headers.iter().map(header).collect(),
        message_id: MessageId::parse("this@customer.example"),
        subject: Subject::new(subject),
        text: text.to_owned(),
        ..Inbound::default()
    };
    let understood = Understood {
        origin: judge(&inbound, &Own::default()),
        banner: String::new(),
        reply: crate::mail::reply::reply(&inbound),
        forwarded: None,
        bounces: Vec::new(),
        inbound,
    };
    let entered = intake::Entered {
        old_since: None,
        number: 17,
        mailbox: "support",
        received_at: now(),
        released: false,
        sent: false,
        size: 0,
        kept: 0,
        signed: Some(&Proof::Pass(Basis::SignedIn)),
    };
    intake::act(policy, &understood, entered)
}

fn mail(from: &str, subject: &str, text: &str, headers: &[(&str, &str)]) -> Act {
    mail_at(&policy(), from, subject, text, headers)
}

fn now() -> Timestamp {
    "2026-03-01T09:00:00Z".parse().unwrap()
}

/// The outcome of an act, with all its letters.
fn follow(policy: &Policy, case: &Case, act: &Act) -> (Outcome, Vec<Letter>) {
    let outcome = decide(policy, case, act, now());
    let letters = notify(policy, case, act, &outcome).into_iter().flat_map(|mailing| mailing.letters).collect();
    (outcome, letters)
}

/// The first step, which there is.
fn step(outcome: &Outcome) -> &Step {
    &outcome.steps[0]
}

fn named(state: &str) -> Case {
    if state.is_empty() {
        return Case::default();
    }
    Case {
        candidates: vec![Candidate {
            carrier: Carrier::Subject,
            ticket: ticket(state),
            merged: None,
            copied: Vec::new(),
            opening: None,
            follow_up: None,
        }],
        answers: None,
        ..Case::default()
    }
}

/// `end; change, change; letter→local-part, …; visibilities of the comments`.
fn told((outcome, letters): &(Outcome, Vec<Letter>)) -> String {
    let changes = outcome.steps.iter().take(1).flat_map(|step| &step.changes).map(|change| match change {
        Change::Status { to, .. } => format!("status {to}"),
        Change::Assign { to, .. } => format!("assign {to}"),
        Change::Team { to, .. } => format!("team {to}"),
        Change::Field { name, to, .. } => format!("{name} {}", to.as_deref().unwrap_or("cleared")),
        Change::ChoicesTold { fields } => format!("choices {}", fields.join(" ")),
        Change::JudgementAsked { .. } => "judgement asked".to_owned(),
        Change::Handed { partner, .. } => format!("handed {partner}"),
        Change::Merged { into, .. } => format!("merged {into}"),
        Change::Split { subject, .. } => format!("split {subject}"),
        Change::Spam { .. } => "spam".to_owned(),
        Change::Requester { to, .. } => format!("requester {to}"),
        Change::Join { who, .. } => format!("joins {who}"),
        Change::Leave { who, .. } => format!("leaves {who}"),
        Change::LetterFailed { .. } => "letter failed".to_owned(),
        Change::LetterSpared { .. } => "letter spared".to_owned(),
        Change::FeedbackDue { .. } => "feedback later".to_owned(),
        Change::FeedbackSpared { .. } => "feedback spared".to_owned(),
        Change::FeedbackAsked => "feedback asked".to_owned(),
        Change::Rated { score, comment } if comment.is_empty() => format!("rated {score}"),
        Change::Rated { score, comment } => format!("rated {score} {comment:?}"),
    });
    let notices =
        letters.iter().map(|letter| format!("{}→{}", letter.kind().as_str(), letter.to.contact().address.local()));
    let comments =
        outcome.steps.iter().take(1).flat_map(|step| &step.comments).map(|comment| comment.visibility.as_str());
    let join = |parts: Vec<String>| parts.join(", ");
    format!(
        "{}; {}; {}; {}",
        outcome.end.map_or("none", End::as_str),
        join(changes.collect()),
        join(notices.collect()),
        comments.collect::<Vec<_>>().join(", ")
    )
}

fn check(state: &str, act: &Act, expected: &str) {
    assert_eq!(told(&follow(&policy(), &named(state), act)), expected, "{} on {state:?}: {:?}", act.subject, act.own);
}

#[test]
fn a_customers_mail() {
    check("", &mail(ADA, "The press stops", "Help", &[]), "opened; ; confirmation→ada, new-ticket→anna; public");
    check("", &mail(ADA, "", "", &[]), "opened; ; confirmation→ada, new-ticket→anna; public");
    check("", &mail(ADA, "x", "x", &[("x-auto-response-suppress", "All")]), "opened; ; new-ticket→anna; public");
    check("new nobody unasked", &mail(ADA, "[HD-00001]", "More", &[]), "commented; ; new-comment→anna; public");
    check("assigned ben unasked", &mail(ADA, "[HD-00001]", "More", &[]), "commented; ; new-comment→ben; public");
    check(
        "resolved ben asked",
        &mail(ADA, "[HD-00001]", "Again", &[]),
        "commented; status assigned; new-comment→ben; public",
    );
    check(
        "closed nobody unasked",
        &mail(ADA, "[HD-00001]", "Again", &[]),
        "commented; status assigned; new-comment→anna; public",
    );
}

#[test]
fn a_stranger_with_the_number_opens_a_ticket_that_names_the_other_internally() {
    check(
        "new nobody unasked",
        &mail(EVE, "[HD-00001]", "Hi", &[]),
        "opened; ; confirmation→eve, new-ticket→anna; public, internal",
    );
    let (outcome, letters) = follow(&policy(), &named("new nobody unasked"), &mail(EVE, "[HD-00001]", "Hi", &[]));
    let confirmation = &letters[0];
    assert!(!format!("{:?}", confirmation.ticket).contains("HD-"), "the stranger learns nothing: {confirmation:?}");
    assert!(step(&outcome).comments[1].text.contains("HD-00001"));
}

#[test]
fn a_rating() {
    check("resolved ben asked", &mail(ADA, "Re: [HD-00001]", "5", &[]), "commented; rated 5; rated→ben; internal");
    check(
        "resolved ben asked",
        &mail(ADA, "[HD-00001] 4/5", "4/5\n\nQuick", &[]),
        "commented; rated 4 \"Quick\"; rated→ben; internal",
    );
    check("resolved ben asked", &mail(ADA, "[HD-00001] 4/5", "", &[]), "commented; rated 4; rated→ben; internal");
    check("resolved ben 5", &mail(ADA, "Re: [HD-00001]", "2", &[]), "commented; rated 2; rated→ben; internal");
    check(
        "resolved ben unasked",
        &mail(ADA, "Re: [HD-00001]", "5", &[]),
        "commented; status assigned; new-comment→ben; public",
    );
    check("assigned ben asked", &mail(ADA, "Re: [HD-00001]", "5", &[]), "commented; ; new-comment→ben; public");
    check(
        "resolved ben asked",
        &mail(ADA, "Re: [HD-00001]", "5 presses stop", &[]),
        "commented; status assigned; new-comment→ben; public",
    );
    check(
        "resolved ben asked",
        &mail(EVE, "Re: [HD-00001]", "5", &[]),
        "opened; ; confirmation→eve, new-ticket→anna; public, internal",
    );
}

#[test]
fn a_fraction_in_the_tickets_subject_is_no_rating() {
    let boards = Ticket { subject: Subject::new("3/5 boards fail"), ..ticket("resolved ben asked") };
    let snapshot = Case {
        candidates: vec![Candidate {
            carrier: Carrier::Subject,
            ticket: boards,
            merged: None,
            copied: Vec::new(),
            opening: None,
            follow_up: None,
        }],
        answers: None,
        ..Case::default()
    };
    let answer = mail(ADA, "Re: [HD-00001] 3/5 boards fail", "It did not help, please come back", &[]);
    assert_eq!(told(&follow(&policy(), &snapshot, &answer)), "commented; status assigned; new-comment→ben; public");
}

#[test]
fn an_agents_mail() {
    let on = "new nobody unasked";
    check(on, &mail(ANNA, "[HD-00001]", "Which press?", &[]), "commented; assign anna; reply→ada; public");
    check("new ben unasked", &mail(ANNA, "[HD-00001]", "Hm", &[]), "commented; ; reply→ada, new-comment→ben; public");
    check("new ben unasked", &mail(ANNA, "[HD-00001]", "#note\nHm", &[]), "commented; ; new-comment→ben; internal");
    check(
        on,
        &mail(ANNA, "[HD-00001]", "#resolved\nFuse", &[]),
        "commented; assign anna, status resolved, feedback asked; reply→ada, feedback→ada; public",
    );
    check(
        "assigned anna asked",
        &mail(ANNA, "[HD-00001]", "#resolved\nFuse", &[]),
        "commented; status resolved; reply→ada; public",
    );
    check(
        "assigned anna asked",
        &mail(ANNA, "[HD-00001]", "#resolved", &[]),
        "commented; status resolved; status-change→ada; public",
    );
    check(
        "assigned anna unasked",
        &mail(ANNA, "[HD-00001]", "#closed", &[]),
        "commented; status closed; status-change→ada; public",
    );
    check("resolved anna asked", &mail(ANNA, "[HD-00001]", "#closed", &[]), "commented; status closed; ; public");
    check(on, &mail(ANNA, "[HD-00001]", "#assign ben", &[]), "commented; assign ben; assigned→ben; public");
    check(on, &mail(ANNA, "[HD-00001]", "#note\nHe is rude", &[]), "commented; ; ; internal");
    check(
        on,
        &mail(ANNA, "[HD-00001]", "#note\n#assign ben\nRude", &[]),
        "commented; assign ben; assigned→ben; internal",
    );
    check(on, &mail(ANNA, "[HD-00001]", "#resolvd\nFuse", &[]), "commented; ; receipt→anna; internal");
    check(on, &mail(ANNA, "[HD-00001]", "#resolved\n#frob\nFuse", &[]), "commented; ; receipt→anna; internal");
    check("", &mail(ANNA, "New", "A question of mine", &[]), "opened; ; confirmation→anna; public");
    check("", &mail(ANNA, "New", "#resolved\nText", &[]), "opened; ; receipt→anna; public");
}

#[test]
fn a_machines_mail_is_never_answered_and_reopens_nothing() {
    let auto_reply: &[(&str, &str)] = &[("auto-submitted", "auto-replied")];
    let alert: &[(&str, &str)] = &[("auto-submitted", "auto-generated")];
    check("resolved ben asked", &mail(ADA, "Re: [HD-00001]", "5", auto_reply), "commented; ; ; internal");
    check("closed ben asked", &mail(ADA, "Re: [HD-00001]", "Away", auto_reply), "commented; ; ; internal");
    check("new nobody unasked", &mail(ANNA, "Re: [HD-00001]", "#resolved", auto_reply), "commented; ; ; internal");
    check("", &mail(ADA, "Away", "I am away", auto_reply), "suppressed; ; ; ");
    check("new nobody unasked", &mail(EVE, "[HD-00001]", "I am away", auto_reply), "suppressed; ; ; ");
    check("", &mail(EVE, "Disk full", "95 %", alert), "opened; ; new-ticket→anna; public");
    check("", &mail("", "No From", "text", &[]), "quarantined; ; quarantine→anna; internal");
}

#[test]
fn carriers_disagree() {
    let other = Ticket { number: TicketNumber(2), requester: Some(contact(EVE)), ..ticket("new nobody unasked") };
    let by = |carrier, ticket: &Ticket| Candidate {
        carrier,
        ticket: ticket.clone(),
        merged: None,
        copied: Vec::new(),
        opening: None,
        follow_up: None,
    };
    let check = |candidates: Vec<Candidate>, expected: Option<i64>| {
        let case = Case { candidates, ..Case::default() };
        let outcome = decide(&policy(), &case, &mail(ADA, "x", "x", &[]), now());
        assert_eq!(step(&outcome).before.as_ref().map(|ticket| ticket.number.0), expected);
    };
    let hers = ticket("new nobody unasked");
    check(vec![by(Carrier::Subject, &other), by(Carrier::Subject, &hers)], Some(1));
    check(vec![by(Carrier::Subject, &other), by(Carrier::MessageId, &hers)], Some(1));
    check(vec![by(Carrier::MessageId, &other), by(Carrier::Subject, &hers)], Some(1));
    check(vec![by(Carrier::MessageId, &other)], None);
}

#[test]
fn only_the_requester_moves_the_latest_id() {
    let check = |from: &str, expected: Option<&str>| {
        let on = named("new ben unasked");
        let outcome = decide(&policy(), &on, &mail(from, "[HD-00001]", "More", &[]), now());
        assert_eq!(step(&outcome).after.latest_id.as_ref().map(MessageId::as_str), expected, "{from}");
    };
    check(ANNA, None);
    check(ADA, Some("this@customer.example"));
}

/// What is typed into a page is what it is: no command, no rating, no form, whoever types it.
#[test]
fn a_pages_words_are_words() {
    let page = |from: &str, text: &str| {
        let person = crate::mail::origin::vouched(contact(from), &Own::default()).unwrap();
        let act = Act::on_page(Some(TicketNumber(1)), person, &Subject::default(), text, now());
        told(&follow(&policy(), &named("resolved ben asked"), &act))
    };
    assert_eq!(page(ADA, "5"), "commented; status assigned; new-comment→ben; public");
    assert_eq!(page(ADA, "#cancel"), "commented; status assigned; new-comment→ben; public");
    assert_eq!(page(ANNA, "#closed"), "commented; ; reply→ada, new-comment→ben; public");
    assert_eq!(page(EVE, "Hi"), "suppressed; ; ; ");
    let person = crate::mail::origin::vouched(contact(EVE), &Own::default()).unwrap();
    let act = Act::on_page(None, person, &Subject::new("Tickets"), "Urgency: high", now());
    assert_eq!(told(&follow(&policy(), &Case::default(), &act)), "opened; ; confirmation→eve, new-ticket→anna; public");
    let mut act = Act::on_page(Some(TicketNumber(1)), vouched_anna(), &Subject::default(), "Fuse", now());
    let resolved = Command::Status(StatusName("resolved".to_owned()));
    act.asks.commands.lines.push(CommandLine { written: "#resolved".to_owned(), command: Ok(resolved) });
    let pressed = told(&follow(&policy(), &named("assigned anna unasked"), &act));
    assert_eq!(pressed, "commented; status resolved, feedback asked; reply→ada, feedback→ada; public");
}

/// A button that isn't there, a rating that nobody asked for and an empty form do nothing at all.
#[test]
fn what_a_page_cannot_ask_for_is_refused() {
    let page = |on: &str, asks: Asks, copied_join: bool| {
        let person = crate::mail::origin::vouched(contact(ADA), &Own::default()).unwrap();
        let mut act = Act::on_page(Some(TicketNumber(1)), person, &Subject::default(), "", now());
        act.copied = if copied_join { Vec::new() } else { vec![contact(EVE)] };
        act.asks = asks;
        let outcome = decide(&Policy { copied_join, ..policy() }, &named(on), &act, now());
        assert_eq!((outcome.end, outcome.steps.len()), (Some(End::Suppressed), 0), "{outcome:?}");
        outcome.reasons[0].to_string()
    };
    let rating = Some(Rating { score: 4, comment: String::new() });
    let wish = |name: &str| Some(Wish { name: name.to_owned(), below: String::new() });
    let check = |asks: Asks, expected: &str| {
        let found = page("assigned ben unasked", asks, true);
        assert!(found.contains(expected), "{found}");
    };
    check(Asks { rating, ..Asks::default() }, "no rating was asked");
    check(Asks { wish: wish("frobnicate"), ..Asks::default() }, "has no button \"#frobnicate\"");
    check(Asks { wish: wish("resolved"), ..Asks::default() }, "resolved");
    check(Asks::default(), "nothing was written");
    assert!(page("assigned ben unasked", Asks::default(), false).contains("don't join"));
}

fn vouched_anna() -> Person {
    crate::mail::origin::vouched(contact(ANNA), &Own::default()).unwrap()
}
