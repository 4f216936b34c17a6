//! Fields, teams and inquiries in tables.

use super::*;
use crate::desk::samples;

/// A desk with fields, teams and inquiries.
fn policy() -> Policy {
    Policy {
        people: samples::people(),
        workflow: samples::workflow_with_inquiries(),
        fields: samples::fields(),
        inquiries: vec!["inquiries".to_owned()],
        ..samples::policy()
    }
}

fn check(state: &str, act: &Act, expected: &str) {
    assert_eq!(told(&follow(&policy(), &named(state), act)), expected, "{:?}", act.own);
}

/// As [`check`], for a ticket that is not like the others.
fn check_on(ticket: Ticket, answers: Option<NoticeKind>, act: &Act, expected: &str) {
    let candidate = Candidate {
        carrier: Carrier::Subject,
        ticket,
        merged: None,
        copied: Vec::new(),
        opening: None,
        follow_up: None,
    };
    let snapshot = Case { candidates: vec![candidate], answers, ..Case::default() };
    assert_eq!(told(&follow(&policy(), &snapshot, act)), expected, "{:?}", act.own);
}

/// A mail, read with the words of this desk.
fn mail(from: &str, subject: &str, text: &str, headers: &[(&str, &str)]) -> Act {
    mail_at(&policy(), from, subject, text, headers)
}

fn on_it(from: &str, text: &str) -> Act {
    mail(from, "[HD-00001]", text, &[])
}

#[test]
fn form_lines_of_a_new_ticket() {
    let check_fields = |text: &str, expected: &str| {
        let outcome = decide(&policy(), &named(""), &mail(ADA, "x", text, &[]), now());
        let fields: Vec<String> =
            step(&outcome).after.fields.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(fields.join(" "), expected, "{text:?}");
    };
    check_fields("Urgency: High\nCategory: Robotics / Arm\nHelp", "category=Robotics/Arm priority=2");
    check_fields("Help\nUrgency: High", "priority=3");
    check_fields("Urgency: soon", "priority=3");
    check_fields("Severity: High", "priority=3");
    let new =
        |text: &str, headers: &[(&str, &str)], expected: &str| check("", &mail(ADA, "x", text, headers), expected);
    new("Urgency: High\nHelp", &[], "opened; ; confirmation→ada, new-ticket→anna; public");
    new("Urgency: soon", &[], "opened; choices priority; confirmation→ada, new-ticket→anna, choices→ada; public");
    new("Severity: High", &[], "opened; judgement asked; confirmation→ada, new-ticket→anna; public");
    new("Urgency: soon", &[("x-auto-response-suppress", "All")], "opened; ; new-ticket→anna; public");
    new("Urgency: soon", &[("auto-submitted", "auto-generated")], "opened; ; new-ticket→anna; public");
}

#[test]
fn form_lines_of_a_comment() {
    let on = || ticket("assigned ben unasked");
    let customer = |text: &str, expected: &str| check_on(on(), None, &on_it(ADA, text), expected);
    customer("Urgency: High", "commented; priority 2; new-comment→ben; public");
    customer("Urgency: soon", "commented; choices priority; new-comment→ben, choices→ada; public");
    customer("Severity: Low", "commented; judgement asked; new-comment→ben; public");
    customer("Owner: Bob", "commented; ; new-comment→ben; public");
    let told = Ticket { choices_told: vec!["priority".to_owned()], ..on() };
    check_on(told, None, &on_it(ADA, "Urgency: soon"), "commented; ; new-comment→ben; public");
    let mut high = on();
    high.fields.set("priority", Some("2"));
    check_on(high, None, &on_it(ADA, "Urgency: High"), "commented; ; new-comment→ben; public");
}

#[test]
fn an_answer_to_how_it_was_judged() {
    let on = || ticket("assigned ben unasked");
    let answer = |text: &str, expected: &str| check_on(on(), Some(NoticeKind::Judged), &on_it(ADA, text), expected);
    answer("It is more urgent", "commented; judgement asked; new-comment→ben; public");
    answer("Thank you!", "commented; ; new-comment→ben; public");
    answer("Urgency: Critical", "commented; priority 1; new-comment→ben; public");
    check_on(on(), Some(NoticeKind::Reply), &on_it(ADA, "It is urgent"), "commented; ; new-comment→ben; public");
}

#[test]
fn agents_set_fields_and_teams() {
    let on = || ticket("assigned anna unasked");
    let agent = |text: &str, expected: &str| check_on(on(), None, &on_it(ANNA, text), expected);
    agent("#priority 1\n#note", "commented; priority 1; judged→ada; internal");
    agent("#priority 1\nWe come", "commented; priority 1; reply→ada, judged→ada; public");
    let mut judged = on();
    judged.fields.set("priority", Some("1"));
    check_on(judged.clone(), None, &on_it(ANNA, "#priority critical\n#note"), "commented; ; ; internal");
    check_on(judged, None, &on_it(ANNA, "#priority none\n#note"), "commented; priority cleared; ; internal");
    agent("#category data\n#note", "commented; category Data; ; internal");
    agent("#priority soon\nWe come", "commented; ; receipt→anna; internal");
    agent("#team robots\n#note", "commented; team robots; assigned→ben; internal");
    let nobodys = ticket("new nobody unasked");
    check_on(nobodys, None, &on_it(ANNA, "#team robots\n#note"), "commented; team robots; assigned→ben; internal");
    let robots = Ticket { team: Some("robots".to_owned()), ..ticket("new nobody unasked") };
    check_on(robots, None, &on_it(ADA, "More"), "commented; ; new-comment→ben; public");
}

#[test]
fn inquiries() {
    let to_inquiries = |from: &str, text: &str| Act { mailbox: "inquiries".to_owned(), ..mail(from, "x", text, &[]) };
    let opened = follow(&policy(), &named(""), &to_inquiries(ADA, "Urgency: soon"));
    assert_eq!(told(&opened), "opened; ; new-ticket→anna; public");
    assert_eq!(step(&opened.0).after.status.as_str(), "inquiry");
    assert!(opened.1[0].ticket.is_inquiry);
    let on_behalf = to_inquiries(ANNA, "#on-behalf ada@customer.example\nShe called");
    let opened = decide(&policy(), &named(""), &on_behalf, now());
    assert_eq!(step(&opened).after.status.as_str(), "new");
    let on = "inquiry nobody unasked";
    check(on, &on_it(ADA, "More"), "commented; ; new-comment→anna; public");
    check(on, &on_it(ANNA, "It does"), "commented; assign anna; reply→ada; public");
    check(on, &on_it(ANNA, "#open"), "commented; status new; confirmation→ada; public");
    check(on, &on_it(ANNA, "#open\nOil it"), "commented; assign anna, status new; confirmation→ada, reply→ada; public");
    check(on, &on_it(ANNA, "#closed"), "commented; status closed; ; public");
    check(on, &on_it(ANNA, "#resolved\nOil it"), "commented; assign anna, status resolved; reply→ada; public");
    check(on, &on_it(ANNA, "#priority 1\n#note"), "commented; priority 1; ; internal");
    check(on, &on_it(ANNA, "#assigned"), "commented; ; receipt→anna; internal");
    check(on, &on_it(ANNA, "#to-customer\nWhich?"), "commented; ; receipt→anna; internal");
    let done = "commented; status resolved, feedback asked; confirmation→ada, feedback→ada; public";
    check(on, &on_it(ANNA, "#open\n#resolved"), done);
    check("new nobody unasked", &on_it(ANNA, "#open"), "commented; ; receipt→anna; internal");
    check("new nobody unasked", &on_it(ANNA, "#inquiry"), "commented; ; receipt→anna; internal");
}
