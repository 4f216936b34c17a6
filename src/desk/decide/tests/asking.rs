//! Mails that ask about tickets, and mails that are held: what follows, in one line.

use super::*;
use crate::desk::holding::Holding;
use crate::desk::letter::{Content, List, SentLetter};
use crate::desk::portal::Portal;
use crate::desk::question::{Asked, Brief, Listed};

/// A case in which these questions have these answers.
fn knowing(asked: Vec<(Question, Answer)>) -> Case {
    Case { asked, ..Case::default() }
}

fn brief(number: i64, status: &str) -> Brief {
    Brief {
        number: TicketNumber(number),
        subject: Subject::new("The press stops"),
        status: StatusName(status.to_owned()),
        requester: Some(contact(ADA)),
        assignee: Some("anna".to_owned()),
        fields: crate::desk::field::Fields::default(),
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
    let check = |snapshot: &Case, text: &str, expected: &str| {
        let mail = mail(ANNA, "Re: x", text, &[]);
        let shown = told(&follow(&policy(), snapshot, &mail));
        assert_eq!(shown, expected, "{text:?}");
    };
    check(&knows, "#list mine", "answered; ; listing→anna; ");
    check(&knows, "#help", "answered; ; help→anna; ");
    check(&knows, "#show HD-00099", "answered; ; receipt→anna; ");
    check(&knows, "#list yours", "answered; ; receipt→anna; ");
    check(&named("new ben unasked"), "#list mine", "answered; ; receipt→anna; ");
    check(&named("new ben unasked"), "#list mine\n#resolved", "commented; ; receipt→anna; internal");
    let asked = find_questions(&policy(), &Case::default(), &mail(ANNA, "x", "#list mine", &[]));
    assert_eq!(asked, [mine]);
    let words = mail(ANNA, "x", "#list mine\nThank you for waiting", &[]);
    let (_, letters) = follow(&policy(), &knows, &words);
    let Content::Listing(list) = &letters[0].content else { panic!("{letters:?}") };
    assert!(list.remark.is_some(), "{list:?}");
}

#[test]
fn customers_get_their_tickets_with_nothing_internal() {
    let policy = policy();
    let ask = mail(ADA, "Tickets", "", &[]);
    let questions = find_questions(&policy, &Case::default(), &ask);
    let [own @ Question::OfCustomer { organisation: None, .. }, before @ Question::Ended { .. }] = questions.as_slice()
    else {
        panic!("{questions:?}");
    };
    let listed = Listed { tickets: vec![brief(1, "new"), brief(2, "resolved")], more: 3 };
    let knows =
        |count| knowing(vec![(own.clone(), Answer::Tickets(listed.clone())), (before.clone(), Answer::Count(count))]);
    let answered = follow(&policy, &knows(2), &ask);
    assert_eq!(told(&answered), "answered; ; listing→ada; ");
    let Content::Listing(List { tickets, more, .. }) = &answered.1[0].content else { panic!("{answered:?}") };
    assert_eq!(*more, 3);
    let shown: Vec<_> = tickets.iter().map(|it| (it.reference.as_str(), it.done, it.assignee.as_str())).collect();
    assert_eq!(shown, [("HD-00001", false, ""), ("HD-00002", true, "")]);
    assert_eq!(told(&follow(&policy, &knows(3), &ask)), "suppressed; ; ; ");
    let is_own = |question: &Question| matches!(question, Question::OfCustomer { .. });
    let is_asked = |mail: &Act, snapshot: &Case| find_questions(&policy, snapshot, mail).iter().any(is_own);
    assert!(!is_asked(&mail(ADA, "Re: tickets", "", &[]), &Case::default()));
    assert!(!is_asked(&ask, &named("new ben unasked")), "it belongs to a ticket");
    assert!(!is_asked(&Act { files: vec!["a.pdf".to_owned()], ..ask.clone() }, &Case::default()));
    let silent = mail(ADA, "tickets", "", &[("x-auto-response-suppress", "All")]);
    assert!(!is_asked(&silent, &Case::default()));
    let machine = mail(ADA, "tickets", "", &[("auto-submitted", "auto-generated")]);
    assert!(!is_asked(&machine, &Case::default()));
}

#[test]
fn whoever_asks_for_the_portal_is_told_where_it_is() {
    let portal = Portal {
        origin: "https://help.example".to_owned(),
        words: vec!["login".to_owned(), "support portal login".to_owned()],
        agents: true,
        stars: true,
    };
    let policy = Policy { portal: Some(portal), ..policy() };
    let mail = |from, subject, text, headers: &[(&str, &str)]| mail_at(&policy, from, subject, text, headers);
    let case_after = |mail: &Act, before: usize| {
        let asked = find_questions(&policy, &Case::default(), mail).into_iter();
        let counts = asked.filter(|question| matches!(question, Question::Ended { .. }));
        knowing(counts.map(|question| (question, Answer::Count(before))).collect())
    };
    let check = |mail: &Act, before: usize, expected: &str| {
        assert_eq!(told(&follow(&policy, &case_after(mail, before), mail)), expected, "{:?}", mail.text);
    };
    let ask = mail(ADA, "Support Portal  Login", "Hello,\n\nkind regards", &[]);
    check(&ask, 0, "answered; ; portal→ada; ");
    check(&ask, 2, "answered; ; portal→ada; ");
    check(&ask, 3, "suppressed; ; ; ");
    check(&mail(ANNA, "login", "", &[]), 0, "answered; ; portal→anna; ");
    let (_, letters) = follow(&policy, &case_after(&ask, 0), &ask);
    assert_eq!(letters[0].content, Content::Portal { link: "https://help.example/in".to_owned() });
    let opened = "opened; ; confirmation→ada, new-ticket→anna; public";
    check(&mail(ADA, "login", "I can't log in to the press.", &[]), 0, opened);
    check(&mail(ADA, "Re: login", "", &[]), 0, opened);
    check(&mail(ADA, "login", "\n> login", &[]), 0, opened);
    check(&Act { files: vec!["a.pdf".to_owned()], ..ask.clone() }, 0, opened);
    check(&mail(ADA, "login", "", &[("auto-submitted", "auto-generated")]), 0, "opened; ; new-ticket→anna; public");
    let silent = mail(ADA, "login", "", &[("x-auto-response-suppress", "All")]);
    check(&silent, 0, "opened; ; new-ticket→anna; public");
    let on_ticket = follow(&policy, &named("new ben unasked"), &mail(ADA, "login", "", &[])).0;
    assert_eq!(on_ticket.end, Some(End::Commented));
    let commands = mail(ANNA, "login", "#list mine", &[]);
    assert!(!matches!(commands.asks.question, Some(Asked::Portal)), "{commands:?}");
    let none = Policy { portal: None, ..policy.clone() };
    assert_eq!(mail_at(&none, ADA, "login", "", &[]).asks.question, None);
}

#[test]
fn nobody_is_told_of_a_letter_to_sign_in_that_does_not_arrive() {
    let policy = policy();
    let check = |kind: &str, expected: &str| {
        let letter = SentLetter {
            message_id: MessageId::parse(&format!("maildesk.{kind}.19b.00ff@desk.example")).unwrap(),
            to: contact(ADA),
            subject: Subject::new("Sign in"),
            text: "K7QM-2XRD".to_owned(),
        };
        let source = Source::Delivery { letter: Box::new(letter), words: "550 unknown".to_owned(), ticket: None };
        let act = Act::bare(source, now(), "support");
        assert_eq!(told(&follow(&policy, &Case::default(), &act)), expected, "{kind}");
    };
    check("confirmation", "none; ; undeliverable→anna; ");
    check("sign-in", "none; ; ; ");
}

#[test]
fn what_is_not_proven_is_held_where_the_mailbox_wants_proof() {
    let mut policy = policy();
    policy.holding = Holding {
        trusted: vec!["mx.desk.example".to_owned()],
        mailboxes: vec!["support".to_owned()],
        ..Holding::default()
    };
    let check = |mail: &Act, told_before: usize, expected: &str| {
        let asked = find_questions(&policy, &Case::default(), mail);
        let asked = asked.into_iter().map(|question| (question, Answer::Count(told_before))).collect();
        assert_eq!(told(&follow(&policy, &knowing(asked), mail)), expected);
    };
    let mail = |from, subject, text, headers: &[(&str, &str)]| Act {
        proof: Proof::Unknown(Basis::Unread),
        ..mail(from, subject, text, headers)
    };
    let held = mail(ADA, "Help", "It stops", &[]);
    check(&held, 0, "held; ; held→anna; ");
    check(&held, 1, "held; ; ; ");
    check(&Act { proof: Proof::Fail(Basis::Unread), ..held.clone() }, 0, "held; ; held→anna; ");
    let opened = "opened; ; confirmation→ada, new-ticket→anna; public";
    check(&Act { proof: Proof::Pass(Basis::SignedIn), ..held.clone() }, 0, opened);
    check(&Act { released: true, ..held.clone() }, 0, opened);
    check(&Act { mailbox: "sales".to_owned(), ..held.clone() }, 0, opened);
    check(&mail(ANNA, "[HD-00001]", "#resolved", &[]), 0, "held; ; held→anna; ");
    check(&mail(ADA, "tickets", "", &[]), 0, "held; ; held→anna; ");
    check(&mail(ADA, "Away", "I am away", &[("auto-submitted", "auto-replied")]), 0, "suppressed; ; ; ");
    let (_, letters) = follow(&policy, &Case::default(), &held);
    assert!(matches!(letters[0].content, Content::Held { mail: 17, .. }), "{letters:?}");
}
