//! A small desk for the tests of this room: two agents and the shipped workflow in short.

use crate::mail::{Address, Contact};

use super::people::{Agent, Agents, Role};
use super::status::{Stage, Status, StatusName};
use super::ticket::Visibility;
use super::timer::Timer;
use super::transition::Transition;
use super::workflow::{Moves, Rule, Then, When, Workflow};

/// Anna, who is told of new tickets, and Ben, who is not.
pub(crate) fn agents() -> Agents {
    Agents(vec![agent("anna", "Anna Adler", true), agent("ben", "Ben Berg", false)])
}

fn agent(name: &str, full_name: &str, told_of_new: bool) -> Agent {
    let address = Address::parse(&format!("{name}@desk.example")).unwrap();
    Agent { name: name.to_owned(), contact: Contact::new(full_name, address), aliases: Vec::new(), told_of_new }
}

/// new, assigned, on-customer, resolved (asks for feedback), closed; a comment reopens; the first answer takes;
/// what is resolved closes after a week; agents have `#to-customer`, requesters `#cancel`.
pub(crate) fn workflow() -> Workflow {
    let name = |name: &str| StatusName(name.to_owned());
    let status = |n: &str, stage| Status { name: name(n), stage, asks_feedback: n == "resolved" };
    let statuses = vec![
        status("new", Stage::Open),
        status("assigned", Stage::Open),
        status("on-customer", Stage::Waiting),
        status("resolved", Stage::Done),
        status("closed", Stage::Done),
    ];
    let reopen = Rule {
        name: "a comment reopens".to_owned(),
        when: When {
            comment_by: vec![Role::Requester, Role::Participant],
            status: vec![name("resolved"), name("closed")],
            ..When::default()
        },
        then: Then { status: Some(name("assigned")), assign_author: false },
    };
    let take = Rule {
        name: "the first answer takes the ticket".to_owned(),
        when: When {
            comment_by: vec![Role::Agent],
            visibility: Some(Visibility::Public),
            assigned: Some(false),
            ..When::default()
        },
        then: Then { status: None, assign_author: true },
    };
    let close = Timer {
        name: "resolved tickets close".to_owned(),
        status: vec![name("resolved")],
        after: std::time::Duration::from_hours(7 * 24),
        time: super::calendar::WorkTime::Always,
        to: name("closed"),
        tells: Vec::new(),
    };
    let transition = |n: &str, by, from: &[&str], to: &str| Transition {
        name: n.to_owned(),
        by: vec![by],
        from: from.iter().copied().map(name).collect(),
        to: name(to),
        assign_author: by == Role::Agent,
        tells: vec![Role::Requester],
    };
    let transitions = vec![
        transition("to-customer", Role::Agent, &["new", "assigned"], "on-customer"),
        transition("cancel", Role::Requester, &["new", "assigned", "on-customer"], "closed"),
    ];
    let moves = Moves { rules: vec![reopen, take], transitions, timers: vec![close], ..Moves::default() };
    Workflow::new(name("new"), statuses, moves).unwrap()
}
