//! Limits in tables: what was written before, and what is spared now.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use crate::desk::act::DueThing;
use crate::desk::case::Case;
use crate::desk::command::{Command, CommandLine};
use crate::desk::decide::decide;
use crate::desk::event::EventKind;
use crate::desk::holding::Holding;
use crate::desk::notify::notify;
use crate::desk::outcome::Step;
use crate::desk::people::Role;
use crate::desk::publish::Publishable;
use crate::desk::samples::{policy, ticket};
use crate::desk::status::StatusName;
use crate::desk::ticket::{FeedbackState, Ticket, Visibility};
use crate::mail::authentic::{Basis, Proof};
use crate::mail::inbound::Header;
use crate::mail::origin::{Own, judge, vouched};
use crate::mail::{Inbound, MessageId, Subject};

use super::*;
use crate::desk::command::Receipt;
use crate::desk::letter::{Earlier, Said};

mod budgets;

/// A database in memory.
#[derive(Default)]
struct Counted {
    tallies: BTreeMap<(Timestamp, String), u32>,
    known: BTreeSet<Address>,
    /// Of the ticket that is opened next.
    number: i64,
}

impl Tallies for Counted {
    type Error = Infallible;

    fn counts(&mut self, scopes: &[Scope], now: Timestamp) -> Result<Vec<u32>, Infallible> {
        let count = |scope: &Scope| self.tallies.get(&(scope.since(now), scope.name())).copied().unwrap_or_default();
        Ok(scopes.iter().map(count).collect())
    }

    fn is_known(&mut self, person: &Address) -> Result<bool, Infallible> {
        Ok(self.known.contains(person))
    }
}

/// Two of each, so that the third is over.
fn strict() -> Policy {
    let letters = LetterLimits { told_of_sender: 2, ..LetterLimits::default() };
    Policy { letters, ..policy() }
}

fn mail(from: &str, text: &str) -> Act {
    let inbound = Inbound {
        from: Address::parse(from).map(|address| Contact::new("Some One", address)),
        headers: Vec::<Header>::new(),
        ..Inbound::default()
    };
    let source = Source::Mail { number: 17, message_id: MessageId::parse("this@customer.example") };
    Act {
        proof: Proof::Pass(Basis::SignedIn),
        origin: judge(&inbound, &Own::default()),
        subject: Subject::new("The press stops"),
        text: text.to_owned(),
        own: text.to_owned(),
        ..Act::bare(source, now(), "support")
    }
}

fn now() -> Timestamp {
    "2026-03-01T09:05:00Z".parse().unwrap()
}

impl Counted {
    /// Works on a mail that opens a ticket: `kind→local-part, …`, and the reasons.
    fn take(&mut self, policy: &Policy, act: &Act, number: i64) -> (String, String) {
        self.take_at(policy, act, number, now())
    }

    fn take_at(&mut self, policy: &Policy, act: &Act, number: i64, at: Timestamp) -> (String, String) {
        self.number = number;
        let (outcome, letters) = self.write(policy, &Case::default(), act, at);
        let told = letters.iter().map(|it| format!("{}→{}", it.kind().as_str(), it.to.contact().address.local()));
        (told.collect::<Vec<_>>().join(", "), Reason::join(&outcome.reasons))
    }

    /// The outcome and the letters that pass; counted.
    fn write(&mut self, policy: &Policy, case: &Case, act: &Act, at: Timestamp) -> (Outcome, Vec<Letter>) {
        let mut outcome = decide(policy, case, act, at);
        outcome.number(std::iter::once(TicketNumber(self.number)));
        let mut mailings = notify(policy, case, act, &outcome);
        let mut meter = Meter::default();
        let proposed = Proposed { act, outcome: &mut outcome, mailings: &mut mailings };
        throttle(policy, proposed, &mut meter, self, at).unwrap();
        for scope in meter.take_counted() {
            *self.tallies.entry((scope.since(at), scope.name())).or_default() += 1;
        }
        self.known.extend(outcome.known.iter().cloned());
        (outcome, mailings.into_iter().flat_map(|mailing| mailing.letters).collect())
    }
}

/// Words enough to be compared alone; no digit tells them apart.
const LONG: &str = "Thanks for your message. We've opened a ticket for it, and this is its number: XY-";

#[test]
fn the_same_words_are_answered_twice_a_day() {
    let mut counted = Counted::default();
    let policy = policy();
    let mut check = |text: &str, at: &str, expected: &str| {
        let at: Timestamp = at.parse().unwrap();
        let (told, reasons) = counted.take_at(&policy, &mail("xy@other.example", text), 1, at);
        assert_eq!(told, expected, "{text} {at}: {reasons}");
        reasons
    };
    let (answered, silent) = ("confirmation→xy, new-ticket→anna", "new-ticket→anna");
    check(&format!("{LONG}00001"), "2026-03-01T09:00:00Z", answered);
    check(&format!("{LONG}00002"), "2026-03-01T09:00:00Z", answered);
    let reasons = check(&format!("{LONG}00003"), "2026-03-01T23:59:59Z", silent);
    let why = "no confirmation letter to xy@other.example: 2 emails with the same text answered today (same_words = 2)";
    assert!(reasons.contains(why), "{reasons}");
    check(&format!("{LONG} and more"), "2026-03-01T23:59:59Z", answered);
    check(&format!("{LONG}00004"), "2026-03-02T00:00:00Z", answered);
    for _ in 0..3 {
        check("", "2026-03-01T09:00:00Z", answered);
        check("4 5 6", "2026-03-01T09:00:00Z", answered);
    }
}

#[test]
fn a_greeting_alone_is_compared_with_its_subject() {
    let mut counted = Counted::default();
    for (subject, expected) in [("Press", 1), ("Oven", 1), ("Fan", 1), ("[HD-00007] Press", 1), ("Press", 0)] {
        let incoming = Act { subject: Subject::new(subject), ..mail("ada@customer.example", "Kind regards\nAda") };
        let (told, reasons) = counted.take(&policy(), &incoming, 1);
        assert_eq!(told.matches("confirmation").count(), expected, "{subject}: {reasons}");
    }
}

#[test]
fn each_limit_on_automatic_letters_ends_them() {
    let check = |letters: LetterLimits, from: [&str; 3], expected: &str| {
        let policy = Policy { letters, ..policy() };
        let mut counted = Counted::default();
        let mut reasons = String::new();
        for (number, sender) in (1..).zip(from) {
            let (told, why) =
                counted.take(&policy, &mail(sender, &format!("{sender} {}", ["a", "b", "c"][number - 1])), 1);
            assert_eq!(told.contains("confirmation"), number < 3, "{sender}: {told}; {why}");
            assert!(told.contains("new-ticket→anna"), "agents are told all the same: {told}");
            reasons = why;
        }
        assert!(reasons.contains(expected), "{reasons}");
    };
    let (ada, bob, eve) = ("ada@x.example", "bob@x.example", "eve@x.example");
    let none = LetterLimits::default();
    let two = "2 automatic letters";
    check(LetterLimits { per_address: 2, ..none }, [ada; 3], &format!("{two} today (letters_per_address = 2)"));
    let mailbox = format!("{two} from this mailbox this hour (letters_per_mailbox = 2)");
    check(LetterLimits { per_mailbox: 2, ..none }, [ada, bob, eve], &mailbox);
    check(LetterLimits { per_desk: 2, ..none }, [ada, bob, eve], &format!("{two} this hour (letters_per_desk = 2)"));
}

#[test]
fn agents_are_told_of_a_flood_once() {
    let mut counted = Counted::default();
    let policy = strict();
    let mut check = |from: &str, at: &str, expected: &str| {
        let incoming = mail(from, &format!("words {}", "x".repeat(counted.tallies.len())));
        let (told, reasons) = counted.take_at(&policy, &incoming, 1, at.parse().unwrap());
        assert_eq!(told, expected, "{from} {at}: {reasons}");
        reasons
    };
    let bob = "bob@x.example";
    let (nine, ten) = ("2026-03-01T09:00:00Z", "2026-03-01T10:00:00Z");
    check(bob, nine, "confirmation→bob, new-ticket→anna");
    check(bob, nine, "confirmation→bob, new-ticket→anna");
    let reasons = check(bob, nine, "confirmation→bob, flood→anna");
    assert!(
        reasons
            .contains("2 notifications about this sender this hour (told_of_sender = 2); they get one summary instead")
    );
    let reasons = check(bob, nine, "confirmation→bob");
    assert!(reasons.ends_with("(told_of_sender = 2)"), "{reasons}");
    check("ada@x.example", nine, "confirmation→ada, new-ticket→anna");
    check(bob, ten, "confirmation→bob, new-ticket→anna");
    // What comes from nobody is one sender.
    for expected in ["quarantine→anna", "quarantine→anna", "flood→anna", ""] {
        check("nobody", nine, expected);
    }
}

#[test]
fn newcomers_get_no_word_of_theirs_back_and_in_a_burst_nothing() {
    let holding = Holding { trusted: vec!["mx.desk.example".to_owned()], ..Holding::default() };
    let policy = Policy { letters: LetterLimits { newcomers: 2, ..LetterLimits::default() }, holding, ..policy() };
    let mut counted = Counted::default();
    let unproven = |from: &str| Act { proof: Proof::Unknown(Basis::Unread), ..mail(from, from) };
    let mut check = |act: &Act, expected: &str| {
        let (told, reasons) = counted.take(&policy, act, 1);
        assert_eq!(told.contains("confirmation"), expected != "none", "{reasons}");
        assert_eq!(reasons.contains("replies don't quote"), expected != "words", "{reasons}");
    };
    check(&unproven("a@x.example"), "bare");
    check(&unproven("a@x.example"), "bare");
    check(&unproven("c@x.example"), "none");
    check(&mail("d@x.example", "proven"), "words");
    check(&unproven("d@x.example"), "words");
    check(&Act { released: true, ..unproven("e@x.example") }, "words");
}

#[test]
fn what_goes_to_a_newcomer_has_no_word_of_the_mail() {
    let incoming = Act { proof: Proof::Fail(Basis::Unread), ..mail("victim@x.example", "Buy now") };
    let (_, letters) = Counted::default().write(&policy(), &Case::default(), &incoming, now());
    let confirmation = letters.iter().find(|it| it.kind() == NoticeKind::Confirmation).unwrap();
    let all = format!("{confirmation:?}");
    for words in ["press", "Buy", "Some One"] {
        assert!(!all.contains(words), "{words}: {all}");
    }
    assert!(confirmation.withheld);
    let told = letters.iter().find(|it| it.kind() == NoticeKind::NewTicket).unwrap();
    assert_eq!(told.ticket.subject, "The press stops", "agents read all of it");
}

/// A desk that writes one automatic letter to an address, and Ada's ticket with Anna.
fn one_letter() -> (Policy, Ticket) {
    let ticket = Ticket { assignee: Some("anna".to_owned()), ..ticket() };
    (Policy { letters: LetterLimits { per_address: 1, ..LetterLimits::default() }, ..policy() }, ticket)
}

/// Works on an act that asks for feedback, after so many letters to Ada: the step, the letters, and the reasons.
fn asking(policy: &Policy, ticket: Ticket, act: &Act, before: u32) -> (Step, String, String) {
    let mut counted = Counted::default();
    let ada = Scope::Address(ticket.requester.as_ref().unwrap().address.clone(), Budget::Proven);
    counted.tallies.insert((ada.since(now()), ada.name()), before);
    let case = Case { named: vec![ticket], ..Case::default() };
    let (mut outcome, letters) = counted.write(policy, &case, act, now());
    let kinds: Vec<&str> = letters.iter().map(|letter| letter.kind().as_str()).collect();
    (outcome.steps.remove(0), kinds.join(", "), Reason::join(&outcome.reasons))
}

fn told(step: &Step) -> Vec<(EventKind, String)> {
    step.events.iter().map(|event| (event.kind, event.reason.to_string())).collect()
}

fn owned((kind, reason): (EventKind, &str)) -> (EventKind, String) {
    (kind, reason.to_owned())
}

const ASKED: (EventKind, &str) = (EventKind::FeedbackAsked, "the ticket is done");
const NOT_ASKED: (EventKind, &str) = (
    EventKind::FeedbackSpared,
    "no feedback letter to ada@acme.example: 1 automatic letters today (letters_per_address = 1)",
);

/// The words of the agent go out all the same, and the ticket is done.
#[test]
fn feedback_that_is_spared_when_an_agent_is_done_is_not_asked() {
    let (policy, ticket) = one_letter();
    let anna = vouched(policy.people.agents.0[0].contact.clone(), &Own::default()).unwrap();
    let mut act = Act::on_page(Some(ticket.number), anna, &Subject::default(), "Fuse", now());
    let resolved = Command::Status(StatusName("resolved".to_owned()));
    act.asks.commands.lines.push(CommandLine { written: "#resolved".to_owned(), command: Ok(resolved) });
    let status = (EventKind::Status, "command #resolved");
    for (before, letters, event, feedback) in
        [(0, "reply, feedback", ASKED, FeedbackState::Asked), (1, "reply", NOT_ASKED, FeedbackState::NotAsked)]
    {
        let (step, written, reasons) = asking(&policy, ticket.clone(), &act, before);
        assert_eq!((written.as_str(), told(&step)), (letters, [status, event].map(owned).to_vec()), "{reasons}");
        assert_eq!((step.after.status.as_str(), step.after.feedback), ("resolved", feedback));
        assert_eq!(step.changes.contains(&Change::FeedbackAsked), feedback == FeedbackState::Asked);
        assert_eq!(reasons.contains("is asked for a rating"), feedback == FeedbackState::Asked, "{reasons}");
        assert_eq!(reasons.contains(NOT_ASKED.1), feedback == FeedbackState::NotAsked, "{reasons}");
    }
}

#[test]
fn feedback_that_is_spared_when_it_is_due_is_not_asked() {
    let (policy, ticket) = one_letter();
    let ticket = Ticket { status: StatusName("resolved".to_owned()), ..ticket };
    let act = Act::bare(Source::Time { ticket: ticket.number, due: DueThing::Feedback }, now(), "");
    for (before, letters, event, feedback) in
        [(0, "feedback", ASKED, FeedbackState::Asked), (1, "", NOT_ASKED, FeedbackState::NotAsked)]
    {
        let (step, written, _) = asking(&policy, ticket.clone(), &act, before);
        assert_eq!((written.as_str(), told(&step)), (letters, vec![owned(event)]));
        assert_eq!(step.after.feedback, feedback);
        assert_eq!(step.changes.contains(&Change::FeedbackAsked), feedback == FeedbackState::Asked);
    }
}

fn to_ada() -> Audience {
    Audience::Customer(Contact::new("", Address::parse("ada@x.example").unwrap()))
}

fn to_anna() -> Audience {
    Audience::Agent(Contact::new("", Address::parse("anna@desk.example").unwrap()))
}

#[test]
fn what_an_agent_writes_is_never_limited() {
    let letters =
        LetterLimits { per_ticket: 1, per_address: 1, per_mailbox: 1, per_desk: 1, ..LetterLimits::default() };
    let ada = Contact::new("", Address::parse("ada@x.example").unwrap());
    let words = Publishable::of_customer(&ada, Role::Requester, "x", Visibility::Public, &[]).unwrap();
    let content = |kind: NoticeKind| match kind {
        NoticeKind::Reply => Content::Reply { words: words.clone(), moved: String::new(), earlier: Earlier::default() },
        NoticeKind::Handed => Content::Handed { by: String::new(), words: None, opening: None },
        NoticeKind::Receipt => Content::Receipt { receipt: Receipt::default(), crossed: None },
        NoticeKind::Assigned => Content::Assigned { said: Said::default(), by: String::new(), to_team: false },
        NoticeKind::NewComment => Content::NewComment(Said::default()),
        NoticeKind::Moved => Content::Moved { remarks: Vec::new() },
        NoticeKind::Feedback => Content::Feedback,
        _ => Content::StatusChange,
    };
    let check = |cause: TriggeredBy, kind: NoticeKind, to: fn() -> Audience, limited: bool| {
        let mut tallies = Counted::default();
        let trigger = Trigger {
            cause: cause.clone(),
            mailbox: "support".to_owned(),
            words: None,
            is_unproven: false,
            is_form: false,
            newcomers: Vec::new(),
        };
        let (mut kept, mut why) = (0, Vec::new());
        for _ in 0..3 {
            let mut mail = vec![Letter::new(to(), content(kind), TicketView::default())];
            let mut meter = Meter::default();
            let mut valve = Valve { limits: &letters, trigger: &trigger, meter: &mut meter, now: now() };
            let (_, reasons) = valve.pass(Some(TicketNumber(7)), &mut mail, &mut tallies).unwrap();
            for scope in meter.take_counted() {
                *tallies.tallies.entry((scope.since(now()), scope.name())).or_default() += 1;
            }
            kept += mail.len();
            why.extend(reasons);
        }
        assert_eq!(kept, if limited { 1 } else { 3 }, "{cause:?} {kind:?}");
        let limit = "1 automatic letters on this ticket today (letters_per_ticket = 1)";
        assert!(why.iter().all(|why| why.to_string().ends_with(limit)), "{why:?}");
    };
    let sender = || TriggeredBy::Sender(Address::parse("bob@x.example"));
    check(TriggeredBy::Agent, NoticeKind::Reply, to_ada, false);
    check(TriggeredBy::Agent, NoticeKind::Handed, to_ada, false);
    check(TriggeredBy::Agent, NoticeKind::StatusChange, to_ada, true);
    check(TriggeredBy::Agent, NoticeKind::Receipt, to_anna, true);
    check(TriggeredBy::Agent, NoticeKind::Assigned, to_anna, false);
    check(sender(), NoticeKind::Reply, to_ada, true);
    check(sender(), NoticeKind::NewComment, to_anna, false);
    check(TriggeredBy::Time, NoticeKind::Feedback, to_ada, true);
    check(TriggeredBy::Time, NoticeKind::Moved, to_anna, false);
}
