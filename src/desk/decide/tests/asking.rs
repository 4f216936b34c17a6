//! Mails that ask about tickets, and mails that are held: what follows, in one line.

use super::*;
use crate::desk::holding::Holding;
use crate::desk::question::{Brief, Listed};

/// A snapshot in which these questions have these answers.
fn knowing(asked: Vec<(Question, Answer)>) -> Snapshot {
    Snapshot { asked, ..Snapshot::default() }
}

fn brief(number: i64, status: &str) -> Brief {
    Brief {
        number: TicketNumber(number),
        subject: Subject::new("The press stops"),
        status: StatusName(status.to_owned()),
        requester: Some(contact(ADA)),
        assignee: Some("anna".to_owned()),
        opened_at: "2026-02-01T09:00:00Z".parse().unwrap(),
        changed_at: "2026-02-02T09:00:00Z".parse().unwrap(),
    }
}

#[test]
fn what_agents_ask_is_answered_and_opens_nothing() {
    let listed = Listed { tickets: vec![brief(1, "new")], more: 0 };
    let mine = Question::OfAgent("anna".to_owned());
    let knows =
        knowing(vec![(mine.clone(), Answer::Tickets(listed)), (Question::One(TicketNumber(99)), Answer::One(None))]);
    let check = |snapshot: &Snapshot, text: &str, expected: &str| {
        let mail = mail(ANNA, "Re: x", text, &[]);
        let shown = told(&decide(&policy(), snapshot, &mail));
        assert_eq!(shown, expected, "{text:?}");
    };
    check(&knows, "#list mine", "answered; ; listing→anna; ");
    check(&knows, "#help", "answered; ; help→anna; ");
    check(&knows, "#show HD-00099", "answered; ; receipt→anna; ");
    check(&knows, "#list yours", "answered; ; receipt→anna; ");
    check(&named("new ben unasked"), "#list mine", "answered; ; receipt→anna; ");
    check(&named("new ben unasked"), "#list mine\n#resolved", "commented; ; receipt→anna; internal");
    let asked = find_questions(&policy(), &Snapshot::default(), &mail(ANNA, "x", "#list mine", &[]));
    assert_eq!(asked, [mine]);
    let words = mail(ANNA, "x", "#list mine\nThank you for waiting", &[]);
    let decision = decide(&policy(), &knows, &words);
    assert!(decision.notices[0].facts.reason.contains("were not used"), "{decision:?}");
}

#[test]
fn customers_get_their_tickets_with_nothing_internal() {
    let policy = policy();
    let ask = mail(ADA, "Tickets", "", &[]);
    let questions = find_questions(&policy, &Snapshot::default(), &ask);
    let [own @ Question::OfCustomer { organisation: None, .. }, before @ Question::Ended { .. }] = questions.as_slice()
    else {
        panic!("{questions:?}");
    };
    let listed = Listed { tickets: vec![brief(1, "new"), brief(2, "resolved")], more: 3 };
    let knows =
        |count| knowing(vec![(own.clone(), Answer::Tickets(listed.clone())), (before.clone(), Answer::Count(count))]);
    let decision = decide(&policy, &knows(2), &ask);
    assert_eq!(told(&decision), "answered; ; listing→ada; ");
    let facts = &decision.notices[0].facts;
    assert_eq!(facts.more, 3);
    let shown: Vec<_> = facts.tickets.iter().map(|it| (it.reference.as_str(), it.done, it.assignee.as_str())).collect();
    assert_eq!(shown, [("HD-00001", false, ""), ("HD-00002", true, "")]);
    assert_eq!(told(&decide(&policy, &knows(3), &ask)), "suppressed; ; ; ");
    let is_asked = |mail: &Incoming, snapshot: &Snapshot| !find_questions(&policy, snapshot, mail).is_empty();
    assert!(!is_asked(&mail(ADA, "Re: tickets", "", &[]), &Snapshot::default()));
    assert!(!is_asked(&ask, &named("new ben unasked")), "it belongs to a ticket");
    assert!(!is_asked(&Incoming { files: vec!["a.pdf".to_owned()], ..ask.clone() }, &Snapshot::default()));
    let silent = mail(ADA, "tickets", "", &[("x-auto-response-suppress", "All")]);
    assert!(!is_asked(&silent, &Snapshot::default()));
    let machine = mail(ADA, "tickets", "", &[("auto-submitted", "auto-generated")]);
    assert!(!is_asked(&machine, &Snapshot::default()));
}

#[test]
fn what_is_not_proven_is_held_where_the_mailbox_wants_proof() {
    let mut policy = policy();
    policy.holding = Holding {
        trusted: vec!["mx.desk.example".to_owned()],
        dkim: false,
        mailboxes: vec!["support".to_owned()],
        trusting: Vec::new(),
    };
    let check = |mail: &Incoming, told_before: usize, expected: &str| {
        let asked = find_questions(&policy, &Snapshot::default(), mail);
        let asked = asked.into_iter().map(|question| (question, Answer::Count(told_before))).collect();
        assert_eq!(told(&decide(&policy, &knowing(asked), mail)), expected);
    };
    let mail = |from, subject, text, headers: &[(&str, &str)]| Incoming {
        proof: Proof::Unknown(String::new()),
        ..mail(from, subject, text, headers)
    };
    let held = mail(ADA, "Help", "It stops", &[]);
    check(&held, 0, "held; ; held→anna; ");
    check(&held, 1, "held; ; ; ");
    check(&Incoming { proof: Proof::Fail(String::new()), ..held.clone() }, 0, "held; ; held→anna; ");
    let opened = "opened; ; confirmation→ada, new-ticket→anna; public";
    check(&Incoming { proof: Proof::Pass(String::new()), ..held.clone() }, 0, opened);
    check(&Incoming { released: true, ..held.clone() }, 0, opened);
    check(&Incoming { mailbox: "sales".to_owned(), ..held.clone() }, 0, opened);
    check(&mail(ANNA, "[HD-00001]", "#resolved", &[]), 0, "held; ; held→anna; ");
    check(&mail(ADA, "tickets", "", &[]), 0, "held; ; held→anna; ");
    check(&mail(ADA, "Away", "I am away", &[("auto-submitted", "auto-replied")]), 0, "suppressed; ; ; ");
    let decision = decide(&policy, &Snapshot::default(), &held);
    assert!(decision.notices[0].facts.mail == "17", "{decision:?}");
}
