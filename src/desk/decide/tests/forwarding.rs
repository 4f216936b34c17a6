//! An agent hands in what others asked, by a forward or by phone.

use super::*;

/// A mail that forwards one of `writer`.
fn forwarding(from: &str, subject: &str, text: &str, writer: &str) -> Act {
    let forwarded = Forwarded {
        from: Some(contact(writer)),
        name: String::new(),
        subject: Subject::new("The press stops"),
        text: "Help".to_owned(),
    };
    let whole = format!("{text}\n\n-------- Forwarded message --------\nFrom: {writer}\n\nHelp");
    Act { forwarded: Some(forwarded), text: whole, ..mail(from, subject, text, &[]) }
}

#[test]
fn an_agents_forward_opens_a_ticket_for_who_wrote_it() {
    check("", &forwarding(ANNA, "Fwd: x", "", ADA), "opened; ; confirmation→ada, new-ticket→anna; public");
    check(
        "",
        &forwarding(ANNA, "Fwd: x", "Rude", ADA),
        "opened; ; confirmation→ada, new-ticket→anna; public, internal",
    );
    let ben = "ben@desk.example";
    let both = "opened; ; confirmation→ada, new-ticket→anna, new-ticket→ben; public";
    check("", &forwarding(ben, "Fwd: x", "", ADA), both);
    check(
        "",
        &forwarding(ANNA, "Fwd: x", "#assign ben\n#on-customer", ADA),
        "opened; assign ben, status on-customer; confirmation→ada, assigned→ben, new-ticket→anna; public",
    );
    check(
        "",
        &forwarding(ANNA, "Fwd: x", "#on-behalf eve@stranger.example", ADA),
        "opened; ; confirmation→eve, new-ticket→anna; public",
    );
    check("", &forwarding(ANNA, "Fwd: x", "#frob", ADA), "opened; ; receipt→anna; public");
    let (outcome, letters) = follow(&policy(), &Case::default(), &forwarding(ANNA, "Fwd: x", "Rude", ADA));
    let Step { after: ticket, comments, .. } = step(&outcome);
    assert_eq!((ticket.subject.as_str(), &ticket.requester), ("The press stops", &Some(contact(ADA))));
    assert_eq!((comments[0].text.as_str(), &comments[0].author), ("Help", &Some(contact(ADA))));
    assert!(!format!("{:?}", letters[0]).contains("Rude"), "a note never leaves: {:?}", letters[0]);
    assert_eq!(ticket.opening_id, None, "letters to her answer no mail that she never saw");
}

#[test]
fn in_doubt_the_agent_is_asked_who_asks() {
    let asked = "opened; ; who-asked→anna; public";
    for writer in ["support@desk.example", "ben@desk.example", "noreply@shop.example", "mailer-daemon@x.example"] {
        check("", &forwarding(ANNA, "Fwd: x", "Please", writer), asked);
    }
    let mine = Ticket { requester: Some(contact(ANNA)), ..ticket("new nobody unasked") };
    let snapshot = Case {
        candidates: vec![Candidate {
            carrier: Carrier::Subject,
            ticket: mine,
            merged: None,
            copied: Vec::new(),
            opening: None,
            follow_up: None,
        }],
        answers: None,
        ..Case::default()
    };
    let check_mine = |text: &str, expected: &str| {
        assert_eq!(told(&follow(&policy(), &snapshot, &mail(ANNA, "[HD-00001]", text, &[]))), expected, "{text:?}");
    };
    check_mine(
        "#on-behalf ada@customer.example",
        "commented; requester ada@customer.example; confirmation→ada; public",
    );
    check_mine("#on-behalf ada@customer.example\nWhich press?", "commented; ; receipt→anna; internal");
    check_mine(
        "#on-behalf ada@customer.example\n#public\nWhich press?",
        "commented; requester ada@customer.example, assign anna; confirmation→ada, reply→ada; public",
    );
    check_mine("#on-behalf support@desk.example", "commented; ; receipt→anna; internal");
    check(
        "new ben unasked",
        &mail(ANNA, "[HD-00001]", "#on-behalf eve@stranger.example", &[]),
        "commented; ; receipt→anna; internal",
    );
}

#[test]
fn an_agent_writes_down_what_somebody_asked_by_phone() {
    let call = mail(ANNA, "The press stops", "#on-behalf Ada <ada@customer.example>\nBy phone.", &[]);
    check("", &call, "opened; ; confirmation→ada, new-ticket→anna; public");
    let outcome = decide(&policy(), &Case::default(), &call, now());
    let first = &step(&outcome).comments[0];
    assert_eq!((first.role, first.text.as_str()), (Role::Agent, "By phone."));
}

#[test]
fn a_forward_onto_a_ticket() {
    check("new nobody unasked", &forwarding(ANNA, "Fwd: [HD-00001]", "Rude", EVE), "commented; ; ; internal");
    check(
        "new ben unasked",
        &forwarding(ANNA, "Fwd: [HD-00001]", "Which press?", "support@desk.example"),
        "commented; ; receipt→anna; internal",
    );
    let shown = decide(&policy(), &named("new ben unasked"), &forwarding(ADA, "Fwd: [HD-00001]", "See", EVE), now());
    assert!(step(&shown).comments[0].text.contains("Help"), "what a customer forwards is shown: {shown:?}");
}
